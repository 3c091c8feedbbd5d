"""The sides of a dispute: which members drew which side.

A number pooled from claims is drawn from one of them in each member, and which one is kept (`COMPONENT`). So what would
follow if one party were right needs no new run: it is what happened in the members that drew a claim of that party.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corridor.base.files import fold
from corridor.ledger.claims import claim_words
from corridor.ledger.pool import COMPONENT, Component, Pool
from corridor.scenario.resolved import Resolved

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Dispute", "Side", "disputes", "pool_components"]


@dataclass(frozen=True, eq=False)
class Side:
    """A party to a dispute.

    Attributes
    ----------
    name : str
        The party; the speaker where he stands for none.
    says : tuple of str
        What it says, in words, one for each claim.
    claims, speakers : tuple of str
        Which claims these are and who made them.
    weight : float
        Its share of the pool, bounds reckoned in.
    members : ndarray of bool
        Which members drew one of its claims.
    """

    name: str
    says: tuple[str, ...]
    claims: tuple[str, ...]
    speakers: tuple[str, ...]
    weight: float
    members: npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Dispute:
    """A number on which parties do not agree.

    Attributes
    ----------
    path : str
        Its path.
    what, unit : str
        What it is.
    values : ndarray of float64
        What was drawn of it, by member.
    sides : tuple of Side
        By weight, the largest first.
    bounds : int
        Claims that only bound it.
    """

    path: str
    what: str
    unit: str
    values: npt.NDArray[np.float64]
    sides: tuple[Side, ...]
    bounds: int


def disputes(result: xr.Dataset, resolved: Resolved) -> list[Dispute]:
    """Give the disputed numbers that a result may tell, by path: those pooled from claims of more than one side."""
    shown = set(result["parameter"].values)
    found = []
    for path, number in resolved.numbers.items():
        pool = number.value
        if isinstance(pool, Pool) and path + COMPONENT in shown:
            drawn = result["parameter_value"].sel(parameter=path + COMPONENT).values
            sides = tuple(sorted(_sides(pool, drawn), key=lambda side: (-side.weight, side.name)))
            if len(sides) > 1:
                values = result["parameter_value"].sel(parameter=path).values
                what = number.spec.meaning.partition(";")[0].partition(", or ")[0]
                found.append(Dispute(path, what, number.unit, values, sides, len(pool.bounds)))
    return found


def _sides(pool: Pool, drawn: npt.NDArray[np.float64]) -> Iterator[Side]:
    parties: dict[str, list[int]] = {}
    for index, one in enumerate(pool.components):
        parties.setdefault(fold(one.side), []).append(index)
    shares = pool.shares()
    for indices in parties.values():
        claims = [pool.components[index].claim for index in indices]
        yield Side(
            pool.components[indices[0]].side,
            tuple(dict.fromkeys(claim_words(claim) for claim in claims)),
            tuple(claim.claim for claim in claims),
            tuple(dict.fromkeys(claim.speaker for claim in claims)),
            sum(shares[index] for index in indices),
            np.isin(drawn, indices),
        )


def pool_components(resolved: Resolved) -> dict[str, list[dict[str, Any]]]:
    """Give for each pooled number, by path, what its components are: the keys to `COMPONENT` of a result."""
    return {
        path: [_component(index, one, share) for index, (one, share) in enumerate(_weighed(number.value))]
        for path, number in resolved.numbers.items()
        if isinstance(number.value, Pool)
    }


def _weighed(pool: Pool) -> Iterator[tuple[Component, float]]:
    yield from zip(pool.components, pool.shares(), strict=True)


def _component(index: int, one: Component, share: float) -> dict[str, Any]:
    claim = one.claim
    return {
        "component": index,
        "claim": claim.claim,
        "says": claim_words(claim),
        "speaker": claim.speaker,
        "party": claim.party,
        "side": one.side,
        "via": list(claim.via),
        "grade": claim.source_grade + claim.information_grade,
        "weight": share,
    }
