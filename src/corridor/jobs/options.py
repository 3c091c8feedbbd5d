"""What a request says in words, checked at the edge: times, whole numbers, settings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from corridor.base.errors import Problems, Where, shown
from corridor.base.files import clean
from corridor.base.times import parse_instant

__all__ = ["instant", "settings_of", "whole"]


def instant(text: str | None, problems: Problems, option: str = "--as-of") -> datetime | None:
    """Give the time of an option, or None where it is not given or wrong."""
    if text is None:
        return None
    try:
        return parse_instant(text)
    except ValueError as error:
        naive = "offset" in str(error)
        problems.note(
            "time-naive" if naive else "time-invalid",
            Where(option),
            f"{shown(text)}: {error}",
            "an ISO 8601 time with its UTC offset, such as 2023-09-22T12:00+04:00",
            "Add the offset of the zone." if naive else "Correct the time.",
        )
        return None


def whole(name: str, text: str | int, least: int, most: int, problems: Problems) -> int:
    """Give the whole number of an option; `least` where it is wrong."""
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if least <= value <= most:
        return value
    problems.note(
        "out-of-range",
        Where(f"--{name}"),
        shown(text),
        f"a whole number from {least:,} to {most:,}",
        f"Give --{name} as digits only, within that range.",
    )
    return least


def settings_of(texts: Sequence[str], problems: Problems) -> dict[str, str]:
    """Give the settings of repeated ``path=value``."""
    settings: dict[str, str] = {}
    for text in texts:
        path, equals, value = (part.strip() for part in clean(text).partition("="))
        if not equals or not path or not value or path in settings:
            problems.note(
                "setting-invalid",
                Where("--set"),
                shown(text),
                "path=value, each path once",
                "Write it as population.total=50000.",
            )
        settings[path] = value
    return settings
