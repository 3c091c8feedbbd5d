"""The sizes: from a name to its scenario, its world and the steps it records. Each is made once per process."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from benchmarks.registry import Unavailable

if TYPE_CHECKING:
    from corridor.ensemble.frame import Frame
    from corridor.model.world import World
    from corridor.scenario.resolved import Resolved

__all__ = ["compiled_engine", "folder", "frame", "resolved", "rows", "with_people", "world"]

PEOPLE = {"people-x1": 100_000, "people-x100": 10_000_000}
SYNTHETIC = {"medium": (120_000, True), "crowd": (960_000, False)}  # households; whether refuges lie all over
EVERY = 3  # steps between two that a synthetic world records


def folder(size: str) -> Path:
    """Give the folder of a size that has one."""

    from corridor.jobs.shipped import DEMO, shipped

    return Path(str(files("corridor.scenario").joinpath("template"))) if size == "small" else shipped(DEMO)


@cache
def resolved(size: str) -> Resolved:
    """Give the scenario of a size as of its own as-of time."""
    import corridor

    if size in PEOPLE:
        return with_people(PEOPLE[size])
    scenario = corridor.load(folder(size))
    return corridor.resolve(scenario)


def with_people(people: int) -> Resolved:
    """Give the demonstration case with a population."""
    from corridor.scenario.settings import with_settings

    return with_settings(resolved("karabakh"), {"population.total": str(people)})


@cache
def frame(size: str) -> Frame:
    """Give the frame of a size."""
    from corridor.ensemble.frame import Frame

    return Frame.of(resolved(size))


@cache
def world(size: str) -> World:
    """Give the world of member 0."""
    if size in SYNTHETIC:
        from benchmarks.synthetic import synthetic_world

        households, scattered = SYNTHETIC[size]
        return synthetic_world(households=households, scattered=scattered)
    from corridor.ensemble.build import draw_member, world_of

    return world_of(frame(size), draw_member(frame(size), 0, 0))


def rows(size: str) -> list[int]:
    """Give the steps that an ensemble of this size records."""
    if size in SYNTHETIC:
        return list(range(0, world(size).n_steps + 1, EVERY))
    from corridor.ensemble.output_times import output_rows

    return [int(row) for row in output_rows(resolved(size))]


def compiled_engine() -> ModuleType:
    """Give the compiled engine.

    Raises
    ------
    Unavailable
        It cannot be imported.
    """
    try:
        from corridor.model import compiled
    except Exception as error:  # whatever keeps it from being imported is the reason to tell
        raise Unavailable(f"corridor.model.compiled cannot be imported: {error}") from None
    return compiled
