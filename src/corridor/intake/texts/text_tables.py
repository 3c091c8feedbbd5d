"""Small tables in running text: rows between upright bars, and pairs such as '214/6' below a heading that names both.

A cell counts what the heading of its column says; where no heading says it, the cell is no claim.
"""

from __future__ import annotations

from bisect import bisect_left

from corridor.intake.texts.context import NOTHING, Counted
from corridor.intake.texts.noun_heads import noun_at
from corridor.intake.texts.numbers import Figure
from corridor.intake.texts.parsed import Reading
from corridor.intake.texts.sentences import Sentence

__all__ = ["cell"]

_ROWS = 40  # rows above in which a heading is looked for
_BACK = 200  # tokens before in which the heading of a pair is looked for
_SURE = 0.75


def cell(reading: Reading, figure: Figure, number: int) -> Counted | None:
    """Give what a figure counts by the heading of its column; None where it stands in no table.

    Parameters
    ----------
    number : int
        Which sentence of the text it stands in.
    """
    sentence = reading.sentences[number]
    pair = _pair(reading, figure)
    if pair:
        return _paired(reading, figure, sentence, pair)
    bars = _bars(reading, sentence)
    if not bars:
        return None
    column = sum(bar < figure.first for bar in bars)
    for above in range(number - 1, max(-1, number - _ROWS), -1):
        row = reading.sentences[above]
        marks = _bars(reading, row)
        if len(marks) != len(bars):
            break
        if not any(step in reading.figure_starts for step in range(row.first, row.last)):
            edges = [row.first - 1, *marks, row.last]
            return _unit(reading, edges[column] + 1, edges[column + 1])
    return NOTHING


def _bars(reading: Reading, sentence: Sentence) -> list[int]:
    bars = reading.bars
    return bars[bisect_left(bars, sentence.first) : bisect_left(bars, sentence.last)]


def _unit(reading: Reading, first: int, last: int) -> Counted:
    """Give the unit that a heading names by its last noun; cases are people."""
    found = NOTHING
    for at in range(first, last):
        known = noun_at(reading.cut, at, last, reading.words)
        if known is None or known[0].unit == "percent":
            continue
        if known[0].unit is not None:
            found = Counted(known[0].unit, reading.low(at), _SURE)
        elif reading.low(at) in ("case", "cases"):
            found = Counted("persons", "cases", _SURE)
    return found


def _pair(reading: Reading, figure: Figure) -> int:
    """Give where the stroke beside a figure stands, 0 where there is none: '214/6'."""
    cut = reading.cut
    for stroke in (figure.last, figure.first - 1):
        if 0 < stroke < len(cut) - 1 and cut[stroke].text == "/" and cut[stroke].tight and cut[stroke + 1].tight:
            return stroke
    return 0


def _paired(reading: Reading, figure: Figure, sentence: Sentence, stroke: int) -> Counted:
    """Give the unit of one half of a pair by the last two nouns that a stroke joins: 'cases/deaths'."""
    cut = reading.cut
    if cut[stroke - 1].kind != "number" or cut[stroke + 1].kind != "number":
        return NOTHING
    if cut[stroke - 2].text == "/" or (stroke + 2 < len(cut) and cut[stroke + 2].text == "/"):
        return NOTHING
    for at in range(stroke - 2, max(1, stroke - _BACK), -1):
        if cut[at].text == "/" and cut[at - 1].kind == "word" and cut[at + 1].kind == "word":
            one, two = _unit(reading, at - 1, at), _unit(reading, at + 1, at + 2)
            return (one if figure.first < stroke else two) if one.unit and two.unit else NOTHING
    return NOTHING
