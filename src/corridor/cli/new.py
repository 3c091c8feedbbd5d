"""`corridor new DIR`: begin a scenario with a small commented one that runs, or with a copy of a shipped case."""

from __future__ import annotations

import argparse
from importlib.resources import files
from pathlib import Path

from corridor.base.errors import InputError, Problems
from corridor.base.write import check_writable, write_files
from corridor.cli.options import print_json
from corridor.cli.shipped import shipped

__all__ = ["main"]


def main(arguments: argparse.Namespace) -> int:
    """Write the template, or a copy of a shipped case, into a new or empty folder."""
    folder = Path(arguments.folder)
    begin = _begin(folder, arguments.source)
    check_writable(folder, "DIR")
    texts = {item.name: item.read_bytes() for item in begin.iterdir() if item.is_file()}

    def writer(content: bytes):  # type: ignore[no-untyped-def]
        return lambda path: path.write_bytes(content)

    written = write_files(folder, {name: writer(content) for name, content in sorted(texts.items())}, "DIR")
    if arguments.json:
        print_json({"folder": str(folder), "files": [str(path) for path in written]}, indent=1)
    else:
        what = f"A copy of {begin.name}" if arguments.source else "A small scenario that runs"
        print(f"{what} is in {folder}. Next: corridor forecast {folder}")
    return 0


def _begin(folder: Path, case: str | None) -> Path:
    """Give the folder to copy from; a case that is not there and a folder that is taken are told together."""
    problems = Problems()
    begin = Path(str(files("corridor.scenario"))) / "template"
    if case is not None:
        try:
            begin = shipped(case, "--from")
        except InputError as error:
            problems.found += error.problems
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        problems.add(
            "folder-taken",
            file=str(folder),
            found="a file" if not folder.is_dir() else "a folder with something in it",
            expected="a folder that does not exist or is empty",
            remedy="Choose another name.",
        )
    problems.raise_if_any()
    return begin
