"""Run what a page shows, in order: files to type, changes to make, commands; compare what they print with the page.

A page says `Type ``FILE``:` before the content of a file, `Replace in ``FILE``:` before what stands there and `by`
before what takes its place, and shows commands as ``$ corridor ...`` with their output below, in which a line ``...``
stands for lines left out. Commands that set up a machine are not run. Tests compare; after a change of output

    python docs/shown.py docs/tutorial.md

writes into the page what its commands print now, keeping lines left out where only numbers have changed.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SETTING_UP = ("python3", ".", "pip", "corridor warmup")  # done by the time the rest of a page is run
_BLOCK = re.compile(r"^(?P<before>[^\n]*)\n\n?```(?P<form>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_TYPE, _REPLACE = re.compile(r"(?:.* )?Type `([^`]+)`:"), re.compile(r"(?:and r|R)eplace in `([^`]+)`:")
_SECONDS = re.compile(r"^[\d.]+ s\. ", re.MULTILINE)  # how long it took is no matter


@dataclass(frozen=True)
class Printed:
    """A command of a page, what the page shows of its output, where that stands in it, and what it printed."""

    command: str
    shown: str
    begin: int
    end: int
    status: int
    out: str

    @property
    def agrees(self) -> bool:
        """Whether the page shows what the command prints; of how long it took only that it is said."""
        shown, out = (_SECONDS.sub("N s. ", text) for text in (self.shown, self.out))
        parts = map(re.escape, re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE))
        return re.fullmatch(r"(?:.*\n)*".join(parts), out) is not None


def follow(page: str, folder: Path) -> Iterator[Printed]:
    """Do what a page says in a folder, step by step, and give each command with what it printed."""
    old: tuple[Path, str] | None = None
    for block in _BLOCK.finditer(page):
        before, body = block["before"], block["body"]
        if block["form"] == "console":
            yield from _commands(body, block.start("body"), folder)
        elif typed := _TYPE.fullmatch(before):
            path = folder / typed[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, "utf-8")
        elif replaced := _REPLACE.fullmatch(before):
            old = folder / replaced[1], body.removesuffix("\n")
        elif before == "by":
            if old is None:
                raise ValueError(f"nothing to replace by:\n{body}")
            path, text = old
            there = path.read_text("utf-8")
            if there.count(text) != 1:
                raise ValueError(f"{path.name} has {there.count(text)} times:\n{text}")
            path.write_text(there.replace(text, body.removesuffix("\n")), "utf-8")
            old = None


def _commands(body: str, begin: int, folder: Path) -> Iterator[Printed]:
    for part in re.finditer(r"^\$ (?P<command>[^\n]*)\n(?P<shown>(?:(?!\$ )[^\n]*\n)*)", body, re.MULTILINE):
        command = part["command"]
        if not any(command == one or command.startswith(f"{one} ") for one in SETTING_UP):
            status, out = _run(shlex.split(command), folder)
            yield Printed(command, part["shown"], begin + part.start("shown"), begin + part.end("shown"), status, out)


def _run(words: list[str], folder: Path) -> tuple[int, str]:
    """Run a command in a folder; give its status and what it prints, faults included."""
    if words[0] == "python":
        words = [sys.executable, *words[1:]]
        done = subprocess.run(words, capture_output=True, cwd=folder, encoding="utf-8", check=False)
        return done.returncode, done.stdout + done.stderr
    if words[0] != "corridor":
        raise ValueError(f"not a command that a page may show: {' '.join(words)}")
    from corridor.cli.main import main

    out, err, here = io.StringIO(), io.StringIO(), Path.cwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = main(words[1:])
            except SystemExit as ended:  # --version and --help
                status = int(ended.code or 0)
    finally:
        os.chdir(here)
    return status, out.getvalue() + (err.getvalue() if status else "")  # else it is progress


def _trimmed(shown: str, out: str) -> str:
    """Give an output with the same lines left out as before; all of it where the lines are others."""
    like = [_masked(line) for line in out.splitlines()]
    kept, at = [], 0
    for line in shown.splitlines():
        if line == "...":
            kept.append(line)
        elif _masked(line) in like[at:]:
            at = like.index(_masked(line), at) + 1
            kept.append(out.splitlines()[at - 1])
        else:
            return out
    trimmed = "".join(f"{line}\n" for line in kept)
    return trimmed if Printed("", trimmed, 0, 0, 0, out).agrees else out


def _masked(line: str) -> str:
    """Give a line without numbers, hours and how likely it is, which change with them."""
    words = re.sub(r"very (un)?likely|moderately likely|(un)?likely|under|[\d.,:+-]+", "#", line).split()
    return re.sub(r"#( #)+", "#", " ".join(words))


def filled(page: str) -> str:
    """Give a page with the output of its commands as it is now."""
    with tempfile.TemporaryDirectory() as name:
        steps = list(follow(page, Path(name)))
    for step in reversed(steps):
        if not step.agrees:
            page = page[: step.begin] + _trimmed(step.shown, step.out) + page[step.end :]
    return page


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        path.write_text(filled(path.read_text("utf-8")), "utf-8", newline="\n")
