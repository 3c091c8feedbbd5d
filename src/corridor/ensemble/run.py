"""Run the members of an ensemble, on several threads, into arrays made for all of them at once.

A member needs only the scenario, the seed and its number, so the result is the same bits for any number of threads
and any order of work. The compiled engine runs on threads, as its kernel lets others run beside it. The plain engine,
which it is checked against, runs on one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from corridor.base.errors import InputError, Problem, require
from corridor.ensemble.build import Drawn, draw_member, world_of
from corridor.ensemble.checkpoint import Checkpoint, identity
from corridor.ensemble.disclosure import PublicForm
from corridor.ensemble.frame import Frame
from corridor.ensemble.output_times import first_row, output_rows
from corridor.model import step
from corridor.model.record import COHORT_SERIES, PEAKS, SERIES, STATUSES, peaks
from corridor.model.world import World
from corridor.scenario.resolved import Resolved

__all__ = ["ENGINES", "Engine", "Ensemble", "Progress", "run_members"]

Progress = Callable[[int, int], None]
Engine = Literal["compiled", "plain"]
ENGINES: tuple[Engine, ...] = ("compiled", "plain")
_SERIES = "series."
_NAMED = ("numbers", "event_hours", "event_ends")  # arrays of a member beside its series
Rows = npt.NDArray[np.int64]
Made = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Ensemble:
    """What the members of an ensemble drew and what became of them; the first axis of each array is the member.

    Attributes
    ----------
    first : int
        Number of the first member.
    rows : ndarray of int
        The steps whose ends are recorded; 0 is the start.
    series : dict of str to ndarray of float32
        Each series as (member, time, ...), each peak as (member, ...).
    paths, numbers : tuple of str, ndarray of float64
        The numbers drawn, (member, path).
    events, event_hours, event_ends : tuple of str, ndarray of float64
        Hours from the start to each event and to its end, (member, event); infinite: never.
    places, routes, statuses : tuple of str
        What the axes of the series stand for.
    """

    first: int
    rows: Rows
    series: Made
    paths: tuple[str, ...]
    numbers: npt.NDArray[np.float64]
    events: tuple[str, ...]
    event_hours: npt.NDArray[np.float64]
    event_ends: npt.NDArray[np.float64]
    places: tuple[str, ...]
    routes: tuple[str, ...]
    statuses: tuple[str, ...]

    @property
    def members(self) -> int:
        """How many members there are."""
        return len(self.numbers)


@dataclass(frozen=True)
class _Task:
    """What all members share."""

    frame: Frame
    seed: int
    rows: Rows
    since: int
    cohorts: bool
    engine: Engine

    def run(self, member: int) -> tuple[Drawn, Made]:
        """Draw and simulate one member."""
        drawn = draw_member(self.frame, self.seed, member)
        world = world_of(self.frame, drawn)
        return drawn, (_compiled if self.engine == "compiled" else _plain)(world, self.rows, self.since, self.cohorts)


def _plain(world: World, rows: Rows, since: int, cohorts: bool) -> Made:
    series = step.run(world, cohorts).series
    made = {name: values[rows] for name, values in series.items()} | peaks(series, since)
    return {name: values.astype(np.float32) for name, values in made.items()}


def _compiled(world: World, rows: Rows, since: int, cohorts: bool) -> Made:
    from corridor.model import compiled  # draws in the compiler, which whoever runs the plain engine need not have

    made: Made = compiled.run(world, rows.tolist(), cohorts, since=since)
    return made


def run_members(
    resolved: Resolved,
    members: int,
    seed: int = 0,
    cohorts: bool = False,
    threads: int = 1,
    engine: Engine = "compiled",
    progress: Progress | None = None,
    first: int = 0,
    checkpoint: Checkpoint | None = None,
    form: PublicForm | None = None,
) -> Ensemble:
    """Run members `first` to `first` + `members` - 1.

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
    threads : int
        Members that run at the same time; 1 runs everything here, as the plain engine does for any number.
    engine : "compiled" or "plain"
        Both give the same bits.
    progress : callable, optional
        Called with the number done and the number in all.
    first : int
        Number of the first member.
    checkpoint : Checkpoint, optional
        Where finished members are kept and taken up from; left as it is if the run is stopped, for the next one.
    form : PublicForm, optional
        Brings each member into public form as it is filled in, so that there is never more of it in memory.

    Raises
    ------
    InputError
        `members`, `threads`, `seed` or `first` out of range, or no such engine.
    """
    _refuse_odd(engine, members=(members, 1), threads=(threads, 1), seed=(seed, 0), first=(first, 0))
    frame = Frame.of(resolved)
    task = _Task(frame, seed, output_rows(resolved), first_row(resolved), cohorts, engine)
    ensemble = _room_for(task, members, first, form)

    def put(member: int, arrays: Made) -> None:
        at = member - first
        for name in _NAMED:
            getattr(ensemble, name)[at] = arrays[name]
        series = {name.removeprefix(_SERIES): values for name, values in arrays.items() if name.startswith(_SERIES)}
        for name, values in (series if form is None else form(series)).items():
            ensemble.series[name][at] = values

    def fill(member: int, made: tuple[Drawn, Made]) -> None:
        put(member, _of_one(ensemble, *made))

    todo = range(first, first + members)
    if checkpoint is None:
        _run_all(task, todo, threads, fill, members, progress)
        return ensemble
    checkpoint.open(identity(resolved.hash(), resolved.as_of, seed, cohorts, task.rows.tolist()))
    left, lock = set(todo), threading.Lock()
    for member, arrays in checkpoint.finished(todo):
        put(member, arrays)
        left.remove(member)

    def fill_and_keep(member: int, made: tuple[Drawn, Made]) -> None:
        arrays = _of_one(ensemble, *made)
        put(member, arrays)
        with lock:
            checkpoint.keep(member, arrays)

    try:
        _run_all(task, sorted(left), threads, fill_and_keep, members, progress)
    finally:
        checkpoint.flush()
    return ensemble


def _run_all(
    task: _Task,
    todo: Sequence[int],
    threads: int,
    fill: Callable[[int, tuple[Drawn, Made]], None],
    members: int,
    progress: Progress | None,
) -> None:
    """Run what is left of `members` and tell how far it is."""
    for done, _ in enumerate(_filled(task, todo, min(threads, max(1, len(todo))), fill), start=1):
        if progress is not None:
            progress(members - len(todo) + done, members)


def _of_one(ensemble: Ensemble, drawn: Drawn, series: Made) -> Made:
    """Give the arrays of one member as they were made, by names of their own."""
    return {
        "numbers": np.array([drawn.numbers[path] for path in ensemble.paths]),
        "event_hours": np.array([drawn.events[name].at for name in ensemble.events]),
        "event_ends": np.array([drawn.events[name].until for name in ensemble.events]),
        **{f"{_SERIES}{name}": values.astype(np.float32, copy=False) for name, values in series.items()},
    }


def _refuse_odd(engine: str, **numbers: tuple[int, int]) -> None:
    for name, (value, _) in numbers.items():
        require(value, (int, np.integer), name, "a whole number", "Give it without quotes and without decimals.")
    problems = [
        Problem(
            "out-of-range",
            file=f"--{name}",
            found=str(value),
            expected=f"a whole number of at least {least}",
            remedy=f"Give a larger --{name}.",
        )
        for name, (value, least) in numbers.items()
        if value < least
    ]
    if engine not in ENGINES:
        expected = " or ".join(ENGINES)
        problems.append(
            Problem("engine-unknown", file="--engine", found=engine, expected=expected, remedy="Give one of these.")
        )
    if problems:
        raise InputError(problems)


def _room_for(task: _Task, members: int, first: int, form: PublicForm | None) -> Ensemble:
    """Make the arrays for all members, not yet filled."""
    frame, resolved = task.frame, task.frame.resolved
    places = form.places if form else tuple(place.name for place in resolved.places)
    routes = form.routes if form else tuple(f"{route.origin}>{route.to}" for route in resolved.routes)
    statuses = form.statuses if form else STATUSES
    size = {"place": len(places), "route": len(routes), "status": len(statuses), "cohort": len(resolved.cohorts)}
    wanted = {**SERIES, **(COHORT_SERIES if task.cohorts else {})}
    drawn = draw_member(frame, task.seed, first)  # every member draws the same numbers and events
    return Ensemble(
        first,
        task.rows,
        {
            name: np.empty((members, *length, *(size[dim] for dim in series.dims)), np.float32)
            for length, declared in (((len(task.rows),), wanted), ((), PEAKS))
            for name, series in declared.items()
        },
        tuple(sorted(drawn.numbers)),
        np.empty((members, len(drawn.numbers))),
        tuple(sorted(drawn.events)),
        np.empty((members, len(drawn.events))),
        np.empty((members, len(drawn.events))),
        places,
        routes,
        statuses,
    )


def _filled(
    task: _Task, members: Sequence[int], threads: int, fill: Callable[[int, tuple[Drawn, Made]], None]
) -> Iterator[None]:
    """Run and fill in every member; yields once for each."""
    # the first runs here: what it has to compile can be interrupted, which it could not on another thread
    alone = members if threads == 1 or task.engine == "plain" else members[:1]
    for member in alone:
        fill(member, task.run(member))
        yield
    rest = members[len(alone) :]
    if rest:
        with ThreadPoolExecutor(threads) as pool:
            # leaving this early waits for the members under way; no more than these have been handed out
            yield from _in_turn(pool, lambda member: fill(member, task.run(member)), rest, threads)


def _in_turn(
    pool: ThreadPoolExecutor, work: Callable[[int], None], members: Sequence[int], threads: int
) -> Iterator[None]:
    """Hand out members, few at a time so that an interrupt has little to wait for; yields once for each done."""
    todo = iter(members)
    try:
        under_way = {pool.submit(work, m) for _, m in zip(range(2 * threads), todo, strict=False)}
        while under_way:
            ready, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            for future in ready:
                under_way |= {pool.submit(work, m) for _, m in zip(range(1), todo, strict=False)}
                yield future.result()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
