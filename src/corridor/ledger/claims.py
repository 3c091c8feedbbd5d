"""Claims and decisions on them: the rows of `claims.csv` and of the append-only `claims_log.csv`.

A claim is a figure that somebody states: who, through whom, when, how much, of what exactly. Grades are those of the
Admiralty code, on two axes that are judged independently: how reliable the source is (A to F) and how credible the
information (1 to 6); F and 6 say that it cannot be judged, not that it is bad. A claim has no status of its own: the
log of decisions says what it is.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import BeforeValidator, model_validator

from corridor.base.errors import Problems, Where, shown
from corridor.base.fields import Instant, Known, Text
from corridor.base.quantity import Fault, Spec, parse_quantity
from corridor.base.rows import Row

__all__ = [
    "INFORMATION_GRADES",
    "LOWER",
    "QUANTIFIERS",
    "SOURCE_GRADES",
    "UPPER",
    "ClaimRow",
    "Decision",
    "DecisionRow",
    "Status",
    "note_unknown_claims",
    "said",
    "statuses",
]

Quantifier = Literal["exact", "about", "nearly", "at least", "more than", "up to", "at most", "less than", "between"]
Stake = Literal["none", "gains if high", "gains if low"]
SourceGrade = Literal["A", "B", "C", "D", "E", "F"]
InformationGrade = Literal["1", "2", "3", "4", "5", "6"]
Decision = Literal["approved", "rejected", "withdrawn"]
Status = Literal["draft", "approved", "rejected", "withdrawn"]

QUANTIFIERS: tuple[str, ...] = get_args(Quantifier)
LOWER = ("at least", "more than")
UPPER = ("up to", "at most", "less than")
SOURCE_GRADES: tuple[str, ...] = get_args(SourceGrade)
INFORMATION_GRADES: tuple[str, ...] = get_args(InformationGrade)
_MOST_WORDS = 25
_LEAST, _MOST = 1e-6, 1e12  # figures; beyond them a slip of the pen


def _figure(raw: Any) -> float:
    """A plain number: what is uncertain about it is said by quantifier and grade, not by a distribution."""
    version = parse_quantity(raw, Spec("1", low=0, high=_MOST), UTC).versions[0]
    value = version.value
    if not isinstance(value, float) or version.unit_given:
        raise Fault(
            "number-invalid", shown(raw), "one plain number", "Write a range as low and high, and the unit beside it."
        )
    if 0.0 < value < _LEAST:
        raise Fault("out-of-range", shown(raw), f"0, or at least {_LEAST:g}", "Correct the figure.")
    return value


def _unit(raw: Any) -> Any:
    """A unit in small letters, as people write Families and Persons at the head of a column."""
    return " ".join(raw.split()).lower() if isinstance(raw, str) and raw.replace(" ", "").isalpha() else raw


def _words(raw: Any) -> Any:
    """A choice as people write it: any case, spaces or underscores."""
    return " ".join(raw.replace("_", " ").split()).lower() if isinstance(raw, str) else raw


def _letter(raw: Any) -> Any:
    return raw.strip().upper() if isinstance(raw, str) else raw


def _quote(raw: Any) -> str:
    n = len(str(raw).split())
    if n > _MOST_WORDS:
        raise Fault(
            "quote-long",
            f"{n} words",
            f"a quote of at most {_MOST_WORDS} words",
            "Cut it to the words that hold the figure; the rest belongs to who wrote it.",
        )
    return " ".join(str(raw).split())


def _relays(raw: Any) -> tuple[str, ...]:
    return tuple(name for part in str(raw).split(";") if (name := " ".join(part.split())))


Figure = Annotated[float | None, BeforeValidator(_figure)]


class ClaimRow(Row):
    """A figure that somebody states."""

    key: ClassVar[tuple[str, ...]] = ("claim",)
    file: ClassVar[str] = "claims.csv"

    claim: Text
    quantity: Text
    definition: Text
    place: Text | None = None
    value: Figure = None
    low: Figure = None
    high: Figure = None
    unit: Annotated[Text, BeforeValidator(_unit)]
    quantifier: Annotated[Quantifier, BeforeValidator(_words)] = "exact"
    speaker: Text
    party: Text | None = None
    via: Annotated[tuple[str, ...], BeforeValidator(_relays)] = ()
    quote: Annotated[str, BeforeValidator(_quote)] | None = None
    url: Text | None = None
    valid: Known | None = None
    stake: Annotated[Stake, BeforeValidator(_words)] = "none"
    source_grade: Annotated[SourceGrade, BeforeValidator(_letter)] = "F"
    information_grade: InformationGrade = "6"
    role: Annotated[Literal["recommended", "triangulation"], BeforeValidator(_words)] = "recommended"

    @model_validator(mode="after")
    def _one_figure(self) -> ClaimRow:
        """A single figure, or a range in order, that fits the quantifier."""
        ends = (self.low, self.high)
        if self.value is None and None in ends:
            raise Fault(
                "claim-empty", "no figure", "a value, or low and high", "Fill value, or both ends of the range."
            )
        if self.low is not None and self.high is not None and self.low > self.high:
            raise Fault(
                "range-order", f"low {self.low:g} above high {self.high:g}", "low at most high", "Exchange the two."
            )
        if self.quantifier == "between" and None in ends:
            raise Fault("claim-empty", "between without both ends", "low and high", "Fill low and high.")
        if self.value is None and self.quantifier != "between":
            raise Fault(
                "claim-empty",
                f"a range with '{self.quantifier}'",
                "a value, or the quantifier between",
                "Write between, or give the figure as value.",
            )
        value = self.value
        if value is not None and not (self.low or 0.0) <= value <= (math.inf if self.high is None else self.high):
            raise Fault(
                "range-order",
                f"value {value:g} outside its own range",
                "low <= value <= high",
                "Correct value, low or high.",
            )
        return self

    @property
    def one_sided(self) -> bool:
        """Whether it only says that there are more, or fewer, than so many."""
        return self.quantifier in LOWER + UPPER

    @property
    def side(self) -> str:
        """The party for which it is said; who belongs to none stands alone."""
        return self.party or self.speaker


class DecisionRow(Row):
    """A decision on a claim. `known` says by when all that it rests on was known; else that is the time it was made."""

    key: ClassVar[tuple[str, ...]] = ("claim",)
    file: ClassVar[str] = "claims_log.csv"

    at: Instant
    claim: Text
    decision: Annotated[Decision, BeforeValidator(_words)]
    who: Text
    reason: Text  # no decision without one

    @property
    def rests(self) -> datetime:
        """The time from which on the decision holds: that by which all it rests on was known."""
        return self.known or self.at

    def covers(self, claim: ClaimRow) -> bool:
        """Say whether it is about this version of a claim: one that was known when it was made, to the day at most."""
        known = claim.known
        if known is None:
            return True
        whole_day = (known.hour, known.minute) == (23, 59)
        return self.at >= (known - timedelta(hours=23, minutes=59) if whole_day else known)


def statuses(log: Iterable[DecisionRow], as_of: datetime | None = None) -> dict[str, DecisionRow]:
    """Give the decision that holds for each claim at a time: the last one made, of those that rest on nothing later.

    Parameters
    ----------
    log : iterable of DecisionRow
        All decisions, in the order of the file.
    as_of : datetime or None
        None takes all of them: those of a view are those known by then already.
    """
    holds: dict[str, DecisionRow] = {}
    for row in sorted(log, key=lambda row: row.at):
        if as_of is None or row.rests <= as_of:
            holds[row.claim] = row
    return holds


def said(claim: ClaimRow) -> str:
    """Give what a claim says in words: ``at least 7,000 persons``.

    Examples
    --------
    >>> row = ClaimRow(row=2, claim="a", quantity="q", definition="d", low="8000", high="1e4", unit="families",
    ...                quantifier="between", speaker="the mayor")
    >>> said(row)
    '8,000 to 10,000 families'
    """
    if claim.value is None or claim.quantifier == "between":
        return f"{claim.low:,.10g} to {claim.high:,.10g} {claim.unit}"
    words = "" if claim.quantifier == "exact" else f"{claim.quantifier} "
    ends = f" ({claim.low:,.10g} to {claim.high:,.10g})" if claim.low is not None and claim.high is not None else ""
    return f"{words}{claim.value:,.10g}{ends} {claim.unit}"


def note_unknown_claims(
    names: Sequence[str], claims: Iterable[ClaimRow], problems: Problems, where: str = "CLAIM"
) -> None:
    """Note names that no claim has; `where` is what they were given as."""
    there = {row.claim for row in claims}
    for name in names:
        if name not in there:
            close = difflib.get_close_matches(name, there, 1)
            problems.note(
                "claim-unknown",
                Where(where),
                shown(name),
                "the name of a claim in claims.csv",
                f"Did you mean {close[0]}?" if close else "List them with 'corridor claims show DIR'.",
            )
