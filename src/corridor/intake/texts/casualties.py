"""Whether people who are counted are said to be killed, injured or missing.

The verb stands right before the number ('killed 12') or follows in the same clause ('12 people were reported
killed'); an aside between commas is stepped over.
"""

from __future__ import annotations

from corridor.intake.texts.lexicon import Words
from corridor.intake.texts.sentences import Sentence
from corridor.intake.texts.tokens import Token

__all__ = ["CASUALTIES", "casualty_before", "casualty_behind", "lives_ended"]

CASUALTIES = ("killed", "injured", "missing")
_REACH = 10


def casualty_before(cut: list[Token], sentence: Sentence, opening: int, words: Words) -> str | None:
    """Give what a verb right before the number says became of the people."""
    low = [token.low for token in cut[max(sentence.first, opening - 8) : opening]]
    for unit in CASUALTIES:
        if words.phrases[f"events/{unit} before"].closing(low, len(low)):
            if low[-1] == "lost" and (len(low) < 2 or low[-2] in words.set("be")):
                continue
            return unit
    return None


def casualty_behind(cut: list[Token], at: int, sentence: Sentence, starts: frozenset[int], words: Words) -> str | None:
    """Give what a verb behind the noun says became of the people."""
    low = [token.low for token in cut[at : min(sentence.last, at + 2 * _REACH + 2)]]
    skipped = words.set("before harm")
    step = steps = 0
    while step < len(low) and steps < _REACH:
        token = cut[at + step]
        if low[step] == "as" and any(words.phrases[f"events/{unit}"].opening(low, step + 1) for unit in CASUALTIES):
            step += 1
            continue
        if at + step in starts or low[step] in words.set("clause openers") or token.text in ".;:!?":
            return None
        for unit in CASUALTIES:
            if words.phrases[f"events/{unit}"].opening(low, step) and not (
                step and low[step - 1] in ("the", "not", "of")
            ):
                return unit
        if token.text in ",(—–":
            behind = _behind_aside(low, step, words)
            if behind is None:
                return None
            step = behind
            continue
        if low[step] not in skipped and (low[step] in words.set("person verbs") or low[step] in ("and", "or", "fled")):
            return None
        step, steps = step + 1, steps + 1
    return None


def _behind_aside(low: list[str], comma: int, words: Words) -> int | None:
    """Give the place behind an aside such as ', including three children,' or an age, None where none follows."""
    if comma + 1 < len(low) and low[comma + 1] in '“”"':
        comma += 1
    if comma + 1 >= len(low):
        return None
    corrected = low[comma + 1] in ("not", "rather", "instead") or low[comma + 1 : comma + 3] == ["and", "not"]
    if not (corrected or low[comma + 1] in words.set("aside openers") or low[comma + 1].isdigit()):
        return None
    for step in range(comma + 2, len(low)):
        if low[step] in (",", ")", "—", "–"):
            return step + 1
    return None


def lives_ended(cut: list[Token], first: int, last: int, sentence: Sentence, words: Words) -> bool:
    """Whether 'lives' beside a number are those of the dead: lost, claimed, taken."""
    near = cut[max(sentence.first, first - 8) : min(sentence.last, last + 6)]
    return any(token.low in words.set("ends lives") for token in near)
