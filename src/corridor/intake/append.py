"""Rows appended to a CSV file, of which everything that is there stays as it is, byte for byte.

Columns are added only where a new row needs them, at the end of the header; the rows there then get empty cells.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

__all__ = ["Appended", "appended"]


@dataclass(frozen=True)
class Appended:
    """A file with rows appended.

    Attributes
    ----------
    text : str
        The whole content.
    lines : tuple of int
        The line on which each new row begins.
    rows : tuple of str
        The new rows as written.
    columns : tuple of str
        Columns that were added to the header.
    """

    text: str
    lines: tuple[int, ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]


def appended(text: str, rows: Iterable[Mapping[str, str]], order: Sequence[str], always: Sequence[str]) -> Appended:
    """Append rows to the text of a CSV file.

    Parameters
    ----------
    text : str
        What is there: a header and rows that fit it, or nothing.
    rows : iterable of mapping
        Cells by column.
    order : sequence of str
        All columns that there may be, in the order in which missing ones are added.
    always : sequence of str
        Those of a new file.
    """
    rows = list(rows)
    filled = {column for row in rows for column, cell in row.items() if cell}
    records = _records(text)
    here = next((cells for cells, _ in records if any(cell.strip() for cell in cells)), None)
    header = [cell.strip().lstrip("\ufeff") for cell in here or ()]
    wanted = filled if here else filled.union(always)
    added = [column for column in order if column in wanted and column not in header]
    end = _line_end(text)
    if here is None:
        body = ",".join(map(quoted, added)) + end
    elif added:
        body = _widened(records, added)
    else:
        body = text
    if not body.endswith(("\n", "\r")):
        body += end
    written = tuple(",".join(quoted(row.get(column, "")) for column in (*header, *added)) for row in rows)
    heights = [len(_lines(one)) for one in written]
    lines = tuple(accumulate(heights[:-1], initial=len(_lines(body)) + 1))
    return Appended(body + "".join(one + end for one in written), lines, written, tuple(added) if here else ())


def quoted(cell: str) -> str:
    """Give a cell as it stands in the file: in quotes where it would else be read as something other."""
    odd = any(sign in cell for sign in ',"\r\n') or cell != cell.strip() or cell.startswith("#")
    return '"' + cell.replace('"', '""') + '"' if odd else cell


def _lines(text: str) -> list[str]:
    return list(io.StringIO(text, newline=""))


def _line_end(text: str) -> str:
    """Give how lines end in the file: as its first does."""
    first = _lines(text)[0] if text else ""
    return "\r\n" if first.endswith("\r\n") else first[-1] if first.endswith(("\n", "\r")) else "\n"


def _records(text: str) -> list[tuple[list[str], str]]:
    """Give the cells of each record and its text, which may hold several lines."""
    lines = _lines(text)
    reader = csv.reader(lines)
    records, begins = [], 0
    for cells in reader:
        records.append((cells, "".join(lines[begins : reader.line_num])))
        begins = reader.line_num
    return records


def _widened(records: list[tuple[list[str], str]], added: Sequence[str]) -> str:
    """Give all records with the added columns: their names in the header, empty cells below it."""
    parts, begun = [], False
    for cells, written in records:
        bare = written.rstrip("\r\n")
        if not any(cell.strip() for cell in cells):
            parts.append(written)
            continue
        more = "," * len(added) if begun else "," + ",".join(map(quoted, added))
        parts.append(bare + more + written[len(bare) :])
        begun = True
    return "".join(parts)
