"""The step: nine rules in a documented order, each deciding on the old state and applying to the new.

`ORDER` is that order; `corridor check --order` prints it. `run` takes a world through all its steps.
"""

from __future__ import annotations

import math

from corridor.model import choose, decide, receive, set_out, supplies, timeline, trace, travel
from corridor.model.record import Record
from corridor.model.state import Draws, State, initial_state
from corridor.model.ways import Tables
from corridor.model.world import Process, World

__all__ = ["ORDER", "Member", "run"]

ORDER = (
    ("timeline", "events of the step; threat, trust, what is known of the roads"),
    ("supplies", "food eaten; deprivation"),
    ("decide", "who leaves; who must choose again"),
    ("choose", "where to: logit over destinations in reach"),
    ("set out", "who has the means: vehicles that can be fuelled, bus seats, on foot"),
    ("travel", "free flow, queues, passing on, checkpoints"),
    ("receive", "shelter, registration, kin, state accommodation"),
    ("trace", "tracing posts"),
    ("record", "series kept"),
)


class Member:
    """One member under way: its world, its state, and the ways people know of."""

    def __init__(self, world: World, cohorts: bool = False) -> None:
        self.world = world
        self.state: State = initial_state(world)
        self.record = Record(world, cohorts)
        self.draws = Draws(world)
        self._true = self._believed = self._foot_true = self._foot_believed = Tables(world, (), ())
        self.record.note(self.state, 0, None, None)

    def advance(self, step: int) -> None:
        """Take one step."""
        world, state, draws = self.world, self.state, self.draws
        timeline.apply(world, state, step)
        if state.network_changed or step % world.information_steps == 0:
            self._inform(step)
        supplies.apply(world, state)
        choice = choose.Choice(world, state, self._believed, self._foot_believed)
        leavers, again = decide.apply(world, state, draws, choice, step)
        choose.apply(world, state, draws, choice, leavers, step)
        choose.apply(world, state, draws, choice, again, step, Process.RECHOOSE)
        passed = travel.Passed([0.0] * world.n_routes, [0.0] * world.n_routes, [0.0] * world.n_routes)
        road = travel.Road(world, state, draws, self._true, self._foot_true, passed)
        set_out.apply(world, state, draws, road, self._foot_true, step)
        arrived = travel.apply(world, state, road, step)
        received = receive.apply(world, state, draws, self._true, arrived, step)
        trace.apply(world, state, draws, step)
        self.record.note(state, step + 1, road, received)

    def _inform(self, step: int) -> None:
        """Let people learn how the roads are and how long the queues."""
        world, state = self.world, self.state
        waits = [travel.queue_time(world, state, r, step) for r in range(world.n_routes)]
        times = [free + wait for free, wait in zip(world.road_time, waits, strict=True)]
        usable = [is_open and wait < math.inf for is_open, wait in zip(state.is_open, waits, strict=True)]
        believed = [is_open and wait < math.inf for is_open, wait in zip(state.believed, waits, strict=True)]
        self._true = Tables(world, usable, times)
        self._foot_true = Tables(world, list(state.is_open), world.foot_time)
        same = state.believed == state.is_open
        self._believed = self._true if same else Tables(world, believed, times)
        self._foot_believed = self._foot_true if same else Tables(world, list(state.believed), world.foot_time)


def run(world: World, cohorts: bool = False) -> Record:
    """Simulate one member from start to end.

    Parameters
    ----------
    world : World
        Everything fixed for the member, its key among it.
    cohorts : bool
        Whether people are also recorded by cohort.

    Returns
    -------
    Record
        Arrays of shape (n_steps + 1, ...).
    """
    member = Member(world, cohorts)
    for step in range(world.n_steps):
        member.advance(step)
    return member.record
