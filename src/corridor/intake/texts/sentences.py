"""Sentences: where one ends and the next begins, as ranges of tokens.

A full stop ends a sentence unless it belongs to an abbreviation or an initial. A line ends one where it is a heading
or an item of a list, that is, where the first word of the next line would still have fitted on it. A sentence without
an end is cut after `LONGEST` tokens, so that what is done within a sentence stays bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corridor.intake.texts.lexicon import Words
from corridor.intake.texts.tokens import Token

__all__ = ["LONGEST", "Sentence", "sentences"]

LONGEST = 250
_ENDS = {".", "!", "?", "…", "...", "?!"}
_CLOSERS = set("”’»\"')]")
_BULLET = re.compile(r"[-*•–—·▪◦‣]|\(?[0-9a-z]{1,2}[.)]")
_WIDE = 60


@dataclass(frozen=True)
class Sentence:
    """A range of tokens, its text on one line, and the paragraph it stands in."""

    first: int
    last: int
    text: str
    paragraph: int


def sentences(text: str, cut: list[Token], words: Words) -> list[Sentence]:
    """Give the sentences of a text in order."""
    found: list[Sentence] = []
    first, paragraph = 0, 0
    lines = _Lines(text)
    for at in range(len(cut)):
        if at + 1 == len(cut):
            break
        gap = text[cut[at].end : cut[at + 1].start]
        new_line = "\n" in gap or "\r" in gap
        blank = gap.count("\n") > 1
        if at + 1 - first >= LONGEST or blank or (new_line and lines.broken(cut, at)) or _ends(cut, at, first, words):
            found.append(_made(text, cut, first, at + 1, paragraph))
            first = at + 1
        paragraph += blank
    if first < len(cut):
        found.append(_made(text, cut, first, len(cut), paragraph))
    return found


def _made(text: str, cut: list[Token], first: int, last: int, paragraph: int) -> Sentence:
    return Sentence(first, last, " ".join(text[cut[first].start : cut[last - 1].end].split()), paragraph)


def _ends(cut: list[Token], at: int, first: int, words: Words) -> bool:
    """Whether the token at a place is the last of its sentence, closing quotes and brackets included."""
    stop = at
    while stop > first and cut[stop].text in _CLOSERS and cut[stop].tight:
        stop -= 1
    if cut[stop].text not in _ENDS:
        return bool(
            cut[at].kind == "word"
            and cut[at].text.endswith(".")
            and cut[at + 1].capital
            and (cut[at + 1].low in words.set("function words") or cut[at].low in ("a.m.", "p.m."))
        )
    after = cut[at + 1]
    if after.tight:
        return bool(after.kind == "word" and after.capital and cut[stop].text in "!?" and after.text not in _CLOSERS)
    if after.kind == "word" and not after.capital:
        return False
    if cut[stop].text == "." and stop == at and stop > first:
        before = cut[stop - 1]
        if before.kind == "word" and cut[stop].tight:
            if len(before.text) == 1 and before.text.isupper() and before.text != "I":
                return False
            if before.low in words.set("abbreviations"):
                return before.low in ("etc", "a.m", "p.m", "inc", "ltd", "co", "jr", "sr") and after.capital
            if before.low == "no" and after.kind == "number":
                return False
        if before.kind == "number" and stop - 1 == first and after.capital and len(before.text) <= 2:
            return False  # "1. Shelter": the number of a paragraph
    return True


class _Lines:
    """The lines of a text, to tell a wrapped line from one that was ended on purpose."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0] + [m.end() for m in re.finditer(r"\n", text)]
        self._widest: dict[int, int] = {}
        block: list[int] = []
        for start, end in zip(self._starts, [*self._starts[1:], len(text) + 1], strict=True):
            if text[start : end - 1].strip():
                block.append(start)
                continue
            self._close(block)
            block = []
        self._close(block)

    def _close(self, block: list[int]) -> None:
        width = max((self._length(start) for start in block), default=0)
        for start in block:
            self._widest[start] = width

    def _length(self, start: int) -> int:
        end = self._text.find("\n", start)
        return (len(self._text) if end < 0 else end) - start

    def broken(self, cut: list[Token], at: int) -> bool:
        """Whether the line that ends behind a token was ended on purpose."""
        here, after = cut[at], cut[at + 1]
        start = self._text.rfind("\n", 0, here.end) + 1
        line_end = self._text.find("\n", here.end)
        next_line = self._text[line_end + 1 : line_end + 12].lstrip()
        if _BULLET.match(next_line) and (len(next_line) < 3 or " " in next_line[:5]):
            return True
        if here.text in (":", ";") or (here.text == "." and after.capital):
            return here.text != ";"
        if after.kind == "word" and not after.capital:
            return False
        if here.text == "," or here.low in ("the", "of", "and", "a", "in"):
            return False
        if "|" in self._text[start:line_end]:
            return True
        used = line_end - start
        return used + 1 + len(after.text) <= max(self._widest.get(start, 0), _WIDE if used < _WIDE // 2 else 0)
