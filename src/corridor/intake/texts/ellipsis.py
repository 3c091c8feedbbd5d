"""Bare numbers that count again what was counted before: repeats, exceptions, second accounts, parallel figures.

Each rule takes a figure with what it may lean on, and gives what it counts; None where the rule does not hold.
"""

from __future__ import annotations

from corridor.intake.texts.casualties import CASUALTIES, casualty_behind
from corridor.intake.texts.context import BACK, DEAD_OR_MISSING, MARKS, PEOPLE_UNITS, Context, Counted, repeated
from corridor.intake.texts.noun_heads import head_of, noun_at
from corridor.intake.texts.numbers import Figure
from corridor.intake.texts.predicates import taken

__all__ = [
    "ahead",
    "exception",
    "existential",
    "given",
    "of_opening",
    "of_the",
    "out_of",
    "parallel",
    "passive",
    "peaks",
    "repeat",
    "restated",
]  # fmt: skip


def _alive(found: Counted | None) -> Counted | None:
    """People, where a repeat of the dead or the hurt goes on to act."""
    return Counted("persons", "people", found.sure) if found is not None and found.unit in CASUALTIES else found


def of_opening(figure: Figure, context: Context) -> Counted | None:
    """'Of the injured, 160 have left' and 'Of the 412, 118 were ...': the sentence opens with the unit."""
    first = context.sentence.first
    if context.low(first) not in ("of", "among"):
        return None
    comma = next((s for s in range(first, min(context.sentence.last, first + 24)) if context.low(s) == ","), None)
    if comma is None:
        return None
    if figure.first < comma:
        same = [p for p in context.past[-12:] if p.size == figure.size and p.what.unit != "percent"]
        return repeated(same[-1] if same else context.previous(BACK), 0.8)
    if any(step in context.starts for step in range(first, comma)):
        return repeated(context.previous(0), 0.8)
    if context.low(comma - 1) in ("them", "these", "those", "whom"):
        return repeated(context.previous(BACK), 0.8)
    for step in range(first + 1, comma):
        known = noun_at(context.cut, step, comma, context.words)
        if known and known[0].plural and known[0].unit:
            return Counted(known[0].unit, context.low(step), 0.8)
    return None


def repeat(figure: Figure, context: Context) -> Counted | None:
    """Words that say that something is counted once more: another, a further, others, of them."""
    before = set(context.lows(context.opening, figure.first))
    odd = context.lows(figure.last, figure.last + 2) == ["-", "odd"]
    behind = context.lows(figure.last + 2 * odd, figure.last + 2 * odd + 3)
    ahead_of = " ".join(context.lows(context.opening - 2, context.opening))
    if ahead_of in ("of whom", "of them", "of which", "of these", "of those", "among whom", "among them"):
        return repeated(context.previous(1), 0.8)
    again = bool(before & context.words.set("quantifiers", "again")) or behind[:1] in (["others"], ["more"], ["other"])
    of_them = behind[:1] == ["of"] and behind[1:2] in (["them"], ["whom"], ["those"], ["these"], ["which"])
    if not (again or of_them or behind[:2] == ["of", "us"]):
        return None
    if of_them or behind[:2] == ["of", "us"]:
        if behind[1] == "us":
            return Counted("persons", "people", 0.8)
        if behind[1] == "those" and len(behind) > 2:
            for unit in CASUALTIES:
                if behind[2] in context.words.set("events", unit):
                    return Counted(unit, unit, 0.8)
            if behind[2] in context.words.set("person verbs"):
                return Counted("persons", "people", 0.8)
        last = context.past[-1] if context.past else None
        near = last is not None and context.number - last.number <= BACK and last.what.unit != "percent"
        if not near and behind[1] in ("them", "whom") and context.rank == 0 and context.previous(BACK) is None:
            return Counted("persons", "people", 0.5)
        return repeated(last, 0.8) if near else None
    previous = context.previous(BACK)
    if previous is not None and previous.what.unit in DEAD_OR_MISSING and _survive(figure, context):
        return Counted("persons", "people", 0.7)
    if previous is not None and previous.what.unit not in PEOPLE_UNITS and taken(figure, context):
        return taken(figure, context)
    return repeated(previous, 0.75)


def _survive(figure: Figure, context: Context) -> bool:
    """Whether those counted once more are alive: 'eleven more are in hospital'."""
    behind = context.lows(figure.last, figure.last + 7)
    stop = next((at for at, word in enumerate(behind) if word in (",", ";", ".")), len(behind))
    return bool(set(behind[:stop]) & (context.words.set("living verbs") | {"hospital", "hospitals", "custody"}))


# what may stand behind a figure that is restated, and between it and its verb
_BEHIND_RESTATED = (
    "", ",", ".", ";", "and", "in", "at", "for", "on", "by", "but", "while", "”", '"', "“", ")", "as", "or", "still",
    "there", "so", "per", "to", "who",
)  # fmt: skip
_BEFORE_RESTATED = {
    "of", "and", "only", "at", "on", "to", "it", "that", "them", "about", "just", "a", "figure", "the", "number",
    "toll", "total", *MARKS,
}  # fmt: skip


def restated(figure: Figure, context: Context) -> Counted | None:
    """'The governor gave 19 and 58', 'the army speaks of 300': the figures of the last sentence, told otherwise."""
    words = context.words
    if context.low(figure.last) not in _BEHIND_RESTATED:
        return None
    before = context.lows(context.opening - 12, context.opening)
    verbs = [
        at
        for at, word in enumerate(before)
        for form in (word, " ".join(before[at : at + 2]))
        if any(stem in words.set("speech", "restating") for _, _, stem in words.verbs.get(form, ()))
    ]
    if verbs and before[verbs[-1] - 1 : verbs[-1]] and before[verbs[-1] - 1] in words.set("be"):
        return None
    if not verbs or any(
        step in context.starts
        for step in range(context.opening - len(before) + verbs[-1], context.opening)
        if step < context.opening - 2
    ):
        return None
    between = before[verbs[-1] + 1 :]
    if any(
        word not in _BEFORE_RESTATED and word not in words.set("number verbs") and not word.isdigit()
        for word in between
    ):
        return None
    last = [p for p in context.past[-40:] if p.number < context.number][-12:]
    last = [p for p in last if p.number == last[-1].number and p.what.unit != "percent"]
    if context.many > 1 and len(last) == context.many:
        return repeated(last[context.rank], 0.7) if context.number - last[0].number <= BACK else None
    like = context.likest(figure.size)
    previous = like or context.previous(BACK)
    if previous is None or (like is None and previous.what.unit not in PEOPLE_UNITS):
        return Counted("persons", "people", 0.5)
    return repeated(previous, 0.7)


def existential(figure: Figure, context: Context) -> Counted | None:
    """'there were 4,000': people, unless something of that size has just been counted."""
    before = context.lows(context.opening - 4, context.opening)
    if "there" not in before or before[-1] not in context.words.set("auxiliaries") | context.words.set("be"):
        return None
    return repeated(context.likest(figure.size), 0.7) or Counted("persons", "people", 0.6)


def exception(figure: Figure, context: Context) -> Counted | None:
    """'all apart from four', 'up from 300': counted as what was counted before."""
    before = " ".join(context.lows(context.opening - 2, context.opening))
    if before in ("up from", "down from") or any(before.endswith(e) for e in context.words.set("exceptions")):
        near = context.previous(0) or context.previous(BACK)
        return repeated(near, 0.7)
    return None


def given(figure: Figure, context: Context) -> Counted | None:
    """'the 125 he had given', 'the 670 assumed by the agency': a figure of which somebody spoke before."""
    if context.low(context.opening) not in ("the", "that") and context.low(context.opening - 1) not in ("the", "that"):
        return None
    behind = context.lows(figure.last, figure.last + 4)
    reporting = context.words.verbs
    spoken_of = behind[:1] in (["he"], ["she"], ["it"], ["they"], ["we"]) and any(
        word in reporting for word in behind[1:]
    )
    passive = behind[:1] and behind[0].endswith(("ed", "en")) and behind[0] in reporting and behind[1:2] == ["by"]
    if not (spoken_of or passive):
        return None
    return repeated(context.likest(figure.size) or context.previous(BACK), 0.7)


def peaks(figure: Figure, context: Context) -> Counted | None:
    """'peaks of 1,150', 'I had asked for 7,000': more or less of what was counted before."""
    before = " ".join(context.lows(context.opening - 2, context.opening))
    if before not in context.words.set("levels"):
        return None
    if context.low(figure.last) not in {"", *'.,;”"', "and", "a", "on", "in", "at", "by", "before", "last"}:
        return None
    return repeated(context.previous(BACK), 0.65)


def of_the(figure: Figure, context: Context) -> Counted | None:
    """'twenty-one of the thirty-three are', '407 out of 1,911': a part and its whole are counted alike."""
    behind = context.lows(figure.last, figure.last + 3)
    part = next((step for step in (1, 2) if figure.last + step in context.starts), None)
    if part is not None and behind[:1] == ["of"] and behind[1:2] in (["the"], ["those"], ["these"], ["its"]):
        return repeated(context.previous(BACK), 0.65)
    whole = context.lows(context.opening - 2, context.opening)
    number_before = any(step in context.starts for step in range(context.opening - 4, context.opening - 1))
    of = whole[-1:] == ["of"] or (whole[-2:-1] == ["of"] and whole[-1] in ("the", "those", "these", "its"))
    if not of and context.lows(context.opening, figure.first)[:1] == ["the"]:
        of = context.low(context.opening - 1) == "of"
    if of and number_before and context.previous(0) is not None:
        same = [past for past in context.past[-12:] if past.size == figure.size and past.what.unit != "percent"]
        return repeated(same[-1] if same else context.previous(0), 0.7)
    return None


def out_of(figure: Figure, context: Context) -> Counted | None:
    """'that of the 320 families there not fewer than 50 have left': counted as those they are of."""
    for at in range(context.opening - 1, max(context.sentence.first, context.opening - 16) - 1, -1):
        low = context.low(at)
        if low in (";", ".", ":"):
            return None
        if low in ("of", "among") and context.low(at + 1) in ("the", "these", "those", "its", "their", "all"):
            opens = at == context.sentence.first or context.low(at - 1) in ("that", ",", "and", "but", "–", "—")
            if opens and any(step in context.starts for step in (at + 1, at + 2, at + 3)):
                return repeated(context.previous(0), 0.75)
            return None
    return None


def _labelled(context: Context) -> bool:
    """Whether a plain noun stands right before the number, which names it then: 'pump 3 is broken'."""
    before, words = context.cut[context.opening - 1], context.words
    if context.opening <= context.sentence.first or before.kind != "word" or before.capital:
        return False
    free = ("closed words", "periods", "days", "weekdays", "adverbs of saying", "function words", "auxiliaries")
    return not before.low.endswith("ly") and not any(before.low in words.set(name) for name in free)


def passive(figure: Figure, context: Context) -> Counted | None:
    """'..., and 350 were removed': what was done to what the sentence has just counted."""
    behind = next((w for w in context.lows(figure.last, figure.last + 2) if w not in MARKS), "")
    if behind not in context.words.set("auxiliaries") or behind == "to":
        return None
    same = context.previous(0)
    like = context.likest(figure.size)
    if same is not None and like is not None and like is not same and figure.size > 10 * same.size:
        return repeated(like, 0.65)  # 'the guard, which sent 6 boats, says 450 were lost'
    if same is not None:
        return repeated(same, 0.75)
    opens = context.opening <= context.sentence.first + 4 or context.low(context.opening - 1) in (
        "that",
        ",",
        "and",
        "but",
        ";",
        ":",
        "”",
        '"',
    )
    if not opens or _labelled(context):
        return None
    return _alive(repeated(context.previous(1), 0.6)) or Counted("persons", "people", 0.45)


def ahead(figure: Figure, context: Context) -> Counted | None:
    """The unit of the next number, where only a joining word stands between: 'rose from 300 to 500 families'."""
    words, at = context.words, figure.last
    loose = (
        {",", "confirmed", "suspected", "probable", "adult", "male", "female", "severe", "serious", "light"}
        | words.set("between figures")
        | words.set("quantifiers", "about")
        | words.set("quantifiers", "nearly")
    )
    while at < min(context.sentence.last, figure.last + 5) and at not in context.starts:
        if context.low(at) not in loose:
            return None
        at += 1
    if at not in context.starts or at == figure.last:
        return None
    behind = at + 1
    while behind < context.sentence.last and (
        context.low(behind) in words.scales or context.low(behind) in words.number_words
    ):
        behind += 1
    head = head_of(context.cut, Figure(at, behind, context.cut[at].start, 2.0), context.sentence.last, words)
    if not head.found or head.unit in (None, "percent"):
        return None
    unit = head.unit
    if unit in ("persons", "staff") and "of" in context.lows(figure.last, at):
        unit = casualty_behind(context.cut, head.last, context.sentence, context.starts, words) or unit
    return Counted(unit, head.kind, 0.7)


def parallel(figure: Figure, context: Context) -> Counted | None:
    """A bare number beside an earlier one of its sentence, or of the one before it: '450 on Tuesday'."""
    words = context.words
    before, behind = context.cut[context.opening - 1], context.low(figure.last)
    goes = behind in ("", ",", ".", ";", ")", "!", "?", "—", "–", "”", '"') or behind in words.set(
        "after a bare number"
    )
    goes = goes or behind in words.set("locative") or behind.endswith("ed")
    if not goes or figure.form == "year":
        return None
    if (
        before.capital
        and context.low(context.opening - 2) in ("(", ";", ",")
        and figure.size > 110
        and any(context.low(step) == "(" for step in range(context.opening - 12, context.opening))
        and context.previous(0) is not None
    ):
        return repeated(context.previous(0), 0.65)  # '27,391 (Kubang 15,204; Lor 3,000)'
    spoken_of = before.low == "of" and context.low(context.opening - 2) in words.sayers
    if (
        not spoken_of
        and context.opening > context.sentence.first
        and (
            before.capital
            or before.kind in ("number", "other")
            or before.low in words.nouns
            or (before.low == "of" and context.low(context.opening - 2) != "out")
        )
    ):
        return None
    if context.previous(0) is not None:
        return repeated(context.previous(0), 0.65)
    if context.opening == context.sentence.first and behind in words.set("locative"):
        previous = context.previous(1)
        return repeated(previous, 0.6) if previous and previous.what.unit in PEOPLE_UNITS else None
    return None
