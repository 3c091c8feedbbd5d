"""The map of a sheet of claims: the columns of `claims.csv`, or `grade` for both grades in one cell such as B2.

`words` says what the sheet's own words mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from corridor.base.quantity import Fault
from corridor.base.rows import columns_in_order
from corridor.intake.sheets.columnmap import ColumnOrHeader, Place, Plain, SheetMap, fields_of
from corridor.ledger.claims import ClaimRow

__all__ = ["FIELDS", "FIGURES", "ClaimsMap"]

FIGURES = ("value", "low", "high")
FIELDS = fields_of(columns_in_order(ClaimRow), "information_grade", "grade")
FORMS = ("known", "valid")
if TYPE_CHECKING:
    FieldName = str
    FormName = str
else:
    FieldName = Literal[FIELDS]
    FormName = Literal[FORMS]


class ClaimsMap(SheetMap):
    """The map of a sheet of claims."""

    columns: dict[FieldName, ColumnOrHeader] = Field(default_factory=dict)
    constants: dict[FieldName, Plain] = Field(default_factory=dict)
    dates: dict[FormName, str] = Field(default_factory=dict)
    words: dict[FieldName, dict[str, str]] = Field(default_factory=dict)
    fill_down: list[FieldName] = Field(default_factory=list)

    @property
    def value_columns(self) -> dict[str | None, str]:
        """The key of the first column that holds a figure."""
        return {None: next(f"columns.{name}" for name in FIGURES if name in self.columns)}

    def faults(self) -> Iterator[tuple[Place, Fault]]:
        """Give what is wrong beyond single keys, and where."""
        yield from super().faults()
        if not set(FIGURES) & set(self.columns):
            yield (
                ("columns",),
                Fault("map-value", "no column of figures", "a column for value, or for low and high", "Name it."),
            )
        given = {*self.columns, *(name for name, text in self.constants.items() if text is not None)}
        for name in ("quantity", "definition", "unit", "speaker", "known"):
            if name not in given:
                yield (
                    ("columns",),
                    Fault("map-incomplete", f"no {name}", f"{name} in columns or constants", f"Add {name}."),
                )
