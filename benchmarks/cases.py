"""The cases: each a name, what it measures, and a function that prepares one job and, where sensible, a bare one.

The bare job does the least that any program would have to do for the same end, in a plain loop or by the library
alone. The ratio of the job to it says what our own code costs, and moves less with the machine than seconds do.
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

import corridor
from corridor.base.random import Stream, member_key, name_hash
from corridor.base.samplers import binomial
from corridor.cli.run import demo_folder
from corridor.ensemble.build import Frame, draw_member, world_of
from corridor.ensemble.quantiles import LEVELS, TARGETS, quantile_table
from corridor.model.step import run
from corridor.scenario.distributions import Distribution
from corridor.scenario.resolve import Resolved

Job = Callable[[], object]
Prepare = Callable[[], tuple[Job, Job | None]]

CASES: list[Case] = []
DRAWS = 20_000


@dataclass(frozen=True)
class Case:
    """What is measured: `prepare` gives the job and the bare job, neither of which counts the preparation.

    Attributes
    ----------
    per : int
        Operations in one job; times are given for one operation.
    bare : str
        What the bare job does; empty where there is none.
    goal_s : float or None
        Seconds for one operation that the project has set itself.
    fresh : bool
        Whether the job runs in processes of its own, whose time is counted.
    """

    name: str
    what: str
    prepare: Prepare
    per: int = 1
    bare: str = ""
    goal_s: float | None = None
    fresh: bool = False


def case(name: str, what: str, **more: Any) -> Callable[[Prepare], Prepare]:
    """Enter a function into the registry."""

    def enter(prepare: Prepare) -> Prepare:
        CASES.append(Case(name, what, prepare, **more))
        return prepare

    return enter


# --- imports --------------------------------------------------------------------------------------------------


def _in_fresh_process(*arguments: str) -> Job:
    source = str(Path(corridor.__file__).parent.parent)
    path = os.pathsep.join([source, *filter(None, [os.environ.get("PYTHONPATH")])])
    return lambda: subprocess.run([sys.executable, *arguments], check=True, env={**os.environ, "PYTHONPATH": path})


@case("import", "import corridor, fresh process", bare="an empty process", goal_s=0.5, fresh=True)
def import_package() -> tuple[Job, Job | None]:
    return _in_fresh_process("-c", "import corridor"), _in_fresh_process("-c", "pass")


@case("import-all", "import what the main job needs, fresh process", bare="numpy, scipy, pandas and xarray", fresh=True)
def import_main_job() -> tuple[Job, Job | None]:
    names = "from corridor import load, resolve, simulate, summarise"
    return _in_fresh_process("-c", names), _in_fresh_process("-c", "import numpy, scipy.special, pandas, xarray")


# --- the scenario ---------------------------------------------------------------------------------------------


@cache
def _resolved() -> Resolved:
    scenario = corridor.load(demo_folder())
    return corridor.resolve(scenario, scenario.file.as_of)


@cache
def _frame() -> Frame:
    return Frame.of(_resolved())


@case("load", "load and resolve the demonstration case", bare="yaml and csv alone")
def load_and_resolve() -> tuple[Job, Job | None]:
    folder = demo_folder()

    def job() -> object:
        scenario = corridor.load(folder)
        return corridor.resolve(scenario, scenario.file.as_of)

    def bare() -> object:
        with (folder / "scenario.yaml").open(encoding="utf-8") as file:
            content = [yaml.load(file, yaml.BaseLoader)]
        for path in sorted(folder.glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                content.append(list(csv.reader(file)))
        return content

    return job, bare


# --- one member -----------------------------------------------------------------------------------------------


@case("draw", "draw all uncertain inputs of a member", bare="invert each distribution once, in a loop")
def draw() -> tuple[Job, Job | None]:
    frame = _frame()
    laws = [n.value for n in frame.resolved.numbers.values() if isinstance(n.value, Distribution)]
    return lambda: draw_member(frame, 0, 0), lambda: [law.ppf(0.3) for law in laws]


@case("member", "simulate one member of the plain model", bare="visit each place and route in each step")
def member() -> tuple[Job, Job | None]:
    world = world_of(_frame(), draw_member(_frame(), 0, 0))

    def bare() -> float:
        total = 0.0
        for _ in range(world.n_steps):
            for p in range(world.n_places):
                total += world.distance_km[p][p]
            for r in range(world.n_routes):
                total += world.length_km[r]
        return total

    return lambda: run(world), bare


# --- results --------------------------------------------------------------------------------------------------


@case("quantiles", "quantile table of 5 members", bare="the quantiles of the same arrays by NumPy")
def quantiles() -> tuple[Job, Job | None]:
    result = corridor.simulate(_resolved(), members=5, seed=0)
    length = result.sizes["time"]
    arrays = [result[target].values[:, :: max(1, length // 60)].astype(float) for target in TARGETS]
    return lambda: quantile_table(result, _resolved()), lambda: [np.quantile(a, LEVELS, axis=0) for a in arrays]


# --- draws ----------------------------------------------------------------------------------------------------


@case("uniform", "one keyed uniform number", per=DRAWS, bare="random.random() in a loop")
def uniform() -> tuple[Job, Job | None]:
    stream, cell = Stream(member_key(0, 0)), name_hash("benchmark")

    def job() -> None:
        one = stream.at(0, 0, cell).uniform
        for _ in range(DRAWS):
            one()

    def bare() -> None:
        one = random.Random(0).random
        for _ in range(DRAWS):
            one()

    return job, bare


def _binomials(n: int, p: float) -> tuple[Job, Job | None]:
    stream, cell = Stream(member_key(0, 0)), name_hash("benchmark")

    def job() -> None:
        for step in range(DRAWS):
            binomial(stream.at(step, 0, cell), n, p)

    def bare() -> None:
        one = np.random.default_rng(0).binomial
        for _ in range(DRAWS):
            one(n, p)

    return job, bare


@case("binomial-small", "one binomial draw of mean 1, re-keyed", per=DRAWS, bare="NumPy's, one at a time")
def binomial_small() -> tuple[Job, Job | None]:
    return _binomials(100, 0.01)


@case("binomial-large", "one binomial draw of mean 1,000, re-keyed", per=DRAWS, bare="NumPy's, one at a time")
def binomial_large() -> tuple[Job, Job | None]:
    return _binomials(10_000, 0.1)
