"""`corridor claims import SHEET --map MAP --into SCENARIO`: put the claims of a sheet into the ledger, as drafts."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any

from corridor.base.errors import Problems, Survey, shown
from corridor.base.files import Cells
from corridor.base.rows import parse_row
from corridor.base.write import write_over
from corridor.cli.output import print_json
from corridor.intake.claiming import free_name, tried
from corridor.intake.rows import Entry
from corridor.intake.sheets.claimsheet import ClaimsSheet, read_claims, read_claims_map
from corridor.ledger.claims import ClaimRow
from corridor.scenario.read import Scenario, survey

__all__ = ["import_sheet"]

_SHOWN = 20
_BESIDE = ("row", "claim", "reason", "note", "source", "source_grade", "information_grade", "role", "quote", "url")


def import_sheet(arguments: argparse.Namespace) -> int:
    """Read the sheet; add what is new, or say what would be."""
    read = survey(arguments.into)
    before, problems = read.found, read.problems
    zone: tzinfo = before.zone if before else UTC
    made = read_claims_map(Path(arguments.map), problems, arguments.known)
    sheet = read_claims(Path(arguments.sheet), made, zone, problems) if made else None
    to_add: list[Entry] = []
    there: list[tuple[Entry, str]] = []
    if sheet is not None and before is not None:
        to_add, there = _sorted_out(sheet.entries, before, problems)
    before, sheet = read.complete(), Survey(sheet, problems).complete()
    added = tried(arguments.into, before, ClaimRow, to_add, problems) if to_add else None
    if added is not None and not arguments.dry_run:
        write_over(added.path, added.was, added.made.text)
    lines = list(added.made.lines) if added else []
    if arguments.json:
        print_json(_document(arguments, sheet, to_add, there, lines), indent=1)
    else:
        _print(arguments, sheet, to_add, there, lines)
    return 0


def _sorted_out(
    entries: Sequence[Entry], before: Scenario, problems: Problems
) -> tuple[list[Entry], list[tuple[Entry, str]]]:
    """Give what is new, under names of their own, and what is there already with where; contradictions are noted."""
    known: dict[str, str] = {}
    for one in before.claims:
        known.setdefault(_content(one), f"row {one.row} of claims.csv")
    names = {one.claim for one in before.claims}
    to_add, there = [], []
    for entry in entries:
        row = parse_row(Cells(0, {"claim": "-", **entry.cells}), ClaimRow, before.zone, Problems())
        key = _content(row) if row else ""
        if row is not None and key in known:
            there.append((entry, known[key]))
            continue
        if row is not None:
            known[key] = f"row {entry.whole.row} of the sheet"
        if "claim" in entry.cells and entry.cells["claim"] in names:
            _taken(entry, problems)
            continue
        name = entry.cells.get("claim") or free_name(entry.cells, names)
        names.add(name)
        to_add.append(replace(entry, cells={**entry.cells, "claim": name}))
    return to_add, there


def _content(row: ClaimRow) -> str:
    """Give what a claim says and who says it; two rows with the same are one claim."""
    return repr([(name, getattr(row, name)) for name in type(row).model_fields if name not in _BESIDE])


def _taken(entry: Entry, problems: Problems) -> None:
    origin = entry.origin("claim")
    problems.add(
        "claim-taken",
        file=origin.file,
        row=origin.row,
        field=origin.field,
        found=f"{shown(entry.cells['claim'])}, the name of a claim that says something else",
        expected="a name that no other claim has",
        remedy="Rename it in the sheet; a newer claim of a speaker supersedes the older one by itself.",
    )


def _document(
    arguments: argparse.Namespace,
    sheet: ClaimsSheet,
    to_add: Sequence[Entry],
    there: Sequence[tuple[Entry, str]],
    lines: Sequence[int],
) -> dict[str, Any]:
    return {
        "sheet": sheet.label,
        "header_row": sheet.header_row,
        "file": str(Path(arguments.into) / ClaimRow.file),
        "dry_run": arguments.dry_run,
        "added": len(to_add),
        "lines": list(lines),
        "rows": [{"row": entry.whole.row, "cells": dict(entry.cells)} for entry in to_add],
        "there_already": [{"row": entry.whole.row, "where": where} for entry, where in there],
        "skipped": [one.as_dict() for one in sheet.skipped],
    }


def _print(
    arguments: argparse.Namespace,
    sheet: ClaimsSheet,
    to_add: Sequence[Entry],
    there: Sequence[tuple[Entry, str]],
    lines: Sequence[int],
) -> None:
    print(f"{sheet.label}: {len(to_add) + len(there)} claims below the header in row {sheet.header_row}.")
    did = "would be added to" if arguments.dry_run else "added to"
    print(f"{len(to_add)} {did} {Path(arguments.into) / ClaimRow.file}, as drafts:" if to_add else "Nothing to add.")
    for entry, line in list(zip(to_add, lines, strict=True))[:_SHOWN]:
        print(f"  row {line}: {entry.cells['claim']}")
    if len(to_add) > _SHOWN:
        print(f"  and {len(to_add) - _SHOWN} more")
    for entry, where in there[:_SHOWN]:
        print(f"  row {entry.whole.row} of the sheet: left alone, it is in {where}")
    for one in sheet.skipped[:_SHOWN]:
        print(f"  row {one.row} of the sheet: left out, {one.reason}: {one.text}")
    if to_add:
        print("Drafts feed no prior until 'corridor claims approve' says so.")
