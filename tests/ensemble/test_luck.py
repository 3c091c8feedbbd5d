"""What may change the bits of a forecast and what may not: order, processes, other inputs, later knowledge."""

import random
import threading
import time
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from corridor import load, resolve
from corridor.base.errors import InputError
from corridor.ensemble import run as ensemble_run
from corridor.ensemble.build import draw_member
from corridor.ensemble.frame import Frame
from corridor.ensemble.run import run_members
from corridor.scenario.settings import with_settings
from corridor.testing import same_bits

MEMBERS, SEED = 4, 7


def members_of(folder, as_of=None, members=MEMBERS, seed=SEED, **more):
    scenario = load(folder)
    return run_members(resolve(scenario, as_of or scenario.file.as_of), members, seed, **more)


def part(whole, first, last):
    """Some members of an ensemble, as one of its own."""
    cut = slice(first, last)
    series = {name: values[cut] for name, values in whole.series.items()}
    named = {name: getattr(whole, name)[cut] for name in ("numbers", "event_hours", "event_ends")}
    return replace(whole, first=first, series=series, **named)


def append(path, *rows):
    path.write_text(path.read_text("utf-8") + "".join(row + "\n" for row in rows), "utf-8")


@pytest.fixture(scope="module")
def reference():
    from folders import TEMPLATE

    return members_of(TEMPLATE)


def test_members_differ_and_a_second_run_is_the_same(reference, small):
    assert same_bits(reference, members_of(small))
    assert not same_bits(part(reference, 0, 1), part(reference, 1, 2))
    assert not same_bits(reference, members_of(small, seed=SEED + 1))


def test_seed_zero_is_a_seed(small):
    assert same_bits(members_of(small, members=1, seed=0), members_of(small, members=1, seed=0))
    assert not same_bits(members_of(small, members=1, seed=0), members_of(small, members=1, seed=1))


def test_a_member_needs_no_other_member(reference, small):
    assert same_bits(part(reference, 0, 2), members_of(small, members=2))
    assert same_bits(part(reference, 2, 4), members_of(small, members=2, first=2))


@pytest.mark.parametrize("engine", ["compiled", "plain"])
def test_threads_and_engines_give_the_same_bits(reference, small, engine):
    assert same_bits(reference, members_of(small, engine=engine, threads=2))
    assert same_bits(reference, members_of(small, engine=engine))


def test_every_member_is_told_of_once_and_odd_requests_are_refused(small):
    told = []
    members_of(small, members=5, threads=3, progress=lambda done, total: told.append((done, total)))
    assert told == [(k, 5) for k in range(1, 6)]
    for odd in ({"threads": 0}, {"first": -1}, {"members": 0}, {"seed": -1}, {"engine": "fast"}):
        with pytest.raises(InputError, match=next(iter(odd))):
            members_of(small, **odd)


def test_what_stops_one_member_stops_the_ensemble_with_no_thread_left(small, monkeypatch):
    """Of 60 members on 3 threads no more are begun than had been handed out when the interrupt came."""
    begun = []
    honest = ensemble_run.draw_member

    def draw(frame, seed, member):
        begun.append(member)
        return honest(frame, seed, member)

    monkeypatch.setattr(ensemble_run, "draw_member", draw)
    monkeypatch.setattr(ensemble_run, "_compiled", ensemble_run._plain)

    def interrupt(done, total):
        if done == 4:
            raise KeyboardInterrupt

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        members_of(small, members=60, threads=3, engine="compiled", progress=interrupt)
    n = len(begun)
    assert n < 20
    assert threading.active_count() == before
    time.sleep(0.3)
    assert len(begun) == n


@pytest.mark.parametrize("name", ["places.csv", "routes.csv", "events.csv"])
def test_reordering_the_rows_of_a_file_changes_no_bit(reference, small, name):
    path = small / name
    header, *rows = path.read_text("utf-8").splitlines()
    random.Random(3).shuffle(rows)
    path.write_text("\n".join([header, *rows[::-1]]) + "\n", "utf-8")
    assert same_bits(reference, members_of(small))


def test_reordering_the_cohorts_changes_no_bit(reference, small):
    path = small / "scenario.yaml"
    text = path.read_text("utf-8")
    begin, middle, end = text.index("  families:"), text.index("  elders:"), text.index("destination:")
    path.write_text(text[:begin] + text[middle:end] + text[begin:middle] + "\n" + text[end:], "utf-8")
    assert same_bits(reference, members_of(small))


def test_rows_known_after_the_as_of_change_no_bit(reference, small):
    append(
        small / "events.csv",
        "attack on the town,fighting,2030-01-02T13:00+00:00,,2030-01-02T13:30+00:00,,,Town,,1,1,made up,later",
        "border opens,open,2030-01-02T11:30+00:00,,2030-01-02T12:01+00:00,,1,Town,Border post,,,made up,later version",
        "food comes,delivery,2030-01-02T06:00+00:00,,2030-01-02T12:01+00:00,,,Town,,90000,person-days,made up,later",
    )
    append(small / "places.csv", "Town,,settlement,45.05,7.10,Inland,40000,,no,2030-01-03,made up,later count")
    append(
        small / "routes.csv",
        "Town,Border post,18,50,900,2,no,open,2030-01-02T12:00:01+00:00,made up,later version",
    )
    (small / "observations.csv").write_text(
        "observation,kind,place,value,unit,cumulative,at,precision,known,source\n"
        "b1,arrivals,Border town,5000,persons,yes,2030-01-04T00:00+00:00,exact,2030-01-04T01:00+00:00,made up\n",
        "utf-8",
    )
    text = (small / "scenario.yaml").read_text("utf-8")
    text = text.replace(
        "    attachment: 1.5               # leave later than others",
        "    attachment: [{value: 1.5, known: 2029-06}, {value: -3, known: 2030-01-02T12:01+00:00}]",
    )
    (small / "scenario.yaml").write_text(text, "utf-8")
    assert same_bits(reference, members_of(small))
    assert load(small).events != ()  # the later rows are there: as of a later time they count
    later = datetime.fromisoformat("2030-01-03T23:59+00:00")
    assert not same_bits(reference, members_of(small, later))


def test_a_hazard_acts_as_fighting_does(reference, small):
    """Same name, place, time and intensity, another kind: the same bits, and not those of a world without either."""
    text = (small / "events.csv").read_text("utf-8")
    (small / "events.csv").write_text(text.replace("upper valley,fighting", "upper valley,hazard"), "utf-8")
    assert [e.kind for e in load(small).events] == ["hazard", "open"]
    assert same_bits(reference, members_of(small))
    (small / "events.csv").write_text(text.replace("Upper village,,0.9", "Upper village,,0.0"), "utf-8")
    assert not np.array_equal(reference.series["people"], members_of(small).series["people"])


def test_known_at_the_as_of_counts_and_a_moment_later_does_not(small):
    as_of = load(small).file.as_of
    append(
        small / "events.csv",
        f"shells,fighting,2030-01-01T09:00+00:00,,{as_of.isoformat()},,,Town,,1,1,made up,known just then",
    )
    with_it = resolve(load(small), as_of)
    before = resolve(load(small), as_of - timedelta(seconds=1))
    assert {e.name for e in with_it.events} - {e.name for e in before.events} == {"shells"}


def test_a_new_uncertain_input_changes_no_other_luck(small):
    def drawn(folder):
        scenario = load(folder)
        return draw_member(Frame.of(resolve(scenario)), SEED, 0)

    before = drawn(small)
    text = (small / "scenario.yaml").read_text("utf-8")
    text = text.replace("    attachment: 1.5 ", "    attachment: {normal: {mean: 1.5, sd: 0.5}} ")
    text = text.replace("fuel: 20000 litres", 'fuel: {value: "uniform(10000, 30000)", unit: litres}')
    (small / "scenario.yaml").write_text(text, "utf-8")
    append(
        small / "events.csv",
        '"rain",capacity,"2030-01-03T00:00+00:00 + uniform(0, 20)",,2030-01-01T00:00+00:00,,0.5,Town,Lower village,300,'
        "vehicles/h,made up,weather",
    )
    after = drawn(small)
    changed = {"cohorts.elders.attachment", "supplies.stocks.Town.fuel", "events.rain.value", "events.rain.probability"}
    assert {p: v for p, v in after.numbers.items() if p not in changed} == {
        p: v for p, v in before.numbers.items() if p not in changed
    }
    assert after.numbers["cohorts.elders.attachment"] != 1.5
    assert {n: t for n, t in after.events.items() if n != "rain"} == dict(before.events)


def test_a_setting_changes_only_what_it_sets(small):
    scenario = load(small)
    resolved = resolve(scenario)
    changed = with_settings(resolved, {"population.total": "50000"})
    a, b = (draw_member(Frame.of(r), SEED, 0).numbers for r in (resolved, changed))
    assert b["population.total"] == 50000.0
    assert {p: v for p, v in a.items() if p != "population.total"} == {
        p: v for p, v in b.items() if p != "population.total"
    }


@pytest.mark.parametrize("which", ["small", "karabakh"])
def test_nobody_crosses_before_the_as_of_while_the_road_is_known_shut(which, request):
    folder = request.getfixturevalue(which)
    scenario = load(folder)
    resolved = resolve(scenario)
    shut = {"small": ("Town", "Border post", "Border town"), "karabakh": None}[which]
    opening = next(e for e in resolved.events if e.kind == "open")
    known = (opening.not_before_known - resolved.start).total_seconds() / 3600
    beyond = shut[2] if shut else "Kornidzor"
    place = [p.name for p in resolved.places].index(beyond)
    made = run_members(resolved, 12, SEED)
    openings = [made.events.index(e.name) for e in resolved.events if e.kind == "open"]
    arrivals = made.series["arrivals"][:, :, place]
    for hours, arrived in zip(made.event_hours, arrivals, strict=True):
        opens = min(hours[openings])
        assert opens > known
        last = int(min(opens, resolved.n_steps * resolved.step_h) // resolved.step_h)
        assert (arrived[made.rows <= last] == 0).all()
        assert (made.rows <= last).sum() > 10  # else there would be nothing to see
    assert (arrivals[:, -1] > 0).any()
