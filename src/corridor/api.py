"""The main job as functions: simulate an ensemble, and say what it shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corridor.base.errors import InputError
from corridor.ensemble.checkpoint import Checkpoint
from corridor.ensemble.disclosure import PublicForm, told
from corridor.ensemble.paired import Comparison, Measure, incomparable, measures, paired, told_paths
from corridor.ensemble.results import dataset, recipe
from corridor.ensemble.run import Engine, Progress, run_members
from corridor.report.text.brief import brief as in_brief
from corridor.report.text.disputed import disputed_lines
from corridor.report.text.summary import summary
from corridor.scenario.resolved import Resolved

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["compare", "simulate", "summarise"]


def simulate(
    resolved: Resolved,
    members: int = 100,
    seed: int = 0,
    *,
    internal: bool = False,
    threads: int = 1,
    engine: Engine = "compiled",
    progress: Progress | None = None,
    checkpoint: Checkpoint | None = None,
) -> xr.Dataset:
    """Simulate an ensemble of possible futures.

    Parameters
    ----------
    resolved : Resolved
        The complete scenario, from `resolve`.
    members : int
        Possible futures, at least 1.
    seed : int
        0 or more; the same seed gives the same bits, whatever `threads` and `engine` are.
    internal : bool
        Whether to keep sensitive places and cohorts apart. The default sums over cohorts and merges sensitive places
        with others.
    threads : int
        Members that run at the same time.
    engine : "compiled" or "plain"
        The compiled engine, or the readable one it is checked against: the same bits, only slower. The plain engine
        runs more than one thread as processes: call it from under ``if __name__ == "__main__":`` then.
    progress : callable, optional
        Called with members done and members in all.
    checkpoint : Checkpoint, optional
        Where finished members are kept while the run is under way, and taken up from: a run that was stopped goes on
        to the same bits. Call its `remove` once the result is safe.

    Returns
    -------
    xarray.Dataset
        Dims (member, time, place, route, status, ...), units on every variable, the recipe in its attributes. Small
        cells are not yet suppressed: `corridor.ensemble.disclosure.suppressed` does that to what is handed on.

    Raises
    ------
    InputError
        `members`, `seed` or `threads` out of range, or no such engine.
    """
    kind = "forecast" if resolved.as_of else "simulation"
    form = None if internal else PublicForm.of(resolved)
    ensemble = run_members(
        resolved, members, seed, internal, threads, engine, progress, checkpoint=checkpoint, form=form
    )
    full = dataset(resolved, ensemble, recipe(resolved, members, seed, kind))
    return full if internal else told(full, resolved)


def summarise(result: xr.Dataset, resolved: Resolved, *, brief: bool = False) -> str:
    """Give the summary of a result as text for people; `brief` in five lines."""
    known = len(resolved.observations) if resolved.as_of else 0
    if brief:
        return in_brief(result, resolved, known)
    return "\n".join([summary(result, resolved, known), *_under(disputed_lines(result, resolved))])


def _under(lines: list[str]) -> list[str]:
    return ["", *lines] if lines else []


def compare(
    resolved_a: Resolved,
    resolved_b: Resolved,
    members: int = 100,
    seed: int = 0,
    *,
    internal: bool = False,
    threads: int = 1,
    engine: Engine = "compiled",
    progress: Progress | None = None,
) -> Comparison:
    """Compare two scenarios under the same luck, future by future.

    Parameters
    ----------
    resolved_a, resolved_b : Resolved
        The complete scenarios, as of the same time or both as written; `with_settings` makes a variant.
    members : int
        Possible futures of each.
    seed, internal, threads, engine
        As for `simulate`.
    progress : callable, optional
        Called with members done and members in all, those of both runs.

    Returns
    -------
    Comparison
        Its `rows` say how B differs from A; its `table` gives them as a DataFrame.

    Raises
    ------
    InputError
        What `simulate` raises; times, zone, settings or places reported on that are not the same in both; sensitive
        places that are merged in another way, unless `internal`.
    """
    faults = incomparable(resolved_a, resolved_b, internal)
    if faults:
        raise InputError(faults)

    def run(resolved: Resolved, before: int) -> tuple[list[Measure], dict[str, Any], frozenset[str]]:
        def both(done: int, total: int) -> None:
            if progress is not None:
                progress(before + done, 2 * total)

        # only what is compared is kept, so that one result at a time is in memory
        result = simulate(resolved, members, seed, internal=internal, threads=threads, engine=engine, progress=both)
        made = {**json.loads(result.attrs["recipe"]), "scope": result.attrs["scope"]}
        return measures(result, resolved), made, told_paths(result)

    in_a, recipe_a, told_a = run(resolved_a, 0)
    in_b, recipe_b, told_b = run(resolved_b, members)
    rows = paired(in_a, in_b, internal)
    return Comparison(tuple(rows), members, recipe_a["scope"], recipe_a, recipe_b, told_a & told_b)
