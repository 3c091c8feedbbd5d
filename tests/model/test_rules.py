"""Laws that the rules keep, one situation each: people are conserved, roads and queues behave, zero moves nobody."""

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from counting import driven_households, total_households
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle.worlds import WORLDS, Cohort, Place, Road, cohort, place, route, small_world, with_key
from scipy import integrate
from strategies import worlds

from corridor.base.random import Stream, member_key
from corridor.model import timeline
from corridor.model.record import SERIES, STATUSES
from corridor.model.share_out import share_out
from corridor.model.state import Key, add, initial_state, present_persons
from corridor.model.step import ORDER, Member, run
from corridor.model.supplies import deprivation_after
from corridor.model.world import Action, Effect, Fight, Kind, Status

DRIVERS = (Cohort("drivers", 4.5, True),)


def steps_of(world):
    member = Member(world)
    for step in range(world.n_steps):
        member.advance(step)
        yield step, member


# --- conservation ----------------------------------------------------------------------------------------------


def assert_conserved(world):
    before = sum(map(sum, world.households))
    with driven_households() as entered:
        for step, member in steps_of(world):
            state = member.state
            assert total_households(state) == before + sum(entered), step
            queues = [b.counts for q in (state.road, state.foot, state.registering) for queue in q for b in queue]
            for counts in (state.staying, state.ready, state.held, *queues):
                assert all(isinstance(n, int) and n > 0 for n in counts.values()), step


@pytest.mark.parametrize("name", [*WORLDS, "plain"])
@pytest.mark.parametrize("seed", range(3))
def test_households_are_conserved_and_counts_stay_whole(name, seed):
    world = WORLDS[name]() if name != "plain" else small_world()
    assert_conserved(with_key(world, seed, 0))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds())
def test_households_are_conserved_in_any_world(world):
    assert_conserved(world)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds())
def test_a_run_repeats_its_bits_and_records_no_negative_number(world):
    first, second = run(world), run(world)
    for name, values in first.series.items():
        assert np.array_equal(values, second.series[name], equal_nan=True)
        assert not (values < -1e-9).any(), name
        if SERIES[name].cumulative:
            assert (np.diff(values, axis=0) >= -1e-9).all(), name


def test_taking_people_who_are_not_there_is_an_error():
    counts = {(0, 0): 3}
    with pytest.raises(ValueError, match="too many"):
        add(counts, (0, 0), -4)


def test_rooms_are_never_overfilled():
    world = WORLDS["reception"]()
    for member in range(5):
        for _, under_way in steps_of(with_key(world, 2, member)):
            state = under_way.state
            for p in range(world.n_places):
                assert state.room_used[p] <= state.room[p] + 1e-9 or world.kind[p] not in (Kind.camp, Kind.host_region)


# --- nobody moves without a reason ------------------------------------------------------------------------------


def test_zero_rates_move_nobody():
    world = small_world(leave_rate={})
    record = run(world)
    assert (record.series["people"] == record.series["people"][0]).all()
    assert record.series["entered"].sum() == 0


def test_without_a_way_nobody_leaves():
    world = small_world(routes=[Road("Village", "Town", 20.0, is_open=False)])
    assert run(world).series["entered"].sum() == 0


def line(n, **changes):
    """A line of places p0 .. pn-1, everybody at p0, the last the only destination."""
    places = [Place(f"p{k}", Kind.junction, at=(10.0 * k, 0.0)) for k in range(n - 1)]
    places[0] = places[0]._replace(kind=Kind.settlement, households={"drivers": 300})
    places.append(Place(f"p{n - 1}", at=(10.0 * n, 0.0), destination=True))
    roads = [Road(f"p{k}", f"p{k + 1}", changes.pop(f"km{k}", 10.0)) for k in range(n - 1)]
    return small_world(places, roads, DRIVERS, fights=(), **changes)


def test_nobody_turns_back_on_a_line():
    world = line(6, leave_rate={Status.HOME: 0.2}, n_steps=40)
    record = run(world)
    for r in range(world.n_routes):
        forward = world.to[r] > world.origin[r]
        assert (record.series["entered"][-1, r] > 0) == forward


def test_people_on_a_road_that_shuts_for_good_behind_a_fork_take_the_other_way():
    world = WORLDS["spillback"]()
    for member in range(3):
        record = run(with_key(world, 5, member))
        shut = route(world, "Town", "Mill")
        assert record.series["on_route"][23:, shut].max() == 0  # they turned back
        assert record.series["entered"][-1, shut] == record.series["entered"][22, shut]


# --- free flow and queues ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("dt", "members"), [(0.25, 20), (1.0, 40), (2.0, 100)])
def test_mean_free_flow_time_over_ten_routes_is_the_sum(dt, members):
    kms = [3.0, 7.0, 11.0, 19.0, 23.0, 29.0, 31.0, 41.0, 47.0, 61.0]
    expected = sum(kms) / 40.0
    total = n = 0.0
    for member in range(members):
        world = line(
            11,
            leave_rate={Status.HOME: 0.02 / dt},
            n_steps=100,
            dt=dt,
            key=member_key(3, member),
            **{f"km{k}": km for k, km in enumerate(kms)},
        )
        record = run(world)
        out = np.diff(record.series["departures"][:, place(world, "p0")], prepend=0.0)
        back = np.diff(record.series["arrivals"][:, place(world, "p10")], prepend=0.0)
        done = min(out[:60].sum(), back.sum())
        # everybody leaves and arrives in order, so the mean time is the difference of the mean steps
        steps = np.arange(len(out))
        first = np.repeat(steps, np.rint(out / 4.5).astype(int))[: round(done / 4.5)]
        last = np.repeat(steps, np.rint(back / 4.5).astype(int))[: round(done / 4.5)]
        total += (last - first).sum() * dt
        n += len(first)
    # a bucket's ten roundings have a variance below 10 / 4 steps; members x 60 buckets give a standard error of at most
    # 0.5 % of the sum, so 2 % is at least 4 of them; rounding up each route would add 5 h to the 6.8 h at dt = 1
    assert total / n == pytest.approx(expected, rel=0.02)


def queue_world(capacity, n, km=0.01, **changes):
    places = [
        Place("Here", households={"drivers": n}),
        Place("Middle", Kind.junction, at=(1.0, 0.0)),
        Place("There", at=(2.0, 0.0), destination=True),
    ]
    roads = [Road("Here", "Middle", 0.01), Road("Middle", "There", km, capacity=capacity)]
    return small_world(places, roads, DRIVERS, fights=(), **changes)


def crossed(world, origin, to):
    return run(world).series["crossed"][:, route(world, origin, to)] / 4.5


def test_a_queue_idle_for_a_hundred_hours_stores_nothing():
    world = queue_world(5.0, 200, n_steps=120, leave_rate={Status.HOME: 1e-12})
    opened = replace(
        world,
        leave_rate={Status.HOME: 50.0},
        route_open=tuple(to != place(world, "Middle") for to in world.to),
        actions={100: (Action(Effect.OPEN_ROUTE, route(world, "Here", "Middle")),)},
    )
    through = crossed(opened, "Middle", "There")
    assert through[100] == 0
    assert through[101] <= 5 + 1
    assert through[120] <= 20 * 5 + 1


@pytest.mark.parametrize("capacity", [0.3, 5.0, 7.7])
def test_a_queue_serves_its_capacity_exactly_in_the_mean(capacity):
    world = queue_world(capacity, 2000, n_steps=150, leave_rate={Status.HOME: 50.0})
    through = crossed(world, "Middle", "There")
    assert through[149] - through[9] == pytest.approx(140 * capacity, abs=1.0 + 1e-9)


def test_large_and_small_vehicles_share_a_queue_without_favour():
    """Sizes 1 and 3 in equal numbers, capacity 1: served shares are equal, within 4 standard errors."""
    people = (Cohort("large", 13.5, True), Cohort("small", 4.5, True))
    served = Counter()
    for member in range(60):
        world = small_world(
            [Place("Here", households={"large": 200, "small": 200}), Place("There", at=(2.0, 0.0), destination=True)],
            [Road("Here", "There", 0.01, capacity=1.0)],
            people,
            n_steps=30,
            fights=(),
            leave_rate={Status.HOME: 50.0},
            key=member_key(1, member),
        )
        under_way = Member(world)
        for step in range(world.n_steps):
            under_way.advance(step)
        for (p, c, _), n in under_way.state.staying.items():
            if p == place(world, "There"):
                served[c] += n
    large, small = served[cohort(world, "large")], served[cohort(world, "small")]
    n = large + small
    # power: served one by one with the rest thrown away, large ones would fall to a third: 10 standard errors
    assert abs(large - small) < 4 * math.sqrt(n)
    assert 60 * 29 <= 3 * large + small <= 60 * (30 + 3)  # capacity served, and at most one vehicle owed


@pytest.mark.parametrize("drive", [True, False])
def test_nobody_crosses_a_shut_route_and_those_on_it_wait(drive):
    world = queue_world(50.0, 400, 20.0, n_steps=30, leave_rate={Status.HOME: 0.2}, owner=(drive,))
    shut = route(world, "Middle", "There")
    closing = replace(world, actions={10: (Action(Effect.CLOSE_ROUTE, shut),), 20: (Action(Effect.OPEN_ROUTE, shut),)})
    through = run(closing).series["crossed"][:, shut]
    assert through[10] > 0
    assert (through[10:21] == through[10]).all()
    assert through[21] > through[20]


def test_the_end_of_a_closing_lifts_only_that_closing():
    world = queue_world(50.0, 400, n_steps=40, leave_rate={Status.HOME: 0.2})
    r = route(world, "Middle", "There")
    bar, lift = (Action(effect, r) for effect in (Effect.BAR_ROUTE, Effect.LIFT_BAR))
    nested = replace(world, actions={0: (bar,), 5: (bar,), 10: (lift,), 20: (lift,)})
    through = run(nested).series["crossed"][:, r]
    assert through[20] == 0
    assert through[40] > 0
    shut = replace(world, route_open=tuple(k != r for k in range(world.n_routes)), actions={0: (bar,), 5: (lift,)})
    assert run(shut).series["crossed"][:, r].max() == 0
    opened = replace(
        world, actions={0: (bar, Action(Effect.CLOSE_ROUTE, r)), 5: (lift,), 9: (Action(Effect.OPEN_ROUTE, r),)}
    )
    assert run(opened).series["crossed"][9, r] == 0
    assert run(opened).series["crossed"][40, r] > 0


def test_a_daily_profile_is_averaged_over_a_long_step():
    profile = tuple(0.0 if hour < 12 else 1.0 for hour in range(24))
    world = line(2, leave_rate={Status.HOME: 0.01}, dt=24.0, n_steps=3, daily_profile=profile)
    assert run(world).series["entered"][-1].sum() > 0


# --- sharing a shortage -----------------------------------------------------------------------------------------


def one_by_one(rng, counts, sizes, budget, overshoot):
    order = rng.permutation(np.repeat(np.arange(len(counts)), counts))
    taken = [0] * len(counts)
    for k in order:
        if (budget <= 0) if overshoot else (sizes[k] > budget):
            break
        budget -= sizes[k]
        taken[k] += 1
    return taken


@pytest.mark.parametrize("overshoot", [False, True])
def test_take_follows_the_law_of_one_by_one(overshoot):
    """Means of what is taken agree within 4.5 standard errors (three comparisons, 1e-5 of false alarm).

    Power: a bias of 3 % of the mean of the largest record would be seen with more than 90 %.
    """
    counts, sizes, budget, n = [12, 7, 20], [1.0, 2.6, 0.45], 14.3, 4000
    rng = np.random.default_rng(1)
    plain = np.array([one_by_one(rng, counts, sizes, budget, overshoot) for _ in range(n)])
    drawn = np.array([share_out(Stream(member_key(1, k)), counts, sizes, budget, overshoot)[0] for k in range(n)])
    spread = np.sqrt(plain.var(axis=0) / n + drawn.var(axis=0) / n)
    assert (np.abs(plain.mean(axis=0) - drawn.mean(axis=0)) < 4.5 * spread).all()


@given(
    st.lists(st.tuples(st.integers(0, 40), st.floats(0.1, 5.0)), min_size=1, max_size=5),
    st.floats(0.0, 200.0),
    st.booleans(),
    st.integers(0, 5),
)
def test_take_never_takes_more_than_there_is(records, budget, overshoot, seed):
    counts, sizes = [n for n, _ in records], [s for _, s in records]
    taken, rest = share_out(Stream(member_key(seed, 0)), counts, sizes, budget, overshoot)
    assert all(0 <= k <= n for k, n in zip(taken, counts, strict=True))
    used = sum(k * s for k, s in zip(taken, sizes, strict=True))
    assert used + rest == pytest.approx(budget, abs=1e-6)
    assert rest >= -max(sizes) if overshoot else rest > -1e-9
    if taken != counts:
        assert rest < max(s for n, s in records if n)


# --- threat, trust, needs ---------------------------------------------------------------------------------------


def test_threat_is_undecayed_while_it_lasts_then_fades_and_combines():
    world = small_world()
    village, town = place(world, "Village"), place(world, "Town")
    world = replace(world, fights=(Fight(village, 2.0, 20.0, 0.9), Fight(town, 5.0, math.inf, 0.5)))
    assert timeline.threat_at(world, 1.9)[village] == 0.0
    at = timeline.threat_at(world, 10.0)
    near = math.exp(-20.0 / world.threat_reach)
    assert at[village] == pytest.approx(1 - (1 - 0.9) * (1 - 0.5 * near))
    assert at[town] == pytest.approx(1 - (1 - 0.9 * near) * (1 - 0.5))
    later = timeline.threat_at(replace(world, fights=world.fights[:1]), 20.0 + world.threat_decay)
    assert later[village] == pytest.approx(0.9 / math.e)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(1, 200), st.floats(1, 200), st.floats(0.1, 200))
def test_deprivation_solves_its_equation_and_stays_between_0_and_1(d, met, rise, fall, dt):
    after = deprivation_after(d, met, rise, fall, dt)
    assert -1e-12 <= after <= 1 + 1e-12
    halves = deprivation_after(deprivation_after(d, met, rise, fall, dt / 2), met, rise, fall, dt / 2)
    assert after == pytest.approx(halves, abs=1e-9)  # the length of a step does not matter


def test_deprivation_against_numerical_integration():
    solved = integrate.solve_ivp(
        lambda _, d: (1 - 0.3) * (1 - d) / 48 - 0.3 * d / 24, (0, 30), [0.2], rtol=1e-9, atol=1e-12
    )
    assert deprivation_after(0.2, 0.3, 48, 24, 30) == pytest.approx(solved.y[0, -1], abs=1e-7)


def test_a_place_without_a_record_of_food_is_not_starving():
    world = small_world()
    state = [member for _, member in steps_of(world)][-1].state
    town = place(world, "Town")
    assert town not in state.food
    assert state.deprivation[town] == 0.0


def test_food_is_eaten_by_those_present():
    world = small_world(leave_rate={})
    village = place(world, "Village")
    eaten = world.food[village] - run(world).series["food"][-1, village]
    persons = present_persons(world, initial_state(world))[village]
    assert eaten == pytest.approx(min(world.food[village], persons * 48 / 24))


# --- the order ----------------------------------------------------------------------------------------------------


def test_the_order_has_the_nine_steps_of_the_design():
    names = ["timeline", "supplies", "decide", "choose", "set out", "travel", "receive", "trace", "record"]
    assert [name for name, _ in ORDER] == names


def test_every_status_is_recorded_and_sums_to_those_present():
    record = run(WORLDS["reception"]())
    assert record.series["people"].shape[2] == len(STATUSES)
    assert record.series["people"].sum(axis=2) == pytest.approx(record.series["present"])
    world = WORLDS["reception"]()
    everybody = record.series["present"].sum(axis=1) + record.series["on_route"].sum(axis=1)
    start = sum(n * world.persons[c] for row in world.households for c, n in enumerate(row))
    assert everybody == pytest.approx(np.full(len(everybody), start))


@pytest.mark.parametrize("name", ["opening", "shortage", "reception", "spillback"])
def test_who_came_less_who_went_is_who_is_there(name):
    world = WORLDS[name]()
    series = run(with_key(world, 4, 0)).series
    came = series["present"][0] + series["arrivals"] - series["departures"]
    assert series["present"] == pytest.approx(came)


def test_residents_of_a_camp_take_up_its_room():
    from corridor.model.state import room_left

    people = (Cohort("a", 5.0, True),)
    places = (Place("Camp", Kind.camp, {"a": 10}, destination=True, room=120.0), Place("Far", households={"a": 40}))
    world = small_world(places, (Road("Far", "Camp", 10.0),), people, fights=(), leave_rate={Status.HOME: 9.0})
    assert room_left(world, initial_state(world))[place(world, "Camp")] == 70.0
    series = run(world).series
    assert series["accommodated"][-1, place(world, "Camp")] == 120.0
    assert series["unsheltered"][-1, place(world, "Camp")] == 130.0


def test_those_without_shelter_move_in_when_there_is_room():
    people = (Cohort("a", 5.0, False),)
    places = (
        Place("Here", households={"a": 30}),
        Place("School", Kind.shelter, at=(1, 0), destination=True, room=60.0),
    )
    world = small_world(places, (Road("Here", "School", 2.0),), people, fights=(), leave_rate={Status.HOME: 9.0})
    school = place(world, "School")
    more = replace(world, actions={20: (Action(Effect.ADD_ROOM, school, 50.0),)})
    series = run(more).series
    assert series["unsheltered"][19, school] == 90.0
    assert series["unsheltered"][21, school] == 40.0


def test_keys_sort_as_their_parts():
    assert sorted([Key(1, 0, 0), Key(0, 2, 1), Key(0, 2, 0)]) == [Key(0, 2, 0), Key(0, 2, 1), Key(1, 0, 0)]
