"""`corridor observe add`: one row more, everything else as it was, or nothing written and every fault told."""

import shutil

import pytest
from cli_tools import everything_below
from folders import change

from corridor.intake import trial as trials
from corridor.scenario.read import load
from corridor.scenario.resolve import resolve

AT = "2030-01-02T05:00+00:00"
GIVEN = {"place": "Border town", "at": AT, "value": "377", "kind": "arrivals", "source": "Town hall, 2 Jan"}


def words(**given):
    return [part for option, text in {**GIVEN, **given}.items() if text is not None for part in (f"--{option}", text)]


@pytest.fixture
def add(run, folder):
    return lambda *flags, **given: run("observe", "add", folder, *words(**given), *flags)


def file_of(folder):
    path = folder / "observations.csv"
    return path.read_bytes() if path.exists() else None


def codes(answer):
    return [(fault["code"], fault["file"]) for fault in answer.json()["errors"]]


def test_the_file_is_made_where_there_is_none(add, folder):
    done = add("--json")
    assert done.status == 0
    told = done.json()
    assert (told["added"], told["line"], told["unchanged_before"]) == (1, 2, "2030-01-02T06:00:00+00:00")
    assert (told["known_before"], told["known_now"]) == (0, 1)
    (row,) = load(folder).observations
    assert (row.place, row.value.versions[0].value, row.unit, row.precision) == (
        "Border town",
        377.0,
        "persons",
        "exact",
    )
    assert row.cumulative
    assert row.known.hour == 6
    assert file_of(folder).decode() == (
        "observation,kind,place,value,unit,cumulative,at,precision,known,source\n"
        '"arrivals Border town, 2030-01-02 05:00, Town hall, 2 Jan",arrivals,Border town,377,persons,yes,'
        '2030-01-02T05:00+00:00,exact,2030-01-02T06:00+00:00,"Town hall, 2 Jan"\n'
    )


def test_what_is_there_stays_byte_for_byte(add, folder):
    was = (
        b"place,kind,observation,x_mine,value,unit,cumulative,at,precision,known,source\r\n"
        b'"Border town","arrivals",first,"a, ""b""",10,persons,yes,2030-01-02T04:00Z,exact,2030-01-02T05:00Z,us'
    )
    (folder / "observations.csv").write_bytes(was)
    done = add()
    assert done.status == 0
    now = file_of(folder)
    assert now.startswith(was + b"\r\n")
    assert now.removeprefix(was + b"\r\n").startswith(b"Border town,arrivals,")
    assert "row 3" in done.out
    assert "+367 in 1 h, +367 per hour" in done.out


def test_a_column_that_is_needed_is_added(add, folder):
    add()
    before = file_of(folder)
    done = add("--json", at="2030-01-02T07:00Z", note="told by telephone")
    assert done.json()["columns_added"] == ["note"]
    old, new = before.decode().splitlines(), file_of(folder).decode().splitlines()
    assert new[:2] == [f"{old[0]},note", f"{old[1]},"]
    assert new[2].endswith(",told by telephone")


def test_a_dry_run_writes_nothing(add, folder):
    before = everything_below(folder)
    done = add("--dry-run")
    assert done.status == 0
    assert "Would be added" in done.out
    assert everything_below(folder) == before


def test_what_stands_in_is_said(add):
    done = add()
    for said in ("known: 2030-01-02T06:00+00:00 (by rule)", "unit: persons", "cumulative: yes", "precision: exact"):
        assert said in done.out


@pytest.mark.parametrize(
    ("kind", "unit", "cumulative"),
    [
        ("arrivals", "persons", True),
        ("departures", "persons", True),
        ("registered", "persons", True),
        ("vehicles", "vehicles", True),
        ("present", "persons", False),
        ("accommodated", "persons", False),
    ],
)
def test_unit_and_cumulative_by_kind(kind, unit, cumulative, add, folder):
    assert add(kind=kind).status == 0
    (row,) = load(folder).observations
    assert (row.unit, row.cumulative) == (unit, cumulative)


def test_a_stock_is_food_or_fuel(add, folder):
    assert codes(add("--json", kind="stock")) == [("field-missing", "--unit")]
    assert file_of(folder) is None
    assert add(kind="stock", unit="litres").status == 0


def test_a_day_becomes_its_bounds_and_is_known_at_its_end(add, folder):
    change(folder, "scenario.yaml", "time_zone: UTC", "time_zone: Asia/Yerevan")
    assert add(at="2030-01-02", precision="day").status == 0
    (row,) = load(folder).observations
    assert row.at is None
    assert [t.isoformat() for t in (row.not_before, row.not_after, row.known)] == [
        "2030-01-02T00:00:00+04:00",
        "2030-01-02T23:59:00+04:00",
        "2030-01-02T23:59:00+04:00",
    ]


def test_a_region_and_all_places(add, folder):
    change(folder, "places.csv", "place,names,kind,lat,lon,country,", "place,names,kind,lat,lon,admin,")
    assert add(place="Seaside", kind="accommodated").status == 0
    assert add(place="", kind="registered").status == 0
    region, everywhere = resolve(load(folder), as_written=True).observations
    assert region.places == ("Border town", "Coast", "Hills")
    assert len(everywhere.places) == 8


def test_contradictions_are_warnings(add, folder):
    add()
    done = add("--json", at="2030-01-02T07:00Z", value="300")
    assert done.status == 0
    (warning,) = done.json()["warnings"]
    assert "was more" in warning
    done = add(value="378", source="Others")
    assert "Warning:" in done.out
    assert "another value for the same hour" in done.out
    assert len(load(folder).observations) == 3


def test_forecasts_of_earlier_times_stay_what_they_were(add, folder):
    as_of = load(folder).file.as_of
    before = resolve(load(folder), as_of).hash()
    done = add("--json", at="2030-01-02T11:30Z")
    assert (done.json()["known_before"], done.json()["known_now"]) == (0, 0)
    assert resolve(load(folder), as_of).hash() == before
    assert add(at="2030-01-02T11:00Z").status == 0
    assert resolve(load(folder), as_of).hash() != before


def test_a_view_that_changed_before_its_time_would_be_seen(add, monkeypatch, folder):
    add()
    trial = trials.Trial(load(folder), load(folder), folder, None, None, load(folder).observations)
    assert trials.unchanged_before(trial) is not None
    change(folder, "places.csv", "15000", "14000")
    changed = trials.Trial(trial.before, load(folder), folder, None, None, trial.rows)
    with pytest.raises(AssertionError, match="changed the view"):
        trials.unchanged_before(changed)


def test_the_same_count_is_not_added_twice(add, folder):
    add()
    before = file_of(folder)
    done = add()
    assert (done.status, file_of(folder)) == (0, before)
    assert "is there already" in done.out
    assert add("--json").json()["added"] == 0


def test_another_count_gets_a_name_of_its_own(add, folder):
    add()
    add(value="378")
    add(value="379")
    names = [row.observation for row in load(folder).observations]
    assert names[1:] == [f"{names[0]} (2)", f"{names[0]} (3)"]


def test_a_given_name_makes_versions_and_no_doubles(add, folder):
    assert add(name="a").status == 0
    assert codes(add("--json", name="a", value="5")) == [("observation-taken", "--name")]
    assert add(name="a", value="5", known="2030-01-02T09:00Z").status == 0
    assert [row.name for row in resolve(load(folder), as_written=True).observations] == ["a"]
    assert resolve(load(folder), as_written=True).observations[0].value == 5.0


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"at": "2030-01-02T05:00"}, ("time-naive", "--at")),
        ({"at": "2030-01-02"}, ("time-invalid", "--at")),
        ({"at": None}, ("field-missing", "--at")),
        ({"at": AT, "precision": "day"}, ("time-invalid", "--at")),
        ({"at": "2030-02-31", "precision": "day"}, ("time-invalid", "--at")),
        ({"at": None, "precision": "day"}, ("field-missing", "--known")),
        ({"not-after": "2030-01-02T05:00", "at": None, "precision": "day"}, ("time-naive", "--not-after")),
        ({"place": "Bordertown"}, ("place-unknown", "--place")),
        ({"value": "-1"}, ("out-of-range", "--value")),
        ({"value": "1,234"}, ("number-invalid", "--value")),
        ({"value": "uniform(1, 2)"}, ("number-invalid", "--value")),
        ({"value": "nan"}, ("not-finite", "--value")),
        ({"kind": "arrival"}, ("choice-invalid", "--kind")),
        ({"unit": "km"}, ("unit-mismatch", "--value")),
        ({"precision": "about"}, ("choice-invalid", "--precision")),
        ({"cumulative": "maybe"}, ("choice-invalid", "--cumulative")),
        ({"known": "2030-01-02T04:00Z"}, ("times-order", "--known")),
        ({"supersedes": "nothing"}, ("observation-unknown", "--supersedes")),
        ({"source": " "}, ("field-missing", "--source")),
        ({"place": ""}, ("place-needed", "--place")),
    ],
)
def test_faults_name_the_option_and_nothing_is_written(given, expected, add, folder):
    before = everything_below(folder)
    done = add("--json", **given)
    assert done.status == 2
    assert expected in codes(done)
    assert len(codes(done)) == 1
    assert everything_below(folder) == before


def test_all_faults_are_told_at_once(add, folder):
    change(folder, "places.csv", "45.05,7.10", "145.05,7.10")
    done = add("--json", at="2030-01-02T05:00", place="Nowhere", value="x", kind="y")
    assert {code for code, _ in codes(done)} == {
        "time-naive",
        "place-unknown",
        "number-invalid",
        "choice-invalid",
        "out-of-range",
    }


def test_faults_that_are_there_already_stop_it(add, folder):
    (folder / "observations.csv").write_text("observation,kind\n", "utf-8")
    done = add("--json")
    assert done.status == 2
    assert {code for code, _ in codes(done)} == {"column-missing"}
    assert (folder / "observations.csv").read_text("utf-8") == "observation,kind\n"


def test_a_place_that_nobody_knew_by_then_is_refused(add, folder):
    change(folder, "places.csv", "Border town,,reception,44.93,7.22,Seaside,,,no,2029-12-01", "Border town,,reception,"
           "44.93,7.22,Seaside,,,no,2030-01-02T08:00Z")  # fmt: skip
    change(folder, "scenario.yaml", "as_of: 2030-01-02T12:00+00:00", "as_of: 2030-01-03T12:00+00:00")
    text = (folder / "routes.csv").read_text("utf-8")
    (folder / "routes.csv").write_text(text.replace("2029-12-01", "2030-01-02T08:00Z"), "utf-8")
    done = add("--json")
    assert ("not-known-yet", "--place") in codes(done)
    assert file_of(folder) is None


def test_a_file_changed_meanwhile_is_left_alone(add, folder, monkeypatch):
    add()

    def survey_and_spoil(*given, **more):
        found = real(*given, **more)
        with (folder / "observations.csv").open("ab") as stream:
            stream.write(b"\n")
        return found

    real = trials._surveyed
    monkeypatch.setattr(trials, "_surveyed", survey_and_spoil)
    done = add("--json", value="500")
    assert codes(done) == [("file-changed", "observations.csv")]


def test_no_scenario_no_folder_and_a_file(run, tmp_path, folder):
    for path in (tmp_path / "none", folder / "places.csv"):
        done = run("observe", "add", path, *words(), "--json")
        assert codes(done) == [("not-a-scenario", str(path))]


def test_missing_options_and_wrong_actions(run, folder):
    assert codes(run("observe", "add", folder, "--json", *words(value=None))) == [("usage", "corridor observe add")]
    assert codes(run("observe", "--json")) == [("usage", "corridor observe")]
    (fault,) = run("observe", "ad", "--json").json()["errors"]
    assert fault["remedy"].startswith("Did you mean add?")


def test_a_link_stays_a_link(add, folder, tmp_path):
    add()
    shutil.move(folder / "observations.csv", tmp_path / "shared.csv")
    (folder / "observations.csv").symlink_to(tmp_path / "shared.csv")
    assert add(value="400", at="2030-01-02T07:00Z").status == 0
    assert (folder / "observations.csv").is_symlink()
    assert len((tmp_path / "shared.csv").read_text("utf-8").splitlines()) == 3
