"""Rule 7, receive: shelter on arrival, registration first in first out, and accommodation with kin or by the state.

A household that reaches a settlement stays as displaced; at a shelter it finds room, or waits there without shelter
until there is some. At a reception place, camp or host region it waits for a desk where there are desks; then kin take
it in with probability `p_kin`, in a region drawn by the weights of kin of its cohort, and else it needs state
accommodation: a region with room by the logit of rule 4, shared at random where rooms run short, and counted as without
shelter when no room is left anywhere, or when the region has closed by the time it comes.
"""

from __future__ import annotations

import math

from corridor.base.samplers import binomial, multinomial
from corridor.model.share_out import share_out
from corridor.model.state import Bucket, Draws, Key, State, add, room_left
from corridor.model.trace import registered_households
from corridor.model.travel import Arrived
from corridor.model.ways import Tables
from corridor.model.world import RECEIVING, REGIONS, SHELTERING, Kind, Process, Purpose, Status, World

__all__ = ["apply"]

_FLOOR = 0.01


class Received:
    """What reception did in a step, for the record, in persons by place."""

    def __init__(self, world: World) -> None:
        self.registered = [0.0] * world.n_places
        self.in_need = [0.0] * world.n_places


def apply(world: World, state: State, draws: Draws, road: Tables, arrived: Arrived, step: int) -> Received:
    """Receive those who arrived, serve the desks, and find rooms."""
    received = Received(world)
    to_place: dict[tuple[int, int], int] = {}
    shelter: dict[tuple[int, int], int] = {}
    for (p, c, d), n in sorted(arrived.items()):
        purpose = world.dest_purpose[d]
        if purpose == Purpose.KIN:
            add(state.staying, (p, c, Status.SETTLED_KIN), n)
        elif purpose == Purpose.STATE and state.site_open[p]:
            add(state.staying, (p, c, Status.SETTLED_STATE), n)
        elif purpose == Purpose.STATE:  # it has closed in the meantime
            state.room_used[p] -= n * world.persons[c]
            add(state.staying, (p, c, Status.UNSHELTERED), n)
        elif world.kind[p] in RECEIVING:
            if state.desks[p] > 0.0 or state.registering[p]:
                _queue(state, p, Key(c, d, 0), n, step)
            else:
                to_place[p, c] = to_place.get((p, c), 0) + n
        elif world.kind[p] in SHELTERING:
            shelter[p, c] = shelter.get((p, c), 0) + n
        else:
            add(state.staying, (p, c, Status.DISPLACED), n)
    _shelter(world, state, draws, shelter, step)
    for (p, c), n in _register(world, state, draws, received, step).items():
        to_place[p, c] = to_place.get((p, c), 0) + n
    _accommodate(world, state, draws, road, to_place, received, step)
    return received


def _shelter(world: World, state: State, draws: Draws, newcomers: dict[tuple[int, int], int], step: int) -> None:
    """Let newcomers, and those who wait there without shelter, in as far as there is room; chance decides who."""
    room = room_left(world, state)
    for p, kind in enumerate(world.kind):
        if kind not in SHELTERING or kind in REGIONS:
            continue
        new = [newcomers.get((p, c), 0) for c in range(world.n_cohorts)]
        waiting = [state.staying.get((p, c, Status.UNSHELTERED), 0) for c in range(world.n_cohorts)]
        wanting = [n + k for n, k in zip(new, waiting, strict=True)]
        if not any(wanting):
            continue
        let_in = [0] * world.n_cohorts
        free = room[p]
        for k, size in zip(waiting, world.persons, strict=True):
            free += k * size  # those who wait are not inside yet
        if state.site_open[p] and free > 0.0:
            let_in, _ = share_out(draws.at(step, Process.SHELTER, world.place_id[p]), wanting, world.persons, free)
        for c, (n, k) in enumerate(zip(new, let_in, strict=True)):
            add(state.staying, (p, c, Status.DISPLACED), k)
            add(state.staying, (p, c, Status.UNSHELTERED), n - k)


def _queue(state: State, p: int, key: Key, n: int, step: int) -> None:
    queue = state.registering[p]
    if not queue or queue[-1].entered != step:
        queue.append(Bucket(step, step, {}))
    add(queue[-1].counts, key, n)


def _register(world: World, state: State, draws: Draws, received: Received, step: int) -> dict[tuple[int, int], int]:
    """Serve the desks; give the households registered by (place, cohort)."""
    done: dict[tuple[int, int], int] = {}
    for p in range(world.n_places):
        budget = state.desk_credit[p] + state.desks[p] * world.desk_rate * world.dt
        index = 0
        while state.registering[p] and budget > 0.0:
            bucket = state.registering[p][0]
            keys = sorted(bucket.counts)
            sizes = [world.persons[key.cohort] for key in keys]
            stream = draws.at(step, Process.REGISTER, world.place_id[p], index)
            counts, budget = share_out(stream, [bucket.counts[k] for k in keys], sizes, budget, overshoot=True)
            for key, n in zip(keys, counts, strict=True):
                if n:
                    add(bucket.counts, key, -n)
                    done[p, key.cohort] = done.get((p, key.cohort), 0) + n
                    received.registered[p] += n * world.persons[key.cohort]
            index += 1
            if bucket.counts:
                break
            state.registering[p].pop(0)
        state.desk_credit[p] = min(budget, 0.0)
    for p in sorted({p for p, _ in done}):
        registered_households(world, state, draws, p, sum(n for (q, _), n in done.items() if q == p), step)
    return done


def _accommodate(
    world: World,
    state: State,
    draws: Draws,
    road: Tables,
    to_place: dict[tuple[int, int], int],
    received: Received,
    step: int,
) -> None:
    homeless: dict[tuple[int, int], int] = {}
    for (p, c), n in sorted(to_place.items()):
        # a camp has no kin of its own: there, kin take in only where the scenario says where they live
        p_kin = world.p_kin[c] if world.kind[p] != Kind.camp or any(world.kin[c]) else 0.0
        with_kin = binomial(draws.at(step, Process.KIN, world.place_id[p], world.cohort_id[c]), n, p_kin)
        _to_kin(world, state, draws, road, p, c, with_kin, step)
        if n - with_kin:
            homeless[p, c] = n - with_kin
            received.in_need[p] += (n - with_kin) * world.persons[c]
    full: set[int] = set()
    for attempt in range(world.n_places + 1):
        if not homeless:
            return
        homeless = _to_regions(world, state, draws, road, homeless, full, step, attempt)


def _to_kin(world: World, state: State, draws: Draws, road: Tables, p: int, c: int, n: int, step: int) -> None:
    if n == 0:
        return
    weights = [w if q == p or p in road.to(q).cost else 0.0 for q, w in enumerate(world.kin[c])]
    if not any(weights):
        add(state.staying, (p, c, Status.SETTLED_KIN), n)
        return
    stream = draws.at(step, Process.KIN_REGION, world.place_id[p], world.cohort_id[c])
    for q, k in enumerate(multinomial(stream, n, weights)):
        _send(world, state, p, q, c, k, Purpose.KIN)


def _send(world: World, state: State, p: int, q: int, c: int, n: int, purpose: Purpose) -> None:
    """Settle households at `p`, or make them ready to travel on to `q`."""
    if n == 0:
        return
    if p == q:
        status = Status.SETTLED_KIN if purpose is Purpose.KIN else Status.SETTLED_STATE
        add(state.staying, (p, c, status), n)
        return
    for d, place in enumerate(world.dest_place):
        if place == q and world.dest_purpose[d] == purpose:
            add(state.ready, (p, c, d), n)
            return
    raise ValueError(f"place {q} is no destination for {purpose.name.lower()}")


def _regions(world: World, state: State, road: Tables, p: int, full: set[int]) -> tuple[list[int], list[float]]:
    """Give the regions with room that can be reached, and the weights of the logit over them."""
    regions, values = [], []
    for q, kind in enumerate(world.kind):
        left = state.room[q] - state.room_used[q]
        if kind not in REGIONS or q in full or left <= 0.0 or not state.site_open[q] or p not in road.to(q).cost:
            continue
        ways = road.to(q)
        cost = ways.km[p] if world.by_distance else ways.cost[p]
        value = -world.beta * math.log((cost + world.soft) / world.cost_scale) - world.b_danger * state.threat[q]
        value += world.effect[q] + world.b_room * math.log(max(left / world.room_scale, _FLOOR))
        regions.append(q)
        values.append(value + world.alpha[q])
    highest = max(values, default=0.0)
    return regions, [math.exp(value - highest) for value in values]


def _to_regions(
    world: World,
    state: State,
    draws: Draws,
    road: Tables,
    homeless: dict[tuple[int, int], int],
    full: set[int],
    step: int,
    attempt: int,
) -> dict[tuple[int, int], int]:
    """Ask for rooms once; give those who found none, for whom regions asked in vain are full from now on."""
    asked: dict[int, list[tuple[int, int, int]]] = {}
    for (p, c), n in sorted(homeless.items()):
        regions, weights = _regions(world, state, road, p, full)
        if not regions:
            add(state.staying, (p, c, Status.UNSHELTERED), n)
            continue
        stream = draws.at(step, Process.REGION, world.place_id[p], world.cohort_id[c], attempt)
        for q, k in zip(regions, multinomial(stream, n, weights), strict=True):
            if k:
                asked.setdefault(q, []).append((p, c, k))
    refused: dict[tuple[int, int], int] = {}
    for q, records in sorted(asked.items()):
        counts, sizes = [k for _, _, k in records], [world.persons[c] for _, c, _ in records]
        room = state.room[q] - state.room_used[q]
        given, _ = share_out(draws.at(step, Process.ROOM, world.place_id[q], attempt), counts, sizes, room)
        for (p, c, k), g in zip(records, given, strict=True):
            state.room_used[q] += g * world.persons[c]
            _send(world, state, p, q, c, g, Purpose.STATE)
            if k > g:
                refused[p, c] = refused.get((p, c), 0) + k - g
                full.add(q)
    return refused
