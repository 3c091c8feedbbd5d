"""A file becomes a grid: a workbook, or text with separators; what is neither is told by what it is."""

from __future__ import annotations

from pathlib import Path

from corridor.base.errors import Problems, Where
from corridor.base.files import plain_bytes
from corridor.intake.sheets.columnmap import SheetMap
from corridor.intake.sheets.delimited import delimited
from corridor.intake.sheets.grid import Grid
from corridor.intake.sheets.workbook import workbook

__all__ = ["LARGEST", "open_file"]

LARGEST = 10_000_000  # bytes; a sheet of a hundred thousand rows has about five million
_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOKS = (".xlsx", ".xlsm")


def open_file(path: Path, wanted: SheetMap, problems: Problems) -> Grid | None:
    """Give the sheet that the map means, or None with the problem noted."""
    raw = _raw(path, problems)
    if raw is None:
        return None
    if raw.startswith(_COMPOUND):
        _unreadable(
            path,
            "an encrypted workbook, or one of the old .xls format",
            "Open it with its password, and save it as an .xlsx workbook without one.",
            problems,
        )
        return None
    if raw.startswith(_ZIP):
        return workbook(path.name, raw, wanted.sheet, problems)
    if path.suffix.lower() in _WORKBOOKS:
        _unreadable(
            path,
            "something other than a workbook, or one that was cut off",
            "Ask for the file again, or open it and save it as .xlsx.",
            problems,
        )
        return None
    return delimited(path.name, raw, wanted.encoding, wanted.separator, problems)


def _raw(path: Path, problems: Problems) -> bytes | None:
    try:
        raw = plain_bytes(path, LARGEST)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        problems.note(
            "file-missing" if missing else "file-unreadable",
            Where(str(path)),
            (error.strerror or str(error)).lower(),
            "a sheet: an .xlsx workbook, or a .csv file",
            "Check the path." if missing else "Give a plain file that you may read.",
        )
        return None
    if len(raw) > LARGEST:
        problems.note(
            "file-too-large",
            Where(path.name),
            f"more than {LARGEST:,} bytes",
            f"a sheet of at most {LARGEST:,} bytes",
            "Check that it is the right file; take pictures and other sheets out, or split it.",
        )
        return None
    if not raw.strip():
        _unreadable(path, "an empty file", "Ask for the file again.", problems)
        return None
    return raw


def _unreadable(path: Path, found: str, remedy: str, problems: Problems) -> None:
    problems.note("sheet-unreadable", Where(path.name), found, "an .xlsx workbook, or a .csv file", remedy)
