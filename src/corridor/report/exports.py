"""The data files of a result: NetCDF, quantiles as Parquet and CSV, and the recipe."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.base.write import Writer

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["writers"]


def writers(result: xr.Dataset, table: pd.DataFrame, made: Mapping[str, Any]) -> dict[str, Writer]:
    """Give a writer for each data file of a result: NetCDF, quantiles as Parquet and CSV, and the recipe."""
    packed = {
        name: {"zlib": True, "complevel": 1, "shuffle": True}
        for name, variable in result.data_vars.items()
        if variable.dtype.kind == "f"
    }
    return {
        "forecast.nc": lambda path: _netcdf(result, path, packed),
        "quantiles.parquet": lambda path: table.to_parquet(path, index=False),
        "quantiles.csv": lambda path: table.to_csv(path, index=False, float_format="%.6g", lineterminator="\n"),
        "recipe.json": lambda path: _text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", path),
    }


def _netcdf(result: xr.Dataset, path: Path, packed: dict[Any, Any]) -> None:
    # made in memory: HDF5 itself brings the process down when the disk is full
    held = io.BytesIO()
    result.to_netcdf(held, engine="h5netcdf", encoding=packed)
    path.write_bytes(held.getbuffer())


def _text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
