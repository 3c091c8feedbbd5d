"""The commands as people and machines use them: new, check, forecast, simulate, and stopping them."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from cli_tools import COMMAND, ENV, everything_below
from folders import change

from corridor.cli.main import parser
from corridor.jobs.shipped import names, shipped

LEVELS = [0.01, 0.025, *(round(0.05 * k, 2) for k in range(1, 20)), 0.975, 0.99]
HUBVERSE = ["model_id", "origin_date", "target", "horizon", "location", "target_end_date", "output_type"]
HUBVERSE += ["output_type_id", "value"]
PICTURES = [f"{name}.{suffix}" for name in ("accommodation", "arrivals", "map", "people") for suffix in ("png", "svg")]
RESULTS = sorted([*PICTURES, "forecast.nc", "quantiles.csv", "quantiles.parquet", "recipe.json"])
FEW = ["--members", 3, "--threads", 1]


def test_new_check_forecast(run, tmp_path):
    made = run("new", "my crisis", "--json")
    assert made.status == 0
    assert sorted(Path(f).name for f in made.json()["files"]) == sorted(everything_below(tmp_path / "my crisis"))
    checked = run("check", "my crisis", "--json")
    assert checked.status == 0
    assert checked.json()["errors"] == []
    assert set(checked.json()["provenance"]) == {"numbers", "with_source"}
    forecast = run("forecast", "my crisis", *FEW)
    assert forecast.status == 0, forecast.err
    out = tmp_path / "corridor-results" / "my crisis_2030-01-02T1200+0000"
    assert everything_below(out) == RESULTS
    assert str(out.relative_to(tmp_path)) in forecast.out


@pytest.mark.parametrize("case", names())
def test_new_copies_a_case_that_travels_with_corridor(case, run, tmp_path):
    answer = run("new", "mine", "--from", case)
    assert answer.status == 0, answer.err
    assert answer.out == f"A copy of {case} is in mine. Next: corridor forecast mine\n"
    written = {path.name: path.read_bytes() for path in (tmp_path / "mine").iterdir()}
    assert written == {path.name: path.read_bytes() for path in shipped(case).iterdir()}
    assert case in parser().parse_args(["new", "mine"]).verb.format_help()


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A forecast of the template by a process of its own, and what it printed as JSON."""
    where = tmp_path_factory.mktemp("results")
    subprocess.run([*COMMAND, "new", where / "case"], check=True, capture_output=True, env=ENV)
    change(where / "case", "scenario.yaml", "end: 2030-01-08", "end: 2030-01-04")
    words = ["forecast", where / "case", "--out", where / "out", "--json", "--seed", "0", *map(str, FEW)]
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=True, env=ENV)
    return where / "out", json.loads(done.stdout)


def test_the_quantiles_have_the_columns_of_the_hub(results):
    out, _ = results
    table = pd.read_csv(out / "quantiles.csv")
    assert list(table)[: len(HUBVERSE)] == HUBVERSE
    assert set(table["output_type"]) == {"quantile"}
    assert sorted(set(table["output_type_id"])) == LEVELS
    one_of_each = table.groupby(["target", "location", "target_end_date"])["output_type_id"]
    assert (
        one_of_each.agg(list).map(sorted) == pd.Series([LEVELS] * one_of_each.ngroups, one_of_each.size().index)
    ).all()
    same = pd.read_parquet(out / "quantiles.parquet")
    assert list(same) == list(table)
    np.testing.assert_allclose(same["value"], table["value"], rtol=1e-5)


def test_quantiles_do_not_fall_with_their_level(results):
    table = pd.read_parquet(results[0] / "quantiles.parquet").sort_values("output_type_id")
    values = table.groupby(["target", "location", "target_end_date"])["value"]
    assert (values.diff().dropna() >= -1e-9).all()


def test_the_arrays_open_with_units_and_their_recipe(results):
    out, document = results
    with xr.open_dataset(out / "forecast.nc", engine="h5netcdf") as data:
        assert dict(data.sizes)["member"] == 3
        assert all(data[name].attrs.get("units") for name in data.data_vars if name != "parameter_value")
        recipe = json.loads(data.attrs["recipe"])
    assert recipe["hash"] == document["hash"]
    assert recipe["seed"] == 0
    assert recipe == json.loads((out / "recipe.json").read_text("utf-8"))


def test_the_document_for_machines(results):
    document = results[1]
    assert {"scenario", "as_of", "members", "seed", "hash", "seconds", "files", "targets"} <= set(document)
    assert sorted(Path(f).name for f in document["files"]) == RESULTS
    assert all(Path(f).is_file() for f in document["files"])
    assert document["targets"]
    for target in document["targets"]:
        assert set(target) >= {"target", "place", "time", "unit", "quantiles"}
        assert [float(level) for level in target["quantiles"]] == LEVELS
    assert "0.05" in document["targets"][0]["quantiles"]


def test_a_second_run_gives_the_same_bytes(folder, run, tmp_path):
    for out in ("a", "b"):
        assert run("forecast", folder, *FEW, "--out", out).status == 0
    for file in RESULTS:
        if file != "forecast.nc":  # HDF5 stamps the time of making
            assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes(), file


def test_old_results_are_replaced_and_other_files_left(folder, run, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine")
    (tmp_path / "out" / "quantiles.csv").write_text("old")
    assert run("forecast", folder, *FEW, "--out", "out").status == 0
    assert everything_below(tmp_path / "out") == sorted([*RESULTS, "notes.txt"])
    assert (tmp_path / "out" / "quantiles.csv").read_text() != "old"


# --- what may leave the house ---------------------------------------------------------------------------------------

SECRET = "Zyxwold"


def with_secret(folder):
    """Name the sensitive place so that its name is found wherever it stands, and speak of it everywhere."""
    for file in ("places.csv", "routes.csv", "scenario.yaml"):
        path = folder / file
        path.write_text(path.read_text("utf-8").replace("School", SECRET), "utf-8")
    change(folder, "scenario.yaml", "    Town: {food", f"    {SECRET}: {{food: 5 person-days}}\n    Town: {{food")
    with (folder / "events.csv").open("a") as stream:
        stream.write(f"more beds,site_open,2030-01-02T00:00Z,,2030-01-01,,,{SECRET},,50,persons,x,x\n")
        stream.write(f"{SECRET} fire,fighting,2030-01-02T00:00Z,+ 2 h,2030-01-01,,,Town,,0.5,,x,x\n")


def holding(path, word):
    """The files of a folder in which a word stands, compressed arrays included."""
    found = [file.name for file in sorted(path.iterdir()) if word.encode() in file.read_bytes()]
    for file in path.glob("*.nc"):
        with xr.open_dataset(file, engine="h5netcdf") as data:
            text = [str(data.attrs), *(str(v.attrs) for v in data.variables.values())]
            text += [str(v.values.tolist()) for v in data.coords.values()]
        found += [f"{file.name}, read"] if any(word in part for part in text) else []
    for file in path.glob("*.parquet"):
        found += [f"{file.name}, read"] if word in pd.read_parquet(file).to_csv() else []
    return found


@pytest.mark.parametrize("command", ["forecast", "simulate"])
def test_no_sensitive_place_is_named(command, folder, run, tmp_path):
    with_secret(folder)
    settings = ["--set", f"places.{SECRET}.room=10", "--set", "population.total=9000"]
    answer = run(command, folder, *FEW, *settings, "--out", "out")
    assert answer.status == 0, answer.err
    as_json = run(command, folder, *FEW, *settings, "--out", "out2", "--json")
    assert SECRET not in answer.out + answer.err + as_json.out + as_json.err
    assert holding(tmp_path / "out", SECRET) == []
    assert json.loads((tmp_path / "out" / "recipe.json").read_text())["settings"] == {"population.total": "9000"}


def test_no_sensitive_place_of_a_case_of_days_is_named(river, run, tmp_path):
    """Islands and a school, and what happens there: a delivery, boats. The bytes of every file are looked through."""
    answer = run("forecast", river, *FEW, "--set", "places.Mirra Islands.residents=9000", "--out", "out")
    assert answer.status == 0, answer.err
    written = b"".join(file.read_bytes() for file in (tmp_path / "out").iterdir())
    for secret in ("Mirra", "High School", "food for the school", "boats of Quellin"):
        assert secret not in answer.out + answer.err
        assert secret.encode() not in written, secret
    with xr.open_dataset(tmp_path / "out" / "forecast.nc", engine="h5netcdf") as result:
        assert "Tarvo and other places" in result["place"].values
        assert "causeway under water" in result["event"].values
        assert set(result["event_end_hour"].dims) == {"member", "event"}


def test_internal_results_are_marked_and_complete(folder, run, tmp_path):
    with_secret(folder)
    answer = run("forecast", folder, *FEW, "--out", "out", "--internal")
    assert answer.status == 0, answer.err
    names = everything_below(tmp_path / "out")
    assert names == sorted(f"INTERNAL-{name}" for name in RESULTS)
    assert {"INTERNAL-forecast.nc, read", "INTERNAL-quantiles.csv", "INTERNAL-recipe.json"} <= set(
        holding(tmp_path / "out", SECRET)
    )
    assert "INTERNAL" in answer.out.upper()
    with xr.open_dataset(tmp_path / "out" / "INTERNAL-forecast.nc", engine="h5netcdf") as data:
        assert data.attrs["scope"] == "internal"
        assert "cohort" in data.dims
    assert json.loads((tmp_path / "out" / "INTERNAL-recipe.json").read_text())["scope"] == "internal"


# --- simulate, help, the rest ---------------------------------------------------------------------------------------


def test_simulate_with_a_setting(folder, run, tmp_path):
    words = ["simulate", folder, *FEW, "--set", "population.total=5000", "--out", "out", "--json"]
    document = run(*words).json()
    assert document["as_of"] is None
    recipe = json.loads((tmp_path / "out" / "recipe.json").read_text())
    assert recipe["numbers"]["population.total"]["value"] == 5000
    assert recipe["numbers"]["population.total"]["origin"] == "--set"
    assert recipe["settings"] == {"population.total": "5000"}
    assert recipe["kind"] == "simulation"
    plain = run("simulate", folder, *FEW, "--json", "--out", "plain").json()
    assert plain["hash"] != document["hash"]


def test_simulate_needs_no_known_times(folder, run):
    path = folder / "places.csv"
    path.write_text(path.read_text().replace(",2029-12-01,", ",,"))
    assert run("simulate", folder, *FEW).status == 0
    assert run("forecast", folder, *FEW).status == 2


def test_forecast_without_any_as_of(folder, run):
    change(folder, "scenario.yaml", "as_of: 2030", "# as_of: 2030")
    assert "Add as_of, or give --as-of" in run("forecast", folder).err
    assert run("check", folder).status == 0
    assert run("forecast", folder, *FEW, "--as-of", "2030-01-02T12:00Z").status == 0


def test_check_lists_numbers_and_the_order_of_a_step(folder, run):
    text = run("check", folder, "--numbers", "--order")
    document = run("check", folder, "--numbers", "--order", "--json").json()
    assert document["numbers"]["routes.Lower village>Town.length_km"] == {
        "value": 8.0,
        "unit": "km",
        "source": "made-up example",
        "reason": "valley road",
        "known": "2029-12-01T23:59:00+00:00",
        "origin": "routes.csv:3",
    }
    assert [item["name"] for item in document["order"]][:2] == ["timeline", "supplies"]
    assert "routes.Lower village>Town.length_km = 8.0 km" in text.out


def test_check_says_which_name_is_a_place_and_a_region(run, folder):
    text = (folder / "places.csv").read_text("utf-8").splitlines()
    made = [f"{line},{'Coast' if line.startswith('Border') else line.partition(',')[0]}" for line in text[1:]]
    (folder / "places.csv").write_text("\n".join([f"{text[0]},admin", *made, ""]), "utf-8")
    (folder / "observations.csv").write_text(
        "observation,kind,place,value,unit,cumulative,at,precision,known,source\n"
        + "".join(
            f"{place},present,{place},5,persons,no,2030-01-02T05:00Z,exact,2030-01-02T06:00Z,us\n"
            for place in ("Coast", "Hills")
        ),
        "utf-8",
    )
    said = [warning for warning in run("check", folder, "--json").json()["warnings"] if "region" in warning]
    assert len(said) == 1
    assert "'Coast' is a place and a region" in said[0]


@pytest.mark.parametrize("command", [[], ["new"], ["check"], ["forecast"], ["simulate"], ["demo"]], ids=" ".join)
def test_every_help_has_an_example(command, run, capfd):
    with pytest.raises(SystemExit) as end:
        run(*command, "--help")
    assert end.value.code == 0
    said = capfd.readouterr().out
    assert "example: corridor" in said
    assert not command or "--json" in said


def test_no_answer_is_status_1_in_the_same_form(folder, run):
    path = folder / "places.csv"
    path.write_text(path.read_text().replace(",no,2029", ",yes,2029"))
    answer = run("forecast", folder, *FEW, "--json")
    assert answer.status == 1
    assert list(answer.json()["errors"][0]) == ["code", "file", "row", "field", "found", "expected", "remedy"]
    assert run("forecast", folder, *FEW).err.startswith("No answer:\n  found Every place is marked sensitive")


def test_progress_goes_to_standard_error_after_two_seconds(monkeypatch, capfd):
    from corridor.cli import progress

    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    with progress.Meter() as meter:
        for second, done in ((0.1, 1), (1.9, 2), (2.1, 3), (2.2, 4), (12.2, 5)):
            now[0] = second
            meter(done, 5)
        now[0] = 30.0
        meter.stage("making tables and files")
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "simulating: 3 of 5 futures",
        "simulating: 5 of 5 futures",
        "making tables and files",
    ]


def test_the_reader_of_the_output_may_leave(folder):
    words = f"'{sys.executable}' -m corridor check '{folder}' --numbers"
    for tail in ("| head -1", "--json | head -1", "| true"):
        done = subprocess.run(["bash", "-c", f"{words} {tail}"], capture_output=True, text=True, check=True, env=ENV)
        assert done.stderr == ""


# --- Ctrl-C -------------------------------------------------------------------------------------------------------


def children(pid):
    """Living processes below a process, by /proc."""
    parent = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            parent[int(stat.parent.name)] = int(fields[1])
    below, found = {pid}, set()
    while below:
        below = {child for child, above in parent.items() if above in below} - found
        found |= below
    return found


def alive(pids):
    return {
        pid
        for pid in pids
        if Path(f"/proc/{pid}").exists()
        and "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:1]
    }


def started(folder, out, threads, *more):
    words = ["forecast", folder, "--members", "5000", "--threads", threads, "--out", out, *more]
    return subprocess.Popen(
        [*COMMAND, *map(str, words)],
        env=ENV,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        cwd=folder.parent,
    )


def await_stage(process, stage):
    """Wait until the process loads its libraries, or has said that it simulates."""
    for _ in range(3000):
        if stage == "simulating":
            assert process.stderr.readline().startswith("simulating: ")
            return
        maps = Path(f"/proc/{process.pid}/maps").read_text()
        if "numpy" in maps:
            return
        time.sleep(0.01)
    raise AssertionError(f"never came to {stage}")


def stop(process, stage, whole_group, number=signal.SIGINT):
    """Interrupt at a stage; give what it printed, how long it took to end, and which children lived on."""
    try:
        await_stage(process, stage)
        below = children(process.pid)
        began = time.monotonic()
        (os.killpg if whole_group else os.kill)(process.pid, number)
        process.wait(timeout=20)
        took = time.monotonic() - began
        out, err = process.communicate(timeout=20)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    time.sleep(0.2)
    return out, err, took, alive(below)


SOON = 5.0  # seconds; it takes 0.1 to 0.3 on a quiet machine, and this one may be busy with other tests
SAID = "Stopped. Nothing was written; results from before are untouched."
needs_proc = pytest.mark.skipif(not Path("/proc").exists(), reason="reads /proc")


@needs_proc
@pytest.mark.parametrize("whole_group", [True, False], ids=["as a terminal does", "the parent only"])
@pytest.mark.parametrize(
    ("threads", "stage", "engine"),
    [
        (1, "simulating", "compiled"),
        (2, "simulating", "compiled"),
        (2, "simulating", "plain"),
        (2, "loading", "compiled"),
    ],
)
def test_ctrl_c(threads, stage, engine, whole_group, folder, tmp_path):
    before = everything_below(tmp_path)
    process = started(folder, tmp_path / "out" / "deep", threads, "--engine", engine)
    out, err, took, left = stop(process, stage, whole_group)
    assert process.returncode == 130, err
    assert took < SOON
    said = [line for line in err.splitlines() if line and not line.startswith("simulating: ")]
    assert SAID in said
    assert said == [SAID]
    assert out == ""
    assert left == set()
    assert everything_below(tmp_path) == before


@needs_proc
def test_being_told_to_end_is_as_ctrl_c(folder, tmp_path):
    before = everything_below(tmp_path)
    process = started(folder, tmp_path / "out", 2)
    _, err, took, left = stop(process, "simulating", False, signal.SIGTERM)
    assert (process.returncode, left) == (130, set()), err
    assert took < SOON
    assert err.endswith(f"{SAID}\n")
    assert everything_below(tmp_path) == before


def test_ctrl_c_while_writing_leaves_what_was_there(folder, run, tmp_path, monkeypatch):
    from corridor.jobs import running as job

    honest = job.write_files

    def interrupted(out, files, option="--out", **more):
        def stopped(path):
            path.write_bytes(b"half")
            raise KeyboardInterrupt

        return honest(out, {**files, "recipe.json": stopped}, option)

    monkeypatch.setattr(job, "write_files", interrupted)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "recipe.json").write_text("from before")
    before = everything_below(tmp_path)
    answer = run("forecast", folder, *FEW, "--out", "out")
    assert answer.status == 130
    assert "Nothing was written" in answer.err
    assert everything_below(tmp_path) == before
    assert (tmp_path / "out" / "recipe.json").read_text() == "from before"


def test_ctrl_c_while_files_are_moved_waits_and_says_they_are_complete(folder, run, tmp_path, monkeypatch):
    from corridor.base import write

    honest, moved = os.replace, []

    def replace(old, new):
        if not moved:
            os.kill(os.getpid(), signal.SIGINT)
        moved.append(new)
        honest(old, new)

    monkeypatch.setattr(write.os, "replace", replace)
    answer = run("forecast", folder, *FEW, "--out", "out")
    assert answer.status == 130
    assert "The results are complete, in out." in answer.err
    assert everything_below(tmp_path / "out") == RESULTS


def test_the_provenance_table_counts_what_is_there(run, tmp_path):
    run("new", "case")
    path = tmp_path / "case" / "places.csv"
    first, *rows = path.read_text("utf-8").splitlines()
    bare = [",".join([*row.split(",")[:-2], "", ""]) if row.startswith("Town,") else row for row in rows]
    path.write_text("\n".join([first, *bare, ""]), "utf-8")
    said = run("check", "case").out
    table = {name: row for name, *row in map(str.split, said.partition("provenance")[2].splitlines()[1:]) if "%" in row}
    numbers, source, reason, either, *_ = table["places"]
    assert int(numbers) - int(source) == int(numbers) - int(reason) == 3  # latitude, longitude, residents
    assert int(either) == 100 * int(source) // int(numbers) < 100
    assert table["population"][3] == "100"
    assert int(table["all"][0]) == sum(int(row[0]) for name, row in table.items() if name != "all")


def test_pictures_can_be_left_out_and_what_is_missing_is_said(folder, run, tmp_path):
    """A picture of an earlier result does not stay beside a later one."""
    out = tmp_path / "out"
    first = run("forecast", folder, *FEW, "--out", out, "--json").json()
    assert first["pictures_missing"] == {}
    (out / "notes.txt").write_text("mine", "utf-8")
    none = run("forecast", folder, *FEW, "--out", out, "--json", "--pictures", "none").json()
    assert none["pictures_missing"] == {}
    assert not [name for name in none["files"] if name.endswith((".png", ".svg"))]
    assert sorted(path.name for path in out.iterdir()) == sorted(
        ["notes.txt", *(name for name in RESULTS if not name.endswith((".png", ".svg")))]
    )
    assert run("forecast", folder, *FEW, "--out", out).status == 0
    text = (folder / "places.csv").read_text("utf-8")
    (folder / "places.csv").write_text(re.sub(r",-?\d+\.\d+,-?\d+\.\d+,", ",,,", text), "utf-8")
    said = run("forecast", folder, *FEW, "--out", out)
    assert said.status == 0
    assert "No picture map: no place that is shown has a position (lat and lon in places.csv)." in said.out
    assert not (out / "map.png").exists()
    assert (out / "people.svg").exists()
    again = run("forecast", folder, *FEW, "--out", out, "--json").json()
    assert list(again["pictures_missing"]) == ["map"]
