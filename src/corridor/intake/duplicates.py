"""New rows compared with those there: which are new, a new version, there already, or at odds with one of the name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any, Literal

from corridor.base.errors import Problem, Problems, Where, shown
from corridor.base.files import Cells
from corridor.base.rows import parse_row
from corridor.intake.neighbours import number
from corridor.intake.rows import CUMULATIVE, Entry, at_origin
from corridor.ledger.claims import ClaimRow
from corridor.scenario.tables import ObservationRow

__all__ = [
    "Match",
    "Sorted",
    "claim_name",
    "free_name",
    "match",
    "note_claim_taken",
    "note_taken",
    "sort_claims",
    "sort_counts",
    "typed",
]

# a row is the same row whatever stands here
_BESIDE_COUNT = ("row", "known", "source", "reason", "note")
_GRADES = ("source_grade", "information_grade")
_BESIDE_CLAIM = ("row", "claim", "source", "reason", "note", "role", "quote", "url", *_GRADES)


@dataclass(frozen=True)
class Sorted:
    """The entries of a sheet by what they are to a scenario.

    Attributes
    ----------
    to_add : tuple of Entry
        What is to be written, in the order of the sheet.
    versions : tuple of Entry
        Those of them that are versions of rows that are there.
    there : tuple of (Entry, str)
        Left alone, with where the same row is.
    """

    to_add: tuple[Entry, ...] = ()
    versions: tuple[Entry, ...] = ()
    there: tuple[tuple[Entry, str], ...] = ()


# --- counts ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Match:
    """How a count stands to those of its name, and to which of them."""

    kind: Literal["new", "same", "version", "taken"]
    other: ObservationRow | None = None


def typed(entry: Entry, zone: tzinfo, problems: Problems) -> ObservationRow | None:
    """Give an entry as a checked row, or None with its faults noted where they were given."""
    found = Problems()
    row = parse_row(Cells(0, {c: t for c, t in entry.cells.items() if t}), ObservationRow, zone, found)
    if row is not None and number(row) is None:
        found.note(
            "number-invalid",
            Where(row.file, 0, "value"),
            shown(entry.cells["value"]),
            "one plain number, for a count",
            "Give the number that was counted; a range may stand in the note.",
        )
    noted = {(problem.file, problem.row, problem.field) for problem in problems.found}
    for problem in (at_origin(one, ObservationRow.file, {0: entry}) for one in found.found if not _follows(one, entry)):
        if (problem.file, problem.row, problem.field) not in noted:
            problems.add(**problem.as_dict())  # type: ignore[arg-type]
    return row if not found.found else None


def _follows(problem: Problem, entry: Entry) -> bool:
    """Say whether a cell is missing only because the kind, by which it is filled in, is no kind of count."""
    return entry.cells.get("kind") not in CUMULATIVE and problem.field in ("unit", "cumulative")


def match(new: ObservationRow, rows: Iterable[ObservationRow]) -> Match:
    """Compare a count with the versions of its name.

    Parameters
    ----------
    rows : iterable of ObservationRow
        All versions of all counts.
    """
    named = [row for row in rows if row.observation == new.observation]
    if not named:
        return Match("new")
    last = max(named, key=lambda row: row.known.timestamp() if row.known else 0.0)
    other = next((row for row in named if row.known == new.known), last)
    if _count_content(other) == _count_content(new):
        return Match("same", other)
    later = new.known is not None and last.known is not None and new.known > last.known
    return Match("version" if later else "taken", other)


def _count_content(row: ObservationRow) -> dict[str, Any]:
    """Give what a count says, in a form that can be compared."""
    content = {name: getattr(row, name) for name in type(row).model_fields if name not in _BESIDE_COUNT}
    version = row.value.versions[-1] if row.value else None
    return {**content, "value": version and version.value, "unit": version.unit if version else row.unit}


def free_name(entry: Entry, new: ObservationRow, rows: Iterable[ObservationRow]) -> tuple[Entry, Match]:
    """Give the entry under a name that no other count has, where its name was made by rule, and how it stands then."""
    rows = list(rows)
    found, name, k = match(new, rows), new.observation, 1
    while found.kind in ("version", "taken") and "observation" in entry.filled:
        k += 1
        renamed = f"{name} ({k})"
        found = match(new.model_copy(update={"observation": renamed}), rows)
        entry = replace(entry, cells={**entry.cells, "observation": renamed})
    return entry, found


def note_taken(entry: Entry, found: Match, problems: Problems) -> None:
    """Note that a name is that of another count."""
    other = found.other
    if found.kind != "taken" or other is None:
        return
    problems.note(
        "observation-taken",
        entry.origin("observation"),
        f"{shown(entry.cells['observation'])} with other content in row {other.row} of observations.csv",
        "another name, or a known time later than that of the last version",
        "Give a new version the later time at which it became known, or the count a name of its own.",
    )


def sort_counts(entries: Sequence[Entry], rows: Iterable[ObservationRow], zone: tzinfo, problems: Problems) -> Sorted:
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
        found = match(count, named.get(count.observation, ()))
        if found.kind == "same" and found.other is not None:
            there.append((entry, _where(found.other, entries)))
        elif found.kind == "taken" and found.other is not None:
            _note_other(entry, _where(found.other, entries), problems)
        else:
            to_add.append(entry)
            versions += [entry] if found.kind == "version" else []
            of_sheet = count.model_copy(update={"row": -1 - k})  # not yet a line of the file
            named.setdefault(count.observation, []).append(of_sheet)
    return Sorted(tuple(to_add), tuple(versions), tuple(there))


def _where(other: ObservationRow, entries: Sequence[Entry]) -> str:
    if other.row >= 0:
        return f"row {other.row} of observations.csv"
    return f"{entries[-1 - other.row].whole.field} of the sheet"


def _note_other(entry: Entry, where: str, problems: Problems) -> None:
    problems.note(
        "observation-taken",
        entry.whole,
        f"{entry.cells['value']} for {shown(entry.cells['observation'])}, which says something else in {where}",
        "one count of each name, or a later known time for a correction",
        "Give the correction the time at which it became known, or name the counts in a column 'observation'.",
    )


# --- claims ---------------------------------------------------------------------------------------------------


def claim_name(cells: Mapping[str, str], taken: set[str]) -> str:
    """Give a name for a claim that has none: what, who, when; with a number where that is taken.

    Examples
    --------
    >>> claim_name({"quantity": "population.total", "speaker": "the mayor", "known": "2030-01-01"}, set())
    'population.total the mayor 2030-01-01'
    """
    parts = (cells.get("quantity", ""), cells.get("speaker", ""), cells.get("known", "")[:10])
    name = " ".join(part for part in parts if part)
    k, free = 1, name
    while free in taken:
        k += 1
        free = f"{name} ({k})"
    return free


def note_claim_taken(entry: Entry, claims: Iterable[ClaimRow], problems: Problems) -> None:
    """Note that the name of a claim is that of another."""
    other = next((row for row in claims if row.claim == entry.cells.get("claim")), None)
    if other is not None:
        problems.note(
            "claim-taken",
            entry.origin("claim"),
            f"{shown(other.claim)}, in row {other.row} of claims.csv",
            "a name that no claim has",
            "Leave --name out, or give another; a newer claim of a speaker supersedes the older one by itself.",
        )


def sort_claims(entries: Sequence[Entry], claims: Iterable[ClaimRow], zone: tzinfo, problems: Problems) -> Sorted:
    """Compare the claims of a sheet with those of the file, and with those above them in the sheet.

    A claim is there already where one says the same by the same speaker, whatever its name; new ones without a name
    get one of their own.

    Parameters
    ----------
    claims : iterable of ClaimRow
        What is in the file.
    problems : Problems
        Takes names that are taken, with the cell of each.
    """
    content: dict[str | None, str] = {}
    names: set[str] = set()
    for one in claims:
        content.setdefault(_claim_content(one), f"row {one.row} of claims.csv")
        names.add(one.claim)
    to_add, there = [], []
    for entry in entries:
        row = parse_row(Cells(0, {"claim": "-", **entry.cells}), ClaimRow, zone, Problems())
        key = _claim_content(row) if row else None
        if key in content:
            there.append((entry, content[key]))
            continue
        if key is not None:
            content[key] = f"row {entry.whole.row} of the sheet"
        if entry.cells.get("claim") in names:
            _note_other_claim(entry, problems)
            continue
        name = entry.cells.get("claim") or claim_name(entry.cells, names)
        names.add(name)
        to_add.append(replace(entry, cells={**entry.cells, "claim": name}))
    return Sorted(tuple(to_add), there=tuple(there))


def _claim_content(row: ClaimRow) -> str:
    """Give what a claim says and who says it; two rows with the same are one claim."""
    return repr([(name, getattr(row, name)) for name in type(row).model_fields if name not in _BESIDE_CLAIM])


def _note_other_claim(entry: Entry, problems: Problems) -> None:
    problems.note(
        "claim-taken",
        entry.origin("claim"),
        f"{shown(entry.cells['claim'])}, the name of a claim that says something else",
        "a name that no other claim has",
        "Rename it in the sheet; a newer claim of a speaker supersedes the older one by itself.",
    )
