"""Distributions that a number in a scenario may be: their quantiles, probabilities and draws.

A distribution here is a frozen record. `cdf` and `ppf` work on plain floats, `draw` takes a function that gives
uniforms and uses one of them (two for a mixture: which component, and where in it). Drawing by inversion keeps a
member's luck: with the same uniform, a wider prior gives a value further out on the same side. Truncation
is a property of any distribution and keeps what lies within its bounds.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from scipy import special

__all__ = [
    "Beta",
    "Constant",
    "Distribution",
    "Lognormal",
    "Mixture",
    "Normal",
    "Scaled",
    "Triangular",
    "Truncated",
    "Uniform",
]

INFINITY = math.inf


@dataclass(frozen=True)
class Distribution:
    """A distribution of one number; subclasses give `cdf`, `ppf` and `support`."""

    def cdf(self, x: float) -> float:
        """Give the probability of a value at or below `x`."""
        raise TypeError(type(self).__name__)

    def ppf(self, u: float) -> float:
        """Give the value below which a share `u` in [0, 1] lies."""
        raise TypeError(type(self).__name__)

    def support(self) -> tuple[float, float]:
        """Give the least and greatest possible value; infinite where unbounded."""
        return self.ppf(0.0), self.ppf(1.0)

    def draw(self, uniform: Callable[[], float]) -> float:
        """Give one value by inversion, using one uniform (a mixture uses two)."""
        return self.ppf(uniform())


@dataclass(frozen=True)
class Constant(Distribution):
    """All mass on one value."""

    value: float

    def cdf(self, x: float) -> float:
        return 1.0 if x >= self.value else 0.0

    def ppf(self, u: float) -> float:
        return self.value


@dataclass(frozen=True)
class Uniform(Distribution):
    """Equally likely anywhere from `low` to `high`."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _need(self.low < self.high, "low below high")

    def cdf(self, x: float) -> float:
        return min(1.0, max(0.0, (x - self.low) / (self.high - self.low)))

    def ppf(self, u: float) -> float:
        return self.low + (self.high - self.low) * u


@dataclass(frozen=True)
class Triangular(Distribution):
    """Density rising from `low` to `mode` and falling to `high`."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _need(self.low <= self.mode <= self.high and self.low < self.high, "low <= mode <= high and low < high")

    def cdf(self, x: float) -> float:
        if x <= self.low:
            return 0.0
        if x >= self.high:
            return 1.0
        width = self.high - self.low
        if x <= self.mode:
            return (x - self.low) ** 2 / (width * (self.mode - self.low))
        return 1.0 - (self.high - x) ** 2 / (width * (self.high - self.mode))

    def ppf(self, u: float) -> float:
        width = self.high - self.low
        rise = (self.mode - self.low) / width
        if u < rise:
            return self.low + math.sqrt(u * width * (self.mode - self.low))
        return self.high - math.sqrt((1.0 - u) * width * (self.high - self.mode))


@dataclass(frozen=True)
class Normal(Distribution):
    """Gaussian by mean and standard deviation."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        _need(self.sd > 0, "sd above 0")

    def cdf(self, x: float) -> float:
        return float(special.ndtr((x - self.mean) / self.sd))

    def ppf(self, u: float) -> float:
        return self.mean + self.sd * float(special.ndtri(u))


@dataclass(frozen=True)
class Lognormal(Distribution):
    """Positive value whose logarithm is Gaussian: by its median and one other quantile.

    Attributes
    ----------
    median : float
        Above 0.
    quantile : float
        The value at probability `p`; on the same side of the median as `p` is of one half.
    p : float
        In (0, 1), not one half.
    """

    median: float
    quantile: float
    p: float

    def __post_init__(self) -> None:
        _need(self.median > 0 and self.quantile > 0, "a positive median and quantile")
        _need(0 < self.p < 1 and self.p != 0.5, "a quantile such as p90")
        _need((self.quantile > self.median) == (self.p > 0.5), "p90 above and p10 below the median")
        _need(self.quantile != self.median, "a quantile that differs from the median")

    @cached_property
    def sigma(self) -> float:
        """Standard deviation of the logarithm."""
        return math.log(self.quantile / self.median) / float(special.ndtri(self.p))

    def cdf(self, x: float) -> float:
        return 0.0 if x <= 0 else float(special.ndtr(math.log(x / self.median) / self.sigma))

    def ppf(self, u: float) -> float:
        if u <= 0.0:
            return 0.0
        return INFINITY if u >= 1.0 else self.median * math.exp(self.sigma * float(special.ndtri(u)))


@dataclass(frozen=True)
class Beta(Distribution):
    """Beta on [0, 1] with shape parameters `a` and `b`."""

    a: float
    b: float

    def __post_init__(self) -> None:
        _need(self.a > 0 and self.b > 0, "a and b above 0")

    def cdf(self, x: float) -> float:
        return float(special.betainc(self.a, self.b, min(1.0, max(0.0, x))))

    def ppf(self, u: float) -> float:
        return float(special.betaincinv(self.a, self.b, u))


@dataclass(frozen=True)
class Mixture(Distribution):
    """One of several distributions, each with a weight: what disputed figures are. Never an average."""

    parts: tuple[Distribution, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        _need(len(self.parts) == len(self.weights) >= 1, "as many weights as parts, and at least one")
        _need(all(w >= 0 for w in self.weights) and sum(self.weights) > 0, "weights of 0 or more, not all 0")

    def shares(self) -> tuple[float, ...]:
        """Give the weights scaled to sum to one."""
        total = sum(self.weights)
        return tuple(w / total for w in self.weights)

    def component(self, u: float) -> int:
        """Give the index of the part that uniform `u` picks."""
        reached = 0.0
        for index, share in enumerate(self.shares()):
            reached += share
            if u < reached:
                return index
        return max(i for i, w in enumerate(self.weights) if w > 0)

    def cdf(self, x: float) -> float:
        return sum(share * part.cdf(x) for share, part in zip(self.shares(), self.parts, strict=True))

    def support(self) -> tuple[float, float]:
        bounds = [part.support() for part, w in zip(self.parts, self.weights, strict=True) if w > 0]
        return min(low for low, _ in bounds), max(high for _, high in bounds)

    def ppf(self, u: float) -> float:
        low, high = self.support()
        if u <= 0.0 or u >= 1.0:
            return low if u <= 0.0 else high
        quantiles = [part.ppf(u) for part, w in zip(self.parts, self.weights, strict=True) if w > 0]
        low, high = min(quantiles), max(quantiles)
        if self.cdf(low) >= u or low == high:
            return low
        if self.cdf(high) <= u:  # by rounding
            return high
        from scipy import optimize  # takes longer to load than all else here, and is seldom needed

        return float(optimize.brentq(lambda x: self.cdf(x) - u, low, high, xtol=1e-12 * max(1.0, abs(high))))

    def draw(self, uniform: Callable[[], float]) -> float:
        return self.parts[self.component(uniform())].draw(uniform)


@dataclass(frozen=True)
class Truncated(Distribution):
    """What of a distribution lies from `low` to `high`."""

    whole: Distribution
    low: float = -INFINITY
    high: float = INFINITY

    def __post_init__(self) -> None:
        _need(self.low < self.high, "low below high")
        _need(self._mass(self.whole) > 1e-9, "bounds that hold some of the distribution")

    def _mass(self, part: Distribution) -> float:
        return part.cdf(self.high) - self._below(part)

    def _below(self, part: Distribution) -> float:
        """Probability strictly below `low`: a constant that stands on the bound is inside."""
        if isinstance(part, Constant):
            return 1.0 if part.value < self.low else 0.0
        return part.cdf(self.low)

    def cdf(self, x: float) -> float:
        if x < self.low:
            return 0.0
        below = self._below(self.whole)
        return min(1.0, (self.whole.cdf(min(x, self.high)) - below) / self._mass(self.whole))

    def ppf(self, u: float) -> float:
        value = self.whole.ppf(self._below(self.whole) + u * self._mass(self.whole))
        return min(self.high, max(self.low, value))

    def draw(self, uniform: Callable[[], float]) -> float:
        if not isinstance(self.whole, Mixture):
            return self.ppf(uniform())
        parts = self.whole.parts
        masses = tuple(w * self._mass(part) for w, part in zip(self.whole.weights, parts, strict=True))
        part = parts[Mixture(parts, masses).component(uniform())]
        return Truncated(part, self.low, self.high).draw(uniform)


@dataclass(frozen=True)
class Scaled(Distribution):
    """A distribution in another unit: every value multiplied by a positive factor."""

    whole: Distribution
    factor: float

    def cdf(self, x: float) -> float:
        return self.whole.cdf(x / self.factor)

    def ppf(self, u: float) -> float:
        return self.factor * self.whole.ppf(u)

    def draw(self, uniform: Callable[[], float]) -> float:
        return self.factor * self.whole.draw(uniform)


def _need(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(what)
