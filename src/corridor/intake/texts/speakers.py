"""Who is said to say a figure: the voice that reaches it, through quotes and across sentences.

A figure in a quote that no voice of its own sentence reaches belongs to whoever the quote belongs to: the voice
before or behind the marks, that of the quote before it, or that of the sentence that follows. Where nobody is said to
say it, it is the author who does.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from corridor.intake.texts.attribution import Voice, voices_of
from corridor.intake.texts.coreference import Memory
from corridor.intake.texts.parsed import Reading

__all__ = ["Said", "Speakers"]

_LIST = 30  # rows of a list below its heading
_BULLETS = "-*•–—·▪◦‣"
_NEAR = 2  # sentences over which a quote goes on after another one


@dataclass(frozen=True)
class Said:
    """Who says a figure, who passes it on, and how sure this is."""

    speaker: str | None
    via: tuple[str, ...]
    sure: float


_AUTHOR = Said(None, (), 0.85)


class Speakers:
    """The voices of a text, sentence by sentence."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._memory = Memory(reading)
        self._starts = [sentence.first for sentence in reading.sentences]
        self._voices: list[list[Voice]] = []
        for number, sentence in enumerate(reading.sentences):
            self._memory.note(number, sentence)
            self._voices.append(voices_of(reading, self._memory, number))
        self._quotes: dict[int, Said | None] = {}

    def of(self, token: int, number: int) -> Said:
        """Give who says what stands at a token of a sentence."""
        inside = self._reading.inside[token]
        reaching = [
            voice
            for voice in self._voices[number]
            if voice.manner != "source" and voice.first <= token < voice.last and self._may_reach(voice, inside)
        ]
        if reaching:
            best = min(
                reaching,
                key=lambda v: (v.manner != "bracket", not self._closes_quote(v, inside), v.last - v.first, v.at),
            )
            if best.actor is not None or inside < 0:
                return _said(best, 0.95)
        if inside >= 0:
            said = self._of_quote(inside)
            if said is not None:
                return said
        return self._source_behind(number) or self._heading(number) or _AUTHOR

    def _may_reach(self, voice: Voice, inside: int) -> bool:
        """A voice within a quote reaches only over that quote."""
        own = self._reading.inside[voice.at]
        return own < 0 or own == inside

    def _closes_quote(self, voice: Voice, inside: int) -> bool:
        """Whether a voice stands right behind the quote that holds the figure."""
        return inside >= 0 and 0 <= voice.opens - self._reading.quoted[inside][1] <= 2

    def _sentence_at(self, token: int) -> int:
        return bisect_right(self._starts, token) - 1

    def _outer(self, number: int) -> list[Voice]:
        if not 0 <= number < len(self._voices):
            return []
        return [
            v
            for v in self._voices[number]
            if self._reading.inside[v.at] < 0 and v.actor is not None and v.manner not in ("bracket", "source")
        ]

    def _of_quote(self, quote: int) -> Said | None:
        if quote not in self._quotes:
            self._quotes[quote] = None
            start = quote
            while start > 0 and start - 1 not in self._quotes and quote - start < 50:
                start -= 1
            for each in range(start, quote + 1):  # in order, so that no chain of quotes is followed into depth
                self._quotes[each] = self._found(each)
        return self._quotes[quote]

    def _found(self, quote: int) -> Said | None:
        first, last = self._reading.quoted[quote]
        if first >= last:
            return None
        opening, closing = self._sentence_at(max(first - 1, 0)), self._sentence_at(last - 1)
        behind = [v for v in self._outer(closing) if v.at >= last]
        before = [v for v in self._outer(opening) if v.at < first]
        if behind and (not before or behind[0].at - last < first - before[-1].at):
            return _said(behind[0], 0.9)
        if before:
            return _said(before[-1], 0.9)
        if self._introduces(opening):
            return _said(self._outer(opening - 1)[-1], 0.8)
        earlier = self._earlier(quote, opening)
        if earlier is not None:
            return earlier
        following = self._outer(closing + 1)
        if (
            following
            and self._reading.sentences[closing + 1].paragraph - self._reading.sentences[closing].paragraph < 2
        ):
            return _said(following[0], 0.75)
        previous = self._outer(opening - 1)
        if previous and self._reading.sentences[opening - 1].paragraph == self._reading.sentences[opening].paragraph:
            return _said(previous[-1], 0.6)
        return None

    def _introduces(self, opening: int) -> bool:
        """Whether the sentence before a quote ends in a colon and names a speaker."""
        if opening < 1 or not self._outer(opening - 1):
            return False
        return self._reading.cut[self._reading.sentences[opening - 1].last - 1].text == ":"

    def _earlier(self, quote: int, opening: int) -> Said | None:
        if quote == 0 or self._quotes.get(quote - 1) is None:
            return None
        before = self._sentence_at(max(self._reading.quoted[quote - 1][1] - 1, 0))
        return self._quotes[quote - 1] if opening - before <= _NEAR else None

    def _heading(self, number: int) -> Said | None:
        """'According to the council:' covers the list or the table below it."""
        cut, sentences = self._reading.cut, self._reading.sentences
        for at in range(number, max(-1, number - _LIST), -1):
            sentence = sentences[at]
            row = cut[sentence.first].text in _BULLETS or any(
                token.text == "|" for token in cut[sentence.first : sentence.last]
            )
            if row:
                continue
            voices = self._outer(at)
            ended = cut[sentence.last - 1].text == ":" and at < number
            return _said(voices[-1], 0.8) if ended and voices and voices[-1].last >= sentence.last - 1 else None
        return None

    def _source_behind(self, number: int) -> Said | None:
        """A source that stands alone behind a sentence: 'Source: the ministry', '(IOM)'."""
        if number + 1 >= len(self._voices):
            return None
        first = self._reading.sentences[number + 1].first
        for voice in self._voices[number + 1]:
            if voice.manner == "source" or (voice.manner == "bracket" and voice.opens == first):
                return _said(voice, 0.8)
        return None


def _said(voice: Voice, sure: float) -> Said:
    return Said(voice.actor.name if voice.actor else None, voice.via, sure)
