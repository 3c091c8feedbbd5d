"""What `python -m benchmarks compare` flags, and what it takes for noise."""

import json

import pytest

from benchmarks import compare
from benchmarks.__main__ import main


def row(seconds, mad=0.0, runs=5, name="karabakh.load", clock="cpu_s", **more):
    times = {"cpu_s": seconds, "cpu_mad_s": mad, "wall_s": seconds, "wall_mad_s": mad}
    return {"name": name, "clock": clock, "runs": runs, **times, **more}


def result(*rows, processor="one"):
    return {"machine": {"processor": processor}, "cases": list(rows)}


def word(old, new):
    return compare.verdict(old, new).word


def test_a_real_slow_down_is_flagged():
    assert word(row(1.0, 0.01), row(1.5, 0.01)) == "slower"
    assert word(row(1.5, 0.01), row(1.0, 0.01)) == "faster"


def test_a_difference_within_the_spread_of_either_is_noise():
    assert word(row(1.0, 0.01), row(1.5, 0.15)) == "same"
    assert word(row(1.0, 0.15), row(1.5, 0.01)) == "same"
    # 3 x 1.4826 x sqrt(0.1^2 + 0.1^2) = 0.629
    assert word(row(1.0, 0.1), row(1.62, 0.1)) == "same"
    assert word(row(1.0, 0.1), row(1.64, 0.1)) == "slower"


def test_runs_that_agree_to_the_digit_still_leave_what_differs_between_processes():
    # 3 x 0.03 x sqrt(1 + 1.12^2) = 0.135
    assert word(row(1.0), row(1.12)) == "same"
    assert word(row(1.0), row(1.16)) == "slower"


def test_of_one_run_no_spread_is_known():
    # 3 x 0.1 x sqrt(1 + 1.4^2) = 0.516
    assert word(row(1.0, runs=1), row(1.4, runs=1)) == "same"
    assert word(row(1.0, runs=1), row(1.8, runs=1)) == "slower"


def test_the_clock_of_the_case_is_the_one_compared():
    slow_wall = {**row(1.0), "wall_s": 2.0}
    assert word(row(1.0), slow_wall) == "same"
    assert word(row(1.0), {**slow_wall, "clock": "wall_s"}) == "slower"


def test_what_only_one_has_is_shown_and_not_judged():
    old, new = result(row(1.0), row(1.0, name="gone")), result(row(1.0), row(9.0, name="come"))
    assert [(c.name, c.word) for c in compare.compared(old, new)] == [
        ("karabakh.load", "same"),
        ("come", "only in new"),
        ("gone", "only in old"),
    ]


def test_a_case_that_could_not_be_measured_is_not_compared():
    out = {"name": "karabakh.load", "unavailable": "no engine"}
    assert [c.word for c in compare.compared(result(row(1.0)), result(out))] == ["only in old"]


@pytest.mark.parametrize(("seconds", "code", "flag"), [(2.0, 1, "SLOWER"), (1.01, 0, None), (0.5, 0, "FASTER")])
def test_the_command_prints_the_ratio_and_fails_for_a_slow_down_only(tmp_path, capsys, seconds, code, flag):
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(json.dumps(result(row(1.0, 0.01, peak_mb=100.0))), "utf-8")
    new.write_text(json.dumps(result(row(seconds, 0.01, peak_mb=150.0))), "utf-8")
    assert main(["compare", str(old), str(new)]) == code
    said = capsys.readouterr().out
    assert f"{seconds:.2f}" in said
    assert "1.50" in said
    assert [word for word in ("SLOWER", "FASTER") if word in said] == ([flag] if flag else [])
