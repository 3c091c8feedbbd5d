"""Those who may speak: the person or body that a noun phrase names or describes.

A name is told from a description by its capitals, a person from a body by titles, by nouns of office and by the words
that names of bodies are made of. What a report or a figure says is said by whoever it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass

from corridor.intake.texts.noun_phrases import CARRY, CARRY_NOUN, body_run, name_run, phrase_after
from corridor.intake.texts.parsed import Reading

__all__ = ["Actor", "actor_of", "behind_apposition"]


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
        What is said of a named person: 'Tarnia's prime minister'.
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


def actor_of(reading: Reading, first: int, last: int) -> Actor | None:
    """Give the person or body that a noun phrase names, None where it names neither."""
    cut, words = reading.cut, reading.words
    while first < last and (cut[first].low in words.set("determiners") or (cut[first].kind == "mark")):
        first += 1
    if (
        first + 1 < last
        and cut[first].low == "of"
        and first > 0
        and cut[first - 1].low in words.set("determiners") | words.number_words.keys()
    ):
        if cut[first + 1].low == "them":
            return Actor(cut[first + 1].text, "pronoun", True, False, "they", "", first + 1)
        return actor_of(reading, first + 1, last)
    if (
        first >= last
        or cut[last - 1].low in words.set("weekdays")
        or (last - first == 1 and cut[first].low in words.set("months"))
    ):
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
    if core - first == 1 and core < last and cut[first].low in words.evidence and cut[first].low not in words.sayers:
        return _evidence(reading, first, core, last)
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
        if reading.low(at) in (*CARRY, *CARRY_NOUN, "who", "which", ","):
            break
        at += 1
    return at


def _run_of_name(reading: Reading, first: int, core: int) -> int:
    """Give where the words of a name open that ends before a token."""
    cut, words = reading.cut, reading.words
    run = core - 1
    while run > first and (
        cut[run - 1].capital
        or cut[run - 1].text == "."
        or cut[run - 1].low in words.set("name joins")
        or cut[run - 1].low in words.set("body joins")
        or cut[run - 1].text in "&’'"
    ):
        if cut[run - 1].possessive:
            break
        run -= 1
    while run < core and not cut[run].capital:
        run += 1
    if core - run == 1 and cut[run].base in words.sayers and run > first and cut[run - 1].possessive:
        while run > first and (cut[run - 1].capital or cut[run - 1].possessive):
            run -= 1  # the Ombudsman's Office
    return run


def _named(reading: Reading, first: int, core: int, last: int) -> Actor | None:
    """A phrase whose core ends in a name."""
    cut, words = reading.cut, reading.words
    if core <= first or not cut[core - 1].capital:
        return None
    run = _run_of_name(reading, first, core)
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
    body = body_run(reading, opens, core) or (cut[core - 1].text.isupper() and len(cut[core - 1].text) > 1 and not many)
    head = cut[core - 1].base
    role = reading.span(first, opens) + " " + reading.span(core, last)
    if office and not (body_run(reading, opens, core) and run > first and _is_body(reading, run - 1)):
        return Actor(name, "person", False, True, head, role.strip(), opens)
    if not many and cut[opens].base in words.sayers and not body:
        return None
    if body:
        return Actor(reading.span(opens, core), "body", False, True, head, role.strip(), opens)
    if (
        many
        and cut[opens].low not in words.set("directions")
        and not cut[core - 1].low.endswith("s'")
        and not any(reading.low(s) in words.set("place words") for s in range(opens, core))
    ):
        return Actor(name, "person", False, True, head, role.strip(), opens)
    if (
        cut[core - 1].low.endswith("s")
        and len(head) > 5
        and not many
        and not cut[core - 1].text.isupper()
        and head.endswith(("ans", "is", "ns"))
    ):
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
    if cut[head].low not in words.evidence or (
        cut[head].low in words.sayers and cut[head].low not in ("note", "release")
    ):
        return None
    joins = {join.split()[-1] for join in words.set("speech", "evidence joins")}
    for at in range(head - 1, first - 1, -1):
        if cut[at].possessive:
            return actor_of(reading, first, at + 1) or _anybody(reading, first, at)
        if cut[at].text in "’'" and at > first:
            return actor_of(reading, first, at)
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
            if (
                owner is not None
                and cut[at].low != "in"
                and (cut[at].low != "of" or owner.proper or owner.head in words.sayers)
            ):
                return owner
    return Actor(reading.span(first, core), "body", cut[head].low.endswith("s"), False, cut[head].low, "", first)


def _anybody(reading: Reading, first: int, at: int) -> Actor | None:
    """Whoever a count belongs to, though no list knows the word; days and months own none."""
    words, base = reading.words, reading.cut[at].base
    for name in ("weekdays", "months", "days", "periods", "period words"):
        if base in words.set(name):
            return None
    return Actor(reading.span(first, at + 1), "body", False, False, base, "", first)


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
    if (
        actor.kind == "person"
        and not actor.proper
        and not actor.plural
        and other.kind == "person"
        and other.proper
        and cut[start].capital
    ):
        joined = Actor(other.name, "person", False, True, other.head, f"{actor.name} {other.role}".strip(), actor.at)
    elif (
        actor.kind in ("person", "name")
        and actor.proper
        and not other.proper
        and other.kind in ("person", "body")
        and (cut[start].low in words.set("determiners") or other.kind == "person")
    ):
        joined = Actor(actor.name, "person", False, True, actor.head, f"{actor.role} {other.name}".strip(), actor.at)
    elif actor.kind in ("person", "name") and actor.proper and other.kind == "person" and other.role:
        return actor, behind
    else:
        return actor, behind
    return joined, end + (1 if end < last and cut[end].text in (",", "—", "–", ")") else 0)
