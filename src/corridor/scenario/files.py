"""Reading the files of a scenario folder as text, YAML and table rows, with every fault told and none raised early.

Limits are set where a file could hurt: sizes, aliases in YAML (which can grow without bound), nesting, and
anything that is not UTF-8 text.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from corridor.base.errors import Problems, shown

__all__ = ["Cells", "YamlFile", "read_table", "read_text", "read_yaml"]

MAX_YAML = 2_000_000
MAX_TABLE = 100_000_000
_MAX_DEPTH = 40


def read_text(path: Path, problems: Problems, limit: int) -> str | None:
    """Give the text of a UTF-8 file, or None with the problem noted."""
    try:
        size = path.stat().st_size
        raw = b"" if size > limit else path.read_bytes()
    except OSError as error:
        problems.add(
            "file-unreadable",
            file=path.name,
            found=(error.strerror or str(error)).lower(),
            expected="a file that can be read",
            remedy="Check that the file is there and that you may read it.",
        )
        return None
    if size > limit:
        problems.add(
            "file-too-large",
            file=path.name,
            found=f"{size:,} bytes",
            expected=f"at most {limit:,} bytes of text",
            remedy="Check that it is the right file.",
        )
        return None
    if b"\0" in raw:
        problems.add(
            "file-binary",
            file=path.name,
            found="binary data",
            expected="text in UTF-8",
            remedy="Check that it is the right file; save tables as CSV in UTF-8.",
        )
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(
            "encoding",
            file=path.name,
            row=raw[: error.start].count(b"\n") + 1,
            found=f"the byte 0x{raw[error.start]:02x}",
            expected="text in UTF-8",
            remedy="Save the file as UTF-8.",
        )
        return None


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
    """

    content: dict[str, Any]
    lines: dict[tuple[Any, ...], int]

    def line(self, path: tuple[Any, ...]) -> int | None:
        """Give the line of `path` or of the nearest part of it that the file has."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None


class _Refused(Exception):
    def __init__(self, line: int, found: str, expected: str, remedy: str) -> None:
        self.problem: dict[str, str | int | None] = {
            "row": line,
            "found": found,
            "expected": expected,
            "remedy": remedy,
        }


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader without aliases and without turning times into objects."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            line = self.peek_event().start_mark.line + 1  # type: ignore[no-untyped-call]
            raise _Refused(line, "an alias (*name)", "values written out", "Write the value out instead of an alias.")
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path, problems: Problems) -> YamlFile | None:
    """Give the mapping in a YAML file, or None with the problems noted."""
    text = read_text(path, problems, MAX_YAML)
    if text is None:
        return None
    lines: dict[tuple[Any, ...], int] = {}
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        content = None if node is None else _plain(loader, node, (), lines)
    except _Refused as refused:
        problems.add("yaml-refused", file=path.name, **refused.problem)
        return None
    except (yaml.YAMLError, RecursionError, ValueError, AttributeError) as error:
        mark = getattr(error, "problem_mark", None)
        found = getattr(error, "problem", None) or (
            "too deep a nesting" if isinstance(error, RecursionError) else str(error)
        )
        problems.add(
            "yaml-invalid",
            file=path.name,
            row=mark.line + 1 if mark else None,
            found=" ".join(str(found).split())[:120] or "text that cannot be parsed",
            expected="valid YAML",
            remedy="Check indentation, colons and quotes on this line and the one above.",
        )
        return None
    finally:
        loader.dispose()
    if not isinstance(content, dict):
        problems.add(
            "yaml-not-mapping",
            file=path.name,
            row=1,
            found="nothing" if content is None else f"a {type(content).__name__}",
            expected="keys with values, such as 'name: ...'",
            remedy="Start from 'corridor new DIR' and compare.",
        )
        return None
    return YamlFile(content, lines)


def _plain(loader: _Loader, node: yaml.Node, path: tuple[Any, ...], lines: dict[tuple[Any, ...], int]) -> Any:
    """Turn a node into plain values, noting lines and refusing repeated keys, odd keys and deep nesting."""
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if len(path) > _MAX_DEPTH:
        raise _Refused(line, "too deep a nesting", f"at most {_MAX_DEPTH} levels", "Check brackets and indentation.")
    if isinstance(node, yaml.SequenceNode):
        return [_plain(loader, item, (*path, index), lines) for index, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        if node.tag not in _SCALARS:
            raise _Refused(line, f"the tag {shown(node.tag)}", "plain values", "Remove the tag.")
        return loader.construct_object(node)
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise _Refused(line, "a key that is a list or mapping", "a text as key", "Correct the key.")
        key = key_node.value
        at = key_node.start_mark.line + 1
        if key in result:
            raise _Refused(at, f"the key {shown(key)} a second time", "each key once", "Remove one of the two.")
        lines[(*path, key)] = at
        result[key] = _plain(loader, value_node, (*path, key), lines)
    return result


_SCALARS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null")}


# --- tables ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cells:
    """The filled cells of one row, by column, and the line it begins on."""

    row: int
    cells: dict[str, str]


def read_table(path: Path, columns: dict[str, bool], problems: Problems) -> list[Cells]:
    """Give the rows of a CSV file.

    Parameters
    ----------
    path : Path
        The file.
    columns : dict
        Every column that may stand there, and whether it must.
    problems : Problems
        Takes what is wrong; rows that cannot be read are left out.
    """
    text = read_text(path, problems, MAX_TABLE)
    if text is None:
        return []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Cells] = []
    header: list[str] | None = None
    begins = 1
    try:
        for cells in reader:
            begins, line = reader.line_num + 1, begins
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _header(path.name, line, cells, columns, problems)
                if header is None:
                    return []
            elif _fits(path.name, line, cells, header, problems):
                filled = {column: cell.strip() for column, cell in zip(header, cells, strict=True) if cell.strip()}
                rows.append(Cells(line, {c: v for c, v in filled.items() if not c.startswith("x_")}))
    except csv.Error as error:
        problems.add(
            "csv-invalid",
            file=path.name,
            row=reader.line_num,
            found=str(error),
            expected="comma-separated values with matching quotes",
            remedy="Correct the quotes on this line.",
        )
        return []
    if header is None:
        problems.add(
            "csv-empty",
            file=path.name,
            row=1,
            found="nothing",
            expected="a header row and rows below it",
            remedy="Write the header: " + ", ".join(columns) + ".",
        )
    return rows


def _header(file: str, line: int, cells: list[str], columns: dict[str, bool], problems: Problems) -> list[str] | None:
    header = [cell.strip() for cell in cells]
    before = len(problems.found)
    for column in sorted(set(header)):
        if header.count(column) > 1:
            problems.add(
                "column-duplicate",
                file=file,
                row=line,
                field=column,
                found="the column twice",
                expected="it once",
                remedy="Remove or rename one of the two.",
            )
        elif column not in columns and not column.startswith("x_"):
            problems.add(
                "key-unknown",
                file=file,
                row=line,
                field=column,
                found=f"the column {shown(column)}",
                expected="one of " + ", ".join(columns),
                remedy="Correct its name, or begin it with x_ to keep it for yourself.",
            )
    for column, required in columns.items():
        if required and column not in header:
            problems.add(
                "column-missing",
                file=file,
                row=line,
                field=column,
                found="no such column",
                expected=f"a column {column}",
                remedy="Add the column; separate columns by commas.",
            )
    return header if len(problems.found) == before else None


def _fits(file: str, line: int, cells: list[str], header: list[str], problems: Problems) -> bool:
    if len(cells) == len(header):
        return True
    short = len(cells) < len(header)
    problems.add(
        "row-short" if short else "row-long",
        file=file,
        row=line,
        found=f"{len(cells)} cells",
        expected=f"{len(header)} cells, as in the header",
        remedy="Add the missing commas." if short else "Put quotes round a cell that contains a comma.",
    )
    return False
