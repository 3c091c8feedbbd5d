"""Rule 3, decide: how many households decide to leave in this step.

The rate of a household in a status that decides is::

    h = exp(b0 + b_threat threat + b_deprivation deprivation + b_social gone - b_trust trust - attachment
            + b_prospect prospect + xi)

and `Binomial(staying, 1 - exp(-h dt))` of them leave, if some destination is in reach. `prospect` is the logsum of
the attractions in reach (rule 4), so that a way out that opens makes people leave even where they already had
somewhere to flee to; with `b_prospect = 0` it is absent. Stranded households, and those ready for a destination
that cannot be reached any more, choose again when the network changes.
"""

from __future__ import annotations

import math

from corridor.base.samplers import binomial, multinomial
from corridor.model.choose import Choice, Leavers
from corridor.model.state import Draws, State, add
from corridor.model.trace import left_home, left_refuge
from corridor.model.world import Process, Purpose, Status, World

__all__ = ["apply", "leaving_rate"]


def apply(world: World, state: State, draws: Draws, choice: Choice, step: int) -> tuple[Leavers, Leavers]:
    """Take those who decide to leave, or must choose again, out of where they are.

    Returns
    -------
    leavers, again : dict
        Newly leaving, and choosing again.
    """
    gone = [_gone(state, p) for p in range(world.n_places)]
    decisions = []
    for (p, c, status), n in sorted(state.staying.items()):
        rate = leaving_rate(world, state, choice, gone, p, c, status, step)
        if rate > 0.0:
            stream = draws.at(step, Process.LEAVE, world.place_id[p], world.cohort_id[c], status)
            decisions.append((p, c, status, binomial(stream, n, -math.expm1(-rate * world.dt))))
    again = _choosing_again(world, state, choice) if state.network_changed else {}
    state.network_changed = False
    leavers: Leavers = {}
    first: dict[tuple[int, int], int] = {}
    for p, c, status, n in decisions:
        if n:
            add(state.staying, (p, c, status), -n)
            key = (p, c, status == Status.DISPLACED)
            leavers[key] = leavers.get(key, 0) + n
            if status == Status.SETTLED_STATE:
                state.room_used[p] -= n * world.persons[c]
            if status == Status.HOME:
                first[p, c] = n
            else:
                left_refuge(world, state, draws, p, c, status, n, step)
    _driven(world, state, draws, leavers, first, step)
    for (p, c), n in sorted(first.items()):
        left_home(world, state, draws, p, c, n, step)
    return leavers, again


def _gone(state: State, p: int) -> float:
    """Give the share of those who ever were at a place that has left it; 0 where nobody ever was."""
    ever = state.first_present[p] + state.arrived[p]
    return state.left[p] / ever if ever else 0.0


def leaving_rate(
    world: World, state: State, choice: Choice, gone: list[float], p: int, c: int, status: int, step: int
) -> float:
    """Give the rate per hour at which a household decides to leave; 0 if it does not decide or has nowhere to go."""
    rate = world.leave_rate.get(status, 0.0)
    if rate <= 0.0:
        return 0.0
    options = choice.options(p, c, status == Status.DISPLACED)
    if options is None:
        return 0.0
    exponent = math.log(rate)
    exponent += world.b_threat * state.threat[p] + world.b_deprivation * state.deprivation[p]
    exponent += world.b_social * gone[p] - world.b_trust * state.trust[p] - world.attachment[c]
    exponent += world.b_prospect * options.prospect
    exponent += world.leaving_noise[world.group[p]][step // world.noise_steps]
    return math.exp(min(exponent, 50.0)) * _of_the_day(world, step)


def _of_the_day(world: World, step: int) -> float:
    """Give the mean of the daily profile over the hours that a step covers; 1 without a profile."""
    if not world.daily_profile:
        return 1.0
    n = max(1, math.ceil(world.dt))
    total = 0.0
    for k in range(n):
        total += world.daily_profile[(world.hour_of_day[step] + k) % 24]
    return total / n


def _choosing_again(world: World, state: State, choice: Choice) -> Leavers:
    """Take out the stranded, and the ready whose destination is out of reach, where some destination is in reach."""
    again: Leavers = {}
    for (p, c, status), n in sorted(state.staying.items()):
        if status == Status.STRANDED and choice.options(p, c) is not None:
            add(state.staying, (p, c, status), -n)
            again[p, c, False] = again.get((p, c, False), 0) + n
    for (p, c, d), n in sorted(state.ready.items()):
        options = choice.options(p, c)
        if world.dest_purpose[d] == Purpose.ANY and options is not None and d not in options.dests:
            add(state.ready, (p, c, d), -n)
            again[p, c, False] = again.get((p, c, False), 0) + n
    return again


def _driven(
    world: World, state: State, draws: Draws, leavers: Leavers, first: dict[tuple[int, int], int], step: int
) -> None:
    """Let in persons who are given from outside, by place or by population x threat; remainders are carried on."""
    hour = step * world.dt
    # they stand in order of time, so a later rate for the same place replaces the earlier one
    in_force = {place: rate for since, place, rate in world.driven if since <= hour}
    for place, rate in sorted(in_force.items()):
        weights = list(world.driven_mix)
        weighted = weight = 0.0
        for w, size in zip(weights, world.persons, strict=True):
            weighted += w * size
            weight += w
        mean_size = weighted / weight
        persons = rate * world.dt + state.driven_rest.get(place, 0.0)
        n = math.floor(persons / mean_size)
        state.driven_rest[place] = persons - n * mean_size
        for (p, c), k in sorted(_shared_out(world, state, draws, place, weights, n, step).items()):
            first[p, c] = first.get((p, c), 0) + k
            leavers[p, c, False] = leavers.get((p, c, False), 0) + k
            state.first_present[p] += k


def _shared_out(
    world: World, state: State, draws: Draws, place: int, weights: list[float], n: int, step: int
) -> dict[tuple[int, int], int]:
    """Share driven households over places of origin and cohorts."""
    if n == 0:
        return {}
    stream = draws.at(step, Process.DRIVEN, world.place_id[place] if place >= 0 else 0)
    shares = [0.0] * world.n_places
    if place >= 0:
        shares[place] = 1.0
    else:
        shares = _origin_weights(world, state)
    shared: dict[tuple[int, int], int] = {}
    for p, n_p in enumerate(multinomial(stream, n, shares)):
        if n_p:
            for c, k in enumerate(multinomial(stream, n_p, weights)):
                if k:
                    shared[p, c] = k
    return shared


def _origin_weights(world: World, state: State) -> list[float]:
    """Weigh origins by population x threat; by what there is of the two where one is nothing anywhere."""
    people = [float(sum(world.households[p])) for p in range(world.n_places)]
    both = [n * x for n, x in zip(people, state.threat, strict=True)]
    for weights in (both, people, state.threat):
        if any(weights):
            return weights
    return [1.0] * world.n_places
