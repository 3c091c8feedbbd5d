"""How far the engine is from the machine's limit: uniforms per second of a member against those of the bare generator.

The bare generator is Philox4x32-10 in a compiled loop that does nothing but add up what it draws: an engine that did
nothing but draw could be no faster. `compiled.count_draws` counts blocks, of two uniforms each.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks import sizes
from benchmarks.measure import environment, last_error
from benchmarks.registry import Unavailable

__all__ = ["bare_sum", "in_own_process", "limit"]

BLOCKS = 5_000_000
RUNS = 5
_MASK = np.uint64(0xFFFFFFFF)
_S32, _S20, _S12 = np.uint64(32), np.uint64(20), np.uint64(12)
_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)


def bare_sum(blocks: int, key: int) -> float:
    """Draw two uniforms from each of so many blocks, and add them up; to be compiled."""
    total = 0.0
    for block in range(blocks):
        c0, c1, c2, c3 = np.uint64(block), np.uint64(1), np.uint64(2), np.uint64(3)
        k0, k1 = np.uint64(key) & _MASK, np.uint64(key) >> _S32
        for _ in range(10):
            low = _M0 * c0
            high = _M1 * c2
            c0, c1, c2, c3 = (high >> _S32) ^ c1 ^ k0, high & _MASK, (low >> _S32) ^ c3 ^ k1, low & _MASK
            k0 = (k0 + _W0) & _MASK
            k1 = (k1 + _W1) & _MASK
        total += (float((c0 << _S20) | (c1 >> _S12)) + 0.5) * 2.220446049250313e-16
        total += (float((c2 << _S20) | (c3 >> _S12)) + 0.5) * 2.220446049250313e-16
    return total


def _best_s(job: Callable[[], object]) -> float:
    job()
    seconds = []
    for _ in range(RUNS):
        began = time.process_time()
        job()
        seconds.append(time.process_time() - began)
    return min(seconds)  # a limit is what can be reached


def limit(size: str = "karabakh") -> dict[str, Any]:
    """Measure both for a member; `share` is what the engine reaches of the bare generator."""
    try:
        engine = sizes.compiled_engine()
        if not hasattr(engine, "count_draws"):
            raise Unavailable("the compiled engine does not count its draws")
        try:
            import numba
        except ImportError:
            raise Unavailable("numba is not installed") from None
    except Unavailable as reason:
        return {"unavailable": str(reason)}
    bare = numba.njit(bare_sum)
    world, rows = sizes.world(size), sizes.rows(size)
    uniforms = 2 * engine.count_draws(world)
    reached = uniforms / _best_s(lambda: engine.run(world, rows))
    possible = 2 * BLOCKS / _best_s(lambda: bare(BLOCKS, 12345))
    return {
        "size": size,
        "uniforms": uniforms,
        "engine_per_s": reached,
        "bare_per_s": possible,
        "share": reached / possible,
    }


def in_own_process() -> dict[str, Any]:
    """Measure in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.limit"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment())
    if done.returncode:
        return {"unavailable": last_error(done.stderr)}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    print(json.dumps(limit()))
