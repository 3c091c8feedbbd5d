"""The result of an ensemble: a labelled dataset with units and its own recipe.

Dimensions are `member`, `time` and `place`, `route`, `status`, `cohort` or `parameter`. Times are UTC instants (NumPy
has no zones); `time_zone` is an attribute. The recipe makes the result repeatable: hash of the resolved view, seed,
as-of time, versions, and every number with its unit, source and reason.
"""

from __future__ import annotations

import json
import platform
from datetime import UTC, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from corridor._version import __version__
from corridor.base.distributions import Distribution
from corridor.base.times import iso
from corridor.ensemble.disputes import pools_told
from corridor.ensemble.run import Ensemble
from corridor.model.record import COHORT_SERIES, PEAKS, SERIES
from corridor.scenario.resolved import Resolved

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["dataset", "recipe"]


def recipe(resolved: Resolved, members: int, seed: int, kind: str) -> dict[str, Any]:
    """Give the recipe of a result: all that is needed to make it again.

    Parameters
    ----------
    kind : str
        "forecast" (a view as of a time) or "simulation" (the scenario as written).
    """
    return {
        "corridor": __version__,
        "kind": kind,
        "scenario": resolved.name,
        "folder": resolved.folder,
        "as_of": iso(resolved.as_of) if resolved.as_of else None,
        "start": iso(resolved.start),
        "end": iso(resolved.end),
        "time_zone": str(resolved.zone),
        "members": members,
        "seed": seed,
        "hash": resolved.hash(),
        "hash_without_observations": resolved.hash(observations=False),
        "observations_used": 0,
        "versions": {"python": platform.python_version(), **{name: version(name) for name in ("numpy", "scipy")}},
        "numbers": {
            path: {
                "value": repr(n.value) if isinstance(n.value, Distribution) else n.value,
                "unit": n.unit,
                "source": n.source,
                "reason": n.reason,
                "known": iso(n.known) if n.known else None,
                "origin": n.origin,
            }
            for path, n in resolved.numbers.items()
        },
        "claims": pools_told(resolved),
    }


def dataset(resolved: Resolved, ensemble: Ensemble, made: dict[str, Any]) -> xr.Dataset:
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
        "title": f"{resolved.name}: {made['kind']}",
        "institution": "",
        "source": f"corridor {__version__}",
        "scope": "internal",
        "time_zone": str(resolved.zone),
        "as_of": made["as_of"] or "",
        "recipe": json.dumps(made, ensure_ascii=False),
    }
    return xr.Dataset(variables, coords, attributes)
