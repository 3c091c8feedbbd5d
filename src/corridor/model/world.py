"""The world of one member: every number drawn, everything by index, nothing random left but the people's luck.

Places, routes, cohorts and destinations are indices into tuples sorted by name. Hours count from the start of the
scenario. A `World` is built by the ensemble room; the rules read it and never change it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

__all__ = ["Action", "Effect", "Fight", "Kind", "Mode", "Process", "Purpose", "Status", "World"]


class Status(IntEnum):
    """What a household that is not under way is."""

    HOME = 0
    DISPLACED = 1
    STRANDED = 2
    SETTLED_KIN = 3
    SETTLED_STATE = 4
    UNSHELTERED = 5


class Mode(IntEnum):
    """How a household travels; fixed at setting out."""

    FOOT = 0
    VEHICLE = 1
    BUS = 2


class Purpose(IntEnum):
    """Why a household goes to a destination: chosen in flight, taken in by kin, or given a room."""

    ANY = 0
    KIN = 1
    STATE = 2


class Kind(IntEnum):
    """Kinds of place, as in the formats."""

    settlement = 0
    shelter = 1
    protected_site = 2
    junction = 3
    checkpoint = 4
    reception = 5
    camp = 6
    host_region = 7


SHELTERING = (Kind.shelter, Kind.protected_site, Kind.camp)
"""Kinds whose room limits who finds shelter on arrival."""
RECEIVING = (Kind.reception, Kind.camp, Kind.host_region)
"""Kinds where arrivals are registered and accommodated."""
REGIONS = (Kind.camp, Kind.host_region)
"""Kinds that give state accommodation."""


class Process(IntEnum):
    """What a random draw is for; with step and cell it keys the generator. Numbers never change."""

    INITIAL = 1
    LEAVE = 2
    CHOOSE = 3
    FUEL = 4
    SEATS = 5
    STORAGE = 6
    WAY_OUT = 7
    ROUNDING = 8
    ORDER = 9
    SERVE = 10
    WAY_ON = 11
    HOLD = 12
    RELEASE = 13
    REGISTER = 14
    KIN = 15
    KIN_REGION = 16
    REGION = 17
    ROOM = 18
    SHELTER = 19
    SPLIT = 20
    FOUND = 21
    TRACE = 22
    DRIVEN = 23
    RECHOOSE = 24
    AGAIN = 25
    NOISE_LEAVING = 40
    NOISE_ROAD = 41
    PARAMETER = 50
    EVENT = 51


class Effect(IntEnum):
    """What an action of the timeline does."""

    OPEN_ROUTE = 0
    CLOSE_ROUTE = 1
    SET_CAPACITY = 2
    SCALE_CAPACITY = 3
    ADD_FOOD = 4
    ADD_FUEL = 5
    ASSURE = 6
    BREACH = 7
    OPEN_SITE = 8
    CLOSE_SITE = 9
    ADD_ROOM = 10
    ADD_DESKS = 11
    START_FLEET = 12
    END_FLEET = 13
    RESET_CAPACITY = 14
    BAR_ROUTE = 15
    LIFT_BAR = 16


@dataclass(frozen=True)
class Action:
    """A change of the world at one step.

    Attributes
    ----------
    effect : Effect
    target : int
        Route for effects on routes and their capacity; place otherwise; -1 for everywhere.
    value : float
        In the unit of the effect; litres, person-days, persons, desks, buses, vehicles/h or a share.
    fleet : int
        Hash of the name of the fleet for `START_FLEET` and `END_FLEET`.
    to : int
        Place that a fleet serves; -1 for any destination.
    takes : int
        Cohorts that may ride in a fleet, a bit for each; -1 for everybody.
    turn_back : bool
        Whether people on a route that closes turn back.
    """

    effect: Effect
    target: int
    value: float = 0.0
    fleet: int = -1
    to: int = -1
    takes: int = -1
    turn_back: bool = False


@dataclass(frozen=True)
class Fight:
    """Fighting, a hazard or a third party present: hours from `at` to `until`, at a place, with an intensity."""

    place: int
    at: float
    until: float
    intensity: float


@dataclass(frozen=True)
class World:
    """Everything fixed for one member. Shapes: P places, R routes, C cohorts, D destinations, T steps."""

    n_steps: int
    dt: float
    hour_of_day: tuple[int, ...]  # (T,) local hour in which each step begins
    key: tuple[int, int]

    place_id: tuple[int, ...]  # (P,) hashes of names
    kind: tuple[int, ...]  # (P,) Kind
    site_open: tuple[bool, ...]  # (P,) at the start
    room: tuple[float, ...]  # (P,) persons; infinite where room is no matter
    desks: tuple[float, ...]  # (P,) 0 where nobody is registered
    distance_km: tuple[tuple[float, ...], ...]  # (P, P) great circle; infinite where unknown
    group: tuple[int, ...]  # (P,) group of origin, for noise
    posts: tuple[float, ...]  # (P,) tracing posts

    route_id: tuple[int, ...]  # (R,)
    origin: tuple[int, ...]  # (R,) place
    to: tuple[int, ...]  # (R,) place
    length_km: tuple[float, ...]  # (R,)
    road_time: tuple[float, ...]  # (R,) h, free flow of vehicles
    foot_time: tuple[float, ...]  # (R,) h
    capacity: tuple[float, ...]  # (R,) passenger-car equivalents per hour; infinite where none is given
    storage: tuple[float, ...]  # (R,) passenger-car equivalents; infinite without spillback
    route_open: tuple[bool, ...]  # (R,) at the start
    road_noise: tuple[tuple[float, ...], ...]  # (R, intervals) on log capacity

    cohort_id: tuple[int, ...]  # (C,)
    persons: tuple[float, ...]  # (C,) per household
    owner: tuple[bool, ...]  # (C,)
    attachment: tuple[float, ...]  # (C,)
    p_kin: tuple[float, ...]  # (C,)
    hold_share: tuple[float, ...]  # (C,)
    checkpoint_fear: tuple[float, ...]  # (C,) taken from the attraction for each checkpoint on the way
    walks: tuple[bool, ...]  # (C,) whether they set out on foot
    kin: tuple[tuple[float, ...], ...]  # (C, P) shares, zero rows where no kin are stated
    vehicle_pce: tuple[float, ...]  # (C,) per household in its own vehicle
    bus_pce: tuple[float, ...]  # (C,) per household in a bus

    households: tuple[tuple[int, ...], ...]  # (P, C) at the start
    first_status: tuple[int, ...]  # (P,) Status of those

    dest_id: tuple[int, ...]  # (D,)
    dest_place: tuple[int, ...]  # (D,)
    dest_purpose: tuple[int, ...]  # (D,) Purpose
    effect: tuple[float, ...]  # (P,) what makes a destination draw more than its distance explains
    alpha: tuple[float, ...]  # (P,) attraction of its kind

    actions: dict[int, tuple[Action, ...]]  # by step
    fights: tuple[Fight, ...]
    presences: tuple[Fight, ...]  # third parties: `place` -1 for everywhere
    driven: tuple[tuple[float, int, float], ...]  # (hour since, place or -1, persons per hour), in order of time
    driven_mix: tuple[float, ...]  # (C,) weights of cohorts among driven households

    food: dict[int, float]  # place -> person-days, for places with a record
    fuel: dict[int, float]  # place -> litres, for places with a record
    pumps: dict[int, float]  # place -> pumps, for places where they are counted

    leave_rate: dict[int, float]  # Status -> per hour, of the statuses that decide
    b_threat: float
    b_deprivation: float
    b_social: float
    b_trust: float
    b_prospect: float
    daily_profile: tuple[float, ...]  # 24 factors, or empty
    leaving_noise: tuple[tuple[float, ...], ...]  # (groups, intervals) on the log rate
    noise_steps: int  # steps in an interval of noise
    threat_decay: float  # h
    threat_reach: float  # km
    trust: float
    deprivation_rise: float  # h
    deprivation_fall: float  # h
    deprivation: float
    ration: float
    litres_per_vehicle: float
    pump_rate: float  # vehicles per pump and hour
    by_distance: bool
    beta: float
    soft: float
    cost_scale: float
    b_danger: float
    b_room: float
    b_kin: float
    inertia: float
    room_scale: float
    mu: float  # h
    information_steps: int
    delay_steps: int
    walk_range: float  # km
    bus_seats: float
    bus_turnaround: float  # h
    desk_rate: float  # persons per desk and hour
    hold_time: float  # h
    p_split: float
    p_split_threat: float
    p_found: float
    trace_rate: float  # per post and hour
    spillback: bool

    @property
    def n_places(self) -> int:
        """Number of places."""
        return len(self.place_id)

    @property
    def n_routes(self) -> int:
        """Number of routes."""
        return len(self.route_id)

    @property
    def n_cohorts(self) -> int:
        """Number of cohorts."""
        return len(self.cohort_id)

    def pce(self, cohort: int, mode: int) -> float:
        """Passenger-car equivalents of one household of a cohort; 0 on foot."""
        if mode == Mode.FOOT:
            return 0.0
        return self.vehicle_pce[cohort] if mode == Mode.VEHICLE else self.bus_pce[cohort]
