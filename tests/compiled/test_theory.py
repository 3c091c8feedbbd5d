"""Queues against kinematic theory, and the step against half of it, by the compiled engine.

Theory: the cumulative curves of Newell (1993), "A simplified theory of kinematic waves in highway traffic", Transport.
Res. B 27:281-313. A bottleneck lets pass `min(arrived, c t)`; where the road ahead holds S vehicles and lets c pass, a
wider road behind it passes its own capacity C until the one ahead is full, at S / (C - c), and c from then on.
"""

from __future__ import annotations

import numpy as np
import pytest
from oracle.worlds import Cohort, Place, Road, place, route, small_world

from corridor import load, resolve
from corridor.ensemble.run import run_members
from corridor.model import compiled
from corridor.model.world import Kind, Status

SIZE = 4.5  # persons: one vehicle a household
DRIVERS = (Cohort("drivers", SIZE, True),)


def vehicles(world, origin, to, name="crossed"):
    return compiled.run(world)[name][:, route(world, origin, to)] / SIZE


def places(n):
    return [
        Place("Here", households={"drivers": n}),
        Place("Fork", Kind.junction, at=(1.0, 0.0)),
        Place("Mill", Kind.junction, at=(2.0, 0.0)),
        Place("There", at=(3.0, 0.0), destination=True),
    ]


def test_a_bottleneck_serves_the_lesser_of_the_two_cumulative_curves():
    """Everybody comes at once; the curve is c t from the free-flow time on, until all have passed. To one vehicle."""
    n, c = 300, 12.0
    roads = [Road("Here", "Fork", 0.01), Road("Fork", "Mill", 20.0, capacity=c), Road("Mill", "There", 0.01)]
    world = small_world(places(n), roads, DRIVERS, fights=(), n_steps=40, leave_rate={Status.HOME: 50.0})
    hours = np.arange(41.0)
    # all leave within the first step, which is when they start to be served if the way there takes none
    expected = np.minimum(n, c * np.maximum(0.0, hours - 0.5))
    served = vehicles(world, "Fork", "Mill")
    assert np.abs(served - expected).max() <= c * 0.5 + 1.0  # half an hour is how it is rounded, by chance
    busy = (served > 0) & (served < n)
    assert np.diff(served[busy]) == pytest.approx(c, abs=1.0)
    waiting = compiled.run(world)["queue"][:, route(world, "Fork", "Mill")]
    assert waiting[busy] == pytest.approx(n - served[busy], abs=1.0)


def test_a_full_road_holds_back_the_one_behind_it_when_theory_says():
    """The road ahead (capacity c, storage S) fills at S / (C - c); before, the one behind passes C, afterwards c."""
    n, big, small, storage = 2000, 60.0, 20.0, 400.0
    roads = [
        Road("Here", "Fork", 0.01),
        Road("Fork", "Mill", 0.01, capacity=big),
        Road("Mill", "There", 0.01, capacity=small, storage=storage),
    ]
    world = small_world(
        places(n), roads, DRIVERS, fights=(), n_steps=40, leave_rate={Status.HOME: 50.0}, spillback=True
    )
    passed = vehicles(world, "Fork", "Mill")
    rates = np.diff(passed)
    full = storage / (big - small)  # 10 h
    before, after = rates[1 : int(full) - 1], rates[int(full) + 2 : 35]
    assert before == pytest.approx(big, abs=1.0)
    assert after.mean() == pytest.approx(small, abs=0.1)
    change = np.argmax(rates[1:] < (big + small) / 2) + 1
    assert abs(change - full) <= 1.5
    on = compiled.run(world)["on_route"][:, route(world, "Mill", "There")] / SIZE
    assert on.max() <= storage + 1.0
    assert on[int(full) + 2 : 35] == pytest.approx(storage, abs=1.0)
    assert place(world, "There") >= 0


@pytest.mark.parametrize("members", [400])
def test_halving_the_step_moves_the_median_arrival_by_less_than_5_per_cent(small, members):
    """The same members with steps of an hour and of half an hour.

    Luck differs (draws are keyed by step), so the two medians differ by chance too: their standard error, from the
    spread over members, must be small enough for 5 % to mean something.
    """
    hours = {}
    for step in ("1 h", "0.5 h"):
        text = (small / "scenario.yaml").read_text("utf-8")
        for old in ("1 h", "0.5 h"):
            text = text.replace(f"step: {old}\n", f"step: {step}\n")
        (small / "scenario.yaml").write_text(text, "utf-8")
        scenario = load(small)
        resolved = resolve(scenario)
        ensemble = run_members(resolved, members, 3, threads=2)
        arrivals = ensemble.series["arrivals"][:, :, [p.name for p in resolved.places].index("Border town")]
        half = arrivals[:, -1:] / 2
        some = half[:, 0] > 0
        reached = ensemble.rows[(arrivals >= half).argmax(axis=1)] * resolved.step_h
        hours[step] = np.where(some, reached, np.nan)
    both = ~np.isnan(hours["1 h"]) & ~np.isnan(hours["0.5 h"])
    assert both.sum() > 0.4 * members
    medians = [np.median(values[both]) for values in hours.values()]
    error = np.std(hours["1 h"][both] - hours["0.5 h"][both]) / np.sqrt(both.sum())
    assert error < 0.01 * medians[0]
    assert abs(medians[1] / medians[0] - 1.0) < 0.05
