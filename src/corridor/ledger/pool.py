"""Claims about one quantity become a prior: a mixture in which each side keeps its own figure. Never an average.

Each claim that stands becomes a law (`laws.Stated`), widened by the grade of its information and the words beside the
figure, and wider on the side that a stake may have pulled the figure away from. Weights go by the reliability of the
source: across parties first, each party counting as much as its most reliable source, then within a party, so that many
officials of one side do not outvote a single resident. Bounds tilt the whole. A figure in households becomes persons by
a household size that is not known here: whoever draws gives the one of the member, and each member its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from corridor.base.distributions import Distribution, Mixture, Scaled, Truncated
from corridor.base.errors import Problems, shown
from corridor.base.files import fold
from corridor.base.quantity import Spec
from corridor.base.units import convert_factor
from corridor.ledger.claims import LOWER, ClaimRow, claim_words
from corridor.ledger.grades import Grades
from corridor.ledger.laws import Bound, Stated, Tilted, combined
from corridor.ledger.standing import Considered

__all__ = ["COMPONENT", "HOUSEHOLDS", "Component", "Pool", "pooled"]

HOUSEHOLDS = "households"
COMPONENT = ".component"
"""Ends the path under which a result keeps which component of a pooled number was drawn."""


@dataclass(frozen=True)
class Component:
    """What one claim says.

    Attributes
    ----------
    law : Distribution
        In the pool's unit, or in households.
    weight : float
        Its share before any bound; those of a pool sum to one.
    households : bool
        Whether the law counts households.
    claim : ClaimRow
        Who says so.
    side : str
        The party for which it is said.
    """

    law: Distribution
    weight: float
    households: bool
    claim: ClaimRow = field(compare=False, repr=False)
    side: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, repr=False)
class Pool(Distribution):
    """A prior pooled from claims; in a unit, with parts that may count households.

    As a distribution it is that at the household size `size`, for tables and plots. A member draws by `at` its own.

    Attributes
    ----------
    components : tuple of Component
        By figure, the smallest first.
    bounds : tuple of Bound
        Soft constraints.
    size : float
        Persons in a household, for showing; 1 where nothing counts households.
    """

    components: tuple[Component, ...]
    bounds: tuple[Bound, ...] = ()
    size: float = field(default=1.0, compare=False)

    @property
    def mixed(self) -> bool:
        """Whether some part counts households where others count persons, or all do."""
        return any(one.households for one in self.components) or any(bound.households for bound in self.bounds)

    def at(self, size: float) -> Mixture:
        """Give the mixture for a household size, parts in the order of `components`."""
        return _mixture(self, size) if self.mixed else self._plain

    @cached_property
    def _plain(self) -> Mixture:
        return _mixture(self, self.size)

    def cdf(self, x: float) -> float:
        return self._plain.cdf(x)

    def ppf(self, u: float) -> float:
        return self._plain.ppf(u)

    def support(self) -> tuple[float, float]:
        return self._plain.support()

    def draw(self, uniform: Callable[[], float]) -> float:
        return self._plain.draw(uniform)

    def drawn(self, uniform: Callable[[], float], size: float) -> tuple[int, float]:
        """Give the component that a member draws and its value, by two uniforms.

        Parameters
        ----------
        uniform : callable
            Gives uniforms in (0, 1).
        size : float
            The member's persons in a household.
        """
        mixture = self.at(size)
        index = mixture.component(uniform())
        return index, mixture.parts[index].draw(uniform)

    def shares(self) -> tuple[float, ...]:
        """Give the weight of each component, bounds reckoned in, at the household size for showing."""
        return self._plain.shares()

    def __repr__(self) -> str:
        parts = ", ".join(
            f"{share:.3g} x {claim_words(one.claim)}" for share, one in zip(self.shares(), self.components, strict=True)
        )
        return f"pooled({parts})"


def _mixture(pool: Pool, size: float) -> Mixture:
    parts, weights = [], []
    for one in pool.components:
        law, weight = one.law, one.weight
        if pool.bounds:
            unit = size if one.households else 1.0
            law = Tilted(law, tuple((b, (size if b.households else 1.0) / unit) for b in pool.bounds))
            weight *= law.mass
        parts.append(Scaled(law, size) if one.households else law)
        weights.append(weight)
    return Mixture(tuple(parts), tuple(weights))


def pooled(
    standing: Sequence[Considered], spec: Spec, grades: Grades, problems: Problems, size: float = 1.0
) -> Pool | None:
    """Pool the claims that stand.

    Parameters
    ----------
    standing : sequence of Considered
        What `considered` gives.
    spec : Spec
        Unit and range of the number that is wanted.
    grades : Grades
        The tables in force.
    problems : Problems
        Takes claims with a unit that cannot be the quantity's, or a figure outside its range.
    size : float
        Persons in a household, for showing.

    Returns
    -------
    Pool or None
        None where no claim stands, or one that stands is at fault.
    """
    parts = [one.claim for one in standing if one.state == "part"]
    if not parts:
        return None
    limits = [one.claim for one in standing if one.state == "bound"]
    sides = _sides([*parts, *limits])
    weights = _weights(parts, sides, grades)
    components, bounds, before = [], [], len(problems.found)
    _one_place([*parts, *limits], problems)
    for claim in (*parts, *limits):
        try:
            if claim.claim in weights:
                components.append(_component(claim, weights[claim.claim], sides[fold(claim.speaker)], spec, grades))
            else:
                bounds.append((_bound(claim, spec, grades), sides[fold(claim.speaker)]))
        except _Odd as odd:
            problems.add(**odd.words)
    if len(problems.found) > before:
        return None
    return Pool(tuple(sorted(components, key=_place)), _grouped(bounds), size)


def _sides(claims: Sequence[ClaimRow]) -> dict[str, str]:
    """Give the party of each speaker: stated with any of his claims, else himself."""
    parties: dict[str, str] = {}
    for claim in sorted(claims, key=lambda claim: claim.party or ""):
        parties[fold(claim.speaker)] = claim.party or parties.get(fold(claim.speaker), claim.speaker)
    return parties


def _one_place(claims: Sequence[ClaimRow], problems: Problems) -> None:
    """Figures of several places are no rival figures of one thing."""
    places = {fold(claim.place): claim for claim in claims if claim.place}
    if len(places) > 1:
        first, *_, last = places.values()
        problems.note(
            "claims-places",
            last.cell("place"),
            f"{shown(last.place)} here, {shown(first.place)} in row {first.row}",
            "claims about one place in a pool",
            "Give claims about another place a quantity of their own.",
        )


def _grouped(bounds: Sequence[tuple[Bound, str]]) -> tuple[Bound, ...]:
    """Number the bounds by party and direction, in an order in which names play no part."""
    groups: dict[tuple[str, bool], int] = {}
    made = []
    for bound, side in sorted(bounds, key=lambda item: repr(item[0])):
        made.append(replace(bound, group=groups.setdefault((fold(side), bound.lower), len(groups))))
    return tuple(made)


def _place(one: Component) -> tuple[bool, float, str, str]:
    return one.households, one.law.ppf(0.5), repr(one.law), one.claim.claim


def _weights(parts: Sequence[ClaimRow], sides: Mapping[str, str], grades: Grades) -> dict[str, float]:
    """Give the weight of each claim: across parties, then across the speakers of one, then across what one says."""
    tree: dict[str, dict[str, list[ClaimRow]]] = {}
    for claim in parts:
        tree.setdefault(fold(sides[fold(claim.speaker)]), {}).setdefault(fold(claim.speaker), []).append(claim)
    worth = {claim.claim: grades.reliability[claim.source_grade] for claim in parts}
    best_of = {
        side: {name: max(worth[claim.claim] for claim in theirs) for name, theirs in names.items()}
        for side, names in tree.items()
    }
    all_sides = sum(max(names.values()) for names in best_of.values())
    weights = {}
    for side, names in tree.items():
        of_side = max(best_of[side].values()) / all_sides
        for name, theirs in names.items():
            of_speaker = of_side * best_of[side][name] / sum(best_of[side].values())
            whole = sum(worth[claim.claim] for claim in theirs)
            weights.update({claim.claim: of_speaker * worth[claim.claim] / whole for claim in theirs})
    return weights


class _Odd(Exception):
    """A claim that cannot be pooled; `told` are the words of the problem."""

    def __init__(
        self, claim: ClaimRow, code: str, found: str, expected: str, remedy: str, column: str = "value"
    ) -> None:
        self.words: dict[str, Any] = {"code": code, "file": claim.file, "row": claim.row, "field": column}
        self.words.update(found=found, expected=expected, remedy=remedy)


# --- one claim ------------------------------------------------------------------------------------------------


def _component(claim: ClaimRow, weight: float, side: str, spec: Spec, grades: Grades) -> Component:
    factor, households = _unit(claim, spec)
    law: Distribution = _law(claim, factor, grades)
    if not spec.holds(0.0, math.inf):
        inside = law.cdf(spec.high) - law.cdf(spec.low)
        if not inside >= 0.01:
            raise _Odd(
                claim, "out-of-range", claim_words(claim), f"{spec.within()} ({spec.unit})", "Correct the figure."
            )
        law = law if households else Truncated(law, spec.low, spec.high)
    return Component(law, weight, households, claim, side)


def _bound(claim: ClaimRow, spec: Spec, grades: Grades) -> Bound:
    factor, households = _unit(claim, spec)
    law = _law(claim, factor, grades, bound=True)
    reliability = grades.reliability[claim.source_grade]
    return Bound(law, claim.quantifier in LOWER, reliability, 0, households, claim.claim)


def _unit(claim: ClaimRow, spec: Spec) -> tuple[float, bool]:
    """Give the factor to the pool's unit, or to households where persons are meant."""
    wanted = (spec.unit, HOUSEHOLDS) if spec.unit == "persons" else (spec.unit,)
    for unit in wanted:
        try:
            return convert_factor(claim.unit, unit), unit == HOUSEHOLDS
        except ValueError:
            continue
    expected = " or ".join(wanted)
    remedy = "Correct the unit; or give that of the number beside claims(...), where it may have another."
    raise _Odd(claim, "unit-mismatch", f"unit '{claim.unit}'", f"a unit of {expected}", remedy, "unit")


def _law(claim: ClaimRow, factor: float, grades: Grades, bound: bool = False) -> Stated:
    """Give the law of a claim: its figure or range, a spread on each side."""
    low, high, own = _ends(claim, grades, bound)
    if low <= 0.0:
        raise _Odd(
            claim,
            "claim-zero",
            claim_words(claim),
            "a figure above 0",
            "Write it as 'at most' a small number.",
            "value",
        )
    spread = combined((grades.spread[claim.information_grade], grades.words[claim.quantifier]))
    down = grades.stake if claim.stake == "gains if high" else 1.0
    up = grades.stake if claim.stake == "gains if low" else 1.0
    return Stated(low * factor, high * factor, combined((spread * down, own[0])), combined((spread * up, own[1])))


def _ends(claim: ClaimRow, grades: Grades, bound: bool) -> tuple[float, float, tuple[float, float]]:
    """Give the figure, or the ends of a range, and the spread that a best guess with ends has of its own.

    The ends of a best guess are taken as its 5 and 95 % quantiles.
    """
    value, low, high = claim.value, claim.low, claim.high
    if value is None:
        return low or 0.0, high or 0.0, (0.0, 0.0)
    if claim.one_sided:
        if bound:
            return value, value, (0.0, 0.0)
        return (
            (value, value * grades.reach, (0.0, 0.0))
            if claim.quantifier in LOWER
            else (value / grades.reach, value, (0.0, 0.0))
        )
    if claim.quantifier == "nearly":
        value *= grades.nearly
    own = (_own(low, value), _own(value, high))
    return value, value, own


_Z95 = 1.6448536269514722


def _own(low: float | None, high: float | None) -> float:
    return math.log(high / low) / _Z95 if low and high else 0.0
