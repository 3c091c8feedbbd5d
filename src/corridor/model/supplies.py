"""Rule 2, supplies: food eaten by those present, and the deprivation of those who get too little.

A place without a record of food has all its needs met: unknown is not empty. Deprivation relaxes to the
level that the share of needs met would give for ever, by the exact solution of its linear equation, so that the
length of a step does not matter. Fuel is used at setting out only.
"""

from __future__ import annotations

import math

from corridor.model.state import State, present_persons
from corridor.model.world import World

__all__ = ["apply", "deprivation_after"]


def apply(world: World, state: State) -> None:
    """Let people eat, and feel what is missing, for one step."""
    persons = present_persons(world, state)
    for p in range(world.n_places):
        met = 1.0
        if p in state.food:
            need = persons[p] * world.ration * world.dt / 24.0
            used = min(state.food[p], need)
            state.food[p] -= used
            met = used / need if need > 0.0 else 1.0
        state.deprivation[p] = deprivation_after(
            state.deprivation[p], met, world.deprivation_rise, world.deprivation_fall, world.dt
        )


def deprivation_after(d: float, met: float, rise: float, fall: float, dt: float) -> float:
    """Give deprivation after `dt` hours in which a share `met` of needs was met.

    Solves ``dd/dt = (1 - met) (1 - d) / rise - met d / fall`` exactly: with ``r = (1 - met) / rise + met / fall`` and
    ``d* = ((1 - met) / rise) / r``, ``d <- d* + (d - d*) exp(-dt r)``.
    """
    rate = (1.0 - met) / rise + met / fall
    level = ((1.0 - met) / rise) / rate
    return level + (d - level) * math.exp(-dt * rate)
