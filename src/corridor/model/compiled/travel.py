"""Rule 6, travel, compiled: everybody on the links for one step. As `model.travel`, function by function."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from corridor.model.compiled.draws import at, binomial, mix, share_out, uniform
from corridor.model.compiled.jit import inlined, jit
from corridor.model.compiled.links import drop, enter, first_bucket, leave, release_room, total_pce
from corridor.model.compiled.ways import ROAD, WALK, known
from corridor.model.world import Process, Purpose, Status

Array = Any
_ORDER, _SERVE = int(Process.ORDER), int(Process.SERVE)
_STORAGE, _WAY_ON = int(Process.STORAGE), int(Process.WAY_ON)
_HOLD, _RELEASE = int(Process.HOLD), int(Process.RELEASE)
_STATE, _STRANDED, _ANY = int(Purpose.STATE), int(Status.STRANDED), int(Purpose.ANY)
LOST, HERE = -2, -1
_U0 = np.uint64(0)


@jit
def begin(m: Any, step: int) -> None:
    """Set what is counted within a step to zero, and work out who is on each route."""
    one, route = m.one, m.route
    interval = step // one[0].noise_steps
    for r in range(len(route)):
        route[r].entered = route[r].crossed = route[r].crossed_vehicles = 0.0
        route[r].freed = route[r].share = route[r].occupied = 0.0
        route[r].refused = 0
        if one[0].spillback:
            route[r].occupied = total_pce(m.on[r], m.cohort)
        route[r].factor = math.exp(m.road_noise[r, interval])


@inlined
def room_to_pass_on(route: Array, r: int) -> float:
    """As `Road.room_to_pass_on`."""
    if math.isinf(route[r].storage):
        return math.inf
    kept = route[r].reserve + route[r].share * route[r].freed if route[r].refused else 0.0
    return (route[r].storage - route[r].occupied) - max(0.0, kept)


@jit
def _go_on(m: Any, j: int, onto: int, key: int, n: int, step: int) -> None:
    if n == 0:
        return
    one, what = m.one, m.key[key]
    c, d = what.cohort, what.dest
    if onto >= 0:
        m.place[j].left += n
        enter(m, onto, key, n, step)
        return
    if what.purpose != _ANY:
        one[0].onward -= n
    if onto == HERE:
        m.arrived[c, d] += n
    else:
        if what.purpose == _STATE:
            release_room(m, c, d, n)
        m.staying[j, c, _STRANDED] += n
        one[0].network_changed = 1


@jit
def _split(m: Any, j: int, key: int, n: int, step: int, tail_cell: Array, n_cells: int, to: Array, k_of: Array) -> int:
    """As `travel._split`: fills `to` and `k_of`, gives how many."""
    what = m.key[key]
    if what.place == j:
        to[0], k_of[0] = HERE, n
        return 1
    which = WALK if what.mode == 0 else ROAD
    table = what.table
    known(m, which, table)
    if m.t_cost[which, table, j] == math.inf:
        to[0], k_of[0] = LOST, n
        return 1
    first, last = m.out_start[j], m.out_start[j + 1]
    chance = m.t_chance[which, table]
    ways, only = 0, -1
    for q in range(first, last):
        if chance[m.out_route[q]] >= 0.0:
            ways += 1
            only = m.out_route[q]
    if ways == 1:
        to[0], k_of[0] = only, n
        return 1
    cell = what.cell
    for q in range(n_cells):
        cell = mix(cell, tail_cell[q])
    at(m.g, m.half, step, _WAY_ON, cell)
    found, left = 0, n
    for q in range(first, last):
        r = m.out_route[q]
        if chance[r] >= 0.0:
            k = binomial(m.g, m.half, left, chance[r]) if left > 0 else 0
            left -= k
            if k > 0:
                to[found], k_of[found] = r, k
                found += 1
    return found


@jit
def _let_on(
    m: Any,
    onto: int,
    n: int,
    keys: Array,
    counts: Array,
    let: Array,
    step: int,
    cells: Array,
    n_cells: int,
    sizes: Array,
    left: Array,
) -> None:
    """As `travel._let_on`: fills `let`."""
    some = False
    for q in range(n):
        sizes[q] = m.key[keys[q]].pce
        some = some or sizes[q] != 0.0
    if onto < 0 or not some:
        for q in range(n):
            let[q] = counts[q]
        return
    cell = m.route[onto].cell
    for q in range(n_cells):
        cell = mix(cell, cells[q])
    at(m.g, m.half, step, _STORAGE, cell)
    share_out(m.g, m.half, n, counts, sizes, room_to_pass_on(m.route, onto), True, let, left)


@jit
def _pass_on(
    m: Any, r: int, bucket: int, n_served: int, records: Array, counts: Array, step: int, cells: Array
) -> float:
    """As `travel._pass_on`; `cells` are route, sweep, index and kind."""
    route, cohort = m.route, m.cohort
    j = route[r].to
    to, k_of = m.i[4], m.i[5]
    onto_of, rec_of, count_of = m.i[6], m.i[7], m.i[8]
    some_rec, some_key, some_n, let, left = m.i[9], m.i[10], m.i[11], m.i[12], m.i[13]
    sizes = m.f[1]
    total = 0
    for s in range(n_served):
        n_to = _split(m, j, m.rec[records[s]].key, counts[s], step, cells, 4, to, k_of)
        for q in range(n_to):
            onto_of[total], rec_of[total], count_of[total] = to[q], records[s], k_of[q]
            total += 1
    spent = 0.0
    first, last = m.out_start[j], m.out_start[j + 1]
    for slot in range(first - 2, last):
        onto = m.out_route[slot] if slot >= first else slot - first
        n = 0
        for q in range(total):
            if onto_of[q] == onto:
                some_rec[n], some_n[n] = rec_of[q], count_of[q]
                some_key[n] = m.rec[rec_of[q]].key
                n += 1
        if n == 0:
            continue
        _let_on(m, onto, n, some_key, some_n, let, step, cells, 4, sizes, left)
        for q in range(n):
            k = let[q]
            if k == 0:
                continue
            key = some_key[q]
            what = m.key[key]
            c = what.cohort
            leave(m, r, bucket, some_rec[q], k)
            size = what.pce
            spent += k * (size if size != 0.0 else 1.0)
            held = 0
            gate = m.place[j].checkpoint
            if gate >= 0 and cohort[c].hold_share != 0.0:
                cell = mix(route[r].cell, cohort[c].id)
                cell = mix(mix(cell, m.dest[what.dest].id), np.uint64(what.mode))
                cell = mix(cell, route[onto].id if onto >= 0 else np.uint64(-onto))
                for z in range(1, 4):
                    cell = mix(cell, cells[z])
                at(m.g, m.half, step, _HOLD, cell)
                held = binomial(m.g, m.half, k, cohort[c].hold_share)
                m.held[gate, key] += held
                m.here[j, c, 1] += held
            _go_on(m, j, onto, key, k - held, step)
    return spent


@jit
def _walk_off(m: Any, r: int, step: int, sweep: int, cells: Array) -> bool:
    link = len(m.route) + r
    h_next, h_left = m.h_next, m.h_left
    records, counts = m.i[2], m.i[3]
    moved = False
    index, before = 0, -1
    bucket = first_bucket(m.head, h_left, link)
    while bucket >= 0 and m.h_ripe[bucket] <= step:
        own = bucket == link
        after = -1 if own else h_next[bucket]
        n = 0
        for k in range(m.h_start[bucket], m.h_start[bucket] + m.h_n[bucket]):
            if m.rec[k].n > 0:
                records[n], counts[n] = k, m.rec[k].n
                n += 1
        cells[0], cells[1], cells[2], cells[3] = m.route[r].id, np.uint64(sweep), np.uint64(index), _U0
        moved = _pass_on(m, r, bucket, n, records, counts, step, cells) > 0.0 or moved
        if h_left[bucket] == 0:
            drop(m.one, h_next, m.h_n, m.head, m.tail, link, before, bucket)
        else:
            before = bucket
        index += 1
        if own:
            break
        bucket = after if after >= 0 else (link if h_left[link] > 0 else -1)
    return moved


@jit
def _blocked(m: Any, j: int, bucket: int) -> bool:
    """Say whether nobody of a bucket can go on: to each of them every way is full. No draw would change that."""
    some_room = False
    for q in range(m.out_start[j], m.out_start[j + 1]):
        some_room = some_room or room_to_pass_on(m.route, m.out_route[q]) > 0.0
    for k in range(m.h_start[bucket], m.h_start[bucket] + m.h_n[bucket]):
        if m.rec[k].n == 0:
            continue
        what = m.key[m.rec[k].key]
        if what.place == j:
            return False
        known(m, ROAD, what.table)
        if m.t_cost[ROAD, what.table, j] == math.inf:
            return False
        if not some_room and what.pce != 0.0:
            continue
        for q in range(m.out_start[j], m.out_start[j + 1]):
            r = m.out_route[q]
            if m.t_chance[ROAD, what.table, r] >= 0.0 and (what.pce == 0.0 or room_to_pass_on(m.route, r) > 0.0):
                return False
    return True


@jit
def _drive_off(m: Any, r: int, step: int, sweep: int, cells: Array) -> bool:
    route = m.route
    records, counts, taken, left, sizes = m.i[2], m.i[3], m.i[14], m.i[15], m.f[0]
    moved, index = False, 0
    while route[r].budget > 0.0:
        bucket = first_bucket(m.head, m.h_left, r)
        if bucket < 0 or m.h_ripe[bucket] > step or (m.one[0].spillback and _blocked(m, route[r].to, bucket)):
            break
        n = 0
        for k in range(m.h_start[bucket], m.h_start[bucket] + m.h_n[bucket]):
            if m.rec[k].n > 0:
                key = m.rec[k].key
                records[n], counts[n] = k, m.rec[k].n
                sizes[n] = m.key[key].pce
                n += 1
        cell = mix(mix(route[r].cell, np.uint64(sweep)), np.uint64(index))
        at(m.g, m.half, step, _SERVE, cell)
        share_out(m.g, m.half, n, counts, sizes, route[r].budget, True, taken, left)
        served = 0
        for q in range(n):
            if taken[q] > 0:
                records[served], counts[served] = records[q], taken[q]
                served += 1
        cells[0], cells[1], cells[2], cells[3] = route[r].id, np.uint64(sweep), np.uint64(index), np.uint64(1)
        spent = _pass_on(m, r, bucket, served, records, counts, step, cells)
        route[r].budget -= spent
        moved = moved or spent > 0.0
        index += 1
        if m.h_left[bucket] > 0:
            break
        drop(m.one, m.h_next, m.h_n, m.head, m.tail, r, -1, bucket)
    return moved


@jit
def _release_held(m: Any, step: int, cells: Array) -> None:
    """As `travel._release_held`."""
    one, dest, cohort, place = m.one, m.dest, m.cohort, m.place
    p = -math.expm1(-one[0].dt / one[0].hold_time)
    n_d = one[0].n_dests
    to, k_of = m.i[4], m.i[5]
    onto_of, key_of, count_of = m.i[6], m.i[7], m.i[8]
    some_key, some_n, let, left = m.i[10], m.i[11], m.i[12], m.i[13]
    for j in range(len(place)):
        gate = place[j].checkpoint
        if gate < 0:
            continue
        total = 0
        for c in range(len(cohort)):
            if m.here[j, c, 1] == 0:
                continue
            for key in range(c * n_d * 3, (c + 1) * n_d * 3):
                n = m.held[gate, key]
                if n == 0:
                    continue
                cell = m.who[j, c]
                cell = mix(mix(cell, dest[m.key[key].dest].id), np.uint64(m.key[key].mode))
                at(m.g, m.half, step, _RELEASE, cell)
                released = binomial(m.g, m.half, n, p)
                if released == 0:
                    continue
                cells[0] = place[j].id
                n_to = _split(m, j, key, released, step, cells, 1, to, k_of)
                for q in range(n_to):
                    onto_of[total], key_of[total], count_of[total] = to[q], key, k_of[q]
                    total += 1
        first, last = m.out_start[j], m.out_start[j + 1]
        for slot in range(first - 2, last):
            onto = m.out_route[slot] if slot >= first else slot - first
            n = 0
            for q in range(total):
                if onto_of[q] == onto:
                    some_key[n], some_n[n] = key_of[q], count_of[q]
                    n += 1
            if n == 0:
                continue
            cells[0] = place[j].id
            _let_on(m, onto, n, some_key, some_n, let, step, cells, 1, m.f[1], left)
            for q in range(n):
                if let[q] > 0:
                    m.held[gate, some_key[q]] -= let[q]
                    m.here[j, m.key[some_key[q]].cohort, 1] -= let[q]
                    _go_on(m, j, onto, some_key[q], let[q], step)


@jit
def order_by(keys: Array, n: int, order: Array, before: Array) -> None:
    """Fill `order` with 0 to n - 1 by their keys in (0, 1), equal ones as they come; `before` is scratch.

    Keys are spread evenly, so their size says nearly where each belongs.
    """
    for k in range(n + 1):
        before[k] = 0
    for r in range(n):
        before[min(int(keys[r] * n), n - 1) + 1] += 1
    for k in range(1, n):
        before[k] += before[k - 1]
    for r in range(n):
        k = min(int(keys[r] * n), n - 1)
        order[before[k]] = r
        before[k] += 1
    for k in range(1, n):
        r, to = order[k], k
        while to > 0 and keys[order[to - 1]] > keys[r]:
            order[to] = order[to - 1]
            to -= 1
        order[to] = r


@jit
def _serving_order(m: Any, step: int) -> None:
    """As `travel._order`, into `i[0]`."""
    order, keys = m.i[0], m.f[2]
    n_r = len(m.route)
    if not m.one[0].spillback:
        for r in range(n_r):
            order[r] = r
        return
    for r in range(n_r):
        at(m.g, m.half, step, _ORDER, m.route[r].cell)
        keys[r] = uniform(m.g, m.half)
    order_by(keys, n_r, order, m.i[1])


@jit
def travel(m: Any, step: int, cells: Array) -> None:
    """As `travel.apply`; those who reach their destination are in `arrived`."""
    one, route = m.one, m.route
    n_r = len(route)
    _serving_order(m, step)
    m.arrived[:] = 0
    _release_held(m, step, cells)
    for r in range(n_r):
        if not route[r].open:
            route[r].budget = 0.0
        elif math.isinf(route[r].capacity):
            route[r].budget = math.inf
        else:
            route[r].budget = route[r].credit + route[r].capacity * route[r].factor * one[0].dt
    sweep, moved = 0, True
    while moved:
        moved = False
        for q in range(n_r):
            r = m.i[0, q]
            if route[r].open:
                if m.head[n_r + r] >= 0 or m.h_left[n_r + r] > 0:
                    moved = _walk_off(m, r, step, sweep, cells) or moved
                if m.head[r] >= 0 or m.h_left[r] > 0:
                    moved = _drive_off(m, r, step, sweep, cells) or moved
        sweep += 1
    for r in range(n_r):
        bucket = first_bucket(m.head, m.h_left, r)
        waiting = bucket >= 0 and m.h_ripe[bucket] <= step
        route[r].credit = min(route[r].budget, 1.0) if waiting else min(route[r].budget, 0.0)
        if not route[r].open or math.isinf(route[r].capacity):
            route[r].credit = 0.0
        owed = route[r].reserve + route[r].share * route[r].freed
        free = route[r].storage - route[r].occupied
        route[r].reserve = min(owed, max(free, 0.0) + 1.0) if route[r].refused else 0.0
