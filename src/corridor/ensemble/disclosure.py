"""What may leave the house: the default form of a result, safe to hand on.

Three rules, applied to every result unless `--internal` is given:

1. Summed over cohorts: nothing says what becomes of a group of people.
2. No sensitive place by itself: each is merged into the nearest place that is not sensitive (named "X and nearby"), and
   routes that touch it, its numbers and its events are left out; its name stands nowhere.
3. Small cells suppressed: a count of people below `SMALL` and above 0 is missing in each member.
"""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Mapping

import xarray as xr

from corridor.base.errors import AnswerError
from corridor.ensemble.build import Frame
from corridor.model.record import SERIES
from corridor.scenario.resolve import Resolved

__all__ = ["SMALL", "merged_names", "public", "suppressed"]

SMALL = 10
_MEANS = ("deprivation", "threat")


def merged_names(resolved: Resolved) -> dict[str, str]:
    """Give the public name of every place: its own, or that of the place into which sensitive ones are merged.

    Raises
    ------
    AnswerError
        Every place is sensitive.
    """
    plain = [p for p, place in enumerate(resolved.places) if not place.sensitive]
    if not plain:
        raise AnswerError("Every place is marked sensitive: nothing can be shown by place. Use --internal.")
    frame = Frame.of(resolved)
    hosts: dict[int, int] = {
        p: min(plain, key=lambda q: (_nearness(frame, p, q), resolved.places[q].name))
        for p, place in enumerate(resolved.places)
        if place.sensitive
    }
    takes_in = set(hosts.values())
    names = {}
    for p, place in enumerate(resolved.places):
        q = hosts.get(p, p)
        names[place.name] = resolved.places[q].name + (" and nearby" if q in takes_in else "")
    return names


def _nearness(frame: Frame, p: int, q: int) -> tuple[float, float]:
    """Rank a place as a neighbour: by great circle, or by the shortest route that joins the two."""
    resolved = frame.resolved
    names = {resolved.places[p].name, resolved.places[q].name}
    joined = [resolved.numbers[f"routes.{r.row}.length_km"].value for r in resolved.routes if {r.origin, r.to} == names]
    direct = min((v if isinstance(v, float) else v.ppf(0.5) for v in joined), default=math.inf)
    return min(direct, frame.distance_km[p][q]), direct


def public(result: xr.Dataset, resolved: Resolved) -> xr.Dataset:
    """Give a result by rules 1 and 2; the one given is left alone. What is written goes through `suppressed` too."""
    names = merged_names(resolved)
    hidden = {place.name for place in resolved.places if place.sensitive}
    safe = result.drop_dims([dim for dim in ("cohort",) if dim in result.dims])
    routes = [r for r in safe["route"].values if not hidden & set(r.split(">"))]
    events = [event.name for event in resolved.events if not hidden & {event.place, event.to}]
    parameters = [path for path in safe["parameter"].values if not _names_any(path, hidden, resolved)]
    safe = safe.sel(route=routes, event=[e for e in events if e in set(safe["event"].values)], parameter=parameters)
    safe = _merge_places(safe, names)
    made = json.loads(safe.attrs["recipe"])
    made["numbers"] = {p: n for p, n in made["numbers"].items() if p in set(parameters)}
    safe.attrs = {**copy.deepcopy(safe.attrs), "scope": "public", "recipe": json.dumps(made, ensure_ascii=False)}
    return safe


def _names_any(path: str, hidden: set[str], resolved: Resolved) -> bool:
    if any(name in path for name in hidden) or path.startswith("cohorts."):
        return True
    return any(
        path.startswith(f"events.{event.name}.") and {event.place, event.to} & hidden for event in resolved.events
    )


def _merge_places(result: xr.Dataset, names: Mapping[str, str]) -> xr.Dataset:
    """Add sensitive places to those they are merged into; stocks of unknown size count as nothing there."""
    order = list(dict.fromkeys(names[place] for place in result["place"].values))
    groups: dict[str, list[str]] = {new: [old for old in names if names[old] == new] for new in order}
    pieces = {}
    for name, variable in result.data_vars.items():
        if "place" in variable.dims:
            parts = [_together(variable.sel(place=groups[new]), str(name)) for new in order]
            pieces[name] = xr.concat(parts, dim="place").transpose(*variable.dims).assign_attrs(variable.attrs)
    rest = result.drop_dims("place")
    return rest.assign({name: piece.assign_coords(place=order) for name, piece in pieces.items()})


def _together(part: xr.DataArray, name: str) -> xr.DataArray:
    if part.sizes["place"] == 1:
        return part.isel(place=0, drop=True)
    if name in _MEANS:
        return part.max("place")
    return part.sum("place", min_count=1)


def suppressed(result: xr.Dataset) -> xr.Dataset:
    """Give a result by rule 3: in each member, counts of people above 0 and below `SMALL` missing."""
    changed = {
        name: result[name].where((result[name] == 0) | (result[name] >= SMALL)).assign_attrs(result[name].attrs)
        for name, series in SERIES.items()
        if series.cell
    }
    return result.assign(changed)
