"""A number as a scenario writes it: plain, as a distribution or as a list of versions, with where it comes from.

The forms a person may write, in YAML or (the first three) in a cell of a table:

* ``250`` or ``250 km``
* ``lognormal(median=250, p90=500)``, ``uniform(40, 60)``, ``mixture(normal(110000, 5000), 50000, weights=(2, 1))``
* ``claims(population.total)``
* ``{lognormal: {median: 250, p90: 500}}`` and the same with ``low`` and ``high`` as bounds
* ``{value: any of these, unit: km, source: ..., reason: ..., known: ...}``
* a list of such, each with its own ``known``: versions

`Spec` stands on a field and says unit, range and default; `parse` turns what was written into a `Quantity` in
that unit or raises a `ValueError` (`Fault`) that says what was found and expected.
"""

from __future__ import annotations

import ast
import difflib
import math
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from corridor.base import distributions as d
from corridor.base.errors import Where, shown
from corridor.base.times import parse_known
from corridor.base.units import convert_factor

__all__ = ["ClaimsRef", "Quantity", "Spec", "Version", "parse_quantity"]


@dataclass(frozen=True)
class ClaimsRef:
    """A number that is to come from the ledger: the pooled claims about a quantity."""

    quantity: str


Number = float | d.Distribution | ClaimsRef


@dataclass(frozen=True)
class Version:
    """One version of a number, in the unit of its field.

    Attributes
    ----------
    value : float, Distribution or ClaimsRef
        In `unit`.
    unit : str
        The canonical unit of the field.
    source, reason : str
        Where it comes from, and why this value; empty where not given.
    known : datetime or None
        When it became known; None where not given.
    """

    value: Number
    unit: str
    source: str = ""
    reason: str = ""
    known: datetime | None = None
    unit_given: bool = False


@dataclass(frozen=True)
class Quantity:
    """A number with its versions, oldest first, and the place it was read from."""

    versions: tuple[Version, ...]
    file: str = ""
    row: int | None = None
    field: str = ""

    @property
    def where(self) -> Where:
        """Where it was read."""
        return Where(self.file, self.row, self.field)


class Fault(PydanticCustomError):
    """A fault in one value: code, what was found, what was expected, what to do next."""

    def __new__(cls, code: str, found: str, expected: str, remedy: str) -> Fault:
        """Build the error that pydantic collects."""
        return super().__new__(
            cls, code, "expected {expected}", {"found": found, "expected": expected, "remedy": remedy}
        )


@dataclass(frozen=True)
class Spec:
    """What a numeric field means: unit, range, default, and the text for its documentation.

    Attributes
    ----------
    unit : str
        Canonical unit; values in another unit of the same dimension are converted.
    low, high : float
        Range of every possible value, bounds included unless `above` is set.
    above : bool
        Whether `low` itself is excluded.
    default : float or str or None
        What stands in when the field is missing; None means the field may stay missing, or is required by the
        section that holds it.
    meaning, source, reason, known : str
        For the reference page, and for the provenance of the default.
    units : tuple of str
        Further dimensions that are accepted and kept (households where persons are meant, say).
    """

    unit: str
    meaning: str = ""
    low: float = -math.inf
    high: float = math.inf
    above: bool = False
    default: float | str | None = None
    source: str = ""
    reason: str = ""
    known: str = ""
    units: tuple[str, ...] = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Parse with this spec when the field is annotated with it."""

        def validate(raw: Any, info: core_schema.ValidationInfo) -> Quantity:
            zone: tzinfo = (info.context or {})["zone"]
            return parse_quantity(raw, self, zone)

        return core_schema.with_info_plain_validator_function(validate)

    def within(self) -> str:
        """Give the range in words."""
        lower = f"{'above' if self.above else 'at least'} {self.low:g}" if self.low > -math.inf else ""
        upper = f"at most {self.high:g}" if self.high < math.inf else ""
        return " and ".join(part for part in (lower, upper) if part) or "any finite number"

    def holds(self, low: float, high: float) -> bool:
        """Say whether values from `low` to `high` are all in range; an unbounded tail is judged by truncation."""
        below = low < self.low or (self.above and low == self.low and low == high)
        return not below and not high > self.high

    def touches(self, value: Number) -> bool:
        """Say whether a distribution gives the excluded bound itself with some probability, as a mixture may."""
        return self.above and isinstance(value, d.Distribution) and value.cdf(self.low) > 0.0


_PROVENANCE = ("value", "unit", "source", "reason", "known")
_WITH_UNIT = re.compile(r"([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*([^\W\d_][^\d]*|%)")
_MAX_TEXT = 2000


def parse_quantity(raw: Any, spec: Spec, zone: tzinfo) -> Quantity:
    """Give the quantity that `raw` writes, in the unit of `spec`.

    Raises
    ------
    Fault
        What was written is no number, has the wrong unit, or leaves the range.
    """
    if isinstance(raw, list):
        if not raw:
            raise Fault("number-invalid", "an empty list", "a number or a list of versions", "Write a number.")
        return _versions([_version(item, spec, zone) for item in raw])
    return Quantity((_version(raw, spec, zone),))


def _versions(versions: Sequence[Version]) -> Quantity:
    missing = [v for v in versions if v.known is None]
    if missing:
        raise Fault(
            "known-missing",
            "a version without a known time",
            "'known' on each version of a number",
            "Add 'known' to every item of the list.",
        )
    ordered = sorted(versions, key=lambda v: v.known or datetime.min)
    times = [v.known for v in ordered]
    if len(set(times)) < len(times):
        raise Fault(
            "version-duplicate",
            "two versions with the same known time",
            "one version for each known time",
            "Remove one, or give it the time at which it became known.",
        )
    return Quantity(tuple(ordered))


def _version(raw: Any, spec: Spec, zone: tzinfo) -> Version:
    given: dict[str, Any] = {}
    if isinstance(raw, Mapping) and "value" in raw:
        unknown = [str(key) for key in raw if key not in _PROVENANCE]
        if unknown:
            raise Fault(
                "key-unknown",
                shown(unknown[0]),
                "only " + ", ".join(_PROVENANCE) + " beside 'value'",
                "Remove or correct the key.",
            )
        given = dict(raw)
        raw = given["value"]
    value, unit = _number(raw)
    unit = _one_unit(unit, given.get("unit"))
    known = given.get("known")
    try:
        moment = parse_known(known, zone) if known is not None else None
    except ValueError as error:
        raise Fault("time-invalid", f"known {shown(known)}: {error}", "a time or a day", "Correct 'known'.") from None
    text = {key: _text(given.get(key), key) for key in ("source", "reason")}
    return checked(Version(value, unit or spec.unit, known=moment, unit_given=bool(unit), **text), spec)


def _one_unit(written: str, given: Any) -> str:
    """Give the unit of a number that may carry one itself and have one beside it: they must not differ."""
    if given is not None and not isinstance(given, str | int):
        raise Fault("unit-mismatch", f"unit {shown(given)}", "a unit such as km or persons", "Correct the unit.")
    beside = "" if given is None else str(given).strip()
    if written and beside and written != beside:
        raise Fault("unit-mismatch", f"{shown(written)} and {shown(beside)}", "one unit", "Give the unit once.")
    return beside or written


def _text(raw: Any, key: str) -> str:
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise Fault("text-invalid", f"{key} {shown(raw)}", f"a text as {key}", "Write it as a text.")
    return " ".join(raw.split())


def checked(version: Version, spec: Spec) -> Version:
    """Give `version` in the unit of `spec`, or raise a `Fault` when unit or range do not fit."""
    unit, factor = _unit_among(version.unit, (spec.unit, *spec.units))
    value = _scaled(version.value, factor)
    if isinstance(value, ClaimsRef):
        return replace(version, value=value, unit=unit)
    low, high = (value, value) if isinstance(value, float) else value.support()
    if isinstance(value, d.Distribution) and not spec.holds(low, high):
        value = _bounded_tail(value, spec)
        low, high = value.support()
    if not spec.holds(low, high) or spec.touches(value):
        raise Fault(
            "out-of-range",
            f"{low:g}" if low == high else f"values from {low:g} to {high:g}",
            f"{spec.within()} ({unit})",
            "Correct the number, or bound the distribution with low and high.",
        )
    return replace(version, value=value, unit=unit)


def _unit_among(unit: str, accepted: tuple[str, ...]) -> tuple[str, float]:
    """Give the accepted unit that `unit` can become, and the factor to it."""
    why = ""
    for candidate in accepted:
        try:
            return candidate, convert_factor(unit, candidate)
        except ValueError as error:
            why = why or str(error)
    expected = " or ".join(accepted)
    raise Fault("unit-mismatch", f"unit {shown(unit)}: {why}", f"a unit of {expected}", f"Give it in {expected}.")


def _bounded_tail(value: d.Distribution, spec: Spec) -> d.Distribution:
    """Cut an infinite tail at the range of the field when less than 1 in 1,000 lies beyond; else leave it."""
    outside = value.cdf(spec.low) + 1.0 - value.cdf(spec.high)
    low, high = value.support()
    if outside < 1e-3 and (math.isinf(low) or math.isinf(high)):
        return d.Truncated(value, spec.low, spec.high)
    return value


def _scaled(value: Number, factor: float) -> Number:
    if factor == 1.0 or isinstance(value, ClaimsRef):
        return value
    return value * factor if isinstance(value, float) else d.Scaled(value, factor)


# --- the value itself -----------------------------------------------------------------------------------------


def _number(raw: Any) -> tuple[Number, str]:
    """Give the value and, where written with it, its unit."""
    if isinstance(raw, bool) or raw is None:
        raise _no_number(raw)
    if isinstance(raw, int | float):
        return _finite(raw), ""
    if isinstance(raw, str):
        return _from_text(raw.strip())
    if isinstance(raw, Mapping):
        return _from_mapping(raw), ""
    raise _no_number(raw)


def _finite(raw: float) -> float:
    try:
        value = float(raw)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise Fault("not-finite", shown(raw), "a finite number", "Write a number; leave the field out if unknown.")
    return value


_SEPARATED = re.compile(r"[-+]?\d{1,3}([,' _.\u00a0\u2009\u202f])\d{3}(\1\d{3})*(\D.*)?")
_COMMA = re.compile(r"[-+]?\d+,\d+(\s.*)?")
_RANGE = re.compile(r"[\d.]+\s*(?:-|\u2013|\.\.|to)\s*[\d.]+")


def _no_number(raw: Any) -> Fault:
    remedy = "Correct the value; use '.' for decimals and no thousands separators."
    text = raw.strip() if isinstance(raw, str) else ""
    if _SEPARATED.fullmatch(text):
        remedy = "Write the number without thousands separators, as in 1200, and '.' for decimals."
    elif _COMMA.fullmatch(text):
        remedy = "Write '.' for decimals, as in 1.5."
    elif _RANGE.fullmatch(text):
        remedy = "Write a range as uniform(low, high), and a best guess with it as triangular(low, guess, high)."
    return Fault(
        "number-invalid",
        shown(raw),
        "a number, a distribution such as lognormal(median=250, p90=500), or claims(name)",
        remedy,
    )


def _from_text(text: str) -> tuple[Number, str]:
    if len(text) > _MAX_TEXT:
        raise _no_number(text)
    with_unit = _WITH_UNIT.fullmatch(text)
    value = _float(with_unit[1] if with_unit else text)
    if value is not None:
        return _finite(value), with_unit[2].strip() if with_unit else ""
    claim = re.fullmatch(r"claims\(\s*(.+?)\s*\)", text)
    if claim:
        return ClaimsRef(claim[1]), ""
    try:
        with warnings.catch_warnings(action="error"):  # Python only warns of '5or 3'
            tree = ast.parse(text, mode="eval").body
    except (SyntaxError, SyntaxWarning, DeprecationWarning, ValueError, RecursionError, MemoryError):
        raise _no_number(text) from None
    if not isinstance(tree, ast.Call):
        raise _no_number(text)
    law = _from_node(tree)
    if not isinstance(law, float | d.Distribution):
        raise _no_number(text)
    return law, ""


def _float(text: str) -> float | None:
    """Give the number, infinite ones included, or None; 1_000, which Python takes for a thousand, is none."""
    try:
        return None if "_" in text else float(text)
    except ValueError:
        return None


def _from_node(node: ast.expr) -> Any:
    """Give the value of a parsed one-line distribution: calls, numbers and tuples only."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return _finite(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _from_node(node.operand)
        if isinstance(inner, float):
            return -inner
    if isinstance(node, ast.Tuple | ast.List):
        return [_from_node(item) for item in node.elts]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        positional = [_from_node(item) for item in node.args]
        named = {word.arg or "": _from_node(word.value) for word in node.keywords}
        if len(named) < len(node.keywords):
            raise Fault(
                "distribution-invalid",
                shown(ast.unparse(node)),
                "each argument once",
                "Remove the argument that is given twice.",
            )
        return build(node.func.id, positional, named)
    raise _no_number(ast.unparse(node))


_ARGUMENTS = {
    "constant": ("value",),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "normal": ("mean", "sd"),
    "lognormal": ("median",),
    "beta": ("a", "b"),
    "mixture": (),
}


def build(name: str, positional: Sequence[Any], named: Mapping[str, Any]) -> d.Distribution:
    """Give the distribution `name` with its arguments; `low` and `high` truncate where they are no parameters.

    Raises
    ------
    Fault
        No distribution of that name, or its arguments do not fit.
    """
    if name not in _ARGUMENTS:
        close = difflib.get_close_matches(name, _ARGUMENTS, 1)
        raise Fault(
            "distribution-unknown",
            shown(name),
            "one of " + ", ".join(_ARGUMENTS),
            f"Did you mean {close[0]}?" if close else "Correct the name of the distribution.",
        )
    keys = _ARGUMENTS[name]
    words = dict(named)
    try:
        if name == "mixture":
            return _truncated(_mixture(positional, words), words)
        if len(positional) > len(keys):
            raise ValueError(f"at most {len(keys)} values without a name: {', '.join(keys)}")
        twice = [key for key in keys[: len(positional)] if key in words]
        if twice:
            raise ValueError(f"{', '.join(twice)} once")
        words.update(zip(keys, positional, strict=False))
        missing = [key for key in keys if key not in words]
        if missing:
            raise ValueError(f"also {', '.join(missing)}")
        values = {key: _plain(words.pop(key)) for key in keys}
        if name == "lognormal":
            return _truncated(_lognormal(values["median"], words), words)
        makers: dict[str, type[d.Distribution]] = {
            "constant": d.Constant,
            "uniform": d.Uniform,
            "triangular": d.Triangular,
            "normal": d.Normal,
            "beta": d.Beta,
        }
        return _truncated(makers[name](**values), words)
    except ValueError as error:
        if isinstance(error, PydanticCustomError):
            raise
        raise Fault(
            "distribution-invalid",
            f"{name}({', '.join([*map(str, positional), *(f'{k}={v}' for k, v in named.items())])})"[:120],
            str(error),
            "Correct the arguments of the distribution.",
        ) from None


def _plain(value: Any) -> float:
    if isinstance(value, str):
        value = _unitless(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("plain numbers as arguments")
    return _finite(value)


def _unitless(raw: Any) -> Number:
    """Give a number that stands inside a distribution: its unit, if any, stands outside, once for all."""
    value, unit = _number(raw)
    if unit:
        raise ValueError("numbers without a unit inside a distribution; put 'unit' beside it")
    return value


def _lognormal(median: float, words: dict[str, Any]) -> d.Distribution:
    quantiles = [key for key in words if re.fullmatch(r"p\d{1,2}(?:\.\d+)?", key)]
    if len(quantiles) != 1:
        raise ValueError("median and one quantile such as p90")
    key = quantiles[0]
    return d.Lognormal(median, _plain(words.pop(key)), float(key[1:]) / 100.0)


def _mixture(positional: Sequence[Any], words: dict[str, Any]) -> d.Distribution:
    weights = words.pop("weights", None)
    parts = list(positional) or list(words.pop("parts", []))
    if weights is None:
        weights = [1.0] * len(parts)
    if not isinstance(weights, list):
        raise ValueError("weights as a list of numbers")
    made = [part if isinstance(part, d.Distribution) else d.Constant(_plain(part)) for part in parts]
    return d.Mixture(tuple(made), tuple(_plain(w) for w in weights))


def _truncated(whole: d.Distribution, words: dict[str, Any]) -> d.Distribution:
    bounds = {key: _plain(words.pop(key)) for key in ("low", "high") if key in words}
    if words:
        raise ValueError(f"no argument named {', '.join(map(str, words))}")
    return d.Truncated(whole, **bounds) if bounds else whole


def _from_mapping(raw: Mapping[Any, Any]) -> Number:
    """Give the number of ``{lognormal: {...}}``, ``{mixture: [...]}`` or ``{claims: name}``."""
    if len(raw) != 1:
        raise Fault(
            "number-invalid",
            shown(", ".join(map(str, raw)) or "an empty mapping"),
            "'value' with unit, source, reason and known, or one distribution",
            "Put the number under 'value'.",
        )
    ((name, arguments),) = raw.items()
    if name == "claims" and isinstance(arguments, str):
        return ClaimsRef(arguments)
    if name == "mixture" and isinstance(arguments, Mapping | list):
        items = arguments if isinstance(arguments, list) else arguments.get("of")
        extra = {} if isinstance(arguments, list) else {k: v for k, v in arguments.items() if k != "of"}
        return _mixture_items(items, extra)
    if isinstance(arguments, Mapping):
        return build(str(name), [], {str(key): value for key, value in arguments.items()})
    if isinstance(arguments, list):
        return build(str(name), arguments, {})
    return build(str(name), [arguments], {})


def _mixture_items(items: Any, extra: Mapping[Any, Any]) -> d.Distribution:
    if not isinstance(items, list) or not all(isinstance(i, Mapping) and {"weight", "value"} <= set(i) for i in items):
        raise Fault(
            "distribution-invalid",
            shown(items),
            "a list of {weight: .., value: ..}, each with an optional 'party' and 'source'",
            "Write every part of the mixture as an item of the list.",
        )
    for item in items:
        odd = set(item) - {"weight", "value", "party", "source"}
        if odd:
            raise Fault("key-unknown", shown(min(map(str, odd))), "weight, value, party, source", "Remove the key.")
    try:
        parts = [_unitless(item["value"]) for item in items]
    except ValueError as error:
        if isinstance(error, PydanticCustomError):
            raise
        raise Fault("distribution-invalid", shown(items), str(error), "Take the unit out of the mixture.") from None
    weights = [item["weight"] for item in items]
    return build("mixture", parts, {"weights": weights, **{str(k): v for k, v in extra.items()}})


@dataclass(frozen=True)
class Defaults:
    """Source, reason and known time that a section lends to the numbers in it that give none."""

    source: str = ""
    reason: str = ""
    known: datetime | None = None

    def lend(self, quantity: Quantity) -> Quantity:
        """Give `quantity` with the missing parts of its provenance filled from here."""
        return replace(
            quantity,
            versions=tuple(
                replace(
                    v,
                    source=v.source or self.source,
                    reason=v.reason or self.reason,
                    known=v.known if v.known is not None else self.known,
                )
                for v in quantity.versions
            ),
        )
