"""The main job as functions: simulate an ensemble, and say what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.ensemble.disclosure import public
from corridor.ensemble.results import dataset, recipe
from corridor.ensemble.run import Progress, run_members
from corridor.report.summary import summary
from corridor.scenario.resolve import Resolved

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["simulate", "summarise"]


def simulate(
    resolved: Resolved,
    members: int = 100,
    seed: int = 0,
    *,
    internal: bool = False,
    workers: int = 1,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Simulate an ensemble of possible futures.

    Parameters
    ----------
    resolved : Resolved
        The complete scenario, from `resolve`.
    members : int
        Possible futures, at least 1.
    seed : int
        0 or more; the same seed gives the same bits, whatever `workers` is.
    internal : bool
        Whether to keep sensitive places and cohorts apart. The default sums over cohorts and merges sensitive places
        with others.
    workers : int
        Processes. With more than one, call from under ``if __name__ == "__main__":``.
    progress : callable, optional
        Called with members done and members in all.

    Returns
    -------
    xarray.Dataset
        Dims (member, time, place, route, status, ...), units on every variable, the recipe in its attributes. Small
        cells are not yet suppressed: `corridor.ensemble.disclosure.suppressed` does that to what is handed on.

    Raises
    ------
    InputError
        `members`, `seed` or `workers` out of range.
    """
    kind = "forecast" if resolved.as_of else "simulation"
    results = run_members(resolved, members, seed, internal, workers, progress)
    full = dataset(resolved, results, recipe(resolved, members, seed, kind))
    return full if internal else public(full, resolved)


def summarise(result: xr.Dataset, resolved: Resolved) -> str:
    """Give the summary of a result as text for people."""
    return summary(result, resolved, len(resolved.observations) if resolved.as_of else 0)
