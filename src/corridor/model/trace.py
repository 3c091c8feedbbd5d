"""Rule 8, trace: households that lose a member on leaving home, and cases that are solved.

`Binomial(leave, p0 + p1 threat)` of those who leave home are split and open a case at the place of separation. At
registration a case is solved with probability `p_found`; what stays open belongs to the place of registration, where
each post solves it at a rate. Only counts of cases exist, no persons.
"""

from __future__ import annotations

import math

from corridor.base.samplers import binomial, hypergeometric, multivariate_hypergeometric
from corridor.model.state import Draws, State, add
from corridor.model.world import Process, Purpose, Status, World

__all__ = ["apply", "left_home", "left_refuge", "open_cases", "registered_households"]


def left_home(world: World, state: State, draws: Draws, p: int, c: int, n: int, step: int) -> None:
    """Count households that set out for the first time, and open a case for each that is split as it does."""
    state.unregistered += n
    chance = min(1.0, world.p_split + world.p_split_threat * state.threat[p])
    stream = draws.at(step, Process.SPLIT, world.place_id[p], world.cohort_id[c])
    cases = binomial(stream, n, chance)
    if cases:
        state.unsolved[p] = state.unsolved.get(p, 0) + cases


_TAKEN_IN = (Status.SETTLED_KIN, Status.SETTLED_STATE, Status.UNSHELTERED)


def left_refuge(world: World, state: State, draws: Draws, p: int, c: int, status: int, n: int, step: int) -> None:
    """Count how many of the households that leave where they were taken in had been registered: a draw of all such."""
    if status not in _TAKEN_IN or state.registered == 0:
        return
    others = max(0, _taken_in(world, state) + n - state.registered)
    stream = draws.at(step, Process.AGAIN, world.place_id[p], world.cohort_id[c], status)
    again = hypergeometric(stream, state.registered, others, min(n, state.registered + others))
    state.registered -= again
    state.in_flight_again += again


def registered_households(world: World, state: State, draws: Draws, p: int, n: int, step: int) -> None:
    """Count `n` households that a desk at `p` registered, and bring the cases of those new to it to the desk.

    Who of all that may reach a desk is new to it, and whose household is split, is drawn without replacement: as far as
    cases go, households are exchangeable.
    """
    stream = draws.at(step, Process.FOUND, world.place_id[p])
    not_taken_in = state.unregistered - max(0, _taken_in(world, state) - state.registered)
    fresh = min(
        n, hypergeometric(stream, max(0, not_taken_in), state.in_flight_again, _at_most(n, state, not_taken_in))
    )
    cases = sum(state.unsolved.values())
    here = hypergeometric(stream, cases, max(0, state.unregistered - cases), min(fresh, max(cases, state.unregistered)))
    state.unregistered -= fresh
    state.in_flight_again -= min(n - fresh, state.in_flight_again)
    state.registered += n
    places = sorted(state.unsolved)
    taken = multivariate_hypergeometric(stream, [state.unsolved[q] for q in places], here)
    for q, k in zip(places, taken, strict=True):
        add(state.unsolved, q, -k)
    still_open = here - binomial(stream, here, world.p_found)
    if still_open:
        state.registered_cases[p] = state.registered_cases.get(p, 0) + still_open


def _at_most(n: int, state: State, not_taken_in: int) -> int:
    return min(n, max(0, not_taken_in) + state.in_flight_again)


def _taken_in(world: World, state: State) -> int:
    """Count the households taken in somewhere, or on their way to a region that will."""
    in_flight = [purpose == Purpose.ANY for purpose in world.dest_purpose]
    total = sum(n for (_, _, status), n in state.staying.items() if status in _TAKEN_IN)
    total += sum(n for (_, _, d), n in state.ready.items() if not in_flight[d])
    total += sum(n for (_, _, d, _), n in state.held.items() if not in_flight[d])
    for queues in (state.road, state.foot):
        total += sum(n for queue in queues for b in queue for key, n in b.counts.items() if not in_flight[key.dest])
    return total


def apply(world: World, state: State, draws: Draws, step: int) -> None:
    """Let the tracing posts work for one step."""
    for p, cases in sorted(state.registered_cases.items()):
        chance = -math.expm1(-world.trace_rate * world.posts[p] * world.dt)
        solved = binomial(draws.at(step, Process.TRACE, world.place_id[p]), cases, chance)
        add(state.registered_cases, p, -solved)


def open_cases(world: World, state: State) -> list[float]:
    """Give the open cases by place: of separation until registration, of registration after it."""
    return [float(state.unsolved.get(p, 0) + state.registered_cases.get(p, 0)) for p in range(world.n_places)]
