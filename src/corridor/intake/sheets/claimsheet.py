"""A sheet of claims read through its map: entries for `claims.csv`, what was left out, and every fault with its cell.

The map is that of a sheet of counts as far as table, numbers and dates go. `columns` names the columns of claims.csv,
or `grade` for both grades in one cell such as B2; `words` says what the sheet's own words mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from corridor.base.errors import Problems, shown
from corridor.base.files import YamlFile
from corridor.base.quantity import Fault
from corridor.base.times import parse_known
from corridor.intake.rows import Entry, Origin, written
from corridor.intake.sheets.columnmap import (
    ClaimsMap,
    Column,
    form_fault,
    read_content,
    sheet_faults,
)
from corridor.intake.sheets.dates import read_at, read_day
from corridor.intake.sheets.grid import Cell
from corridor.intake.sheets.header import find_header
from corridor.intake.sheets.matching import loose, one_line
from corridor.intake.sheets.numerals import read_number
from corridor.intake.sheets.open_file import opened_sheet
from corridor.intake.sheets.rows import ANYWHERE, Body, Skipped, Told

__all__ = ["ClaimsSheet", "ReadClaimsMap", "read_claims", "read_claims_map"]

_FIGURES = ("value", "low", "high")
_TIMES = ("known", "valid")
_GRADE = re.compile(r"([A-Fa-f])\s*[-/]?\s*([1-6])")


@dataclass(frozen=True)
class ReadClaimsMap:
    """A map and the lines of its file."""

    content: ClaimsMap
    read: YamlFile
    file: str
    options: frozenset[str] = frozenset()

    def origin(self, *path: Any) -> Origin:
        """Give where a key of the map stands, or the option that stands in for it."""
        if path[0] == "constants" and path[-1] in self.options:
            return Origin(f"--{path[-1]}")
        return Origin(self.file, self.read.line(path), ".".join(map(str, path)))


@dataclass(frozen=True)
class ClaimsSheet:
    """What a sheet of claims holds: its label, the rows, what was left out with the reason."""

    label: str
    header_row: int
    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...]


def read_claims_map(path: Path, problems: Problems, known: str | None = None) -> ReadClaimsMap | None:
    """Read and check a map of claims; None with every fault noted where it cannot be used.

    Parameters
    ----------
    known : str, optional
        When this one sheet became known; stands in for the constant of the map.
    """
    before = len(problems.found)
    found = read_content(path, ClaimsMap, problems)
    if found is None:
        return None
    content, read = found
    if known is not None:
        content = content.model_copy(update={"constants": {**content.constants, "known": known}})
    made = ReadClaimsMap(content, read, path.name, frozenset(["known"] if known is not None else []))
    for where, fault in _faults(content):
        _tell(made.origin(*where), fault, problems)
    return made if len(problems.found) == before else None


def _faults(content: ClaimsMap) -> Iterator[tuple[tuple[Any, ...], Fault]]:
    yield from sheet_faults(content)
    for part, form in content.dates.items():
        fault = form_fault(form, "at" if "%H" in form else "day")
        if fault:
            yield ("dates", part), fault
    given = {*content.columns, *(name for name, text in content.constants.items() if text is not None)}
    for name in sorted(set(content.columns) & set(content.constants)):
        fault = Fault("map-twice", f"{name} in columns too", "each field once", "Remove one of the two.")
        yield ("constants", name), fault
    if not set(_FIGURES) & set(content.columns):
        yield (
            ("columns",),
            Fault("map-value", "no column of figures", "a column for value, or for low and high", "Name it."),
        )
    for name in ("quantity", "definition", "unit", "speaker", "known"):
        if name not in given:
            yield (
                ("columns",),
                Fault("map-incomplete", f"no {name}", f"{name} in columns or constants", f"Add {name}."),
            )


def read_claims(path: Path, made: ReadClaimsMap, zone: tzinfo, problems: Problems) -> ClaimsSheet | None:
    """Read a sheet of claims; None, with every fault noted, where it or some cell of it cannot be read.

    Parameters
    ----------
    zone : tzinfo
        In which days are counted where the map states none.
    """
    before, content = len(problems.found), made.content
    grid = opened_sheet(path, content, problems)
    header = find_header(grid, content.header, _wanted(content), problems) if grid else None
    if grid is None or header is None:
        return None
    columns: dict[str, int] = {name: header.columns[f"columns.{name}"] for name in content.columns}
    figure = next(name for name in _FIGURES if name in columns)
    named = {loose(column.header, header=True): header.columns[key] for key, column in _wanted(content).items()}
    skips = {name: named[loose(name, header=True)] for name in content.skip if name != ANYWHERE}
    body = Body(
        grid,
        content,
        header,
        {name: column for name, column in columns.items() if name != figure},
        {None: columns[figure]},
        skips,
        lambda name, cell: False,
    )
    reader = _Reader(made, body, columns, zone, problems)
    entries = reader.entries()
    if not entries and len(problems.found) == before:
        problems.add(
            "no-claims",
            file=grid.label,
            row=header.last,
            found="no row with a claim below the header",
            expected="at least one claim",
            remedy="Check that it is the right sheet.",
        )
    return (
        ClaimsSheet(grid.label, header.last, tuple(entries), tuple(reader.skipped))
        if (len(problems.found) == before)
        else None
    )


def _wanted(content: ClaimsMap) -> dict[str, Column]:
    wanted = {f"columns.{name}": column for name, column in content.columns.items()}
    there = {loose(column.header, header=True) for column in wanted.values()}
    others = [name for name in content.skip if name != ANYWHERE and loose(name, header=True) not in there]
    return {**wanted, **{f"skip.{name}": Column(header=name) for name in others}}


def _tell(origin: Origin, fault: Fault, problems: Problems) -> None:
    context = {key: str(value) for key, value in (fault.context or {}).items()}
    problems.add(fault.type, file=origin.file, row=origin.row, field=origin.field, **context)


@dataclass
class _Reader:
    """Reads the rows of one body."""

    made: ReadClaimsMap
    body: Body
    columns: Mapping[str, int]
    zone: tzinfo
    problems: Problems
    skipped: list[Skipped] = field(default_factory=list)

    def entries(self) -> list[Entry]:
        """Give the entry of each row that has a figure; faults are noted."""
        for told in self.body.again():
            self._tell(told)
        found = []
        for row in self.body.rows():
            if isinstance(row, Skipped):
                self.skipped.append(row)
                continue
            entry = self._entry(row)
            if entry is not None:
                found.append(entry)
        return found

    def _tell(self, told: Told) -> None:
        _tell(Origin(self.body.grid.label, told.row, told.cell), told.fault, self.problems)

    def _entry(self, row: int) -> Entry | None:
        before = len(self.problems.found)
        cells: dict[str, str] = {}
        where: dict[str, Origin] = {}
        for constant, text in self.made.content.constants.items():
            if text is not None:
                self._put(constant, Cell(text), self.made.origin("constants", constant), cells, where)
        for name, column in self.columns.items():
            try:
                cell, address = self.body.cell(row, name, column)
            except Told as told:
                self._tell(told)
                continue
            if not cell.empty:
                self._put(name, cell, Origin(self.body.grid.label, row, address), cells, where)
        whole = Origin(self.body.grid.label, row)
        if len(self.problems.found) > before:
            return None
        if not any(name in cells for name in _FIGURES):
            text = " | ".join(one_line(self.body.grid.own(row, k).text) for k in self.body.grid.filled(row))
            self.skipped.append(Skipped(row, "", text, "no figure"))
            return None
        return Entry(cells, where, whole)

    def _put(self, name: str, cell: Cell, origin: Origin, cells: dict[str, str], where: dict[str, Origin]) -> None:
        try:
            for column, text in self._read(name, cell).items():
                cells[column], where[column] = text, origin
        except Fault as fault:
            _tell(origin, fault, self.problems)

    def _read(self, name: str, cell: Cell) -> dict[str, str]:
        """Give the columns of claims.csv that a field of the map fills."""
        content = self.made.content
        if name in _FIGURES:
            return {name: read_number(cell.value, content.convention, False)}
        if name in _TIMES:
            return {name: self._time(name, cell)}
        text = one_line(cell.text) if not isinstance(cell.value, float) else f"{cell.value:g}"
        means = {loose(word): meaning for word, meaning in content.words.get(name, {}).items()}
        text = means.get(loose(text), text)
        if name == "grade":
            grade = _GRADE.fullmatch(text)
            if grade is None:
                raise Fault(
                    "grade-invalid", shown(text), "a letter A to F and a digit 1 to 6, such as B2", "Correct it."
                )
            return {"source_grade": grade[1].upper(), "information_grade": grade[2]}
        return {name: text}

    def _time(self, name: str, cell: Cell) -> str:
        """Give a known or valid time; a day counts at its end in the zone of the sheet."""
        zone, form = self.made.content.zone_info or self.zone, self.made.content.dates.get(name)  # type: ignore[call-overload]
        if isinstance(cell.value, str) and form is None:
            try:
                parse_known(cell.value, zone)
            except ValueError as error:
                raise Fault(
                    "time-invalid",
                    f"{shown(cell.value)}: {error}",
                    "a day, or a time with its UTC offset",
                    f"Correct it, or give its form in the map under dates, {name}.",
                ) from None
            return one_line(cell.value)
        if (isinstance(cell.value, datetime) and not cell.day_only) or (form is not None and "%H" in form):
            return written(read_at(cell, form, self.made.content.zone_info))
        return written(parse_known(read_day(cell, form).isoformat(), zone))
