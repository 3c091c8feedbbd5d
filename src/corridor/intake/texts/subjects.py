"""Attributions of a sentence as they are found, and the subject of a verb: who does what the verb says.

The subject stands right before its verb, behind an aside between commas ('X, who runs the camp, said'), before a
clause that describes it, or with the verb before where two are joined by 'and'.
"""

from __future__ import annotations

from dataclasses import dataclass

from corridor.intake.texts.coreference import Mentions
from corridor.intake.texts.named_speakers import Actor, actor_of, behind_apposition
from corridor.intake.texts.noun_phrases import phrase_after, phrase_before
from corridor.intake.texts.parsed import Reading
from corridor.intake.texts.sentences import Sentence

__all__ = ["Attribution", "Subjects"]


@dataclass(frozen=True)
class Attribution:
    """Who says something in a sentence, and over which of its words.

    Attributes
    ----------
    actor : Actor or None
        Who speaks; None for an attribution that has no owner ('it is estimated').
    via : tuple of str
        Who passes it on, the nearest to the speaker first.
    opens, at, closes : int
        Tokens: where the phrase of the attribution opens, its verb, and what stands behind verb and listener.
    first, last : int
        Its scope: the tokens that it reaches.
    manner : str
        right, left, both, citing or bracket.
    """

    actor: Actor | None
    via: tuple[str, ...]
    opens: int
    at: int
    closes: int
    first: int
    last: int
    manner: str


@dataclass
class Subjects:
    """One sentence under way: the attributions found so far, and how a subject is looked for."""

    reading: Reading
    mentions: Mentions
    number: int
    sentence: Sentence
    found: list[Attribution]

    @property
    def first(self) -> int:
        return self.sentence.first

    @property
    def last(self) -> int:
        return self.sentence.last

    def add(
        self, actor: Actor | None, opens: int, at: int, closes: int, manner: str, via: tuple[str, ...] = ()
    ) -> None:
        if actor is not None:
            keeper = self.keeper() if actor.kind == "pronoun" and actor.head == "it" else None
            actor = keeper or self.mentions.resolved(actor, self.number)
            if actor.kind == "pronoun":
                actor = None
            else:
                self.mentions.add(actor, self.number, True, True)
        self.found.append(Attribution(actor, via, opens, at, closes, 0, 0, manner))

    def let_subject_say(self, at: int, behind: int) -> int:
        """Let the subject of a verb say what stands behind it; give that place, 0 where there is no subject."""
        actor, opens = self.subject(at)
        if actor is None:
            return 0
        self.add(actor, opens, at, behind, "right")
        return behind

    def keeper(self) -> Actor | None:
        """Give whoever keeps the list of which 'it' says something in the same sentence."""
        words = self.reading.words
        for attribution in self.found:
            if attribution.actor is not None and self.reading.low(attribution.at) in words.set("speech", "keeping"):
                return attribution.actor
        return None

    def named_after(self, at: int) -> tuple[Actor | None, int]:
        """Give the actor whose phrase opens at a token, its apposition included, and the token behind."""
        reading = self.reading
        behind = phrase_after(reading, at, self.last)
        if behind == at:
            return None, at
        actor = actor_of(reading, at, behind)
        if actor is None:
            return None, behind
        return behind_apposition(reading, actor, behind, self.last)

    def subject(self, at: int) -> tuple[Actor | None, int]:
        """Give the subject of the verb at a token, and where its phrase opens."""
        reading, words = self.reading, self.reading.words
        end = at
        while end > self.first and (
            reading.low(end - 1) in words.set("adverbs of saying") or reading.low(end - 1).endswith("ly")
        ):
            end -= 1
        if end - 3 > self.first and reading.low(end - 1) == "part" and reading.low(end - 3) == "for":
            end -= 3
        if end == self.first:
            return None, at
        before = reading.cut[end - 1]
        if before.text in (",", ")", "—", "–"):
            return self.subject_of_aside(end)
        if before.text in ("who", "which"):
            return self.antecedent(end - 1)
        if before.low in ("and", "but", "or"):
            near = [v for v in self.found if v.actor is not None]
            if near:
                return near[-1].actor, end - 1
            return (self.opening_actor(at), end - 1) if before.low == "and" else (None, at)
        opens = phrase_before(reading, end, self.first)
        if opens == end:
            return None, at
        actor = actor_of(reading, opens, end) or self.anyone(opens, end, at)
        if actor is None:
            return self.relative(end)
        if actor.head == "i":
            return None, at
        return self.owned(actor, opens) or self.reduced(actor, opens, end) or (actor, opens)

    def owned(self, actor: Actor, opens: int) -> tuple[Actor, int] | None:
        """'its lawyers', 'whose spokeswoman': unnamed people of a body speak as that body."""
        if actor.proper or actor.kind != "person":
            return None
        whose = self.reading.low(actor.at - 1)
        if whose == "whose":
            owner, first = self.antecedent(actor.at - 1)
            return None if owner is None or owner.kind == "pronoun" else (owner, first)
        if whose not in ("its", "their"):
            return None
        stand = Actor(whose, "pronoun", whose == "their", False, "it" if whose == "its" else "they", "", actor.at - 1)
        body = self.mentions.resolved(stand, self.number)
        return (body, opens) if body.kind in ("body", "name") else None

    def reduced(self, actor: Actor, opens: int, end: int) -> tuple[Actor, int] | None:
        """'A resident reached over the telephone said': the subject stands before a participle."""
        reading, words = self.reading, self.reading.words
        for step in range(opens - 1, max(self.first, opens - 10), -1):
            token = reading.cut[step]
            if token.kind == "mark" or step in reading.figure_starts:
                return None
            if token.low in words.set("speech", "reached by"):
                first = phrase_before(reading, step, self.first)
                before = actor_of(reading, first, step) if first < step else None
                return (before, first) if before is not None and before.kind == "person" else None
        return None

    def relative(self, end: int) -> tuple[Actor | None, int]:
        """'Workers who left on Thursday say': the subject stands before the clause that describes it."""
        for step in range(end - 1, max(self.first, end - 12), -1):
            token = self.reading.cut[step]
            if token.kind == "mark" or step in self.reading.figure_starts:
                break
            if token.text in ("who", "that", "which"):
                return self.antecedent(step)
        return None, end

    def anyone(self, opens: int, end: int, at: int) -> Actor | None:
        """Take any described subject for a speaker where the verb is one that only speakers do."""
        reading, words = self.reading, self.reading.words
        uses = words.verbs.get(reading.low(at), ())
        if not any(stem in words.set("speech", "strong") for _, _, stem in uses) or end - opens < 2:
            return None
        head = reading.cut[end - 1]
        if (
            reading.low(opens) not in words.set("determiners")
            or head.kind != "word"
            or head.low in words.set("never speakers")
            or head.low in words.nouns
        ):
            return None
        return Actor(reading.span(opens + 1, end), "body", head.low.endswith("s"), False, head.low, "", opens + 1)

    def antecedent(self, at: int) -> tuple[Actor | None, int]:
        end = at - 1 if self.reading.low(at - 1) == "," else at
        opens = phrase_before(self.reading, end, self.first)
        actor = actor_of(self.reading, opens, end) if opens < end else None
        return actor, opens

    def subject_of_aside(self, comma: int) -> tuple[Actor | None, int]:
        """'X, the head of Y, said' and 'X, which runs the camp, said': the verb stands behind the second comma."""
        reading, _words = self.reading, self.reading.words
        pair = {")": "(", "—": "—", "–": "–"}.get(reading.cut[comma - 1].text, ",")
        back = range(comma - 1, max(self.first, comma - 40), -1)
        clause = next((s for s in back if reading.low(s) == ";"), self.first)
        starts = [s for s in range(max(clause, comma - 40), comma - 1) if reading.cut[s].text == pair]
        chosen: list[int] = [s for s in starts if reading.low(s + 1) in ("who", "which", "whose", "where")]
        for start in (*chosen[-1:], *reversed(starts)):
            opens = phrase_before(reading, start, self.first)
            if opens == start or reading.inside[start] != reading.inside[comma - 1]:
                continue
            actor = actor_of(reading, opens, start) or (self.anyone(opens, start, comma) if start in chosen else None)
            named = self.name_of_unknown(start, comma) if actor is None and start not in chosen else None
            if named is not None:
                return named, opens
            if actor is None or any(s in reading.figure_starts for s in range(opens, start)):
                continue
            joined, _ = behind_apposition(reading, actor, start, comma + 1)
            if start not in chosen and joined == actor and pair == "," and not self.is_aside(start, comma):
                continue
            return joined, opens
        return None, comma

    def name_of_unknown(self, start: int, comma: int) -> Actor | None:
        """'the county's coroner, Roy Pell, said': the name speaks, though no list knows the office."""
        if phrase_after(self.reading, start + 1, comma - 1) != comma - 1:
            return None
        other = actor_of(self.reading, start + 1, comma - 1)
        return other if other is not None and other.proper and other.kind == "person" else None

    def is_aside(self, start: int, comma: int) -> bool:
        """Whether what stands between two commas only describes or dates: no verb of its own."""
        low = self.reading.lows(start + 1, comma - 1)
        words = self.reading.words
        if 0 < len(low) <= 4:
            return True
        return (
            bool(low)
            and not any(step in self.reading.figure_starts for step in range(start, comma))
            and low[0]
            in (
                words.set("determiners")
                | words.set("before a date")
                | {
                    "head",
                    "spokesman",
                    "spokeswoman",
                    "director",
                    "mayor",
                    "speaking",
                    "citing",
                    "quoting",
                    "himself",
                    "herself",
                    "too",
                    "meanwhile",
                    "however",
                    "based",
                    "one",
                    "also",
                    "then",
                    "formerly",
                    "now",
                    "who",
                    "for",
                    "with",
                    "whose",
                }
                | set(words.sayers)
            )
        )

    def opening_actor(self, at: int) -> Actor | None:
        """Give the one the sentence opens with, behind an adverbial of its beginning."""
        starts = [self.first] + [
            s + 1 for s in range(self.first, min(at, self.first + 12)) if self.reading.low(s) == ","
        ]
        for start in starts[:3]:
            actor, _ = self.named_after(start)
            if actor is not None and start < at and (actor.kind != "pronoun" or actor.head != "i"):
                return actor
        return None
