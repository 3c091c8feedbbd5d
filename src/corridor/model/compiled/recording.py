"""Rule 9, compiled: sums that are kept, and the rows that are noted. As `model.record`, series by series.

A row is one line of two tables: `by_place` (row, place, column) and `by_route` (row, route, column), the columns in the
order of `PLACE_COLUMNS` and `ROUTE_COLUMNS`; the first nine of a place are what people are doing.
"""

from __future__ import annotations

import math
from typing import Any

from corridor.model.compiled.jit import jit
from corridor.model.compiled.links import total_pce
from corridor.model.record import STATUSES

__all__ = ["PLACE_COLUMNS", "ROUTE_COLUMNS", "add_flows", "keep_peaks", "note"]

Array = Any
N_STATUSES = len(STATUSES)
PLACE_COLUMNS = (
    "present",
    "accommodated",
    "unsheltered",
    "stranded",
    "tracing_cases",
    "food",
    "fuel",
    "deprivation",
    "threat",
    "arrivals",
    "departures",
    "vehicles",
    "registered",
    "need_state",
    "room",
)
ROUTE_COLUMNS = ("queue", "waiting_time", "entered", "crossed", "crossed_vehicles", "on_route")


@jit
def add_flows(m: Any) -> None:
    """Add the flows of a step to the sums before it."""
    place, route = m.place, m.route
    for r in range(len(route)):
        i, j = route[r].origin, route[r].to
        route[r].sum_entered += route[r].entered
        route[r].sum_crossed += route[r].crossed
        route[r].sum_vehicles += route[r].crossed_vehicles
        place[i].sum_departures += route[r].entered
        place[j].sum_arrivals += route[r].crossed
        place[j].sum_vehicles += route[r].crossed_vehicles
    for p in range(len(place)):
        place[p].sum_registered += place[p].registered
        place[p].sum_need += place[p].in_need
        place[p].sum_arrivals += place[p].turned_back


@jit
def note(m: Any, row: int, moved: bool, by_place: Array, by_route: Array, by_cohort: Array) -> None:
    """Note the state in a row; `moved` is false before the first step. `by_cohort` may have no rows."""
    place, route, cohort = m.place, m.route, m.cohort
    for p in range(len(place)):
        for c in range(len(cohort)):
            for s in range(N_STATUSES):
                n = m.staying[p, c, s] if s < 6 else m.here[p, c, s - 6]
                persons = n * cohort[c].persons
                by_place[row, p, s] += persons
                if len(by_cohort) > 0:
                    by_cohort[row, p, c, s] = persons
        total = 0.0
        for s in range(N_STATUSES):
            total += by_place[row, p, s]
        k = N_STATUSES
        by_place[row, p, k] = total
        by_place[row, p, k + 1] = by_place[row, p, 4]
        by_place[row, p, k + 2] = by_place[row, p, 5]
        by_place[row, p, k + 3] = by_place[row, p, 2]
        by_place[row, p, k + 4] = float(place[p].unsolved + place[p].registered_cases)
        by_place[row, p, k + 5] = place[p].food if place[p].has_food else math.nan
        by_place[row, p, k + 6] = place[p].fuel if place[p].has_fuel else math.nan
        by_place[row, p, k + 7] = place[p].deprivation
        by_place[row, p, k + 8] = place[p].threat
        by_place[row, p, k + 9] = place[p].sum_arrivals
        by_place[row, p, k + 10] = place[p].sum_departures
        by_place[row, p, k + 11] = place[p].sum_vehicles
        by_place[row, p, k + 12] = place[p].sum_registered
        by_place[row, p, k + 13] = place[p].sum_need
        by_place[row, p, k + 14] = place[p].room if place[p].room < math.inf else math.nan
    if not moved:
        return
    for r in range(len(route)):
        waiting = total_pce(m.ripe[r], cohort)
        by_route[row, r, 0] = waiting
        serves = route[r].open and route[r].capacity > 0.0
        by_route[row, r, 1] = waiting / (route[r].capacity * route[r].factor) if serves else math.nan
        by_route[row, r, 2] = route[r].sum_entered
        by_route[row, r, 3] = route[r].sum_crossed
        by_route[row, r, 4] = route[r].sum_vehicles
        on = 0.0
        for c in range(len(cohort)):
            n = m.on[r, c, 0] + m.on[r, c, 1] + m.on[r, c, 2]
            if n > 0:
                on += n * cohort[c].persons
        by_route[row, r, 5] = on


@jit
def keep_peaks(m: Any, moved: bool) -> None:
    """Keep the greatest of what `record.PEAKS` names; before the first step nobody waits on a road."""
    one, place, route, cohort = m.one, m.place, m.route, m.cohort
    unsheltered = cases = 0.0
    for p in range(len(place)):
        here = 0.0
        for c in range(len(cohort)):
            here += m.staying[p, c, 5] * cohort[c].persons
        unsheltered += here
        cases += float(place[p].unsolved + place[p].registered_cases)
    one[0].unsheltered_peak = max(one[0].unsheltered_peak, unsheltered)
    one[0].tracing_cases_peak = max(one[0].tracing_cases_peak, cases)
    for r in range(len(route)):
        waiting = total_pce(m.ripe[r], cohort) if moved else 0.0
        route[r].queue_peak = max(route[r].queue_peak, waiting)
        if not moved:
            route[r].waiting_time_peak = 0.0
        elif route[r].open and route[r].capacity > 0.0:
            wait = waiting / (route[r].capacity * route[r].factor)
            if not route[r].waiting_time_peak >= wait:  # missing at first
                route[r].waiting_time_peak = wait
