"""The job of beginning a scenario: a small commented one that runs, or a copy of a shipped case."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from corridor.base.errors import InputError, Problems, Where
from corridor.base.write import Writer, check_writable, write_files
from corridor.jobs.shipped import shipped

__all__ = ["begin"]


def begin(folder: str | Path, case: str | None = None) -> list[Path]:
    """Write the template, or a copy of a shipped case, into a new or empty folder.

    Raises
    ------
    InputError
        No such case; the folder is taken or cannot be written to.
    """
    folder = Path(folder)
    source = _source(folder, case)
    check_writable(folder, "DIR")
    texts = {item.name: item.read_bytes() for item in source.iterdir() if item.is_file()}
    return write_files(folder, {name: _writer(content) for name, content in sorted(texts.items())}, "DIR")


def _writer(content: bytes) -> Writer:
    def write(path: Path) -> None:
        path.write_bytes(content)

    return write


def _source(folder: Path, case: str | None) -> Path:
    """Give the folder to copy from; a case that is not there and a folder that is taken are noted together."""
    problems = Problems()
    source = Path(str(files("corridor.scenario"))) / "template"
    if case is not None:
        try:
            source = shipped(case, "--from")
        except InputError as error:
            problems.found += error.problems
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        problems.note(
            "folder-taken",
            Where(str(folder)),
            "a file" if not folder.is_dir() else "a folder with something in it",
            "a folder that does not exist or is empty",
            "Choose another name.",
        )
    problems.raise_if_any()
    return source
