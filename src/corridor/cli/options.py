"""Options that several commands read, checked at the edge like everything else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from corridor.base.errors import InputError, Problem, Problems, shown
from corridor.base.times import parse_instant
from corridor.scenario.read import Scenario

__all__ = ["as_of_time", "settings_of", "whole"]


def as_of_time(text: str | None, scenario: Scenario, required: bool) -> datetime | None:
    """Give the as-of time of the option, or else of the scenario.

    Raises
    ------
    InputError
        Not a time with an offset; or none given and `required`.
    """
    if text is None:
        if scenario.file.as_of is None and required:
            raise InputError(
                [
                    Problem(
                        "as-of-missing",
                        file="scenario.yaml",
                        field="as_of",
                        found="nothing",
                        expected="the time from which to forecast",
                        remedy="Add as_of, or give --as-of TIME.",
                    )
                ]
            )
        return scenario.file.as_of
    try:
        return parse_instant(text)
    except ValueError as error:
        raise InputError(
            [
                Problem(
                    "time-naive" if "offset" in str(error) else "time-invalid",
                    file="--as-of",
                    found=f"{shown(text)}: {error}",
                    expected="an ISO 8601 time with its UTC offset, such as 2023-09-22T12:00+04:00",
                    remedy="Correct the time.",
                )
            ]
        ) from None


def whole(numbers: dict[str, tuple[str, int, int]]) -> dict[str, int]:
    """Give whole numbers of options, each given as (text, least, most); all faults together."""
    problems, values = Problems(), {}
    for name, (text, least, most) in numbers.items():
        try:
            values[name] = int(text)
            good = least <= values[name] <= most
        except ValueError:
            good = False
        if not good:
            problems.add(
                "out-of-range",
                file=f"--{name}",
                found=shown(text),
                expected=f"a whole number from {least:,} to {most:,}",
                remedy=f"Correct --{name}.",
            )
    problems.raise_if_any()
    return values


def settings_of(texts: Sequence[str]) -> dict[str, str]:
    """Give the settings of repeated ``--set path=value``."""
    problems, settings = Problems(), {}
    for text in texts:
        path, equals, value = text.partition("=")
        if not equals or not path.strip() or not value.strip() or path.strip() in settings:
            problems.add(
                "setting-invalid",
                file="--set",
                found=shown(text),
                expected="path=value, each path once",
                remedy="Write it as population.total=50000.",
            )
        settings[path.strip()] = value.strip()
    problems.raise_if_any()
    return settings
