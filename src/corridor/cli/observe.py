"""`corridor observe add` and `corridor observe import`: put counts into a scenario, checked before they are written."""

from __future__ import annotations

import argparse
from typing import Any

from corridor.cli.output import answer
from corridor.cli.parser import Parser, add_dry_run, add_row_options, add_verb, cells_of

__all__ = ["declare"]


def declare(verbs: Any) -> None:
    """Declare `corridor observe` and what follows below it."""
    observe = add_verb(verbs, "observe", "put counts into a scenario", "corridor observe add --help", json=False)
    actions = observe.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=Parser)
    _adding(actions)
    _importing(actions)


def _adding(actions: Any) -> None:
    add = add_verb(
        actions,
        "add",
        "add one count to observations.csv, checked with the whole scenario before it is written",
        "corridor observe add my-crisis --place 'Border town' --at 2030-01-03T18:00Z --value 377 --kind arrivals "
        "--source 'Town hall, 3 Jan'",
    )
    add.set_defaults(run=_add)
    add.declare_when_asked(_add_arguments)


def _add_arguments(add: Parser) -> None:
    from corridor.jobs.row_options import count_options

    add.add_argument("folder", metavar="SCENARIO", help="scenario folder")
    add_row_options(add, count_options())
    add_dry_run(add)


def _importing(actions: Any) -> None:
    take = add_verb(
        actions,
        "import",
        "read a sheet of counts (.xlsx or .csv) through a saved column map, and add what is new",
        "corridor observe import counts.xlsx --map counts.yaml --into my-crisis --dry-run",
    )
    take.add_argument("sheet", metavar="SHEET", help="workbook or text file")
    take.add_argument(
        "--map", required=True, metavar="MAP.yaml", help="what stands where in the sheet; see the documentation"
    )
    take.add_argument("--known", metavar="TIME", help="when this sheet became known, if its map does not say")
    take.add_argument("--source", metavar="SOURCE", help="where this sheet comes from, if its map does not say")
    take.add_argument("--into", metavar="SCENARIO", help="scenario folder; without it the sheet is only read and shown")
    add_dry_run(take)
    take.set_defaults(run=_import)


def _add(arguments: argparse.Namespace) -> int:
    from corridor.jobs.add import AddRequest, add_count

    return answer(add_count(AddRequest(arguments.folder, cells_of(arguments), arguments.dry_run)), arguments.json)


def _import(arguments: argparse.Namespace) -> int:
    from corridor.cli.progress import announce
    from corridor.jobs.import_sheet import ImportCountsRequest, import_counts

    request = ImportCountsRequest(
        arguments.sheet, arguments.map, arguments.into, arguments.known, arguments.source, arguments.dry_run
    )
    return answer(import_counts(request, announce), arguments.json)
