"""The tables of a scenario: the columns of each CSV file and the record that a row becomes.

A row is a record with its file and row number. Columns of the formats keep their names; a cell that holds a
number is parsed by the same `Spec` as in YAML, with `source`, `reason` and `known` taken from the row. Columns
whose name begins with ``x_`` are the author's own and are not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, ValidationInfo, model_validator

from corridor.base.distributions import Distribution
from corridor.base.errors import shown
from corridor.base.fields import Flag, Instant, Known, Text, instant_of
from corridor.base.quantity import Fault, Quantity, Spec, parse_quantity
from corridor.base.rows import KNOWN, NOTE, SOURCE, Column, Row, Table
from corridor.ledger.claims import ClaimRow, DecisionRow
from corridor.scenario.schema import MOST, PLACE_KINDS

__all__ = [
    "CountKind",
    "EventRow",
    "ObservationRow",
    "PlaceRow",
    "PlanningRow",
    "RouteRow",
    "Tables",
    "UncertainTime",
]

THREATENING = ("fighting", "hazard")  # kinds of event that make threat, by the same rule
EVENT_KINDS = (
    *THREATENING,
    "close",
    "open",
    "capacity",
    "delivery",
    "loss",
    "assurance",
    "presence",
    "breach",
    "site_open",
    "site_close",
    "fleet",
)


@dataclass(frozen=True)
class UncertainTime:
    """A moment that may be uncertain: `base`, plus `spread` hours where given.

    Attributes
    ----------
    base : datetime
        The earliest or reference moment.
    spread : Distribution or None
        Hours after `base`; None for a time that is certain.
    """

    base: datetime
    spread: Distribution | None = None


_CALL = re.compile(r"(uniform|triangular)\(\s*(.*?)\s*\)")
_HOURS = Spec("h", low=0)


def _when(raw: Any, info: ValidationInfo) -> UncertainTime:
    text = str(raw).strip()
    call = _CALL.fullmatch(text)
    if call:
        moments = [instant_of(part.strip()) for part in call[2].split(",")]
        hours = [(m - moments[0]).total_seconds() / 3600 for m in moments]
        if len(moments) != {"uniform": 2, "triangular": 3}[call[1]] or hours != sorted(hours) or hours[-1] == 0:
            raise Fault(
                "time-invalid", shown(text), f"{call[1]} over times in order", "Correct the times between the brackets."
            )
        written = f"{call[1]}({', '.join(map(repr, hours))})"
        return UncertainTime(moments[0], _distribution(written, info))
    base, plus, spread = text.partition(" + ")
    return UncertainTime(instant_of(base.strip()), _distribution(spread, info) if plus else None)


def _until(raw: Any, info: ValidationInfo) -> UncertainTime | Quantity:
    """An end: a moment, or ``+ 6 h`` and ``+ lognormal(...)`` for a duration after the beginning."""
    text = str(raw).strip()
    if text.startswith("+"):
        return parse_quantity(text[1:].strip(), _HOURS, (info.context or {})["zone"])
    return _when(raw, info)


def _distribution(text: str, info: ValidationInfo) -> Distribution:
    value = parse_quantity(text.strip(), _HOURS, (info.context or {})["zone"]).versions[0].value
    if not isinstance(value, Distribution):
        raise Fault(
            "time-invalid", shown(text), "a distribution of hours after ' + '", "Write lognormal(...) or a time."
        )
    return value


def _names(raw: Any) -> tuple[str, ...]:
    """Names between semicolons, each once."""
    names = [name for part in str(raw).split(";") if (name := " ".join(part.split()))]
    if not names or len(set(names)) < len(names):
        raise Fault("text-invalid", shown(raw), "names with ';' between them, each once", "Correct the names.")
    return tuple(sorted(names))  # their order says nothing


When = Annotated[UncertainTime, BeforeValidator(_when)]
Until = Annotated[UncertainTime | Quantity, BeforeValidator(_until)]
Optional = Quantity | None


class PlaceRow(Row):
    """A place: a node of the network."""

    key: ClassVar[tuple[str, ...]] = ("place",)
    file: ClassVar[str] = "places.csv"

    place: Annotated[Text, Column("text without `>`", "name, the same in every file")]
    names: Annotated[
        Text | None,
        Column("text", "further forms, as `hy: ...; az: ...`, each after its language; contested places show both"),
    ] = None
    kind: Annotated[Literal[PLACE_KINDS], Column("", "what sort of place it is")]  # type: ignore[valid-type]
    lat: Annotated[Optional, Spec("1", "latitude, degrees north (WGS84)", low=-90, high=90)] = None
    lon: Annotated[Optional, Spec("1", "longitude, degrees east (WGS84)", low=-180, high=180)] = None
    country: Annotated[Text | None, Column("text", "country, short name")] = None
    admin: Annotated[
        Text | None, Column("text", "administrative region; default group of origin; counts may be about it")
    ] = None
    pcode: Annotated[Text | None, Column("text", "code of the place in official lists; not used")] = None
    group: Annotated[
        Text | None,
        Column("text", "places whose leaving shares one noise term; default: `admin`, else the place itself"),
    ] = None
    residents: Annotated[
        Optional, Spec("persons", "people living there, or its share where population.total is given", low=0, high=MOST)
    ] = None
    room: Annotated[
        Optional,
        Spec(
            "persons",
            "people it can take; of host regions and camps its share where reception.room_total is given",
            low=0,
        ),
    ] = None
    destination: Annotated[
        Flag | None,
        Column(
            "yes / no",
            "whether people in flight choose it; default: yes for shelter, protected_site, reception and camp, for "
            "host_region only where there is no reception place, else no",
        ),
    ] = None
    sensitive: Annotated[Flag, Column("yes / no", "whether the place is never shown by itself in what is handed on")]


class RouteRow(Row):
    """A route: a directed link, or both directions when `both_ways` is yes."""

    key: ClassVar[tuple[str, ...]] = ("from_", "to")
    file: ClassVar[str] = "routes.csv"

    from_: Annotated[Text, Column("place", "where the route begins")]
    to: Annotated[Text, Column("place", "where it ends")]
    length_km: Annotated[Optional, Spec("km", "length of the road", low=0, above=True)] = None
    speed_kmh: Annotated[Optional, Spec("km/h", "free-flow speed of vehicles", low=0, above=True, high=200)] = None
    capacity_vph: Annotated[
        Optional, Spec("vehicles/h", "passenger-car equivalents that can leave it in an hour", low=0)
    ] = None
    lanes: Annotated[Optional, Spec("lane", "lanes in this direction", low=0, above=True, high=20)] = None
    both_ways: Annotated[Flag, Column("yes / no", "whether it runs the other way too; default yes")] = True
    status: Annotated[Literal["open", "closed"], Column("", "at the start; default open")] = "open"


class EventRow(Row):
    """Something dated that changes the world."""

    key: ClassVar[tuple[str, ...]] = ("event",)
    file: ClassVar[str] = "events.csv"

    event: Annotated[Text, Column("text", "name; part of the path of its numbers")]
    kind: Annotated[Literal[EVENT_KINDS], Column("", "what it does, see below")]  # type: ignore[valid-type]
    at: Annotated[When, Column("time, may be uncertain", "when it begins")]
    until: Annotated[
        Until | None, Column("time or duration, may be uncertain", "when it ends; empty: it does not end")
    ] = None
    not_before_known: Annotated[
        Instant | None, Column("time with offset", "last moment at which, by this version, it had not happened")
    ] = None
    probability: Annotated[Optional, Spec("1", "probability that it ever happens", low=0, high=1)] = None
    place: Annotated[Text | None, Column("place", "where it happens; for a route its beginning")] = None
    to: Annotated[Text | None, Column("place", "end of the route, or the one place that a fleet serves")] = None
    value: Annotated[Any, Column("number", "how much, see below")] = None
    unit: Annotated[Text | None, Column("unit", "unit of `value`")] = None
    on_road: Annotated[
        Literal["wait", "turn_back"], Column("", "what people on a route do when it closes; default wait")
    ] = "wait"
    cohorts: Annotated[
        tuple[str, ...],
        BeforeValidator(_names),
        Column("", "who may ride in a fleet, names with `;` between them; none: everybody"),
    ] = ()


CountKind = Literal["arrivals", "departures", "present", "registered", "accommodated", "vehicles", "stock"]


class ObservationRow(Row):
    """A count that somebody measured, at a place, over a region or over all places together."""

    key: ClassVar[tuple[str, ...]] = ("observation",)
    file: ClassVar[str] = "observations.csv"

    observation: Annotated[
        Text, Column("text", "name", help="its name (default: made of kind, place, time and reporter or source)")
    ]
    kind: Annotated[
        CountKind,
        Column(
            "", "what was counted", help="arrivals, departures, present, registered, accommodated, vehicles or stock"
        ),
    ]
    place: Annotated[
        Text | None,
        Column(
            "place, region or empty",
            "where: a place; a region, that is a value of `admin` in places.csv; "
            "an empty cell means all places together",
            help="a place, a region (admin), or '' for all places together",
        ),
    ]
    value: Annotated[Optional, Spec("1", "the count", low=0), Column(help="the count, a number")]
    unit: Annotated[
        Text, Column("unit", "unit of `value`", help="default: persons; vehicles for vehicles; needed for a stock")
    ]
    cumulative: Annotated[
        Flag,
        Column(
            "yes / no",
            "whether the count runs from the beginning",
            help="whether it runs from the beginning (default: no for present, accommodated and stock, else yes)",
        ),
    ]
    at: Annotated[
        Instant | None,
        Column(
            "time with offset",
            "the moment that the count is about; empty where only bounds are known",
            help="its moment, with UTC offset; with --precision day or unknown the day",
        ),
    ] = None
    not_before: Annotated[Instant | None, Column("time with offset", "earliest moment it may be about", rare=True)] = (
        None
    )
    not_after: Annotated[Instant | None, Column("time with offset", "latest moment it may be about", rare=True)] = None
    precision: Annotated[
        Literal["exact", "hour", "day", "unknown"],
        Column(
            "",
            "how exactly the moment is known",
            help="how exactly the moment is known: exact, hour, day or unknown (default exact)",
        ),
    ]
    reporter: Annotated[
        Text | None, Column("text", "who counted; stands in where there is no source", help="who counted", rare=True)
    ] = None
    supersedes: Annotated[
        Text | None,
        Column(
            "text", "name of the observation that it corrects", help="name of the count that it corrects", rare=True
        ),
    ] = None
    known: Annotated[
        Known | None,
        replace(
            KNOWN,
            help="when it became known (default: an hour after --at; for a day its 23:59)",
            after="precision",
            rare=False,
        ),
    ] = None
    source: Annotated[Text | None, replace(SOURCE, after="reporter", rare=False)] = None
    note: Annotated[Text | None, replace(NOTE, help="remark")] = None

    @model_validator(mode="before")
    @classmethod
    def _everywhere(cls, content: Any) -> Any:
        """An empty cell means all places; the column itself must be there, so that none is meant by oversight."""
        return {"place": None, **content} if isinstance(content, dict) else content


class PlanningRow(Row):
    """A figure that planners used."""

    key: ClassVar[tuple[str, ...]] = ("figure",)
    file: ClassVar[str] = "planning.csv"

    figure: Annotated[Text, Column("text", "name")]
    value: Annotated[Any, Column("number", "the figure")]
    unit: Annotated[Text, Column("unit", "unit of `value`")]
    target: Annotated[Text, Column("text", "what the figure is about")]
    agreed_by: Annotated[Text, Column("text", "who stands behind it")]


@dataclass(frozen=True)
class Tables:
    """The tables of a scenario as far as they can be read."""

    places: Table[PlaceRow]
    routes: Table[RouteRow]
    events: Table[EventRow]
    observations: Table[ObservationRow]
    planning: Table[PlanningRow]
    claims: Table[ClaimRow]
    decisions: Table[DecisionRow]
