"""Texts that a reader takes for the same: case, accents, line breaks, stray spaces and footnote marks aside."""

from __future__ import annotations

import re
import unicodedata

from corridor.base.files import fold

__all__ = ["matching_form", "one_line"]

_STARS = re.compile(r"\s*[*\u2020\u2021]+$")
# also a raised digit or letter, a digit or letter in brackets: in a name these may tell two places apart
_FOOTNOTE = re.compile(r"\s*(?:[*\u2020\u2021]+|[\u00b9\u00b2\u00b3\u2070-\u207f\u1d2c-\u1d6a]+|\[\w\]|\(\d\))$")
_ACCENTS = re.compile("[\u0300-\u036f]")  # of Latin, Greek and Cyrillic; signs of other scripts are letters


def one_line(text: str) -> str:
    """Give a text on one line, with single spaces."""
    return " ".join(text.split())


def matching_form(text: str, header: bool = False) -> str:
    r"""Give the form in which two texts that mean the same are equal.

    Parameters
    ----------
    header : bool
        Whether it is the header of a column, of which any mark of a footnote is taken off; else stars only.

    Examples
    --------
    >>> matching_form("Entr\u00e9es\n(personnes) *") == matching_form("ENTREES (personnes)")
    True
    >>> matching_form("Persons (1)", header=True) == matching_form("persons\u00b2", header=True)
    True
    >>> matching_form("Phase 1") == matching_form("Phase 2")
    False
    """
    bare, before = one_line(text), ""
    while bare != before:
        before, bare = bare, (_FOOTNOTE if header else _STARS).sub("", bare)
    decomposed = unicodedata.normalize("NFD", fold(bare or text))
    return unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed))
