"""Rules 1 and 2, timeline and supplies, compiled. As the plain rules, function by function."""

from __future__ import annotations

import math
from typing import Any

from corridor.model import timeline as plain_timeline
from corridor.model.compiled.jit import jit
from corridor.model.compiled.links import drop, first_bucket, release_room
from corridor.model.world import Effect, Purpose, Status

Array = Any
_REMEMBERED = plain_timeline._REMEMBERED
_OPEN, _CLOSE, _BAR, _LIFT = (
    int(e) for e in (Effect.OPEN_ROUTE, Effect.CLOSE_ROUTE, Effect.BAR_ROUTE, Effect.LIFT_BAR)
)
_SET, _SCALE, _RESET = int(Effect.SET_CAPACITY), int(Effect.SCALE_CAPACITY), int(Effect.RESET_CAPACITY)
_FOOD, _FUEL, _ASSURE, _BREACH = (int(e) for e in (Effect.ADD_FOOD, Effect.ADD_FUEL, Effect.ASSURE, Effect.BREACH))
_OPEN_SITE, _CLOSE_SITE, _ROOM = int(Effect.OPEN_SITE), int(Effect.CLOSE_SITE), int(Effect.ADD_ROOM)
_DESKS, _START, _END = int(Effect.ADD_DESKS), int(Effect.START_FLEET), int(Effect.END_FLEET)
_DISPLACED, _STRANDED = int(Status.DISPLACED), int(Status.STRANDED)
_STATE_IN, _UNSHELTERED = int(Status.SETTLED_STATE), int(Status.UNSHELTERED)
_ANY = int(Purpose.ANY)


@jit
def timeline(m: Any, step: int) -> None:
    """As `timeline.apply`."""
    one, place, route, fleet = m.one, m.place, m.route, m.fleet
    for p in range(len(place)):
        place[p].turned_back = 0.0
    for k in range(len(fleet)):
        fleet[k].at_hand += m.away[k, step]
        m.away[k, step] = 0
    for r in range(len(route)):
        route[r].was_open = route[r].open
    while one[0].next_action < len(m.action) and m.action[one[0].next_action].step <= step:
        if m.action[one[0].next_action].step == step:
            _act(m, one[0].next_action)
        one[0].next_action += 1
    _believe(m, step)
    _threat_and_trust(m, step * one[0].dt)


@jit
def _act(m: Any, k: int) -> None:
    place, action = m.place, m.action
    effect, target, value = action[k].effect, action[k].target, action[k].value
    if effect in (_OPEN, _CLOSE, _BAR, _LIFT):
        _open_or_close(m, effect, target, action[k].turn_back)
    elif effect in (_SET, _SCALE, _RESET):
        _set_capacity(m, effect, target, value)
    elif effect == _FOOD:
        if value > 0 or place[target].has_food:
            place[target].food = max(0.0, (place[target].food if place[target].has_food else 0.0) + value)
            place[target].has_food = 1
    elif effect == _FUEL:
        if value > 0 or place[target].has_fuel:
            place[target].fuel = max(0.0, (place[target].fuel if place[target].has_fuel else 0.0) + value)
            place[target].has_fuel = 1
    elif effect in (_ASSURE, _BREACH):
        for p in range(len(place)):
            if target < 0 or p == target:
                trust = place[p].base_trust
                place[p].base_trust = trust + value * (1.0 - trust) if effect == _ASSURE else trust * (1.0 - value)
    else:
        _act_on_site(m, effect, target, value, action[k].fleet, action[k].to, action[k].takes)


@jit
def _open_or_close(m: Any, effect: int, r: int, turn_back: int) -> None:
    route = m.route
    if effect == _BAR:
        route[r].bars += 1
    elif effect == _LIFT:
        route[r].bars = max(0, route[r].bars - 1)
    else:
        route[r].set_open = 1 if effect == _OPEN else 0
    route[r].open = 1 if route[r].set_open and route[r].bars == 0 else 0
    if turn_back and not route[r].open:
        _turn_back(m, r, r)
        _turn_back(m, r, len(route) + r)
        route[r].credit = route[r].reserve = 0.0
        m.one[0].network_changed = 1


@jit
def _turn_back(m: Any, r: int, link: int) -> None:
    place, cohort, dest = m.place, m.cohort, m.dest
    p = m.route[r].origin
    bucket = first_bucket(m.head, m.h_left, link)
    while bucket >= 0:
        for k in range(m.h_start[bucket], m.h_start[bucket] + m.h_n[bucket]):
            n = m.rec[k].n
            if n > 0:
                what = m.key[m.rec[k].key]
                c, d, mode = what.cohort, what.dest, what.mode
                m.staying[p, c, _STRANDED] += n
                m.on[r, c, mode] -= n
                place[p].arrived += n
                place[p].turned_back += n * cohort[c].persons
                release_room(m, c, d, n)
                if dest[d].purpose != _ANY:
                    m.one[0].onward -= n
                m.rec[k].n = 0
        m.h_left[bucket] = 0
        drop(m.one, m.h_next, m.h_n, m.head, m.tail, link, -1, bucket)
        bucket = first_bucket(m.head, m.h_left, link)
    m.unripe[link] = -1
    if link < len(m.route):
        m.ripe[r] = 0


@jit
def _set_capacity(m: Any, effect: int, r: int, value: float) -> None:
    route = m.route
    served = route[r].capacity > 0.0
    if effect == _SCALE:
        route[r].capacity = route[r].usual * value if value > 0.0 else 0.0
    else:
        route[r].capacity = value if effect == _SET else route[r].usual
    if served != (route[r].capacity > 0.0):
        m.one[0].network_changed = 1


@jit
def _act_on_site(m: Any, effect: int, target: int, value: float, number: int, to: int, takes: int) -> None:
    one, place, fleet = m.one, m.place, m.fleet
    if effect == _OPEN_SITE:
        place[target].open = 1
        one[0].network_changed = 1
    elif effect == _CLOSE_SITE:
        place[target].open = 0
        one[0].network_changed = 1
        for c in range(len(m.cohort)):
            n = m.staying[target, c, _DISPLACED]
            m.staying[target, c, _DISPLACED] = 0
            k = m.staying[target, c, _STATE_IN]
            m.staying[target, c, _STATE_IN] = 0
            m.staying[target, c, _UNSHELTERED] += n + k
            one[0].settled += n
            place[target].room_used -= k * m.cohort[c].persons
    elif effect == _ROOM:
        place[target].room += value
    elif effect == _DESKS:
        place[target].desks += value
    elif effect == _START:
        fleet[number].active, fleet[number].place, fleet[number].to = 1, target, to
        fleet[number].at_hand, fleet[number].takes = int(value), takes
        m.away[number, :] = 0
    elif effect == _END:
        fleet[number].active = 0
        m.away[number, :] = 0
        fleet[number].at_hand = 0


@jit
def _believe(m: Any, step: int) -> None:
    one, route = m.one, m.route
    delay = one[0].delay_steps
    changed = False
    for r in range(len(route)):
        believed = route[r].open
        if delay > 0:
            if not one[0].history_begun:
                for k in range(delay):
                    m.history[k, r] = route[r].was_open
            slot = step % delay
            believed = m.history[slot, r]
            m.history[slot, r] = route[r].open
        changed = changed or believed != route[r].believed or route[r].open != route[r].was_open
        route[r].believed = believed
    one[0].history_begun = 1
    if changed:
        one[0].network_changed = 1


@jit
def _threat_and_trust(m: Any, hour: float) -> None:
    place, fight, presence = m.place, m.fight, m.presence
    n_p = len(place)
    for p in range(n_p):
        place[p].threat = 1.0
        place[p].trust = 1.0 - place[p].base_trust
    for k in range(len(fight)):
        if hour < fight[k].at:
            continue
        past = hour - fight[k].until
        strength = fight[k].intensity * (math.exp(-past / m.one[0].threat_decay) if past > 0.0 else 1.0)
        if strength < _REMEMBERED:
            continue
        for p in range(n_p):
            if m.near[k, p] >= 0.0:
                place[p].threat *= 1.0 - strength * m.near[k, p]
    for k in range(len(presence)):
        if presence[k].at <= hour and hour < presence[k].until:
            for p in range(n_p):
                if presence[k].place < 0 or presence[k].place == p:
                    place[p].trust *= 1.0 - presence[k].intensity
    for p in range(n_p):
        place[p].threat = 1.0 - place[p].threat
        place[p].trust = 1.0 - place[p].trust


@jit
def present(m: Any, p: int) -> float:
    """Give the persons present at a place."""
    persons = 0.0
    for c in range(len(m.cohort)):
        n = m.here[p, c, 0] + m.here[p, c, 1] + m.here[p, c, 2]
        for status in range(6):
            n += m.staying[p, c, status]
        if n > 0:
            persons += n * m.cohort[c].persons
    return persons


@jit
def supplies(m: Any) -> None:
    """As `supplies.apply`."""
    one, place = m.one, m.place
    dt, rise, fall = one[0].dt, one[0].deprivation_rise, one[0].deprivation_fall
    for p in range(len(place)):
        met = 1.0
        if place[p].has_food:
            need = present(m, p) * one[0].ration * dt / 24.0
            used = min(place[p].food, need)
            place[p].food -= used
            met = used / need if need > 0.0 else 1.0
        rate = (1.0 - met) / rise + met / fall
        level = ((1.0 - met) / rise) / rate
        place[p].deprivation = level + (place[p].deprivation - level) * math.exp(-dt * rate)
