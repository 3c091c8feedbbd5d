"""What is measured is listed in full, and a measurement has all its fields. Nothing here is timed against a limit."""

import json
import sys

import pytest

from benchmarks import goals, measure, tables
from benchmarks import registry as registry_module
from benchmarks.__main__ import main
from benchmarks.limit import bare_sum
from benchmarks.machine import machine
from benchmarks.registry import ABSENT, PHASES, SIZES, Case, Unavailable, cases, chosen
from benchmarks.scaling import CURVES, Curve, exponent, title
from corridor.base.random import philox4x32


def test_every_size_and_phase_has_a_case_or_a_reason_why_not():
    grid = {(size, phase) for size in SIZES for phase in PHASES}
    measured = {(one.size, one.phase) for one in cases().values()}
    assert grid <= measured | set(ABSENT)
    assert not measured & set(ABSENT)
    assert set(ABSENT) <= grid


def test_the_list_shows_every_case_and_every_gap(capsys):
    assert main(["--list"]) == 0
    names = {line.split()[0] for line in capsys.readouterr().out.splitlines()}
    assert names == set(cases()) | {f"{size}.{phase}" for size, phase in ABSENT}


def test_slow_cases_run_only_when_named_or_asked_for():
    slow = {one.name for one in cases().values() if one.slow}
    assert slow
    assert not slow & {one.name for one in chosen(None)}
    assert slow <= {one.name for one in chosen(None, slow=True)}
    assert {one.name for one in chosen(sorted(slow))} == slow


def test_a_name_that_is_none_is_refused(capsys):
    assert main(["--only", "nothing.*"]) == 2
    assert "karabakh.load" in capsys.readouterr().err


def test_goals_and_ratios_speak_of_cases_that_are_there():
    names = {ratio.name for ratio in goals.RATIOS}
    for goal in goals.GOALS:
        assert goal.of in (cases() if goal.field else names)
    for ratio in goals.RATIOS:
        assert {ratio.over, ratio.under} <= set(cases())


def test_a_goal_is_met_missed_or_not_measured():
    rows = {
        "karabakh.members-500": {"wall_s": 9.0, "peak_mb": 700.0},
        "karabakh.threads-1": {"wall_s": 4.0},
        "karabakh.threads-2": {"wall_s": 2.0},
        "medium.members-100": {"wall_s": 35.0},
    }
    met = {goal["what"]: goal["met"] for goal in goals.judged(rows)}
    assert met["karabakh, 500 members"] is True
    assert met["karabakh, peak memory of 500 members"] is False
    assert met["karabakh, 100 members"] is None
    assert met["two threads, times as fast"] is True
    assert met["medium, 100 members"] is False


def one(prepare, **more):
    return Case("small", "load", "nothing much", prepare, **{"repeats": 3, "per": 2, "bare": "less", **more})


def test_a_measurement_has_its_fields():
    done = []
    row = measure.measured(one(lambda: (lambda: done.append(1), lambda: None)))
    assert {"name", "size", "phase", "what", "clock", "runs", "peak_mb", "bare", "bare_s"} <= set(row)
    assert {"cpu_s", "cpu_mad_s", "wall_s", "wall_mad_s"} <= set(row)
    assert row["runs"] == 3
    assert len(done) == 4  # and once to warm up
    assert row["peak_mb"] is None or row["peak_mb"] > 1.0
    assert row["name"] in tables.line(row)


def test_a_case_that_is_not_there_says_why():
    def prepare():
        raise Unavailable("no engine")

    row = measure.measured(one(prepare))
    assert row["unavailable"] == "no engine"
    assert "no engine" in tables.line(row)


def test_an_engine_that_cannot_be_imported_is_a_reason(monkeypatch):
    monkeypatch.setitem(sys.modules, "corridor.model.compiled", None)
    monkeypatch.delattr("corridor.model.compiled", raising=False)
    row = measure.measured(cases()["small.simulate-compiled"])
    assert "corridor.model.compiled cannot be imported" in row["unavailable"]


def test_the_file_has_its_fields(tmp_path):
    out, page = tmp_path / "out.json", tmp_path / "page.md"
    assert main(["--only", "small.resolve", "--out", str(out), "--markdown", str(page)]) == 0
    result = json.loads(out.read_text("utf-8"))
    assert set(result) == {"machine", "sizes", "phases", "cases", "ratios", "goals", "limit", "texts"}
    (row,) = result["cases"]
    assert row["name"] == "small.resolve"
    assert row["runs"] >= 1
    assert "`small.resolve`" in page.read_text("utf-8")


def test_a_case_that_breaks_is_told_and_fails_the_run(tmp_path, monkeypatch):
    monkeypatch.setitem(registry_module.CASES, "no.such", Case("no", "such", "is not there", lambda: (print, None)))
    out = tmp_path / "out.json"
    assert main(["--only", "no.such", "--out", str(out)]) == 1
    assert "no.such" in json.loads(out.read_text("utf-8"))["cases"][0]["failed"]


def test_the_machine_is_told_with_versions():
    told = machine()
    assert {"date", "system", "processor", "cores", "load", "python", "corridor", "versions"} == set(told)
    assert {"numpy", "numba", "llvmlite"} <= set(told["versions"])


def test_the_bare_generator_is_philox():
    key = (7 << 32) | 5
    total = 0.0
    for block in range(2):
        c0, c1, c2, c3 = philox4x32((block, 1, 2, 3), (5, 7))
        for high, low in ((c0, c1), (c2, c3)):
            total += (float((high << 20) | (low >> 12)) + 0.5) * 2.0**-52
    assert bare_sum(2, key) == pytest.approx(total, rel=1e-15)


def test_the_title_of_a_curve_tells_its_numbers():
    points = [1, 10, 100]
    assert exponent(points, [2.0 * n**1.5 for n in points]) == pytest.approx(1.5)
    people = next(curve for curve in CURVES if curve.name == "people")
    assert title(people, {"points": points, "seconds": [1.0, 1.0, 1.0]}) == "100 times the people take 1 times as long"
    threads = Curve("threads", "threads", "the threads", (1, 2), lambda n: print)
    found = {"points": [1, 2], "seconds": [3.0, 2.0]}
    assert title(threads, found) == "2 threads run the members 1.5 times as fast as one"
