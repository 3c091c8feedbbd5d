"""What a command prints: text for people, one JSON document for machines, faults in the form that is asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from corridor.base.errors import Problem, Stopped

if TYPE_CHECKING:
    from corridor.jobs.running import RunFiles

__all__ = ["answer", "answer_with_files", "print_faults", "print_json"]


class Outcome(Protocol):
    """What a job gives."""

    def text(self) -> str:
        """Give what a person reads."""

    def document(self) -> dict[str, Any] | list[Any]:
        """Give the document for machines."""


def answer(outcome: Outcome, as_json: bool) -> int:
    """Print what a job gives, in the form that is asked for; give the exit status."""
    if as_json:
        print_json(outcome.document(), indent=1)
    else:
        print(outcome.text())
    return 0


def answer_with_files(outcome: RunFiles, as_json: bool) -> int:
    """Print what a job gives, and where its files are; give the exit status."""
    try:
        if as_json:
            print_json(outcome.document())
        else:
            names = ", ".join(path.name for path in outcome.written)
            print(f"{outcome.text()}\n\n{outcome.seconds():.1f} s. Files in {outcome.folder}: {names}")
        sys.stdout.flush()
    except KeyboardInterrupt:
        raise Stopped(f"The results are complete, in {outcome.folder}.") from None
    return 0


def print_json(document: dict[str, Any] | list[Any], indent: int | None = None) -> None:
    """Print the one JSON document of a command; letters that the output cannot hold are escaped."""
    text = json.dumps(document, indent=indent, ensure_ascii=False)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(document, indent=indent)
    print(text)


def print_faults(as_json: bool, head: str, faults: Sequence[Problem]) -> None:
    """Print faults: on standard error for people, as the document on standard output for machines."""
    if as_json:
        print_json({"errors": [fault.as_dict() for fault in faults]}, indent=1)
    else:
        print("\n".join([head, *(f"  {fault.text()}" for fault in faults)]), file=sys.stderr)
