"""The laws a number may have: their quantiles invert their probabilities, and their draws follow them."""

import math

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy import stats

from corridor.base import distributions as d

finite = st.floats(-1e6, 1e6)
positive = st.floats(1e-3, 1e6)
shares = st.floats(1e-6, 1 - 1e-6)


@st.composite
def plain(draw):
    kind = draw(st.sampled_from(["uniform", "triangular", "normal", "lognormal", "beta"]))
    low, width = draw(finite), draw(positive)
    if kind == "uniform":
        return d.Uniform(low, low + width)
    if kind == "triangular":
        return d.Triangular(low, low + draw(st.floats(0, 1)) * width, low + width)
    if kind == "normal":
        return d.Normal(low, width)
    if kind == "lognormal":
        return d.Lognormal(width, width * draw(st.floats(1.01, 50)), 0.9)
    return d.Beta(draw(st.floats(0.2, 50)), draw(st.floats(0.2, 50)))


@st.composite
def laws(draw):
    law = draw(plain())
    wrap = draw(st.sampled_from(["", "scaled", "truncated", "mixture"]))
    if wrap == "scaled":
        return d.Scaled(law, draw(positive))
    if wrap == "truncated":
        low, high = sorted((draw(st.floats(0.01, 0.99)), draw(st.floats(0.01, 0.99))))
        assume(high - low > 0.01 and law.ppf(low) < law.ppf(high))
        return d.Truncated(law, law.ppf(low), law.ppf(high))
    if wrap == "mixture":
        return d.Mixture((law, draw(plain())), (draw(st.floats(0.1, 1)), draw(st.floats(0, 1))))
    return law


@given(laws(), shares)
def test_the_quantile_inverts_the_probability(law, u):
    x = law.ppf(u)
    nearby = 1e-6 * max(1.0, abs(x))
    assert law.cdf(x - nearby) - 1e-6 <= u <= law.cdf(x + nearby) + 1e-6


@given(laws(), shares, shares)
def test_quantiles_rise(law, u, v):
    low, high = sorted((u, v))
    slack = 1e-9 * max(1.0, abs(law.ppf(high)))
    assert law.ppf(low) <= law.ppf(high) + slack


@given(laws(), shares)
@example(d.Mixture((d.Triangular(0.0, 3.0, 6.0), d.Uniform(0.0, 5.0)), (1.0, 1e-17)), 0.25)  # a last bit is missing
def test_quantiles_stay_in_the_support(law, u):
    low, high = law.support()
    slack = 1e-9 * max(1.0, abs(law.ppf(u)))
    assert low - slack <= law.ppf(u) <= high + slack


@given(laws())
def test_probabilities_run_from_0_to_1(law):
    low, high = law.support()
    assert law.cdf(low - 1.0 if math.isfinite(low) else -1e300) == 0.0
    assert law.cdf(high if math.isfinite(high) else 1e300) == pytest.approx(1.0, abs=1e-12)


NORMAL = d.Normal(3.0, 2.0)
LOGNORMAL = d.Lognormal(250.0, 500.0, 0.9)
SIGMA = math.log(2) / 1.2815515655446004
REFERENCES = [
    (d.Uniform(2.0, 5.0), stats.uniform(2, 3)),
    (d.Triangular(1.0, 2.0, 4.0), stats.triang(1 / 3, 1, 3)),
    (NORMAL, stats.norm(3, 2)),
    (LOGNORMAL, stats.lognorm(SIGMA, scale=250)),
    (d.Beta(2.0, 4.0), stats.beta(2, 4)),
    (d.Truncated(NORMAL, 0.0, 4.0), stats.truncnorm(-1.5, 0.5, 3, 2)),
    (d.Scaled(NORMAL, 24.0), stats.norm(72, 48)),
]


@pytest.mark.parametrize(("law", "reference"), REFERENCES, ids=lambda law: type(law).__name__)
def test_against_scipy(law, reference):
    for u in (0.001, 0.1, 0.5, 0.77, 0.999):
        assert law.ppf(u) == pytest.approx(reference.ppf(u), rel=1e-9)
        assert law.cdf(reference.ppf(u)) == pytest.approx(u, rel=1e-9)


MIXED = d.Mixture((d.Uniform(0.0, 1.0), d.Normal(5.0, 1.0)), (1.0, 3.0))
DRAWN = [law for law, _ in REFERENCES] + [MIXED, d.Truncated(MIXED, 0.5, 6.0), d.Scaled(MIXED, 10.0)]


@pytest.mark.parametrize("law", DRAWN, ids=lambda law: type(law).__name__)
def test_draws_follow_the_law(law):
    # Kolmogorov-Smirnov on 4,000 draws with a fixed seed, at level 1e-6: with 10 laws a false alarm in 100,000 seeds.
    # The critical distance is sqrt(ln(2 / 1e-6) / 2 / 4000) = 0.0426. Where a law is off by 0.06 in its probability,
    # the empirical distance there has a standard error of at most 0.5 / sqrt(4000) = 0.0079: power above 0.98.
    uniform = np.random.default_rng(5).random
    draws = [law.draw(uniform) for _ in range(4000)]
    assert stats.kstest(draws, np.vectorize(law.cdf)).pvalue > 1e-6


def test_a_wrong_law_is_told():
    uniform = np.random.default_rng(5).random
    draws = [d.Normal(3.0, 2.4).draw(uniform) for _ in range(4000)]
    assert stats.kstest(draws, np.vectorize(NORMAL.cdf)).pvalue < 1e-6


def test_a_mixture_is_no_average():
    apart = d.Mixture((d.Constant(50_000.0), d.Constant(120_000.0)), (2.0, 1.0))
    uniform = np.random.default_rng(7).random
    assert {apart.draw(uniform) for _ in range(200)} == {50_000.0, 120_000.0}
    assert apart.ppf(0.5) == pytest.approx(50_000.0)
    assert apart.ppf(0.7) == pytest.approx(120_000.0)
    assert apart.cdf(60_000.0) == pytest.approx(2 / 3)
    assert apart.support() == (50_000.0, 120_000.0)


def test_a_part_without_weight_is_never_drawn():
    law = d.Mixture((d.Constant(1.0), d.Constant(2.0)), (0.0, 1.0))
    assert law.component(0.0) == 1
    assert law.component(1.0 - 1e-17) == 1
    assert law.support() == (2.0, 2.0)


def test_truncation_of_a_mixture_weighs_what_is_left():
    law = d.Truncated(d.Mixture((d.Constant(1.0), d.Uniform(0.0, 10.0)), (1.0, 1.0)), 0.5, 5.5)
    assert law.cdf(0.99) == pytest.approx(0.049 / 1.5, rel=1e-6)
    assert law.cdf(1.0) == pytest.approx(1.05 / 1.5, rel=1e-6)
    assert law.cdf(5.5) == pytest.approx(1.0)


def test_drawing_uses_one_uniform_and_a_mixture_two():
    for law, uses in ((NORMAL, 1), (d.Truncated(NORMAL, 0.0, 4.0), 1), (MIXED, 2), (d.Truncated(MIXED, 0.5, 6.0), 2)):
        drawn = []
        law.draw(lambda drawn=drawn: drawn.append(1) or 0.5)
        assert len(drawn) == uses


def test_the_same_luck_lies_further_out_in_a_wider_law():
    wide = d.Lognormal(250.0, 900.0, 0.9)
    assert wide.ppf(0.8) > LOGNORMAL.ppf(0.8) > 250 > LOGNORMAL.ppf(0.2) > wide.ppf(0.2)
