"""Numbers for people: sensible rounding, and probability words beside numbers.

The words are those of UNHCR's scale for preparedness (PPRE): very unlikely up to 20 %, unlikely up to 40 %,
moderately likely up to 60 %, likely up to 80 %, very likely above. The number always stands beside the word.
"""

from __future__ import annotations

import math

from corridor.report.findings.statistics import Spread

__all__ = ["SCALE", "chance", "count", "hours", "people", "people_span", "span", "spread"]

SCALE = "Probability words: UNHCR preparedness scale (very unlikely <= 20 % ... very likely > 80 %)."
_WORDS = ((0.2, "very unlikely"), (0.4, "unlikely"), (0.6, "moderately likely"), (0.8, "likely"))


def chance(p: float) -> str:
    """Give a probability in words and as a number: ``likely (75 %)``.

    Examples
    --------
    >>> chance(0.75)
    'likely (75 %)'
    """
    word = next((word for top, word in _WORDS if p <= top + 1e-9), "very likely")
    percent = 100 * p
    if 0 < percent < 1 or 99 < percent < 100:
        number = "under 1 %" if percent < 1 else "over 99 %"
    else:
        number = f"{percent:.0f} %"
    return f"{word} ({number})"


def count(value: float) -> str:
    """Give a count of people, vehicles or litres rounded to what a forecast can mean: two or three digits.

    Examples
    --------
    >>> count(61234.0), count(8712.0), count(37.0), count(0.0)
    ('61,000', '8,700', '40', '0')
    """
    if math.isnan(value):
        return "not known"
    if value <= 0.0:
        return "0"
    if value < 10.0:
        return "under 10"
    unit = 10.0 if value < 1_000 else 100.0 if value < 10_000 else 1_000.0
    return f"{round(value / unit) * unit:,.0f}"


def span(low: float, high: float) -> str:
    """Give a range of counts: ``12,000 to 61,000``."""
    return f"{count(low)} to {count(high)}"


def people(value: float) -> str:
    """Give a count of people that may have been left out as too small to be shown.

    Examples
    --------
    >>> people(61234.0), people(float("nan"))
    ('61,000', 'under 10')
    """
    return "under 10" if math.isnan(value) else count(value)


def people_span(low: float, high: float) -> str:
    """Give a range of counts of people, either of which may have been left out as too small."""
    return f"{people(low)} to {people(high)}"


def spread(number: Spread) -> str:
    """Give a number of people over the futures: ``61,000 (9 of 10 futures: 12,000 to 83,000)``."""
    return f"{people(number.middle)} (9 of 10 futures: {people_span(number.low, number.high)})"


def hours(value: float) -> str:
    """Give a length of time in hours, or days when it is long.

    Examples
    --------
    >>> hours(0.4), hours(11.3), hours(60.0)
    ('under 1 h', '11 h', '2.5 days')
    """
    if math.isnan(value):
        return "not known"
    if value < 1.0:
        return "under 1 h" if value > 0 else "0 h"
    return f"{value:.0f} h" if value < 48 else f"{value / 24:.1f} days"
