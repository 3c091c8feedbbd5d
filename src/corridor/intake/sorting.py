"""The counts of a sheet sorted by what they are to a scenario: new, new versions, there already, or at odds with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from corridor.base.errors import Problems, shown
from corridor.intake.duplicates import standing, typed
from corridor.intake.rows import Entry
from corridor.scenario.tables import ObservationRow

__all__ = ["Intake", "sorted_out"]


@dataclass(frozen=True)
class Intake:
    """The counts of a sheet.

    Attributes
    ----------
    to_add : tuple of Entry
        What is to be written, in the order of the sheet.
    versions : tuple of Entry
        Those of them that are versions of counts that are there.
    there : tuple of (Entry, str)
        Left alone, with where the same count is.
    """

    to_add: tuple[Entry, ...]
    versions: tuple[Entry, ...]
    there: tuple[tuple[Entry, str], ...]


def sorted_out(entries: Sequence[Entry], rows: Iterable[ObservationRow], zone: tzinfo, problems: Problems) -> Intake:
    """Compare the counts of a sheet with those of the file, and with those above them in the sheet.

    Parameters
    ----------
    rows : iterable of ObservationRow
        What is in the file.
    problems : Problems
        Takes faults, with the cell of each.
    """
    named: dict[str, list[ObservationRow]] = {}
    for row in rows:
        named.setdefault(row.observation, []).append(row)
    to_add, versions, there = [], [], []
    for k, entry in enumerate(entries):
        count = typed(entry, zone, problems)
        if count is None:
            continue
        stands = standing(count, named.get(count.observation, ()))
        if stands.kind == "same" and stands.other is not None:
            there.append((entry, _where(stands.other, entries)))
        elif stands.kind == "taken" and stands.other is not None:
            _tell(entry, _where(stands.other, entries), problems)
        else:
            to_add.append(entry)
            versions += [entry] if stands.kind == "version" else []
            of_sheet = count.model_copy(update={"row": -1 - k})  # not yet a line of the file
            named.setdefault(count.observation, []).append(of_sheet)
    return Intake(tuple(to_add), tuple(versions), tuple(there))


def _where(other: ObservationRow, entries: Sequence[Entry]) -> str:
    if other.row >= 0:
        return f"row {other.row} of observations.csv"
    return f"{entries[-1 - other.row].whole.field} of the sheet"


def _tell(entry: Entry, where: str, problems: Problems) -> None:
    problems.add(
        "observation-taken",
        file=entry.whole.file,
        row=entry.whole.row,
        field=entry.whole.field,
        found=f"{entry.cells['value']} for {shown(entry.cells['observation'])}, which says something else in {where}",
        expected="one count of each name, or a later known time for a correction",
        remedy="Give the correction the time at which it became known, or name the counts in a column 'observation'.",
    )
