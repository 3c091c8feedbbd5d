"""The compiled engine against the plain one: the same bits, in worlds of chance and in those of the oracle.

A comparison that cannot fail shows nothing: three faults are put into the plain model, each a small one, and must be
seen by the same comparison.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from oracle.worlds import WORLDS, Cohort, Place, Road, burst, cohort, place, small_world, with_key
from strategies import worlds

from corridor.model import compiled, trace, travel
from corridor.model.record import SERIES, peaks
from corridor.model.step import run
from corridor.model.world import Action, Effect, Kind, Status, World

EVERY = {**WORLDS, "small": small_world, "burst": burst}
SEED = 20230919


def differences(world: World, since: int = 3) -> list[str]:
    """The series and peaks in which the two engines differ by a bit, at any step."""
    series = run(world, cohorts=True).series
    plain, fast = series | peaks(series, since), compiled.run(world, cohorts=True, since=since)
    assert set(plain) == set(fast)
    return [name for name in plain if not np.array_equal(plain[name], fast[name], equal_nan=True)]


@pytest.mark.parametrize("name", EVERY)
def test_both_engines_give_the_same_bits_in_the_worlds_of_the_oracle(name: str) -> None:
    for member in range(4):
        assert differences(with_key(EVERY[name](), SEED, member)) == []


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_both_engines_give_the_same_bits_in_worlds_of_chance(world: World) -> None:
    assert differences(world) == []


@pytest.mark.verify
@pytest.mark.timeout(3600)
@settings(max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_both_engines_give_the_same_bits_in_many_worlds_of_chance(world: World) -> None:
    assert differences(world) == []


def crowd_of_regions(k: int) -> World:
    """Many receptions that ask many regions for rooms in one step, on a line: more lists than roads suggest."""
    line = [Place(f"p{i:02}", households={"a+vehicle": 400}) for i in range(k)]
    line += [Place(f"q{i:02}", Kind.reception, destination=True) for i in range(k)]
    line += [Place(f"r{i:02}", Kind.host_region, room=5000.0) for i in range(k)]
    names = [place.name for place in line]
    roads = [Road(a, b, 2.0) for a, b in pairwise(names)]
    return small_world(
        line,
        roads,
        (Cohort("a+vehicle", 4.0, True),),
        fights=(),
        leave_rate={Status.HOME: 0.5},
        beta=0.05,
        mu=1.0,
        n_steps=20,
    )


@pytest.mark.parametrize("k", [10, 30])
def test_many_receptions_may_ask_many_regions(k: int) -> None:
    assert differences(crowd_of_regions(k)) == []


def many_cohorts(n: int) -> World:
    """More cohorts than an integer has bits; fleets for the first and the last of them, then one for everybody."""
    people = [Cohort(f"c{k:02}", 2.0 + k / n, False, walks=k % 2 == 0) for k in range(n)]
    places = (Place("City", households={one.name: 9 for one in people}), Place("Refuge", destination=True))
    world = small_world(
        places, (Road("City", "Refuge", 12.0),), people, fights=(), leave_rate={Status.HOME: 0.4}, n_steps=24
    )
    city, ends = place(world, "City"), (cohort(world, people[0].name), cohort(world, people[-1].name))
    some = Action(Effect.START_FLEET, city, 1.0, fleet=3, takes=sum(1 << c for c in ends))
    return replace(world, actions={2: (some,), 12: (Action(Effect.START_FLEET, city, 1.0, fleet=5),)})


@pytest.mark.parametrize("n", [3, 63, 64, 70])
def test_fleets_may_be_for_any_number_of_cohorts(n: int) -> None:
    world = many_cohorts(n)
    assert differences(world) == []
    in_city = compiled.run(world, cohorts=True)["people_by_cohort"][11, place(world, "City")].sum(axis=1)
    for c in range(1, n - 1):
        assert world.walks[c] or in_city[c] == 9 * world.persons[c]  # for them no fleet stands yet


# --- faults that must be seen ----------------------------------------------------------------------------------


def _serves_a_little_more(monkeypatch: pytest.MonkeyPatch) -> None:
    rate = travel.Road.rate
    monkeypatch.setattr(travel.Road, "rate", lambda self, r, step: rate(self, r, step) * (1.0 + 1e-9))


def _forgets_those_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(travel, "_release_held", lambda *_: None)


def _loses_a_case(monkeypatch: pytest.MonkeyPatch) -> None:
    binomial = trace.binomial
    monkeypatch.setattr(trace, "binomial", lambda stream, n, p: max(0, binomial(stream, n, p) - 1))


FAULTS: dict[str, tuple[str, Any]] = {
    "a road serves a billionth more": ("convoys", _serves_a_little_more),
    "the held are never let go": ("reception", _forgets_those_held),
    "one open case is lost": ("small", _loses_a_case),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_either_engine_is_seen(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, put_in = FAULTS[fault]
    world = with_key(EVERY[name](), SEED, 0)
    assert differences(world) == []
    put_in(monkeypatch)
    assert differences(world) != []


# --- what must not matter --------------------------------------------------------------------------------------


def same(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return all(np.array_equal(a[name], b[name], equal_nan=True) for name in a)


@pytest.mark.parametrize("name", ["spillback", "reception", "shortage"])
def test_steps_in_a_call_and_room_for_buckets_change_no_bit(name: str) -> None:
    world = with_key(EVERY[name](), SEED, 1)
    whole = compiled.run(world)
    for chunk in (1, 7, 1000):
        assert same(whole, compiled.run(world, chunk=chunk))
    assert same(whole, compiled.run(world, chunk=5, space=compiled.Workspace(arena=1, headers=1)))


def test_rows_are_the_steps_asked_for() -> None:
    world = small_world()
    whole, some = compiled.run(world), compiled.run(world, rows=[0, 5, 6, world.n_steps])
    assert all(np.array_equal(whole[name][[0, 5, 6, world.n_steps]], some[name], equal_nan=True) for name in SERIES)


@pytest.mark.parametrize("since", [0, 1, 20, 48])
def test_peaks_are_of_every_step_from_the_one_asked_for_on(since: int) -> None:
    for name in ("small", "reception", "spillback"):
        world = with_key(EVERY[name](), SEED, 3)
        assert differences(world, min(since, world.n_steps)) == []
    whole = run(world).series
    found = compiled.run(world, rows=[0], since=since)
    assert np.array_equal(found["queue_peak"], whole["queue"][since:].max(axis=0))
    assert found["queue_peak"].max() > 0.0


def test_a_workspace_that_others_used_changes_no_bit() -> None:
    space = compiled.Workspace(arena=1, headers=1)
    for name in ("reception", "spillback", "spillback", "rumour", "reception"):
        world = with_key(EVERY[name](), SEED, 2)
        assert same(compiled.run(world, space=compiled.Workspace()), compiled.run(world, space=space))
    assert space.arena > 1 and space.headers > 1  # room that had to grow is kept


def test_threads_change_no_bit() -> None:
    members = [with_key(EVERY["spillback"](), SEED, k) for k in range(8)]
    alone = [compiled.run(world) for world in members]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(compiled.run, members))
    assert all(same(a, b) for a, b in zip(alone, together, strict=True))
