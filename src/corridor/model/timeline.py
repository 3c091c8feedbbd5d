"""Rule 1, timeline: the dated changes of this step, and the threat and trust that follow from what is going on.

An event acts from the first step that begins at or after it. An ongoing event of fighting or of a hazard contributes
its intensity undecayed until it ends and fades from then on; several combine as `1 - prod(1 - x)`.
"""

from __future__ import annotations

import math

from corridor.model.state import Fleet, State, add
from corridor.model.world import Action, Effect, Purpose, Status, World

__all__ = ["apply", "threat_at"]

_REMEMBERED = 1e-6  # a past threat below this share of its intensity is over


def apply(world: World, state: State, step: int) -> None:
    """Bring the world to the beginning of this step."""
    state.turned_back = [0.0] * world.n_places
    _buses_return(state, step)
    before = list(state.is_open)
    for action in world.actions.get(step, ()):
        _act(world, state, action)
    _believe(world, state, before, step)
    hour = step * world.dt
    state.threat = threat_at(world, hour)
    state.trust = _trust(world, state, hour)


def _buses_return(state: State, step: int) -> None:
    for number in sorted(state.fleets):
        fleet = state.fleets[number]
        for back in sorted(fleet.away):
            if back <= step:
                fleet.at_hand += fleet.away.pop(back)


def _act(world: World, state: State, action: Action) -> None:
    effect, target, value = action.effect, action.target, action.value
    if effect in (Effect.OPEN_ROUTE, Effect.CLOSE_ROUTE, Effect.BAR_ROUTE, Effect.LIFT_BAR):
        _open_or_close(world, state, action)
    elif effect in (Effect.SET_CAPACITY, Effect.SCALE_CAPACITY, Effect.RESET_CAPACITY):
        _set_capacity(world, state, action)
    elif effect in (Effect.ADD_FOOD, Effect.ADD_FUEL):
        # a delivery to a place without a record starts one: what it has becomes known
        stock = state.food if effect is Effect.ADD_FOOD else state.fuel
        if value > 0 or target in stock:
            stock[target] = max(0.0, stock.get(target, 0.0) + value)
    elif effect in (Effect.ASSURE, Effect.BREACH):
        for p in range(world.n_places) if target < 0 else (target,):
            trust = state.base_trust[p]
            state.base_trust[p] = trust + value * (1.0 - trust) if effect is Effect.ASSURE else trust * (1.0 - value)
    else:
        _act_on_site(world, state, action)


def _open_or_close(world: World, state: State, action: Action) -> None:
    """Open or close a route; a closing with an end is a bar, whose end lifts that bar and nothing else."""
    r = action.target
    if action.effect is Effect.BAR_ROUTE:
        state.bars[r] += 1
    elif action.effect is Effect.LIFT_BAR:
        state.bars[r] = max(0, state.bars[r] - 1)
    else:
        state.set_open[r] = action.effect is Effect.OPEN_ROUTE
    state.is_open[r] = state.set_open[r] and state.bars[r] == 0
    if action.turn_back and not state.is_open[r]:
        _turn_back(world, state, r)


def _set_capacity(world: World, state: State, action: Action) -> None:
    """Change what a route can serve; one that serves nothing is no way, so that is news of the network too."""
    r, usual = action.target, world.capacity[action.target]
    served = state.capacity[r] > 0.0
    if action.effect is Effect.SCALE_CAPACITY:
        state.capacity[r] = usual * action.value if action.value > 0.0 else 0.0
    else:
        state.capacity[r] = action.value if action.effect is Effect.SET_CAPACITY else usual
    state.network_changed = state.network_changed or served != (state.capacity[r] > 0.0)


def _act_on_site(world: World, state: State, action: Action) -> None:
    effect, target, value = action.effect, action.target, action.value
    if effect is Effect.OPEN_SITE:
        state.site_open[target] = True
        state.network_changed = True
    elif effect is Effect.CLOSE_SITE:
        state.site_open[target] = False
        state.network_changed = True
        for c in range(world.n_cohorts):
            for status in (Status.DISPLACED, Status.SETTLED_STATE):
                n = state.staying.get((target, c, status), 0)
                add(state.staying, (target, c, status), -n)
                add(state.staying, (target, c, Status.UNSHELTERED), n)
                if status is Status.SETTLED_STATE:
                    state.room_used[target] -= n * world.persons[c]
    elif effect is Effect.ADD_ROOM:
        state.room[target] += value
    elif effect is Effect.ADD_DESKS:
        state.desks[target] += value
    elif effect is Effect.START_FLEET:
        state.fleets[action.fleet] = Fleet(target, action.to, int(value), takes=action.takes)
    elif effect is Effect.END_FLEET:
        state.fleets.pop(action.fleet, None)


def _turn_back(world: World, state: State, route: int) -> None:
    """Everybody on a route that closes stands at its beginning again and chooses anew."""
    p = world.origin[route]
    for queue in (state.road[route], state.foot[route]):
        for bucket in queue:
            for key, n in sorted(bucket.counts.items()):
                add(state.staying, (p, key.cohort, Status.STRANDED), n)
                state.arrived[p] += n
                state.turned_back[p] += n * world.persons[key.cohort]
                release_room(world, state, key.cohort, key.dest, n)
        queue.clear()
    state.credit[route] = state.reserve[route] = 0.0
    state.network_changed = True


def release_room(world: World, state: State, cohort: int, dest: int, n: int) -> None:
    """Give back the room that households on their way to state accommodation had been promised."""
    if world.dest_purpose[dest] == Purpose.STATE:
        state.room_used[world.dest_place[dest]] -= n * world.persons[cohort]


def _believe(world: World, state: State, before: list[bool], step: int) -> None:
    """Let news of roads spread: people believe what was so `delay_steps` ago."""
    if world.delay_steps == 0:
        believed = list(state.is_open)
    else:
        if not state.history:
            state.history = [before] * world.delay_steps
        state.history.append(list(state.is_open))
        believed = state.history.pop(0)
    changed = believed != state.believed or state.is_open != before
    state.believed = believed
    state.network_changed = state.network_changed or changed


def threat_at(world: World, hour: float) -> list[float]:
    """Give the threat at each place, in [0, 1], at an hour from the start."""
    calm = [1.0] * world.n_places
    for fight in world.fights:
        if hour < fight.at:
            continue
        past = hour - fight.until
        strength = fight.intensity * (math.exp(-past / world.threat_decay) if past > 0.0 else 1.0)
        if strength < _REMEMBERED:
            continue
        for p, far in enumerate(world.distance_km[fight.place]):
            if far < math.inf:
                calm[p] *= 1.0 - strength * math.exp(-far / world.threat_reach)
    return [1.0 - c for c in calm]


def _trust(world: World, state: State, hour: float) -> list[float]:
    """Give trust by place: what assurances and breaches made it, and third parties present while they last."""
    doubt = [1.0 - trust for trust in state.base_trust]
    for presence in world.presences:
        if presence.at <= hour < presence.until:
            for p in range(world.n_places) if presence.place < 0 else (presence.place,):
                doubt[p] *= 1.0 - presence.intensity
    return [1.0 - d for d in doubt]
