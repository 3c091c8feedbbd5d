"""The noun that a number counts: read forwards from the number to the head of its phrase.

A noun phrase goes on over adjectives and nouns that only describe ('30 hospital beds', '2,000 Russian peacekeepers'),
over 'of the' and over quotation marks, and ends at a verb, a preposition or a mark. A plural that no list knows is
taken for people where its ending says so or where it is the name of a group.
"""

from __future__ import annotations

from dataclasses import dataclass

from corridor.intake.texts.casualties import CASUALTIES
from corridor.intake.texts.lexicon import Noun, Words
from corridor.intake.texts.numbers import Figure
from corridor.intake.texts.tokens import Token

__all__ = ["Head", "head_of", "noun_at"]

_REACH = 8
_NEW = ("the", "a", "an", "his", "her", "its", "their", "our", "my", "some", "no", "another")  # a new phrase begins


@dataclass(frozen=True)
class Head:
    """What a number counts, as far as the words behind it tell.

    Attributes
    ----------
    unit : str or None
        One of the units of the ledger; None for anything else.
    kind : str
        The noun as it is written.
    last : int
        The token behind the phrase.
    found : bool
        Whether there was a noun at all; without one the number stands bare.
    sure : float
        1 for a noun that is known, less for one that was told by its form.
    """

    unit: str | None
    kind: str
    last: int
    found: bool = True
    sure: float = 1.0


def noun_at(cut: list[Token], at: int, last: int, words: Words) -> tuple[Noun, int] | None:
    """Give the longest known noun that opens at a token, with the token behind it."""
    if at >= last or cut[at].kind != "word":
        return None
    if cut[at].low in words.noun_openings and at + 1 < last:
        pair = words.nouns.get(f"{cut[at].low} {cut[at + 1].low}")
        if pair is not None:
            return pair, at + 2
    one = words.nouns.get(cut[at].low) or words.nouns.get(cut[at].base)
    if one is None and "-" in cut[at].low:
        one = words.nouns.get(cut[at].low.rsplit("-", 1)[1])
    return None if one is None else (one, at + 1)


def head_of(cut: list[Token], figure: Figure, last: int, words: Words) -> Head:
    """Give the head noun of the phrase that a figure opens, within its sentence (which ends at `last`)."""
    at, single = figure.last, figure.value == 1
    if at + 1 < last and cut[at].text == "-" and cut[at].tight and cut[at + 1].tight and cut[at + 1].low != "odd":
        return _attached(cut, at + 1, last, words)
    at += 1 if at < last and cut[at].text == "-plus" else 0
    harm: str | None = None
    end, counted_of = min(last, at + _REACH), False
    at += 2 if at + 1 < last and cut[at].text == "-" and cut[at + 1].low == "odd" else 0
    while at < end:
        token = cut[at]
        if token.text in "“”\"‘’'+" or (token.text == "-" and not token.tight):
            at += 1
            continue
        if token.kind == "other" and not token.low.endswith("s"):
            break
        if token.text == "%":
            return Head("percent", "percent", at + 1)
        known = noun_at(cut, at, last, words)
        if known is not None:
            noun, behind = known
            unit, kind = noun.unit, _kind(cut, at, behind)
            goes_on = _goes_on(noun, single, noun_at(cut, behind, end, words), cut, at)
            if goes_on or not (noun.plural or single):
                harm = unit if goes_on and unit in CASUALTIES else harm
                at = behind
                continue
            if unit is None and (
                _ill(cut, figure.last, at, behind, last, words)
                or (kind in ("places", "spaces") and _lodging(cut, figure, behind, last, words))
            ):
                unit = "persons"
            return Head(harm if harm and unit in ("persons", "staff") else unit, kind, behind)
        if token.kind == "number" and counted_of and cut[at - 1].kind == "word":
            at += 1
            continue
        if token.kind != "word" or token.low in _NEW:
            break
        if token.low in words.set("closed words"):
            step = _over_of(cut, at, end, words)
            if step is None:
                break
            at, counted_of = step, token.low == "of"
            continue
        guess = _guessed(cut, at, end, words)
        if guess is not None:
            given = not token.capital and _given(cut, figure.first, words) and at == figure.last
            return _with_unit(guess, harm, given)
        at += 1
    return Head(harm, harm or "", figure.last, harm is not None)


def _with_unit(guess: Head, harm: str | None, given: bool) -> Head:
    """Give a guessed head as items where things are given out, and as those harmed where that was named."""
    if guess.unit is None and given:
        return Head("items", guess.kind, guess.last, True, 0.5)
    return guess if not harm or guess.unit != "persons" else Head(harm, guess.kind, guess.last, True, guess.sure)


def _given(cut: list[Token], first: int, words: Words) -> bool:
    """Whether a number stands behind a verb of giving out: things of any kind are goods then."""
    return any(token.low in words.set("giving words") for token in cut[max(0, first - 5) : first])


def _ill(cut: list[Token], first: int, at: int, behind: int, last: int, words: Words) -> bool:
    """Whether cases are cases of an illness, and so people."""
    if cut[at].low not in ("case", "cases"):
        return False
    around = {token.low for token in cut[first:at]}
    if behind < last and cut[behind].low == "of":
        around |= {token.low for token in cut[behind : min(last, behind + 5)]}
    return bool(around & (words.set("diseases") | {"suspected", "confirmed"}))


def _lodging(cut: list[Token], figure: Figure, behind: int, last: int, words: Words) -> bool:
    """Whether places are places for people to stay: they are free, or shelters and camps are named beside them."""
    near = cut[max(0, figure.first - 12) : figure.first] + cut[behind : min(last, behind + 8)]
    return any(token.low in words.set("lodging words") for token in near)


def _kind(cut: list[Token], first: int, last: int) -> str:
    return " ".join(
        token.text if token.capital and not token.text.isupper() else token.low for token in cut[first:last]
    )


def _goes_on(noun: Noun, single: bool, following: tuple[Noun, int] | None, cut: list[Token], at: int) -> bool:
    """Whether the noun only describes one that follows."""
    if cut[at].possessive and following is None:
        return False
    if following is None:
        return False
    if cut[at].possessive:
        return True
    if not noun.plural:
        return True
    same = cut[at].low in ("police", "staff", "aircraft", "crew", "personnel", "percent", "housing")
    adjective = noun.plural and not cut[at].low.endswith("s")
    return (same or adjective) and (following[0].plural or single)


def _attached(cut: list[Token], at: int, last: int, words: Words) -> Head:
    """'a 300-bed hospital', 'a 45-year-old': the noun is joined to the number."""
    if cut[at].low in words.set("ages"):
        return Head(None, cut[at].low, at + 1)
    noun = noun_at(cut, at, last, words)
    if noun is None or noun[0].unit not in ("beds", "vehicles", "houses", "persons"):
        return Head(None, cut[at].low, at + 1)
    if noun[0].unit == "persons" and cut[at].low in ("man", "member", "woman"):
        return Head(None, cut[at].low, at + 1)
    return Head(noun[0].unit, cut[at].low, noun[1], True, 0.8)


def _over_of(cut: list[Token], at: int, end: int, words: Words) -> int | None:
    """Give the token behind 'of the' or behind 'or so', None where the phrase ends."""
    low = cut[at].low
    if low == "or" and at + 1 < end and cut[at + 1].low in ("so", "more", "fewer"):
        return at + 2
    if low != "of" or at + 1 >= end:
        return None
    if cut[at + 1].low in words.set("determiners") or cut[at + 1].possessive:
        return at + 2 if cut[at + 1].low in words.set("determiners") else at + 1
    return None


def _guessed(cut: list[Token], at: int, end: int, words: Words) -> Head | None:
    """Take a plural that no list has for people, for something else (unit None), or for no head at all (None)."""
    token, low = cut[at], cut[at].low
    if token.possessive or low in ("others", "else", "this", "less", "thus", "plus", "as"):
        return None
    after = cut[at + 1] if at + 1 < end else None
    behind = noun_at(cut, at + 1, end, words)
    if (
        behind is not None
        and after is not None
        and after.low
        not in ("missing", "dead", "injured", "wounded", "displaced", "homeless", "killed", "hurt", "stranded")
    ):
        return None
    ends = after is None or after.kind != "word" or after.low in words.set("closed words") or _verbal(after, words)
    endings = words.set("demonym endings")
    if token.capital and not token.text.isupper():
        if low in words.set("months") or low in words.set("weekdays"):
            return Head(None, token.text, at + 1)
        if low.endswith("s") and len(low) > 3:
            return Head("persons", token.text, at + 1, True, 0.8)
        if ends and (
            low.endswith(tuple(e for e in endings if len(e) > 2 or e == "ch")) or _person_verb(cut, at + 1, end, words)
        ):
            return Head("persons", token.text, at + 1, True, 0.6)
        return None
    if low.endswith("s") and not low.endswith(("ss", "us", "is")) and len(low) > 3:
        if low in words.verbs and not ends:
            return None
        if low.endswith(tuple(words.set("person endings"))) and low not in words.set("no persons"):
            return Head("persons", low, at + 1, True, 0.7)
        return Head(None, low, at + 1)
    return None


def _verbal(token: Token, words: Words) -> bool:
    return token.low in words.verbs or token.low in words.set("person verbs") or token.low.endswith(("ed", "ing", "ly"))


def _person_verb(cut: list[Token], at: int, end: int, words: Words) -> bool:
    while at < end and cut[at].low in words.set("auxiliaries"):
        at += 1
    return at < end and cut[at].low in words.set("person verbs")
