"""Text with separators becomes a grid: any stated encoding, commas, semicolons, tabs or strokes."""

from __future__ import annotations

import codecs
import csv
import io

from corridor.base.errors import Problems, Where, shown
from corridor.base.files import clean
from corridor.intake.sheets.grid import Cell, Grid

__all__ = ["SEPARATORS", "delimited"]

SEPARATORS = {",": ",", ";": ";", "tab": "\t", "|": "|"}
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def delimited(file: str, raw: bytes, encoding: str | None, separator: str | None, problems: Problems) -> Grid | None:
    """Give the grid of a text, or None with the problem noted.

    Parameters
    ----------
    encoding : str or None
        Its name; None for UTF-8, or UTF-16 where the file begins with its mark.
    separator : str or None
        A key of `SEPARATORS`; None for commas.
    """
    text = _decoded(file, raw, encoding, problems)
    if text is None:
        return None
    reader = csv.reader(io.StringIO(clean(text), newline=""), delimiter=SEPARATORS[separator or ","], strict=True)
    rows: list[list[Cell]] = []
    try:
        rows.extend([Cell(text) for text in cells] for cells in reader)
    except csv.Error as error:
        problems.note(
            "csv-invalid",
            Where(file, len(rows) + 1),
            str(error),
            "cells with matching quotes",
            "Correct the quotes of this row, or 'separator' in the map.",
        )
        return None
    if separator is None and all(len(cells) < 2 for cells in rows):
        _other_separator(file, text, problems)
    return Grid(file, rows, {})


def _decoded(file: str, raw: bytes, encoding: str | None, problems: Problems) -> str | None:
    name = encoding or ("utf-16" if raw.startswith(_WIDE) else "utf-8-sig")
    try:
        text = raw.decode(name)
    except UnicodeDecodeError as error:
        problems.note(
            "encoding",
            Where(file, raw[: error.start].count(b"\n") + 1),
            f"the byte 0x{raw[error.start]:02x}",
            f"text in {encoding or 'UTF-8'}",
            "State its 'encoding' in the map, such as windows-1252, or save it as UTF-8.",
        )
        return None
    if "\0" in text:
        problems.note(
            "file-binary",
            Where(file, text[: text.index("\0")].count("\n") + 1),
            "binary data",
            "an .xlsx workbook, or a .csv file",
            "Check that it is the right file.",
        )
        return None
    return text


def _other_separator(file: str, text: str, problems: Problems) -> None:
    used = {name: text.count(sign) for name, sign in SEPARATORS.items() if sign in text and name != ","}
    if used:
        likely = max(used, key=lambda name: used[name])
        problems.note(
            "csv-separator",
            Where(file, 1),
            "no comma that separates anything",
            "columns separated by commas, or the separator stated in the map",
            f"Add {shown(f'separator: {likely!r}')} to the map, if that is what separates them.",
        )
