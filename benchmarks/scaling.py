"""How the time grows: curves in members, places, people, steps and threads, as JSON and as pictures.

Each curve is measured in a process of its own, `python -m benchmarks.scaling NAME`, by the compiled engine, with the
best of three runs per point; CPU seconds, or wall seconds for threads. The title of a picture says what it shows, from
the numbers: a straight line through the logarithms gives by how much the time grows with a doubling.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks import sizes
from benchmarks.measure import environment, last_error
from benchmarks.registry import Job, Unavailable

__all__ = ["CURVES", "Curve", "draw", "exponent", "main", "title"]

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
RUNS = 3
BASE = {"places": 100, "steps": 192, "households": 100_000}  # of the synthetic worlds here


@dataclass(frozen=True)
class Curve:
    """A job for each value of one quantity; `factor` is the one whose effect the title tells."""

    name: str
    unit: str
    subject: str
    points: tuple[int, ...]
    job: Callable[[int], Job]
    factor: int = 2
    clock: str = "cpu_s"


def _simulated(members: int, threads: int) -> Job:
    import corridor

    scenario = sizes.resolved("karabakh")
    return lambda: corridor.simulate(scenario, members=members, seed=0, threads=threads, engine="compiled")


def _synthetic(**changes: int) -> Job:
    from benchmarks.synthetic import synthetic_world

    engine, world = sizes.compiled_engine(), synthetic_world(**{**BASE, **changes})
    return lambda: engine.run(world, [0, world.n_steps])


def _people(people: int) -> Job:
    from corridor.ensemble.build import draw_member, world_of
    from corridor.ensemble.frame import Frame

    frame = Frame.of(sizes.with_people(people))
    engine, world = sizes.compiled_engine(), world_of(frame, draw_member(frame, 0, 0))
    return lambda: engine.run(world, [0, world.n_steps])


def _places(places: int) -> Job:
    # as many people per place and per destination throughout
    return _synthetic(places=places, destinations=max(1, places // 15), households=1000 * places)


def _thread_counts() -> tuple[int, ...]:
    cores = os.cpu_count() or 1
    return tuple(sorted({*(n for n in (1, 2, 4, 8, 16, 32) if n <= cores), cores}))


CURVES = (
    Curve("members", "members", "the members", (1, 3, 10, 30, 100), lambda n: _simulated(n, 1)),
    Curve("places", "places (1,000 households and 3 routes each)", "the places", (25, 50, 100, 200, 400), _places),
    Curve("people", "persons", "the people", (10**4, 10**5, 10**6, 10**7), _people, 100),
    Curve("steps", "steps of one hour", "the steps", (48, 96, 192, 384, 768), lambda n: _synthetic(steps=n)),
    Curve("threads", "threads", "the threads", _thread_counts(), lambda n: _simulated(50, n), clock="wall_s"),
)


def measured(curve: Curve) -> dict[str, Any]:
    """Measure a curve, here; or say why it cannot be."""
    try:
        sizes.compiled_engine()
    except Unavailable as reason:
        return {"name": curve.name, "unavailable": str(reason)}
    clock = time.perf_counter if curve.clock == "wall_s" else time.process_time
    seconds = [min(_runs(curve.job(point), clock)) for point in curve.points]
    return {"name": curve.name, "unit": curve.unit, "clock": curve.clock, "points": curve.points, "seconds": seconds}


def _runs(job: Job, clock: Callable[[], float]) -> Iterator[float]:
    job()
    for _ in range(RUNS):
        began = clock()
        job()
        yield clock() - began


def exponent(points: list[int], seconds: list[float]) -> float:
    """Give the slope of the line through the logarithms, by least squares."""
    x, y = [math.log(p) for p in points], [math.log(s) for s in seconds]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    across = sum((a - mean_x) ** 2 for a in x)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / across if across else 0.0


def title(curve: Curve, found: dict[str, Any]) -> str:
    """Say what a curve shows."""
    if curve.name == "threads":
        times = found["seconds"][0] / found["seconds"][-1]
        return f"{found['points'][-1]} threads run the members {times:.2g} times as fast as one"
    times = curve.factor ** exponent(found["points"], found["seconds"])
    return f"{curve.factor} times {curve.subject} take {times:.2g} times as long"


def draw(curve: Curve, found: dict[str, Any], path: Path) -> None:
    """Draw a curve, legible in grey, with the line of equal growth beside it."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter, NullFormatter, NullLocator

    points, seconds = found["points"], found["seconds"]
    figure = Figure(figsize=(6.4, 4.2), layout="constrained")
    axes = figure.add_subplot()
    axes.plot(points, seconds, "o-", color="black", linewidth=1.8, label="measured")
    down = curve.name == "threads"
    even = [seconds[0] * (points[0] / p if down else p / points[0]) for p in points]
    axes.plot(
        points, even, "--", color="0.55", linewidth=1.4, label="in inverse proportion" if down else "in proportion"
    )
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xticks(points, [f"{point:,}" for point in points])
    axes.xaxis.set_minor_locator(NullLocator())
    plain = FuncFormatter(lambda value, _: f"{value:g}")
    narrow = max(seconds + even) < 10.0 * min(seconds + even)
    axes.yaxis.set_major_formatter(plain)
    axes.yaxis.set_minor_formatter(plain if narrow else NullFormatter())
    axes.set_xlabel(curve.unit)
    axes.set_ylabel("wall seconds" if found["clock"] == "wall_s" else "CPU seconds")
    axes.set_title(title(curve, found), loc="left")
    axes.grid(color="0.88", linewidth=0.6)
    axes.legend(frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)


def main(out: Path, pictures: Path = PICTURES) -> int:
    """Measure all curves, write them and draw them; 1 if one broke."""
    from benchmarks.machine import machine

    result: dict[str, Any] = {"machine": machine(), "curves": []}
    for curve in CURVES:
        command = [sys.executable, "-m", "benchmarks.scaling", curve.name]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment())
        broken = {"name": curve.name, "failed": last_error(done.stderr)}
        found = broken if done.returncode else json.loads(done.stdout.splitlines()[-1])
        if "seconds" in found:
            found["title"] = title(curve, found)
            draw(replace(curve, points=tuple(found["points"])), found, pictures / f"scaling-{curve.name}.png")
        result["curves"].append(found)
        print(f"{curve.name:<10}{found.get('title') or found.get('unavailable') or found.get('failed')}", flush=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"\nWritten to {out}; pictures are in {pictures}")
    return int(any("failed" in found for found in result["curves"]))


if __name__ == "__main__":
    print(json.dumps(measured(next(curve for curve in CURVES if curve.name == sys.argv[1]))))
