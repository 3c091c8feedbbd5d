"""How far the work is, on standard error, once it has taken two seconds."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

__all__ = ["Meter", "announce"]

_PATIENCE = 2.0  # seconds before anything is said
_EVERY = 10.0  # seconds between lines where no terminal can show a bar


def announce(text: str) -> None:
    """Say at once, on standard error, what will take a while."""
    print(f"{text[:1].upper()}{text[1:]} ...", file=sys.stderr, flush=True)


class Meter:
    """A bar on a terminal, and a line now and then where standard error goes to a file.

    Call it with members done and members in all; `stage` names what is done after that.
    """

    def __init__(self) -> None:
        self._console = Console(file=sys.stderr)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("futures,"),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
        )
        self._task = self._bar.add_task("simulating", total=None)
        self._next = time.monotonic() + _PATIENCE

    def __call__(self, done: int, total: int) -> None:
        """Show members done."""
        self._bar.update(self._task, completed=done, total=total)
        self._tell(f"simulating: {done} of {total} futures")

    def stage(self, text: str) -> None:
        """Show what is being done now."""
        self._bar.update(self._task, description=text)
        self._tell(text)

    def announce(self, text: str) -> None:
        """Say at once what will take a while."""
        announce(text)

    def _tell(self, text: str) -> None:
        now = time.monotonic()
        if now < self._next or self._bar.live.is_started:
            return
        if self._console.is_terminal:
            self._bar.start()
        else:
            print(text, file=sys.stderr, flush=True)
            self._next = now + _EVERY

    def __enter__(self) -> Meter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar.live.is_started:  # stopping one that is not prints an empty line
            self._bar.stop()
