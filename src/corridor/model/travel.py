"""Rule 6, travel: free flow, queues, passing on, and being held at checkpoints.

Those who enter a route in one step form a bucket, ripe after free flow. Travel time is never rounded up: a bucket
takes `floor(time / dt + u)` steps with one uniform for it, so the mean is exact and a step of 0 lets it pass on at
once; routes are served in sweeps until nothing moves any more. Walkers leave when ripe. Vehicles queue: buckets in
order of entry, the partly served one in random order, until the capacity of the step is spent. Capacity left over is
kept below one vehicle, and only while somebody waits; capacity owed (a vehicle is served while any is left) is kept
until it is paid, so that the mean rate is exact. A shut route serves nobody. At its end everybody passes on, by the
logit of `tables`, onto a route with room, or stays at the head of the queue and blocks it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from corridor.base.samplers import binomial, multinomial
from corridor.model.share_out import share_out
from corridor.model.state import Bucket, Draws, Key, State, add
from corridor.model.timeline import release_room
from corridor.model.ways import Tables, Ways
from corridor.model.world import Kind, Mode, Process, Purpose, Status, World

__all__ = ["Passed", "Road", "apply", "queue_time"]


@dataclass
class Passed:
    """What moved in a step, by route, for the record: persons who entered it, and persons and vehicles off its end."""

    entered: list[float]
    crossed: list[float]
    crossed_vehicles: list[float]


@dataclass
class Road:
    """The roads in one step: occupancy, ways, and the two verbs `enter` and `leave`."""

    world: World
    state: State
    draws: Draws
    tables: Tables
    walking: Tables
    passed: Passed
    share: list[float] = field(default_factory=list)  # by route: of its room, for those who set out at its beginning
    refused: list[bool] = field(default_factory=list)  # by route: somebody who would set out found it full
    occupied: list[float] = field(default_factory=list)
    freed: list[float] = field(default_factory=list)  # by route: passenger-car equivalents that left it in this step

    def __post_init__(self) -> None:
        """Count who is on each route, where that limits who gets in."""
        n = self.world.n_routes
        self.share, self.refused, self.occupied, self.freed = [0.0] * n, [False] * n, [0.0] * n, [0.0] * n
        if self.world.spillback:
            self.occupied = [_equivalents(self.world, queue) for queue in self.state.road]

    def ways(self, mode: int, place: int) -> Ways:
        """Give the ways of a mode to a place in the true network."""
        return (self.walking if mode == Mode.FOOT else self.tables).to(place)

    def _free(self, r: int) -> float:
        return self.world.storage[r] - self.occupied[r]

    def room_unclaimed(self, r: int) -> float:
        """Give the share of room, beyond what is kept for them, that those who set out may take."""
        return self.share[r] * max(0.0, self._free(r) - max(0.0, self.state.reserve[r]))

    def room_to_set_out(self, r: int) -> float:
        """Give what may set out on a route, in passenger-car equivalents: what is kept, and a share of the rest."""
        if math.isinf(self.world.storage[r]):
            return math.inf
        return min(self._free(r), self.state.reserve[r] + self.room_unclaimed(r))

    def room_to_pass_on(self, r: int) -> float:
        """Give what may come onto a route from another, in passenger-car equivalents: all but what is kept."""
        if math.isinf(self.world.storage[r]):
            return math.inf
        kept = self.state.reserve[r] + self.share[r] * self.freed[r] if self.refused[r] else 0.0
        return self._free(r) - max(0.0, kept)

    def settle(self, r: int) -> None:
        """Keep for the next step what departures are owed of the room that became free, while they are refused any."""
        owed = self.state.reserve[r] + self.share[r] * self.freed[r]
        self.state.reserve[r] = min(owed, max(self._free(r), 0.0) + 1.0) if self.refused[r] else 0.0

    def waiting_pce(self, r: int, step: int) -> float:
        """Give the passenger-car equivalents that queue at the end of a route."""
        return _waiting(self.world, self.state, r, step)

    def rate(self, r: int, step: int) -> float:
        """Give the passenger-car equivalents per hour that a route serves at this step, noise included."""
        return self.state.capacity[r] * math.exp(self.world.road_noise[r][step // self.world.noise_steps])

    def enter(self, r: int, key: Key, n: int, step: int) -> None:
        """Put households onto a route."""
        foot = key.mode == Mode.FOOT
        queue = (self.state.foot if foot else self.state.road)[r]
        if not queue or queue[-1].entered != step:
            time = (self.world.foot_time if foot else self.world.road_time)[r]
            u = self.draws.at(step, Process.ROUNDING, self.world.route_id[r], int(foot)).uniform()
            queue.append(Bucket(step, step + math.floor(time / self.world.dt + u), {}))
        add(queue[-1].counts, key, n)
        self.occupied[r] += n * self.world.pce(key.cohort, key.mode)
        self.passed.entered[r] += n * self.world.persons[key.cohort]

    def leave(self, r: int, bucket: Bucket, key: Key, n: int) -> None:
        """Take households off a route, into the place at its end."""
        persons, pce, j = n * self.world.persons[key.cohort], n * self.world.pce(key.cohort, key.mode), self.world.to[r]
        add(bucket.counts, key, -n)
        self.occupied[r] -= pce
        self.freed[r] += pce
        self.state.arrived[j] += n
        self.passed.crossed[r] += persons
        self.passed.crossed_vehicles[r] += pce


def _equivalents(world: World, buckets: Iterable[Bucket]) -> float:
    """Give the passenger-car equivalents in some buckets: whole households first, summed by cohort and mode."""
    households: dict[tuple[int, int], int] = {}
    for bucket in buckets:
        for key, n in bucket.counts.items():
            households[key.cohort, key.mode] = households.get((key.cohort, key.mode), 0) + n
    total = 0.0
    for (c, mode), n in sorted(households.items()):
        total += n * world.pce(c, mode)
    return total


def _waiting(world: World, state: State, r: int, step: int) -> float:
    return _equivalents(world, (bucket for bucket in state.road[r] if bucket.ripe <= step))


def queue_time(world: World, state: State, r: int, step: int) -> float:
    """Give the hours that the queue of a route takes at its usual capacity; infinite where nothing is served."""
    if state.capacity[r] <= 0.0:
        return math.inf
    return _waiting(world, state, r, step) / state.capacity[r]


Arrived = dict[tuple[int, int, int], int]


def apply(world: World, state: State, road: Road, step: int) -> Arrived:
    """Move everybody on the roads for one step; give those who reached their destination by (place, cohort, dest)."""
    arrived: Arrived = {}
    order = _order(world, road, step)
    _release_held(world, state, road, step, arrived)
    budget = [_budget(world, state, road, r, step) for r in range(world.n_routes)]
    sweep, moved = 0, True
    while moved:
        moved = False
        for r in order:
            if state.is_open[r]:
                moved = _walk_off(world, state, road, r, step, sweep, arrived) or moved
                moved = _drive_off(world, state, road, r, budget, step, sweep, arrived) or moved
        sweep += 1
    for r in range(world.n_routes):
        waiting = bool(state.road[r]) and state.road[r][0].ripe <= step
        state.credit[r] = min(budget[r], 1.0) if waiting else min(budget[r], 0.0)
        if not state.is_open[r] or math.isinf(state.capacity[r]):
            state.credit[r] = 0.0
        road.settle(r)
    return arrived


def _order(world: World, road: Road, step: int) -> list[int]:
    """Give the order in which routes are served: by name, or drawn anew each step where they compete for room."""
    if not world.spillback:
        return list(range(world.n_routes))
    drawn = [(road.draws.at(step, Process.ORDER, world.route_id[r]).uniform(), r) for r in range(world.n_routes)]
    return [r for _, r in sorted(drawn)]


def _budget(world: World, state: State, road: Road, r: int, step: int) -> float:
    if not state.is_open[r]:
        return 0.0
    if math.isinf(state.capacity[r]):
        return math.inf
    return state.credit[r] + road.rate(r, step) * world.dt


def _walk_off(world: World, state: State, road: Road, r: int, step: int, sweep: int, arrived: Arrived) -> bool:
    moved = False
    for index, bucket in enumerate(state.foot[r]):
        if bucket.ripe <= step and bucket.counts:
            everybody = sorted(bucket.counts.items())
            moved = _pass_on(world, state, road, r, bucket, everybody, step, (sweep, index, 0), arrived) > 0 or moved
    state.foot[r] = [bucket for bucket in state.foot[r] if bucket.counts]
    return moved


def _drive_off(
    world: World, state: State, road: Road, r: int, budget: list[float], step: int, sweep: int, arrived: Arrived
) -> bool:
    """Serve the queue of a route in order of entry until capacity or the room ahead is spent."""
    moved = False
    index = 0
    while state.road[r] and state.road[r][0].ripe <= step and budget[r] > 0.0:
        bucket = state.road[r][0]
        keys = sorted(bucket.counts)
        sizes = [world.pce(key.cohort, key.mode) for key in keys]
        stream = road.draws.at(step, Process.SERVE, world.route_id[r], sweep, index)
        counts, _ = share_out(stream, [bucket.counts[key] for key in keys], sizes, budget[r], overshoot=True)
        served = [(key, n) for key, n in zip(keys, counts, strict=True) if n]
        spent = _pass_on(world, state, road, r, bucket, served, step, (sweep, index, 1), arrived)
        budget[r] -= spent
        moved = moved or spent > 0.0
        index += 1
        if bucket.counts:
            break
        state.road[r].pop(0)
    return moved


Cell = tuple[int, int, int]


def _pass_on(
    world: World,
    state: State,
    road: Road,
    r: int,
    bucket: Bucket,
    served: list[tuple[Key, int]],
    step: int,
    cell: Cell,
    arrived: Arrived,
) -> float:
    """Let those served leave a route and go on; give the passenger-car equivalents that left (walkers count one)."""
    j = world.to[r]
    wanted: dict[int, list[tuple[Key, int]]] = {}
    for key, n in served:
        for onto, k in _split(world, road, j, key, n, step, (world.route_id[r], *cell)):
            wanted.setdefault(onto, []).append((key, k))
    spent = 0.0
    for onto, records in sorted(wanted.items()):
        for (key, _), k in zip(
            records, _let_on(world, road, onto, records, step, (world.route_id[r], *cell)), strict=True
        ):
            if k == 0:
                continue
            road.leave(r, bucket, key, k)
            spent += k * (world.pce(key.cohort, key.mode) or 1.0)
            way = world.route_id[onto] if onto >= 0 else -onto
            ids = (world.route_id[r], world.cohort_id[key.cohort], world.dest_id[key.dest], key.mode, way, *cell)
            held = _hold(world, state, j, key, k, road.draws, step, ids)
            _go_on(world, state, road, j, onto, key, k - held, step, arrived)
    return spent


_HERE, _LOST = -1, -2


def _split(
    world: World, road: Road, j: int, key: Key, n: int, step: int, ids: tuple[int, ...]
) -> list[tuple[int, int]]:
    """Give where `n` households at a place go on: routes, or `_HERE` at the destination, or `_LOST`."""
    if world.dest_place[key.dest] == j:
        return [(_HERE, n)]
    ways = road.ways(key.mode, world.dest_place[key.dest])
    if j not in ways.choice:
        return [(_LOST, n)]
    routes, probabilities = ways.choice[j]
    if len(routes) == 1:
        return [(routes[0], n)]
    cell = (world.cohort_id[key.cohort], world.dest_id[key.dest], key.mode, *ids)
    stream = road.draws.at(step, Process.WAY_ON, *cell)
    return [(r, k) for r, k in zip(routes, multinomial(stream, n, probabilities), strict=True) if k]


def _let_on(
    world: World, road: Road, onto: int, records: list[tuple[Key, int]], step: int, ids: tuple[int, ...]
) -> list[int]:
    """Give how many households of each record get onto the next route; where it is nearly full, chance decides who.

    While any room is left a vehicle gets in, so a route may hold up to one vehicle more than its storage.
    """
    counts = [n for _, n in records]
    sizes = [world.pce(key.cohort, key.mode) for key, _ in records]
    if onto < 0 or not any(sizes):
        return counts
    stream = road.draws.at(step, Process.STORAGE, world.route_id[onto], *ids)
    return share_out(stream, counts, sizes, road.room_to_pass_on(onto), overshoot=True)[0]


def _hold(world: World, state: State, j: int, key: Key, n: int, draws: Draws, step: int, ids: tuple[int, ...]) -> int:
    """Pull some of those who pass a checkpoint aside."""
    if world.kind[j] != Kind.checkpoint or world.hold_share[key.cohort] == 0.0:
        return 0
    held = binomial(draws.at(step, Process.HOLD, *ids), n, world.hold_share[key.cohort])
    add(state.held, (j, key.cohort, key.dest, key.mode), held)
    return held


def _release_held(world: World, state: State, road: Road, step: int, arrived: Arrived) -> None:
    """Let those held go on, each with the same chance in every step (a geometric time)."""
    p = -math.expm1(-world.dt / world.hold_time)
    wanted: dict[tuple[int, int], list[tuple[Key, int]]] = {}
    for (j, c, d, mode), n in sorted(state.held.items()):
        key, here = Key(c, d, mode), world.place_id[j]
        stream = road.draws.at(step, Process.RELEASE, here, world.cohort_id[c], world.dest_id[d], mode)
        released = binomial(stream, n, p)
        for onto, k in _split(world, road, j, key, released, step, (here,)) if released else ():
            wanted.setdefault((j, onto), []).append((key, k))
    for (j, onto), records in sorted(wanted.items()):
        let_on = _let_on(world, road, onto, records, step, (world.place_id[j],))
        for (key, _), k in zip(records, let_on, strict=True):
            add(state.held, (j, key.cohort, key.dest, key.mode), -k)
            _go_on(world, state, road, j, onto, key, k, step, arrived)


def _go_on(
    world: World, state: State, road: Road, j: int, onto: int, key: Key, n: int, step: int, arrived: Arrived
) -> None:
    if n == 0:
        return
    if onto >= 0:
        state.left[j] += n
        road.enter(onto, key, n, step)
    elif onto == _HERE:
        place = (j, key.cohort, key.dest)
        arrived[place] = arrived.get(place, 0) + n
    else:
        # the way on is shut: they stand here and choose again, at once if anything is in reach
        if world.dest_purpose[key.dest] == Purpose.STATE:
            release_room(world, state, key.cohort, key.dest, n)
        add(state.staying, (j, key.cohort, Status.STRANDED), n)
        state.network_changed = True
