"""Paired what-ifs: two scenarios under the same luck, compared future by future.

Every random number is keyed by seed, member and the names of what it is for, so member i of both runs meets the same
luck, and the difference of the two is taken member by member. `measures` takes from a result what is compared. Nothing
here searches among variants.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor.base.errors import Problem
from corridor.base.times import iso
from corridor.ensemble.disclosure import OTHERS, merged_names
from corridor.ensemble.output_times import at_times, midnights, snapped
from corridor.ensemble.results import Result
from corridor.model.record import PEAKS, SERIES
from corridor.scenario.resolved import Resolved
from corridor.scenario.view import SETTINGS

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "QUEUE_PEAK",
    "TOTALS",
    "Measure",
    "incomparable",
    "measures",
]

TOTALS = ("present", "registered", "accommodated", "unsheltered", "stranded")
QUEUE_PEAK = "queue_peak"

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Measure:
    """What is compared: one number in each member.

    Attributes
    ----------
    target : str
        A series, or `QUEUE_PEAK`.
    place : str or None
        As the result names it; None for all places or routes together.
    time : datetime
        In the zone of the scenario.
    unit : str
        Of `values`.
    cell : bool
        Whether it counts people, so that small values are not to be shown.
    values : ndarray of float64
        One for each member.
    """

    target: str
    place: str | None
    time: datetime
    unit: str
    cell: bool
    values: Values


# --- what may be compared -------------------------------------------------------------------------------------------


def incomparable(a: Resolved, b: Resolved, internal: bool = False) -> list[Problem]:
    """Give what stands against comparing two scenarios member by member: all of it, or nothing.

    Parameters
    ----------
    a, b : Resolved
        The two scenarios.
    internal : bool
        Whether every place is shown by itself. Else the same places must be merged, for the difference of two groups
        that differ in a place would show that place.
    """
    found = [
        Problem(
            "compare-differs",
            file="scenario.yaml",
            field=name,
            found=f"{in_a} in A, {in_b} in B",
            expected="the same in both, for what is compared future by future",
            remedy=f"Make {name} the same.",
        )
        for name, in_a, in_b in _must_agree(a, b)
        if in_a != in_b
    ]
    if not internal and _groups(a) != _groups(b):
        found.append(
            Problem(
                "compare-groups-differ",
                file="places.csv",
                field="sensitive",
                found="sensitive places that are merged with others in another way in B than in A",
                expected="the same groups in both: their difference would show a sensitive place",
                remedy="Mark the same places sensitive and keep their hosts the most populous, or use --internal.",
            )
        )
    return found


def _must_agree(a: Resolved, b: Resolved) -> list[tuple[str, str, str]]:
    def agreed(one: Resolved) -> dict[str, str]:
        return {
            "time_zone": str(one.zone),
            "start": iso(one.start.astimezone(UTC)),
            "end": iso(one.end.astimezone(UTC)),
            "as_of": iso(one.as_of.astimezone(UTC)) if one.as_of else "nothing",
            **{name: f"{_plain(one, name):g} h" for name in SETTINGS},
            "report": ", ".join(sorted(one.report)) or "nothing",
        }

    in_a, in_b = agreed(a), agreed(b)
    return [(name, in_a[name], in_b[name]) for name in in_a]


def _plain(resolved: Resolved, path: str) -> float:
    value = resolved.numbers[path].value
    return value if isinstance(value, float) else value.ppf(0.5)


def _groups(resolved: Resolved) -> dict[str, str]:
    """Give the public name of each place that is in a group with a sensitive one."""
    return {place: name for place, name in merged_names(resolved).items() if name.endswith(OTHERS)}


# --- what is compared -----------------------------------------------------------------------------------------------


def measures(made: Result) -> list[Measure]:
    """Give what is compared of a result.

    Returns
    -------
    list of Measure
        Arrivals at each place reported on, at each local midnight after the as-of time (the start without one) and at
        the end; at the end, `TOTALS` over all places; the longest queue on any one route from the as-of time on,
        missing where no route is shown.
    """
    result, resolved = made.dataset, made.resolved
    times = snapped(resolved, [*midnights(resolved), resolved.end])
    arrivals = at_times(result[["arrivals"]], times)["arrivals"]
    found = []
    for place in _reported(result, resolved):
        values = arrivals.sel(place=place).transpose("member", "time").values.astype(float)
        found += [_measure("arrivals", place, moment, values[:, k]) for k, moment in enumerate(times)]
    last = result[list(TOTALS)].isel(time=-1)
    for name in TOTALS:
        values = last[name].transpose("member", "place").values.astype(float).sum(axis=1)
        found.append(_measure(name, None, times[-1], values))
    found.append(Measure(QUEUE_PEAK, None, times[-1], PEAKS[QUEUE_PEAK].unit, False, _queue_peak(result)))
    return found


def _measure(target: str, place: str | None, moment: datetime, values: Values) -> Measure:
    return Measure(target, place, moment, SERIES[target].unit, bool(SERIES[target].cell), values)


def _queue_peak(result: xr.Dataset) -> Values:
    if result.sizes["route"] == 0:
        return np.full(result.sizes["member"], np.nan)
    return np.asarray(result["queue_peak"].max("route").values, dtype=float)


def _reported(result: xr.Dataset, resolved: Resolved) -> list[str]:
    """Give the places reported on, as the result names them, each once; a sensitive one has no name in it."""
    there = set(result["place"].values)
    names = [name for place in resolved.report for name in (place, f"{place}{OTHERS}") if name in there]
    return list(dict.fromkeys(names))
