"""The numbers of a view that rest on claims: each reference becomes the pool of the approved claims known by then."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from corridor.base.distributions import Distribution
from corridor.base.errors import Problems, shown
from corridor.base.files import fold
from corridor.base.quantity import ClaimsRef, Quantity, Spec, Version
from corridor.base.times import iso
from corridor.ledger.claims import ClaimRow, statuses
from corridor.ledger.grades import Grades
from corridor.ledger.pool import HOUSEHOLDS, Pool, pooled
from corridor.ledger.standing import Considered, considered, definitions
from corridor.scenario.households import persons_per_household
from corridor.scenario.read import Scenario

__all__ = ["Pooled", "Reference", "definition_of", "grades_of", "note_grades", "note_pools", "size_of"]


@dataclass(frozen=True)
class Reference:
    """A number that is written as a reference to claims."""

    path: str
    quantity: Quantity
    spec: Spec

    @property
    def version(self) -> Version:
        """The version in force."""
        return self.quantity.versions[-1]

    @property
    def wanted(self) -> Spec:
        """What the number is measured in: the unit beside it, where it may have several; families become persons."""
        unit = self.version.unit
        return self.spec if unit == HOUSEHOLDS else replace(self.spec, unit=unit)

    @property
    def about(self) -> str:
        """What the claims are about."""
        value = self.version.value
        return value.quantity if isinstance(value, ClaimsRef) else ""

    def tell(self, code: str, problems: Problems, **words: str) -> None:
        """Note a problem where the reference stands."""
        quantity = self.quantity
        problems.add(code, file=quantity.file, row=quantity.row, field=quantity.field, **words)


@dataclass(frozen=True)
class Pooled:
    """The pool of a reference, and where it comes from."""

    reference: Reference
    pool: Pool
    source: str
    reason: str
    known: datetime | None

    def shown_at(self, size: float) -> Pooled:
        """Give it with the household size at which figures in households are shown."""
        return replace(self, pool=replace(self.pool, size=size)) if self.pool.mixed else self


def note_grades(seen: Scenario, problems: Problems) -> None:
    """Note entries of grade tables that are no plain numbers, or give no reason."""
    for _, entries in seen.file.claims.tables():
        for quantity in entries.values():
            version = quantity.versions[-1]
            where = {"file": quantity.file, "row": quantity.row, "field": quantity.field}
            if not isinstance(version.value, float):
                problems.add(
                    "grade-uncertain",
                    **where,
                    found="a distribution, or claims",
                    expected="one plain number for a grade",
                    remedy="Write a number; what is uncertain about a claim is said by its grade.",
                )
            elif not version.reason:
                problems.add(
                    "field-missing",
                    **where,
                    found="a number without a reason",
                    expected="why it stands in for the standard one",
                    remedy="Add 'reason', to it or to the section claims.",
                )


def grades_of(seen: Scenario) -> Grades:
    """Give the grade tables in force: the standard ones, with what the scenario puts in their place."""
    section = seen.file.claims
    replaced: dict[tuple[str, str], float] = {}
    for table, entries in section.tables():
        for name, quantity in entries.items():
            value = quantity.versions[-1].value
            if isinstance(value, float):
                replaced[table, name] = value
    return Grades.of(replaced)


def definition_of(seen: Scenario, quantity: str) -> tuple[str, tuple[str, ...]]:
    """Give the definition by which claims about a quantity are pooled, and all that approved ones have.

    The first is empty where the scenario states none and there are several.
    """
    found = definitions(seen.claims, statuses(seen.decisions), quantity)
    stated = {fold(name): text for name, text in seen.file.claims.definitions.items()}.get(fold(quantity))
    return stated or (found[0] if len(found) == 1 else ""), found


def size_of(seen: Scenario, values: Mapping[str, float | Distribution], path: str) -> float:
    """Give the persons in a household at the middle of what is uncertain: of a place's residents, or of everybody."""
    needed = ("residents", "share", "persons_per_household")
    middles = {
        path: value if isinstance(value, float) else value.ppf(0.5)
        for path, value in values.items()
        if path.endswith(needed)
    }
    limited = {name: tuple(c.places) for name, c in seen.file.cohorts.items() if c.places is not None}
    places = [row.place for row in seen.places]
    here = [place for place in places if path == f"places.{place}.residents"]
    return persons_per_household(
        {**middles, path: 1.0} if here else middles, seen.file.cohorts, limited, here or places
    )


def note_pools(
    seen: Scenario,
    as_of: datetime | None,
    references: list[Reference],
    values: Mapping[str, float | Distribution],
    problems: Problems,
) -> dict[str, Pooled]:
    """Give the pool of each reference, by path, with where it comes from; faults are noted.

    Parameters
    ----------
    seen : Scenario
        The view as of the time.
    values : mapping
        The other numbers of the view, for the household size that pools are shown at.
    """
    grades, holds = grades_of(seen), statuses(seen.decisions)
    made: dict[str, Pooled] = {}
    for reference in references:
        standing = _standing(seen, as_of, reference, grades, problems)
        pool = pooled(standing, reference.wanted, grades, problems) if standing else None
        if pool is None:
            continue
        used = [one.claim for one in standing if one.state in ("part", "bound")]
        times = [claim.known for claim in used] + [holds[claim.claim].rests for claim in used]
        known = max((time for time in times if time is not None), default=None)
        made[reference.path] = Pooled(reference, pool, _source(used), _reason(used), known)
    if any(one.pool.mixed for one in made.values()) and len(made) == len(references):
        all_values = {**values, **{path: one.pool for path, one in made.items()}}
        made = {path: one.shown_at(size_of(seen, all_values, path)) for path, one in made.items()}
    return made


def _standing(
    seen: Scenario, as_of: datetime | None, reference: Reference, grades: Grades, problems: Problems
) -> tuple[Considered, ...]:
    """Give how the claims about a quantity stand; empty, with the fault noted, where none can be pooled."""
    about = reference.about
    definition, found = definition_of(seen, about)
    ever = {claim.quantity for claim in seen.claims}
    if fold(about) not in {fold(name) for name in ever}:
        close = difflib.get_close_matches(about, ever, 1)
        reference.tell(
            "claims-none",
            problems,
            found=f"no claim about {shown(about)}" + (f" known by {iso(as_of)}" if as_of else ""),
            expected="claims in claims.csv whose quantity is that",
            remedy=f"Did you mean {close[0]}?" if close else "Add them with 'corridor claims add', or write a number.",
        )
        return ()
    if not definition and len(found) > 1:
        reference.tell(
            "definition-needed",
            problems,
            found="claims that count " + " and ".join(shown(text) for text in found),
            expected=f"the definition that {about} has",
            remedy="State it in scenario.yaml under claims, definitions.",
        )
        return ()
    standing = considered(seen.claims, statuses(seen.decisions), about, definition, grades)
    if not any(one.state == "part" for one in standing):
        by_then = f" by {iso(as_of)}" if as_of else ""
        reference.tell(
            "claims-none",
            problems,
            found=_counted(standing),
            expected=f"an approved claim known{by_then} that counts {shown(definition) if definition else 'it'}",
            remedy="Approve one with 'corridor claims approve', or choose a later as-of time.",
        )
        return ()
    return standing


def _counted(standing: tuple[Considered, ...]) -> str:
    states = [one.state for one in standing]
    return ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))


def _source(used: list[ClaimRow]) -> str:
    return "; ".join(dict.fromkeys(claim.source or " / ".join(claim.via) or claim.speaker for claim in used))


def _reason(used: list[ClaimRow]) -> str:
    return f"pooled from {len(used)} approved claim{'s' * (len(used) > 1)}: " + ", ".join(c.claim for c in used)
