"""The parser, and what every command shares: errors in one shape, exit status, interruption."""

from __future__ import annotations

import argparse
import difflib
import io
import os
import re
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, NoReturn

from corridor._version import __version__
from corridor.base.errors import AnswerError, InputError, Problem
from corridor.cli.shipped import names

__all__ = ["main", "parser"]

STOPPED = 130


class Parser(argparse.ArgumentParser):
    """An argument parser whose faults are problems like all others."""

    def error(self, message: str) -> NoReturn:
        """Turn a wrong option into an `InputError`."""
        remedy = f"See '{self.prog} --help'."
        wrong = re.search(
            r"argument (?:COMMAND|ACTION): invalid choice: '(.*?)'|unrecognized arguments: (--\S*?)(?:[ =]|$)", message
        )
        if wrong:
            known = self._verbs() if wrong[1] else self._option_string_actions
            close = difflib.get_close_matches(wrong[1] or wrong[2], known, 1)
            remedy = f"Did you mean {close[0]}? {remedy}" if close else remedy
        raise InputError(
            [
                Problem(
                    "usage",
                    file=self.prog,
                    found=" ".join(message.split()),
                    expected="a command and options as in its help",
                    remedy=remedy,
                )
            ]
        )

    def _verbs(self) -> list[str]:
        """Give the commands that may follow."""
        found = (one.choices for one in self._actions if isinstance(one, argparse._SubParsersAction))
        return [name for choices in found for name in choices]


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

    new = _verb(
        verbs,
        "new",
        "begin a scenario: a small commented one that runs, or a copy of a case that travels with corridor",
        "corridor new my-crisis --from river-delta",
    )
    new.add_argument("folder", metavar="DIR", help="a folder that does not exist yet, or is empty")
    new.add_argument(
        "--from", dest="source", metavar="CASE", default=None, help=f"case to copy, one of: {', '.join(names())}"
    )

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
    _alone(forecast)

    simulate = _verb(
        verbs,
        "simulate",
        "simulate the whole scenario as written, no as-of time; try out changes",
        "corridor simulate my-crisis --set population.total=50000",
    )
    simulate.add_argument("folder", metavar="DIR", help="scenario folder")
    _running(simulate)
    _alone(simulate)

    compare = _verb(
        verbs,
        "compare",
        "compare two scenarios, or one with settings and without, under the same luck",
        "corridor compare my-crisis --set population.total=50000",
    )
    compare.add_argument("folder", metavar="A", help="scenario folder")
    compare.add_argument(
        "other", metavar="B", nargs="?", default=None, help="the other one (default: A, with what --set replaces)"
    )
    compare.add_argument(
        "--as-of",
        metavar="TIME",
        help="use nothing known later (default: as_of of the scenarios; without any, they are compared as written)",
    )
    _running(compare, " in B")

    demo = _verb(
        verbs, "demo", "forecast the case that travels with corridor: Nagorno-Karabakh, September 2023", "corridor demo"
    )
    demo.add_argument("--as-of", metavar="TIME", help="use nothing known later (default: 22 September 2023 12:00)")
    _running(demo)
    _alone(demo)
    _observing(verbs)
    _ledger(verbs)
    _verb(verbs, "warmup", "compile the engine now, so that no forecast has to wait for it", "corridor warmup")
    return top


def _verb(verbs: Any, name: str, what: str, example: str, json: bool = True) -> Parser:
    verb: Parser = verbs.add_parser(
        name,
        help=what,
        description=what[:1].upper() + what[1:] + ".",
        epilog=f"example: {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    verb.set_defaults(verb=verb)
    if json:
        verb.add_argument("--json", action="store_true", help="print one JSON document for machines")
    return verb


def _observing(verbs: Any) -> None:
    observe = _verb(verbs, "observe", "put counts into a scenario", "corridor observe add --help", json=False)
    actions = observe.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=Parser)
    _adding(actions)
    _importing(actions)


def _adding(actions: Any) -> None:
    add = _verb(
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
    _trying(add)


def _importing(actions: Any) -> None:
    take = _verb(
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
    _trying(take)


def _ledger(verbs: Any) -> None:
    claims = _verb(
        verbs,
        "claims",
        "the ledger: who says what, how it is graded and pooled",
        "corridor claims show my-crisis",
        json=False,
    )
    actions = claims.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=Parser)
    look = _verb(
        actions,
        "show",
        "show claims by quantity: sides, grades, weights, and a plot of the prior they make",
        "corridor claims show my-crisis population.total",
    )
    look.add_argument("folder", metavar="SCENARIO", nargs="?", default=".", help="scenario folder (default: this one)")
    look.add_argument("quantity", metavar="QUANTITY", nargs="?", default=None, help="one quantity (default: all)")
    look.add_argument("--as-of", metavar="TIME", help="show what was known then (default: as_of of the scenario)")
    _claiming(actions)
    for action, what in (
        ("approve", "let claims feed the priors that rest on them"),
        ("reject", "say that claims are not to be used"),
        ("withdraw", "take back claims whose speaker has done so"),
    ):
        _deciding(actions, action, what)
    _extracting(actions)
    _taking(actions)


def _claiming(actions: Any) -> None:
    add = _verb(
        actions,
        "add",
        "add one claim to claims.csv, as a draft, checked with the whole scenario before it is written",
        "corridor claims add my-crisis --quantity population.total --definition 'people living there' --value 12000 "
        "--unit persons --speaker 'Town hall' --known 2030-01-02",
    )
    add.add_argument("folder", metavar="SCENARIO", help="scenario folder")
    needed = {
        "quantity": "what it is about: a path such as population.total, or a name of your own",
        "definition": "what exactly is counted; only claims of one definition are pooled",
        "unit": "persons, families, vehicles, ...",
        "speaker": "who says it; not who passes it on",
        "known": "when it became known: a time, or the day of its source",
    }
    for option, what in needed.items():
        add.add_argument(f"--{option}", required=True, metavar=option.upper(), help=what)
    more = {
        "value": "the figure",
        "low": "lower end of a range",
        "high": "upper end of a range",
        "quantifier": "exact, about, nearly, at least, more than, up to, at most, less than or between (default exact)",
        "party": "the side for which it is said",
        "via": "who passes it on; several with ';' between them",
        "quote": "the words, at most 25",
        "url": "where it can be read",
        "place": "where it holds",
        "valid": "when it is true, if not when it became known",
        "stake": "none, 'gains if high' or 'gains if low' (default none)",
        "source-grade": "reliability of the source, A to F (default F: cannot be judged)",
        "information-grade": "credibility of the information, 1 to 6 (default 6: cannot be judged)",
        "role": "recommended, or triangulation: kept beside, not pooled (default recommended)",
        "reason": "why these grades",
        "name": "its name (default: made of quantity, speaker and known time)",
    }
    for option, what in more.items():
        add.add_argument(f"--{option}", metavar=option.upper(), help=what)
    _trying(add)


def _deciding(actions: Any, action: str, what: str) -> None:
    verb = _verb(
        actions,
        action,
        f"{what}; appended to claims_log.csv with who, when and why",
        f"corridor claims {action} my-crisis 'town hall' --who 'IM desk' --reason 'read in the original'",
    )
    verb.add_argument("folder", metavar="SCENARIO", help="scenario folder")
    verb.add_argument("claim", metavar="CLAIM", nargs="+", help="names of claims")
    verb.add_argument("--who", required=True, metavar="WHO", help="who decides: an office, not a private person")
    verb.add_argument("--reason", required=True, metavar="REASON", help="why")
    verb.add_argument("--at", metavar="TIME", help="when it was decided (default: now)")
    verb.add_argument(
        "--known", metavar="TIME", help="by when all that it rests on was known, if decided afterwards (default: --at)"
    )
    _trying(verb)


def _extracting(actions: Any) -> None:
    draft = _verb(
        actions,
        "extract",
        "draft claims from a text: every figure with unit, quantifier and who is said to say it; English",
        "corridor claims extract report.txt --json",
    )
    draft.add_argument("file", metavar="FILE", help="text file in UTF-8, at most 1 MB")
    draft.add_argument("--unit", metavar="UNIT", help="only figures in this unit, as in persons or families")


def _taking(actions: Any) -> None:
    take = _verb(
        actions,
        "import",
        "read a sheet of claims (.xlsx or .csv) through a saved column map, and add what is new, as drafts",
        "corridor claims import claims.xlsx --map claims.yaml --into my-crisis --dry-run",
    )
    take.add_argument("sheet", metavar="SHEET", help="workbook or text file")
    take.add_argument(
        "--map", required=True, metavar="MAP.yaml", help="what stands where in the sheet; see the documentation"
    )
    take.add_argument("--known", metavar="TIME", help="when this sheet became known, if its map does not say")
    take.add_argument("--into", metavar="SCENARIO", required=True, help="scenario folder")
    _trying(take)


def _trying(verb: Parser) -> None:
    verb.add_argument(
        "--dry-run", action="store_true", help="check everything and show what would change; write nothing"
    )


def _alone(verb: Parser) -> None:
    verb.add_argument("--brief", action="store_true", help="say it in five lines")
    verb.add_argument(
        "--pictures", choices=("all", "none"), default="all", help="all, or none where no person looks (default all)"
    )
    verb.add_argument(
        "--resume",
        action="store_true",
        help="keep finished futures on disk while running, and go on from those that an earlier run kept",
    )


def _running(verb: Parser, where: str = "") -> None:
    verb.add_argument("--members", metavar="N", default="100", help="possible futures (default 100)")
    verb.add_argument("--seed", metavar="S", default="0", help="seed of all randomness (default 0)")
    verb.add_argument(
        "--threads", metavar="N", default=None, help="futures simulated at a time (default: one for each core)"
    )
    verb.add_argument(
        "--engine",
        choices=("compiled", "plain"),
        default="compiled",
        help="compiled, or the readable Python it is checked against: the same bits, slower (default compiled)",
    )
    verb.add_argument(
        "--out", metavar="DIR", default=None, help="folder for the results (default: in corridor-results)"
    )
    verb.add_argument(
        "--set",
        metavar="PATH=VALUE",
        action="append",
        default=[],
        dest="settings",
        help=f"replace a number or an event's time{where}, as in population.total=50000; may be repeated",
    )
    verb.add_argument(
        "--without",
        metavar="CLAIM",
        action="append",
        default=[],
        help=f"leave out a claim of claims.csv{where}; may be repeated",
    )
    verb.add_argument(
        "--internal",
        action="store_true",
        help="show every place and cohort; the files are marked and not to be handed on",
    )


_JOBS = {
    "new": "new",
    "check": "check",
    "forecast": "run",
    "simulate": "run",
    "compare": "compare",
    "demo": "run",
    "observe": "observe",
    "claims": "claims",
    "warmup": "warmup",
}


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
            _leave(STOPPED)
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


def _leave(status: int) -> NoReturn:
    """End now. Python's own end waits for the pool, and the pool for the rest of what a stopped worker was sending."""
    if "multiprocessing.util" in sys.modules:
        from multiprocessing import util

        util._run_finalizers(0)  # type: ignore[attr-defined]  # gives back semaphores, which would be told as leaked
    os._exit(status)


def _mute() -> None:
    """Send what is left of our output nowhere, so that Python does not fail over it when it ends."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _answered(words: list[str]) -> int:
    """Run one command; faults of the input and of the answer are said in the form that is asked for."""
    as_json = "--json" in words
    try:
        arguments = _parsed(words)
        job = import_module(f"corridor.cli.{_JOBS[arguments.command]}")
        status: int = job.main(arguments)
    except InputError as error:
        n = len(error.problems)
        _say_faults(as_json, f"{n} problem{'s' if n > 1 else ''} with the input:", error.problems)
        status = 2
    except AnswerError as error:
        fault = Problem("no-answer", found=str(error).rstrip("."), expected="an answer that can be trusted")
        _say_faults(as_json, "No answer:", [fault])
        status = 1
    except MemoryError:
        fault = Problem(
            "no-memory",
            file="--members",
            found="not enough memory",
            expected="room for all futures at once",
            remedy="Give fewer --members, or a longer step.",
        )
        _say_faults(as_json, "No answer:", [fault])
        status = 1
    if sys.stdout is not None:
        sys.stdout.flush()
    return status


def _parsed(words: list[str]) -> argparse.Namespace:
    top = parser()
    arguments, odd = top.parse_known_args(words)
    if odd:
        arguments.verb.error(f"unrecognized arguments: {' '.join(odd)}")
    return arguments


def _say_faults(as_json: bool, head: str, faults: Sequence[Problem]) -> None:
    if as_json:
        from corridor.cli.options import print_json

        print_json({"errors": [fault.as_dict() for fault in faults]}, indent=1)
    else:
        print("\n".join([head, *(f"  {fault.text()}" for fault in faults)]), file=sys.stderr)
