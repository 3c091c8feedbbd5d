"""`corridor check DIR`: every fault of a scenario, and where its numbers come from."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from typing import Any

from corridor.base.distributions import Distribution
from corridor.base.errors import Problems
from corridor.base.files import fold
from corridor.base.times import iso, show
from corridor.cli.options import instant, opened, print_json
from corridor.ledger.claims import statuses
from corridor.ledger.pool import Pool
from corridor.scenario.read import Scenario
from corridor.scenario.resolved import Resolved
from corridor.scenario.view import SETTINGS

__all__ = ["main"]


def main(arguments: argparse.Namespace) -> int:
    """Check; faults are raised as an `InputError` with all of them."""
    problems = Problems()
    scenario, resolved = opened(arguments.folder, instant(arguments.as_of, problems), problems)
    as_of = resolved.as_of
    warnings = _warnings(scenario, resolved)
    sourced = sum(1 for n in resolved.numbers.values() if n.source or n.reason)
    if arguments.json:
        document: dict[str, Any] = {
            "errors": [],
            "warnings": warnings,
            "provenance": {"numbers": len(resolved.numbers), "with_source": sourced},
            "as_of": iso(as_of) if as_of else None,
            "hash": resolved.hash(),
        }
        if arguments.numbers:
            document["numbers"] = {path: _number(n) for path, n in resolved.numbers.items()}
        if arguments.order:
            document["order"] = [{"name": name, "what": what} for name, what in _order()]
        print_json(document, indent=1)
        return 0
    _print(scenario, resolved, warnings, sourced)
    if arguments.numbers:
        _print_numbers(resolved)
    if arguments.order:
        _print_order()
    return 0


def _warnings(scenario: Scenario, resolved: Resolved) -> list[str]:
    found: list[str] = []
    bare = [path for path, n in resolved.numbers.items() if not (n.source or n.reason) and path not in SETTINGS]
    if bare:
        numbers = "1 number" if len(bare) == 1 else f"{len(bare)} numbers"
        found.append(f"{numbers} without source or reason: {', '.join(bare[:5])}{' ...' if len(bare) > 5 else ''}")
    if scenario.file.as_of is None:
        found.append("scenario.yaml has no as_of: 'corridor forecast' will need --as-of")
    if resolved.observations:
        found.append(f"{len(resolved.observations)} observations are known; this version does not use them yet")
    found += _ambiguous(scenario)
    found += _unused_claims(scenario, resolved)
    used = {part for route in resolved.routes for part in (route.origin, route.to)}
    lonely = [place.name for place in resolved.places if place.name not in used]
    if lonely:
        found.append(f"places without any route: {', '.join(lonely)}")
    return found


def _ambiguous(scenario: Scenario) -> list[str]:
    """Say of which names of places a region with other places has too, where a count bears one."""
    found = []
    for name in sorted({row.place for row in scenario.observations if row.place}):
        region = {row.place for row in scenario.places if row.admin == name}
        if any(row.place == name for row in scenario.places) and region - {name}:
            found.append(
                f"observations.csv: '{name}' is a place and a region with further places; the place is meant. "
                "Rename the region in places.csv if you mean that"
            )
    return found


def _unused_claims(scenario: Scenario, resolved: Resolved) -> list[str]:
    """Say which quantities have approved claims that no number rests on: left out on purpose, or misspelt."""
    holds = statuses(scenario.decisions, resolved.as_of)
    approved = {
        row.quantity
        for row in scenario.claims
        if (d := holds.get(row.claim)) and d.decision == "approved" and row.role == "recommended"
    }
    used = {
        fold(one.claim.quantity)
        for n in resolved.numbers.values()
        if isinstance(n.value, Pool)
        for one in n.value.components
    }
    idle = sorted(name for name in approved if fold(name) not in used)
    there = {fold(row.quantity) for row in scenario.claims}
    odd = [name for name in scenario.file.claims.definitions if fold(name) not in there]
    found = [f"claims.definitions of what no claim is about: {', '.join(odd)}"] if odd else []
    if idle:
        found.append(f"approved claims that no number rests on: {', '.join(idle)}; write claims(...) where one should")
    return found


def _number(number: Any) -> dict[str, Any]:
    return {
        "value": repr(number.value) if isinstance(number.value, Distribution) else number.value,
        "unit": number.unit,
        "source": number.source,
        "reason": number.reason,
        "known": iso(number.known) if number.known else None,
        "origin": number.origin,
    }


def _print(scenario: Scenario, resolved: Resolved, warnings: list[str], sourced: int) -> None:
    when = f"as of {show(resolved.as_of, resolved.zone)} ({resolved.zone})" if resolved.as_of else "as written"
    print(f"{resolved.name}: no fault found, {when}.")
    print(
        f"  {len(resolved.places)} places, {len(resolved.routes)} routes, {len(resolved.cohorts)} cohorts, "
        f"{len(resolved.events)} events, {len(resolved.observations)} observations known"
    )
    uncertain = sum(1 for n in resolved.numbers.values() if isinstance(n.value, Distribution))
    defaults = sum(1 for n in resolved.numbers.values() if n.origin == "default")
    print(
        f"  {len(resolved.numbers)} numbers: {sourced} with a source or reason, {uncertain} uncertain, "
        f"{defaults} defaults of the model"
    )
    print(f"  hash {resolved.hash()}")
    _print_provenance(resolved)
    for warning in warnings:
        print(f"  note: {warning}")


def _print_provenance(resolved: Resolved) -> None:
    """Print how many numbers of each part have a source, a reason, a spread, and how many are the model's own."""
    parts: dict[str, list[Any]] = {}
    for path, number in resolved.numbers.items():
        parts.setdefault(path.partition(".")[0], []).append(number)
    print(f"  {'provenance':<16}{'numbers':>8}{'source':>8}{'reason':>8}{'either':>8}{'uncertain':>11}{'defaults':>10}")
    for name, numbers in [*sorted(parts.items()), ("all", list(resolved.numbers.values()))]:
        source, reason = sum(bool(n.source) for n in numbers), sum(bool(n.reason) for n in numbers)
        either = sum(bool(n.source or n.reason) for n in numbers) / len(numbers)
        uncertain = sum(isinstance(n.value, Distribution) for n in numbers)
        defaults = sum(n.origin == "default" for n in numbers)
        print(
            f"  {name:<16}{len(numbers):>8}{source:>8}{reason:>8}{math.floor(100 * either):>6} %"
            f"{uncertain:>11}{defaults:>10}"
        )


def _print_numbers(resolved: Resolved) -> None:
    for path, n in resolved.numbers.items():
        value = n.value if isinstance(n.value, float) else repr(n.value)
        print(f"  {path} = {value} {n.unit}  [{n.origin}] {n.source}; {n.reason}")


def _order() -> Sequence[tuple[str, str]]:
    from corridor.model.step import ORDER

    return ORDER


def _print_order() -> None:
    for index, (name, what) in enumerate(_order(), 1):
        print(f"  {index}. {name}: {what}")
