"""Options that several commands read, checked at the edge like everything else."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from corridor.base.errors import Problem, Problems, shown
from corridor.base.files import clean
from corridor.base.times import parse_instant
from corridor.intake.claiming import tell_unknown
from corridor.ledger.claims import ClaimRow, DecisionRow
from corridor.scenario.read import Scenario, survey
from corridor.scenario.resolve import note_faults, resolve
from corridor.scenario.resolved import Resolved

__all__ = ["instant", "opened", "print_json", "settings_of", "whole"]


def opened(
    folder: str | Path,
    given: datetime | None,
    problems: Problems,
    *,
    written: bool = False,
    required: bool = False,
    without: Sequence[str] = (),
) -> tuple[Scenario, Resolved]:
    """Give the scenario of a folder and its resolved view.

    Parameters
    ----------
    given : datetime or None
        The as-of time of the option; None takes `as_of` of the scenario.
    problems : Problems
        Faults of the options so far; they are told together with those of the folder.
    written : bool
        Take the scenario as written, without any as-of time.
    required : bool
        Whether there must be an as-of time.
    without : sequence of str
        Claims that are left out.

    Raises
    ------
    InputError
        With every fault of options, files and view.
    """
    scenario, found = survey(folder)
    problems.found += found.found
    if scenario is not None:
        scenario = _without(scenario, without, problems)
        as_of = None if written else given or scenario.file.as_of
        told = any(problem.file == "--as-of" or problem.field == "as_of" for problem in problems.found)
        if as_of is None and required and not told:
            problems.add(
                "as-of-missing",
                file="scenario.yaml",
                field="as_of",
                found="nothing",
                expected="the time from which to forecast",
                remedy="Add as_of, or give --as-of TIME.",
            )
        if problems.found:
            view = Problems()
            note_faults(scenario, as_of, view)
            problems.found += [fault for fault in view.found if not _follows(fault, problems.found)]
    problems.raise_if_any()
    if scenario is None:
        raise AssertionError("a scenario without a problem was not read")
    return scenario, resolve(scenario, as_of)


def _without(scenario: Scenario, names: Sequence[str], problems: Problems) -> Scenario:
    """Leave out the claims of repeated ``--without CLAIM``."""
    if names:
        tell_unknown(names, scenario, problems, "--without")
    return replace(scenario, claims=tuple(row for row in scenario.claims if row.claim not in names))


def _follows(fault: Problem, told: Sequence[Problem]) -> bool:
    """Say whether a fault is only that of something told already: of a section's known time, or of the ledger."""
    ledger = any(other.file in (ClaimRow.file, DecisionRow.file) for other in told)
    return (fault.code in ("claims-none", "definition-needed") and ledger) or (
        fault.code == "known-missing"
        and any(other.file == fault.file and other.field.rpartition(".")[2] == "known" for other in told)
    )


def instant(text: str | None, problems: Problems, option: str = "--as-of") -> datetime | None:
    """Give the time of an option, or None where it is not given or wrong."""
    if text is None:
        return None
    try:
        return parse_instant(text)
    except ValueError as error:
        naive = "offset" in str(error)
        problems.add(
            "time-naive" if naive else "time-invalid",
            file=option,
            found=f"{shown(text)}: {error}",
            expected="an ISO 8601 time with its UTC offset, such as 2023-09-22T12:00+04:00",
            remedy="Add the offset of the zone." if naive else "Correct the time.",
        )
        return None


def whole(numbers: dict[str, tuple[str, int, int]], problems: Problems) -> dict[str, int]:
    """Give whole numbers of options, each given as (text, least, most); wrong ones are left out."""
    values = {}
    for name, (text, least, most) in numbers.items():
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if least <= value <= most:
            values[name] = value
        else:
            problems.add(
                "out-of-range",
                file=f"--{name}",
                found=shown(text),
                expected=f"a whole number from {least:,} to {most:,}",
                remedy=f"Give --{name} as digits only, within that range.",
            )
    return values


def settings_of(texts: Sequence[str], problems: Problems) -> dict[str, str]:
    """Give the settings of repeated ``--set path=value``."""
    settings: dict[str, str] = {}
    for text in texts:
        path, equals, value = (part.strip() for part in clean(text).partition("="))
        if not equals or not path or not value or path in settings:
            problems.add(
                "setting-invalid",
                file="--set",
                found=shown(text),
                expected="path=value, each path once",
                remedy="Write it as population.total=50000.",
            )
        settings[path] = value
    return settings


def print_json(document: dict[str, Any] | list[Any], indent: int | None = None) -> None:
    """Print the one JSON document of a command; letters that the output cannot hold are escaped."""
    text = json.dumps(document, indent=indent, ensure_ascii=False)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(document, indent=indent)
    print(text)
