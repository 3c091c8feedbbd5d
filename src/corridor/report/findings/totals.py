"""All places together: who cannot leave, who stayed, who needs a bed, who is looked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.ensemble.disclosure import large_enough
from corridor.report.findings.places import receiving
from corridor.report.findings.statistics import Array, Spread
from corridor.scenario.resolved import Resolved

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Totals", "totals"]


@dataclass(frozen=True)
class Totals:
    """People, all places together.

    Attributes
    ----------
    cannot_leave : Spread
        Who want to leave at the end, but are without means or way.
    at_home : Spread
        Who are still at home at the end.
    beds_short : Spread
        Without shelter at the worst moment.
    beds_short_chance : float
        Share of the futures in which any beds are short: as many as may be shown.
    need_state : Spread
        Who have needed state accommodation by the end; a repeated request counts.
    tracing : Spread
        Households that look for a member, at the peak.
    """

    cannot_leave: Spread
    at_home: Spread
    beds_short: Spread
    beds_short_chance: float
    need_state: Spread
    tracing: Spread


def totals(result: xr.Dataset, resolved: Resolved, internal: bool) -> Totals:
    """Give the totals of a result; small ones are missing, unless it is internal."""

    def spread(values: Array) -> Spread:
        return Spread.of(values).disclosed(internal)

    last = result[["people", "need_state"]].isel(time=-1)
    before = last["people"].sel(place=np.logical_not(receiving(result, resolved)))
    short = result["unsheltered_peak"].values
    return Totals(
        spread(before.sel(status=["ready", "stranded"]).sum(("place", "status")).values),
        spread(last["people"].sel(status="home").sum("place").values),
        spread(short),
        float(np.mean(large_enough(short))),
        spread(last["need_state"].sum("place").values),
        spread(result["tracing_cases_peak"].values),
    )
