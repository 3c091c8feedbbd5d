"""The model of counts against the model agent by agent: one law in some small worlds.

Runs of both are compared statistic by statistic (`compare`): by default 100 of each in every world, in `make verify`
1500, with which errors of a quarter of the size are seen. A comparison that cannot fail shows nothing: agents that are
wrong on purpose must be found out, by the same comparison with the same number of runs.

How sharp it is, is part of each comparison (`Check.sees`, `Comparison.report`) and held to `SHARP`. With 100 runs an
error of 5 % of a mean is seen with a power of 90 % by 10 to 30 checks of a world, one of 10 % by 40 to 60, one of 50 %
by three quarters of the 100 to 170; one of 100 % of a standard deviation by four fifths. With 1500 runs an error of 5 %
of a mean is seen by 60 to 100 checks, of 2 % by 20 to 40, and one of 50 % of a standard deviation by all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from corridor.model.step import run
from corridor.model.world import World
from oracle.agents import Agents, LastInFirstOut
from oracle.compare import Comparison, compare, statistics
from oracle.worlds import WORLDS, small_world, with_key

QUICK, MORE, THOROUGH = 100, 300, 1500
ALPHA = 1e-3  # of one comparison
SHARP = {0.05: 4, 0.1: 15, 0.2: 40, 0.5: 60}  # error of a mean: checks that see it with a power of 90 %, at least
EVERY = {**WORLDS, "small": small_world}
SEED = 20230919


@cache
def counts(name: str, n: int) -> list[dict[str, float]]:
    """Statistics of runs of the model of counts."""
    world = EVERY[name]()
    return [statistics(run(with_key(world, SEED, i)).series) for i in range(n)]


def agents(world: World, n: int, kind: type[Agents] = Agents) -> list[dict[str, float]]:
    """Statistics of runs agent by agent."""
    return [statistics(kind(world, np.random.default_rng([SEED, i])).run()) for i in range(n)]


@cache
def compared(name: str, n: int) -> Comparison:
    return compare(counts(name, n), agents(EVERY[name](), n), ALPHA)


@pytest.mark.parametrize("name", WORLDS)
def test_counts_and_agents_have_one_law(name):
    comparison = compared(name, QUICK)
    assert not comparison.failed, comparison.report()


@pytest.mark.verify
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", EVERY)
def test_counts_and_agents_have_one_law_thoroughly(name):
    comparison = compared(name, THOROUGH)
    print(name, comparison.report())
    assert not comparison.failed, comparison.report()


# --- what the comparison can see -------------------------------------------------------------------------------

Change = Callable[[World], World]


def times(factor: float, *fields: str) -> Change:
    """The same world but for some numbers that are `factor` times as large."""

    def of(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: of(x) for key, x in value.items()}
        return tuple(of(x) for x in value) if isinstance(value, tuple) else value * factor

    return lambda world: replace(world, **{field: of(getattr(world, field)) for field in fields})


def same(world: World) -> World:
    return world


WRONG: dict[str, tuple[str, Change, type[Agents]]] = {
    "people leave 15 % faster": ("opening", times(1.15, "leave_rate"), Agents),
    "queues serve who came last": ("convoys", same, LastInFirstOut),
    "roads carry 10 % more": ("convoys", times(1.1, "capacity"), Agents),
    "desks are 10 % faster": ("reception", times(1.1, "desk_rate"), Agents),
}
WRONG_TOO: dict[str, tuple[str, Change, type[Agents]]] = {
    "roads hold 20 % more": ("spillback", times(1.2, "storage"), Agents),
    "pumps deliver 10 % more": ("shortage", times(1.1, "pump_rate"), Agents),
    "buses seat one household more": ("shortage", times(1.15, "bus_seats"), Agents),
    "the held are held twice as long": ("reception", times(2.0, "hold_time"), Agents),
    "kin take in 15 % more": ("reception", times(1.15, "p_kin"), Agents),
    "detours matter half as much": ("opening", times(2.0, "mu"), Agents),
    "distance matters 60 % more": ("small", times(1.6, "beta"), Agents),
    "people leave 5 % faster": ("convoys", times(1.05, "leave_rate"), Agents),
    "roads carry 2 % more": ("convoys", times(1.02, "capacity"), Agents),
    "rooms are 5 % larger": ("reception", times(1.05, "room"), Agents),
    "food spoils a third faster": ("shortage", times(0.75, "deprivation_rise"), Agents),
    "people walk half as far": ("shortage", times(0.5, "walk_range"), Agents),
    "news take a third longer": ("rumour", lambda world: replace(world, delay_steps=4), Agents),
    "people sit tight": ("rumour", times(3.0, "inertia"), Agents),
}


def caught(fault: tuple[str, Change, type[Agents]], n: int) -> Comparison:
    name, change, kind = fault
    comparison = compare(counts(name, n), agents(change(EVERY[name]()), n, kind), ALPHA)
    assert comparison.failed, comparison.report()
    return comparison


@pytest.mark.parametrize("fault", WRONG)
def test_agents_that_are_wrong_on_purpose_are_found_out(fault):
    caught(WRONG[fault], QUICK)


@pytest.mark.verify
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("fault", WRONG_TOO)
def test_agents_that_are_less_wrong_are_found_out_by_more_runs(fault):
    print(caught(WRONG_TOO[fault], MORE).report())


@pytest.mark.parametrize("name", WORLDS)
def test_the_comparison_is_sharp(name):
    comparison = compared(name, QUICK)
    for error, least in SHARP.items():
        assert comparison.seeing("mean", error) >= least, comparison.report()


def test_samples_of_one_model_agree_and_a_shifted_one_does_not():
    runs = counts("convoys", QUICK)
    half = QUICK // 2
    assert not compare(runs[:half], runs[half:], ALPHA).failed
    shifted = [{name: value * 1.5 for name, value in run.items()} for run in runs[half:]]
    assert compare(runs[:half], shifted, ALPHA).failed


def test_a_wider_spread_is_found_out():
    draws = np.random.default_rng(5).gamma(9.0, size=(2, 200))
    narrow, wide = ([{"x": float(x)} for x in sample] for sample in (draws[0], 9.0 + 1.7 * (draws[1] - 9.0)))
    assert [check.what for check in compare(narrow, wide).failed] == ["variance"]
