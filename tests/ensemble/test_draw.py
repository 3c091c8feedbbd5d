"""Draws of the uncertain: the law of an event that has not happened yet, noise, households, rooms."""

import math
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from scipy import stats

from corridor import load, resolve
from corridor.base.distributions import Lognormal, Uniform
from corridor.base.errors import InputError
from corridor.base.random import Stream, member_key, name_hash
from corridor.ensemble.build import draw_member, world_of
from corridor.ensemble.draw import conditioned, draw_event, draw_number, noise, noise_rows
from corridor.ensemble.frame import Frame
from corridor.model.world import Effect, Process
from corridor.scenario.settings import with_settings
from corridor.scenario.tables import UncertainTime

T0 = datetime.fromisoformat("2030-01-01T00:00+00:00")


def test_conditioning_an_event_on_not_having_happened():
    at = UncertainTime(T0, Uniform(0.0, 100.0))
    q, passed = conditioned(0.8, at, 25.0)
    assert passed == 0.25
    assert q == pytest.approx(0.8 * 0.75 / (1 - 0.8 * 0.25))
    assert conditioned(0.8, at, None) == (0.8, 0.0)
    assert conditioned(0.8, at, -5.0) == (0.8, 0.0)
    assert conditioned(1.0, at, 60.0)[0] == pytest.approx(1.0)
    assert conditioned(0.5, at, 100.0)[0] == 0.0
    assert conditioned(0.7, UncertainTime(T0), 1.0) == (0.0, 1.0)


def test_event_times_follow_the_conditioned_law(small):
    """KS at 1e-4 over 4,000 members; happening against q' within 4 standard errors.

    Power: a law not conditioned at all differs by F(t0) = 0.2 in the KS distance, four times the critical value.
    """
    path = small / "events.csv"
    text = path.read_text("utf-8").replace(
        "2030-01-02T10:00+00:00,2030-01-02T10:00+00:00", "2030-01-03,2030-01-03T00:00Z"
    )
    path.write_text(text, "utf-8")
    resolved = resolve(load(small), T0 + timedelta(days=3))
    event = next(e for e in resolved.events if e.name == "border opens")
    law = Lognormal(30, 120, 0.9)
    known = 12.0
    q, passed = conditioned(0.8, event.at, known)
    assert passed == pytest.approx(law.cdf(known)) and passed > 0.15
    times = np.array(
        [
            draw_event(resolved, event, {"events.border opens.probability": 0.8}, member_key(3, k)).at
            for k in range(4000)
        ]
    )
    happened = times[np.isfinite(times)] - 36.0  # hours after the base
    assert happened.min() > known
    assert abs(len(happened) / 4000 - q) < 4 * math.sqrt(q * (1 - q) / 4000)
    cdf = np.vectorize(lambda t: (law.cdf(t) - passed) / (1 - passed))
    assert stats.kstest(happened, cdf).pvalue > 1e-4


def test_each_input_has_luck_of_its_own_and_follows_its_law():
    """Correlations of 40 inputs over 400 members within 4.9 / sqrt(400): 1e-6 for each of 780 pairs.

    Power: two inputs that share a stream have correlation 1. KS for each input at 1e-5.
    """
    law = Uniform(2.0, 5.0)
    paths = [f"places.p{k}.room" for k in range(20)] + [f"events.e{k}.value" for k in range(20)]
    drawn = np.array([[draw_number(law, path, Stream(member_key(0, m))) for path in paths] for m in range(400)])
    correlations = np.corrcoef(drawn.T)[np.triu_indices(40, 1)]
    assert np.abs(correlations).max() < 4.9 / math.sqrt(400)
    for column in drawn.T:
        assert stats.kstest(column, "uniform", (2.0, 3.0)).pvalue > 1e-5


def test_noise_is_ornstein_uhlenbeck():
    sd, tau, interval = 0.4, 24.0, 6.0
    runs = np.array([noise(member_key(1, k), Process.NOISE_ROAD, 5, 20, interval, sd, tau) for k in range(1500)])
    # 4.5 standard errors of each of three statistics
    n = runs.shape[0]
    assert abs(runs[:, 10].mean()) < 4.5 * sd / math.sqrt(n)
    for column in (0, 19):
        assert abs(runs[:, column].std() / sd - 1) < 4.5 / math.sqrt(2 * n)
    correlation = np.corrcoef(runs[:, 3], runs[:, 6])[0, 1]
    assert abs(correlation - math.exp(-3 * interval / tau)) < 4.5 / math.sqrt(n)
    assert noise((1, 2), Process.NOISE_ROAD, 5, 4, 6.0, 0.0, 24.0) == (0.0,) * 4


def test_noise_of_a_longer_run_begins_the_same():
    short, long = (noise((1, 2), Process.NOISE_LEAVING, 7, n, 6.0, 0.3, 12.0) for n in (3, 9))
    assert long[:3] == short


def test_noise_of_many_cells_has_the_bits_of_each_alone():
    """Also where one cell has no noise, for cells of more than 63 bits, and each of its own process and time."""
    key, cells, sds = member_key(4, 2), (5, 2**64 - 3, name_hash("Goris"), 0), (0.4, 1.7, 0.0, 0.2)
    processes, times = (Process.NOISE_ROAD, Process.NOISE_LEAVING, Process.NOISE_ROAD, 7), (17.3, 17.3, 5.0, 80.0)
    rows = noise_rows(key, processes, np.array(cells, np.uint64), 60, 6.0, sds, times)
    assert rows == tuple(
        noise(key, process, cell, 60, 6.0, sd, time)
        for process, cell, sd, time in zip(processes, cells, sds, times, strict=True)
    )
    assert all(type(x) is float for row in rows for x in row)
    assert noise_rows(key, (), (), 60, 6.0, (), ()) == ()


def test_households_add_up_to_the_population_drawn(small):
    frame = Frame.of(resolve(load(small)))
    for member in range(5):
        drawn = draw_member(frame, 0, member)
        world = world_of(frame, drawn)
        persons = sum(n * world.persons[c] for row in world.households for c, n in enumerate(row))
        assert persons == pytest.approx(drawn.numbers["population.total"], rel=0.002)
        assert {c.name for c in frame.resolved.cohorts} == {
            "elders+none",
            "elders+vehicle",
            "families+none",
            "families+vehicle",
        }


def test_a_share_of_vehicles_of_one_or_none_splits_nothing(small):
    text = (small / "scenario.yaml").read_text("utf-8")
    text = text.replace("vehicle_share: beta(6, 4)", "vehicle_share: 1").replace(
        "vehicle_share: 0.2", "vehicle_share: 0"
    )
    (small / "scenario.yaml").write_text(text, "utf-8")
    frame = Frame.of(resolve(load(small)))
    world = world_of(frame, draw_member(frame, 0, 0))
    assert [c.name for c in frame.resolved.cohorts] == ["elders", "families"]
    assert world.owner == (False, True)


def test_a_closing_with_an_end_bars_a_route_and_one_without_shuts_it(small):
    rows = (
        "storm,close,2030-01-03T00:00+00:00,+ 6 h,2030-01-01,,,Town,Border post,,,made up,weather\n"
        "landslide,close,2030-01-04T00:00+00:00,,2030-01-01,,,Upper village,Town,,,made up,weather\n"
    )
    path = small / "events.csv"
    path.write_text(path.read_text("utf-8") + rows, "utf-8")
    frame = Frame.of(resolve(load(small)))
    actions = world_of(frame, draw_member(frame, 0, 0)).actions
    post, village = frame.route["Town", "Border post"], frame.route["Upper village", "Town"]
    assert [(a.effect, a.target) for a in actions[48]] == [(Effect.BAR_ROUTE, post)]
    assert (Effect.LIFT_BAR, post) in [(a.effect, a.target) for a in actions[54]]
    assert (Effect.CLOSE_ROUTE, village) in [(a.effect, a.target) for a in actions[72]]


def test_driven_people_are_made_up_by_shares_where_nobody_is_resident_and_rates_follow_time(small):
    text = (small / "scenario.yaml").read_text("utf-8")
    begin, end = text.index("population:"), text.index("cohorts:")
    text = (
        text[:begin]
        + text[end:]
        + (
            "\ndriven:\n"
            "  - {since: '2030-01-04T00:00+00:00', place: Town, persons_per_day: {value: 0, known: 2029-12}}\n"
            "  - {since: '2030-01-01T00:00+00:00', place: Town, persons_per_day: {value: 5000, known: 2029-12}}\n"
        )
    )
    (small / "scenario.yaml").write_text(text, "utf-8")
    path = small / "places.csv"
    for people in ("3000", "2000", "15000"):
        path.write_text(path.read_text("utf-8").replace(f",{people},,no", ",,,no"), "utf-8")
    frame = Frame.of(resolve(load(small)))
    drawn = draw_member(frame, 0, 0)
    world = world_of(frame, drawn)
    assert [since for since, _, _ in world.driven] == [0.0, 72.0]
    persons = [w * size for w, size in zip(world.driven_mix, world.persons, strict=True)]
    of = {c.name: x / sum(persons) for c, x in zip(frame.resolved.cohorts, persons, strict=True)}
    assert of["elders+none"] + of["elders+vehicle"] == pytest.approx(0.15)
    assert of["elders+vehicle"] == pytest.approx(0.15 * 0.2)


def test_unknown_room_is_drawn_and_never_zero(small):
    path = small / "places.csv"
    path.write_text(path.read_text("utf-8").replace("Seaside,,6000,", "Seaside,,,"), "utf-8")
    frame = Frame.of(resolve(load(small)))
    rooms = [draw_member(frame, 0, k).numbers["places.Coast.room"] for k in range(30)]
    assert min(rooms) > 0
    assert len(set(rooms)) == 30


def room_and_size(frame, member):
    """The number drawn, the room of all regions, and persons in a household as the model counts them."""
    drawn = draw_member(frame, 0, member)
    world = world_of(frame, drawn)
    n = sum(map(sum, world.households))
    persons = sum(k * world.persons[c] for row in world.households for c, k in enumerate(row))
    regions = [p for p, place in enumerate(frame.resolved.places) if place.kind == "host_region"]
    return drawn, sum(world.room[p] for p in regions), persons / n


def test_room_in_households_converts_by_the_member_own_household_size(karabakh):
    resolved = resolve(load(karabakh))
    number = replace(resolved.numbers["reception.room_total"], value=40_000.0, unit="households")
    frame = Frame.of(replace(resolved, numbers={**resolved.numbers, "reception.room_total": number}))
    for member in range(3):
        drawn, room, size = room_and_size(frame, member)
        assert drawn.numbers["reception.room_total"] == 40_000.0
        assert room == pytest.approx(40_000.0 * size, rel=1e-3)  # households are whole ones


def test_a_claim_in_families_converts_by_the_member_own_household_size(karabakh):
    """The sizes of the three members differ by several per cent, so that one size for all would be seen."""
    frame = Frame.of(resolve(load(karabakh)))
    pool = dict(frame.pools)["reception.room_total"]
    sizes = []
    for member in range(3):
        drawn, room, size = room_and_size(frame, member)
        at = Stream(drawn.key).at(0, Process.PARAMETER, name_hash("reception.room_total"))
        families = pool.drawn(at.uniform, 1.0)[1]
        assert room == pytest.approx(drawn.numbers["reception.room_total"])
        assert room == pytest.approx(families * size, rel=1e-3)
        sizes.append(size)
    assert max(sizes) > 1.03 * min(sizes)


def test_residents_in_families_convert_by_the_households_of_their_place(karabakh):
    """Patients live in the city only, in small households, so a family there is smaller than elsewhere."""
    resolved = resolve(load(karabakh))
    families = replace(dict(Frame.of(resolved).pools)["reception.room_total"], size=3.0)
    numbers = dict(resolved.numbers)
    for place in ("Stepanakert", "Martakert"):
        path = f"places.{place}.residents"
        numbers[path] = replace(numbers[path], value=families)
    frame = Frame.of(replace(resolved, numbers=numbers))
    drawn = draw_member(frame, 0, 0)
    sizes = []
    for place in ("Stepanakert", "Martakert"):
        path = f"places.{place}.residents"
        at = Stream(drawn.key).at(0, Process.PARAMETER, name_hash(path))
        sizes.append(drawn.numbers[path] / families.drawn(at.uniform, 1.0)[1])
    world = world_of(frame, drawn)
    for place, size in zip(("Stepanakert", "Martakert"), sizes, strict=True):
        row = world.households[frame.place[place]]
        assert size == pytest.approx(sum(k * s for k, s in zip(row, world.persons, strict=True)) / sum(row), rel=2e-3)
    assert sizes[0] < sizes[1]


def test_names_that_share_a_hash_are_refused(small, monkeypatch):
    from corridor.base.errors import InputError
    from corridor.ensemble import frame

    monkeypatch.setattr(frame, "name_hash", lambda *names: name_hash(*names) % 2)
    with pytest.raises(InputError, match="name-collision"):
        Frame.of(resolve(load(small)))


def test_more_households_than_can_be_drawn_from_are_refused(small):
    scenario = load(small)
    resolved = with_settings(resolve(scenario), {"population.total": "9999999999"})
    resolved = with_settings(resolved, {"cohorts.families.persons_per_household": "1"})
    with pytest.raises(InputError, match="at most 2,147,483,648"):
        world_of(Frame.of(resolved), draw_member(Frame.of(resolved), 0, 0))
