"""`corridor new DIR`: begin a scenario with a small commented one that runs, or with a copy of a shipped case."""

from __future__ import annotations

import argparse
from typing import Any

from corridor.cli.output import print_json
from corridor.cli.parser import add_verb
from corridor.jobs.shipped import names

__all__ = ["declare"]


def declare(verbs: Any) -> None:
    """Declare `corridor new`."""
    verb = add_verb(
        verbs,
        "new",
        "begin a scenario: a small commented one that runs, or a copy of a case that travels with corridor",
        "corridor new my-crisis --from river-delta",
    )
    verb.add_argument("folder", metavar="DIR", help="a folder that does not exist yet, or is empty")
    verb.add_argument(
        "--from", dest="source", metavar="CASE", default=None, help=f"case to copy, one of: {', '.join(names())}"
    )
    verb.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from corridor.jobs.new import begin

    written = begin(arguments.folder, arguments.source)
    folder = written[0].parent
    if arguments.json:
        print_json({"folder": str(folder), "files": [str(path) for path in written]}, indent=1)
    else:
        what = f"A copy of {arguments.source}" if arguments.source else "A small scenario that runs"
        print(f"{what} is in {folder}. Next: corridor forecast {folder}")
    return 0
