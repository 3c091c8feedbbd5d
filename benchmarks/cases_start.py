"""Start-up, in fresh processes: imports, the kernel compiled or loaded, and the first member of the demonstration."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec

from benchmarks.registry import Job, Unavailable, case

_TINY = """
from benchmarks.synthetic import synthetic_world
from corridor.model import compiled
compiled.run(synthetic_world(6, 3, 2, 2, 2, 60), [0, 2])
"""
_LOADED = """
import corridor
from corridor.jobs.shipped import DEMO, shipped
scenario = corridor.load(shipped(DEMO))
resolved = corridor.resolve(scenario)
"""
_FIRST = f"{_LOADED}from corridor.ensemble.run import run_members; run_members(resolved, 1)"
_RESULT = f"{_LOADED}corridor.simulate(resolved, members=1)"


def _fresh(code: str, **environment: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, **environment})


def _needs_kernel() -> None:
    if find_spec("numba") is None:
        raise Unavailable("numba is not installed")
    if find_spec("corridor.model.compiled") is None:
        raise Unavailable("corridor.model.compiled is not there")


@case("start", "import", "import corridor", bare="an empty process", fresh=True)
def import_package() -> tuple[Job, Job | None]:
    return lambda: _fresh("import corridor"), lambda: _fresh("pass")


@case("start", "import-all", "import what the main job needs", bare="NumPy, SciPy, pandas and xarray", fresh=True)
def import_main_job() -> tuple[Job, Job | None]:
    names = "from corridor import load, resolve, simulate"
    return lambda: _fresh(names), lambda: _fresh("import numpy, scipy.special, pandas, xarray")


@case("start", "kernel-compiled", "compile the kernel, empty cache", fresh=True, warm_up=False, repeats=1, slow=True)
def kernel_compiled() -> tuple[Job, Job | None]:
    _needs_kernel()

    def job() -> None:
        with tempfile.TemporaryDirectory() as empty:
            _fresh(_TINY, CORRIDOR_CACHE=empty)

    return job, None


@case("start", "kernel-loaded", "load the kernel from its cache", bare="import numba", fresh=True)
def kernel_loaded() -> tuple[Job, Job | None]:
    _needs_kernel()
    return lambda: _fresh(_TINY), lambda: _fresh("import numba")


@case("karabakh", "first-member", "imports, load, resolve and one member", fresh=True, clock="wall_s", share_s=8.0)
def first_member() -> tuple[Job, Job | None]:
    _needs_kernel()
    return lambda: _fresh(_FIRST), None


@case("karabakh", "first-result", "the same, and its labelled dataset", fresh=True, clock="wall_s", share_s=8.0)
def first_result() -> tuple[Job, Job | None]:
    _needs_kernel()
    return lambda: _fresh(_RESULT), None
