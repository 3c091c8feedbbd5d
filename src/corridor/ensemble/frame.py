"""What all members of an ensemble have in common: names to indices and hashes, distances, hours of the day.

Here, and only here, names become indices.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from corridor.base.errors import InputError, Problem
from corridor.base.random import check_collisions, name_hash
from corridor.model.world import REGIONS, Kind, Purpose
from corridor.scenario.resolve import Resolved

__all__ = ["Frame"]

EARTH_KM = 6371.0088


@dataclass(frozen=True)
class Frame:
    """What is the same in every member: names to indices and hashes, by the order of the resolved scenario."""

    resolved: Resolved
    place: Mapping[str, int]
    route: Mapping[tuple[str, str], int]
    place_id: tuple[int, ...]
    route_id: tuple[int, ...]
    cohort_id: tuple[int, ...]
    groups: tuple[str, ...]
    dests: tuple[tuple[int, Purpose], ...]
    dest_id: tuple[int, ...]
    distance_km: tuple[tuple[float, ...], ...]
    hour_of_day: tuple[int, ...]

    @classmethod
    def of(cls, resolved: Resolved) -> Frame:
        """Build the frame of a scenario.

        Raises
        ------
        InputError
            Two names share a hash, or an event names a route that is not there.
        """
        places = resolved.places
        _refuse_collisions(resolved)
        dests = [(p, Purpose.ANY) for p, place in enumerate(places) if place.destination]
        for p, place in enumerate(places):
            dests += [(p, Purpose.KIN)]
            if Kind[place.kind] in REGIONS:
                dests += [(p, Purpose.STATE)]
        dests.sort()
        step = timedelta(hours=resolved.step_h)
        hours = [(resolved.start + step * k).astimezone(resolved.zone).hour for k in range(resolved.n_steps)]
        return cls(
            resolved,
            {place.name: p for p, place in enumerate(places)},
            {(route.origin, route.to): r for r, route in enumerate(resolved.routes)},
            tuple(name_hash(place.name) for place in places),
            tuple(name_hash(route.origin, route.to) for route in resolved.routes),
            tuple(name_hash(cohort.name) for cohort in resolved.cohorts),
            tuple(sorted({place.group for place in places})),
            tuple(dests),
            tuple(name_hash(places[p].name, purpose.name) for p, purpose in dests),
            _distances(resolved),
            tuple(hours),
        )


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
