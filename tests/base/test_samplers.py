"""The samplers against their laws, against the inverse distribution function, and under properties.

Statistical tests: fixed seeds; `COMPARISONS` of them in this file, each two-sided at `ALPHA` = 0.001 /
(2 COMPARISONS), so correct samplers would fail for one choice of seeds in 1,000. Pearson's statistic is taken
over classes cut at quantiles of the law (2 % steps, finer in the tails), none expecting fewer than 10 draws.

Power: `noticed_error` and `noticed_shift` compute, from the classes of each case, the relative error of the
probability of the rarer outcome, or of the mean, that is caught with probability 0.99. `NOTICED` states it; a
sampler wrong by 1.2 times that is seen red in every case, and p * 1.03 where that should be noticed. Errors
of shape that keep the mean are left to the exact tests: inversion is compared with the inverse distribution
function point by point, rejection with the acceptance probability that makes the law exact.
"""

import math
from functools import cache
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import brentq

from corridor.base import samplers
from corridor.base.random import Stream, member_key, name_hash
from corridor.base.samplers import binomial, hypergeometric, multinomial, multivariate_hypergeometric

SIZE = 20_000
properties = settings(derandomize=True, database=None, deadline=None, max_examples=200)

# n, p: on both sides of n min(p, 1 - p) = 10 and of p = 1/2, rare outcomes of very many, and the ordinary.
BINOMIAL = [
    (1, 0.3),
    (3, 0.5),
    (19, 0.5),  # mean 9.5, by search; the next by rejection
    (20, 0.5),
    (100, 0.0999),
    (100, 0.1),
    (100, 0.9),
    (100, 0.9001),
    (1000, 0.00999),
    (1000, 0.01001),
    (12, 0.499),
    (12, 0.501),
    (61, 0.499),
    (61, 0.501),
    (40, 0.02),
    (60, 0.95),
    (400, 0.97),
    (5000, 0.13),
    (10**7, 0.3),
    (10**7, 0.7),
    (10**9, 0.5),
    (10**9, 3e-9),
    (10**9, 1 - 1e-9),
    (10**11, 1 - 1e-9),
    (10**12, 9.5e-12),
    (10**12, 1.2e-11),
]
# good, bad, draws: on both sides of 16 for each of the four numbers that can take the place of the draws;
# small and large urns.
HYPERGEOMETRIC = [
    (1, 9, 5),
    (5, 5, 3),
    (30, 40, 16),
    (30, 40, 17),
    (40, 30, 54),  # 16 left behind, then 17
    (40, 30, 53),
    (16, 900, 400),  # 16 good, then 17
    (17, 900, 400),
    (900, 16, 400),  # 16 bad, then 17
    (900, 17, 400),
    (900, 17, 600),
    (40, 30, 35),
    (500, 600, 300),
    (600, 500, 900),
    (10**5, 3 * 10**5, 10**5),
    (3, 10**7 - 3, 10**6),
    (20, 10**7 - 20, 10**6),
    (10**6, 9 * 10**6, 20),
    (100, 10**7 - 100, 5 * 10**6),
    (5 * 10**6, 5 * 10**6, 5 * 10**6),
]
MULTINOMIAL = [
    (40, (0.2, 0.5, 0.3)),
    (3000, (1.0, 0.0, 2.0, 4.0, 0.01)),
    (10**6, (0.01, 0.09, 0.4, 0.5)),
]
MULTIVARIATE = [((12, 30, 25), 31), ((400, 0, 1200, 90), 700), ((10**6, 3 * 10**6, 20), 2 * 10**6)]
LARGE = [(10**7, 0.3), (10**7, 0.999), (2**48, 0.5), (2**48, 1e-9)]

COMPARISONS = (
    len(BINOMIAL)
    + len(HYPERGEOMETRIC)
    + sum(np.count_nonzero(cells) for _, cells in MULTINOMIAL)
    + sum(np.count_nonzero(groups) for groups, _ in MULTIVARIATE)
    + 2  # small tables taken jointly
    + 1  # first draws at neighbouring places
    + 2 * len(LARGE)  # mean and variance
)
ALPHA = 0.001 / (2 * COMPARISONS)
# Upper bounds of the error noticed, by the mean number of the rarer outcome: below 1, below 10, and from
# there on.
NOTICED = ((1, 0.10), (10, 0.045), (math.inf, 0.022))


class Given:
    """Stands in for a stream: gives the uniforms it was made with, then fails."""

    def __init__(self, *uniforms):
        self.uniforms = uniforms
        self.n_drawn = 0

    def uniform(self):
        if self.n_drawn == len(self.uniforms):
            raise ExhaustedError
        self.n_drawn += 1
        return self.uniforms[self.n_drawn - 1]


class ExhaustedError(Exception):
    pass


def seeded(*names):
    return Stream(member_key(3, 0, *map(str, names)))


# --- the check, and what it can notice


@cache
def law_of(*case):
    """First outcome and cumulated probabilities of Binomial(n, p) or hypergeometric (good, bad, draws).

    Summed from `pmf` over 12 standard deviations, since scipy's `cdf` is slow for large urns.
    """
    if len(case) == 2:
        law, lowest, highest = stats.binom(*case), 0, case[0]
    else:
        good, bad, draws = case
        law = stats.hypergeom(good + bad, good, draws)
        lowest, highest = max(0, draws - bad), min(good, draws)
    reach = 12 * law.std() + 20
    first = max(lowest, math.floor(law.mean() - reach))
    cumulated = np.cumsum(law.pmf(np.arange(first, min(highest, math.ceil(law.mean() + reach)) + 1)))
    assert cumulated[-1] == pytest.approx(1, abs=1e-6)
    return first, cumulated / cumulated[-1]


def below(case, ends):
    """Probability of an outcome up to each of `ends`."""
    first, cumulated = law_of(*case)
    at = np.asarray(ends) - first
    return np.where(at < 0, 0.0, cumulated[at.clip(0, cumulated.size - 1)])


@cache
def classes(*case):
    """Upper ends of all classes but the last, and the probabilities of all."""
    first, cumulated = law_of(*case)
    tail = np.array([10, 30, 100, 300]) / SIZE
    wanted = np.concatenate([tail, np.arange(0.02, 0.99, 0.02), 1 - tail[::-1]])
    ends, shares, before = [], [], 0.0
    for i in np.unique(np.searchsorted(cumulated, wanted).clip(0, cumulated.size - 1)):
        if min(cumulated[i] - before, 1 - cumulated[i]) * SIZE >= 10:
            ends.append(first + i)
            shares.append(cumulated[i] - before)
            before = cumulated[i]
    assert ends, "one class has no power"
    return np.array(ends), np.array([*shares, 1 - before])


def p_value(draws, *case):
    """The smaller tail of Pearson's statistic: a fit too good is as wrong as one too bad."""
    ends, shares = classes(*case)
    return pearson(np.bincount(np.searchsorted(ends, draws), minlength=shares.size), shares)


def pearson(counts, shares):
    expected = np.asarray(shares) * np.sum(counts)
    statistic = ((counts - expected) ** 2 / expected).sum()
    return min(stats.chi2.sf(statistic, len(shares) - 1), stats.chi2.cdf(statistic, len(shares) - 1))


def power(case, wrong_below):
    """Probability of noticing a law whose distribution function at the ends of classes is `wrong_below`."""
    ends, shares = classes(*case)
    wrong = np.diff(np.concatenate([[0.0], wrong_below(ends), [1.0]]))
    noncentrality = SIZE * ((wrong - shares) ** 2 / shares).sum()
    return stats.ncx2.sf(stats.chi2.isf(ALPHA, shares.size - 1), shares.size - 1, noncentrality)


def with_error(p, error):
    """The probability of the rarer of the two outcomes raised by a relative error."""
    return p * (1 + error) if p <= 0.5 else 1 - (1 - p) * (1 + error)


def noticed_error(n, p):
    """Smallest relative error of the rarer outcome's probability that is noticed with probability 0.99."""
    return brentq(lambda e: power((n, p), lambda ends: stats.binom.cdf(ends, n, with_error(p, e))) - 0.99, 1e-7, 0.5)


def shifted_below(case, shift, ends):
    """Distribution function of a draw raised by `shift` on average: by its floor, or by one more."""
    whole = math.floor(shift)
    up = shift - whole
    return (1 - up) * below(case, ends - whole) + up * below(case, ends - whole - 1)


def noticed_shift(*case):
    """Smallest error of the mean that is noticed with probability 0.99, for a law merely shifted."""
    _, cumulated = law_of(*case)
    return brentq(lambda s: power(case, lambda ends: shifted_below(case, s, ends)) - 0.99, 1e-6, cumulated.size / 24)


def bound(mean):
    return next(error for limit, error in NOTICED if mean < limit)


# --- one law at a time


@pytest.mark.parametrize(("n", "p"), BINOMIAL)
def test_binomial_follows_its_law(n, p):
    stream = seeded("binomial", n, p)
    assert p_value([binomial(stream, n, p) for _ in range(SIZE)], n, p) > ALPHA


@pytest.mark.parametrize(("n", "p"), BINOMIAL)
def test_a_wrong_p_is_caught(n, p):
    error = noticed_error(n, p)
    assert error < bound(n * min(p, 1 - p))
    wrong = with_error(p, 1.2 * error)
    stream = seeded("wrong", n, p)
    assert p_value([binomial(stream, n, wrong) for _ in range(SIZE)], n, p) < ALPHA


@pytest.mark.parametrize(("n", "p"), [(1000, 0.00999), (20, 0.5), (61, 0.499), (5000, 0.13)])
def test_three_per_cent_are_caught(n, p):
    stream = seeded("three per cent", n, p)
    assert p_value([binomial(stream, n, p * 1.03) for _ in range(SIZE)], n, p) < ALPHA


@cache
def hypergeometric_draws(*case):
    stream = seeded("hypergeometric", *case)
    return np.array([hypergeometric(stream, *case) for _ in range(SIZE)])


@pytest.mark.parametrize("case", HYPERGEOMETRIC)
def test_hypergeometric_follows_its_law(case):
    assert p_value(hypergeometric_draws(*case), *case) > ALPHA


@pytest.mark.parametrize("case", HYPERGEOMETRIC)
def test_a_shifted_hypergeometric_is_caught(case):
    good, bad, draws = case
    shift = noticed_shift(*case)
    rarer_mean = min(good, bad) * min(draws, good + bad - draws) / (good + bad)
    assert shift < bound(rarer_mean) * rarer_mean
    up = np.floor(1.2 * shift + np.random.default_rng(1).random(SIZE)).astype(int)
    assert p_value(hypergeometric_draws(*case) + up, *case) < ALPHA


@pytest.mark.parametrize("case", [(30, 40, 16), (30, 40, 17), (40, 30, 53), (900, 17, 600), (500, 600, 300)])
def test_drawing_with_replacement_is_caught(case):
    good, bad, draws = case
    stream = seeded("with replacement", *case)
    wrong = [binomial(stream, draws, good / (good + bad)) for _ in range(SIZE)]
    assert p_value(wrong, *case) < ALPHA


@pytest.mark.parametrize(("n", "probabilities"), MULTINOMIAL)
def test_multinomial_cells_follow_their_laws(n, probabilities):
    stream = seeded("multinomial", n)
    draws = np.array([multinomial(stream, n, probabilities) for _ in range(SIZE)])
    for cell, p in enumerate(probabilities):
        if p == 0.0:
            assert not draws[:, cell].any()
        else:
            assert p_value(draws[:, cell], n, p / sum(probabilities)) > ALPHA
    if n > 10**5:  # seen red: what belongs to the first cell, held against the second
        assert p_value(draws[:, 0], n, probabilities[1]) < ALPHA


@pytest.mark.parametrize(("counts", "draws"), MULTIVARIATE)
def test_multivariate_hypergeometric_groups_follow_their_laws(counts, draws):
    stream = seeded("multivariate", *counts)
    taken = np.array([multivariate_hypergeometric(stream, counts, draws) for _ in range(SIZE)])
    for group, count in enumerate(counts):
        if count == 0:
            assert not taken[:, group].any()
        else:
            assert p_value(taken[:, group], count, sum(counts) - count, draws) > ALPHA


def joint(tables, law):
    """Pearson's p value over the tables, those expecting fewer than 10 put together."""
    cells, counts = np.unique(np.array(tables), axis=0, return_counts=True)
    shares = law(cells)
    kept = shares * len(tables) >= 10
    return pearson(
        np.append(counts[kept], len(tables) - counts[kept].sum()),
        np.append(shares[kept], 1 - shares[kept].sum()),
    )


def test_small_tables_follow_the_joint_law():
    # Power: a table of probability 0.1 that is off by 20 % is noticed. Seen red: cells exchanged, and
    # replacement.
    weights = np.array([0.2, 0.5, 0.3])
    stream = seeded("joint")
    tables = [multinomial(stream, 4, weights) for _ in range(SIZE)]
    assert joint(tables, lambda cells: stats.multinomial.pmf(cells, 4, weights)) > ALPHA
    assert joint(np.array(tables)[:, [1, 0, 2]], lambda cells: stats.multinomial.pmf(cells, 4, weights)) < ALPHA

    counts = [4, 3, 5]
    tables = [multivariate_hypergeometric(stream, counts, 6) for _ in range(SIZE)]
    assert joint(tables, lambda cells: stats.multivariate_hypergeom.pmf(cells, counts, 6)) > ALPHA
    with_replacement = [multinomial(stream, 6, counts) for _ in range(SIZE)]
    possible = [table for table in with_replacement if np.all(np.array(table) <= counts)]
    assert joint(possible, lambda cells: stats.multivariate_hypergeom.pmf(cells, counts, 6)) < ALPHA


def test_first_draws_at_neighbouring_places_follow_the_law():
    stream = Stream(member_key(4, 0))
    cells = [name_hash(f"place {i}") for i in range(100)]
    draws = [binomial(stream.at(step, 1, cell), 30, 0.2) for step in range(SIZE // 100) for cell in cells]
    assert p_value(draws, 30, 0.2) > ALPHA


@pytest.mark.parametrize(("n", "p"), LARGE)
def test_mean_and_variance_for_large_n(n, p):
    # The mean has sd / sqrt(SIZE), the ratio of variances sqrt(2 / SIZE). Power: 4.4 + 2.3 of these, so a
    # mean off by 5 % of a standard deviation (of p, 2e-5 at ten million and 0.3) or a variance off by 7 % is
    # caught with probability 0.99.
    stream = seeded("large", n, p)
    draws = np.array([binomial(stream, n, p) - round(n * p) for _ in range(SIZE)], dtype=float)
    sd = math.sqrt(n * p * (1 - p))
    centre = n * p - round(n * p)
    limit = stats.norm.isf(ALPHA)
    assert abs(draws.mean() - centre) * math.sqrt(SIZE) / sd < limit
    assert abs(((draws - centre) ** 2).mean() / sd**2 - 1) * math.sqrt(SIZE / 2) < limit
    # Seen red: half as much again, which leaves little to chance.
    assert abs(draws.mean() + 0.075 * sd - centre) * math.sqrt(SIZE) / sd > limit
    assert abs(((draws - centre) ** 2).mean() / sd**2 * 1.105 - 1) * math.sqrt(SIZE / 2) > limit


# --- exact comparisons


def away_from_steps(u, steps):
    """Uniforms that are not within 1e-7 of a step of the distribution function, where rounding decides."""
    return u[np.abs(np.asarray(steps)[:, None] - u).min(axis=0) > 1e-7]


UNIFORMS = np.concatenate(
    [np.random.default_rng(2).random(1000), np.geomspace(1e-6, 0.5, 50), 1 - np.geomspace(1e-6, 0.5, 50)]
)


@pytest.mark.parametrize(("n", "p"), [case for case in BINOMIAL if case[0] * min(case[1], 1 - case[1]) < 10])
def test_search_is_the_inverse_distribution_function(n, p):
    first, cumulated = law_of(n, p)
    u = away_from_steps(UNIFORMS, cumulated)
    assert len(u) > 1000
    assert [binomial(Given(x), n, p) for x in u] == list(first + np.searchsorted(cumulated, u))


@pytest.mark.parametrize("case", [(30, 40, 17), (40, 30, 53), (900, 17, 400), (20, 10**7 - 20, 10**6), (500, 600, 300)])
def test_urn_search_is_exact(case):
    # From the mode: mode, one below, one above, two below, ... each by its probability.
    good, bad, draws = case
    total = good + bad
    marked, taken = sorted((min(good, bad), min(draws, total - draws)), reverse=True)
    law = stats.hypergeom(total, marked, taken)
    mode = (marked + 1) * (taken + 1) // (total + 2)
    order = [mode + side * away for away in range(taken + 1) for side in ((-1, 1) if away else (1,))]
    order = np.array([k for k in order if 0 <= k <= taken])
    cumulated = np.cumsum(law.pmf(order))
    u = away_from_steps(UNIFORMS, cumulated)
    assert len(u) > 1000
    expected = order[np.searchsorted(cumulated, u)]
    assert [samplers._urn_by_search(Given(x), marked, total, taken) for x in u] == list(expected)
    # The symmetries: the rare kind among the few, turned back into the good among the drawn.
    found = expected if good <= bad else min(draws, total - draws) - expected
    found = found if 2 * draws <= total else good - found
    assert [hypergeometric(Given(x), *case) for x in u] == list(found)


@pytest.mark.parametrize(
    ("n", "p"),
    [
        (20, 0.5),
        (100, 0.1),
        (10**4, 1e-3),
        (35, 0.3),
        (61, 0.499),
        (5000, 0.13),
        (10**9, 1.1e-8),
        (10**7, 0.5),
    ],
)
def test_rejection_accepts_with_the_probability_that_makes_it_exact(n, p):
    # Hörmann 1993, table of constants, entered here a second time. With k = floor(G(u)), accepting with
    # probability P(k) G'(u) / (alpha P(mode)) gives the law exactly, provided this never passes 1 and the
    # squeeze never passes it.
    sd = math.sqrt(n * p * (1 - p))
    b = 1.15 + 2.53 * sd
    a = -0.0873 + 0.0248 * b + 0.01 * p
    alpha = (2.83 + 5.1 / b) * sd
    law = stats.binom(n, p)
    mode = math.floor((n + 1) * p)
    # At u = 1 - 5e-9 the proposal lies 1e7 standard deviations away.
    for u in [
        *np.linspace(0.0005, 0.9995, 200),
        *np.geomspace(1e-9, 0.07, 20),
        *(1 - np.geomspace(5e-9, 0.07, 20)),
    ]:
        us = 0.5 - abs(u - 0.5)
        k = math.floor((2 * a / us + b) * (u - 0.5) + n * p + 0.5)
        exact = law.pmf(k) / law.pmf(mode) * (a / us**2 + b) / alpha
        assert exact <= 1
        assert us < 0.07 or exact >= 0.92 - 4.2 / b
        for v, accepted in ((exact * (1 - 1e-6), True), (exact * (1 + 1e-6), False)):
            if 1e-300 < v < 1:
                assert rejection(u, v, n, p) == (k if accepted else None)


def rejection(u, v, n, p):
    """What one pair of uniforms gives, None if it is refused."""
    try:
        return samplers._binomial_by_rejection(Given(float(u), float(v)), n, p, False)
    except ExhaustedError:
        return None


def test_rest_of_the_factorial():
    # `lgamma` has an error of 1e-16 of a value that grows like x log x; the rest itself does not.
    for x in [*range(200), 10**3, 10**4]:
        leading = x * math.log(x) - x if x else 0.0
        assert samplers._factorial_rest(x) == pytest.approx(math.lgamma(x + 1) - leading, abs=3e-16 * leading + 3e-14)
    # Where table and series meet, the exact difference: rest(x) - rest(x - 1) = 1 + (x - 1) log(1 - 1 / x).
    for x in range(2, 60):
        step = samplers._factorial_rest(x) - samplers._factorial_rest(x - 1)
        assert step == pytest.approx(1 + (x - 1) * math.log1p(-1 / x), abs=3e-14)


def test_log1p_from_log():
    for x in [*-np.geomspace(1e-300, 0.9999, 500), *np.geomspace(1e-300, 1e6, 500), 0.0]:
        assert samplers._log1p(float(x)) == pytest.approx(math.log1p(x), rel=1e-15, abs=0)


@pytest.mark.parametrize(
    "draw", [lambda stream: binomial(stream, 3, 0.05), lambda stream: hypergeometric(stream, 17, 23, 17)]
)
def test_a_uniform_in_the_gap_left_by_rounding_is_drawn_again(draw):
    # For these arguments the rounded probabilities sum to less than 1 - 2**-53.
    stream = Given(1 - 2**-53, 0.5)
    assert draw(stream) == draw(Given(0.5))
    assert stream.n_drawn == 2


@pytest.mark.parametrize("u", [2**-53, 1 - 2**-53])
def test_the_outermost_uniforms_do_no_harm(u):
    for n, p in [*BINOMIAL, *LARGE]:
        assert 0 <= binomial(Given(u, 0.5, 0.5, 0.5), n, p) <= n
    for case in HYPERGEOMETRIC:
        assert 0 <= hypergeometric(Given(*[u] * 20, 0.5), *case) <= case[2]


# --- the same luck


@pytest.mark.parametrize(
    ("n", "p", "other", "at_least"),
    [
        (15, 0.49, 0.51, 0.9),  # search on both sides of 1/2
        (100, 0.49, 0.51, 0.9),  # rejection on both sides
        (10**6, 0.3, 0.3001, 0.9),
        (
            100,
            0.0995,
            0.1005,
            0.45,
        ),  # search, then rejection: where that refuses, a quarter of the time, luck parts
        (100, 0.9005, 0.8995, 0.45),
    ],
)
def test_variants_meet_the_same_luck(n, p, other, at_least):
    # Without the mirrored uniform the first two are near -1.
    stream = seeded("luck", n, p)
    cells = range(2000)
    pairs = [(binomial(stream.at(0, 0, c), n, p), binomial(stream.at(0, 0, c), n, other)) for c in cells]
    assert np.corrcoef(np.array(pairs).T)[0, 1] > at_least


def test_draws_have_not_moved():
    # Written down when first computed, one for each method; they move only if every published result is to
    # move.
    stream = Stream(member_key(0, 0)).at(1, 2, 3)
    assert [
        binomial(stream, 40, 0.1),
        binomial(stream, 40, 0.9),
        binomial(stream, 1000, 0.3),
        binomial(stream, 1000, 0.7),
        hypergeometric(stream, 10, 30, 8),
        hypergeometric(stream, 500, 600, 300),
        multinomial(stream, 100, [1, 2, 3]),
        multivariate_hypergeometric(stream, [50, 60, 70], 90),
    ] == EXPECTED_DRAWS


EXPECTED_DRAWS = [2, 36, 283, 715, 1, 135, [15, 33, 52], [24, 27, 39]]


# --- properties

trials = st.one_of(st.integers(0, 50), st.integers(0, samplers.MAX_TRIALS))
probabilities = st.one_of(
    st.floats(0, 1),
    st.floats(0, 1e-6),
    st.floats(0, 1e-6).map(lambda q: 1 - q),
    st.sampled_from([0.0, 0.5, 1.0]),
)
urn_counts = st.one_of(st.integers(0, 40), st.integers(0, 10**6))


@properties
@given(trials, probabilities, st.integers(0, 2**64 - 1))
def test_binomial_stays_in_range_and_repeats(n, p, cell):
    stream = Stream((5, 6))
    k = binomial(stream.at(1, 2, cell), n, p)
    assert type(k) is int
    assert 0 <= k <= n
    assert binomial(stream.at(1, 2, cell), n, p) == k


@properties
@given(trials, st.floats(0.5, 1, exclude_min=True), st.lists(st.floats(0.001, 0.999), min_size=40, max_size=40))
def test_more_than_half_is_the_mirror_image(n, p, uniforms):
    uniforms = [round(u * 2**52) / 2**52 for u in uniforms]  # so that 1 - u is exact
    # The second of each pair decides on refusal and is not turned round.
    mirrored = [u if i % 2 else 1 - u for i, u in enumerate(uniforms)]
    try:
        expected = n - binomial(Given(*mirrored), n, 1 - p)
    except ExhaustedError:
        return
    assert binomial(Given(*uniforms), n, p) == expected


@properties
@given(trials, st.lists(st.one_of(st.just(0.0), st.floats(0, 1e9), st.floats(0, 1e-300)), min_size=1, max_size=8))
def test_multinomial_sums_to_n(n, weights):
    if not sum(weights) > 0:
        with pytest.raises(ValueError, match="expected above 0"):
            multinomial(Given(), n, weights)
        return
    counts = multinomial(Stream((7, n & 0xFFFF)), n, weights)
    assert len(counts) == len(weights)
    assert sum(counts) == n
    assert all(type(count) is int and count >= 0 for count in counts)
    assert all(count == 0 for count, weight in zip(counts, weights, strict=True) if weight == 0)


@properties
@given(urn_counts, urn_counts, st.data())
def test_hypergeometric_stays_in_range(good, bad, data):
    draws = data.draw(st.integers(0, good + bad))
    k = hypergeometric(Stream((8, 9)).at(0, 0, good * 2**30 + bad), good, bad, draws)
    assert type(k) is int
    assert max(0, draws - bad) <= k <= min(good, draws)


@properties
@given(st.lists(urn_counts, max_size=7), st.data())
def test_multivariate_hypergeometric_sums_to_draws(counts, data):
    draws = data.draw(st.integers(0, sum(counts)))
    taken = multivariate_hypergeometric(Stream((10, draws & 0xFFFF)), counts, draws)
    assert sum(taken) == draws
    assert all(type(x) is int and 0 <= x <= count for x, count in zip(taken, counts, strict=True))


def test_the_largest_urn():
    half = samplers.MAX_POPULATION // 2
    k = hypergeometric(Stream((1, 1)), half, half, half)
    assert abs(k - half / 2) < 6 * math.sqrt(half / 8)


def test_a_certain_outcome_draws_nothing():
    nothing = Given()
    assert binomial(nothing, 0, 0.3) == 0
    assert binomial(nothing, 5, 0.0) == 0
    assert binomial(nothing, 5, 1.0) == 5
    assert binomial(nothing, 5, 1) == 5
    assert multinomial(nothing, 0, [0.2, 0.8]) == [0, 0]
    assert multinomial(nothing, 7, [3.0]) == [7]
    assert multinomial(nothing, 7, [0.0, 5.0, 0.0]) == [0, 7, 0]
    assert hypergeometric(nothing, 0, 9, 4) == 0
    assert hypergeometric(nothing, 9, 0, 4) == 4
    assert hypergeometric(nothing, 9, 4, 0) == 0
    assert hypergeometric(nothing, 9, 4, 13) == 9
    assert hypergeometric(nothing, 0, 0, 0) == 0
    assert multivariate_hypergeometric(nothing, [3, 0, 4], 7) == [3, 0, 4]
    assert multivariate_hypergeometric(nothing, [3, 0, 4], 0) == [0, 0, 0]
    assert multivariate_hypergeometric(nothing, [0, 6, 0], 5) == [0, 5, 0]
    assert multivariate_hypergeometric(nothing, [], 0) == []


def test_draws_are_as_few_as_stated():
    for n, p, n_uniforms in ((50, 0.1, 1), (50, 0.9, 1), (50, 0.5, 2)):
        stream = Given(0.5, 0.5)
        binomial(stream, n, p)
        assert stream.n_drawn == n_uniforms
    for case, n_uniforms in (((30, 40, 16), 16), ((40, 30, 54), 16), ((5, 900, 400), 5), ((30, 40, 17), 1)):
        stream = Given(*[0.5] * 20)
        hypergeometric(stream, *case)
        assert stream.n_drawn == n_uniforms


def test_numpy_numbers_give_the_same():
    a, b = Stream((1, 2)), Stream((1, 2))
    assert binomial(a, np.int32(2 * 10**9), np.float64(0.3)) == binomial(b, 2 * 10**9, 0.3)
    assert multinomial(a, np.int64(50), np.array([0.2, 0.8])) == multinomial(b, 50, [0.2, 0.8])
    big = [2 * 10**9, 10**8]
    assert multivariate_hypergeometric(a, np.array(big, dtype=np.int32), 10**4) == (
        multivariate_hypergeometric(b, big, 10**4)
    )


@pytest.mark.parametrize(
    ("n", "p"),
    [
        (-1, 0.5),
        (2.0, 0.5),
        ("2", 0.5),
        (2**48 + 1, 0.5),
        (2, -1e-300),
        (2, 1 + 1e-15),
        (2, math.nan),
        (2, math.inf),
    ],
)
def test_binomial_refuses(n, p):
    with pytest.raises(ValueError, match=r"^(n|p): found .*, expected"):
        binomial(Given(), n, p)


@pytest.mark.parametrize(
    ("n", "weights"),
    [
        (-1, [1.0]),
        (1.5, [1.0]),
        (3, []),
        (3, [0.0, 0.0]),
        (3, [0.5, -0.1]),
        (3, [0.5, math.nan]),
        (3, [math.inf, 1.0]),
        (3, [1e308, 1e308]),
        (0, [-1.0]),
    ],
)
def test_multinomial_refuses(n, weights):
    with pytest.raises(ValueError, match=r"^(n|probabilities.*): found .*, expected"):
        multinomial(Given(), n, weights)


@pytest.mark.parametrize(
    "case",
    [(-1, 2, 1), (1, -2, 1), (1, 2, -1), (1, 2, 4), (1.0, 2, 1), (2**31, 1, 5), (2**32, 0, 0), (1, 2, 1.0)],
)
def test_hypergeometric_refuses(case):
    with pytest.raises(ValueError, match=r"^(good|bad|draws|good \+ bad): found .*, expected"):
        hypergeometric(Given(), *case)


@pytest.mark.parametrize(
    ("counts", "draws"), [([1, -1], 0), ([1, 2], 4), ([1, 2], -1), ([], 1), ([1.0], 1), ([2**31, 1], 5)]
)
def test_multivariate_hypergeometric_refuses(counts, draws):
    with pytest.raises(ValueError, match=r"^(counts.*|draws): found .*, expected"):
        multivariate_hypergeometric(Given(), counts, draws)


@pytest.mark.parametrize("total", range(2, 9))
def test_every_small_urn_one_by_one_is_exact(total):
    # All symmetries at once: integrate over the uniforms by following both branches with their probabilities.
    for good, draws in product(range(total + 1), range(total + 1)):
        law = stats.hypergeom(total, good, draws)
        for k, share in every_outcome(good, total - good, draws).items():
            assert share == pytest.approx(law.pmf(k), abs=1e-12)


def every_outcome(good, bad, draws):
    """Outcome to probability, over all sequences of uniforms on a grid that the thresholds cut exactly."""
    shares = {}
    paths = [((), 1.0)]
    while paths:
        path, share = paths.pop()
        try:
            k = hypergeometric(Given(*path), good, bad, draws)
            shares[k] = shares.get(k, 0.0) + share
        except ExhaustedError:
            paths += branches(path, share, good, bad, draws)
    return shares


def branches(path, share, good, bad, draws):
    remaining = good + bad - len(path)
    grid = [(i + 0.5) / remaining for i in range(remaining)]  # a threshold is a multiple of 1 / remaining
    return [((*path, u), share / remaining) for u in grid]
