"""The header of a sheet: where it stands, and which column is which."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corridor.base.errors import Problems, Where, shown
from corridor.intake.sheets.columnmap import Column, Header
from corridor.intake.sheets.grid import Grid, address, letters
from corridor.intake.sheets.matching import matching_form, one_line

__all__ = ["Found", "find_header"]

_SEARCHED = 60  # rows


@dataclass(frozen=True)
class Found:
    """A header.

    Attributes
    ----------
    first, last : int
        Its rows.
    columns : mapping
        Column by the key under which it was looked for.
    texts : mapping
        What stands over each column that has a header.
    """

    first: int
    last: int
    columns: Mapping[str, int]
    texts: Mapping[int, str]


def find_header(grid: Grid, where: Header, wanted: Mapping[str, Column], problems: Problems) -> Found | None:
    """Find the columns of a map, in the row it states or in the first that has them all.

    Parameters
    ----------
    wanted : mapping
        The columns to look for, by a key of the caller's.
    """
    starts: Iterable[int] = (where.row,) if where.row else range(1, min(grid.height, _SEARCHED) + 1)
    best: tuple[int, dict[str, list[int]], dict[int, str]] | None = None
    for start in starts:
        texts = _texts(grid, start, where)
        matches = {key: _columns_under(column, texts) for key, column in wanted.items()}
        if best is None or _score(matches) > _score(best[1]):
            best = start, matches, texts
        if all(matches.values()):
            break
    if best is None or not _score(best[1]):
        _nowhere(grid, where, wanted, problems)
        return None
    start, matches, texts = best
    last = start + where.rows - 1
    if not _single(grid, last, wanted, matches, texts, problems):
        return None
    return Found(start, last, {key: columns[0] for key, columns in matches.items()}, texts)


def _score(matches: Mapping[str, list[int]]) -> int:
    return sum(1 for columns in matches.values() if columns)


def _texts(grid: Grid, start: int, where: Header) -> dict[int, str]:
    """Give what stands over each column: the parts of all header rows, from the top, joined by strokes."""
    last = start + where.rows - 1
    found = {}
    for column in range(1, grid.width + 1):
        parts: list[str] = []
        for row in range(start, last + 1):
            merge = grid.merges.get((row, column))
            if merge and row == last and column != merge.left:
                continue  # of cells merged side by side in the last row, the first is the column
            if merge and merge.top < row and row > start:
                continue  # it is said already
            text = one_line(grid.shown(row, column).text)
            if not text and where.fill and row < last:
                text = _to_the_left(grid, row, column)
            parts += [text] if text else []
        if parts:
            found[column] = " / ".join(parts)
    return found


def _to_the_left(grid: Grid, row: int, column: int) -> str:
    return next((one_line(grid.own(row, k).text) for k in range(column, 0, -1) if not grid.own(row, k).empty), "")


def _columns_under(column: Column, texts: Mapping[int, str]) -> list[int]:
    """Give the columns with that header: as written, or else as a reader would take it."""
    exact = [k for k, text in texts.items() if text == one_line(column.header)]
    alike = [
        k for k, text in texts.items() if matching_form(text, header=True) == matching_form(column.header, header=True)
    ]
    found = exact or alike
    return [k for k in found if letters(k) == column.column] if column.column and found else found


def _single(
    grid: Grid,
    row: int,
    wanted: Mapping[str, Column],
    matches: Mapping[str, list[int]],
    texts: Mapping[int, str],
    problems: Problems,
) -> bool:
    """Say whether each column was found once, and no two in one place; note what is not so."""
    before = len(problems.found)
    taken: dict[int, str] = {}
    for key, columns in matches.items():
        header = wanted[key].header
        if not columns:
            _missing(grid, row, wanted[key], texts, problems)
        elif len(columns) > 1:
            problems.note(
                "header-ambiguous",
                Where(grid.label, row, address(row, columns[0])),
                f"{shown(header)} in {' and '.join(address(row, k) for k in columns)}",
                "one column of that header",
                f"State its letter in the map, as in {{header: {header}, column: {letters(columns[0])}}}, "
                "or the upper row of the header too.",
            )
        elif columns[0] in taken:
            problems.note(
                "header-ambiguous",
                Where(grid.label, row, address(row, columns[0])),
                f"one column for {taken[columns[0]]} and {key}",
                "a column for each",
                "Correct the map.",
            )
        else:
            taken[columns[0]] = key
    return len(problems.found) == before


def _nowhere(grid: Grid, where: Header, wanted: Mapping[str, Column], problems: Problems) -> None:
    problems.note(
        "header-missing",
        Where(grid.label, where.row, str(where.row) if where.row else ""),
        f"none of the headers in row {where.row}" if where.row else f"none of the headers in {_SEARCHED} rows",
        "columns " + ", ".join(shown(column.header) for column in wanted.values()),
        "Check that it is the right sheet and map, or state header.row.",
    )


def _missing(grid: Grid, row: int, column: Column, texts: Mapping[int, str], problems: Problems) -> None:
    header, letter = column.header, column.column
    close = difflib.get_close_matches(matching_form(header), dict.fromkeys(map(matching_form, texts.values())), 1)
    near = next((text for text in texts.values() if close and matching_form(text) == close[0]), None)
    problems.note(
        "header-missing",
        Where(grid.label, row, f"{letter}{row}" if letter else str(row)),
        "headers " + ", ".join(shown(text) for text in texts.values()),
        f"a column {shown(header)}" + (f" in {letter}" if letter else ""),
        f"Did you mean {near}? Correct the map." if near else "Correct the map, or state header.row.",
    )
