"""The command line as a whole: its commands, its exit status, and what happens when it is interrupted."""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from corridor._version import __version__
from corridor.base.errors import AnswerError, InputError, Problem
from corridor.cli import check, claims, compare, forecast, new, observe, warmup
from corridor.cli.output import print_faults
from corridor.cli.parser import Parser

__all__ = ["main", "parser"]

STOPPED = 130

# in the order of the help
_DECLARE = (
    new.declare,
    check.declare,
    forecast.declare_forecast,
    forecast.declare_simulate,
    compare.declare,
    forecast.declare_demo,
    observe.declare,
    claims.declare,
    warmup.declare,
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
    for declare in _DECLARE:
        declare(verbs)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; give its exit status."""
    try:
        if argv is None:
            _own_process()
        return _answered(list(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt as stop:
        if argv is None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # once is enough
        kept = str(stop) or "Nothing was written; results from before are untouched."
        print(f"\nStopped. {kept}", file=sys.stderr, flush=True)
        if argv is None:
            os._exit(STOPPED)  # now: Python's own end waits for the members under way
        return STOPPED
    except BrokenPipeError:
        _mute()  # the reader of our output has left, as in 'corridor check DIR --numbers | head'
        return 0
    except OSError as error:
        _mute()
        where = str(error.filename) if error.filename else "standard output"
        found = (error.strerror or str(error)).lower()
        fault = Problem("output-unwritable", file=where, found=found, expected="room to write", remedy="Make room.")
        print(f"1 problem with the output:\n  {fault.text()}", file=sys.stderr)
        return 2


def _own_process() -> None:
    """Settle what is of the whole process: letters the output cannot hold, and being told to end as by Ctrl-C."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _end)


def _end(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _mute() -> None:
    """Send what is left of our output nowhere, so that Python does not fail over it when it ends."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _answered(words: list[str]) -> int:
    """Run one command; faults of the input and of the answer are said in the form that is asked for."""
    as_json = "--json" in words
    try:
        arguments = _parsed(words)
        status: int = arguments.run(arguments)
    except InputError as error:
        n = len(error.problems)
        print_faults(as_json, f"{n} problem{'s' if n > 1 else ''} with the input:", error.problems)
        status = 2
    except AnswerError as error:
        fault = Problem("no-answer", found=str(error).rstrip("."), expected="an answer that can be trusted")
        print_faults(as_json, "No answer:", [fault])
        status = 1
    except MemoryError:
        fault = Problem(
            "no-memory",
            file="--members",
            found="not enough memory",
            expected="room for all futures at once",
            remedy="Give fewer --members, or a longer step.",
        )
        print_faults(as_json, "No answer:", [fault])
        status = 1
    if sys.stdout is not None:
        sys.stdout.flush()
    return status


def _parsed(words: list[str]) -> argparse.Namespace:
    top = parser()
    arguments, odd = top.parse_known_args(words)
    if odd:
        arguments.verb.refuse_unknown(odd)
    return arguments
