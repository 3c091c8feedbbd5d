"""Many futures in a few numbers: the quantiles that are shown of anything but the table of the hubs."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from corridor.ensemble.disclosure import without_small

__all__ = ["BANDS", "Array", "Spread"]

BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Levels of a median with the ranges that hold 5 and 9 of 10 futures."""

Array = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Spread:
    """A number over the futures; NaN where it counts so few people that it is not to be shown.

    Attributes
    ----------
    low, middle, high : float
        0.05, 0.5 and 0.95 quantile.
    """

    low: float
    middle: float
    high: float

    @classmethod
    def of(cls, values: Array) -> Spread:
        """Give the spread of a number by member."""
        return cls(*np.quantile(values, (0.05, 0.5, 0.95)).tolist())

    def disclosed(self, internal: bool) -> Spread:
        """Give what may be shown of a count of people: all of it to those inside."""
        return self if internal else Spread(*without_small(np.array(astuple(self))).tolist())
