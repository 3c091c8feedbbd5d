"""Measure a case, in a process of its own so that its peak memory is its own: `python -m benchmarks.measure NAME`.

The job is run once to warm up and then repeated; median and median absolute deviation (MAD) count, of CPU and of wall
seconds. On a busy machine only CPU seconds mean much. Peak memory is that of the process with all preparation. On
Linux it is read as `VmHWM`, since what `getrusage` gives begins with the memory of the process that started this one.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.registry import Case, Job, Unavailable, cases

__all__ = ["environment", "in_own_process", "last_error", "measured", "timed"]

ROOT = Path(__file__).parent.parent


def timed(job: Job, one: Case) -> dict[str, Any]:
    """Give median and MAD of CPU and wall seconds for one operation, and the number of runs."""
    walls: list[float] = []
    cpus: list[float] = []
    if one.warm_up:
        job()
    ends = time.perf_counter() + one.share_s
    while not walls or (len(walls) < one.repeats and time.perf_counter() < ends):
        cpu, wall = _cpu_seconds(one.fresh), time.perf_counter()
        job()
        walls.append((time.perf_counter() - wall) / one.per)
        cpus.append((_cpu_seconds(one.fresh) - cpu) / one.per)
    row: dict[str, Any] = {"runs": len(walls)}
    for clock, seconds in (("cpu", cpus), ("wall", walls)):
        middle = statistics.median(seconds)
        row[f"{clock}_s"] = middle
        row[f"{clock}_mad_s"] = statistics.median(abs(value - middle) for value in seconds)
    return row


def measured(one: Case) -> dict[str, Any]:
    """Measure a case and its bare job, here; or say why it cannot be."""
    row: dict[str, Any] = {"name": one.name, "size": one.size, "phase": one.phase, "what": one.what, "clock": one.clock}
    try:
        job, bare = one.prepare()
    except Unavailable as reason:
        return {**row, "unavailable": str(reason)}
    row |= timed(job, one)
    row["peak_mb"] = _peak_mb(one.fresh)  # before the bare job, which may need more
    if bare is not None:
        row["bare"], row["bare_s"] = one.bare, timed(bare, one)[one.clock]
    return row


def in_own_process(name: str, timeout_s: float = 1800.0) -> dict[str, Any]:
    """Measure a case in a process of its own; a case that breaks gives a row that says how."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.measure", name],
            capture_output=True,
            encoding="utf-8",
            env=environment(),
            timeout=timeout_s,
        )
    except subprocess.TimeoutExpired:
        return {"name": name, "failed": f"took more than {timeout_s:g} s"}
    if done.returncode:
        return {"name": name, "failed": last_error(done.stderr)}
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return row


def last_error(said: str) -> str:
    """Give the line of a traceback that names the error, or what there is."""
    lines = said.strip().splitlines() or ["no message"]
    named = [one for one in lines if one.split(":")[0].endswith(("Error", "Exception", "Killed"))]
    return (named or lines)[-1]


def environment() -> dict[str, str]:
    """Give the environment in which a process finds this checkout."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path}


def _cpu_seconds(children: bool) -> float:
    if not children:
        return time.process_time()
    times = os.times()
    try:
        import resource
    except ImportError:  # Windows: hundredths of a second, or nothing
        return times.children_user + times.children_system
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak_mb(children: bool) -> float | None:
    """Give the peak memory of this process, or of the largest of its children; None where the system does not tell."""
    status = Path("/proc/self/status")
    if not children and status.exists():
        for line in status.read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return float(line.split()[1]) / 1024.0
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_CHILDREN if children else resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024.0**2 if sys.platform == "darwin" else 1024.0)


if __name__ == "__main__":
    print(json.dumps(measured(cases()[sys.argv[1]])))
