"""What may leave the house: the default form of a result, safe to hand on.

Four rules, applied to every result unless `--internal` is given:

1. Summed over cohorts: nothing says what becomes of a group of people.
2. No sensitive place by itself: each is merged into the most populous place that is not sensitive, of the same `admin`
   if there is one, else of the same country, else of all ("X and other places"). Movement inside such a group is no
   arrival; its room is missing. Routes that touch a sensitive place, its numbers and its events are left out; its name
   stands nowhere.
3. Nobody held at a checkpoint is shown: they are counted at no place while they are held.
4. Small cells suppressed: a count of people above 0 and below `SMALL` is missing in each member.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corridor.base.errors import AnswerError
from corridor.base.files import fold
from corridor.ensemble.disputes import pool_components
from corridor.ensemble.recipe import Recipe
from corridor.ledger.pool import COMPONENT
from corridor.model.record import COHORT_SERIES, PEAKS, SERIES, STATUSES
from corridor.model.world import REGIONS, Kind
from corridor.scenario.resolved import Resolved, ResolvedPlace

if TYPE_CHECKING:
    import xarray as xr

__all__ = [
    "OTHERS",
    "SMALL",
    "PublicForm",
    "PublicNames",
    "large_enough",
    "merged_names",
    "public_attributes",
    "public_names",
    "public_recipe",
    "small",
    "suppressed",
    "without_small",
]

Array = npt.NDArray[Any]

SMALL = 10
OTHERS = " and other places"
_HELD = "held"
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


@dataclass(frozen=True)
class PublicForm:
    """How series are brought into public form, rules 1 to 3: on arrays, so that no more need ever be kept.

    Attributes
    ----------
    places, routes, statuses : tuple of str
        What the axes of the public form stand for.
    """

    places: tuple[str, ...]
    routes: tuple[str, ...]
    statuses: tuple[str, ...]
    _groups: tuple[tuple[int, ...], ...]  # which places are merged into each
    _kept: tuple[int, ...]  # routes
    _within: tuple[tuple[int, int], ...]  # route inside a group, and that group
    _without_room: tuple[int, ...]  # groups of which the room is not shown

    @classmethod
    def of(cls, resolved: Resolved) -> PublicForm:
        """Give the public form of a scenario's results.

        Raises
        ------
        AnswerError
            Every place is sensitive.
        """
        names = merged_names(resolved)
        hidden = {place.name for place in resolved.places if place.sensitive}
        old = [place.name for place in resolved.places]
        order = list(dict.fromkeys(names[place] for place in old))
        ends = [(route.origin, route.to) for route in resolved.routes]
        kept = [r for r, pair in enumerate(ends) if not hidden & set(pair)]
        return cls(
            tuple(order),
            tuple(">".join(ends[r]) for r in kept),
            tuple(status for status in STATUSES if status != _HELD),
            # the place that takes the others in comes first
            tuple(
                tuple(sorted((p for p, place in enumerate(old) if names[place] == new), key=lambda p: old[p] in hidden))
                for new in order
            ),
            tuple(kept),
            tuple((r, order.index(names[a])) for r, (a, b) in enumerate(ends) if names[a] == names[b]),
            _without_room(resolved, names, order),
        )

    def __call__(self, series: Mapping[str, Array]) -> dict[str, Array]:
        """Give series, each with any axes before those declared for it, in public form; cohorts are left out."""
        shown = {}
        for name, values in series.items():
            dims = {**SERIES, **PEAKS}[name].dims if name not in COHORT_SERIES else ("cohort",)
            if dims == ("cohort",):
                continue
            if name == "people":
                values = values.take([STATUSES.index(status) for status in self.statuses], -1)
            elif name == "present":
                values = values - series["people"][..., STATUSES.index(_HELD)]
            if dims[:1] == ("route",):
                values = values.take(self._kept, -1)
            elif dims[:1] == ("place",):
                values = self._merged(name, values, -len(dims))
            if name == "room":
                values[..., list(self._without_room)] = np.nan
            shown[name] = values
        for name, by_route in _FLOWS.items():
            for r, group in self._within:
                shown[name][..., group] -= series[by_route][..., r]
            np.maximum(shown[name], 0.0, out=shown[name])  # rounding leaves a hair below nobody
        return shown

    def _merged(self, name: str, values: Array, axis: int) -> Array:
        """Sum the places of each group; a stock counts where it is known, and what is no sum is that of the host."""
        merged = values.take([group[0] for group in self._groups], axis)
        for k, group in enumerate(self._groups):
            if len(group) > 1 and name not in _OF_THE_HOST:
                parts = [values.take(p, axis) for p in sorted(group)]
                total = np.zeros_like(parts[0])
                for part in parts:  # one after the other: the same rounding for one member and for all at once
                    total += np.nan_to_num(part)
                total[np.isnan(parts).all(0)] = np.nan
                np.moveaxis(merged, axis, 0)[k] = total
        return merged


def _without_room(resolved: Resolved, names: Mapping[str, str], order: Sequence[str]) -> tuple[int, ...]:
    """Give the groups whose room would tell that of a sensitive place, by what else is known of the others.

    That of a group would by the room of its host. Where a total is shared out over regions, that of each region would,
    as the share of a sensitive one is what is left of the total.
    """
    hidden = {place.name for place in resolved.places if place.sensitive}
    regions = {place.name for place in resolved.places if Kind[place.kind] in REGIONS}
    shared = "reception.room_total" in resolved.numbers and bool(hidden & regions)
    telling = {name for place, name in names.items() if place in hidden or (shared and place in regions)}
    return tuple(k for k, name in enumerate(order) if name in telling)


@dataclass(frozen=True)
class PublicNames:
    """Which names, numbers and events a public result may show: none that says anything of a sensitive place.

    Attributes
    ----------
    sensitive : frozenset of str
        Names of the sensitive places.
    events : frozenset of str
        Events that are left out: at a sensitive place, or naming one.
    pools : frozenset of str
        Paths of pooled numbers that are left out, as a claim names a sensitive place.
    """

    sensitive: frozenset[str]
    events: frozenset[str]
    pools: frozenset[str]

    @classmethod
    def of(cls, resolved: Resolved) -> PublicNames:
        """Give what the results of a scenario may show."""
        hidden = frozenset(place.name for place in resolved.places if place.sensitive)
        return cls(
            hidden,
            frozenset(e.name for e in resolved.events if hidden & {e.place, e.to} or _mentions(e.name, hidden)),
            frozenset(path for path, parts in pool_components(resolved).items() if _mentions(_texts(parts), hidden)),
        )

    def shows_path(self, path: str) -> bool:
        """Say whether a number may be shown, or the draws of it."""
        return not (
            _mentions(path, self.sensitive)
            or path.startswith("cohorts.")
            or any(path.startswith(f"events.{event}.") for event in self.events)
            or path.removesuffix(COMPONENT) in self.pools
        )

    def shows_number(self, path: str, number: Mapping[str, Any]) -> bool:
        """Say whether a number may be shown with its provenance."""
        return self.shows_path(path) and not _mentions(_texts(number), self.sensitive)


def public_recipe(recipe: Recipe, resolved: Resolved) -> Recipe:
    """Give a recipe with only what may be handed on."""
    names = PublicNames.of(resolved)
    numbers = {path: number for path, number in recipe.numbers.items() if names.shows_number(path, number)}
    events = {f"events.{event.name}.at" for event in resolved.events if event.name not in names.events}
    return replace(
        recipe,
        scope="public",
        numbers=numbers,
        claims={path: parts for path, parts in recipe.claims.items() if path in numbers},
        settings={path: value for path, value in recipe.settings.items() if path in numbers or path in events},
        without=public_names(recipe.without, resolved),
    )


def public_attributes(full: xr.Dataset, resolved: Resolved) -> xr.Dataset:
    """Give a dataset whose series are in public form already with only the parameters and events that may be shown."""
    names = PublicNames.of(resolved)
    return full.sel(
        event=[name for name in full["event"].values if name not in names.events],
        parameter=[path for path in full["parameter"].values if names.shows_path(path)],
    )


def public_names(names: Sequence[str], resolved: Resolved) -> list[str]:
    """Give names that a public result may show; of one in which a sensitive place stands, only that there is one."""
    hidden = {place.name for place in resolved.places if place.sensitive}
    return ["(not shown)" if _mentions(name, hidden) else name for name in names]


def _mentions(text: str, hidden: Collection[str]) -> bool:
    """Say whether a reader would find one of the names in a text, whatever its capitals."""
    folded = fold(text)
    return any(fold(name) in folded for name in hidden)


def _texts(value: Any) -> str:
    """Give all text in plain values, as it was before it was written with escapes."""
    if isinstance(value, Mapping):
        return "\n".join(_texts(item) for item in value.values())
    if isinstance(value, list | tuple):
        return "\n".join(_texts(item) for item in value)
    return value if isinstance(value, str) else ""


def large_enough(values: Any) -> Any:
    """Say which counts of people are so large that they may be shown as they are."""
    return values >= SMALL


def small(values: Any) -> Any:
    """Say which counts of people, or differences of such, are not to be shown: not 0, and below `SMALL` either way."""
    return (values != 0) & (np.abs(values) < SMALL)


def without_small(values: Any) -> Any:
    """Give counts of people as they may be handed on: small ones are missing."""
    return np.where(small(values), np.nan, values)


def suppressed(result: xr.Dataset, consume: bool = False) -> xr.Dataset:
    """Give a result by rule 4: in each member, small counts of people missing.

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
                member[small(member)] = np.nan
            changed[name] = (variable.dims, values, variable.attrs)
    return result.assign(changed)
