"""What pictures show, as small tables: worked out once from a result, drawn elsewhere.

Works on a result by place, public or internal. Every number comes from the members alone; nothing is simulated here and
nothing is drawn. What is prepared holds nothing of the result, so that drawing needs no room for both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.ensemble.disclosure import OTHERS
from corridor.ensemble.output_times import snapped
from corridor.ensemble.quantiles import at_times
from corridor.model.world import RECEIVING, REGIONS, Kind
from corridor.report.text.summary import headline_places, labels
from corridor.scenario.resolved import Resolved

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "GROUPS",
    "LEVELS",
    "MOST_NEED",
    "NEED",
    "ROOM",
    "WITHOUT",
    "MapPanel",
    "Prepared",
    "counts",
    "fan",
    "lodging",
    "map_panels",
    "people",
    "prepare",
]

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
WITHOUT, ROOM, NEED, MOST_NEED = "without shelter", "room", "need", "most need"
_MOST = 20  # regions by name in one picture
_DAY = timedelta(days=1)
FLOAT = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Prepared:
    """All that the pictures of a result show.

    Attributes
    ----------
    resolved : Resolved
        The scenario, for its times, its outlines and what it is called.
    members : int
        Possible futures.
    internal : bool
        Whether the result shows every place.
    place : str or None
        Label of the place whose arrivals are shown: the first one reported on.
    arrivals, counted : DataFrame
        From `fan` and `counts`; without a row where there is no such place.
    people, lodging : DataFrame
        From the functions of these names.
    panels : list of MapPanel
        From `map_panels`.
    """

    resolved: Resolved
    members: int
    internal: bool
    place: str | None
    arrivals: pd.DataFrame
    counted: pd.DataFrame
    people: pd.DataFrame
    lodging: pd.DataFrame
    panels: list[MapPanel]


def prepare(result: xr.Dataset, resolved: Resolved) -> Prepared:
    """Work out every table that the pictures show.

    Parameters
    ----------
    result : Dataset
        Public before suppression of small cells, or internal. What is shown is rounded, a mean or a quantile.
    """
    place = next(iter(headline_places(result, resolved)), None)
    return Prepared(
        resolved,
        result.sizes["member"],
        result.attrs.get("scope") == "internal",
        None if place is None else labels(resolved)[place],
        pd.DataFrame(columns=list(LEVELS)) if place is None else fan(result, place),
        counts(resolved, place or ""),
        people(result, resolved),
        lodging(result, resolved),
        map_panels(result, resolved),
    )


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

    Counts that do not run from the beginning are left out too.

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
        if of_place and seen.cumulative and seen.unit == "persons" and seen.value is not None:
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


def lodging(result: xr.Dataset, resolved: Resolved, most: int = _MOST) -> pd.DataFrame:
    """Give people in state accommodation at the end, by administrative region (by place where none is named).

    Parameters
    ----------
    most : int
        Rows at most; the regions that need fewest beds are one row together, the last.

    Returns
    -------
    DataFrame
        Persons by region (the index; first where most are accommodated or without shelter) and level (columns, those of
        `LEVELS`); in `WITHOUT` the people there without shelter that 19 futures of 20 do not exceed; in `ROOM` the
        median of the room there at the end, missing where it is not known; in `NEED` and `MOST_NEED` the median of
        those accommodated and those without shelter together, and what 19 futures of 20 do not exceed. Only places that
        take people in; regions in which nobody is in need in any future are left out.
    """
    region = {place.name: place.admin or place.label for place in resolved.places}
    last = result[["accommodated", "unsheltered"]].isel(time=-1)
    regions: dict[str, list[str]] = {}
    for place in last["place"].values:
        if _kind(resolved, place) in RECEIVING:
            regions.setdefault(region[place.removesuffix(OTHERS)], []).append(place)
    found: list[tuple[str, FLOAT, FLOAT, FLOAT | None]] = []
    for name, places in regions.items():
        here = last.sel(place=places).sum("place")
        lodged, without = here["accommodated"].values, here["unsheltered"].values
        if lodged.any() or without.any():
            found.append((name, lodged, without, _added([_room(result, resolved, place) for place in places])))
    found.sort(key=lambda row: (-np.median(row[1] + row[2]), -np.quantile(row[1] + row[2], LEVELS[-1])))
    if len(found) > most:
        names, *parts = zip(*found[most - 1 :], strict=True)
        together = [_added(list(part)) for part in parts]
        found = [*found[: most - 1], (f"{len(names)} other regions", *together)]  # type: ignore[list-item]
    rows = {
        name: [
            *np.quantile(lodged, LEVELS),
            np.quantile(without, LEVELS[-1]),
            np.nan if room is None else np.median(room),
            *np.quantile(lodged + without, (0.5, LEVELS[-1])),
        ]
        for name, lodged, without, room in found
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=[*LEVELS, WITHOUT, ROOM, NEED, MOST_NEED])


def _added(parts: list[FLOAT | None]) -> FLOAT | None:
    """Add what is known by member; None where a part is not."""
    known = [part for part in parts if part is not None]
    return np.sum(known, axis=0) if len(known) == len(parts) else None


def _room(result: xr.Dataset, resolved: Resolved, place: str) -> FLOAT | None:
    """Give the room of a place at the end by member, in persons.

    None where it is no matter, where it is not known, or where it takes a number that the result does not show.
    """
    if _kind(resolved, place) not in REGIONS:
        return np.zeros(result.sizes["member"])  # nobody is accommodated at a reception place
    room = None if place.endswith(OTHERS) else _by_member(result, resolved, f"places.{place}.room")
    if room is not None and "reception.room_total" in resolved.numbers:
        shares = [
            _by_member(result, resolved, f"places.{one.name}.room")
            for one in resolved.places
            if Kind[one.kind] in REGIONS
        ]
        whole, total = _added(shares), _by_member(result, resolved, "reception.room_total")
        if whole is None or total is None:
            return None
        if resolved.numbers["reception.room_total"].unit == "households":
            total = total * _household(resolved)
        room = np.where(whole > 0.0, total * room / np.where(whole > 0.0, whole, 1.0), 0.0)
    hours = (resolved.end - resolved.start).total_seconds() / 3600
    for event in resolved.events if room is not None else ():
        number = resolved.numbers.get(f"events.{event.name}.value")
        if event.kind == "site_open" and event.place == place and number is not None and number.unit == "persons":
            more = _by_member(result, resolved, f"events.{event.name}.value")
            if more is None or event.name not in result["event"].values:
                return None
            begins, ends = (result[name].sel(event=event.name).values for name in ("event_hour", "event_end_hour"))
            room = room + np.where((begins <= hours) & ~(ends <= hours), more, 0.0)
    return room


def _by_member(result: xr.Dataset, resolved: Resolved, path: str) -> FLOAT | None:
    """Give a number of the scenario by member; None where there is none or the result does not show it."""
    number = resolved.numbers.get(path)
    if number is None:
        return None
    if isinstance(number.value, float):
        hidden = any(place.sensitive and path.startswith(f"places.{place.name}.") for place in resolved.places)
        return None if hidden and result.attrs["scope"] != "internal" else np.full(result.sizes["member"], number.value)
    if path not in result["parameter"].values:
        return None
    values: FLOAT = result["parameter_value"].sel(parameter=path).values
    return values


def _household(resolved: Resolved) -> float:
    """Give persons per household over the cohorts, each by its share: the middle of what is known, for all members."""
    bases = {cohort.base for cohort in resolved.cohorts}
    shares = {base: _middle(resolved, f"cohorts.{base}.share") for base in bases}
    size = {base: _middle(resolved, f"cohorts.{base}.persons_per_household") or 1.0 for base in bases}
    weight = {base: 1.0 if share is None else share for base, share in shares.items()}
    return sum(weight.values()) / max(1e-9, sum(weight[base] / size[base] for base in bases))


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
        `place` (the index), `label`, `lon`, `lat`, `kind`, `receives` and `people`: persons present. Means.
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
            kind = _kind(resolved, place)
            rows[place] = (shown[place], *at, kind.name, kind in RECEIVING)
    found = pd.DataFrame.from_dict(rows, orient="index", columns=["label", "lon", "lat", "kind", "receives"])
    if len(found) and found["lon"].max() - found["lon"].min() > 180.0:  # round the back of the globe
        found["lon"] = found["lon"] % 360.0
    return found


def _middle(resolved: Resolved, path: str) -> float | None:
    number = resolved.numbers.get(path)
    if number is None:
        return None
    return number.value if isinstance(number.value, float) else float(number.value.ppf(0.5))


def _kind(resolved: Resolved, place: str) -> Kind:
    return next(Kind[one.kind] for one in resolved.places if one.name == place.removesuffix(OTHERS))


def _times(result: xr.Dataset) -> list[datetime]:
    return [datetime.fromisoformat(str(moment)[:19]).replace(tzinfo=UTC) for moment in result["time"].values]
