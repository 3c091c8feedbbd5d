"""A sheet as it lies in memory, whatever file it came from: cells by row and column, and which of them are merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

__all__ = ["EMPTY", "Cell", "Grid", "Merge", "Value", "address", "letters"]

Value = str | int | float | bool | datetime | date | time | timedelta | None


@dataclass(frozen=True)
class Cell:
    """A cell.

    Attributes
    ----------
    value : Value
        None for an empty one.
    day_only : bool
        Whether a date is shown without hours, so that its midnight means nothing.
    fault : str
        ``formula`` for one whose result is not kept in the file, ``error`` for one that shows an error.
    """

    value: Value = None
    day_only: bool = False
    fault: Literal["", "formula", "error"] = ""

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not self.fault and (self.value is None or (isinstance(self.value, str) and not self.value.strip()))

    @property
    def text(self) -> str:
        """What stands in it, for people."""
        return "" if self.value is None else str(self.value)


EMPTY = Cell()


@dataclass(frozen=True)
class Merge:
    """Cells that are merged into one; what it holds stands in the first."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """A sheet; rows and columns count from 1.

    Attributes
    ----------
    label : str
        File and sheet, for messages.
    rows : sequence of sequence of Cell
        May be of several lengths.
    merges : mapping
        The merge that a cell is part of, by (row, column).
    hidden_rows, hidden_columns : frozenset of int
        Those that a reader of the sheet does not see.
    """

    label: str
    rows: Sequence[Sequence[Cell]]
    merges: Mapping[tuple[int, int], Merge]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.rows)

    @property
    def width(self) -> int:
        """Number of columns of the longest row."""
        return max((len(row) for row in self.rows), default=0)

    def own(self, row: int, column: int) -> Cell:
        """Give what stands in a cell itself."""
        cells = self.rows[row - 1] if 1 <= row <= self.height else ()
        return cells[column - 1] if 1 <= column <= len(cells) else EMPTY

    def shown(self, row: int, column: int) -> Cell:
        """Give what a reader sees there: in a merged cell, what stands in its first."""
        merge = self.merges.get((row, column))
        return self.own(merge.top, merge.left) if merge else self.own(row, column)

    def filled(self, row: int) -> list[int]:
        """Give the columns of a row in which something stands."""
        return [column for column, cell in enumerate(self.rows[row - 1], 1) if not cell.empty]


def letters(column: int) -> str:
    """Give the letters of a column.

    Examples
    --------
    >>> letters(1), letters(26), letters(27), letters(703)
    ('A', 'Z', 'AA', 'AAA')
    """
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def address(row: int, column: int) -> str:
    """Give the address of a cell, such as ``C7``."""
    return f"{letters(column)}{row}"
