"""What pictures show, as small tables: worked out once from a result, drawn elsewhere.

Works on a result by place, public or internal. Every number comes from the members alone; nothing is simulated here and
nothing is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.ensemble.disclosure import OTHERS
from corridor.ensemble.quantiles import at_times
from corridor.ensemble.times import snapped
from corridor.model.world import RECEIVING, Kind
from corridor.report.summary import labels
from corridor.scenario.resolve import Resolved

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["GROUPS", "LEVELS", "WITHOUT", "MapPanel", "counts", "fan", "lodging", "map_panels", "people"]

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
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
WITHOUT = "without shelter"
_DAY = timedelta(days=1)
FLOAT = npt.NDArray[np.float64]


def fan(result: xr.Dataset, place: str) -> pd.DataFrame:
    """Give quantiles of arrivals at a place.

    Returns
    -------
    DataFrame
        Persons by `time` (UTC, the index) and level (columns, those of `LEVELS`).
    """
    values = np.quantile(result["arrivals"].sel(place=place).values, LEVELS, axis=0).T
    return pd.DataFrame(values, index=pd.Index(_times(result), name="time"), columns=list(LEVELS))


def counts(resolved: Resolved, place: str) -> pd.DataFrame:
    """Give the counts of arrivals at a place that were known at the as-of time, without those corrected by then.

    Returns
    -------
    DataFrame
        `first` and `last`, between which the count was made (the same where the hour is known), and `value`, persons.
    """
    rows = []
    known = resolved.observations if resolved.as_of else ()
    corrected = {seen.supersedes for seen in known}
    for seen in known:
        of_place = seen.kind == "arrivals" and seen.places == (place,) and seen.name not in corrected
        if of_place and seen.value is not None:
            first, last = (seen.at, seen.at) if seen.at else (seen.not_before, seen.not_after)
            if first is not None and last is not None:
                rows.append((first, last, seen.value))
    return pd.DataFrame(rows, columns=["first", "last", "value"])


def people(result: xr.Dataset, resolved: Resolved) -> pd.DataFrame:
    """Give where people are over time: means over the futures, as medians do not add up.

    Returns
    -------
    DataFrame
        Persons by `time` (UTC, the index) and group (columns, those of `GROUPS`).
    """
    mean = result["people"].mean("member")
    received = [_kind(resolved, place) in RECEIVING for place in mean["place"].values]
    inside, outside = mean.sel(place=np.logical_not(received)), mean.sel(place=received)

    def total(part: xr.DataArray, *statuses: str) -> FLOAT:
        values: FLOAT = part.sel(status=list(statuses)).sum(("place", "status")).values
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
    index = pd.Index(_times(result), name="time")
    return pd.DataFrame(np.stack(columns, axis=1), index=index, columns=list(GROUPS))


def lodging(result: xr.Dataset, resolved: Resolved) -> pd.DataFrame:
    """Give people in state accommodation at the end, by administrative region (by place where none is named).

    Returns
    -------
    DataFrame
        Persons by region (the index, most needed first) and level (columns, those of `LEVELS`); in the column `WITHOUT`
        the people there without shelter that 19 futures of 20 do not exceed. Only places that take people in; regions
        in which nobody is lodged in any future are left out.
    """
    region = {place.name: place.admin or place.label for place in resolved.places}
    last = result[["accommodated", "unsheltered"]].isel(time=-1)
    lodged: dict[str, FLOAT] = {}
    without: dict[str, FLOAT] = {}
    for place in last["place"].values:
        if _kind(resolved, place) in RECEIVING:
            name, here = region[place.removesuffix(OTHERS)], last.sel(place=place)
            lodged[name] = lodged.get(name, 0.0) + here["accommodated"].values
            without[name] = without.get(name, 0.0) + here["unsheltered"].values
    rows = {
        name: [*np.quantile(values, LEVELS), np.quantile(without[name], LEVELS[-1])]
        for name, values in lodged.items()
        if values.any()
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=[*LEVELS, WITHOUT])
    most = sorted(range(len(table)), key=lambda row: (-table[0.5].iloc[row], -table[0.95].iloc[row]))
    return table.iloc[most]


@dataclass(frozen=True)
class MapPanel:
    """What a map shows at one time.

    Attributes
    ----------
    time : datetime
        The moment.
    routes : DataFrame
        `route` (the index), the two ends (`from`, `to`, `lon0`, `lat0`, `lon1`, `lat1`), `flow`: persons a day who came
        to its end in the day before, and `queue`: vehicles waiting there. Each direction is a row. Means.
    places : DataFrame
        `place` (the index), `label`, `lon`, `lat`, `receives` and `people`: persons present. Means.
    """

    time: datetime
    routes: pd.DataFrame
    places: pd.DataFrame


def map_panels(result: xr.Dataset, resolved: Resolved, number: int = 4) -> list[MapPanel]:
    """Give maps at a number of times from the as-of time to the end, closer together at first.

    Places without a position are left out, and the roads that touch them; none at all: no panel.
    """
    where = _positions(result, resolved)
    if len(where) == 0:
        return []
    begin = resolved.as_of or resolved.start
    whole = resolved.end - begin
    wanted = [_half_day(begin + whole * 2.0 ** (k - number + 1), resolved) for k in range(number - 1)]
    times = snapped(resolved, [*(moment for moment in wanted if begin < moment < resolved.end), resolved.end])
    return [_panel(result, resolved, where, moment) for moment in times]


def _half_day(moment: datetime, resolved: Resolved) -> datetime:
    """Give the local midnight or noon nearest to a moment."""
    local = moment.astimezone(resolved.zone) + timedelta(hours=6)
    return local.replace(hour=12 * (local.hour // 12), minute=0, second=0, microsecond=0)


def _panel(result: xr.Dataset, resolved: Resolved, where: pd.DataFrame, moment: datetime) -> MapPanel:
    begin = max(moment - _DAY, resolved.start)
    before, now = snapped(resolved, [begin])[0], snapped(resolved, [moment])[0]
    both = at_times(result[["crossed"]], [before, now])["crossed"].mean("member").values
    days = max((now - before) / _DAY, 1e-9)
    queue = at_times(result[["queue"]], [now])["queue"].mean("member").values[0]
    present = at_times(result[["present"]], [now])["present"].mean("member").to_series()
    rows = {}
    for r, route in enumerate(result["route"].values):
        origin, to = (_shown(result, place) for place in route.split(">"))
        if origin in where.index and to in where.index:
            ends = (*where.loc[origin, ["lon", "lat"]], *where.loc[to, ["lon", "lat"]])
            rows[route] = (origin, to, *ends, (both[1, r] - both[0, r]) / days, queue[r])
    columns = ["from", "to", "lon0", "lat0", "lon1", "lat1", "flow", "queue"]
    routes = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    here = present.droplevel("time") if "time" in present.index.names else present
    return MapPanel(moment, routes, where.assign(people=here.reindex(where.index)))


def _shown(result: xr.Dataset, place: str) -> str:
    return place if place in result["place"].values else place + OTHERS


def _positions(result: xr.Dataset, resolved: Resolved) -> pd.DataFrame:
    """Give label and position of each place of a result that has one; a group stands where its host is."""
    shown, rows = labels(resolved), {}
    for place in result["place"].values:
        at = [_middle(resolved, f"places.{place.removesuffix(OTHERS)}.{axis}") for axis in ("lon", "lat")]
        if None not in at:
            rows[place] = (shown[place], *at, _kind(resolved, place) in RECEIVING)
    return pd.DataFrame.from_dict(rows, orient="index", columns=["label", "lon", "lat", "receives"])


def _middle(resolved: Resolved, path: str) -> float | None:
    number = resolved.numbers.get(path)
    if number is None:
        return None
    return number.value if isinstance(number.value, float) else float(number.value.ppf(0.5))


def _kind(resolved: Resolved, place: str) -> Kind:
    return next(Kind[one.kind] for one in resolved.places if one.name == place.removesuffix(OTHERS))


def _times(result: xr.Dataset) -> list[datetime]:
    return [datetime.fromisoformat(str(moment)[:19]).replace(tzinfo=UTC) for moment in result["time"].values]
