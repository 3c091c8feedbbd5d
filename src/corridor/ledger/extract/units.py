"""The unit a figure is counted in: its noun, what became of the people, or what an earlier figure counted.

The noun behind the number comes first. People of whom it is said that they died, were hurt or are missing are counted
as such. A bare number takes its unit from the verb before or behind it, from 'the number of ...', or from the figure
that it repeats ('another 12', '1,500 in the south').
"""

from __future__ import annotations

from dataclasses import dataclass

from corridor.ledger.extract.nouns import Head, head_of, noun_at
from corridor.ledger.extract.numbers import Figure
from corridor.ledger.extract.sentences import Sentence
from corridor.ledger.extract.tokens import Token
from corridor.ledger.extract.words import Words

__all__ = ["Context", "Counted", "counted"]

_HARM = ("killed", "injured", "missing")
_PEOPLE = ("persons", "staff")
_HOMES = ("families", "households")
_ASIDES = ("including", "among", "most", "mostly", "many", "all", "some", "half", "at", "both", "mainly", "almost", "nearly", "about", "more", "none", "several", "one", "two", "three")
_STOPS = {"after", "before", "when", "while", "because", "since", "to", "whose", "that", "where", "until", "if", "but", "as", "although", "whereas", "without"}


@dataclass(frozen=True)
class Counted:
    """What a figure counts, with the noun that says so and how sure this is."""

    unit: str
    kind: str
    sure: float


@dataclass(frozen=True)
class Context:
    """What a figure may lean on: its sentence, the figures of that sentence, and the last claim before it.

    Attributes
    ----------
    starts : frozenset of int
        First tokens of all figures of the sentence.
    opening : int
        Where the phrase before the number opens ('at least another 300').
    previous : Counted or None
        What the last claim counted.
    same : bool
        Whether that claim stands in the same sentence.
    apart : int
        Sentences between this one and the one of that claim.
    """

    sentence: Sentence
    starts: frozenset[int]
    opening: int
    previous: Counted | None
    same: bool
    apart: int


def counted(cut: list[Token], figure: Figure, head: Head, context: Context, words: Words) -> Counted | None:
    """Give what a figure counts, None where it counts nothing that the ledger holds."""
    if head.found:
        if head.unit is None:
            return None
        if head.unit == "percent":
            return _share(cut, head, context, words)
        if head.kind in words.set("events", "lives"):
            return _lives(cut, figure, head, context)
        if head.unit in _PEOPLE:
            harm = _harm_before(cut, figure, context, words) or _harm_behind(cut, head.last, context, words)
            return Counted(harm or head.unit, head.kind, head.sure)
        return Counted(head.unit, head.kind, head.sure)
    return _bare(cut, figure, context, words)


def _share(cut: list[Token], head: Head, context: Context, words: Words) -> Counted | None:
    """Per cent, where it is one of people or of households."""
    at, last = head.last, context.sentence.last
    of = at < last and cut[at].low == "of"
    people = words.set("people after percent")
    for step in range(at + 1 if of else at, min(last, at + 9)):
        token = cut[step]
        if step in context.starts or token.text in ",;:.":
            break
        known = noun_at(cut, step, last, words)
        if token.base in people or (known and known[0].plural and known[0].unit in (*_PEOPLE, *_HOMES, *_HARM)):
            if not of and not _linked(cut, at, step, words):
                break
            return Counted("percent", token.low, 0.9)
        if token.capital and token.low.endswith("s") and len(token.low) > 3 and of and not token.possessive:
            return Counted("percent", token.text, 0.7)
        if known and known[0].plural and not token.possessive:
            return None
    if not of and (_does(cut, at, context, words) or _of_whom(cut, context)):
        return Counted("percent", "people", 0.6)
    return None


def _linked(cut: list[Token], first: int, last: int, words: Words) -> bool:
    return all(cut[step].low in words.set("auxiliaries") or cut[step].low in ("women", "children") or step > first for step in range(first, last)) and first < last and cut[first].low in words.set("auxiliaries")


def _of_whom(cut: list[Token], context: Context) -> bool:
    first = max(context.sentence.first, context.opening - 4)
    low = [token.low for token in cut[first : context.opening]]
    return any(low[at] == "of" and low[at + 1] in ("whom", "them", "these", "those") for at in range(len(low) - 1))


def _lives(cut: list[Token], figure: Figure, head: Head, context: Context) -> Counted | None:
    first, last = max(context.sentence.first, figure.first - 8), min(context.sentence.last, head.last + 6)
    ended = {"lost", "lose", "losing", "claimed", "claim", "claiming", "claims", "took", "taken", "taking", "takes", "cost", "costing", "ended"}
    return Counted("killed", head.kind, 1.0) if any(t.low in ended for t in cut[first:last]) else None


def _harm_before(cut: list[Token], figure: Figure, context: Context, words: Words) -> str | None:
    """Killed, injured or missing, where the verb stands right before the number."""
    low = [token.low for token in cut[max(context.sentence.first, context.opening - 8) : context.opening]]
    for unit in _HARM:
        if words.phrases[f"events/{unit} before"].closing(low, len(low)):
            if low[-1] == "lost" and (_passive(low[:-1], words) or not low[:-1]):
                continue
            return unit
    if len(low) > 2 and low[-1] in ("and", "or") and low[-2] in words.set("events", "killed before"):
        return "killed"
    return None


def _passive(low: list[str], words: Words) -> bool:
    return bool(low) and low[-1] in words.set("be")


def _harm_behind(cut: list[Token], at: int, context: Context, words: Words) -> str | None:
    """Killed, injured or missing, where the verb follows in the same clause."""
    last = min(context.sentence.last, at + 22)
    steps = 0
    low = [token.low for token in cut[at:last]]
    step = 0
    while step < len(low) and steps < 10:
        token = cut[at + step]
        if at + step in context.starts or low[step] in _STOPS or token.text in ".;:!?":
            return None
        for unit in _HARM:
            if words.phrases[f"events/{unit}"].opening(low, step) and not (step and low[step - 1] in ("the", "not", "of")):
                return unit
        if token.text in ",(—–":
            behind = _behind_aside(low, step)
            if behind is None:
                return None
            step = behind
            continue
        if low[step] in ("left", "found", "confirmed", "reported", "feared", "presumed", "believed", "made", "gone", "went", "been", "remain", "remained", "remains"):
            step, steps = step + 1, steps + 1
            continue
        if low[step] in words.set("person verbs") or low[step] in ("and", "or", "fled", "died"):
            return None
        step, steps = step + 1, steps + 1
    return None


def _behind_aside(low: list[str], comma: int) -> int | None:
    """Give the place behind an aside such as ', including three children,', None where none follows."""
    if comma + 1 >= len(low) or low[comma + 1] not in _ASIDES:
        return None
    for step in range(comma + 2, len(low)):
        if low[step] in (",", ")", "—", "–"):
            return step + 1
    return None


def _bare(cut: list[Token], figure: Figure, context: Context, words: Words) -> Counted | None:
    """The unit of a number that no noun follows."""
    harm = _harm_before(cut, figure, context, words)
    if harm:
        return Counted(harm, harm, 0.8)
    if figure.form == "one":
        return None
    harm = _harm_behind(cut, figure.last, context, words)
    if harm:
        return Counted(harm, harm, 0.9)
    again = _again(cut, figure, context, words)
    named = _number_of(cut, context, words)
    if named:
        return named
    if context.previous and again and (context.same or context.apart <= 2):
        return _repeated(context.previous, 0.8)
    if _does(cut, figure.last, context, words):
        return Counted("persons", "people", 0.75)
    low = [token.low for token in cut[max(context.sentence.first, context.opening - 5) : context.opening]]
    if words.phrases["takes persons"].closing(low, len(low)):
        return Counted("persons", "people", 0.65)
    ahead = _ahead(cut, figure, context, words)
    if ahead:
        return ahead
    if context.previous and context.same and _parallel(cut, figure, context, words):
        return _repeated(context.previous, 0.7)
    return None


def _repeated(previous: Counted, sure: float) -> Counted:
    return Counted(previous.unit, previous.kind, min(sure, previous.sure))


def _again(cut: list[Token], figure: Figure, context: Context, words: Words) -> bool:
    """Whether words say that something is counted once more: another, a further, others, more, of them."""
    marks = words.set("quantifiers", "again")
    before = {token.low for token in cut[context.opening : figure.first]}
    if before & marks:
        return True
    low = [token.low for token in cut[figure.last : figure.last + 3]]
    if low[:1] in (["others"], ["more"], ["other"]):
        return True
    return low[:1] == ["of"] and low[1:2] in (["them"], ["whom"], ["those"], ["these"], ["which"])


def _does(cut: list[Token], at: int, context: Context, words: Words) -> bool:
    """Whether what follows is something that people do."""
    last = min(context.sentence.last, at + 6)
    skipped = words.set("auxiliaries") | {"others", "more", "who", "of", "them", "whom"}
    while at < last and (cut[at].low in skipped or cut[at].low.endswith("ly")):
        at += 1
    return at < last and cut[at].low in words.set("person verbs")


def _number_of(cut: list[Token], context: Context, words: Words) -> Counted | None:
    """'the number of refugees has risen to', 'the death toll stands at', 'Families:'."""
    first = max(context.sentence.first, context.opening - 16)
    numbers, verbs = words.set("number words"), words.set("number verbs")
    if context.opening - 1 >= first and cut[context.opening - 1].text in (":", "–", "—", "-"):
        return _listed(cut, first, context.opening - 1, words)
    for at in range(context.opening - 1, first - 1, -1):
        if at in context.starts and at < context.opening - 1:
            return None
        low = cut[at].low
        if cut[at].text in ".;:":
            return None
        if low in words.set("events", "toll") and low not in ("deaths", "fatalities", "dead"):
            return Counted("injured" if cut[at - 1].low in ("injury", "casualty") else "killed", "dead", 0.85)
        if low not in numbers:
            continue
        between = [cut[step].low for step in range(at + 1, context.opening)]
        if between[:1] in (["of"], ["for"]) and between[-1] in verbs and len(between) > 2:
            for step in range(at + 2, context.opening):
                known = noun_at(cut, step, context.opening, words)
                if known and known[0].plural:
                    return Counted(known[0].unit, cut[step].low, 0.85) if known[0].unit else None
                if cut[step].capital and low not in ("it", "this", "that") and cut[step].low.endswith("s") and not cut[step].possessive:
                    return Counted("persons", cut[step].text, 0.7)
            if low in ("population", "caseload", "exodus", "influx"):
                return Counted("persons", "people", 0.8)
        if all(word in verbs or word.endswith("ly") or word == "," for word in between):
            if low in ("population", "caseload", "exodus", "influx"):
                return Counted("persons", "people", 0.8)
            known = noun_at(cut, at - 1, at, words) if at - 1 >= first else None
            if known and known[0].unit:
                return Counted(known[0].unit, cut[at - 1].low, 0.8)
            if context.previous and (context.same or context.apart <= 2):
                return _repeated(context.previous, 0.75)
            return None
    return None


def _listed(cut: list[Token], first: int, colon: int, words: Words) -> Counted | None:
    """The noun before a colon, as in a list: 'Families sheltered: 300'."""
    best: Counted | None = None
    for step in range(max(first, colon - 6), colon):
        if cut[step].text in ".,;:":
            best = None
        known = noun_at(cut, step, colon, words)
        if known and (known[0].plural or known[0].unit is None) and (best is None or known[0].unit in _HARM):
            best = Counted(known[0].unit or "", cut[step].low, 0.7)
    return best if best and best.unit else None


def _ahead(cut: list[Token], figure: Figure, context: Context, words: Words) -> Counted | None:
    """The unit of the next number, where only a joining word stands between: 'rose from 300 to 500 families'."""
    joins = {"to", "and", "or", "then", "of", "out", "the", "not", "rather", "than", "from", "instead", "but"}
    loose = joins | words.set("quantifiers", "about") | words.set("quantifiers", "nearly") | {"at", "least", "more", ","}
    at = figure.last
    while at < min(context.sentence.last, figure.last + 5) and at not in context.starts:
        if cut[at].low not in loose:
            return None
        at += 1
    if at not in context.starts or at == figure.last:
        return None
    head = head_of(cut, _next(cut, at, context, words), context.sentence.last, words)
    if not head.found or head.unit in (None, "percent"):
        return None
    return Counted(head.unit, head.kind, 0.7)


def _next(cut: list[Token], at: int, context: Context, words: Words) -> Figure:
    behind = at + 1
    while behind < context.sentence.last and (cut[behind].low in words.scales or cut[behind].low in words.number_words):
        behind += 1
    return Figure(at, behind, cut[at].start, 2.0)


def _parallel(cut: list[Token], figure: Figure, context: Context, words: Words) -> bool:
    """Whether a bare number stands beside an earlier one of its sentence: '300 on Monday and 450 on Tuesday'."""
    before = cut[context.opening - 1].low if context.opening > context.sentence.first else ""
    behind = cut[figure.last].low if figure.last < context.sentence.last else "."
    led = before in ("and", ",", "(", "to", "from", "with", "than", "against", "not", "versus", "or", ";", "but", "to", "of", "at", "by", "—", "–", "then", "another", "is", "was", "only", "number", "include", "including", "had", "has")
    goes = behind in ",.;)!?—–" or behind in words.set("locative") or behind in ("and", "by", "on", "to", "as", "a", "last", "this", "the", "during", "under", "with", "for", "while", "but", "or", "before", "after")
    return led and goes
