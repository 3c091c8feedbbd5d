"""The parser, and what every command shares: errors in one shape, exit status, interruption."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from corridor._version import __version__
from corridor.base.errors import AnswerError, InputError, Problem

__all__ = ["main", "parser"]

STOPPED = 130


class Parser(argparse.ArgumentParser):
    """An argument parser whose faults are problems like all others."""

    def error(self, message: str) -> NoReturn:
        """Turn a wrong option into an `InputError`."""
        raise InputError(
            [
                Problem(
                    "usage",
                    file=self.prog,
                    found=message,
                    expected="a command and options as in its help",
                    remedy=f"See '{self.prog} --help'.",
                )
            ]
        )


def parser() -> Parser:
    """Build the parser of all commands."""
    top = Parser(
        prog="corridor",
        description="Forecast a forced-displacement flow from a scenario folder.",
        epilog="example: corridor demo\nexit status: 0 fine, 1 problem with the answer, 2 problem with the input",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"corridor {__version__}")
    verbs = top.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=Parser)

    new = _verb(verbs, "new", "begin a scenario: a small commented one that runs", "corridor new my-crisis")
    new.add_argument("folder", metavar="DIR", help="a folder that does not exist yet, or is empty")

    check = _verb(verbs, "check", "check a scenario; list every fault", "corridor check my-crisis")
    check.add_argument("folder", metavar="DIR", help="scenario folder")
    check.add_argument(
        "--as-of", metavar="TIME", help="check the view as of this time (default: as_of of the scenario)"
    )
    check.add_argument("--numbers", action="store_true", help="list every number with its path, unit and source")
    check.add_argument("--order", action="store_true", help="print the order of a step of the model")

    forecast = _verb(
        verbs,
        "forecast",
        "forecast from what was known at a time",
        "corridor forecast my-crisis --as-of 2023-09-22T12:00+04:00 --members 200",
    )
    forecast.add_argument("folder", metavar="DIR", help="scenario folder")
    forecast.add_argument("--as-of", metavar="TIME", help="use nothing known later (default: as_of of the scenario)")
    _running(forecast)

    simulate = _verb(
        verbs,
        "simulate",
        "simulate the whole scenario as written, no as-of time; try out changes",
        "corridor simulate my-crisis --set population.total=50000",
    )
    simulate.add_argument("folder", metavar="DIR", help="scenario folder")
    _running(simulate)

    demo = _verb(
        verbs, "demo", "forecast the case that travels with corridor: Nagorno-Karabakh, September 2023", "corridor demo"
    )
    demo.add_argument("--as-of", metavar="TIME", help="use nothing known later (default: 22 September 2023 12:00)")
    _running(demo)
    return top


def _verb(verbs: Any, name: str, what: str, example: str) -> Parser:
    verb: Parser = verbs.add_parser(
        name,
        help=what,
        description=what[:1].upper() + what[1:] + ".",
        epilog=f"example: {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    verb.add_argument("--json", action="store_true", help="print one JSON document for machines")
    return verb


def _running(verb: Parser) -> None:
    verb.add_argument("--members", metavar="N", default="100", help="possible futures (default 100)")
    verb.add_argument("--seed", metavar="S", default="0", help="seed of all randomness (default 0)")
    verb.add_argument("--workers", metavar="N", default=None, help="processes (default: one for each core)")
    verb.add_argument(
        "--out", metavar="DIR", default=None, help="folder for the results (default: in corridor-results)"
    )
    verb.add_argument(
        "--set",
        metavar="PATH=VALUE",
        action="append",
        default=[],
        dest="settings",
        help="replace a number or an event's time, as in population.total=50000; may be repeated",
    )
    verb.add_argument(
        "--internal",
        action="store_true",
        help="show every place and cohort; the files are marked and not to be handed on",
    )


_JOBS = {"new": "new", "check": "check", "forecast": "run", "simulate": "run", "demo": "run"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; give its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in words
    try:
        arguments = parser().parse_args(words)
        job = import_module(f"corridor.cli.{_JOBS[arguments.command]}")
        status: int = job.main(arguments)
        sys.stdout.flush()
        return status
    except InputError as error:
        return _refuse(error, as_json)
    except AnswerError as error:
        _say_error(as_json, {"errors": [{"code": "no-answer", "found": str(error)}]}, str(error))
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Nothing was written; results from before are untouched.", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        # the reader of our output has left, as in 'corridor check DIR --numbers | head'
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _refuse(error: InputError, as_json: bool) -> int:
    n = len(error.problems)
    text = "\n".join([f"{n} problem{'s' if n > 1 else ''} with the input:", *(f"  {p.text()}" for p in error.problems)])
    _say_error(as_json, {"errors": [problem.as_dict() for problem in error.problems]}, text)
    return 2


def _say_error(as_json: bool, document: dict[str, Any], text: str) -> None:
    if as_json:
        print(json.dumps(document, indent=1, ensure_ascii=False))
    else:
        print(text, file=sys.stderr)
