"""How each claim about a quantity stands: part of the pool, a bound on it, a copy of another, superseded, or left out.

Of one speaker only the newest claim stands, and several outlets with the same words of one speaker are one claim: the
best graded of them. Claims that give no more than a bound are soft constraints; where nothing else is stated they have
to serve as figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from corridor.base.files import fold
from corridor.ledger.claims import ClaimRow, DecisionRow, Status
from corridor.ledger.grades import Grades

__all__ = ["Considered", "State", "considered", "definitions"]

State = Literal[
    "part",
    "bound",
    "copy",
    "superseded",
    "triangulation",
    "other definition",
    "draft",
    "rejected",
    "withdrawn",
]
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Considered:
    """A claim, how it stands, and to which other claim where it yields to one."""

    claim: ClaimRow
    state: State
    to: str = ""
    decision: DecisionRow | None = None


def definitions(claims: Iterable[ClaimRow], holds: Mapping[str, DecisionRow], quantity: str) -> tuple[str, ...]:
    """Give the definitions that approved claims about a quantity have, each once."""
    found = {
        fold(claim.definition): claim.definition
        for claim in claims
        if fold(claim.quantity) == fold(quantity) and _status(claim, holds) == "approved"
    }
    return tuple(found[key] for key in sorted(found))


def _status(claim: ClaimRow, holds: Mapping[str, DecisionRow]) -> Status:
    decision = holds.get(claim.claim)
    return decision.decision if decision and decision.covers(claim) else "draft"


def considered(
    claims: Iterable[ClaimRow], holds: Mapping[str, DecisionRow], quantity: str, definition: str, grades: Grades
) -> tuple[Considered, ...]:
    """Say how each claim about a quantity stands.

    Parameters
    ----------
    claims : iterable of ClaimRow
        Those known at the as-of time, each in one version.
    holds : mapping
        The decision that holds for each, from `statuses`.
    quantity, definition : str
        What is pooled. Claims of another definition count something else.

    Returns
    -------
    tuple of Considered
        In the order of the claims.
    """
    about = [claim for claim in claims if fold(claim.quantity) == fold(quantity)]
    stand: dict[str, Considered] = {}
    speakers: dict[str, list[ClaimRow]] = {}
    for claim in about:
        state = _left_out(claim, holds, definition)
        if state is None:
            speakers.setdefault(fold(claim.speaker), []).append(claim)
        else:
            stand[claim.claim] = Considered(claim, state, decision=holds.get(claim.claim))
    speak: list[ClaimRow] = []
    for theirs in speakers.values():
        best, yielding = _newest(theirs, grades)
        speak += best
        stand.update({one.claim.claim: one for one in yielding})
    bounds_only = all(claim.one_sided for claim in speak)
    for claim in speak:
        stand[claim.claim] = Considered(claim, "bound" if claim.one_sided and not bounds_only else "part")
    return tuple(stand[claim.claim] for claim in about)


def _left_out(claim: ClaimRow, holds: Mapping[str, DecisionRow], definition: str) -> State | None:
    status = _status(claim, holds)
    if status != "approved":
        return status
    if fold(claim.definition) != fold(definition):
        return "other definition"
    return "triangulation" if claim.role == "triangulation" else None


def _newest(theirs: Sequence[ClaimRow], grades: Grades) -> tuple[list[ClaimRow], list[Considered]]:
    """Give the claims of one speaker that stand, and those that yield to them.

    The same words passed on later are the old statement still, unless they are `valid` for a time after it was known.
    """
    statements: list[list[ClaimRow]] = []
    for claim in sorted(theirs, key=lambda claim: (claim.known or _EVER, claim.claim)):
        same = next((one for one in statements if _content(one[0]) == _content(claim) and not _anew(claim, one)), None)
        if same is None:
            statements.append([claim])
        else:
            same.append(claim)
    last = max(one[0].known or _EVER for one in statements)
    best, yielding = [], []
    for one in statements:
        stands = max(one, key=lambda claim: _worth(claim, grades))
        if (one[0].known or _EVER) == last:
            best.append(stands)
            yielding += [Considered(claim, "copy", stands.claim) for claim in one if claim is not stands]
    newest = min(claim.claim for claim in best)
    yielding += [
        Considered(claim, "superseded", newest)
        for one in statements
        if (one[0].known or _EVER) != last
        for claim in one
    ]
    return best, yielding


def _anew(claim: ClaimRow, statement: Sequence[ClaimRow]) -> bool:
    """Say whether the same words are a new statement: about a day after the one on which the old one was known."""
    first = statement[0].known
    return (
        claim.valid is not None
        and first is not None
        and claim.valid.date() > first.astimezone(claim.valid.tzinfo).date()
    )


def _worth(claim: ClaimRow, grades: Grades) -> tuple[float, float, str]:
    return grades.reliability[claim.source_grade], -grades.spread[claim.information_grade], claim.claim


def _content(claim: ClaimRow) -> tuple[object, ...]:
    return claim.value, claim.low, claim.high, claim.unit, claim.quantifier
