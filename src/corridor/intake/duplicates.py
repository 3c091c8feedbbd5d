"""How a new count stands to those of its name: not there yet, there already, a new version, or a contradiction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any, Literal

from corridor.base.errors import Problem, Problems, shown
from corridor.base.files import Cells
from corridor.base.rows import parse_row
from corridor.intake.neighbours import number
from corridor.intake.rows import CUMULATIVE, Entry, retold
from corridor.scenario.tables import ObservationRow

__all__ = ["Standing", "free_name", "standing", "typed"]

_BESIDE = ("row", "known", "source", "reason", "note")  # a count is the same count whatever stands here


@dataclass(frozen=True)
class Standing:
    """How a count stands to those of its name, and to which of them."""

    kind: Literal["new", "same", "version", "taken"]
    other: ObservationRow | None = None


def typed(entry: Entry, zone: tzinfo, problems: Problems) -> ObservationRow | None:
    """Give an entry as a checked row, or None with its faults noted where they were given."""
    found = Problems()
    row = parse_row(Cells(0, {c: t for c, t in entry.cells.items() if t}), ObservationRow, zone, found)
    if row is not None and number(row) is None:
        found.add(
            "number-invalid",
            file=row.file,
            row=0,
            field="value",
            found=shown(entry.cells["value"]),
            expected="one plain number, for a count",
            remedy="Give the number that was counted; a range may stand in the note.",
        )
    told = {(problem.file, problem.row, problem.field) for problem in problems.found}
    for problem in (retold(problem, {0: entry}) for problem in found.found if not _follows(problem, entry)):
        if (problem.file, problem.row, problem.field) not in told:
            problems.add(**problem.as_dict())  # type: ignore[arg-type]
    return row if not found.found else None


def _follows(problem: Problem, entry: Entry) -> bool:
    """Say whether a cell is missing only because the kind, by which it is filled in, is no kind of count."""
    return entry.cells.get("kind") not in CUMULATIVE and problem.field in ("unit", "cumulative")


def standing(new: ObservationRow, rows: Iterable[ObservationRow]) -> Standing:
    """Compare a count with the versions of its name.

    Parameters
    ----------
    rows : iterable of ObservationRow
        All versions of all counts.
    """
    named = [row for row in rows if row.observation == new.observation]
    if not named:
        return Standing("new")
    last = max(named, key=lambda row: row.known.timestamp() if row.known else 0.0)
    other = next((row for row in named if row.known == new.known), last)
    if _content(other) == _content(new):
        return Standing("same", other)
    later = new.known is not None and last.known is not None and new.known > last.known
    return Standing("version" if later else "taken", other)


def _content(row: ObservationRow) -> dict[str, Any]:
    """Give what a count says, in a form that can be compared."""
    content = {name: getattr(row, name) for name in type(row).model_fields if name not in _BESIDE}
    version = row.value.versions[-1] if row.value else None
    return {**content, "value": version and version.value, "unit": version.unit if version else row.unit}


def free_name(entry: Entry, new: ObservationRow, rows: Iterable[ObservationRow]) -> tuple[Entry, Standing]:
    """Give the entry under a name that no other count has, where its name was made by rule, and how it stands then."""
    rows = list(rows)
    stands, name, k = standing(new, rows), new.observation, 1
    while stands.kind in ("version", "taken") and "observation" in entry.filled:
        k += 1
        renamed = f"{name} ({k})"
        stands = standing(new.model_copy(update={"observation": renamed}), rows)
        entry = replace(entry, cells={**entry.cells, "observation": renamed})
    return entry, stands


def tell_taken(entry: Entry, stands: Standing, problems: Problems) -> None:
    """Note that a name is that of another count."""
    other = stands.other
    if stands.kind != "taken" or other is None:
        return
    origin = entry.origin("observation")
    problems.add(
        "observation-taken",
        file=origin.file,
        row=origin.row,
        field=origin.field,
        found=f"{shown(entry.cells['observation'])} with other content in row {other.row} of observations.csv",
        expected="another name, or a known time later than that of the last version",
        remedy="Give a new version the later time at which it became known, or the count a name of its own.",
    )
