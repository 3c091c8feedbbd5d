"""Where stocks of food and fuel run out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from corridor.report.findings.arrivals import times_of
from corridor.report.findings.statistics import Array
from corridor.scenario.resolved import Resolved

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["ITEMS", "Stock", "stocks"]

ITEMS = ("food", "fuel")


@dataclass(frozen=True)
class Stock:
    """A stock of which there is a record.

    Attributes
    ----------
    item : "food" or "fuel"
        What.
    place : str
        Where, as the result names it.
    chance : float
        Share of the futures in which it falls to a hundredth of what it was at the as-of time.
    middle : datetime or None
        When it has in half of those.
    """

    item: str
    place: str
    chance: float
    middle: datetime | None


def stocks(result: xr.Dataset, resolved: Resolved) -> Iterator[Stock]:
    """Give every stock of which there is a record at the as-of time, by item and place."""
    first = (resolved.as_of or resolved.start).astimezone(UTC).replace(tzinfo=None)
    later = result[list(ITEMS)].sel(time=slice(np.datetime64(first), None))
    times = times_of(later)
    for item in ITEMS:
        of_item = later[item].transpose("place", "member", "time").values
        for place, values in zip(later["place"].values, of_item, strict=True):
            if not np.isnan(values[:, 0]).all():
                yield Stock(item, str(place), *_runs_out(values, times))


def _runs_out(values: Array, times: list[datetime]) -> tuple[float, datetime | None]:
    """Give the chance that a stock runs out, and by when it has in half of those futures."""
    out = values <= np.maximum(1.0, 0.01 * values[:, :1])
    share = float(out.any(axis=1).mean())
    if share == 0.0:
        return share, None
    return share, times[int(np.median(out.argmax(axis=1)[out.any(axis=1)]))]
