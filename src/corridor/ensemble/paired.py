"""Paired what-ifs: two scenarios under the same luck, compared future by future.

Every random number is keyed by seed, member and the names of what it is for, so member i of both runs meets the same
luck, and the difference of the two is taken member by member. `measures` takes from a result what is compared;
`paired` gives the differences of two such lists. Nothing here searches among variants.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corridor.base.errors import Problem
from corridor.base.times import iso
from corridor.ensemble.disclosure import OTHERS, SMALL, merged_names
from corridor.ensemble.output_times import snapped
from corridor.ensemble.quantiles import at_times
from corridor.ensemble.recipe import Recipe
from corridor.ensemble.results import Result
from corridor.model.record import PEAKS, SERIES
from corridor.scenario.resolved import Resolved
from corridor.scenario.view import SETTINGS

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = [
    "QUEUE_PEAK",
    "TOTALS",
    "Comparison",
    "Difference",
    "Measure",
    "incomparable",
    "measures",
    "paired",
]

TOTALS = ("present", "registered", "accommodated", "unsheltered", "stranded")
QUEUE_PEAK = "queue_peak"
_LOW, _HIGH = 0.05, 0.95

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


@dataclass(frozen=True)
class Difference:
    """How one measure differs, B - A; NaN is missing.

    Attributes
    ----------
    target, place, time, unit
        As in `Measure`.
    mean_a, mean_b, difference : float
        Means over the members, and that of the differences.
    standard_error : float
        Of `difference`: standard deviation of the differences over the root of the members; missing with one member.
    low, high : float
        0.05 and 0.95 quantile of the differences.
    p_higher, p_equal, p_lower : float
        Share of the members in which B is higher, equal, lower.
    unpaired_standard_error : float
        What the error would be if the two runs had nothing to do with each other; missing with one member.
    """

    target: str
    place: str | None
    time: datetime
    unit: str
    mean_a: float
    mean_b: float
    difference: float
    standard_error: float
    low: float
    high: float
    p_higher: float
    p_equal: float
    p_lower: float
    unpaired_standard_error: float

    def as_dict(self) -> dict[str, Any]:
        """Give the keys fixed in the formats; missing is None, the time is ISO 8601."""
        plain = {one.name: getattr(self, one.name) for one in fields(self)}
        plain["time"] = iso(self.time)
        return {key: None if isinstance(v, float) and math.isnan(v) else v for key, v in plain.items()}


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two scenarios compared: the differences, and the recipes of both runs.

    Attributes
    ----------
    rows : tuple of Difference
        Arrivals by place and time, then the totals at the end.
    members : int
        Futures of each.
    scope : str
        "public" or "internal".
    recipe_a, recipe_b : Recipe
        What makes each run again.
    public_paths : frozenset of str
        Paths of numbers and events that both results show.
    """

    rows: tuple[Difference, ...]
    members: int
    scope: str
    recipe_a: Recipe
    recipe_b: Recipe
    public_paths: frozenset[str]

    def table(self) -> pd.DataFrame:
        """Give the rows as a table: one column for each field of `Difference`, in its order."""
        import pandas as pd

        names = [one.name for one in fields(Difference)]
        return pd.DataFrame([row.as_dict() for row in self.rows], columns=names)


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
    def told(one: Resolved) -> dict[str, str]:
        return {
            "time_zone": str(one.zone),
            "start": iso(one.start.astimezone(UTC)),
            "end": iso(one.end.astimezone(UTC)),
            "as_of": iso(one.as_of.astimezone(UTC)) if one.as_of else "nothing",
            **{name: f"{_plain(one, name):g} h" for name in SETTINGS},
            "report": ", ".join(sorted(one.report)) or "nothing",
        }

    in_a, in_b = told(a), told(b)
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
    times = _nights(resolved)
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


def _nights(resolved: Resolved) -> list[datetime]:
    """Give the local midnights after the as-of time, or the start, and the end."""
    first = (resolved.as_of or resolved.start).astimezone(resolved.zone)
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    nights = []
    while midnight < resolved.end:
        nights.append(midnight)
        midnight += timedelta(days=1)
    return snapped(resolved, [*nights, resolved.end])


def _reported(result: xr.Dataset, resolved: Resolved) -> list[str]:
    """Give the places reported on, as the result names them, each once; a sensitive one has no name in it."""
    there = set(result["place"].values)
    names = [name for place in resolved.report for name in (place, f"{place}{OTHERS}") if name in there]
    return list(dict.fromkeys(names))


# --- the differences ------------------------------------------------------------------------------------------------


def paired(a: Sequence[Measure], b: Sequence[Measure], internal: bool = False) -> list[Difference]:
    """Give the differences B - A, taken member by member.

    Parameters
    ----------
    a, b : sequence of Measure
        The same measures in the same order, member i under the same luck in both.
    internal : bool
        Whether small counts are shown. Else a mean of people above 0 and below the limit for small cells is missing,
        and so is all from which it could be worked out; so is an end of the range of that size.

    Raises
    ------
    ValueError
        The measures, or the members, are not the same.
    """
    if [(m.target, m.place, m.time, len(m.values)) for m in a] != [
        (m.target, m.place, m.time, len(m.values)) for m in b
    ]:
        raise ValueError("two results with other measures or members cannot be paired")
    return [_shown(_difference(x, y), x.cell and not internal) for x, y in zip(a, b, strict=True)]


def _difference(a: Measure, b: Measure) -> Difference:
    n, d = len(a.values), b.values - a.values
    low, high = np.quantile(d, (_LOW, _HIGH))
    known = not np.isnan(d).any()
    return Difference(
        target=a.target,
        place=a.place,
        time=a.time,
        unit=a.unit,
        mean_a=float(a.values.mean()),
        mean_b=float(b.values.mean()),
        difference=float(d.mean()),
        standard_error=math.sqrt(d.var(ddof=1) / n) if n > 1 else math.nan,
        low=float(low),
        high=float(high),
        p_higher=float((d > 0).mean()) if known else math.nan,
        p_equal=float((d == 0).mean()) if known else math.nan,
        p_lower=float((d < 0).mean()) if known else math.nan,
        unpaired_standard_error=math.sqrt((a.values.var(ddof=1) + b.values.var(ddof=1)) / n) if n > 1 else math.nan,
    )


def _shown(row: Difference, suppress: bool) -> Difference:
    """Leave small counts out of a row, and what would tell them."""
    if not suppress:
        return row
    values = {one.name: getattr(row, one.name) for one in fields(row)}
    small = [name for name in ("mean_a", "mean_b", "low", "high") if 0 < abs(values[name]) < SMALL]
    if "mean_a" in small or "mean_b" in small:
        small += ["difference", "standard_error", "low", "high", "unpaired_standard_error"]
    return Difference(**{**values, **dict.fromkeys(small, math.nan)})
