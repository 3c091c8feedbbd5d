"""How a job says how far it is; the command line shows a bar, a page may send events, a library says nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

__all__ = ["Announce", "Progress", "Silent", "silent"]

Announce = Callable[[str], None]  # takes at once what will take a while


def silent(text: str) -> None:
    """Announce nothing."""


class Progress(Protocol):
    """Whoever is told how far a job is."""

    def __call__(self, done: int, total: int) -> None:
        """Take the members done and the members in all."""

    def stage(self, text: str) -> None:
        """Take what is done now."""

    def announce(self, text: str) -> None:
        """Take at once what will take a while."""


class Silent:
    """Says nothing."""

    def __call__(self, done: int, total: int) -> None:
        """Say nothing."""

    def stage(self, text: str) -> None:
        """Say nothing."""

    def announce(self, text: str) -> None:
        """Say nothing."""
