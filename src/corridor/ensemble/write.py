"""Write a result: everything beside its place first, then moved there, so that no half-written file is ever seen."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr

from corridor.base.errors import InputError, Problem

__all__ = ["check_writable", "write_files", "writers"]

Writer = Callable[[Path], None]


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
    result.to_netcdf(path, engine="h5netcdf", encoding=packed)


def _text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def write_files(folder: Path, files: Mapping[str, Writer]) -> list[Path]:
    """Write files into a folder: all of them beside it, then moved into place.

    Parameters
    ----------
    folder : Path
        Made if it is not there; files of the same names in it are replaced, others are left alone.
    files : mapping
        Name to a function that writes the file at a path.

    Raises
    ------
    InputError
        The folder cannot be written to, or the disk is full; what was there before is untouched.
    """
    beside: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        for name, write in files.items():
            write(beside / name)
        folder.mkdir(exist_ok=True)
        for name in files:
            os.replace(beside / name, folder / name)
    except OSError as error:
        raise InputError([_unwritable(folder, error)]) from None
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)
    return [folder / name for name in files]


def check_writable(folder: Path) -> None:
    """Refuse, before any work is done, a folder that cannot be written to; nothing is left behind.

    Raises
    ------
    InputError
        With the reason the system gives.
    """
    above = folder
    while not above.exists() and above.parent != above:
        above = above.parent
    try:
        if not above.is_dir():
            raise NotADirectoryError(20, "a file stands in its place")
        with tempfile.TemporaryFile(dir=above):
            pass
    except OSError as error:
        raise InputError([_unwritable(folder, error)]) from None


def _unwritable(folder: Path, error: OSError) -> Problem:
    return Problem(
        "output-unwritable",
        file=str(folder),
        field="--out",
        found=(error.strerror or str(error)).lower(),
        expected="a folder that can be written to, on a disk with room",
        remedy="Choose another folder with --out, or make room.",
    )
