"""Draft claims of a text: figures that count people, homes or goods, each with who says it, where and when.

In goes a text in a known language; out come :class:`Draft` in the order of the text. A draft is a proposal to a
person: it says what stands there and how sure the reading is, and never which quantity of a scenario is meant.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from corridor.intake.texts.context import Context, Counted, Past
from corridor.intake.texts.counted_units import counted
from corridor.intake.texts.exclusions import excluded
from corridor.intake.texts.lexicon import language_of, words_of
from corridor.intake.texts.noun_heads import head_of
from corridor.intake.texts.numbers import Figure
from corridor.intake.texts.parsed import Reading, read
from corridor.intake.texts.place_and_date import date_of, place_of
from corridor.intake.texts.quantifiers import quantifier_of
from corridor.intake.texts.sentences import Sentence
from corridor.intake.texts.speakers import Source, Speakers
from corridor.intake.texts.text_tables import cell

__all__ = ["Draft", "extract"]


@dataclass(frozen=True)
class Draft:
    """One claim as it was read.

    Attributes
    ----------
    value, low, high : float or None
        `value` for a single figure; `low` and `high` for a range.
    unit, quantifier : str
        What is counted, and how exact the figure claims to be.
    speaker : str or None
        Who is source to say it; None for the author of the text.
    via : tuple of str
        Who passes it on, the nearest to the speaker first.
    place, date : str or None
        As named near the figure.
    sentence : str
        The sentence, on one line.
    position : int
        Offset of the number in the text.
    quantity, kind : str
        A short description, and the noun as stated.
    confidence : float
        From 0 to 1.
    """

    value: float | None
    low: float | None
    high: float | None
    unit: str
    quantifier: str
    speaker: str | None
    via: tuple[str, ...]
    place: str | None
    date: str | None
    sentence: str
    position: int
    quantity: str
    kind: str
    confidence: float

    def as_dict(self) -> dict[str, object]:
        """Give all fields by name, `via` as a list."""
        return {**asdict(self), "via": list(self.via)}


def extract(text: str) -> list[Draft]:
    """Give the draft claims of a text in its order; none where its language is not known."""
    language = language_of(text)
    if language is None:
        return []
    reading = read(text, words_of(language))
    by_sentence = _by_sentence(reading)
    speakers = Speakers(reading) if by_sentence else None
    drafts: list[Draft] = []
    past: list[Past] = []
    for number, figures in by_sentence.items():
        for figure in figures:
            found = _claim(reading, figure, number, figures, past)
            if found is None or speakers is None:
                continue
            quantifier, opening, what = found
            past.append(Past(what, figure.size, number, _nested(reading, opening)))
            drafts.append(_draft(reading, figure, number, quantifier, opening, what, speakers.of(figure.first, number)))
    return drafts


def _by_sentence(reading: Reading) -> dict[int, list[Figure]]:
    """Give the figures of each sentence that has any; one that a sentence's end cuts in two is left out."""
    table: dict[int, list[Figure]] = {}
    number = 0
    for figure in reading.figures:
        while reading.sentences[number].last <= figure.first:
            number += 1
        if figure.last <= reading.sentences[number].last:
            table.setdefault(number, []).append(figure)
    return table


def _claim(
    reading: Reading, figure: Figure, number: int, figures: list[Figure], past: list[Past]
) -> tuple[str, int, Counted] | None:
    """Give quantifier, opening and what is counted, None where a figure is no claim."""
    sentence, words, cut = reading.sentences[number], reading.words, reading.cut
    tabled = cell(reading, figure, number)
    if tabled is not None:
        return ("exact" if figure.value is not None else "between", figure.first, tabled) if tabled.unit else None
    quantifier, opening = quantifier_of(cut, figure, sentence.first, sentence.last, words)
    head = head_of(cut, figure, sentence.last, words)
    quantified = quantifier not in ("exact", "between")
    if excluded(cut, figure, head, sentence.first, quantified, words):
        return None
    rank = figures.index(figure)
    starts = reading.figure_starts
    context = Context(cut, words, sentence, number, starts, opening, past, rank, len(figures), quantified)
    found = counted(figure, head, context)
    return None if found is None else (quantifier, opening, found)


def _nested(reading: Reading, opening: int) -> bool:
    """Whether a figure only qualifies another one: 'tents for 300 people'."""
    return reading.low(opening - 1) in ("for", "with", "in", "at", "from", "on", "near", "across", "to", "(")


def _draft(
    reading: Reading, figure: Figure, number: int, quantifier: str, opening: int, what: Counted, source: Source
) -> Draft:
    sentence = reading.sentences[number]
    return Draft(
        value=figure.value,
        low=figure.low,
        high=figure.high,
        unit=what.unit,
        quantifier=quantifier,
        speaker=source.speaker,
        via=source.via,
        place=place_of(reading, figure, sentence),
        date=date_of(reading, figure, sentence),
        sentence=sentence.text,
        position=figure.start,
        quantity=_quantity(reading, figure, sentence, opening, what),
        kind=what.kind,
        confidence=round(what.sure * source.sure, 2),
    )


def _quantity(reading: Reading, figure: Figure, sentence: Sentence, opening: int, what: Counted) -> str:
    """Describe what is counted by its noun and the verb beside it."""
    words, kind = reading.words, what.kind or what.unit
    if reading.low(opening - 2) == "to" and opening - 2 >= sentence.first and reading.cut[opening - 1].kind == "word":
        return f"{kind} to {reading.low(opening - 1)}"
    helpers = words.set("auxiliaries")
    for at in range(figure.last, min(sentence.last, figure.last + 9)):
        token = reading.cut[at]
        if token.text in ".;:" or at in reading.figure_starts:
            break
        if token.low in words.set("person verbs") and token.low not in helpers and token.low not in kind:
            behind = at + 1
            while (
                behind < min(sentence.last, at + 4)
                and reading.cut[behind].kind == "word"
                and not reading.cut[behind].capital
            ):
                behind += 1
            while behind > at + 1 and (
                reading.low(behind - 1) in words.set("closed words")
                or reading.low(behind - 1) in words.set("determiners")
            ):
                behind -= 1
            return f"{kind} {' '.join(reading.lows(at, behind))}"
    return (
        f"{kind} {what.unit}"
        if what.unit in ("killed", "injured", "missing") and what.unit not in kind and kind != "dead"
        else kind
    )
