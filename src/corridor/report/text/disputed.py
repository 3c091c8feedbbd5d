"""Disputed inputs, as lines of text: who says what, with which weight, and the forecast under each side."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from corridor.base.times import iso
from corridor.ensemble.disputes import pool_components
from corridor.report.findings import Findings
from corridor.report.findings.arrivals import Headline
from corridor.report.findings.disputes import DisputedInput, DisputedSide
from corridor.report.findings.statistics import Spread
from corridor.report.text.words import count, span, spread
from corridor.scenario.resolved import Resolved

__all__ = ["changes", "disputed_document", "disputed_lines"]

_WIDTH = 56
_CLEAR = 200  # futures to a side; with fewer, sides may differ by chance


def disputed_lines(findings: Findings) -> list[str]:
    """Give the part of a summary that names what is disputed; nothing where nothing is."""
    if not findings.disputes:
        return []
    lines = ["Disputed inputs, each drawn from one side in each future, and the forecast under each side:"]
    for one in findings.disputes:
        lines += _dispute(one, findings.headline)
    if any(side.members < _CLEAR for one in findings.disputes for side in one.sides):
        lines.append("  With few futures to a side, sides may differ by chance; --members 1000 tells more.")
    return lines


def _dispute(one: DisputedInput, headline: Headline | None) -> Iterator[str]:
    held = f"; held against {one.bounds} claim{'s' * (one.bounds > 1)} of a bound" if one.bounds else ""
    drawn = one.drawn
    yield f"  {one.path}: {one.what}"
    yield f"  {count(drawn.middle)} {one.unit} in the middle, 9 of 10 futures {span(drawn.low, drawn.high)}{held}"
    title = f"arrivals at {headline.label} by the end" if headline else ""
    yield f"    {'side':<{_WIDTH}}{'weight':>7}{'futures':>9}   {title}"
    for side in one.sides:
        name = _cut(f"{' / '.join(side.says)}, {side.name}")
        share = f"{100 * side.weight:>5.0f} %{side.members:>9}"
        yield f"    {name:<{_WIDTH}}{share}   {_arrivals(side) if headline else ''}"


def _cut(text: str) -> str:
    return text if len(text) < _WIDTH else text[: _WIDTH - 4] + "..."


def _arrivals(side: DisputedSide) -> str:
    return spread(side.arrivals) if side.arrivals else "too few futures to say; run more with --members"


def disputed_document(findings: Findings) -> list[dict[str, Any]]:
    """Give the same for machines; the forecast of a side with too few members is None."""
    return [
        {
            "path": one.path,
            "unit": one.unit,
            "quantiles": _quantiles(one.drawn),
            "bounds": one.bounds,
            "sides": [_side(side, findings.headline) for side in one.sides],
        }
        for one in findings.disputes
    ]


def _quantiles(number: Spread) -> dict[str, float | None]:
    values = (("0.05", number.low), ("0.5", number.middle), ("0.95", number.high))
    return {level: None if math.isnan(value) else value for level, value in values}


def _side(side: DisputedSide, headline: Headline | None) -> dict[str, Any]:
    forecast = None
    if headline is not None and side.arrivals is not None:
        at = {"target": "arrivals", "place": headline.place, "time": iso(headline.time)}
        forecast = {**at, "quantiles": _quantiles(side.arrivals)}
    return {
        "side": side.name,
        "says": list(side.says),
        "claims": list(side.claims),
        "speakers": list(side.speakers),
        "weight": side.weight,
        "members": side.members,
        "forecast": forecast,
    }


def changes(a: Resolved, b: Resolved, paths: Collection[str]) -> list[str]:
    """Say what of the claims behind pooled numbers differs between two scenarios, as far as the paths may be shown."""
    in_a, in_b = pool_components(a), pool_components(b)
    lines: list[str] = []
    for path in sorted({*in_a, *in_b}):
        if path in paths and in_a.get(path) != in_b.get(path):
            lines += _changed(path, in_a.get(path, []), in_b.get(path, []))
    return lines


def _changed(path: str, was: Sequence[dict[str, Any]], now: Sequence[dict[str, Any]]) -> Iterator[str]:
    before, after = {one["claim"]: one for one in was}, {one["claim"]: one for one in now}
    yield f"{path} rests on other claims in B:"
    for name in sorted({*before, *after}, key=lambda name: (name in after, name)):
        one, other = before.get(name), after.get(name)
        who = one or other or {}
        text = f"{who['says']} ({who['speaker']}, {who['grade']})"
        if other is None and one is not None:
            yield f"  - {name}: {text}, weight {one['weight']:.2f} in A, not in B"
        elif one is None and other is not None:
            yield f"  + {name}: {text}, not in A, weight {other['weight']:.2f} in B"
        elif one is not None and other is not None:
            yield f"    {name}: {text}, weight {one['weight']:.2f} in A, {other['weight']:.2f} in B"
