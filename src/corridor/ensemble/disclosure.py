"""What may leave the house: the default form of a result, safe to hand on.

Four rules, applied to every result unless `--internal` is given:

1. Summed over cohorts: nothing says what becomes of a group of people.
2. No sensitive place by itself: each is merged into the most populous place that is not sensitive, of the same `admin`
   if there is one, else of the same country, else of all ("X and other places"). Movement inside such a group is no
   arrival. Routes that touch a sensitive place, its numbers and its events are left out; its name stands nowhere.
3. Nobody held at a checkpoint is shown: they are counted at no place while they are held.
4. Small cells suppressed: a count of people above 0 and below `SMALL` is missing in each member.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corridor.base.errors import AnswerError
from corridor.model.record import PEAKS, SERIES
from corridor.scenario.resolve import Resolved, ResolvedPlace

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["OTHERS", "SMALL", "merged_names", "public", "suppressed"]

SMALL = 10
OTHERS = " and other places"
_OF_THE_HOST = ("deprivation", "threat")  # no sums: those of the place that takes the others in
_FLOWS = {"arrivals": "crossed", "departures": "entered", "vehicles": "crossed_vehicles"}


def merged_names(resolved: Resolved) -> dict[str, str]:
    """Give the public name of every place: its own, or that of the group into which sensitive ones are merged.

    Raises
    ------
    AnswerError
        Every place is sensitive.
    """
    plain = [place for place in resolved.places if not place.sensitive]
    if not plain:
        raise AnswerError("Every place is marked sensitive: nothing can be shown by place. Use --internal.")
    hosts = {place.name: _host(resolved, place, plain) for place in resolved.places if place.sensitive}
    grouped = set(hosts.values())
    names = {}
    for place in resolved.places:
        host = hosts.get(place.name, place.name)
        names[place.name] = host + (OTHERS if host in grouped else "")
    return names


def _host(resolved: Resolved, place: ResolvedPlace, plain: Sequence[ResolvedPlace]) -> str:
    """Give the most populous place that is not sensitive, as near in administration as there is one with residents."""
    near = [other for other in plain if place.admin and other.admin == place.admin]
    same = [other for other in plain if place.country and other.country == place.country]
    for candidates in (near, same, plain):
        best = max(candidates, key=lambda other: (_residents(resolved, other.name), other.name), default=None)
        if best is not None and (_residents(resolved, best.name) > 0.0 or candidates is plain):
            return best.name
    raise AssertionError("there is a place that is not sensitive")


def _residents(resolved: Resolved, name: str) -> float:
    number = resolved.numbers.get(f"places.{name}.residents")
    if number is None:
        return 0.0
    return number.value if isinstance(number.value, float) else number.value.ppf(0.5)


def public(result: xr.Dataset, resolved: Resolved, consume: bool = False) -> xr.Dataset:
    """Give a result by rules 1 to 3. What is written goes through `suppressed` too.

    Parameters
    ----------
    consume : bool
        Whether the result given may be emptied, so that both need not be in memory whole. Else it is left alone.
    """
    names = merged_names(resolved)
    hidden = {place.name for place in resolved.places if place.sensitive}
    safe = result.drop_dims([dim for dim in ("cohort",) if dim in result.dims])
    if consume:
        for name in list(result.data_vars):
            del result[name]
    safe = _without_held(safe)
    safe = _merge_places(safe, names)
    routes = [r for r in safe["route"].values if not hidden & set(r.split(">"))]
    at_hidden = {e.name for e in resolved.events if hidden & {e.place, e.to} or _mentions(e.name, hidden)}
    events = [name for name in safe["event"].values if name not in at_hidden]
    parameters = [path for path in safe["parameter"].values if not _withheld(path, hidden, at_hidden)]
    safe = _with_routes(safe, routes).sel(event=events, parameter=parameters)
    made = json.loads(safe.attrs["recipe"])
    made["numbers"] = {
        path: number
        for path, number in made["numbers"].items()
        if not _withheld(path, hidden, at_hidden) and not _mentions(json.dumps(number, ensure_ascii=False), hidden)
    }
    safe.attrs = {**safe.attrs, "scope": "public", "recipe": json.dumps(made, ensure_ascii=False)}
    return safe


def _mentions(text: str, hidden: set[str]) -> bool:
    return any(name in text for name in hidden)


def _withheld(path: str, hidden: set[str], events: set[str]) -> bool:
    return (
        _mentions(path, hidden)
        or path.startswith("cohorts.")
        or any(path.startswith(f"events.{event}.") for event in events)
    )


def _without_held(result: xr.Dataset) -> xr.Dataset:
    people = result["people"]
    present = (result["present"] - people.sel(status="held", drop=True)).assign_attrs(result["present"].attrs)
    people = people.sel(status=[s for s in people["status"].values if s != "held"])
    return result.drop_dims("status").assign(present=present, people=people)


def _with_routes(result: xr.Dataset, routes: list[str]) -> xr.Dataset:
    """Keep some routes; the result given loses each series once its part is taken, to spare memory."""
    kept = [r for r, route in enumerate(result["route"].values) if route in routes]
    pieces: dict[str, Any] = {}
    for name in [str(name) for name, variable in result.data_vars.items() if "route" in variable.dims]:
        variable = result[name].variable
        del result[name]
        pieces[name] = (variable.dims, variable.values.take(kept, variable.dims.index("route")), variable.attrs)
    return result.drop_dims("route").assign(pieces).assign_coords(route=routes)


def _merge_places(result: xr.Dataset, names: Mapping[str, str]) -> xr.Dataset:
    """Merge places that share a public name; the result given loses each series once it is merged, to spare memory."""
    old = list(result["place"].values)
    order = list(dict.fromkeys(names[place] for place in old))
    groups = [[p for p, place in enumerate(old) if names[place] == new] for new in order]
    pieces: dict[str, Any] = {}
    for name in [str(name) for name, variable in result.data_vars.items() if "place" in variable.dims]:
        variable = result[name].variable
        del result[name]
        axis = variable.dims.index("place")
        merged = np.empty([len(order) if dim == "place" else n for dim, n in variable.sizes.items()], variable.dtype)
        for k, group in enumerate(groups):
            merged[(slice(None),) * axis + (k,)] = _together(variable.values, axis, group, old, order[k], name)
        pieces[name] = (variable.dims, merged, variable.attrs)
    for name, by_route in _FLOWS.items():
        within = _within_groups(result, names, by_route)
        for k, new in enumerate(order):
            pieces[name][1][..., k] -= within.get(new, 0.0)
    return result.drop_dims("place").assign(pieces).assign_coords(place=order)


def _together(values: npt.NDArray[Any], axis: int, group: list[int], old: list[str], new: str, name: str) -> Any:
    """Sum the places of a group; a stock counts where it is known, and what is no sum is that of the host."""
    part = values.take(group, axis=axis)
    if len(group) == 1:
        return part.take(0, axis=axis)
    if name in _OF_THE_HOST:
        return values.take(old.index(new.removesuffix(OTHERS)), axis=axis)
    unknown = np.isnan(part).all(axis=axis)
    return np.where(unknown, np.nan, np.nansum(part, axis=axis)).astype(values.dtype)


def _within_groups(result: xr.Dataset, names: Mapping[str, str], by_route: str) -> dict[str, npt.NDArray[Any]]:
    """Give what moved between places of one group, by its public name: no arrivals and no departures of it."""
    within: dict[str, npt.NDArray[Any]] = {}
    for r, route in enumerate(result["route"].values):
        origin, to = (names[place] for place in route.split(">"))
        if origin == to:
            within[to] = within.get(to, 0.0) + result[by_route].values[..., r]
    return within


def suppressed(result: xr.Dataset, consume: bool = False) -> xr.Dataset:
    """Give a result by rule 4: in each member, counts of people above 0 and below `SMALL` missing.

    Parameters
    ----------
    consume : bool
        Whether to do it to the arrays of the result given, for want of room for a copy. Else that is left alone.
    """
    changed = {}
    for name, series in {**SERIES, **PEAKS}.items():
        if series.cell:
            variable = result[name].variable
            values = variable.values if consume else variable.values.copy()
            for member in np.atleast_2d(values):  # one by one, as what is between takes room too
                member[~((member == 0) | (member >= SMALL))] = np.nan
            changed[name] = (variable.dims, values, variable.attrs)
    return result.assign(changed)
