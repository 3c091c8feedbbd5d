"""Arrivals at the places reported on: how many by when, and the counts of them that were known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from corridor.ensemble.disclosure import without_small
from corridor.report.findings.statistics import BANDS, Spread
from corridor.scenario.resolved import Resolved

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["NOBODY", "Headline", "at_moments", "counts", "disclosed", "fan", "times_of"]

NOBODY = "nobody yet"
"""Column of the share of the futures in which nobody has arrived."""


@dataclass(frozen=True)
class Headline:
    """The number that stands for a forecast: people arrived at the first place reported on, in all, by the end.

    Attributes
    ----------
    place, label : str
        The place, as the result names it and as it is shown.
    time : datetime
        The end.
    people : Spread
        How many.
    """

    place: str
    label: str
    time: datetime
    people: Spread


def fan(result: xr.Dataset, place: str) -> pd.DataFrame:
    """Give quantiles of arrivals at a place, as a picture draws them: small ones too.

    Returns
    -------
    DataFrame
        Persons by `time` (UTC, the index) and level (columns, those of `BANDS`), and the share in `NOBODY`.
    """
    import pandas as pd

    values = result["arrivals"].sel(place=place).values
    table = pd.DataFrame(
        np.quantile(values, BANDS, axis=0).T, index=pd.Index(times_of(result), name="time"), columns=list(BANDS)
    )
    table[NOBODY] = np.mean(values == 0, axis=0)
    return table


def disclosed(fans: dict[str, pd.DataFrame], internal: bool) -> pd.DataFrame:
    """Give the arrivals that may be handed on, of several places, as one table.

    Returns
    -------
    DataFrame
        Columns of `fan` by `place` and `time` (UTC, the index); small counts are missing, unless it is internal.
    """
    import pandas as pd

    empty = pd.DataFrame(columns=[*BANDS, NOBODY], index=pd.DatetimeIndex([], tz=UTC, name="time"), dtype=float)
    table = pd.concat(fans or {"": empty}, names=["place"])
    if not internal:
        table[list(BANDS)] = without_small(table[list(BANDS)].to_numpy())
    return table


def at_moments(
    arrivals: pd.DataFrame, place: str, times: Sequence[datetime]
) -> Iterator[tuple[datetime, pd.Series[float]]]:
    """Give what `disclosed` holds of a place at the last output time at or before each of some times."""
    import pandas as pd

    table = arrivals.loc[[place]].droplevel("place")
    wanted = pd.DatetimeIndex([moment.astimezone(UTC) for moment in times])
    for moment, row in zip(times, table.index.get_indexer(wanted, method="pad"), strict=True):
        yield moment, table.iloc[row]


def counts(resolved: Resolved, place: str) -> pd.DataFrame:
    """Give the counts of arrivals at a place that were known at the as-of time, without those corrected by then.

    Counts that do not run from the beginning are left out too.

    Returns
    -------
    DataFrame
        `first` and `last`, between which the count was made (the same where the hour is known), and `value`, persons.
    """
    import pandas as pd

    rows = []
    known = resolved.observations if resolved.as_of else ()
    corrected = {seen.supersedes for seen in known}
    for seen in known:
        of_place = seen.kind == "arrivals" and seen.places == (place,) and seen.name not in corrected
        if of_place and seen.cumulative and seen.unit == "persons" and seen.value is not None:
            first, last = (seen.at, seen.at) if seen.at else (seen.not_before, seen.not_after)
            if first is not None and last is not None:
                rows.append((first, last, seen.value))
    return pd.DataFrame(rows, columns=["first", "last", "value"])


def times_of(result: xr.Dataset) -> list[datetime]:
    """Give the output times of a result, as times with a zone."""
    return [datetime.fromisoformat(str(moment)[:19]).replace(tzinfo=UTC) for moment in result["time"].values]
