"""How two scenarios differ under the same luck: means, standard errors and ranges of differences member by member."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from corridor.base.times import iso
from corridor.ensemble.disclosure import small
from corridor.ensemble.paired import Measure
from corridor.ensemble.recipe import Recipe

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Comparison", "Difference", "differences"]


@dataclass(frozen=True)
class Difference:
    """How one measure differs, B - A; NaN is missing.

    Attributes
    ----------
    target, place, time, unit
        As in `Measure`.
    mean_a, mean_b, difference : float
        Means over the members, and that of the differences.
    standard_error : float
        Of `difference`: standard deviation of the differences over the root of the members; missing with one member.
    low, high : float
        0.05 and 0.95 quantile of the differences.
    p_higher, p_equal, p_lower : float
        Share of the members in which B is higher, equal, lower.
    unpaired_standard_error : float
        What the error would be if the two runs had nothing to do with each other; missing with one member.
    """

    target: str
    place: str | None
    time: datetime
    unit: str
    mean_a: float
    mean_b: float
    difference: float
    standard_error: float
    low: float
    high: float
    p_higher: float
    p_equal: float
    p_lower: float
    unpaired_standard_error: float

    def as_dict(self) -> dict[str, Any]:
        """Give the keys fixed in the formats; missing is None, the time is ISO 8601."""
        plain = {one.name: getattr(self, one.name) for one in fields(self)}
        plain["time"] = iso(self.time)
        return {key: None if isinstance(v, float) and math.isnan(v) else v for key, v in plain.items()}


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two scenarios compared: the differences, and the recipes of both runs.

    Attributes
    ----------
    rows : tuple of Difference
        Arrivals by place and time, then the totals at the end.
    members : int
        Futures of each.
    scope : str
        "public" or "internal".
    recipe_a, recipe_b : Recipe
        What makes each run again.
    public_paths : frozenset of str
        Paths of numbers and events that both results show.
    """

    rows: tuple[Difference, ...]
    members: int
    scope: str
    recipe_a: Recipe
    recipe_b: Recipe
    public_paths: frozenset[str]

    @property
    def unpaired_ratio(self) -> float | None:
        """How many times as large standard errors of unpaired runs would be: the median of the rows with one."""
        ratios = [row.unpaired_standard_error / row.standard_error for row in self.rows if row.standard_error > 0.0]
        return float(np.median(ratios)) if ratios else None

    def table(self) -> pd.DataFrame:
        """Give the rows as a table: one column for each field of `Difference`, in its order."""
        import pandas as pd

        names = [one.name for one in fields(Difference)]
        return pd.DataFrame([row.as_dict() for row in self.rows], columns=names)


def differences(a: Sequence[Measure], b: Sequence[Measure], internal: bool = False) -> list[Difference]:
    """Give the differences B - A, taken member by member.

    Parameters
    ----------
    a, b : sequence of Measure
        The same measures in the same order, member i under the same luck in both.
    internal : bool
        Whether small counts are shown. Else a mean of people above 0 and below the limit for small cells is missing,
        and so is all from which it could be worked out; so is an end of the range of that size.

    Raises
    ------
    ValueError
        The measures, or the members, are not the same.
    """
    if [(m.target, m.place, m.time, len(m.values)) for m in a] != [
        (m.target, m.place, m.time, len(m.values)) for m in b
    ]:
        raise ValueError("two results with other measures or members cannot be paired")
    return [_shown(_difference(x, y), x.cell and not internal) for x, y in zip(a, b, strict=True)]


def _difference(a: Measure, b: Measure) -> Difference:
    n, d = len(a.values), b.values - a.values
    low, high = np.quantile(d, (0.05, 0.95))
    known = not np.isnan(d).any()
    return Difference(
        target=a.target,
        place=a.place,
        time=a.time,
        unit=a.unit,
        mean_a=float(a.values.mean()),
        mean_b=float(b.values.mean()),
        difference=float(d.mean()),
        standard_error=math.sqrt(d.var(ddof=1) / n) if n > 1 else math.nan,
        low=float(low),
        high=float(high),
        p_higher=float((d > 0).mean()) if known else math.nan,
        p_equal=float((d == 0).mean()) if known else math.nan,
        p_lower=float((d < 0).mean()) if known else math.nan,
        unpaired_standard_error=math.sqrt((a.values.var(ddof=1) + b.values.var(ddof=1)) / n) if n > 1 else math.nan,
    )


def _shown(row: Difference, suppress: bool) -> Difference:
    """Leave small counts out of a row, and what they could be worked out from."""
    if not suppress:
        return row
    values = {one.name: getattr(row, one.name) for one in fields(row)}
    left_out = [name for name in ("mean_a", "mean_b", "low", "high") if small(values[name])]
    if "mean_a" in left_out or "mean_b" in left_out:
        left_out += ["difference", "standard_error", "low", "high", "unpaired_standard_error"]
    return Difference(**{**values, **dict.fromkeys(left_out, math.nan)})
