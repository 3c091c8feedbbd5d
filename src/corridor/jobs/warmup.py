"""Compile the engine before it is needed, and say so once where somebody would otherwise wait without knowing why.

The compiler takes about a minute, once for each installation; after that the machine code is read from disk.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

__all__ = ["MESSAGE", "warm"]

MESSAGE = "compiling the engine, about a minute, once on this machine"


def warm(tell: Callable[[str], None] | None = None) -> tuple[bool, Path]:
    """Make sure that the compiled engine is there.

    Parameters
    ----------
    tell : callable, optional
        Called with `MESSAGE` if the compiler has to run.

    Returns
    -------
    compiled_now : bool
        Whether the compiler ran.
    folder : Path
        Where the machine code is kept; with `CORRIDOR_CACHE` set, below that.
    """
    from corridor.model.compiled.jit import CACHE, is_warm

    if is_warm():
        return False, CACHE
    if tell is not None:
        tell(MESSAGE)
    _run_once()
    _forget_others(CACHE)
    return True, CACHE


_KEPT = 5  # kernels: of other versions, checkouts or interpreters that may be in use beside this one


def _forget_others(cache: Path) -> None:
    """Remove kernels that have not been compiled for longest, so that a year of versions does not fill the disk."""
    with suppress(OSError):  # another process may be doing the same
        kernels = sorted(cache.parent.glob("kernel_*"), key=lambda folder: folder.stat().st_mtime, reverse=True)
        for folder in kernels[_KEPT:]:
            if folder != cache:
                shutil.rmtree(folder, ignore_errors=True)


def _run_once() -> None:
    """Run a member of the scenario that `corridor new` writes: the machine code is the same for all worlds."""
    from corridor.ensemble.build import draw_member, world_of
    from corridor.ensemble.frame import Frame
    from corridor.model import compiled
    from corridor.scenario.read import load
    from corridor.scenario.resolve import resolve

    scenario = load(Path(str(files("corridor.scenario").joinpath("template"))))
    frame = Frame.of(resolve(scenario))
    compiled.run(world_of(frame, draw_member(frame, 0, 0)), rows=())
