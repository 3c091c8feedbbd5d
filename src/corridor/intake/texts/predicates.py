"""Bare numbers beside a predicate: what people do, or what is done for people.

Each rule takes a figure with what it may lean on, and gives what it counts; None where the rule does not hold.
"""

from __future__ import annotations

from corridor.intake.texts.context import DEAD_OR_MISSING, MARKS, PEOPLE_UNITS, Context, Counted, repeated
from corridor.intake.texts.noun_heads import noun_at
from corridor.intake.texts.numbers import Figure

__all__ = ["apposition", "owned", "predicate", "rate_of", "relative_clause", "taken"]


def predicate(figure: Figure, context: Context) -> Counted | None:
    """Something that people do follows."""
    words, at = context.words, figure.last
    last = min(context.sentence.last, at + 7)
    skipped = words.set("auxiliaries") | {"others", "more", "who", "of", "them", "whom", *MARKS}
    while at < last and (context.low(at) in skipped or context.low(at).endswith("ly")):
        at += 1
    bidden = context.low(at) in words.set("bidding words") and context.low(at + 1) == "to"
    previous = context.previous(0)
    lives = (
        previous is not None and previous.what.unit in DEAD_OR_MISSING and context.low(at) in words.set("living verbs")
    )
    if at >= last or not (bidden or lives or context.low(at) in words.set("person verbs")):
        return None
    if lives:
        return Counted("persons", "people", 0.75)
    if previous is not None and context.low(at - 1) in words.set("be") and context.low(at + 1) in ("in",):
        return None
    begins = context.low(context.opening - 1) in (";", ",", "and", "but", "of", "which", "")
    verb = context.low(at) in words.set("arrival words")
    if (
        previous is not None
        and previous.what.unit not in PEOPLE_UNITS
        and begins
        and verb
        and figure.size <= previous.size
    ):
        return repeated(previous, 0.7)  # '30,000 kits are planned; 9,000 have arrived'
    if (
        previous is not None
        and previous.what.unit in ("families", "households")
        and context.low(context.opening - 1) in ("and", ",", "but", ";")
    ):
        return repeated(previous, 0.75)
    return Counted("persons", "people", 0.75)


def taken(figure: Figure, context: Context) -> Counted | None:
    """A verb that takes people stands before: 'accommodate 300', 'room for 300'."""
    low = context.lows(context.opening - 6, context.opening)
    phrases = context.words.phrases["takes persons"]
    if phrases.closing(low, len(low)) or (low and low[-1] in MARKS and phrases.closing(low[:-1], len(low) - 1)):
        return Counted("persons", "people", 0.65)
    return None


def owned(figure: Figure, context: Context) -> Counted | None:
    """'It is a matter of beds. "We have 60," she says': the noun was named before, without a number."""
    if context.low(context.opening - 1) not in (
        "have",
        "has",
        "had",
        "need",
        "needs",
        "got",
        "needed",
        "lack",
        "lacks",
    ):
        return None
    if context.low(figure.last) not in ("", ",", ".", ";", "”", '"', "!", "and", "but", "now", "here", "left", "for"):
        return None
    for step in range(context.opening - 1, max(0, context.opening - 40), -1):
        known = noun_at(context.cut, step, context.opening, context.words)
        if known and known[0].plural and known[0].unit and known[0].unit != "percent":
            return Counted(known[0].unit, context.cut[step].low, 0.5)
    return None


def apposition(figure: Figure, context: Context) -> Counted | None:
    """'the monitors, 120 in all, will stay': the noun stands before the number."""
    comma = context.opening - 1
    behind = " ".join(context.lows(figure.last, figure.last + 2))
    part = behind == "of the" and figure.last + 2 in context.starts
    totalled = any(behind == phrase or behind.startswith(f"{phrase} ") for phrase in context.words.set("in all"))
    if context.low(comma) not in (",", "(") or not (part or totalled):
        return None
    if context.previous(0) is not None and behind == "of them":
        return None
    for step in range(comma - 1, max(context.sentence.first, comma - 6) - 1, -1):
        known = noun_at(context.cut, step, comma, context.words)
        if known and known[0].plural:
            return Counted(known[0].unit, context.low(step), 0.8) if known[0].unit else None
        if context.cut[step].kind != "word" or not (
            context.cut[step].capital or context.low(step) in ("of", "in", "the")
        ):
            return None
    return None


def rate_of(figure: Figure, context: Context) -> Counted | None:
    """'they arrive at a rate of 150 a day': people, where people come and go."""
    if context.lows(context.opening - 2, context.opening) != ["rate", "of"]:
        return None
    verbs = context.words.set("living verbs") | context.words.set("arrival words")
    if any(context.low(at) in verbs for at in range(context.opening - 12, context.opening - 2)):
        return Counted("persons", "people", 0.65)
    return None


def relative_clause(figure: Figure, context: Context) -> Counted | None:
    """'I know of ninety who cannot walk': only people are 'who'."""
    return Counted("persons", "people", 0.65) if context.low(figure.last) == "who" else None
