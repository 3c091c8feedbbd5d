"""The parser that every command builds on, and the options that several of them share."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn

from corridor.base.errors import InputError, Problem

__all__ = ["Parser", "add_run_options", "add_single_run_options", "add_verb", "run_options"]


class Parser(argparse.ArgumentParser):
    """An argument parser whose faults are problems like all others."""

    _missing: Callable[[Parser], None] | None = None

    def declare_when_asked(self, declare: Callable[[Parser], None]) -> None:
        """Leave arguments that take a while to describe until they are read or their help is shown."""
        self._missing = declare

    def _declare_missing(self) -> None:
        declare, self._missing = self._missing, None
        if declare is not None:
            declare(self)

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Read the arguments."""
        self._declare_missing()
        return super().parse_known_args(args, namespace)

    def format_help(self) -> str:
        """Give the help."""
        self._declare_missing()
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        """Turn a wrong option into an `InputError`."""
        self.refuse(message)

    def refuse(self, message: str, word: str = "", known: Iterable[str] = ()) -> NoReturn:
        """Raise an `InputError` about the words of a command; of those known, the one most like `word` is offered."""
        close = difflib.get_close_matches(word, known, 1) if word else []
        remedy = f"See '{self.prog} --help'."
        raise InputError(
            [
                Problem(
                    "usage",
                    file=self.prog,
                    found=" ".join(message.split()),
                    expected="a command and options as in its help",
                    remedy=f"Did you mean {close[0]}? {remedy}" if close else remedy,
                )
            ]
        )

    def refuse_unknown(self, words: list[str]) -> NoReturn:
        """Refuse words that no option or argument takes."""
        first = words[0].partition("=")[0].partition(" ")[0]
        option = first if first.startswith("--") else ""
        self.refuse(f"unrecognized arguments: {' '.join(words)}", option, self._option_string_actions)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError as error:
            if isinstance(action, argparse._SubParsersAction):
                self.refuse(str(error), value, action.choices)
            raise


def add_verb(verbs: Any, name: str, what: str, example: str, json: bool = True) -> Parser:
    """Add a command with its description, example and, unless others follow below it, the option for machines."""
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


def add_single_run_options(verb: Parser) -> None:
    """Add the options of a command that runs one ensemble."""
    verb.add_argument("--brief", action="store_true", help="say it in five lines")
    verb.add_argument(
        "--pictures", choices=("all", "none"), default="all", help="all, or none where no person looks (default all)"
    )
    verb.add_argument(
        "--resume",
        action="store_true",
        help="keep finished futures on disk while running, and go on from those that an earlier run kept",
    )


def add_run_options(verb: Parser, where: str = "") -> None:
    """Add the options of every command that runs the model; `where` says to what settings apply."""
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


def run_options(arguments: argparse.Namespace) -> dict[str, Any]:
    """Give what `add_run_options` takes, by the names of a request."""
    names = ("as_of", "members", "seed", "threads", "engine", "settings", "without", "internal", "out")
    return {name: getattr(arguments, name) for name in names}
