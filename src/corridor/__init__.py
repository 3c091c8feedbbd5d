"""corridor: from contested reports to a forecast of who flees, how many, when, through where, and needing what.

The main job in a few calls::

    scenario = corridor.load("scenarios/karabakh-2023")
    resolved = corridor.resolve(scenario)
    answer = corridor.simulate(resolved, members=100, seed=0)
    print(answer.summary())

Names are loaded when first used, so that `import corridor` is quick and draws in no plotting.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from corridor._version import __version__

if TYPE_CHECKING:
    from corridor.base.errors import AnswerError, CorridorError, InputError
    from corridor.jobs.simulate import compare, simulate
    from corridor.report.answer import Answer
    from corridor.scenario.read import Scenario, load
    from corridor.scenario.resolve import resolve
    from corridor.scenario.resolved import Resolved
    from corridor.scenario.settings import with_settings
    from corridor.scenario.view import view

__all__ = [
    "Answer",
    "AnswerError",
    "CorridorError",
    "InputError",
    "Resolved",
    "Scenario",
    "__version__",
    "compare",
    "load",
    "resolve",
    "simulate",
    "view",
    "with_settings",
]

_HOME = {
    "Answer": "report.answer",
    "AnswerError": "base.errors",
    "CorridorError": "base.errors",
    "InputError": "base.errors",
    "Resolved": "scenario.resolved",
    "Scenario": "scenario.read",
    "compare": "jobs.simulate",
    "load": "scenario.read",
    "resolve": "scenario.resolve",
    "simulate": "jobs.simulate",
    "view": "scenario.view",
    "with_settings": "scenario.settings",
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"corridor.{_HOME[name]}"), name)
    raise AttributeError(f"module 'corridor' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
