"""Settings: the complete scenario with some numbers or event times replaced, as `--set path=value` does."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from corridor.base.errors import Problems, Where, require, shown
from corridor.base.fields import instant_of
from corridor.base.quantity import ClaimsRef, Fault, parse_quantity
from corridor.scenario.resolve import cohorts_of, number_of
from corridor.scenario.resolved import (
    Resolved,
    ResolvedNumber,
)
from corridor.scenario.tables import UncertainTime
from corridor.scenario.view import SETTINGS

__all__ = ["with_settings"]


def with_settings(resolved: Resolved, settings: Mapping[str, str | float]) -> Resolved:
    """Give the scenario with some numbers or event times replaced, as `--set path=value` does.

    Parameters
    ----------
    settings : mapping
        Dotted path to a number; as text also a distribution, a number with its unit, or a time for `events.<name>.at`.

    Raises
    ------
    InputError
        An unknown path, or a value that does not fit; all faults together.
    """
    require(resolved, Resolved, "resolved", "what corridor.resolve gives", "Resolve the scenario first.")
    for path, value in settings.items():
        require(value, (str, int, float), path, "a number, or a text as it would stand in a file", "Give one of these.")
    texts = {path: value if isinstance(value, str) else repr(value) for path, value in settings.items()}
    problems = Problems()
    numbers, events = dict(resolved.numbers), list(resolved.events)
    for path, text in texts.items():
        index = next((i for i, e in enumerate(events) if path == f"events.{e.name}.at"), None)
        try:
            if index is not None:
                events[index] = replace(events[index], at=UncertainTime(instant_of(text)), not_before_known=None)
            elif path in SETTINGS or path.startswith("claims."):
                _not_settable(path, problems)
            elif path in numbers:
                numbers[path] = _set_number(numbers[path], text, resolved.zone)
            else:
                _unknown_path(
                    path, [*set(numbers).difference(SETTINGS), *(f"events.{e.name}.at" for e in events)], problems
                )
        except Fault as fault:
            context = {key: str(value) for key, value in (fault.context or {}).items()}
            problems.add(fault.type, file="--set", field=path, **context)
    problems.raise_if_any()
    return replace(
        resolved,
        numbers=dict(sorted(numbers.items())),
        events=tuple(events),
        settings={**resolved.settings, **texts},
        cohorts=cohorts_of({c.base: c.walks for c in resolved.cohorts}, numbers),
    )


def _set_number(old: ResolvedNumber, text: str, zone: ZoneInfo) -> ResolvedNumber:
    spec = replace(old.spec, unit=old.unit, units=(old.spec.unit, *old.spec.units))
    version = parse_quantity(text, spec, zone).versions[0]
    if isinstance(version.value, ClaimsRef):
        raise Fault(
            "claims-unsupported",
            shown(text),
            "a number or a distribution",
            "Write the figures; claims are left out with --without.",
        )
    return replace(number_of(version, old.spec, "--set"), source="--set", reason="what-if", known=old.known)


def _not_settable(path: str, problems: Problems) -> None:
    problems.note(
        "path-fixed",
        Where("--set", field=path),
        shown(path),
        "a number of the crisis, not of the calculation",
        f"Change '{path}' in scenario.yaml.",
    )


def _unknown_path(path: str, known: list[str], problems: Problems) -> None:
    close = difflib.get_close_matches(path, known, 1)
    problems.note(
        "path-unknown",
        Where("--set", field=path),
        "no number of that path",
        "a dotted path such as population.total",
        f"Did you mean {close[0]}?" if close else "List the paths with 'corridor check DIR --numbers'.",
    )
