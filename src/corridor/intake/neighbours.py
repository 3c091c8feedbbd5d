"""A new count beside those that are there: the one before, the one after, and what it contradicts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from corridor.base.times import iso
from corridor.scenario.read import Scenario
from corridor.scenario.regions import covered
from corridor.scenario.tables import ObservationRow, PlaceRow
from corridor.scenario.view import view

__all__ = ["Counts", "Neighbour", "Neighbours", "number"]

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
        first, last = span(self.row)
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
class Neighbours:
    """The neighbours of a count, and the contradictions, each in a sentence."""

    before: Neighbour | None
    after: Neighbour | None
    contradictions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Count:
    """A row with its number, and its bounds in seconds; one that is not known lies beyond everything."""

    row: ObservationRow
    value: float
    begin: float
    end: float

    @classmethod
    def of(cls, row: ObservationRow) -> _Count | None:
        value, (first, last) = number(row), span(row)
        if value is None:
            return None
        return cls(row, value, first.timestamp() if first else -math.inf, last.timestamp() if last else math.inf)

    def words(self) -> str:
        return f"'{self.row.observation}' (row {self.row.row}: {self.value:,.10g} {_unit(self.row)})"


@dataclass(frozen=True)
class Counts:
    """All counts of a scenario as written, by what makes them comparable."""

    places: tuple[PlaceRow, ...]
    alike: Mapping[tuple[Any, ...], Sequence[_Count]]

    @classmethod
    def of(cls, scenario: Scenario) -> Counts:
        """Take the last version of each count, but those that another one supersedes or that are no plain number."""
        written = view(scenario, None)
        gone = {row.supersedes for row in written.observations}
        alike: dict[tuple[Any, ...], list[_Count]] = {}
        for row in written.observations:
            count = _Count.of(row)
            if row.observation not in gone and count is not None:
                alike.setdefault(_likeness(row, written.places), []).append(count)
        return cls(written.places, alike)

    def neighbours(self, row: ObservationRow) -> Neighbours:
        """Give the neighbours of a count among all others of its kind, place and unit."""
        new, name = _Count.of(row), row.observation
        if new is None:
            return Neighbours(None, None, ())
        near = self.alike.get(_likeness(row, self.places), ())
        others = [other for other in near if name not in (other.row.observation, other.row.supersedes)]
        earlier = [other for other in others if other.end < new.begin]
        later = [other for other in others if other.begin > new.end]
        before = max(earlier, key=lambda other: (other.end, other.value), default=None)
        after = min(later, key=lambda other: (other.begin, other.value), default=None)
        return Neighbours(
            _between(before, new, before) if before else None,
            _between(new, after, after) if after else None,
            tuple(_contradictions(new, others, earlier, later)),
        )


def _likeness(row: ObservationRow, places: tuple[PlaceRow, ...]) -> tuple[Any, ...]:
    return row.kind, row.cumulative, _unit(row), covered(row.place, places)


def number(row: ObservationRow) -> float | None:
    """Give the count of a row where it is a plain number."""
    value = row.value.versions[-1].value if row.value else None
    return value if isinstance(value, float) else None


def span(row: ObservationRow) -> tuple[datetime | None, datetime | None]:
    """Give the first and the last moment that a count may be about."""
    return (row.at, row.at) if row.at is not None else (row.not_before, row.not_after)


def _between(first: _Count, last: _Count, other: _Count) -> Neighbour:
    return Neighbour(other.row, other.value, last.value - first.value, (last.begin - first.end) / 3600)


def _unit(row: ObservationRow) -> str:
    return row.value.versions[-1].unit if row.value else row.unit


def _contradictions(
    new: _Count, others: Iterable[_Count], earlier: Iterable[_Count], later: Iterable[_Count]
) -> Iterable[str]:
    for other in others:
        if other.value != new.value and _same_hour(new, other):
            yield f"{other.words()} gives another value for the same hour"
    if new.row.cumulative:
        more = max(earlier, key=lambda other: other.value, default=new)
        less = min(later, key=lambda other: other.value, default=new)
        if more.value > new.value:
            yield f"{more.words()} was more, before it: {_NEVER_FALLS}"
        if less.value < new.value:
            yield f"{less.words()} is less, after it: {_NEVER_FALLS}"


def _same_hour(one: _Count, other: _Count) -> bool:
    """Say whether two counts are of one moment, or of one hour of the clock where a precision is the hour."""
    if one.row.at is None or other.row.at is None:
        return False
    if "hour" in (one.row.precision, other.row.precision):
        return one.begin // 3600 == other.begin // 3600
    return one.begin == other.begin
