"""What is measured: cases, each of a size and a phase, entered by the modules `cases_*`.

The grid of `SIZES` and `PHASES` is complete: what has no case says why in `ABSENT`. Cases outside the grid (start-up,
whole ensembles, single draws) have a phase or a size of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib import import_module
from typing import Any

__all__ = ["ABSENT", "CASES", "PHASES", "SIZES", "Case", "Job", "Prepare", "Unavailable", "case", "cases", "chosen"]

Job = Callable[[], object]
Prepare = Callable[[], "tuple[Job, Job | None]"]

SIZES = {
    "small": "the scenario of `corridor new`",
    "karabakh": "the demonstration case",
    "people-x1": "the demonstration case with 100,000 people",
    "people-x100": "the demonstration case with 10,000,000 people on the same roads",
    "medium": "a synthetic world: 300 places, 900 routes, 8 cohorts, 20 destinations, 384 hours, 120,000 households",
}
PHASES = {
    "load": "read and check the files",
    "resolve": "fix what is known at the as-of time",
    "draw": "draw a member and build its world",
    "simulate-plain": "simulate a member, plain engine",
    "simulate-compiled": "simulate a member, compiled engine",
    "write": "tables and NetCDF",
}
_SAME = "as for karabakh, whose files and arrays these are"
_DIRECT = "the world is built directly: there are no files"
ABSENT = {
    **{(f"people-x{n}", phase): _SAME for n in (1, 100) for phase in ("load", "resolve", "write")},
    ("medium", "load"): _DIRECT,
    ("medium", "resolve"): _DIRECT,
    ("medium", "simulate-plain"): "the plain engine was stopped after eight minutes",
}
_MODULES = (
    "cases_start",
    "cases_scenario",
    "cases_member",
    "cases_write",
    "cases_ensemble",
    "cases_draws",
    "cases_ledger",
)


class Unavailable(Exception):
    """A case cannot be measured here; the text says why."""


@dataclass(frozen=True)
class Case:
    """One thing that is measured: `prepare` gives the job and, if `bare` says what it is, a bare job to compare with.

    Attributes
    ----------
    per : int
        Operations in one job; times are given for one operation.
    bare : str
        What the bare job does: the least that any program would have to do for the same end.
    fresh : bool
        Whether the job runs in processes of its own, whose time and memory count.
    clock : "cpu_s" or "wall_s"
        Which of the two tells: wall seconds where threads share the work, CPU seconds elsewhere.
    warm_up : bool
        Whether the job is run once before it is measured.
    repeats, share_s : int, float
        It is repeated up to so many times, as long as so many seconds last; one run is always made.
    slow : bool
        Whether it takes minutes, and is run only when named or with `--slow`.
    """

    size: str
    phase: str
    what: str
    prepare: Prepare
    per: int = 1
    bare: str = ""
    fresh: bool = False
    clock: str = "cpu_s"
    warm_up: bool = True
    repeats: int = 5
    share_s: float = 3.0
    slow: bool = False

    @property
    def name(self) -> str:
        """Size and phase."""
        return f"{self.size}.{self.phase}"


CASES: dict[str, Case] = {}


def case(size: str, phase: str, what: str = "", **more: Any) -> Callable[[Prepare], Prepare]:
    """Enter a function into the registry."""

    def enter(prepare: Prepare) -> Prepare:
        one = Case(size, phase, what or PHASES[phase], prepare, **more)
        if one.name in CASES:
            raise ValueError(f"two cases are called {one.name}")
        CASES[one.name] = one
        return prepare

    return enter


def cases() -> dict[str, Case]:
    """Give all cases by name."""
    for module in _MODULES:
        import_module(f"benchmarks.{module}")
    return CASES


def chosen(patterns: list[str] | None, slow: bool = False) -> list[Case]:
    """Give the cases of some names or patterns such as `karabakh.*`; without any all, the slow ones only if asked.

    Raises
    ------
    ValueError
        A pattern that fits none.
    """
    everything = cases()
    if patterns is None:
        return [one for one in everything.values() if slow or not one.slow]
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in everything):
            raise ValueError(f"no case is called {pattern!r}; there are: {', '.join(everything)}")
    return [one for name, one in everything.items() if any(fnmatchcase(name, pattern) for pattern in patterns)]
