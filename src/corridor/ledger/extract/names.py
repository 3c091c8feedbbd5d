"""Those who may speak: noun phrases before or behind a verb, and the person or body that such a phrase names.

Without a grammar of the whole language a phrase is found by what it may not contain: marks, figures, verbs and the small
words that open something new. 'Of', 'for' and, behind a noun of office, 'in' carry it on.
"""

from __future__ import annotations

from dataclasses import dataclass

from corridor.ledger.extract.reading import Reading

__all__ = ["Actor", "actor_of", "behind_apposition", "name_run", "phrase_after", "phrase_before"]

_CARRY = ("of", "for")
_CARRY_NOUN = ("at", "in", "from", "with", "on")
_MOST = 14  # words of one phrase


@dataclass(frozen=True)
class Actor:
    """A person or body.

    Attributes
    ----------
    name : str
        As it is written, without an article.
    kind : str
        person, body, name (one word with a capital, which may be either), or pronoun.
    plural : bool
        Whether it is several, as 'officials'.
    proper : bool
        Whether it is a name and not a description.
    head : str
        The noun of a description, or the last word of a name.
    role : str
        What is said of a named person: 'Armenia's prime minister'.
    at : int
        Its first token.
    """

    name: str
    kind: str
    plural: bool
    proper: bool
    head: str
    role: str
    at: int


def _carries(reading: Reading, at: int) -> bool:
    """Whether a phrase goes on over the preposition at a token, seen from the right."""
    low, before = reading.low(at), reading.cut[at - 1]
    words = reading.words
    if low == "of" and before.low in ("one", "some", "many", "most", "several", "two", "three"):
        return True
    if before.kind != "word" or reading.closed(at - 1) or before.low in words.set("determiners"):
        return False
    noun = before.low in words.sayers or before.low in words.evidence
    if low in _CARRY:
        return noun or not before.low.endswith(("ed", "ing"))
    return low in _CARRY_NOUN and (noun or (before.capital and low != "on"))


def phrase_before(reading: Reading, end: int, first: int) -> int:
    """Give the first token of the noun phrase that ends before a token; `end` itself where there is none."""
    cut, words = reading.cut, reading.words
    pronouns = set().union(*(words.set(f"pronouns {p}") for p in ("he", "she", "it", "they"))) | words.set("first person")
    if end > first and cut[end - 1].low in pronouns:
        return end - 1
    if end - 3 >= first and reading.lows(end - 2, end) == ["of", "them"] and cut[end - 3].low in words.set("determiners"):
        return end - 3
    at = end
    while at > first and end - at < _MOST:
        token = cut[at - 1]
        if token.kind == "mark":
            short = token.text == "." and at - 2 >= first and (cut[at - 2].low in words.set("abbreviations") or len(cut[at - 2].text) == 1)
            if short and token.tight and at < end:
                at -= 2
                continue
            if token.text in "’'" and token.tight and at < end:
                at -= 1
                continue
            break
        if token.kind != "word":
            if token.kind == "number" and at < end and at - 2 >= first and cut[at - 2].low in words.set("determiners") and reading.low(end - 1) in words.evidence:
                at -= 1
                continue
            break
        if token.low in (*_CARRY, *_CARRY_NOUN):
            if at == end or at - 2 < first or not _carries(reading, at - 1):
                break
            at -= 1
            continue
        if token.low in words.set("determiners"):
            if token.low in ("that",):
                break
            at -= 1
            if at - 2 >= first and reading.low(at - 1) in (*_CARRY, *_CARRY_NOUN) and _carries(reading, at - 1):
                continue
            break
        if reading.closed(at - 1) or _is_verb(reading, at - 1):
            break
        at -= 1
    return at


def _is_verb(reading: Reading, at: int) -> bool:
    token, words = reading.cut[at], reading.words
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
            before = cut[at - 1]
            if token.text == "." and token.tight and at > opened and (before.low in words.set("titles") or len(before.text) == 1) and at + 1 < last and cut[at + 1].capital:
                at += 1
                continue
            if token.text in "’'" and token.tight and at > opened:
                at += 1
                continue
            break
        if token.kind != "word" or token.low in words.set("weekdays") or (token.low in words.set("months") and token.capital):
            break
        if token.capital:
            behind = name_run(reading, at, last)
            named, at = True, max(behind, at + 1)
            if cut[at - 1].possessive:
                named = False
            continue
        if token.low in (*_CARRY, *_CARRY_NOUN):
            if at == opened or not _leads_on(reading, at, last):
                break
            at += 1
            while at < last and cut[at].low in words.set("determiners"):
                at += 1
            named = False
            continue
        if at > opened and token.low.endswith("ed") and reading.low(at + 1) == "by":
            break
        if reading.closed(at) or (at > opened and (_is_verb(reading, at) or (token.low.endswith("ing") and token.low not in words.sayers))):
            break
        if named and not _office_near(reading, at, last):
            break
        at += 1
    return at if at > opened else start


def _leads_on(reading: Reading, at: int, last: int) -> bool:
    """Whether the preposition at a token carries a phrase on, seen from the left."""
    if at + 1 >= last:
        return False
    words, after = reading.words, reading.cut[at + 1]
    if after.kind != "word" or after.low in words.set("weekdays") or after.low in words.set("months"):
        return False
    before = reading.cut[at - 1]
    noun = before.low in words.sayers or before.low in words.evidence
    if reading.low(at) in _CARRY:
        return after.low not in ("whom", "which", "them", "those", "these") and (noun or before.capital or after.capital)
    return reading.low(at) != "on" and (noun or before.low in words.set("body words")) and (after.capital or after.low == "the")


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
            if at + 1 < last and cut[at].text == "." and cut[at].tight and cut[at + 1].capital and (token.low in words.set("titles") or len(token.text) == 1):
                at += 1
            continue
        step = at
        if token.low in words.set("name joins") or token.low in words.set("body joins") or token.text == "&":
            if token.low in ("in", "to", "on") or (token.low == "and" and not joined):
                break
            joined = joined or token.low in ("of", "for")
            while step < last and step - at < 2 and (cut[step].low in words.set("body joins") or cut[step].low in words.set("name joins") or cut[step].text == "&"):
                step += 1
            if step < last and cut[step].capital and not (token.low == "and" and cut[step].text.isupper()):
                if token.low in ("of", "for", "the") and not _body_run(reading, start, at):
                    break
                at = step
                continue
        break
    return at


def _body_run(reading: Reading, first: int, last: int) -> bool:
    return any(reading.low(step) in reading.words.set("body words") for step in range(first, last))


def actor_of(reading: Reading, first: int, last: int) -> Actor | None:
    """Give the person or body that a noun phrase names, None where it names neither."""
    cut, words = reading.cut, reading.words
    while first < last and (cut[first].low in words.set("determiners") or (cut[first].kind == "mark")):
        first += 1
    if first + 1 < last and cut[first].low == "of" and first > 0 and cut[first - 1].low in words.set("determiners") | words.number_words.keys():
        if cut[first + 1].low == "them":
            return Actor(cut[first + 1].text, "pronoun", True, False, "they", "", first + 1)
        return actor_of(reading, first + 1, last)
    if first >= last or cut[last - 1].low in words.set("weekdays") or (last - first == 1 and cut[first].low in words.set("months")):
        return None
    token = cut[first]
    if last - first == 1:
        for which in ("he", "she", "it", "they"):
            if token.low in words.set(f"pronouns {which}"):
                return Actor(token.text, "pronoun", which == "they", False, which, "", first)
        if token.low in words.set("first person"):
            return Actor(token.text, "pronoun", False, False, "i", "", first)
        if reading.closed(first):
            return None
    core = _core(reading, first, last)
    return (
        _named(reading, first, core, last)
        or _evidence(reading, first, core, last)
        or _described(reading, first, core, last)
        or _possessor(reading, first, core)
    )


def _core(reading: Reading, first: int, last: int) -> int:
    """Give the end of what stands before the first preposition, names of bodies kept whole."""
    at = first
    while at < last:
        if reading.cut[at].capital:
            at = max(name_run(reading, at, last), at + 1)
            continue
        if reading.low(at) in (*_CARRY, *_CARRY_NOUN, "who", "which", ","):
            break
        at += 1
    return at


def _named(reading: Reading, first: int, core: int, last: int) -> Actor | None:
    """A phrase whose core ends in a name."""
    cut, words = reading.cut, reading.words
    if core <= first or not cut[core - 1].capital:
        return None
    run = core - 1
    while run > first and (cut[run - 1].capital or cut[run - 1].text == "." or cut[run - 1].low in words.set("name joins") or cut[run - 1].low in words.set("body joins") or cut[run - 1].text == "&"):
        if cut[run - 1].possessive:
            break
        run -= 1
    while run < core and not cut[run].capital:
        run += 1
    opens = run
    office = run > first and _is_office(reading, run - 1)
    for step in range(run, core - 1):
        if cut[step].low in words.set("titles") or (_is_office(reading, step) and not _is_body(reading, step)):
            after = step + 2 if cut[step + 1].text == "." else step + 1
            if after < core and reading.low(after) not in ("of", "for", "the"):
                opens, office = after, True
    name = reading.span(opens, core)
    if not name:
        return None
    many = core - opens > 1
    body = _body_run(reading, opens, core) or (cut[core - 1].text.isupper() and len(cut[core - 1].text) > 1 and not many)
    head = cut[core - 1].base
    role = reading.span(first, opens) + " " + reading.span(core, last)
    if office and not (_body_run(reading, opens, core) and run > first and _is_body(reading, run - 1)):
        return Actor(name, "person", False, True, head, role.strip(), opens)
    if not many and cut[opens].base in words.sayers and not body:
        return None
    if body:
        return Actor(reading.span(opens, core), "body", False, True, head, "", opens)
    if many and cut[opens].low not in words.set("directions") and not cut[core - 1].low.endswith("s'") and not any(reading.low(s) in words.set("place words") for s in range(opens, core)):
        return Actor(name, "person", False, True, head, role.strip(), opens)
    if cut[core - 1].low.endswith("s") and len(head) > 5 and not many and not cut[core - 1].text.isupper() and head.endswith(("ans", "is", "ns")):
        return Actor(name, "body", True, False, head, "", opens)
    return Actor(name, "name", False, True, head, "", opens)


def _is_office(reading: Reading, at: int) -> bool:
    words, token = reading.words, reading.cut[at]
    if token.text == ".":
        return at > 0 and reading.cut[at - 1].low in words.set("titles")
    use = words.sayers.get(token.base)
    return token.low in words.set("titles") or (use is not None and use[0] == "person" and not use[1])


def _is_body(reading: Reading, at: int) -> bool:
    use = reading.words.sayers.get(reading.cut[at].base)
    return use is not None and use[0] == "body"


def _evidence(reading: Reading, first: int, core: int, last: int) -> Actor | None:
    """'figures from the ministry', 'the ministry's report', 'UN estimates': the one whose figures they are."""
    cut, words = reading.cut, reading.words
    head = next((at for at in range(core - 1, first - 1, -1) if cut[at].kind == "word"), first)
    if cut[head].low not in words.evidence or (cut[head].low in words.sayers and cut[head].low not in ("note", "release")):
        return None
    joins = {join.split()[-1] for join in words.set("speech", "evidence joins")}
    for at in range(head - 1, first - 1, -1):
        if cut[at].possessive:
            return actor_of(reading, first, at + 1)
    whose = {"its": "it", "their": "they", "his": "he", "her": "she"}.get(reading.low(first - 1))
    if whose is not None and first > 0:
        return Actor(cut[first - 1].text, "pronoun", whose == "they", False, whose, "", first - 1)
    if head > first:
        owner = actor_of(reading, first, head)
        if owner is not None and (owner.proper or owner.head in words.sayers):
            return owner
    for at in range(core, last):
        if cut[at].low in joins and at + 1 < last:
            owner = actor_of(reading, at + 1, last)
            if owner is not None and cut[at].low != "in" and (cut[at].low != "of" or owner.proper or owner.head in words.sayers):
                return owner
    return Actor(reading.span(first, core), "body", cut[head].low.endswith("s"), False, cut[head].low, "", first)


def _possessor(reading: Reading, first: int, core: int) -> Actor | None:
    """'IOM's latest tracking': whose it is, where the thing itself is no speaker."""
    for at in range(core - 2, first - 1, -1):
        if reading.cut[at].possessive:
            owner = actor_of(reading, first, at + 1)
            return owner if owner is not None and owner.kind == "body" else None
    return None


def _described(reading: Reading, first: int, core: int, last: int) -> Actor | None:
    """A phrase whose core ends in a noun of office, of a body or of people."""
    cut, words = reading.cut, reading.words
    head = core - 1
    while head >= first and cut[head].kind != "word":
        head -= 1
    if head < first:
        return None
    low = cut[head].base
    pair = f"{cut[head - 1].low} {low}" if head > first else ""
    use = words.sayers.get(pair) or words.sayers.get(low) or words.sayers.get(low.rsplit("-", 1)[-1])
    if use is None:
        noun = words.nouns.get(low)
        people = noun is not None and noun.unit in ("persons", "staff", "families", "households")
        if not people and not (low.endswith(tuple(words.set("person endings"))) and low not in words.set("no persons")):
            return None
        use = ("person", low.endswith("s") or (noun is not None and noun.plural))
    if low in {w for entry in words.set("never speakers") for w in entry.split("/")} and head == first:
        return None
    kind, plural = use
    return Actor(reading.span(first, last), kind, plural, False, low, "", first)


def behind_apposition(reading: Reading, actor: Actor, behind: int, last: int) -> tuple[Actor, int]:
    """Join 'the mayor, Anna Lee,' and 'Anna Lee, the mayor,' to one actor; give it with the token behind."""
    cut, words = reading.cut, reading.words
    if behind + 1 >= last or cut[behind].text not in (",", "—", "–", "("):
        return actor, behind
    start = behind + 1
    end = phrase_after(reading, start, last)
    if end == start or (end < last and cut[end].text not in (",", ".", "—", "–", ")", ";", ":", "”", '"')):
        return actor, behind
    other = actor_of(reading, start, end)
    if other is None:
        return actor, behind
    if actor.kind == "person" and not actor.proper and not actor.plural and other.kind == "person" and other.proper and cut[start].capital:
        joined = Actor(other.name, "person", False, True, other.head, f"{actor.name} {other.role}".strip(), actor.at)
    elif actor.kind in ("person", "name") and actor.proper and not other.proper and other.kind in ("person", "body") and (cut[start].low in words.set("determiners") or other.kind == "person"):
        joined = Actor(actor.name, "person", False, True, actor.head, f"{actor.role} {other.name}".strip(), actor.at)
    elif actor.kind in ("person", "name") and actor.proper and other.kind == "person" and other.role:
        return actor, behind
    else:
        return actor, behind
    return joined, end + (1 if end < last and cut[end].text in (",", "—", "–", ")") else 0)
