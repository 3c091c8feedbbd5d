"""Who is said to say a figure: the attribution that reaches it, through quotes and across sentences.

A figure in a quote that no attribution of its own sentence reaches belongs to whoever the quote belongs to: the
attribution before or behind the marks, that of the quote before it, or that of the sentence that follows. Where nobody
is said to say it, it is the author who does.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from corridor.intake.texts.attribution import Attribution, attributions_of
from corridor.intake.texts.coreference import Mentions
from corridor.intake.texts.parsed import Reading

__all__ = ["Source", "Speakers"]

_LIST = 30  # rows of a list below its heading
_BULLETS = "-*•–—·▪◦‣"
_NEAR = 2  # sentences over which a quote goes on after another one


@dataclass(frozen=True)
class Source:
    """The source of a figure: who says it, who passes it on, and how sure this is."""

    speaker: str | None
    via: tuple[str, ...]
    sure: float


_AUTHOR = Source(None, (), 0.85)


class Speakers:
    """The attributions of a text, sentence by sentence."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._mentions = Mentions(reading)
        self._starts = [sentence.first for sentence in reading.sentences]
        self._attributions: list[list[Attribution]] = []
        for number, sentence in enumerate(reading.sentences):
            self._mentions.note(number, sentence)
            self._attributions.append(attributions_of(reading, self._mentions, number))
        self._quotes: dict[int, Source | None] = {}

    def of(self, token: int, number: int) -> Source:
        """Give who says what stands at a token of a sentence."""
        inside = self._reading.inside[token]
        reaching = [
            attribution
            for attribution in self._attributions[number]
            if attribution.manner != "source"
            and attribution.first <= token < attribution.last
            and self._in_scope(attribution, inside)
        ]
        if reaching:
            best = min(
                reaching,
                key=lambda v: (v.manner != "bracket", not self._closes_quote(v, inside), v.last - v.first, v.at),
            )
            if best.actor is not None or inside < 0:
                return _source(best, 0.95)
        if inside >= 0:
            quoted = self._of_quote(inside)
            if quoted is not None:
                return quoted
        return self._source_behind(number) or self._heading(number) or _AUTHOR

    def _in_scope(self, attribution: Attribution, inside: int) -> bool:
        """An attribution within a quote reaches only over that quote."""
        own = self._reading.inside[attribution.at]
        return own < 0 or own == inside

    def _closes_quote(self, attribution: Attribution, inside: int) -> bool:
        """Whether an attribution stands right behind the quote that holds the figure."""
        return inside >= 0 and 0 <= attribution.opens - self._reading.quoted[inside][1] <= 2

    def _sentence_at(self, token: int) -> int:
        return bisect_right(self._starts, token) - 1

    def _outer(self, number: int) -> list[Attribution]:
        if not 0 <= number < len(self._attributions):
            return []
        return [
            v
            for v in self._attributions[number]
            if self._reading.inside[v.at] < 0 and v.actor is not None and v.manner not in ("bracket", "source")
        ]

    def _of_quote(self, quote: int) -> Source | None:
        if quote not in self._quotes:
            self._quotes[quote] = None
            start = quote
            while start > 0 and start - 1 not in self._quotes and quote - start < 50:
                start -= 1
            for each in range(start, quote + 1):  # in order, so that no chain of quotes is followed into depth
                self._quotes[each] = self._found(each)
        return self._quotes[quote]

    def _found(self, quote: int) -> Source | None:
        first, last = self._reading.quoted[quote]
        if first >= last:
            return None
        opening, closing = self._sentence_at(max(first - 1, 0)), self._sentence_at(last - 1)
        behind = [v for v in self._outer(closing) if v.at >= last]
        before = [v for v in self._outer(opening) if v.at < first]
        if behind and (not before or behind[0].at - last < first - before[-1].at):
            return _source(behind[0], 0.9)
        if before:
            return _source(before[-1], 0.9)
        if self._introduces(opening):
            return _source(self._outer(opening - 1)[-1], 0.8)
        earlier = self._earlier(quote, opening)
        if earlier is not None:
            return earlier
        following = self._outer(closing + 1)
        if (
            following
            and self._reading.sentences[closing + 1].paragraph - self._reading.sentences[closing].paragraph < 2
        ):
            return _source(following[0], 0.75)
        previous = self._outer(opening - 1)
        if previous and self._reading.sentences[opening - 1].paragraph == self._reading.sentences[opening].paragraph:
            return _source(previous[-1], 0.6)
        return None

    def _introduces(self, opening: int) -> bool:
        """Whether the sentence before a quote ends in a colon and names a speaker."""
        if opening < 1 or not self._outer(opening - 1):
            return False
        return self._reading.cut[self._reading.sentences[opening - 1].last - 1].text == ":"

    def _earlier(self, quote: int, opening: int) -> Source | None:
        if quote == 0 or self._quotes.get(quote - 1) is None:
            return None
        before = self._sentence_at(max(self._reading.quoted[quote - 1][1] - 1, 0))
        return self._quotes[quote - 1] if opening - before <= _NEAR else None

    def _heading(self, number: int) -> Source | None:
        """'According to the council:' covers the list or the table below it."""
        cut, sentences = self._reading.cut, self._reading.sentences
        for at in range(number, max(-1, number - _LIST), -1):
            sentence = sentences[at]
            row = cut[sentence.first].text in _BULLETS or any(
                token.text == "|" for token in cut[sentence.first : sentence.last]
            )
            if row:
                continue
            attributions = self._outer(at)
            ended = cut[sentence.last - 1].text == ":" and at < number
            return (
                _source(attributions[-1], 0.8)
                if ended and attributions and attributions[-1].last >= sentence.last - 1
                else None
            )
        return None

    def _source_behind(self, number: int) -> Source | None:
        """A source that stands alone behind a sentence: 'Source: the ministry', '(IOM)'."""
        if number + 1 >= len(self._attributions):
            return None
        first = self._reading.sentences[number + 1].first
        for attribution in self._attributions[number + 1]:
            if attribution.manner == "source" or (attribution.manner == "bracket" and attribution.opens == first):
                return _source(attribution, 0.8)
        return None


def _source(attribution: Attribution, sure: float) -> Source:
    return Source(attribution.actor.name if attribution.actor else None, attribution.via, sure)
