"""The model agent by agent: every household an object that draws its own luck.

An oracle for the model of counts. Nothing of it is used here but the `World` record and its enums: households,
network, choice, queues, desks and rooms are written again from the model description and the docstrings of the rules,
as slowly and plainly as can be. Randomness comes from a NumPy generator, so that both agree in distribution and never
draw for draw. `Agents(world, rng).run()` gives the series of the record that `SERIES` of the model names, except for
those no distribution is asked of (threat is compared, `waiting_time` is left out).

Where the order of households matters (fuel, seats, room, capacity, desks) it is a shuffle; that is the whole of what
the samplers of the model of counts have to reproduce. A `missing` member is a mark of the household itself, which the
model of counts knows on average only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corridor.model.world import REGIONS, SHELTERING, Action, Effect, Kind, Mode, Purpose, Status, World

__all__ = ["STAYING", "Agents", "Household", "LastInFirstOut"]

STAYING, READY, ON_ROAD, HELD, REGISTERING = "staying", "ready", "on road", "held", "registering"
_COLUMN = {READY: 6, HELD: 7, REGISTERING: 8}
_WITH_DESKS = (Kind.reception, Kind.camp, Kind.host_region)


@dataclass(eq=False)
class Household:
    """One household: who it is, where, what it does and wants.

    Attributes
    ----------
    cohort, place, status : int
        `place` is where it is, or where its route began; `status` counts while it is staying.
    doing : str
        One of the five words above.
    goal, mode : int
        Destination (an index into `World.dest_place`) and how it travels; -1 before they are chosen.
    route, since, ripe : int
        Its route; the step in which it entered the route or the queue for a desk; the step from which it is through.
    restless : bool
        It was displaced when it decided to leave.
    missing : bool
        It lost a member on leaving home who is not found.
    case_at : int
        Place at which that case is open.
    registered : bool
    """

    cohort: int
    place: int
    status: int
    doing: str = STAYING
    goal: int = -1
    mode: int = -1
    route: int = -1
    since: int = -1
    ripe: int = -1
    restless: bool = False
    missing: bool = False
    case_at: int = -1
    registered: bool = False


@dataclass
class Bus:
    """One bus: the place and fleet it is of, the place it serves (-1: any), and the step in which it is back."""

    fleet: int
    place: int
    to: int
    back: int = -1


class Routing:
    """Ways to every destination when `passable` routes take `hours`: shares by Dial's logit, expected hours and km."""

    def __init__(self, world: World, passable: Sequence[bool], hours: Sequence[float]) -> None:
        self.world, self.passable, self.hours = world, list(passable), list(hours)
        self._done: dict[int, dict[int, tuple[float, float, list[tuple[int, float]]]]] = {}
        self.gates: dict[int, dict[int, float]] = {}  # checkpoints on the way, by goal and place

    def of(self, goal: int) -> dict[int, tuple[float, float, list[tuple[int, float]]]]:
        """By place that can reach `goal`: expected hours, expected km, and (route, share) of the ways on."""
        if goal not in self._done:
            self._done[goal] = self._work_out(goal)
        return self._done[goal]

    def reaches(self, place: int, goal: int) -> bool:
        """Whether there is a way, however long; a place reaches itself."""
        return place in self.of(goal)

    def starts(self, place: int, goal: int) -> bool:
        """Whether there is a way that begins with a route."""
        return place != goal and self.reaches(place, goal)

    def _work_out(self, goal: int) -> dict[int, tuple[float, float, list[tuple[int, float]]]]:
        world = self.world
        far = {goal: 0.0}
        changed = True
        while changed:  # Bellman and Ford
            changed = False
            for r in range(world.n_routes):
                if self.passable[r] and world.to[r] in far:
                    longer = far[world.to[r]] + self.hours[r]
                    if longer < far.get(world.origin[r], math.inf):
                        far[world.origin[r]] = longer
                        changed = True
        found: dict[int, tuple[float, float, list[tuple[int, float]]]] = {goal: (0.0, 0.0, [])}
        self.gates[goal] = {goal: 0.0}
        likelihood = {goal: 1.0}
        for i in sorted(far, key=lambda place: far[place])[1:]:
            pulls = []
            for r in range(world.n_routes):
                j = world.to[r]
                if self.passable[r] and world.origin[r] == i and j in far and far[j] < far[i]:
                    detour = self.hours[r] + far[j] - far[i]
                    pulls.append((r, math.exp(-detour / world.mu) * likelihood[j]))
            likelihood[i] = sum(pull for _, pull in pulls)
            shares = [(r, pull / likelihood[i]) for r, pull in pulls]
            found[i] = (
                sum(share * (self.hours[r] + found[world.to[r]][0]) for r, share in shares),
                sum(share * (world.length_km[r] + found[world.to[r]][1]) for r, share in shares),
                shares,
            )
            self.gates[goal][i] = sum(
                share * (self.gates[goal][j] + (world.kind[j] == Kind.checkpoint and j != goal))
                for j, share in ((world.to[r], share) for r, share in shares)
            )
        return found


@dataclass
class Appeal:
    """What a group can choose from at a place: destinations, shares, logsum."""

    goals: list[int]
    shares: list[float]
    logsum: float


class Agents:
    """A member of the ensemble, agent by agent.

    Parameters
    ----------
    world : World
        Its `key` is not used.
    rng : numpy.random.Generator
    """

    def __init__(self, world: World, rng: np.random.Generator) -> None:
        self.world, self.rng = world, rng
        self.people = [
            Household(c, p, world.first_status[p])
            for p in range(world.n_places)
            for c in range(world.n_cohorts)
            for _ in range(world.households[p][c])
        ]
        places, routes = range(world.n_places), range(world.n_routes)
        self.food, self.fuel = dict(world.food), dict(world.fuel)
        self.hunger = [world.deprivation for _ in places]
        self.threat = [0.0 for _ in places]
        self.lasting_trust = [world.trust for _ in places]
        self.trust = [world.trust for _ in places]
        self.open = [bool(x) for x in world.route_open]
        self.thought_open = [bool(x) for x in world.route_open]
        self.openings = [list(self.open)]  # as they were before each step, the first for all time before
        self.capacity = list(world.capacity)
        self.site_open = list(world.site_open)
        self.room, self.promised = list(world.room), [0.0 for _ in places]
        self.desks = list(world.desks)
        self.on: list[list[Household]] = [[] for _ in routes]  # who is on each route: those with `doing` ON_ROAD
        self.buses: list[Bus] = []
        self.fleets: dict[int, tuple[int, int, int]] = {}
        self.meant_open, self.barred = list(world.route_open), [0 for _ in routes]
        self.service = [0.0 for _ in routes]  # left over or owed
        self.kept = [0.0 for _ in routes]  # room kept for those who set out and were turned away, or taken in advance
        self.emptied = [0.0 for _ in routes]  # room that became free in this step
        self.turned_away = [False for _ in routes]
        self.share = [0.0 for _ in routes]  # of a route's room, for those who set out
        self.desk_debt = [0.0 for _ in places]
        self.pumped = [0.0 for _ in places]
        self.driven_rest: dict[int, float] = {}
        self.ever = [sum(world.households[p]) for p in places]
        self.ever_left = [0 for _ in places]
        self.news = True
        self.free_flow: dict[tuple[int, int, bool], int] = {}
        self.flows = {name: [0.0 for _ in places] for name in _FLOWS}
        self.series: dict[str, list[npt.NDArray[np.float64]]] = {}
        self.roads = self.thought_roads = self.paths = self.thought_paths = Routing(world, [False] * world.n_routes, ())

    def run(self) -> dict[str, npt.NDArray[np.float64]]:
        """Take all steps; give series of shape (n_steps + 1, ...), persons but where the record says otherwise."""
        self._note(-1)
        for step in range(self.world.n_steps):
            self.advance(step)
        return {name: np.array(values) for name, values in self.series.items()}

    def advance(self, step: int) -> None:
        """Take one step: the nine rules in their order."""
        self._timeline(step)
        if self.news or step % self.world.information_steps == 0:
            self._learn(step)
        self._eat()
        self._decide_and_choose(step)
        self._set_out(step)
        arrived = self._travel(step)
        self._receive(arrived, step)
        self._trace()
        self._note(step)

    # --- helpers ----------------------------------------------------------------------------------------------

    def size(self, h: Household) -> float:
        """Persons of a household."""
        return self.world.persons[h.cohort]

    def room_on_road(self, h: Household, mode: int) -> float:
        """Passenger-car equivalents that a household takes when it travels by a mode."""
        if mode == Mode.FOOT:
            return 0.0
        return (self.world.vehicle_pce if mode == Mode.VEHICLE else self.world.bus_pce)[h.cohort]

    def who(self, doing: str, place: int | None = None) -> list[Household]:
        """Everybody who does something, at a place if one is given."""
        return [h for h in self.people if h.doing == doing and (place is None or h.place == place)]

    def chance(self, p: float) -> bool:
        """One draw that comes true with probability `p`."""
        return bool(self.rng.random() < p)

    def pick(self, weights: Sequence[float]) -> int:
        """One draw of an index with probability in proportion to its weight."""
        u = self.rng.random() * sum(weights)
        for k, weight in enumerate(weights):
            u -= weight
            if u < 0.0:
                return k
        return max(k for k, weight in enumerate(weights) if weight > 0.0)

    def shuffled(self, households: Iterable[Household]) -> list[Household]:
        """The same households in random order."""
        some = list(households)
        return [some[k] for k in self.rng.permutation(len(some))]

    def fitting(
        self, some: Iterable[Household], size: Callable[[Household], float], budget: float, on_account: bool = False
    ) -> list[Household]:
        """Those served in random order until the first who does not fit; on account: until the budget is gone."""
        some = list(some)
        if sum(size(h) for h in some) <= budget:
            return some
        served = []
        for h in self.shuffled(some):
            if budget <= 0.0 if on_account else size(h) > budget:
                break
            budget -= size(h)
            served.append(h)
        return served

    def goal_place(self, h: Household) -> int:
        """Where a household wants to go."""
        return self.world.dest_place[h.goal]

    def present(self) -> list[float]:
        """Persons at each place: staying, ready, held or registering."""
        persons = [0.0] * self.world.n_places
        for h in self.people:
            if h.doing != ON_ROAD:
                persons[h.place] += self.size(h)
        return persons

    def queueing(self, r: int, step: int) -> list[Household]:
        """Those who wait in vehicles at the end of a route."""
        return [h for h in self.on[r] if h.mode != Mode.FOOT and h.ripe <= step]

    def queue_pce(self, r: int, step: int) -> float:
        """How long that queue is, in passenger-car equivalents."""
        return sum(self.room_on_road(h, h.mode) for h in self.queueing(r, step))

    def stay(self, h: Household, status: Status) -> None:
        """Let a household stay where it is, as what."""
        h.doing, h.status, h.goal, h.mode, h.route, h.since, h.ripe = STAYING, status, -1, -1, -1, -1, -1
        h.restless = False

    # --- 1 timeline -------------------------------------------------------------------------------------------

    def _timeline(self, step: int) -> None:
        world, hour = self.world, step * self.world.dt
        for bus in self.buses:
            if bus.back <= step:
                bus.back = -1
        was_open, was_thought = list(self.open), self.thought_open
        for action in world.actions.get(step, ()):
            self._happen(action)
        # what people believe is what was so `delay_steps` ago
        self.openings.append(list(self.open))
        self.thought_open = self.openings[max(0, len(self.openings) - 1 - world.delay_steps)]
        if self.open != was_open or self.thought_open != was_thought:
            self.news = True
        for p in range(world.n_places):
            safe = 1.0
            for fight in world.fights:
                far = world.distance_km[fight.place][p]
                if hour >= fight.at and far < math.inf:
                    faded = math.exp(-max(0.0, hour - fight.until) / world.threat_decay)
                    safe *= 1.0 - fight.intensity * faded * math.exp(-far / world.threat_reach)
            self.threat[p] = 1.0 - safe
            doubt = 1.0 - self.lasting_trust[p]
            for third in world.presences:
                if third.at <= hour < third.until and third.place in (-1, p):
                    doubt *= 1.0 - third.intensity
            self.trust[p] = 1.0 - doubt

    def _open_or_shut(self, action: Action) -> None:
        at = action.target
        self.open[at] = self.meant_open[at] and not self.barred[at]
        if action.turn_back and not self.open[at]:
            self._turn_back(at)

    def _serve_at(self, r: int, capacity: float) -> None:
        """Give a route another capacity; it is news when it begins or ceases to serve anybody."""
        self.news = self.news or (capacity > 0.0) != (self.capacity[r] > 0.0)
        self.capacity[r] = capacity

    def _happen(self, action: Action) -> None:
        world, at, value = self.world, action.target, action.value
        match action.effect:
            case Effect.OPEN_ROUTE | Effect.CLOSE_ROUTE:
                self.meant_open[at] = action.effect is Effect.OPEN_ROUTE
                self._open_or_shut(action)
            case Effect.BAR_ROUTE | Effect.LIFT_BAR:
                self.barred[at] = max(0, self.barred[at] + (1 if action.effect is Effect.BAR_ROUTE else -1))
                self._open_or_shut(action)
            case Effect.SET_CAPACITY:
                self._serve_at(at, value)
            case Effect.SCALE_CAPACITY:
                self._serve_at(at, world.capacity[at] * value if value > 0.0 else 0.0)
            case Effect.RESET_CAPACITY:
                self._serve_at(at, world.capacity[at])
            case Effect.ADD_FOOD | Effect.ADD_FUEL:
                stock = self.food if action.effect is Effect.ADD_FOOD else self.fuel
                if at in stock or value > 0.0:
                    stock[at] = max(0.0, stock.get(at, 0.0) + value)
            case Effect.ASSURE | Effect.BREACH:
                for p in range(world.n_places):
                    if at in (-1, p) and action.effect is Effect.ASSURE:
                        self.lasting_trust[p] += value * (1.0 - self.lasting_trust[p])
                    elif at in (-1, p):
                        self.lasting_trust[p] *= 1.0 - value
            case Effect.OPEN_SITE:
                self.site_open[at] = self.news = True
            case Effect.CLOSE_SITE:
                self.site_open[at], self.news = False, True
                for h in self.who(STAYING, at):
                    if h.status == Status.SETTLED_STATE:
                        self.promised[at] -= self.size(h)
                    if h.status in (Status.DISPLACED, Status.SETTLED_STATE):
                        self.stay(h, Status.UNSHELTERED)
            case Effect.ADD_ROOM:
                self.room[at] += value
            case Effect.ADD_DESKS:
                self.desks[at] += value
            case Effect.START_FLEET:
                self.fleets[action.fleet] = (at, action.to, action.takes)
                self.buses += [Bus(action.fleet, at, action.to) for _ in range(int(value))]
            case Effect.END_FLEET:
                self.fleets.pop(action.fleet, None)
                self.buses = [bus for bus in self.buses if bus.fleet != action.fleet]

    def _turn_back(self, r: int) -> None:
        """Everybody on a route that shuts is at its beginning again, stranded until a choice is made."""
        for h in self.on[r]:
            self._give_room_back(h)
            h.place = self.world.origin[r]
            self.ever[h.place] += 1
            self.flows["arrivals"][h.place] += self.size(h)
            self.stay(h, Status.STRANDED)
        self.on[r].clear()
        self.service[r] = self.kept[r] = 0.0
        self.news = True

    def _give_room_back(self, h: Household) -> None:
        if self.world.dest_purpose[h.goal] == Purpose.STATE:
            self.promised[self.goal_place(h)] -= self.size(h)

    def _learn(self, step: int) -> None:
        """People learn the queues; the roads they know by belief, those under way by sight."""
        world = self.world
        waits = [
            self.queue_pce(r, step) / self.capacity[r] if self.capacity[r] > 0.0 else math.inf
            for r in range(world.n_routes)
        ]
        hours = [a + b for a, b in zip(world.road_time, waits, strict=True)]
        serves = [wait < math.inf for wait in waits]
        self.roads = Routing(world, [a and b for a, b in zip(self.open, serves, strict=True)], hours)
        self.thought_roads = Routing(world, [a and b for a, b in zip(self.thought_open, serves, strict=True)], hours)
        self.paths = Routing(world, self.open, world.foot_time)
        self.thought_paths = Routing(world, self.thought_open, world.foot_time)

    # --- 2 supplies -------------------------------------------------------------------------------------------

    def _eat(self) -> None:
        world, persons = self.world, self.present()
        for p in range(world.n_places):
            fed = 1.0
            if p in self.food:
                need = persons[p] * world.ration * world.dt / 24.0
                eaten = min(need, self.food[p])
                self.food[p] -= eaten
                fed = eaten / need if need > 0.0 else 1.0
            up, down = (1.0 - fed) / world.deprivation_rise, fed / world.deprivation_fall
            target = up / (up + down)
            self.hunger[p] = target + (self.hunger[p] - target) * math.exp(-world.dt * (up + down))

    # --- 3 decide and 4 choose --------------------------------------------------------------------------------

    def _decide_and_choose(self, step: int) -> None:
        """All decide and choose on the state as it was when the step came to this rule."""
        world = self.world
        appeal = self._appeals()
        share_gone = [left / ever if ever else 0.0 for left, ever in zip(self.ever_left, self.ever, strict=True)]
        chances: dict[tuple[int, int, int], float] = {}
        going: list[Household] = []
        for h in self.who(STAYING):
            key = (h.place, h.cohort, h.status)
            if key not in chances:
                chances[key] = self._chance_to_leave(appeal, share_gone, step, *key)
            if self.chance(chances[key]):
                going.append(h)
        if self.news:
            for h in self.people:
                if h.doing == STAYING and h.status == Status.STRANDED:
                    again = appeal(h.place, h.cohort, False) is not None
                elif h.doing == READY and world.dest_purpose[h.goal] == Purpose.ANY:
                    options = appeal(h.place, h.cohort, False)
                    again = options is not None and h.goal not in options.goals
                else:
                    again = False
                if again:
                    h.restless = False
                    self._choose(h, appeal)
        self.news = False
        for h in going:
            if h.status == Status.SETTLED_STATE:
                self.promised[h.place] -= self.size(h)
            if h.status == Status.HOME:
                self._perhaps_split(h)
            h.restless = h.status == Status.DISPLACED
            self._choose(h, appeal)
        for h in self._driven_in(step * world.dt):
            self._perhaps_split(h)
            self._choose(h, appeal)

    def _perhaps_split(self, h: Household) -> None:
        """Let a household that sets out for the first time lose a member, or not."""
        if self.chance(min(1.0, self.world.p_split + self.world.p_split_threat * self.threat[h.place])):
            h.missing, h.case_at = True, h.place

    def _choose(self, h: Household, appeal: Callable[[int, int, bool], Appeal | None]) -> None:
        options = appeal(h.place, h.cohort, h.restless)
        if options is None:
            self.stay(h, Status.STRANDED)
        else:
            h.doing, h.goal = READY, options.goals[self.pick(options.shares)]

    def _chance_to_leave(
        self,
        appeal: Callable[[int, int, bool], Appeal | None],
        share_gone: list[float],
        step: int,
        p: int,
        c: int,
        status: int,
    ) -> float:
        world = self.world
        usual = world.leave_rate.get(status, 0.0)
        options = appeal(p, c, status == Status.DISPLACED) if usual > 0.0 else None
        if options is None:
            return 0.0
        push = world.b_threat * self.threat[p] + world.b_deprivation * self.hunger[p] + world.b_social * share_gone[p]
        hold = world.b_trust * self.trust[p] + world.attachment[c]
        pull = world.b_prospect * options.logsum
        noise = world.leaving_noise[world.group[p]][step // world.noise_steps]
        rate = usual * math.exp(push - hold + pull + noise)
        if world.daily_profile:
            rate *= world.daily_profile[world.hour_of_day[step]]
        return 1.0 - math.exp(-rate * world.dt)

    def _appeals(self) -> Callable[[int, int, bool], Appeal | None]:
        """What can be chosen now, looked up by place, cohort and whether the household was displaced already."""
        world, present = self.world, self.present()
        left = [math.inf] * world.n_places
        for p, kind in enumerate(world.kind):
            if kind in REGIONS:
                left[p] = self.room[p] - self.promised[p]
            elif kind in SHELTERING:
                left[p] = self.room[p] - present[p]
        offers = [a + e - world.b_danger * t for a, e, t in zip(world.alpha, world.effect, self.threat, strict=True)]
        known: dict[tuple[int, int, bool], Appeal | None] = {}

        def look(p: int, c: int, restless: bool) -> Appeal | None:
            if (p, c, restless) not in known:
                known[p, c, restless] = self._appeal(p, c, restless, left, offers)
            return known[p, c, restless]

        return look

    def _appeal(self, p: int, c: int, restless: bool, left: list[float], offers: list[float]) -> Appeal | None:
        world = self.world
        rides = world.owner[c] or any(at == p and self._may_ride(c, takes) for at, _, takes in self.fleets.values())
        ways = self.thought_roads if rides else self.thought_paths
        goals, values = [], []
        for goal, q in enumerate(world.dest_place):
            if world.dest_purpose[goal] != Purpose.ANY or q == p or not self.site_open[q] or left[q] <= 0.0:
                continue
            if not ways.reaches(p, q) or (restless and not offers[q] > offers[p] + world.inertia):
                continue
            hours, km, _ = ways.of(q)[p]
            value = offers[q] + world.b_kin * world.kin[c][q] - self._dread_of_distance(hours, km)
            value -= world.checkpoint_fear[c] * ways.gates[q][p]
            if left[q] < math.inf:
                value += world.b_room * math.log(max(0.01, left[q] / world.room_scale))
            goals.append(goal)
            values.append(value)
        if not goals:
            return None
        total = sum(math.exp(value) for value in values)
        return Appeal(goals, [math.exp(value) / total for value in values], math.log(total))

    def _dread_of_distance(self, hours: float, km: float) -> float:
        world = self.world
        return world.beta * math.log(((km if world.by_distance else hours) + world.soft) / world.cost_scale)

    def _driven_in(self, hour: float) -> list[Household]:
        """Households that are given from outside, at their place of origin."""
        world = self.world
        last = {place: index for index, (since, place, _) in enumerate(world.driven) if since <= hour}
        weights = world.driven_mix
        mean = sum(w * s for w, s in zip(weights, world.persons, strict=True)) / sum(weights)
        residents = [float(sum(row)) for row in world.households]
        exposed = [n * t for n, t in zip(residents, self.threat, strict=True)]
        new = []
        for place, index in last.items():
            self.driven_rest[place] = self.driven_rest.get(place, 0.0) + world.driven[index][2] * world.dt
            while self.driven_rest[place] >= mean:
                self.driven_rest[place] -= mean
                p = place if place >= 0 else self.pick(exposed if any(exposed) else residents)
                self.ever[p] += 1
                new.append(Household(self.pick(weights), p, Status.HOME))
        self.people += new
        return new

    # --- 5 set out --------------------------------------------------------------------------------------------

    def _set_out(self, step: int) -> None:
        world = self.world
        for r in range(world.n_routes):
            self.share[r] = self._share_of_departures(r, step) if world.spillback else 0.0
            self.emptied[r], self.turned_away[r] = 0.0, False
        for p in range(world.n_places):
            if self.who(READY, p):
                self._drive(p, step)
                self._ride(p, step)
                self._walk(p, step)

    def _share_of_departures(self, r: int, step: int) -> float:
        """Where roads fill up: the part of the room for those who set out, by numbers; the rest is for the queue."""
        world, p = self.world, self.world.origin[r]
        mine = sum(
            self.room_on_road(h, Mode.VEHICLE if world.owner[h.cohort] else Mode.BUS) for h in self.who(READY, p)
        )
        theirs = sum(self.queue_pce(q, step) for q in range(world.n_routes) if world.to[q] == p and self.open[q])
        return mine / (mine + theirs) if mine > 0.0 else 0.0

    def _drive(self, p: int, step: int) -> None:
        world = self.world
        wanting = [h for h in self.who(READY, p) if world.owner[h.cohort] and self.roads.starts(p, self.goal_place(h))]
        if p not in self.fuel:
            self._onto_roads(wanting, Mode.VEHICLE, step)
            return
        if not wanting:
            return
        fuelled = self.fuel[p] / world.litres_per_vehicle
        pumpable = math.inf
        if p in world.pumps:
            pumpable = self.pumped[p] + world.pumps[p] * world.pump_rate * world.dt
        filled = self.fitting(wanting, lambda h: self.room_on_road(h, Mode.VEHICLE), min(fuelled, pumpable))
        went = self._onto_roads(filled, Mode.VEHICLE, step)
        used = sum(self.room_on_road(h, Mode.VEHICLE) for h in went)
        self.fuel[p] = max(0.0, self.fuel[p] - used * world.litres_per_vehicle)
        if p in world.pumps:
            left = [self.room_on_road(h, Mode.VEHICLE) for h in wanting if h not in went]
            self.pumped[p] = min(max(left), pumpable - used) if left else 0.0

    def _ride(self, p: int, step: int) -> None:
        world = self.world
        here = sorted(number for number, (place, _, _) in self.fleets.items() if place == p)
        for number in here:
            _, to, takes = self.fleets[number]
            fit = [h for h in self._carless(p) if self._may_ride(h.cohort, takes)]
            waiting = [h for h in fit if to in (-1, self.goal_place(h))]
            standing = [bus for bus in self.buses if bus.fleet == number and bus.back < 0]
            if not waiting or not standing:
                continue
            aboard = self.fitting(waiting, self.size, len(standing) * world.bus_seats)
            went = self._onto_roads(aboard, Mode.BUS, step)
            persons = sum(self.size(h) for h in went)
            if persons > 0.0:
                hours = sum(self.size(h) * self.roads.of(self.goal_place(h))[p][0] for h in went) / persons
                steps_away = max(1, math.ceil((2.0 * hours + world.bus_turnaround) / world.dt))
                for bus in standing[: math.ceil(persons / world.bus_seats)]:
                    bus.back = step + steps_away
        if world.kind[p] == Kind.reception:
            theirs = [self.fleets[number][2] for number in here]
            left = [h for h in self._carless(p) if not any(self._may_ride(h.cohort, takes) for takes in theirs)]
            self._onto_roads(left, Mode.BUS, step)

    def _may_ride(self, cohort: int, takes: int) -> bool:
        return takes == -1 or bool(takes & (1 << cohort))

    def _carless(self, p: int) -> list[Household]:
        world = self.world
        return [h for h in self.who(READY, p) if not world.owner[h.cohort] and self.roads.starts(p, self.goal_place(h))]

    def _walk(self, p: int, step: int) -> None:
        world = self.world
        walkers = [
            h
            for h in self.who(READY, p)
            if world.walks[h.cohort]
            and (not world.owner[h.cohort] or self._too_dry(p, h))
            and self.paths.starts(p, self.goal_place(h))
            and self.paths.of(self.goal_place(h))[p][1] <= world.walk_range
        ]
        self._onto_roads(walkers, Mode.FOOT, step)

    def _too_dry(self, p: int, h: Household) -> bool:
        need = self.world.litres_per_vehicle * self.room_on_road(h, Mode.VEHICLE)
        return p in self.fuel and self.fuel[p] < need

    def _onto_roads(self, some: list[Household], mode: Mode, step: int) -> list[Household]:
        """Let households onto the route each of them draws, in random order while there is room; give who went."""
        wishes: dict[int, list[Household]] = {}
        for h in some:
            wishes.setdefault(self._draw_way(h, h.place, mode), []).append(h)
        went: list[Household] = []
        for r in sorted(wishes):
            if mode == Mode.FOOT or math.isinf(self._free(r)):
                let_on = wishes[r]
            else:
                let_on = self._set_out_on(r, wishes[r], mode)
            for h in let_on:
                h.mode = mode
                self._enter(h, r, step)
                went.append(h)
        return went

    def _set_out_on(self, r: int, some: list[Household], mode: Mode) -> list[Household]:
        """Let some onto a road that may be full: into the room kept for them and their share of the rest."""
        rest = self.share[r] * max(0.0, self._free(r) - max(0.0, self.kept[r]))
        budget = min(self._free(r), self.kept[r] + rest)
        let_on = self.fitting(some, lambda h: self.room_on_road(h, mode), budget, on_account=True)
        used = sum(self.room_on_road(h, mode) for h in let_on)
        self.kept[r] -= max(0.0, used - rest)
        self.turned_away[r] = self.turned_away[r] or len(let_on) < len(some)
        return let_on

    def _draw_way(self, h: Household, place: int, mode: int) -> int:
        ways = (self.paths if mode == Mode.FOOT else self.roads).of(self.goal_place(h))[place][2]
        return ways[self.pick([share for _, share in ways])][0]

    def _free(self, r: int) -> float:
        """Passenger-car equivalents that a route has room for; below 0 while its last vehicle did not quite fit."""
        if not self.world.spillback:
            return math.inf
        on_it = [h for h in self.on[r] if h.mode != Mode.FOOT]
        return self.world.storage[r] - sum(self.room_on_road(h, h.mode) for h in on_it)

    def _enter(self, h: Household, r: int, step: int) -> None:
        """Put a household on a route, out of the place where it begins."""
        on_foot = h.mode == Mode.FOOT
        if (r, step, on_foot) not in self.free_flow:
            hours = (self.world.foot_time if on_foot else self.world.road_time)[r]
            self.free_flow[r, step, on_foot] = math.floor(hours / self.world.dt + self.rng.random())
        h.doing, h.route, h.since, h.ripe = ON_ROAD, r, step, step + self.free_flow[r, step, on_foot]
        h.place = self.world.origin[r]
        self.on[r].append(h)
        self.ever_left[h.place] += 1
        self.flows["departures"][h.place] += self.size(h)

    # --- 6 travel ---------------------------------------------------------------------------------------------

    def _travel(self, step: int) -> list[Household]:
        """Move everybody on the road as far as they get in this step; give who has come to where they wanted."""
        world = self.world
        arrived: list[Household] = []
        order = [int(r) for r in self.rng.permutation(world.n_routes)] if world.spillback else range(world.n_routes)
        self._release(step, arrived)
        budget = []
        for r in range(world.n_routes):
            noise = math.exp(world.road_noise[r][step // world.noise_steps])
            budget.append(self.service[r] + self.capacity[r] * noise * world.dt if self.open[r] else 0.0)
        anybody = True
        while anybody:
            anybody = False
            for r in order:
                if self.open[r]:
                    off = self._walk_off(r, step, arrived)
                    off += self._drive_off(r, budget, step, arrived)
                    anybody = anybody or off > 0
        for r in range(world.n_routes):
            if not self.open[r] or math.isinf(self.capacity[r]):
                self.service[r] = 0.0
            else:
                self.service[r] = min(budget[r], 1.0 if self.queueing(r, step) else 0.0)
            owed = self.kept[r] + self.share[r] * self.emptied[r]
            self.kept[r] = min(owed, 1.0 + max(0.0, self._free(r))) if self.turned_away[r] else 0.0
        return arrived

    def _release(self, step: int, arrived: list[Household]) -> None:
        """Let those held at a checkpoint go, each by its own draw, if there is room on the way on."""
        p = 1.0 - math.exp(-self.world.dt / self.world.hold_time)
        for h in self.shuffled(self.who(HELD)):
            if self.chance(p):
                onto = self._way_on(h, h.place)
                if onto is None or self._has_room(onto, h):
                    self._go_on(h, onto, step, arrived)

    def _way_on(self, h: Household, j: int) -> int | None:
        """The route a household draws at a place; None at its destination, and where the way is shut."""
        ways = self.paths if h.mode == Mode.FOOT else self.roads
        return self._draw_way(h, j, h.mode) if ways.starts(j, self.goal_place(h)) else None

    def _has_room(self, r: int, h: Household) -> bool:
        """Whether one more gets in from another road: into all room but what is kept for those who set out."""
        if h.mode == Mode.FOOT or math.isinf(self._free(r)):
            return True
        kept = self.kept[r] + self.share[r] * self.emptied[r] if self.turned_away[r] else 0.0
        return self._free(r) > max(0.0, kept)

    def _walk_off(self, r: int, step: int, arrived: list[Household]) -> int:
        off = 0
        for h in list(self.on[r]):
            if h.mode == Mode.FOOT and h.ripe <= step:
                off += self._pass_on(h, step, arrived)
        return off

    def _heads(self, waiting: list[Household]) -> list[Household]:
        """Those of a queue who are next: all who entered its route in the first step there is."""
        first = min(h.since for h in waiting)
        return [h for h in waiting if h.since == first]

    def _drive_off(self, r: int, budget: list[float], step: int, arrived: list[Household]) -> int:
        """Serve a queue while there is capacity: who entered in one step in random order, and nobody past them."""
        off = 0
        while budget[r] > 0.0:
            waiting = self.queueing(r, step)
            if not waiting:
                break
            heads, called, left = self._heads(waiting), [], budget[r]
            for h in self.shuffled(heads):
                if left <= 0.0:
                    break
                left -= self.room_on_road(h, h.mode)
                called.append(h)
            through = 0
            for h in called:  # who finds the way on full stays, and blocks those who came later
                if self._pass_on(h, step, arrived):
                    budget[r] -= self.room_on_road(h, h.mode)
                    through += 1
            off += through
            if through < len(heads):
                break
        return off

    def _pass_on(self, h: Household, step: int, arrived: list[Household]) -> bool:
        """Let a household at the end of its route go on; False where the way on is full."""
        world, r = self.world, h.route
        j = world.to[r]
        onto = self._way_on(h, j)
        if onto is not None and not self._has_room(onto, h):
            return False
        self.on[r].remove(h)
        self.emptied[r] += self.room_on_road(h, h.mode)
        self.flows["arrivals"][j] += self.size(h)
        self.flows["vehicles"][j] += self.room_on_road(h, h.mode)
        self.ever[j] += 1
        h.place = j
        if world.kind[j] == Kind.checkpoint and self.chance(world.hold_share[h.cohort]):
            h.doing, h.route, h.since, h.ripe = HELD, -1, -1, -1
        else:
            self._go_on(h, onto, step, arrived)
        return True

    def _go_on(self, h: Household, onto: int | None, step: int, arrived: list[Household]) -> None:
        """Onto the next route, or to be received at the destination, or stranded where the way on is shut."""
        if onto is not None:
            self._enter(h, onto, step)
        elif h.place == self.goal_place(h):
            h.doing, h.route, h.since, h.ripe = "arriving", -1, -1, -1
            arrived.append(h)
        else:
            self._give_room_back(h)
            self.stay(h, Status.STRANDED)
            self.news = True

    # --- 7 receive --------------------------------------------------------------------------------------------

    def _receive(self, arrived: list[Household], step: int) -> None:
        world = self.world
        at_the_door: dict[int, list[Household]] = {}
        to_place: list[Household] = []
        for h in arrived:
            purpose, kind = world.dest_purpose[h.goal], world.kind[h.place]
            if purpose == Purpose.STATE and not self.site_open[h.place]:
                self.promised[h.place] -= self.size(h)
                self.stay(h, Status.UNSHELTERED)
            elif purpose != Purpose.ANY:
                self.stay(h, Status.SETTLED_KIN if purpose == Purpose.KIN else Status.SETTLED_STATE)
            elif kind in _WITH_DESKS:
                if self.desks[h.place] > 0.0 or self.who(REGISTERING, h.place):
                    h.doing, h.since = REGISTERING, step
                else:
                    to_place.append(h)
            elif kind in SHELTERING:
                at_the_door.setdefault(h.place, []).append(h)
            else:
                self.stay(h, Status.DISPLACED)
        for p, kind in enumerate(world.kind):
            if kind in SHELTERING and kind not in REGIONS:
                outside = [h for h in self.who(STAYING, p) if h.status == Status.UNSHELTERED]
                some = at_the_door.get(p, []) + outside
                space = self.room[p] - self._sheltered(p) if self.site_open[p] else 0.0
                let_in = self.fitting(some, self.size, space) if space > 0.0 else []
                for h in some:
                    self.stay(h, Status.DISPLACED if h in let_in else Status.UNSHELTERED)
        for p in range(world.n_places):
            to_place += self._register(p)
        self._accommodate(to_place)

    def _sheltered(self, p: int) -> float:
        """Persons at a shelter that take up its room: all but those without shelter, and those at the door."""
        there = (h for h in self.people if h.place == p and h.doing in (STAYING, READY, HELD, REGISTERING))
        return sum(self.size(h) for h in there if h.doing != STAYING or h.status != Status.UNSHELTERED)

    def _register(self, p: int) -> list[Household]:
        world = self.world
        budget = self.desk_debt[p] + self.desks[p] * world.desk_rate * world.dt
        done = []
        queue = self.shuffled(self.who(REGISTERING, p))
        queue.sort(key=lambda h: h.since)  # first in first out by step; the sort is stable
        for h in queue:
            if budget <= 0.0:
                break
            budget -= self.size(h)
            done.append(h)
            h.doing = "arriving"
            self.flows["registered"][p] += self.size(h)
            if h.missing and not h.registered:
                h.missing, h.case_at = not self.chance(world.p_found), p
            h.registered = True
        self.desk_debt[p] = min(budget, 0.0)
        return done

    def _accommodate(self, to_place: list[Household]) -> None:
        """Kin take some in; the others ask regions for a room, again where they were refused, until none is left."""
        world = self.world
        homeless = []
        for h in to_place:
            stated = any(world.kin[h.cohort])
            if (stated or world.kind[h.place] != Kind.camp) and self.chance(world.p_kin[h.cohort]):
                weights = [w if self.roads.reaches(h.place, q) else 0.0 for q, w in enumerate(world.kin[h.cohort])]
                self._send(h, self.pick(weights) if any(weights) else h.place, Purpose.KIN)
            else:
                homeless.append(h)
                self.flows["need_state"][h.place] += self.size(h)
        full: set[int] = set()
        while homeless:
            asked: dict[int, list[Household]] = {}
            offers = {p: self._rooms_offered(p, full) for p in {h.place for h in homeless}}
            for h in homeless:
                regions, weights = offers[h.place]
                if regions:
                    asked.setdefault(regions[self.pick(weights)], []).append(h)
                else:
                    self.stay(h, Status.UNSHELTERED)
            homeless = []
            for q, some in asked.items():
                lucky = self.fitting(some, self.size, self.room[q] - self.promised[q])
                for h in some:
                    if h in lucky:
                        self.promised[q] += self.size(h)
                        self._send(h, q, Purpose.STATE)
                    else:
                        homeless.append(h)
                        full.add(q)

    def _rooms_offered(self, p: int, full: set[int]) -> tuple[list[int], list[float]]:
        world = self.world
        regions, weights = [], []
        for q, kind in enumerate(world.kind):
            left = self.room[q] - self.promised[q]
            if kind in REGIONS and q not in full and left > 0.0 and self.site_open[q] and self.roads.reaches(p, q):
                hours, km, _ = self.roads.of(q)[p]
                value = world.alpha[q] + world.effect[q] - world.b_danger * self.threat[q]
                value += world.b_room * math.log(max(0.01, left / world.room_scale))
                regions.append(q)
                weights.append(math.exp(value - self._dread_of_distance(hours, km)))
        return regions, weights

    def _send(self, h: Household, q: int, purpose: Purpose) -> None:
        if h.place == q:
            self.stay(h, Status.SETTLED_KIN if purpose is Purpose.KIN else Status.SETTLED_STATE)
            return
        self.stay(h, Status.DISPLACED)
        goals = list(zip(self.world.dest_place, self.world.dest_purpose, strict=True))
        h.doing, h.goal = READY, goals.index((q, int(purpose)))

    # --- 8 trace ----------------------------------------------------------------------------------------------

    def _trace(self) -> None:
        world = self.world
        for h in self.people:
            if (
                h.missing
                and h.registered
                and self.chance(1.0 - math.exp(-world.trace_rate * world.posts[h.case_at] * world.dt))
            ):
                h.missing = False

    # --- 9 record ---------------------------------------------------------------------------------------------

    def _note(self, step: int) -> None:
        world = self.world
        people = np.zeros((world.n_places, 9))
        cases = np.zeros(world.n_places)
        on_route = np.zeros(world.n_routes)
        for h in self.people:
            if h.doing == ON_ROAD:
                on_route[h.route] += self.size(h)
            else:
                people[h.place, _COLUMN.get(h.doing, h.status)] += self.size(h)
            if h.missing:
                cases[h.case_at] += 1
        now = {
            "people": people,
            "present": people.sum(axis=1),
            **{name: np.array(flow) for name, flow in self.flows.items()},
            "accommodated": people[:, Status.SETTLED_STATE],
            "unsheltered": people[:, Status.UNSHELTERED],
            "stranded": people[:, Status.STRANDED],
            "tracing_cases": cases,
            "food": np.array([self.food.get(p, np.nan) for p in range(world.n_places)]),
            "fuel": np.array([self.fuel.get(p, np.nan) for p in range(world.n_places)]),
            "deprivation": np.array(self.hunger),
            "threat": np.array(self.threat),
            "queue": np.array([self.queue_pce(r, step) if step >= 0 else 0.0 for r in range(world.n_routes)]),
            "on_route": on_route,
        }
        for name, values in now.items():
            self.series.setdefault(name, []).append(values)


_FLOWS = ("arrivals", "departures", "vehicles", "registered", "need_state")


class LastInFirstOut(Agents):
    """The same people, but queues on the road serve who came last: wrong on purpose."""

    def _heads(self, waiting: list[Household]) -> list[Household]:
        last = max(h.since for h in waiting)
        return [h for h in waiting if h.since == last]
