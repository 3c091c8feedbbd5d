"""Where people are over time, in groups that add up to all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.report.findings.arrivals import times_of
from corridor.report.findings.places import receiving
from corridor.report.findings.statistics import Array
from corridor.scenario.resolved import Resolved

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["GROUPS", "people"]

GROUPS = (
    "at home",
    "displaced inside",
    "wanting to leave, waiting for means or way",
    "on the road",
    "received, waiting or travelling on",
    "with kin",
    "in state accommodation",
    "without shelter",
)


def people(result: xr.Dataset, resolved: Resolved) -> pd.DataFrame:
    """Give where people are over time: means over the futures, as medians do not add up.

    Returns
    -------
    DataFrame
        Persons by `time` (UTC, the index) and group (columns, those of `GROUPS`).
    """
    import pandas as pd

    mean = result["people"].mean("member")
    received = receiving(result, resolved)
    inside, outside = mean.sel(place=np.logical_not(received)), mean.sel(place=received)

    def total(part: xr.DataArray, *statuses: str) -> Array:
        values: Array = part.sel(status=list(statuses)).sum(("place", "status")).values
        return values

    on_road = result["on_route"].mean("member").sum("route").values
    held = ("held",) if "held" in mean["status"].values else ()
    columns = (
        total(mean, "home"),
        total(inside, "displaced"),
        total(inside, "ready", "stranded", "registering", *held),
        on_road,
        total(outside, "displaced", "ready", "stranded", "registering", *held),
        total(mean, "settled_kin"),
        total(mean, "settled_state"),
        total(mean, "unsheltered"),
    )
    index = pd.Index(times_of(result), name="time")
    return pd.DataFrame(np.stack(columns, axis=1), index=index, columns=list(GROUPS))
