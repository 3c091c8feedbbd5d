"""What the commands share that put rows into a scenario: one at a time, or from a sheet."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from corridor.cli.parser import Parser

if TYPE_CHECKING:
    from corridor.jobs.row_options import RowOption

__all__ = ["add_dry_run", "add_row_options", "add_sheet", "cells_of"]

_CELL = "cell "  # before the column that an option stands for, among the arguments


def add_row_options(verb: Parser, options: Iterable[RowOption]) -> None:
    """Add the options that stand for the columns of a row."""
    for one in options:
        verb.add_argument(
            one.name, dest=f"{_CELL}{one.column}", required=one.required, metavar=one.metavar, help=one.help
        )


def cells_of(arguments: argparse.Namespace) -> dict[str, str | None]:
    """Give what the options of a row say, by column."""
    return {name.removeprefix(_CELL): text for name, text in vars(arguments).items() if name.startswith(_CELL)}


def add_sheet(verb: Parser) -> None:
    """Add the arguments that name a sheet and its map."""
    verb.add_argument("sheet", metavar="SHEET", help="workbook or text file")
    verb.add_argument(
        "--map", required=True, metavar="MAP.yaml", help="what stands where in the sheet; see the documentation"
    )
    verb.add_argument("--known", metavar="TIME", help="when this sheet became known, if its map does not say")


def add_dry_run(verb: Parser) -> None:
    """Add the option of every command that changes a scenario."""
    verb.add_argument(
        "--dry-run", action="store_true", help="check everything and show what would change; write nothing"
    )
