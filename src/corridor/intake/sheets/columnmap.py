"""The column map: what stands where in a sheet, written once by a person and saved as YAML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from corridor.base.errors import Problems, shown
from corridor.base.fields import Text, Zone, problem_words
from corridor.base.files import YamlFile, read_yaml
from corridor.base.quantity import Fault
from corridor.base.rows import columns_in_order
from corridor.intake.rows import CUMULATIVE, Origin
from corridor.intake.sheets.dates import wrong_form
from corridor.intake.sheets.numerals import Convention
from corridor.ledger.claims import ClaimRow
from corridor.scenario.tables import CountKind, ObservationRow

__all__ = [
    "FIELDS",
    "RULE",
    "ClaimsMap",
    "ColumnMap",
    "Constants",
    "Part",
    "SheetMap",
    "form_fault",
    "read_content",
    "read_map",
    "sheet_faults",
]

RULE = "by rule"  # as a known time: an hour after the count, or the end of its day


def _with(columns: Iterable[str], after: str, *more: str) -> tuple[str, ...]:
    """Give the columns of a table as the fields of a map: with further fields behind one of them."""
    return tuple(field for column in columns for field in (column, *(more if column == after else ())))


FIELDS = _with((column for column in columns_in_order(ObservationRow) if column != "reason"), "at", "day", "hour")
CLAIM_FIELDS = _with(columns_in_order(ClaimRow), "information_grade", "grade")
if TYPE_CHECKING:
    FieldName = str
    ClaimField = str
else:
    FieldName = Literal[FIELDS]
    ClaimField = Literal[CLAIM_FIELDS]
FormName = Literal["at", "day", "hour", "not_before", "not_after", "known"]


def _constant(raw: Any) -> Any:
    """Give the text of a plain value; nothing stays nothing, which for a place means all places."""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    return str(raw) if isinstance(raw, int | float) else raw


Plain = Annotated[Text | None, BeforeValidator(_constant)]
Constants = dict[FieldName, Plain]


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

    @property
    def convention(self) -> Convention:
        """How numbers are written."""
        return Convention(self.numbers.thousands, self.numbers.decimal, self.numbers.suffixes)

    @property
    def zone_info(self) -> ZoneInfo | None:
        """The zone of the sheet's times, where it is stated."""
        return ZoneInfo(self.zone) if self.zone else None


class ColumnMap(SheetMap):
    """The map of a sheet of counts."""

    columns: dict[FieldName, ColumnOrHeader] = {}
    values: dict[Text, Constants] = {}
    constants: Constants = {}
    dates: dict[FormName, Text] = {}
    places: dict[Text, Text | None] = {}
    kinds: dict[Text, CountKind] = {}
    fill_down: list[FieldName] = []

    def given(self, header: str | None) -> set[str]:
        """Give the fields that are given for a value column: by columns, constants and its own constants."""
        stated = {**self.constants, **(self.values[header] if header else {})}
        return {*self.columns, *(field for field, text in stated.items() if text is not None or field == "place")}


class ClaimsMap(SheetMap):
    """The map of a sheet of claims."""

    columns: dict[ClaimField, ColumnOrHeader] = {}
    constants: dict[ClaimField, Plain] = {}
    dates: dict[Literal["known", "valid"], str] = {}
    words: dict[ClaimField, dict[str, str]] = {}
    fill_down: list[ClaimField] = []


@dataclass(frozen=True)
class ReadMap:
    """A map and the lines of its file.

    Attributes
    ----------
    file : str
        Its name, for messages.
    options : frozenset of str
        Constants that were given as options.
    """

    content: ColumnMap
    read: YamlFile
    file: str
    options: frozenset[str] = frozenset()

    def origin(self, *path: Any) -> Origin:
        """Give where a key of the map stands."""
        if path[0] == "constants" and path[-1] in self.options:
            return Origin(f"--{path[-1]}")
        return Origin(self.file, self.read.line(path), ".".join(map(str, path)))

    @cached_property
    def value_columns(self) -> list[tuple[str | None, Constants]]:
        """The columns that hold counts, by header, each with what holds for it alone; None for the one in `columns`."""
        return list(self.content.values.items()) or [(None, {})]


MapType = TypeVar("MapType", bound=SheetMap)


def read_content(path: Path, kind: type[MapType], problems: Problems) -> tuple[MapType, YamlFile] | None:
    """Read a map of one kind; None with every fault noted where it cannot be used."""
    read = read_yaml(path, problems)
    if read is None:
        return None
    try:
        return kind.model_validate(read.content), read
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            loc = tuple(part for part in detail["loc"] if part != "[key]")
            told = problem_words(detail, kind)
            problems.add(told.pop("code"), file=path.name, row=read.line(loc), field=".".join(map(str, loc)), **told)
        return None


def read_map(path: Path, problems: Problems, given: Mapping[str, str | None] | None = None) -> ReadMap | None:
    """Read and check a column map; None with every fault noted where it cannot be used.

    Parameters
    ----------
    given : mapping, optional
        What options say of this one sheet; it stands in for constants of the map.
    """
    before = len(problems.found)
    found = read_content(path, ColumnMap, problems)
    if found is None:
        return None
    content, read = found
    options = {field: text for field, text in (given or {}).items() if text is not None}
    content = content.model_copy(update={"constants": {**content.constants, **options}})
    made = ReadMap(content, read, path.name, frozenset(options))
    for field, fault in _faults(made):
        origin = made.origin(*field)
        context = {key: str(value) for key, value in (fault.context or {}).items()}
        problems.add(fault.type, file=origin.file, row=origin.row, field=origin.field, **context)
    return made if len(problems.found) == before else None


Told = tuple[tuple[Any, ...], Fault]


def _faults(made: ReadMap) -> Iterator[Told]:
    """Give what is wrong beyond single keys."""
    content = made.content
    if ("value" in content.columns) == bool(content.values):
        both = "both" if content.values else "neither"
        yield (
            ("columns", "value"),
            Fault(
                "map-value",
                f"{both} of columns.value and values",
                "one column of counts in columns.value, or several in values",
                "Keep the one that fits the sheet.",
            ),
        )
    yield from _forms(content)
    yield from _twice(content)
    for header, _ in made.value_columns:
        yield from _whole(made, header)


def _forms(content: ColumnMap) -> Iterator[Told]:
    yield from sheet_faults(content)
    for part, form in content.dates.items():
        fault = form_fault(form, "day" if part == "known" and "%H" not in form else "at" if part == "known" else part)
        if fault:
            yield ("dates", part), fault


def form_fault(form: str, part: str) -> Fault | None:
    """Give what is wrong with a form of dates for `part` (at, day, hour, ...), or None."""
    odd = wrong_form(form, part)
    if not odd:
        return None
    return Fault(
        "map-form",
        f"{shown(form)}: {odd}",
        "a form in the signs of strptime, such as %d/%m/%Y %H:%M",
        "Write %d day, %m month, %Y year, %H hour, %M minute, %b a month's name.",
    )


def sheet_faults(content: SheetMap) -> Iterator[Told]:
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


def _twice(content: ColumnMap) -> Iterator[Told]:
    """A field that is given twice has two values."""
    for field in content.constants:
        if field in content.columns:
            yield ("constants", field), _given_twice(field, "columns")
    for header, own in content.values.items():
        for field in own:
            if field in content.columns or field in content.constants:
                where = "columns" if field in content.columns else "constants"
                yield ("values", header, field), _given_twice(field, where)
            elif field == "value":
                yield ("values", header, field), _given_twice(field, "the column itself")
    for field in content.fill_down:
        if field not in content.columns or field == "value":
            yield (
                ("fill_down",),
                Fault(
                    "map-fill", shown(field), "a field of 'columns' other than value", "Remove it, or add its column."
                ),
            )


def _given_twice(field: str, where: str) -> Fault:
    return Fault("map-twice", f"{field} in {where} too", "each field once", "Remove one of the two.")


def _whole(made: ReadMap, header: str | None) -> Iterator[Told]:
    """What every count needs, stated somewhere in the map."""
    given = made.content.given(header)
    where: tuple[Any, ...] = ("values", header) if header else ("columns",)

    def missing(field: str, expected: str, remedy: str) -> Told:
        return where, Fault("map-incomplete", f"no {field}", expected, remedy)

    if "known" not in given:
        yield missing(
            "known",
            f"when the counts became known: a column, a time, or '{RULE}' (an hour after the count, or its day's end)",
            f"Add known, give --known for this sheet, or write known: {RULE}.",
        )
    for field in ("kind", "place", "source"):
        if field not in given:
            empty = "; an empty place means all places together" if field == "place" else ""
            yield missing(field, f"{field} in columns, values or constants{empty}", f"Add {field}.")
    if not given & {"at", "day", "not_after"}:
        yield missing("time", "at, day, or not_before and not_after", "Say in which column the time stands.")
    if "at" in given and given & {"day", "hour"}:
        yield missing("single time", "at, or day and hour", "Keep one of the two.")
    if "hour" in given and "day" not in given:
        yield missing("day", "a day for each hour", "Add day.")
    if "day" in given and made.content.zone is None:
        yield (
            ("zone",),
            Fault("map-incomplete", "no zone", "the zone in which days are counted", "Add zone, as in Asia/Yerevan."),
        )
    if "cumulative" not in given and any(CUMULATIVE[kind] == "yes" for kind in _kinds(made, header)):
        yield missing(
            "cumulative", "whether counts run from the beginning (yes), or start anew each time (no)", "Add cumulative."
        )


def _kinds(made: ReadMap, header: str | None) -> Iterable[str]:
    """Give the kinds of count that may stand in a value column; all of them where a column of the sheet says which."""
    own: Mapping[Any, str | None] = made.content.values[header] if header else {}
    kind = own.get("kind", made.content.constants.get("kind"))
    return (kind,) if kind in CUMULATIVE else tuple(CUMULATIVE)
