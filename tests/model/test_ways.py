"""Ways through the network against an independent shortest path, and against the properties that the logit promises."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle.worlds import Place, Road, place, route, small_world
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from strategies import N_NODES, edges

from corridor.model.ways import Tables
from corridor.model.world import Kind


def network(links, mu):
    places = [Place(f"p{k}", Kind.junction, at=(k, 0.0)) for k in range(N_NODES)]
    roads = [Road(f"p{i}", f"p{j}", hours * 40.0, both=False) for i, j, hours in links]
    return small_world(places, roads, (), fights=(), mu=mu)


def shortest(edges, dest):
    matrix = np.zeros((N_NODES, N_NODES))
    for i, j, hours in edges:
        matrix[j, i] = hours
    return dijkstra(csr_matrix(matrix), indices=dest)


@settings(max_examples=150, deadline=None)
@given(edges(), st.integers(0, N_NODES - 1), st.floats(0.01, 5.0))
def test_cost_is_at_least_the_shortest_and_every_route_leads_nearer(edges, dest, mu):
    world = network(edges, mu)
    ways = Tables(world, [True] * world.n_routes, world.road_time).to(dest)
    best = shortest(edges, dest)
    for p in range(N_NODES):
        assert (p in ways.cost) == math.isfinite(best[p])
        if p not in ways.cost:
            continue
        assert ways.cost[p] >= best[p] * (1 - 1e-9)
        assert ways.km[p] == pytest.approx(ways.cost[p] * 40.0)
        if p == dest:
            assert p not in ways.choice
            continue
        routes, shares = ways.choice[p]
        assert sum(shares) == pytest.approx(1.0)
        assert all(world.origin[r] == p and best[world.to[r]] < best[p] for r in routes)


@settings(max_examples=60, deadline=None)
@given(edges(), st.integers(0, N_NODES - 1))
def test_a_small_scale_gives_the_shortest_path_and_never_underflows(edges, dest):
    world = network(edges, 1e-6)
    ways = Tables(world, [True] * world.n_routes, world.road_time).to(dest)
    best = shortest(edges, dest)
    for p, cost in ways.cost.items():
        assert cost == pytest.approx(best[p], rel=1e-3, abs=1e-3)


def test_two_equal_ways_share_equally_and_a_longer_one_by_the_logit():
    edges = [(0, 1, 1.0), (0, 2, 1.5), (1, 3, 1.0), (2, 3, 1.0)]
    world = network(edges, 0.5)
    ways = Tables(world, [True] * 4, world.road_time).to(3)
    routes, shares = ways.choice[0]
    share = dict(zip((world.to[r] for r in routes), shares, strict=True))
    assert share[2] / share[1] == pytest.approx(math.exp(-0.5 / 0.5))
    assert ways.cost[0] == pytest.approx(share[1] * 2.0 + share[2] * 2.5)


def test_a_shut_route_is_no_way():
    world = network([(0, 1, 1.0), (0, 2, 1.0), (2, 1, 1.0)], 0.5)
    usable = [True] * 3
    usable[route(world, "p0", "p1")] = False
    ways = Tables(world, usable, world.road_time).to(place(world, "p1"))
    assert ways.cost[place(world, "p0")] == pytest.approx(2.0)
