"""The synthetic world is complete and runs; tiny here, and simulated by the plain engine."""

import inspect
from dataclasses import fields

import numpy as np
import pytest
from counting import total_households

from benchmarks.cases_write import repeated
from benchmarks.synthetic import synthetic_world
from corridor.model.record import PEAKS, SERIES, peaks
from corridor.model.step import Member, run
from corridor.model.world import Purpose, World

TINY = {"places": 12, "routes_per_place": 3, "cohorts": 3, "destinations": 3, "steps": 24, "households": 5000}


def test_it_has_the_size_that_was_asked_for():
    world = synthetic_world(**TINY)
    assert (world.n_places, world.n_routes, world.n_cohorts, world.n_steps) == (12, 36, 3, 24)
    assert sum(map(sum, world.households)) == 5000
    assert world.dest_purpose.count(Purpose.ANY) == 3


def test_every_field_has_the_shape_of_its_dimension():
    """The comment of a field in `World` gives its dimensions; the first of them is the length."""
    world = synthetic_world(**TINY)
    length = {"P": 12, "R": 36, "C": 3, "D": len(world.dest_id), "T": 24}
    source = inspect.getsource(World)
    seen = set()
    for field in fields(World):
        line = next(text for text in source.splitlines() if text.startswith(f"    {field.name}: "))
        dimension = line.partition("# (")[2][:1]
        if dimension in length:
            assert len(getattr(world, field.name)) == length[dimension], field.name
            seen.add(dimension)
    assert seen == set(length)
    assert all(len(row) == 12 for row in (*world.distance_km, *world.kin))


def test_ids_differ_and_all_places_hang_together():
    world = synthetic_world(**TINY)
    for ids in (world.place_id, world.route_id, world.cohort_id, world.dest_id):
        assert len(set(ids)) == len(ids)
    reached, todo = {0}, [0]
    while todo:
        here = todo.pop()
        for origin, to in zip(world.origin, world.to, strict=True):
            if origin == here and to not in reached:
                reached.add(to)
                todo.append(to)
    assert reached == set(range(12))


def test_it_is_the_same_each_time_but_for_the_luck_of_the_member():
    assert synthetic_world(**TINY) == synthetic_world(**TINY)
    other = synthetic_world(**TINY, member=1)
    assert {f.name for f in fields(World) if getattr(other, f.name) != getattr(synthetic_world(**TINY), f.name)} == {
        "key"
    }


def test_it_runs_and_no_household_is_lost():
    world = synthetic_world(**TINY)
    member = Member(world)
    for step in range(world.n_steps):
        member.advance(step)
        assert total_households(member.state) == 5000, step
    left = 1.0 - member.record.series["people"][-1, :, 0].sum() / member.record.series["people"][0, :, 0].sum()
    assert 0.01 < left < 1.0
    assert np.all(member.record.series["people"] >= 0.0)


def test_too_few_routes_are_refused():
    with pytest.raises(ValueError, match="join all places"):
        synthetic_world(**{**TINY, "routes_per_place": 1})


def test_what_an_engine_makes_of_it_can_be_a_dataset_to_write():
    series = run(synthetic_world(**TINY)).series
    result = repeated(series | peaks(series, 0), 3)
    assert set(result.data_vars) == set(SERIES) | set(PEAKS)
    assert result["people"].dims == ("member", "time", "place", "status")
    assert result["queue_peak"].sizes == {"member": 3, "route": 36}
