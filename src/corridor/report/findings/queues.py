"""The longest queue: on which road, how long and for how many hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.report.findings.statistics import Spread

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["LongestQueue", "longest_queue"]


@dataclass(frozen=True)
class LongestQueue:
    """The road with the longest queue from the as-of time on, and that queue at its peak.

    Attributes
    ----------
    origin, to : str
        Its ends, as the result names them.
    vehicles : Spread
        Passenger-car equivalents that wait.
    hours : Spread
        The wait of the last of them; 0 where the road is always shut.
    """

    origin: str
    to: str
    vehicles: Spread
    hours: Spread


def longest_queue(result: xr.Dataset) -> LongestQueue | None:
    """Give the longest queue; None where there are no roads."""
    if result.sizes["route"] == 0:
        return None
    peak = result["queue_peak"].values  # (member, route)
    worst = int(np.argmax(np.median(peak, axis=0) + 1e-6 * peak.mean(axis=0)))
    wait = result["waiting_time_peak"].isel(route=worst).fillna(0.0).values
    origin, to = str(result["route"].values[worst]).split(">")
    return LongestQueue(origin, to, Spread.of(peak[:, worst]), Spread.of(wait))
