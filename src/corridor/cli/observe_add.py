"""`corridor observe add`: put one count into a scenario, checked before it is written."""

from __future__ import annotations

import argparse
from datetime import UTC
from typing import Any

from corridor.base.errors import Problems, Where
from corridor.base.files import clean
from corridor.base.times import iso
from corridor.cli.output import print_json
from corridor.intake.duplicates import free_name, tell_taken, typed
from corridor.intake.neighbours import Counts
from corridor.intake.rows import Entry, Origin, completed
from corridor.intake.trial import Trial, tried
from corridor.jobs.add import counts_known, file_named, written
from corridor.report.text.added_counts import added_lines, said_known
from corridor.scenario.checks import note_unknown_place
from corridor.scenario.read import survey
from corridor.scenario.tables import ObservationRow

__all__ = ["add"]

# column by option, as they are named on the command line
OPTIONS = {
    "name": "observation",
    "kind": "kind",
    "place": "place",
    "value": "value",
    "unit": "unit",
    "cumulative": "cumulative",
    "at": "at",
    "not_before": "not_before",
    "not_after": "not_after",
    "precision": "precision",
    "known": "known",
    "reporter": "reporter",
    "source": "source",
    "supersedes": "supersedes",
    "note": "note",
}


def add(arguments: argparse.Namespace) -> int:
    """Add one count."""
    before = survey(arguments.folder)
    scenario, problems = before.found, before.problems
    zone = scenario.zone if scenario else UTC
    _none_blank(arguments, problems)
    entry = completed(_entry(arguments), zone, problems)
    row = typed(entry, zone, problems)
    if scenario is not None and row is None:
        note_unknown_place(Where("--place"), entry.cells.get("place"), scenario.places, problems)
    if scenario is not None and row is not None:
        entry, stands = free_name(entry, row, scenario.observations)
        tell_taken(entry, stands, problems)
        if stands.kind == "same" and stands.other is not None and not problems.found:
            return _there_already(arguments, stands.other)
    trial = tried(arguments.folder, before.complete(), [entry], problems)
    if not arguments.dry_run:
        written(trial)
    if arguments.json:
        print_json(_document(arguments, trial, entry), indent=1)
    else:
        _print(arguments, trial, entry)
    return 0


def _entry(arguments: argparse.Namespace) -> Entry:
    """Give what the options say as a row."""
    given = {option: " ".join(clean(text).split()) for option in OPTIONS if (text := getattr(arguments, option))}
    where = {column: Origin(f"--{option.replace('_', '-')}") for option, column in OPTIONS.items()}
    return Entry({OPTIONS[option]: text for option, text in given.items()}, where, Origin("corridor observe add"))


def _none_blank(arguments: argparse.Namespace, problems: Problems) -> None:
    """An option that is given says something; only `--place ''` means all places."""
    for option in OPTIONS:
        text = getattr(arguments, option)
        if option != "place" and text is not None and not text.strip():
            problems.add(
                "field-missing",
                file=f"--{option.replace('_', '-')}",
                found="nothing",
                expected="a value",
                remedy="Give a value, or leave the option out.",
            )


def _there_already(arguments: argparse.Namespace, other: ObservationRow) -> int:
    if arguments.json:
        print_json({"file": file_named(arguments.folder), "added": 0, "there_already": [other.observation]}, indent=1)
    else:
        where = f"row {other.row} of {file_named(arguments.folder)}"
        print(f"Nothing was written: '{other.observation}' is there already, {where}.")
    return 0


def _document(arguments: argparse.Namespace, trial: Trial, entry: Entry) -> dict[str, Any]:
    (row,), next_to = trial.rows, Counts.of(trial.after).beside(trial.rows[0])
    return {
        "file": file_named(arguments.folder),
        "added": 1,
        "dry_run": arguments.dry_run,
        "line": trial.made.lines[0],
        "written": trial.made.rows[0],
        "cells": dict(entry.cells),
        "filled": list(entry.filled),
        "columns_added": list(trial.made.columns),
        "known": iso(row.known) if row.known else None,
        "before": next_to.before.as_dict() if next_to.before else None,
        "after": next_to.after.as_dict() if next_to.after else None,
        "warnings": list(next_to.contradictions),
        **counts_known(trial),
    }


def _print(arguments: argparse.Namespace, trial: Trial, entry: Entry) -> None:
    zone, row = trial.after.zone, trial.rows[0]
    did = "Would be added to" if arguments.dry_run else "Added to"
    print(f"{did} {file_named(arguments.folder)}, row {trial.made.lines[0]}:")
    print(f"  {trial.made.rows[0]}")
    if trial.made.columns:
        print(f"  columns added: {', '.join(trial.made.columns)}")
    print("\n".join(added_lines(entry, row, Counts.of(trial.after).beside(row), zone)))
    print("\n".join(said_known(trial)))
