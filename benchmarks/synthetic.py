"""A synthetic world of any size, built as a `World` record directly: no files, no draws.

Everything follows from names: where a place lies, how many live there and which road is narrow are hashes of names, so
a place is the same in a world of any size. The front moves from west to east; the destinations lie in the east, behind
roads that are too narrow for all who leave.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from corridor.base.random import member_key, name_hash
from corridor.model.world import REGIONS, SHELTERING, Fight, Kind, Purpose, Status, World

__all__ = ["synthetic_world"]

WIDTH_KM, HEIGHT_KM = 240.0, 120.0
STEP_H, NOISE_STEPS, GROUPS = 1.0, 6, 8
PERSONS_PER_VEHICLE, BUS_PCE, BUS_SEATS = 4.5, 3.0, 45.0
WALKING_KMH, PCE_PER_KM = 4.0, 130.0
REFUGES = (Kind.settlement, Kind.reception, Kind.host_region, Kind.camp, Kind.shelter)  # kinds of the destinations

At = Sequence[tuple[float, float]]


def synthetic_world(
    places: int = 300,
    routes_per_place: int = 3,
    cohorts: int = 8,
    destinations: int = 20,
    steps: int = 384,
    households: int = 960_000,
    member: int = 0,
    *,
    scattered: bool = False,
    spillback: bool = True,
) -> World:
    """Build a world.

    Parameters
    ----------
    places, routes_per_place : int
        There are `places` x `routes_per_place` routes, less one if that is odd: half as many roads, both directions.
    cohorts : int
        Every other one owns vehicles.
    destinations : int
        Places where people may choose to flee to.
    households : int
        All of them, over all places but the destinations.
    member : int
        Whose luck the people have.
    scattered : bool
        Whether the destinations lie all over, some roads away from everybody; otherwise they are the easternmost
        places, at the end of a long journey of nearly all.
    spillback : bool
        Whether a full road holds back those behind it.

    Raises
    ------
    ValueError
        Too few places or routes for a connected network.
    """
    if not 0 < destinations < places or routes_per_place * places < 2 * (places - 1):
        raise ValueError("expected fewer destinations than places, and routes enough to join all places")
    at = sorted((WIDTH_KM * _unit(f"x {p}"), HEIGHT_KM * _unit(f"y {p}")) for p in range(places))
    apart = places // destinations
    refuges = [apart * k + apart // 2 for k in range(destinations)]
    if not scattered:
        refuges = list(range(places - destinations, places))
    kinds = _kinds(places, refuges)
    people = _households(refuges, places, cohorts, households)
    dests = sorted(
        (p, purpose)
        for p in range(places)
        for purpose, there in (
            (Purpose.ANY, p in refuges),
            (Purpose.KIN, True),
            (Purpose.STATE, kinds[p] in REGIONS),
        )
        if there
    )
    return World(
        n_steps=steps,
        dt=STEP_H,
        hour_of_day=tuple((6 + k) % 24 for k in range(steps)),
        key=member_key(0, member),
        households=people,
        driven_mix=tuple(float(sum(row[c] for row in people)) or 1.0 for c in range(cohorts)),
        dest_id=tuple(name_hash(f"place {p}", purpose.name) for p, purpose in dests),
        dest_place=tuple(p for p, _ in dests),
        dest_purpose=tuple(int(purpose) for _, purpose in dests),
        fights=_front(at, steps),
        **_of_places(at, kinds, households, destinations),
        **_of_routes(at, places * routes_per_place // 2, steps, households / destinations, spillback),
        **_of_cohorts(cohorts, places, refuges),
        **_BEHAVIOUR,
        spillback=spillback,
        leaving_noise=tuple(_noise(f"group {g}", steps) for g in range(GROUPS)),
        noise_steps=NOISE_STEPS,
    )


def _unit(*names: str) -> float:
    """Give a number in [0, 1) that belongs to a name."""
    return name_hash("synthetic", *names) / 2.0**64


def _noise(name: str, steps: int) -> tuple[float, ...]:
    return tuple(0.4 * (_unit(name, f"{k}") - 0.5) for k in range(math.ceil(steps / NOISE_STEPS)))


def _kinds(places: int, refuges: Sequence[int]) -> tuple[Kind, ...]:
    kinds = [Kind.checkpoint if p % 25 == 24 else Kind.settlement for p in range(places)]
    for k, p in enumerate(refuges):
        kinds[p] = REFUGES[k % len(REFUGES)]
    return tuple(kinds)


def _households(refuges: Sequence[int], places: int, cohorts: int, households: int) -> tuple[tuple[int, ...], ...]:
    """Share the households over places and cohorts by weights; what rounding leaves over goes to the first cell."""
    lived_in = [p for p in range(places) if p not in refuges]
    weights = {p: [0.2 + _unit(f"people {p}", f"{c}") for c in range(cohorts)] for p in lived_in}
    total = sum(map(sum, weights.values()))
    shared = {p: [math.floor(households * w / total) for w in row] for p, row in weights.items()}
    shared[lived_in[0]][0] += households - sum(map(sum, shared.values()))
    return tuple(tuple(shared.get(p, (0,) * cohorts)) for p in range(places))


def _front(at: At, steps: int) -> tuple[Fight, ...]:
    """Let the fighting reach the western two thirds one after the other, each place for two days."""
    fights = []
    for p, (x, _) in enumerate(at[: max(1, 2 * len(at) // 3)]):
        since = 0.6 * steps * STEP_H * x / WIDTH_KM
        if _unit(f"fight {p}") < 0.5 or p == 0:
            fights.append(Fight(p, since, since + 48.0, 0.6 + 0.4 * _unit(f"intensity {p}")))
    return tuple(fights)


def _of_places(at: At, kinds: Sequence[Kind], households: int, destinations: int) -> dict[str, Any]:
    n = len(at)
    per_site = 4.0 * households / destinations
    rooms = {Kind.shelter: 0.05 * per_site, Kind.camp: 0.2 * per_site, Kind.host_region: 0.8 * per_site}
    status = {Kind.shelter: Status.DISPLACED, Kind.camp: Status.SETTLED_STATE}
    return {
        "place_id": tuple(name_hash(f"place {p}") for p in range(n)),
        "kind": tuple(int(kind) for kind in kinds),
        "site_open": (True,) * n,
        "room": tuple(rooms[kind] if kind in SHELTERING + REGIONS else math.inf for kind in kinds),
        "desks": tuple(8.0 if kind is Kind.reception else 0.0 for kind in kinds),
        "distance_km": tuple(tuple(math.dist(a, b) for b in at) for a in at),
        "group": tuple(min(GROUPS - 1, int(GROUPS * x / WIDTH_KM)) for x, _ in at),
        "posts": tuple(2.0 if kind is Kind.reception else 0.0 for kind in kinds),
        "first_status": tuple(int(status.get(kind, Status.HOME)) for kind in kinds),
        "effect": tuple(_unit(f"effect {p}") - 0.5 for p in range(n)),
        "alpha": tuple(0.3 if kind is Kind.reception else 0.0 for kind in kinds),
        "food": {p: 40.0 * households / n for p in range(0, n, 10)},
        "fuel": {p: 30.0 * households / n for p in range(0, n, 15)},
        "pumps": {p: 4.0 for p in range(0, n, 15)},
    }


def _roads(at: At, wanted: int) -> list[tuple[int, int]]:
    """Join each place to the nearest one east of it, so that all hang together, then the nearest pairs."""
    roads = {(p, min(range(p + 1, len(at)), key=lambda q: math.dist(at[p], at[q]))) for p in range(len(at) - 1)}
    near = sorted((math.dist(at[p], at[q]), p, q) for p in range(len(at)) for q in range(p + 1, len(at)))
    for _, p, q in near:
        if len(roads) >= wanted:
            break
        roads.add((p, q))
    return sorted(roads)


def _of_routes(at: At, roads: int, steps: int, per_destination: float, spillback: bool) -> dict[str, Any]:
    ways = sorted(way for p, q in _roads(at, roads) for way in ((p, q), (q, p)))
    km = [1.0 + 1.2 * math.dist(at[p], at[q]) for p, q in ways]
    # what a destination gets in all if everybody leaves, in half of the time, gives the scale of capacity
    scale = per_destination / 192.0
    return {
        "route_id": tuple(name_hash(f"place {p}", f"place {q}") for p, q in ways),
        "origin": tuple(p for p, _ in ways),
        "to": tuple(q for _, q in ways),
        "length_km": tuple(km),
        "road_time": tuple(k / (30.0 + 30.0 * _unit(f"speed {p}", f"{q}")) for k, (p, q) in zip(km, ways, strict=True)),
        "foot_time": tuple(k / WALKING_KMH for k in km),
        "capacity": tuple(scale * (0.4 + 1.2 * _unit(f"capacity {p}", f"{q}")) for p, q in ways),
        "storage": tuple(PCE_PER_KM * k if spillback else math.inf for k in km),
        "route_open": (True,) * len(ways),
        "road_noise": tuple(_noise(f"road {p} {q}", steps) for p, q in ways),
    }


def _of_cohorts(cohorts: int, places: int, refuges: Sequence[int]) -> dict[str, Any]:
    persons = tuple(3.0 + 2.0 * _unit(f"persons {c}") for c in range(cohorts))
    kin = [[_unit(f"kin {c}", f"{p}") if p in refuges else 0.0 for p in range(places)] for c in range(cohorts)]
    return {
        "cohort_id": tuple(name_hash(f"cohort {c}") for c in range(cohorts)),
        "persons": persons,
        "owner": tuple(c % 2 == 1 for c in range(cohorts)),
        "attachment": tuple(0.4 * _unit(f"attachment {c}") for c in range(cohorts)),
        "p_kin": tuple(0.3 + 0.4 * _unit(f"p_kin {c}") for c in range(cohorts)),
        "hold_share": (0.05,) * cohorts,
        "checkpoint_fear": (0.0,) * cohorts,
        "walks": (True,) * cohorts,
        "kin": tuple(tuple(k / sum(row) for k in row) for row in kin),
        "vehicle_pce": tuple(size / PERSONS_PER_VEHICLE for size in persons),
        "bus_pce": tuple(BUS_PCE * size / BUS_SEATS for size in persons),
    }


_BEHAVIOUR: dict[str, Any] = {
    "actions": {},
    "presences": (),
    "driven": (),
    "leave_rate": {Status.HOME: 0.0008, Status.DISPLACED: 0.002, Status.UNSHELTERED: 0.004},
    "b_threat": 3.0,
    "b_deprivation": 0.5,
    "b_social": 0.5,
    "b_trust": 0.5,
    "b_prospect": 0.0,
    "daily_profile": (0.4,) * 6 + (1.3,) * 12 + (0.9,) * 6,
    "threat_decay": 24.0,
    "threat_reach": 8.0,
    "trust": 0.2,
    "deprivation_rise": 96.0,
    "deprivation_fall": 48.0,
    "deprivation": 0.0,
    "ration": 1.0,
    "litres_per_vehicle": 20.0,
    "pump_rate": 20.0,
    "by_distance": False,
    "beta": 1.0,
    "soft": 1.0,
    "cost_scale": 5.0,
    "b_danger": 2.0,
    "b_room": 0.2,
    "b_kin": 0.5,
    "inertia": 0.4,
    "room_scale": 1000.0,
    "mu": 0.3,
    "information_steps": 6,
    "delay_steps": 0,
    "walk_range": 60.0,
    "bus_seats": BUS_SEATS,
    "bus_turnaround": 0.5,
    "desk_rate": 40.0,
    "hold_time": 3.0,
    "p_split": 0.02,
    "p_split_threat": 0.05,
    "p_found": 0.5,
    "trace_rate": 0.05,
}
