"""`corridor compare`: two scenarios, or one with settings and without, under the same luck."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from cli_tools import everything_below
from folders import change

FEW = ["--members", 3, "--threads", 1]
EARLY = ["--set", "events.border opens.at=2030-01-03T06:00+00:00"]
KEYS = ["a", "b", "as_of", "members", "seed", "hash_a", "hash_b", "seconds", "files", "claims_changed", "rows"]
ROW = ["target", "place", "time", "unit", "mean_a", "mean_b", "difference", "standard_error", "low", "high"]
ROW += ["p_higher", "p_equal", "p_lower", "unpaired_standard_error"]
FILES = ["differences.csv", "recipe.json"]


@pytest.fixture
def other(folder, tmp_path):
    """A second folder like the first."""
    return shutil.copytree(folder, tmp_path / "other")


def codes(answer):
    return [(fault["code"], fault["field"]) for fault in answer.json()["errors"]]


def test_one_scenario_with_a_setting_and_without(folder, run, tmp_path):
    answer = run("compare", folder, *EARLY, *FEW, "--json")
    assert answer.status == 0, answer.err
    document = answer.json()
    assert list(document) == KEYS
    assert (document["a"], document["b"]) == ("case", "case with events.border opens.at=2030-01-03T06:00+00:00")
    assert (document["as_of"], document["members"], document["seed"]) == ("2030-01-02T12:00:00+00:00", 3, 0)
    assert document["hash_a"] != document["hash_b"]
    out = tmp_path / "corridor-results" / "case_vs_case-set_2030-01-02T1200+0000"
    assert everything_below(out) == FILES
    assert [list(row) for row in document["rows"]] == [ROW] * len(document["rows"])
    table = pd.read_csv(out / "differences.csv")
    assert list(table) == ROW
    wanted = np.array([row["difference"] for row in document["rows"]], dtype=float)
    np.testing.assert_allclose(table["difference"], wanted, rtol=1e-5)
    recipe = json.loads((out / "recipe.json").read_text("utf-8"))
    assert recipe["settings_b"] == {"events.border opens.at": "2030-01-03T06:00+00:00"}
    assert (recipe["a"]["hash"], recipe["b"]["hash"]) == (document["hash_a"], document["hash_b"])


def test_the_differences_are_those_of_two_forecasts(folder, run, tmp_path):
    rows = run("compare", folder, *EARLY, *FEW, "--seed", 4, "--internal", "--json").json()["rows"]
    values = []
    for name, words in (("a", []), ("b", EARLY)):
        assert run("forecast", folder, *words, *FEW, "--seed", 4, "--internal", "--out", name).status == 0
        with xr.open_dataset(tmp_path / name / "INTERNAL-forecast.nc", engine="h5netcdf") as result:
            values.append(result["arrivals"].sel(place="Border town").isel(time=-1).values.astype(float))
    d = values[1] - values[0]
    row = [row for row in rows if row["target"] == "arrivals"][-1]
    assert row["time"] == "2030-01-04T00:00:00+00:00"
    assert d.any()
    assert row["difference"] == pytest.approx(d.mean(), rel=1e-9)
    assert row["standard_error"] == pytest.approx(d.std(ddof=1) / np.sqrt(3), rel=1e-9)
    assert row["p_higher"] == np.mean(d > 0)


def test_the_same_folder_twice_differs_by_nothing(folder, run):
    document = run("compare", folder, folder, *FEW, "--json").json()
    assert document["hash_a"] == document["hash_b"]
    assert {row["difference"] for row in document["rows"]} <= {0.0, None}
    assert {row["p_equal"] for row in document["rows"]} == {1.0}
    assert any(row["difference"] == 0.0 and row["mean_a"] > 0 for row in document["rows"])


def test_two_folders_in_words(folder, other, run, tmp_path):
    change(other, "events.csv", ",0.8,Town", ",0.4,Town")
    answer = run("compare", folder, other, *FEW, "--out", "out")
    assert answer.status == 0, answer.err
    assert "A: case\nB: other\n" in answer.out
    assert "A difference is that of the model under the same luck in both, not a forecast of an effect." in answer.out
    assert "Both as of Wed 02 Jan 2030 12:00" in answer.out
    assert everything_below(tmp_path / "out") == FILES


def test_without_an_as_of_time_both_are_taken_as_written(folder, run, tmp_path):
    change(folder, "scenario.yaml", "as_of: 2030", "# as_of: 2030")
    answer = run("compare", folder, *EARLY, *FEW)
    assert answer.status == 0, answer.err
    assert "Both simulated as written, no as-of time" in answer.out
    assert everything_below(tmp_path / "corridor-results") == [
        "case_vs_case-set_simulation",
        *(f"case_vs_case-set_simulation/{name}" for name in FILES),
    ]
    as_of = run("compare", folder, *EARLY, *FEW, "--as-of", "2030-01-02T12:00Z", "--json").json()["as_of"]
    assert as_of == "2030-01-02T12:00:00+00:00"


def test_one_member_has_no_standard_error(folder, run):
    words = ["compare", folder, "--set", "population.total=9000", "--members", 1, "--threads", 1]
    rows = run(*words, "--json").json()["rows"]
    assert {row["standard_error"] for row in rows} == {None}
    assert {row["unpaired_standard_error"] for row in rows} == {None}
    assert any(row["difference"] for row in rows)
    assert "One future has no standard error." in run(*words).out


def test_no_sensitive_place_is_named(folder, run, tmp_path):
    settings = ["--set", "places.School.room=10", "--set", "population.total=9000"]
    words = ["compare", folder, *settings, *FEW]
    answer, as_json = run(*words, "--out", "out"), run(*words, "--out", "out", "--json")
    assert answer.status == 0, answer.err
    written = "".join(file.read_text("utf-8") for file in (tmp_path / "out").iterdir())
    for text in (answer.out, answer.err, as_json.out, as_json.err, written):
        assert "School" not in text
    assert "B: case with population.total=9000, 1 setting not shown" in answer.out
    inside = run(*words, "--out", "inside", "--internal")
    assert "places.School.room=10" in inside.out and "INTERNAL" in inside.out
    assert everything_below(tmp_path / "inside") == [f"INTERNAL-{name}" for name in FILES]
    recipe = json.loads((tmp_path / "inside" / "INTERNAL-recipe.json").read_text("utf-8"))
    assert recipe["settings_b"] == {"places.School.room": "10", "population.total": "9000"}
    assert recipe["scope"] == "internal"


def test_a_case_of_days_with_two_ways_out(run, river, tmp_path):
    """What a second ship brings: more over the ferry, and each row at a midnight; no sensitive place in any file."""
    settings = ["--set", "events.second ferry.probability=1", "--set", "places.Tarvo High School.room=100"]
    answer = run("compare", river, *settings, "--members", 40, "--threads", 2, "--out", "out", "--json")
    assert answer.status == 0, answer.err
    rows = answer.json()["rows"]
    ends = {row["place"]: row for row in rows if row["target"] == "arrivals" and row["time"].startswith("2031-04-26")}
    assert set(ends) == {"Arrel", "Kessel Landing"}
    assert all(row["time"].endswith("T00:00:00+00:00") for row in rows)
    ferry = ends["Kessel Landing"]
    assert ferry["difference"] > 3 * ferry["standard_error"] > 0
    assert ferry["standard_error"] < ferry["unpaired_standard_error"]
    written = "".join(file.read_text("utf-8") for file in (tmp_path / "out").iterdir())
    for text in (answer.out, answer.err, written):
        assert "Mirra" not in text and "High School" not in text


# --- what is refused ------------------------------------------------------------------------------------------------


def test_neither_a_second_folder_nor_a_setting(folder, run, tmp_path):
    answer = run("compare", folder, *FEW)
    assert answer.status == 2
    assert "compare-alone" in answer.err and "--set PATH=VALUE" in answer.err
    assert not (tmp_path / "corridor-results").exists()


def test_every_fault_is_told_at_once(folder, other, run, tmp_path):
    change(folder, "places.csv", "Coast,,host_region,44.50", "Coast,,host_region,444.50")
    change(other, "routes.csv", "Town,School,2,30", "Town,School,2,-30")
    answer = run("compare", folder, other, "--members", 0, "--set", "nonsense", "--as-of", "x", "--json")
    assert answer.status == 2
    told = {(fault["file"], fault["code"]) for fault in answer.json()["errors"]}
    assert (f"{folder}/places.csv", "out-of-range") in told
    assert (f"{other}/routes.csv", "out-of-range") in told
    assert {("--members", "out-of-range"), ("--set", "setting-invalid"), ("--as-of", "time-invalid")} <= told
    assert len(told) == 5
    assert not (tmp_path / "corridor-results").exists()


def test_a_folder_that_is_not_there(folder, run):
    answer = run("compare", folder, "nowhere", *FEW)
    assert answer.status == 2
    assert "nowhere: found no such folder" in answer.err
    assert run("compare", "nowhere", *EARLY, *FEW).status == 2


def test_settings_that_do_not_fit_and_the_rest(folder, other, run):
    change(other, "scenario.yaml", "end: 2030-01-04", "end: 2030-01-05")
    answer = run("compare", folder, other, *FEW, "--set", "population.totl=1", "--set", "step=2", "--json")
    assert answer.status == 2
    assert sorted(codes(answer)) == [
        ("compare-differs", "end"),
        ("path-fixed", "step"),
        ("path-unknown", "population.totl"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("time_zone: UTC", "time_zone: Asia/Yerevan", "time_zone"),
        ("start: 2030-01-01T00:00", "start: 2030-01-01T01:00", "start"),
        ("end: 2030-01-04", "end: 2030-01-05", "end"),
        ("step: 1 h", "step: 2 h", "step"),
        ("step: 1 h", "step: 1 h\noutput_interval: 6 h", "output_interval"),
        ("step: 1 h", "step: 1 h\nreport: [Coast]", "report"),
        ("as_of: 2030-01-02T12:00", "as_of: 2030-01-02T18:00", "as_of"),
    ],
    ids=lambda text: text if " " not in text else "",
)
def test_what_is_not_the_same_is_named(folder, other, run, old, new, field):
    change(other, "scenario.yaml", old, new)
    answer = run("compare", folder, other, *FEW, "--json")
    assert answer.status == 2
    assert codes(answer) == [("compare-differs", field)]
    (fault,) = answer.json()["errors"]
    assert all(fault[key] for key in ("found", "expected", "remedy"))


def test_a_comparison_that_would_show_a_sensitive_place(folder, other, run):
    change(other, "places.csv", ",1500,yes,", ",1500,no,")
    answer = run("compare", folder, other, *FEW)
    assert answer.status == 2
    assert "compare-groups-differ" in answer.err
    assert "School" not in answer.err
    assert run("compare", folder, other, *FEW, "--internal").status == 0
