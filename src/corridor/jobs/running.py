"""What jobs that run the model have in common: what is asked for, and the files that come of it."""

from __future__ import annotations

import os
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corridor.base.errors import Problems
from corridor.base.times import file_stamp
from corridor.base.write import Writer, write_files
from corridor.ensemble.run import Engine
from corridor.jobs.options import whole
from corridor.scenario.resolved import Resolved

__all__ = ["INTERNAL", "RunFiles", "RunNumbers", "RunRequest"]

INTERNAL = "INTERNAL-"
"""What the name of a file begins with that is not to be handed on: there it cannot be overlooked."""

_RESULTS = Path("corridor-results")  # folder of results that nobody gave another one


@dataclass(frozen=True)
class RunNumbers:
    """How many futures are simulated, from which seed, and how many at a time."""

    members: int
    seed: int
    threads: int


@dataclass(frozen=True)
class RunRequest:
    """What to run and how, as a person or a program asks for it; nothing in it is checked yet.

    Attributes
    ----------
    folder : str or Path
        The scenario folder.
    as_of : str or None
        ISO 8601 with UTC offset; None takes that of the scenario.
    members, seed, threads : str or int
        Possible futures, seed, and futures simulated at a time (None: one for each core).
    engine : "compiled" or "plain"
        Both give the same bits.
    settings : sequence of str
        What is replaced, each ``path=value``.
    without : sequence of str
        Claims that are left out.
    internal : bool
        Show every place and cohort.
    out : str or Path or None
        Folder for the files; None makes one below `corridor-results`.
    """

    folder: str | Path
    as_of: str | None = None
    members: str | int = 100
    seed: str | int = 0
    threads: str | int | None = None
    engine: Engine = "compiled"
    settings: Sequence[str] = ()
    without: Sequence[str] = ()
    internal: bool = False
    out: str | Path | None = None

    def numbers(self, problems: Problems) -> RunNumbers:
        """Give the numbers that are asked for; wrong ones are noted."""
        return RunNumbers(
            whole("members", self.members, 1, 100_000, problems),
            whole("seed", self.seed, 0, 2**63 - 1, problems),
            whole("threads", self.threads or os.cpu_count() or 1, 1, 256, problems),
        )

    def results(self, name: str, resolved: Resolved) -> Path:
        """Give the folder for the files: the one asked for, or one that is named for what was run and as of when."""
        stamp = file_stamp(resolved.as_of.astimezone(resolved.zone)) if resolved.as_of else "simulation"
        return Path(self.out) if self.out else _RESULTS / f"{name}_{stamp}".replace(":", "-")


@dataclass(frozen=True)
class RunFiles(ABC):
    """What comes of a run, with files that are written only when asked for.

    Attributes
    ----------
    folder : Path
        Where `write` puts the files.
    began : float
        When the job began, by the clock of `time.perf_counter`.
    written : list of Path
        The files, once they are written.
    """

    folder: Path
    began: float = field(repr=False)
    written: list[Path] = field(default_factory=list, init=False)

    @abstractmethod
    def files(self) -> dict[str, Writer]:
        """Give a writer for each file by name."""

    @abstractmethod
    def text(self) -> str:
        """Give what a person reads."""

    @abstractmethod
    def document(self) -> dict[str, Any]:
        """Give the document for machines."""

    def write(self) -> list[Path]:
        """Write the files into the folder, all or none."""
        self.written[:] = write_files(self.folder, self.files(), stale=self.stale())
        return self.written

    def stale(self) -> Sequence[str]:
        """Give the names of files of an earlier run that would be taken for part of this one."""
        return ()

    def seconds(self) -> float:
        """Give the seconds since the job began."""
        return time.perf_counter() - self.began
