"""The ledger as lines of text: for each quantity its sides, grades and weights, and a small plot of the pool."""

from __future__ import annotations

import math
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from corridor.base.errors import Problem, Problems
from corridor.base.files import fold
from corridor.base.quantity import Spec
from corridor.base.times import iso, show
from corridor.ledger.claims import ClaimRow, claim_words, statuses
from corridor.ledger.grades import Grades
from corridor.ledger.pool import Pool, pooled
from corridor.ledger.standing import Considered, considered
from corridor.scenario.pooling import definition_of, grades_of
from corridor.scenario.read import Scenario
from corridor.scenario.resolved import Resolved

__all__ = ["Page", "ledger_lines", "page_document", "page_lines", "pages"]

_COLUMNS, _HEIGHT = 72, 6
_NO_MARK = "*"  # for claims that no letter is left for
_MARKS = string.ascii_lowercase + string.ascii_uppercase
_LEFT_OUT = {
    "draft": "draft: not decided yet",
    "rejected": "rejected",
    "withdrawn": "withdrawn",
    "other definition": "counts something else",
    "triangulation": "for triangulation only",
}


@dataclass(frozen=True)
class Page:
    """What the ledger holds about one quantity.

    Attributes
    ----------
    quantity, definition : str
        What it is about; the definition is empty where claims have several and the scenario states none.
    definitions : tuple of str
        Those of its approved claims.
    unit : str
        Of the pool.
    paths : tuple of str
        The numbers of the scenario that rest on it.
    standing : tuple of Considered
        Every claim about it that was known by then.
    pool : Pool or None
        None where nothing can be pooled.
    faults : tuple of str
        Why, where a claim that stands is at fault.
    """

    quantity: str
    definition: str
    definitions: tuple[str, ...]
    unit: str
    paths: tuple[str, ...]
    standing: tuple[Considered, ...]
    pool: Pool | None
    faults: tuple[str, ...]


def pages(seen: Scenario, resolved: Resolved | None, wanted: str | None) -> list[Page]:
    """Give a page for each quantity that claims are about, or for the one that is wanted.

    Parameters
    ----------
    seen : Scenario
        The view as of the time.
    resolved : Resolved or None
        Its complete form; None where it has faults, and then quantities are shown in the units of their claims.
    """
    names = {fold(row.quantity): row.quantity for row in seen.claims}
    chosen = [fold(wanted)] if wanted else sorted(names)
    grades = grades_of(seen)
    return [_page(seen, resolved, names[key], grades) for key in chosen if key in names]


def _page(seen: Scenario, resolved: Resolved | None, quantity: str, grades: Grades) -> Page:
    definition, found = definition_of(seen, quantity)
    standing = considered(seen.claims, statuses(seen.decisions), quantity, definition, grades)
    rest = {
        path: number
        for path, number in (resolved.numbers.items() if resolved else ())
        if isinstance(number.value, Pool) and fold(number.value.components[0].claim.quantity) == fold(quantity)
    }
    if rest:
        first = next(iter(rest.values()))
        pool = first.value if isinstance(first.value, Pool) else None
        return Page(quantity, definition, found, first.unit, tuple(rest), standing, pool, ())
    problems = Problems()
    unit = _own_unit([one.claim for one in standing if one.state in ("part", "bound")])
    made = pooled(standing, Spec(unit, low=0), grades, problems) if unit else None
    return Page(
        quantity, definition, found, unit, (), standing, made, tuple(problem.text() for problem in problems.found)
    )


def _own_unit(claims: Sequence[ClaimRow]) -> str:
    """Give the unit in which claims that no number rests on are pooled: persons where people are meant."""
    units, one = {claim.unit for claim in claims}, {"persons", "person", "people"}
    people = units <= {*one, "families", "households", "family", "household"}
    return "persons" if people and units & one else min(units, default="")


# --- for people -----------------------------------------------------------------------------------------------


def ledger_lines(
    seen: Scenario, as_of: datetime | None, found: Sequence[Page], faults: Sequence[Problem]
) -> Iterator[str]:
    """Give all pages as text, and what stands against a forecast from them."""
    when = f"as of {show(as_of, seen.zone)} ({seen.zone})" if as_of else "as written"
    yield f"{seen.file.name}: {len(seen.claims)} claims known, {when}."
    for page in found:
        yield ""
        yield from page_lines(page, seen.zone)
    for fault in faults:
        yield f"\nnote: {fault.text()}"


def page_lines(page: Page, zone: Any) -> Iterator[str]:
    """Give a page as text."""
    yield page.quantity
    yield "-" * min(len(page.quantity), 100)
    if page.definition:
        yield f"counts: {page.definition}"
    elif len(page.definitions) > 1:
        yield "counts: not said; approved claims count " + " / ".join(page.definitions)
        yield "  (state which in scenario.yaml, under claims, definitions)"
    used = ", ".join(page.paths)
    yield f"numbers that rest on it: {used}" if used else "no number rests on it"
    yield ""
    marks = _marked(page)
    yield from _rows(page, marks, zone)
    yield from page.faults
    if page.pool is not None:
        yield ""
        yield from _plot(page.pool, marks, page.unit)


def _marked(page: Page) -> dict[str, str]:
    """Give a letter to each claim that counts."""
    counted = [one.claim.claim for one in page.standing if one.state in ("part", "bound")]
    counted.sort(key=lambda name: (_figure(page.pool, name) if page.pool else 0.0, name))
    return {name: _MARKS[k] if k < len(_MARKS) else _NO_MARK for k, name in enumerate(counted)}


def _rows(page: Page, marks: dict[str, str], zone: Any) -> Iterator[str]:
    weights = _weights(page)
    yield f"  {'':<2}{'weight':>7}  {'grade':<6}{'says':<34}{'who':<46}{'known':<18}claim"
    first = sorted((one for one in page.standing if one.claim.claim in marks), key=lambda one: marks[one.claim.claim])
    for one in first:
        claim = one.claim
        weight = f"{100 * weights[claim.claim]:.0f} %" if claim.claim in weights else "bound" if page.pool else ""
        yield f"  {marks[claim.claim]:<2}{weight:>7}  {_cells(claim, zone)}"
    for one in page.standing:
        if one.claim.claim not in marks:
            yield f"  {'-':<2}{'':>7}  {_cells(one.claim, zone)}"
            yield f"  {'':<2}{'':>7}    {_why(one)}"


def _cells(claim: ClaimRow, zone: Any) -> str:
    who = claim.speaker + (f" ({claim.party})" if claim.party and claim.party != claim.speaker else "")
    known = show(claim.known, zone)[4:] if claim.known else "not said"
    grade = claim.source_grade + claim.information_grade
    return f"{grade:<6}{_cut(claim_words(claim), 33):<34}{_cut(who, 45):<46}{known:<18}{claim.claim}"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 3] + "..."


def _why(one: Considered) -> str:
    if one.state == "copy":
        return f"the same words of the same speaker as {one.to}: counts once"
    if one.state == "superseded":
        return f"superseded by a later claim of the same speaker, {one.to}"
    reason = f": {one.decision.reason}" if one.decision and one.state in ("rejected", "withdrawn") else ""
    return _LEFT_OUT[one.state] + reason


def _weights(page: Page) -> dict[str, float]:
    if page.pool is None:
        return {}
    return {one.claim.claim: share for one, share in zip(page.pool.components, page.pool.shares(), strict=True)}


def _plot(pool: Pool, marks: dict[str, str], unit: str) -> Iterator[str]:
    """Draw the density of the pool over a logarithmic axis, and the claims below it."""
    low, high = pool.ppf(0.005), pool.ppf(0.995)
    figures = {mark: _figure(pool, name) for name, mark in marks.items() if mark != _NO_MARK}
    ends = [value for value in figures.values() if value > 0.0]
    low, high = min([low, *ends]) / 1.05, max([high, *ends]) * 1.05
    edges = [low * (high / low) ** (k / _COLUMNS) for k in range(_COLUMNS + 1)]
    below = [pool.cdf(x) for x in edges]
    mass = [b - a for a, b in pairwise(below)]
    top = max(mass) or 1.0
    for level in range(_HEIGHT, 0, -1):
        yield "  |" + "".join("#" if m / top * _HEIGHT >= level - 0.5 else " " for m in mass).rstrip()
    yield "  +" + "-" * _COLUMNS
    for row in _beside(figures, low, high):
        yield "   " + row
    q = [_short(pool.ppf(u)) for u in (0.05, 0.5, 0.95)]
    left, right = _short(low), _short(high)
    yield f"   {left}{f'{unit}, by factors':^{_COLUMNS - len(left) - len(right)}}{right}"
    size = f", households at {pool.size:.2f} persons (each future at its own)" if pool.mixed else ""
    yield f"  middle {q[1]}, 9 of 10 futures {q[0]} to {q[2]} {unit}{size}"


def _beside(figures: dict[str, float], low: float, high: float) -> Iterator[str]:
    """Give rows of letters, each below its figure; those that would cover each other in rows of their own."""
    rows: list[list[str]] = []
    for mark, value in sorted(figures.items()):
        if value <= 0.0:
            continue
        column = min(_COLUMNS - 1, int(_COLUMNS * math.log(value / low) / math.log(high / low)))
        row = next((row for row in rows if row[column] == " "), None)
        if row is None:
            row = [" "] * _COLUMNS
            rows.append(row)
        row[column] = mark
    yield from ("".join(row).rstrip() for row in rows)


def _figure(pool: Pool, name: str) -> float:
    """Give where a claim's own figure lies: the middle of its law in the pool's unit, or its bound."""
    for one in pool.components:
        if one.claim.claim == name:
            return one.law.ppf(0.5) * (pool.size if one.households else 1.0)
    for bound in pool.bounds:
        if bound.claim == name:
            return bound.law.ppf(0.5) * (pool.size if bound.households else 1.0)
    return 0.0


def _short(value: float) -> str:
    return f"{float(f'{value:.2g}'):,.10g}"


# --- for machines ---------------------------------------------------------------------------------------------


def page_document(page: Page) -> dict[str, Any]:
    """Give a page as plain values."""
    weights = _weights(page)
    pool = page.pool
    return {
        "quantity": page.quantity,
        "definition": page.definition or None,
        "definitions": list(page.definitions),
        "unit": page.unit,
        "paths": list(page.paths),
        "quantiles": {f"{u:g}": pool.ppf(u) for u in (0.05, 0.25, 0.5, 0.75, 0.95)} if pool else None,
        "persons_per_household": pool.size if pool and pool.mixed else None,
        "claims": [
            {
                "claim": one.claim.claim,
                "state": one.state,
                "to": one.to or None,
                "weight": weights.get(one.claim.claim),
                "says": claim_words(one.claim),
                "value": one.claim.value,
                "low": one.claim.low,
                "high": one.claim.high,
                "unit": one.claim.unit,
                "quantifier": one.claim.quantifier,
                "speaker": one.claim.speaker,
                "party": one.claim.party,
                "side": one.claim.side,
                "via": list(one.claim.via),
                "grade": one.claim.source_grade + one.claim.information_grade,
                "stake": one.claim.stake,
                "known": iso(one.claim.known) if one.claim.known else None,
            }
            for one in page.standing
        ],
        "faults": list(page.faults),
    }
