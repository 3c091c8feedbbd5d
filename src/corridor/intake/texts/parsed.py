"""A text made ready for the rules: its tokens, sentences, quotes and figures, with the words of its language."""

from __future__ import annotations

from dataclasses import dataclass

from corridor.intake.texts.lexicon import Words
from corridor.intake.texts.numbers import Figure, figures
from corridor.intake.texts.sentences import Sentence, sentences
from corridor.intake.texts.tokens import Token, quotes, tokens

__all__ = ["Reading", "read"]


@dataclass(frozen=True)
class Reading:
    """What is read off a text before any meaning is looked for.

    Attributes
    ----------
    quoted : list of tuple
        Quotes as ranges of tokens.
    inside : list of int
        By token: the quote it stands in, -1 for none.
    figure_starts : frozenset of int
        First tokens of all figures.
    bars : list of int
        Upright bars between the cells of tables.
    """

    text: str
    cut: list[Token]
    words: Words
    sentences: list[Sentence]
    quoted: list[tuple[int, int]]
    inside: list[int]
    figures: list[Figure]
    figure_starts: frozenset[int]
    bars: list[int]

    def span(self, first: int, last: int) -> str:
        """Give the text of a range of tokens on one line, without the ending of a possessive."""
        if first >= last:
            return ""
        whole = " ".join(self.text[self.cut[first].start : self.cut[last - 1].end].split())
        return (whole[:-2] if self.cut[last - 1].possessive else whole).rstrip("'’")

    def low(self, at: int) -> str:
        """Give the word at a place in small letters, nothing beyond the ends."""
        return self.cut[at].low if 0 <= at < len(self.cut) else ""

    def closed(self, at: int) -> bool:
        """Whether a phrase does not go on over the word at a place; WHO and US are names all the same."""
        token = self.cut[at]
        return token.low in self.words.set("closed words") and not (token.text.isupper() and len(token.text) > 1)

    def lows(self, first: int, last: int) -> list[str]:
        """Give the words of a range in small letters."""
        return [token.low for token in self.cut[max(first, 0) : max(last, 0)]]


def read(text: str, words: Words) -> Reading:
    """Make a text ready."""
    cut = tokens(text)
    quoted = quotes(text, cut)
    inside = [-1] * len(cut)
    for number, (first, last) in enumerate(quoted):
        inside[first:last] = [number] * (last - first)
    found = figures(cut, words)
    starts = frozenset(one.first for one in found)
    bars = [at for at, token in enumerate(cut) if token.text == "|"]
    return Reading(text, cut, words, sentences(text, cut, words), quoted, inside, found, starts, bars)
