"""`corridor check DIR`: every fault of a scenario, and where its numbers come from."""

from __future__ import annotations

import argparse
from typing import Any

from corridor.cli.output import answer
from corridor.cli.parser import add_verb

__all__ = ["declare"]


def declare(verbs: Any) -> None:
    """Declare `corridor check`."""
    verb = add_verb(verbs, "check", "check a scenario; list every fault", "corridor check my-crisis")
    verb.add_argument("folder", metavar="DIR", help="scenario folder")
    verb.add_argument("--as-of", metavar="TIME", help="check the view as of this time (default: as_of of the scenario)")
    verb.add_argument("--numbers", action="store_true", help="list every number with its path, unit and source")
    verb.add_argument("--order", action="store_true", help="print the order of a step of the model")
    verb.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from corridor.jobs.check import CheckRequest, check

    request = CheckRequest(arguments.folder, arguments.as_of, arguments.numbers, arguments.order)
    return answer(check(request), arguments.json)
