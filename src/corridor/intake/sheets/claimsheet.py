"""A sheet of claims read through its map, as entries for `claims.csv`."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from pathlib import Path

from corridor.base.errors import Problems, Where, shown
from corridor.base.quantity import Fault
from corridor.base.times import parse_known
from corridor.intake.rows import Entry, note_at, written
from corridor.intake.sheets.claimmap import FIGURES, ClaimsMap
from corridor.intake.sheets.columnmap import ReadMap
from corridor.intake.sheets.dates import read_at, read_end_of_day
from corridor.intake.sheets.grid import Cell
from corridor.intake.sheets.matching import matching_form, one_line
from corridor.intake.sheets.numerals import read_number
from corridor.intake.sheets.reading import Reader, Reading
from corridor.intake.sheets.sheet_rows import CellFault, Skipped

__all__ = ["read_claims"]

_TIMES = ("known", "valid")
_GRADE = re.compile(r"([A-Fa-f])\s*[-/]?\s*([1-6])")


def read_claims(path: Path, made: ReadMap[ClaimsMap], zone: tzinfo, problems: Problems) -> Reading | None:
    """Read a sheet of claims; None, with every fault noted, where it or some cell of it cannot be read.

    Parameters
    ----------
    zone : tzinfo
        In which days are counted where the map states none.
    """
    return _ClaimReader(made, zone, problems).read(path)


class _ClaimReader(Reader[ClaimsMap]):
    """Reads claims: one in each row that has a figure."""

    def nothing(self) -> Fault:
        """Give the fault of a sheet without any claim."""
        return Fault(
            "no-claims",
            "no row with a claim below the header",
            "at least one claim",
            "Check that it is the right sheet.",
        )

    def entries_of(self, row: int) -> list[Entry]:
        """Give the claim of a row."""
        entry = self._entry(row)
        return [] if entry is None else [entry]

    def _entry(self, row: int) -> Entry | None:
        before = len(self.problems.found)
        cells: dict[str, str] = {}
        where: dict[str, Where] = {}
        for constant, text in self.content.constants.items():
            if text is not None:
                self._put(constant, Cell(text), self.made.origin("constants", constant), cells, where)
        for name in self.content.columns:
            column = self.rows.header.columns[f"columns.{name}"]
            try:
                cell, address = self.rows.cell(row, name, column)
            except CellFault as fault:
                self.note_cell(fault)
                continue
            if not cell.empty:
                self._put(name, cell, Where(self.rows.grid.label, row, address), cells, where)
        whole = Where(self.rows.grid.label, row)
        if len(self.problems.found) > before:
            return None
        if not any(name in cells for name in FIGURES):
            text = " | ".join(one_line(self.rows.grid.own(row, k).text) for k in self.rows.grid.filled(row))
            self.skipped.append(Skipped(row, "", text, "no figure"))
            return None
        return Entry(cells, where, whole)

    def _put(self, name: str, cell: Cell, origin: Where, cells: dict[str, str], where: dict[str, Where]) -> None:
        try:
            for column, text in self._read(name, cell).items():
                cells[column], where[column] = text, origin
        except Fault as fault:
            note_at(origin, fault, self.problems)

    def _read(self, name: str, cell: Cell) -> dict[str, str]:
        """Give the columns of claims.csv that a field of the map fills."""
        content = self.content
        if name in FIGURES:
            return {name: read_number(cell.value, content.convention, False)}
        if name in _TIMES:
            return {name: self._time(name, cell)}
        text = one_line(cell.text) if not isinstance(cell.value, float) else f"{cell.value:g}"
        means = {matching_form(word): meaning for word, meaning in content.words.get(name, {}).items()}
        text = means.get(matching_form(text), text)
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
        zone, form = self.zone, self.content.dates.get(name)
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
            return written(read_at(cell, form, self.content.zone_info))
        return written(read_end_of_day(cell, form, zone))
