"""Run the members of an ensemble, on one process or several, and collect them as one labelled dataset.

A member needs only the scenario, the seed and its number, so the result is the same bits for any number of
processes and any order of work. Worker processes are started afresh (spawn), which works on every system.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from typing import Any

import numpy as np
import numpy.typing as npt

from corridor.base.errors import InputError, Problem
from corridor.ensemble.build import Frame, draw_member, world_of
from corridor.model.step import run
from corridor.scenario.resolve import Resolved

__all__ = ["MemberResult", "run_members"]

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class MemberResult:
    """One member: its series as float32 arrays, the numbers it drew, and its event times in hours (infinite: never)."""

    member: int
    series: dict[str, npt.NDArray[np.float32]]
    numbers: dict[str, float]
    events: dict[str, float]


def run_member(frame: Frame, seed: int, member: int, cohorts: bool) -> MemberResult:
    """Draw and simulate one member."""
    drawn = draw_member(frame, seed, member)
    record = run(world_of(frame, drawn), cohorts)
    return MemberResult(
        member,
        {name: values.astype(np.float32) for name, values in record.series.items()},
        dict(drawn.numbers),
        {name: times.at for name, times in drawn.events.items()},
    )


def run_members(
    resolved: Resolved,
    members: int,
    seed: int = 0,
    cohorts: bool = False,
    workers: int = 1,
    progress: Progress | None = None,
) -> list[MemberResult]:
    """Run members 0 to `members` - 1.

    Parameters
    ----------
    resolved : Resolved
        The complete scenario.
    members : int
        At least 1.
    seed : int
        0 or more; 0 is a seed.
    cohorts : bool
        Whether people are also recorded by cohort.
    workers : int
        Processes; 1 runs everything here.
    progress : callable, optional
        Called with the number done and the number in all.

    Returns
    -------
    list of MemberResult
        In order of their numbers.

    Raises
    ------
    InputError
        `members`, `workers` or `seed` out of range.
    """
    problems = [
        Problem(
            "out-of-range",
            file=f"--{name}",
            found=str(value),
            expected=f"a whole number of at least {least}",
            remedy=f"Give a larger --{name}.",
        )
        for name, value, least in (("members", members, 1), ("workers", workers, 1), ("seed", seed, 0))
        if value < least
    ]
    if problems:
        raise InputError(problems)
    frame = Frame.of(resolved)
    done: dict[int, MemberResult] = {}
    for result in _results(frame, seed, members, cohorts, min(workers, members)):
        done[result.member] = result
        if progress is not None:
            progress(len(done), members)
    return [done[member] for member in range(members)]


def _results(frame: Frame, seed: int, members: int, cohorts: bool, workers: int) -> Iterator[MemberResult]:
    if workers == 1:
        for member in range(members):
            yield run_member(frame, seed, member, cohorts)
        return
    pool = ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(frame, seed, cohorts)
    )
    try:
        # few at a time are on their way, so that an interrupt has little to wait for
        todo = iter(range(members))
        with _interrupts_wait():
            under_way: set[Future[Any]] = {
                pool.submit(_work, m) for _, m in zip(range(2 * workers), todo, strict=False)
            }
        while under_way:
            ready, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            for future in ready:
                under_way |= {pool.submit(_work, m) for _, m in zip(range(1), todo, strict=False)}
                yield future.result()
        pool.shutdown()
    except BaseException:
        for process in multiprocessing.active_children():
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise


@contextmanager
def _interrupts_wait() -> Iterator[None]:
    """Hold an interrupt back while workers are started, which inherit that: it is for the parent alone to handle."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows: there the initializer has to do
        yield
        return
    resource_tracker.ensure_running()  # else it is started in between, and lets interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_TASK: dict[str, Any] = {}


def _begin(frame: Frame, seed: int, cohorts: bool) -> None:
    """Prepare a worker: what all its members share; an interrupt is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _TASK.update(frame=frame, seed=seed, cohorts=cohorts)


def _work(member: int) -> MemberResult:
    return run_member(_TASK["frame"], _TASK["seed"], member, _TASK["cohorts"])
