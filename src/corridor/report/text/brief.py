"""A forecast in five lines: when it was made, how many came by when, the road, the queue, what is wanting."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from corridor.base.times import show, zone_label
from corridor.ensemble.output_times import snapped
from corridor.ensemble.quantiles import at_times
from corridor.report.text.summary import events, headline_places, labels, queues, wanting
from corridor.report.text.words import count, span
from corridor.scenario.resolved import Resolved

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["brief"]

_SOON = timedelta(days=2)


def brief(result: xr.Dataset, resolved: Resolved, n_observations: int) -> str:
    """Give a forecast in five lines.

    Parameters
    ----------
    result : Dataset
        Public before suppression of small cells, or internal.
    n_observations : int
        Observations known at the as-of time, which this version does not use.
    """
    head = f"{resolved.name}, {result.sizes['member']} possible futures, "
    if resolved.as_of:
        now = f"{show(resolved.as_of, resolved.zone)} ({zone_label(resolved.as_of, resolved.zone)})"
        head += f"as of {now}; counts known by then: {n_observations}" + (", not used." if n_observations else ".")
    else:
        head += "simulated as written, no as-of time. Not a forecast."
    road = next(events(result, resolved), "Openings, closings and fleets: none in doubt any more.")
    queue = next(queues(result, resolved), "No roads.")
    return "\n".join([head, _arrivals(result, resolved), road, queue, wanting(result, resolved)])


def _arrivals(result: xr.Dataset, resolved: Resolved) -> str:
    places = headline_places(result, resolved)
    if not places:
        return "Arrivals: no place is reported on."
    begin = resolved.as_of or resolved.start
    times = snapped(resolved, [min(begin + _SOON, resolved.end), resolved.end])
    values = at_times(result[["arrivals"]], times)["arrivals"].sel(place=places[0]).values
    told = []
    for k, moment in enumerate(times):
        low, middle, high = np.quantile(values[:, k], (0.05, 0.5, 0.95))
        told.append(f"{count(middle)} by {show(moment, resolved.zone)} (9 of 10 futures: {span(low, high)})")
    return f"People arrived at {labels(resolved)[places[0]]}, in all: {', '.join(dict.fromkeys(told))}."
