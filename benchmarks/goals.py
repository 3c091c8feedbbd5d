"""Ratios within one run, and the goals the project has set itself: data, and whether they are met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["GOALS", "RATIOS", "TEXT_GOALS", "Goal", "Ratio", "judged", "judged_texts", "ratios"]

Rows = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Ratio:
    """One field of one case over the same field of another."""

    name: str
    what: str
    over: str
    under: str
    field: str


@dataclass(frozen=True)
class Goal:
    """A limit for a field of a case, times a factor, or for a ratio (no field); `at_least` turns it round."""

    what: str
    of: str
    limit: float
    unit: str
    field: str = ""
    factor: float = 1.0
    at_least: bool = False


RATIOS = (
    Ratio(
        "compiled",
        "plain / compiled, the same member",
        "karabakh.simulate-plain",
        "karabakh.simulate-compiled",
        "cpu_s",
    ),
    Ratio(
        "threads",
        "one thread / two threads, 300 members",
        "karabakh.threads-1",
        "karabakh.threads-2",
        "wall_s",
    ),
    Ratio(
        "people",
        "100 times the people / once, a member",
        "people-x100.simulate-compiled",
        "people-x1.simulate-compiled",
        "cpu_s",
    ),
)

GOALS = (
    Goal("karabakh, 500 members", "karabakh.members-500", 10.0, "s", "wall_s"),
    Goal("karabakh, 100 members", "karabakh.members-100", 2.0, "s", "wall_s"),
    Goal("karabakh, first member from a fresh process", "karabakh.first-member", 1.5, "s", "wall_s"),
    Goal("karabakh, peak memory of 500 members", "karabakh.members-500", 600.0, "MB", "peak_mb"),
    Goal("100 times the people, times the time", "people", 4.0, "x"),
    Goal("medium, 100 members", "medium.members-100", 30.0, "s", "wall_s"),
    Goal("claims of 2,000 words, first time in a process", "text.extract-first", 0.5, "s", "wall_s"),
    Goal("two threads, times as fast", "threads", 1.8, "x", at_least=True),
)


TEXT_GOALS = {
    "precision": ("unseen texts: figures and units drafted that are right", 0.9),
    "recall": ("unseen texts: figures and units that are drafted", 0.85),
    "speaker": ("unseen texts: named speakers that are right", 0.75),
}


def judged_texts(shares: Mapping[str, tuple[int, int]]) -> list[dict[str, Any]]:
    """Give each goal for drafts from texts that nothing was developed on, by measure as right ones out of all."""
    found = []
    for name, (what, limit) in TEXT_GOALS.items():
        right, of = shares[name]
        value = right / of if of else None
        met = None if value is None else value >= limit
        found.append({"what": what, "value": value, "sign": ">=", "limit": limit, "unit": "", "met": met})
    return found


def ratios(rows: Rows) -> list[dict[str, Any]]:
    """Give each ratio; `value` is None where a case of it was not measured."""
    found = []
    for one in RATIOS:
        over, under = (rows.get(name, {}).get(one.field) for name in (one.over, one.under))
        found.append({"name": one.name, "what": one.what, "value": over / under if over and under else None})
    return found


def judged(rows: Rows) -> list[dict[str, Any]]:
    """Give each goal with its value and whether it is met; both are None where it was not measured."""
    by_name = {ratio["name"]: ratio["value"] for ratio in ratios(rows)}
    found = []
    for goal in GOALS:
        value = rows.get(goal.of, {}).get(goal.field) if goal.field else by_name[goal.of]
        value = None if value is None else value * goal.factor
        met = None if value is None else (value >= goal.limit) if goal.at_least else (value <= goal.limit)
        sign = ">=" if goal.at_least else "<="
        found.append(
            {"what": goal.what, "value": value, "sign": sign, "limit": goal.limit, "unit": goal.unit, "met": met}
        )
    return found
