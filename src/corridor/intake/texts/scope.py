"""The scope of an attribution: to the right over what is said, to the left where it closes the sentence, or both ways.

An attribution ends where the next one begins. One that stands within what another says is passed on by that other one,
and so is one whose sentence another attribution closes.
"""

from __future__ import annotations

from dataclasses import replace

from corridor.intake.texts.parsed import Reading
from corridor.intake.texts.sentences import Sentence
from corridor.intake.texts.subjects import Attribution
from corridor.intake.texts.verbs import QUOTES

__all__ = ["with_scope"]

_LEAD = ("where", "that", "which", "who", "and", "but", "while", "whereas", "because", "when")


def _cited(reading: Reading, found: list[Attribution]) -> list[Attribution]:
    """Let the one who is cited speak, and those who cite pass it on."""
    made: list[Attribution] = []
    waiting: Attribution | None = None
    for index, attribution in enumerate(found):
        if waiting is not None and attribution.actor is not None and waiting.actor is not None:
            made.append(
                replace(attribution, actor=waiting.actor, via=(*waiting.via, attribution.actor.name, *attribution.via))
            )
            waiting = None
            continue
        if attribution.manner != "citing":
            made.append(attribution)
            continue
        if index + 1 < len(found) and found[index + 1].opens < attribution.opens:
            waiting = attribution
            continue
        near = [v for v in made if v.actor is not None and v.manner != "bracket"]
        ahead = found[index + 1] if index + 1 < len(found) else None
        follows = ahead is not None and ahead.actor is not None and ahead.manner == "subject"
        if not near and follows and "," in reading.lows(found[index + 1].opens - 2, found[index + 1].opens):
            waiting = attribution
            continue
        if not near or attribution.actor is None:
            made.append(replace(attribution, manner="according"))
            continue
        outer = near[-1]
        via = (outer.actor.name, *outer.via) if outer.actor else outer.via
        at = made.index(outer)
        made[at] = replace(outer, actor=attribution.actor, via=(*attribution.via, *via), closes=outer.closes)
        if outer.manner == "subject" and attribution.opens == outer.closes + 1:
            made[at] = replace(made[at], closes=attribution.closes)
    return made


def with_scope(reading: Reading, sentence: Sentence, found: list[Attribution]) -> list[Attribution]:
    """Give every attribution the range over which it reaches; who is cited speaks in place of who cites."""
    found = _cited(reading, found)
    made: list[Attribution] = []
    for index, attribution in enumerate(found):
        after = found[index + 1].opens if index + 1 < len(found) else sentence.last
        after = max(after, attribution.closes)
        if index + 1 < len(found) and found[index + 1].manner == "left":
            after = next((s for s in range(attribution.closes, after) if reading.low(s) == ";"), after)
        if reading.low(attribution.at) == "that":
            after = next((s for s in range(attribution.closes, after) if reading.low(s) in (":", ";")), after)
        left = _left_end(reading, sentence, attribution, found[index - 1] if index else None)
        manner = _manner(reading, sentence, attribution, after)
        first, last = {"right": (attribution.closes, after), "left": (left, attribution.opens), "both": (left, after)}[
            manner
        ]
        if attribution.manner == "bracket":
            if all(v.manner == "bracket" for v in found[:index]):
                left = sentence.first
            first = max([left] + [v.closes for v in found[:index] if v.manner == "bracket"])
            last = attribution.opens
        counted = _relative_opening(reading, sentence, attribution)
        if counted is not None:
            first, last, manner = counted, max(last, attribution.opens), "both"
        if (
            made
            and manner == "left"
            and attribution.manner == "according"
            and reading.low(attribution.at).endswith(("ed", "en"))
        ):
            close = next(
                (s for s in range(attribution.opens - 1, attribution.opens - 6, -1) if s in reading.figure_starts), None
            )
            if close is not None and made[-1].last == attribution.opens and close >= made[-1].first:
                first, made[-1] = close, replace(made[-1], last=close)
        inside = bool(made) and manner == "right" and _nested(reading, made[-1], attribution)
        via = _passed_on(attribution, made[-1]) if inside else attribution.via
        if made and manner == "left" and attribution.manner != "bracket":
            made[-1] = _wrapped(reading, made[-1], attribution)
        made.append(
            replace(
                attribution,
                first=first,
                last=last,
                manner=manner if attribution.manner not in ("bracket", "source") else attribution.manner,
                via=via,
            )
        )
    return made


def _relative_opening(reading: Reading, sentence: Sentence, attribution: Attribution) -> int | None:
    """'the 150 houses that elders said were gone': give the figure that such a clause tells of."""
    words = reading.words
    if attribution.manner != "subject" or reading.low(attribution.closes) not in words.set("auxiliaries"):
        return None
    for at in range(attribution.opens - 1, max(sentence.first, attribution.opens - 9) - 1, -1):
        if reading.cut[at].kind == "mark":
            return None
        if at in reading.figure_starts:
            return at
    return None


def _nested(reading: Reading, outer: Attribution, attribution: Attribution) -> bool:
    """Whether an attribution stands within what another one says."""
    if outer.manner not in ("right", "both") or attribution.opens < outer.closes:
        return False
    between = reading.lows(outer.closes, attribution.opens)
    return not set(between) & (reading.words.set("breaks") | {";", "and", ".", ","}) and len(between) < 4


def _passed_on(inner: Attribution, outer: Attribution) -> tuple[str, ...]:
    """Give who passes on what is said within what another says: that other one too."""
    if outer.actor is None or inner.actor is None or outer.actor.name == inner.actor.name:
        return inner.via
    return (*inner.via, outer.actor.name, *outer.via)


def _wrapped(reading: Reading, inner: Attribution, outer: Attribution) -> Attribution:
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


def _left_end(reading: Reading, sentence: Sentence, attribution: Attribution, before: Attribution | None) -> int:
    if before is None:
        return _clause_opening(reading, sentence, attribution)
    breaks = reading.words.set("breaks") | {";", "and"}
    for at in range(attribution.opens - 1, before.closes - 1, -1):
        if reading.low(at) in breaks and reading.inside[at] == reading.inside[attribution.opens]:
            between = any(s in reading.figure_starts for s in range(at, attribution.opens))
            if between:
                return at
    return before.closes


def _clause_opening(reading: Reading, sentence: Sentence, attribution: Attribution) -> int:
    """Where the scope of the first attribution ends on the left: one in the midst does not reach over a semicolon."""
    behind = any(step in reading.figure_starts for step in range(attribution.closes, sentence.last))
    if attribution.manner == "left" or not behind:
        return sentence.first
    for at in range(attribution.opens - 1, sentence.first, -1):
        if reading.low(at) == ";" and reading.inside[at] < 0:
            return at
    return sentence.first


def _manner(reading: Reading, sentence: Sentence, attribution: Attribution, after: int) -> str:
    """Whether what is said stands to the right of an attribution, to its left or on both sides."""
    if attribution.manner in ("right", "bracket", "source"):
        return "right"
    behind = reading.low(attribution.closes) if attribution.closes < sentence.last else "."
    before = reading.cut[attribution.opens - 1].text if attribution.opens > sentence.first else ""
    if reading.low(attribution.opens - 1) == "as" and attribution.opens - 2 > sentence.first:
        before = reading.cut[attribution.opens - 2].text  # '..., as the council has told us'
    more = any(s in reading.figure_starts for s in range(attribution.closes, after))
    opening = (
        attribution.opens - sentence.first <= 1
        or before in (";", ":")
        or reading.low(attribution.opens - 1) in reading.words.set("breaks")
    )
    if attribution.manner == "according":
        if opening or behind in ("that", ":"):
            return "right"
        before_too = any(s in reading.figure_starts for s in range(sentence.first, attribution.opens))
        if more and not before_too and behind in ("for", "of", "with", "which", "putting", "giving", "showing"):
            return "right"
        return "both" if behind in (",", "—", "–") and more else "left"
    if before == "," and behind == "," and more and reading.low(attribution.opens - 2) in _LEAD:
        return "right"
    stated = any(s in reading.figure_starts for s in range(sentence.first, attribution.opens))
    trails = before in (",", "—", "–", *QUOTES) and not opening and (stated or before in QUOTES)
    if attribution.manner == "left":
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
