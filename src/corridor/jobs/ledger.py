"""The job of showing the ledger: claims by quantity, how each stands, and the prior they make together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from corridor.base.errors import InputError, Problem, Problems, shown
from corridor.base.times import iso
from corridor.jobs.options import instant
from corridor.report.text.ledger_pages import Page, ledger_lines, page_document, pages
from corridor.scenario.read import YAML, Scenario, survey
from corridor.scenario.resolve import note_faults, resolve
from corridor.scenario.resolved import Resolved

__all__ = ["Ledger", "LedgerRequest", "show"]


@dataclass(frozen=True)
class LedgerRequest:
    """What to show.

    Attributes
    ----------
    folder : str
        The scenario folder; in one, the quantity may be given alone in its place.
    quantity : str or None
        One quantity; None shows all.
    as_of : str or None
        What was known then; None takes the time of the scenario.
    """

    folder: str = "."
    quantity: str | None = None
    as_of: str | None = None


@dataclass(frozen=True)
class Ledger:
    """The ledger as it was known at a time.

    Attributes
    ----------
    seen : Scenario
        The view; without an as-of time, the scenario as written.
    as_of : datetime or None
        That time.
    pages : tuple of Page
        One for each quantity.
    faults : tuple of Problem
        What stands against a forecast from it: a ledger may be looked at before.
    """

    seen: Scenario
    as_of: datetime | None
    pages: tuple[Page, ...]
    faults: tuple[Problem, ...]

    def text(self) -> str:
        """Give what a person reads."""
        return "\n".join(ledger_lines(self.seen, self.as_of, self.pages, self.faults))

    def document(self) -> dict[str, Any]:
        """Give the document for machines."""
        return {
            "as_of": iso(self.as_of) if self.as_of else None,
            "quantities": [page_document(page) for page in self.pages],
            "errors": [fault.as_dict() for fault in self.faults],
        }


def show(request: LedgerRequest) -> Ledger:
    """Show claims by quantity.

    Raises
    ------
    InputError
        The scenario cannot be read, or no claim is about the quantity.
    """
    problems = Problems()
    given = instant(request.as_of, problems)
    folder, wanted = _where(request.folder, request.quantity)
    read = survey(folder)
    problems.found += read.problems.found
    problems.raise_if_any()
    scenario = read.complete()
    as_of = given or scenario.file.as_of
    seen, resolved, faults = _seen(scenario, as_of)
    found = pages(seen, resolved, wanted)
    if not found and wanted:
        raise InputError([_no_such_quantity(wanted, seen, as_of)])
    return Ledger(seen, as_of, tuple(found), tuple(faults))


def _where(folder: str, quantity: str | None) -> tuple[str, str | None]:
    """Give folder and quantity; in a scenario folder the quantity may be given alone."""
    alone = quantity is None and not Path(folder).exists() and Path(YAML).exists()
    return (".", folder) if alone else (folder, quantity)


def _seen(scenario: Scenario, as_of: datetime | None) -> tuple[Scenario, Resolved | None, list[Problem]]:
    """Give the view, its complete form where it has no fault, and the faults."""
    problems = Problems()
    seen, _ = note_faults(scenario, as_of, problems)
    return seen, None if problems.found else resolve(scenario, as_of), problems.found


def _no_such_quantity(wanted: str, seen: Scenario, as_of: datetime | None) -> Problem:
    names = sorted({row.quantity for row in seen.claims})
    return Problem(
        "claims-none",
        file="QUANTITY",
        found=f"no claim about {shown(wanted)}" + (f" known by {iso(as_of)}" if as_of else ""),
        expected="one of " + ", ".join(names) if names else "claims in claims.csv",
        remedy="Choose one of these, or another --as-of." if names else "Add one with 'corridor claims add'.",
    )
