"""The view of a scenario as of a time: scenario x time -> scenario, with nothing in it that was known later.

Of the rows that share a key, and of the versions of a number, only the one with the latest known time at or
before the as-of time is left. A number none of whose versions was known is an error that names it; a row none of
whose versions was known does not exist yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from corridor.base.errors import Problems, require
from corridor.base.quantity import Quantity, Spec
from corridor.base.rows import Row
from corridor.base.times import iso
from corridor.scenario.read import Scenario, map_quantities

__all__ = ["note_view", "rows_as_of", "view"]

# choices of the simulation, not facts: they need no known time
SETTINGS = ("step", "noise_interval", "output_interval")

RowType = TypeVar("RowType", bound=Row)


def view(scenario: Scenario, as_of: datetime | None) -> Scenario:
    """Give the scenario as it stood at `as_of`, every key in a single version.

    Parameters
    ----------
    scenario : Scenario
        With all its versions.
    as_of : datetime or None
        Nothing known after it stays. None takes the last version of everything, known or not: the scenario as
        written.

    Raises
    ------
    InputError
        A known time is missing (only where `as_of` is given), or a number has no version known by then.
    """
    require(scenario, Scenario, "scenario", "what corridor.load gives", "Load the folder first.")
    require(as_of, (datetime, type(None)), "as_of", "a datetime with its UTC offset, or None", "Give one of these.")
    problems = Problems()
    seen = note_view(scenario, as_of, problems)
    problems.raise_if_any()
    return seen


def note_view(scenario: Scenario, as_of: datetime | None, problems: Problems) -> Scenario:
    """Give what `view` gives, with faults noted instead of raised; what is at fault stays as it was."""

    def number(path: tuple[Any, ...], spec: Spec, quantity: Quantity) -> Quantity | None:
        versions = quantity.versions
        if as_of is None or path in {(name,) for name in SETTINGS}:
            return replace(quantity, versions=versions[-1:])
        if any(v.known is None for v in versions):
            problems.note(
                "known-missing",
                quantity.where,
                "no known time",
                "the time at which the number became known, as an as-of time is used",
                "Add 'known' to the number or to its section.",
            )
            return quantity
        by_then = [v for v in versions if v.known is not None and v.known <= as_of]
        if not by_then:
            if path[0] == "driven":
                return None
            problems.note(
                "not-known-yet",
                quantity.where,
                f"first known {iso(min(v.known for v in versions if v.known))}",
                f"a version known at the as-of time, {iso(as_of)}",
                "Add the version that was known then, or choose a later as-of time.",
            )
            return quantity
        return replace(quantity, versions=tuple(by_then[-1:]))

    file = map_quantities(scenario.file, number)
    file = file.model_copy(update={"driven": [d for d in file.driven if d.persons_per_day is not None]})
    return replace(
        scenario,
        file=file,
        places=rows_as_of(scenario.places, as_of, problems),
        routes=rows_as_of(scenario.routes, as_of, problems),
        events=rows_as_of(scenario.events, as_of, problems),
        observations=rows_as_of(scenario.observations, as_of, problems),
        planning=rows_as_of(scenario.planning, as_of, problems),
        claims=rows_as_of(scenario.claims, as_of, problems),
        decisions=tuple(row for row in scenario.decisions if as_of is None or row.rests <= as_of),
    )


def rows_as_of(rows: Iterable[RowType], as_of: datetime | None, problems: Problems) -> tuple[RowType, ...]:
    """Give the version of each row that holds at a time, by name; rows without a known time are noted."""
    kept: dict[str, RowType] = {}
    for row in rows:
        if as_of is not None and row.known is None:
            problems.note(
                "known-missing",
                row.cell("known"),
                "nothing",
                "the time at which the row became known, as an as-of time is used",
                "Fill the cell known.",
            )
        elif as_of is None or (row.known is not None and row.known <= as_of):
            other = kept.get(row.name())
            if other is None or _later(row, other):
                kept[row.name()] = row
    return tuple(kept[name] for name in sorted(kept))


def _later(row: Row, other: Row) -> bool:
    return row.known is not None and (other.known is None or row.known > other.known)
