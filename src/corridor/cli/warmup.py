"""`corridor warmup`: compile the engine now, so that no forecast has to wait for it."""

from __future__ import annotations

import argparse
import time
from typing import Any

from corridor.cli.output import print_json
from corridor.cli.parser import add_verb

__all__ = ["declare"]


def declare(verbs: Any) -> None:
    """Declare `corridor warmup`."""
    verb = add_verb(
        verbs, "warmup", "compile the engine now, so that no forecast has to wait for it", "corridor warmup"
    )
    verb.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from corridor.cli.progress import announce
    from corridor.jobs.warmup import warm

    began = time.perf_counter()
    compiled_now, folder = warm(announce)
    seconds = time.perf_counter() - began
    if arguments.json:
        print_json({"compiled": compiled_now, "seconds": round(seconds, 3), "folder": str(folder)})
    elif compiled_now:
        print(f"The engine is compiled ({seconds:.0f} s). Kept in {folder}")
    else:
        print(f"The engine was compiled already. Kept in {folder}")
    return 0
