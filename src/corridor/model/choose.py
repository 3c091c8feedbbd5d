"""Rule 4, choose: where those who leave want to go, and how attractive it is, which rule 3 needs.

The attraction of destination d from place p for a cohort is::

    V = -beta log((cost + soft) / cost_scale) - b_danger threat[d] + b_room log(room left / room_scale)
        + alpha[kind] + effect[d] + b_kin kin[c, d] - checkpoint_fear[c] checkpoints on the way

and the choice a multinomial logit over the destinations in reach in the network as people believe it to be. A
shelter, camp or host region with no room left is no destination; of other kinds room is no matter. Households that are
displaced already move on only to what is better than where they are, distance apart: ``alpha + effect - b_danger
threat`` must be higher by `inertia`, so that nobody wanders to and fro between two refuges.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from corridor.base.samplers import multinomial
from corridor.model.state import Draws, State, add, room_left, seats_for
from corridor.model.ways import Tables
from corridor.model.world import Mode, Process, Purpose, Status, World

__all__ = ["Choice", "Leavers", "Options", "apply"]

_FLOOR = 0.01  # room left counts as at least this share of the scale


@dataclass(frozen=True)
class Options:
    """The destinations in reach of one group, their probabilities, and the logsum of their attractions."""

    dests: tuple[int, ...]
    probabilities: tuple[float, ...]
    prospect: float


class Choice:
    """What can be chosen in one step: believed ways on the road and on foot, room left, buses at hand."""

    def __init__(self, world: World, state: State, road: Tables, foot: Tables) -> None:
        self._world = world
        self._state = state
        self._ways = {Mode.VEHICLE: road, Mode.BUS: road, Mode.FOOT: foot}
        self._room_left = room_left(world, state)
        self._known: dict[tuple[int, int, int, bool], Options | None] = {}

    def mode_for_cost(self, place: int, cohort: int) -> Mode:
        """Give the mode by which a cohort reckons its cost: its vehicle, a bus where it waits for one, or on foot."""
        if self._world.owner[cohort]:
            return Mode.VEHICLE
        waits = not self._world.walks[cohort] or seats_for(self._state, place) >> cohort & 1
        return Mode.BUS if waits else Mode.FOOT

    def options(self, place: int, cohort: int, displaced: bool = False) -> Options | None:
        """Give the destinations in reach, or None when there are none; for the displaced, only the better ones."""
        mode = self.mode_for_cost(place, cohort)
        # those with no kin and no fear see the same
        own = cohort if any(self._world.kin[cohort]) or self._world.checkpoint_fear[cohort] != 0.0 else -1
        key = (place, mode, own, displaced)
        if key not in self._known:
            self._known[key] = self._options(place, cohort, mode, displaced)
        return self._known[key]

    def _worth(self, place: int) -> float:
        """Give what a place offers, distance and room apart."""
        world = self._world
        return world.alpha[place] + world.effect[place] - world.b_danger * self._state.threat[place]

    def _options(self, place: int, cohort: int, mode: Mode, displaced: bool) -> Options | None:
        world, state = self._world, self._state
        least = self._worth(place) + world.inertia if displaced else -math.inf
        dests, values = [], []
        for d, j in enumerate(world.dest_place):
            if world.dest_purpose[d] != Purpose.ANY or j == place or not state.site_open[j]:
                continue
            ways = self._ways[mode].to(j)
            worth = self._worth(j)
            if place not in ways.cost or self._room_left[j] <= 0.0 or worth <= least:
                continue
            cost = ways.km[place] if world.by_distance else ways.cost[place]
            value = -world.beta * math.log((cost + world.soft) / world.cost_scale) + worth
            value += world.b_kin * world.kin[cohort][j]
            if world.checkpoint_fear[cohort] != 0.0:
                value -= world.checkpoint_fear[cohort] * ways.checkpoints[place]
            if self._room_left[j] < math.inf:
                value += world.b_room * math.log(max(self._room_left[j] / world.room_scale, _FLOOR))
            dests.append(d)
            values.append(value)
        if not dests:
            return None
        highest = max(values)
        weights = [math.exp(value - highest) for value in values]
        total = 0.0
        for weight in weights:
            total += weight
        return Options(tuple(dests), tuple(w / total for w in weights), highest + math.log(total))


Leavers = dict[tuple[int, int, bool], int]
"""Households that choose, by (place, cohort, whether they were displaced already)."""


def apply(
    world: World,
    state: State,
    draws: Draws,
    choice: Choice,
    leavers: Leavers,
    step: int,
    process: Process = Process.CHOOSE,
) -> None:
    """Give those who leave a destination: they become ready; without one they are stranded where they are."""
    for (p, c, displaced), n in sorted(leavers.items()):
        options = choice.options(p, c, displaced)
        if options is None:
            add(state.staying, (p, c, Status.STRANDED), n)
            continue
        stream = draws.at(step, process, world.place_id[p], world.cohort_id[c], int(displaced))
        for d, n_d in zip(options.dests, multinomial(stream, n, options.probabilities), strict=True):
            add(state.ready, (p, c, d), n_d)
