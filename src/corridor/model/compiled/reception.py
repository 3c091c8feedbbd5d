"""Rules 7 and 8, compiled: receive and trace. As `model.receive` and `model.trace`, function by function."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from corridor.model import receive as plain_receive
from corridor.model.compiled.decide import room_left, taken_in
from corridor.model.compiled.draws import at, binomial, conditional, hypergeometric, mix, share_out
from corridor.model.compiled.jit import jit
from corridor.model.compiled.links import drop, first_bucket, put
from corridor.model.compiled.ways import ROAD, known
from corridor.model.world import Kind, Process, Purpose, Status

Array = Any
_FLOOR = plain_receive._FLOOR
_DISPLACED, _UNSHELTERED = int(Status.DISPLACED), int(Status.UNSHELTERED)
_KIN_IN, _STATE_IN = int(Status.SETTLED_KIN), int(Status.SETTLED_STATE)
_REGISTER, _KIN, _KIN_REGION = int(Process.REGISTER), int(Process.KIN), int(Process.KIN_REGION)
_REGION, _ROOM, _SHELTER = int(Process.REGION), int(Process.ROOM), int(Process.SHELTER)
_FOUND, _TRACE = int(Process.FOUND), int(Process.TRACE)
_TO_KIN, _TO_STATE = int(Purpose.KIN), int(Purpose.STATE)
_CAMP = int(Kind.camp)


@jit
def receive(m: Any, step: int, to_place: Array, newcomers: Array) -> None:
    """As `receive.apply`; `to_place` and `newcomers` are (P, C), filled here."""
    place, cohort, dest = m.place, m.cohort, m.dest
    n_p, n_c, n_d = len(place), len(cohort), len(dest)
    to_place[:] = 0
    newcomers[:] = 0
    for p in range(n_p):
        place[p].registered = place[p].in_need = 0.0
    # destinations are in order of place, so within one place cohorts come first and then destinations
    begin = 0
    while begin < n_d:
        end = begin
        while end < n_d and dest[end].place == dest[begin].place:
            end += 1
        for c in range(n_c):
            for d in range(begin, end):
                if m.arrived[c, d] > 0:
                    _arrive(m, dest[d].place, c, d, m.arrived[c, d], to_place, newcomers)
        begin = end
    _shelter(m, newcomers, step)
    _register(m, to_place, step)
    _accommodate(m, to_place, step)


@jit
def _arrive(m: Any, p: int, c: int, d: int, n: int, to_place: Array, newcomers: Array) -> None:
    one, place = m.one, m.place
    purpose = m.dest[d].purpose
    if purpose == _TO_KIN:
        m.staying[p, c, _KIN_IN] += n
        one[0].settled += n
    elif purpose == _TO_STATE and place[p].open:
        m.staying[p, c, _STATE_IN] += n
        one[0].settled += n
    elif purpose == _TO_STATE:
        place[p].room_used -= n * m.cohort[c].persons
        m.staying[p, c, _UNSHELTERED] += n
        one[0].settled += n
    elif place[p].receives:
        link = 2 * len(m.route) + p
        if place[p].desks > 0.0 or m.head[link] >= 0 or m.h_left[link] > 0:
            if m.h_left[link] == 0:
                m.h_n[link] = 0
            put(m.h_start, m.h_n, m.h_left, m.rec, link, (c * len(m.dest) + d) * 3, n)
            m.h_ripe[link] = 0
            m.here[p, c, 2] += n
        else:
            to_place[p, c] += n
    elif place[p].shelters:
        newcomers[p, c] += n
    else:
        m.staying[p, c, _DISPLACED] += n


@jit
def _shelter(m: Any, newcomers: Array, step: int) -> None:
    one, place, cohort = m.one, m.place, m.cohort
    n_c = len(cohort)
    wanting, let_in, left, sizes = m.i[2], m.i[3], m.i[4], m.f[0]
    room_left(m)
    for p in range(len(place)):
        if not place[p].shelters or place[p].region:
            continue
        some = False
        free = place[p].room_left
        for c in range(n_c):
            waiting = m.staying[p, c, _UNSHELTERED]
            wanting[c] = newcomers[p, c] + waiting
            some = some or wanting[c] > 0
            let_in[c] = 0
            sizes[c] = cohort[c].persons
            free += waiting * cohort[c].persons
        if not some:
            continue
        if place[p].open and free > 0.0:
            at(m.g, m.half, step, _SHELTER, place[p].cell)
            share_out(m.g, m.half, n_c, wanting, sizes, free, False, let_in, left)
        for c in range(n_c):
            m.staying[p, c, _DISPLACED] += let_in[c]
            m.staying[p, c, _UNSHELTERED] += newcomers[p, c] - let_in[c]
            one[0].settled += newcomers[p, c] - let_in[c]


@jit
def _register(m: Any, to_place: Array, step: int) -> None:
    one, place, cohort = m.one, m.place, m.cohort
    records, counts, taken, left, sizes = m.i[2], m.i[3], m.i[4], m.i[5], m.f[0]
    done = m.i[6]
    for p in range(len(place)):
        link = 2 * len(m.route) + p
        budget = place[p].desk_credit + place[p].desks * one[0].desk_rate * one[0].dt
        index = 0
        done[p] = 0
        while budget > 0.0:
            bucket = first_bucket(m.head, m.h_left, link)
            if bucket < 0:
                break
            n = 0
            for k in range(m.h_start[bucket], m.h_start[bucket] + m.h_n[bucket]):
                if m.rec[k].n > 0:
                    records[n], counts[n] = k, m.rec[k].n
                    sizes[n] = m.key[m.rec[k].key].persons
                    n += 1
            at(m.g, m.half, step, _REGISTER, mix(place[p].cell, np.uint64(index)))
            budget = share_out(m.g, m.half, n, counts, sizes, budget, True, taken, left)
            for q in range(n):
                k = taken[q]
                if k > 0:
                    c = m.key[m.rec[records[q]].key].cohort
                    m.rec[records[q]].n -= k
                    m.h_left[bucket] -= k
                    m.here[p, c, 2] -= k
                    to_place[p, c] += k
                    done[p] += k
                    place[p].registered += k * cohort[c].persons
            index += 1
            if m.h_left[bucket] > 0:
                break
            drop(one, m.h_next, m.h_n, m.head, m.tail, link, -1, bucket)
        place[p].desk_credit = min(budget, 0.0)
    for p in range(len(place)):
        if done[p] > 0:
            _registered_households(m, p, done[p], step)


@jit
def _registered_households(m: Any, p: int, n: int, step: int) -> None:
    one, place = m.one, m.place
    at(m.g, m.half, step, _FOUND, place[p].cell)
    g, half = m.g, m.half
    not_taken_in = one[0].unregistered - max(0, taken_in(m) - one[0].registered)
    again = one[0].in_flight_again
    at_most = min(n, max(0, not_taken_in) + again)
    fresh = min(n, hypergeometric(g, half, max(0, not_taken_in), again, at_most))
    cases = 0
    for q in range(len(place)):
        cases += place[q].unsolved
    here = hypergeometric(
        g, half, cases, max(0, one[0].unregistered - cases), min(fresh, max(cases, one[0].unregistered))
    )
    one[0].unregistered -= fresh
    one[0].in_flight_again -= min(n - fresh, again)
    one[0].registered += n
    following, left = cases, here
    for q in range(len(place)):
        if place[q].unsolved > 0:
            following -= place[q].unsolved
            k = hypergeometric(g, half, place[q].unsolved, following, left)
            left -= k
            place[q].unsolved -= k
    place[p].registered_cases += here - binomial(g, half, here, one[0].p_found)


@jit
def _accommodate(m: Any, to_place: Array, step: int) -> None:
    place, cohort = m.place, m.cohort
    n_p, n_c = len(place), len(cohort)
    some = False
    for p in range(n_p):
        for c in range(n_c):
            n = to_place[p, c]
            if n == 0:
                continue
            p_kin = cohort[c].p_kin if place[p].kind != _CAMP or cohort[c].has_kin else 0.0
            at(m.g, m.half, step, _KIN, m.who[p, c])
            with_kin = binomial(m.g, m.half, n, p_kin)
            _to_kin(m, p, c, with_kin, step)
            to_place[p, c] = n - with_kin
            if n - with_kin > 0:
                some = True
                place[p].in_need += (n - with_kin) * cohort[c].persons
    full = m.i[1]
    for p in range(n_p):
        full[p] = 0
    for attempt in range(n_p + 1):
        if not some:
            return
        some = _to_regions(m, to_place, full, step, attempt)


@jit
def _to_kin(m: Any, p: int, c: int, n: int, step: int) -> None:
    if n == 0:
        return
    n_p, some = len(m.place), False
    weights = m.f[3]
    for q in range(n_p):
        weights[q] = m.kin[c, q]
        if weights[q] != 0.0 and q != p:
            table = m.dest[m.kin_dest[q]].table
            known(m, ROAD, table)
            if m.t_cost[ROAD, table, p] == math.inf:
                weights[q] = 0.0
        some = some or weights[q] != 0.0
    if not some:
        m.staying[p, c, _KIN_IN] += n
        m.one[0].settled += n
        return
    conditional(weights, n_p)
    at(m.g, m.half, step, _KIN_REGION, m.who[p, c])
    left = n
    for q in range(n_p):
        if left == 0:
            break
        k = binomial(m.g, m.half, left, weights[q])
        left -= k
        if k > 0:
            _send(m, p, q, c, k, _KIN_IN, m.kin_dest[q])


@jit
def _send(m: Any, p: int, q: int, c: int, n: int, status: int, d: int) -> None:
    if n == 0:
        return
    if p == q:
        m.staying[p, c, status] += n
        m.one[0].settled += n
        return
    m.ready[p, c, d] += n
    m.here[p, c, 0] += n
    m.one[0].onward += n


@jit
def _regions(m: Any, p: int, full: Array, regions: Array, weights: Array) -> int:
    """As `receive._regions`: fills both, gives how many."""
    one, place = m.one, m.place
    n, highest = 0, 0.0
    for q in range(len(place)):
        if not place[q].region or full[q]:
            continue
        left = place[q].room - place[q].room_used
        if left <= 0.0 or not place[q].open:
            continue
        table = m.dest[m.state_dest[q]].table
        known(m, ROAD, table)
        if m.t_cost[ROAD, table, p] == math.inf:
            continue
        value = m.t_term[ROAD, table, p] - one[0].b_danger * place[q].threat
        value += place[q].effect + one[0].b_room * math.log(max(left / one[0].room_scale, _FLOOR))
        regions[n], weights[n] = q, value + place[q].alpha
        highest = weights[n] if n == 0 else max(highest, weights[n])
        n += 1
    for k in range(n):
        weights[k] = math.exp(weights[k] - highest)
    return n


@jit
def _to_regions(m: Any, homeless: Array, full: Array, step: int, attempt: int) -> bool:
    """As `receive._to_regions`: `homeless` becomes those who found none; says whether there are any."""
    one, place, cohort = m.one, m.place, m.cohort
    n_p, n_c = len(place), len(cohort)
    regions, weights = m.i[2], m.f[0]
    region_of, cell_of, count_of = m.asked[0], m.asked[1], m.asked[2]
    counts, given, left, some_cell, sizes = m.i[10], m.i[11], m.i[12], m.i[13], m.f[1]
    total = 0
    for p in range(n_p):
        for c in range(n_c):
            n = homeless[p, c]
            if n == 0:
                continue
            homeless[p, c] = 0
            n_regions = _regions(m, p, full, regions, weights)
            if n_regions == 0:
                m.staying[p, c, _UNSHELTERED] += n
                one[0].settled += n
                continue
            conditional(weights, n_regions)
            cell = mix(m.who[p, c], np.uint64(attempt))
            at(m.g, m.half, step, _REGION, cell)
            rest = n
            for k in range(n_regions):
                asked = binomial(m.g, m.half, rest, weights[k]) if rest > 0 else 0
                rest -= asked
                if asked > 0:
                    region_of[total], cell_of[total], count_of[total] = regions[k], p * n_c + c, asked
                    total += 1
    some = False
    for q in range(n_p):
        n = 0
        for k in range(total):
            if region_of[k] == q:
                counts[n], some_cell[n] = count_of[k], cell_of[k]
                sizes[n] = cohort[cell_of[k] % n_c].persons
                n += 1
        if n == 0:
            continue
        room = place[q].room - place[q].room_used
        at(m.g, m.half, step, _ROOM, mix(place[q].cell, np.uint64(attempt)))
        share_out(m.g, m.half, n, counts, sizes, room, False, given, left)
        for k in range(n):
            p, c = some_cell[k] // n_c, some_cell[k] % n_c
            place[q].room_used += given[k] * cohort[c].persons
            _send(m, p, q, c, given[k], _STATE_IN, m.state_dest[q])
            if counts[k] > given[k]:
                homeless[p, c] += counts[k] - given[k]
                full[q] = 1
                some = True
    return some


@jit
def trace(m: Any, step: int) -> None:
    """As `trace.apply`."""
    one, place = m.one, m.place
    for p in range(len(place)):
        if place[p].registered_cases > 0:
            chance = -math.expm1(-one[0].trace_rate * place[p].posts * one[0].dt)
            at(m.g, m.half, step, _TRACE, place[p].cell)
            place[p].registered_cases -= binomial(m.g, m.half, place[p].registered_cases, chance)
