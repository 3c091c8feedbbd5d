"""The demonstration case: complete, sourced, and readable as of each day of the tour in the README."""

import csv
from datetime import datetime

import pytest
from folders import KARABAKH

import corridor

TOUR = [f"2023-09-{day}T12:00+04:00" for day in (20, 22, 24, 26, 28)]
CONTESTED = (
    ("Stepanakert", "Khankendi"),
    ("Khojaly", "Ivanyan"),
    ("Askeran", "Asgaran"),
    ("Askeran villages", "Tazabina"),
    ("Martakert", "Aghdara"),
    ("Martakert villages", "Vangli"),
    ("Martuni (NK)", "Khojavend"),
    ("Martuni villages", "Girmizi Bazar"),
    ("Shusha", "Shushi"),
    ("Hakari bridge", "Aghavno"),
)


@pytest.fixture(scope="module")
def case():
    return corridor.load(KARABAKH)


@pytest.mark.parametrize("as_of", TOUR)
def test_each_number_in_force_has_unit_source_reason_and_was_known(case, as_of):
    moment = datetime.fromisoformat(as_of)
    for path, number in corridor.resolve(case, moment).numbers.items():
        settings = path in ("step", "noise_interval", "output_interval")
        assert number.unit, path
        assert number.source, path
        assert number.reason, path
        assert settings or (number.known is not None and number.known <= moment), path


def test_the_case_has_every_place_cohort_and_kind_of_event(case):
    resolved = corridor.resolve(case, datetime.fromisoformat("2023-10-06T12:00+04:00"))
    assert len(resolved.places) >= 28
    assert resolved.spillback
    assert {c.name.split("+")[0] for c in resolved.cohorts} == {"families", "elders", "combatants", "patients"}
    kinds = {event.kind for event in resolved.events}
    assert kinds >= {"fighting", "close", "open", "delivery", "loss", "assurance", "presence", "site_open", "fleet"}


@pytest.mark.parametrize(("place", "other"), CONTESTED)
def test_contested_places_show_both_names(case, place, other):
    resolved = corridor.resolve(case)
    label = next(p.label for p in resolved.places if p.name == place)
    assert place.split(" ")[0] in label
    assert other in label


def test_nothing_of_the_population_was_counted_when_the_case_begins(case):
    resolved = corridor.resolve(case)
    assert resolved.observations == ()


def test_counts_of_day_or_unknown_precision_have_bounds_and_no_hour():
    with (KARABAKH / "observations.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            loose = row["precision"] in ("day", "unknown")
            assert bool(row["at"]) != loose, row["observation"]
            assert bool(row["not_after"]) == loose, row["observation"]
            assert row["source"] and row["known"], row["observation"]


def test_results_say_nothing_of_former_combatants(case):
    """No word of the cohort in what is written by default, though it is in the scenario."""
    resolved = corridor.resolve(case)
    answer = corridor.simulate(resolved, members=2)
    result = answer.dataset
    assert "combatants" not in str(result.attrs) + " ".join(result["parameter"].values)
    assert "combatants" not in answer.summary()
