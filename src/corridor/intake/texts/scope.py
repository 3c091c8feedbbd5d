"""How far a voice reaches: to the right over what is said, to the left where it closes the sentence, or both ways.

A voice ends where the next one begins. One that stands within what another says is passed on by that other one, and
so is one whose sentence another voice closes.
"""

from __future__ import annotations

from dataclasses import replace

from corridor.intake.texts.parsed import Reading
from corridor.intake.texts.sentences import Sentence
from corridor.intake.texts.subjects import Voice
from corridor.intake.texts.verbs import QUOTES

__all__ = ["reach"]

_LEAD = ("where", "that", "which", "who", "and", "but", "while", "whereas", "because", "when")


def _cited(reading: Reading, found: list[Voice]) -> list[Voice]:
    """Let the one who is cited speak, and those who cite pass it on."""
    made: list[Voice] = []
    waiting: Voice | None = None
    for index, voice in enumerate(found):
        if waiting is not None and voice.actor is not None and waiting.actor is not None:
            made.append(replace(voice, actor=waiting.actor, via=(*waiting.via, voice.actor.name, *voice.via)))
            waiting = None
            continue
        if voice.manner != "citing":
            made.append(voice)
            continue
        if index + 1 < len(found) and found[index + 1].opens < voice.opens:
            waiting = voice
            continue
        near = [v for v in made if v.actor is not None and v.manner != "bracket"]
        ahead = found[index + 1] if index + 1 < len(found) else None
        follows = ahead is not None and ahead.actor is not None and ahead.manner == "subject"
        if not near and follows and "," in reading.lows(found[index + 1].opens - 2, found[index + 1].opens):
            waiting = voice
            continue
        if not near or voice.actor is None:
            made.append(replace(voice, manner="according"))
            continue
        outer = near[-1]
        via = (outer.actor.name, *outer.via) if outer.actor else outer.via
        at = made.index(outer)
        made[at] = replace(outer, actor=voice.actor, via=(*voice.via, *via), closes=outer.closes)
        if outer.manner == "subject" and voice.opens == outer.closes + 1:
            made[at] = replace(made[at], closes=voice.closes)
    return made


def reach(reading: Reading, sentence: Sentence, found: list[Voice]) -> list[Voice]:
    """Give every voice the range over which it reaches; who is cited speaks in place of who cites."""
    found = _cited(reading, found)
    made: list[Voice] = []
    for index, voice in enumerate(found):
        after = found[index + 1].opens if index + 1 < len(found) else sentence.last
        after = max(after, voice.closes)
        if index + 1 < len(found) and found[index + 1].manner == "left":
            after = next((s for s in range(voice.closes, after) if reading.low(s) == ";"), after)
        if reading.low(voice.at) == "that":
            after = next((s for s in range(voice.closes, after) if reading.low(s) in (":", ";")), after)
        left = _left_end(reading, sentence, voice, found[index - 1] if index else None)
        manner = _manner(reading, sentence, voice, after)
        first, last = {"right": (voice.closes, after), "left": (left, voice.opens), "both": (left, after)}[manner]
        if voice.manner == "bracket":
            if all(v.manner == "bracket" for v in found[:index]):
                left = sentence.first
            first = max([left] + [v.closes for v in found[:index] if v.manner == "bracket"])
            last = voice.opens
        told = _relative_opening(reading, sentence, voice)
        if told is not None:
            first, last, manner = told, max(last, voice.opens), "both"
        if made and manner == "left" and voice.manner == "according" and reading.low(voice.at).endswith(("ed", "en")):
            close = next((s for s in range(voice.opens - 1, voice.opens - 6, -1) if s in reading.figure_starts), None)
            if close is not None and made[-1].last == voice.opens and close >= made[-1].first:
                first, made[-1] = close, replace(made[-1], last=close)
        via = voice.via
        if made and manner == "right" and _nested(reading, made[-1], voice):
            outer = made[-1]
            if outer.actor is not None and voice.actor is not None and outer.actor.name != voice.actor.name:
                via = (*via, outer.actor.name, *outer.via)
        if made and manner == "left" and voice.manner != "bracket":
            made[-1] = _wrapped(reading, made[-1], voice)
        made.append(
            replace(
                voice,
                first=first,
                last=last,
                manner=manner if voice.manner not in ("bracket", "source") else voice.manner,
                via=via,
            )
        )
    return made


def _relative_opening(reading: Reading, sentence: Sentence, voice: Voice) -> int | None:
    """'the 150 houses that elders said were gone': give the figure that such a clause tells of."""
    words = reading.words
    if voice.manner != "subject" or reading.low(voice.closes) not in words.set("auxiliaries"):
        return None
    for at in range(voice.opens - 1, max(sentence.first, voice.opens - 9) - 1, -1):
        if reading.cut[at].kind == "mark":
            return None
        if at in reading.figure_starts:
            return at
    return None


def _nested(reading: Reading, outer: Voice, voice: Voice) -> bool:
    """Whether a voice stands within what another one says."""
    if outer.manner not in ("right", "both") or voice.opens < outer.closes:
        return False
    between = reading.lows(outer.closes, voice.opens)
    return not set(between) & (reading.words.set("breaks") | {";", "and", ".", ","}) and len(between) < 4


def _wrapped(reading: Reading, inner: Voice, outer: Voice) -> Voice:
    """'Councils reported 310 missing, the Herald said': the one that closes the sentence passes on what it holds."""
    if inner.actor is None or outer.actor is None:
        return inner
    if reading.low(inner.at) == ":":
        return replace(inner, actor=outer.actor, via=(*outer.via, inner.actor.name))
    if inner.manner not in ("right", "both") or inner.last != outer.opens:
        return inner
    if reading.cut[outer.opens - 1].text in QUOTES or reading.cut[outer.opens - 2].text in QUOTES:
        return inner  # it closes a quote, and that is its own
    held = reading.lows(inner.closes, outer.opens)
    if set(held) & (reading.words.set("breaks") | {";"}) or inner.actor.name == outer.actor.name:
        return inner
    return replace(inner, last=outer.opens, via=(*inner.via, outer.actor.name, *outer.via))


def _left_end(reading: Reading, sentence: Sentence, voice: Voice, before: Voice | None) -> int:
    if before is None:
        return _clause_opening(reading, sentence, voice)
    breaks = reading.words.set("breaks") | {";", "and"}
    for at in range(voice.opens - 1, before.closes - 1, -1):
        if reading.low(at) in breaks and reading.inside[at] == reading.inside[voice.opens]:
            between = any(s in reading.figure_starts for s in range(at, voice.opens))
            if between:
                return at
    return before.closes


def _clause_opening(reading: Reading, sentence: Sentence, voice: Voice) -> int:
    """Where the left reach of the first voice ends: one that stands in the midst does not reach over a semicolon."""
    behind = any(step in reading.figure_starts for step in range(voice.closes, sentence.last))
    if voice.manner == "left" or not behind:
        return sentence.first
    for at in range(voice.opens - 1, sentence.first, -1):
        if reading.low(at) == ";" and reading.inside[at] < 0:
            return at
    return sentence.first


def _manner(reading: Reading, sentence: Sentence, voice: Voice, after: int) -> str:
    """Whether what is said stands to the right of a voice, to its left or on both sides."""
    if voice.manner in ("right", "bracket", "source"):
        return "right"
    behind = reading.low(voice.closes) if voice.closes < sentence.last else "."
    before = reading.cut[voice.opens - 1].text if voice.opens > sentence.first else ""
    if reading.low(voice.opens - 1) == "as" and voice.opens - 2 > sentence.first:
        before = reading.cut[voice.opens - 2].text  # '..., as the council has told us'
    more = any(s in reading.figure_starts for s in range(voice.closes, after))
    opening = (
        voice.opens - sentence.first <= 1
        or before in (";", ":")
        or reading.low(voice.opens - 1) in reading.words.set("breaks")
    )
    if voice.manner == "according":
        if opening or behind in ("that", ":"):
            return "right"
        before_too = any(s in reading.figure_starts for s in range(sentence.first, voice.opens))
        if more and not before_too and behind in ("for", "of", "with", "which", "putting", "giving", "showing"):
            return "right"
        return "both" if behind in (",", "—", "–") and more else "left"
    if before == "," and behind == "," and more and reading.low(voice.opens - 2) in _LEAD:
        return "right"
    stated = any(s in reading.figure_starts for s in range(sentence.first, voice.opens))
    trails = before in (",", "—", "–", *QUOTES) and not opening and (stated or before in QUOTES)
    if voice.manner == "left":
        return "both" if more else ("left" if not opening else "right")
    if trails and behind != "that":
        if behind in (",", ".", ";", ")", "—", "–", "!", "?", ":"):
            return "both" if more else "left"
        if (
            behind in reading.words.set("before a date")
            or behind in reading.words.set("weekdays")
            or behind in reading.words.set("period words")
            or behind in reading.words.set("days")
            or behind in QUOTES
        ):
            return "both" if more else "left"
    return "right"
