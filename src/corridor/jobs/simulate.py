"""The main job as functions: simulate an ensemble, or two under the same luck."""

from __future__ import annotations

from corridor.base.errors import InputError, require
from corridor.ensemble.checkpoint import Checkpoint
from corridor.ensemble.disclosure import PublicForm, public_attributes, public_recipe
from corridor.ensemble.paired import Measure, incomparable, measures
from corridor.ensemble.recipe import Recipe
from corridor.ensemble.results import dataset
from corridor.ensemble.run import Engine, Progress, run_members
from corridor.report.answer import Answer
from corridor.report.findings.differences import Comparison, differences
from corridor.scenario.resolved import Resolved

__all__ = ["compare", "simulate"]


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
) -> Answer:
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
        The compiled engine, or the readable one it is checked against: the same bits, only slower, on one thread.
    progress : callable, optional
        Called with members done and members in all.
    checkpoint : Checkpoint, optional
        Where finished members are kept while the run is under way, and taken up from: a run that was stopped goes on
        to the same bits. Call its `remove` once the result is safe.

    Returns
    -------
    Answer
        The possible futures, bound to scenario and recipe.

    Raises
    ------
    InputError
        `members`, `seed` or `threads` out of range, or no such engine.
    """
    require(resolved, Resolved, "resolved", "what corridor.resolve gives", "Resolve the scenario first.")
    form = None if internal else PublicForm.of(resolved)
    ensemble = run_members(
        resolved, members, seed, internal, threads, engine, progress, checkpoint=checkpoint, form=form
    )
    recipe = Recipe.of(resolved, members, seed)
    if internal:
        return Answer(resolved, dataset(resolved, ensemble, recipe), recipe)
    recipe = public_recipe(recipe, resolved)
    return Answer(resolved, public_attributes(dataset(resolved, ensemble, recipe), resolved), recipe)


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
    for name, one in (("resolved_a", resolved_a), ("resolved_b", resolved_b)):
        require(one, Resolved, name, "what corridor.resolve gives", "Resolve the scenario first.")
    faults = incomparable(resolved_a, resolved_b, internal)
    if faults:
        raise InputError(faults)

    def run(resolved: Resolved, before: int) -> tuple[list[Measure], Recipe, frozenset[str]]:
        def both(done: int, total: int) -> None:
            if progress is not None:
                progress(before + done, 2 * total)

        # only what is compared is kept, so that one result at a time is in memory
        answer = simulate(resolved, members, seed, internal=internal, threads=threads, engine=engine, progress=both)
        return measures(answer), answer.recipe, answer.public_paths

    in_a, recipe_a, paths_a = run(resolved_a, 0)
    in_b, recipe_b, paths_b = run(resolved_b, members)
    rows = differences(in_a, in_b, internal)
    return Comparison(tuple(rows), members, recipe_a.scope, recipe_a, recipe_b, paths_a & paths_b)
