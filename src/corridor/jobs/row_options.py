"""The options that stand for the columns of a row that is added: named, described and ordered for a help text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corridor.base.rows import Row, column_of
from corridor.ledger.claims import ClaimRow
from corridor.scenario.tables import ObservationRow

__all__ = ["RowOption", "claim_options", "count_options", "option_name"]

# what must be given, then the rest, what is given most often first
_COUNT = (
    ("place", "value", "kind", "source"),
    (
        *(
            "at",
            "unit",
            "precision",
            "known",
            "not_before",
            "not_after",
            "reporter",
            "supersedes",
            "note",
            "observation",
        ),
        "cumulative",
    ),
)
_CLAIM = (
    ("quantity", "definition", "unit", "speaker", "known"),
    (
        *("value", "low", "high", "quantifier", "party", "via", "quote", "url", "place", "valid", "stake"),
        *("source_grade", "information_grade", "role", "reason", "claim"),
    ),
)


@dataclass(frozen=True)
class RowOption:
    """An option that stands for a column.

    Attributes
    ----------
    column, name : str
        The column, and the option as it is given.
    metavar, help : str
        What its help shows.
    required : bool
        Whether it must be given.
    """

    column: str
    name: str
    metavar: str
    help: str
    required: bool


def count_options() -> list[RowOption]:
    """Give the options of a count."""
    return _options(ObservationRow, *_COUNT)


def claim_options() -> list[RowOption]:
    """Give the options of a claim."""
    return _options(ClaimRow, *_CLAIM)


def option_name(kind: type[Row], column: str) -> str:
    """Give the option for a column: that of the key is the name."""
    return "--name" if column == kind.key[0] else f"--{column.replace('_', '-')}"


def _options(kind: type[Row], needed: Sequence[str], more: Sequence[str]) -> list[RowOption]:
    options = []
    for column in (*needed, *more):
        about, name = column_of(kind, column), option_name(kind, column)
        metavar = "YES|NO" if about.form == "yes / no" else name.removeprefix("--").upper()
        options.append(RowOption(column, name, metavar, about.help or about.meaning, column in needed))
    return options
