"""The state of one member: where every household is, as counts, and what the places hold.

Counts are whole households. Every mapping holds non-zero counts only, and is read in sorted order, so that the
order in which things were written never matters. `households` counts them all: its total is the same after every
step but for driven entries.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from corridor.base.random import Stream, mix
from corridor.model.world import REGIONS, SHELTERING, Process, Status, World

__all__ = ["Bucket", "Fleet", "Key", "State", "add", "present_persons"]


class Key(NamedTuple):
    """Whom a record under way is about: cohort, destination and mode (indices)."""

    cohort: int
    dest: int
    mode: int


@dataclass
class Bucket:
    """Households that entered a route in one step, ripe (through with free flow) from step `ripe` on."""

    entered: int
    ripe: int
    counts: dict[Key, int]


@dataclass
class Fleet:
    """A fleet of buses: those at the place, and those away by the step in which they are back.

    `takes` has a bit for each cohort that may ride; -1 is everybody.
    """

    place: int
    to: int
    at_hand: int
    takes: int = -1
    away: dict[int, int] = field(default_factory=dict)


AnyKey = TypeVar("AnyKey")
ByCohort = dict[tuple[int, int, int], int]


@dataclass
class State:
    """One member at one moment; see the table of state in the model description."""

    staying: ByCohort  # (place, cohort, status)
    ready: ByCohort  # (place, cohort, dest)
    road: list[list[Bucket]]  # by route, in order of entry: own vehicles and buses
    foot: list[list[Bucket]]  # by route, in order of entry
    held: dict[tuple[int, int, int, int], int]  # (place, cohort, dest, mode)
    registering: list[list[Bucket]]  # by place, in order of arrival; keys with their destination
    food: dict[int, float]
    fuel: dict[int, float]
    deprivation: list[float]
    threat: list[float]
    trust: list[float]
    base_trust: list[float]
    unregistered: int  # households away from home that no desk has registered
    registered: int  # households that a desk has registered, and that are not in flight again
    in_flight_again: int  # registered households that have left where they were taken in
    unsolved: dict[int, int]  # open cases of households not yet registered, by place of separation
    registered_cases: dict[int, int]  # open cases of registered households, by place of registration

    is_open: list[bool]  # by route: set open, and not barred
    set_open: list[bool]  # by route: what the last opening, or closing without an end, made it
    bars: list[int]  # by route: closings with an end that are in force
    believed: list[bool]  # by route, as people believe
    capacity: list[float]  # by route, vehicles per hour, without noise
    site_open: list[bool]
    room: list[float]
    room_used: list[float]  # persons accommodated or on their way to it, in regions
    desks: list[float]
    fleets: dict[int, Fleet]  # by the hash of their name
    credit: list[float]  # by route: service left over (below one vehicle), or owed
    reserve: list[float]  # by route: room kept for departures that were refused any (below 0: taken in advance)
    desk_credit: list[float]
    pump_credit: list[float]
    driven_rest: dict[int, float]  # by item: persons below one household, carried on

    first_present: list[int]  # households, by place
    arrived: list[int]  # households that ever entered, by place
    left: list[int]  # households that ever left, by place
    turned_back: list[float] = field(default_factory=list)  # persons who came back to a place in this step
    network_changed: bool = True
    history: list[list[bool]] = field(default_factory=list)  # openings of past steps, while news is on its way


def add(counts: dict[AnyKey, int], key: AnyKey, n: int) -> None:
    """Add `n` to a count; a count of zero leaves the mapping.

    Raises
    ------
    ValueError
        The count would become negative: a rule took people who were not there.
    """
    if n == 0:
        return
    total = counts.get(key, 0) + n
    if total < 0:
        raise ValueError(f"{-total} households too many taken from {key}")
    if total:
        counts[key] = total
    else:
        counts.pop(key, None)


def initial_state(world: World) -> State:
    """Give the state at the start."""
    places, routes = range(world.n_places), range(world.n_routes)
    staying: ByCohort = {}
    for p in places:
        for c, n in enumerate(world.households[p]):
            add(staying, (p, c, world.first_status[p]), n)
    return State(
        staying=staying,
        ready={},
        road=[[] for _ in routes],
        foot=[[] for _ in routes],
        held={},
        registering=[[] for _ in places],
        food=dict(world.food),
        fuel=dict(world.fuel),
        deprivation=[world.deprivation] * world.n_places,
        threat=[0.0] * world.n_places,
        trust=[world.trust] * world.n_places,
        base_trust=[world.trust] * world.n_places,
        unregistered=sum(n for (_, _, status), n in staying.items() if status == Status.DISPLACED),
        registered=sum(n for (_, _, status), n in staying.items() if status == Status.SETTLED_STATE),
        in_flight_again=0,
        unsolved={},
        registered_cases={},
        is_open=list(world.route_open),
        set_open=list(world.route_open),
        bars=[0] * world.n_routes,
        believed=list(world.route_open),
        capacity=list(world.capacity),
        site_open=list(world.site_open),
        room=list(world.room),
        room_used=_accommodated(world, staying),
        desks=list(world.desks),
        fleets={},
        credit=[0.0] * world.n_routes,
        reserve=[0.0] * world.n_routes,
        desk_credit=[0.0] * world.n_places,
        pump_credit=[0.0] * world.n_places,
        driven_rest={},
        first_present=[sum(world.households[p]) for p in places],
        arrived=[0] * world.n_places,
        left=[0] * world.n_places,
    )


def _accommodated(world: World, staying: ByCohort) -> list[float]:
    used = [0.0] * world.n_places
    for (p, c, status), n in sorted(staying.items()):
        if status == Status.SETTLED_STATE:
            used[p] += n * world.persons[c]
    return used


def present_counts(state: State) -> Iterator[tuple[int, int, int]]:
    """Give (place, cohort, households) of everybody present at a place: staying, ready, held, registering."""
    for (p, c, _), n in sorted(state.staying.items()):
        yield p, c, n
    for (p, c, _), n in sorted(state.ready.items()):
        yield p, c, n
    for (p, c, _, _), n in sorted(state.held.items()):
        yield p, c, n
    for p, queue in enumerate(state.registering):
        for bucket in queue:
            for key, n in sorted(bucket.counts.items()):
                yield p, key.cohort, n


def present_persons(world: World, state: State) -> list[float]:
    """Give the persons present at each place."""
    households: Mapping[tuple[int, int], int] = _by_cohort(state)
    persons = [0.0] * world.n_places
    for (p, c), n in sorted(households.items()):
        persons[p] += n * world.persons[c]
    return persons


def seats_for(state: State, place: int) -> int:
    """Give the cohorts for whom some fleet stands at a place, a bit for each; -1 is everybody."""
    takes = 0
    for fleet in state.fleets.values():
        if fleet.place == place:
            takes |= fleet.takes
    return takes


def room_left(world: World, state: State) -> list[float]:
    """Give the persons for whom each place has room beside those who are there, or in regions those promised room.

    Infinite where room is no matter. At a shelter those who wait without shelter count too: where people wait there is
    no room for others, and below 0 it says how many wait for what is full.
    """
    taken = present_persons(world, state)
    room = []
    for p, kind in enumerate(world.kind):
        if kind in REGIONS:
            room.append(state.room[p] - state.room_used[p])
        else:
            room.append(state.room[p] - taken[p] if kind in SHELTERING else math.inf)
    return room


def _by_cohort(state: State) -> dict[tuple[int, int], int]:
    households: dict[tuple[int, int], int] = defaultdict(int)
    for p, c, n in present_counts(state):
        households[p, c] += n
    return households


class Draws:
    """The member's luck: a stream for each step, process and named cell."""

    def __init__(self, world: World) -> None:
        self._stream = Stream(world.key)

    def at(self, step: int, process: Process, *ids: int) -> Stream:
        """Give the stream of a process in the cell that `ids` (hashes of names) name together."""
        cell = 0
        for number in ids:
            cell = mix(cell, number)
        return self._stream.at(step, int(process), cell)
