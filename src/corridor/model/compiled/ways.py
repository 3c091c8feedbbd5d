"""Ways through the network, compiled: `model.ways` once more, kept until the network or its times change.

Four kinds: the true roads, the true ways on foot, and both as people believe them to be. A table is made when first
asked for; `t_cost` is infinite where the destination cannot be reached.
"""

from __future__ import annotations

import heapq
import math
from typing import Any

import numpy as np

from corridor.model.compiled.jit import jit, making
from corridor.model.ways import _FARTHEST
from corridor.model.world import Kind

Array = Any
ROAD, WALK, BELIEVED_ROAD, BELIEVED_WALK = 0, 1, 2, 3
_CHECKPOINT = int(Kind.checkpoint)


@making
def inform(m: Any, waits: Array) -> None:
    """As `Member._inform`: take in how the roads are and how long the queues; `waits` are hours by route."""
    route = m.route
    n_r = len(route)
    changed = np.zeros(4, np.int64)
    for r in range(n_r):
        wait = waits[r]
        served = wait < math.inf
        times = (route[r].road_time + wait, route[r].foot_time, route[r].road_time + wait, route[r].foot_time)
        usable = (
            1 if route[r].open and served else 0,
            route[r].open,
            1 if route[r].believed and served else 0,
            route[r].believed,
        )
        for which in range(4):
            if m.t_usable[which, r] != usable[which] or (usable[which] and m.t_time[which, r] != times[which]):
                changed[which] = 1
            m.t_usable[which, r] = usable[which]
            m.t_time[which, r] = times[which]
    for which in range(4):
        if changed[which]:
            m.v_now[which] += 1
            m.one[0].tables_version += 1


@jit
def known(m: Any, which: int, table: int) -> None:
    """Make a table if it is not there for the present state of the network."""
    if m.t_version[which, table] != m.v_now[which]:
        _make(m, which, table)
        m.t_version[which, table] = m.v_now[which]


@making
def _make(m: Any, which: int, table: int) -> None:
    route, usable, time = m.route, m.t_usable[which], m.t_time[which]
    cost, km, gates = m.t_cost[which, table], m.t_km[which, table], m.t_gates[which, table]
    chance = m.t_chance[which, table]
    n_p, dest, mu = len(m.place), m.table_place[table], m.one[0].mu
    shortest = np.full(n_p, math.inf)
    order = np.empty(n_p, np.int64)
    done = np.zeros(n_p, np.int64)
    shortest[dest] = 0.0
    heap = [(0.0, dest)]
    n_order = 0
    while len(heap) > 0:
        reached, j = heapq.heappop(heap)
        if done[j]:
            continue
        done[j] = 1
        order[n_order] = j
        n_order += 1
        for q in range(m.in_start[j], m.in_start[j + 1]):
            r = m.in_route[q]
            if usable[r]:
                i = route[r].origin
                candidate = reached + time[r]
                if candidate < shortest[i]:
                    shortest[i] = candidate
                    heapq.heappush(heap, (candidate, i))
    cost[:] = math.inf
    km[:] = math.inf
    chance[:] = -1.0
    cost[dest] = km[dest] = 0.0
    if len(gates) > 0:
        gates[dest] = 0.0
    weight = np.zeros(n_p)
    weight[dest] = 1.0
    for q in range(1, n_order):
        _ways_from(m, order[q], usable, time, shortest, weight, cost, km, gates, chance, mu, dest)
    _terms(m, m.t_term[which, table], km if m.one[0].by_distance else cost)


@jit
def _terms(m: Any, term: Array, cost: Array) -> None:
    """Work out what distance makes of the attraction of a destination, once for all who may choose it."""
    one = m.one
    for p in range(len(m.place)):
        if cost[p] < math.inf:
            term[p] = -one[0].beta * math.log((cost[p] + one[0].soft) / one[0].cost_scale)


@jit
def _gates_from(m: Any, first: int, last: int, chance: Array, gates: Array, dest: int) -> float:
    """As `tables._checkpoints`, for one place: nearer ones are known."""
    passed = 0.0
    for q in range(first, last):
        r = m.out_route[q]
        if chance[r] >= 0.0:
            j = m.route[r].to
            gate = 1.0 if j != dest and m.place[j].kind == _CHECKPOINT else 0.0
            passed += chance[r] * (gate + gates[j])
    return passed


@jit
def _ways_from(
    m: Any,
    i: int,
    usable: Array,
    time: Array,
    shortest: Array,
    weight: Array,
    cost: Array,
    km: Array,
    gates: Array,
    chance: Array,
    mu: float,
    dest: int,
) -> None:
    route = m.route
    first, last = m.out_start[i], m.out_start[i + 1]
    total = 0.0
    for q in range(first, last):
        r = m.out_route[q]
        j = route[r].to
        if usable[r] and shortest[j] < shortest[i]:
            extra = (time[r] + shortest[j] - shortest[i]) / mu
            chance[r] = math.exp(-extra) * weight[j] if extra < _FARTHEST else 0.0
            total += chance[r]
    weight[i] = total
    expected = length = 0.0
    for q in range(first, last):
        r = m.out_route[q]
        if chance[r] >= 0.0:
            chance[r] = chance[r] / total
            expected += chance[r] * (time[r] + cost[route[r].to])
            length += chance[r] * (route[r].length + km[route[r].to])
    cost[i], km[i] = expected, length
    if len(gates) > 0:
        gates[i] = _gates_from(m, first, last, chance, gates, dest)
    following = 0.0
    for q in range(last - 1, first - 1, -1):
        r = m.out_route[q]
        if chance[r] >= 0.0:
            following += chance[r]
            chance[r] = chance[r] / following if following > 0.0 else 0.0
