"""Rule 5, compiled: who of the ready has the means and gets onto the road. As `model.set_out`, function by function."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from corridor.model.compiled.draws import at, binomial, mix, share_out
from corridor.model.compiled.jit import jit
from corridor.model.compiled.links import enter, pce, total_pce
from corridor.model.compiled.ways import ROAD, WALK, known
from corridor.model.world import Kind, Process

Array = Any
_FUEL, _SEATS, _WAY_OUT, _STORAGE = (int(p) for p in (Process.FUEL, Process.SEATS, Process.WAY_OUT, Process.STORAGE))
_RECEPTION = int(Kind.reception)
_FOOT, _VEHICLE, _BUS = 0, 1, 2
_U0 = np.uint64(0)


@jit
def set_out(m: Any, step: int) -> None:
    """As `set_out.apply`."""
    place = m.place
    if m.one[0].spillback:
        _shares_of_room(m)
    for p in range(len(place)):
        if not _anybody(m, p):
            continue
        _own_vehicles(m, p, step)
        _buses(m, p, step)
        _on_foot(m, p, step)


@jit
def _anybody(m: Any, p: int) -> bool:
    for c in range(len(m.cohort)):
        if m.here[p, c, 0] > 0:
            return True
    return False


@jit
def _shares_of_room(m: Any) -> None:
    place, route, cohort = m.place, m.route, m.cohort
    for p in range(len(place)):
        place[p].share = 0.0
    waiting = m.f[5]
    for p in range(len(place)):
        waiting[p] = 0.0
    for r in range(len(route)):
        if route[r].open:
            waiting[route[r].to] += total_pce(m.ripe[r], cohort)
    for p in range(len(place)):
        if not _anybody(m, p):
            continue
        departing = 0.0
        for c in range(len(cohort)):
            departing += m.here[p, c, 0] * pce(cohort, c, _VEHICLE if cohort[c].owner else _BUS)
        place[p].share = departing / (departing + waiting[p])
    for r in range(len(route)):
        route[r].share = place[route[r].origin].share


@jit
def _can_go(m: Any, p: int, d: int) -> bool:
    table = m.dest[d].table
    if m.dest[d].place == p:
        return False
    known(m, ROAD, table)
    return m.t_cost[ROAD, table, p] < math.inf


@jit
def _waiting(m: Any, p: int, owner: int, to: int, among: Array, wanted: int, records: Array, counts: Array) -> int:
    """Gather the ready who own a vehicle, or do not, and can go: (c * D + d) and counts.

    `to` is a place, or -1 for any; asked for are the cohorts where `among` is what is `wanted`.
    """
    n_d, n = len(m.dest), 0
    for c in range(len(m.cohort)):
        if m.here[p, c, 0] == 0 or m.cohort[c].owner != owner or among[c] != wanted:
            continue
        left = m.here[p, c, 0]
        for d in range(n_d):
            if left == 0:
                break
            k = m.ready[p, c, d]
            left -= k
            if k > 0 and (to == -1 or to == m.dest[d].place) and _can_go(m, p, d):
                records[n], counts[n] = c * n_d + d, k
                n += 1
    return n


@jit
def _own_vehicles(m: Any, p: int, step: int) -> None:
    one, place, cohort = m.one, m.place, m.cohort
    n_d = len(m.dest)
    going, counts, can, left, gone, sizes = m.i[2], m.i[3], m.i[4], m.i[5], m.i[6], m.f[0]
    n = _waiting(m, p, 1, -1, m.riders[0], 1, going, counts)
    if n == 0:
        return
    for q in range(n):
        can[q] = counts[q]
    pumped = 0.0
    if place[p].has_fuel:
        for q in range(n):
            sizes[q] = cohort[going[q] // n_d].vehicle_pce
        limit = place[p].fuel / one[0].litres_per_vehicle
        if place[p].has_pumps:
            pumped = place[p].pumps * one[0].pump_rate * one[0].dt + place[p].pump_credit
            limit = min(limit, pumped)
        at(m.g, m.half, step, _FUEL, place[p].cell)
        share_out(m.g, m.half, n, counts, sizes, limit, False, can, left)
    _enter(m, p, n, going, can, gone, _VEHICLE, step, _U0)
    if place[p].has_fuel:
        used = 0.0
        for q in range(n):
            used += gone[q] * cohort[going[q] // n_d].vehicle_pce
        place[p].fuel = max(0.0, place[p].fuel - used * one[0].litres_per_vehicle)
        if place[p].has_pumps:
            largest, some = 0.0, False
            for q in range(n):
                if counts[q] > gone[q]:
                    some = True
                    largest = max(largest, cohort[going[q] // n_d].vehicle_pce)
            place[p].pump_credit = min(pumped - used, largest) if some else 0.0


@jit
def _buses(m: Any, p: int, step: int) -> None:
    place, fleet = m.place, m.fleet
    for k in range(len(fleet)):
        if fleet[k].active and fleet[k].place == p:
            _fill(m, p, k, step)
    if place[p].kind == _RECEPTION:
        going, counts, gone = m.i[2], m.i[3], m.i[6]
        n = _waiting(m, p, 0, -1, m.seats[p], 0, going, counts)
        _enter(m, p, n, going, counts, gone, _BUS, step, _U0)


@jit
def _fill(m: Any, p: int, k: int, step: int) -> None:
    one, fleet, cohort = m.one, m.fleet, m.cohort
    n_d = len(m.dest)
    going, counts, boarded, left, gone, sizes = m.i[2], m.i[3], m.i[4], m.i[5], m.i[6], m.f[0]
    n = _waiting(m, p, 0, fleet[k].to, m.riders[fleet[k].takes], 1, going, counts)
    if fleet[k].at_hand == 0 or n == 0:
        return
    at(m.g, m.half, step, _SEATS, mix(m.place[p].cell, fleet[k].id))
    for q in range(n):
        sizes[q] = cohort[going[q] // n_d].persons
    share_out(m.g, m.half, n, counts, sizes, fleet[k].at_hand * one[0].bus_seats, False, boarded, left)
    _enter(m, p, n, going, boarded, gone, _BUS, step, fleet[k].id)
    persons = hours = 0.0
    for q in range(n):
        size = cohort[going[q] // n_d].persons
        persons += gone[q] * size
        hours += gone[q] * size * m.t_cost[ROAD, m.dest[going[q] % n_d].table, p]
    if persons > 0.0:
        used = min(fleet[k].at_hand, math.ceil(persons / one[0].bus_seats))
        back = step + max(1, math.ceil((2.0 * hours / persons + one[0].bus_turnaround) / one[0].dt))
        fleet[k].at_hand -= used
        m.away[k, min(back, one[0].n_steps + 1)] += used


@jit
def _on_foot(m: Any, p: int, step: int) -> None:
    one, place, cohort, dest = m.one, m.place, m.cohort, m.dest
    n_d, n = len(dest), 0
    going, counts, gone = m.i[2], m.i[3], m.i[6]
    fuel = place[p].fuel if place[p].has_fuel else math.inf
    for c in range(len(cohort)):
        drives = cohort[c].owner and fuel >= one[0].litres_per_vehicle * cohort[c].vehicle_pce
        if m.here[p, c, 0] == 0 or drives or not cohort[c].walks:
            continue
        left = m.here[p, c, 0]
        for d in range(n_d):
            if left == 0:
                break
            if m.ready[p, c, d] == 0:
                continue
            left -= m.ready[p, c, d]
            if dest[d].place == p:
                continue
            known(m, WALK, dest[d].table)
            if m.t_km[WALK, dest[d].table, p] <= one[0].walk_range and m.t_cost[WALK, dest[d].table, p] < math.inf:
                going[n], counts[n] = c * n_d + d, m.ready[p, c, d]
                n += 1
    _enter(m, p, n, going, counts, gone, _FOOT, step, _U0)


@jit
def _enter(m: Any, p: int, n: int, going: Array, counts: Array, gone: Array, mode: int, step: int, fleet: Any) -> None:
    """As `set_out._enter`; `going` holds c * D + d."""
    n_d = len(m.dest)
    onto_of, index_of, count_of = m.i[7], m.i[8], m.i[9]
    some_index, some_n, let, left = m.i[10], m.i[11], m.i[12], m.i[13]
    which = WALK if mode == _FOOT else ROAD
    first, last = m.out_start[p], m.out_start[p + 1]
    total = 0
    for q in range(n):
        gone[q] = 0
        if counts[q] == 0:
            continue
        c, d = going[q] // n_d, going[q] % n_d
        table = m.dest[d].table
        known(m, which, table)
        chance = m.t_chance[which, table]
        rest, begun = counts[q], False
        for z in range(first, last):
            r = m.out_route[z]
            if rest > 0 and chance[r] >= 0.0:
                if not begun and chance[r] < 1.0:  # the only way, or the last, takes no draw
                    cell = mix(mix(mix(m.who[p, c], m.dest[d].id), np.uint64(mode)), fleet)
                    at(m.g, m.half, step, _WAY_OUT, cell)
                    begun = True
                k = binomial(m.g, m.half, rest, chance[r])
                rest -= k
                if k > 0:
                    onto_of[total], index_of[total], count_of[total] = r, q, k
                    total += 1
    for z in range(first, last):
        r = m.out_route[z]
        some = 0
        for q in range(total):
            if onto_of[q] == r:
                some_index[some], some_n[some] = index_of[q], count_of[q]
                some += 1
        if some == 0:
            continue
        _let_in(m, r, some, going, some_index, some_n, let, left, mode, step, fleet)
        for q in range(some):
            k = let[q]
            if k > 0:
                index = some_index[q]
                gone[index] += k
                c, d = going[index] // n_d, going[index] % n_d
                m.ready[p, c, d] -= k
                m.here[p, c, 0] -= k
                m.place[p].left += k
                enter(m, r, going[index] * 3 + mode, k, step)


@jit
def _let_in(
    m: Any,
    r: int,
    n: int,
    going: Array,
    index: Array,
    counts: Array,
    let: Array,
    left: Array,
    mode: int,
    step: int,
    fleet: Any,
) -> None:
    """As `set_out._let_in`: fills `let`."""
    route = m.route
    if mode == _FOOT or math.isinf(route[r].storage):
        for q in range(n):
            let[q] = counts[q]
        return
    sizes, n_d = m.f[1], len(m.dest)
    for q in range(n):
        sizes[q] = pce(m.cohort, going[index[q]] // n_d, mode)
    at(m.g, m.half, step, _STORAGE, mix(mix(route[r].cell, np.uint64(mode)), fleet))
    free = route[r].storage - route[r].occupied
    unclaimed = route[r].share * max(0.0, free - max(0.0, route[r].reserve))
    share_out(m.g, m.half, n, counts, sizes, min(free, route[r].reserve + unclaimed), True, let, left)
    used = 0.0
    refused = False
    for q in range(n):
        used += let[q] * sizes[q]
        refused = refused or let[q] != counts[q]
    route[r].reserve -= max(0.0, used - unclaimed)
    if refused:
        route[r].refused = 1
