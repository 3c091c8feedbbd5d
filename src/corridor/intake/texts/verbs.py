"""Verbs of saying, counting and committing: which use of a word is one, who its subject is and who is told."""

from __future__ import annotations

from corridor.intake.texts.named_speakers import Actor, actor_of
from corridor.intake.texts.noun_phrases import phrase_after, phrase_before
from corridor.intake.texts.subjects import Subjects

__all__ = ["QUOTES", "ReportingVerbs"]

QUOTES = "“”\"‘’'«»„"

# what stands beside a word that is a noun, though it may be a verb of saying
_BEFORE_NOUN = (
    "to", "the", "a", "an", "of", "its", "their", "his", "her", "this", "that", "no", "in", "by", "from", "some",
    "many", "official", "and", "for", "on",
)  # fmt: skip
_BEHIND_NOUN = (
    "of", "from", "by", "had", "has", "have", "was", "were", "is", "are", ",", ".", ")", "suggested",
)  # fmt: skip


class ReportingVerbs(Subjects):
    """Attributions that open at a verb."""

    def verb(self, at: int) -> int:
        reading, words = self.reading, self.reading.words
        token = reading.cut[at]
        uses = words.verbs.get(f"{token.low} {reading.low(at + 1)}") or words.verbs.get(token.low)
        if uses is None or (token.capital and at > self.first):
            return 0
        stems = {stem for _, _, stem in uses}
        forms = {form for _, form, _ in uses}
        groups = {group for group, _, _ in uses}
        if forms == {"present"}:
            return self.participle(at, stems)
        if self.is_noun(at, forms) or self.passive(at, forms):
            return 0
        may_follow = bool(stems & words.set("speech", "spoken"))
        weak = stems <= words.set("speech", "objects only") or "saying" not in groups
        closes, via = self.listener(at, stems)
        actor, opens = self.subject(at)
        if reading.low(opens - 1) == "which" and stems & words.set("speech", "passing on") and self.found:
            return 0
        if actor is not None and stems == {"number"} and actor.kind == "pronoun":
            return 0  # 'they numbered 64': they are counted
        if actor is not None and self.counted_too(actor.at):
            actor = None
        heard = self.heard_from(actor, opens, at, stems)
        if heard:
            return heard
        if actor is not None and weak and not may_follow and not self.has_object(at) and not self.trails(opens, at):
            return 0
        if actor is not None and (self.deed(at, groups, token.low) or self.only_addressed(actor, opens, stems, groups)):
            return 0
        asked = self.reading.low(opens - 1) in ("did", "does", "do") or self.reading.low(opens - 2) in ("did", "does")
        if actor is not None and forms == {"base"} and not asked and not self.agrees(actor, at):
            return 0
        if actor is not None and stems <= words.set("speech", "denying") and reading.low(closes) == "that":
            actor = None
            self.add(None, opens, at, closes, "right")
            return closes
        if actor is not None:
            if stems == {"add"} and at + 1 in reading.figure_starts:
                return 0
            self.add(actor, opens, at, closes, "subject", via)
            return closes
        if may_follow and (at == self.first or reading.cut[at - 1].text in f",—–-{QUOTES}"):
            actor, behind = self.named_after(at + 1)
            if actor is not None and actor.head != "i":
                self.add(actor, at, at, behind, "left")
                return behind
        return 0

    def heard_from(self, actor: Actor | None, opens: int, at: int, stems: set[str]) -> int:
        """'The agency learnt from the mayor that': the one behind 'from' speaks, and the subject passes it on."""
        if actor is None or self.reading.low(at + 1) != "from" or not stems & {"learn", "hear", "gather"}:
            return 0
        origin, behind = self.named_after(at + 2)
        if origin is None:
            return 0
        self.add(origin, opens, at, behind, "subject", (self.mentions.resolved(actor, self.number).name,))
        return behind

    def trails(self, opens: int, at: int) -> bool:
        """Whether subject and verb close the sentence: '..., a survey found'."""
        before = self.reading.cut[opens - 1].text if opens > self.first else ""
        return (
            before in (",", "—", "–", *QUOTES)
            and self.reading.low(at + 1) in (".", ",", ";", "")
            and self.reading.cut[at].low not in ("expected", "planned")
        )

    def deed(self, at: int, groups: set[str], low: str) -> bool:
        """Whether a verb of committing only tells what was done: 'had promised 500 beds', 'prepared 200 meals'."""
        if "committing" not in groups or "saying" in groups:
            return False
        done = self.reading.low(at - 1) == "had" or self.reading.low(at - 2) == "had"
        return done or (low == "prepared" and self.reading.low(at + 1) not in ("to", "for"))

    def counted_too(self, opens: int) -> bool:
        """Whether a number stands right before a subject: those counted are no speakers."""
        before = self.reading.cut[opens - 1] if opens > self.first else None
        return before is not None and (before.kind == "number" or before.low in self.reading.words.number_words)

    def only_addressed(self, actor: Actor, opens: int, stems: set[str], groups: set[str]) -> bool:
        """Whether what somebody plans or offers is told by the one who speaks before: 'he said members can offer'."""
        if "saying" in groups or "counting" in groups or stems & {"ask", "appeal", "request", "call for"}:
            return False
        if not self.found or actor.proper:
            return False
        return 0 <= opens - self.found[-1].closes < 4

    def agrees(self, actor: Actor, at: int) -> bool:
        before = self.reading.low(at - 1)
        helped = before in ("would", "will", "did", "could", "can", "may", "not", "do", "also")
        return actor.plural or helped or actor.kind in ("pronoun", "body") or actor.head == "they"

    def is_noun(self, at: int, forms: set[str]) -> bool:
        """Whether a word that may be a verb of saying is a noun here: 'the report', 'estimates put'."""
        reading, words = self.reading, self.reading.words
        before, after = reading.low(at - 1) if at > self.first else "", reading.low(at + 1)
        if forms & {"past", "participle"} and "base" not in forms:
            return before in ("the", "a", "an", "of") and reading.cut[at].low not in ("said", "told")
        if before in _BEFORE_NOUN:
            return before not in ("and", "that") or reading.cut[at].low in words.evidence
        if self.closes_aside(at, forms):
            return False
        if reading.cut[at].low in words.evidence or reading.cut[at].low in words.sayers:
            verbal = words.verbs.get(after)
            if (
                verbal
                and not any(form == "present" for _, form, _ in verbal)
                and after not in ("number", "figure", "count")
            ):
                return True
            if after in _BEHIND_NOUN:
                return True
        return False

    def closes_aside(self, at: int, forms: set[str]) -> bool:
        """Whether '..., the syndicate estimates,' stands apart as an aside: a verb, though it may be a noun."""
        reading = self.reading
        before = reading.words.sayers.get(reading.cut[at - 1].low)
        if "third" not in forms or reading.low(at + 1) not in (",", ".", ";") or at - 1 <= self.first:
            return False
        if not (reading.cut[at - 1].capital or (before is not None and not before[1])):
            return False
        opens = phrase_before(reading, at, self.first)
        return opens < at and opens > self.first and reading.cut[opens - 1].text in f",—–{QUOTES}"

    def passive(self, at: int, forms: set[str]) -> bool:
        step = at - 1
        while step > self.first and (
            self.reading.low(step).endswith("ly") or self.reading.low(step) in ("also", "not", "now")
        ):
            step -= 1
        return bool(forms & {"participle"}) and self.reading.low(step) in self.reading.words.set("be")

    def has_object(self, at: int) -> bool:
        """Whether a figure, 'that' or 'the number' follows closely, as behind 'counted' or 'puts'."""
        for step in range(at + 1, min(self.last, at + 10)):
            low = self.reading.low(step)
            if step in self.reading.figure_starts or low in (
                "that",
                "number",
                "figure",
                "toll",
                "total",
                "tally",
                "count",
                "numbers",
                "figures",
                "population",
            ):
                return True
            if self.reading.cut[step].text in '“"„«':
                return True
            short = self.reading.low(step - 1) in self.reading.words.set("abbreviations")
            if self.reading.cut[step].text in ".;" and not short:
                return False
        return False

    def listener(self, at: int, stems: set[str]) -> tuple[int, tuple[str, ...]]:
        """Give the token behind verb and listener, and the listener where it passes the word on."""
        words = self.reading.words
        start = at + 1
        if not stems & words.set("speech", "retelling"):
            if self.reading.low(start) != "to" or not stems & words.set("speech", "spoken"):
                return at + 1, ()
            start += 1
        behind = phrase_after(self.reading, start, self.last)
        if behind == start:
            return (start + 1 if self.reading.low(start) in words.set("listeners") else at + 1), ()
        actor = actor_of(self.reading, start, behind)
        low = set(self.reading.lows(start, behind))
        if low & words.set("listeners") and not (low & words.set("acronym bodies")):
            return behind, ()
        if actor is None or not (actor.proper or low & words.set("media")) or actor.kind == "pronoun":
            return behind, ()
        return behind, (self.mentions.resolved(actor, self.number).name,)

    def participle(self, at: int, stems: set[str]) -> int:
        """'..., adding that 300 remain': said by whoever spoke or acted before in the sentence."""
        reading, words = self.reading, self.reading.words
        before = reading.low(at - 1) if at > self.first else ""
        if before in words.set("be"):
            actor, opens = self.subject(at)
            if actor is None or (stems <= words.set("speech", "objects only") and not self.has_object(at)):
                return 0
            closes, via = self.listener(at, stems)
            self.add(actor, opens, at, closes, "subject", via)
            return closes
        if stems <= words.set("speech", "objects only") and not (stems & {"put"} and self.has_object(at)):
            return 0
        if (
            before not in (",", "and", "by", "but", "statement", "while")
            and reading.low(at + 1) not in ("that", ":")
            and not stems & {"say"}
        ):
            return 0
        near = [v for v in self.found if v.actor is not None]
        actor = near[-1].actor if near else self.opening_actor(at)
        if actor is None:
            return 0
        closes, via = self.listener(at, stems)
        self.add(actor, at, at, closes, "subject", via)
        return closes
