"""Counting what must not get lost."""

from contextlib import contextmanager
from unittest.mock import patch

from corridor.model import decide
from corridor.model.state import State


def total_households(state: State) -> int:
    """Count the households in every state; the same after each step but for driven entries."""
    total = sum(state.staying.values()) + sum(state.ready.values()) + sum(state.held.values())
    for queues in (state.road, state.foot, state.registering):
        total += sum(n for queue in queues for bucket in queue for n in bucket.counts.values())
    return total


@contextmanager
def driven_households():
    """A list that takes the households of each driven entry while it is open."""
    entered, honest = [], decide._shared_out

    def counted(*args):
        shared = honest(*args)
        entered.append(sum(shared.values()))
        return shared

    with patch.object(decide, "_shared_out", counted):
        yield entered
