"""Disputed inputs, as lines of text: who says what, with which weight, and the forecast under each side."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corridor.base.times import iso
from corridor.ensemble.disclosure import SMALL
from corridor.ensemble.disputes import FEW, Dispute, Side, disputes, pool_components
from corridor.ensemble.output_times import snapped
from corridor.ensemble.quantiles import at_times
from corridor.report.text.summary import headline_places, labels
from corridor.report.text.words import count, span
from corridor.scenario.resolved import Resolved

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["changes", "disputed_document", "disputed_lines"]

_WIDTH = 56
_CLEAR = 200  # futures to a side; with fewer, sides may differ by chance
_LEVELS = ("0.05", "0.5", "0.95")
Values = npt.NDArray[np.float64]


def disputed_lines(result: xr.Dataset, resolved: Resolved) -> list[str]:
    """Give the part of a summary that names what is disputed; nothing where nothing is.

    Parameters
    ----------
    result : Dataset
        Public before suppression of small cells, or internal.
    """
    found = disputes(result, resolved)
    if not found:
        return []
    place, values = _headline(result, resolved)
    title = f"arrivals at {labels(resolved)[place]} by the end" if place else ""
    lines = ["Disputed inputs, each drawn from one side in each future, and the forecast under each side:"]
    for one in found:
        lines += _dispute(one, title, values)
    if any(side.members.sum() < _CLEAR for one in found for side in one.sides):
        lines.append("  With few futures to a side, sides may differ by chance; --members 1000 tells more.")
    return lines


def _headline(result: xr.Dataset, resolved: Resolved) -> tuple[str, Values]:
    """Give the first place reported on and the arrivals there at the end, by member."""
    places = headline_places(result, resolved)
    if not places:
        return "", np.empty(0)
    times = snapped(resolved, [resolved.end])
    return places[0], at_times(result[["arrivals"]], times)["arrivals"].sel(place=places[0]).values[:, -1]


def _dispute(one: Dispute, title: str, values: Values) -> Iterator[str]:
    held = f"; held against {one.bounds} claim{'s' * (one.bounds > 1)} of a bound" if one.bounds else ""
    yield f"  {one.path}: {one.what}"
    yield f"  {count(one.middle)} {one.unit} in the middle, 9 of 10 futures {span(one.low, one.high)}{held}"
    yield f"    {'side':<{_WIDTH}}{'weight':>7}{'futures':>9}   {title}"
    for side in one.sides:
        name = _cut(f"{' / '.join(side.says)}, {side.name}")
        share = f"{100 * side.weight:>5.0f} %{side.members.sum():>9}"
        yield f"    {name:<{_WIDTH}}{share}   {_told(side, values)}"


def _cut(text: str) -> str:
    return text if len(text) < _WIDTH else text[: _WIDTH - 4] + "..."


def _told(side: Side, values: Values) -> str:
    if not len(values):
        return ""
    if side.members.sum() < FEW:
        return "too few futures to say; run more with --members"
    low, middle, high = np.quantile(values[side.members], (0.05, 0.5, 0.95))
    return f"{count(middle)} (9 of 10 futures: {span(low, high)})"


def disputed_document(result: xr.Dataset, resolved: Resolved) -> list[dict[str, Any]]:
    """Give the same for machines; the forecast of a side with too few members is None."""
    place, values = _headline(result, resolved)
    hide = result.attrs.get("scope") != "internal"  # small counts are not told
    return [
        {
            "path": one.path,
            "unit": one.unit,
            "quantiles": {"0.05": one.low, "0.5": one.middle, "0.95": one.high},
            "bounds": one.bounds,
            "sides": [_side(side, place, values, resolved, hide) for side in one.sides],
        }
        for one in disputes(result, resolved)
    ]


def _side(side: Side, place: str, values: Values, resolved: Resolved, hide: bool) -> dict[str, Any]:
    told = None
    if place and side.members.sum() >= FEW:
        quantiles = np.quantile(values[side.members], (0.05, 0.5, 0.95)).tolist()
        told = {
            "target": "arrivals",
            "place": place,
            "time": iso(resolved.end),
            "quantiles": {
                level: None if hide and 0.0 < q < SMALL else q for level, q in zip(_LEVELS, quantiles, strict=True)
            },
        }
    return {
        "side": side.name,
        "says": list(side.says),
        "claims": list(side.claims),
        "speakers": list(side.speakers),
        "weight": side.weight,
        "members": int(side.members.sum()),
        "forecast": told,
    }


def changes(a: Resolved, b: Resolved, told: Collection[str]) -> list[str]:
    """Say what of the claims behind pooled numbers differs between two scenarios, as far as the paths may be told."""
    in_a, in_b = pool_components(a), pool_components(b)
    lines: list[str] = []
    for path in sorted({*in_a, *in_b}):
        if path in told and in_a.get(path) != in_b.get(path):
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
