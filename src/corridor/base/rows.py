"""Tables that people fill in: a row becomes a record, checked column by column, its faults told with file and row.

A column that holds a number carries a `Spec`, as in YAML; `source`, `reason` and `known` are taken from the row. What
the column `value` measures may hang on other columns: `value_spec` says so for each kind of row.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import singledispatch
from pathlib import Path
from typing import Annotated, Any, ClassVar, Generic, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from corridor.base.errors import Problems, Where
from corridor.base.fields import Known, Text, problem_words
from corridor.base.files import Cells, read_table
from corridor.base.quantity import Defaults, Fault, Quantity, Spec, parse_quantity

__all__ = [
    "KNOWN",
    "NOTE",
    "REASON",
    "SOURCE",
    "Column",
    "Row",
    "Table",
    "column_of",
    "columns_in_order",
    "columns_of",
    "first_columns",
    "parse_row",
    "read_rows",
    "row_source",
    "spec_of",
    "value_spec",
]


@dataclass(frozen=True)
class Column:
    """What people are told about a column of a table, and where it stands in a file that is written.

    Attributes
    ----------
    form, meaning : str
        What may stand in it, and what that says; empty where a `Spec` or the values of a list say it.
    help : str
        What is said of the option that stands for it, where that is not the meaning.
    after : str
        For a column that all tables share: the column of its own table behind which it stands.
    rare : bool
        Whether a new file goes without it until a row needs it.
    """

    form: str = ""
    meaning: str = ""
    help: str = ""
    after: str = ""
    rare: bool = False


KNOWN = Column(
    "time, day, month or range", "when the row became known; needed as soon as an as-of time is used", rare=True
)
SOURCE = Column("text", "where it comes from", rare=True)
REASON = Column("text", "why this value, in the author's words", rare=True)
NOTE = Column("text", "remark; not used", rare=True)


class Row(BaseModel):
    """A row of a table; `row` is its line in the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
    key: ClassVar[tuple[str, ...]] = ()
    file: ClassVar[str] = ""

    row: int
    known: Annotated[Known | None, KNOWN] = None
    source: Annotated[Text | None, SOURCE] = None
    reason: Annotated[Text | None, REASON] = None
    note: Annotated[Text | None, NOTE] = None

    def cell(self, column: str) -> Where:
        """Give where one of its cells stands."""
        return Where(self.file, self.row, column)

    def name(self) -> str:
        """Give the stable name of what the row is about: its key fields joined by ``>``."""
        return ">".join(str(getattr(self, part)) for part in self.key)


RowType = TypeVar("RowType", bound=Row)


@dataclass(frozen=True)
class Table(Generic[RowType]):
    """A file as far as it can be read.

    Attributes
    ----------
    rows : tuple of rows
        Those without a fault.
    names : frozenset of str or None
        What stands in the first key column, also of rows at fault; None when the file cannot be read as a table.
    whole : bool
        Whether no row is at fault.
    """

    rows: tuple[RowType, ...] = ()
    names: frozenset[str] | None = frozenset()
    whole: bool = True


@singledispatch
def value_spec(row: Row) -> Spec | None:
    """Give the spec of a row's `value`, or None where it has none."""
    return None


def spec_of(field: Any) -> Spec | None:
    """Give the `Spec` of a pydantic field: its own, or that of the values of its dictionary."""
    for item in field.metadata:
        if isinstance(item, Spec):
            return item
    for argument in get_args(field.annotation):
        for item in getattr(argument, "__metadata__", ()):
            if isinstance(item, Spec):
                return item
    return None


def columns_of(kind: type[Row]) -> dict[str, bool]:
    """Give the columns of a table and whether each must be there."""
    return {name.rstrip("_"): field.is_required() for name, field in kind.model_fields.items() if name != "row"}


def column_of(kind: type[Row], name: str) -> Column:
    """Give what people are told about a column."""
    field = kind.model_fields.get(name) or kind.model_fields[f"{name}_"]
    return next((item for item in field.metadata if isinstance(item, Column)), Column())


def columns_in_order(kind: type[Row]) -> tuple[str, ...]:
    """Give the columns of a table in the order of a file: its own, with those that all tables share."""
    shared = [name for name in Row.model_fields if name != "row"]
    order = [name for name in columns_of(kind) if name not in shared]
    for name in shared:
        after = column_of(kind, name).after
        order.insert(order.index(after) + 1 if after else len(order), name)
    return tuple(order)


def first_columns(kind: type[Row]) -> tuple[str, ...]:
    """Give the columns with which a new file begins; others are added when they are first needed."""
    return tuple(name for name in columns_in_order(kind) if not column_of(kind, name).rare)


def read_rows(
    folder: Path, kind: type[RowType], zone: tzinfo, problems: Problems, required: bool = False
) -> Table[RowType]:
    """Give the rows of a file as far as they can be read; none where it is not `required` and not there."""
    path = folder / kind.file
    if not required and not os.path.lexists(path):
        return Table()
    cells = read_table(path, columns_of(kind), problems)
    if cells is None:
        return Table(names=None, whole=False)
    rows = [parse_row(item, kind, zone, problems) for item in cells if item.whole]
    good = tuple(row for row in rows if row is not None)
    key = kind.key[0].rstrip("_")
    names = frozenset(" ".join(item.cells.get(key, "").split()) for item in cells)
    return Table(good, names, len(good) == len(cells))


def parse_row(cells: Cells, kind: type[RowType], zone: tzinfo, problems: Problems) -> RowType | None:
    """Give the record of one row, or None with its faults noted."""
    names = {field.rstrip("_"): field for field in kind.model_fields}
    content: dict[str, Any] = {names[column]: cell for column, cell in cells.cells.items()}
    try:
        row = kind.model_validate({"row": cells.row, **content}, context={"zone": zone})
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            field = str(detail["loc"][0]).rstrip("_") if detail["loc"] else ""
            words = problem_words(detail, kind)
            problems.add(words.pop("code"), file=kind.file, row=cells.row, field=field, **words)
        return None
    try:
        return _finished(row, zone)
    except Fault as fault:
        context = fault.context or {}
        problems.add(
            fault.type,
            file=kind.file,
            row=cells.row,
            field="value",
            **{key: str(context[key]) for key in ("found", "expected", "remedy")},
        )
        return None


def _finished(row: RowType, zone: tzinfo) -> RowType:
    """Give the row with its value in the unit of its kind, and the row's provenance on its numbers."""
    updates: dict[str, Any] = {}
    spec = value_spec(row)
    raw = getattr(row, "value", None)
    if spec is not None and raw is not None:
        written = raw.versions[0].value if isinstance(raw, Quantity) else raw
        updates["value"] = parse_quantity({"value": written, "unit": getattr(row, "unit", None)}, spec, zone)
    lend = Defaults(row.source or row_source(row), row.reason or "", row.known)
    for name in type(row).model_fields:
        value = updates.get(name, getattr(row, name))
        if isinstance(value, Quantity):
            updates[name] = lend.lend(replace(value, file=row.file, row=row.row, field=name.rstrip("_")))
    return row.model_copy(update=updates)


def row_source(row: Row) -> str:
    """Give what stands for a source where the table has another column for it."""
    return getattr(row, "agreed_by", None) or getattr(row, "reporter", None) or ""
