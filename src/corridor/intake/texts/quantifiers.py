"""What stands around a number to say how exact it is: 'at least', 'nearly', 'up to', 'or more'."""

from __future__ import annotations

from corridor.intake.texts.lexicon import Words
from corridor.intake.texts.numbers import Figure
from corridor.intake.texts.tokens import Token

__all__ = ["QUANTIFIERS", "quantifier_of"]

QUANTIFIERS = ("exact", "about", "nearly", "at least", "more than", "up to", "at most", "less than", "between")
_REACH = 8
_PLACED = ("over", "above", "under", "below", "around", "about", "beyond", "passed")
_KNOWN = ("the", "its", "their", "his", "her", "our", "my", "these", "those")
_MARKS = '“”"‘«„'


def quantifier_of(cut: list[Token], figure: Figure, first: int, last: int, words: Words) -> tuple[str, int]:
    """Give the quantifier of a figure, and the token at which the phrase before the number opens.

    Parameters
    ----------
    first, last : int
        The sentence, as a range of tokens.
    """
    low = [token.low for token in cut[max(first, figure.first - _REACH) : min(last, figure.last + 5)]]
    shift = max(first, figure.first - _REACH)
    end = figure.first - shift
    fillers = words.set("quantifiers", "fillers")
    before, apart = "exact", False
    while end > 0:
        name, length = _longest(low, end, words)
        if length == 1 and apart and low[end - 1] in _PLACED:
            break  # 'hand over its 20 beds': no quantifier but a word of the verb
        if length:
            before = name if before == "exact" else before
            end -= length
        elif low[end - 1] in fillers or (low[end - 1] in _MARKS and end - 1 > 0):
            apart = apart or low[end - 1] in _KNOWN
            end -= 1
        else:
            break
    if figure.value is None:
        return "between", end + shift
    after = _after(low, figure.last - shift, words) if before == "exact" else before
    return after, end + shift


def _longest(low: list[str], end: int, words: Words) -> tuple[str, int]:
    best = ("exact", 0)
    for name in (*QUANTIFIERS[:-1],):
        length = words.phrases[f"quantifiers/{name}"].closing(low, end)
        if length > best[1]:
            best = (name, length)
    return best


def _after(low: list[str], at: int, words: Words) -> str:
    """Give the quantifier that follows, as in '300 or more' and '300 at most', a noun perhaps between."""
    for step in (at, at + 1, at + 2):
        for name in ("at least", "more than", "about", "at most"):
            phrase = words.phrases[f"quantifiers/{name}"]
            length = phrase.opening(low, step)
            tail = low[step : step + length]
            if name == "about" and low[step : step + 2] == ["-", "odd"] and step == at:
                return name
            if length and (
                tail[0] in ("or", "and", "+", "-plus", "plus") or (tail[0] == "at" and _closes(low, step + length))
            ):
                if step > at and tail[0] in ("and", "+", "plus"):
                    continue
                return name
    return "exact"


def _closes(low: list[str], at: int) -> bool:
    """Whether a phrase stands at the end of its clause, so that it does not open the next figure."""
    return at >= len(low) or low[at] in (",", ".", ";", ")", "and", "were", "are", "of", "have")
