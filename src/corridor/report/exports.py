"""The data files of a result: NetCDF, quantiles as Parquet and CSV, and the recipe."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from corridor.base.write import Writer, write_text
from corridor.ensemble.recipe import Recipe

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["netcdf", "writers"]


def writers(shown: xr.Dataset, table: pd.DataFrame, recipe: Recipe) -> dict[str, Writer]:
    """Give a writer for each data file of a result: NetCDF, quantiles as Parquet and CSV, and the recipe."""
    return {
        "forecast.nc": lambda path: netcdf(shown, path),
        "quantiles.parquet": lambda path: table.to_parquet(path, index=False),
        "quantiles.csv": lambda path: table.to_csv(path, index=False, float_format="%.6g", lineterminator="\n"),
        "recipe.json": lambda path: write_text(recipe.to_json(indent=1) + "\n", path),
    }


def netcdf(shown: xr.Dataset, path: Path) -> None:
    """Write a dataset as NetCDF 4, packed."""
    packed = {
        name: {"zlib": True, "complevel": 1, "shuffle": True}
        for name, variable in shown.data_vars.items()
        if variable.dtype.kind == "f"
    }
    # made in memory: HDF5 itself brings the process down when the disk is full
    held = io.BytesIO()
    shown.to_netcdf(held, engine="h5netcdf", encoding=packed)
    path.write_bytes(held.getbuffer())
