"""The words of a language: read from its data file once, with the forms that inflection makes of them.

In goes a YAML file of plain lists; out comes :class:`Words`, frozen, which the rules of this package ask. A file
holds words only, the rules are code. Assumed is a language that is written in letters with spaces between words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import yaml

__all__ = ["LANGUAGES", "Noun", "Words", "language_of", "words_of"]

LANGUAGES = {"en": "english.yaml"}
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LOOKED_AT = 20_000  # characters by which the language of a text is told
_SHARE = 0.2  # of function words; running English has 0.35 to 0.55, its neighbours below 0.12
_SOME = 8  # words from which on one is wanted that only this language has
_SHORT = 25  # words; a headline has few function words, so that its other words count as well
_TERSE = 0.38  # of words known at all, from which on a terse report passes
_VOWELS = "aeiou"


@dataclass(frozen=True)
class Noun:
    """One form of a noun: the unit it counts in (None where it counts nothing of ours), and whether it is plural."""

    unit: str | None
    plural: bool


def split(entries: object) -> list[str]:
    """Give the entries of a list as it stands in a data file: between commas, in small letters."""
    return [entry for part in str(entries).split(",") if (entry := " ".join(part.lower().split()))]


def plural(noun: str) -> str:
    """Give the regular plural."""
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + "s"


def verb_forms(entry: str) -> tuple[str, str, str, str, str]:
    """Give the five forms of a verb (say, says, said, said, saying) from its entry."""
    parts = entry.split("/")
    if len(parts) == 5:
        return (parts[0], parts[1], parts[2], parts[3], parts[4])
    stem, _, rest = entry.partition(" ")
    tail = f" {rest}" if rest else ""
    if stem.endswith("e"):
        past, present = stem + "d", stem[:-1] + "ing"
    elif stem.endswith("y") and stem[-2:-1] not in _VOWELS:
        past, present = stem[:-1] + "ied", stem + "ing"
    else:
        past, present = stem + "ed", stem + "ing"
    return (stem + tail, plural(stem) + tail, past + tail, past + tail, present + tail)


class Words:
    """What a data file says, as sets and tables; lists are fetched by their names in the file."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self._sets: dict[str, frozenset[str]] = {}

    def set(self, name: str, part: str | None = None) -> frozenset[str]:
        """Give one list as a set."""
        key = name if part is None else f"{name}/{part}"
        if key not in self._sets:
            entries = self._data[name] if part is None else self._data[name][part]
            self._sets[key] = frozenset(split(entries))
        return self._sets[key]

    def parts(self, name: str) -> Iterator[tuple[str, list[str]]]:
        """Give the named lists below one heading, in the order of the file."""
        for part, entries in self._data[name].items():
            yield part, split(entries)

    def table(self, name: str, part: str) -> dict[str, float]:
        """Give a list of words, each with a number, as a table."""
        return {word: float(number) for word, number in (e.rsplit(" ", 1) for e in split(self._data[name][part]))}

    @cached_property
    def number_words(self) -> dict[str, float]:
        """Values of the words that numbers are made of, without the scales."""
        return self.table("numbers", "ones") | self.table("numbers", "more")

    @cached_property
    def scales(self) -> dict[str, float]:
        """Values of hundred, thousand, dozen and their like."""
        return self.table("numbers", "scales")

    @cached_property
    def suffixes(self) -> dict[str, float]:
        """Values of what may stand close behind digits, such as k."""
        return self.table("numbers", "suffixes")

    @cached_property
    def nouns(self) -> dict[str, Noun]:
        """Every form of every noun that is known, of our units and of others."""
        table: dict[str, Noun] = {}
        lists = [(None, split(self._data["stop nouns"])), *self.parts("nouns")]
        for unit, entries in lists:
            for entry in entries:
                one, slash, many = entry.partition("/")
                many = many if slash else plural(one)
                table[one] = Noun(unit, one == many)
                table[many] = Noun(unit, True)
        return table

    @cached_property
    def noun_openings(self) -> frozenset[str]:
        """Every word that a noun of two words may open with."""
        return frozenset(noun.rpartition(" ")[0] for noun in self.nouns if " " in noun)

    @cached_property
    def verbs(self) -> dict[str, frozenset[tuple[str, str, str]]]:
        """Verbs of speech by form: (group, form, stem), where form is one of base, third, past, participle, present."""
        table: dict[str, set[tuple[str, str, str]]] = {}
        names = ("base", "third", "past", "participle", "present")
        for group in ("saying", "counting", "committing"):
            for entry in split(self._data["speech"][group]):
                forms = verb_forms(entry)
                for name, form in zip(names, forms, strict=True):
                    table.setdefault(form, set()).add((group, name, forms[0]))
        return {form: frozenset(uses) for form, uses in table.items()}

    @cached_property
    def sayers(self) -> dict[str, tuple[str, bool]]:
        """Nouns of those who may say something: person or body, and whether plural."""
        table: dict[str, tuple[str, bool]] = {}
        for kind, name in (("body", "bodies"), ("person", "persons of office")):
            for entry in split(self._data[name]):
                one, slash, many = entry.partition("/")
                many = many if slash else plural(one)
                table[many] = (kind, True)
                table[one] = (kind, False)
        return table

    @cached_property
    def evidence(self) -> frozenset[str]:
        """Nouns of what figures stand in, such as report and statement, in both numbers."""
        table = set()
        for entry in split(self._data["speech"]["evidence"]):
            one, slash, many = entry.partition("/")
            table |= {one, many if slash else plural(one)}
        return frozenset(table)

    @cached_property
    def phrases(self) -> dict[str, Phrases]:
        """Phrases of several words by list, ready for matching."""
        made = {f"events/{part}": Phrases(entries) for part, entries in self.parts("events")}
        made |= {f"quantifiers/{part}": Phrases(entries) for part, entries in self.parts("quantifiers")}
        for name in ("according", "citing", "as saying", "impersonal", "commitments", "source labels", "origins"):
            made[name] = Phrases(split(self._data["speech"][name]))
        made["takes persons"] = Phrases(split(self._data["takes persons"]))
        return made

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Words by which a short text is known, beside the function words."""
        known = set(self.nouns) | set(self.verbs) | self.set("months") | self.set("person verbs") | set(self.sayers)
        for _, entries in self.parts("events"):
            known |= set(entries)
        return frozenset(known) | frozenset(self.number_words) | frozenset(self.scales)


class Phrases:
    """A list of phrases, found at a place among words by their first or their last word."""

    def __init__(self, entries: list[str]) -> None:
        self._first: dict[str, list[tuple[str, ...]]] = {}
        self._last: dict[str, list[tuple[str, ...]]] = {}
        for entry in sorted(entries, key=lambda e: -len(e.split())):
            words = tuple(entry.split())
            self._first.setdefault(words[0], []).append(words)
            self._last.setdefault(words[-1], []).append(words)

    def opening(self, words: list[str], at: int) -> int:
        """Give the number of words of the longest phrase that begins at a place, 0 for none."""
        if at >= len(words):
            return 0
        for phrase in self._first.get(words[at], ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                return len(phrase)
        return 0

    def closing(self, words: list[str], end: int) -> int:
        """Give the number of words of the longest phrase that ends before a place, 0 for none."""
        if not 0 < end <= len(words):
            return 0
        for phrase in self._last.get(words[end - 1], ()):
            if end >= len(phrase) and tuple(words[end - len(phrase) : end]) == phrase:
                return len(phrase)
        return 0


@cache
def words_of(language: str) -> Words:
    """Give the words of a language of `LANGUAGES`."""
    text = (files(__package__) / LANGUAGES[language]).read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Words(yaml.load(text, Loader=loader))


def language_of(text: str) -> str | None:
    """Give the language of a text, or None where it is none of those known here.

    The function words of each known language are counted; a short text is known by its other words as well.
    """
    words = [word.lower().replace("’", "'") for word in _LETTERS.findall(text[:_LOOKED_AT])]
    best: tuple[float, str] | None = None
    for language in LANGUAGES:
        known = words_of(language)
        function = known.set("function words")
        own = function - known.set("shared words")
        if len(words) < _SHORT:
            own = own | (known.vocabulary - known.set("shared words"))
        if len(words) >= _SOME and not any(word in own for word in words):
            continue
        hits = sum(word in function for word in words)
        if len(words) < _SHORT:
            hits += sum(word in known.vocabulary and word not in function for word in words)
        share = hits / len(words) if words else 0.0
        if len(words) >= _SHORT and _SHARE / 2 <= share < _SHARE:
            known_too = sum(word in own or word in known.vocabulary - known.set("shared words") for word in words)
            share = _SHARE if known_too / len(words) >= _TERSE else share
        if share >= _SHARE and (best is None or share > best[0]):
            best = (share, language)
    return best[1] if best else None
