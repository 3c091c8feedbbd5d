"""The column map: what stands where in a sheet, written once by a person and saved as YAML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from corridor.base.errors import Problems, Where, shown
from corridor.base.fields import Text, Zone, problem_words
from corridor.base.files import YamlFile, read_yaml
from corridor.base.quantity import Fault
from corridor.intake.rows import note_at
from corridor.intake.sheets.dates import wrong_form
from corridor.intake.sheets.numerals import Convention

__all__ = [
    "Column",
    "ColumnOrHeader",
    "Header",
    "MapType",
    "Part",
    "Plain",
    "ReadMap",
    "SheetMap",
    "fields_of",
    "given_twice",
    "read_map",
]

Place = tuple[Any, ...]  # of a key in the map


def fields_of(columns: Iterable[str], after: str, *more: str) -> tuple[str, ...]:
    """Give the columns of a table as the fields of a map: with further fields behind one of them."""
    return tuple(field for column in columns for field in (column, *(more if column == after else ())))


def _constant(raw: Any) -> Any:
    """Give the text of a plain value; nothing stays nothing, which for a place means all places."""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    return str(raw) if isinstance(raw, int | float) else raw


Plain = Annotated[Text | None, BeforeValidator(_constant)]


class Part(BaseModel):
    """A part of the map: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Part):
    """A column: its header, and where two columns have that header also its letter."""

    header: Text
    column: Annotated[str, Field(pattern="^[A-Z]{1,3}$")] | None = None


def _column(raw: Any) -> Any:
    return {"header": raw} if isinstance(raw, str) else raw


ColumnOrHeader = Annotated[Column, BeforeValidator(_column)]


class Header(Part):
    """Where the header is."""

    row: Annotated[int, Field(ge=1)] | None = None
    rows: Annotated[int, Field(ge=1, le=5)] = 1
    fill: bool = False
    again: bool = False


class Numbers(Part):
    """How numbers are written as text."""

    thousands: Literal[",", ".", " ", "'"] | None = None
    decimal: Literal[".", ","] | None = None
    suffixes: dict[Text, Annotated[float, Field(gt=0, allow_inf_nan=False)]] = {}


class SheetMap(Part):
    """What the map of any sheet says: where the table is and how its cells are written."""

    sheet: Text | None = None
    encoding: Text | None = None
    separator: Literal[",", ";", "tab", "|"] | None = None
    hidden: Literal["read", "skip"] | None = None
    header: Header = Header()
    numbers: Numbers = Numbers()
    zone: Zone | None = None
    fill_down: list[str] = []
    skip: dict[Text, list[Text]] = {}
    missing: list[Text] = []
    if TYPE_CHECKING:  # each kind of map has its own fields
        columns: dict[str, Column] = {}
        constants: dict[str, str | None] = {}
        dates: dict[str, str] = {}

    @property
    def convention(self) -> Convention:
        """How numbers are written."""
        return Convention(self.numbers.thousands, self.numbers.decimal, self.numbers.suffixes)

    @property
    def zone_info(self) -> ZoneInfo | None:
        """The zone of the sheet's times, where it is stated."""
        return ZoneInfo(self.zone) if self.zone else None

    @property
    def value_columns(self) -> dict[str | None, str]:
        """The key of each column that holds a figure, by its header; by None where `columns` names the one."""
        raise NotImplementedError

    def faults(self) -> Iterator[tuple[Place, Fault]]:
        """Give what is wrong beyond single keys, and where."""
        yield from _numbers(self)
        yield from _forms(self)
        for field in self.constants:
            if field in self.columns:
                yield ("constants", field), given_twice(field, "columns")


MapType = TypeVar("MapType", bound=SheetMap)


@dataclass(frozen=True)
class ReadMap(Generic[MapType]):
    """A map and the lines of its file.

    Attributes
    ----------
    file : str
        Its name, for messages.
    options : frozenset of str
        Constants that were given as options.
    """

    content: MapType
    read: YamlFile
    file: str
    options: frozenset[str] = frozenset()

    def origin(self, *path: Any) -> Where:
        """Give where a key of the map stands, or the option that stands in for it."""
        if path[0] == "constants" and path[-1] in self.options:
            return Where(f"--{path[-1]}")
        return Where(self.file, self.read.line(path), ".".join(map(str, path)))


def read_map(
    path: Path, kind: type[MapType], problems: Problems, given: Mapping[str, str | None] | None = None
) -> ReadMap[MapType] | None:
    """Read and check a column map; None with every fault noted where it cannot be used.

    Parameters
    ----------
    kind : type
        Of the map: `CountsMap` or `ClaimsMap`.
    given : mapping, optional
        What options say of this one sheet; it stands in for constants of the map.
    """
    before = len(problems.found)
    found = _content(path, kind, problems)
    if found is None:
        return None
    content, read = found
    options = {field: text for field, text in (given or {}).items() if text is not None}
    content = content.model_copy(update={"constants": {**content.constants, **options}})
    made = ReadMap(content, read, path.name, frozenset(options))
    for place, fault in content.faults():
        note_at(made.origin(*place), fault, problems)
    return made if len(problems.found) == before else None


def _content(path: Path, kind: type[MapType], problems: Problems) -> tuple[MapType, YamlFile] | None:
    """Read a map of one kind; None with every fault noted where it cannot be used."""
    read = read_yaml(path, problems)
    if read is None:
        return None
    try:
        return kind.model_validate(read.content), read
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            loc = tuple(part for part in detail["loc"] if part != "[key]")
            words = problem_words(detail, kind)
            problems.add(words.pop("code"), file=path.name, row=read.line(loc), field=".".join(map(str, loc)), **words)
        return None


def _numbers(content: SheetMap) -> Iterator[tuple[Place, Fault]]:
    """Give what is wrong with how the cells are said to be written."""
    numbers = content.numbers
    if numbers.thousands is not None and numbers.thousands == numbers.decimal:
        yield (
            ("numbers", "decimal"),
            Fault("map-numbers", shown(numbers.decimal), "another sign than for thousands", "Correct one of the two."),
        )
    if content.encoding is not None:
        try:
            "".encode(content.encoding)
        except (LookupError, UnicodeError):
            yield (
                ("encoding",),
                Fault(
                    "map-encoding", shown(content.encoding), "the name of an encoding", "Write utf-8 or windows-1252."
                ),
            )


def _forms(content: SheetMap) -> Iterator[tuple[Place, Fault]]:
    for part, form in content.dates.items():
        time_or_day = "at" if "%H" in form else "day"
        odd = wrong_form(form, time_or_day if part in ("known", "valid") else part)
        if odd:
            yield (
                ("dates", part),
                Fault(
                    "map-form",
                    f"{shown(form)}: {odd}",
                    "a form in the signs of strptime, such as %d/%m/%Y %H:%M",
                    "Write %d day, %m month, %Y year, %H hour, %M minute, %b a month's name.",
                ),
            )


def given_twice(field: str, where: str) -> Fault:
    """Give the fault of a field that is given twice: it has two values."""
    return Fault("map-twice", f"{field} in {where} too", "each field once", "Remove one of the two.")
