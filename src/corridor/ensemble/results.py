"""The result of an ensemble: a labelled dataset with units, bound to its scenario and recipe.

Dimensions are `member`, `time` and `place`, `route`, `status`, `cohort` or `parameter`. Times are UTC instants (NumPy
has no zones); `time_zone` is an attribute. The recipe makes the result repeatable: hash of the resolved view, seed,
as-of time, versions, and every number with its unit, source and reason.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from corridor._version import __version__
from corridor.base.errors import InputError, Problem
from corridor.base.times import iso
from corridor.ensemble.recipe import Recipe
from corridor.ensemble.run import Ensemble
from corridor.model.record import COHORT_SERIES, PEAKS, SERIES
from corridor.scenario.resolved import Resolved

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Result", "dataset"]


@dataclass(frozen=True, eq=False)
class Result:
    """An ensemble with the scenario and the recipe it was made from: what belongs together stays together.

    Attributes
    ----------
    resolved : Resolved
        The complete scenario.
    dataset : xarray.Dataset
        The possible futures; small cells are not yet suppressed.
    recipe : Recipe
        What makes the same bits again; also in the attributes of the dataset.

    Raises
    ------
    InputError
        Dataset or recipe are of another scenario.
    """

    resolved: Resolved
    dataset: xr.Dataset
    recipe: Recipe

    def __post_init__(self) -> None:
        made = json.loads(self.dataset.attrs.get("recipe", "{}")).get("hash")
        for what, found in (("dataset", made), ("recipe", self.recipe.hash)):
            if found != self.resolved.hash():
                _refuse_other(what, found)

    @property
    def internal(self) -> bool:
        """Whether every place and cohort is shown, so that it must not be handed on."""
        return self.recipe.scope == "internal"

    @property
    def members(self) -> int:
        """Possible futures."""
        return int(self.dataset.sizes["member"])

    @property
    def public_paths(self) -> frozenset[str]:
        """The paths of numbers and event times that it shows."""
        return frozenset([*self.recipe.numbers, *(f"events.{name}.at" for name in self.dataset["event"].values)])


def _refuse_other(what: str, found: str | None) -> NoReturn:
    problem = Problem(
        "result-of-another",
        file=what,
        found=f"the hash {found}" if found else "no hash",
        expected="what was made from this scenario, as of this time",
        remedy="Simulate the scenario, and pass on what that gives.",
    )
    raise InputError([problem])


def dataset(resolved: Resolved, ensemble: Ensemble, recipe: Recipe) -> xr.Dataset:
    """Give the labelled dataset of an ensemble.

    Returns
    -------
    xarray.Dataset
        Variables of `corridor.model.record.SERIES`, each (member, time, ...) with `units` and `long_name`; its
        `PEAKS`, each (member, ...);
        `parameter_value` (member, parameter); `event_hour` and `event_end_hour` (member, event), hours from the start,
        NaN for never.
        The series are those of the ensemble, not copies.
    """
    import xarray as xr

    begin = resolved.start.astimezone(UTC).replace(tzinfo=None)
    step = timedelta(hours=resolved.step_h)
    times = np.array([begin + step * int(row) for row in ensemble.rows], dtype="datetime64[s]")
    coords: dict[str, Any] = {
        "member": np.arange(ensemble.first, ensemble.first + ensemble.members),
        "time": times.astype("datetime64[ns]"),
        "place": list(ensemble.places),
        "route": list(ensemble.routes),
        "status": list(ensemble.statuses),
        "parameter": list(ensemble.paths),
        "event": list(ensemble.events),
    }
    declared = {**SERIES, **COHORT_SERIES, **PEAKS}
    if "people_by_cohort" in ensemble.series:
        coords["cohort"] = [cohort.name for cohort in resolved.cohorts]
    variables: dict[str, Any] = {}
    for name, values in ensemble.series.items():
        series = declared[name]
        variables[name] = (
            ("member", *(() if name in PEAKS else ("time",)), *series.dims),
            values,
            {"units": series.unit, "long_name": series.meaning, "cumulative": int(series.cumulative)},
        )
    variables["parameter_value"] = (
        ("member", "parameter"),
        ensemble.numbers,
        {"long_name": "numbers drawn, in the unit of the recipe"},
    )
    for name, hours, what, never in (
        ("event_hour", ensemble.event_hours, "the event", "it does not happen"),
        ("event_end_hour", ensemble.event_ends, "the end of the event", "it does not happen, or does not end"),
    ):
        text = f"hours from the start to {what}; missing: {never}"
        values = np.where(np.isinf(hours), np.nan, hours)
        variables[name] = (("member", "event"), values, {"units": "h", "long_name": text})
    attributes = {
        "title": f"{resolved.name}: {recipe.kind}",
        "institution": "",
        "source": f"corridor {__version__}",
        "scope": recipe.scope,
        "time_zone": str(resolved.zone),
        "as_of": iso(recipe.as_of) if recipe.as_of else "",
        "recipe": recipe.to_json(),
    }
    return xr.Dataset(variables, coords, attributes)
