"""An Excel workbook becomes a grid: values as they were last worked out, merged cells, what is hidden.

Traps of the format: a formula has a result only if the program that wrote the file kept one; a date is a number with a
format; a sheet may claim a million rows; a packed file may unpack to anything.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

from corridor.base.errors import Problems, Where, shown
from corridor.base.files import clean
from corridor.intake.sheets.grid import EMPTY, Cell, Grid, Merge
from corridor.intake.sheets.matching import matching_form

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["workbook"]

_UNPACKED = 60_000_000  # bytes
_CELLS = 1_000_000
_NOT_A_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.')  # what a number format shows as it stands
_HOURS = re.compile(r"\[?h", re.IGNORECASE)


def workbook(file: str, raw: bytes, sheet: str | None, problems: Problems) -> Grid | None:
    """Give a sheet of a workbook, or None with the problem noted.

    Parameters
    ----------
    sheet : str or None
        Its name; None where there is only one with something in it.
    """
    book = _loaded(file, raw, problems)
    if book is None:
        return None
    found = _chosen(file, book, sheet, problems)
    if found is None:
        return None
    label = f"{file} [{found.title}]"
    if (found.max_row or 0) * (found.max_column or 0) > _CELLS:
        problems.note(
            "file-too-large",
            Where(label),
            f"{found.max_row:,} rows and {found.max_column:,} columns",
            f"at most {_CELLS:,} cells",
            "Delete the empty rows and columns that only carry a format, or split the sheet.",
        )
        return None
    return _grid(label, found, _formulas(raw, found.title))


def _loaded(file: str, raw: bytes, problems: Problems) -> Workbook | None:
    """Give the workbook with the results of its formulas."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            unpacked, names = sum(item.file_size for item in packed.infolist()), packed.namelist()
        if unpacked > _UNPACKED:
            problems.note(
                "file-too-large",
                Where(file),
                f"{unpacked:,} bytes when unpacked",
                f"at most {_UNPACKED:,} bytes",
                "Check that it is the right file; delete sheets and empty rows that are not needed.",
            )
            return None
        if "xl/workbook.xml" not in names and any(name.startswith("content.xml") for name in names):
            raise ValueError("an OpenDocument file")
        return _opened(raw, True)
    except Exception as error:  # the library raises whatever the broken part made it stumble over
        broken = isinstance(error, zipfile.BadZipFile | EOFError)
        what = "a workbook that was cut off or damaged" if broken else f"no workbook that can be read ({_short(error)})"
        problems.note(
            "sheet-unreadable",
            Where(file),
            what,
            "an .xlsx workbook, or a .csv file",
            "Ask for the file again, or open it and save it as .xlsx.",
        )
        return None


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:80] or type(error).__name__


def _opened(raw: bytes, results: bool) -> Workbook:
    from openpyxl import load_workbook  # slow to load, and most commands read no workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that are not kept when it is written again; it never is
        return load_workbook(io.BytesIO(raw), data_only=results)


def _chosen(file: str, book: Workbook, sheet: str | None, problems: Problems) -> Worksheet | None:
    """Give the sheet of that name, or the only one with something in it; a hidden one only by its name."""
    sheets = [one for one in book.worksheets if one.max_row > 1 or one["A1"].value is not None]
    names = [one.title + (" (hidden)" if one.sheet_state != "visible" else "") for one in sheets]
    if sheet is not None:
        named = [one for one in book.worksheets if one.title == sheet]
        named = named or [one for one in book.worksheets if matching_form(one.title) == matching_form(sheet)]
        if len(named) == 1:
            return named[0]
        problems.note(
            "sheet-unknown",
            Where(file, field="sheet"),
            f"no sheet {shown(sheet)}" if not named else f"several sheets {shown(sheet)}",
            "one of " + ", ".join(one.title for one in book.worksheets),
            "Correct 'sheet' in the map.",
        )
        return None
    if len(sheets) == 1 and sheets[0].sheet_state == "visible":
        return sheets[0]
    problems.note(
        "sheet-unstated",
        Where(file, field="sheet"),
        f"{len(sheets)} sheets with something in them: {', '.join(names)}" if sheets else "only empty sheets",
        "one sheet that can be seen, or its name in the map",
        f"Add 'sheet: {sheets[0].title}', or the one you mean, to the map." if sheets else "Ask for the file again.",
    )
    return None


def _formulas(raw: bytes, title: str) -> frozenset[tuple[int, int]]:
    """Give where formulas stand; the results alone do not tell a lost one from an empty cell."""
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        parts = [name for name in packed.namelist() if name.startswith("xl/worksheets/")]
        if not any(b"<f" in packed.read(name) for name in parts if name.endswith(".xml")):
            return frozenset()
    cells = _opened(raw, False)[title].iter_rows()
    return frozenset((cell.row or 0, cell.column or 0) for row in cells for cell in row if cell.data_type == "f")


def _grid(label: str, sheet: Worksheet, formulas: frozenset[tuple[int, int]]) -> Grid:
    merges = {}
    for area in sheet.merged_cells.ranges:
        merge = Merge(area.min_row, area.min_col, area.max_row, area.max_col)
        for row in range(area.min_row, area.max_row + 1):
            for column in range(area.min_col, area.max_col + 1):
                merges[row, column] = merge
    spans = [(d.min or 1, d.max or 0) for d in sheet.column_dimensions.values() if d.hidden]
    return Grid(
        label,
        [[_cell(cell, formulas) for cell in row] for row in sheet.iter_rows()],
        merges,
        frozenset(row for row, dimension in sheet.row_dimensions.items() if dimension.hidden),
        frozenset(column for first, last in spans for column in range(first, last + 1)),
    )


def _cell(cell: Any, formulas: frozenset[tuple[int, int]]) -> Cell:
    value = cell.value
    if value is None:
        lost = (getattr(cell, "row", 0), getattr(cell, "column", 0)) in formulas
        return Cell(fault="formula") if lost else EMPTY
    if cell.data_type == "e":
        return Cell(value, fault="error")
    if isinstance(value, str):
        return Cell(clean(value.replace("_x000D_", "\n")))
    return Cell(value, day_only=bool(cell.is_date) and not _HOURS.search(_NOT_A_FORMAT.sub("", cell.number_format)))
