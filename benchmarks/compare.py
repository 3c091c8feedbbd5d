"""Compare two results: `python -m benchmarks compare OLD.json NEW.json`.

The rule. A case is compared by the clock that tells for it (wall seconds where threads share the work, CPU seconds
elsewhere). The noise of each result is the spread of its runs, sigma = 1.4826 MAD (the standard deviation, were the
noise normal), and at least 3 % of the median, because runs within one process do not see how processes differ; of
fewer than three runs no spread is known, and 10 % is taken. A case is called slower or faster if the medians differ by
more than 3 sqrt(sigma_old^2 + sigma_new^2). With the least noise that is 13 %. Anything slower makes the exit code 1.
A case that only one of the two has is shown and not judged.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Change", "compared", "main", "verdict"]

LEAST, UNKNOWN, SIGMAS, FEWEST = 0.03, 0.10, 3.0, 3


@dataclass(frozen=True)
class Change:
    """How a case changed: `word` is slower, faster, same, or only in old or new; `noise` is relative to old."""

    name: str
    word: str
    ratio: float | None = None
    noise: float | None = None
    memory: float | None = None


def _sigma(row: dict[str, Any], clock: str) -> float:
    """Give the spread of the runs of a case in seconds."""
    median = float(row[clock])
    if row["runs"] < FEWEST:
        return UNKNOWN * median
    return max(1.4826 * float(row[clock.replace("_s", "_mad_s")]), LEAST * median)


def verdict(old: dict[str, Any], new: dict[str, Any]) -> Change:
    """Compare the two rows of a case."""
    clock = new["clock"]
    before, after = old[clock], new[clock]
    noise = SIGMAS * math.hypot(_sigma(old, clock), _sigma(new, clock))
    word = "same" if abs(after - before) <= noise else "slower" if after > before else "faster"
    peaks = old.get("peak_mb"), new.get("peak_mb")
    memory = peaks[1] / peaks[0] if peaks[0] and peaks[1] else None
    return Change(new["name"], word, after / before, noise / before, memory)


def compared(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Compare two results, case by case in the order of the new one; what was not measured counts as not there."""
    before, after = (
        {row["name"]: row for row in result["cases"] if row.get("runs") and row["cpu_s"] > 0.0} for result in (old, new)
    )
    both = [
        verdict(before[name], row) if name in before else Change(name, "only in new") for name, row in after.items()
    ]
    return both + [Change(name, "only in old") for name in before if name not in after]


def line(change: Change) -> str:
    """Give a line of the table."""
    if change.ratio is None or change.noise is None:
        return f"{change.name:<34}{'':>24}{change.word}"
    memory = f"{change.memory:.2f}" if change.memory else "-"
    word = "" if change.word == "same" else change.word.upper()
    return f"{change.name:<34}{change.ratio:>8.2f}{change.noise:>8.0%}{memory:>8}  {word}"


def main(old: Path, new: Path) -> int:
    """Print the comparison; 1 if anything got slower."""
    results = [json.loads(path.read_text("utf-8")) for path in (old, new)]
    print(f"{'case':<34}{'time':>8}{'noise':>8}{'memory':>8}  new / old; flagged beyond the noise of both")
    changes = compared(*results)
    for change in changes:
        print(line(change))
    if results[0]["machine"]["processor"] != results[1]["machine"]["processor"]:
        print("The two were measured on different processors.")
    return int(any(change.word == "slower" for change in changes))
