"""The cases that travel with corridor: each is whole, sourced, and free of hindsight to the bit."""

import csv
import itertools
import json
from datetime import timedelta

import pytest
from folders import ROOT

from corridor import load, resolve
from corridor.cli import main
from corridor.jobs.shipped import names, shipped
from corridor.ledger.pool import Pool
from corridor.scenario.tables import UncertainTime


def test_every_folder_with_a_scenario_is_found():
    assert names() == sorted(path.parent.name for path in (ROOT / "scenarios").glob("*/scenario.yaml"))
    assert {"karabakh-2023", "river-delta"} <= set(names())


@pytest.mark.parametrize("case", names())
def test_every_number_has_a_source_or_reason_and_nothing_is_warned_of(case, capsys):
    assert main(["check", str(shipped(case)), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["provenance"]["with_source"] == document["provenance"]["numbers"] > 100
    assert [text for text in document["warnings"] if "observations are known" not in text] == []


def test_what_is_made_up_says_so_at_once():
    folder = shipped("river-delta")
    first = (folder / "README.md").read_text("utf-8").splitlines()[0]
    assert "made up" in first and "no such place" in first
    assert "made up" in load(folder).file.name
    tables = ("places.csv", "routes.csv", "events.csv", "observations.csv", "planning.csv")
    for table in tables:
        with (folder / table).open(encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                assert "made up" in row["source"] or "judgement of the authors" in row["source"], row
    for feature in json.loads((folder / "outlines.geojson").read_text("utf-8"))["features"]:
        assert feature["properties"]["kind"] in ("border", "coast", "river", "water")
        assert "made-up" in feature["properties"]["source"]


def test_the_made_up_case_has_what_it_is_there_for():
    scenario = load(shipped("river-delta"))
    resolved = resolve(scenario)
    assert resolved.step_h == 24.0
    assert timedelta(weeks=6) <= resolved.end - resolved.start <= timedelta(weeks=8)
    assert {"hazard", "fighting", "close", "delivery", "site_open"} <= {event.kind for event in resolved.events}
    assert any(place.names for place in resolved.places) and any(place.sensitive for place in resolved.places)
    typed = [path for path, number in resolved.numbers.items() if "Mixture(" in repr(number.value)]
    pooled = [path for path, number in resolved.numbers.items() if isinstance(number.value, Pool)]
    assert (typed, pooled) == (["places.Brantry Camp.room"], ["population.total"])
    rows = scenario.observations
    assert any(row.supersedes for row in rows) and any(row.at is None for row in rows)
    days = sorted(row.at for row in rows if row.kind == "registered")
    gaps = {later - earlier for earlier, later in itertools.pairwise(days)}
    assert gaps == {timedelta(days=1), timedelta(days=3)}


def hours(spread, level):
    return timedelta(hours=min(spread.ppf(level), 24.0 * 3650))


@pytest.mark.parametrize("case", names())
def test_what_was_said_to_go_on_does_not_turn_out_to_have_been_over_by_then(case):
    """An end drawn before the known time of its version would forget what that version knew."""
    seen = 0
    for event in load(shipped(case)).events:
        if event.until is None or event.at.spread is not None or event.at.base > event.known:
            continue
        if isinstance(event.until, UncertainTime):
            base, spread = event.until.base, event.until.spread
        else:
            base, spread = event.at.base, event.until.versions[-1].value
        if not hasattr(spread, "ppf") or base + hours(spread, 1.0 - 1e-9) <= event.known:
            continue  # a certain end, or one that was past
        seen += 1
        assert base + hours(spread, 1e-9) >= event.known - timedelta(minutes=2), (event.event, event.row)
    assert seen
