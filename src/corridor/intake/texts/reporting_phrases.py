"""Attributions that open at no plain verb of saying: lists kept, figures raised, what somebody calls it.

Each method looks at one token for one such way, and gives the token behind what it took, 0 where it found nothing.
All of them want a figure, a quote or a noun of counting close by, since their verbs mostly tell of deeds.
"""

from __future__ import annotations

from corridor.intake.texts.named_speakers import Actor, actor_of
from corridor.intake.texts.noun_phrases import phrase_after, phrase_before
from corridor.intake.texts.verbs import QUOTES, ReportingVerbs

__all__ = ["ReportingPhrases"]

_NEAR = 12  # tokens between a verb and what it is about


class ReportingPhrases(ReportingVerbs):
    """Ways of giving a figure that are more than one word."""

    def account(self, at: int) -> int:
        """Try all of them at a token."""
        return (
            self.believed(at)
            or self.reported_by(at)
            or self.called(at)
            or self.keeps(at)
            or self.sets(at)
            or self.names_of(at)
            or self.dead_at(at)
            or self.goes_back(at)
            or self.gapped(at)
            or self.own_count(at)
        )

    def in_speech(self, at: int, part: str) -> bool:
        return self.reading.low(at) in self.reading.words.set("speech", part)

    def believed(self, at: int) -> int:
        """'300, if the council is to be believed' and 'to believe the council, 300'."""
        reading = self.reading
        if reading.low(at) == "so" and reading.low(at - 1) in ("or", ","):
            actor, behind = self.named_after(at + 1)
            rest = reading.lows(behind, behind + 3)
            if actor is None or not (rest == ["would", "have", "it"] or rest[:1] in (["says"], ["claims"], ["say"])):
                return 0
            self.add(actor, at - 1, at, behind + len(rest), "according")
            return behind + len(rest)
        if reading.low(at) not in ("if", "believe", "trust", "hear"):
            return 0
        if reading.low(at) != "if":
            if reading.low(at - 1) != "to" or reading.low(at - 2) in ("be", "want", "wants", "able", "hard"):
                return 0
            actor, behind = self.named_after(at + 1)
            if actor is None or reading.low(behind) not in (",", "tell"):
                return 0
            self.add(actor, at - 1, at, behind, "according")
            return behind
        actor, behind = self.named_after(at + 1)
        rest = reading.lows(behind, behind + 4)
        meant = ("believed", "trusted", "right", "correct")
        if actor is None or rest[:1] not in (["is"], ["are"]) or not set(meant) & set(rest):
            return 0
        end = behind + 1 + next(step for step, word in enumerate(rest) if word in meant)
        self.add(actor, at, at, end, "according")
        return end

    def reported_by(self, at: int) -> int:
        """'We were told by the agency that': the one behind 'by' speaks."""
        reading = self.reading
        if not self.in_speech(at, "telling") or reading.low(at + 1) != "by":
            return 0
        if not any(reading.low(step) in reading.words.set("be") for step in (at - 1, at - 2)):
            return 0
        actor, behind = self.named_after(at + 2)
        if actor is None:
            return 0
        self.add(actor, at, at, behind, "right")
        return behind

    def called(self, at: int) -> int:
        """'what the mayor called "forty houses gone"': the quote is the mayor's."""
        reading = self.reading
        if not self.in_speech(at, "calling") or reading.cut[min(at + 1, self.last - 1)].text not in QUOTES:
            return 0
        return self.let_subject_say(at, at + 1)

    def keeps(self, at: int) -> int:
        """'The priest keeps a list on the door: 71 missing': whoever keeps it speaks."""
        reading, words = self.reading, self.reading.words
        if not self.in_speech(at, "keeping"):
            return 0
        noun = next((step for step in range(at + 1, min(self.last, at + 6)) if reading.low(step) in words.evidence), 0)
        if not noun or any(reading.cut[step].text in ",;.:" for step in range(at + 1, noun)):
            return 0
        behind = next((step for step in range(noun + 1, min(self.last, noun + _NEAR)) if self.leads(step)), None)
        if behind is None:
            return 0
        return self.let_subject_say(at, behind)

    def leads(self, at: int) -> bool:
        """Whether a mark or preposition leads on to a figure: 'a list ... : 71 missing'."""
        if self.reading.low(at) not in (":", "at", "of", "with", "showing"):
            return False
        return any(step in self.reading.figure_starts for step in range(at + 1, min(self.last, at + 6)))

    def sets(self, at: int) -> int:
        """'The ministry raised the toll from 13 to 20': whoever changes a count gives it."""
        reading, words = self.reading, self.reading.words
        if not self.in_speech(at, "setting") or reading.low(at - 1) in words.set("be"):
            return 0
        near = range(at + 1, min(self.last, at + _NEAR))
        about = next((step for step in near if reading.low(step) in words.set("speech", "figure words")), None)
        if about is None or not any(step in reading.figure_starts for step in near):
            return 0
        if any(reading.cut[step].text in ".;:" for step in range(at + 1, about)):
            return 0
        actor, opens = self.subject(at)
        if actor is None or (actor.kind == "person" and actor.plural and not actor.proper):
            return 0
        self.add(actor, opens, at, at + 1, "right")
        return at + 1

    def names_of(self, at: int) -> int:
        """'The union has collected the names of five people': whoever holds the names counts."""
        reading = self.reading
        if not self.in_speech(at, "collecting"):
            return 0
        low = reading.lows(at + 1, at + 9)
        held = ("names", "reports", "accounts", "details")
        noun = next((step for step, word in enumerate(low) if word in held), None)
        if noun is None or noun > 2 or low[noun + 1 : noun + 2] != ["of"]:
            return 0
        behind = at + noun + 3
        if not any(step in reading.figure_starts for step in range(behind, min(self.last, behind + 4))):
            return 0
        return self.let_subject_say(at, behind)

    def dead_at(self, at: int) -> int:
        """'The union had the dead at fifteen', 'it left its estimate at 300'."""
        reading, words = self.reading, self.reading.words
        if not self.in_speech(at, "having"):
            return 0
        behind = next((step for step in range(at + 1, min(self.last, at + 9)) if reading.low(step) == "at"), None)
        if behind is None or behind == at + 1 or reading.low(behind + 1) in ("least", "most"):
            return 0
        if reading.low(at + 1) not in words.set("determiners") and reading.low(at + 1) not in words.evidence:
            return 0
        if not any(step in reading.figure_starts for step in range(behind + 1, min(self.last, behind + 6))):
            return 0
        counts = words.set("speech", "countings") | words.evidence
        if not any(reading.low(step) in counts for step in range(at + 1, behind)):
            return 0
        return self.let_subject_say(at, behind)

    def gapped(self, at: int) -> int:
        """'The council claims 900; the police, in a message, 400': the verb is not said again."""
        reading = self.reading
        if reading.low(at) != ";" or not any(attribution.actor is not None for attribution in self.found):
            return 0
        actor, behind = self.named_after(at + 1)
        if actor is None or actor.kind == "name" or not (actor.proper or actor.head in reading.words.sayers):
            return 0
        if reading.low(behind) == "," and behind not in reading.figure_starts:
            aside = range(behind + 1, min(self.last, behind + _NEAR))
            behind = next((s for s in aside if reading.low(s) == ","), behind) + 1
        near = next((s for s in range(behind, min(self.last, behind + 4)) if s in reading.figure_starts), None)
        if near is None:
            return 0
        if any(reading.low(step) not in reading.words.set("small quantifiers") for step in range(behind, near)):
            return 0
        self.add(actor, at + 1, at + 1, behind, "right")
        return behind

    def own_count(self, at: int) -> int:
        """'The sector's figure for the homeless has moved to 300': a count is told by whoever it belongs to."""
        reading, words = self.reading, self.reading.words
        if not self.in_speech(at, "own counts") or at == self.first:
            return 0
        opens = phrase_before(reading, at + 1, self.first)
        if not any(reading.cut[step].possessive for step in range(opens, at)):
            return 0
        figure = next((s for s in range(at + 1, min(self.last, at + 18)) if s in reading.figure_starts), None)
        if figure is None or any(reading.cut[s].text in ",.;:" for s in range(at + 1, figure)):
            return 0
        if not any(reading.low(s) in words.set("number verbs") - {"of", "the", "to"} for s in range(at + 1, figure)):
            return 0
        if any(reading.low(s) in words.verbs or reading.low(s) == "that" for s in range(at + 1, figure)):
            return 0
        actor = actor_of(reading, opens, at + 1)
        if actor is None or actor.kind == "name" or actor.head in words.set("place bodies") | words.evidence:
            return 0
        self.add(actor, opens, at, at + 1, "right")
        return at + 1

    def goes_back(self, at: int) -> int:
        """'The figure of eleven missing goes back to the police': the one it goes back to speaks."""
        reading, words = self.reading, self.reading.words
        length = words.phrases["origins"].opening(reading.lows(at, min(self.last, at + 5)), 0)
        if not length:
            return 0
        if not any(reading.low(step) in words.evidence for step in range(self.first, min(at, self.first + 6))):
            return 0
        actor, behind = self.named_after(at + length)
        if actor is None or not (actor.proper or actor.head in words.sayers):
            return 0
        self.found[:] = [attribution for attribution in self.found if attribution.opens > self.first + 6]
        self.add(actor, at, at, behind, "according")
        return behind

    def hearsay(self, at: int) -> int:
        """'on the strength of what neighbours told it': the neighbours speak, the other passes it on."""
        reading = self.reading
        if reading.low(at) != "what" or reading.low(at - 1) not in ("of", "citing", "on", "quoting", "from", "by"):
            return 0
        behind = phrase_after(reading, at + 1, self.last)
        if behind == at + 1 or not self.in_speech(behind, "telling"):
            return 0
        actor: Actor | None = actor_of(reading, at + 1, behind)
        if actor is None:
            return 0
        end = behind + 1
        while end < self.last and reading.low(end) in ("it", "them", "us", "him", "her", "me"):
            end += 1
        self.add(actor, at, at, end, "citing")
        return end
