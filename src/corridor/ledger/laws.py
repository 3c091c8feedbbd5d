"""The laws that claims become: what one figure says of the truth, and what bounds make of it.

Figures are errors by a factor, so a law is symmetric on the logarithm. In go a figure or a range with a spread for each
side, out comes a distribution with closed forms; a bound that somebody states is a soft one: it makes values on its
wrong side unlikely in proportion to how far its source is to be relied on, and never impossible.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
from scipy import special

from corridor.base.distributions import Distribution

__all__ = ["Bound", "Stated", "Tilted"]

_HALF = math.sqrt(math.pi / 2.0)  # area of half a normal curve of height and deviation 1
_CELLS = 512
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Stated(Distribution):
    """A stated figure or range: flat in the logarithm from `low` to `high`, with half a normal curve on each side.

    With ``low == high`` it is the two-piece normal of the logarithm, whose mode is the figure.

    Attributes
    ----------
    low, high : float
        Above 0, in order.
    sd_low, sd_high : float
        Standard deviation of the logarithm below and above; above 0.

    References
    ----------
    Wallis (2014), "The two-piece normal, binormal, or double Gaussian distribution", Statistical Science 29(1),
    doi:10.1214/13-STS417, eq. 1.
    """

    low: float
    high: float
    sd_low: float
    sd_high: float

    def __post_init__(self) -> None:
        if not (0.0 < self.low <= self.high < math.inf and self.sd_low > 0.0 and self.sd_high > 0.0):
            raise ValueError("0 < low <= high, and spreads above 0")

    @property
    def _areas(self) -> tuple[float, float, float]:
        return _HALF * self.sd_low, math.log(self.high / self.low), _HALF * self.sd_high

    def cdf(self, x: float) -> float:
        return float(self.below(np.array([x]))[0])

    def below(self, x: FloatArray) -> FloatArray:
        """Give the probability of a value at or below each of `x`."""
        left, flat, right = self._areas
        log = np.log(np.maximum(x, 1e-300))
        under, over = log - math.log(self.low), log - math.log(self.high)
        area = np.where(
            under < 0.0,
            2.0 * left * special.ndtr(np.minimum(under, 0.0) / self.sd_low),
            left + np.minimum(under, flat) + right * (2.0 * special.ndtr(np.maximum(over, 0.0) / self.sd_high) - 1.0),
        )
        shares: FloatArray = np.where(x <= 0.0, 0.0, area / (left + flat + right))
        return shares

    def ppf(self, u: float) -> float:
        if u <= 0.0 or u >= 1.0:
            return 0.0 if u <= 0.0 else math.inf
        left, flat, right = self._areas
        area = u * (left + flat + right)
        if area < left:
            return self.low * math.exp(self.sd_low * float(special.ndtri(area / (2.0 * left))))
        if area <= left + flat:
            return min(self.high, self.low * math.exp(area - left))
        rest = (1.0 - u) * (left + flat + right)
        return self.high * math.exp(-self.sd_high * float(special.ndtri(rest / (2.0 * right))))


@dataclass(frozen=True)
class Bound:
    """A soft constraint: a value that would make the claim wrong keeps the share ``1 - reliability`` of its weight.

    Attributes
    ----------
    law : Stated
        Where the bound lies.
    lower : bool
        Whether values are said to lie above it; else below.
    reliability : float
        Of its source, from 0 (says nothing) to 1 (holds).
    group : int
        Bounds of one group, what one party says to one side, count once: by the firmest of them at each value.
    households : bool
        Whether it counts households where persons are meant.
    claim : str
        Name of the claim; what it is called changes nothing.
    """

    law: Stated
    lower: bool
    reliability: float
    group: int = 0
    households: bool = False
    claim: str = field(default="", compare=False, repr=False)

    def factor(self, x: FloatArray, scale: float) -> FloatArray:
        """Give what is left of the weight of values `x`, each in units of which `scale` make one of the bound's."""
        holds = self.law.below(x / scale)
        if not self.lower:
            holds = 1.0 - holds
        left: FloatArray = 1.0 - self.reliability + self.reliability * holds
        return left


@dataclass(frozen=True)
class Tilted(Distribution):
    """A distribution weighed by soft bounds, tabulated in its own probability.

    Attributes
    ----------
    whole : Distribution
        What is weighed.
    bounds : tuple of (Bound, float)
        Each with the number of the whole's units that make one of its own.

    Notes
    -----
    With u the probability of the whole and g the product of the factors of the groups of bounds, G(u) is the integral
    of g over ``ppf(t)`` from 0 to u, by the midpoint rule in equal cells; a draw solves ``G(u) = p G(1)``.
    """

    whole: Distribution
    bounds: tuple[tuple[Bound, float], ...]

    @cached_property
    def _steps(self) -> FloatArray:
        x = _middles(self.whole)
        firmest: dict[int, FloatArray] = {}
        for bound, scale in self.bounds:
            factor = bound.factor(x, scale)
            firmest[bound.group] = np.minimum(firmest.get(bound.group, factor), factor)
        weight = np.prod(list(firmest.values()), axis=0)
        return np.concatenate([[0.0], np.cumsum(weight)]) / len(x)

    @property
    def mass(self) -> float:
        """What is left of the weight of the whole."""
        return float(self._steps[-1])

    def cdf(self, x: float) -> float:
        edges = np.linspace(0.0, 1.0, len(self._steps))
        return float(np.interp(self.whole.cdf(x), edges, self._steps) / self.mass)

    def ppf(self, u: float) -> float:
        edges = np.linspace(0.0, 1.0, len(self._steps))
        return self.whole.ppf(float(np.interp(u * self.mass, self._steps, edges)))


@lru_cache(maxsize=4096)
def _middles(whole: Distribution) -> FloatArray:
    """Give the quantiles of a distribution at the middles of equal cells of probability."""
    return np.array([whole.ppf((k + 0.5) / _CELLS) for k in range(_CELLS)])


def combined(spreads: Sequence[float]) -> float:
    """Give the spread of independent errors by a factor together: the root of the sum of squares."""
    return math.sqrt(sum(s * s for s in spreads))
