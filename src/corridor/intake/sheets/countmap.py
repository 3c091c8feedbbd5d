"""The map of a sheet of counts: the columns of `observations.csv`, and what several of them are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from corridor.base.errors import shown
from corridor.base.fields import Text
from corridor.base.quantity import Fault
from corridor.base.rows import columns_in_order
from corridor.intake.rows import CUMULATIVE
from corridor.intake.sheets.columnmap import ColumnOrHeader, Place, Plain, SheetMap, fields_of, given_twice
from corridor.scenario.tables import CountKind, ObservationRow

__all__ = ["FIELDS", "RULE", "Constants", "CountsMap"]

RULE = "by rule"  # as a known time: an hour after the count, or the end of its day
FIELDS = fields_of((name for name in columns_in_order(ObservationRow) if name != "reason"), "at", "day", "hour")
FORMS = ("at", "day", "hour", "not_before", "not_after", "known")
if TYPE_CHECKING:
    FieldName = str
    FormName = str
else:
    FieldName = Literal[FIELDS]
    FormName = Literal[FORMS]
Constants = dict[FieldName, Plain]


class CountsMap(SheetMap):
    """The map of a sheet of counts."""

    columns: dict[FieldName, ColumnOrHeader] = Field(default_factory=dict)
    values: dict[Text, Constants] = Field(default_factory=dict)
    constants: Constants = Field(default_factory=dict)
    dates: dict[FormName, Text] = Field(default_factory=dict)
    places: dict[Text, Text | None] = Field(default_factory=dict)
    kinds: dict[Text, CountKind] = Field(default_factory=dict)
    fill_down: list[FieldName] = Field(default_factory=list)

    def given(self, header: str | None) -> set[str]:
        """Give the fields that are given for a value column: by columns, constants and its own constants."""
        stated = {**self.constants, **(self.values[header] if header else {})}
        return {*self.columns, *(field for field, text in stated.items() if text is not None or field == "place")}

    @property
    def value_columns(self) -> dict[str | None, str]:
        """The key of each column that holds counts, by its header; by None where `columns` names the one."""
        return {header: f"values.{header}" for header in self.values} or {None: "columns.value"}

    def faults(self) -> Iterator[tuple[Place, Fault]]:
        """Give what is wrong beyond single keys, and where."""
        yield from super().faults()
        if ("value" in self.columns) == bool(self.values):
            both = "both" if self.values else "neither"
            yield (
                ("columns", "value"),
                Fault(
                    "map-value",
                    f"{both} of columns.value and values",
                    "one column of counts in columns.value, or several in values",
                    "Keep the one that fits the sheet.",
                ),
            )
        yield from _twice(self)
        for header in self.values or [None]:
            yield from _whole(self, header)


def _twice(content: CountsMap) -> Iterator[tuple[Place, Fault]]:
    """What the columns of counts give twice, and what is filled down without a column."""
    for header, own in content.values.items():
        for field in own:
            if field in content.columns or field in content.constants:
                where = "columns" if field in content.columns else "constants"
                yield ("values", header, field), given_twice(field, where)
            elif field == "value":
                yield ("values", header, field), given_twice(field, "the column itself")
    for field in content.fill_down:
        if field not in content.columns or field == "value":
            yield (
                ("fill_down",),
                Fault(
                    "map-fill", shown(field), "a field of 'columns' other than value", "Remove it, or add its column."
                ),
            )


def _whole(content: CountsMap, header: str | None) -> Iterator[tuple[Place, Fault]]:
    """What every count needs, stated somewhere in the map."""
    given = content.given(header)
    where: Place = ("values", header) if header else ("columns",)

    def missing(field: str, expected: str, remedy: str) -> tuple[Place, Fault]:
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
    if "day" in given and content.zone is None:
        yield (
            ("zone",),
            Fault("map-incomplete", "no zone", "the zone in which days are counted", "Add zone, as in Asia/Yerevan."),
        )
    if "cumulative" not in given and any(CUMULATIVE[kind] == "yes" for kind in _kinds(content, header)):
        yield missing(
            "cumulative", "whether counts run from the beginning (yes), or start anew each time (no)", "Add cumulative."
        )


def _kinds(content: CountsMap, header: str | None) -> Iterable[str]:
    """Give the kinds of count that may stand in a value column; all of them where a column of the sheet says which."""
    own: Mapping[Any, str | None] = content.values[header] if header else {}
    kind = own.get("kind", content.constants.get("kind"))
    return (kind,) if kind in CUMULATIVE else tuple(CUMULATIVE)
