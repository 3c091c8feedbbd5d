"""Numbers that count nothing of ours: dates, times, ages, sums of money, measures, labels, footnotes, shares.

Asked before any unit is looked for. What is left may still turn out to count something that has no unit here.
"""

from __future__ import annotations

from corridor.intake.texts.lexicon import Words
from corridor.intake.texts.noun_heads import Head
from corridor.intake.texts.numbers import Figure
from corridor.intake.texts.tokens import Token

__all__ = ["excluded"]

_OPENERS = set("([{“„«\"‘'—–-/~≈<>≤≥+$€£¥:;,±=")
_WHOLE = {
    "persons",
    "families",
    "households",
    "killed",
    "injured",
    "missing",
    "vehicles",
    "beds",
    "houses",
    "facilities",
    "items",
    "staff",
}


def excluded(cut: list[Token], figure: Figure, head: Head, first: int, quantified: bool, words: Words) -> bool:
    """Whether a figure is none of people, homes or goods by what stands right beside it.

    Parameters
    ----------
    head : Head
        The noun behind it.
    first : int
        Where its sentence opens.
    quantified : bool
        Whether a phrase such as 'at least' stands before it.
    """
    bare = not head.found
    if (
        figure.size == 0
        or ((head.unit in _WHOLE or bare) and figure.size > 8.5e9)
        or (figure.value is not None and head.unit in _WHOLE and figure.value % 1)
    ):
        return True
    return (
        (head.found and head.unit is None)
        or _phone(cut, figure)
        or _named(cut, figure, first)
        or _money(cut, figure, words)
        or _measure(cut, figure, words)
        or _date(cut, figure, bare, first, quantified, words)
        or _label(cut, figure, bare, first, words)
        or _note(cut, figure)
        or _age(cut, figure, bare, first, words)
        or _ratio(cut, figure, first)
        or _rate(cut, head, words)
        or (figure.form == "one" and _at(cut, figure.last) in ("of", "another", "day"))
    )


def _at(cut: list[Token], at: int) -> str:
    return cut[at].low if 0 <= at < len(cut) else ""


def _phone(cut: list[Token], figure: Figure) -> bool:
    """Whether digits and dashes before a figure make it part of a longer number: '0800-112-333'."""
    dash = figure.first - 1
    return dash > 0 and cut[dash].text in "-–" and cut[dash].tight and cut[dash - 1].kind in ("number", "other")


def _named(cut: list[Token], figure: Figure, first: int) -> bool:
    """Whether a number word has a capital within a sentence, as in a name: 'the Group of Seven'."""
    before = cut[figure.first - 1] if figure.first > first else None
    return before is not None and before.kind == "word" and cut[figure.first].capital


def _money(cut: list[Token], figure: Figure, words: Words) -> bool:
    signs = words.set("currencies")
    return _at(cut, figure.first - 1) in signs or _at(cut, figure.last) in signs


def _measure(cut: list[Token], figure: Figure, words: Words) -> bool:
    """Measures and hours; per cent is left to the units."""
    after = _at(cut, figure.last)
    if after == "-":
        after = _at(cut, figure.last + 1)
    return (
        after in words.set("ages")
        or (after != "%" and after in words.set("other measures"))
        or after.rstrip(".") in words.set("times")
    )


def _date(cut: list[Token], figure: Figure, bare: bool, first: int, quantified: bool, words: Words) -> bool:
    months = words.set("months")
    before, after = figure.first - 1, figure.last
    if figure.size <= 31:
        if after < len(cut) and cut[after].capital and _at(cut, after) in months:
            return True
        if _at(cut, after) == "of" and _at(cut, after + 1) in months:
            return True
        if bare and before >= first and cut[before].capital and _at(cut, before) in months:
            return True
        if bare and _at(cut, before) in words.set("weekdays"):
            return True
    if figure.form != "year":
        return False
    near = {_at(cut, before), _at(cut, before - 1)}
    if near & (months | words.set("before a date") - {"of", "between", "through"}) and not quantified:
        return True
    return bare and _at(cut, before) not in ("another", "further")


def _label(cut: list[Token], figure: Figure, bare: bool, first: int, words: Words) -> bool:
    before = figure.first - 1
    if (
        before > first
        and cut[before].low in ("between", "from", "and", "to")
        and cut[before - 1].low in words.set("label words")
    ):
        before -= 1
    if (
        before >= first
        and cut[before].text == "."
        and cut[before - 1].low in ("no", "nos", "nr", "art", "p", "pp", "vol", "fig", "sec", "ch")
    ):
        return True
    if before < first or cut[before].low not in words.set("label words"):
        if before >= first and bare and cut[before].capital and cut[before].low in words.evidence:
            return True
        return bool(before >= first and cut[before].text in "#§№")
    return bare or (cut[before].capital and before > first)


def _note(cut: list[Token], figure: Figure) -> bool:
    """A footnote: in square brackets, or close behind a word or a mark of the sentence."""
    token = cut[figure.first]
    before = cut[figure.first - 1] if figure.first else None
    if before is None or not token.tight or token.kind != "number":
        return False
    if before.text == "[":
        return _at(cut, figure.last) in ("]", ",", "-")
    if before.text in ":;," and figure.first > 1 and cut[figure.first - 2].kind == "number":
        return True
    return before.text not in _OPENERS


def _rate(cut: list[Token], head: Head, words: Words) -> bool:
    """'9 litres per person': what each one gets, not what there is."""
    if (
        any(
            _at(cut, step) in ("each", "every") and cut[step].kind == "word"
            for step in range(max(0, head.last - 7), head.last - 1)
        )
        and not head.found
    ):
        return True
    for at in range(head.last, min(len(cut) - 1, head.last + 5)):
        if cut[at].low == "per" and cut[at + 1].low not in ("day", "week", "month", "hour", "night"):
            return True
        if cut[at].low == "for" and cut[at + 1].low in ("every", "each"):
            return True
        if (
            cut[at].low in ("a", "each")
            and at == head.last
            and (cut[at].low == "each" or cut[at + 1].low in words.set("rates"))
        ):
            return cut[at + 1].low in words.set("rates") or cut[at + 1].text in ".,;"
        if cut[at].kind != "word":
            return False
    return False


def _age(cut: list[Token], figure: Figure, bare: bool, first: int, words: Words) -> bool:
    if not bare or figure.size > 110:
        return False
    if any(_at(cut, step) in words.set("age words") for step in range(max(first, figure.first - 4), figure.first)):
        return True
    before, after = figure.first - 1, _at(cut, figure.last)
    step = before
    while (
        step > first
        and step > before - 5
        and (cut[step].kind == "number" or cut[step].low in ("and", "or", "to", ",", "-", "–", "between"))
    ):
        step -= 1
    if cut[step].low in ("aged", "age", "ages"):
        return True
    noun = words.nouns.get(_at(cut, before - 1))
    if (
        before > first
        and cut[before].text == ","
        and after == ","
        and noun is not None
        and noun.unit in ("persons", "staff")
        and not noun.plural
    ):
        return True
    if (
        before > first
        and cut[before].text in ",("
        and (cut[before - 1].capital or after in (")",))
        and after in (",", ")", "", ".")
    ):
        return cut[before - 1].kind == "word" and (cut[before].text == "(" or cut[before - 1].capital)
    if _at(cut, before) == "of" and before > first:
        noun = words.nouns.get(_at(cut, before - 1))
        if noun is not None and noun.unit in ("persons", "staff") and not noun.plural:
            return _at(cut, before - 1) not in ("crew", "staff", "party", "person")  # 'a boy of 7'
    return figure.size < 100 and _age_bound(cut, before, after, words)


def _age_bound(cut: list[Token], before: int, after: str, words: Words) -> bool:
    """'those under 5', 'over or under 18', 'anyone aged 60': an age from which on, or up to which."""
    people = {"them", "whom", "those", "us", "are", "were", "is", "was", "being"}
    if (
        _at(cut, before) in ("under", "over", "below", "above")
        and _at(cut, before - 1) in people
        and after in (".", ",", ")", ";", "", "and")
    ):
        return True
    bounds = ("under", "over", "above", "below")
    if _at(cut, before) in bounds and _at(cut, before - 1) in ("or", "and") and _at(cut, before - 3) in bounds:
        return True
    if _at(cut, before) in ("under", "over", "above", "below", "aged", "age", "between", "ages"):
        noun = words.nouns.get(_at(cut, before - 1))
        return (noun is not None and noun.unit in ("persons", None)) or _at(cut, before - 1) in (
            *("aged", "those", "anyone", "everyone", "the"),
        )
    return False


def _ratio(cut: list[Token], figure: Figure, first: int) -> bool:
    """'one in five families', 'two out of three': a share and no count."""
    before = figure.first - 1
    if (
        before - 1 >= first
        and _at(cut, before) == "of"
        and _at(cut, before - 1) == "out"
        and _is_small(cut, before - 2)
        and figure.size in (10, 100)
    ):
        return True
    ranks = ("first", "second", "third", "fourth", "last", "eldest", "oldest", "youngest")
    if before - 1 >= first and _at(cut, before) == "of" and _at(cut, before - 1) in ranks and figure.size <= 12:
        return True
    if before - 1 >= first and _at(cut, before) == "in" and _is_small(cut, before - 1):
        return figure.size <= 100
    if _at(cut, figure.last) in ("in", "out") and figure.size <= 10:
        step = figure.last + (2 if _at(cut, figure.last) == "out" else 1)
        return (
            step < len(cut)
            and _is_small(cut, step)
            and _at(cut, step) != "one"
            and _at(cut, step + 1) not in ("villages", "towns", "camps")
        )
    return False


def _is_small(cut: list[Token], at: int) -> bool:
    token = cut[at]
    small = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "every")
    return token.low in small or (token.kind == "number" and len(token.text) < 3)
