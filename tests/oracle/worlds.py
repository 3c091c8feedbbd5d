"""Small worlds built directly as `World` records, for the oracles and for property tests.

No scenario files, no drawing of parameters: everything is said by name here and nothing is random but the people's
luck. `small_world()` gives a complete world of six places that exercises every rule a little; `small_world(field=...)`
changes any field of `World`, and `places=`, `routes=` and `cohorts=` change what it is built from. `place`, `route` and
`cohort` give the index that a name has in a world. `WORLDS` are the worlds of the agent-by-agent comparison, by name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from corridor.base.random import member_key, name_hash
from corridor.model.world import REGIONS, SHELTERING, Action, Effect, Fight, Kind, Purpose, Status, World

__all__ = ["WORLDS", "Cohort", "Place", "Road", "cohort", "place", "route", "small_world", "with_key"]

FIRST = {Kind.shelter: Status.DISPLACED, Kind.protected_site: Status.DISPLACED, Kind.camp: Status.SETTLED_STATE}
PERSONS_PER_VEHICLE = 4.5
BUS_PCE, BUS_SEATS = 3.0, 45.0
WALKING_KMH = 4.0


class Place(NamedTuple):
    """A place by name; `at` is where it lies, in km; `households` by name of cohort; None is no record."""

    name: str
    kind: Kind = Kind.settlement
    households: Mapping[str, int] = {}
    at: tuple[float, float] = (0.0, 0.0)
    destination: bool = False
    room: float = math.inf
    desks: float = 0.0
    posts: float = 0.0
    group: int = 0
    effect: float = 0.0
    alpha: float = 0.0
    site_open: bool = True
    food: float | None = None
    fuel: float | None = None
    pumps: float | None = None


class Road(NamedTuple):
    """A road between two places by name, a route in each direction unless `both` is false."""

    origin: str
    to: str
    km: float
    kmh: float = 40.0
    capacity: float = math.inf
    storage: float = math.inf
    is_open: bool = True
    both: bool = True
    noise: float = 0.0


class Cohort(NamedTuple):
    """A cohort by name; `kin` are shares by name of place."""

    name: str
    persons: float
    owner: bool
    attachment: float = 0.0
    p_kin: float = 0.0
    hold_share: float = 0.0
    kin: Mapping[str, float] = {}
    checkpoint_fear: float = 0.0
    walks: bool = True


def place(world: World, name: str) -> int:
    """The index of a place."""
    return world.place_id.index(name_hash(name))


def route(world: World, origin: str, to: str) -> int:
    """The index of a route."""
    return world.route_id.index(name_hash(origin, to))


def cohort(world: World, name: str) -> int:
    """The index of a cohort."""
    return world.cohort_id.index(name_hash(name))


def with_key(world: World, seed: int, member: int) -> World:
    """The same world with the luck of another member."""
    return replace(world, key=member_key(seed, member))


PEOPLE = (
    Cohort("farmers+none", 4.6, False, p_kin=0.5, hold_share=0.1, kin={"Region": 1.0}),
    Cohort("farmers+vehicle", 4.6, True, p_kin=0.5, hold_share=0.1, kin={"Region": 1.0}),
    Cohort("townsfolk+vehicle", 3.3, True, attachment=0.4, p_kin=0.3),
)
PLACES = (
    Place("Village", households={"farmers+none": 40, "farmers+vehicle": 60}, at=(0.0, 0.0), food=4000.0),
    Place("Town", households={"townsfolk+vehicle": 50}, at=(20.0, 0.0), destination=True, fuel=1500.0, pumps=1.0),
    Place("Gate", Kind.checkpoint, at=(40.0, 0.0)),
    Place("Reception", Kind.reception, at=(50.0, 0.0), destination=True, desks=1.5, posts=1.0),
    Place("Region", Kind.host_region, at=(90.0, 0.0), room=180.0),
    Place("Refuge", Kind.shelter, at=(10.0, 10.0), destination=True, room=60.0),
)
ROADS = (
    Road("Village", "Town", 20.0),
    Road("Village", "Refuge", 14.0),
    Road("Town", "Gate", 21.0),
    Road("Gate", "Reception", 10.0, capacity=12.0),
    Road("Reception", "Region", 40.0),
)

_PLAIN: dict[str, Any] = {
    "n_steps": 48,
    "dt": 1.0,
    "key": (1, 2),
    "actions": {},
    "presences": (),
    "driven": (),
    "leave_rate": {Status.HOME: 0.01, Status.DISPLACED: 0.02, Status.UNSHELTERED: 0.02},
    "b_threat": 2.0,
    "b_deprivation": 0.5,
    "b_social": 1.0,
    "b_trust": 0.5,
    "b_prospect": 0.0,
    "daily_profile": (),
    "noise_steps": 6,
    "threat_decay": 24.0,
    "threat_reach": 30.0,
    "trust": 0.2,
    "deprivation_rise": 48.0,
    "deprivation_fall": 24.0,
    "deprivation": 0.0,
    "ration": 1.0,
    "litres_per_vehicle": 20.0,
    "pump_rate": 8.0,
    "by_distance": False,
    "beta": 1.0,
    "soft": 1.0,
    "cost_scale": 1.0,
    "b_danger": 1.0,
    "b_room": 0.3,
    "b_kin": 0.5,
    "inertia": 0.3,
    "room_scale": 100.0,
    "mu": 0.2,
    "information_steps": 6,
    "delay_steps": 0,
    "walk_range": 30.0,
    "bus_seats": BUS_SEATS,
    "bus_turnaround": 0.5,
    "desk_rate": 20.0,
    "hold_time": 3.0,
    "p_split": 0.1,
    "p_split_threat": 0.0,
    "p_found": 0.4,
    "trace_rate": 0.02,
    "spillback": False,
}


def small_world(
    places: Sequence[Place] = PLACES,
    routes: Sequence[Road] = ROADS,
    cohorts: Sequence[Cohort] = PEOPLE,
    **changes: Any,
) -> World:
    """Build a complete world.

    Parameters
    ----------
    places, routes, cohorts : sequence
        What there is, in any order: indices follow the names, as in a resolved scenario. A population or kin of a
        cohort or place that is not there are left out.
    **changes
        Any field of `World`, in the place of what follows from the three or of the plain values here.

    Returns
    -------
    World
        Flight from the village under fire, unless changed, through a town and a checkpoint to a reception and a
        region, or to a shelter; 48 steps of an hour.
    """
    places, cohorts = sorted(places), sorted(cohorts)
    index = {p.name: k for k, p in enumerate(places)}
    ways = sorted(
        way
        for road in routes
        for way in ([road, road._replace(origin=road.to, to=road.origin)] if road.both else [road])
    )
    dests = sorted(
        (k, purpose)
        for k, p in enumerate(places)
        for purpose, there in ((0, p.destination), (1, True), (2, p.kind in REGIONS))
        if there
    )
    fields: dict[str, Any] = {
        **_PLAIN,
        **_of_places(places, cohorts),
        **_of_routes(ways, index),
        **_of_cohorts(cohorts, places),
        "dest_id": tuple(name_hash(places[p].name, Purpose(purpose).name) for p, purpose in dests),
        "dest_place": tuple(p for p, _ in dests),
        "dest_purpose": tuple(purpose for _, purpose in dests),
        "fights": (Fight(index["Village"], 2.0, 20.0, 0.9),) if "Village" in index else (),
        **changes,
    }
    n, intervals = fields["n_steps"], math.ceil(fields["n_steps"] / fields["noise_steps"])
    fields.setdefault("hour_of_day", tuple(math.floor((6.0 + k * fields["dt"]) % 24.0) for k in range(n)))
    fields.setdefault("road_noise", tuple((way.noise,) * intervals for way in ways))
    fields.setdefault("leaving_noise", ((0.0,) * intervals,) * (1 + max(p.group for p in places)))
    return World(**fields)


def _of_places(places: Sequence[Place], cohorts: Sequence[Cohort]) -> dict[str, Any]:
    def record(item: str) -> dict[int, float]:
        return {k: getattr(p, item) for k, p in enumerate(places) if getattr(p, item) is not None}

    return {
        "place_id": tuple(name_hash(p.name) for p in places),
        "kind": tuple(int(p.kind) for p in places),
        "room": tuple(p.room if p.kind in SHELTERING + REGIONS else math.inf for p in places),
        "distance_km": tuple(tuple(math.dist(p.at, q.at) for q in places) for p in places),
        "households": tuple(tuple(p.households.get(c.name, 0) for c in cohorts) for p in places),
        "driven_mix": tuple(float(sum(p.households.get(c.name, 0) for p in places)) or 1.0 for c in cohorts),
        "first_status": tuple(int(FIRST.get(p.kind, Status.HOME)) for p in places),
        **{name: tuple(getattr(p, name) for p in places) for name in _PLACE_FIELDS},
        **{item: record(item) for item in ("food", "fuel", "pumps")},
    }


_PLACE_FIELDS = ("site_open", "desks", "group", "posts", "effect", "alpha")


def _of_routes(ways: Sequence[Road], index: Mapping[str, int]) -> dict[str, Any]:
    return {
        "route_id": tuple(name_hash(way.origin, way.to) for way in ways),
        "origin": tuple(index[way.origin] for way in ways),
        "to": tuple(index[way.to] for way in ways),
        "length_km": tuple(way.km for way in ways),
        "road_time": tuple(way.km / way.kmh for way in ways),
        "foot_time": tuple(way.km / WALKING_KMH for way in ways),
        "capacity": tuple(way.capacity for way in ways),
        "storage": tuple(way.storage for way in ways),
        "route_open": tuple(way.is_open for way in ways),
    }


def _of_cohorts(cohorts: Sequence[Cohort], places: Sequence[Place]) -> dict[str, Any]:
    return {
        "cohort_id": tuple(name_hash(c.name) for c in cohorts),
        "kin": tuple(tuple(c.kin.get(p.name, 0.0) for p in places) for c in cohorts),
        "vehicle_pce": tuple(c.persons / PERSONS_PER_VEHICLE for c in cohorts),
        "bus_pce": tuple(BUS_PCE * c.persons / BUS_SEATS for c in cohorts),
        **{
            name: tuple(getattr(c, name) for c in cohorts)
            for name in ("persons", "owner", "attachment", "p_kin", "hold_share", "checkpoint_fear", "walks")
        },
    }


# --- the worlds of the comparison ------------------------------------------------------------------------------


def opening() -> World:
    """Fighting drives two villages into a town; at step 20 a road opens there, and its bottleneck is overrun.

    Two villages, first the near one and then the far, empty into the town, where people decide again: the way out draws
    by `b_prospect`, more than the inertia holds. Two ways of different length lead to the border, then apart to
    two regions: one draws more until it comes under fire at step 26 too, so that who set out when, and who is served
    first, shows in who arrives where. Noise is fixed and not zero; a daily profile.
    """
    people = (
        Cohort("far+vehicle", 5.2, True, kin={"East": 1.0}),
        Cohort("near+vehicle", 4.1, True, kin={"West": 1.0}),
        Cohort("town+vehicle", 3.3, True, attachment=0.3),
    )
    places = (
        Place("Far", households={"far+vehicle": 70}, at=(0.0, 0.0), group=1),
        Place("Near", households={"near+vehicle": 70}, at=(25.0, 0.0), group=1),
        Place("Town", households={"town+vehicle": 80}, at=(50.0, 0.0), destination=True),
        Place("Bridge", Kind.junction, at=(60.0, 9.0)),
        Place("Border", Kind.junction, at=(75.0, 0.0)),
        Place("East", at=(99.0, 60.0), destination=True, effect=1.4),
        Place("West", at=(99.0, -60.0), destination=True, effect=2.4),
    )
    roads = (
        Road("Far", "Town", 60.0, 32.0),
        Road("Near", "Town", 27.0, 41.0),
        Road("Town", "Border", 29.0, 37.0, capacity=3.4, is_open=False, noise=0.12),
        Road("Town", "Bridge", 14.0, 33.0, is_open=False),
        Road("Bridge", "Border", 19.0, 29.0, capacity=1.6, is_open=False),
        Road("Border", "East", 28.0, 45.0),
        Road("Border", "West", 35.0, 45.0, both=False),
    )
    world = small_world(
        places,
        roads,
        people,
        n_steps=60,
        leave_rate={Status.HOME: 0.012, Status.DISPLACED: 0.03},
        leaving_noise=((0.2,) * 4 + (-0.1,) * 6, (-0.3,) * 5 + (0.25,) * 5),
        b_threat=3.0,
        b_prospect=0.8,
        b_danger=3.0,
        b_kin=0.9,
        b_social=0.9,
        mu=0.35,
        daily_profile=(0.4,) * 6 + (1.2,) * 12 + (1.0,) * 6,
        information_steps=5,
    )
    opened = [("Town", "Border"), ("Town", "Bridge"), ("Bridge", "Border")]
    return replace(
        world,
        fights=(
            Fight(place(world, "Near"), 1.5, 12.0, 0.9),
            Fight(place(world, "Far"), 21.0, 40.0, 0.9),
            Fight(place(world, "West"), 26.0, 99.0, 0.9),
        ),
        presences=(Fight(place(world, "Town"), 3.0, 15.0, 0.4),),
        actions={
            10: (Action(Effect.ASSURE, place(world, "Near"), 0.5), Action(Effect.BREACH, -1, 0.3)),
            20: tuple(Action(Effect.OPEN_ROUTE, route(world, *way)) for way in opened),
            40: (Action(Effect.SCALE_CAPACITY, route(world, "Town", "Border"), 0.6),),
            48: (Action(Effect.RESET_CAPACITY, route(world, "Town", "Border")),),
        },
    )


def shortage() -> World:
    """Food and fuel run short in a town; pumps limit who can drive, a fleet of buses who can ride, others walk.

    Half-hour steps. The town has fuel for about a third of its vehicles, later a delivery; the buses serve one
    destination only, and leave again when the second fleet ends. Food runs out at a village and comes too late, so
    that deprivation drives people out. A hamlet has no fuel at all: owners walk, if it is near enough.
    """
    people = (
        Cohort("poor+none", 4.7, False),
        Cohort("poor+vehicle", 4.7, True),
        Cohort("rich+vehicle", 3.2, True, attachment=-0.2),
    )
    places = (
        Place(
            "Town",
            households={"poor+none": 70, "poor+vehicle": 50, "rich+vehicle": 50},
            at=(20.0, 0.0),
            fuel=570.0,
            pumps=0.9,
            food=260.0,
        ),
        Place("Hamlet", households={"poor+vehicle": 30, "rich+vehicle": 10}, at=(12.0, 9.0), fuel=7.0),
        Place("Village", households={"poor+none": 60}, at=(0.0, 0.0), food=150.0),
        Place("Cross", Kind.junction, at=(30.0, 0.0)),
        Place("Haven", at=(45.0, 0.0), destination=True, effect=0.5),
        Place("Field", at=(28.0, 12.0), destination=True),
    )
    roads = (
        Road("Village", "Town", 17.0, 43.0),
        Road("Hamlet", "Town", 9.0, 37.0),
        Road("Town", "Cross", 11.0, 31.0, capacity=11.0, noise=-0.15),
        Road("Cross", "Haven", 23.0, 47.0),
        Road("Cross", "Field", 8.0, 29.0),
        Road("Town", "Field", 21.0, 23.0),
    )
    world = small_world(
        places,
        roads,
        people,
        n_steps=70,
        dt=0.5,
        leave_rate={Status.HOME: 0.03},
        b_threat=1.0,
        b_deprivation=2.5,
        deprivation_rise=9.0,
        deprivation_fall=14.0,
        litres_per_vehicle=13.0,
        pump_rate=3.7,
        walk_range=33.0,
        bus_seats=16.7,  # three households of 4.7; a few more seats take a fourth
        bus_turnaround=1.3,
        information_steps=8,
    )
    town, haven = place(world, "Town"), place(world, "Haven")
    return replace(
        world,
        fights=(Fight(town, 4.0, 20.0, 0.6),),
        actions={
            6: (Action(Effect.START_FLEET, town, 1.0, fleet=3, to=haven),),
            18: (Action(Effect.START_FLEET, town, 1.0, fleet=5),),
            30: (Action(Effect.ADD_FOOD, place(world, "Village"), 120.0), Action(Effect.ADD_FOOD, town, -40.0)),
            38: (Action(Effect.ADD_FUEL, town, 330.0), Action(Effect.END_FLEET, town, fleet=3)),
            46: (Action(Effect.ADD_FUEL, place(world, "Hamlet"), 70.0),),
        },
    )


def reception() -> World:
    """A checkpoint that holds, a reception that registers too slowly, kin and regions whose room runs out.

    Two regions and a camp; one region gets more room later, one shuts. Cohorts differ in kin, in how often they are
    held and in size. A second reception has no desks. Tracing posts work at both.
    """
    people = (
        Cohort("a+none", 4.4, False, p_kin=0.35, hold_share=0.25, kin={"North": 0.7, "South": 0.3}),
        Cohort("a+vehicle", 4.4, True, p_kin=0.35, hold_share=0.25, kin={"North": 0.7, "South": 0.3}),
        Cohort("b+vehicle", 2.7, True, p_kin=0.6, hold_share=0.05),
    )
    places = (
        Place("Village", households={"a+none": 60, "a+vehicle": 90, "b+vehicle": 70}, at=(0.0, 0.0)),
        Place("Gate", Kind.checkpoint, at=(30.0, 0.0)),
        Place("Reception", Kind.reception, at=(40.0, 0.0), destination=True, desks=1.3, posts=2.0),
        Place("Tent", Kind.camp, at=(40.0, 20.0), destination=True, room=110.0, effect=-0.4),
        Place("North", Kind.host_region, at=(80.0, 20.0), room=150.0, effect=0.4),
        Place("South", Kind.host_region, at=(90.0, -20.0), room=90.0),
    )
    roads = (
        Road("Village", "Gate", 31.0, 39.0, capacity=14.0),
        Road("Gate", "Reception", 13.0, 37.0),
        Road("Gate", "Tent", 17.0, 31.0),
        Road("Reception", "North", 44.0, 51.0),
        Road("Reception", "South", 57.0, 46.0),
        Road("Tent", "North", 33.0, 29.0),
    )
    world = small_world(
        places,
        roads,
        people,
        n_steps=60,
        leave_rate={Status.HOME: 0.02, Status.UNSHELTERED: 0.004},
        b_threat=1.6,
        hold_time=4.0,
        walk_range=55.0,
        desk_rate=9.0,
        trace_rate=0.03,
        p_split=0.25,
        b_kin=0.7,
    )
    return replace(
        world,
        actions={
            28: (Action(Effect.ADD_DESKS, place(world, "Reception"), 0.9),),
            36: (Action(Effect.ADD_ROOM, place(world, "South"), 60.0),),
            44: (Action(Effect.CLOSE_SITE, place(world, "Tent")),),
        },
    )


def spillback() -> World:
    """Full roads: two routes out of a town, short ones, that fill up; one shuts for good, the other for a while.

    The lower road shuts at step 15 and all on it turn back; the upper one shuts at step 22 for six steps and they
    wait. A village behind the town feeds through traffic into the same roads. Some walk, past all queues.
    """
    people = (
        Cohort("a+none", 4.8, False),
        Cohort("a+vehicle", 4.8, True, kin={"Haven": 1.0}),
        Cohort("b+vehicle", 3.1, True, kin={"Camp": 1.0}),
    )
    places = (
        Place("Village", households={"a+vehicle": 60, "b+vehicle": 30}, at=(0.0, 0.0)),
        Place("Town", households={"a+none": 20, "a+vehicle": 50, "b+vehicle": 60}, at=(10.0, 0.0)),
        Place("Fork", Kind.junction, at=(20.0, 3.0)),
        Place("Mill", Kind.junction, at=(20.0, -3.0)),
        Place("Haven", at=(40.0, 3.0), destination=True),
        Place("Camp", at=(40.0, -3.0), destination=True),
    )
    roads = (
        Road("Village", "Town", 10.0, 37.0, capacity=9.0, storage=25.0),
        Road("Town", "Fork", 9.0, 41.0, capacity=12.0, storage=11.3),
        Road("Town", "Mill", 11.0, 43.0, capacity=12.0, storage=9.7),
        Road("Fork", "Haven", 12.0, 31.0, capacity=2.7, storage=7.4),
        Road("Fork", "Camp", 21.0, 39.0, capacity=1.9, storage=6.3),
        Road("Mill", "Camp", 15.0, 33.0, capacity=2.3, storage=6.1),
    )
    world = small_world(
        places,
        roads,
        people,
        n_steps=56,
        leave_rate={Status.HOME: 0.03},
        b_threat=1.5,
        b_kin=1.2,
        mu=0.3,
        spillback=True,
        walk_range=45.0,
        information_steps=4,
    )
    upper, lower = route(world, "Fork", "Haven"), route(world, "Town", "Mill")
    return replace(
        world,
        actions={
            15: (Action(Effect.CLOSE_ROUTE, lower, turn_back=True),),
            22: (Action(Effect.CLOSE_ROUTE, upper),),
            28: (Action(Effect.OPEN_ROUTE, upper),),
        },
    )


def convoys() -> World:
    """Two villages flee one after the other through one bottleneck and part behind it: a queue that never empties.

    Hardly any luck is left here but who leaves when, so that capacity and the order of service are seen sharply.
    """
    people = (Cohort("a+vehicle", 4.4, True, kin={"East": 1.0}), Cohort("b+vehicle", 3.7, True, kin={"West": 1.0}))
    places = (
        Place("Early", households={"a+vehicle": 100}),
        Place("Late", households={"b+vehicle": 100}, group=1),
        Place("Bridge", Kind.junction),
        Place("East", destination=True),
        Place("West", destination=True),
    )
    roads = (
        Road("Late", "Early", 21.0),
        Road("Early", "Bridge", 12.0, capacity=4.1),
        Road("Bridge", "East", 13.0),
        Road("Bridge", "West", 17.0),
    )
    return small_world(
        places,
        roads,
        people,
        n_steps=48,
        leave_rate={Status.HOME: 0.15},
        leaving_noise=((0.3,) * 8, (-9.0,) * 2 + (0.2,) * 6),
        b_social=0.0,
        b_kin=4.0,
        fights=(),
    )


def burst() -> World:
    """One bucket of two cohorts before a full road: all set out in one step, and the way on takes a few at a time.

    Who of them gets in first must be chance, not the order of cohorts.
    """
    people = (Cohort("a+vehicle", 4.8, True), Cohort("b+vehicle", 3.1, True))
    places = (
        Place("Village", households={"a+vehicle": 60, "b+vehicle": 60}),
        Place("Fork", Kind.junction),
        Place("Haven", destination=True),
    )
    roads = (Road("Village", "Fork", 10.0), Road("Fork", "Haven", 12.0, capacity=3.0, storage=8.3))
    return small_world(
        places,
        roads,
        people,
        n_steps=30,
        leave_rate={Status.HOME: 9.0},
        fights=(),
        spillback=True,
        vehicle_pce=(1.0, 1.0),  # so that persons tell who was served
    )


def rumour() -> World:
    """News that comes late, people driven in from outside, shelters that fill, open and shut; choice by distance.

    Roads shut and open while people still believe otherwise; on one of them they are lost half-way, stranded and choose
    again. A shelter and a protected site have little room; people without shelter move on.
    """
    people = (Cohort("a+none", 4.3, False), Cohort("b+vehicle", 3.4, True))
    places = (
        Place("Village", households={"a+none": 60, "b+vehicle": 60}, at=(0.0, 0.0)),
        Place("Town", households={"b+vehicle": 50}, at=(15.0, 0.0)),
        Place("School", Kind.shelter, {"a+none": 8}, at=(17.0, 3.0), destination=True, room=170.0, effect=0.8),
        Place("Church", Kind.protected_site, at=(9.0, 6.0), destination=True, room=95.0),
        Place("Pass", Kind.junction, at=(30.0, 0.0)),
        Place("Haven", at=(45.0, 0.0), destination=True, effect=1.0),
        Place("Annex", Kind.shelter, at=(28.0, 9.0), destination=True, room=60.0, site_open=False),
    )
    roads = (
        Road("Village", "Town", 16.0, 38.0),
        Road("Village", "Church", 11.0, 27.0),
        Road("Church", "Town", 8.0, 33.0),
        Road("Town", "School", 4.0, 27.0),
        Road("Town", "Pass", 18.0, 34.0, capacity=13.0),
        Road("Pass", "Haven", 16.0, 39.0, is_open=False),
        Road("Pass", "Annex", 10.0, 31.0),
    )
    world = small_world(
        places,
        roads,
        people,
        n_steps=56,
        leave_rate={Status.HOME: 0.012, Status.DISPLACED: 0.015, Status.UNSHELTERED: 0.05, Status.SETTLED_STATE: 0.01},
        by_distance=True,
        cost_scale=20.0,
        soft=5.0,
        delay_steps=3,
        walk_range=40.0,
        p_split_threat=0.2,
    )
    shut = route(world, "Pass", "Haven")
    return replace(
        world,
        driven=((4.0, place(world, "Village"), 11.0), (10.0, -1, 6.5), (20.0, place(world, "Village"), 3.0)),
        fights=(Fight(place(world, "Village"), 2.0, 30.0, 0.8), Fight(place(world, "Town"), 25.0, 40.0, 0.7)),
        actions={
            9: (Action(Effect.OPEN_ROUTE, shut),),
            21: (Action(Effect.CLOSE_ROUTE, shut),),
            26: (Action(Effect.OPEN_SITE, place(world, "Annex")),),
            33: (Action(Effect.CLOSE_SITE, place(world, "School")),),
            37: (Action(Effect.OPEN_ROUTE, shut),),
            45: (Action(Effect.CLOSE_ROUTE, route(world, "Town", "Pass"), turn_back=True),),
        },
    )


def gate() -> World:
    """A checkpoint that holds many, before a road that is full: who is let go must be chance too."""
    people = (Cohort("a+vehicle", 5.6, True, hold_share=0.4), Cohort("b+vehicle", 3.1, True, hold_share=0.4))
    places = (
        Place("Village", households={"a+vehicle": 70, "b+vehicle": 70}),
        Place("Gate", Kind.checkpoint),
        Place("Haven", destination=True),
    )
    roads = (
        Road("Village", "Gate", 10.0, capacity=20.0, storage=25.0),
        Road("Gate", "Haven", 12.0, capacity=4.0, storage=6.3),
    )
    return small_world(
        places,
        roads,
        people,
        n_steps=50,
        leave_rate={Status.HOME: 0.2},
        fights=(),
        spillback=True,
        vehicle_pce=(1.0, 1.0),  # so that persons tell who was served
    )


def ambulances() -> World:
    """Two ways out, one by a checkpoint that some fear; patients who do not walk and their ambulances; buses for all.

    The refuge short of the checkpoint draws those who fear it. Walkers go to the near refuge; patients wait in the city
    until step 12, when an ambulance of few seats comes for them, and a bus for everybody at step 25.
    """
    people = (
        Cohort("fearful+vehicle", 4.1, True, checkpoint_fear=1.4),
        Cohort("patients", 1.6, False, walks=False),
        Cohort("plain+none", 3.7, False),
        Cohort("plain+vehicle", 3.7, True),
    )
    homes = {"fearful+vehicle": 120, "patients": 70, "plain+none": 110, "plain+vehicle": 130}
    places = (
        Place("City", households=homes, at=(0.0, 0.0)),
        Place("Gate", Kind.checkpoint, at=(20.0, 0.0)),
        Place("Refuge", Kind.shelter, at=(-10.0, 0.0), destination=True, room=900.0),
        Place("Border", Kind.reception, at=(40.0, 0.0), destination=True, desks=4.0, alpha=0.8),
        Place("Region", Kind.host_region, at=(60.0, 0.0), room=3000.0),
    )
    roads = (
        Road("City", "Refuge", 12.0, 40.0),
        Road("City", "Gate", 21.0, 40.0, capacity=11.0),
        Road("Gate", "Border", 22.0, 40.0),
        Road("Border", "Region", 25.0, 50.0),
    )
    world = small_world(
        places,
        roads,
        people,
        n_steps=50,
        leave_rate={Status.HOME: 0.05},
        b_prospect=0.7,
        walk_range=15.0,
        desk_rate=30.0,
    )
    city, c = place(world, "City"), cohort(world, "patients")
    return replace(
        world,
        actions={
            12: (Action(Effect.START_FLEET, city, 1.0, fleet=3, takes=1 << c),),
            25: (Action(Effect.START_FLEET, city, 1.0, fleet=4),),
        },
    )


WORLDS: dict[str, Callable[[], World]] = {
    "ambulances": ambulances,
    "opening": opening,
    "shortage": shortage,
    "reception": reception,
    "spillback": spillback,
    "rumour": rumour,
    "convoys": convoys,
}
