"""What grades, quantifiers and stakes mean in numbers: the tables of `grades.yaml`, or what a scenario puts in place.

Reliability (of a source grade) is a weight among sources; spread (of an information grade) is a standard deviation of
the logarithm of the figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

__all__ = ["KNOWN", "SOURCE", "TABLES", "Entry", "Grades", "standard_tables"]

TABLES = ("source_grades", "information_grades", "quantifiers", "rules")
SOURCE = "judgement of the authors; scale: Admiralty code"
KNOWN = "2020-12-31"


@dataclass(frozen=True)
class Entry:
    """A number of a table, and why it is that."""

    value: float
    reason: str


@cache
def standard_tables() -> dict[str, dict[str, Entry]]:
    """Give the tables that hold where a scenario says nothing else: name of the table, then of the entry."""
    raw: dict[str, dict[Any, dict[str, Any]]] = yaml.safe_load(
        files("corridor.ledger").joinpath("grades.yaml").read_text("utf-8")
    )
    return {
        table: {str(name): Entry(float(entry["value"]), entry["reason"]) for name, entry in raw[table].items()}
        for table in TABLES
    }


@dataclass(frozen=True)
class Grades:
    """The tables in force.

    Attributes
    ----------
    reliability : mapping
        By source grade, above 0 and below 1.
    spread : mapping
        By information grade, above 0.
    words : mapping
        By quantifier, 0 or more; added to `spread` as squares.
    nearly, stake, reach : float
        Factor on a figure that is 'nearly' reached; on the spread on the side where a stake may have pulled the figure
        away from; and how far from a bound a figure is thought to lie where nothing but bounds is stated.
    """

    reliability: Mapping[str, float]
    spread: Mapping[str, float]
    words: Mapping[str, float]
    nearly: float
    stake: float
    reach: float

    @classmethod
    def of(cls, replaced: Mapping[tuple[str, str], float] | None = None) -> Grades:
        """Give the standard tables with some entries replaced, each by (table, entry)."""
        replaced = replaced or {}
        made = {
            table: {name: replaced.get((table, name), entry.value) for name, entry in entries.items()}
            for table, entries in standard_tables().items()
        }
        rules = made["rules"]
        return cls(
            made["source_grades"],
            made["information_grades"],
            made["quantifiers"],
            rules["nearly"],
            rules["stake"],
            rules["reach"],
        )
