"""Where and when: the place and the date that are named nearest to a figure in its sentence."""

from __future__ import annotations

from corridor.intake.texts.noun_phrases import name_run
from corridor.intake.texts.numbers import Figure
from corridor.intake.texts.parsed import Reading
from corridor.intake.texts.sentences import Sentence

__all__ = ["date_of", "place_of"]

_REACH = 18
_PLACE_KINDS = (
    "town", "city", "village", "villages", "district", "region", "province", "port", "border",
    "camp", "valley",
)  # fmt: skip


def place_of(reading: Reading, figure: Figure, sentence: Sentence) -> str | None:
    """Give the place named nearest to a figure, None where none is; what follows the figure goes first."""
    best: tuple[int, str] | None = None
    for at in range(max(sentence.first, figure.first - 3 * _REACH), min(sentence.last, figure.last + _REACH)):
        if reading.low(at) not in reading.words.set("prepositions before a place"):
            continue
        name = _place(reading, at, sentence.last)
        if name is None:
            continue
        apart = at - figure.last if at >= figure.last else 12 + figure.first - at
        apart += 6 * sum(
            s in reading.figure_starts for s in range(min(at, figure.last), max(at, figure.first)) if s != figure.first
        )
        if best is None or apart < best[0]:
            best = (apart, name)
    return best[1] if best else None


def _place(reading: Reading, preposition: int, last: int) -> str | None:
    words, cut = reading.words, reading.cut
    at = preposition + 1
    while (
        at < last
        and (
            cut[at].low in words.set("determiners")
            or cut[at].low in words.set("directions")
            or cut[at].low in _PLACE_KINDS
        )
        and not cut[at].capital
    ):
        at += 1
    if (
        at - 1 > preposition
        and reading.low(at - 1) in words.set("whole places")
        and reading.low(preposition + 1) == "the"
        and not (at < last and (cut[at].capital or reading.low(at) == "of"))
    ):
        return reading.span(preposition + 2, at)
    if at < last and reading.low(at) == "capital" and at > preposition + 1 and reading.low(preposition) != "of":
        return reading.span(at, at + 1)
    if reading.low(at) == "of" and at > preposition + 1:
        at += 1
    if (
        at >= last
        or not cut[at].capital
        or (
            preposition > 0
            and reading.low(preposition) == "of"
            and at == preposition + 1
            and not _placed_before(reading, preposition)
        )
    ):
        return None
    behind = name_run(reading, at, last)
    if not _names_place(reading, at, behind, last):
        return None
    while behind < last and cut[behind].low in words.set("place words") and not cut[behind - 1].possessive:
        behind += 1
    return reading.span(at, behind)


def _names_place(reading: Reading, at: int, behind: int, last: int) -> bool:
    """Whether a name behind a preposition is that of a place: no month, title, body, people or mere attribute."""
    words, cut = reading.words, reading.cut
    sets = ("months", "weekdays", "titles", "acronym bodies")
    if cut[at].base in words.number_words or any(cut[at].base in words.set(name) for name in sets):
        return False
    inner = [cut[step].base for step in range(at, behind)]
    if any(w in words.set("body words") for w in inner) and not any(w in words.set("place words") for w in inner):
        return False
    if cut[at].low.endswith(("ans", "ese")) and behind == at + 1:
        return False
    after = cut[behind] if behind < last else None
    return not (
        reading.low(at - 1) in words.set("determiners")
        and after is not None
        and after.kind == "word"
        and after.low not in words.set("closed words")
        and after.low not in words.set("place words")
    )


def _placed_before(reading: Reading, at: int) -> bool:
    before = reading.low(at - 1)
    nouns = reading.words.set("place words")
    return (
        before in nouns
        or before.rstrip("s") in nouns
        or before in reading.words.nouns
        or before in ("outside", "population", "residents", "people", "south", "north", "east", "west")
    )


def date_of(reading: Reading, figure: Figure, sentence: Sentence) -> str | None:
    """Give the date or day named nearest to a figure, as it is written."""
    best: tuple[int, str] | None = None
    at = max(sentence.first, figure.first - 3 * _REACH)
    last = min(sentence.last, figure.last + 2 * _REACH)
    while at < last:
        behind = _date_end(reading, at, sentence.last)
        if behind > at and not at <= figure.first < behind:
            apart = at - figure.last if at >= figure.last else figure.first - behind
            if best is None or apart < best[0]:
                best = (apart, reading.span(at, behind))
        at = max(behind, at + 1)
    return best[1] if best else None


def _date_end(reading: Reading, at: int, last: int) -> int:
    """Give the token behind a date that opens at a token, the token itself where none does."""
    words, cut = reading.words, reading.cut
    token = cut[at]
    months = words.set("months")
    if token.kind == "other":
        return (
            at + 1
            if len(token.text) >= 6 and token.text[0].isdigit() and token.text[-1].isdigit() and ":" not in token.text
            else (
                _with_year(reading, at + 2, last)
                if reading.low(at + 1) in months and at + 1 < last and cut[at + 1].capital
                else at
            )
        )
    if token.kind == "number" and at + 1 < last and cut[at + 1].capital and reading.low(at + 1) in months:
        return _with_year(reading, at + 2, last)
    if token.capital and token.low in months:
        step = at + 1
        if step < last and cut[step].kind in ("number", "other") and len(cut[step].text) <= 4:
            small = len(cut[step].text) <= 2 or cut[step].kind == "other"
            if (
                small
                and step + 1 < last
                and cut[step + 1].text == ","
                and step + 2 < last
                and _is_year(reading, step + 2)
            ):
                return step + 3
            return _with_year(reading, step + 1, last) if small else step + 1 if _is_year(reading, step) else step
        return step
    if token.low in words.set("weekdays") or token.low in words.set("days"):
        return (
            at + 2 if reading.low(at + 1) in ("morning", "evening", "night", "afternoon") and at + 1 < last else at + 1
        )
    if (
        token.low in words.set("period words")
        and at + 1 < last
        and (
            reading.low(at + 1) in words.set("periods")
            or reading.low(at + 1) in words.set("weekdays")
            or reading.low(at + 1) in months
        )
    ):
        return at + 2
    if token.kind == "number" and _is_year(reading, at) and reading.low(at - 1) in words.set("before a date"):
        return at + 1
    return at


def _is_year(reading: Reading, at: int) -> bool:
    token = reading.cut[at]
    return token.kind == "number" and len(token.text) == 4 and token.text.isdigit() and "1800" <= token.text <= "2100"


def _with_year(reading: Reading, at: int, last: int) -> int:
    return at + 1 if at < last and _is_year(reading, at) else at
