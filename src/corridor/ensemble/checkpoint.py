"""Finished members on disk, so that a long run that was stopped goes on where it was, to the same bits.

Members are kept in blocks of consecutive numbers, each a file that is written beside its place and then moved. The
folder is named for what decides their bits (scenario as of its time, seed, output times, cohorts, version), so that
members of another run are never taken for one's own. A member needs no other, so any of them can be taken up.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corridor._version import __version__
from corridor.base.write import write_beside

__all__ = ["BLOCK", "Checkpoint", "identity"]

BLOCK = 20
"""Members in a file."""
Arrays = dict[str, npt.NDArray[Any]]


def identity(*parts: object) -> str:
    """Give the name of a run: a hash of what decides the bits of its members, program and libraries among it."""
    state = hashlib.blake2b(digest_size=8)
    for part in (__version__, sys.version, np.__version__, version("scipy"), *parts):
        state.update(f"{part}\x1f".encode())
    package = Path(__file__).parents[1]
    for room in ("base", "ledger", "scenario", "model", "ensemble"):
        for path in sorted(path for kind in ("*.py", "*.yaml", "*.txt") for path in (package / room).rglob(kind)):
            state.update(path.read_bytes())
    return state.hexdigest()


@dataclass
class Checkpoint:
    """Where the members of a run are kept while it is under way.

    Parameters
    ----------
    folder : Path
        A folder for this purpose alone; below it each run has one of its own.
    """

    folder: Path
    taken: int = 0
    _place: Path | None = None
    _waiting: dict[int, Arrays] = field(default_factory=dict)

    def open(self, name: str) -> None:
        """Begin, or go on with, the run of a name (see `identity`)."""
        self._place = self.folder / name
        self._place.mkdir(parents=True, exist_ok=True)

    def finished(self, members: Iterable[int]) -> Iterator[tuple[int, Arrays]]:
        """Give the members asked for that are on disk; a file that cannot be read counts as not there."""
        wanted = set(members)
        for arrays in self._blocks():
            numbers = arrays.pop("member").tolist()
            for row, member in enumerate(numbers):
                if member in wanted:
                    wanted.remove(member)
                    self.taken += 1
                    yield member, {name: values[row] for name, values in arrays.items()}

    def keep(self, member: int, arrays: Arrays) -> None:
        """Keep a member; it is on disk once its block is full."""
        self._waiting[member] = arrays
        if len(self._waiting) >= BLOCK:
            self.flush()

    def flush(self) -> None:
        """Write the members that wait for their block to be full."""
        if not self._waiting:
            return
        numbers = sorted(self._waiting)
        names = self._waiting[numbers[0]]
        block = {name: np.stack([self._waiting[k][name] for k in numbers]) for name in names}

        def write(beside: Path) -> None:
            with beside.open("wb") as file:
                np.savez(file, **{"member": np.array(numbers), **block})  # type: ignore[arg-type]

        write_beside(self._folder() / f"members-{numbers[0]:06d}-{os.getpid()}.npz", write)
        self._waiting.clear()

    @property
    def on_disk(self) -> int:
        """How many members are on disk; none before the run has begun."""
        if self._place is None:
            return 0
        return len({member for arrays in self._blocks() for member in arrays["member"].tolist()})

    def remove(self) -> None:
        """Remove what was kept of this run: it is complete."""
        shutil.rmtree(self._folder(), ignore_errors=True)
        with suppress(OSError):
            self.folder.rmdir()

    def _blocks(self) -> Iterator[Arrays]:
        for path in sorted(self._folder().glob("members-*.npz")):
            try:
                with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                    arrays = {name: kept[name] for name in kept.files}
            except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
                continue
            yield arrays

    def _folder(self) -> Path:
        if self._place is None:
            raise ValueError("Checkpoint: open it first")
        return self._place
