"""A checked scenario for people: what it holds, where its numbers come from, what is worth a second look."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from corridor.base.distributions import Distribution
from corridor.base.times import show
from corridor.scenario.resolved import Resolved, ResolvedNumber

__all__ = ["check_lines", "number_lines", "order_lines"]


def check_lines(resolved: Resolved, notes: Iterable[str]) -> Iterator[str]:
    """Give what is in a scenario without a fault."""
    numbers = resolved.numbers.values()
    when = f"as of {show(resolved.as_of, resolved.zone)} ({resolved.zone})" if resolved.as_of else "as written"
    yield f"{resolved.name}: no fault found, {when}."
    yield (
        f"  {len(resolved.places)} places, {len(resolved.routes)} routes, {len(resolved.cohorts)} cohorts, "
        f"{len(resolved.events)} events, {len(resolved.observations)} observations known"
    )
    sourced = sum(bool(n.source or n.reason) for n in numbers)
    uncertain = sum(isinstance(n.value, Distribution) for n in numbers)
    defaults = sum(n.origin == "default" for n in numbers)
    yield (
        f"  {len(numbers)} numbers: {sourced} with a source or reason, {uncertain} uncertain, "
        f"{defaults} defaults of the model"
    )
    yield f"  hash {resolved.hash()}"
    yield from _provenance(resolved)
    for note in notes:
        yield f"  note: {note}"


def _provenance(resolved: Resolved) -> Iterator[str]:
    """Say how many numbers of each part have a source, a reason, a spread, and how many are the model's own."""
    parts: dict[str, list[ResolvedNumber]] = {}
    for path, number in resolved.numbers.items():
        parts.setdefault(path.partition(".")[0], []).append(number)
    yield f"  {'provenance':<16}{'numbers':>8}{'source':>8}{'reason':>8}{'either':>8}{'uncertain':>11}{'defaults':>10}"
    for name, numbers in [*sorted(parts.items()), ("all", list(resolved.numbers.values()))]:
        source, reason = sum(bool(n.source) for n in numbers), sum(bool(n.reason) for n in numbers)
        either = sum(bool(n.source or n.reason) for n in numbers) / len(numbers)
        uncertain = sum(isinstance(n.value, Distribution) for n in numbers)
        defaults = sum(n.origin == "default" for n in numbers)
        yield (
            f"  {name:<16}{len(numbers):>8}{source:>8}{reason:>8}{math.floor(100 * either):>6} %"
            f"{uncertain:>11}{defaults:>10}"
        )


def number_lines(resolved: Resolved) -> Iterator[str]:
    """Give every number with its path, unit, origin and provenance."""
    for path, n in resolved.numbers.items():
        value = n.value if isinstance(n.value, float) else repr(n.value)
        yield f"  {path} = {value} {n.unit}  [{n.origin}] {n.source}; {n.reason}"


def order_lines(order: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Give the order of a step of the model."""
    for index, (name, what) in enumerate(order, 1):
        yield f"  {index}. {name}: {what}"
