"""`corridor observe import SHEET --map MAP`: put the counts of a sheet into a scenario."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any

from corridor.base.errors import Problems
from corridor.cli.observe import counts_known, file_named, said_known, written
from corridor.cli.options import print_json
from corridor.cli.progress import say
from corridor.scenario.observe.beside import Counts
from corridor.scenario.observe.entry import Entry
from corridor.scenario.observe.intake import Intake, sorted_out
from corridor.scenario.observe.trial import Trial, tried
from corridor.scenario.read import Scenario, survey
from corridor.scenario.sheets.columnmap import read_map
from corridor.scenario.sheets.reading import Reading, read_sheet

__all__ = ["main"]

_LARGE = 500_000  # bytes of a sheet that takes a while
_MANY = 1000  # counts, likewise
_SHOWN = 20  # rows and skipped rows that are printed; all of them are in the JSON


def main(arguments: argparse.Namespace) -> int:
    """Read the sheet; add what is new, or say what would be."""
    problems = Problems()
    scenario = None
    if arguments.into is not None:
        scenario, problems = survey(arguments.into)
    reading, intake = _read(arguments, scenario, problems)
    problems.raise_if_any()
    if reading is None:
        raise AssertionError("a sheet without a problem was not read")
    trial = None
    if len(intake.to_add) > _MANY:
        say(f"checking {len(intake.to_add):,} counts")
    if scenario is not None and intake.to_add:
        trial = tried(arguments.into, scenario, intake.to_add, problems)
        if not arguments.dry_run:
            written(trial)
    if arguments.json:
        print_json(_document(arguments, reading, intake, trial), indent=1)
    else:
        print("\n".join(_lines(arguments, reading, intake, trial)))
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
        say("reading the sheet")
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
        "warnings": _contradictions(trial),
        **(counts_known(trial) if trial else {}),
    }


def _contradictions(trial: Trial | None) -> list[str]:
    if trial is None:
        return []
    counts = Counts.of(trial.after)
    return [
        f"'{row.observation}' (row {row.row}): {sentence}"
        for row in trial.rows
        for sentence in counts.beside(row).contradictions
    ]


def _lines(arguments: argparse.Namespace, reading: Reading, intake: Intake, trial: Trial | None) -> Iterator[str]:
    total = len(intake.to_add) + len(intake.there)
    yield f"{reading.label}: {total} counts below the header in row {reading.header_row}."
    yield from _added(arguments, intake, trial)
    for entry in intake.versions:
        yield f"  A new version of '{entry.cells['observation']}' ({entry.whole.field})."
    yield from _few(f"  {e.whole.field}: left alone, it is in {where}" for e, where in intake.there)
    if reading.skipped:
        yield f"Left out ({len(reading.skipped)}):"
        yield from _few(f"  {one.cell}: {_quoted(one.text)}{one.reason}" for one in reading.skipped)
    if reading.unread:
        yield "Columns not read: " + ", ".join(f"{letter} '{text}'" for letter, text in reading.unread.items()) + "."
    if reading.names:
        yield "Names read as: " + ", ".join(f"'{name}' as {place}" for name, place in reading.names.items()) + "."
    filled = Counter(column for entry in intake.to_add for column in entry.filled)
    if filled:
        yield "Filled in by rule: " + ", ".join(f"{column} ({n})" for column, n in filled.items()) + "."
    yield from (f"Warning: {sentence}." for sentence in _contradictions(trial))
    if trial is not None:
        yield from said_known(trial)


def _added(arguments: argparse.Namespace, intake: Intake, trial: Trial | None) -> Iterator[str]:
    if not intake.to_add:
        yield "Nothing to add: every count is there already."
        return
    if trial is None:
        yield "Nothing was written, and names of places were not checked: give --into SCENARIO."
        yield from _few(f"  {_told(entry)}" for entry in intake.to_add)
        return
    did = "Would be added to" if arguments.dry_run else "Added to"
    lines = trial.made.lines
    yield f"{did} {file_named(arguments.into)}, rows {lines[0]} to {lines[-1]}:"
    yield from _few(f"  {row}" for row in trial.made.rows)
    if trial.made.columns:
        yield f"  columns added: {', '.join(trial.made.columns)}"


def _told(entry: Entry) -> str:
    cells = entry.cells
    when = cells.get("at") or f"{cells.get('not_before', '')} to {cells.get('not_after', '')}"
    where = cells.get("place") or "all places"
    return (
        f"{entry.whole.field}: {cells['kind']} {where} {when}: {cells['value']} {cells['unit']}, known {cells['known']}"
    )


def _few(lines: Iterator[str]) -> Iterator[str]:
    """Give the first lines, and how many more there are."""
    more = 0
    for k, line in enumerate(lines):
        if k < _SHOWN:
            yield line
        else:
            more += 1
    if more:
        yield f"  ... and {more} more; --json lists all"


def _quoted(text: str) -> str:
    return f"'{text[:60]}{'...' if len(text) > 60 else ''}', " if text else ""
