"""Rules 3 and 4, decide and choose, compiled. As the plain rules, function by function."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from corridor.model import choose as plain_choose
from corridor.model.compiled.draws import at, binomial, conditional, hypergeometric, mix
from corridor.model.compiled.jit import jit
from corridor.model.compiled.timeline import present
from corridor.model.compiled.ways import BELIEVED_ROAD, BELIEVED_WALK, ROAD, WALK, known
from corridor.model.world import Process, Purpose, Status

Array = Any
_FLOOR = plain_choose._FLOOR
_HOME, _DISPLACED, _STRANDED = int(Status.HOME), int(Status.DISPLACED), int(Status.STRANDED)
_KIN_IN, _STATE_IN = int(Status.SETTLED_KIN), int(Status.SETTLED_STATE)
_LEAVE, _CHOOSE, _RECHOOSE = int(Process.LEAVE), int(Process.CHOOSE), int(Process.RECHOOSE)
_DRIVEN, _SPLIT, _AGAIN = int(Process.DRIVEN), int(Process.SPLIT), int(Process.AGAIN)
_ANY = int(Purpose.ANY)
_U0 = np.uint64(0)


@jit
def room_left(m: Any) -> None:
    """As `state.room_left`, into the places."""
    place = m.place
    for p in range(len(place)):
        if place[p].region:
            place[p].room_left = place[p].room - place[p].room_used
        elif place[p].shelters:
            place[p].room_left = place[p].room - present(m, p)
        else:
            place[p].room_left = math.inf


@jit
def _find_seats(m: Any) -> None:
    """Take in for whom a fleet stands where; what can be chosen is known by mode, so it stays."""
    if len(m.fleet) == 0:
        return
    m.seats[:] = 0
    for k in range(len(m.fleet)):
        if m.fleet[k].active:
            for c in range(len(m.cohort)):
                m.seats[m.fleet[k].place, c] |= m.riders[m.fleet[k].takes, c]


@jit
def look(m: Any) -> None:
    """Take in what destinations offer now; options known from before stay where none of it has changed."""
    one, place = m.one, m.place
    _find_seats(m)
    room_left(m)
    same = one[0].memo_valid == one[0].tables_version + 1
    for p in range(len(place)):
        worth = place[p].alpha + place[p].effect - one[0].b_danger * place[p].threat
        term = math.nan
        if place[p].open and place[p].room_left > 0.0:
            term = 0.0
            if place[p].room_left < math.inf:
                term = one[0].b_room * math.log(max(place[p].room_left / one[0].room_scale, _FLOOR))
        if worth != place[p].worth:
            same = False
        if term != place[p].room_term and not (math.isnan(term) and math.isnan(place[p].room_term)):
            same = False
        place[p].worth, place[p].room_term = worth, term
    if not same:
        m.o_valid[:] = -1
        one[0].memo_valid = one[0].tables_version + 1


@jit
def _which(m: Any, mode: int) -> int:
    """Give the tables by which people choose; without a delay what is believed is what is so."""
    if m.one[0].delay_steps > 0:
        return BELIEVED_WALK if mode == 0 else BELIEVED_ROAD
    return WALK if mode == 0 else ROAD


@jit
def _mode(m: Any, p: int, c: int) -> int:
    """As `Choice.mode_for_cost`: 1 own vehicle, 2 bus, 0 on foot."""
    if m.cohort[c].owner:
        return 1
    return 2 if m.seats[p, c] or not m.cohort[c].walks else 0


@jit
def options(m: Any, p: int, c: int, displaced: int) -> tuple[int, int, int]:
    """As `Choice.options`: give mode, column and number (0: none) of what is in reach."""
    one, place, cohort, dest = m.one, m.place, m.cohort, m.dest
    mode = _mode(m, p, c)
    column = cohort[c].column
    if m.o_valid[p, mode, column, displaced] >= 0:
        return mode, column, m.o_valid[p, mode, column, displaced]
    which = _which(m, mode)
    least = place[p].worth + one[0].inertia if displaced else -math.inf
    dests, chance = m.o_dest[p, mode, column, displaced], m.o_chance[p, mode, column, displaced]
    n, highest = 0, -math.inf
    for q in range(len(m.chosen)):
        d = m.chosen[q]
        j = dest[d].place
        if j == p or math.isnan(place[j].room_term) or place[j].worth <= least:
            continue
        known(m, which, dest[d].table)
        if m.t_cost[which, dest[d].table, p] == math.inf:
            continue
        value = m.t_term[which, dest[d].table, p] + place[j].worth
        value += one[0].b_kin * m.kin[c, j]
        if cohort[c].checkpoint_fear != 0.0:
            value -= cohort[c].checkpoint_fear * m.t_gates[which, dest[d].table, p]
        if place[j].room_left < math.inf:
            value += place[j].room_term
        dests[n], chance[n] = d, value
        highest = max(highest, value)
        n += 1
    if n > 0:
        total = 0.0
        for q in range(n):
            chance[q] = math.exp(chance[q] - highest)
            total += chance[q]
        for q in range(n):
            chance[q] = chance[q] / total
        conditional(chance, n)
        m.o_prospect[p, mode, column, displaced] = highest + math.log(total)
    m.o_valid[p, mode, column, displaced] = n
    return mode, column, n


@jit
def _can_choose(m: Any, p: int, c: int, displaced: int) -> bool:
    """Say whether `options` has any: enough where nothing depends on how good they are."""
    place, dest = m.place, m.dest
    mode = _mode(m, p, c)
    if m.o_valid[p, mode, m.cohort[c].column, displaced] >= 0:
        return m.o_valid[p, mode, m.cohort[c].column, displaced] > 0
    which = _which(m, mode)
    least = place[p].worth + m.one[0].inertia if displaced else -math.inf
    for q in range(len(m.chosen)):
        d = m.chosen[q]
        j = dest[d].place
        if j == p or math.isnan(place[j].room_term) or place[j].worth <= least:
            continue
        known(m, which, dest[d].table)
        if m.t_cost[which, dest[d].table, p] < math.inf:
            return True
    return False


@jit
def of_the_day(m: Any, step: int) -> float:
    """As `decide._of_the_day`."""
    if len(m.profile) == 0:
        return 1.0
    n = max(1, math.ceil(m.one[0].dt))
    total = 0.0
    for k in range(n):
        total += m.profile[(m.hour_of_day[step] + k) % 24]
    return total / n


@jit
def decide(m: Any, step: int, leaving: Array, leavers: Array, again: Array, first: Array) -> None:
    """As `decide.apply`: fills `leaving` (P, C, 6), `leavers` (P, C, 2), `again` (P, C), `first` (P, C)."""
    one, place, cohort = m.one, m.place, m.cohort
    n_p, n_c = len(place), len(cohort)
    day = of_the_day(m, step)
    interval = step // one[0].noise_steps
    for p in range(n_p):
        ever = place[p].first_present + place[p].arrived
        place[p].gone = place[p].left / ever if ever else 0.0
    for p in range(n_p):
        for c in range(n_c):
            first[p, c] = leavers[p, c, 0] = leavers[p, c, 1] = again[p, c] = 0
            for status in range(6):
                leaving[p, c, status] = 0
                n = m.staying[p, c, status]
                if n == 0 or not m.decides[status]:
                    continue
                displaced = 1 if status == _DISPLACED else 0
                prospect = 0.0
                if one[0].b_prospect != 0.0:
                    mode, column, n_options = options(m, p, c, displaced)
                    if n_options == 0:
                        continue
                    prospect = m.o_prospect[p, mode, column, displaced]
                elif not _can_choose(m, p, c, displaced):
                    continue
                exponent = m.log_rate[status]
                exponent += one[0].b_threat * place[p].threat + one[0].b_deprivation * place[p].deprivation
                exponent += one[0].b_social * place[p].gone - one[0].b_trust * place[p].trust - cohort[c].attachment
                exponent += one[0].b_prospect * prospect
                exponent += m.leaving_noise[place[p].group, interval]
                rate = math.exp(min(exponent, 50.0)) * day
                if rate > 0.0:
                    cell = mix(m.who[p, c], np.uint64(status))
                    at(m.g, m.half, step, _LEAVE, cell)
                    leaving[p, c, status] = binomial(m.g, m.half, n, -math.expm1(-rate * one[0].dt))
    if one[0].network_changed:
        _choosing_again(m, again)
    one[0].network_changed = 0
    for p in range(n_p):
        for c in range(n_c):
            for status in range(6):
                n = leaving[p, c, status]
                if n > 0:
                    m.staying[p, c, status] -= n
                    leavers[p, c, 1 if status == _DISPLACED else 0] += n
                    if status == _STATE_IN:
                        place[p].room_used -= n * cohort[c].persons
                    if status == _HOME:
                        first[p, c] = n
                    else:
                        if status >= _KIN_IN:
                            one[0].settled -= n
                        _left_refuge(m, p, c, status, n, step)
    _driven(m, step, leavers, first)
    for p in range(n_p):
        for c in range(n_c):
            if first[p, c] > 0:
                _left_home(m, p, c, first[p, c], step)


@jit
def _choosing_again(m: Any, again: Array) -> None:
    for p in range(len(m.place)):
        for c in range(len(m.cohort)):
            n = m.staying[p, c, _STRANDED]
            if n > 0 and _can_choose(m, p, c, 0):
                m.staying[p, c, _STRANDED] = 0
                again[p, c] += n
            if m.here[p, c, 0] == 0:
                continue
            mode, column, n_options = options(m, p, c, 0)
            if n_options == 0:
                continue
            q = 0
            for d in range(len(m.dest)):
                # both are in order
                while q < n_options and m.o_dest[p, mode, column, 0, q] < d:
                    q += 1
                reached = q < n_options and m.o_dest[p, mode, column, 0, q] == d
                n = m.ready[p, c, d]
                if n > 0 and m.dest[d].purpose == _ANY and not reached:
                    m.ready[p, c, d] = 0
                    m.here[p, c, 0] -= n
                    again[p, c] += n


@jit
def _left_home(m: Any, p: int, c: int, n: int, step: int) -> None:
    one, place = m.one, m.place
    one[0].unregistered += n
    chance = min(1.0, one[0].p_split + one[0].p_split_threat * place[p].threat)
    at(m.g, m.half, step, _SPLIT, m.who[p, c])
    place[p].unsolved += binomial(m.g, m.half, n, chance)


@jit
def taken_in(m: Any) -> int:
    """As `trace._taken_in`, from counts that are kept."""
    return m.one[0].settled + m.one[0].onward


@jit
def _left_refuge(m: Any, p: int, c: int, status: int, n: int, step: int) -> None:
    one = m.one
    if status < _KIN_IN or one[0].registered == 0:
        return
    others = max(0, taken_in(m) + n - one[0].registered)
    at(m.g, m.half, step, _AGAIN, mix(m.who[p, c], np.uint64(status)))
    again = hypergeometric(m.g, m.half, one[0].registered, others, min(n, one[0].registered + others))
    one[0].registered -= again
    one[0].in_flight_again += again


@jit
def _driven(m: Any, step: int, leavers: Array, first: Array) -> None:
    one, place, cohort, driven = m.one, m.place, m.cohort, m.driven
    hour = step * one[0].dt
    for where in range(-1, len(place)):
        rate, found = 0.0, False
        for k in range(len(driven)):
            if driven[k].place == where and driven[k].since <= hour:
                rate, found = driven[k].rate, True
        if not found:
            continue
        weighted = weight = 0.0
        for c in range(len(cohort)):
            weighted += cohort[c].driven_mix * cohort[c].persons
            weight += cohort[c].driven_mix
        mean_size = weighted / weight
        rest = one[0].driven_rest if where < 0 else place[where].driven_rest
        persons = rate * one[0].dt + rest
        n = math.floor(persons / mean_size)
        if where < 0:
            one[0].driven_rest = persons - n * mean_size
        else:
            place[where].driven_rest = persons - n * mean_size
        if n > 0:
            _share_out(m, where, n, step, leavers, first)


@jit
def _share_out(m: Any, where: int, n: int, step: int, leavers: Array, first: Array) -> None:
    """As `decide._shared_out`, and counts those it lets in."""
    place, cohort = m.place, m.cohort
    shares, mix_ = m.f[3], m.f[4]
    n_p, n_c = len(place), len(cohort)
    at(m.g, m.half, step, _DRIVEN, place[where].cell if where >= 0 else mix(_U0, _U0))
    both = people = threat = False
    for p in range(n_p):
        shares[p] = 0.0
        both = both or (place[p].residents * place[p].threat) != 0.0
        people = people or place[p].residents != 0
        threat = threat or place[p].threat != 0.0
    if where >= 0:
        shares[where] = 1.0
    else:
        for p in range(n_p):
            if both:
                shares[p] = float(place[p].residents) * place[p].threat
            elif people:
                shares[p] = float(place[p].residents)
            elif threat:
                shares[p] = place[p].threat
            else:
                shares[p] = 1.0
    conditional(shares, n_p)
    for c in range(n_c):
        mix_[c] = cohort[c].driven_mix
    conditional(mix_, n_c)
    left = n
    counts = m.i[1]
    for p in range(n_p):
        counts[p] = binomial(m.g, m.half, left, shares[p]) if left > 0 else 0
        left -= counts[p]
    for p in range(n_p):
        left = counts[p]
        for c in range(n_c):
            k = binomial(m.g, m.half, left, mix_[c]) if left > 0 else 0
            left -= k
            if k > 0:
                first[p, c] += k
                leavers[p, c, 0] += k
                place[p].first_present += k


@jit
def choose(m: Any, leavers: Array, again: Array, step: int) -> None:
    """As `choose.apply`, for those who leave and then for those who choose again."""
    for p in range(len(m.place)):
        for c in range(len(m.cohort)):
            for displaced in range(2):
                if leavers[p, c, displaced] > 0:
                    _choose(m, p, c, displaced, leavers[p, c, displaced], step, _CHOOSE)
    for p in range(len(m.place)):
        for c in range(len(m.cohort)):
            if again[p, c] > 0:
                _choose(m, p, c, 0, again[p, c], step, _RECHOOSE)


@jit
def _choose(m: Any, p: int, c: int, displaced: int, n: int, step: int, process: int) -> None:
    mode, column, n_options = options(m, p, c, displaced)
    if n_options == 0:
        m.staying[p, c, _STRANDED] += n
        return
    at(m.g, m.half, step, process, mix(m.who[p, c], np.uint64(displaced)))
    left = n
    for q in range(n_options):
        if left == 0:
            break
        k = binomial(m.g, m.half, left, m.o_chance[p, mode, column, displaced, q])
        left -= k
        m.ready[p, c, m.o_dest[p, mode, column, displaced, q]] += k
    m.here[p, c, 0] += n
