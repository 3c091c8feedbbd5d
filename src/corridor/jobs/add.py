"""The jobs of adding one row to a scenario: a count, or a claim. Nothing is written before all of it is checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from typing import Any

from corridor.base.errors import Problems, Where, shown
from corridor.base.files import clean
from corridor.base.rows import Row, RowType, columns_in_order
from corridor.base.times import iso
from corridor.base.write import write_over
from corridor.intake.duplicates import Match, claim_name, free_name, note_claim_taken, note_taken, typed
from corridor.intake.neighbours import Counts
from corridor.intake.rows import Entry, completed
from corridor.intake.trial import CLAIMS, COUNTS, Trial, known_counts, tried, unchanged_before
from corridor.jobs.row_options import option_name
from corridor.ledger.claims import ClaimRow
from corridor.report.text.added import claim_lines, count_lines, there_line
from corridor.scenario.checks import note_unknown_place
from corridor.scenario.read import Scenario, survey
from corridor.scenario.tables import ObservationRow

__all__ = ["AddRequest", "ClaimAdded", "CountAdded", "add_claim", "add_count", "counts_known", "file_named", "put"]


@dataclass(frozen=True)
class AddRequest:
    """A row to add, as a person or a program gives it; nothing in it is checked yet.

    Attributes
    ----------
    folder : str or Path
        The scenario folder.
    cells : mapping
        Text by column; None where nothing is given.
    dry_run : bool
        Whether everything is checked and nothing written.
    """

    folder: str | Path
    cells: Mapping[str, str | None]
    dry_run: bool = False


# --- counts ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CountAdded:
    """A count that was added, or was there already.

    Attributes
    ----------
    request : AddRequest
        What was asked for.
    found : Match
        How it stands to the counts of its name.
    entry : Entry
        The row, complete.
    trial : Trial or None
        The scenario with it; None where it is there already.
    """

    request: AddRequest
    found: Match
    entry: Entry
    trial: Trial[ObservationRow] | None

    @property
    def file(self) -> str:
        """The file of counts, for messages."""
        return file_named(self.request.folder, ObservationRow)

    def text(self) -> str:
        """Give what a person reads."""
        if self.trial is None:
            assert self.found.other is not None
            return there_line(self.found.other, self.file)
        return "\n".join(count_lines(self.trial, self.entry, self.file, self.request.dry_run))

    def document(self) -> dict[str, Any]:
        """Give the document for machines."""
        trial = self.trial
        if trial is None:
            assert self.found.other is not None
            return {"file": self.file, "added": 0, "there_already": [self.found.other.observation]}
        (row,) = trial.rows
        near = Counts.of(trial.after).neighbours(row)
        return {
            "file": self.file,
            "added": 1,
            "dry_run": self.request.dry_run,
            "line": trial.made.lines[0],
            "written": trial.made.rows[0],
            "cells": dict(self.entry.cells),
            "filled": list(self.entry.filled),
            "columns_added": list(trial.made.columns),
            "known": iso(row.known) if row.known else None,
            "before": near.before.as_dict() if near.before else None,
            "after": near.after.as_dict() if near.after else None,
            "warnings": list(near.contradictions),
            **counts_known(trial),
        }


def add_count(request: AddRequest) -> CountAdded:
    """Add one count.

    Raises
    ------
    InputError
        With every fault of the count and of the scenario with it; nothing is written then.
    """
    before = survey(request.folder)
    scenario, problems = before.found, before.problems
    zone = scenario.zone if scenario else UTC
    entry = _entry(request, ObservationRow, "corridor observe add", problems, may_be_blank="place")
    entry = completed(entry, zone, problems)
    row, found = typed(entry, zone, problems), Match("new")
    if scenario is not None and row is None:
        note_unknown_place(Where("--place"), entry.cells.get("place"), scenario.places, problems)
    if scenario is not None and row is not None:
        entry, found = free_name(entry, row, scenario.observations)
        note_taken(entry, found, problems)
        if found.kind == "same" and not problems.found:
            return CountAdded(request, found, entry, None)
    trial = tried(request.folder, before.complete(), COUNTS, [entry], problems)
    put(trial, request.dry_run)
    return CountAdded(request, found, entry, trial)


def counts_known(trial: Trial[ObservationRow]) -> dict[str, Any]:
    """Give what new counts change for forecasts: how many are known, and from when on."""
    as_of = trial.before.file.as_of
    return {
        "as_of": iso(as_of) if as_of else None,
        "known_before": known_counts(trial.before, as_of),
        "known_now": known_counts(trial.after, as_of),
        "unchanged_before": iso(first) if (first := unchanged_before(trial)) else None,
    }


# --- claims ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ClaimAdded:
    """A claim that was added, as a draft.

    Attributes
    ----------
    request : AddRequest
        What was asked for.
    entry : Entry
        The row, under its name.
    trial : Trial
        The scenario with it.
    """

    request: AddRequest
    entry: Entry
    trial: Trial[ClaimRow]

    def text(self) -> str:
        """Give what a person reads."""
        file = str(Path(self.request.folder) / self.trial.path.name)
        return "\n".join(claim_lines(self.trial, file, self.request.dry_run))

    def document(self) -> dict[str, Any]:
        """Give the document for machines."""
        return {
            "dry_run": self.request.dry_run,
            "file": str(self.trial.path),
            "added": 1,
            "lines": list(self.trial.made.lines),
            "claim": self.entry.cells["claim"],
            "cells": dict(self.entry.cells),
            "status": "draft",
        }


def add_claim(request: AddRequest) -> ClaimAdded:
    """Add one claim, as a draft.

    Raises
    ------
    InputError
        With every fault of the claim and of the scenario with it; nothing is written then.
    """
    read = survey(request.folder)
    problems = read.problems
    entry = _entry(request, ClaimRow, "corridor claims add", problems)
    before: Scenario = read.complete()
    if "claim" not in entry.cells:
        name = claim_name(entry.cells, {row.claim for row in before.claims})
        entry = replace(entry, cells={"claim": name, **entry.cells}, filled=("claim",))
    note_claim_taken(entry, before.claims, problems)
    trial = tried(request.folder, before, CLAIMS, [entry], problems)
    put(trial, request.dry_run)
    return ClaimAdded(request, entry, trial)


# --- both -----------------------------------------------------------------------------------------------------


def _entry(
    request: AddRequest, kind: type[Row], command: str, problems: Problems, may_be_blank: str | None = None
) -> Entry:
    """Give what is given as a row; what is blank says nothing, but for the one column where that means something."""
    where = {column: Where(option_name(kind, column)) for column in columns_in_order(kind)}
    cells = {}
    for column in request.cells.keys() - where.keys():
        problems.note(
            "key-unknown", Where("cells"), shown(column), "one of " + ", ".join(where), "Correct or remove the key."
        )
    for column in columns_in_order(kind):
        text = request.cells.get(column)
        if text is not None and text.strip():
            cells[column] = " ".join(clean(text).split())
        elif text is not None and column != may_be_blank:
            problems.note(
                "field-missing", where[column], "nothing", "a value", "Give a value, or leave the option out."
            )
    return Entry(cells, where, Where(command))


def file_named(folder: str | Path, kind: type[Row]) -> str:
    """Give the file of a kind of rows in a scenario, for messages."""
    return str(Path(folder) / kind.file)


def put(trial: Trial[RowType], dry_run: bool) -> None:
    """Put the file with the new rows in the place of the one that was read, unless it is only tried."""
    if not dry_run:
        write_over(trial.path, trial.was, trial.made.text)
