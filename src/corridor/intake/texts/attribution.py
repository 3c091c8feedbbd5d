"""Attributions: who is said to say something in a sentence, and over which of its words that attribution reaches.

An attribution opens at a verb of saying, at 'according to', at a source in brackets, before a colon, or at whoever an
estimate or a claim belongs to. Every token of a sentence is looked at once.
"""

from __future__ import annotations

from corridor.intake.texts.coreference import Mentions
from corridor.intake.texts.named_speakers import Actor, actor_of
from corridor.intake.texts.noun_phrases import phrase_after, phrase_before
from corridor.intake.texts.parsed import Reading
from corridor.intake.texts.reporting_phrases import ReportingPhrases
from corridor.intake.texts.scope import with_scope
from corridor.intake.texts.subjects import Attribution

__all__ = ["Attribution", "attributions_of"]


_COUNTS = ("number", "toll", "figure", "total", "dead", "injured", "wounded", "missing", "count", "damage")


_GAPPED = {
    "at": ("put", "puts", "putting", "estimates", "estimated"),
    "of": ("spoke", "speaks", "speak", "speaking", "talks", "talked", "wrote", "writes"),
}


class _Finder(ReportingPhrases):
    """All the ways in which an attribution may open."""

    def run(self) -> None:
        """Look at every token once."""
        at = self.first
        low = self.reading.lows(self.first, self.last)
        while at < self.last:
            behind = (
                self.phrase(at, low, "impersonal")
                or self.phrase(at, low, "according")
                or self.phrase(at, low, "citing")
                or self.commitment(at, low)
                or self.quoted_as(at, low)
                or self.hearsay(at)
                or self.account(at)
                or self.verb(at)
                or self.gap(at)
                or self.evidence(at)
                or self.colon(at)
                or self.bracket(at)
            )
            at = behind or at + 1

    def phrase(self, at: int, low: list[str], name: str) -> int:
        length = self.reading.words.phrases[name].opening(low, at - self.first)
        if not length:
            return 0
        if name == "impersonal":
            self.add(None, at, at + length - 1, at + length, "right")
            return at + length
        actor, behind = self.named_after(at + length)
        if (
            actor is None
            or actor.head == "i"
            or (low[at - self.first] == "per" and not (actor.proper or actor.kind == "body"))
        ):
            return 0
        if (
            name == "according"
            and low[at - self.first + length - 1] == "by"
            and self.reading.low(at - 1) in ("was", "were", "been", "being", "be")
            and self.reading.low(at) in ("interviewed", "told", "described")
        ):
            return 0
        via, behind = self.relays(behind)
        manner = "citing" if name == "citing" else "according"
        self.add(actor, at, at, behind, manner, via)
        return behind

    def relays(self, behind: int) -> tuple[tuple[str, ...], int]:
        """', as quoted by Radio X': who passes on what the actor before said."""
        reading, at = self.reading, behind
        while at < self.last and reading.low(at) in (",", "as", "and", "who", "was", "were"):
            at += 1
        if f"{reading.low(at)} {reading.low(at + 1)}" in reading.words.set("speech", "relay joins") or (
            reading.low(at) in ("quoted", "cited") and reading.low(at + 1) == "in"
        ):
            actor, end = self.named_after(at + 2)
            if actor is not None:
                return (self.mentions.resolved(actor, self.number).name,), end
        return (), behind

    def commitment(self, at: int, low: list[str]) -> int:
        length = self.reading.words.phrases["commitments"].opening(low, at - self.first)
        if not length:
            return 0
        return self.let_subject_say(at, at + length)

    def quoted_as(self, at: int, low: list[str]) -> int:
        """'Radio X quoted the mayor as saying', 'the mayor was quoted by Radio X as saying'."""
        reading = self.reading
        if reading.low(at) not in reading.words.set("speech", "quoted as"):
            return 0
        if reading.low(at - 1) in ("was", "were", "been", "is"):
            subject, opens = self.subject(at)
            relay, behind = self.named_after(at + 2) if reading.low(at + 1) in ("by", "in") else (None, at + 1)
            length = reading.words.phrases["as saying"].opening(low, behind - self.first)
            if subject is None or not length:
                return 0
            self.add(subject, opens, at, behind + length, "right", (relay.name,) if relay else ())
            return behind + length
        actor, behind = self.named_after(at + 1)
        length = reading.words.phrases["as saying"].opening(low, behind - self.first) if actor else 0
        if actor is None or not length:
            return 0
        relay, opens = self.subject(at)
        self.add(actor, opens if relay else at, at, behind + length, "right", (relay.name,) if relay else ())
        return behind + length

    def colon(self, at: int) -> int:
        """'UNHCR: 3,000 have arrived' and 'Source: the ministry'."""
        reading = self.reading
        if reading.low(at) != ":" or at - self.first > 8 or at == self.first:
            return 0
        first = self.first
        while first < at and reading.cut[first].kind == "mark":
            first += 1
        low = reading.lows(first, at)
        if first < at and len(low) <= 2 and low[-1] in reading.words.set("speech", "source labels"):
            actor, behind = self.named_after(at + 1)
            if actor is None:
                return 0
            self.add(actor, self.first, at, behind, "source")
            return behind
        actor = actor_of(reading, first, at) if phrase_after(reading, first, at) == at else None
        if actor is None or actor.kind == "pronoun" or (not actor.proper and actor.kind == "person" and actor.plural):
            return 0
        if actor.kind == "name" and not (actor.name.isupper() or self.mentions.knows(actor)):
            return 0
        speaks = actor.kind == "body" and actor.head not in reading.words.nouns
        if not actor.proper and not speaks and at + 1 in reading.figure_starts:
            return 0
        if actor.name.lower() in reading.words.set("never sources"):
            return 0
        if actor.kind == "body" and at - first == 1 and not (actor.name.isupper() or self.mentions.knows(actor)):
            return 0
        self.add(actor, first, at, at + 1, "right")
        return at + 1

    def gap(self, at: int) -> int:
        """'The town puts it at 300, the bakers' guild at 400': the verb is not said again."""
        reading = self.reading
        if (
            reading.low(at) not in ("at", "of")
            or not self.found
            or self.found[-1].at == at
            or reading.low(self.found[-1].at) not in _GAPPED[reading.low(at)]
        ):
            return 0
        if not any(step in reading.figure_starts for step in range(at + 1, min(self.last, at + 5))):
            return 0
        if reading.cut[at - 1].text == ",":
            actor, opens = self.subject_of_aside(at)
        else:
            opens = phrase_before(reading, at, self.first)
            actor = actor_of(reading, opens, at) if opens < at else None
            if actor is None and opens < at and reading.cut[opens - 1].text == ",":
                actor = Actor(reading.span(opens, at), "body", False, False, reading.low(at - 1), "", opens)
        if actor is not None and (actor.head in reading.words.evidence or actor.head in _COUNTS):
            actor = self.found[-1].actor  # 'puts the dead at 12 and the number of missing at 40'
        if (
            actor is None
            or reading.low(opens - 1) not in (",", "and", "while", "but", ";", "whereas")
            or opens <= self.found[-1].closes
        ):
            return 0
        self.add(actor, opens, at, at + 1, "right")
        return at + 1

    def evidence(self, at: int) -> int:
        """'by the agency's estimate', 'the council's claim that', 'an estimate by the council'."""
        reading, words = self.reading, self.reading.words
        low = reading.low(at)
        if low in ("by", "in", "on", "from"):
            behind = phrase_after(reading, at + 1, self.last)
            near = any(reading.low(step) in words.evidence for step in range(max(self.first, at - 7), at))
            if low == "by" and reading.lows(at + 1, at + 3) == ["that", "of"]:
                actor, end = self.named_after(at + 3)
            elif low == "by" and (
                self.put_before(at)
                or (near and not any(reading.low(s) in words.set("be") for s in range(max(self.first, at - 2), at)))
            ):
                actor, end = self.named_after(at + 1)
            elif low in ("by", "on") and any(reading.low(step) in words.evidence for step in range(at + 1, behind)):
                actor, end = self.named_after(at + 1)
                actor = actor if actor is not None and actor.head not in words.evidence else None
            else:
                return 0
            if (
                actor is None
                or (actor.kind == "pronoun" and low != "by")
                or not (actor.proper or actor.kind in ("body", "pronoun") or actor.head in words.sayers)
            ):
                return 0
            self.add(actor, at, at, end, "according")
            return end
        if low == "that" and at - 1 > self.first:
            opens = phrase_before(reading, at, self.first)
            if not any(reading.low(step) in words.evidence for step in range(opens, at)):
                return 0
            actor = actor_of(reading, opens, at) if opens < at else None
            if actor is None or actor.head in words.evidence:
                return 0
            self.add(actor, opens, at, at + 1, "right")
            return at + 1
        return 0

    def put_before(self, at: int) -> bool:
        """Whether 'is put at 300' or 'were counted' stands before 'by'."""
        reading, words = self.reading, self.reading.words
        for step in range(at - 1, max(self.first, at - 9), -1):
            uses = words.verbs.get(reading.low(step), ())
            if reading.low(step - 1) in words.set("be") and any(
                form == "participle" and stem in words.set("speech", "restating") for _, form, stem in uses
            ):
                if step == at - 1:
                    return any(s in reading.figure_starts for s in range(self.first, at))
                return any(s in reading.figure_starts for s in range(step + 1, min(at, step + 5)))
        return False

    def bracket(self, at: int) -> int:
        """A source in brackets behind a figure."""
        reading, words = self.reading, self.reading.words
        if reading.low(at) not in ("(", "["):
            return 0
        start, labelled = at + 1, False
        low = reading.lows(start, min(self.last, start + 3))
        length = words.phrases["source labels"].opening(low, 0)
        if length:
            labelled, start = True, start + length
            if reading.low(start) == ":":
                start += 1
        actor, behind = self.named_after(start)
        comma = next((s for s in range(start, min(self.last, start + 4)) if reading.low(s) == ","), None)
        if comma is not None and (actor is None or not actor.proper):
            other, end = self.named_after(comma + 1)
            if other is not None and reading.low(end) in (")", "]") and other.head in words.sayers:
                actor, behind, labelled = other, end, True
        if actor is None or actor.kind == "pronoun":
            return 0
        closers = (")", "]", ",", ";")
        dated = reading.cut[min(behind, self.last - 1)].kind in ("number", "other")
        dated = dated or reading.low(behind) in words.set("months")
        if not (labelled or dated or reading.low(behind) in closers):
            return 0
        named = actor.proper and (actor.kind == "body" or self.is_known(actor))
        if not labelled and not named and not self.sourcelike(actor, start, behind):
            return 0
        if actor.name.lower() in words.set("never sources"):
            return 0
        if not labelled and reading.cut[at - 1].capital and self.is_alias(at, start, behind):
            return 0
        self.add(actor, at, at, behind, "bracket")
        return behind

    def sourcelike(self, actor: Actor, start: int, behind: int) -> bool:
        """Whether brackets that hold nothing but a body or people who speak name a source: '(valley committees)'."""
        words = self.reading.words
        named = [self.reading.cut[step].base for step in range(start, behind)]
        placed = actor.proper and any(word in words.set("place words") for word in named)
        if self.reading.low(behind) not in (")", "]") or placed:
            return False
        heads = named if actor.proper else [actor.head]
        known = [words.sayers[word] for word in heads if word in words.sayers]
        return any(kind == "body" or plural for kind, plural in known)

    def is_known(self, actor: Actor) -> bool:
        return actor.name.isupper() and len(actor.name) > 1

    def is_alias(self, at: int, start: int, behind: int) -> bool:
        """Whether the brackets give the short name of the body that stands before them."""
        letters = self.reading.cut[start].text.replace(".", "")
        initials = "".join(t.text[0] for t in self.reading.cut[max(self.first, at - 12) : at] if t.capital)
        return (letters.isupper() and initials.endswith(letters)) or (
            behind - start == 1 and at - 2 >= self.first and self.reading.cut[at - 2].capital
        )


def attributions_of(reading: Reading, mentions: Mentions, number: int) -> list[Attribution]:
    """Give the attributions of one sentence, with their reach, in order; the mentions is filled on the way."""
    sentence = reading.sentences[number]
    finder = _Finder(reading, mentions, number, sentence, [])
    finder.run()
    return with_scope(reading, sentence, finder.found)
