"""Keyed randomness against published answers, written-down values and the uniform law.

The statistical tests have fixed seeds. Together they make `COMPARISONS` comparisons, each two-sided at
`ALPHA` = 0.001 / (2 COMPARISONS), so a correct generator would fail for one choice of seeds in 1,000.
Power: each compares 100,000 numbers in 100 or 256 classes. The noncentrality that is noticed with probability
0.99 is 118 (99 degrees of freedom) or 170 (255), so what is noticed is a density that departs from 1 by
3.4 % or 4.1 % in root mean square: u**1.02 is off by 2 % (not noticed), u**1.05 by 5 % (seen red below).
"""

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, ncx2

from corridor.base import random as keyed
from corridor.base.random import Stream, check_collisions, member_key, mix, name_hash, philox4x32, uniforms

COMPARISONS = 6
ALPHA = 0.001 / (2 * COMPARISONS)
SIZE = 100_000
ONES = 0xFFFFFFFF
LONG = 0xFFFFFFFFFFFFFFFF
properties = settings(derandomize=True, database=None, deadline=None, max_examples=200)


# --- the generator


@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_gives_the_published_answers(counter, key, expected):
    assert philox4x32(counter, key) == expected


@pytest.mark.parametrize("word", [-1, 2**32, 1.0])
@pytest.mark.parametrize("place", range(6))
def test_philox_refuses_what_is_not_a_word(word, place):
    words = [0] * 6
    words[place] = word
    with pytest.raises(ValueError, match=r"expected (4|2|a) whole number"):
        philox4x32(tuple(words[:4]), tuple(words[4:]))


@pytest.mark.parametrize(("counter", "key"), [((0, 0, 0), (0, 0)), ((0, 0, 0, 0), (0, 0, 0))])
def test_philox_refuses_a_wrong_number_of_words(counter, key):
    with pytest.raises(ValueError, match="whole numbers in"):
        philox4x32(counter, key)


def test_numpy_integers_do_not_wrap_inside():
    counter, key = (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0)
    as_numpy = philox4x32(tuple(map(np.uint32, counter)), tuple(map(np.uint32, key)))
    assert as_numpy == philox4x32(counter, key)
    stream = Stream(key)
    expected = stream.at(2**24 - 1, 255, 2**64 - 1).uniform()
    assert stream.at(np.int32(2**24 - 1), np.uint8(255), np.uint64(2**64 - 1)).uniform() == expected
    expected = stream.at(5, 6, 2**62 + 7).uniform()
    assert stream.at(np.int64(5), np.int64(6), np.int64(2**62 + 7)).uniform() == expected


# --- streams


def test_stream_words_are_where_the_definition_puts_them():
    key, step, process, cell = (0xA4093822, 0x299F31D0), 0xABCDEF, 0x12, 0x0123456789ABCDEF
    stream = Stream(key).at(step, process, cell)
    for block in range(3):
        words = philox4x32((block, 0xABCDEF12, 0x89ABCDEF, 0x01234567), key)
        for high, low in (words[:2], words[2:]):
            assert stream.uniform() == (((high << 32 | low) >> 12) + 0.5) * 2**-52


def test_uniforms_have_not_moved():
    # Written down when first computed; they move only if every published result is to move.
    stream = Stream(member_key(0, 0)).at(7, 3, name_hash("Goris"))
    assert [stream.uniform() for _ in range(3)] == EXPECTED_UNIFORMS


EXPECTED_UNIFORMS = [0.39040679020341396, 0.2585795905783522, 0.23328211972647728]


@pytest.mark.parametrize(("word", "expected"), [(0, 2**-53), (ONES, 1 - 2**-53)])
def test_uniform_never_reaches_its_ends(monkeypatch, word, expected):
    monkeypatch.setattr(keyed, "_philox_rounds", lambda *_: (word,) * 4)
    stream = Stream((0, 0))
    for _ in range(4):
        u = stream.uniform()
        assert u == expected
        assert 0.0 < u < 1.0
        assert 1.0 - (1.0 - u) == u


def test_a_new_stream_stands_at_the_origin():
    assert Stream((1, 2)).uniform() == Stream((1, 2)).at(0, 0, 0).uniform()


def test_at_gives_the_same_object_and_starts_again():
    stream = Stream((1, 2))
    assert stream.at(3, 4, 5) is stream
    first = [stream.uniform() for _ in range(5)]
    stream.at(3, 4, 6).uniform()
    stream.at(3, 4, 5)
    assert [stream.uniform() for _ in range(5)] == first


def test_places_differ():
    stream = Stream((1, 2))
    # Also what would meet if words overlapped: step and process, the halves of a cell, block and cell.
    places = [(s, p, c) for s in (0, 1, 255, 256, 2**24 - 1) for p in (0, 1, 255) for c in CELLS]
    seen = {stream.at(*place).uniform() for place in places}
    seen |= {Stream(key).uniform() for key in ((2, 1), (1, 3), (0, 2))}
    assert len(seen) == len(places) + 3


CELLS = (0, 1, 2, 2**31, 2**32 - 1, 2**32, 2**32 + 1, 2**33, 2**63, 2**64 - 1)


def test_streams_do_not_know_of_each_other():
    a, b = Stream((1, 2)).at(1, 1, 1), Stream((1, 2)).at(2, 1, 1)
    apart = [a.uniform() for _ in range(4)], [b.uniform() for _ in range(4)]
    a.at(1, 1, 1)
    b.at(2, 1, 1)
    together = [(a.uniform(), b.uniform()) for _ in range(4)]
    assert tuple(map(list, zip(*together, strict=True))) == apart


def test_nothing_drawn_nothing_computed(monkeypatch):
    rounds = keyed._philox_rounds
    calls = []
    monkeypatch.setattr(keyed, "_philox_rounds", lambda *words: calls.append(1) or rounds(*words))
    stream = Stream((1, 2))
    for step in range(10):
        stream.at(step, 0, 0)
    assert len(calls) == 0
    for n_draws, n_blocks in ((1, 1), (2, 1), (3, 2), (4, 2), (5, 3)):
        calls.clear()
        stream.at(0, 0, 0)
        for _ in range(n_draws):
            stream.uniform()
        assert len(calls) == n_blocks


@pytest.mark.parametrize(
    "place",
    [(-1, 0, 0), (2**24, 0, 0), (0, -1, 0), (0, 256, 0), (0, 0, -1), (0, 0, 2**64), (1.0, 0, 0), (0, 0, "a")],
)
def test_at_refuses_and_stays_where_it_was(place):
    stream = Stream((1, 2)).at(3, 4, 5)
    stream.uniform()
    with pytest.raises(ValueError, match="expected"):
        stream.at(*place)
    again = Stream((1, 2)).at(3, 4, 5)
    again.uniform()
    assert stream.uniform() == again.uniform()


def test_the_block_number_does_not_run_into_the_next_word():
    stream = Stream((1, 2))
    stream._block = 2**32 - 1
    stream.uniform()
    stream.uniform()
    with pytest.raises(ValueError, match="draws at one place"):
        stream.uniform()


def test_a_stream_holds_nothing_else():
    with pytest.raises(AttributeError):
        Stream((1, 2)).seed = 3


# --- the uniform law


def two_sided(counts: np.ndarray) -> float:
    """The smaller tail of Pearson's statistic for equal classes; too even is as wrong as too uneven."""
    expected = counts.sum() / counts.size
    statistic = ((counts - expected) ** 2 / expected).sum()
    return min(chi2.sf(statistic, counts.size - 1), chi2.cdf(statistic, counts.size - 1))


def in_classes(u: np.ndarray) -> np.ndarray:
    return np.bincount((u * 100).astype(int), minlength=100)


def in_a_row(size: int) -> np.ndarray:
    stream = Stream(member_key(1, 0))
    return np.array([stream.uniform() for _ in range(size)])


def first_by(which: str) -> np.ndarray:
    """First uniforms at `SIZE` neighbouring places, as the model uses them."""
    stream = Stream(member_key(2, 0))
    if which == "step":
        return np.array([stream.at(i, 1, 7).uniform() for i in range(SIZE)])
    if which == "cell":
        return np.array([stream.at(5, 1, i).uniform() for i in range(SIZE)])
    if which == "high half of the cell":
        return np.array([stream.at(5, 1, i << 32).uniform() for i in range(SIZE)])
    return np.array([Stream((i, 0)).uniform() for i in range(SIZE)])


@pytest.mark.parametrize("which", ["step", "cell", "high half of the cell", "key"])
def test_neighbouring_places_are_uniform(which):
    assert two_sided(in_classes(first_by(which))) > ALPHA


def test_draws_in_a_row_are_uniform():
    assert two_sided(in_classes(in_a_row(SIZE))) > ALPHA


def test_neighbouring_draws_are_independent():
    # Pairs (u1, u2), (u3, u4) share a block; every second pair does not, so shift by one.
    u = (in_a_row(2 * SIZE + 1)[1:] * 16).astype(int)
    assert two_sided(np.bincount(u[::2] * 16 + u[1::2], minlength=256)) > ALPHA


def test_the_check_catches_what_the_power_note_says():
    assert two_sided(in_classes(in_a_row(SIZE) ** 1.05)) < ALPHA
    u = in_a_row(SIZE)
    echo = np.where(np.arange(SIZE) % 16 == 0, u, np.roll(u, 1))  # one pair in 16 equal
    pairs = (u * 16).astype(int) * 16 + (echo * 16).astype(int)
    assert two_sided(np.bincount(pairs, minlength=256)) < ALPHA
    evenly = (np.arange(SIZE) + 0.5) / SIZE
    assert two_sided(in_classes(evenly)) < ALPHA


@pytest.mark.parametrize(("df", "noncentrality"), [(99, 118), (255, 170)])
def test_the_power_note_is_right(df, noncentrality):
    critical = chi2.isf(ALPHA, df)
    assert ncx2.sf(critical, df, noncentrality) == pytest.approx(0.99, abs=0.002)


# --- hashes and keys


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Goris",), 0x972149437AA62AD3),
        (
            ("Goris", "Kornidzor"),
            0x3A99691363E3B8C8,
        ),  # printf 'Goris\x1fKornidzor' | b2sum -l 64: c8b8...993a
        (("Kornidzor", "Goris"), 0xF0780F537E1F715C),
        (("Գորիս",), 0x741D5F3F3A06954E),
        (("",), 0xB4B2797457A0A6E4),
        (("Şuşa",), 0xB6EBE9FB30FCB380),
        (("S\u0327us\u0327a",), 0xB6EBE9FB30FCB380),
    ],
)
def test_name_hashes_have_not_moved(names, expected):
    assert name_hash(*names) == expected


def test_both_spellings_of_a_letter_are_one_name():
    composed, decomposed = "Şuşa é", unicodedata.normalize("NFD", "Şuşa é")
    assert composed != decomposed
    assert name_hash(composed, "a") == name_hash(decomposed, "a")
    assert member_key(0, 0, composed) == member_key(0, 0, decomposed)


def test_names_do_not_run_together():
    variants = [
        ("ab", "c"),
        ("a", "bc"),
        ("abc",),
        ("c", "ab"),
        ("ab", "c", ""),
        ("", "ab", "c"),
        ("AB", "c"),
        ("ab ", "c"),
    ]
    assert len({name_hash(*names) for names in variants}) == len(variants)


@pytest.mark.parametrize("names", [(), ("a\x1fb",), ("a", 3), (None,), ("\ud800",)])
def test_name_hash_refuses(names):
    with pytest.raises(ValueError, match=r"name_hash|surrogates"):
        name_hash(*names)


def test_mix_is_built_on_the_published_splitmix64():
    # First outputs of SplitMix64 for seeds 0 and 1234567. As `b` such an output cancels the inner part and
    # leaves finalise(0) = 0; then the increment put in its place comes out as the first output for seed 0.
    gamma = 0x9E3779B97F4A7C15
    for seed, output in ((0, 0xE220A8397B1DCDAF), (1234567, 6457827717110365317)):
        assert mix(seed, output) == 0
        assert mix(seed, output ^ gamma) == 0xE220A8397B1DCDAF


def test_mix_does_not_collide_and_minds_the_order():
    # Small neighbouring numbers, the hardest input, and hashes as they come; each pair in both orders.
    small = {mix(a, b) for a in range(450) for b in range(450)}
    assert len(small) == 450**2
    places = [name_hash(f"place {i}") for i in range(320)]
    cohorts = [name_hash(f"cohort {i}") for i in range(320)]
    both = {mix(a, b) for a in places for b in cohorts} | {mix(b, a) for a in places for b in cohorts}
    assert len(both) == 2 * 320**2


@properties
@given(st.integers(0, LONG), st.integers(0, LONG), st.integers(0, LONG))
def test_mix_is_one_to_one_in_each_argument(a, b, c):
    assert 0 <= mix(a, b) <= LONG
    assert (mix(a, b) == mix(a, c)) == (b == c)
    assert (mix(b, a) == mix(c, a)) == (b == c)


def test_every_bit_going_into_mix_moves_half_of_those_coming_out():
    # 64 flips at 1/2 each, averaged over 64 pairs: sd 4 / 8 = 0.5. Two-sided 0.001 over 128 comparisons is
    # 4.5 sd, 2.25. Power: a bit that moves 28.5 or 35.5 of the 64 is caught with probability 0.99.
    pairs = [(name_hash("a", str(i)), name_hash("b", str(i))) for i in range(64)]
    for bit in range(64):
        flips_a = [(mix(a, b) ^ mix(a ^ 1 << bit, b)).bit_count() for a, b in pairs]
        flips_b = [(mix(a, b) ^ mix(a, b ^ 1 << bit)).bit_count() for a, b in pairs]
        assert abs(np.mean(flips_a) - 32) < 2.25
        assert abs(np.mean(flips_b) - 32) < 2.25


@pytest.mark.parametrize("pair", [(-1, 0), (0, -1), (2**64, 0), (0, 2**64), (1.0, 0)])
def test_mix_refuses(pair):
    with pytest.raises(ValueError, match="mix: found"):
        mix(*pair)


def test_collisions_name_both_and_all():
    check_collisions({})
    check_collisions({name: name_hash(name) for name in ("Goris", "Kornidzor", "Vayk")})
    with pytest.raises(ValueError, match=r"'Goris' and 'Sisian' share") as caught:
        check_collisions({"Goris": 1, "Vayk": 2, "Sisian": 1, "Jermuk": 2})
    assert "'Vayk' and 'Jermuk' share" in str(caught.value)


def test_two_spellings_are_found_as_a_collision():
    spellings = ["Şuşa", unicodedata.normalize("NFD", "Şuşa")]
    with pytest.raises(ValueError, match="written in two ways"):
        check_collisions({name: name_hash(name) for name in spellings})


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((0, 0), (0xB4F0B586, 0x68F021DA)),  # printf '1:0,1:0,' | b2sum -l 64 gives 86b5f0b4da21f068
        ((0, 1), (0x3BAC7AE2, 0x1DAB3B58)),
        ((1, 0), (0xF1201FD1, 0xC98BCF37)),
        ((20230919, 7, "2023-09-27T18:00Z"), (0xE5561365, 0x01133A1B)),
        ((0, 0, "S\u0327us\u0327a"), (0x47BC0B61, 0xF6123513)),
    ],
)
def test_member_keys_have_not_moved(parts, expected):
    assert member_key(*parts) == expected


def test_member_keys_do_not_run_together():
    parts = [(1, 11), (11, 1), (111, 1), (1, 1, "1"), (1, 1, "1", ""), (1, 1), (1, 1, "")]
    parts += [(1, 1, "1,1:1"), (1, 1, "1", "1"), (1, 1, "1\x1f1"), (1, 1, "11")]
    assert len({member_key(*p) for p in parts}) == len(parts)


@properties
@given(
    st.integers(0, 2**70),
    st.integers(0, 2**70),
    st.lists(st.text(alphabet="01:,é", max_size=4), max_size=3),
    st.data(),
)
def test_member_keys_are_words_and_differ_with_any_part(seed, member, more, data):
    key = member_key(seed, member, *more)
    assert all(0 <= word < 2**32 for word in key)
    other = data.draw(st.lists(st.text(alphabet="01:,é", max_size=4), max_size=3))
    assert (member_key(seed, member, *other) == key) == (other == more)
    assert member_key(seed + 1, member, *more) != key
    assert member_key(seed, member + 1, *more) != key


@pytest.mark.parametrize("parts", [(-1, 0), (0, -1), (0.0, 0), (0, "0"), (0, 0, 3), (None, 0)])
def test_member_key_refuses(parts):
    with pytest.raises(ValueError, match=r"expected (zero or more|a whole number|text)"):
        member_key(*parts)


def test_seed_zero_is_a_seed():
    assert len({member_key(seed, 0) for seed in range(3)}) == 3
    assert 0.0 < Stream(member_key(0, 0)).uniform() < 1.0


# --- many addresses at once -----------------------------------------------------------------------------------


def test_uniforms_are_the_first_of_each_address_bit_for_bit():
    rng = np.random.default_rng(0)
    steps = np.append(rng.integers(0, 2**24, 400), [0, 2**24 - 1])
    processes = np.append(rng.integers(0, 256, 400), [0, 255])
    cells = np.append(rng.integers(0, 2**64, 400, dtype=np.uint64), np.array([0, 2**64 - 1], dtype=np.uint64))
    for key in (member_key(0, 0), member_key(9, 123), (0, 0), (2**32 - 1, 2**32 - 1)):
        stream = Stream(key)
        expected = [
            stream.at(int(s), int(p), int(c)).uniform() for s, p, c in zip(steps, processes, cells, strict=True)
        ]
        assert uniforms(key, steps, processes, cells).tolist() == expected


def test_uniforms_broadcast_their_addresses():
    key, cells = member_key(1, 2), [name_hash("Goris"), name_hash("Sisian")]
    found = uniforms(key, np.arange(5)[:, None], 41, cells)
    assert found.shape == (5, 2)
    assert found[3, 1] == Stream(key).at(3, 41, cells[1]).uniform()


@pytest.mark.parametrize(
    ("steps", "processes", "cells"),
    [(2**24, 0, 0), (-1, 0, 0), (0, 256, 0), (0, 0, 2**64), (0, 0, -1), (0.5, 0, 0), (0, 0, [0.5, 2**64 - 1])],
)
def test_uniforms_refuse_addresses_out_of_range(steps, processes, cells):
    with pytest.raises(ValueError, match="uniforms: found"):
        uniforms((1, 2), [steps, steps], processes, cells)
