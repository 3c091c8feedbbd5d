"""One member's draw of everything uncertain: numbers by their dotted path, times of events, noise.

Each uncertain number has a stream of its own, keyed by the hash of its path, so that adding or removing one changes
no other's luck; each event likewise by its name. An event happens with the probability that is left once it is
known not to have happened until `not_before_known`, and happening and never are conditioned together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from corridor.base.distributions import Distribution
from corridor.base.random import Stream, name_hash, uniforms
from corridor.model.world import Process
from corridor.scenario.resolved import Resolved, ResolvedEvent
from corridor.scenario.tables import UncertainTime

__all__ = [
    "EventTime",
    "conditioned",
    "draw_event",
    "draw_number",
    "drawn_by",
    "noise",
    "noise_rows",
    "standard_normal",
]


def drawn_by(value: Distribution, path: str, first: float, stream: Stream) -> float:
    """Give one draw of the number of a path, of whose stream the first uniform is there already."""
    if type(value).draw is Distribution.draw:  # by one uniform
        return value.ppf(first)
    return draw_number(value, path, stream)


def draw_number(value: Distribution, path: str, stream: Stream) -> float:
    """Give one draw from the stream of a path, which is moved there."""
    return value.draw(stream.at(0, Process.PARAMETER, name_hash(path)).uniform)


def standard_normal(key: tuple[int, int], step: int, process: Process, cell: int) -> float:
    """Give a standard normal number by inversion."""
    return float(special.ndtri(Stream(key).at(step, process, cell).uniform()))


@dataclass(frozen=True)
class EventTime:
    """When an event begins and ends in one member, in hours from the start; both infinite if it never happens."""

    at: float
    until: float


def draw_event(
    resolved: Resolved, event: ResolvedEvent, numbers: Mapping[str, float], key: tuple[int, int]
) -> EventTime:
    """Give the times of an event in one member."""
    stream = Stream(key).at(0, Process.EVENT, name_hash(event.name))
    whether, when = stream.uniform(), stream.uniform()
    probability = numbers.get(f"events.{event.name}.probability", 1.0)
    known = None
    if event.not_before_known is not None:
        known = (event.not_before_known - event.at.base).total_seconds() / 3600
    chance, passed = conditioned(probability, event.at, known)
    if not whether < chance:
        return EventTime(math.inf, math.inf)
    at = _hours(resolved, event.at, passed + when * (1.0 - passed))
    if known is not None:
        shut_until = (event.not_before_known - resolved.start).total_seconds() / 3600  # type: ignore[operator]
        at = max(at, math.nextafter(shut_until, math.inf)) if event.at.spread else at
    if event.until_hours:
        return EventTime(at, at + numbers[f"events.{event.name}.until"])
    return EventTime(at, math.inf if event.until is None else max(at, _hours(resolved, event.until, stream.uniform())))


def conditioned(probability: float, at: UncertainTime, known: float | None) -> tuple[float, float]:
    """Condition an event on not having happened by `known` hours after its base.

    With F the law of its time and q the probability that it ever happens, judged before any conditioning::

        q' = q (1 - F) / (1 - q F)

    Returns
    -------
    probability : float
        q', that it still happens.
    passed : float
        F at `known`: the share of the law that is ruled out.
    """
    if known is None:
        return probability, 0.0
    passed = (at.spread.cdf(known) if known > 0 else 0.0) if at.spread else float(known >= 0.0)
    left = 1.0 - probability * passed
    return (probability * (1.0 - passed) / left if left > 0.0 else 0.0), passed


def _hours(resolved: Resolved, when: UncertainTime, u: float) -> float:
    base = (when.base - resolved.start).total_seconds() / 3600
    return base + (when.spread.ppf(u) if when.spread else 0.0)


def noise(
    key: tuple[int, int], process: Process, cell: int, n: int, interval: float, sd: float, time: float
) -> tuple[float, ...]:
    """Give an Ornstein-Uhlenbeck term, constant over each of `n` intervals.

    Parameters
    ----------
    interval, time : float
        Length of an interval and correlation time, same unit.
    sd : float
        Stationary standard deviation; 0 gives zeros.

    Returns
    -------
    tuple of float
        ``x_0 = sd z_0``, ``x_k = a x_{k-1} + sd sqrt(1 - a^2) z_k`` with ``a = exp(-interval / time)``.

    Notes
    -----
    The plain form; `noise_rows` gives the same bits for many cells at once.
    """
    if sd == 0.0:
        return (0.0,) * n
    decay = math.exp(-interval / time)
    fresh = math.sqrt(1.0 - decay * decay)
    values: list[float] = []
    for k in range(n):
        z = standard_normal(key, k, process, cell)
        values.append(sd * z if k == 0 else decay * values[-1] + sd * fresh * z)
    return tuple(values)


def noise_rows(
    key: tuple[int, int],
    processes: npt.ArrayLike,
    cells: npt.ArrayLike,
    n: int,
    interval: float,
    sds: Sequence[float],
    times: Sequence[float],
) -> tuple[tuple[float, ...], ...]:
    """Give the `noise` of many cells at once, side by side over cells and one after another in time.

    Parameters
    ----------
    processes, cells, sds, times : sequence of int, uint64, float and float
        Of each cell: process, address, stationary standard deviation and correlation time.
    n : int
        Number of intervals.
    interval : float
        Length of an interval, in the unit of `times`.

    Returns
    -------
    tuple of tuple of float
        Shape (cells, n); zeros where the deviation is 0.
    """
    rows: list[tuple[float, ...]] = [(0.0,) * n] * len(sds)
    moving = [row for row, sd in enumerate(sds) if sd != 0.0]
    if n == 0 or not moving:
        return tuple(rows)
    sd = np.array([sds[row] for row in moving])
    decays = [math.exp(-interval / times[row]) for row in moving]
    fresh = sd * np.array([math.sqrt(1.0 - decay * decay) for decay in decays])
    z = special.ndtri(uniforms(key, np.arange(n)[:, None], np.asarray(processes)[moving], np.asarray(cells)[moving]))
    values = fresh * z
    values[0] = sd * z[0]
    decay = np.array(decays)
    for k in range(1, n):
        values[k] += decay * values[k - 1]  # a sum of the same two products as in `noise`
    for row, column in zip(moving, values.T.tolist(), strict=True):
        rows[row] = tuple(column)
    return tuple(rows)
