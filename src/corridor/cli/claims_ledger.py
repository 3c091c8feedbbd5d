"""`corridor claims show`, `add`, `approve`, `reject` and `withdraw`: the ledger shown, claims added and decided on."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corridor.base.errors import InputError, Problem, Problems, Survey, shown
from corridor.base.files import clean
from corridor.base.times import iso, parse_known
from corridor.base.times import show as show_time
from corridor.base.write import write_over
from corridor.cli.output import print_json
from corridor.intake.claiming import Added, free_name, there_already, tried
from corridor.intake.rows import Entry, Origin
from corridor.jobs.options import instant
from corridor.ledger.claims import ClaimRow, DecisionRow, note_unknown_claims
from corridor.report.text.ledger_pages import page_document, page_lines, pages
from corridor.scenario.read import YAML, Scenario, survey
from corridor.scenario.resolve import note_faults, resolve

__all__ = ["CLAIM_OPTIONS", "add", "decide", "show"]

# column by option, as they are named on the command line
CLAIM_OPTIONS = {
    "name": "claim",
    **{
        name: name
        for name in (
            *("quantity", "definition", "place", "value", "low", "high", "unit", "quantifier", "speaker", "party"),
            *("via", "quote", "url", "valid", "known", "stake", "source_grade", "information_grade", "role", "reason"),
        )
    },
}
_DECISIONS = {"approve": "approved", "reject": "rejected", "withdraw": "withdrawn"}


# --- show -----------------------------------------------------------------------------------------------------


def show(arguments: argparse.Namespace) -> int:
    """Show claims by quantity."""
    problems = Problems()
    given = instant(arguments.as_of, problems)
    folder, wanted = _where(arguments.folder, arguments.quantity)
    read = survey(folder)
    problems.found += read.problems.found
    problems.raise_if_any()
    scenario = read.complete()
    as_of = given or scenario.file.as_of
    seen, resolved, faults = _seen(scenario, as_of)
    shown_pages = pages(seen, resolved, wanted)
    if not shown_pages and wanted:
        raise InputError([_no_such_quantity(wanted, seen, as_of)])
    if arguments.json:
        document = {"as_of": iso(as_of) if as_of else None, "quantities": [page_document(page) for page in shown_pages]}
        print_json({**document, "errors": [fault.as_dict() for fault in faults]}, indent=1)
        return 0
    when = f"as of {show_time(as_of, scenario.zone)} ({scenario.zone})" if as_of else "as written"
    print(f"{scenario.file.name}: {len(seen.claims)} claims known, {when}.")
    for page in shown_pages:
        print()
        print("\n".join(page_lines(page, scenario.zone)))
    for fault in faults:
        print(f"\nnote: {fault.text()}")
    return 0


def _where(folder: str, quantity: str | None) -> tuple[str, str | None]:
    """Give folder and quantity; in a scenario folder the quantity may be given alone."""
    alone = quantity is None and not Path(folder).exists() and Path(YAML).exists()
    return (".", folder) if alone else (folder, quantity)


def _seen(scenario: Scenario, as_of: datetime | None) -> tuple[Scenario, Any, list[Problem]]:
    """Give the view, its complete form where it has no fault, and the faults: a ledger may be looked at before."""
    problems = Problems()
    seen, _ = note_faults(scenario, as_of, problems)
    return seen, None if problems.found else resolve(scenario, as_of), problems.found


def _no_such_quantity(wanted: str, seen: Scenario, as_of: datetime | None) -> Problem:
    names = sorted({row.quantity for row in seen.claims})
    return Problem(
        "claims-none",
        file="QUANTITY",
        found=f"no claim about {shown(wanted)}" + (f" known by {iso(as_of)}" if as_of else ""),
        expected="one of " + ", ".join(names) if names else "claims in claims.csv",
        remedy="Choose one of these, or another --as-of." if names else "Add one with 'corridor claims add'.",
    )


# --- add and decide -------------------------------------------------------------------------------------------


def add(arguments: argparse.Namespace) -> int:
    """Add one claim, as a draft."""
    read = survey(arguments.folder)
    problems = read.problems
    entry = _entry(arguments, problems)
    before = read.complete()
    if "claim" not in entry.cells:
        name = free_name(entry.cells, {row.claim for row in before.claims})
        entry = replace(entry, cells={"claim": name, **entry.cells}, filled=("claim",))
    other = there_already(entry, before)
    if other is not None:
        problems.add(
            "claim-taken",
            file="--name",
            found=f"{shown(other.claim)}, in row {other.row} of claims.csv",
            expected="a name that no claim has",
            remedy="Leave --name out, or give another; a newer claim of a speaker supersedes the older one by itself.",
        )
    added = tried(arguments.folder, before, ClaimRow, [entry], problems)
    _put(added, arguments)
    name = entry.cells["claim"]
    if arguments.json:
        document = {"dry_run": arguments.dry_run, "file": str(added.path), "added": 1, "lines": list(added.made.lines)}
        print_json({**document, "claim": name, "cells": dict(entry.cells), "status": "draft"}, indent=1)
    else:
        _said(added, arguments)
        print(f"  '{name}' is a draft: it feeds no prior until 'corridor claims approve' says so.")
    return 0


def _entry(arguments: argparse.Namespace, problems: Problems) -> Entry:
    cells, where = {}, {}
    for option, column in CLAIM_OPTIONS.items():
        text = getattr(arguments, option)
        where[column] = Origin(f"--{option.replace('_', '-')}")
        if text is not None and not text.strip():
            problems.add(
                "field-missing",
                file=where[column].file,
                found="nothing",
                expected="a value",
                remedy="Give a value, or leave the option out.",
            )
        elif text is not None:
            cells[column] = " ".join(clean(text).split())
    return Entry(cells, where, Origin("corridor claims add"))


def decide(arguments: argparse.Namespace) -> int:
    """Decide on claims."""
    read = survey(arguments.folder)
    before, problems = read.found, read.problems
    decision = _DECISIONS[arguments.action]
    made = instant(arguments.at, problems, "--at") if arguments.at else datetime.now(UTC).replace(microsecond=0)
    if before is not None:
        note_unknown_claims(arguments.claim, before.claims, problems)
        if made is not None:
            _too_early(arguments.claim, made, before, problems)
        if arguments.known is not None:
            _known(arguments.known, before, problems)
    before, made = read.complete(), Survey(made, problems).complete()
    cells = {"at": iso(made), "decision": decision, "who": arguments.who, "reason": arguments.reason}
    if arguments.known:
        cells["known"] = arguments.known
    where = {column: Origin(f"--{column}") for column in ("who", "reason", "at", "known")}
    entries = [
        Entry({**cells, "claim": name}, where, Origin("corridor claims " + arguments.action))
        for name in dict.fromkeys(arguments.claim)
    ]
    added = tried(arguments.folder, before, DecisionRow, entries, problems)
    _put(added, arguments)
    late = _late(added)
    if arguments.json:
        document = {"dry_run": arguments.dry_run, "file": str(added.path), "added": len(entries)}
        extra = {"lines": list(added.made.lines), "decision": decision, "claims": list(dict.fromkeys(arguments.claim))}
        print_json({**document, **extra, "notes": late}, indent=1)
    else:
        _said(added, arguments)
        for note in late:
            print(f"  note: {note}")
    return 0


def _too_early(names: list[str], made: datetime, before: Scenario, problems: Problems) -> None:
    """A decision on what nobody could know of yet would not count."""
    for row in before.claims:
        decision = DecisionRow(row=0, at=iso(made), claim=row.claim, decision="approved", who="-", reason="-")
        if row.claim in names and row.known is not None and not decision.covers(row):
            problems.add(
                "decision-too-early",
                file="--at",
                found=f"{iso(made)}, before {shown(row.claim)} became known on {iso(row.known)}",
                expected="a decision on what is known",
                remedy="Give --at, the time of the decision in the scenario's own days.",
            )


def _known(text: str, before: Scenario, problems: Problems) -> None:
    try:
        parse_known(text, before.zone)
    except ValueError as error:
        problems.add(
            "time-invalid",
            file="--known",
            found=f"{shown(text)}: {error}",
            expected="a time with its UTC offset, or a day",
            remedy="Correct the time.",
        )


def _late(added: Added) -> list[str]:
    """Say what a decision leaves undone, and where it was made too late to count in the scenario's own forecast."""
    as_of, lines = added.after.file.as_of, set(added.made.lines)
    notes = [f"nothing is left to forecast from: {problem.text()}" for problem in added.left]
    if as_of is None or not any(row.row in lines and row.rests > as_of for row in added.after.decisions):
        return notes
    return [
        *notes,
        f"made after the as-of time of the scenario, {iso(as_of)}, so a forecast as of then does not follow it; "
        "--known says by when all that it rests on was known",
    ]


def _put(added: Added, arguments: argparse.Namespace) -> None:
    if not arguments.dry_run:
        write_over(added.path, added.was, added.made.text)


def _said(added: Added, arguments: argparse.Namespace) -> None:
    did = "Would be added to" if arguments.dry_run else "Added to"
    for line, row in zip(added.made.lines, added.made.rows, strict=True):
        print(f"{did} {Path(arguments.folder) / added.path.name}, row {line}:")
        print(f"  {row}")
    if added.made.columns:
        print(f"  columns added: {', '.join(added.made.columns)}")
