"""Links: buckets of records in order of entry, put in and taken out.

`put` adds to the bucket of the present step; `close_step` lets those buckets join their chains, and makes room for them
by compaction first. It gives -1 where room has to grow: nothing is lost, the driver grows it and calls again.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from corridor.model.compiled.draws import at, mix, uniform
from corridor.model.compiled.jit import inlined, jit, making
from corridor.model.world import Process, Purpose

Array = Any
_ROUNDING = int(Process.ROUNDING)
_STATE = int(Purpose.STATE)


@inlined
def put(
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
        cell = mix(route[r].cell, np.uint64(1 if foot else 0))
        at(m.g, m.half, step, _ROUNDING, cell)
        u = uniform(m.g, m.half)
        h_ripe[link] = step + math.floor(time / one[0].dt + u)
    put(m.h_start, m.h_n, h_left, m.rec, link, key, n)
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


@jit
def release_room(m: Any, c: int, d: int, n: int) -> None:
    """As `timeline.release_room`."""
    if m.dest[d].purpose == _STATE:
        m.place[m.dest[d].place].room_used -= n * m.cohort[c].persons
