"""Counts written as numbers or as text, by a convention that is stated; what could be two numbers is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from corridor.base.errors import shown
from corridor.base.quantity import Fault
from corridor.intake.sheets.grid import Value
from corridor.intake.sheets.matching import matching_form

__all__ = ["Convention", "read_number"]

_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u2007\u2008\u3000"), " ")
_TICKS = dict.fromkeys(map(ord, "\u2019\u02bc\u00b4`"), "'")
_SIGNS = {**_SPACES, **_TICKS}
_GROUPED = re.compile(r"[0-9]+(?:[ .,'][0-9]+)+")
_MOST = 10**12


@dataclass(frozen=True)
class Convention:
    """How numbers are written in a sheet.

    Attributes
    ----------
    thousands, decimal : str or None
        The sign between groups of three digits, and the one before a fraction; None where it was not stated.
    suffixes : mapping
        Factor by what may stand after a number, such as ``k``.
    """

    thousands: str | None = None
    decimal: str | None = None
    suffixes: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The form of a number."""
        grouped = rf"|[0-9]{{1,3}}(?:{re.escape(self.thousands)}[0-9]{{3}})+" if self.thousands else ""
        fraction = rf"(?:{re.escape(self.decimal)}[0-9]+)?" if self.decimal else ""
        return re.compile(rf"((?:[0-9]+{grouped}){fraction})(\D*)")


def read_number(value: Value, convention: Convention, whole: bool) -> str:
    """Give the number that stands in a cell, in digits with ``.`` before a fraction.

    Parameters
    ----------
    whole : bool
        Whether only a whole number makes sense, as for persons.

    Raises
    ------
    Fault
        No number of 0 or more, one that can be read in two ways, or a fraction where there can be none.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _no_number(value)
    number = Decimal(repr(value)) if isinstance(value, int | float) else _parsed(value, convention)
    if not number.is_finite() or not 0 <= number < _MOST:
        raise Fault("out-of-range", shown(value), f"a number from 0 to {_MOST:,}", "Correct the cell.")
    if number == number.to_integral_value():
        return str(int(number))
    if whole:
        raise Fault(
            "number-not-whole",
            shown(value),
            "a whole number",
            "Correct the cell; a thousands sign may have been taken for a decimal one.",
        )
    return f"{number.normalize():f}"


def _parsed(text: str, convention: Convention) -> Decimal:
    plain = "".join(str(unicodedata.decimal(ch, ch)) for ch in " ".join(text.translate(_SIGNS).split()))
    match = convention.pattern.fullmatch(plain)
    if match is None:
        if _GROUPED.fullmatch(plain):
            raise _ambiguous(plain, convention)
        raise _no_number(text)
    digits = match[1].replace(convention.thousands, "") if convention.thousands else match[1]
    digits = digits.replace(convention.decimal, ".") if convention.decimal else digits
    suffix = match[2].strip()
    factors = {matching_form(name): factor for name, factor in convention.suffixes.items()}
    if suffix and matching_form(suffix) not in factors:
        raise _no_number(text)
    return Decimal(digits) * Decimal(repr(factors[matching_form(suffix)]) if suffix else "1")


def _no_number(value: Value) -> Fault:
    return Fault(
        "number-invalid",
        shown(value if isinstance(value, str | bool) else str(value)),
        "a number of 0 or more",
        "Correct the cell; if it marks a missing count, add what stands there to 'missing' in the map.",
    )


def _ambiguous(text: str, convention: Convention) -> Fault:
    stated = [f"{name} '{sign}'" for name in ("thousands", "decimal") if (sign := getattr(convention, name))]
    return Fault(
        "number-ambiguous",
        shown(text),
        f"a number written with {' and '.join(stated)}" if stated else "a number without signs between its digits",
        "State in the map which sign is which, as in numbers: {thousands: ',', decimal: '.'}, or correct the cell.",
    )
