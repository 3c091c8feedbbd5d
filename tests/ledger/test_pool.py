"""Claims become a prior: weights, widths, bounds, copies, draws that follow the density; one case pooled by hand."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger.rows import ABOUT, COUNTED, claim, decision, pool, stand, states
from scipy import stats

from corridor.base.errors import Problems
from corridor.base.quantity import Spec
from corridor.base.random import Stream, member_key
from corridor.ledger.claims import INFORMATION_GRADES, QUANTIFIERS, SOURCE_GRADES, statuses
from corridor.ledger.grades import Grades, standard_tables
from corridor.ledger.laws import Stated, Tilted
from corridor.ledger.pool import pooled
from corridor.ledger.standing import considered, definitions

LOW, HIGH = (
    claim("low", 8000, party="one"),
    claim("high", 20000, party="other", source_grade="D", information_grade="4"),
)


def weights(made):
    return {one.claim.claim: one.weight for one in made.components}


# --- the case pooled by hand ----------------------------------------------------------------------------------


def test_two_sides_pooled_by_hand():
    """8,000 (B2) against 20,000 (D4): reliabilities 0.8 and 0.4 give weights 2/3 and 1/3; spreads are 0.10 and 0.35.

    By a table of the normal distribution: P(below 10,000) = 2/3 Phi(ln 1.25 / 0.10) + 1/3 Phi(ln 0.5 / 0.35)
    = 2/3 x 0.98718 + 1/3 x 0.02383 = 0.66606; P(below 20,000) = 2/3 x 1 + 1/3 x 0.5 = 0.83333.
    """
    made = pool(LOW, HIGH)
    assert weights(made) == pytest.approx({"low": 2 / 3, "high": 1 / 3})
    assert made.cdf(10_000) == pytest.approx(0.66606, abs=2e-5)
    assert made.cdf(20_000) == pytest.approx(0.83333, abs=2e-5)
    assert made.ppf(0.83333333) == pytest.approx(20_000, rel=1e-4)


def test_two_sides_make_two_humps():
    made = pool(LOW, HIGH)
    edges = np.geomspace(4000, 60000, 200)
    density = np.diff([made.cdf(x) for x in edges]) / np.diff(edges)
    peaks = [k for k in range(1, 198) if density[k - 1] < density[k] > density[k + 1]]
    assert [round(edges[k], -3) for k in peaks] == [8000.0, 18000.0]  # the wide hump peaks at 20,000 exp(-0.35^2)
    assert density[peaks[0] : peaks[1]].min() < 0.5 * density[peaks[1]]
    assert made.cdf(14_000) - made.cdf(11_000) < 0.06  # no average: hardly anything near 12,000, their weighted mean


def test_a_bound_pooled_by_hand():
    """'At least 10,000' (C1): reliability 0.6, spread 0.05. The share of 8,000 (spread 0.1) that can be above it is
    P(X > Y) with ln X - ln Y normal: Phi(ln 0.8 / sqrt(0.1^2 + 0.05^2)) = Phi(-1.9959) = 0.02297, so what is left of
    its weight is 0.4 + 0.6 x 0.02297 = 0.41378; of 20,000 (spread 0.35): Phi(ln 2 / 0.35355) = Phi(1.9605) = 0.97503,
    so 0.98502. Weights: 2/3 x 0.41378 = 0.27585 and 1/3 x 0.98502 = 0.32834, that is 0.45656 and 0.54344.
    """
    bound = claim("more", 10000, quantifier="at least", source_grade="C", information_grade="1")
    shares = pool(LOW, HIGH, bound).shares()
    assert shares == pytest.approx((0.45656, 0.54344), abs=2e-4)


# --- weights --------------------------------------------------------------------------------------------------


def test_six_officials_of_one_side_do_not_outvote_a_resident():
    officials = [claim(f"o{k}", 50000 + k, party="a government") for k in range(6)]
    made = weights(pool(*officials, claim("resident", 110000)))
    assert made["resident"] == pytest.approx(0.5)
    assert all(made[f"o{k}"] == pytest.approx(1 / 12) for k in range(6))


def test_a_party_counts_as_much_as_its_most_reliable_source_and_shares_it_out_by_reliability():
    made = weights(pool(claim("b", 100, party="p"), claim("d", 200, party="p", source_grade="D"), claim("alone", 300)))
    assert made == pytest.approx({"b": 1 / 3, "d": 1 / 6, "alone": 1 / 2})


def test_ten_outlets_with_one_speaker_count_once():
    told = {"speaker": "The Governor", "party": "province", "information_grade": "4"}
    once = [claim("a", 50000, **told), claim("other", 90000)]
    ten = [claim(f"c{k}", 50000, **(told | {"speaker": "the governor"}), via=f"outlet {k}") for k in range(9)]
    assert pool(*once, *ten) == pool(*once)
    assert Counter(states(*once, *ten).values()) == {"part": 2, "copy": 9}


def test_of_copies_the_best_graded_one_stands():
    told = {"speaker": "the governor"}
    made = pool(claim("a", 5000, **told, source_grade="E"), claim("b", 5000, **told, source_grade="A"))
    assert list(weights(made)) == ["b"]


def test_an_old_statement_passed_on_later_neither_supersedes_nor_lowers_the_better_graded_one():
    told = {"speaker": "the mayor"}
    first = claim("first", 12000, **told, known="2030-01-01T08:00Z")
    tabloid = claim("tabloid", 12000, **told, source_grade="E", known="2030-01-01T09:00Z")
    newer = claim("newer", 9000, **told, known="2030-01-02T09:00Z")
    stale = claim("stale", 12000, **told, known="2030-01-03T09:00Z", valid="2030-01-01")
    anew = claim("anew", 12000, **told, known="2030-01-04T09:00Z", valid="2030-01-04")
    assert states(first, tabloid) == {"first": "part", "tabloid": "copy"}
    assert states(first, tabloid, newer, stale)["newer"] == "part"
    assert states(first, tabloid, newer, stale)["stale"] == "superseded"
    assert states(first, tabloid, newer, stale, anew)["anew"] == "part"


def test_a_decision_covers_the_versions_known_when_it_was_made():
    early = decision("a", at="2030-01-02T15:00Z")
    holds = statuses([early], None)

    def state(known):
        return considered([claim("a", 5, known=known)], holds, ABOUT, COUNTED, Grades.of())[0].state

    assert state("2030-01-01") == state("2030-01-02") == "part"  # a day counts from its beginning here
    assert state("2030-01-02T16:00Z") == state("2030-01-03") == "draft"


def test_a_speaker_has_one_side():
    made = weights(pool(claim("a", 100, speaker="m", party="v"), claim("b", 200, speaker="m"), claim("c", 300)))
    assert made == pytest.approx({"a": 0.25, "b": 0.25, "c": 0.5})


def test_two_statements_of_one_speaker_at_the_same_time_share_the_weight():
    told = {"speaker": "the ministry"}
    made = weights(pool(claim("a", 5000, **told), claim("b", 7000, **told), claim("c", 9000)))
    assert made == pytest.approx({"a": 0.25, "b": 0.25, "c": 0.5})


def test_a_later_claim_of_a_speaker_supersedes_and_not_one_by_somebody_else():
    early, late = claim("early", 5000, speaker="X"), claim("late", 7000, speaker="x", known="2030-01-05")
    assert states(early, late) == {"early": "superseded", "late": "part"}
    assert states(early, claim("other", 7000, known="2030-01-05")) == {"early": "part", "other": "part"}


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ABCDEF"), st.sampled_from(["p", "q", "r", ""]), st.integers(1, 4), st.integers(1, 9)
        ),
        min_size=1,
        max_size=9,
    )
)
def test_weights_sum_to_one_and_each_party_has_its_best(rows):
    claims = [
        claim(f"c{k}", 1000 * v, source_grade=g, party=p, speaker=f"s{s}{p}") for k, (g, p, s, v) in enumerate(rows)
    ]
    made = pool(*claims)
    assert sum(one.weight for one in made.components) == pytest.approx(1.0)
    reliability = Grades.of().reliability
    sides: dict[str, float] = {}
    best: dict[str, float] = {}
    for one in made.components:
        side = one.claim.side
        sides[side] = sides.get(side, 0.0) + one.weight
        best[side] = max(best.get(side, 0.0), reliability[one.claim.source_grade])
    whole = sum(best.values())
    assert sides == pytest.approx({side: value / whole for side, value in best.items()})


# --- widths ---------------------------------------------------------------------------------------------------


def test_worse_information_is_wider_and_what_cannot_be_judged_is_not_the_worst():
    spread = {g: pool(claim("a", 1000, information_grade=g)).components[0].law.ppf(0.9) for g in INFORMATION_GRADES}
    assert spread["1"] < spread["2"] < spread["3"] < spread["6"] < spread["4"] < spread["5"]


def test_what_cannot_be_judged_weighs_neither_as_the_best_nor_as_the_worst_source():
    reliability = Grades.of().reliability
    assert reliability["A"] > reliability["C"] > reliability["F"] > reliability["D"] > reliability["E"] > 0


def test_who_gains_from_a_high_figure_may_have_said_too_much():
    law = pool(claim("a", 100000, stake="gains if high")).components[0].law
    assert law.cdf(100000) == pytest.approx(2 / 3, abs=1e-6)  # twice the spread below: two thirds of the mass
    assert pool(claim("a", 100000, stake="gains if low")).cdf(100000) == pytest.approx(1 / 3, abs=1e-6)
    assert pool(claim("a", 100000)).cdf(100000) == pytest.approx(1 / 2, abs=1e-6)


def test_words_beside_the_figure():
    def law(quantifier):
        return pool(claim("a", 1000, quantifier=quantifier))

    assert law("about").ppf(0.9) > law("exact").ppf(0.9)
    assert law("nearly").ppf(0.5) == pytest.approx(970, rel=1e-6)


def test_a_range_is_flat_between_its_ends_and_falls_off_beyond():
    law = pool(claim("a", low="8000", high="10000", quantifier="between")).components[0].law
    inside = law.cdf(10000) - law.cdf(8000)
    assert inside == pytest.approx(math.log(1.25) / (math.log(1.25) + 2 * math.sqrt(math.pi / 2) * 0.1))
    assert law.cdf(math.sqrt(8e7)) == pytest.approx(0.5)


def test_a_best_guess_with_ends_is_wider_where_they_say_so():
    law = pool(claim("a", 1000, low="900", high="3000")).components[0].law
    assert law.ppf(0.95) > 2500 and law.ppf(0.05) > 750


def test_shares_stay_in_their_range():
    made = pool(claim("a", 90, unit="percent", information_grade="5"), spec=Spec("1", low=0, high=1))
    assert made.ppf(0.001) > 0.0 and made.ppf(0.999999) <= 1.0


# --- bounds ---------------------------------------------------------------------------------------------------


def test_a_bound_is_no_figure_while_there_are_figures():
    bound = claim("more", 30000, quantifier="more than")
    assert states(LOW, bound) == {"low": "part", "more": "bound"}
    assert states(bound) == {"more": "part"}


def test_where_there_are_only_bounds_the_figure_lies_beyond_them():
    at_least = pool(claim("a", 10000, quantifier="at least", information_grade="1"))
    assert at_least.cdf(9000) < 0.05 and at_least.cdf(20000) > 0.9
    at_most = pool(claim("a", 10000, quantifier="at most", information_grade="1"))
    assert at_most.cdf(11000) > 0.95 and at_most.cdf(5000) < 0.1


@given(st.sampled_from(SOURCE_GRADES), st.integers(2000, 40000), st.booleans())
def test_a_bound_moves_the_pool_to_its_side_and_forbids_nothing(grade, figure, lower):
    word = "at least" if lower else "at most"
    bound = claim("bound", figure, quantifier=word, source_grade=grade)
    free, held = pool(LOW, HIGH), pool(LOW, HIGH, bound)
    before, after = free.cdf(figure), held.cdf(figure)
    assert (after <= before + 1e-3) if lower else (after >= before - 1e-3)
    kept = 1.0 - Grades.of().reliability[grade]
    wrong, still = (before, after) if lower else (1.0 - before, 1.0 - after)
    assert still >= kept * wrong - 2e-3  # a wrong side keeps at least what its source leaves it


def test_bounds_of_one_party_to_one_side_count_once_by_the_firmest():
    firm = claim("firm", 12000, quantifier="at least", party="p", source_grade="A")
    same = [claim(f"b{k}", 12000, quantifier="at least", party="p") for k in range(5)]
    idle = claim("idle", 100, quantifier="at least", party="p", source_grade="E", information_grade="6")
    alone = pool(LOW, HIGH, firm)
    assert pool(LOW, HIGH, firm, *same, idle).shares() == pytest.approx(alone.shares())
    assert pool(LOW, HIGH, firm, idle).ppf(0.05) == pytest.approx(alone.ppf(0.05), rel=1e-3)
    other = claim("other", 15000, quantifier="at most", party="p", source_grade="A")
    both, one = pool(LOW, HIGH, firm, other), pool(LOW, HIGH, other)
    assert both.cdf(12000) < one.cdf(12000) - 0.05  # a lower and an upper bound of one party are two statements


def test_claims_about_two_places_are_no_rivals():
    problems = Problems()
    rows = [claim("a", 50, place="Town"), claim("b", 60, place="Village"), claim("c", 70)]
    assert pooled(stand(*rows), Spec("persons", low=0), Grades.of(), problems) is None
    assert [(p.code, p.field) for p in problems.found] == [("claims-places", "place")]


# --- the pool as a distribution -------------------------------------------------------------------------------

FIGURES = st.lists(
    st.tuples(
        st.sampled_from([q for q in QUANTIFIERS if q != "between"]),
        st.integers(100, 200000),
        st.sampled_from(SOURCE_GRADES),
        st.sampled_from(INFORMATION_GRADES),
        st.sampled_from(["none", "gains if high", "gains if low"]),
        st.sampled_from(["persons", "families"]),
    ),
    min_size=1,
    max_size=5,
)


def many(rows, size=3.0):
    return pool(
        *(
            claim(f"c{k}", v, quantifier=q, source_grade=s, information_grade=i, stake=k2, unit=u)
            for k, (q, v, s, i, k2, u) in enumerate(rows)
        ),
        size=size,
    )


@given(FIGURES)
def test_quantiles_are_monotone_and_the_inverse_of_the_probabilities(rows):
    made = many(rows)
    quantiles = [made.ppf(u) for u in (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)]
    assert quantiles == sorted(quantiles)
    for u in (0.05, 0.3, 0.5, 0.9):
        assert made.cdf(made.ppf(u)) == pytest.approx(u, abs=1e-6)


@given(st.floats(0.001, 0.999), st.floats(0.02, 2), st.floats(0.02, 2), st.floats(1, 3))
def test_a_stated_figure_has_closed_forms_that_agree(u, down, up, wide):
    law = Stated(1000.0, 1000.0 * wide, down, up)
    assert law.cdf(law.ppf(u)) == pytest.approx(u, abs=1e-9)


POOLS = {
    "two sides": [LOW, HIGH],
    "stake": [claim("a", 9000, stake="gains if high"), claim("b", 30000, stake="gains if low", information_grade="5")],
    "bounds": [LOW, HIGH, claim("c", 15000, quantifier="at least"), claim("d", 40000, quantifier="at most")],
    "families": [
        claim("a", 5000, unit="families"),
        claim("b", 9000),
        claim("c", 3500, unit="families", quantifier="at least"),
    ],
    "range": [claim("a", low="5000", high="9000", quantifier="between")],
}


@pytest.mark.parametrize("name", POOLS)
def test_draws_follow_the_density(name):
    """Kolmogorov's distance of 20,000 draws, at a level of 1e-4 (0.0157): sees a weight that is off by 0.03, or a
    spread off by 6 %, in more than 99 of 100 runs."""
    made = pool(*POOLS[name], size=4.0)
    stream = Stream(member_key(7, 0))
    values = np.sort([made.drawn(stream.at(k, 1, 5).uniform, 4.0)[1] for k in range(20_000)])
    below = np.array([made.cdf(x) for x in values[::20]])
    distance = np.abs(below - np.arange(0, 20_000, 20) / 20_000).max()
    assert distance < stats.kstwobign.isf(1e-4) / math.sqrt(20_000)


def test_components_are_drawn_by_their_weights_and_say_which_they_were():
    """4,000 draws: the share of one drawn two times in three has a standard error of 0.0075."""
    made = pool(LOW, HIGH)
    stream = Stream(member_key(7, 1))
    drawn = [made.drawn(stream.at(k, 1, 5).uniform, 1.0) for k in range(4000)]
    assert np.mean([index == 0 for index, _ in drawn]) == pytest.approx(2 / 3, abs=4 * 0.0075)
    assert all(5_000 < value < 12_500 for index, value in drawn if index == 0)  # 4.5 spreads
    assert np.median([value for index, value in drawn if index == 1]) == pytest.approx(20_000, rel=0.05)


def test_families_become_people_by_the_size_that_is_given():
    made = pool(claim("a", 1000, unit="families"))
    assert [made.at(size).ppf(0.5) for size in (2.0, 5.0)] == pytest.approx([2000, 5000])
    stream = Stream(member_key(1, 1))
    small, large = (made.drawn(stream.at(0, 1, 5).uniform, size)[1] for size in (2.0, 5.0))
    assert large == pytest.approx(2.5 * small)


def test_a_bound_in_families_holds_at_the_size_that_is_given():
    made = pool(LOW, HIGH, claim("c", 3000, unit="families", quantifier="at least", information_grade="1"))
    at_two, at_five = made.at(2.0).shares()[0], made.at(5.0).shares()[0]  # 6,000 persons, and 15,000
    assert at_two > 0.6 and at_five < 0.35


def test_a_tilted_law_is_what_weighing_its_draws_gives():
    made = pool(LOW, HIGH, claim("c", 15000, quantifier="at least"))
    law, bound = made.components[1].law, made.bounds[0]
    x = np.array([law.ppf((k + 0.5) / 20000) for k in range(20000)])
    weight = bound.factor(x, 1.0)
    tilted = Tilted(law, ((bound, 1.0),))
    assert tilted.mass == pytest.approx(weight.mean(), abs=1e-4)
    assert tilted.cdf(15000) == pytest.approx(weight[x <= 15000].sum() / weight.sum(), abs=1e-3)


# --- which claims count ---------------------------------------------------------------------------------------


def test_drafts_rejected_withdrawn_other_definitions_and_triangulation_do_not_feed_the_prior():
    rows = [
        LOW,
        claim("draft", 1),
        claim("census", 150000, definition="census of 2015"),
        claim("check", 9000, role="triangulation"),
        claim("no", 1),
        claim("back", 1),
    ]
    log = [decision("low"), decision("census"), decision("check")]
    log += [decision("no", "rejected"), decision("back"), decision("back", "withdrawn", at="2030-02-03T00:00Z")]
    standing = considered(rows, statuses(log, None), ABOUT, COUNTED, Grades.of())
    assert {one.claim.claim: one.state for one in standing} == {
        "low": "part",
        "draft": "draft",
        "census": "other definition",
        "check": "triangulation",
        "no": "rejected",
        "back": "withdrawn",
    }
    assert definitions(rows, statuses(log, None), ABOUT) == ("census of 2015", COUNTED)


def test_the_last_decision_holds_and_none_that_rests_on_what_was_not_known_yet():
    from corridor.base.times import parse_instant

    log = [
        decision("a", at="2030-01-02T00:00Z"),
        decision("a", "rejected", at="2030-01-04T00:00Z"),
        decision("b", at="2031-01-01T00:00Z", known="2030-01-01T00:00Z"),  # made later, on what was known then
    ]
    then = statuses(log, parse_instant("2030-01-03T00:00Z"))
    assert {name: row.decision for name, row in then.items()} == {"a": "approved", "b": "approved"}
    assert statuses(log, None)["a"].decision == "rejected"
    assert statuses(log, parse_instant("2029-01-01T00:00Z")) == {}


def test_every_grade_and_word_has_a_number_with_a_reason():
    tables = standard_tables()
    assert set(tables["source_grades"]) == set(SOURCE_GRADES)
    assert set(tables["information_grades"]) == set(INFORMATION_GRADES)
    assert set(tables["quantifiers"]) == set(QUANTIFIERS)
    assert all(len(entry.reason) > 10 for entries in tables.values() for entry in entries.values())


def test_tables_can_be_replaced():
    grades = Grades.of({("source_grades", "D"): 0.8, ("information_grades", "2"): 0.3})
    made = pool(LOW, HIGH, grades=grades)
    assert weights(made) == pytest.approx({"low": 0.5, "high": 0.5})
    assert made.components[0].law.ppf(0.9) == pytest.approx(8000 * math.exp(0.3 * 1.2815515655446004))


def test_the_order_of_the_rows_changes_nothing():
    rows = [LOW, HIGH, claim("c", 15000, quantifier="at least"), claim("d", 9000, party="one")]
    assert pool(*rows) == pool(*rows[::-1])


# --- claims that cannot be pooled, told together --------------------------------------------------------------


def test_wrong_units_and_figures_outside_the_range_are_told_together():
    problems = Problems()
    rows = [claim("a", 50, unit="litres"), claim("b", 300, unit="percent"), claim("c", 0, unit="percent")]
    made = pooled(stand(*rows), Spec("1", low=0, high=1), Grades.of(), problems)
    assert made is None
    assert [(p.code, p.field) for p in problems.found] == [
        ("unit-mismatch", "unit"),
        ("out-of-range", "value"),
        ("claim-zero", "value"),
    ]


def test_families_are_no_measure_of_what_is_not_people():
    problems = Problems()
    assert pooled(stand(claim("a", 5, unit="families")), Spec("vehicles", low=0), Grades.of(), problems) is None
    assert problems.found[0].code == "unit-mismatch"
