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
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from corridor.base.errors import AnswerError
from corridor.model.record import SERIES
from corridor.scenario.resolve import Resolved, ResolvedPlace

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


def public(result: xr.Dataset, resolved: Resolved) -> xr.Dataset:
    """Give a result by rules 1 to 3; the one given is left alone. What is written goes through `suppressed` too."""
    hidden = {place.name for place in resolved.places if place.sensitive}
    safe = _without_held(result.drop_dims([dim for dim in ("cohort",) if dim in result.dims]))
    safe = _merge_places(safe, merged_names(resolved))
    routes = [r for r in safe["route"].values if not hidden & set(r.split(">"))]
    at_hidden = {e.name for e in resolved.events if hidden & {e.place, e.to} or _mentions(e.name, hidden)}
    events = [name for name in safe["event"].values if name not in at_hidden]
    parameters = [path for path in safe["parameter"].values if not _withheld(path, hidden, at_hidden)]
    safe = safe.sel(route=routes, event=events, parameter=parameters)
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
    held = result["people"].sel(status="held", drop=True)
    present = (result["present"] - held).assign_attrs(result["present"].attrs)
    return result.assign(present=present).sel(status=[s for s in result["status"].values if s != "held"])


def _merge_places(result: xr.Dataset, names: Mapping[str, str]) -> xr.Dataset:
    """Merge places that share a public name."""
    old = list(result["place"].values)
    order = list(dict.fromkeys(names[place] for place in old))
    groups = [[p for p, place in enumerate(old) if names[place] == new] for new in order]
    pieces: dict[str, Any] = {}
    for name, variable in result.data_vars.items():
        if "place" in variable.dims:
            axis = variable.dims.index("place")
            parts = [
                _together(variable.values, axis, group, old, order[k], str(name)) for k, group in enumerate(groups)
            ]
            pieces[str(name)] = (variable.dims, np.stack(parts, axis=axis), variable.attrs)
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


def suppressed(result: xr.Dataset) -> xr.Dataset:
    """Give a result by rule 4: in each member, counts of people above 0 and below `SMALL` missing."""
    changed = {
        name: result[name].where((result[name] == 0) | (result[name] >= SMALL)).assign_attrs(result[name].attrs)
        for name, series in SERIES.items()
        if series.cell
    }
    return result.assign(changed)
