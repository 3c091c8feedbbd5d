"""`corridor observe add` and `corridor observe import`: put counts into a scenario, checked before they are written."""

from __future__ import annotations

import argparse
from typing import Any

from corridor.cli.output import answer
from corridor.cli.parser import Parser, add_dry_run, add_verb

__all__ = ["declare"]

_COLUMNS = tuple(
    [
        "observation",
        "kind",
        "place",
        "value",
        "unit",
        "cumulative",
        "at",
        "not_before",
        "not_after",
        "precision",
        "known",
        "reporter",
        "source",
        "supersedes",
        "note",
    ]
)


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
    add.add_argument("folder", metavar="SCENARIO", help="scenario folder")
    text = {
        "place": "a place, a region (admin), or '' for all places together",
        "value": "the count, a number",
        "kind": "arrivals, departures, present, registered, accommodated, vehicles or stock",
        "source": "where it comes from",
    }
    for option, what in text.items():
        add.add_argument(f"--{option}", required=True, metavar=option.upper(), help=what)
    more = {
        "at": "its moment, with UTC offset; with --precision day or unknown the day",
        "unit": "default: persons; vehicles for vehicles; needed for a stock",
        "precision": "how exactly the moment is known: exact, hour, day or unknown (default exact)",
        "known": "when it became known (default: an hour after --at; for a day its 23:59)",
        "not-before": "earliest moment it may be about",
        "not-after": "latest moment it may be about",
        "reporter": "who counted",
        "supersedes": "name of the count that it corrects",
        "note": "remark",
        "name": "its name (default: made of kind, place, time and reporter or source)",
    }
    for option, what in more.items():
        add.add_argument(f"--{option}", metavar=option.upper(), help=what)
    add.add_argument(
        "--cumulative",
        metavar="YES|NO",
        help="whether it runs from the beginning (default: no for present, accommodated and stock, else yes)",
    )
    add_dry_run(add)
    add.set_defaults(run=_add)


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

    cells = {column: getattr(arguments, "name" if column == "observation" else column) for column in _COLUMNS}
    return answer(add_count(AddRequest(arguments.folder, cells, arguments.dry_run)), arguments.json)


def _import(arguments: argparse.Namespace) -> int:
    from corridor.cli.progress import announce
    from corridor.jobs.import_sheet import ImportCountsRequest, import_counts

    request = ImportCountsRequest(
        arguments.sheet, arguments.map, arguments.into, arguments.known, arguments.source, arguments.dry_run
    )
    return answer(import_counts(request, announce), arguments.json)
