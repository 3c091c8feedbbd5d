"""Bad input: exit 2, what, where, found, expected and what to do, no traceback, nothing left behind."""

import errno
import json
import os
import subprocess
import unicodedata
from pathlib import Path

import pytest
from cli_tools import COMMAND, ENV, everything_below
from faults import DAYS, EVENTS, FOLDERS, PLACES, ROUTES, TOWN, YAML, Case, add, length
from folders import change

KEYS = ["code", "file", "row", "field", "found", "expected", "remedy"]


OPTIONS = [
    Case("naive as-of", ["--as-of", "2030-01-02T12:00"], "time-naive", "--as-of", remedy="Add the offset"),
    Case("as-of a day", ["--as-of", "2030-01-02"], "time-invalid", "--as-of", remedy="Correct"),
    Case("as-of rubbish", ["--as-of", "now"], "time-invalid", "--as-of", remedy="Correct"),
    Case("as-of after the end", ["--as-of", "2031-01-01T00:00Z"], "times-order", "--as-of", remedy="earlier"),
    Case(
        "as-of before all",
        ["--as-of", "2001-01-01T00:00Z"],
        "not-known-yet",
        PLACES,
        field="place",
        remedy="later as-of",
        alone=False,
    ),
    Case("unknown option", ["--membrs", "5"], "usage", "", remedy="--help"),
    Case("option without value", ["--as-of"], "usage", "", remedy="--help"),
    *(
        Case(f"{option} {value}", [option, value], "out-of-range", option, remedy=f"Give {option}", only="forecast")
        for option, value in [
            ("--members", "0"),
            ("--members", "abc"),
            ("--members", "1e3"),
            ("--members", "-5"),
            ("--members", "1000000000"),
            ("--members", "9" * 5000),
            ("--seed", "-1"),
            ("--seed", "1.5"),
            ("--threads", "0"),
            ("--threads", "many"),
        ]
    ),
    Case(
        "unknown path",
        ["--set", "population.totl=5"],
        "path-unknown",
        "--set",
        field="population.totl",
        remedy="mean population.total?",
        only="forecast",
    ),
    Case(
        "step by --set",
        ["--set", "step=2 h"],
        "path-fixed",
        "--set",
        field="step",
        remedy="scenario.yaml",
        only="forecast",
    ),
    Case(
        "set without value",
        ["--set", "population.total"],
        "setting-invalid",
        "--set",
        remedy="population.total=50000",
        only="forecast",
    ),
    Case(
        "set twice",
        ["--set", "population.total=5", "--set", "population.total=6"],
        "setting-invalid",
        "--set",
        remedy="population.total=50000",
        only="forecast",
    ),
    Case(
        "set a word",
        ["--set", "population.total=many"],
        "number-invalid",
        "--set",
        field="population.total",
        remedy="Correct",
        only="forecast",
    ),
    Case(
        "set out of range",
        ["--set", "population.total=-5"],
        "out-of-range",
        "--set",
        field="population.total",
        remedy="Correct",
        only="forecast",
    ),
    Case(
        "set in wrong unit",
        ["--set", "population.total=5 km"],
        "unit-mismatch",
        "--set",
        field="population.total",
        remedy="Give it in persons",
        only="forecast",
    ),
    Case(
        "set claims",
        ["--set", "population.total=claims(a)"],
        "claims-unsupported",
        "--set",
        field="population.total",
        remedy="Write",
        only="forecast",
    ),
    Case(
        "set a naive time",
        ["--set", "events.border opens.at=2030-01-02T12:00"],
        "time-naive",
        "--set",
        field="events.border opens.at",
        remedy="offset",
        only="forecast",
    ),
]
BEFORE_ALL = Case(
    "before anything was known",
    ["--as-of", "2031-03-03T00:00Z"],
    "not-known-yet",
    row=32,
    field="population.total",
    alone=False,
)
CASES = FOLDERS[::9] + OPTIONS  # all that goes wrong in folders is tried in tests/scenario/test_faults.py
PAIRS = [(case, command) for case in CASES for command in ("check", "forecast") if case.only in ("", command)]


@pytest.mark.parametrize(("case", "command"), PAIRS, ids=lambda part: getattr(part, "name", part))
def test_a_fault_is_told_and_nothing_is_left(case, command, folder, run, tmp_path):
    told_and_nothing_left(case, command, folder, run, tmp_path)


@pytest.mark.parametrize("case", [DAYS[0], BEFORE_ALL], ids=lambda case: case.name)
def test_a_fault_in_a_case_of_days_is_told_too(case, river, run, tmp_path):
    assert run("check", river).status == 0
    told_and_nothing_left(case, "forecast", river, run, tmp_path)


def told_and_nothing_left(case, command, folder, run, tmp_path):
    words = case.spoil if isinstance(case.spoil, list) else []
    if not words:
        case.spoil(folder)
    before = everything_below(tmp_path)
    answer = run(command, folder, *words)
    told = [line for line in answer.err.splitlines() if f"[{case.code}]" in line]
    assert answer.status == 2
    assert answer.out == ""
    assert told, answer.err
    where = ", ".join(p for p in (case.file, f"row {case.row}" if case.row else "", case.field) if p)
    assert any(where in line and case.remedy in line for line in told), answer.err
    as_json = run(command, folder, "--json", *words)
    faults = as_json.json()["errors"]
    assert as_json.status == 2
    assert as_json.err == ""
    assert all(list(fault) == KEYS for fault in faults)
    assert all(fault[key] for fault in faults for key in ("code", "file", "expected", "remedy"))
    assert len(faults) == 1 or not case.alone, answer.err
    assert everything_below(tmp_path) == before


def test_the_good_folder_is_good(folder, run):
    answer = run("check", folder, "--json")
    assert answer.status == 0
    assert answer.json()["errors"] == []


def test_every_fault_of_four_files_is_told_at_once(folder, run):
    change(folder, YAML, "step: 1 h", "stepp: 1 h")
    change(folder, YAML, "end: 2030-01-04", "end: 2029-01-04")
    change(folder, YAML, "vehicle_share: 0.2", "vehicle_share: 20")
    change(folder, PLACES, "45.05,7.10", "95.05,7.10")
    add(PLACES, "Hills,,host_region,44,7,Seaside,,5,no,2029-12-01,x,x")(folder)
    change(folder, ROUTES, "Upper village,", "Uper village,")
    change(folder, ROUTES, "8,50,600", "8,50,-600")
    change(folder, EVENTS, ",0.9,1,", ",0.9,km,")
    change(folder, EVENTS, "2030-01-02T10:00+00:00,0.8", "2030-01-02T11:00+00:00,0.8")
    change(folder, PLACES, "Coast,,host_region,44.50,7.60,Seaside,,6000,no,2029-12-01", "Coast,,host_region,,,,,,no,")
    told = [
        (fault["file"], fault["row"], fault["code"])
        for fault in run("forecast", folder, "--json", "--members", "0").json()["errors"]
    ]
    assert told == [
        ("--members", None, "out-of-range"),
        (EVENTS, 2, "unit-mismatch"),
        (EVENTS, 3, "times-order"),
        (PLACES, 4, "out-of-range"),
        (PLACES, 8, "known-missing"),
        (PLACES, 10, "place-duplicate"),
        (ROUTES, 2, "place-unknown"),
        (ROUTES, 3, "out-of-range"),
        (YAML, 10, "times-order"),
        (YAML, 12, "key-unknown"),
        (YAML, 35, "out-of-range"),
    ]


def test_a_row_at_fault_makes_no_second_fault_where_it_is_named(folder, run):
    change(folder, PLACES, TOWN, TOWN.replace("15000", "many"))
    assert [fault["row"] for fault in run("check", folder, "--json").json()["errors"]] == [4]


@pytest.mark.parametrize(
    "words",
    [[], ["forcast", "x"], ["check"], ["check", "a", "b"], ["forecast", "x", "--out"], ["--members", "5"]],
    ids=" ".join,
)
def test_wrong_usage(words, run):
    answer, as_json = run(*words), run(*words, "--json")
    assert (answer.status, as_json.status) == (2, 2)
    assert "--help" in answer.err
    assert [fault["code"] for fault in as_json.json()["errors"]] == ["usage"]
    assert list(as_json.json()["errors"][0]) == KEYS


def test_a_near_command_is_suggested(run):
    assert "Did you mean forecast?" in run("forcast", "x").err
    assert "Did you mean --members?" in run("forecast", "x", "--membrs=5").err
    wrong_engine = run("forecast", "x", "--engine", "fast").err
    assert "choose from 'compiled', 'plain'" in wrong_engine and "Did you mean" not in wrong_engine


@pytest.mark.parametrize("what", ["nothing", "file", "empty folder", "long name"])
def test_no_scenario(what, run, tmp_path):
    path = tmp_path / ("a" * 300 if what == "long name" else "there")
    if what == "file":
        path.write_text("x")
    if what == "empty folder":
        path.mkdir()
    for command in ("check", "forecast", "simulate"):
        answer = run(command, path)
        assert answer.status == 2
        assert str(path) in answer.err
        assert "corridor new DIR" in answer.err


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_names_that_look_alike_are_alike(form, folder, run):
    other = {"NFC": "NFD", "NFD": "NFC"}[form]
    for file in (PLACES, ROUTES, YAML):
        name = unicodedata.normalize(form if file == PLACES else other, "Köste")
        text = (folder / file).read_text("utf-8").replace("Coast", name)
        (folder / file).write_text(text.replace("town,Kö", "town, \u200b\ufeff Kö"), "utf-8")
    answer = run("check", folder)
    assert answer.status == 0, answer.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(folder, run):
    (folder / PLACES).chmod(0)
    answer = run("check", folder)
    assert answer.status == 2
    assert "permission denied" in answer.err


def test_paths_with_spaces_and_letters_of_any_script(folder, run, tmp_path):
    odd = tmp_path / "Արցախ 2023: a 'test'"
    folder.rename(odd)
    answer = run("forecast", odd, "--members", 1, "--threads", 1, "--json")
    assert answer.status == 0
    assert all(Path(file).is_file() and ":" not in file for file in answer.json()["files"])


# --- the output ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["forecast", "simulate"])
@pytest.mark.parametrize("out", ["taken", "taken/below", "/proc/corridor", "a" * 300], ids=lambda out: out[:20])
def test_an_output_folder_that_cannot_be(out, command, folder, run, tmp_path):
    (tmp_path / "taken").write_text("mine")
    before = everything_below(tmp_path)
    answer = run(command, folder, "--out", out, "--json")
    assert answer.status == 2
    assert [fault["code"] for fault in answer.json()["errors"]] == ["output-unwritable"]
    assert "--out" in answer.json()["errors"][0]["remedy"]
    assert everything_below(tmp_path) == before
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_output_folder_that_is_write_protected(folder, run, tmp_path):
    (tmp_path / "shut").mkdir(mode=0o500)
    assert run("forecast", folder, "--out", tmp_path / "shut" / "x").status == 2


def test_a_folder_in_the_place_of_a_result_file(folder, run, tmp_path):
    (tmp_path / "out" / "quantiles.csv").mkdir(parents=True)
    before = everything_below(tmp_path)
    answer = run("forecast", folder, "--members", 1, "--threads", 1, "--out", "out")
    assert answer.status == 2
    assert "quantiles.csv is a directory" in answer.err
    assert everything_below(tmp_path) == before


@pytest.fixture
def small_disk(tmp_path):
    where = tmp_path / "disk"
    where.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", where], capture_output=True).returncode:
        pytest.skip("no right to mount a small disk")
    yield where
    subprocess.run(["umount", where], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
@pytest.mark.parametrize("filled", [0, 100_000, 250_000])
def test_a_full_disk(filled, folder, small_disk):
    # in a process of its own, as HDF5 keeps what it could not write until the end
    (small_disk / "fill").write_bytes(b"x" * filled)
    words = [*COMMAND, "forecast", folder, "--members", "20", "--threads", "1", "--out", small_disk / "a" / "b"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=ENV)
    assert done.returncode == 2, done.stderr
    assert "no space left" in done.stderr
    assert "make room" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert everything_below(small_disk) == ["fill"]


@pytest.mark.parametrize("file", ["forecast.nc", "quantiles.parquet", "quantiles.csv", "recipe.json", "arrivals.png"])
def test_a_disk_that_is_full_at_one_file(file, folder, run, tmp_path, monkeypatch):
    from corridor.jobs import running as job

    honest = job.write_files

    def write_files(out, files, **more):
        def full(path):
            path.write_bytes(b"half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        return honest(out, {**files, file: full}, **more)

    monkeypatch.setattr(job, "write_files", write_files)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / file).write_text("from before")
    before = everything_below(tmp_path)
    answer = run("forecast", folder, "--members", 1, "--threads", 1, "--out", "out")
    assert answer.status == 2
    assert "no space left on the disk" in answer.err
    assert everything_below(tmp_path) == before
    assert (tmp_path / "out" / file).read_text() == "from before"


@pytest.mark.parametrize("there", ["file", "folder with a file"])
def test_new_takes_no_folder_that_is_taken(there, run, tmp_path):
    path = tmp_path / "x"
    if there == "file":
        path.write_text("mine")
    else:
        path.mkdir()
        (path / "mine").write_text("mine")
    before = everything_below(tmp_path)
    answer = run("new", path, "--json")
    assert answer.status == 2
    assert [fault["code"] for fault in answer.json()["errors"]] == ["folder-taken"]
    assert everything_below(tmp_path) == before


@pytest.mark.parametrize("name", ["river-delat", "river", "", "../../etc", "a\nb"])
def test_new_copies_no_case_that_is_not_there(name, run, tmp_path):
    answer = run("new", "mine", "--from", name, "--json")
    assert answer.status == 2
    (fault,) = answer.json()["errors"]
    assert (fault["code"], fault["file"]) == ("scenario-unknown", "--from")
    assert "karabakh-2023, river-delta" in fault["expected"]
    assert ("Did you mean river-delta?" in fault["remedy"]) == name.startswith("river")
    assert everything_below(tmp_path) == []


def test_new_tells_of_a_wrong_case_and_a_folder_that_is_taken_together(folder, run, tmp_path):
    before = everything_below(tmp_path)
    answer = run("new", folder, "--from", "nothing", "--json")
    assert [fault["code"] for fault in answer.json()["errors"]] == ["scenario-unknown", "folder-taken"]
    assert run("new", folder, "--from", "river-delta").status == 2
    assert everything_below(tmp_path) == before


# --- as a process -------------------------------------------------------------------------------------------------


def process(*words, **more):
    return subprocess.run(
        [*COMMAND, *map(str, words)], capture_output=True, text=True, check=False, env={**ENV, **more}
    )


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["text", "json"])
def test_a_process_ends_with_2(form, folder):
    length("nan")(folder)
    done = process("check", folder, *form)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "routes.csv" in (done.stdout if form else done.stderr)
    if form:
        assert list(json.loads(done.stdout)["errors"][0]) == KEYS
        assert done.stderr == ""


def test_standard_output_on_a_full_disk(folder):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    for form in ([], ["--json"], ["--numbers"], ["--numbers", "--json"]):
        with open("/dev/full", "w") as full:
            done = subprocess.run(
                [*COMMAND, "check", folder, *form],
                env=ENV,
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert done.returncode == 2
        assert "standard output: found no space left" in done.stderr
        assert "Traceback" not in done.stderr
        assert "Exception ignored" not in done.stderr


def test_letters_that_the_output_cannot_hold(folder):
    change(folder, YAML, "name: Example valley", "name: Լեռնային Ղարաբաղ, été")
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    assert "\\u053c" in process("check", folder, **ascii_only).stdout
    done = process("forecast", folder, "--members", 1, "--threads", 1, "--json", "--out", folder / "out", **ascii_only)
    assert json.loads(done.stdout)["scenario"] == "Լեռնային Ղարաբաղ, été"


def test_a_name_of_bytes_that_are_no_text(tmp_path):
    done = subprocess.run([*COMMAND, "check", b"\xff\xfe", "--json"], capture_output=True, check=False, env=ENV)
    assert done.returncode == 2
    assert json.loads(done.stdout)["errors"][0]["code"] == "not-a-scenario"
    assert b"Traceback" not in done.stderr
