"""Disputed inputs: who says what, with which weight, and the forecast under each side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor.ensemble.disputes import Dispute, Side, disputes
from corridor.report.findings.statistics import Array, Spread
from corridor.scenario.resolved import Resolved

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["DisputedInput", "DisputedSide", "disputed_inputs"]

_FEW = 20  # members: fewer say nothing about a side


@dataclass(frozen=True)
class DisputedSide:
    """A party to a dispute.

    Attributes
    ----------
    name, says, claims, speakers, weight
        As in `corridor.ensemble.disputes.Side`.
    members : int
        Futures that drew one of its claims.
    arrivals : Spread or None
        The headline number in those futures; None where they are too few, or where there is no headline.
    """

    name: str
    says: tuple[str, ...]
    claims: tuple[str, ...]
    speakers: tuple[str, ...]
    weight: float
    members: int
    arrivals: Spread | None


@dataclass(frozen=True)
class DisputedInput:
    """A number on which parties do not agree.

    Attributes
    ----------
    path, what, unit, bounds
        As in `corridor.ensemble.disputes.Dispute`.
    drawn : Spread
        What was drawn of it, all sides together.
    sides : tuple of DisputedSide
        By weight, the largest first.
    """

    path: str
    what: str
    unit: str
    drawn: Spread
    sides: tuple[DisputedSide, ...]
    bounds: int


def disputed_inputs(
    result: xr.Dataset, resolved: Resolved, arrivals: Array | None, internal: bool
) -> tuple[DisputedInput, ...]:
    """Give the disputed numbers that a result shows, by path.

    Parameters
    ----------
    arrivals : ndarray or None
        The headline number by member.
    internal : bool
        Whether small counts are shown.
    """
    return tuple(_input(one, arrivals, internal) for one in disputes(result, resolved))


def _input(one: Dispute, arrivals: Array | None, internal: bool) -> DisputedInput:
    sides = tuple(_side(side, arrivals, internal) for side in one.sides)
    return DisputedInput(one.path, one.what, one.unit, Spread.of(one.values), sides, one.bounds)


def _side(side: Side, arrivals: Array | None, internal: bool) -> DisputedSide:
    members, under = int(side.members.sum()), None
    if arrivals is not None and members >= _FEW:
        under = Spread.of(arrivals[side.members]).disclosed(internal)
    return DisputedSide(side.name, side.says, side.claims, side.speakers, side.weight, members, under)
