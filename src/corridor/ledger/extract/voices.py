"""Voices: who is said to say something in a sentence, and over which of its words that voice reaches.

A voice opens at a verb of saying, at 'according to', at a source in brackets or before a colon. It reaches to the right
over what is said, to the left where it stands behind it ('..., said the mayor'), and ends where the next one begins.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from corridor.ledger.extract.memory import Memory
from corridor.ledger.extract.names import Actor, actor_of, behind_apposition, phrase_after, phrase_before
from corridor.ledger.extract.reading import Reading
from corridor.ledger.extract.sentences import Sentence

__all__ = ["Voice", "voices_of"]

_QUOTES = "“”\"‘’'«»„"


@dataclass(frozen=True)
class Voice:
    """One voice of a sentence.

    Attributes
    ----------
    actor : Actor or None
        Who speaks; None for a voice that has no owner ('it is estimated').
    via : tuple of str
        Who passes it on, the nearest to the speaker first.
    opens, at, closes : int
        Tokens: where the phrase of the voice opens, its verb, and what stands behind verb and listener.
    first, last : int
        The range over which it reaches.
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
class _Finder:
    reading: Reading
    memory: Memory
    number: int
    sentence: Sentence
    found: list[Voice]

    @property
    def first(self) -> int:
        return self.sentence.first

    @property
    def last(self) -> int:
        return self.sentence.last

    # --- single triggers -----------------------------------------------------------------------------------------

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
                or self.verb(at)
                or self.gap(at)
                or self.evidence(at)
                or self.colon(at)
                or self.bracket(at)
            )
            at = behind or at + 1

    def add(self, actor: Actor | None, opens: int, at: int, closes: int, manner: str, via: tuple[str, ...] = ()) -> None:
        if actor is not None:
            actor = self.memory.resolved(actor, self.number)
            if actor.kind == "pronoun":
                actor = None
            else:
                self.memory.add(actor, self.number, True, True)
        self.found.append(Voice(actor, via, opens, at, closes, 0, 0, manner))

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

    def phrase(self, at: int, low: list[str], name: str) -> int:
        length = self.reading.words.phrases[name].opening(low, at - self.first)
        if not length:
            return 0
        if name == "impersonal":
            self.add(None, at, at + length - 1, at + length, "right")
            return at + length
        actor, behind = self.named_after(at + length)
        if actor is None or actor.head == "i" or (low[at - self.first] == "per" and not (actor.proper or actor.kind == "body")):
            return 0
        if name == "according" and low[at - self.first + length - 1] == "by" and self.reading.low(at - 1) in ("was", "were", "been", "being", "be") and self.reading.low(at) in ("interviewed", "told", "described"):
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
        if f"{reading.low(at)} {reading.low(at + 1)}" in reading.words.set("speech", "relay joins") or (reading.low(at) in ("quoted", "cited") and reading.low(at + 1) == "in"):
            actor, end = self.named_after(at + 2)
            if actor is not None:
                return (self.memory.resolved(actor, self.number).name,), end
        return (), behind

    def commitment(self, at: int, low: list[str]) -> int:
        length = self.reading.words.phrases["commitments"].opening(low, at - self.first)
        if not length:
            return 0
        actor, opens = self.subject(at)
        if actor is None:
            return 0
        self.add(actor, opens, at, at + length, "right")
        return at + length

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
        low = reading.lows(self.first, at)
        if len(low) <= 2 and low[-1] in reading.words.set("speech", "source labels"):
            actor, behind = self.named_after(at + 1)
            if actor is None:
                return 0
            self.add(actor, self.first, at, behind, "source")
            return behind
        actor = actor_of(reading, self.first, at) if phrase_after(reading, self.first, at) == at else None
        if actor is None or actor.kind == "pronoun" or (not actor.proper and actor.kind == "person" and actor.plural):
            return 0
        if actor.kind == "name" and not (actor.name.isupper() or self.memory.knows(actor)):
            return 0
        if not actor.proper and at + 1 in reading.figure_starts:
            return 0
        self.add(actor, self.first, at, at + 1, "right")
        return at + 1

    def gap(self, at: int) -> int:
        """'The town puts it at 300, the bakers' guild at 400': the verb is not said again."""
        reading = self.reading
        if reading.low(at) != "at" or not self.found or self.found[-1].at == at or reading.low(self.found[-1].at) not in ("put", "puts", "putting", "estimates", "estimated"):
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
        if actor is None or reading.low(opens - 1) not in (",", "and", "while", "but", ";", "whereas") or opens <= self.found[-1].closes:
            return 0
        self.add(actor, opens, at, at + 1, "right")
        return at + 1

    def evidence(self, at: int) -> int:
        """'by the agency's estimate', 'the council's claim that', 'an estimate by the council'."""
        reading, words = self.reading, self.reading.words
        low = reading.low(at)
        if low in ("by", "in", "on", "from") and at > self.first:
            behind = phrase_after(reading, at + 1, self.last)
            near = any(reading.low(step) in words.evidence for step in range(max(self.first, at - 7), at))
            if low == "by" and reading.lows(at + 1, at + 3) == ["that", "of"]:
                actor, end = self.named_after(at + 3)
            elif low == "by" and near and not any(reading.low(step) in words.set("be") for step in range(max(self.first, at - 2), at)):
                actor, end = self.named_after(at + 1)
            elif low in ("by", "on") and any(reading.low(step) in words.evidence for step in range(at + 1, behind)):
                actor, end = self.named_after(at + 1)
                actor = actor if actor is not None and actor.head not in words.evidence else None
            else:
                return 0
            if actor is None or actor.kind == "pronoun" and low != "by" or not (actor.proper or actor.kind in ("body", "pronoun") or actor.head in words.sayers):
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
        if actor is None or actor.kind == "pronoun":
            return 0
        closers = (")", "]", ",", ";")
        if reading.low(behind) not in closers and reading.cut[min(behind, self.last - 1)].kind not in ("number", "other"):
            if not labelled and reading.low(behind) not in words.set("months"):
                return 0
        if not labelled and not (actor.proper and (actor.kind == "body" or self.is_known(actor))):
            return 0
        if not labelled and reading.cut[at - 1].capital and self.is_alias(at, start):
            return 0
        self.add(actor, at, at, behind, "bracket")
        return behind

    def is_known(self, actor: Actor) -> bool:
        return actor.name.isupper() and len(actor.name) > 1

    def is_alias(self, at: int, start: int) -> bool:
        """Whether the brackets give the short name of the body that stands before them."""
        letters = self.reading.cut[start].text.replace(".", "")
        initials = "".join(t.text[0] for t in self.reading.cut[max(self.first, at - 12) : at] if t.capital)
        return letters.isupper() and initials.endswith(letters) or self.reading.cut[at - 1].capital and at - 2 >= self.first and self.reading.cut[at - 2].capital

    # --- verbs ---------------------------------------------------------------------------------------------------

    def verb(self, at: int) -> int:
        reading, words = self.reading, self.reading.words
        token = reading.cut[at]
        uses = words.verbs.get(token.low)
        two = words.verbs.get(f"{token.low} {reading.low(at + 1)}")
        if two:
            uses = two
        if uses is None or (token.capital and at > self.first):
            return 0
        stems = {stem for _, _, stem in uses}
        forms = {form for _, form, _ in uses}
        groups = {group for group, _, _ in uses}
        if forms == {"present"}:
            return self.participle(at, stems)
        if self.is_noun(at, forms) or self.passive(at, forms):
            return 0
        spoken = bool(stems & words.set("speech", "spoken"))
        weak = stems <= words.set("speech", "objects only") or "saying" not in groups
        closes, via = self.listener(at, stems)
        actor, opens = self.subject(at)
        if actor is not None and weak and not spoken and not self.has_object(at) and not self.trails(opens, at):
            return 0
        if actor is not None and self.deed(at, groups, token.low):
            return 0
        if actor is not None and forms == {"base"} and not self.agrees(actor, at):
            return 0
        if actor is not None:
            if stems == {"add"} and at + 1 in reading.figure_starts:
                return 0
            self.add(actor, opens, at, closes, "subject", via)
            return closes
        if spoken and (at == self.first or reading.cut[at - 1].text in f",—–-{_QUOTES}"):
            actor, behind = self.named_after(at + 1)
            if actor is not None and actor.head != "i":
                self.add(actor, at, at, behind, "left")
                return behind
        return 0

    def trails(self, opens: int, at: int) -> bool:
        """Whether subject and verb close the sentence: '..., a survey found.'"""
        before = self.reading.cut[opens - 1].text if opens > self.first else ""
        return before in ("," , "—", "–", *_QUOTES) and self.reading.low(at + 1) in (".", ",", ";", "") and self.reading.cut[at].low not in ("expected", "planned")

    def deed(self, at: int, groups: set[str], low: str) -> bool:
        """Whether a verb of committing only tells what was done: 'had promised 500 beds', 'prepared 200 meals'."""
        if "committing" not in groups or "saying" in groups:
            return False
        done = self.reading.low(at - 1) == "had" or self.reading.low(at - 2) == "had"
        return done or (low == "prepared" and self.reading.low(at + 1) not in ("to", "for"))

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
        if before in ("to", "the", "a", "an", "of", "its", "their", "his", "her", "this", "that", "no", "in", "by", "from", "some", "many", "official", "and", "for", "on"):
            return before not in ("and", "that") or reading.cut[at].low in words.evidence
        if reading.cut[at].low in words.evidence or reading.cut[at].low in words.sayers:
            verbal = words.verbs.get(after)
            if verbal and not any(form == "present" for _, form, _ in verbal) and after not in ("number", "figure", "count"):
                return True
            if after in ("of", "from", "by", "had", "has", "have", "was", "were", "is", "are", ",", ".", ")", "suggested"):
                return after != "that"
        return False

    def passive(self, at: int, forms: set[str]) -> bool:
        step = at - 1
        while step > self.first and (self.reading.low(step).endswith("ly") or self.reading.low(step) in ("also", "not", "now")):
            step -= 1
        return bool(forms & {"participle"}) and self.reading.low(step) in self.reading.words.set("be")

    def has_object(self, at: int) -> bool:
        """Whether a figure, 'that' or 'the number' follows closely, as behind 'counted' or 'puts'."""
        for step in range(at + 1, min(self.last, at + 10)):
            low = self.reading.low(step)
            if step in self.reading.figure_starts or low in ("that", "number", "figure", "toll", "total", "tally", "count", "numbers", "figures", "population"):
                return True
            if self.reading.cut[step].text in ".;":
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
            return at + 1, ()
        actor = actor_of(self.reading, start, behind)
        low = set(self.reading.lows(start, behind))
        if low & words.set("listeners") and not (low & words.set("acronym bodies")):
            return behind, ()
        if actor is None or not (actor.proper or low & words.set("media")) or actor.kind == "pronoun":
            return behind, ()
        return behind, (self.memory.resolved(actor, self.number).name,)

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
        if before not in (",", "and", "by", "but", "statement", "while") and reading.low(at + 1) not in ("that", ":") and not stems & {"say"}:
            return 0
        near = [v for v in self.found if v.actor is not None]
        actor = near[-1].actor if near else self.opening_actor(at)
        if actor is None:
            return 0
        closes, via = self.listener(at, stems)
        self.add(actor, at, at, closes, "subject", via)
        return closes

    def opening_actor(self, at: int) -> Actor | None:
        """Give the one the sentence opens with, behind an adverbial of its beginning."""
        starts = [self.first] + [s + 1 for s in range(self.first, min(at, self.first + 12)) if self.reading.low(s) == ","]
        for start in starts[:3]:
            actor, _ = self.named_after(start)
            if actor is not None and start < at and (actor.kind != "pronoun" or actor.head != "i"):
                return actor
        return None

    def subject(self, at: int) -> tuple[Actor | None, int]:
        """Give the subject of the verb at a token, and where its phrase opens."""
        reading, words = self.reading, self.reading.words
        end = at
        while end > self.first and (reading.low(end - 1) in words.set("adverbs of saying") or reading.low(end - 1).endswith("ly")):
            end -= 1
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
        return actor, opens

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
        if reading.low(opens) not in words.set("determiners") or head.kind != "word" or head.low in words.set("never speakers") or head.low in words.nouns:
            return None
        return Actor(reading.span(opens + 1, end), "body", head.low.endswith("s"), False, head.low, "", opens + 1)

    def antecedent(self, at: int) -> tuple[Actor | None, int]:
        end = at - 1 if self.reading.low(at - 1) == "," else at
        opens = phrase_before(self.reading, end, self.first)
        actor = actor_of(self.reading, opens, end) if opens < end else None
        return actor, opens

    def subject_of_aside(self, comma: int) -> tuple[Actor | None, int]:
        """'X, the head of Y, said' and 'X, which runs the camp, said': the verb stands behind the second comma."""
        reading, words = self.reading, self.reading.words
        pair = {")": "(", "—": "—", "–": "–"}.get(reading.cut[comma - 1].text, ",")
        starts = [s for s in range(max(self.first, comma - 40), comma - 1) if reading.cut[s].text == pair]
        chosen: list[int] = [s for s in starts if reading.low(s + 1) in ("who", "which", "whose", "where")]
        for start in (*chosen[-1:], *reversed(starts)):
            opens = phrase_before(reading, start, self.first)
            if opens == start or reading.inside[start] != reading.inside[comma - 1]:
                continue
            actor = actor_of(reading, opens, start) or (self.anyone(opens, start, comma) if start in chosen else None)
            if actor is None or any(s in reading.figure_starts for s in range(opens, start)):
                continue
            joined, _ = behind_apposition(reading, actor, start, comma + 1)
            if start not in chosen and joined == actor and pair == "," and not self.is_aside(start, comma):
                continue
            return joined, opens
        return None, comma

    def is_aside(self, start: int, comma: int) -> bool:
        """Whether what stands between two commas only describes or dates: no verb of its own."""
        low = self.reading.lows(start + 1, comma - 1)
        words = self.reading.words
        if 0 < len(low) <= 4:
            return True
        return bool(low) and not any(step in self.reading.figure_starts for step in range(start, comma)) and low[0] in (
            words.set("determiners") | words.set("before a date") | {"head", "spokesman", "spokeswoman", "director", "mayor", "speaking", "citing", "quoting", "himself", "herself", "too", "meanwhile", "however", "based", "one", "also", "based", "then", "formerly", "now", "who", "for", "with", "whose"}
            | set(words.sayers)
        )


def voices_of(reading: Reading, memory: Memory, number: int) -> list[Voice]:
    """Give the voices of one sentence, with their reach, in order; the memory is filled on the way."""
    sentence = reading.sentences[number]
    finder = _Finder(reading, memory, number, sentence, [])
    finder.run()
    return _reach(reading, sentence, _cited(reading, finder.found))


def _cited(reading: Reading, found: list[Voice]) -> list[Voice]:
    """Let the one who is cited speak, and those who cite pass it on."""
    made: list[Voice] = []
    waiting: Voice | None = None
    for index, voice in enumerate(found):
        if waiting is not None and voice.actor is not None and waiting.actor is not None:
            made.append(replace(voice, actor=waiting.actor, via=(*waiting.via, voice.actor.name, *voice.via)))
            waiting = None
            continue
        if voice.manner != "citing":
            made.append(voice)
            continue
        if index + 1 < len(found) and found[index + 1].opens < voice.opens:
            waiting = voice
            continue
        near = [v for v in made if v.actor is not None and v.manner != "bracket"]
        if not near or voice.actor is None:
            made.append(replace(voice, manner="according"))
            continue
        outer = near[-1]
        via = (outer.actor.name, *outer.via) if outer.actor else outer.via
        at = made.index(outer)
        made[at] = replace(outer, actor=voice.actor, via=(*voice.via, *via), closes=outer.closes)
        if outer.manner == "subject" and voice.opens == outer.closes + 1:
            made[at] = replace(made[at], closes=voice.closes)
    return made


def _reach(reading: Reading, sentence: Sentence, found: list[Voice]) -> list[Voice]:
    """Give every voice the range over which it reaches."""
    made: list[Voice] = []
    for index, voice in enumerate(found):
        after = found[index + 1].opens if index + 1 < len(found) else sentence.last
        after = max(after, voice.closes)
        left = _left_end(reading, sentence, voice, found[index - 1] if index else None)
        manner = _manner(reading, sentence, voice, after)
        first, last = {"right": (voice.closes, after), "left": (left, voice.opens), "both": (left, after)}[manner]
        if voice.manner == "bracket":
            if all(v.manner == "bracket" for v in found[:index]):
                left = sentence.first
            first = max([left] + [v.closes for v in found[:index] if v.manner == "bracket"])
            last = voice.opens
        via = voice.via
        if made and manner == "right" and _nested(reading, made[-1], voice):
            outer = made[-1]
            if outer.actor is not None and voice.actor is not None and outer.actor.name != voice.actor.name:
                via = (*via, outer.actor.name, *outer.via)
        if made and manner == "left" and voice.manner != "bracket":
            made[-1] = _wrapped(reading, made[-1], voice)
        made.append(replace(voice, first=first, last=last, manner=manner if voice.manner not in ("bracket", "source") else voice.manner, via=via))
    return made


def _nested(reading: Reading, outer: Voice, voice: Voice) -> bool:
    """Whether a voice stands within what another one says."""
    if outer.manner not in ("right", "both") or voice.opens < outer.closes:
        return False
    between = reading.lows(outer.closes, voice.opens)
    return not set(between) & (reading.words.set("breaks") | {";", "and", ".", ","}) and len(between) < 4


def _wrapped(reading: Reading, inner: Voice, outer: Voice) -> Voice:
    """'Councils reported 310 missing, the Herald said': the one that closes the sentence passes on what it holds."""
    if inner.actor is None or outer.actor is None or inner.manner not in ("right", "both") or inner.last != outer.opens:
        return inner
    if reading.cut[outer.opens - 1].text in _QUOTES or reading.cut[outer.opens - 2].text in _QUOTES:
        return inner  # it closes a quote, and that is its own
    held = reading.lows(inner.closes, outer.opens)
    if set(held) & (reading.words.set("breaks") | {";"}) or inner.actor.name == outer.actor.name:
        return inner
    return replace(inner, last=outer.opens, via=(*inner.via, outer.actor.name, *outer.via))


def _left_end(reading: Reading, sentence: Sentence, voice: Voice, before: Voice | None) -> int:
    if before is None:
        return sentence.first
    breaks = reading.words.set("breaks") | {";", "and"}
    for at in range(voice.opens - 1, before.closes - 1, -1):
        if reading.low(at) in breaks and reading.inside[at] == reading.inside[voice.opens]:
            between = any(s in reading.figure_starts for s in range(at, voice.opens))
            if between:
                return at
    return before.closes


def _manner(reading: Reading, sentence: Sentence, voice: Voice, after: int) -> str:
    """Whether what is said stands to the right of a voice, to its left or on both sides."""
    if voice.manner in ("right", "bracket", "source"):
        return "right"
    behind = reading.low(voice.closes) if voice.closes < sentence.last else "."
    before = reading.cut[voice.opens - 1].text if voice.opens > sentence.first else ""
    more = any(s in reading.figure_starts for s in range(voice.closes, after))
    opening = voice.opens - sentence.first <= 1 or before in (";", ":") or reading.low(voice.opens - 1) in reading.words.set("breaks")
    if voice.manner == "according":
        if opening:
            return "right"
        return "both" if behind in (",", "—", "–") and more else "left"
    stated = any(s in reading.figure_starts for s in range(sentence.first, voice.opens))
    trails = before in (",", "—", "–", *_QUOTES) and not opening and (stated or before in _QUOTES)
    if voice.manner == "left":
        return "both" if more else ("left" if not opening else "right")
    if trails and behind != "that":
        if behind in (",", ".", ";", ")", "—", "–", "!", "?", ":"):
            return "both" if more else "left"
        if not more and (behind in reading.words.set("before a date") or behind in reading.words.set("weekdays") or behind in reading.words.set("period words") or behind in reading.words.set("days") or behind in _QUOTES):
            return "left"
    return "right"
