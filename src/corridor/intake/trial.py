"""A scenario with counts added to it, checked as a whole before anything is written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from corridor.base.errors import InputError, Problems, Survey, shown
from corridor.base.write import content
from corridor.intake.append import Appended, appended
from corridor.intake.rows import Entry, retold
from corridor.scenario.read import Scenario, survey
from corridor.scenario.regions import covered
from corridor.scenario.resolve import note_faults, resolve
from corridor.scenario.tables import ObservationRow
from corridor.scenario.view import rows_as_of

__all__ = ["Trial", "known_counts", "tried", "unchanged_before"]

FILE = ObservationRow.file
# what a new file begins with; other columns are added when they are first needed
_NEW = ("observation", "kind", "place", "value", "unit", "cumulative", "at", "precision", "known", "source")
_ORDER = (*_NEW[:7], "not_before", "not_after", "precision", "known", "reporter", "source", "supersedes", "note")


@dataclass(frozen=True)
class Trial:
    """A scenario with counts added.

    Attributes
    ----------
    before, after : Scenario
        Without and with the rows.
    path : Path
        The file, links followed.
    was : bytes or None
        What stood in it; None where there was no file.
    made : Appended
        The file with the rows.
    rows : tuple of ObservationRow
        The rows, as read back.
    """

    before: Scenario
    after: Scenario
    path: Path
    was: bytes | None
    made: Appended
    rows: tuple[ObservationRow, ...]


def _existing(folder: str | Path) -> tuple[Path, bytes | None]:
    """Give the path of the file of counts and its content; None where there is none."""
    path = Path(folder) / FILE
    path = path.resolve() if os.path.lexists(path) else path
    return path, content(path)


def tried(folder: str | Path, before: Scenario, entries: Sequence[Entry], problems: Problems) -> Trial:
    """Add rows to a scenario and check all of it.

    Parameters
    ----------
    before : Scenario
        What the folder holds now.
    entries : sequence of Entry
        Complete rows.
    problems : Problems
        What is wrong so far; it is told together with what is found.

    Raises
    ------
    InputError
        There are problems already, or the scenario has faults with the rows; those of a row name where it was given.
    """
    problems.raise_if_any()
    path, was = _existing(folder)
    text = was.decode("utf-8") if was else ""
    made = appended(text, [entry.cells for entry in entries], _ORDER, _NEW)
    read = _surveyed(folder, made)
    after, found = read.found, read.problems
    by_line = dict(zip(made.lines, entries, strict=True))
    if after is not None and not found.found:
        _views(before, after, by_line, found)
    problems.found += [retold(problem, by_line) for problem in found.found]
    after = Survey(after, problems).complete()
    rows = tuple(row for row in after.observations if row.row in by_line)
    return Trial(before, after, path, was, made, rows)


def _surveyed(folder: str | Path, made: Appended) -> Survey[Scenario]:
    with tempfile.TemporaryDirectory() as beside:
        (Path(beside) / FILE).write_bytes(made.text.encode("utf-8"))
        return survey(folder, observations=Path(beside))


def _views(before: Scenario, after: Scenario, by_line: dict[int, Entry], problems: Problems) -> None:
    """Note what the rows spoil in the view as of the scenario's own time, and of what was known when they became so."""
    if after.file.as_of is not None:
        earlier, now = Problems(), Problems()
        note_faults(before, after.file.as_of, earlier)
        note_faults(after, after.file.as_of, now)
        problems.found += [problem for problem in now.found if problem not in earlier.found]
    if all(place.known is not None for place in after.places):
        for row in after.observations:
            if row.row in by_line and row.place is not None:
                _place_known(row, after, problems)


def _place_known(row: ObservationRow, after: Scenario, problems: Problems) -> None:
    """A view as of the time at which a count became known must have its place."""
    if not covered(row.place, rows_as_of(after.places, row.known, Problems())):
        problems.add(
            "not-known-yet",
            file=row.file,
            row=row.row,
            field="place",
            found=shown(row.place),
            expected="a place or region that was known when the count became known",
            remedy="Correct 'known' of the place in places.csv, or of the count.",
        )


def unchanged_before(trial: Trial) -> datetime | None:
    """Give the time before which no forecast changes, which is looked at, or None where there was nothing to forecast.

    Raises
    ------
    AssertionError
        A count touches a view as of a time before it was known.
    """
    first = min(row.known for row in trial.rows if row.known is not None)
    as_of = first - timedelta(seconds=1)
    try:
        was = resolve(trial.before, as_of)
    except InputError:
        return None
    if resolve(trial.after, as_of).hash() != was.hash():
        raise AssertionError(f"a count known from {first} changed the view as of {as_of}")
    return first


def known_counts(scenario: Scenario, as_of: datetime | None) -> int:
    """Give how many counts the view as of a time holds; None for the scenario as written."""
    rows: Iterable[ObservationRow] = scenario.observations
    if as_of is not None:
        rows = (row for row in rows if row.known is not None and row.known <= as_of)
    return len({row.observation for row in rows})
