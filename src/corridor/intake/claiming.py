"""Rows added to `claims.csv` or its log, checked with the whole scenario before anything is written.

The log is append-only, and so are claims here: a claim that turns out otherwise is a new claim by the same speaker, or
a decision on the old one. What is there stays as it is, byte for byte.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corridor.base.errors import Problem, Problems, Survey
from corridor.base.files import Cells
from corridor.base.rows import columns_of, parse_row
from corridor.base.write import content
from corridor.intake.append import Appended, appended
from corridor.intake.rows import Entry
from corridor.ledger.claims import ClaimRow, DecisionRow
from corridor.scenario.read import Scenario, survey
from corridor.scenario.resolve import note_faults

__all__ = ["Added", "free_name", "there_already", "tried"]

Kind = type[ClaimRow] | type[DecisionRow]
_ALWAYS: dict[Kind, tuple[str, ...]] = {
    ClaimRow: (
        *("claim", "quantity", "definition", "place", "value", "low", "high", "unit", "quantifier", "speaker", "party"),
        *("via", "quote", "url", "valid", "known", "stake", "source_grade", "information_grade", "role", "reason"),
    ),
    DecisionRow: ("at", "claim", "decision", "who", "reason", "known"),
}


@dataclass(frozen=True)
class Added:
    """A scenario with rows added.

    Attributes
    ----------
    before, after : Scenario
        Without and with them.
    path : Path
        The file, links followed.
    was : bytes or None
        What stood in it; None where there was no file.
    made : Appended
        The file with the rows.
    left : tuple of Problem
        Numbers that no approved claim is left for: a decision may do that, a claim that is added cannot.
    """

    before: Scenario
    after: Scenario
    path: Path
    was: bytes | None
    made: Appended
    left: tuple[Problem, ...] = ()


def tried(folder: str | Path, before: Scenario, kind: Kind, entries: Sequence[Entry], problems: Problems) -> Added:
    """Add rows to a scenario and check all of it.

    Parameters
    ----------
    before : Scenario
        What the folder holds now.
    kind : type
        `ClaimRow` or `DecisionRow`.
    entries : sequence of Entry
        The rows.
    problems : Problems
        What is wrong so far; it is told together with what is found.

    Raises
    ------
    InputError
        There are problems; those of a row name where it was given.
    """
    for entry in entries:
        _check(entry, kind, before, problems)
    problems.raise_if_any()
    path = Path(folder) / kind.file
    path = path.resolve() if os.path.lexists(path) else path
    was = content(path)
    rows = [entry.cells for entry in entries]
    made = appended(was.decode("utf-8") if was else "", rows, _order(kind), _ALWAYS[kind])
    by_line = dict(zip(made.lines, entries, strict=True))
    read = _surveyed(folder, kind, made)
    after, found = read.found, read.problems
    if after is not None and after.file.as_of is not None and not found.found:
        earlier, now = Problems(), Problems()
        note_faults(before, after.file.as_of, earlier)
        note_faults(after, after.file.as_of, now)
        found.found += [problem for problem in now.found if problem not in earlier.found]
    left = tuple(problem for problem in found.found if kind is DecisionRow and problem.code == "claims-none")
    problems.found += [_retold(problem, kind, by_line) for problem in found.found if problem not in left]
    return Added(before, Survey(after, problems).complete(), path, was, made, left)


def _order(kind: Kind) -> tuple[str, ...]:
    always = _ALWAYS[kind]
    return (*always, *(column for column in columns_of(kind) if column not in always))


def _check(entry: Entry, kind: Kind, before: Scenario, problems: Problems) -> None:
    """Note what is wrong with a row by itself, told where it was given."""
    found = Problems()
    parse_row(Cells(0, {column: text for column, text in entry.cells.items() if text}), kind, before.zone, found)
    problems.found += [_retold(problem, kind, {0: entry}) for problem in found.found]
    if kind is ClaimRow and "known" not in entry.cells:
        origin = entry.origin("known")
        problems.add(
            "field-missing",
            file=origin.file,
            row=origin.row,
            field=origin.field,
            found="nothing",
            expected="when the claim became known: a time, or the day of its source",
            remedy="Give --known." if origin.file.startswith("--") else "Name its column, or give --known.",
        )


def _surveyed(folder: str | Path, kind: Kind, made: Appended) -> Survey[Scenario]:
    with tempfile.TemporaryDirectory() as beside:
        for other in (ClaimRow, DecisionRow):
            there = content(Path(folder) / other.file)
            if other is not kind and there is not None:
                (Path(beside) / other.file).write_bytes(there)
        (Path(beside) / kind.file).write_bytes(made.text.encode("utf-8"))
        return survey(folder, claims=Path(beside))


def _retold(problem: Problem, kind: Kind, by_line: Mapping[int, Entry]) -> Problem:
    """Give a problem of an added row as one of the option or cell that it came from."""
    entry = by_line.get(problem.row if problem.row is not None else -1) if problem.file == kind.file else None
    if entry is None:
        return problem
    origin = entry.origin(problem.field)
    field = origin.field or ("" if problem.field in entry.where else problem.field)
    return replace(problem, file=origin.file, row=origin.row, field=field)


def there_already(entry: Entry, before: Scenario) -> ClaimRow | None:
    """Give the claim of the same name, if there is one."""
    return next((row for row in before.claims if row.claim == entry.cells.get("claim")), None)


def free_name(cells: Mapping[str, str], taken: set[str]) -> str:
    """Give a name for a claim that has none: what, who, when; with a number where that is taken.

    Examples
    --------
    >>> free_name({"quantity": "population.total", "speaker": "the mayor", "known": "2030-01-01"}, set())
    'population.total the mayor 2030-01-01'
    """
    parts = (cells.get("quantity", ""), cells.get("speaker", ""), cells.get("known", "")[:10])
    name = " ".join(part for part in parts if part)
    k, free = 1, name
    while free in taken:
        k += 1
        free = f"{name} ({k})"
    return free
