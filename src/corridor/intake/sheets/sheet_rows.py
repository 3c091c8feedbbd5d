"""The rows below the header: which are counts, which are left out and why, and what stands in each cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from corridor.base.errors import shown
from corridor.base.quantity import Fault
from corridor.intake.sheets.columnmap import SheetMap
from corridor.intake.sheets.grid import Cell, Grid, address
from corridor.intake.sheets.header import Found
from corridor.intake.sheets.matching import matching_form, one_line

__all__ = ["ANYWHERE", "NOTE", "CellFault", "SheetRows", "Skipped"]

ANYWHERE = "*"  # in place of a header of `skip`: any cell of the row
NOTE = "neither a time nor a count: taken for a note"
TIMES = ("at", "day", "hour", "not_before", "not_after")


@dataclass(frozen=True)
class Skipped:
    """Something of a sheet that became no row of a table, and why.

    Attributes
    ----------
    cell : str
        Its address.
    text : str
        What stands there.
    """

    row: int
    cell: str
    text: str
    reason: str

    def as_dict(self) -> dict[str, str | int]:
        """Give what a machine reads."""
        return {"row": self.row, "cell": self.cell, "text": self.text, "reason": self.reason}


class CellFault(Exception):
    """A fault in a cell."""

    def __init__(self, row: int, cell: str, fault: Fault) -> None:
        super().__init__(cell)
        self.row, self.cell, self.fault = row, cell, fault


@dataclass(frozen=True)
class SheetRows:
    """The rows of a sheet below its header.

    Attributes
    ----------
    fields : mapping
        Column by field of the map.
    values : mapping
        Column by header of each column of counts; by None where there is one.
    skips : mapping
        Column by header of what `skip` of the map looks at.
    is_time : callable
        Says of a field and a cell whether a time can be read there.
    """

    grid: Grid
    wanted: SheetMap
    header: Found
    fields: Mapping[str, int]
    values: Mapping[str | None, int]
    skips: Mapping[str, int]
    is_time: Callable[[str, Cell], bool]

    def rows(self) -> Iterator[int | Skipped]:
        """Give each row that holds counts, and why each of the others does not; empty rows are passed over."""
        for row in range(1, self.grid.height + 1):
            filled = self.grid.filled(row)
            if filled and not self.header.first <= row <= self.header.last:
                reason = "above the header" if row < self.header.first else self._reason(row, filled)
                if reason:
                    text = " | ".join(one_line(self.grid.own(row, column).text) for column in filled)
                    yield Skipped(row, address(row, filled[0]), text, reason)
                else:
                    yield row

    def _reason(self, row: int, filled: list[int]) -> str:
        """Say why a row below the header holds no count, or nothing."""
        if row in self.grid.hidden_rows and self.wanted.hidden == "skip":
            return "hidden, and left out by hidden: skip"
        if self._is_header(row):
            return "the header again"
        for header, patterns in self.wanted.skip.items():
            for column in filled if header == ANYWHERE else [self.skips[header]]:
                text = self.grid.shown(row, column).text
                if any(_fits(text, pattern) for pattern in patterns):
                    return f"left out by skip: {header}: {one_line(text)}"
        counted = any(not self.grid.own(row, k).empty for k in self.values.values())
        times = [(field, self.grid.own(row, self.fields[field])) for field in TIMES if field in self.fields]
        timed = any(not cell.empty and self.is_time(field, cell) for field, cell in times)
        if self._across(row, filled) or not (counted or timed or len(filled) > 2):
            return NOTE
        return ""

    def _is_header(self, row: int) -> bool:
        mapped = [*self.fields.values(), *self.values.values()]
        last = self.header.last
        return all(one_line(self.grid.shown(row, k).text) == one_line(self.grid.shown(last, k).text) for k in mapped)

    def again(self) -> Iterator[CellFault]:
        """Give each row in which the header stands again, where the map does not say that the table goes on there."""
        if self.wanted.header.again:
            return
        for row in range(self.header.last + 1, self.grid.height + 1):
            if self._is_header(row):
                fault = Fault(
                    "header-again",
                    "the header again, of a next page or of another table",
                    "one table below one header",
                    "If the table goes on there, add again: yes to 'header' in the map; else split the sheet.",
                )
                yield CellFault(row, address(row, next(iter(self.values.values()))), fault)

    def _across(self, row: int, filled: list[int]) -> bool:
        """Say whether all that stands in a row is one text that runs across several columns."""
        merge = self.grid.merges.get((row, filled[0]))
        text = isinstance(self.grid.own(row, filled[0]).value, str)
        return len(filled) == 1 and text and merge is not None and merge.right > merge.left

    def cell(self, row: int, field: str | None, column: int) -> tuple[Cell, str]:
        """Give what stands for a field in a row, and the address of the cell that holds it.

        Raises
        ------
        CellFault
            It is hidden, merged with something of another meaning, shows an error, or its result is not kept.
        """
        merge = self.grid.merges.get((row, column))
        if merge is not None:
            self._one_meaning(row, field, column)
        cell, where = self.grid.shown(row, column), address(row, column)
        if merge is not None:
            where = address(merge.top, merge.left)
        elif cell.empty and field in self.wanted.fill_down:
            cell, where = self._above(row, column)
        if self._is_missing(cell):
            return Cell(), where
        self._readable(row, column, cell, where)
        return cell, where

    def _above(self, row: int, column: int) -> tuple[Cell, str]:
        for above in range(row, self.header.last, -1):
            if not self.grid.own(above, column).empty:
                return self.grid.own(above, column), address(above, column)
        return Cell(), address(row, column)

    def _is_missing(self, cell: Cell) -> bool:
        return isinstance(cell.value, str) and any(
            matching_form(cell.value) == matching_form(mark) for mark in self.wanted.missing
        )

    def _one_meaning(self, row: int, field: str | None, column: int) -> None:
        """Refuse a merged cell that covers columns under different headers, or a count for several rows."""
        merge = self.grid.merges[row, column]
        where = address(merge.top, merge.left)
        area = f"{where}:{address(merge.bottom, merge.right)}"
        under = {self.header.texts[k] for k in range(merge.left, merge.right + 1) if k in self.header.texts}
        if len(under) > 1 or column != merge.left:
            raise CellFault(
                merge.top,
                where,
                Fault(
                    "merge-spans",
                    f"{area} merged, under {' and '.join(shown(text) for text in sorted(under))}",
                    "cells merged within one column",
                    "Unmerge them in the sheet, and write each value in its own cell.",
                ),
            )
        if field is None and merge.bottom > merge.top:
            raise CellFault(
                merge.top,
                where,
                Fault(
                    "merge-spans",
                    f"{area} merged, one count for {merge.bottom - merge.top + 1} rows",
                    "a count for each row",
                    "Unmerge them in the sheet, and write the count where it belongs.",
                ),
            )

    def _readable(self, row: int, column: int, cell: Cell, where: str) -> None:
        if row in self.grid.hidden_rows and self.wanted.hidden is None:
            raise CellFault(row, where, _hidden(f"row {row} is hidden"))
        if column in self.grid.hidden_columns and self.wanted.hidden != "read":
            raise CellFault(row, where, _hidden("its column is hidden"))
        if cell.fault:
            lost = cell.fault == "formula"
            raise CellFault(
                row,
                where,
                Fault(
                    "formula-without-result" if lost else "cell-error",
                    "a formula whose result is not kept in the file" if lost else shown(cell.text),
                    "a value",
                    "Open the sheet in a spreadsheet program, save it, and try again." if lost else "Correct the cell.",
                ),
            )


def _hidden(what: str) -> Fault:
    return Fault(
        "cell-hidden",
        what,
        "cells that can be seen, or a choice",
        "Show it in the sheet, or add 'hidden: read' to the map; 'hidden: skip' leaves hidden rows out.",
    )


def _fits(text: str, pattern: str) -> bool:
    """Say whether a cell is what `skip` names; a star at the end stands for anything."""
    if pattern.endswith("*"):
        return matching_form(text).startswith(matching_form(pattern[:-1])) and bool(matching_form(text))
    return matching_form(text) == matching_form(pattern)
