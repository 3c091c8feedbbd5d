"""Those named so far, to tell whom 'she', 'they', 'the agency', 'the mayor' or 'Ms Osk' stands for.

The mentions is filled in the order of the text and asked only for what came before. It prefers who was lately the one
that acts or speaks over who was only mentioned.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from corridor.intake.texts.named_speakers import Actor, actor_of, behind_apposition
from corridor.intake.texts.noun_phrases import phrase_after, phrase_before
from corridor.intake.texts.parsed import Reading
from corridor.intake.texts.sentences import Sentence

__all__ = ["Mentions"]

_BACK = 40  # mentions that are looked through


@dataclass(frozen=True)
class _Mention:
    actor: Actor
    sentence: int
    leading: bool
    spoke: bool = False


class Mentions:
    """Mentions of actors in the order of the text."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._mentions: list[_Mention] = []
        self._full: dict[str, str] = {}
        openings = {sentence.first for sentence in reading.sentences}
        self._names = {t.base for at, t in enumerate(reading.cut) if t.capital and at not in openings}

    def add(self, actor: Actor, sentence: int, leading: bool, spoke: bool = False) -> None:
        """Note an actor."""
        if actor.kind == "pronoun":
            return
        self._mentions.append(_Mention(actor, sentence, leading, spoke))
        parts = actor.name.split()
        if actor.kind == "person" and actor.proper and len(parts) > 1:
            for part in (parts[-1], parts[0], " ".join(parts[1:])):
                self._full.setdefault(part.lower(), actor.name)
            self._full[parts[-1].lower()] = actor.name

    def note(self, number: int, sentence: Sentence) -> None:
        """Note everyone whom a sentence names."""
        reading, at = self._reading, sentence.first
        words = reading.words
        while at < sentence.last:
            token = reading.cut[at]
            if (
                token.kind == "word"
                and (token.capital or token.base in words.sayers)
                and not self._plain_opening(at, sentence)
            ):
                first = phrase_before(reading, at + 1, max(sentence.first, at - 6)) if not token.capital else at
                behind = max(phrase_after(reading, first, sentence.last), at + 1)
                if token.capital and token.possessive and behind == at + 1:
                    behind = at + 1
                actor = actor_of(reading, first, behind)
                end = behind
                if actor is not None:
                    actor, end = behind_apposition(reading, actor, behind, sentence.last)
                    placed = (
                        reading.low(first - 1) in words.set("prepositions before a place")
                        if first > sentence.first
                        else False
                    )
                    known = self.resolved(actor, number) if actor.kind == "name" else actor
                    if known.kind == "name" and placed:
                        known = replace(known, kind="place")
                    self.add(known, number, first - sentence.first < 3)
                    owner = self._owner(first, behind)
                    if owner is not None:
                        self.add(owner, number, False)
                at = max(end if actor is not None else behind, at + 1)
                continue
            at += 1

    def knows(self, actor: Actor) -> bool:
        """Whether a name was a speaker before."""
        return any(m.spoke and m.actor.name == actor.name for m in self._mentions[-_BACK:])

    def _owner(self, first: int, last: int) -> Actor | None:
        cut = self._reading.cut
        for at in range(first, last):
            if cut[at].possessive and cut[at].capital:
                return actor_of(self._reading, first, at + 1)
        return None

    def _plain_opening(self, at: int, sentence: Sentence) -> bool:
        """Whether a word has its capital only from the beginning of the sentence."""
        token, words = self._reading.cut[at], self._reading.words
        low = token.base
        plain = self._reading.closed(at) or low in words.set("determiners") or low in words.set("function words")
        following = self._reading.cut[at + 1] if at + 1 < sentence.last else None
        if (
            at == sentence.first
            and following is not None
            and not following.capital
            and low not in self._names
            and low not in words.sayers
        ):
            plain = plain or (following.kind == "word" and following.low not in words.set("closed words"))
        plain = plain or low in words.set("weekdays") or low in words.set("months") or low in words.number_words
        return plain and not (token.text.isupper() and len(token.text) > 1)

    def resolved(self, actor: Actor, number: int) -> Actor:
        """Give the actor that a short form stands for, itself where it stands for no other."""
        if actor.kind == "pronoun":
            return self._pronoun(actor, number) or actor
        if actor.proper and actor.kind in ("person", "name"):
            full = self._full.get(actor.name.lower())
            if full is not None and full.lower() != actor.name.lower():
                return replace(actor, name=full, kind="person")
            return replace(actor, kind="person") if full is not None else actor
        if not actor.proper and self._definite(actor):
            return self._short_form(actor) or actor
        return actor

    def _definite(self, actor: Actor) -> bool:
        """Whether an actor is described by 'the' and a noun or two, as someone already known is."""
        before = self._reading.low(actor.at - 1)
        return before in ("the", "this", "that", "its", "his", "her", "their") and len(actor.name.split()) <= 2

    def _recent(self, before: int) -> list[_Mention]:
        near = [m for m in self._mentions[: -_BACK - 1 : -1] if m.actor.at < before]
        return sorted(near, key=lambda m: (-m.sentence, -m.actor.at))

    def _pronoun(self, actor: Actor, number: int) -> Actor | None:
        recent = self._recent(actor.at)
        if actor.head in ("he", "she"):
            people = [
                m for m in recent if m.actor.kind == "person" and not m.actor.plural and self._fits(m.actor, actor.head)
            ]
            near = (
                [m for m in people if m.sentence == number and m.actor.proper]
                or [m for m in people if m.spoke and m.sentence >= number - 1]
                or [m for m in people if m.leading and m.sentence >= number - 2]
                or people
            )
            return near[0].actor if near else None
        if actor.head == "it":
            places = self._reading.words.set("place bodies")
            bodies = [
                m
                for m in recent
                if not m.actor.plural and m.actor.kind in ("body", "name") and (m.spoke or m.actor.head not in places)
            ]
            near = (
                [m for m in bodies if m.spoke and m.leading and m.sentence == number]
                or [m for m in bodies if m.spoke and m.sentence >= number - 1]
                or [m for m in bodies if m.leading and m.sentence >= number - 2]
                or bodies
            )
            return near[0].actor if near else None
        if actor.head == "they":
            return self._they(recent, number)
        return None

    def _they(self, recent: list[_Mention], number: int) -> Actor | None:
        """Several people who speak, named in the last two sentences; else those of the body that acted last."""
        sayers = self._reading.words.sayers
        many = [m for m in recent if m.actor.plural and m.actor.head in sayers]
        near = [m for m in many if m.sentence >= number - 1 and m.leading]
        if near:
            return near[0].actor
        bodies = [m for m in recent if m.actor.kind in ("body", "name") and m.sentence >= number - 2 and m.leading]
        if bodies:
            stem = bodies[0].actor.name.lower()[:6]
            same = [m for m in many if m.actor.name.lower().startswith(stem)]
            return same[0].actor if same else bodies[0].actor
        return many[0].actor if many else None

    def _fits(self, actor: Actor, pronoun: str) -> bool:
        words = self._reading.words
        title = [self._reading.low(actor.at - 1), self._reading.low(actor.at - 2)]
        described = {*actor.role.lower().replace(".", " ").split(), actor.head, *title, *actor.name.lower().split()}
        other = words.set("male words") if pronoun == "she" else words.set("female words")
        return not described & other

    def _short_form(self, actor: Actor) -> Actor | None:
        words, head = self._reading.words, actor.head
        for mention in self._recent(actor.at):
            other = mention.actor
            if other.at == actor.at or other.kind == "place":
                continue
            described = f"{other.role} {other.name}".lower().replace("'s", "").replace("’s", "").split()
            if actor.kind == "person" and not actor.plural:
                if other.kind == "person" and not other.plural and (head in described or self._alike(head, described)):
                    wanted = actor.name.lower().split()
                    if other.proper or len(other.name.split()) > len(wanted):
                        return other
            elif actor.kind == "body":
                if head in described and len(other.name.split()) > len(actor.name.split()):
                    return other
                if other.proper and other.kind in ("body", "name") and head in other.role.lower().split():
                    return other
                if (
                    head in words.set("generic bodies")
                    and other.kind in ("body",)
                    and other.proper
                    and self._class(head, described)
                ):
                    return other
            elif (
                actor.plural
                and head in described
                and other.plural
                and len(other.name.split()) > len(actor.name.split())
            ):
                return other
        return None

    def _alike(self, head: str, described: list[str]) -> bool:
        return head == "official" and bool(
            {"spokesman", "spokeswoman", "spokesperson", "director", "coordinator"} & set(described)
        )

    def _class(self, head: str, described: list[str]) -> bool:
        words = self._reading.words
        if head == "agency":
            return bool(words.set("agencies") & set(described))
        if head in ("organisation", "organization", "group", "charity", "ngo", "body"):
            return bool(words.set("organisations") & set(described))
        return head in described
