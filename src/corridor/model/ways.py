"""Ways through the network: for each destination, which routes lead nearer, how they are chosen, what they cost.

A logit on the acyclic network of routes that lead nearer to the destination (Dial 1971, Transportation Research
5:83-111): with `sp[i]` the shortest cost from place i, only routes i -> j with `sp[j] < sp[i]` are usable, so that
nobody turns back while the road stays open. In order of `sp`::

    u[dest] = 1
    u[i]    = sum_j exp(-(c_ij + sp_j - sp_i) / mu) u_j
    P(i->j) = exp(-(c_ij + sp_j - sp_i) / mu) u_j / u_i
    cost_i  = sum_j P(i->j) (c_ij + cost_j)
    checkpoints_i = sum_j P(i->j) ([j is a checkpoint, not dest] + checkpoints_j)

Expected cost is therefore never below the shortest, and mu -> 0 is the shortest path. Checkpoints are counted only
where some cohort fears them.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from corridor.model.world import Kind, World

__all__ = ["Tables", "Ways"]

_FARTHEST = 700.0  # exp of less than minus this is 0: a detour that long has no share


@dataclass(frozen=True)
class Ways:
    """The ways to one destination place.

    Attributes
    ----------
    cost : dict
        Expected cost in hours, by place from which the destination can be reached.
    km : dict
        Expected length in km, by the same places.
    checkpoints : dict
        Expected number of checkpoints on the way, both ends left out, by the same places; empty where none is feared.
    choice : dict
        Routes and their probabilities, by place (not the destination itself).
    """

    cost: dict[int, float]
    km: dict[int, float]
    checkpoints: dict[int, float]
    choice: dict[int, tuple[tuple[int, ...], tuple[float, ...]]]


@dataclass
class Tables:
    """The ways to every destination in one state of the network, worked out when first asked for.

    Attributes
    ----------
    world : World
    usable : sequence of bool
        By route: open.
    time : sequence of float
        By route, hours, > 0.
    """

    world: World
    usable: Sequence[bool]
    time: Sequence[float]
    _known: dict[int, Ways] = field(default_factory=dict)

    def to(self, place: int) -> Ways:
        """Give the ways to a place."""
        if place not in self._known:
            self._known[place] = _ways(self.world, self.usable, self.time, place)
        return self._known[place]


def _shortest(world: World, usable: Sequence[bool], time: Sequence[float], dest: int) -> dict[int, float]:
    """Give the shortest time to `dest` from every place that can reach it (Dijkstra, backwards)."""
    into: dict[int, list[int]] = {}
    for r in range(world.n_routes):
        if usable[r]:
            into.setdefault(world.to[r], []).append(r)
    shortest = {dest: 0.0}
    heap = [(0.0, dest)]
    while heap:
        reached, j = heapq.heappop(heap)
        if reached > shortest[j]:
            continue
        for r in into.get(j, ()):
            i = world.origin[r]
            candidate = reached + time[r]
            if candidate < shortest.get(i, math.inf):
                shortest[i] = candidate
                heapq.heappush(heap, (candidate, i))
    return shortest


def _ways(world: World, usable: Sequence[bool], time: Sequence[float], dest: int) -> Ways:
    shortest = _shortest(world, usable, time, dest)
    leaving: dict[int, list[int]] = {}
    for r in range(world.n_routes):
        i, j = world.origin[r], world.to[r]
        if usable[r] and i in shortest and j in shortest and shortest[j] < shortest[i]:
            leaving.setdefault(i, []).append(r)
    weight, cost, km = {dest: 1.0}, {dest: 0.0}, {dest: 0.0}
    choice: dict[int, tuple[tuple[int, ...], tuple[float, ...]]] = {}
    for i in sorted(shortest, key=lambda place: (shortest[place], place)):
        if i == dest:
            continue
        routes = leaving[i]
        shares = []
        for r in routes:
            extra = (time[r] + shortest[world.to[r]] - shortest[i]) / world.mu
            shares.append(math.exp(-extra) * weight[world.to[r]] if extra < _FARTHEST else 0.0)
        total = 0.0
        for share in shares:
            total += share
        probabilities = tuple(share / total for share in shares)
        weight[i] = total
        cost[i] = km[i] = 0.0
        for r, p in zip(routes, probabilities, strict=True):
            cost[i] += p * (time[r] + cost[world.to[r]])
            km[i] += p * (world.length_km[r] + km[world.to[r]])
        choice[i] = tuple(routes), probabilities
    checkpoints = _checkpoints(world, choice, dest) if any(world.checkpoint_fear) else {}
    return Ways(cost, km, checkpoints, choice)


def _checkpoints(
    world: World, choice: dict[int, tuple[tuple[int, ...], tuple[float, ...]]], dest: int
) -> dict[int, float]:
    """Give the expected number of checkpoints between each place and `dest`; `choice` begins with the nearest place."""
    passed = {dest: 0.0}
    for i, (routes, probabilities) in choice.items():
        passed[i] = 0.0
        for r, p in zip(routes, probabilities, strict=True):
            j = world.to[r]
            gate = 1.0 if j != dest and world.kind[j] == Kind.checkpoint else 0.0
            passed[i] += p * (gate + passed[j])
    return passed
