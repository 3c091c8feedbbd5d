"""The short scenario: what people write in `scenario.yaml`, field by field, with units, ranges and defaults.

Each section is a record that refuses unknown keys. A numeric field carries a `Spec`; the same specs convert
units, check ranges, fill defaults and write the reference page, so that code and documentation cannot drift
apart. A section may carry `source`, `reason` and `known`, which its numbers inherit when they give none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict

from corridor.base.fields import Instant, Known, Text, Zone
from corridor.base.quantity import Quantity, Spec
from corridor.ledger.claims import InformationGrade, Quantifier, SourceGrade
from corridor.ledger.grades import TABLES

__all__ = ["PLACE_KINDS", "ScenarioFile", "Section"]

PLACE_KINDS = (
    "settlement",
    "shelter",
    "protected_site",
    "junction",
    "checkpoint",
    "reception",
    "camp",
    "host_region",
)

JUDGED = "corridor model description, section 'Default priors'"
WIDE = "wide default of the model; replace it where the crisis tells more"
SINCE = "2020-12-31"
MOST = 1e10  # persons; more is a slip of the pen
MODEL = "orders of magnitude in the model description"


def prior(unit: str, default: float | str, meaning: str, **more: Any) -> Spec:
    """Give the spec of a model parameter whose default is one of the model's wide priors."""
    more = {"source": JUDGED, "reason": WIDE, "known": SINCE, **more}
    return Spec(unit, meaning, default=default, **more)


class Section(BaseModel):
    """A section of the file: unknown keys are refused; provenance may be given once for all its numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    source: Text | None = None
    reason: Text | None = None
    known: Known | None = None


Optional = Quantity | None


class Population(Section):
    """Who is there at the start."""

    total: Annotated[
        Optional,
        Spec("persons", "people in all places together; then `residents` of places are shares", low=0, high=MOST),
    ] = None


class Cohort(Section):
    """Households that are alike to the model."""

    share: Annotated[Optional, Spec("1", "weight of the cohort in the population of each place", low=0)] = None
    persons_per_household: Annotated[
        Optional,
        prior("persons/household", "lognormal(median=4.2, p90=5.5)", "persons of one household", low=1, high=30),
    ] = None
    vehicle_share: Annotated[
        Optional,
        prior(
            "1",
            "beta(4, 4)",
            "share of households that own a vehicle or have a firm seat in a relative's; 0 and 1 are exact, "
            "anything between splits the cohort in two",
            low=0,
            high=1,
        ),
    ] = None
    attachment: Annotated[
        Optional, prior("1", 0.0, "taken from the log of the leaving rate; negative for a greater fear of staying")
    ] = None
    p_kin: Annotated[
        Optional,
        prior(
            "1",
            "beta(6, 5)",
            "probability that kin take the household in",
            low=0,
            high=1,
            source=MODEL,
            reason="kin absorb 40-70 % of first arrivals",
        ),
    ] = None
    hold_share: Annotated[
        Optional, prior("1", 0.0, "share of households pulled aside at a checkpoint", low=0, high=1)
    ] = None
    checkpoint_fear: Annotated[
        Optional,
        prior("1", 0.0, "taken from the attraction of a destination for each checkpoint on the way to it", low=0),
    ] = None
    walks: bool = True
    kin: dict[str, Annotated[Quantity, Spec("1", "weight of a place among kin of this cohort", low=0)]] = {}
    places: list[Text] | None = None


class HalfLives(Section):
    """Time after which half of the households in a status have left, nothing else pressing or holding them."""

    home: Annotated[Optional, prior("h", "lognormal(median=72, p90=400)", "households at home", low=0, above=True)] = (
        None
    )
    displaced: Annotated[
        Optional, prior("h", "lognormal(median=48, p90=240)", "households displaced within reach", low=0, above=True)
    ] = None
    unsheltered: Annotated[
        Optional, prior("h", "lognormal(median=24, p90=120)", "households without shelter", low=0, above=True)
    ] = None
    settled_kin: Annotated[
        Optional, Spec("h", "households settled with kin; missing: they stay", low=0, above=True)
    ] = None
    settled_state: Annotated[
        Optional, Spec("h", "households in state accommodation; missing: they stay", low=0, above=True)
    ] = None


class Leaving(Section):
    """The rate at which households decide to leave."""

    half_life: HalfLives = HalfLives()
    b_threat: Annotated[Optional, prior("1", "lognormal(median=3, p90=5)", "effect of threat at 1", low=0)] = None
    b_deprivation: Annotated[
        Optional, prior("1", "lognormal(median=0.7, p90=1.5)", "effect of deprivation at 1", low=0)
    ] = None
    b_social: Annotated[
        Optional, prior("1", "lognormal(median=1, p90=2)", "effect of everybody else having left", low=0)
    ] = None
    b_trust: Annotated[Optional, prior("1", "lognormal(median=0.5, p90=1.5)", "effect of full trust", low=0)] = None
    b_prospect: Annotated[
        Optional,
        prior(
            "1",
            "uniform(0.4, 1)",
            "effect of the prospect: the logsum of what the destinations in reach offer; 0 switches it off",
            low=0,
            high=1,
            source="McFadden 1978, Modelling the choice of residential location: inclusive-value coefficient in (0, 1]",
            known="1978-12-31",
        ),
    ] = None
    noise_sd: Annotated[
        Optional, prior("1", "uniform(0.1, 0.6)", "spread of the log rate of a group of origin", low=0, source=MODEL)
    ] = None
    noise_time: Annotated[
        Optional, prior("h", "uniform(6, 48)", "correlation time of that noise", low=0, above=True, source=MODEL)
    ] = None
    daily_profile: list[float] | None = None


class Threat(Section):
    """How fighting and hazards are felt in time and distance."""

    decay: Annotated[
        Optional,
        prior("h", "lognormal(median=48, p90=168)", "time in which a past threat fades to 1/e", low=0, above=True),
    ] = None
    reach: Annotated[
        Optional,
        prior("km", "lognormal(median=15, p90=40)", "distance at which a threat falls to 1/e", low=0, above=True),
    ] = None


class Trust(Section):
    """Trust in assurances."""

    initial: Annotated[Optional, prior("1", "beta(2, 4)", "trust at the start", low=0, high=1)] = None


class Deprivation(Section):
    """How unmet needs are felt."""

    rise: Annotated[
        Optional, prior("h", "lognormal(median=72, p90=168)", "time to feel unmet needs", low=0, above=True)
    ] = None
    fall: Annotated[Optional, prior("h", "lognormal(median=24, p90=72)", "time to recover", low=0, above=True)] = None
    initial: Annotated[Optional, prior("1", 0.0, "deprivation at the start, everywhere", low=0, high=1)] = None


class Destination(Section):
    """Where households choose to go."""

    measure: Literal["time", "distance"] = "time"
    beta: Annotated[
        Optional,
        prior(
            "1",
            "uniform(0.5, 3.5)",
            "exponent of cost",
            low=0,
            source="gravity exponents 1.9-3.5 over four conflicts; sampled box 0.2-4",
            known="2018-12-31",
        ),
    ] = None
    soft: Annotated[
        Optional,
        prior(
            "1",
            "lognormal(median=0.5, p90=2)",
            "added to cost: h, or km where distance is the measure",
            low=0,
            above=True,
        ),
    ] = None
    cost_scale: Annotated[
        Optional, prior("1", 3.0, "cost that counts as one: h, or km where distance is the measure", low=0, above=True)
    ] = None
    b_danger: Annotated[Optional, prior("1", "lognormal(median=2, p90=4)", "effect of threat there", low=0)] = None
    b_room: Annotated[Optional, prior("1", "uniform(0, 0.5)", "effect of log room left", low=0)] = None
    b_kin: Annotated[Optional, prior("1", "lognormal(median=1, p90=2)", "effect of having all kin there", low=0)] = None
    inertia: Annotated[
        Optional,
        prior("1", "uniform(0.5, 2)", "how much better another place must be for those displaced already", low=0),
    ] = None
    room_scale: Annotated[Optional, prior("persons", 1000.0, "room that counts as one", low=0, above=True)] = None
    effect_sd: Annotated[
        Optional,
        prior(
            "1",
            1.0,
            "spread of what makes one destination draw more than its distance explains",
            low=0,
            source="0.74-1.2 over four conflicts",
            known="2018-12-31",
        ),
    ] = None
    alpha: dict[str, Annotated[Quantity, Spec("1", "attraction of a kind of place")]] = {}


class RouteChoice(Section):
    """Which way households take, and what they know of the roads."""

    mu: Annotated[
        Optional, prior("h", "lognormal(median=0.3, p90=1)", "scale of the logit over routes", low=0, above=True)
    ] = None
    information_interval: Annotated[Optional, prior("h", 6.0, "how often queues become known", low=0, above=True)] = (
        None
    )
    information_delay: Annotated[Optional, prior("h", 0.0, "how late closures and openings become known", low=0)] = None


class Travel(Section):
    """Means, speed and room on the road."""

    walking_speed: Annotated[
        Optional, prior("km/h", 4.0, "on foot, while walking", low=0, above=True, source=MODEL, reason="4 km/h")
    ] = None
    walking_hours_per_day: Annotated[
        Optional,
        prior(
            "h",
            8.0,
            "of a day spent walking on a longer way",
            low=0,
            above=True,
            high=24,
            source=MODEL,
            reason="25-35 km a day at 4 km/h",
        ),
    ] = None
    walk_range: Annotated[
        Optional, prior("km", "lognormal(median=15, p90=40)", "longest way started on foot", low=0)
    ] = None
    persons_per_vehicle: Annotated[
        Optional,
        prior(
            "persons/vehicle",
            "uniform(4, 5)",
            "in a private vehicle in flight",
            low=0,
            above=True,
            source=MODEL,
            reason="4-5 persons per private car in flight",
        ),
    ] = None
    bus_seats: Annotated[Optional, prior("persons/bus", 40.0, "in a bus of the fleets", low=0, above=True)] = None
    bus_pce: Annotated[
        Optional, prior("vehicles/bus", 2.5, "passenger-car equivalents of a bus", low=0, above=True)
    ] = None
    bus_turnaround: Annotated[
        Optional, prior("h", "uniform(1, 4)", "loading, unloading and rest of a round trip", low=0)
    ] = None
    spillback: bool = False
    jam_density: Annotated[
        Optional,
        prior("vehicles/km/lane", "uniform(100, 150)", "vehicles standing on a kilometre of lane", low=0, above=True),
    ] = None
    noise_sd: Annotated[
        Optional, prior("1", "uniform(0.1, 0.6)", "spread of the log capacity of a bottleneck", low=0, source=MODEL)
    ] = None
    noise_time: Annotated[
        Optional, prior("h", "uniform(6, 48)", "correlation time of that noise", low=0, above=True, source=MODEL)
    ] = None
    hold_time: Annotated[
        Optional, prior("h", "lognormal(median=6, p90=24)", "mean time held at a checkpoint", low=0, above=True)
    ] = None


class Stock(Section):
    """What a place has."""

    food: Annotated[Optional, Spec("person_days", "food", low=0)] = None
    fuel: Annotated[Optional, Spec("litres", "motor fuel", low=0)] = None
    pumps: Annotated[Optional, Spec("1", "pumps at work", low=0)] = None


class Supplies(Section):
    """Food and fuel."""

    stocks: dict[str, Stock] = {}
    ration: Annotated[Optional, prior("1", 1.0, "food eaten, person-days per person and day", low=0)] = None
    litres_per_trip: Annotated[
        Optional,
        prior(
            "litres/vehicle", "lognormal(median=15, p90=30)", "fuel taken by a vehicle for its trip", low=0, above=True
        ),
    ] = None
    pump_rate: Annotated[Optional, prior("vehicles/h", "uniform(10, 30)", "vehicles served by a pump", low=0)] = None


class Desk(Section):
    """Registration at a place."""

    desks: Annotated[Optional, Spec("desks", "registration desks", low=0)] = None


class Reception(Section):
    """Registration and accommodation."""

    registration: dict[str, Desk] = {}
    desk_rate: Annotated[
        Optional,
        prior(
            "persons/desk/h",
            "lognormal(median=30, p90=50)",
            "persons registered by a desk",
            low=0,
            source=MODEL,
            reason="5-10 minutes per household and desk",
        ),
    ] = None
    room_total: Annotated[
        Optional,
        Spec(
            "persons",
            "room in all host regions and camps together; then `room` there are shares",
            low=0,
            units=("households",),
        ),
    ] = None
    unknown_room: Annotated[
        Optional,
        prior(
            "persons",
            "lognormal(median=2000, p90=10000)",
            "room of a site of which none is known, where fewer than three sites of its kind are",
            low=0,
        ),
    ] = None


class Tracing(Section):
    """Families that lose one another."""

    p_split: Annotated[
        Optional, prior("1", "beta(1, 60)", "probability that a leaving household is split", low=0, high=1)
    ] = None
    p_split_threat: Annotated[Optional, prior("1", "beta(1, 30)", "added to it at threat 1", low=0, high=1)] = None
    p_found: Annotated[
        Optional, prior("1", "beta(4, 4)", "probability that a case is solved at registration", low=0, high=1)
    ] = None
    rate: Annotated[
        Optional,
        prior("1/h/post", "lognormal(median=0.01, p90=0.03)", "rate at which one post solves an open case", low=0),
    ] = None
    posts: dict[str, Annotated[Quantity, Spec("posts", "tracing posts at a place", low=0)]] = {}


class Driven(Section):
    """New displaced persons given from outside, beside those who leave by the leaving rule."""

    since: Instant
    place: Text | None = None
    persons_per_day: Annotated[
        Optional, Spec("persons/d", "persons setting out for the first time", low=0, high=MOST)
    ] = None


Weight = Annotated[Quantity, Spec("1", "reliability of a source of this grade", low=0.01, high=0.99)]
Spread = Annotated[
    Quantity, Spec("1", "standard deviation of the logarithm of a figure of this grade", low=0.001, high=3)
]
Word = Annotated[Quantity, Spec("1", "what the word adds to that, as squares", low=0, high=3)]
Rule = Annotated[Quantity, Spec("1", "factor", low=0.1, high=100)]


class ClaimsSection(Section):
    """What is pooled from claims, and grade tables in place of the standard ones."""

    definitions: dict[Text, Text] = {}
    source_grades: dict[SourceGrade, Weight] = {}
    information_grades: dict[InformationGrade, Spread] = {}
    quantifiers: dict[Quantifier, Word] = {}
    rules: dict[Literal["nearly", "stake", "reach"], Rule] = {}

    def tables(self) -> Iterator[tuple[str, Mapping[str, Quantity]]]:
        """Give each table by name with the entries that the scenario replaces."""
        for name in TABLES:
            yield name, getattr(self, name)


class ScenarioFile(Section):
    """The whole of `scenario.yaml`."""

    corridor: Literal[1]
    name: Text
    summary: Text
    time_zone: Zone
    start: Instant
    end: Instant
    as_of: Instant | None = None
    step: Annotated[
        Optional,
        Spec(
            "h",
            "length of a step",
            low=0,
            above=True,
            high=168,
            default=1.0,
            source=JUDGED,
            reason="hourly",
            known=SINCE,
        ),
    ] = None
    noise_interval: Annotated[
        Optional,
        Spec(
            "h",
            "time over which noise is constant",
            low=0,
            above=True,
            default=6.0,
            source=JUDGED,
            reason="6 h; 7 d at country scale",
            known=SINCE,
        ),
    ] = None
    output_interval: Annotated[
        Optional,
        Spec(
            "h",
            "clock hours whose multiples are kept in results, beside midnight and noon; each step where that is longer",
            low=0,
            above=True,
            high=24,
            default=3.0,
            source=JUDGED,
            reason="every 3 h; 1 h for a result with every hour",
            known=SINCE,
        ),
    ] = None
    population: Population = Population()
    cohorts: dict[str, Cohort]
    leaving: Leaving = Leaving()
    threat: Threat = Threat()
    trust: Trust = Trust()
    deprivation: Deprivation = Deprivation()
    destination: Destination = Destination()
    route_choice: RouteChoice = RouteChoice()
    travel: Travel = Travel()
    supplies: Supplies = Supplies()
    reception: Reception = Reception()
    tracing: Tracing = Tracing()
    driven: list[Driven] = []
    claims: ClaimsSection = ClaimsSection()
    report: list[Text] | None = None
    """Places whose arrivals the summary and the picture are about; reception places by default."""
