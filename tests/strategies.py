"""Worlds and networks of chance: whatever the rules can meet, in a few places and steps.

`worlds()` is a Hypothesis strategy of complete `World` records: networks of three to seven places of all kinds with
roads of several capacities and lengths (some shorter than a step), cohorts with and without vehicles and kin, events
of every effect, closings mid-way with and without people turning back, checkpoints that hold, fleets, short food and
fuel, regions that fill, late news and driven entries. `edges()` are the links of a bare network with the hours of each.
"""

from __future__ import annotations

import math
from dataclasses import replace

from hypothesis import strategies as st
from oracle.worlds import Cohort, Place, Road, small_world

from corridor.base.random import member_key
from corridor.model.world import REGIONS, Action, Effect, Fight, Kind, Status, World

NAMES = ("Ash", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch")
COHORTS = ("a+none", "a+vehicle", "b+vehicle")
ROUTE_EFFECTS = (Effect.OPEN_ROUTE, Effect.CLOSE_ROUTE, Effect.BAR_ROUTE, Effect.LIFT_BAR)
CAPACITY_EFFECTS = (Effect.SET_CAPACITY, Effect.SCALE_CAPACITY, Effect.RESET_CAPACITY)


N_NODES = 8


def edges() -> st.SearchStrategy[list[tuple[int, int, float]]]:
    """Links between `N_NODES` places, none from a place to itself and none twice, with the hours each takes."""
    return st.lists(
        st.tuples(st.integers(0, N_NODES - 1), st.integers(0, N_NODES - 1), st.floats(0.01, 50.0)).filter(
            lambda e: e[0] != e[1]
        ),
        min_size=1,
        max_size=30,
        unique_by=lambda e: (e[0], e[1]),
    )


def real(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False).map(lambda x: round(x, 3))


@st.composite
def places(draw: st.DrawFn) -> list[Place]:
    n = draw(st.integers(3, len(NAMES)))
    made = []
    for name in NAMES[:n]:
        kind = draw(st.sampled_from([Kind.settlement, *Kind]))
        lives = kind in (Kind.settlement, Kind.shelter, Kind.camp)
        made.append(
            Place(
                name,
                kind,
                {c: draw(st.sampled_from([0, 3, 40, 700])) for c in COHORTS} if lives else {},
                at=(draw(real(0.0, 60.0)), draw(real(0.0, 60.0))),
                destination=draw(st.booleans()),
                room=draw(st.sampled_from([40.0, 300.5, 9000.0] + [math.inf] * (kind not in REGIONS))),
                desks=draw(st.sampled_from([0.0, 0.7, 4.0])),
                posts=draw(st.sampled_from([0.0, 2.0])),
                group=draw(st.integers(0, 1)),
                effect=draw(real(-1.0, 1.0)),
                alpha=draw(real(-0.5, 0.5)),
                site_open=draw(st.integers(0, 4)) > 0,
                food=draw(st.sampled_from([None, 0.0, 90.0, 5000.0])),
                fuel=draw(st.sampled_from([None, 30.0, 900.0])),
                pumps=draw(st.sampled_from([None, 1.3])),
            )
        )
    # somewhere to come from and somewhere to go, or nothing happens
    made[0] = made[0]._replace(kind=Kind.settlement, households=dict(zip(COHORTS, (30, 200, 60), strict=True)))
    made[-1] = made[-1]._replace(destination=True, site_open=True, room=max(made[-1].room, 300.5))
    # pumps without a record of fuel mean nothing
    return [p._replace(pumps=p.pumps if p.fuel is not None else None) for p in made]


@st.composite
def roads(draw: st.DrawFn, n: int) -> list[Road]:
    pairs = [(k, k + 1) for k in range(n - 1)]
    pairs += draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=5))
    made = {}
    for i, j in pairs:
        if i != j and (i, j) not in made and (j, i) not in made:
            made[i, j] = Road(
                NAMES[i],
                NAMES[j],
                km=draw(st.sampled_from([0.5, 4.0, 11.3, 37.0])),
                kmh=draw(st.sampled_from([22.0, 60.0])),
                capacity=draw(st.sampled_from([math.inf, 3.1, 14.0, 80.0])),
                storage=draw(st.sampled_from([math.inf, 4.2, 26.0])),
                is_open=draw(st.integers(0, 4)) > 0,
                both=draw(st.booleans()),
                noise=draw(real(-0.4, 0.4)),
            )
    return list(made.values())


@st.composite
def actions(draw: st.DrawFn, world: World) -> dict[int, tuple[Action, ...]]:
    made: dict[int, list[Action]] = {}
    for _ in range(draw(st.integers(0, 9))):
        step = draw(st.integers(0, world.n_steps - 1))
        effect = draw(st.sampled_from(list(Effect)))
        p, r = draw(st.integers(0, world.n_places - 1)), draw(st.integers(0, world.n_routes - 1))
        back = draw(st.booleans())
        if effect in ROUTE_EFFECTS:
            action = Action(effect, r, turn_back=back)
        elif effect in CAPACITY_EFFECTS:
            action = Action(effect, r, draw(st.sampled_from([0.0, 0.4, 9.0])))
        elif effect in (Effect.START_FLEET, Effect.END_FLEET):
            to = draw(st.integers(-1, world.n_places - 1))
            takes = draw(st.sampled_from([-1, -1, 1, 2, 5]))
            seats = draw(st.sampled_from([1.0, 4.0]))
            action = Action(effect, p, seats, fleet=draw(st.integers(3, 5)), to=to, takes=takes)
        elif effect in (Effect.ASSURE, Effect.BREACH):
            action = Action(effect, p if back else -1, 0.4)
        else:
            action = Action(effect, p, draw(st.sampled_from([-30.0, 5.0, 400.0])))
        made.setdefault(step, []).append(action)
    return {step: tuple(of_step) for step, of_step in made.items()}


@st.composite
def worlds(draw: st.DrawFn) -> World:
    where = draw(places())
    names = [p.name for p in where]
    kin = draw(st.sampled_from([{}, {names[-1]: 1.0}, {names[-1]: 0.6, names[0]: 0.4}]))
    walks = draw(st.integers(0, 3)) > 0
    people = (
        Cohort(
            "a+none",
            draw(st.sampled_from([1.0, 4.3])),
            False,
            0.0,
            0.4,
            draw(st.sampled_from([0.0, 0.3])),
            kin,
            draw(st.sampled_from([0.0, 0.8])),
            walks,
        ),
        Cohort("a+vehicle", draw(st.sampled_from([1.0, 4.3])), True, 0.3, 0.4, draw(st.sampled_from([0.0, 0.3])), kin),
        Cohort("b+vehicle", 2.7, True, -0.2, 0.7, checkpoint_fear=draw(st.sampled_from([0.0, 1.3]))),
    )
    n_steps = draw(st.integers(8, 60))
    noise_steps = draw(st.sampled_from([1, 6]))
    intervals = math.ceil(n_steps / noise_steps)
    statuses = draw(st.sets(st.sampled_from([s for s in Status if s not in (Status.HOME, Status.STRANDED)])))
    world = small_world(
        where,
        draw(roads(len(where))),
        people,
        n_steps=n_steps,
        dt=draw(st.sampled_from([0.5, 1.0, 24.0])),
        key=member_key(draw(st.integers(0, 2**32)), draw(st.integers(0, 1000))),
        fights=(Fight(0, 1.5, 20.0, 0.8), Fight(len(where) - 2, 15.0, 30.0, 0.5)),
        presences=draw(st.sampled_from([(), (Fight(-1, 3.0, 9.0, 0.4),), (Fight(0, 0.0, 30.0, 0.7),)])),
        driven=draw(st.sampled_from([(), ((4.0, -1, 9.0), (6.0, 0, 30.0), (12.0, 0, 1.5))])),
        leave_rate={Status.HOME: draw(st.sampled_from([0.01, 0.3])), **{s: 0.03 for s in sorted(statuses)}},
        b_prospect=draw(st.sampled_from([0.0, 0.6])),
        daily_profile=draw(st.sampled_from([(), (0.3,) * 8 + (1.5,) * 16])),
        noise_steps=noise_steps,
        leaving_noise=((0.3,) * intervals, (-0.4,) * intervals),
        by_distance=draw(st.booleans()),
        spillback=draw(st.booleans()),
        information_steps=draw(st.sampled_from([1, 4, 7])),
        delay_steps=draw(st.sampled_from([0, 0, 3])),
        walk_range=draw(st.sampled_from([0.0, 15.0, 90.0])),
        mu=draw(st.sampled_from([0.01, 0.3])),
        p_split_threat=draw(st.sampled_from([0.0, 0.5])),
        hold_time=draw(st.sampled_from([0.6, 5.0])),
        desk_rate=draw(st.sampled_from([2.0, 20.0])),
    )
    return replace(world, actions=draw(actions(world)))
