"""Results: quantile table and NetCDF of 20 members, written to a folder for the time being."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks import sizes
from benchmarks.registry import Job, Unavailable, case

MEMBERS = 20
_WHAT = f"quantiles, tables and NetCDF of {MEMBERS} members"


def _engine() -> str:
    try:
        sizes.compiled_engine()
    except Unavailable:
        return "plain"  # the same bits, only slower; preparation does not count
    return "compiled"


def _write(size: str) -> tuple[Job, Job | None]:
    import numpy as np

    import corridor
    from corridor.base.write import write_files
    from corridor.report.exports import writers
    from corridor.report.findings.quantiles import LEVELS, TARGETS, quantile_table

    scenario = sizes.resolved(size)
    answer = corridor.simulate(scenario, members=MEMBERS, seed=0, threads=1, engine=_engine())  # type: ignore[arg-type]
    result = answer.dataset
    length = result.sizes["time"]
    arrays = [result[target].values[:, :: max(1, length // 60)].astype(float) for target in TARGETS]

    def job() -> None:
        with tempfile.TemporaryDirectory() as folder:
            write_files(Path(folder), writers(result, quantile_table(result, scenario, answer.internal), answer.recipe))

    return job, lambda: [np.quantile(values, LEVELS, axis=0) for values in arrays]


def _write_medium() -> tuple[Job, Job | None]:
    from corridor.report.exports import netcdf

    series = sizes.compiled_engine().run(sizes.world("medium"), sizes.rows("medium"))
    shown = repeated(series, MEMBERS)

    def job() -> None:
        with tempfile.TemporaryDirectory() as folder:
            netcdf(shown, Path(folder) / "forecast.nc")

    return job, None


def repeated(series: dict[str, Any], members: int) -> Any:
    """Give what an engine made of one member `members` times over, as a dataset."""
    import numpy as np
    import xarray as xr

    from corridor.model.record import PEAKS, SERIES

    declared = {**SERIES, **PEAKS}
    return xr.Dataset(
        {
            name: (
                ("member", *(() if name in PEAKS else ("time",)), *declared[name].dims),
                np.repeat(np.asarray(values)[None].astype(np.float32), members, axis=0),
            )
            for name, values in series.items()
        }
    )


for _size in ("small", "karabakh"):
    case(_size, "write", _WHAT, bare="the quantiles of the same arrays by NumPy")(lambda size=_size: _write(size))
case("medium", "write", f"NetCDF of {MEMBERS} members", repeats=3)(_write_medium)
