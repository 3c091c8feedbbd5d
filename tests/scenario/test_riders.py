"""Fleets for some cohorts: who is named must be there, and only fleets may name anybody."""

import pytest

import corridor
from corridor.base.errors import InputError
from corridor.scenario.settings import with_settings

HEAD = "event,kind,at,known,place,value,unit,probability,cohorts,source\n"


def put(folder, kind, cohorts, value="2", unit="buses"):
    row = f"ambulances,{kind},2030-01-03T12:00Z,2029-12-01,Town,{value},{unit},1,{cohorts},made up\n"
    (folder / "events.csv").write_text(HEAD + row, "utf-8")


def names(folder):
    return list(corridor.load(folder).file.cohorts)


def test_a_fleet_for_some_is_read_and_changes_the_hash(small):
    put(small, "fleet", names(small)[0])
    resolved = corridor.resolve(corridor.load(small), as_written=True)
    assert resolved.events[0].cohorts == (names(small)[0],)
    put(small, "fleet", "")
    everybody = corridor.resolve(corridor.load(small), as_written=True)
    assert everybody.events[0].cohorts == ()
    assert everybody.hash() != resolved.hash()


@pytest.mark.parametrize(
    ("kind", "cohorts", "code"),
    [("fleet", "nobody", "cohort-unknown"), ("assurance", "", None), ("assurance", "?", "cohorts-unused")],
)
def test_what_is_named_in_vain_is_refused(small, kind, cohorts, code):
    put(small, kind, cohorts.replace("?", names(small)[0]), *(() if kind == "fleet" else ("0.1", "1")))
    if code is None:
        corridor.load(small)
        return
    with pytest.raises(InputError) as caught:
        corridor.load(small)
    assert [(problem.code, problem.field) for problem in caught.value.problems] == [(code, "cohorts")]


def test_a_name_twice_is_refused(small):
    name = names(small)[0]
    put(small, "fleet", f"{name};{name}")
    with pytest.raises(InputError) as caught:
        corridor.load(small)
    assert [problem.code for problem in caught.value.problems] == ["text-invalid"]


def test_who_does_not_walk_is_part_of_the_hash(small):
    before = corridor.resolve(corridor.load(small), as_written=True).hash()
    path = small / "scenario.yaml"
    name = names(small)[0]
    path.write_text(path.read_text("utf-8").replace(f"  {name}:\n", f"  {name}:\n    walks: false\n", 1), "utf-8")
    assert corridor.resolve(corridor.load(small), as_written=True).hash() != before


def test_a_setting_leaves_who_walks_alone(small):
    path = small / "scenario.yaml"
    name = names(small)[0]
    path.write_text(path.read_text("utf-8").replace(f"  {name}:\n", f"  {name}:\n    walks: false\n", 1), "utf-8")
    resolved = corridor.resolve(corridor.load(small), as_written=True)
    changed = with_settings(resolved, {"population.total": "5000"})
    assert [cohort.walks for cohort in changed.cohorts] == [cohort.walks for cohort in resolved.cohorts]
    assert not all(cohort.walks for cohort in changed.cohorts)
