"""`corridor observe import SHEET --map MAP`: put the counts of a sheet into a scenario."""

from __future__ import annotations

import argparse
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any

from corridor.base.errors import Problems, Survey
from corridor.cli.output import print_json
from corridor.cli.progress import announce
from corridor.intake.sheets.columnmap import read_map
from corridor.intake.sheets.reading import Reading, read_sheet
from corridor.intake.sorting import Intake, sorted_out
from corridor.intake.trial import Trial, tried
from corridor.jobs.add import counts_known, file_named, written
from corridor.report.text.imported import contradictions, import_lines
from corridor.scenario.read import Scenario, survey

__all__ = ["import_sheet"]

_LARGE = 500_000  # bytes of a sheet that takes a while
_MANY = 1000  # counts, likewise


def import_sheet(arguments: argparse.Namespace) -> int:
    """Read the sheet; add what is new, or say what would be."""
    problems = Problems()
    scenario = None
    if arguments.into is not None:
        read = survey(arguments.into)
        scenario, problems = read.found, read.problems
    reading, intake = _read(arguments, scenario, problems)
    reading = Survey(reading, problems).complete()
    trial = None
    if len(intake.to_add) > _MANY:
        announce(f"checking {len(intake.to_add):,} counts")
    if scenario is not None and intake.to_add:
        trial = tried(arguments.into, scenario, intake.to_add, problems)
        if not arguments.dry_run:
            written(trial)
    if arguments.json:
        print_json(_document(arguments, reading, intake, trial), indent=1)
    else:
        file = file_named(arguments.into) if arguments.into else ""
        print("\n".join(import_lines(reading, intake, trial, file, arguments.dry_run)))
    return 0


def _read(
    arguments: argparse.Namespace, scenario: Scenario | None, problems: Problems
) -> tuple[Reading | None, Intake]:
    """Read map and sheet, and sort out what is new; faults are noted."""
    sheet, empty = Path(arguments.sheet), Intake((), (), ())
    made = read_map(Path(arguments.map), problems, {"known": arguments.known, "source": arguments.source})
    if made is None:
        if not sheet.is_file():
            _no_sheet(sheet, problems)
        return None, empty
    if sheet.is_file() and sheet.stat().st_size > _LARGE:
        announce("reading the sheet")
    zone: tzinfo = made.content.zone_info or (scenario.zone if scenario else UTC)
    reading = read_sheet(sheet, made, scenario.places if scenario else None, zone, problems)
    if reading is None:
        return None, empty
    return reading, sorted_out(reading.entries, scenario.observations if scenario else (), zone, problems)


def _no_sheet(sheet: Path, problems: Problems) -> None:
    problems.add(
        "file-unreadable" if sheet.exists() else "file-missing",
        file=str(sheet),
        found="is a directory" if sheet.is_dir() else "no such file or directory",
        expected="a sheet: an .xlsx workbook, or a .csv file",
        remedy="Check the path.",
    )


def _document(arguments: argparse.Namespace, reading: Reading, intake: Intake, trial: Trial | None) -> dict[str, Any]:
    return {
        "sheet": reading.label,
        "header_row": reading.header_row,
        "file": file_named(arguments.into) if arguments.into else None,
        "dry_run": arguments.dry_run or arguments.into is None,
        "added": len(intake.to_add),
        "lines": list(trial.made.lines) if trial else [],
        "columns_added": list(trial.made.columns) if trial else [],
        "rows": [
            {"cell": entry.whole.field, "cells": dict(entry.cells), "filled": list(entry.filled)}
            for entry in intake.to_add
        ],
        "versions": [entry.cells["observation"] for entry in intake.versions],
        "there_already": [
            {"cell": entry.whole.field, "observation": entry.cells["observation"], "where": where}
            for entry, where in intake.there
        ],
        "skipped": [one.as_dict() for one in reading.skipped],
        "columns_not_read": dict(reading.unread),
        "place_names": dict(reading.names),
        "warnings": contradictions(trial),
        **(counts_known(trial) if trial else {}),
    }
