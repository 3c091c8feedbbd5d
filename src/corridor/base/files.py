"""Reading the files of a scenario folder as text, YAML and table rows, with every fault told and none raised early.

Limits are set where a file could hurt: sizes, aliases in YAML (which can grow without bound), nesting, and
anything that is not UTF-8 text.
"""

from __future__ import annotations

import codecs
import csv
import difflib
import errno
import io
import re
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from corridor.base.errors import Problems, Where, shown

__all__ = ["Cells", "YamlFile", "clean", "fold", "plain_bytes", "read_table", "read_text", "read_yaml"]

MAX_YAML = 500_000
MAX_TABLE = 100_000_000
_MAX_DEPTH = 40


def read_text(
    path: Path,
    problems: Problems,
    limit: int,
    expected: str = "",
    remedy: str = "Add the file; 'corridor new DIR' shows one that works.",
) -> str | None:
    """Give the text of a UTF-8 file, cleaned by `clean`, or None with the problem noted.

    Parameters
    ----------
    limit : int
        Most bytes.
    expected, remedy : str
        What is said where there is no such file.
    """
    try:
        raw = plain_bytes(path, limit)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        problems.note(
            "file-missing" if missing else "file-unreadable",
            Where(path.name),
            (error.strerror or str(error)).lower(),
            expected or f"a file {path.name} that can be read",
            remedy if missing else "Put a plain file there that you may read.",
        )
        return None
    if len(raw) > limit:
        problems.note(
            "file-too-large",
            Where(path.name),
            f"more than {limit:,} bytes",
            f"at most {limit:,} bytes of text",
            "Check that it is the right file.",
        )
        return None
    return _decoded(path.name, raw, problems)


def plain_bytes(path: Path, limit: int) -> bytes:
    """Give the content of a plain file, or its beginning when it is longer than `limit`."""
    kind = path.stat().st_mode
    if not stat.S_ISREG(kind):  # a pipe or a device would keep us waiting for ever
        raise OSError(errno.EINVAL, "is a directory" if stat.S_ISDIR(kind) else "is no plain file")
    with path.open("rb") as stream:
        return stream.read(limit + 1)


def _decoded(file: str, raw: bytes, problems: Problems) -> str | None:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        problems.note("encoding", Where(file, 1), "text in UTF-16, or binary data", "text in UTF-8", _as_utf8(file))
        return None
    if b"\0" in raw:
        problems.note(
            "file-binary",
            Where(file, raw[: raw.index(b"\0")].count(b"\n") + 1),
            "binary data",
            "text in UTF-8",
            "Check that it is the right file; save tables as CSV in UTF-8.",
        )
        return None
    try:
        return clean(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        problems.note(
            "encoding",
            Where(file, raw[: error.start].count(b"\n") + 1),
            f"the byte 0x{raw[error.start]:02x}",
            "text in UTF-8",
            _as_utf8(file),
        )
        return None


def _as_utf8(file: str) -> str:
    return "Save the file as UTF-8" + ("; in Excel choose 'CSV UTF-8'." if file.endswith(".csv") else ".")


_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e"))


def clean(text: str) -> str:
    """Give a text in composed form (NFC) without marks that nobody sees, so that names that look alike are alike.

    The joiners U+200C and U+200D stay: Persian and other scripts are spelt with them.
    """
    return unicodedata.normalize("NFC", text).translate(_INVISIBLE)


def fold(text: str) -> str:
    """Give the form in which two texts that a reader would take for the same are equal."""
    visible = "".join(ch for ch in text if unicodedata.category(ch) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", visible).casefold().split())


# --- YAML -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class YamlFile:
    """The content of a YAML file and the line on which each key stands.

    Attributes
    ----------
    content : dict
        Plain Python values; times stay text.
    lines : dict
        Line (from 1) of each dotted path, given as a tuple of keys and indices.
    name : str
        Of the file, for messages.
    """

    content: dict[str, Any]
    lines: dict[tuple[Any, ...], int]
    name: str

    def line(self, path: tuple[Any, ...]) -> int | None:
        """Give the line of `path` or of the nearest part of it that the file has."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None

    def cell(self, *path: Any) -> Where:
        """Give where something stands that a path leads to."""
        return Where(self.name, self.line(path), ".".join(map(str, path)))


class _Refused(Exception):
    def __init__(self, line: int, found: str, expected: str, remedy: str) -> None:
        self.problem: dict[str, str | int | None] = {
            "row": line,
            "found": found,
            "expected": expected,
            "remedy": remedy,
        }


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader without aliases, without times as objects, and with plain decimal numbers only.

    YAML 1.1 reads 010 as eight and 1:30 as ninety; here they stay text, and the number parser judges them.
    """

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            line = self.peek_event().start_mark.line + 1  # type: ignore[no-untyped-call]
            raise _Refused(line, "an alias (*name)", "values written out", "Write the value out instead of an alias.")
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    letter: [
        (tag, regexp)
        for tag, regexp in resolvers
        if tag.rpartition(":")[2] not in ("timestamp", "int", "float", "value", "merge")
    ]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?(0|[1-9][0-9]{0,20})$"), list("-+0123456789"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"([-+]?[0-9]+\.[0-9]*([eE][-+]?[0-9]+)?|[-+]?\.inf|\.nan)$", re.IGNORECASE),
    list("-+.0123456789"),
)


def read_yaml(path: Path, problems: Problems) -> YamlFile | None:
    """Give the mapping in a YAML file, or None with the problems noted."""
    text = read_text(path, problems, MAX_YAML)
    if text is None:
        return None
    lines: dict[tuple[Any, ...], int] = {}
    try:
        content = _parsed(text, lines)
    except _Refused as refused:
        problems.add("yaml-refused", file=path.name, **refused.problem)
        return None
    except (yaml.YAMLError, RecursionError, ValueError, AttributeError) as error:
        problems.add("yaml-invalid", file=path.name, **_yaml_fault(text, error))
        return None
    if not isinstance(content, dict):
        problems.note(
            "yaml-not-mapping",
            Where(path.name, 1),
            "nothing" if content is None else f"a {type(content).__name__}",
            "keys with values, such as 'name: ...'",
            "Start from 'corridor new DIR' and compare.",
        )
        return None
    return YamlFile(content, lines, path.name)


def _parsed(text: str, lines: dict[tuple[Any, ...], int]) -> Any:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        return None if node is None else _plain(loader, node, (), lines)
    finally:
        loader.dispose()


def _yaml_fault(text: str, error: Exception) -> dict[str, str | int | None]:
    """Give row, found, expected and remedy of what the YAML parser says."""
    remedy = "Check indentation, colons and quotes on this line and the one above."
    if isinstance(error, yaml.reader.ReaderError):
        row: int | None = text.count("\n", 0, error.position) + 1
        found = f"a control character, U+{error.character:04X}" if isinstance(error.character, int) else str(error)
        remedy = "Remove the character."
    else:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else None
        deep = isinstance(error, RecursionError)
        found = "too deep a nesting" if deep else str(getattr(error, "problem", None) or error)
        if "\\t" in found:
            remedy = "Indent with spaces instead of tabs."
    found = " ".join(found.removeprefix("but ").removeprefix("found ").split())[:120] or "text that cannot be parsed"
    return {"row": row, "found": found, "expected": "valid YAML", "remedy": remedy}


def _plain(loader: _Loader, node: yaml.Node, path: tuple[Any, ...], lines: dict[tuple[Any, ...], int]) -> Any:
    """Turn a node into plain values, noting lines and refusing repeated keys, odd keys and deep nesting."""
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if len(path) > _MAX_DEPTH:
        raise _Refused(line, "too deep a nesting", f"at most {_MAX_DEPTH} levels", "Check brackets and indentation.")
    if node.tag not in _TAGS[type(node)]:
        raise _Refused(line, f"the tag {shown(node.tag)}", "plain values", "Remove the tag.")
    if isinstance(node, yaml.SequenceNode):
        return [_plain(loader, item, (*path, index), lines) for index, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return loader.construct_object(node)
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            at = key_node.start_mark.line + 1
            raise _Refused(at, "a key that is a list or mapping", "a text as key", "Correct the key.")
        key = " ".join(key_node.value.split())
        at = key_node.start_mark.line + 1
        if key in result:
            raise _Refused(at, f"the key {shown(key)} a second time", "each key once", "Remove one of the two.")
        lines[(*path, key)] = at
        result[key] = _plain(loader, value_node, (*path, key), lines)
    return result


_TAGS = {
    kind: {f"tag:yaml.org,2002:{name}" for name in names}
    for kind, names in {
        yaml.ScalarNode: ("str", "int", "float", "bool", "null"),
        yaml.SequenceNode: ("seq",),
        yaml.MappingNode: ("map",),
    }.items()
}


# --- tables ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cells:
    """The filled cells of one row, by column, and the line it begins on; not `whole` when cells are missing or over."""

    row: int
    cells: dict[str, str]
    whole: bool = True


def read_table(path: Path, columns: dict[str, bool], problems: Problems) -> list[Cells] | None:
    """Give the rows of a CSV file, or None when it cannot be read as a table.

    Parameters
    ----------
    path : Path
        The file.
    columns : dict
        Every column that may stand there, and whether it must.
    problems : Problems
        Takes what is wrong.
    """
    text = read_text(path, problems, MAX_TABLE)
    if text is None:
        return None
    lines = text.split("\n")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Cells] = []
    header: list[str] | None = None
    begins = 1
    try:
        for cells in reader:
            begins, line = reader.line_num + 1, begins
            if not any(cell.strip() for cell in cells):
                continue
            if lines[line - 1].lstrip().startswith("#"):
                _comment(path.name, line, cells, problems)
            elif header is None:
                header = _header(path.name, line, cells, columns, problems)
                if header is None:
                    return None
            else:
                rows.append(_cells(path.name, line, cells, header, problems))
    except csv.Error as error:
        _csv_fault(path.name, begins, error, problems)
        return None
    if header is None:
        problems.note(
            "csv-empty",
            Where(path.name, 1),
            "nothing",
            "a header row and rows below it",
            "Write the header: " + ", ".join(columns) + ".",
        )
        return None
    return rows


def _cells(file: str, line: int, cells: list[str], header: list[str], problems: Problems) -> Cells:
    whole = _fits(file, line, cells, header, problems)
    filled = {column: cell.strip() for column, cell in zip(header, cells, strict=False) if cell.strip()}
    return Cells(line, {c: v for c, v in filled.items() if not c.startswith("x_")}, whole)


def _comment(file: str, line: int, cells: list[str], problems: Problems) -> None:
    problems.note(
        "csv-comment",
        Where(file, line),
        shown(cells[0]),
        "rows only, no comments",
        "Remove the line; put quotes round a cell that begins with '#'.",
    )


def _csv_fault(file: str, line: int, error: csv.Error, problems: Problems) -> None:
    unclosed = "unexpected end of data" in str(error)
    inside = "a quote inside a cell" if "expected after" in str(error) else str(error)
    problems.note(
        "csv-invalid",
        Where(file, line),
        "a quote that is not closed" if unclosed else inside,
        "comma-separated values with matching quotes",
        "Close the quote that opens in this row."
        if unclosed
        else 'Correct the quotes of this row; a quote inside quotes is written twice, "".',
    )


def _header(file: str, line: int, cells: list[str], columns: dict[str, bool], problems: Problems) -> list[str] | None:
    header = [cell.strip() for cell in cells]
    before = len(problems.found)
    other = next((sign for sign in (";", "\t", "|") if len(cells) == 1 and sign in cells[0]), None)
    if other is not None:
        problems.note(
            "csv-separator",
            Where(file, line),
            "columns separated by " + {";": "semicolons", "\t": "tabs", "|": "strokes"}[other],
            "columns separated by commas, with '.' for decimals",
            "Save the table with commas; in Excel choose 'CSV UTF-8' under English regional settings.",
        )
        return None
    for column in sorted(set(header)):
        close = difflib.get_close_matches(column, set(columns).difference(header), 1)
        if header.count(column) > 1:
            problems.note(
                "column-duplicate",
                Where(file, line, column),
                "the column twice",
                "it once",
                "Remove or rename one of the two.",
            )
        elif column not in columns and not column.startswith("x_"):
            problems.note(
                "key-unknown",
                Where(file, line, column),
                f"the column {shown(column)}",
                "one of " + ", ".join(columns),
                f"Did you mean {close[0]}?"
                if close
                else "Correct its name, or begin it with x_ to keep it for yourself.",
            )
    for column, required in columns.items():
        if required and column not in header:
            problems.note(
                "column-missing",
                Where(file, line, column),
                "no such column",
                f"a column {column}",
                "Add the column; separate columns by commas.",
            )
    return header if len(problems.found) == before else None


def _fits(file: str, line: int, cells: list[str], header: list[str], problems: Problems) -> bool:
    if len(cells) == len(header):
        return True
    short = len(cells) < len(header)
    problems.note(
        "row-short" if short else "row-long",
        Where(file, line),
        f"{len(cells)} cells",
        f"{len(header)} cells, as in the header",
        "Add the missing commas." if short else "Put quotes round a cell that contains a comma.",
    )
    return False
