"""Noun phrases before or behind a verb, found without a grammar of the whole language.

A phrase is found by what it may not contain: marks, figures, verbs and the small words that open something new. 'Of',
'for' and, behind a noun of office, 'in' carry it on.
"""

from __future__ import annotations

from corridor.intake.texts.parsed import Reading

__all__ = ["CARRY", "CARRY_NOUN", "body_run", "name_run", "phrase_after", "phrase_before"]

CARRY = ("of", "for")
CARRY_NOUN = ("at", "in", "from", "with", "on")
_MOST = 14  # words of one phrase


def _carries(reading: Reading, at: int) -> bool:
    """Whether a phrase goes on over the preposition at a token, seen from the right."""
    low, before = reading.low(at), reading.cut[at - 1]
    words = reading.words
    if low == "of" and before.low in ("one", "some", "many", "most", "several", "two", "three"):
        return True
    if before.kind != "word" or reading.closed(at - 1) or before.low in words.set("determiners"):
        return False
    noun = before.low in words.sayers or before.low in words.evidence
    if low in CARRY:
        return noun or not before.low.endswith(("ed", "ing"))
    return low in CARRY_NOUN and (noun or (before.capital and low != "on"))


def phrase_before(reading: Reading, end: int, first: int) -> int:
    """Give the first token of the noun phrase that ends before a token; `end` itself where there is none."""
    cut, words = reading.cut, reading.words
    pronouns = set().union(*(words.set(f"pronouns {p}") for p in ("he", "she", "it", "they"))) | words.set(
        "first person"
    )
    if end > first and cut[end - 1].low in pronouns:
        return end - 1
    if (
        end - 3 >= first
        and reading.lows(end - 2, end) == ["of", "them"]
        and cut[end - 3].low in words.set("determiners")
    ):
        return end - 3
    at = end
    while at > first and end - at < _MOST:
        token = cut[at - 1]
        if token.kind != "word":
            back = _back_over(reading, at, end, first)
            if not back:
                break
            at -= back
            continue
        if token.low in (*CARRY, *CARRY_NOUN):
            if at == end or at - 2 < first or not _carries(reading, at - 1):
                break
            at -= 1
            continue
        if token.low in words.set("determiners"):
            if token.low in ("that",):
                break
            at -= 1
            if at - 2 >= first and reading.low(at - 1) in (*CARRY, *CARRY_NOUN) and _carries(reading, at - 1):
                continue
            break
        if reading.closed(at - 1) or (_is_verb(reading, at - 1) and not (at == end and token.low.endswith("ing"))):
            break
        at -= 1
    return at


def _back_over(reading: Reading, at: int, end: int, first: int) -> int:
    """Give how many tokens a phrase goes on before a mark or number; 0 where it opens behind it."""
    cut, words = reading.cut, reading.words
    token = cut[at - 1]
    if at == end:
        return 0
    if token.kind == "mark":
        if token.tight and token.text == "." and at - 2 >= first:
            return 2 if cut[at - 2].low in words.set("abbreviations") or len(cut[at - 2].text) == 1 else 0
        return 1 if token.tight and token.text in "’'" else 0
    estimate = (
        token.kind == "number"
        and at - 2 >= first
        and cut[at - 2].low in words.set("determiners")
        and reading.low(end - 1) in words.evidence
    )
    return 1 if estimate else 0


def _is_verb(reading: Reading, at: int) -> bool:
    token, words = reading.cut[at], reading.words
    if at > 0 and reading.low(at - 1) in words.set("determiners") and token.low not in ("said", "told"):
        return False
    if token.capital or token.low in words.sayers or token.low in words.evidence or token.low in words.nouns:
        return False
    return token.low in words.verbs


def phrase_after(reading: Reading, start: int, last: int) -> int:
    """Give the token behind the noun phrase that opens at a token; `start` itself where there is none."""
    cut, words = reading.cut, reading.words
    pronouns = set().union(*(words.set(f"pronouns {p}") for p in ("he", "she", "it", "they")))
    if start < last and cut[start].low in pronouns:
        return start + 1
    at, named = start, False
    last = min(last, start + _MOST)
    while at < last and (cut[at].low in words.set("determiners")):
        at += 1
    opened = at
    while at < last:
        token = cut[at]
        if token.kind == "mark":
            if at == opened or not _mark_within(reading, at, last):
                break
            at += 1
            continue
        if (
            token.kind != "word"
            or token.low in words.set("weekdays")
            or (token.low in words.set("months") and token.capital and not (at + 1 < last and cut[at + 1].capital))
        ):
            break
        if token.capital:
            behind = name_run(reading, at, last)
            named, at = True, max(behind, at + 1)
            if cut[at - 1].possessive:
                named = False
            continue
        if token.low in (*CARRY, *CARRY_NOUN):
            if at == opened or not _leads_on(reading, at, last):
                break
            at += 1
            while at < last and cut[at].low in words.set("determiners"):
                at += 1
            named = False
            continue
        if at > opened and token.low.endswith("ed") and reading.low(at + 1) == "by":
            break
        if reading.closed(at) or (
            at > opened and (_is_verb(reading, at) or (token.low.endswith("ing") and token.low not in words.sayers))
        ):
            break
        if named and not _office_near(reading, at, last):
            break
        at += 1
    return at if at > opened else start


def _mark_within(reading: Reading, at: int, last: int) -> bool:
    """Whether a mark stands within a phrase: the full stop of 'Ms. Osk', the apostrophe of 'the towns' mayors'."""
    cut, before = reading.cut, reading.cut[at - 1]
    if not cut[at].tight:
        return False
    if cut[at].text == ".":
        named = before.low in reading.words.set("titles") or len(before.text) == 1
        return named and at + 1 < last and cut[at + 1].capital
    return cut[at].text in "’'"


def _leads_on(reading: Reading, at: int, last: int) -> bool:
    """Whether the preposition at a token carries a phrase on, seen from the left."""
    if at + 1 >= last:
        return False
    words, after = reading.words, reading.cut[at + 1]
    if after.kind != "word" or after.low in words.set("weekdays") or after.low in words.set("months"):
        return False
    before = reading.cut[at - 1]
    noun = before.low in words.sayers or before.low in words.evidence
    if reading.low(at) in CARRY:
        return after.low not in ("whom", "which", "them", "those", "these") and (
            noun or before.capital or after.capital
        )
    return (
        reading.low(at) != "on"
        and (noun or before.low in words.set("body words"))
        and (after.capital or after.low == "the")
    )


def _office_near(reading: Reading, at: int, last: int) -> bool:
    return any(
        reading.low(step) in reading.words.sayers or reading.low(step) in reading.words.evidence
        for step in range(at, min(at + 2, last))
    )


def name_run(reading: Reading, at: int, last: int) -> int:
    """Give the token behind a run of words with capitals, its small joining words included."""
    cut, words = reading.cut, reading.words
    start = at
    joined = False
    while at < last and at - start < 10:
        token = cut[at]
        if token.capital:
            at += 1
            if token.possessive:
                break
            if (
                at + 1 < last
                and cut[at].text == "."
                and cut[at].tight
                and cut[at + 1].capital
                and (token.low in words.set("titles") or len(token.text) == 1)
            ):
                at += 1
            elif at + 1 < last and cut[at].text in "’'" and cut[at].tight and cut[at + 1].capital:
                at += 1  # the Farmers' Union
            continue
        step = at
        if token.low in words.set("name joins") or token.low in words.set("body joins") or token.text == "&":
            if token.low in ("in", "to", "on") or (token.low == "and" and not joined):
                break
            joined = joined or token.low in ("of", "for")
            while (
                step < last
                and step - at < 2
                and (
                    cut[step].low in words.set("body joins")
                    or cut[step].low in words.set("name joins")
                    or cut[step].text == "&"
                )
            ):
                step += 1
            if step < last and cut[step].capital and not (token.low == "and" and cut[step].text.isupper()):
                if token.low in ("of", "for", "the") and not body_run(reading, start, at):
                    break
                at = step
                continue
        break
    return at


def body_run(reading: Reading, first: int, last: int) -> bool:
    """Whether a range holds a word that names of bodies are made of."""
    return any(reading.cut[step].base in reading.words.set("body words") for step in range(first, last))
