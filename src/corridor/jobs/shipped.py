"""The cases that travel with corridor: in the installed package, or in the checkout it runs from."""

from __future__ import annotations

import difflib
from importlib.resources import files
from pathlib import Path

from corridor.base.errors import InputError, Problem, shown

__all__ = ["DEMO", "names", "shipped"]

DEMO = "karabakh-2023"
"""The case that `corridor demo` forecasts."""


def _folder() -> Path:
    here = Path(str(files("corridor")))
    packed = here / "data" / "scenarios"
    return packed if packed.is_dir() else here.parent.parent / "scenarios"


def names() -> list[str]:
    """Give the names of the cases that are there."""
    return sorted(path.parent.name for path in _folder().glob("*/scenario.yaml"))


def shipped(name: str, option: str = "") -> Path:
    """Give the folder of a case; `option` is where its name was given."""
    there = names()
    if name in there:
        return _folder() / name
    close = difflib.get_close_matches(name, there, 1, cutoff=0.4)
    guess = f"Did you mean {close[0]}?" if close else "Choose one of these."
    raise InputError(
        [
            Problem(
                "scenario-unknown",
                file=option or name,
                found=shown(name),
                expected=f"a case that travels with corridor: {', '.join(there)}" if there else "a whole installation",
                remedy=guess if there else "Install corridor again.",
            )
        ]
    )
