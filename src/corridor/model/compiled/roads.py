"""Links: buckets of records in order of entry, put in and taken out; and moving everybody on them (rule 6).

`put` adds to the bucket of the present step; `close_step` lets those buckets join their chains, and makes room for them
by compaction first. It gives -1 where room has to grow: nothing is lost, the driver grows it and calls again.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from corridor.model.compiled.draws import at, binomial, mix, take, uniform
from corridor.model.compiled.jit import inlined, jit, making
from corridor.model.compiled.tables import ROAD, WALK, known
from corridor.model.world import Process, Purpose, Status

Array = Any
_ROUNDING, _ORDER, _SERVE = int(Process.ROUNDING), int(Process.ORDER), int(Process.SERVE)
_STORAGE, _WAY_ON = int(Process.STORAGE), int(Process.WAY_ON)
_HOLD, _RELEASE = int(Process.HOLD), int(Process.RELEASE)
_STATE, _STRANDED, _ANY = int(Purpose.STATE), int(Status.STRANDED), int(Purpose.ANY)
LOST, HERE = -2, -1
_U0 = np.uint64(0)


# --- links ----------------------------------------------------------------------------------------------------


@inlined
def put(
    one: Array,
    h_start: Array,
    h_n: Array,
    h_left: Array,
    rec: Array,
    link: int,
    key: int,
    n: int,
) -> None:
    """Add `n` households to the bucket of the present step of a link, whose records stay sorted by key."""
    start, size = h_start[link], h_n[link]
    k = size
    while k > 0 and rec[start + k - 1].key > key:
        k -= 1
    if k > 0 and rec[start + k - 1].key == key:
        rec[start + k - 1].n += n
    else:
        for q in range(size, k, -1):
            rec[start + q].key = rec[start + q - 1].key
            rec[start + q].n = rec[start + q - 1].n
        rec[start + k].key = key
        rec[start + k].n = n
        h_n[link] = size + 1
    h_left[link] += n


@jit
def first_bucket(head: Array, h_left: Array, link: int) -> int:
    """Give the header of the first bucket of a link; -1 where there is none."""
    if head[link] >= 0:
        return head[link]
    return link if h_left[link] > 0 else -1


@jit
def drop(one: Array, h_next: Array, h_n: Array, head: Array, tail: Array, link: int, before: int, bucket: int) -> None:
    """Take an empty bucket out of its chain; `before` is the one before it, or -1."""
    if bucket == link:
        h_n[link] = 0
        return
    after = h_next[bucket]
    if before < 0:
        head[link] = after
    else:
        h_next[before] = after
    if tail[link] == bucket:
        tail[link] = before
    h_next[bucket] = one[0].headers_free
    one[0].headers_free = bucket


@jit
def _room_needed(h_n: Array, h_left: Array, links: int) -> tuple[int, int]:
    records = buckets = 0
    for link in range(links):
        if h_left[link] > 0:
            records += h_n[link]
            buckets += 1
    return records, buckets


@making
def _compact(m: Any) -> None:
    """Move the records of all buckets together, in the order in which they lie, leaving out what is zero."""
    one, h_next, h_start, h_n, head = m.one, m.h_next, m.h_start, m.h_n, m.head
    rec = m.rec
    n_headers = len(h_start)
    order = np.empty(n_headers, np.int64)
    starts = np.empty(n_headers, np.int64)
    n = 0
    for link in range(len(head)):
        bucket = head[link]
        while bucket >= 0:
            order[n] = bucket
            starts[n] = h_start[bucket]
            n += 1
            bucket = h_next[bucket]
    by_place = np.argsort(starts[:n])
    at_ = one[0].arena_first
    for q in range(n):
        bucket = order[by_place[q]]
        start, kept = h_start[bucket], at_
        for k in range(start, start + h_n[bucket]):
            if rec[k].n > 0:
                rec[at_].key = rec[k].key
                rec[at_].n = rec[k].n
                at_ += 1
        h_start[bucket] = kept
        h_n[bucket] = at_ - kept
    one[0].arena_used = at_


@jit
def close_step(m: Any, step: int) -> int:
    """Let the buckets of the present step join their chains; give 0, or -1 where room has to grow first."""
    one, h_next, h_start, h_n, h_left, h_ripe = m.one, m.h_next, m.h_start, m.h_n, m.h_left, m.h_ripe
    rec, head, tail, unripe = m.rec, m.head, m.tail, m.unripe
    links = len(head)
    records, buckets = _room_needed(h_n, h_left, links)
    room = len(rec)
    if one[0].arena_used + records > room or (step % 24 == 23 and one[0].arena_used > one[0].arena_first):
        _compact(m)
        if one[0].arena_used + records > room:
            return -1
    free, n_free = one[0].headers_free, 0
    while free >= 0 and n_free < buckets:
        n_free += 1
        free = h_next[free]
    if n_free < buckets:
        return -1
    for link in range(links):
        if h_left[link] > 0:
            bucket = one[0].headers_free
            one[0].headers_free = h_next[bucket]
            here = one[0].arena_used
            start = h_start[link]
            h_start[bucket] = here
            for k in range(start, start + h_n[link]):
                if rec[k].n > 0:
                    rec[here].key = rec[k].key
                    rec[here].n = rec[k].n
                    here += 1
            h_n[bucket] = here - one[0].arena_used
            one[0].arena_used = here
            h_left[bucket] = h_left[link]
            h_ripe[bucket] = h_ripe[link]
            h_next[bucket] = -1
            if tail[link] >= 0:
                h_next[tail[link]] = bucket
            else:
                head[link] = bucket
            tail[link] = bucket
            if unripe[link] < 0 and h_ripe[bucket] > step:
                unripe[link] = bucket
        h_n[link] = 0
        h_left[link] = 0
    return 0


@jit
def ripen(m: Any, step: int) -> None:
    """Count those who have come to the end of their route by this step."""
    h_next, h_start, h_n, h_ripe, unripe = m.h_next, m.h_start, m.h_n, m.h_ripe, m.unripe
    rec, ripe = m.rec, m.ripe
    for r in range(len(m.route)):
        bucket = unripe[r]
        while bucket >= 0 and h_ripe[bucket] <= step:
            for k in range(h_start[bucket], h_start[bucket] + h_n[bucket]):
                key = rec[k].key
                ripe[r, m.key[key].cohort, m.key[key].mode] += rec[k].n
            bucket = h_next[bucket]
        unripe[r] = bucket


@inlined
def pce(cohort: Array, c: int, mode: int) -> float:
    """As `World.pce`."""
    if mode == 0:
        return 0.0
    return cohort[c].vehicle_pce if mode == 1 else cohort[c].bus_pce


@jit
def total_pce(counts: Array, cohort: Array) -> float:
    """Give passenger-car equivalents of counts (C, 3), summed by cohort and mode."""
    total = 0.0
    for c in range(len(cohort)):
        for mode in range(1, 3):
            if counts[c, mode] > 0:
                total += counts[c, mode] * pce(cohort, c, mode)
    return total


@jit
def enter(m: Any, r: int, key: int, n: int, step: int) -> None:
    """As `Road.enter`."""
    one, route, h_left, h_ripe = m.one, m.route, m.h_left, m.h_ripe
    what = m.key[key]
    mode, c = what.mode, what.cohort
    foot = mode == 0
    link = len(route) + r if foot else r
    if h_left[link] == 0:
        m.h_n[link] = 0
        time = route[r].foot_time if foot else route[r].road_time
        cell = mix(mix(_U0, route[r].id), np.uint64(1 if foot else 0))
        at(m.g, m.half, step, _ROUNDING, cell)
        u = uniform(m.g, m.half)
        h_ripe[link] = step + math.floor(time / one[0].dt + u)
    put(one, m.h_start, m.h_n, h_left, m.rec, link, key, n)
    m.on[r, c, mode] += n
    if not foot and h_ripe[link] <= step:
        m.ripe[r, c, mode] += n
    route[r].occupied += n * what.pce
    route[r].entered += n * what.persons


@inlined
def leave(m: Any, r: int, bucket: int, record: int, n: int) -> None:
    """As `Road.leave`."""
    route, what = m.route, m.key[m.rec[record].key]
    mode, c = what.mode, what.cohort
    equivalents = n * what.pce
    m.one[0].moves += 1
    m.rec[record].n -= n
    m.h_left[bucket] -= n
    m.on[r, c, mode] -= n
    if mode > 0:
        m.ripe[r, c, mode] -= n
    route[r].occupied -= equivalents
    route[r].freed += equivalents
    m.place[route[r].to].arrived += n
    route[r].crossed += n * what.persons
    route[r].crossed_vehicles += equivalents


# --- rule 6 ---------------------------------------------------------------------------------------------------


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
def release_room(m: Any, c: int, d: int, n: int) -> None:
    """As `timeline.release_room`."""
    if m.dest[d].purpose == _STATE:
        m.place[m.dest[d].place].room_used -= n * m.cohort[c].persons


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
    cell = mix(_U0, m.route[onto].id)
    for q in range(n_cells):
        cell = mix(cell, cells[q])
    at(m.g, m.half, step, _STORAGE, cell)
    take(m.g, m.half, n, counts, sizes, room_to_pass_on(m.route, onto), True, let, left)


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
                cell = mix(mix(_U0, route[r].id), cohort[c].id)
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
    for k in range(m.h_start[bucket], m.h_start[bucket] + m.h_n[bucket]):
        if m.rec[k].n == 0:
            continue
        what = m.key[m.rec[k].key]
        if what.place == j:
            return False
        known(m, ROAD, what.table)
        if m.t_cost[ROAD, what.table, j] == math.inf:
            return False
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
        cell = mix(mix(mix(_U0, route[r].id), np.uint64(sweep)), np.uint64(index))
        at(m.g, m.half, step, _SERVE, cell)
        take(m.g, m.half, n, counts, sizes, route[r].budget, True, taken, left)
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
                cell = mix(mix(_U0, place[j].id), cohort[c].id)
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


@making
def _serving_order(m: Any, step: int) -> None:
    """As `travel._order`, into `i[0]`."""
    order = m.i[0]
    n_r = len(m.route)
    if not m.one[0].spillback:
        for r in range(n_r):
            order[r] = r
        return
    keys = m.f[2]
    for r in range(n_r):
        at(m.g, m.half, step, _ORDER, mix(_U0, m.route[r].id))
        keys[r] = uniform(m.g, m.half)
    sorted_ = np.argsort(keys[:n_r], kind="mergesort")
    for r in range(n_r):
        order[r] = sorted_[r]


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
