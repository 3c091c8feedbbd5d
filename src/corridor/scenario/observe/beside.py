"""A new count beside those that are there: the one before, the one after, and what it contradicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from corridor.base.times import iso
from corridor.scenario.read import Scenario
from corridor.scenario.regions import covered
from corridor.scenario.tables import ObservationRow
from corridor.scenario.view import view

__all__ = ["Beside", "Neighbour", "beside", "number"]

_NEVER_FALLS = "a cumulative count never falls"


@dataclass(frozen=True)
class Neighbour:
    """A count of the same kind at the same place, and how it differs from the new one.

    Attributes
    ----------
    change : float
        From the earlier of the two to the later.
    hours : float
        Between them; where only bounds are known, between the ends that face each other.
    per_hour : float or None
        None where no time passed.
    """

    row: ObservationRow
    value: float
    change: float
    hours: float

    @property
    def per_hour(self) -> float | None:
        """The change in an hour."""
        return self.change / self.hours if self.hours > 0 else None

    def as_dict(self) -> dict[str, Any]:
        """Give what a machine reads."""
        first, last = _span(self.row)
        return {
            "observation": self.row.observation,
            "line": self.row.row,
            "value": self.value,
            "not_before": iso(first) if first else None,
            "not_after": iso(last) if last else None,
            "change": self.change,
            "hours": self.hours,
            "per_hour": self.per_hour,
        }


@dataclass(frozen=True)
class Beside:
    """The neighbours of a count, and the contradictions, each in a sentence."""

    before: Neighbour | None
    after: Neighbour | None
    contradictions: tuple[str, ...]


def beside(new: ObservationRow, scenario: Scenario) -> Beside:
    """Set a count beside all others of the scenario as written, but those that another one supersedes.

    Parameters
    ----------
    scenario : Scenario
        With the new row in it.
    """
    value = number(new)
    if value is None:
        return Beside(None, None, ())
    others = _comparable(new, scenario)
    first, last = _span(new)
    earlier = [row for row in others if (end := _span(row)[1]) is not None and first is not None and end < first]
    later = [row for row in others if (begin := _span(row)[0]) is not None and last is not None and begin > last]
    before = max(earlier, key=lambda row: (_end(row), _value(row)), default=None)
    after = min(later, key=lambda row: (_begin(row), _value(row)), default=None)
    return Beside(
        _neighbour(before, value, _hours(_end(before), first), 1) if before else None,
        _neighbour(after, value, _hours(last, _begin(after)), -1) if after else None,
        tuple(_contradictions(new, value, others, earlier, later)),
    )


def number(row: ObservationRow) -> float | None:
    """Give the count of a row where it is a plain number."""
    value = row.value.versions[-1].value if row.value else None
    return value if isinstance(value, float) else None


def _value(row: ObservationRow) -> float:
    """Give the count of a row that is known to have one."""
    value = number(row)
    return value if value is not None else 0.0


def _span(row: ObservationRow) -> tuple[datetime | None, datetime | None]:
    return (row.at, row.at) if row.at is not None else (row.not_before, row.not_after)


def _begin(row: ObservationRow | None) -> datetime | None:
    return _span(row)[0] if row else None


def _end(row: ObservationRow | None) -> datetime | None:
    return _span(row)[1] if row else None


def _hours(first: datetime | None, last: datetime | None) -> float:
    return (last - first).total_seconds() / 3600 if first and last else 0.0


def _neighbour(row: ObservationRow, value: float, hours: float, sign: int) -> Neighbour:
    other = _value(row)
    return Neighbour(row, other, sign * (value - other), hours)


def _comparable(new: ObservationRow, scenario: Scenario) -> list[ObservationRow]:
    """Give the counts of the same kind, place and unit, the last version of each."""
    written = view(scenario, None)
    gone = {row.supersedes for row in written.observations}
    places = covered(new.place, written.places)

    def alike(row: ObservationRow) -> bool:
        same = (row.kind, row.cumulative, _unit(row)) == (new.kind, new.cumulative, _unit(new))
        return same and covered(row.place, written.places) == places and number(row) is not None

    return [
        row
        for row in written.observations
        if row.observation not in (new.observation, *gone) and new.observation != row.supersedes and alike(row)
    ]


def _unit(row: ObservationRow) -> str:
    return row.value.versions[-1].unit if row.value else row.unit


def _contradictions(
    new: ObservationRow,
    value: float,
    others: Iterable[ObservationRow],
    earlier: Sequence[ObservationRow],
    later: Sequence[ObservationRow],
) -> Iterable[str]:
    for row in others:
        if _value(row) != value and _same_hour(new, row):
            yield f"{_told(row)} gives another value for the same hour"
    if new.cumulative:
        higher = [row for row in earlier if _value(row) > value]
        lower = [row for row in later if _value(row) < value]
        if higher:
            yield f"{_told(max(higher, key=_value))} was more, before it: {_NEVER_FALLS}"
        if lower:
            yield f"{_told(min(lower, key=_value))} is less, after it: {_NEVER_FALLS}"


def _same_hour(one: ObservationRow, other: ObservationRow) -> bool:
    """Say whether two counts are of one moment, or of one hour of the clock where a precision is the hour."""
    if one.at is None or other.at is None:
        return False
    if "hour" in (one.precision, other.precision):
        return one.at.timestamp() // 3600 == other.at.timestamp() // 3600
    return one.at == other.at


def _told(row: ObservationRow) -> str:
    return f"'{row.observation}' (row {row.row}: {_value(row):,.10g} {_unit(row)})"
