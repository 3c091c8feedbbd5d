"""Run the cases, print a table, write a JSON file: `python -m benchmarks [--only NAME] [--out FILE]`.

Each case is run once to warm up and then up to five times, as long as its share of the time lasts; the median counts.
CPU seconds are shown beside wall seconds: on a busy machine only the former mean much.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import corridor
from benchmarks.cases import CASES, Case, Job

OUT = Path(__file__).parent / "results" / "latest.json"
REPEATS = 5
SHARE_S = 3.0  # seconds that one case may take; one run is always made


def cpu_seconds(children: bool) -> float:
    """Give the CPU seconds used so far, by this process or by its children (0 where the system does not tell)."""
    times = os.times()
    return times.children_user + times.children_system if children else times.user + times.system


def measure(job: Job, per: int, children: bool, clock: Callable[[], float] = time.perf_counter) -> dict[str, Any]:
    """Give median CPU and wall seconds for one operation."""
    walls, cpus = [], []
    ends = clock() + SHARE_S
    job()
    while not walls or (len(walls) < REPEATS and clock() < ends):
        cpu, wall = cpu_seconds(children) if children else time.process_time(), clock()
        job()
        walls.append((clock() - wall) / per)
        cpus.append(((cpu_seconds(children) if children else time.process_time()) - cpu) / per)
    return {"cpu_s": statistics.median(cpus), "wall_s": statistics.median(walls), "runs": len(walls)}


def run_case(one: Case) -> dict[str, Any]:
    """Measure a case and its bare job."""
    job, bare = one.prepare()
    row: dict[str, Any] = {"name": one.name, "what": one.what, **measure(job, one.per, one.fresh)}
    if bare is not None:
        measured = measure(bare, one.per, one.fresh)
        # the CPU time of other processes is told in hundredths of a second only: too coarse for a ratio
        clock = "wall_s" if one.fresh else "cpu_s"
        row["bare"], row[f"bare_{clock}"] = one.bare, measured[clock]
        row["ratio"] = row[clock] / measured[clock] if measured[clock] > 0 else None
    if one.goal_s is not None:
        row["goal_s"], row["goal_met"] = one.goal_s, row["wall_s"] <= one.goal_s
    return row


def shown(seconds: float) -> str:
    """Give seconds with a fitting unit."""
    for unit, factor in (("s", 1.0), ("ms", 1e3)):
        if seconds * factor >= 1.0:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e6:.3g} us"


def line(row: dict[str, Any]) -> str:
    """Give a row of the table."""
    ratio = f"{row['ratio']:,.1f} x {row['bare']}" if row.get("ratio") else ""
    goal = f"  [goal {shown(row['goal_s'])}: {'met' if row['goal_met'] else 'MISSED'}]" if "goal_s" in row else ""
    return f"{row['name']:<16}{shown(row['cpu_s']):>10}{shown(row['wall_s']):>10}  {row['what']}{goal}\n{'':<38}{ratio}"


def machine() -> dict[str, Any]:
    """Give what the numbers were measured on."""
    packages = ("numpy", "scipy", "pandas", "xarray", "pydantic")
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "system": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        "corridor": corridor.__version__,
        "versions": {name: version(name) for name in packages},
    }


def main() -> None:
    """Run the cases that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the speed of corridor.")
    parser.add_argument("--only", metavar="NAME", action="append", choices=[one.name for one in CASES], help="a case")
    parser.add_argument(
        "--out", metavar="FILE", type=Path, default=OUT, help="JSON file (default: results/latest.json)"
    )
    arguments = parser.parse_args()
    rows = []
    print(f"{'case':<16}{'CPU':>10}{'wall':>10}  what is measured; below it the ratio to a bare job")
    for one in CASES:
        if arguments.only is None or one.name in arguments.only:
            rows.append(run_case(one))
            print(line(rows[-1]).rstrip(), flush=True)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    beside = arguments.out.with_name(f".{arguments.out.name}.new")
    beside.write_text(json.dumps({"machine": machine(), "cases": rows}, indent=1) + "\n", encoding="utf-8")
    beside.replace(arguments.out)
    print(f"\nWritten to {arguments.out}")


if __name__ == "__main__":
    main()
