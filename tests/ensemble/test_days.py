"""A case with steps of a day, weeks long, with a flood, a road that shuts and opens, a ferry and a camp that fills.

What other tests show in the small valley with its steps of an hour must hold here too: nothing is tied to one crisis.
"""

import csv
import shutil
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from folders import RIVER

import corridor
from corridor.base.times import parse_known
from corridor.ensemble.build import draw_member
from corridor.ensemble.frame import Frame
from corridor.ensemble.run import run_members
from corridor.model.record import STATUSES
from corridor.scenario.settings import with_settings
from corridor.testing import same_bits

CAUSEWAY, FERRY = "Causeway Head>North Gate", "West Landing>Kessel Landing"
TABLES = ("places.csv", "routes.csv", "events.csv", "observations.csv", "planning.csv")
MEMBERS, SEED = 12, 11


def seen(folder, as_of=None):
    scenario = corridor.load(folder)
    return corridor.resolve(scenario, as_of or scenario.file.as_of)


@pytest.fixture(scope="module")
def resolved():
    return seen(RIVER)


@pytest.fixture(scope="module")
def members(resolved):
    return run_members(resolved, MEMBERS, SEED)


def place(ensemble, name):
    return ensemble.places.index(name)


def route(ensemble, name):
    return ensemble.routes.index(name)


# --- what may not change a bit ------------------------------------------------------------------------------------


def forget(folder, as_of):
    """Take every row out of the files that became known later, and say how many were taken out of each."""
    gone = {}
    for name in TABLES:
        with (folder / name).open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
        known = header.index("known")
        kept = [row for row in rows if parse_known(row[known], UTC) <= as_of]
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([header, *kept])
        gone[name] = len(rows) - len(kept)
    text = (folder / "scenario.yaml").read_text("utf-8")
    begin = text.index("    - value: lognormal(median=121000")
    end = text.index("known: 2031-03-24\n") + len("known: 2031-03-24\n")
    if as_of < datetime.fromisoformat("2031-03-24T23:59+00:00"):
        (folder / "scenario.yaml").write_text(text[:begin] + text[end:], "utf-8")
    return gone


@pytest.mark.parametrize("moment", ["2031-03-09T12:00+00:00", "2031-03-17T12:00+00:00", "2031-03-24T23:58+00:00"])
def test_what_became_known_later_changes_no_bit(river, tmp_path, moment):
    as_of = datetime.fromisoformat(moment)
    present = shutil.copytree(river, tmp_path / "nothing-later" / river.name)
    gone = forget(present, as_of)
    assert gone["events.csv"] > 5 and gone["observations.csv"] > 20
    with_all, without = seen(river, as_of), seen(present, as_of)
    assert with_all.hash() == without.hash()
    assert same_bits(run_members(with_all, 4, SEED), run_members(without, 4, SEED))
    assert not same_bits(run_members(with_all, 4, SEED), run_members(seen(river, as_of + timedelta(days=3)), 4, SEED))


@pytest.mark.parametrize("name", [*TABLES])
def test_the_order_of_rows_changes_no_bit(river, members, name):
    header, *rows = (river / name).read_text("utf-8").splitlines()
    (river / name).write_text("\n".join([header, *rows[::-1]]) + "\n", "utf-8")
    assert same_bits(members, run_members(seen(river), MEMBERS, SEED))


@pytest.mark.parametrize("more", [{"engine": "plain"}, {"threads": 2}], ids=str)
def test_engines_and_threads_give_the_same_bits(resolved, members, more):
    again = run_members(resolved, 2, SEED, **more)
    for name, values in again.series.items():
        assert np.array_equal(values, members.series[name][:2], equal_nan=True), name


def test_a_time_zone_behind_utc_changes_what_is_shown_and_nothing_else(river, members):
    """Known times that are days end two hours later then; none crosses the as-of time by that."""
    text = (river / "scenario.yaml").read_text("utf-8")
    (river / "scenario.yaml").write_text(text.replace("time_zone: UTC", "time_zone: America/Noronha"), "utf-8")
    other = seen(river)
    again = run_members(other, MEMBERS, SEED)
    for name, values in again.series.items():
        assert np.array_equal(values, members.series[name], equal_nan=True), name
    text = corridor.simulate(other, 2).summary()
    assert "as of Mon 17 Mar 2031 10:00 (America/Noronha, UTC-02:00)" in text
    assert "2 possible futures; until Fri 25 Apr 2031 22:00." in text


# --- what holds in every member -----------------------------------------------------------------------------------


def test_nobody_is_lost_and_nobody_appears(members):
    present = members.series["present"].astype(float).sum(axis=2)
    under_way = members.series["on_route"].astype(float).sum(axis=2)
    total = present + under_way
    assert total == pytest.approx(np.broadcast_to(total[:, :1], total.shape), rel=1e-6)
    assert (under_way > 0).any() and (total[:, 0] > 50_000).all()


def test_counts_that_run_never_fall_and_people_are_at_most_once_registered(members):
    for name in ("arrivals", "departures", "registered", "crossed"):
        assert (np.diff(members.series[name], axis=1) >= 0).all(), name
    registered = members.series["registered"][:, -1].sum(axis=1)
    present = members.series["present"][:, -1].sum(axis=1) + members.series["on_route"][:, -1].sum(axis=1)
    assert (registered < 1.2 * present).all()


def test_nobody_passes_the_causeway_while_it_is_under_water(members, resolved):
    """It shuts at 15:00 on 10 March, which acts from midnight, and opens at an hour of the member's own."""
    crossed = members.series["crossed"][:, :, route(members, CAUSEWAY)]
    at = members.events.index("causeway under water")
    first = int(np.ceil(members.event_hours[0, at] / 24))
    assert members.rows.tolist() == list(range(resolved.n_steps + 1))  # every step is kept
    assert first == 10
    longest = 0
    for member in range(MEMBERS):
        last = min(int(np.ceil(members.event_ends[member, at] / 24)), resolved.n_steps)
        shut = crossed[member, first : last + 1]
        assert (shut == shut[0]).all()
        assert shut[0] > 0
        longest = max(longest, last - first)
    assert longest > 8
    assert (crossed[:, -1] > crossed[:, first]).any()


def test_the_ferry_carries_no_more_than_its_sailings(resolved):
    """Without noise and without a second ship: vehicles a day at most capacity times 24, and one that is overdrawn."""
    settings = {"travel.noise_sd": "0", "events.second ferry.probability": "0"}
    made = run_members(with_settings(resolved, settings), MEMBERS, SEED)
    vehicles = np.diff(made.series["crossed_vehicles"][:, :, route(made, FERRY)].astype(float), axis=1)
    capacity = made.numbers[:, made.paths.index(f"routes.{FERRY}.capacity_vph")]
    seats = 2.5  # a bus counts as so many vehicles and may be overdrawn
    assert (vehicles.cumsum(axis=1) <= 24 * capacity[:, None] * np.arange(1, resolved.n_steps + 1) + seats).all()
    full = vehicles > 0.9 * 24 * capacity[:, None]
    assert full.any(axis=1).sum() > MEMBERS / 2  # it is what limits, or there would be nothing to see


def test_the_camp_takes_no_more_than_it_has_room_for(members):
    state = members.series["people"][:, :, place(members, "Brantry Camp"), STATUSES.index("settled_state")]
    room = members.numbers[:, members.paths.index("places.Brantry Camp.room")]
    more = members.numbers[:, members.paths.index("events.camp extension opens.value")]
    opens = members.event_hours[:, members.events.index("camp extension opens")]
    hours = 24.0 * members.rows
    limit = room[:, None] + np.where(hours[None, :] > opens[:, None], more[:, None], 0.0)
    assert (state <= limit + 10.0).all()  # a household is taken in whole
    assert (state[:, -1] > 0.95 * limit[:, -1]).any()


def test_water_and_guns_make_threat_while_they_last(members):
    threat = members.series["threat"][:, :, place(members, "Sande")]
    at = members.events.index("first crest at Sande")
    begin = int(np.ceil(members.event_hours[0, at] / 24))
    strength = members.numbers[:, members.paths.index("events.first crest at Sande.value")]
    assert (threat[:, begin + 1] >= strength - 1e-6).all()
    assert (threat[:, begin - 1] < threat[:, begin + 1]).all()


def test_a_day_is_a_short_enough_step(resolved, river):
    """The same members with steps of six hours: means by the end within a tenth, and luck small enough to tell.

    What remains comes from the means of travel: a day later to decide, and buses whose trips count in whole days.
    """
    text = (river / "scenario.yaml").read_text("utf-8")
    assert text.count("  value: 1 d\n") == 1
    (river / "scenario.yaml").write_text(text.replace("  value: 1 d\n", "  value: 6 h\n"), "utf-8")
    members = 100
    day, fine = run_members(resolved, members, SEED), run_members(seen(river), members, SEED)
    for name in ("Arrel", "Kessel Landing"):
        a, b = (made.series["arrivals"][:, -1, place(made, name)].astype(float) for made in (day, fine))
        assert np.std(a - b) / np.sqrt(members) < 0.02 * a.mean()
        assert abs(a.mean() / b.mean() - 1.0) < 0.1, name


def test_a_draw_of_a_member_uses_every_disputed_figure(resolved):
    """Each part of a mixture is drawn in some members: disputed stays disputed."""
    frame = Frame.of(resolved)
    drawn = [draw_member(frame, SEED, member).numbers for member in range(60)]
    rooms = np.array([numbers["places.Brantry Camp.room"] for numbers in drawn])
    people = np.array([numbers["population.total"] for numbers in drawn])
    assert ((rooms < 6600) | (rooms > 8900)).all()
    assert 10 < (rooms < 6600).sum() < 50
    assert 10 < (people < 115_000).sum() < 50
