"""`corridor compare A B` and `corridor compare A --set PATH=VALUE`: what differs under the same luck."""

from __future__ import annotations

import argparse
from typing import Any

from corridor.cli.output import answer_with_files
from corridor.cli.parser import add_run_options, add_verb, run_options

__all__ = ["declare"]


def declare(verbs: Any) -> None:
    """Declare `corridor compare`."""
    verb = add_verb(
        verbs,
        "compare",
        "compare two scenarios, or one with settings and without, under the same luck",
        "corridor compare my-crisis --set population.total=50000",
    )
    verb.add_argument("folder", metavar="A", help="scenario folder")
    verb.add_argument(
        "other", metavar="B", nargs="?", default=None, help="the other one (default: A, with what --set replaces)"
    )
    verb.add_argument(
        "--as-of",
        metavar="TIME",
        help="use nothing known later (default: as_of of the scenarios; without any, they are compared as written)",
    )
    add_run_options(verb, " in B")
    verb.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from corridor.cli.progress import Meter
    from corridor.jobs.compare import CompareRequest, compare_folders

    request = CompareRequest(arguments.folder, **run_options(arguments), other=arguments.other)
    with Meter() as meter:
        compared = compare_folders(request, meter)
        compared.write()
    return answer_with_files(compared, arguments.json)
