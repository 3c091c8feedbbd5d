"""Per cent, which the ledger holds where it is one of people or of households.

'60% of the families' says so itself; '14 per cent are in camps' says so by what people do, or by the people or
families of which the text has just been speaking.
"""

from __future__ import annotations

from corridor.intake.texts.context import PEOPLE_UNITS
from corridor.intake.texts.lexicon import Words
from corridor.intake.texts.noun_heads import noun_at
from corridor.intake.texts.numbers import Figure
from corridor.intake.texts.sentences import Sentence
from corridor.intake.texts.tokens import Token

__all__ = ["share_of"]


def share_of(
    cut: list[Token], figure: Figure, at: int, sentence: Sentence, people_before: bool, words: Words
) -> tuple[str, float] | None:
    """Give the noun of which a percentage is a share, and how sure this is; None where it is no people.

    Parameters
    ----------
    at : int
        The token behind the sign.
    people_before : bool
        Whether the last claim was one of people or homes, or a share of them.
    """
    if at < sentence.last and cut[at].low == "of":
        return _of(cut, at + 1, sentence, words)
    before_two = " ".join(token.low for token in cut[max(sentence.first, figure.first - 2) : figure.first])
    if people_before and before_two in ("of whom", "of them", "of these", "of those"):
        return "people", 0.8
    label = _label(cut, figure, sentence, words)
    if label is not None:
        return label, 0.7
    before = [token.low for token in cut[max(sentence.first, figure.first - 4) : figure.first]]
    if set(before) & (words.set("numbers", "rise") | {"by", "than"}) or before[-1:] in (["to"], ["from"], ["a"]):
        return None
    return _doing(cut, at, figure, sentence, people_before, words)


def _label(cut: list[Token], figure: Figure, sentence: Sentence, words: Words) -> str | None:
    """'Households that skip meals: 70%', 'of the families asked, 88% fear': the people who open the sentence."""
    marks = [s for s in range(max(sentence.first, figure.first - 24), figure.first) if cut[s].text in ":,;"]
    if not marks:
        return None
    colons = [s for s in marks if cut[s].text == ":"]
    near = colons[0] if colons else marks[0]
    opened = cut[sentence.first].low in ("of", "among", "share", "percentage", "proportion")
    if cut[near].text == "," and not opened:
        return None
    if cut[near].text == ":" and figure.first - near > 3 and not any(s.text == "%" for s in cut[near : figure.first]):
        return None
    for step in range(sentence.first, near):
        known = noun_at(cut, step, near, words)
        if known and known[0].plural and (cut[near].text == "," or known[1] > sentence.first):
            return cut[step].low if known[0].unit in PEOPLE_UNITS else None
    return None


def _of(cut: list[Token], at: int, sentence: Sentence, words: Words) -> tuple[str, float] | None:
    people = words.set("people after percent")
    for step in range(at, min(sentence.last, at + 9)):
        token = cut[step]
        if token.kind == "mark" and token.text not in "“”\"'’":
            return None
        if token.base in people and not (
            token.possessive and step + 1 < sentence.last and cut[step + 1].kind == "word"
        ):
            return token.low, 0.9
        known = noun_at(cut, step, sentence.last, words)
        if known and known[0].plural and not token.possessive:
            follows = noun_at(cut, known[1], sentence.last, words)
            if follows and not token.low.endswith("s"):
                continue
            return (token.low, 0.9) if known[0].unit in PEOPLE_UNITS else None
        if token.capital and token.low.endswith("s") and len(token.low) > 4 and not token.possessive:
            return token.text, 0.7
        if token.low in words.set("closed words") and token.low not in words.set("determiners"):
            return None
    return None


def _doing(
    cut: list[Token], at: int, figure: Figure, sentence: Sentence, people_before: bool, words: Words
) -> tuple[str, float] | None:
    """A percentage that does something: 'nearly half, 48%, sleep outdoors'."""
    step = at
    while step < min(sentence.last, at + 3) and (cut[step].text in ',)”"' or cut[step].low.endswith("ly")):
        step += 1
    if step >= sentence.last:
        return None
    named = _people_named(cut, sentence.first, figure.first, words)
    helped = cut[step].low in words.set("auxiliaries") and cut[step].low != "to"
    while step < sentence.last and (cut[step].low in words.set("auxiliaries") or cut[step].low.endswith("ly")):
        step += 1
    verb = cut[step].low if step < sentence.last else ""
    noun = noun_at(cut, step, sentence.last, words)
    if helped and noun and noun[0].unit in PEOPLE_UNITS and noun[0].plural:
        return cut[step].low, 0.8
    reporting = verb in words.verbs and not any(form == "present" for _, form, _ in words.verbs[verb])
    if verb in words.set("person verbs") or reporting:
        return "people", 0.75 if people_before or named else 0.55
    if (
        (helped or verb in words.set("closed words"))
        and (people_before or named)
        and verb not in words.set("locative") - {"in", "at"}
    ):
        return ("people", 0.6) if helped else None
    return None


def _people_named(cut: list[Token], first: int, last: int, words: Words) -> bool:
    for step in range(max(first, last - 25), last):
        known = noun_at(cut, step, last, words)
        if known and known[0].plural and known[0].unit in PEOPLE_UNITS:
            return True
    return False
