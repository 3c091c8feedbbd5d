"""People in state accommodation by region, those without shelter there, and the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corridor.ensemble.disclosure import OTHERS
from corridor.model.world import RECEIVING, REGIONS
from corridor.report.findings.places import kind_of
from corridor.report.findings.statistics import BANDS, Array
from corridor.scenario.resolved import Resolved

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["MOST_NEED", "NEED", "ROOM", "WITHOUT", "lodging"]

WITHOUT, ROOM, NEED, MOST_NEED = "without shelter", "room", "need", "most need"
_MOST = 20  # regions by name in one picture


def lodging(result: xr.Dataset, resolved: Resolved, most: int = _MOST) -> pd.DataFrame:
    """Give people in state accommodation at the end, by administrative region (by place where none is named).

    Parameters
    ----------
    most : int
        Rows at most; the regions that need fewest beds are one row together, the last.

    Returns
    -------
    DataFrame
        Persons by region (the index; first where most are accommodated or without shelter) and level (columns, those of
        `BANDS`); in `WITHOUT` the people there without shelter that 19 futures of 20 do not exceed; in `ROOM` the
        median of the room there at the end, missing where it is not known; in `NEED` and `MOST_NEED` the median of
        those accommodated and those without shelter together, and what 19 futures of 20 do not exceed. Only places that
        take people in; regions in which nobody is in need in any future are left out.
    """
    import pandas as pd

    region = {place.name: place.admin or place.label for place in resolved.places}
    last = result[["accommodated", "unsheltered"]].isel(time=-1)
    regions: dict[str, list[str]] = {}
    for place in last["place"].values:
        if kind_of(resolved, place) in RECEIVING:
            regions.setdefault(region[place.removesuffix(OTHERS)], []).append(place)
    found: list[tuple[str, Array, Array, Array | None]] = []
    for name, places in regions.items():
        here = last.sel(place=places).sum("place")
        lodged, without = here["accommodated"].values, here["unsheltered"].values
        if lodged.any() or without.any():
            found.append((name, lodged, without, _added([_room(result, resolved, place) for place in places])))
    found.sort(key=lambda row: (-np.median(row[1] + row[2]), -np.quantile(row[1] + row[2], BANDS[-1])))
    if len(found) > most:
        names, *parts = zip(*found[most - 1 :], strict=True)
        together = [_added(list(part)) for part in parts]
        found = [*found[: most - 1], (f"{len(names)} other regions", *together)]  # type: ignore[list-item]
    rows = {
        name: [
            *np.quantile(lodged, BANDS),
            np.quantile(without, BANDS[-1]),
            np.nan if room is None else np.median(room),
            *np.quantile(lodged + without, (0.5, BANDS[-1])),
        ]
        for name, lodged, without, room in found
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=[*BANDS, WITHOUT, ROOM, NEED, MOST_NEED])


def _added(parts: list[Array | None]) -> Array | None:
    """Add what is known by member; None where a part is not."""
    known = [part for part in parts if part is not None]
    return np.sum(known, axis=0) if len(known) == len(parts) else None


def _room(result: xr.Dataset, resolved: Resolved, place: str) -> Array | None:
    """Give the room of a place at the end by member, in persons; None where it is not known or not shown."""
    if kind_of(resolved, place) not in REGIONS:
        return np.zeros(result.sizes["member"])  # nobody is accommodated at a reception place
    if f"places.{place}.room" not in resolved.numbers:
        return None  # the members have guesses only
    room = result["room"].sel(place=place).isel(time=-1).values.astype(float)
    return None if np.isnan(room).any() else room
