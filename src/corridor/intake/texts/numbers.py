"""Numbers in digits and in words, single or as ranges, as figures over the tokens of a text.

Digits may be grouped by comma, point, apostrophe or a space of any width, also in the Indian way, and may be followed
by k or by a word of scale ('1.2 million', '3 lakh'). Words are read by text_to_num where they form one plain numeral;
what it does not know ('a dozen', 'half a million', 'one and a half million') is a small grammar here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corridor.intake.texts.lexicon import Words
from corridor.intake.texts.tokens import Token

__all__ = ["Figure", "figures", "value_of_digits"]

_MOST = 10**12
_LONGEST = 12  # words of one numeral
_GROUPED = re.compile(r"(\d{1,3})(?P<sign>[^\d])(\d{3})(?:(?P=sign)\d{3})*(?P<rest>[.,]\d{1,2})?")
_DASHES = {"-", "–", "—", "‑", "−"}


@dataclass(frozen=True)
class Figure:
    """A number or a range where it stands.

    Attributes
    ----------
    first, last : int
        Range of tokens, the last one excluded.
    start : int
        Offset of the number in the text.
    value, low, high : float or None
        `value` for a single figure, the other two for a range.
    form : str
        digits, year (four bare digits that may be a year), words, or one (the single word 'one').
    """

    first: int
    last: int
    start: int
    value: float | None
    low: float | None = None
    high: float | None = None
    form: str = "digits"

    @property
    def size(self) -> float:
        """The figure, of a range the upper end."""
        return self.value if self.value is not None else (self.high or 0.0)


@dataclass(frozen=True)
class _Part:
    first: int
    last: int
    value: float
    form: str
    scaled: float = 1.0


def figures(cut: list[Token], words: Words) -> list[Figure]:
    """Give all figures in the order of the text; most of them will not be claims."""
    parts = _parts(cut, words)
    found: list[Figure] = []
    at = 0
    while at < len(parts):
        pair = _range(cut, parts[at], parts[at + 1], words) if at + 1 < len(parts) else None
        if pair is not None:
            found.append(pair)
            at += 2
            continue
        part = parts[at]
        found.append(Figure(part.first, part.last, cut[part.first].start, part.value, form=part.form))
        at += 1
    return found


def value_of_digits(written: str, scaled: bool = False) -> float | None:
    """Give the value of one number in digits, None where it cannot be rising_from.

    Parameters
    ----------
    scaled : bool
        Whether a word such as million follows, so that '1.234' is a fraction and no grouped number.
    """
    grouped = _GROUPED.fullmatch(written)
    if grouped and not (scaled and grouped["sign"] in ".," and written.count(grouped["sign"]) == 1):
        rest = grouped["rest"] or ""
        whole = re.sub(r"\D", "", written[: len(written) - len(rest)])
        return float(f"{int(whole)}.{int(rest[1:]) if rest else 0:0{max(len(rest) - 1, 1)}d}")
    if re.fullmatch(r"\d{1,2}(?:,\d{2})+,\d{3}", written):
        return float(int(written.replace(",", "")))
    plain = written.replace(",", ".")
    if plain.count(".") > 1 or len(plain) > 16:
        return None
    whole, _, fraction = plain.partition(".")
    return float(int(whole)) if not fraction else int(whole) + int(fraction) / 10 ** len(fraction)


def _parts(cut: list[Token], words: Words) -> list[_Part]:
    found: list[_Part] = []
    at = 0
    while at < len(cut):
        part = _digits(cut, at, words) if cut[at].kind == "number" else _spelt(cut, at, words)
        if part is None:
            at += 1
            continue
        if part.value < _MOST:
            found.append(part)
        at = part.last
    return found


def _digits(cut: list[Token], at: int, words: Words) -> _Part | None:
    token = cut[at]
    written = token.text[: len(token.text) - len(token.suffix)]
    last, scale = at + 1, 1.0
    if token.suffix:
        scale = words.suffixes[token.suffix.lower()]
    while last < len(cut) and last < at + 3:
        step = last
        if cut[step].text == "-" and cut[step].tight and step + 1 < len(cut) and cut[step + 1].low in words.scales:
            step += 1
        word = cut[step].low
        if word not in words.scales or (word == "score"):
            break
        scale *= words.scales[word]
        last = step + 1
    value = value_of_digits(written, scale > 1)
    if value is None:
        return None
    year = scale == 1 and len(written) == 4 and written.isdigit() and 1800 <= value <= 2100
    return _Part(at, last, _round(value * scale), "year" if year else "digits", scale)


def _spelt(cut: list[Token], at: int, words: Words) -> _Part | None:
    token = cut[at]
    if token.kind != "word":
        return None
    return _half(cut, at, words) or _numeral(cut, at, words)


def _low(cut: list[Token], at: int) -> str:
    return cut[at].low if at < len(cut) else ""


def _half(cut: list[Token], at: int, words: Words) -> _Part | None:
    """'half a million', 'a quarter of a million', 'half million'."""
    articles = words.set("numbers", "articles")
    start = at
    if _low(cut, at) in articles:
        at += 1
    fraction = words.table("numbers", "fractions").get(_low(cut, at))
    if fraction is None:
        return None
    at += 1
    if _low(cut, at) == "of":
        at += 1
    if _low(cut, at) in articles:
        at += 1
    scale = words.scales.get(_low(cut, at))
    return None if scale is None else _Part(start, at + 1, fraction * scale, "words", scale)


def _numeral(cut: list[Token], at: int, words: Words) -> _Part | None:
    """A run of number words, hyphenated or not, perhaps with an article before its scale."""
    start, run = at, []
    if cut[at].low in words.set("numbers", "articles"):
        if _low(cut, at + 1) not in words.scales or _low(cut, at + 1).endswith("s"):
            return None
        at, run = at + 1, ["one"]
    known = words.number_words.keys() | words.scales.keys()
    joins = words.set("numbers", "joins")
    while at < len(cut) and len(run) < _LONGEST:
        pieces = cut[at].low.split("-")
        if cut[at].kind == "word" and all(piece in known for piece in pieces):
            if run and cut[at - 1].kind != "word":
                break
            run += pieces
            at += 1
        elif run and cut[at].low in joins and run[-1] in words.scales and _tail(cut, at + 1, words):
            at += 1
        else:
            break
    if not run or (run[0].endswith("s") and run[0] in words.scales):
        return None
    half = _and_a_half(cut, at, words)
    if half and run[-1] not in words.scales:
        value = _read(run, words)
        scale = words.scales.get(_low(cut, half), 1.0)
        last = half + 1 if scale > 1 else half
        return None if value is None else _Part(start, last, (value + 0.5) * scale, "words", scale)
    value = _read(run, words)
    if value is None:
        return _first_only(cut, start, words) if len(run) > 1 else None
    if half:
        scale = words.scales[run[-1]]
        return _Part(start, half, value + scale / 2, "words", scale)
    scale = max((words.scales[word] for word in run if word in words.scales), default=1.0)
    return _Part(start, at, value, "one" if run == ["one"] else "words", scale)


def _tail(cut: list[Token], at: int, words: Words) -> bool:
    """Whether a numeral goes on behind 'and': a hundred and twenty, not a hundred and two thousand."""
    pieces = _low(cut, at).split("-")
    return bool(pieces[0]) and all(piece in words.number_words for piece in pieces)


def _and_a_half(cut: list[Token], at: int, words: Words) -> int:
    """Give the place behind 'and a half', 0 where it does not stand."""
    if _low(cut, at) in words.set("numbers", "joins") and _low(cut, at + 1) in words.set("numbers", "articles"):
        return at + 3 if _low(cut, at + 2) == "half" else 0
    return 0


def _read(run: list[str], words: Words) -> float | None:
    """Give the value of number words: dozens and lakhs by our own rule, all else by text_to_num."""
    if run[-1] in words.scales and (run[-1] == "score" or run[-1].rstrip("s") in ("dozen", "lakh", "crore")):
        if len(run) == 1:
            return words.scales[run[0]] if run[0] == "dozen" else None
        before = _read(run[:-1], words)
        return None if before is None else before * words.scales[run[-1]]
    if run == ["hundred"] or run == ["thousand"] or run == ["million"] or run == ["billion"]:
        return None
    from text_to_num import text2num  # loaded only where a number is written in words

    try:
        return float(text2num(" ".join(run), "en"))
    except ValueError:
        return None


def _first_only(cut: list[Token], at: int, words: Words) -> _Part | None:
    pieces = cut[at].low.split("-")
    value = _read(pieces, words)
    return None if value is None else _Part(at, at + 1, value, "one" if pieces == ["one"] else "words")


def _range(cut: list[Token], one: _Part, two: _Part, words: Words) -> Figure | None:
    """Give the range that two numbers form, None where they do not."""
    if two.first - one.last != 1:
        return None
    join = cut[one.last]
    between = _before(cut, one.first, 4, {"between"})
    if join.text in _DASHES:
        if join.text == "-" and not join.tight:
            return None
    elif join.low == "and":
        if not between:
            return None
    elif join.low in words.set("numbers", "range joins"):
        rising_from = {"from"} | ({"of"} & {cut[one.first - 1].low} if one.first else set())
        rise = words.set("numbers", "rise") - {"up", "down"}
        if _before(cut, one.first, 3, rising_from) and _before(cut, one.first, 7, rise):
            return None
    else:
        return None
    low, high = one.value, two.value
    if one.scaled == 1 and two.scaled > 1 and low < two.value / two.scaled:
        low = _round(low * two.scaled)
    elif one.scaled == 1 and two.scaled == 1 and low < 1000 <= high and high % 1000 == 0 and low < high / 1000:
        low *= 1000 if join.low != "and" else 1
    if low >= high or (join.low == "or" and high > 2 * low + 1):
        return None
    if join.low in ("or",) and "one" in (one.form,) and high > 2:
        return None
    form = "year" if one.form == "year" and two.form in ("year", "digits") else "digits"
    return Figure(one.first, two.last, cut[one.first].start, None, low, high, form)


def _before(cut: list[Token], at: int, reach: int, wanted: set[str] | frozenset[str]) -> bool:
    return any(cut[step].low in wanted for step in range(max(0, at - reach), at))


def _round(value: float) -> float:
    return round(value, 6)
