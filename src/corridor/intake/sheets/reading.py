"""A sheet read through its map, row by row: entries for a table, what was left out, and every fault with its cell."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Generic

from corridor.base.errors import Problems, Where, shown
from corridor.base.quantity import Fault
from corridor.intake.rows import Entry, note_at
from corridor.intake.sheets.columnmap import Column, MapType, ReadMap, SheetMap
from corridor.intake.sheets.grid import Cell, letters
from corridor.intake.sheets.header import find_header
from corridor.intake.sheets.matching import matching_form
from corridor.intake.sheets.open_file import open_file
from corridor.intake.sheets.sheet_rows import ANYWHERE, NOTE, CellFault, SheetRows, Skipped

__all__ = ["Reader", "Reading"]


@dataclass(frozen=True)
class Reading:
    """What a sheet holds.

    Attributes
    ----------
    label : str
        File and sheet.
    header_row : int
        The last row of its header.
    entries : tuple of Entry
        Complete rows for the table.
    skipped : tuple of Skipped
        What became no row, with the reason; empty rows are not told.
    unread : mapping
        Header by letter of each column that the map does not name.
    names : mapping
        Names of places that were taken for others.
    """

    label: str
    header_row: int
    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...]
    unread: Mapping[str, str]
    names: Mapping[str, str]


class Reader(ABC, Generic[MapType]):
    """Reads a sheet of one kind; what a row of it becomes, its own reader says.

    Parameters
    ----------
    made : ReadMap
        The map.
    zone : tzinfo
        In which days are counted where the map states none.
    problems : Problems
        Takes every fault, with its cell.
    """

    rows: SheetRows
    text_may_stand_between = True

    def __init__(self, made: ReadMap[MapType], zone: tzinfo, problems: Problems) -> None:
        self.made, self.content, self.problems = made, made.content, problems
        self.zone = made.content.zone_info or zone
        self.skipped: list[Skipped] = []
        self.names: Mapping[str, str] = {}

    def read(self, path: Path) -> Reading | None:
        """Read a sheet; None, with every fault noted, where it or some cell of it cannot be read."""
        before = len(self.problems.found)
        self.check_map()
        wanted = _wanted(self.content)
        grid = open_file(path, self.content, self.problems)
        header = find_header(grid, self.content.header, wanted, self.problems) if grid else None
        if grid is None or header is None:
            return None
        keys = self.content.value_columns
        columns = {f"columns.{name}": name for name in self.content.columns}
        by_header = {matching_form(column.header, header=True): header.columns[key] for key, column in wanted.items()}
        self.rows = SheetRows(
            grid,
            self.content,
            header,
            {name: header.columns[key] for key, name in columns.items() if key not in keys.values()},
            {name: header.columns[key] for name, key in keys.items()},
            {name: by_header[matching_form(name, header=True)] for name in self.content.skip if name != ANYWHERE},
            self.is_time,
        )
        entries = self._entries()
        if not entries and len(self.problems.found) == before:
            note_at(Where(grid.label, header.last), self.nothing(), self.problems)
        if len(self.problems.found) > before:
            return None
        mapped = {*self.rows.fields.values(), *self.rows.values.values(), *self.rows.skips.values()}
        unread = {letters(k): text for k, text in header.texts.items() if k not in mapped}
        return Reading(grid.label, header.last, tuple(entries), tuple(self.skipped), unread, dict(self.names))

    def _entries(self) -> list[Entry]:
        found: list[Entry] = []
        notes: list[Skipped] = []
        for fault in self.rows.again():
            self.note_cell(fault)
        for row in self.rows.rows():
            if isinstance(row, Skipped):
                self.skipped.append(row)
                notes += [row] if row.reason == NOTE and not self.text_may_stand_between else []
                continue
            while notes:
                self.note_cell(_between(notes.pop()))
            found += self.entries_of(row)
        return found

    def note_cell(self, fault: CellFault) -> None:
        """Note a fault in a cell."""
        note_at(Where(self.rows.grid.label, fault.row, fault.cell), fault.fault, self.problems)

    # --- what differs by kind

    def check_map(self) -> None:
        """Note what of the map does not fit the scenario."""

    def is_time(self, name: str, cell: Cell) -> bool:
        """Say whether a time can be read in a cell."""
        return False

    @abstractmethod
    def entries_of(self, row: int) -> Iterable[Entry]:
        """Give the entries of a row; faults are noted."""

    @abstractmethod
    def nothing(self) -> Fault:
        """Give the fault of a sheet without any entry."""


def _wanted(content: SheetMap) -> dict[str, Column]:
    """Give the columns to look for; those of `skip` may be the same as others."""
    wanted = {f"columns.{name}": column for name, column in content.columns.items()}
    wanted.update({key: Column(header=name) for name, key in content.value_columns.items() if name is not None})
    there = {matching_form(column.header, header=True) for column in wanted.values()}
    others = [name for name in content.skip if name != ANYWHERE and matching_form(name, header=True) not in there]
    return {**wanted, **{f"skip.{name}": Column(header=name) for name in others}}


def _between(note: Skipped) -> CellFault:
    """A text between rows may say what those below it are; nobody may pass it over."""
    fault = Fault(
        "text-between",
        shown(note.text),
        "no text between counts, or one that the map leaves out",
        "If the counts below it are the same, name it in 'skip' in the map; else split the sheet.",
    )
    return CellFault(note.row, note.cell, fault)
