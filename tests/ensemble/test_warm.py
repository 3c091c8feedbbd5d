"""The engine is compiled once, says so, and keeps the disk in order."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import corridor
from corridor.jobs.warmup import _KEPT, MESSAGE, _forget_others, warm


def test_a_warm_engine_says_nothing():
    told = []
    warm()
    compiled_now, folder = warm(told.append)
    assert not compiled_now and told == [] and folder.is_dir()


def test_what_is_to_be_compiled_is_said_before_it_is(tmp_path, monkeypatch):
    from corridor.jobs import warmup as module
    from corridor.model.compiled import jit

    ran = []
    monkeypatch.setattr(jit, "is_warm", lambda: False)
    monkeypatch.setattr(jit, "CACHE", tmp_path / "kernel_x")
    monkeypatch.setattr(module, "_run_once", lambda: ran.append(list(told)))
    told = []
    assert module.warm(told.append) == (True, tmp_path / "kernel_x")
    assert ran == [[MESSAGE]]


def test_the_oldest_kernels_are_removed_and_nothing_else(tmp_path):
    (tmp_path / "mine").mkdir()
    for k in range(_KEPT + 3):
        folder = tmp_path / f"kernel_{k}"
        folder.mkdir()
        os.utime(folder, (1000 + k, 1000 + k))
    _forget_others(tmp_path / "kernel_0")  # in use, though the oldest
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"mine", "kernel_0", *(f"kernel_{k}" for k in range(3, _KEPT + 3))}


def test_a_second_installation_does_not_take_the_kernel_of_the_first_for_its_own(tmp_path):
    """The compiler would not: it would run again, for a minute, and nobody would have been told."""
    given = {**os.environ, "CORRIDOR_CACHE": str(tmp_path / "cache")}

    def cache(root):
        code = "from corridor.model.compiled.jit import CACHE; print(CACHE)"
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**given, "PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    for name in ("one", "two"):
        shutil.copytree(Path(corridor.__file__).parent, tmp_path / name / "corridor")
    one = cache(tmp_path / "one")
    assert one == cache(tmp_path / "one")
    assert one != cache(tmp_path / "two")
    called = tmp_path / "one" / "corridor" / "model" / "compiled" / "engine.py"
    os.utime(called, (1000, 1000))  # installed again
    assert one != cache(tmp_path / "one")


def test_a_cache_that_cannot_be_written_is_no_obstacle(tmp_path):
    (tmp_path / "file").write_text("no folder")
    code = "from corridor.model.compiled.jit import CACHE; print(CACHE)"
    found = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "CORRIDOR_CACHE": str(tmp_path / "file")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "corridor_kernel_" in found.stdout
