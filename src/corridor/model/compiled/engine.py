"""The compiled step, and the driver that takes a member through all its steps.

`advance` is the one function of the kernel that Python calls. It takes steps until it has reached a given one, or until
room for buckets has to grow; the driver then grows it and calls again, so that nothing is ever dropped and the bits do
not depend on how large a buffer was, nor on how many steps one call takes.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from corridor.model.compiled.decide import choose, decide, look
from corridor.model.compiled.depart import set_out
from corridor.model.compiled.draws import mix
from corridor.model.compiled.handle import handle_of
from corridor.model.compiled.jit import entry, jit
from corridor.model.compiled.layout import Member, Workspace, member_of
from corridor.model.compiled.links import close_step, ripen, total_pce
from corridor.model.compiled.reception import receive, trace
from corridor.model.compiled.recording import N_STATUSES, PLACE_COLUMNS, ROUTE_COLUMNS, add_flows, keep_peaks, note
from corridor.model.compiled.timeline import supplies, timeline
from corridor.model.compiled.travel import begin, travel
from corridor.model.compiled.ways import inform
from corridor.model.world import World

__all__ = ["count_draws", "count_moves", "run"]

Array = Any
_OF_THREAD = threading.local()
CHUNK = 1000  # steps between two moments at which an interrupt is heard; each call costs a tenth of a millisecond


@jit
def _begin_member(m: Any) -> None:
    """Mix once what the addresses of many draws begin with."""
    n_d, n_c = len(m.dest), len(m.cohort)
    zero = np.uint64(0)
    for c in range(n_c):
        for d in range(n_d):
            for mode in range(3):
                cell = mix(mix(mix(zero, m.cohort[c].id), m.dest[d].id), np.uint64(mode))
                m.key[(c * n_d + d) * 3 + mode].cell = cell
    for p in range(len(m.place)):
        m.place[p].cell = mix(zero, m.place[p].id)
        for c in range(n_c):
            m.who[p, c] = mix(m.place[p].cell, m.cohort[c].id)
    for r in range(len(m.route)):
        m.route[r].cell = mix(zero, m.route[r].id)


@entry
def advance(
    member: Any, first: int, last: int, since: int, row_of: Array, by_place: Array, by_route: Array, by_cohort: Array
) -> int:
    """Take steps `first` to `last` - 1; give the step reached, which is less where room has to grow.

    `first` is -1 for a member that has not begun, and -2 - k where step k was taken but for its end.
    """
    m = handle_of(member)
    one, route = m.one, m.route
    n_p, n_c = len(m.place), len(m.cohort)
    leaving = np.zeros((n_p, n_c, 6), np.int64)
    leavers = np.zeros((n_p, n_c, 2), np.int64)
    again = np.zeros((n_p, n_c), np.int64)
    firsts = np.zeros((n_p, n_c), np.int64)
    waits = np.zeros(len(route))
    cells = np.zeros(4, np.uint64)
    step = first
    if first < -1:
        step = -2 - first
        if close_step(m, step) < 0:
            return first
        step += 1
    elif first == -1:
        _begin_member(m)
        if row_of[0] >= 0:
            note(m, row_of[0], False, by_place, by_route, by_cohort)
        if since <= 0:
            keep_peaks(m, False)
        step = 0
    while step < last:
        timeline(m, step)
        ripen(m, step)
        if one[0].network_changed or step % one[0].information_steps == 0:
            for r in range(len(route)):
                waits[r] = math.inf
                if route[r].capacity > 0.0:
                    waits[r] = total_pce(m.ripe[r], m.cohort) / route[r].capacity
            inform(m, waits)
        supplies(m)
        look(m)
        decide(m, step, leaving, leavers, again, firsts)
        choose(m, leavers, again, step)
        begin(m, step)
        set_out(m, step)
        travel(m, step, cells)
        receive(m, step, again, firsts)
        trace(m, step)
        add_flows(m)
        if row_of[step + 1] >= 0:
            note(m, row_of[step + 1], True, by_place, by_route, by_cohort)
        if step + 1 >= since:
            keep_peaks(m, True)
        if close_step(m, step) < 0:
            return -2 - step
        step += 1
    return step


def run(
    world: World,
    rows: Sequence[int] | None = None,
    cohorts: bool = False,
    *,
    since: int = 0,
    chunk: int = CHUNK,
    space: Workspace | None = None,
) -> dict[str, npt.NDArray[np.float64]]:
    """Simulate one member; the same bits as `model.step.run`.

    Parameters
    ----------
    world : World
        Everything fixed for the member, its key among it.
    rows : sequence of int, optional
        Steps after which the state is kept, in order, 0 being the start; all of them by default.
    cohorts : bool
        Whether people are also recorded by cohort.
    since : int
        The first step whose end counts for the peaks.
    chunk : int
        Steps taken in one call of the kernel.
    space : Workspace, optional
        Large arrays to use; by default those of this thread.

    Returns
    -------
    dict of str to ndarray
        The series of `model.record.SERIES`, shape (len(rows), ...), and its `PEAKS`, without rows; float64.
    """
    m, noted = _simulated(world, rows, cohorts, chunk, space, since)
    return _series(noted, cohorts) | _peaks(m)


def count_draws(world: World) -> int:
    """Give the number of blocks of uniforms (two each) that a member computes."""
    return int(_simulated(world, (), False, CHUNK, None, 0)[0].g[4])


def count_moves(world: World) -> int:
    """Give the number of records (households alike, together) that come to the end of a route in a member."""
    return int(_simulated(world, (), False, CHUNK, None, 0)[0].one["moves"][0])


def _simulated(
    world: World, rows: Sequence[int] | None, cohorts: bool, chunk: int, space: Workspace | None, since: int
) -> Any:
    steps = world.n_steps + 1
    kept = range(steps) if rows is None else rows
    row_of = np.full(steps, -1, np.int64)
    for row, step in enumerate(kept):
        row_of[step] = row
    n_p, n_r = world.n_places, world.n_routes
    by_place = np.zeros((len(kept), n_p, N_STATUSES + len(PLACE_COLUMNS)))
    by_route = np.zeros((len(kept), n_r, len(ROUTE_COLUMNS)))
    by_cohort = np.zeros((len(kept) if cohorts else 0, n_p, world.n_cohorts, N_STATUSES))
    if space is None:
        space = _OF_THREAD.__dict__.setdefault("space", Workspace())
    m = member_of(world, space)
    m.route["waiting_time_peak"] = math.nan
    reached = -1
    while reached < world.n_steps:
        begun = -2 - reached if reached < -1 else max(reached, 0)
        last = min(world.n_steps, begun + chunk)
        before, reached = reached, advance(m, reached, last, since, row_of, by_place, by_route, by_cohort)
        if reached < -1:
            m = _grown(m, space)
        elif reached == before:
            raise RuntimeError(f"the kernel stands still at step {reached}")
    return m, (by_place, by_route, by_cohort)


def _grown(m: Member, space: Workspace) -> Member:
    """Give the same member with twice the room for records and buckets."""
    first, n = int(m.one["arena_first"][0]), len(m.h_next)
    links = len(m.head)
    space.arena, space.headers = 2 * (len(m.rec) - first), 2 * n - links
    bigger = {
        name: np.concatenate([getattr(m, name), np.zeros(n, np.int64)])
        for name in ("h_next", "h_start", "h_n", "h_left", "h_ripe")
    }
    bigger["h_next"][n:-1] = np.arange(n + 1, 2 * n)
    bigger["h_next"][-1] = m.one["headers_free"][0]
    m.one["headers_free"] = n
    bigger["rec"] = space.array("rec", (first + space.arena,), m.rec.dtype)
    bigger["rec"][: len(m.rec)] = m.rec
    return m._replace(**bigger)


def _series(noted: Any, cohorts: bool) -> dict[str, npt.NDArray[np.float64]]:
    by_place, by_route, by_cohort = noted
    series = {"people": by_place[:, :, :N_STATUSES]}
    series |= {name: by_place[:, :, N_STATUSES + k] for k, name in enumerate(PLACE_COLUMNS)}
    series |= {name: by_route[:, :, k] for k, name in enumerate(ROUTE_COLUMNS)}
    if cohorts:
        series["people_by_cohort"] = by_cohort
    return series


def _peaks(m: Member) -> dict[str, npt.NDArray[np.float64]]:
    by_route = {name: m.route[name].copy() for name in ("queue_peak", "waiting_time_peak")}
    return by_route | {name: m.one[name][0].copy() for name in ("unsheltered_peak", "tracing_cases_peak")}
