"""`corridor warmup`: compile the engine now, so that no forecast has to wait for it."""

from __future__ import annotations

import argparse
import time

from corridor.cli.options import print_json
from corridor.cli.progress import say
from corridor.ensemble.warm import warm

__all__ = ["main"]


def main(arguments: argparse.Namespace) -> int:
    """Compile what is not compiled yet."""
    began = time.perf_counter()
    compiled_now, folder = warm(say)
    seconds = time.perf_counter() - began
    if arguments.json:
        print_json({"compiled": compiled_now, "seconds": round(seconds, 3), "folder": str(folder)})
    elif compiled_now:
        print(f"The engine is compiled ({seconds:.0f} s). Kept in {folder}")
    else:
        print(f"The engine was compiled already. Kept in {folder}")
    return 0
