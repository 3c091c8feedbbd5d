"""Whole ensembles by the compiled engine: `corridor.simulate`, from the resolved scenario to the labelled arrays."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from benchmarks import sizes
from benchmarks.registry import Job, case

CORES = os.cpu_count() or 1


def _ensemble(members: int, threads: int) -> tuple[Job, Job | None]:
    import corridor

    sizes.compiled_engine()
    scenario = sizes.resolved("karabakh")

    def run(members: int) -> Any:
        return corridor.simulate(scenario, members=members, seed=0, threads=threads, engine="compiled")

    run(1)  # loads the kernel
    return lambda: run(members), None


def _members(members: int, threads: int) -> tuple[Job, Job | None]:
    from corridor.ensemble.run import run_members

    sizes.compiled_engine()
    scenario = sizes.resolved("karabakh")
    run_members(scenario, 1)  # loads the kernel
    return lambda: run_members(scenario, members, threads=threads), None


def _synthetic(size: str, members: int, threads: int) -> tuple[Job, Job | None]:
    from corridor.base.random import member_key

    engine, world, rows = sizes.compiled_engine(), sizes.world(size), sizes.rows(size)

    def member(number: int) -> float:
        return float(engine.run(replace(world, key=member_key(0, number)), rows)["people"][-1].sum())

    def job() -> object:
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(member, range(members)))

    member(0)
    return job, None


_LONG: dict[str, Any] = {"clock": "wall_s", "warm_up": False}
case("karabakh", "members-100", f"100 members, {CORES} threads", repeats=3, share_s=30.0, **_LONG)(
    lambda: _ensemble(100, CORES)
)
case("karabakh", "threads-1", "300 members, 1 thread, without their dataset", repeats=3, share_s=30.0, **_LONG)(
    lambda: _members(300, 1)
)
case("karabakh", "threads-2", "300 members, 2 threads, without their dataset", repeats=3, share_s=30.0, **_LONG)(
    lambda: _members(300, 2)
)
case("karabakh", "members-500", f"500 members, {CORES} threads", repeats=3, share_s=45.0, **_LONG)(
    lambda: _ensemble(500, CORES)
)
case("medium", "members-100", f"100 members, {CORES} threads; nothing is kept", repeats=1, **_LONG)(
    lambda: _synthetic("medium", 100, CORES)
)
case(
    "medium",
    "members-10-crowd",
    f"10 members of eight times the people, far from refuge, {CORES} threads",
    repeats=1,
    **_LONG,
)(lambda: _synthetic("crowd", 10, CORES))
