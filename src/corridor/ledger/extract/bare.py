"""The unit of a bare number, which no noun follows.

Each rule looks for one way in which English lets the noun out: a repeat ('another 12'), 'the number of ...', a verb
that people do, a second account of one thing ('the governor gave 19'). They are asked in turn, the surest first.
"""

from __future__ import annotations

from corridor.ledger.extract.context import BACK, Context, Counted, Past
from corridor.ledger.extract.harm import HARM, harm_before, harm_behind
from corridor.ledger.extract.nouns import head_of, noun_at
from corridor.ledger.extract.numbers import Figure

__all__ = ["unit_of_bare"]

_OURS = ("persons", "staff", "families", "households", *HARM)
_MARKS = "“”\"‘’«»„'"
_NOTHING = Counted("", "", 0.0)


def unit_of_bare(figure: Figure, context: Context) -> Counted | None:
    """The unit of a number that no noun follows."""
    cut, words, sentence = context.cut, context.words, context.sentence
    harm = harm_before(cut, sentence, context.opening, words)
    harm = harm or harm_behind(cut, figure.last, sentence, context.starts, words)
    if harm:
        return Counted(harm, harm, 0.85)
    if figure.form == "one":
        return None
    rules = (
        _excepted, _apposed, _of_opening, _number_of, _risen, _repeat, _does, _retold, _passive, _taken, _there, _ahead,
        _parallel, _owned,
    )  # fmt: skip
    for rule in rules:
        found = rule(figure, context)
        if found is not None:
            return found if found.unit else None
    return None


def _repeated(past: Past | None, sure: float) -> Counted | None:
    return None if past is None else Counted(past.what.unit, past.what.kind, round(min(sure, past.what.sure), 2))


def _alive(found: Counted | None) -> Counted | None:
    """People, where a repeat of the dead or the hurt goes on to act."""
    return Counted("persons", "people", found.sure) if found is not None and found.unit in HARM else found


def _of_opening(figure: Figure, context: Context) -> Counted | None:
    """'Of the injured, 160 have left' and 'Of the 412, 118 were ...': the sentence opens with the unit."""
    first = context.sentence.first
    if context.low(first) not in ("of", "among"):
        return None
    comma = next((s for s in range(first, min(context.sentence.last, first + 14)) if context.low(s) == ","), None)
    if comma is None:
        return None
    if figure.first < comma:
        same = [p for p in context.past[-12:] if p.size == figure.size and p.what.unit != "percent"]
        return _repeated(same[-1] if same else context.previous(BACK), 0.8)
    if any(step in context.starts for step in range(first, comma)):
        return _repeated(context.previous(0), 0.8)
    if context.low(comma - 1) in ("them", "these", "those", "whom"):
        return _repeated(context.previous(BACK), 0.8)
    for step in range(first + 1, comma):
        known = noun_at(context.cut, step, comma, context.words)
        if known and known[0].plural and known[0].unit:
            return Counted(known[0].unit, context.low(step), 0.8)
    return None


def _repeat(figure: Figure, context: Context) -> Counted | None:
    """Words that say that something is counted once more: another, a further, others, of them."""
    before = set(context.lows(context.opening, figure.first))
    behind = context.lows(figure.last, figure.last + 3)
    again = bool(before & context.words.set("quantifiers", "again")) or behind[:1] in (["others"], ["more"], ["other"])
    of_them = behind[:1] == ["of"] and behind[1:2] in (["them"], ["whom"], ["those"], ["these"], ["which"])
    if not (again or of_them or behind[:2] == ["of", "us"]):
        return None
    if of_them or behind[:2] == ["of", "us"]:
        if behind[1] == "us":
            return Counted("persons", "people", 0.8)
        if behind[1] == "those" and len(behind) > 2:
            for unit in HARM:
                if behind[2] in context.words.set("events", unit):
                    return Counted(unit, unit, 0.8)
            if behind[2] in context.words.set("person verbs"):
                return Counted("persons", "people", 0.8)
        last = context.past[-1] if context.past else None
        near = last is not None and context.number - last.number <= BACK and last.what.unit != "percent"
        return _repeated(last, 0.8) if near else None
    previous = context.previous(BACK)
    if previous is not None and previous.what.unit not in _OURS and _taken(figure, context):
        return _taken(figure, context)
    return _repeated(previous, 0.75)


def _does(figure: Figure, context: Context) -> Counted | None:
    """Something that people do follows."""
    words, at = context.words, figure.last
    last = min(context.sentence.last, at + 7)
    skipped = words.set("auxiliaries") | {"others", "more", "who", "of", "them", "whom", *_MARKS}
    while at < last and (context.low(at) in skipped or context.low(at).endswith("ly")):
        at += 1
    if at >= last or context.low(at) not in words.set("person verbs"):
        return None
    previous = context.previous(0)
    if previous is not None and context.low(at - 1) in words.set("be") and context.low(at + 1) in ("in",):
        return None
    begins = context.low(context.opening - 1) in (";", ",", "and", "but", "of", "which", "")
    verb = context.low(at) in words.set("arrival words")
    if previous is not None and previous.what.unit not in _OURS and begins and verb and figure.size <= previous.size:
        return _repeated(previous, 0.7)  # '30,000 kits are planned; 9,000 have arrived'
    if (
        previous is not None
        and previous.what.unit in ("families", "households")
        and context.low(context.opening - 1) in ("and", ",", "but", ";")
    ):
        return _repeated(previous, 0.75)
    return Counted("persons", "people", 0.75)


def _retold(figure: Figure, context: Context) -> Counted | None:
    """'The governor gave 19 and 58', 'the army speaks of 300': the figures of the last sentence, told otherwise."""
    words = context.words
    if context.low(figure.last) not in (
        "",
        ",",
        ".",
        ";",
        "and",
        "in",
        "at",
        "for",
        "on",
        "by",
        "but",
        "while",
        "”",
        '"',
        "“",
        ")",
        "as",
        "or",
        "still",
        "there",
        "so",
        "per",
        "to",
        "who",
    ):
        return None
    before = context.lows(context.opening - 12, context.opening)
    verbs = [
        at
        for at, word in enumerate(before)
        if any(stem in words.set("speech", "retold") for _, _, stem in words.verbs.get(word, ()))
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
    loose = {
        "of",
        "and",
        "only",
        "at",
        "to",
        "it",
        "that",
        "them",
        "about",
        "just",
        "a",
        "figure",
        "the",
        "number",
        "toll",
        "total",
        *_MARKS,
    }
    if any(word not in loose and word not in words.set("number verbs") and not word.isdigit() for word in between):
        return None
    last = [p for p in context.past[-40:] if p.number < context.number][-12:]
    last = [p for p in last if p.number == last[-1].number and p.what.unit != "percent"]
    if context.many > 1 and len(last) == context.many:
        return _repeated(last[context.rank], 0.7) if context.number - last[0].number <= BACK else None
    like = context.likest(figure.size)
    previous = like or context.previous(BACK)
    if previous is None or (like is None and previous.what.unit not in _OURS):
        return Counted("persons", "people", 0.5)
    return _repeated(previous, 0.7)


def _there(figure: Figure, context: Context) -> Counted | None:
    """'there were 4,000': people, unless something of that size has just been counted."""
    before = context.lows(context.opening - 4, context.opening)
    if "there" not in before or before[-1] not in context.words.set("auxiliaries") | context.words.set("be"):
        return None
    return _repeated(context.likest(figure.size), 0.7) or Counted("persons", "people", 0.6)


def _excepted(figure: Figure, context: Context) -> Counted | None:
    """'all apart from four', 'up from 300': counted as what was counted before."""
    before = " ".join(context.lows(context.opening - 2, context.opening))
    if before in ("up from", "down from") or any(before.endswith(e) for e in context.words.set("exceptions")):
        near = context.previous(0) or context.previous(BACK)
        return _repeated(near, 0.7)
    return None


def _apposed(figure: Figure, context: Context) -> Counted | None:
    """'the monitors, 120 in all, will stay': the noun stands before the number."""
    comma = context.opening - 1
    behind = " ".join(context.lows(figure.last, figure.last + 2))
    if context.low(comma) not in (",", "(") or not any(
        behind == phrase or behind.startswith(f"{phrase} ") for phrase in context.words.set("in all")
    ):
        return None
    if context.previous(0) is not None and behind == "of them":
        return None
    known = noun_at(context.cut, comma - 1, comma, context.words) if comma > context.sentence.first else None
    return Counted(known[0].unit, context.low(comma - 1), 0.8) if known and known[0].unit and known[0].plural else None


def _owned(figure: Figure, context: Context) -> Counted | None:
    """'It is a matter of beds. "We have 60," she says': the noun was named before, without a number."""
    if context.low(context.opening - 1) not in (
        "have",
        "has",
        "had",
        "need",
        "needs",
        "got",
        "needed",
        "lack",
        "lacks",
    ):
        return None
    if context.low(figure.last) not in ("", ",", ".", ";", "”", '"', "!", "and", "but", "now", "here", "left", "for"):
        return None
    for step in range(context.opening - 1, max(0, context.opening - 40), -1):
        known = noun_at(context.cut, step, context.opening, context.words)
        if known and known[0].plural and known[0].unit and known[0].unit != "percent":
            return Counted(known[0].unit, context.cut[step].low, 0.5)
    return None


def _passive(figure: Figure, context: Context) -> Counted | None:
    """'..., and 350 were removed': what was done to what the sentence has just counted."""
    behind = next((w for w in context.lows(figure.last, figure.last + 2) if w not in _MARKS), "")
    if behind not in context.words.set("auxiliaries") or behind == "to":
        return None
    same = context.previous(0)
    if same is not None:
        return _repeated(same, 0.75)
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
    if not opens:
        return None
    return _alive(_repeated(context.previous(1), 0.6)) or Counted("persons", "people", 0.45)


def _taken(figure: Figure, context: Context) -> Counted | None:
    """A verb that takes people stands before: 'accommodate 300', 'room for 300'."""
    low = context.lows(context.opening - 6, context.opening)
    phrases = context.words.phrases["takes persons"]
    if phrases.closing(low, len(low)) or (low and low[-1] in _MARKS and phrases.closing(low[:-1], len(low) - 1)):
        return Counted("persons", "people", 0.65)
    return None


def _number_of(figure: Figure, context: Context) -> Counted | None:
    """'the number of refugees has risen to', 'the death toll stands at', 'Families:'."""
    words, opening = context.words, context.opening
    first = max(context.sentence.first, opening - 16)
    if opening - 1 >= first and context.low(opening - 1) in (":", "–", "—", "-"):
        return _listed(context, first, opening - 1)
    numbers = words.set("number words")
    for at in range(opening - 1, first - 1, -1):
        if (at in context.starts and at < opening - 1) or context.low(at) in (".", ";", ":"):
            return None
        low = context.low(at)
        if low in words.set("events", "toll") and low not in ("deaths", "fatalities", "dead"):
            return Counted("injured" if context.low(at - 1) in ("injury", "casualty") else "killed", "dead", 0.85)
        if low in numbers:
            found = _named(figure, context, at)
            if found is not None or low not in ("it", "they"):
                return found
    return None


def _named(figure: Figure, context: Context, at: int) -> Counted | None:
    """What 'number', 'figure' or 'population' at a token counts."""
    words, cut, opening, low = context.words, context.cut, context.opening, context.low(at)
    verbs = words.set("number verbs")
    between = [word for word in context.lows(at + 1, opening) if word not in _MARKS]
    crowd = Counted("persons", "people", 0.8) if low in words.set("crowd words") else None
    if between[:1] in (["of"], ["for"]) and between[-1] in verbs and len(between) > 2:
        for step in range(at + 2, opening):
            known = noun_at(cut, step, opening, words)
            if known and known[0].plural:
                return Counted(known[0].unit, context.low(step), 0.85) if known[0].unit else _NOTHING
            if cut[step].capital and cut[step].low.endswith("s") and not cut[step].possessive and not crowd:
                return Counted("persons", cut[step].text, 0.7)
        return crowd
    loose = low in words.set("counting words") and len(between) < 9 and between[-1:] != [] and between[-1] in verbs
    if not loose and not all(word in verbs or word.endswith("ly") or word == "," for word in between):
        return None
    if low in ("it", "they") and not between:
        return None
    for unit in HARM:
        if set(between) & words.set("events", unit):
            return Counted(unit, unit, 0.8)
    if any(word in words.set("person verbs") and word not in verbs for word in between):
        return Counted("persons", "people", 0.75)
    if crowd:
        return crowd
    known = noun_at(cut, at - 1, at, words) if at - 1 >= context.sentence.first else None
    if known and known[0].unit:
        return Counted(known[0].unit, context.low(at - 1), 0.8)
    return _repeated(context.likest(figure.size) or context.previous(BACK), 0.75)


def _risen(figure: Figure, context: Context) -> Counted | None:
    """'cholera cases rose from 310 to 1,150', 'arrivals have reached 300': the noun before the verb."""
    words, verbs = context.words, context.words.set("number verbs") | context.words.set("numbers", "rise")
    seen = False
    for at in range(context.opening - 1, max(context.sentence.first, context.opening - 12) - 1, -1):
        low = context.low(at)
        known = noun_at(context.cut, at, context.opening, words)
        if known and known[0].plural and seen:
            if low == "cases" and context.low(at - 1) in words.set("diseases") | {"suspected", "confirmed"}:
                return Counted("persons", "cases", 0.75)
            return Counted(known[0].unit, low, 0.75) if known[0].unit else None
        if low in words.set("numbers", "rise") or low in (
            "reached",
            "numbered",
            "totalled",
            "totaled",
            "exceeded",
            "stood",
            "hit",
            "topped",
        ):
            seen = True
        if low not in verbs and not low.endswith("ly") and context.cut[at].kind != "number":
            return None
    return None


def _listed(context: Context, first: int, colon: int) -> Counted | None:
    """The noun before a colon, as in a list: 'Families sheltered: 300'."""
    best: Counted | None = None
    if colon - 1 == first or context.low(colon - 2) in (";", ","):
        again = noun_at(context.cut, colon - 1, colon, context.words) is None and _repeated(context.previous(0), 0.7)
        if again:
            return again  # 'Houses destroyed: 900; damaged: 1,400'
    for step in range(max(first, colon - 6), colon):
        if context.low(step) in (".", ",", ";", ":"):
            best = None
        known = noun_at(context.cut, step, colon, context.words)
        if known and (known[0].plural or known[0].unit is None) and (best is None or known[0].unit in HARM):
            best = Counted(known[0].unit or "", context.low(step), 0.7)
    return best


def _ahead(figure: Figure, context: Context) -> Counted | None:
    """The unit of the next number, where only a joining word stands between: 'rose from 300 to 500 families'."""
    words, at = context.words, figure.last
    loose = (
        {","} | words.set("between figures") | words.set("quantifiers", "about") | words.set("quantifiers", "nearly")
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
    return Counted(head.unit, head.kind, 0.7)


def _parallel(figure: Figure, context: Context) -> Counted | None:
    """A bare number beside an earlier one of its sentence, or of the one before it: '450 on Tuesday'."""
    words = context.words
    before, behind = context.cut[context.opening - 1], context.low(figure.last)
    goes = behind in ("", ",", ".", ";", ")", "!", "?", "—", "–", "”", '"') or behind in words.set(
        "after a bare number"
    )
    goes = goes or behind in words.set("locative") or behind.endswith("ed")
    if not goes or figure.form == "year":
        return None
    if context.opening > context.sentence.first and (
        before.capital
        or before.kind in ("number", "other")
        or before.low in words.nouns
        or (before.low == "of" and context.low(context.opening - 2) != "out")
    ):
        return None
    if context.previous(0) is not None:
        return _repeated(context.previous(0), 0.65)
    if context.opening == context.sentence.first and behind in words.set("locative"):
        previous = context.previous(1)
        return _repeated(previous, 0.6) if previous and previous.what.unit in _OURS else None
    return None
