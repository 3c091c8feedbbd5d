"""A text cut into words, numbers and marks, each with its place in the text, and the stretches that stand in quotes.

Nothing is thrown away but spaces. Every later module works on these tokens and never on the raw text, so that the
time taken grows with the length of the text and no more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Token", "quotes", "tokens"]

_SPACES = "\u00a0\u202f\u2009\u2007\u2008\u2005\u2006 "
_NUMBER = (
    rf"\d{{1,3}}(?P<sign>[,.'’{_SPACES}])\d{{3}}(?:(?P=sign)\d{{3}})*(?:[.,]\d{{1,2}})?(?![\d]|[.,]\d)"
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?![\d]|,\d)"
    r"|\d+[.,]\d+(?![\d]|[.,]\d)"
    r"|\d+(?!\d|[.,]\d)"
)
_TOKEN = re.compile(
    r"(?P<other>https?://\S{1,300}|www\.\S{1,300}|\d{1,4}(?P<cut>[-/.])\d{1,2}(?P=cut)\d{1,4}(?![\d])|\d{1,2}:\d{2}(?!\d)(?::\d{2})?"
    r"|\d+(?:st|nd|rd|th|s)(?!\w)|\+\d[\d ()-]{5,20}\d"
    r"|\d+(?:[.,]\d+)*(?!(?:k|K|m|M|mn|mln|bn|million)(?!\w))[^\W\d_]\w{0,30})"
    rf"|(?P<number>{_NUMBER})(?P<suffix>(?:k|K|m|M|mn|mln|bn|million)(?!\w))?"
    r"|(?P<ragged>\d+(?:[.,]\d+)*)"
    r"|(?P<word>(?:[^\W\d_]\.){2,}(?!\w)|[^\W\d_]\w*(?:[-‑'’&](?=\w)\w+)*)"
    r"|(?P<mark>\.{2,}|[^\s])",
)
_JOINED = re.compile(r"[a-z]{1,3}[-'’][A-Z]")  # al-Haddar, d'Arc
_OPEN, _CLOSE = "“„«", "”»"
_MOST_QUOTED = 6000  # characters; a quote that goes on longer was not closed


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, other figure or mark.

    Attributes
    ----------
    text, low : str
        As written, and in small letters with a straight apostrophe.
    base : str
        `low` without the ending of a possessive.
    start, end : int
        Offsets in the text.
    kind : str
        word, number, other (a date, an ordinal, a web address) or mark.
    tight : bool
        Whether no space stands before it.
    suffix : str
        What stands close behind a number, such as k.
    """

    text: str
    low: str
    base: str
    start: int
    end: int
    kind: str
    tight: bool
    suffix: str = ""

    @property
    def capital(self) -> bool:
        """Whether it is a word with a capital first."""
        return self.kind == "word" and (self.text[:1].isupper() or bool(_JOINED.match(self.text)))

    @property
    def possessive(self) -> bool:
        """Whether it is a word with the ending of a possessive."""
        return self.base != self.low


def tokens(text: str) -> list[Token]:
    """Give the tokens of a text in order."""
    found: list[Token] = []
    last = -1
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        suffix = match["suffix"] or ""
        kind = "number" if match["number"] else "other" if match["ragged"] or match["other"] else kind
        written = match[0]
        low = written.lower().replace("’", "'").replace("‑", "-")
        base = low[:-2] if kind == "word" and low.endswith("'s") else low
        found.append(Token(written, low, base, match.start(), match.end(), kind, match.start() == last, suffix))
        last = match.end()
    return found


def quotes(text: str, cut: list[Token]) -> list[tuple[int, int]]:
    """Give the quoted stretches as ranges of tokens, marks excluded.

    A straight mark opens after a space and closes otherwise; a single one opens before a word after a space and closes
    behind a mark of the sentence, for it serves as an apostrophe as well. A quote does not outlast its paragraph.
    """
    found: list[tuple[int, int]] = []
    opened: int | None = None
    closer = ""
    for at, token in enumerate(cut):
        if opened is not None and (token.start - cut[opened].start > _MOST_QUOTED or _new_paragraph(text, cut, at)):
            found.append((opened + 1, at))
            opened = None
        if token.kind != "mark":
            continue
        spaced = not token.tight or at == 0 or cut[at - 1].text in "([—–-"
        if opened is None:
            ahead = at + 1 < len(cut) and cut[at + 1].tight
            if token.text in _OPEN or (token.text == '"' and spaced):
                opened, closer = at, '"' if token.text == '"' else _CLOSE + ("“" if token.text == "„" else "")
            elif token.text in "‘'" and spaced and ahead and cut[at + 1].kind != "mark":
                opened, closer = at, "’'"
        elif token.text in closer and (closer != "’'" or cut[at - 1].text in ".,!?…"):
            found.append((opened + 1, at))
            opened = None
    if opened is not None and closer != "’'":
        found.append((opened + 1, len(cut)))
    return found


def _new_paragraph(text: str, cut: list[Token], at: int) -> bool:
    return at > 0 and "\n" in (gap := text[cut[at - 1].end : cut[at].start]) and gap.count("\n") > 1
