"""Rule 9, record: what of a member is kept, in persons, at the start and after every step.

`SERIES` declares each series once: dimensions, unit and meaning. Persons are households times the household size of
their cohort and are not rounded.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from corridor.model.receive import Received
from corridor.model.state import State
from corridor.model.trace import open_cases
from corridor.model.travel import Passed, Road
from corridor.model.world import Status, World

__all__ = ["COHORT_SERIES", "PEAKS", "SERIES", "STATUSES", "Record", "Series", "peaks"]

STATUSES = (*(status.name.lower() for status in Status), "ready", "held", "registering")


@dataclass(frozen=True)
class Series:
    """A recorded series: its dimensions after time, its unit, and what it means."""

    dims: tuple[str, ...]
    unit: str
    meaning: str
    cumulative: bool = False
    cell: str = ""
    """Unit whose small cells are suppressed; empty where the series is no count of people."""


_P, _R = ("place",), ("route",)
SERIES: dict[str, Series] = {
    "people": Series(("place", "status"), "persons", "people at a place by what they are doing", cell="persons"),
    "present": Series(_P, "persons", "people at a place: staying, ready, held or waiting for a desk", cell="persons"),
    "arrivals": Series(_P, "persons", "entries into a place by a route, passing through included", True, "persons"),
    "departures": Series(_P, "persons", "exits from a place by a route, passing through included", True, "persons"),
    "vehicles": Series(_P, "vehicles", "passenger-car equivalents that entered a place", True),
    "registered": Series(_P, "persons", "people registered at a place", True, "persons"),
    "accommodated": Series(_P, "persons", "people in state accommodation", cell="persons"),
    "need_state": Series(_P, "persons", "people registered at a place who needed state accommodation", True, "persons"),
    "unsheltered": Series(_P, "persons", "people without shelter", cell="persons"),
    "room": Series(_P, "persons", "people a place can take, open or shut; missing where it is no matter"),
    "stranded": Series(_P, "persons", "people with no way open", cell="persons"),
    "tracing_cases": Series(_P, "households", "households with a member missing, open cases", cell="households"),
    "food": Series(_P, "person_days", "food in stock; missing where there is no record"),
    "fuel": Series(_P, "litres", "motor fuel in stock; missing where there is no record"),
    "deprivation": Series(_P, "1", "0 when needs are met, to 1"),
    "threat": Series(_P, "1", "0 to 1"),
    "queue": Series(_R, "vehicles", "passenger-car equivalents waiting at the end of a route"),
    "waiting_time": Series(_R, "h", "wait of the last in that queue at the capacity of the moment; missing when shut"),
    "entered": Series(_R, "persons", "people who set out on a route", True, "persons"),
    "crossed": Series(_R, "persons", "people who came to the end of a route", True, "persons"),
    "crossed_vehicles": Series(_R, "vehicles", "passenger-car equivalents that came to the end of a route", True),
    "on_route": Series(_R, "persons", "people on a route, moving or waiting", cell="persons"),
}
COHORT_SERIES = {
    "people_by_cohort": Series(("place", "cohort", "status"), "persons", "people by cohort", cell="persons")
}

_NOW = "from the as-of time on, at the end of any step"
PEAKS: dict[str, Series] = {
    "queue_peak": Series(_R, "vehicles", f"longest queue {_NOW}"),
    "waiting_time_peak": Series(_R, "h", f"longest wait {_NOW}; missing where always shut"),
    "unsheltered_peak": Series((), "persons", f"most people without shelter, all places, {_NOW}", cell="persons"),
    "tracing_cases_peak": Series((), "households", f"most open cases, all places, {_NOW}", cell="households"),
}
"""What is kept of every step though only some are recorded: no dimension of time."""


class Record:
    """The series of one member, filled step by step: arrays of shape (time, ...), time 0 being the start."""

    def __init__(self, world: World, cohorts: bool = False) -> None:
        size = {"place": world.n_places, "route": world.n_routes, "status": len(STATUSES), "cohort": world.n_cohorts}
        wanted = {**SERIES, **(COHORT_SERIES if cohorts else {})}
        self.series: dict[str, npt.NDArray[np.float64]] = {
            name: np.zeros((world.n_steps + 1, *(size[dim] for dim in series.dims))) for name, series in wanted.items()
        }
        self._cohorts = cohorts
        self._world = world

    def note(self, state: State, step: int, road: Road | None, received: Received | None) -> None:
        """Note the state after `step` steps; flows of that step are added to the sums before."""
        world, series = self._world, self.series
        by_cohort = _people(world, state)
        people = _summed(by_cohort.transpose(1, 0, 2))
        series["people"][step] = people
        series["present"][step] = _summed(people.T)
        if self._cohorts:
            series["people_by_cohort"][step] = by_cohort
        series["accommodated"][step] = people[:, Status.SETTLED_STATE]
        series["unsheltered"][step] = people[:, Status.UNSHELTERED]
        series["stranded"][step] = people[:, Status.STRANDED]
        series["tracing_cases"][step] = open_cases(world, state)
        series["room"][step] = [room if room < math.inf else math.nan for room in state.room]
        series["deprivation"][step] = state.deprivation
        series["threat"][step] = state.threat
        for name, stock in (("food", state.food), ("fuel", state.fuel)):
            series[name][step] = [stock.get(p, np.nan) for p in range(world.n_places)]
        if road is not None and received is not None:
            _flows(world, series, step, road.passed, received, state.turned_back)
            _routes(world, state, series, step, road)


def peaks(series: dict[str, npt.NDArray[np.float64]], since: int) -> dict[str, npt.NDArray[np.float64]]:
    """Give the `PEAKS` of series that hold every step.

    Parameters
    ----------
    since : int
        The first step whose end counts; 0 is the start.
    """
    return {
        "queue_peak": series["queue"][since:].max(axis=0),
        "waiting_time_peak": np.fmax.reduce(series["waiting_time"][since:], axis=0),
        "unsheltered_peak": _summed(series["unsheltered"][since:].T).max(axis=0),
        "tracing_cases_peak": _summed(series["tracing_cases"][since:].T).max(axis=0),
    }


def _people(world: World, state: State) -> npt.NDArray[np.float64]:
    """Give persons by (place, cohort, status)."""
    people = np.zeros((world.n_places, world.n_cohorts, len(STATUSES)))
    for (p, c, status), n in state.staying.items():
        people[p, c, status] += n
    ready, held, registering = range(len(Status), len(STATUSES))
    for (p, c, _), n in state.ready.items():
        people[p, c, ready] += n
    for (p, c, _, _), n in state.held.items():
        people[p, c, held] += n
    for p, queue in enumerate(state.registering):
        for bucket in queue:
            for key, n in bucket.counts.items():
                people[p, key.cohort, registering] += n
    sized: npt.NDArray[np.float64] = people * np.asarray(world.persons)[:, None]
    return sized


def _summed(parts: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Sum over the first axis one after the other, so that the order of rounding is the same everywhere."""
    total = np.zeros(parts.shape[1:])
    for part in parts:
        total += part
    return total


def _flows(
    world: World, series: dict[str, Any], step: int, passed: Passed, received: Received, turned_back: list[float]
) -> None:
    by_route = (("entered", passed.entered), ("crossed", passed.crossed), ("crossed_vehicles", passed.crossed_vehicles))
    by_place = (
        ("departures", world.origin, passed.entered),
        ("arrivals", world.to, passed.crossed),
        ("vehicles", world.to, passed.crossed_vehicles),
    )
    for name, flow in (*by_route, ("registered", received.registered), ("need_state", received.in_need)):
        series[name][step] = series[name][step - 1] + flow
    for name, place, flow in by_place:
        series[name][step] = series[name][step - 1]
        np.add.at(series[name][step], list(place), flow)
    series["arrivals"][step] += turned_back  # whoever comes back to a place enters it too


def _routes(world: World, state: State, series: dict[str, Any], step: int, road: Road) -> None:
    for r in range(world.n_routes):
        households = [0] * world.n_cohorts
        for queue in (state.road[r], state.foot[r]):
            for bucket in queue:
                for key, n in bucket.counts.items():
                    households[key.cohort] += n
        on_route = 0.0
        for n, size in zip(households, world.persons, strict=True):
            on_route += n * size
        waiting = road.waiting_pce(r, step - 1)
        serves = state.is_open[r] and state.capacity[r] > 0.0
        series["on_route"][step, r] = on_route
        series["queue"][step, r] = waiting
        series["waiting_time"][step, r] = waiting / road.rate(r, step - 1) if serves else np.nan
