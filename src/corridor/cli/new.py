"""`corridor new DIR`: begin a scenario with a small commented one that runs."""

from __future__ import annotations

import argparse
from importlib.resources import files
from pathlib import Path

from corridor.base.errors import InputError, Problem
from corridor.cli.options import print_json
from corridor.ensemble.write import check_writable, write_files

__all__ = ["main"]


def main(arguments: argparse.Namespace) -> int:
    """Write the template into a new or empty folder."""
    folder = Path(arguments.folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        found = "a file" if not folder.is_dir() else "a folder with something in it"
        raise InputError(
            [
                Problem(
                    "folder-taken",
                    file=str(folder),
                    found=found,
                    expected="a folder that does not exist or is empty",
                    remedy="Choose another name.",
                )
            ]
        )
    check_writable(folder, "DIR")
    template = files("corridor.scenario").joinpath("template")
    texts = {item.name: item.read_bytes() for item in template.iterdir() if item.is_file()}

    def writer(content: bytes):  # type: ignore[no-untyped-def]
        return lambda path: path.write_bytes(content)

    written = write_files(folder, {name: writer(content) for name, content in sorted(texts.items())}, "DIR")
    if arguments.json:
        print_json({"folder": str(folder), "files": [str(path) for path in written]}, indent=1)
    else:
        print(f"A small scenario that runs is in {folder}. Next: corridor forecast {folder}")
    return 0
