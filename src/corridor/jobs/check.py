"""The job of checking a scenario: every fault of it, where its numbers come from, and what is worth a second look."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corridor.base.errors import Problems
from corridor.base.files import fold
from corridor.base.times import iso
from corridor.jobs.open import Opening
from corridor.jobs.options import instant
from corridor.ledger.claims import statuses
from corridor.ledger.pool import Pool
from corridor.model.step import ORDER
from corridor.report.text.checked import check_lines, number_lines, order_lines
from corridor.scenario.read import Scenario
from corridor.scenario.resolved import Resolved
from corridor.scenario.view import SETTINGS

__all__ = ["CheckRequest", "Checked", "check"]


@dataclass(frozen=True)
class CheckRequest:
    """What to check.

    Attributes
    ----------
    folder : str or Path
        The scenario folder.
    as_of : str or None
        Check the view as of this time; None takes that of the scenario.
    numbers, order : bool
        Whether to list every number, and the order of a step.
    """

    folder: str | Path
    as_of: str | None = None
    numbers: bool = False
    order: bool = False


@dataclass(frozen=True)
class Checked:
    """A scenario without a fault.

    Attributes
    ----------
    resolved : Resolved
        Its complete view.
    notes : tuple of str
        What is no fault, but worth a second look.
    """

    resolved: Resolved
    notes: tuple[str, ...]
    _request: CheckRequest

    def text(self) -> str:
        """Give what a person reads."""
        lines = [*check_lines(self.resolved, self.notes)]
        lines += number_lines(self.resolved) if self._request.numbers else []
        lines += order_lines(ORDER) if self._request.order else []
        return "\n".join(lines)

    def document(self) -> dict[str, Any]:
        """Give the document for machines."""
        resolved = self.resolved
        numbers = resolved.numbers.values()
        document: dict[str, Any] = {
            "errors": [],
            "warnings": list(self.notes),
            "provenance": {"numbers": len(numbers), "with_source": sum(bool(n.source or n.reason) for n in numbers)},
            "as_of": iso(resolved.as_of) if resolved.as_of else None,
            "hash": resolved.hash(),
        }
        if self._request.numbers:
            document["numbers"] = {path: number.as_dict() for path, number in resolved.numbers.items()}
        if self._request.order:
            document["order"] = [{"name": name, "what": what} for name, what in ORDER]
        return document


def check(request: CheckRequest) -> Checked:
    """Check a scenario.

    Raises
    ------
    InputError
        With every fault.
    """
    problems = Problems()
    opened = Opening(request.folder, instant(request.as_of, problems)).open(problems)
    return Checked(opened.resolved, tuple(_notes(opened.scenario, opened.resolved)), request)


def _notes(scenario: Scenario, resolved: Resolved) -> list[str]:
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
