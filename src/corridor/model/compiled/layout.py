"""The world and the state of a member as arrays: what the kernel works on.

Records hold what is said of one place, route, cohort or destination, constants and state side by side; counts of
households are dense arrays. A record under way is a pair (key, count) with ``key = (cohort * D + dest) * 3 + mode``, so
that keys sort as the plain model's do. `Member` is everything; the functions of the kernel take from it what they need.

Queues are links: route r by vehicle is link r, route r on foot is link R + r, the desks of place p are link 2R + p. A
link is a chain of buckets in order of entry, then the bucket of the present step, which is kept sorted in a region of
its own (`rec[link * width:]`) and joins the chain when the step is over.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any, NamedTuple

import numpy as np

from corridor.model.world import RECEIVING, REGIONS, SHELTERING, Kind, Purpose, Status, World

__all__ = ["Member", "Workspace", "member_of"]

STATUSES = len(Status)


def _record(whole: str, real: str, ids: str = "") -> np.dtype[Any]:
    fields: list[tuple[str, Any]] = [(name, np.uint64) for name in ids.split()]
    fields += [(name, np.int64) for name in whole.split()] + [(name, np.float64) for name in real.split()]
    return np.dtype(fields, align=True)


PLACE = _record(
    "kind group shelters receives region checkpoint open arrived left first_present unsolved"
    " registered_cases has_food has_fuel has_pumps residents",
    "posts effect alpha room room_used desks desk_credit pumps pump_credit food fuel deprivation threat trust"
    " base_trust room_left worth gone turned_back registered in_need room_term share driven_rest"
    " sum_departures sum_arrivals sum_vehicles sum_registered sum_need",
    "id cell",
)
ROUTE = _record(
    "origin to open set_open bars believed was_open refused",
    "length road_time foot_time usual capacity storage credit reserve share occupied freed budget factor"
    " entered crossed crossed_vehicles sum_entered sum_crossed sum_vehicles"
    " queue_peak waiting_time_peak",
    "id cell",
)
COHORT = _record(
    "owner has_kin column walks",
    "persons attachment p_kin hold_share checkpoint_fear vehicle_pce bus_pce driven_mix",
    "id",
)
DEST = _record("place purpose table", "", "id")
RECORD = _record("key n", "")
KEY = _record("cohort dest mode place purpose table", "pce persons", "cell")
ACTION = _record("step effect target fleet to takes turn_back", "value")
SPELL = _record("place", "at until intensity")
RATE = _record("place", "since rate")
FLEET = _record("active place to at_hand takes", "", "id")
PLAIN = (
    "dt b_threat b_deprivation b_social b_trust b_prospect threat_decay deprivation_rise"
    " deprivation_fall ration litres_per_vehicle pump_rate beta soft cost_scale b_danger b_room b_kin"
    " inertia room_scale mu walk_range bus_seats bus_turnaround desk_rate hold_time p_split p_split_threat p_found"
    " trace_rate"
)
ONE = _record(
    "n_steps noise_steps information_steps delay_steps by_distance spillback n_dests"
    " network_changed history_begun next_action unregistered registered in_flight_again settled onward"
    " arena_used arena_first headers_free moves memo_valid tables_version",
    PLAIN + " driven_rest unsheltered_peak tracing_cases_peak",
)


class Workspace:
    """The large arrays that a thread uses again for its next member; what was left in them has no meaning.

    Parameters
    ----------
    arena, headers : int
        Room for records and for buckets under way; the driver raises both where they had to grow.
    """

    def __init__(self, arena: int = 4096, headers: int = 1024) -> None:
        self.arena, self.headers = arena, headers
        self._arrays: dict[str, Any] = {}

    def array(self, name: str, shape: tuple[int, ...], of: Any = np.float64) -> Any:
        """Give the array of a name, made anew where it has another shape."""
        array = self._arrays.get(name)
        if array is None or array.shape != shape:
            array = self._arrays[name] = np.empty(shape, of)
        return array


class Member(NamedTuple):
    """One member: shapes in the comments; P places, R routes, C cohorts, D destinations, J their places, L links."""

    one: Any  # (1,) ONE
    place: Any  # (P,) PLACE
    route: Any  # (R,) ROUTE
    cohort: Any  # (C,) COHORT
    dest: Any  # (D,) DEST
    kin: Any  # (C, P)
    near: Any  # (fights, P) share of threat that distance leaves
    leaving_noise: Any  # (groups, intervals)
    road_noise: Any  # (R, intervals)
    action: Any  # ACTION, in order of step
    fight: Any  # SPELL
    presence: Any  # SPELL
    driven: Any  # RATE
    fleet: Any  # (F,) FLEET, in order of id
    riders: Any  # (K, C) whether a cohort may ride, by what `takes` counts; row 0 is everybody
    seats: Any  # (P, C) whether a fleet stands there for a cohort
    away: Any  # (F, n_steps + 2) buses by the step of their return
    hour_of_day: Any  # (n_steps,)
    profile: Any  # (24,) or (0,)
    log_rate: Any  # (6,) logarithm of the leaving rate by status
    decides: Any  # (6,)
    out_start: Any  # (P + 1,) routes by origin
    out_route: Any
    in_start: Any  # (P + 1,) routes by end
    in_route: Any
    key: Any  # (C * D * 3,) KEY, what a key stands for
    who: Any  # (P, C) the part of an address that is place and cohort
    table_place: Any  # (J,)
    chosen: Any  # destinations that people choose in flight
    kin_dest: Any  # (P,) destination of purpose KIN, or -1
    state_dest: Any  # (P,)

    staying: Any  # (P, C, 6)
    ready: Any  # (P, C, D)
    held: Any  # (gates, C * D * 3)
    here: Any  # (P, C, 3) ready, held, registering
    on: Any  # (R, C, 3) on a route, by mode
    ripe: Any  # (R, C, 3) at its end
    arrived: Any  # (C, D)
    history: Any  # (delay, R)

    h_next: Any  # headers of buckets
    h_start: Any
    h_n: Any
    h_left: Any
    h_ripe: Any
    head: Any  # (L,)
    tail: Any
    unripe: Any
    rec: Any  # RECORD

    t_version: Any  # (4, J) state of the network a table was made for
    v_now: Any  # (4,) the present one
    t_usable: Any  # (4, R)
    t_time: Any  # (4, R)
    t_cost: Any  # (4, J, P)
    t_km: Any  # (4, J, P)
    t_gates: Any  # (4, J, P) checkpoints on the way; (4, J, 0) where nobody fears them
    t_chance: Any  # (4, J, R) each route against those after it; -1 where it is no way
    t_term: Any  # (4, J, P) what distance makes of the attraction

    o_valid: Any  # (P, 3, C, 2) -1: unknown, else number of options
    o_prospect: Any
    o_dest: Any  # (P, 3, C, 2, D)
    o_chance: Any

    asked: Any  # (3, ...) who asks which region for rooms: region, place x cohort, households
    g: Any  # the stream
    half: Any
    f: Any  # (12, M) scratch, real
    i: Any  # (24, M) scratch, whole


def member_of(world: World, space: Workspace) -> Member:
    """Give a member at its start.

    Parameters
    ----------
    space : Workspace
        Gives the large arrays, which are no other member's until this one is done.
    """
    dests = _dests(world)
    n_p, n_r, n_c, n_d = world.n_places, world.n_routes, world.n_cohorts, len(dests)
    tables = sorted({world.dest_place[d] for d in dests} | {p for p in range(n_p) if world.kind[p] in REGIONS})
    one = _one(world, n_d)
    place = _places(world)
    links, width = 2 * n_r + n_p, max(1, n_c * n_d * 2)
    arena, headers = max(1, space.arena), max(1, space.headers)
    first = links * width
    one["arena_first"] = one["arena_used"] = first
    action, fleet, riders = _actions(world)
    gates = int((place["checkpoint"] >= 0).sum())
    ways = max(Counter(world.origin).values(), default=1)
    asking = int(place["receives"].sum() * place["region"].sum()) * n_c + 1
    scratch = max(64, n_c * n_d * 3 * (ways + 1) + 8, 2 * n_r + 8, 2 * n_p + 8, 4 * n_c + 8, n_p * n_c + 8)
    intervals = max(1, len(world.leaving_noise[0]) if world.leaving_noise else 1)
    member = Member(
        one=one,
        place=place,
        route=_routes(world),
        cohort=_cohorts(world),
        dest=_dest_records(world, dests, tables),
        kin=np.array(world.kin, dtype=np.float64).reshape(n_c, n_p),
        near=_near(world),
        leaving_noise=np.array(world.leaving_noise, dtype=np.float64).reshape(-1, intervals),
        road_noise=np.array(world.road_noise, dtype=np.float64).reshape(n_r, -1) if n_r else np.zeros((0, 1)),
        action=action,
        fight=_spells(world.fights),
        presence=_spells(world.presences),
        driven=_rates(world),
        fleet=fleet,
        riders=riders,
        seats=np.zeros((n_p, n_c), np.int64),
        away=np.zeros((len(fleet), world.n_steps + 2), np.int64),
        hour_of_day=np.array(world.hour_of_day, dtype=np.int64),
        profile=np.array(world.daily_profile, dtype=np.float64),
        log_rate=np.array([_log(world.leave_rate.get(s, 0.0)) for s in range(STATUSES)]),
        decides=np.array([world.leave_rate.get(s, 0.0) > 0.0 for s in range(STATUSES)], dtype=np.int64),
        **_by_end("out", world.origin, n_p),
        **_by_end("in", world.to, n_p),
        key=_keys(world, dests, tables),
        who=np.zeros((n_p, n_c), np.uint64),
        table_place=np.array(tables, dtype=np.int64),
        chosen=np.array([i for i, d in enumerate(dests) if not world.dest_purpose[d]], dtype=np.int64),
        kin_dest=_dest_of(world, dests, Purpose.KIN),
        state_dest=_dest_of(world, dests, Purpose.STATE),
        staying=np.zeros((n_p, n_c, STATUSES), np.int64),
        ready=np.zeros((n_p, n_c, n_d), np.int64),
        held=np.zeros((gates, n_c * n_d * 3), np.int64),
        here=np.zeros((n_p, n_c, 3), np.int64),
        on=np.zeros((n_r, n_c, 3), np.int64),
        ripe=np.zeros((n_r, n_c, 3), np.int64),
        arrived=np.zeros((n_c, n_d), np.int64),
        history=np.zeros((world.delay_steps, n_r), np.int64),
        h_next=np.zeros(links + headers, np.int64),
        h_start=np.zeros(links + headers, np.int64),
        h_n=np.zeros(links + headers, np.int64),
        h_left=np.zeros(links + headers, np.int64),
        h_ripe=np.zeros(links + headers, np.int64),
        head=np.full(links, -1, np.int64),
        tail=np.full(links, -1, np.int64),
        unripe=np.full(links, -1, np.int64),
        rec=space.array("rec", (first + arena,), RECORD),
        t_version=np.full((4, len(tables)), -1, np.int64),
        v_now=np.zeros(4, np.int64),
        t_usable=np.zeros((4, n_r), np.int64),
        t_time=np.zeros((4, n_r)),
        t_cost=space.array("t_cost", (4, len(tables), n_p)),
        t_km=space.array("t_km", (4, len(tables), n_p)),
        t_gates=space.array("t_gates", (4, len(tables), n_p if any(world.checkpoint_fear) else 0)),
        t_chance=space.array("t_chance", (4, len(tables), n_r)),
        t_term=space.array("t_term", (4, len(tables), n_p)),
        o_valid=np.full((n_p, 3, n_c, 2), -1, np.int64),
        o_prospect=space.array("o_prospect", (n_p, 3, n_c, 2)),
        o_dest=space.array("o_dest", (n_p, 3, n_c, 2, max(1, n_d)), np.int64),
        o_chance=space.array("o_chance", (n_p, 3, n_c, 2, max(1, n_d))),
        asked=space.array("asked", (3, asking), np.int64),
        g=np.array([world.key[0] | world.key[1] << 32, 0, 0, 0, 0], np.uint64),
        half=np.zeros(1),
        f=np.zeros((12, scratch)),
        i=np.zeros((24, scratch), np.int64),
    )
    _settle(world, member, links, width, headers)
    return member


def _settle(world: World, m: Member, links: int, width: int, headers: int) -> None:
    """Put people where they are at the start, and chain the free headers of buckets."""
    for p in range(world.n_places):
        m.staying[p, :, world.first_status[p]] = world.households[p]
    one, place = m.one, m.place
    place["first_present"] = place["residents"] = m.staying.sum(axis=(1, 2))
    used = np.zeros(world.n_places)
    for c, size in enumerate(world.persons):
        used += m.staying[:, c, Status.SETTLED_STATE] * size
    place["room_used"] = used
    one["unregistered"] = m.staying[:, :, Status.DISPLACED].sum()
    one["registered"] = m.staying[:, :, Status.SETTLED_STATE].sum()
    one["settled"] = m.staying[:, :, Status.SETTLED_KIN :].sum()
    m.h_start[:links] = np.arange(links) * width
    m.h_next[links:-1] = np.arange(links + 1, links + headers)
    m.h_next[-1] = -1
    one["headers_free"] = links


def _log(rate: float) -> float:
    return math.log(rate) if rate > 0.0 else 0.0


def _dests(world: World) -> list[int]:
    """Give the destinations anybody can have: kin only where somebody has kin. Order is kept."""
    return [
        d
        for d, (p, purpose) in enumerate(zip(world.dest_place, world.dest_purpose, strict=True))
        if purpose != Purpose.KIN or any(row[p] for row in world.kin)
    ]


def _one(world: World, n_dests: int) -> Any:
    one = np.zeros(1, ONE)
    for name in PLAIN.split():
        one[name] = getattr(world, name)
    for name in ("n_steps", "noise_steps", "information_steps", "delay_steps", "by_distance", "spillback"):
        one[name] = int(getattr(world, name))
    one["n_dests"], one["network_changed"] = n_dests, 1
    return one


def _places(world: World) -> Any:
    place = np.zeros(world.n_places, PLACE)
    for name in ("kind", "group", "posts", "effect", "alpha", "room", "desks"):
        place[name] = getattr(world, name)
    place["id"] = world.place_id
    place["open"] = world.site_open
    place["shelters"] = [kind in SHELTERING for kind in world.kind]
    place["receives"] = [kind in RECEIVING for kind in world.kind]
    place["region"] = [kind in REGIONS for kind in world.kind]
    gate = 0
    for p, kind in enumerate(world.kind):
        place["checkpoint"][p] = gate if kind == Kind.checkpoint else -1
        gate += kind == Kind.checkpoint
    for item in ("food", "fuel", "pumps"):
        stock = getattr(world, item)
        place[item] = [stock.get(p, math.nan if item != "pumps" else 0.0) for p in range(world.n_places)]
        place[f"has_{item}"] = [p in stock for p in range(world.n_places)]
    place["trust"] = place["base_trust"] = world.trust
    place["deprivation"] = world.deprivation
    return place


def _routes(world: World) -> Any:
    route = np.zeros(world.n_routes, ROUTE)
    names = {"length": "length_km", "usual": "capacity", "id": "route_id"}
    for name in ("origin", "to", "length", "road_time", "foot_time", "usual", "storage", "id"):
        route[name] = getattr(world, names.get(name, name))
    route["capacity"] = world.capacity
    for name in ("open", "set_open", "believed"):
        route[name] = world.route_open
    return route


def _cohorts(world: World) -> Any:
    cohort = np.zeros(world.n_cohorts, COHORT)
    for name in (
        "owner",
        "walks",
        "persons",
        "attachment",
        "p_kin",
        "hold_share",
        "checkpoint_fear",
        "vehicle_pce",
        "bus_pce",
        "driven_mix",
    ):
        cohort[name] = getattr(world, name)
    cohort["id"] = world.cohort_id
    cohort["has_kin"] = [any(row) for row in world.kin]
    cohort["column"] = _columns(world)
    return cohort


def _dest_records(world: World, dests: list[int], tables: list[int]) -> Any:
    dest = np.zeros(len(dests), DEST)
    dest["id"] = [world.dest_id[d] for d in dests]
    dest["place"] = [world.dest_place[d] for d in dests]
    dest["purpose"] = [world.dest_purpose[d] for d in dests]
    dest["table"] = [tables.index(world.dest_place[d]) for d in dests]
    return dest


def _keys(world: World, dests: list[int], tables: list[int]) -> Any:
    """Give what each key stands for; its `cell`, as that of a place or a route, is put in by the kernel."""
    n_c, n_d = world.n_cohorts, len(dests)
    key = np.zeros((n_c, n_d, 3), KEY)
    key["cohort"] = np.arange(n_c)[:, None, None]
    key["dest"] = np.arange(n_d)[None, :, None]
    key["mode"] = np.arange(3)
    key["place"] = np.array([world.dest_place[d] for d in dests], np.int64)[None, :, None]
    key["purpose"] = np.array([world.dest_purpose[d] for d in dests], np.int64)[None, :, None]
    key["table"] = np.array([tables.index(world.dest_place[d]) for d in dests], np.int64)[None, :, None]
    key["pce"][:, :, 1] = np.array(world.vehicle_pce)[:, None]
    key["pce"][:, :, 2] = np.array(world.bus_pce)[:, None]
    key["persons"] = np.array(world.persons)[:, None, None]
    return key.reshape(-1)


def _columns(world: World) -> list[int]:
    """Give a number to each cohort, the same to those of one fear and with the same kin wherever people may go."""
    where = sorted({p for p, purpose in zip(world.dest_place, world.dest_purpose, strict=True) if not purpose})
    rows = [(fear, *(row[p] for p in where)) for fear, row in zip(world.checkpoint_fear, world.kin, strict=True)]
    return [rows.index(row) for row in rows]


def _dest_of(world: World, dests: list[int], purpose: Purpose) -> Any:
    found = np.full(world.n_places, -1, np.int64)
    for index, d in enumerate(dests):
        if world.dest_purpose[d] == purpose:
            found[world.dest_place[d]] = index
    return found


def _near(world: World) -> Any:
    rows = [
        [math.exp(-far / world.threat_reach) if far < math.inf else -1.0 for far in world.distance_km[fight.place]]
        for fight in world.fights
    ]
    return np.array(rows, dtype=np.float64).reshape(len(rows), world.n_places)


def _spells(spells: Any) -> Any:
    made = np.zeros(len(spells), SPELL)
    for k, spell in enumerate(spells):
        made[k] = (spell.place, spell.at, spell.until, spell.intensity)
    return made


def _rates(world: World) -> Any:
    made = np.zeros(len(world.driven), RATE)
    for k, (since, place, rate) in enumerate(world.driven):
        made[k] = (place, since, rate)
    return made


def _actions(world: World) -> tuple[Any, Any, Any]:
    """Give what is done when, the fleets, and who may ride in them: a bit for each cohort becomes a row of them."""
    rows = [(step, a) for step in sorted(world.actions) for a in world.actions[step]]
    numbers = sorted({a.fleet for _, a in rows if a.fleet >= 0})
    takes = [-1, *sorted({a.takes for _, a in rows} - {-1})]
    riders = np.array([[bits >> c & 1 for c in range(world.n_cohorts)] for bits in takes], dtype=np.int64)
    action = np.zeros(len(rows), ACTION)
    for k, (step, a) in enumerate(rows):
        fleet = numbers.index(a.fleet) if a.fleet >= 0 else -1
        might = takes.index(a.takes)
        action[k] = (step, int(a.effect), a.target, fleet, a.to, might, int(a.turn_back), a.value)
    fleets = np.zeros(len(numbers), FLEET)
    fleets["id"] = numbers
    return action, fleets, riders.reshape(len(takes), world.n_cohorts)


def _by_end(name: str, ends: tuple[int, ...], n_places: int) -> dict[str, Any]:
    order = np.array(sorted(range(len(ends)), key=lambda r: (ends[r], r)), dtype=np.int64)
    start = np.searchsorted(np.array(ends, dtype=np.int64)[order], np.arange(n_places + 1)) if len(ends) else None
    if start is None:
        start = np.zeros(n_places + 1, np.int64)
    return {f"{name}_start": start.astype(np.int64), f"{name}_route": order}
