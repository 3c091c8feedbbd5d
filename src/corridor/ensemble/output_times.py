"""Which steps of a run are kept: the output times, by the clock of the place.

Kept are the start, the steps round the as-of time, local midnights and noons, the clock hours that are multiples of
`output_interval`, and the end. Where no step ends at such an hour, the last one before it is kept. Where a step is at
least as long as the interval, every step is.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.scenario.resolved import Resolved

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["at_times", "first_row", "midnights", "moment_of", "output_rows", "snapped"]

_BY_A_HAIR = 1e-9  # of a step: what rounding may take from a whole number of steps


def output_rows(resolved: Resolved) -> npt.NDArray[np.int64]:
    """Give the numbers of the steps whose ends are kept, in order; 0 is the start."""
    if resolved.step_h >= resolved.output_h - 1e-9:
        return np.arange(resolved.n_steps + 1)
    rows = {0, resolved.n_steps}
    if resolved.as_of is not None:  # the last step known of, and the first of the forecast
        now = _steps_to(resolved, resolved.as_of)
        rows |= {math.floor(now + _BY_A_HAIR), math.ceil(now - _BY_A_HAIR)}
    hours = sorted({0.0, 12.0, *np.arange(0.0, 24.0, resolved.output_h).tolist()})
    day = resolved.start.astimezone(resolved.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    while day <= resolved.end:
        # a sum of a local time is one by the clock, whatever the change of the season
        rows |= {math.floor(_steps_to(resolved, day + timedelta(hours=hour)) + _BY_A_HAIR) for hour in hours}
        day += timedelta(days=1)
    return np.array(sorted(row for row in rows if 0 <= row <= resolved.n_steps), dtype=np.int64)


def first_row(resolved: Resolved) -> int:
    """Give the number of the first step that ends at or after the as-of time; the start without one."""
    if resolved.as_of is None:
        return 0
    return min(resolved.n_steps, max(0, math.ceil(_steps_to(resolved, resolved.as_of) - _BY_A_HAIR)))


def _steps_to(resolved: Resolved, moment: datetime) -> float:
    # by way of the instant: a difference of two times of one zone would be by the clock
    return (moment.timestamp() - resolved.start.timestamp()) / 3600 / resolved.step_h


def moment_of(resolved: Resolved, row: int) -> datetime:
    """Give the end of a step in local time; 0 is the start."""
    instant = resolved.start.astimezone(UTC) + timedelta(hours=resolved.step_h) * row
    return instant.astimezone(resolved.zone)


def snapped(resolved: Resolved, times: list[datetime]) -> list[datetime]:
    """Give the output times at or just before some times, each once; times before the start give the start."""
    rows = output_rows(resolved)
    wanted = np.array([_steps_to(resolved, moment) for moment in times]) + _BY_A_HAIR
    kept = rows[np.maximum(0, np.searchsorted(rows, wanted, side="right") - 1)]
    return [moment_of(resolved, int(row)) for row in np.unique(kept)]


def midnights(resolved: Resolved) -> list[datetime]:
    """Give the local midnights after the as-of time, or after the start without one, and before the end."""
    first = (resolved.as_of or resolved.start).astimezone(resolved.zone)
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    found = []
    while midnight < resolved.end:
        found.append(midnight)
        midnight += timedelta(days=1)
    return found


def at_times(result: xr.Dataset, times: list[datetime]) -> xr.Dataset:
    """Give the result at the last output time at or before each time."""
    instants = np.array([t.astimezone(UTC).replace(tzinfo=None) for t in times], dtype="datetime64[ns]")
    return result.sel(time=instants, method="pad")
