"""The exception tree, and the one shape in which a fault in the input is told.

A :class:`Problem` says what is wrong, where (file, row, field), what was found, what was expected and what to
do next. Reading a scenario gathers problems in :class:`Problems` and raises one :class:`InputError` with all of
them, so that a person mends a folder once and not line by line. The command line turns an `InputError` into
exit status 2 and an `AnswerError` into exit status 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Generic, NamedTuple, TypeVar

__all__ = [
    "AnswerError",
    "CorridorError",
    "InputError",
    "Problem",
    "Problems",
    "Stopped",
    "Survey",
    "Where",
    "require",
    "shown",
]

_SHOWN = 80  # characters of a found value that a message repeats

T = TypeVar("T")


class CorridorError(Exception):
    """Any error that corridor raises on purpose."""


class InputError(CorridorError):
    """The input cannot be used; carries every problem found.

    Parameters
    ----------
    problems : iterable of Problem
        At least one.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.text() for problem in self.problems))


class AnswerError(CorridorError):
    """The input is fine, but no trustworthy answer can be given."""


class Stopped(KeyboardInterrupt):
    """Stopped by a person after something was kept; the message says what."""


@dataclass(frozen=True, order=True)
class Problem:
    """One fault: where it stands, what was found, what was expected, what to do.

    Attributes
    ----------
    code : str
        Short stable name, listed in the reference page of error codes.
    file : str
        File name inside the scenario folder, or the option or path that was given.
    row : int or None
        Line of the file, counted from 1 with the header, as an editor shows it.
    field : str
        Column, dotted key or option; empty when the whole file is meant.
    found, expected, remedy : str
        What stood there, what may stand there, and the next thing to do.
    """

    code: str
    file: str = ""
    row: int | None = None
    field: str = ""
    found: str = ""
    expected: str = ""
    remedy: str = ""

    def text(self) -> str:
        """Give the message a person reads, on one line."""
        place = ", ".join(
            part for part in (self.file, f"row {self.row}" if self.row is not None else "", self.field) if part
        )
        said = f"found {self.found}; expected {self.expected}." if self.found else f"expected {self.expected}."
        return " ".join(part for part in (f"{place}:" if place else "", said, self.remedy, f"[{self.code}]") if part)

    def as_dict(self) -> dict[str, str | int | None]:
        """Give the keys fixed in the formats: code, file, row, field, found, expected, remedy."""
        return asdict(self)


def shown(value: object) -> str:
    """Give a found value for a message: quoted, on one line, and cut when long."""
    if value is None or value == "":
        return "nothing"
    text = value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else repr(value)
    text = " ".join("".join(ch if ch.isprintable() else "\N{REPLACEMENT CHARACTER}" for ch in text[:400]).split())
    return f"'{text[:_SHOWN]}...'" if len(text) > _SHOWN else f"'{text}'"


def require(value: object, kind: type | tuple[type, ...], name: str, expected: str, remedy: str) -> None:
    """Refuse what a library user passes on as something it is not.

    Parameters
    ----------
    value, kind
        What was given, and what it must be an instance of.
    name : str
        Of the argument.
    expected, remedy : str
        For the message.

    Raises
    ------
    InputError
        It is of another type; a truth value is no number.
    """
    if not isinstance(value, kind) or isinstance(value, bool):
        found = f"{type(value).__name__} {shown(repr(value))}"
        raise InputError([Problem("type-wrong", file=name, found=found, expected=expected, remedy=remedy)])


class Where(NamedTuple):
    """Where something stands: a file or option, a row, a field."""

    file: str
    row: int | None = None
    field: str = ""


class Problems:
    """A list of problems under way: add, then raise once if there are any."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, code: str, **where: str | int | None) -> None:
        """Note one problem; keywords are the fields of `Problem`."""
        problem = Problem(code, **where)  # type: ignore[arg-type]
        if problem not in self.found:
            self.found.append(problem)

    def note(self, code: str, where: Where, found: str, expected: str, remedy: str) -> None:
        """Note one problem: what was found somewhere, what was expected there, and the next thing to do."""
        self.add(code, **where._asdict(), found=found, expected=expected, remedy=remedy)

    def raise_if_any(self) -> None:
        """Raise `InputError` with everything noted, ordered by file and row, or do nothing."""
        if self.found:
            raise InputError(sorted(self.found, key=lambda p: (p.file, p.row or 0, p.field, p.code)))


@dataclass(frozen=True)
class Survey(Generic[T]):
    """What of something could be read, and every fault found in it.

    Attributes
    ----------
    found : T or None
        Without the parts at fault; None where nothing of it can be used.
    problems : Problems
        None in it: what was found is complete. More may be noted, to be raised together.
    """

    found: T | None
    problems: Problems

    def complete(self) -> T:
        """Give what was read, or raise `InputError` with every fault."""
        self.problems.raise_if_any()
        if self.found is None:
            raise AssertionError("what has no problem was not read")
        return self.found
