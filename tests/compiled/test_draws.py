"""The compiled draws against the plain ones, bit for bit and draw for draw.

The plain samplers are tested against their exact laws, with stated power, in `tests/base/test_samplers.py`; equal bits
on the same streams carry that over. The law itself is looked at once more here, through the compiled code alone.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from corridor.base import samplers
from corridor.base.random import Stream, member_key, mix
from corridor.model.compiled import draws
from corridor.model.share_out import share_out

KEY = member_key(3, 5)
WORD = st.integers(0, 2**64 - 1)


def stream_of(key=KEY):
    return np.array([key[0] | key[1] << 32, 0, 0, 0, 0], np.uint64), np.zeros(1)


def both(step, process, cell):
    g, half = stream_of()
    draws.at(g, half, step, process, np.uint64(cell))
    return Stream(KEY).at(step, process, cell), (g, half)


def used(stream):
    """Where a plain stream stands: blocks computed, and what is left of the last."""
    return stream._block, stream._second


def same_place(plain, fast):
    return used(plain) == (int(fast[0][3]), float(fast[1][0]))


@given(st.integers(0, 2**24 - 1), st.integers(0, 255), WORD)
@settings(max_examples=300, deadline=None)
def test_uniforms_are_those_of_the_stream(step, process, cell):
    plain, fast = both(step, process, cell)
    assert [plain.uniform() for _ in range(5)] == [draws.uniform(*fast) for _ in range(5)]


@given(WORD, WORD)
@settings(max_examples=300, deadline=None)
def test_mix_is_mix(a, b):
    assert mix(a, b) == int(draws.mix(np.uint64(a), np.uint64(b)))


@given(
    st.one_of(st.integers(0, 30), st.integers(0, 10**6), st.integers(0, 2**40)),
    st.one_of(st.floats(0, 1), st.floats(0, 1e-3), st.sampled_from([0.0, 0.5, 1.0])),
    WORD,
)
@settings(max_examples=2000, deadline=None)
def test_binomial_is_binomial(n, p, cell):
    plain, fast = both(1, 2, cell)
    assert samplers.binomial(plain, n, p) == draws.binomial(*fast, n, p)
    assert same_place(plain, fast)


@given(st.integers(0, 3000), st.integers(0, 10**6), st.floats(0, 1), WORD)
@settings(max_examples=2000, deadline=None)
def test_hypergeometric_is_hypergeometric(good, bad, share, cell):
    plain, fast = both(1, 2, cell)
    taken = math.floor(share * (good + bad))
    assert samplers.hypergeometric(plain, good, bad, taken) == draws.hypergeometric(*fast, good, bad, taken)
    assert same_place(plain, fast)


RECORDS = st.lists(
    st.tuples(st.one_of(st.integers(0, 3), st.integers(0, 300)), st.sampled_from([0.0, 0.3, 1.0, 2.7])), max_size=12
)


@given(RECORDS, st.floats(-1.0, 400.0), st.booleans(), WORD)
@settings(max_examples=2000, deadline=None)
def test_take_is_take(records, budget, overshoot, cell):
    counts, sizes = [n for n, _ in records], [size for _, size in records]
    plain, fast = both(1, 2, cell)
    taken, left = np.zeros(40, np.int64), np.zeros(40, np.int64)
    expected, rest = share_out(plain, counts, sizes, budget, overshoot)
    found = draws.share_out(
        *fast, len(counts), np.array([*counts, 0]), np.array([*sizes, 0.0]), budget, overshoot, taken, left
    )
    assert (expected, rest) == (taken[: len(counts)].tolist(), found)


def test_conditional_chances_are_those_of_the_multinomial():
    weights = [0.0, 3.0, 1.0, 0.5, 0.0]
    for cell in range(300):
        plain, fast = both(1, 2, cell)
        chances = np.array(weights)
        draws.conditional(chances, len(weights))
        left, found = 50, []
        for chance in chances:
            k = draws.binomial(*fast, left, chance) if left else 0
            left -= k
            found.append(k)
        assert found == samplers.multinomial(plain, 50, weights)


# Power: with 20,000 draws a chi-square test at 1e-4 sees a shift of the mean by 8 % of a standard deviation with a
# chance above 99 % (noncentrality 20,000 x 0.0064 = 128; at 50 degrees of freedom the limit is 97, and the statistic
# then has a mean of 178 and a standard deviation of 25).
N = 20_000


def chi_square_p(found, law):
    values, counts = np.unique(found, return_counts=True)
    low, high = int(values.min()), int(values.max())
    expected = np.array([law.pmf(k) for k in range(low, high + 1)]) * N
    seen = np.zeros(high - low + 1)
    seen[values - low] = counts
    keep = expected >= 5.0
    rest = N - expected[keep].sum()
    pairs = [*zip(seen[keep], expected[keep], strict=True), (N - seen[keep].sum(), max(rest, 1e-9))]
    statistic = sum((o - e) ** 2 / e for o, e in pairs if e >= 1.0)
    return float(stats.chi2.sf(statistic, len(pairs) - 1))


def drawn(sampler, *arguments):
    g, half = stream_of()
    found = []
    for cell in range(N):
        draws.at(g, half, 0, 1, np.uint64(cell))
        found.append(sampler(g, half, *arguments))
    return np.array(found)


@pytest.mark.parametrize(("n", "p"), [(6, 0.4), (40, 0.1), (300, 0.2), (300, 0.85)])
def test_the_compiled_binomial_follows_its_law(n, p):
    found = drawn(draws.binomial, n, p)
    assert chi_square_p(found, stats.binom(n, p)) > 1e-4
    wrong = stats.binom(n, p + 0.08 * math.sqrt(p * (1 - p) / n))
    assert chi_square_p(found, wrong) < 1e-4  # what the power note says


@pytest.mark.parametrize(("good", "bad", "taken"), [(30, 60, 12), (300, 500, 200)])
def test_the_compiled_hypergeometric_follows_its_law(good, bad, taken):
    found = drawn(draws.hypergeometric, good, bad, taken)
    assert chi_square_p(found, stats.hypergeom(good + bad, good, taken)) > 1e-4
    assert chi_square_p(found, stats.binom(taken, good / (good + bad))) < 1e-4  # with replacement: another law
