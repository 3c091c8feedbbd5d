"""A scenario with rows added to it, checked as a whole before anything is written.

The same for counts, claims and decisions on claims. What differs between them is the `Kind`: the file and its columns,
what is asked of a row by itself, what is asked of the whole, and what may be left open.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Generic, Literal

from corridor.base.errors import InputError, Problem, Problems, Survey, Where, shown
from corridor.base.files import Cells
from corridor.base.rows import RowType, columns_in_order, first_columns, parse_row
from corridor.base.write import content
from corridor.intake.append import Appended, appended
from corridor.intake.rows import Entry, at_origin
from corridor.ledger.claims import ClaimRow, DecisionRow
from corridor.scenario.read import Scenario, survey
from corridor.scenario.regions import covered
from corridor.scenario.resolve import note_faults, resolve
from corridor.scenario.tables import ObservationRow
from corridor.scenario.view import rows_as_of

__all__ = ["CLAIMS", "COUNTS", "DECISIONS", "Kind", "Trial", "known_counts", "tried", "unchanged_before"]

# the files of each part of a scenario that may be read from another folder
_TOGETHER = {"observations": (ObservationRow.file,), "claims": (ClaimRow.file, DecisionRow.file)}


def _nothing(*_: object) -> None:
    """Ask nothing more."""


@dataclass(frozen=True)
class Kind(Generic[RowType]):
    """A kind of rows that may be added.

    Attributes
    ----------
    row : type
        The record that a row becomes; it names the file.
    part : str
        The part of a scenario that its file belongs to.
    rows : callable
        Gives the rows of this kind that a scenario has.
    check : callable
        Notes what is wrong with an entry by itself, told where it was given.
    check_whole : callable
        Notes what the new rows spoil in the scenario beyond its own checks.
    may_leave : str
        Code of a fault elsewhere that such rows may bring about.
    """

    row: type[RowType]
    part: Literal["observations", "claims"]
    rows: Callable[[Scenario], tuple[RowType, ...]]
    check: Callable[[Entry, Scenario, Problems], None] = _nothing
    check_whole: Callable[[Sequence[RowType], Scenario, Problems], None] = _nothing
    may_leave: str = ""


@dataclass(frozen=True)
class Trial(Generic[RowType]):
    """A scenario with rows added.

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
    rows : tuple of rows
        The new ones, as read back.
    left_open : tuple of Problem
        Faults elsewhere that rows of this kind may bring about.
    """

    before: Scenario
    after: Scenario
    path: Path
    was: bytes | None
    made: Appended
    rows: tuple[RowType, ...]
    left_open: tuple[Problem, ...] = ()


def tried(
    folder: str | Path, before: Scenario, kind: Kind[RowType], entries: Sequence[Entry], problems: Problems
) -> Trial[RowType]:
    """Add rows to a scenario and check all of it.

    Parameters
    ----------
    before : Scenario
        What the folder holds now.
    kind : Kind
        `COUNTS`, `CLAIMS` or `DECISIONS`.
    entries : sequence of Entry
        The rows.
    problems : Problems
        What is wrong so far; it is told together with what is found.

    Raises
    ------
    InputError
        There are problems already, or the scenario has faults with the rows; those of a row name where it was given.
    """
    for entry in entries:
        kind.check(entry, before, problems)
    problems.raise_if_any()
    path = Path(folder) / kind.row.file
    path = path.resolve() if os.path.lexists(path) else path
    was = content(path)
    rows = [entry.cells for entry in entries]
    made = appended(was.decode("utf-8") if was else "", rows, columns_in_order(kind.row), first_columns(kind.row))
    read = _surveyed(folder, kind, made)
    after, found = read.found, read.problems
    by_line = dict(zip(made.lines, entries, strict=True))
    new = tuple(row for row in kind.rows(after) if row.row in by_line) if after is not None else ()
    if after is not None and not found.found:
        _note_view(before, after, found)
        kind.check_whole(new, after, found)
    left_open = tuple(problem for problem in found.found if problem.code == kind.may_leave)
    problems.found += [
        at_origin(problem, kind.row.file, by_line) for problem in found.found if problem not in left_open
    ]
    return Trial(before, Survey(after, problems).complete(), path, was, made, new, left_open)


def _surveyed(folder: str | Path, kind: Kind[RowType], made: Appended) -> Survey[Scenario]:
    """Survey the scenario with the file in the place of the one that is there."""
    with tempfile.TemporaryDirectory() as beside:
        for file in _TOGETHER[kind.part]:
            raw = made.text.encode("utf-8") if file == kind.row.file else content(Path(folder) / file)
            if raw is not None:
                (Path(beside) / file).write_bytes(raw)
        return survey(folder, **{kind.part: Path(beside)})


def _note_view(before: Scenario, after: Scenario, problems: Problems) -> None:
    """Note what the rows spoil in the view as of the scenario's own time."""
    if after.file.as_of is not None:
        earlier, now = Problems(), Problems()
        note_faults(before, after.file.as_of, earlier)
        note_faults(after, after.file.as_of, now)
        problems.found += [problem for problem in now.found if problem not in earlier.found]


# --- counts ---------------------------------------------------------------------------------------------------


def _places_known(rows: Sequence[ObservationRow], after: Scenario, problems: Problems) -> None:
    """A view as of the time at which a count became known must have its place."""
    if any(place.known is None for place in after.places):
        return
    for row in rows:
        if row.place is not None and not covered(row.place, rows_as_of(after.places, row.known, Problems())):
            problems.note(
                "not-known-yet",
                Where(row.file, row.row, "place"),
                shown(row.place),
                "a place or region that was known when the count became known",
                "Correct 'known' of the place in places.csv, or of the count.",
            )


COUNTS = Kind(ObservationRow, "observations", lambda scenario: scenario.observations, check_whole=_places_known)


def unchanged_before(trial: Trial[ObservationRow]) -> datetime | None:
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


# --- claims and decisions -------------------------------------------------------------------------------------
# The log is append-only, and so are claims here: a claim that turns out otherwise is a new claim by the same speaker,
# or a decision on the old one. What is there stays as it is, byte for byte.


def _check_row(kind: type[RowType], entry: Entry, before: Scenario, problems: Problems) -> None:
    found = Problems()
    parse_row(Cells(0, {column: text for column, text in entry.cells.items() if text}), kind, before.zone, found)
    problems.found += [at_origin(problem, kind.file, {0: entry}) for problem in found.found]


def _check_claim(entry: Entry, before: Scenario, problems: Problems) -> None:
    """A claim that is added says when it became known."""
    _check_row(ClaimRow, entry, before, problems)
    if "known" not in entry.cells:
        problems.note(
            "field-missing",
            entry.origin("known"),
            "nothing",
            "when the claim became known: a time, or the day of its source",
            "Give --known." if entry.origin("known").file.startswith("--") else "Name its column, or give --known.",
        )


def _check_decision(entry: Entry, before: Scenario, problems: Problems) -> None:
    _check_row(DecisionRow, entry, before, problems)


CLAIMS = Kind(ClaimRow, "claims", lambda scenario: scenario.claims, check=_check_claim)
DECISIONS = Kind(
    DecisionRow,
    "claims",
    lambda scenario: scenario.decisions,
    check=_check_decision,
    may_leave="claims-none",  # withdrawing the last claim leaves a number without any
)
