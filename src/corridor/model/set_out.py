"""Rule 5, set out: who of the ready has the means, and gets onto the road, in this step.

Own vehicles that can be fuelled, then seats of buses, then on foot within walking range. What is short is shared
by drawing households in random order. Onto a route that is full nobody gets. Where through traffic waits for the
same road, departures get the share of its room that is theirs by numbers: what they are owed of the room that
became free in a step is kept for them in the next, an account that is paid vehicle by vehicle.
"""

from __future__ import annotations

import math

from corridor.base.samplers import multinomial
from corridor.model.share_out import share_out
from corridor.model.state import Draws, Fleet, Key, State, add, seats_for
from corridor.model.travel import Road
from corridor.model.ways import Tables
from corridor.model.world import Kind, Mode, Process, World

__all__ = ["apply"]

Ready = list[tuple[int, int, int]]  # (cohort, dest, households)


def apply(world: World, state: State, draws: Draws, road: Road, on_foot: Tables, step: int) -> None:
    """Let the ready set out, place by place."""
    by_place: dict[int, Ready] = {}
    for (p, c, d), n in sorted(state.ready.items()):
        by_place.setdefault(p, []).append((c, d, n))
    if world.spillback:
        road.share = _shares_of_room(world, road, by_place, step)
    for p, ready in sorted(by_place.items()):
        _own_vehicles(world, state, draws, road, p, ready, step)
        _buses(world, state, draws, road, p, step)
        _foot(world, state, draws, road, on_foot, p, step)


def _shares_of_room(world: World, road: Road, by_place: dict[int, Ready], step: int) -> list[float]:
    """Give, by route, the share of its room that is for those who set out at its beginning: by numbers waiting."""
    waiting = [0.0] * world.n_places
    for r in range(world.n_routes):
        if road.state.is_open[r]:
            waiting[world.to[r]] += road.waiting_pce(r, step)
    shares = [0.0] * world.n_places
    for p, ready in sorted(by_place.items()):
        households = [0] * world.n_cohorts
        for c, _, n in ready:
            households[c] += n
        departing = 0.0
        for c, n in enumerate(households):
            departing += n * world.pce(c, Mode.VEHICLE if world.owner[c] else Mode.BUS)
        shares[p] = departing / (departing + waiting[p])
    return [shares[p] for p in world.origin]


def _can_go(world: World, tables: Tables, p: int, d: int) -> bool:
    return p in tables.to(world.dest_place[d]).choice


def _own_vehicles(world: World, state: State, draws: Draws, road: Road, p: int, ready: Ready, step: int) -> None:
    going = [(c, d, n) for c, d, n in ready if world.owner[c] and _can_go(world, road.tables, p, d)]
    if not going:
        return
    counts = [n for _, _, n in going]
    if p in state.fuel:
        vehicles = [world.vehicle_pce[c] for c, _, _ in going]
        limit = state.fuel[p] / world.litres_per_vehicle
        if p in world.pumps:
            pumped = world.pumps[p] * world.pump_rate * world.dt + state.pump_credit[p]
            limit = min(limit, pumped)
        counts, _ = share_out(draws.at(step, Process.FUEL, world.place_id[p]), counts, vehicles, limit)
    gone = _enter(world, state, draws, road, p, going, counts, Mode.VEHICLE, step)
    if p in state.fuel:
        used = 0.0
        for (c, _, _), n in zip(going, gone, strict=True):
            used += n * world.vehicle_pce[c]
        state.fuel[p] = max(0.0, state.fuel[p] - used * world.litres_per_vehicle)
        if p in world.pumps:
            # what was pumped and not used is kept, up to one household, and only while somebody waits
            left = [world.vehicle_pce[c] for (c, _, n), k in zip(going, gone, strict=True) if n > k]
            state.pump_credit[p] = min(pumped - used, max(left)) if left else 0.0


def _buses(world: World, state: State, draws: Draws, road: Road, p: int, step: int) -> None:
    for number in sorted(state.fleets):
        fleet = state.fleets[number]
        if fleet.place == p:
            _fill(world, state, draws, road, fleet, number, step)
    served = seats_for(state, p)
    if world.kind[p] == Kind.reception:
        # authorities take registered households without a vehicle on; a fleet stated there for them limits it
        waiting = [
            (c, d, n)
            for (q, c, d), n in sorted(state.ready.items())
            if q == p and not world.owner[c] and not served >> c & 1 and _can_go(world, road.tables, p, d)
        ]
        _enter(world, state, draws, road, p, waiting, [n for _, _, n in waiting], Mode.BUS, step)


def _fill(world: World, state: State, draws: Draws, road: Road, fleet: Fleet, number: int, step: int) -> None:
    p = fleet.place
    waiting = [
        (c, d, n)
        for (q, c, d), n in sorted(state.ready.items())
        if q == p
        and not world.owner[c]
        and fleet.takes >> c & 1
        and fleet.to in (-1, world.dest_place[d])
        and _can_go(world, road.tables, p, d)
    ]
    if fleet.at_hand == 0 or not waiting:
        return
    stream = draws.at(step, Process.SEATS, world.place_id[p], number)
    sizes = [world.persons[c] for c, _, _ in waiting]
    boarded, _ = share_out(stream, [n for _, _, n in waiting], sizes, fleet.at_hand * world.bus_seats)
    gone = _enter(world, state, draws, road, p, waiting, boarded, Mode.BUS, step, number)
    persons = hours = 0.0
    for (_, d, _), n, size in zip(waiting, gone, sizes, strict=True):
        persons += n * size
        hours += n * size * road.tables.to(world.dest_place[d]).cost[p]
    if persons > 0.0:
        used = min(fleet.at_hand, math.ceil(persons / world.bus_seats))
        back = step + max(1, math.ceil((2.0 * hours / persons + world.bus_turnaround) / world.dt))
        fleet.at_hand -= used
        fleet.away[back] = fleet.away.get(back, 0) + used


def _foot(world: World, state: State, draws: Draws, road: Road, on_foot: Tables, p: int, step: int) -> None:
    """Walk if it is near enough: those without a vehicle, and owners where the fuel left would not move them."""
    walking = []
    for (q, c, d), n in sorted(state.ready.items()):
        drives = world.owner[c] and state.fuel.get(p, math.inf) >= world.litres_per_vehicle * world.vehicle_pce[c]
        if q != p or drives or not world.walks[c]:
            continue
        ways = on_foot.to(world.dest_place[d])
        if p in ways.choice and ways.km[p] <= world.walk_range:
            walking.append((c, d, n))
    _enter(world, state, draws, road, p, walking, [n for _, _, n in walking], Mode.FOOT, step)


def _enter(
    world: World,
    state: State,
    draws: Draws,
    road: Road,
    p: int,
    ready: Ready,
    counts: list[int],
    mode: Mode,
    step: int,
    fleet: int = 0,
) -> list[int]:
    """Let households onto their first route as far as there is room; give how many of each record went."""
    wanted: dict[int, list[tuple[int, Key, int]]] = {}
    for index, ((c, d, _), n) in enumerate(zip(ready, counts, strict=True)):
        if n == 0:
            continue
        routes, probabilities = road.ways(mode, world.dest_place[d]).choice[p]
        stream = draws.at(step, Process.WAY_OUT, world.place_id[p], world.cohort_id[c], world.dest_id[d], mode, fleet)
        for r, n_r in zip(routes, multinomial(stream, n, probabilities), strict=True):
            if n_r:
                wanted.setdefault(r, []).append((index, Key(c, d, mode), n_r))
    gone = [0] * len(ready)
    for r, records in sorted(wanted.items()):
        let_in = _let_in(world, state, draws, road, r, [(key, n) for _, key, n in records], step, fleet)
        for (index, key, _), n in zip(records, let_in, strict=True):
            if n:
                gone[index] += n
                add(state.ready, (p, key.cohort, key.dest), -n)
                state.left[p] += n
                road.enter(r, key, n, step)
    return gone


def _let_in(
    world: World, state: State, draws: Draws, road: Road, r: int, records: list[tuple[Key, int]], step: int, fleet: int
) -> list[int]:
    """Give how many households of each record get onto a route; where it is nearly full, chance decides who."""
    counts = [n for _, n in records]
    mode = records[0][0].mode
    if mode == Mode.FOOT or math.isinf(world.storage[r]):
        return counts
    sizes = [world.pce(key.cohort, mode) for key, _ in records]
    stream = draws.at(step, Process.STORAGE, world.route_id[r], mode, fleet)
    unclaimed = road.room_unclaimed(r)
    let_in, _ = share_out(stream, counts, sizes, road.room_to_set_out(r), overshoot=True)
    used = 0.0
    for n, size in zip(let_in, sizes, strict=True):
        used += n * size
    state.reserve[r] -= max(0.0, used - unclaimed)
    road.refused[r] = road.refused[r] or let_in != counts
    return let_in
