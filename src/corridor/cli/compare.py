"""`corridor compare A B` and `corridor compare A --set PATH=VALUE`: what differs under the same luck."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from corridor.base.errors import Stopped
from corridor.cli.output import print_json
from corridor.cli.parser import add_run_options, add_verb

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

    request = CompareRequest(
        arguments.folder,
        arguments.other,
        as_of=arguments.as_of,
        members=arguments.members,
        seed=arguments.seed,
        threads=arguments.threads,
        engine=arguments.engine,
        settings=arguments.settings,
        without=arguments.without,
        internal=arguments.internal,
        out=arguments.out,
    )
    with Meter() as meter:
        compared = compare_folders(request, meter)
        written = compared.write()
    try:
        if arguments.json:
            print_json(compared.document())
        else:
            print(compared.text())
            names = ", ".join(path.name for path in written)
            print(f"\n{compared.seconds():.1f} s. Files in {compared.folder}: {names}")
        sys.stdout.flush()
    except KeyboardInterrupt:
        raise Stopped(f"The results are complete, in {compared.folder}.") from None
    return 0
