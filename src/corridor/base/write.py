"""Files written safely: all beside their places first, then moved there, so that no half-written file is ever seen."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from corridor.base.errors import InputError, Problem, Stopped, shown

if TYPE_CHECKING:
    pass

__all__ = ["Writer", "check_writable", "content", "write_beside", "write_files", "write_over", "write_text"]

Writer = Callable[[Path], None]


def write_text(text: str, path: Path) -> None:
    """Write a text in UTF-8, lines ending alike on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")


def write_files(
    folder: Path, files: Mapping[str, Writer], option: str = "--out", stale: Iterable[str] = ()
) -> list[Path]:
    """Write files into a folder: all of them beside their places, then moved there.

    Parameters
    ----------
    folder : Path
        Made if it is not there; files of the same names in it are replaced, others are left alone.
    files : mapping
        Name to a function that writes the file at a path.
    option : str
        What named the folder, for messages.
    stale : iterable of str
        Names of files of an earlier result that would be taken for part of this one: removed if they are there.

    Raises
    ------
    InputError
        The folder cannot be written to, or the disk is full; what was there before is untouched.
    Stopped
        Interrupted while the files were being moved: that was brought to its end first.
    """
    made: list[Path] = []
    try:
        _make(folder, made)
        # inside the folder, so that it is on the same disk and needs no right to write anywhere else
        with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=folder, ignore_cleanup_errors=True) as beside:
            for name, write in files.items():
                write(Path(beside) / name)
            _move(Path(beside), folder, files, stale)
        made = []
    except OSError as error:
        raise InputError([_unwritable(folder, option, error)]) from None
    finally:
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir()
    return [folder / name for name in files]


def write_over(path: Path, was: bytes | None, text: str) -> None:
    """Put a file of a scenario with more in it in the place of the one that was read.

    Parameters
    ----------
    was : bytes or None
        What stood in it when it was read; None where there was no file.

    Raises
    ------
    InputError
        The file was changed by somebody else in the meantime, or cannot be written.
    """
    if content(path) != was:
        raise InputError(
            [
                Problem(
                    "file-changed",
                    file=path.name,
                    found="other content than when it was checked",
                    expected="a file that nobody else changes meanwhile",
                    remedy="Run the command again.",
                )
            ]
        )

    def write(beside: Path) -> None:
        beside.write_bytes(text.encode("utf-8"))
        if was is not None:
            shutil.copymode(path, beside)

    write_files(path.parent, {path.name: write}, "SCENARIO")


def content(path: Path) -> bytes | None:
    """Give what stands in a file, or None where there is none that can be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def write_beside(path: Path, write: Writer) -> None:
    """Write one file beside its place, then move it there."""
    beside = path.with_name(f".unfinished-{path.name}")
    write(beside)
    os.replace(beside, path)


def _make(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it; `made` takes those that were not there."""
    if not folder.exists():
        _make(folder.parent, made)
        folder.mkdir()
        made.append(folder)


def _move(beside: Path, folder: Path, names: Iterable[str], stale: Iterable[str]) -> None:
    """Move files into place, all or none: what can be in the way is looked for first, an interrupt waits."""
    for name in names:
        if (folder / name).is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a directory", str(folder / name))
    with _uninterrupted(f"The results are complete, in {folder}."):
        for name in names:
            os.replace(beside / name, folder / name)
        for name in stale:
            if (folder / name).is_file():
                (folder / name).unlink()


@contextmanager
def _uninterrupted(kept: str) -> Iterator[None]:
    """Hold back Ctrl-C for the moment it takes; raise `Stopped` with what was kept afterwards."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread is ever interrupted
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise Stopped(kept)


def check_writable(folder: Path, option: str = "--out") -> None:
    """Refuse, before any work is done, a folder that cannot be written to; nothing is left behind.

    Raises
    ------
    InputError
        With the reason the system gives.
    """
    try:
        above = folder
        while not above.exists() and above.parent != above:
            above = above.parent
        if not above.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "a file stands in its place")
        with tempfile.TemporaryFile(dir=above):
            pass
    except OSError as error:
        raise InputError([_unwritable(folder, option, error)]) from None


def _unwritable(folder: Path, option: str, error: Exception) -> Problem:
    found = getattr(error, "strerror", None) or str(error)
    if "no space left" in str(error).lower() or "errno = 28" in str(error):
        found = "no space left on the disk"
    elif isinstance(error, OSError) and error.filename and Path(str(error.filename)).parent == folder:
        found = f"{Path(str(error.filename)).name} {found}"
    return Problem(
        "output-unwritable",
        file=str(folder),
        field=option,
        found=shown(found.lower()).strip("'"),
        expected="a folder that can be written to, on a disk with room",
        remedy=f"Choose another folder with {option}, or make room.",
    )
