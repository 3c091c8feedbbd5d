"""The quantile table: the long table that others read, in the columns and levels of the forecast hubs.

Levels are the 23 of the hubs (0.01, 0.025, 0.05 to 0.95 by 0.05, 0.975, 0.99); columns are `model_id`, `origin_date`,
`target`, `horizon` (hours), `location`, `target_end_date`, `output_type`, `output_type_id`, `value`, `unit`. Targets
are cumulative where the series is. A quantile of people above 0 and below the limit for small cells is left empty.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.base.times import iso
from corridor.ensemble.disclosure import without_small
from corridor.ensemble.output_times import at_times, snapped
from corridor.model.record import SERIES
from corridor.scenario.resolved import Resolved

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["LEVELS", "TARGETS", "quantile_table", "table_times"]

LEVELS = (0.01, 0.025, *(round(0.05 * k, 2) for k in range(1, 20)), 0.975, 0.99)
TARGETS = (
    "arrivals",
    "departures",
    "present",
    "registered",
    "accommodated",
    "need_state",
    "unsheltered",
    "stranded",
    "vehicles",
    "tracing_cases",
    "queue",
    "waiting_time",
    "food",
    "fuel",
)
_EVERY = timedelta(hours=12)


def table_times(resolved: Resolved) -> list[datetime]:
    """Give the times of the table: local midnights and noons from the as-of time on, and the end.

    Where there is no output time then, the last one before it does: each row holds what was at its own time.
    """
    first = max(resolved.start, resolved.as_of or resolved.start)
    every = max(_EVERY, timedelta(hours=resolved.step_h))
    moment = resolved.start.astimezone(resolved.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    times = []
    while moment < resolved.end:
        if moment >= first:
            times.append(moment)
        moment = moment + every
    return snapped(resolved, [*times, resolved.end])


def quantile_table(result: xr.Dataset, resolved: Resolved, internal: bool) -> pd.DataFrame:
    """Give the quantiles of every target at every table time, as one long table.

    Parameters
    ----------
    result : Dataset
        Merged over sensitive places but not yet suppressed, or internal.
    internal : bool
        Whether small counts are shown.

    Returns
    -------
    DataFrame
        Places and routes where a target is zero or unknown at all times in all members have no rows for it.
    """
    import pandas as pd

    times = table_times(resolved)
    origin = resolved.as_of or resolved.start
    horizons = [round((t - origin).total_seconds() / 3600, 3) for t in times]
    frames = []
    for target in sorted(TARGETS):
        series = SERIES[target]
        values = at_times(result[[target]], times)[target].values.astype(float)
        some = np.nonzero((np.nan_to_num(values, nan=0.0) != 0.0).any(axis=(0, 1)))[0]  # anything but zero or unknown
        levels, where = _quantiles(values[..., some], target), result[series.dims[0]].values[some]
        if series.cell and not internal:
            levels = without_small(levels)
        n_levels, n_times, n_where = levels.shape
        frame = pd.DataFrame(
            {
                "model_id": "corridor",
                "origin_date": iso(origin),
                "target": target,
                "horizon": np.tile(np.repeat(horizons, n_where), n_levels),
                "location": np.tile(where, n_levels * n_times),
                "target_end_date": np.tile(
                    np.repeat([iso(t.astimezone(resolved.zone)) for t in times], n_where), n_levels
                ),
                "output_type": "quantile",
                "output_type_id": np.repeat(LEVELS, n_times * n_where),
                "value": levels.reshape(-1),
                "unit": series.unit,
            }
        )
        frames.append(frame.sort_values(["location", "horizon", "output_type_id"]))
    return pd.concat(frames, ignore_index=True)


def _quantiles(values: npt.NDArray[np.float64], target: str) -> npt.NDArray[np.float64]:
    """Give quantiles over the first axis, shape (levels, ...).

    A waiting time is missing where the road is shut: that counts as the longest wait of all, and a quantile that falls
    there is missing. Other targets are missing where any member is.
    """
    if target == "waiting_time":
        waits = np.where(np.isnan(values), np.inf, values)
        levels = np.quantile(waits, LEVELS, axis=0, method="inverted_cdf")
        return np.where(np.isinf(levels), np.nan, levels)
    return np.asarray(np.quantile(values, LEVELS, axis=0, method="linear"))
