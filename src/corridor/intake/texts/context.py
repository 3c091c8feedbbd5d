"""What a figure may lean on for its unit: its sentence, and the claims that were read before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corridor.intake.texts.casualties import CASUALTIES
from corridor.intake.texts.lexicon import Words
from corridor.intake.texts.sentences import Sentence
from corridor.intake.texts.tokens import Token

__all__ = ["BACK", "DEAD_OR_MISSING", "MARKS", "NOTHING", "PEOPLE_UNITS", "Context", "Counted", "Past", "repeated"]

PEOPLE_UNITS = ("persons", "staff", "families", "households", *CASUALTIES)
DEAD_OR_MISSING = ("killed", "missing")
MARKS = "“”\"‘’«»„'"
BACK = 2  # sentences over which a repeat may reach
_ALIKE = 4  # times by which two accounts of one thing may differ and still be told apart from other things


@dataclass(frozen=True)
class Counted:
    """What a figure counts, with the noun that says so and how sure this is."""

    unit: str
    kind: str
    sure: float


NOTHING = Counted("", "", 0.0)


@dataclass(frozen=True)
class Past:
    """A claim made before: what it counted, its size, its sentence, and whether it only qualified another one."""

    what: Counted
    size: float
    number: int
    nested: bool


@dataclass(frozen=True)
class Context:
    """What a figure may lean on.

    Attributes
    ----------
    sentence : Sentence
        Its sentence, the `number`-th of the text.
    starts : frozenset of int
        First tokens of all figures.
    opening : int
        Where the phrase before the number opens ('at least another 300').
    past : sequence of Past
        The claims before it.
    rank, many : int
        Which of the figures of its sentence it is, and of how many.
    quantified : bool
        Whether a phrase such as 'at least' stands before it.
    """

    cut: list[Token]
    words: Words
    sentence: Sentence
    number: int
    starts: frozenset[int]
    opening: int
    past: Sequence[Past]
    rank: int
    many: int
    quantified: bool

    def low(self, at: int) -> str:
        """Give a word of the sentence in small letters."""
        return self.cut[at].low if self.sentence.first <= at < self.sentence.last else ""

    def lows(self, first: int, last: int) -> list[str]:
        """Give words of the sentence in small letters."""
        return [t.low for t in self.cut[max(first, self.sentence.first) : min(last, self.sentence.last)]]

    def likest(self, size: float) -> Past | None:
        """Give the claim of the last sentences that is nearest in size: what is told otherwise is told alike."""
        near = [p for p in self.past[-12:] if self.number - p.number <= BACK + 1 and p.what.unit != "percent"]
        alike = [(max(p.size, size) / max(min(p.size, size), 1e-9), -at, p) for at, p in enumerate(near)]
        best = min(alike, key=lambda a: a[:2], default=None)
        return best[2] if best is not None and best[0] < _ALIKE else None

    def previous(self, back: int) -> Past | None:
        """Give the last claim, not more than some sentences back; one that only qualifies another goes last."""
        best: Past | None = None
        for past in reversed(self.past[-12:]):
            if self.number - past.number > back or (best and past.number != best.number):
                break
            if past.what.unit == "percent":
                continue
            if not past.nested:
                return past
            best = best or past
        return best


def repeated(past: Past | None, sure: float) -> Counted | None:
    """Give what an earlier claim counted, as what is counted again."""
    return None if past is None else Counted(past.what.unit, past.what.kind, round(min(sure, past.what.sure), 2))
