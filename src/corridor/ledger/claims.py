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
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import BeforeValidator, model_validator

from corridor.base.errors import Problems, Where, shown
from corridor.base.fields import Instant, Known, Text
from corridor.base.quantity import Fault, Spec, parse_quantity
from corridor.base.rows import KNOWN, REASON, Column, Row

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
    "claim_words",
    "note_unknown_claims",
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

    claim: Annotated[Text, Column("text", "name", help="its name (default: made of quantity, speaker and known time)")]
    quantity: Annotated[
        Text,
        Column(
            "text",
            "what it is about: the path of a number, or a name of your own",
            help="what it is about: a path such as population.total, or a name of your own",
        ),
    ]
    definition: Annotated[Text, Column("text", "what exactly is counted; only claims of one definition are pooled")]
    place: Annotated[Text | None, Column("text", "where it holds; for readers", help="where it holds")] = None
    value: Annotated[
        Figure,
        Column("number of 0 or more", "the figure; with `low` and `high` a best guess between them", help="the figure"),
    ] = None
    low: Annotated[Figure, Column("number of 0 or more", "lower end of a range")] = None
    high: Annotated[Figure, Column("number of 0 or more", "upper end of a range")] = None
    unit: Annotated[
        Text,
        BeforeValidator(_unit),
        Column(
            "unit",
            "of the figure; households or families where persons are meant become persons",
            help="persons, families, vehicles, ...",
        ),
    ]
    quantifier: Annotated[
        Quantifier,
        BeforeValidator(_words),
        Column(
            "",
            "the words beside the figure; default exact",
            help="exact, about, nearly, at least, more than, up to, at most, less than or between (default exact)",
        ),
    ] = "exact"
    speaker: Annotated[
        Text,
        Column(
            "text",
            "who says it, not who passes it on; an office or body, not a private person",
            help="who says it; not who passes it on",
        ),
    ]
    party: Annotated[
        Text | None,
        Column(
            "text", "the side for which it is said; default: the speaker alone", help="the side for which it is said"
        ),
    ] = None
    via: Annotated[
        tuple[str, ...],
        BeforeValidator(_relays),
        Column(
            "text", "who passes it on, with `;` between several", help="who passes it on; several with ';' between them"
        ),
    ] = ()
    quote: Annotated[Annotated[str, BeforeValidator(_quote)] | None, Column("text", "the words, at most 25")] = None
    url: Annotated[Text | None, Column("text", "where it can be read")] = None
    valid: Annotated[
        Known | None,
        Column(
            "time, day, month or range",
            "when it is true; for readers",
            help="when it is true, if not when it became known",
        ),
    ] = None
    stake: Annotated[
        Stake,
        BeforeValidator(_words),
        Column(
            "",
            "whether the speaker gains if the figure is high, or low; default none",
            help="none, 'gains if high' or 'gains if low' (default none)",
        ),
    ] = "none"
    source_grade: Annotated[
        SourceGrade,
        BeforeValidator(_letter),
        Column(
            "",
            "reliability of the source by the Admiralty code; default F, cannot be judged",
            help="reliability of the source, A to F (default F: cannot be judged)",
        ),
    ] = "F"
    information_grade: Annotated[
        InformationGrade,
        Column(
            "",
            "credibility of the information; default 6, cannot be judged",
            help="credibility of the information, 1 to 6 (default 6: cannot be judged)",
        ),
    ] = "6"
    role: Annotated[
        Literal["recommended", "triangulation"],
        BeforeValidator(_words),
        Column(
            "",
            "recommended: pooled; triangulation: kept beside, for comparison; default recommended",
            help="recommended, or triangulation: kept beside, not pooled (default recommended)",
        ),
    ] = "recommended"
    known: Annotated[
        Known | None,
        replace(KNOWN, help="when it became known: a time, or the day of its source", after="valid", rare=False),
    ] = None
    reason: Annotated[Text | None, replace(REASON, help="why these grades", after="role", rare=False)] = None

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

    at: Annotated[Instant, Column("time with offset", "when it was decided; of two decisions the later holds")]
    claim: Annotated[Text, Column("text", "name of a claim in claims.csv")]
    decision: Annotated[Decision, BeforeValidator(_words), Column("", "only approved claims feed a prior")]
    who: Annotated[Text, Column("text", "who decided: an office, not a private person")]
    reason: Annotated[Text, Column("text", "why", after="who")]  # no decision without one
    known: Annotated[
        Known | None,
        replace(
            KNOWN,
            meaning="by when all that the decision rests on was known, where it was made afterwards; default `at`",
            after="who",
            rare=False,
        ),
    ] = None

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


def claim_words(claim: ClaimRow) -> str:
    """Give what a claim says in words: ``at least 7,000 persons``.

    Examples
    --------
    >>> row = ClaimRow(row=2, claim="a", quantity="q", definition="d", low="8000", high="1e4", unit="families",
    ...                quantifier="between", speaker="the mayor")
    >>> claim_words(row)
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
