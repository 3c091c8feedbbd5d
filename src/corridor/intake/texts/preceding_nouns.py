"""Bare numbers whose noun stands before them: 'the number of refugees has risen to', 'Families:', 'cases rose to'.

Each rule takes a figure with what it may lean on, and gives what it counts; None where the rule does not hold. A unit
that is empty says that the figure counts nothing of ours, whatever the rules after it would say.
"""

from __future__ import annotations

from corridor.intake.texts.casualties import CASUALTIES
from corridor.intake.texts.context import BACK, MARKS, NOTHING, Context, Counted, repeated
from corridor.intake.texts.noun_heads import noun_at
from corridor.intake.texts.numbers import Figure

__all__ = ["entry", "labelled", "number_behind", "number_of", "risen"]


def number_of(figure: Figure, context: Context) -> Counted | None:
    """'the number of refugees has risen to', 'the death toll stands at', 'Families:'."""
    words, opening = context.words, context.opening
    first = max(context.sentence.first, opening - 16)
    if opening - 1 >= first and context.low(opening - 1) in (":", "–", "—", "-"):
        return _listed(context, first, opening - 1)
    numbers = words.set("number words")
    for at in range(opening - 1, first - 1, -1):
        if (at in context.starts and at < opening - 1) or context.low(at) in (".", ";", ":"):
            return None
        low = context.low(at)
        if low in words.set("events", "toll") and low not in ("deaths", "fatalities", "dead"):
            return Counted("injured" if context.low(at - 1) in ("injury", "casualty") else "killed", "dead", 0.85)
        if low in numbers:
            found = _named(figure, context, at)
            if found is not None or low not in ("it", "they"):
                return found
    return None


def _became(unit: str | None, between: list[str], context: Context) -> str | None:
    """The unit of people of whose end the words up to the number tell: 'the number of people found dead rose to'."""
    if unit not in ("persons", "staff"):
        return unit
    for harm in CASUALTIES:
        if set(between) & context.words.set("events", harm):
            return harm
    return unit


def _named(figure: Figure, context: Context, at: int) -> Counted | None:
    """What 'number', 'figure' or 'population' at a token counts."""
    words, cut, opening, low = context.words, context.cut, context.opening, context.low(at)
    verbs = words.set("number verbs")
    between = [word for word in context.lows(at + 1, opening) if word not in MARKS]
    crowd = Counted("persons", "people", 0.8) if low in words.set("crowd words") else None
    if between[:1] in (["of"], ["for"]) and between[-1] in verbs and len(between) > 2:
        for step in range(at + 2, opening):
            known = noun_at(cut, step, opening, words)
            if known and known[0].plural and context.low(step - 1) in ("their", "his", "her"):
                return Counted("persons", "people", 0.7) if {"those", "people"} & set(between) else NOTHING
            if known and known[0].plural:
                became = _became(known[0].unit, between, context)
                return Counted(became, context.low(step), 0.85) if became else NOTHING
            if cut[step].capital and cut[step].low.endswith("s") and not cut[step].possessive and not crowd:
                return Counted("persons", cut[step].text, 0.7)
        return crowd
    loose = low in words.set("counting words") and len(between) < 9 and between[-1:] != [] and between[-1] in verbs
    if not loose and not all(word in verbs or word.endswith("ly") or word == "," for word in between):
        return None
    if low in ("it", "they") and not between:
        return None
    for unit in CASUALTIES:
        if set(between) & words.set("events", unit):
            return Counted(unit, unit, 0.8)
    if any(word in words.set("person verbs") and word not in verbs for word in between):
        return Counted("persons", "people", 0.75)
    if crowd:
        return crowd
    known = noun_at(cut, at - 1, at, words) if at - 1 >= context.sentence.first else None
    if known and known[0].unit:
        return Counted(known[0].unit, context.low(at - 1), 0.8)
    return repeated(context.likest(figure.size) or context.previous(BACK), 0.75)


def risen(figure: Figure, context: Context) -> Counted | None:
    """'cholera cases rose from 310 to 1,150', 'arrivals have reached 300': the noun before the verb."""
    words, verbs = context.words, context.words.set("number verbs") | context.words.set("numbers", "rise")
    seen = False
    for at in range(context.opening - 1, max(context.sentence.first, context.opening - 12) - 1, -1):
        low = context.low(at)
        known = noun_at(context.cut, at, context.opening, words)
        if known and known[0].plural and seen and context.low(at - 1) in ("their", "his", "her"):
            return Counted("persons", "people", 0.6)
        if known and known[0].plural and seen:
            if low == "cases" and context.low(at - 1) in words.set("diseases") | {"suspected", "confirmed"}:
                return Counted("persons", "cases", 0.75)
            return Counted(known[0].unit, low, 0.75) if known[0].unit else None
        if low in words.set("numbers", "rise") or low in (
            "reached",
            "numbered",
            "totalled",
            "totaled",
            "exceeded",
            "stood",
            "hit",
            "topped",
        ):
            seen = True
        if low not in verbs and not low.endswith("ly") and context.cut[at].kind != "number":
            return None
    return None


def _listed(context: Context, first: int, colon: int) -> Counted | None:
    """The noun before a colon, as in a list: 'Families sheltered: 300'."""
    best: Counted | None = None
    if colon - 1 == first or context.low(colon - 2) in (";", ","):
        again = noun_at(context.cut, colon - 1, colon, context.words) is None and repeated(context.previous(0), 0.7)
        if again:
            return again  # 'Houses destroyed: 900; damaged: 1,400'
    for step in range(max(first, colon - 14), colon):
        if context.low(step) in (".", ",", ";", ":"):
            best = None
        known = noun_at(context.cut, step, colon, context.words)
        if known and (known[0].plural or known[0].unit is None) and (best is None or known[0].unit in CASUALTIES):
            best = Counted(known[0].unit or "", context.low(step), 0.7)
    return best


def labelled(figure: Figure, context: Context) -> Counted | None:
    """'Stoves: planned 5,000, delivered 3,150': the label holds for every figure of its line."""
    words = context.words
    for at in range(context.opening - 1, max(context.sentence.first, context.opening - 20), -1):
        low, token = context.low(at), context.cut[at]
        if low == ":":
            return None if at == context.opening - 1 else _listed(context, max(context.sentence.first, at - 14), at)
        small = low in (",", "(", ")", "in", "of", "to", "last", "still", "now", "and", "so", "far", "only", "at")
        small = small or low in words.set("days") or low in words.set("periods") or low in words.set("weekdays")
        if not (small or low in words.set("stock words") or token.kind == "number"):
            return None
    return None


def number_behind(figure: Figure, context: Context) -> Counted | None:
    """'lowered from 240 to 212 the number of passengers': the noun follows behind 'the number of'."""
    at = figure.last
    if context.low(at) == "to" and at + 1 in context.starts:
        at += 2
    if context.low(at) != "the" or context.low(at + 1) not in ("number", "toll", "count", "figure", "total"):
        return None
    if context.low(at + 2) != "of":
        return None
    for step in range(at + 3, min(context.sentence.last, at + 7)):
        known = noun_at(context.cut, step, context.sentence.last, context.words)
        if known and known[0].plural:
            return Counted(known[0].unit, context.low(step), 0.8) if known[0].unit else NOTHING
    return None


def entry(figure: Figure, context: Context) -> Counted | None:
    """'Stocks: blankets 2,750; stoves 40': the noun stands right before its number, marks on both sides."""
    if context.low(figure.last) not in ("", ",", ";", ".", ")"):
        return None
    for opens in (context.opening - 1, context.opening - 2):
        known = noun_at(context.cut, opens, context.opening, context.words) if opens >= context.sentence.first else None
        if known and known[1] == context.opening and known[0].plural and known[0].unit:
            framed = context.low(opens - 1) in (":", ";", ",", "(", "")
            return Counted(known[0].unit, context.low(context.opening - 1), 0.7) if framed else None
    return None
