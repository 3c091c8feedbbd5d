"""What all members of an ensemble have in common: names to indices and hashes, distances, hours of the day.

Here, and only here, names become indices.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from corridor.base.distributions import Distribution
from corridor.base.errors import InputError, Problem
from corridor.base.random import check_collisions, mix, name_hash
from corridor.ledger.pool import Pool
from corridor.model.world import REGIONS, Kind, Purpose
from corridor.scenario.resolved import Resolved

__all__ = ["Frame"]

Cells = npt.NDArray[np.uint64]
EARTH_KM = 6371.0088
_SIZES = (".persons_per_household", ".share", ".residents")


@dataclass(frozen=True, eq=False)
class Frame:
    """What is the same in every member: names to indices and hashes, by the order of the resolved scenario.

    Attributes
    ----------
    place, route : mapping
        Name, or names of both ends, to index.
    place_id, route_id, cohort_id, dest_id : tuple of int
        Hashes of names.
    kind, group : tuple
        Of each place; `group` is an index into `groups`.
    origin, to : tuple of int
        Places at the ends of each route.
    dests : tuple of (int, Purpose)
        Place and purpose of each destination.
    distance_km : tuple of tuple of float
        Great-circle distances between places; infinite where unknown.
    hour_of_day : tuple of int
        Local hour at which each step begins.
    fixed : mapping
        Numbers that are certain, by path.
    laws : tuple of (str, Distribution)
        Numbers that are drawn.
    pools : tuple of (str, Pool)
        Numbers pooled from claims, those first that household sizes are made of.
    effects : tuple of str
        Paths of what else makes each place draw people.
    drawn_cells : ndarray of uint64
        Addresses of the streams of `laws`, then of `effects`.
    bases : tuple of str
        Names of the cohorts before they are split by vehicle.
    split_cells : tuple of tuple of int
        Addresses of that split, by place and base.
    noise_cells : ndarray of uint64
        Addresses of the noise on leaving, by group, then of that on roads, by route.
    """

    resolved: Resolved
    place: Mapping[str, int]
    route: Mapping[tuple[str, str], int]
    place_id: tuple[int, ...]
    route_id: tuple[int, ...]
    cohort_id: tuple[int, ...]
    kind: tuple[Kind, ...]
    groups: tuple[str, ...]
    group: tuple[int, ...]
    origin: tuple[int, ...]
    to: tuple[int, ...]
    dests: tuple[tuple[int, Purpose], ...]
    dest_id: tuple[int, ...]
    distance_km: tuple[tuple[float, ...], ...]
    hour_of_day: tuple[int, ...]
    fixed: Mapping[str, float]
    laws: tuple[tuple[str, Distribution], ...]
    pools: tuple[tuple[str, Pool], ...]
    effects: tuple[str, ...]
    drawn_cells: Cells
    bases: tuple[str, ...]
    split_cells: tuple[tuple[int, ...], ...]
    noise_cells: Cells

    @classmethod
    def of(cls, resolved: Resolved) -> Frame:
        """Build the frame of a scenario.

        Raises
        ------
        InputError
            Two names share a hash.
        """
        places, routes = resolved.places, resolved.routes
        _refuse_collisions(resolved)
        dests = _dests(resolved)
        index = {place.name: p for p, place in enumerate(places)}
        groups = sorted({place.group for place in places})
        step = timedelta(hours=resolved.step_h)
        values = {path: number.value for path, number in resolved.numbers.items()}
        pools = [(path, value) for path, value in values.items() if isinstance(value, Pool)]
        pooled = {path for path, _ in pools}
        laws = tuple((p, value) for p, value in values.items() if isinstance(value, Distribution) and p not in pooled)
        effects = tuple(f"destination.effect.{place.name}" for place in places)
        bases = tuple(sorted({cohort.base for cohort in resolved.cohorts}))
        place_id = tuple(name_hash(place.name) for place in places)
        route_id = tuple(name_hash(route.origin, route.to) for route in routes)
        return cls(
            resolved=resolved,
            place=index,
            route={(route.origin, route.to): r for r, route in enumerate(routes)},
            place_id=place_id,
            route_id=route_id,
            cohort_id=tuple(name_hash(cohort.name) for cohort in resolved.cohorts),
            kind=tuple(Kind[place.kind] for place in places),
            groups=tuple(groups),
            group=tuple(groups.index(place.group) for place in places),
            origin=tuple(index[route.origin] for route in routes),
            to=tuple(index[route.to] for route in routes),
            dests=dests,
            dest_id=tuple(name_hash(places[p].name, purpose.name) for p, purpose in dests),
            distance_km=_distances(resolved),
            hour_of_day=tuple(
                (resolved.start + step * k).astimezone(resolved.zone).hour for k in range(resolved.n_steps)
            ),
            fixed={path: value for path, value in values.items() if isinstance(value, float)},
            laws=laws,
            pools=tuple(sorted(pools, key=lambda item: (not item[0].endswith(_SIZES), item[0]))),
            effects=effects,
            drawn_cells=np.array([name_hash(path) for path in (*(path for path, _ in laws), *effects)], np.uint64),
            bases=bases,
            split_cells=tuple(tuple(mix(cell, name_hash(base)) for base in bases) for cell in place_id),
            noise_cells=np.array([*(name_hash(group) for group in groups), *route_id], np.uint64),
        )


def _dests(resolved: Resolved) -> tuple[tuple[int, Purpose], ...]:
    """Give the destinations people can have: places they may choose, kin anywhere, state accommodation in regions."""
    dests = [(p, Purpose.ANY) for p, place in enumerate(resolved.places) if place.destination]
    for p, place in enumerate(resolved.places):
        dests.append((p, Purpose.KIN))
        if Kind[place.kind] in REGIONS:
            dests.append((p, Purpose.STATE))
    return tuple(sorted(dests))


def _refuse_collisions(resolved: Resolved) -> None:
    routes = {f"{r.origin}>{r.to}": name_hash(r.origin, r.to) for r in resolved.routes}
    names = {
        "places": {p.name: name_hash(p.name) for p in resolved.places},
        "routes": routes,
        "cohorts": {c.name: name_hash(c.name) for c in resolved.cohorts},
        "events": {e.name: name_hash(e.name) for e in resolved.events},
        "numbers": {path: name_hash(path) for path in resolved.numbers},
    }
    for what, hashes in names.items():
        try:
            check_collisions(hashes)
        except ValueError as error:
            raise InputError(
                [Problem("name-collision", file=what, found=str(error), expected="other names", remedy="Rename one.")]
            ) from None


def _distances(resolved: Resolved) -> tuple[tuple[float, ...], ...]:
    """Give great-circle distances in km (haversine); infinite where a coordinate is missing, 0 to itself."""
    at: list[tuple[float, float] | None] = []
    for place in resolved.places:
        lat, lon = (resolved.numbers.get(f"places.{place.name}.{part}") for part in ("lat", "lon"))
        plain = lat is not None and lon is not None and isinstance(lat.value, float) and isinstance(lon.value, float)
        at.append((math.radians(lat.value), math.radians(lon.value)) if plain else None)  # type: ignore[union-attr, arg-type]
    return tuple(
        tuple(0.0 if p == q else _haversine(a, b) if a and b else math.inf for q, b in enumerate(at))
        for p, a in enumerate(at)
    )


def _haversine(a: tuple[float, float], b: tuple[float, float]) -> float:
    up, across = math.sin((b[0] - a[0]) / 2.0), math.sin((b[1] - a[1]) / 2.0)
    return 2.0 * EARTH_KM * math.asin(math.sqrt(up * up + math.cos(a[0]) * math.cos(b[0]) * across * across))
