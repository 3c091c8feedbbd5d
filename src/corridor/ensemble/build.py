"""From the complete scenario to the world of one member.

`draw_member` draws one member's numbers; `world_of` adds to them what is the same in all members, a `Frame`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from corridor.base.distributions import Distribution, Lognormal
from corridor.base.errors import InputError, Problem
from corridor.base.random import Stream, member_key, name_hash, uniforms
from corridor.base.samplers import MAX_POPULATION, binomial
from corridor.ensemble.draw import EventTime, draw_event, draw_number, drawn_by, noise_rows
from corridor.ensemble.frame import Frame
from corridor.ledger.pool import COMPONENT, Pool
from corridor.model.world import REGIONS, SHELTERING, Action, Effect, Fight, Kind, Process, Status, World
from corridor.scenario.households import persons_per_household
from corridor.scenario.resolved import Resolved, ResolvedEvent
from corridor.scenario.tables import THREATENING

__all__ = ["Drawn", "draw_member", "world_of"]


@dataclass(frozen=True)
class Drawn:
    """What one member drew: numbers by path, event times by name."""

    key: tuple[int, int]
    numbers: Mapping[str, float]
    events: Mapping[str, EventTime]


def draw_member(frame: Frame, seed: int, member: int) -> Drawn:
    """Draw everything uncertain of one member; it needs no other member.

    Numbers that stand for something unknown (the room of a site, what makes a destination draw) are drawn here too
    and stand among the numbers under their own paths.
    """
    resolved = frame.resolved
    key = member_key(seed, member)
    stream, firsts = Stream(key), uniforms(key, 0, int(Process.PARAMETER), frame.drawn_cells)
    numbers = dict(frame.fixed)
    for (path, law), first in zip(frame.laws, firsts.tolist(), strict=False):  # those of the effects follow
        numbers[path] = drawn_by(law, path, first, stream)
    for path, pool in frame.pools:
        at = stream.at(0, Process.PARAMETER, name_hash(path))
        component, numbers[path] = pool.drawn(at.uniform, _household_size(frame, numbers, path) if pool.mixed else 1.0)
        numbers[path + COMPONENT] = float(component)
    sd = numbers["destination.effect_sd"]
    for path, z in zip(frame.effects, special.ndtri(firsts[len(frame.laws) :]).tolist(), strict=True):
        numbers[path] = sd * z
    _unknown_rooms(frame, numbers, key)
    events = {event.name: draw_event(resolved, event, numbers, key) for event in resolved.events}
    return Drawn(key, numbers, events)


def _household_size(frame: Frame, numbers: Mapping[str, float], path: str) -> float:
    """Give the member's persons in a household: of a place's residents for what is said of these, else of everybody."""
    resolved, names = frame.resolved, [place.name for place in frame.resolved.places]
    here = [name for name in names if path == f"places.{name}.residents"]
    if here:
        numbers = {**numbers, path: 1.0}
    return persons_per_household(numbers, frame.bases, resolved.cohort_places, here or names)


_FEW = 3
_LEAST_SPREAD = 0.5


def _unknown_rooms(frame: Frame, numbers: dict[str, float], key: tuple[int, int]) -> None:
    """Draw the room of sites of which none is known: as sites of their kind with known room are, else by the prior."""
    resolved = frame.resolved
    known: dict[str, list[float]] = {}
    for place in resolved.places:
        room = numbers.get(f"places.{place.name}.room", 0.0)
        if room > 0.0:
            known.setdefault(place.kind, []).append(math.log(room))
    for place in resolved.places:
        path = f"places.{place.name}.room"
        if path in numbers or Kind[place.kind] not in SHELTERING + REGIONS:
            continue
        logs = known.get(place.kind, [])
        if len(logs) >= _FEW:
            mean = sum(logs) / len(logs)
            spread = max(_LEAST_SPREAD, math.sqrt(sum((x - mean) ** 2 for x in logs) / (len(logs) - 1)))
            law = Lognormal(math.exp(mean), math.exp(mean + 1.2815515655446004 * spread), 0.9)
            numbers[path] = draw_number(law, path, Stream(key))
        else:
            # a stream of its own for each site, though the prior is one
            prior = resolved.numbers["reception.unknown_room"].value
            numbers[path] = prior if isinstance(prior, float) else _drawn_room(frame, numbers, prior, path, key)


def _drawn_room(
    frame: Frame, numbers: Mapping[str, float], prior: Distribution, path: str, key: tuple[int, int]
) -> float:
    if not isinstance(prior, Pool):
        return draw_number(prior, path, Stream(key))
    size = _household_size(frame, numbers, path) if prior.mixed else 1.0
    return prior.drawn(Stream(key).at(0, Process.PARAMETER, name_hash(path)).uniform, size)[1]


# --- the world ------------------------------------------------------------------------------------------------


def world_of(frame: Frame, drawn: Drawn) -> World:
    """Give the world of one member."""
    resolved, numbers = frame.resolved, drawn.numbers
    n_steps, dt = resolved.n_steps, resolved.step_h
    kinds = frame.kind
    persons = tuple(numbers[f"cohorts.{c.base}.persons_per_household"] for c in resolved.cohorts)
    households = _households(frame, drawn)
    _refuse_too_many(frame, numbers, households, persons)
    noise_steps = max(1, round(numbers["noise_interval"] / dt))
    has_site_event = {e.place for e in resolved.events if e.kind == "site_open" and _value(numbers, e) is None}

    def by_place(pattern: str, default: float = 0.0) -> tuple[float, ...]:
        return tuple(numbers.get(pattern.format(place.name), default) for place in resolved.places)

    def stock(item: str) -> dict[int, float]:
        found = {p: numbers.get(f"supplies.stocks.{place.name}.{item}") for p, place in enumerate(resolved.places)}
        return {p: amount for p, amount in found.items() if amount is not None}

    actions, fights, presences = _timeline(frame, drawn)
    terms = _noise(frame, drawn, noise_steps)
    plain: dict[str, Any] = {field: numbers[path] for field, path in _PLAIN.items()}
    return World(
        n_steps=n_steps,
        dt=dt,
        hour_of_day=frame.hour_of_day,
        key=drawn.key,
        place_id=frame.place_id,
        kind=kinds,
        site_open=tuple(place.name not in has_site_event for place in resolved.places),
        room=_rooms(frame, numbers),
        desks=by_place("reception.registration.{}.desks"),
        distance_km=frame.distance_km,
        group=frame.group,
        posts=by_place("tracing.posts.{}"),
        route_id=frame.route_id,
        origin=frame.origin,
        to=frame.to,
        **_roads(frame, numbers),
        persons=persons,
        **_cohort_fields(frame, numbers, persons),
        households=households,
        first_status=tuple(_first_status(kind) for kind in kinds),
        dest_id=frame.dest_id,
        dest_place=tuple(p for p, _ in frame.dests),
        dest_purpose=tuple(int(purpose) for _, purpose in frame.dests),
        effect=by_place("destination.effect.{}"),
        alpha=tuple(numbers.get(f"destination.alpha.{place.kind}", 0.0) for place in resolved.places),
        actions=actions,
        fights=fights,
        presences=presences,
        driven=_driven(frame, numbers),
        driven_mix=_driven_mix(frame, numbers, households),
        food=stock("food"),
        fuel=stock("fuel"),
        pumps=stock("pumps"),
        leave_rate=_leave_rates(numbers),
        leaving_noise=terms[: len(frame.groups)],
        road_noise=terms[len(frame.groups) :],
        noise_steps=noise_steps,
        daily_profile=resolved.daily_profile,
        by_distance=resolved.measure == "distance",
        spillback=resolved.spillback,
        information_steps=max(1, round(numbers["route_choice.information_interval"] / dt)),
        delay_steps=round(numbers["route_choice.information_delay"] / dt),
        **plain,
    )


def _cohort_fields(frame: Frame, numbers: Mapping[str, float], persons: tuple[float, ...]) -> dict[str, Any]:
    """Give the fields of a world that are by cohort."""
    cohorts = frame.resolved.cohorts
    per_car, seats = numbers["travel.persons_per_vehicle"], numbers["travel.bus_seats"]
    plain = {
        name: tuple(numbers[f"cohorts.{c.base}.{name}"] for c in cohorts)
        for name in ("attachment", "p_kin", "hold_share", "checkpoint_fear")
    }
    return {
        "cohort_id": frame.cohort_id,
        "owner": tuple(c.part == "vehicle" for c in cohorts),
        "walks": tuple(c.walks for c in cohorts),
        "kin": tuple(_kin(frame, numbers, c.base) for c in cohorts),
        "vehicle_pce": tuple(size / per_car for size in persons),
        "bus_pce": tuple(numbers["travel.bus_pce"] * size / seats for size in persons),
        **plain,
    }


def _noise(frame: Frame, drawn: Drawn, noise_steps: int) -> tuple[tuple[float, ...], ...]:
    """Give the noise by interval: on the log leaving rate by group of origin, then on the capacity of each route.

    A route that lets everybody through has none.
    """
    resolved, numbers = frame.resolved, drawn.numbers
    n_groups, n_routes = len(frame.groups), len(resolved.routes)
    sds = [numbers["leaving.noise_sd"]] * n_groups
    sds += [
        numbers["travel.noise_sd"] if numbers.get(f"routes.{route.row}.capacity_vph", math.inf) < math.inf else 0.0
        for route in resolved.routes
    ]
    times = [numbers["leaving.noise_time"]] * n_groups + [numbers["travel.noise_time"]] * n_routes
    processes = np.repeat([int(Process.NOISE_LEAVING), int(Process.NOISE_ROAD)], [n_groups, n_routes])
    n, interval = math.ceil(resolved.n_steps / noise_steps), noise_steps * resolved.step_h
    return noise_rows(drawn.key, processes, frame.noise_cells, n, interval, sds, times)


def _first_status(kind: Kind) -> Status:
    """Give what residents of a place are at the start: accommodated in a camp, displaced at a shelter, else at home."""
    if kind is Kind.camp:
        return Status.SETTLED_STATE
    return Status.DISPLACED if kind in SHELTERING else Status.HOME


_PLAIN = {
    "b_threat": "leaving.b_threat",
    "b_deprivation": "leaving.b_deprivation",
    "b_social": "leaving.b_social",
    "b_trust": "leaving.b_trust",
    "b_prospect": "leaving.b_prospect",
    "threat_decay": "threat.decay",
    "threat_reach": "threat.reach",
    "trust": "trust.initial",
    "deprivation_rise": "deprivation.rise",
    "deprivation_fall": "deprivation.fall",
    "deprivation": "deprivation.initial",
    "ration": "supplies.ration",
    "litres_per_vehicle": "supplies.litres_per_trip",
    "pump_rate": "supplies.pump_rate",
    "beta": "destination.beta",
    "soft": "destination.soft",
    "cost_scale": "destination.cost_scale",
    "b_danger": "destination.b_danger",
    "b_room": "destination.b_room",
    "b_kin": "destination.b_kin",
    "inertia": "destination.inertia",
    "room_scale": "destination.room_scale",
    "mu": "route_choice.mu",
    "walk_range": "travel.walk_range",
    "bus_seats": "travel.bus_seats",
    "bus_turnaround": "travel.bus_turnaround",
    "desk_rate": "reception.desk_rate",
    "hold_time": "travel.hold_time",
    "p_split": "tracing.p_split",
    "p_split_threat": "tracing.p_split_threat",
    "p_found": "tracing.p_found",
    "trace_rate": "tracing.rate",
}


def _driven(frame: Frame, numbers: Mapping[str, float]) -> tuple[tuple[float, int, float], ...]:
    """Give the rates of driven entries in order of time, per hour."""
    resolved = frame.resolved
    rates = [
        (
            (item.since - resolved.start).total_seconds() / 3600,
            frame.place[item.place] if item.place else -1,
            numbers[f"driven.{index}.persons_per_day"] / 24.0,
        )
        for index, item in enumerate(resolved.driven)
    ]
    return tuple(sorted(rates, key=lambda rate: rate[0]))


def _driven_mix(
    frame: Frame, numbers: Mapping[str, float], households: tuple[tuple[int, ...], ...]
) -> tuple[float, ...]:
    """Weigh cohorts among driven households: as residents are made up, or by shares where nobody is resident."""
    resolved = frame.resolved
    resident = [float(sum(row[c] for row in households)) for c in range(len(resolved.cohorts))]
    if any(resident):
        return tuple(resident)
    weights = []
    for cohort in resolved.cohorts:
        prefix = f"cohorts.{cohort.base}"
        owners = numbers[f"{prefix}.vehicle_share"]
        part = owners if cohort.part == "vehicle" else 1.0 - owners
        weights.append(part * numbers.get(f"{prefix}.share", 1.0) / numbers[f"{prefix}.persons_per_household"])
    return tuple(weights)


def _leave_rates(numbers: Mapping[str, float]) -> dict[int, float]:
    rates = {}
    for status in Status:
        half_life = numbers.get(f"leaving.half_life.{status.name.lower()}")
        if half_life is not None:
            rates[int(status)] = math.log(2.0) / half_life
    return rates


def _households(frame: Frame, drawn: Drawn) -> tuple[tuple[int, ...], ...]:
    """Give whole households by place and cohort; those of a split cohort are assigned once, at random."""
    resolved, numbers = frame.resolved, drawn.numbers
    residents = [numbers.get(f"places.{place.name}.residents", 0.0) for place in resolved.places]
    total = numbers.get("population.total")
    scale = total / sum(residents) if total is not None and sum(residents) > 0.0 else 1.0
    bases = frame.bases
    stream = Stream(drawn.key)
    table = []
    for p, place in enumerate(resolved.places):
        weights = {
            base: numbers.get(f"cohorts.{base}.share", 1.0) if _lives(resolved, base, place.name) else 0.0
            for base in bases
        }
        whole = sum(weights.values())
        row: dict[tuple[str, str], int] = {}
        for base, cell in zip(bases, frame.split_cells[p], strict=True):
            people = residents[p] * scale * (weights[base] / whole if whole > 0.0 else 0.0)
            n = math.floor(people / numbers[f"cohorts.{base}.persons_per_household"] + 0.5)
            owners = numbers[f"cohorts.{base}.vehicle_share"]
            with_vehicle = binomial(stream.at(0, Process.INITIAL, cell), n, owners)
            row[base, "vehicle"], row[base, "none"] = with_vehicle, n - with_vehicle
        table.append(tuple(row[c.base, c.part] for c in resolved.cohorts))
    return tuple(table)


def _refuse_too_many(
    frame: Frame, numbers: Mapping[str, float], households: tuple[tuple[int, ...], ...], persons: tuple[float, ...]
) -> None:
    """Refuse more households than the draws without replacement are made for."""
    hours = frame.resolved.n_steps * frame.resolved.step_h
    driven = sum(rate * hours / min(persons) for _, _, rate in _driven(frame, numbers))
    n = sum(map(sum, households)) + driven
    if n > MAX_POPULATION:
        raise InputError(
            [
                Problem(
                    "too-many-households",
                    file="scenario.yaml",
                    field="population",
                    found=f"{n:,.0f} households in a member",
                    expected=f"at most {MAX_POPULATION:,}, people driven in included",
                    remedy="Correct the population, the household size or the driven rates.",
                )
            ]
        )


def _lives(resolved: Resolved, base: str, place: str) -> bool:
    limited = resolved.cohort_places.get(base)
    return limited is None or place in limited


def _rooms(frame: Frame, numbers: Mapping[str, float]) -> tuple[float, ...]:
    """Give the room of each place in persons; a total in households converts by the member's own household size."""
    resolved = frame.resolved
    total = numbers.get("reception.room_total")
    if total is not None and resolved.numbers["reception.room_total"].unit == "households":
        total *= _household_size(frame, numbers, "reception.room_total")
    weights = sum(numbers[f"places.{place.name}.room"] for place in resolved.places if Kind[place.kind] in REGIONS)
    rooms = []
    for place in resolved.places:
        kind, room = Kind[place.kind], numbers.get(f"places.{place.name}.room", math.inf)
        if kind in REGIONS and total is not None:
            room = total * room / weights if weights > 0.0 else 0.0
        rooms.append(room if kind in SHELTERING + REGIONS else math.inf)
    return tuple(rooms)


def _kin(frame: Frame, numbers: Mapping[str, float], base: str) -> tuple[float, ...]:
    weights = [numbers.get(f"cohorts.{base}.kin.{place.name}", 0.0) for place in frame.resolved.places]
    whole = sum(weights)
    return tuple(w / whole if whole > 0.0 else 0.0 for w in weights)


def _roads(frame: Frame, numbers: Mapping[str, float]) -> dict[str, Any]:
    """Give the fields of a world that are by route and drawn."""
    resolved = frame.resolved
    walk, hours = numbers["travel.walking_speed"], numbers["travel.walking_hours_per_day"]
    rows = []
    for route in resolved.routes:
        prefix = f"routes.{route.row}"
        length = numbers[f"{prefix}.length_km"]
        on_foot = length / walk
        lanes = numbers.get(f"{prefix}.lanes")
        storage = math.inf
        if resolved.spillback and lanes is not None:
            storage = length * lanes * numbers["travel.jam_density"]
        rows.append(
            (
                length,
                length / numbers[f"{prefix}.speed_kmh"],
                on_foot if on_foot <= hours else on_foot * 24.0 / hours,
                numbers.get(f"{prefix}.capacity_vph", math.inf),
                storage,
                route.open,
            )
        )
    names = ("length_km", "road_time", "foot_time", "capacity", "storage", "route_open")
    columns = map(tuple, zip(*rows, strict=True)) if rows else [()] * len(names)
    return dict(zip(names, columns, strict=True))


# --- events ---------------------------------------------------------------------------------------------------


def _value(numbers: Mapping[str, float], event: ResolvedEvent) -> float | None:
    return numbers.get(f"events.{event.name}.value")


def _timeline(frame: Frame, drawn: Drawn) -> tuple[dict[int, tuple[Action, ...]], tuple[Fight, ...], tuple[Fight, ...]]:
    """Give the actions by step, and what is going on over a time: fighting and hazards, third parties."""
    resolved = frame.resolved
    dated: list[tuple[float, str, Action]] = []
    fights: list[Fight] = []
    presences: list[Fight] = []
    for event in resolved.events:
        times = drawn.events[event.name]
        if times.at == math.inf:
            continue
        value = _value(drawn.numbers, event)
        place = frame.place[event.place] if event.place else -1
        if event.kind in (*THREATENING, "presence"):
            going_on = presences if event.kind == "presence" else fights
            going_on.append(Fight(place, times.at, times.until, 1.0 if value is None else value))
            continue
        unit = resolved.numbers[f"events.{event.name}.value"].unit if value is not None else ""
        begin, end = _actions(frame, event, place, value, unit)
        dated += [(times.at, event.name, action) for action in begin]
        if times.until < math.inf:
            dated += [(times.until, event.name, action) for action in end]
    by_step: dict[int, list[Action]] = {}
    for hour, _, action in sorted(dated, key=lambda item: item[:2]):
        step = max(0, math.ceil(hour / resolved.step_h - 1e-9))
        past_delivery = hour < 0.0 and action.effect in (Effect.ADD_FOOD, Effect.ADD_FUEL)
        if step < resolved.n_steps and not past_delivery:  # what was brought before the start is in the stock
            by_step.setdefault(step, []).append(action)
    return {step: tuple(actions) for step, actions in by_step.items()}, tuple(fights), tuple(presences)


def _actions(
    frame: Frame, event: ResolvedEvent, place: int, value: float | None, unit: str
) -> tuple[list[Action], list[Action]]:
    """Give what an event does when it begins and when it ends."""
    amount = 0.0 if value is None else value
    kind = event.kind
    if kind in ("open", "close", "capacity"):
        return _route_actions(frame, event, amount, unit)
    if kind in ("delivery", "loss"):
        effect = Effect.ADD_FUEL if unit == "litres" else Effect.ADD_FOOD
        return [Action(effect, place, amount if kind == "delivery" else -amount)], []
    if kind in ("assurance", "breach"):
        return [Action(Effect.ASSURE if kind == "assurance" else Effect.BREACH, place, amount)], []
    if kind == "fleet":
        to, number = frame.place[event.to] if event.to else -1, name_hash(event.name)
        start = Action(Effect.START_FLEET, place, math.floor(amount), fleet=number, to=to, takes=_takes(frame, event))
        return [start], [Action(Effect.END_FLEET, place, fleet=number)]
    opened, closed = Action(Effect.OPEN_SITE, place), Action(Effect.CLOSE_SITE, place)
    if kind == "site_close":
        return [closed], [opened]
    if value is None:
        return [opened], [closed]
    effect = Effect.ADD_DESKS if unit == "desks" else Effect.ADD_ROOM
    return [Action(effect, place, amount)], [Action(effect, place, -amount)]


def _takes(frame: Frame, event: ResolvedEvent) -> int:
    """Give the cohorts that a fleet takes, a bit for each; -1 for everybody."""
    if not event.cohorts:
        return -1
    return sum(1 << c for c, cohort in enumerate(frame.resolved.cohorts) if cohort.base in event.cohorts)


def _route_actions(frame: Frame, event: ResolvedEvent, amount: float, unit: str) -> tuple[list[Action], list[Action]]:
    """Give what an event does to its routes; a closing with an end is a bar that its end lifts."""
    sets = Effect.SET_CAPACITY if unit == "vehicles/h" else Effect.SCALE_CAPACITY
    ends_again = event.until is not None or event.until_hours
    begins, ends = {
        "open": (Effect.OPEN_ROUTE, Effect.CLOSE_ROUTE),
        "close": (Effect.BAR_ROUTE if ends_again else Effect.CLOSE_ROUTE, Effect.LIFT_BAR),
        "capacity": (sets, Effect.RESET_CAPACITY),
    }[event.kind]
    back = event.on_road == "turn_back"
    shuts = (Effect.CLOSE_ROUTE, Effect.BAR_ROUTE)
    routes = _routes_named(frame, event)
    begin = [Action(begins, r, amount, turn_back=back and begins in shuts) for r in routes]
    return begin, [Action(ends, r, amount, turn_back=back and ends in shuts) for r in routes]


def _routes_named(frame: Frame, event: ResolvedEvent) -> list[int]:
    """Give the routes of an event: the one named and its way back if of the same row; without `to` all that touch."""
    routes = frame.resolved.routes
    if not event.to:
        return [r for r, route in enumerate(routes) if event.place in (route.origin, route.to)]
    rows = {route.row for route in routes if (route.origin, route.to) == (event.place, event.to)}
    return [r for r, route in enumerate(routes) if route.row in rows]
