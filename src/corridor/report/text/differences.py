"""Two scenarios side by side, as lines of text: how many more or fewer in B than in A under the same luck.

A missing value is shown as "-", a small count as "under 10".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from corridor.base.times import show, zone_label
from corridor.ensemble.paired import QUEUE_PEAK
from corridor.report.findings.differences import Comparison, Difference
from corridor.report.findings.places import labels
from corridor.report.text.words import count, people
from corridor.scenario.resolved import Resolved

__all__ = ["CAUTION", "differences"]

CAUTION = "A difference is that of the model under the same luck in both, not a forecast of an effect."
_NAMES = {
    "present": "present",
    "registered": "registered",
    "accommodated": "in state accommodation",
    "unsheltered": "without shelter",
    "stranded": "with no way open",
    QUEUE_PEAK: "longest queue, vehicles",
}
_WIDTH = 100


def differences(comparison: Comparison, resolved: Resolved, a: str, b: str) -> str:
    """Give a comparison as text for people.

    Parameters
    ----------
    comparison : Comparison
        From `corridor.compare`.
    resolved : Resolved
        Scenario A, for its times and the names of places.
    a, b : str
        What A and B are, in a few words.
    """
    lines = [*_head(comparison, resolved, a, b), ""]
    arrivals = [row for row in comparison.rows if row.target == "arrivals"]
    shown = labels(resolved, comparison.scope == "internal")
    for place in dict.fromkeys(row.place for row in arrivals):
        rows = _thinned([row for row in arrivals if row.place == place])
        title = f"People arrived at {shown[place or '']}, in all (every entry counted), by (local time):"
        lines += [*_table(title, rows, lambda row: show(row.time, resolved.zone)), ""]
    totals = [row for row in comparison.rows if row.target in _NAMES]
    lines += [*_table("At the end, all places together, and the longest queue until then:", totals, _name), ""]
    lines += _foot(comparison)
    return "\n".join(lines)


def _head(comparison: Comparison, resolved: Resolved, a: str, b: str) -> Iterator[str]:
    title = f"{resolved.name}: B against A"
    yield title
    yield "=" * min(_WIDTH, len(title))
    yield f"A: {a}"
    yield f"B: {b}"
    zone = zone_label(resolved.as_of or resolved.start, resolved.zone)
    if resolved.as_of:
        yield f"Both as of {show(resolved.as_of, resolved.zone)} ({zone}): nothing known later is used."
    else:
        yield f"Both simulated as written, no as-of time ({zone}). Not a forecast."
    n = comparison.members
    futures = "1 possible future" if n == 1 else f"{n} possible futures"
    yield f"{futures} of each, the same luck in both; until {show(resolved.end, resolved.zone)}."


def _thinned(rows: Sequence[Difference]) -> list[Difference]:
    """Keep at most 16 nights, and the end."""
    every = max(1, -(-(len(rows) - 1) // 16))
    return [*rows[:-1][::every], rows[-1]]


def _name(row: Difference) -> str:
    return _NAMES[row.target]


def _table(title: str, rows: Sequence[Difference], name: Callable[[Difference], str]) -> Iterator[str]:
    yield title
    yield (
        f"  {'':<24}{'mean in A':>10}{'mean in B':>11}{'B - A':>11}{'std. error':>12}   "
        f"{'9 of 10 futures':>20}   {'more / same / fewer':>19}"
    )
    for row in rows:
        share = "-" if math.isnan(row.p_equal) else _shares(row)
        yield (
            f"  {name(row):<24}{_mean(row, row.mean_a):>10}{_mean(row, row.mean_b):>11}{_signed(row.difference):>11}"
            f"{_plain(row.standard_error):>12}   {_span(row):>20}   {share:>19}"
        )


def _shares(row: Difference) -> str:
    return " / ".join(f"{100 * p:.0f}" for p in (row.p_higher, row.p_equal, row.p_lower)) + " %"


def _mean(row: Difference, value: float) -> str:
    return _plain(value) if row.target == QUEUE_PEAK else people(value)


def _plain(value: float) -> str:
    return "-" if math.isnan(value) else count(value)


def _signed(value: float) -> str:
    """Give a difference with its sign, rounded as a count is."""
    if math.isnan(value):
        return "-"
    if 0 < abs(value) < 10:
        return "under 10"
    return "0" if value == 0 else ("+" if value > 0 else "-") + count(abs(value))


def _span(row: Difference) -> str:
    if math.isnan(row.difference):
        return "-"
    low, high = ("under 10" if math.isnan(end) else _signed(end) for end in (row.low, row.high))
    return f"{low} to {high}"


def _foot(comparison: Comparison) -> Iterator[str]:
    yield CAUTION
    if all(row.p_equal == 1.0 for row in comparison.rows if not math.isnan(row.p_equal)):
        yield "Nothing that is compared differs in any future."
    if comparison.unpaired_ratio is not None:
        yield (
            f"Standard errors are those of future by future; with unpaired runs they would be "
            f"{comparison.unpaired_ratio:.1f} times as large (median of the rows)."
        )
    elif comparison.members == 1:
        yield "One future has no standard error."
    yield "More / same / fewer: share of the futures in which B has more than A, as many, or fewer."
    if comparison.scope == "internal":
        yield "INTERNAL: shows every place. Do not hand on."
    else:
        yield "Summed over cohorts; sensitive places merged with others; counts of people under 10 not shown."
