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

__all__ = ["apply", "open_cases", "registered_households", "split_households"]


def split_households(world: World, state: State, draws: Draws, p: int, c: int, n: int, step: int) -> None:
    """Open a case for each household that is split as it leaves home."""
    chance = min(1.0, world.p_split + world.p_split_threat * state.threat[p])
    stream = draws.at(step, Process.SPLIT, world.place_id[p], world.cohort_id[c])
    cases = binomial(stream, n, chance)
    if cases:
        state.unsolved[p] = state.unsolved.get(p, 0) + cases


def registered_households(world: World, state: State, draws: Draws, p: int, n: int, step: int) -> None:
    """Bring the cases of `n` households that were just registered at `p`, of all away from home, to the desk."""
    cases = sum(state.unsolved.values())
    if cases == 0 or n == 0:
        return
    without = max(0, _unregistered(world, state) + n - cases)
    stream = draws.at(step, Process.FOUND, world.place_id[p])
    here = hypergeometric(stream, cases, without, min(n, cases + without))
    places = sorted(state.unsolved)
    taken = multivariate_hypergeometric(stream, [state.unsolved[q] for q in places], here)
    for q, k in zip(places, taken, strict=True):
        add(state.unsolved, q, -k)
    still_open = here - binomial(stream, here, world.p_found)
    if still_open:
        state.registered_cases[p] = state.registered_cases.get(p, 0) + still_open


def _unregistered(world: World, state: State) -> int:
    """Count the households away from home that no desk has registered yet, those just served left out."""
    unsettled = (Status.DISPLACED, Status.STRANDED, Status.UNSHELTERED)
    in_flight = [purpose == Purpose.ANY for purpose in world.dest_purpose]
    total = sum(n for (_, _, status), n in state.staying.items() if status in unsettled)
    total += sum(n for (_, _, d), n in state.ready.items() if in_flight[d])
    total += sum(n for (_, _, d, _), n in state.held.items() if in_flight[d])
    for queues in (state.road, state.foot, state.registering):
        total += sum(n for queue in queues for b in queue for key, n in b.counts.items() if in_flight[key.dest])
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
