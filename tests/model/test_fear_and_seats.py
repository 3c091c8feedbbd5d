"""Fear of checkpoints, people who do not walk, and fleets for some: each by a situation worked out by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from oracle.worlds import Cohort, Place, Road, cohort, place, small_world, with_key

from corridor.model.choose import Choice
from corridor.model.state import initial_state
from corridor.model.step import Member, run
from corridor.model.ways import Tables
from corridor.model.world import Action, Effect, Kind, Mode, Status


def fork(fear, **more):
    """A city between a refuge, 40 km off, and a border as far off behind two checkpoints in a row."""
    people = (Cohort("a", 4.0, True, checkpoint_fear=fear), Cohort("b", 4.0, True))
    places = (
        Place("City", households={"a": 3000, "b": 3000}),
        Place("Refuge", destination=True),
        Place("Gate", Kind.checkpoint),
        Place("Second gate", Kind.checkpoint),
        Place("Border", destination=True),
    )
    roads = (
        Road("City", "Refuge", 40.0, 40.0, capacity=math.inf),
        Road("City", "Gate", 10.0, 40.0, capacity=math.inf),
        Road("Gate", "Second gate", 10.0, 40.0, capacity=math.inf),
        Road("Second gate", "Border", 20.0, 40.0, capacity=math.inf),
    )
    return small_world(places, roads, people, fights=(), effect=(0.0,) * 5, alpha=(0.0,) * 5, **more)


def options(world, name):
    tables = Tables(world, world.route_open, world.road_time)
    return Choice(world, initial_state(world), tables, tables).options(place(world, "City"), cohort(world, name))


def test_each_checkpoint_on_the_way_takes_its_fear_from_the_attraction():
    world = fork(0.7)
    odds = {name: options(world, name) for name in ("a", "b")}
    border = [world.dest_place[d] for d in odds["a"].dests].index(place(world, "Border"))
    assert odds["b"].probabilities[border] == pytest.approx(0.5)
    assert odds["a"].probabilities[border] == pytest.approx(math.exp(-1.4) / (1.0 + math.exp(-1.4)))
    assert odds["b"].prospect - odds["a"].prospect == pytest.approx(math.log(2.0 / (1.0 + math.exp(-1.4))))


def test_a_checkpoint_that_is_the_destination_or_the_origin_is_not_on_the_way():
    world = fork(0.7)
    ways = Tables(world, world.route_open, world.road_time).to(place(world, "Second gate"))
    assert ways.checkpoints[place(world, "City")] == pytest.approx(1.0)
    assert ways.checkpoints[place(world, "Gate")] == 0.0


def test_checkpoints_are_counted_along_all_ways_by_their_shares():
    """Two ways on from a fork, 28 km over one checkpoint and 24 km over two, at 40 km/h."""
    places = (Place("Start"), Place("Fork", Kind.junction), Place("End", destination=True))
    places += tuple(Place(name, Kind.checkpoint) for name in ("First", "Second", "Third"))
    roads = (
        Road("Start", "Fork", 4.0),
        Road("Fork", "First", 8.0),
        Road("First", "Second", 8.0),
        Road("Second", "End", 8.0),
        Road("Fork", "Third", 10.0),
        Road("Third", "End", 18.0),
    )
    world = small_world(places, roads, (Cohort("a", 4.0, True, checkpoint_fear=1.0),), fights=(), mu=0.3)
    ways = Tables(world, world.route_open, world.road_time).to(place(world, "End"))
    longer = 1.0 / (1.0 + math.exp(0.1 / 0.3))
    for name in ("Start", "Fork"):
        assert ways.checkpoints[place(world, name)] == pytest.approx(2.0 * (1.0 - longer) + longer)


def test_checkpoints_are_not_counted_where_nobody_fears_them():
    world = fork(0.0)
    assert Tables(world, world.route_open, world.road_time).to(place(world, "Border")).checkpoints == {}


def test_those_displaced_compare_places_without_the_checkpoint_between_them():
    """What the way costs keeps nobody from moving on to a better place: inertia is not of the way."""
    world = replace(fork(5.0), inertia=0.3, alpha=(0.0,) * 5)
    better = tuple(0.5 if p == place(world, "Border") else 0.0 for p in range(5))
    tables = Tables(world, world.route_open, world.road_time)
    city, border = place(world, "City"), place(world, "Border")
    for name in ("a", "b"):
        for effect, expected in ((better, [border]), ((0.0,) * 5, None)):
            choice = Choice(replace(world, effect=effect), initial_state(world), tables, tables)
            found = choice.options(city, cohort(world, name), displaced=True)
            assert (found and [world.dest_place[d] for d in found.dests]) == expected


def test_fear_holds_back_where_every_way_has_a_checkpoint():
    """Rates differ by exp(-b_prospect x fear x 2): with 3,000 households each, 40 standard errors off without it."""
    world = fork(0.7, b_prospect=0.8, leave_rate={Status.HOME: 0.05}, n_steps=1)
    world = replace(
        world, route_open=tuple(place(world, "Refuge") not in pair for pair in zip(world.origin, world.to, strict=True))
    )
    record = run(with_key(world, 1, 1), True)
    left = {
        name: 3000 - record.series["people_by_cohort"][1, place(world, "City"), cohort(world, name), Status.HOME] / 4.0
        for name in ("a", "b")
    }
    value = math.log((1.0 + world.soft) / world.cost_scale) * -world.beta
    for name, fear in (("a", 1.4), ("b", 0.0)):
        rate = 0.05 * math.exp(0.8 * (value - fear))
        expected = 3000 * -math.expm1(-rate)
        assert left[name] == pytest.approx(expected, abs=5 * math.sqrt(expected))


def ward(walks, actions):
    people = (Cohort("patients", 2.0, False, walks=walks), Cohort("others", 2.0, False))
    places = (Place("City", households={"patients": 300, "others": 300}), Place("Refuge", destination=True))
    roads = (Road("City", "Refuge", 5.0, 40.0, capacity=math.inf),)
    world = small_world(places, roads, people, fights=(), walk_range=20.0, leave_rate={Status.HOME: 5.0}, n_steps=6)
    return replace(world, actions=actions(world))


def at_refuge(world, name):
    record = run(with_key(world, 1, 2), True)
    here = record.series["people_by_cohort"][-1, place(world, "Refuge"), cohort(world, name)]
    return float(here.sum())


@pytest.mark.parametrize("walks", [True, False])
def test_who_does_not_walk_waits(walks):
    world = ward(walks, lambda world: {})
    assert at_refuge(world, "others") > 500.0
    assert (at_refuge(world, "patients") > 500.0) == walks


def test_a_fleet_for_some_takes_nobody_else_and_all_others_walk_as_before():
    def ambulances(world):
        seats = Action(Effect.START_FLEET, place(world, "City"), 1.0, fleet=3, takes=1 << cohort(world, "patients"))
        return {1: (seats,)}

    world = ward(False, ambulances)
    alone = ward(False, lambda world: {})
    assert at_refuge(world, "patients") > 0.0
    assert at_refuge(alone, "patients") == 0.0
    member = Member(with_key(world, 1, 2))
    for step in range(world.n_steps):
        member.advance(step)
        for queue in member.state.road:
            for bucket in queue:
                assert all(key.cohort == cohort(world, "patients") for key in bucket.counts if key.mode == Mode.BUS)


def test_costs_of_a_cohort_are_by_bus_only_where_a_fleet_takes_it():
    world = ward(True, lambda world: {})
    state = initial_state(world)
    tables = Tables(world, world.route_open, world.road_time)
    from corridor.model.state import Fleet

    city, patients, others = place(world, "City"), cohort(world, "patients"), cohort(world, "others")
    state.fleets[3] = Fleet(city, -1, 1, takes=1 << patients)
    choice = Choice(world, state, tables, tables)
    assert choice.mode_for_cost(city, patients) == Mode.BUS
    assert choice.mode_for_cost(city, others) == Mode.FOOT
    state.fleets[4] = Fleet(city, -1, 1)
    assert choice.mode_for_cost(city, others) == Mode.BUS
    bedridden = ward(False, lambda world: {})
    assert Choice(bedridden, initial_state(bedridden), tables, tables).mode_for_cost(city, patients) == Mode.BUS


def test_authorities_take_on_those_for_whom_no_fleet_stands():
    """At a reception place a fleet for one cohort limits that cohort alone."""
    people = (Cohort("patients", 2.0, False), Cohort("others", 2.0, False))
    places = (
        Place("Border", Kind.reception, households={"patients": 200, "others": 200}, desks=9.0),
        Place("Region", Kind.host_region, room=2000.0, destination=True),
    )
    roads = (Road("Border", "Region", 90.0, 40.0, capacity=math.inf),)
    world = small_world(places, roads, people, fights=(), walk_range=1.0, leave_rate={Status.HOME: 5.0}, n_steps=8)
    seats = Action(Effect.START_FLEET, place(world, "Border"), 1.0, fleet=3, takes=1 << cohort(world, "patients"))
    record = run(with_key(replace(world, actions={0: (seats,)}), 1, 3), True)
    gone = {
        name: 400.0 - float(record.series["people_by_cohort"][-1, place(world, "Border"), cohort(world, name)].sum())
        for name in ("patients", "others")
    }
    assert gone["others"] > 390.0
    assert 0.0 < gone["patients"] < 200.0
    assert np.isfinite(record.series["people_by_cohort"]).all()
