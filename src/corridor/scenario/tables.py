"""The tables of a scenario: the columns of each CSV file and the record that a row becomes.

A row is a record with its file and row number. Columns of the formats keep their names; a cell that holds a
number is parsed by the same `Spec` as in YAML, with `source`, `reason` and `known` taken from the row. Columns
whose name begins with ``x_`` are the author's own and are not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, ValidationInfo, model_validator

from corridor.base.distributions import Distribution
from corridor.base.errors import shown
from corridor.base.fields import Flag, Instant, Text, instant_of
from corridor.base.quantity import Fault, Quantity, Spec, parse_quantity
from corridor.base.rows import Row, Table
from corridor.ledger.claims import ClaimRow, DecisionRow
from corridor.scenario.schema import MOST, PLACE_KINDS

__all__ = [
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

    place: Text
    names: Text | None = None
    kind: Literal[PLACE_KINDS]  # type: ignore[valid-type]
    lat: Annotated[Optional, Spec("1", "latitude, degrees north (WGS84)", low=-90, high=90)] = None
    lon: Annotated[Optional, Spec("1", "longitude, degrees east (WGS84)", low=-180, high=180)] = None
    country: Text | None = None
    admin: Text | None = None
    pcode: Text | None = None
    group: Text | None = None
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
    destination: Flag | None = None
    sensitive: Flag


class RouteRow(Row):
    """A route: a directed link, or both directions when `both_ways` is yes."""

    key: ClassVar[tuple[str, ...]] = ("from_", "to")
    file: ClassVar[str] = "routes.csv"

    from_: Text
    to: Text
    length_km: Annotated[Optional, Spec("km", "length of the road", low=0, above=True)] = None
    speed_kmh: Annotated[Optional, Spec("km/h", "free-flow speed of vehicles", low=0, above=True, high=200)] = None
    capacity_vph: Annotated[
        Optional, Spec("vehicles/h", "passenger-car equivalents that can leave it in an hour", low=0)
    ] = None
    lanes: Annotated[Optional, Spec("lane", "lanes in this direction", low=0, above=True, high=20)] = None
    both_ways: Flag = True
    status: Literal["open", "closed"] = "open"


class EventRow(Row):
    """Something dated that changes the world."""

    key: ClassVar[tuple[str, ...]] = ("event",)
    file: ClassVar[str] = "events.csv"

    event: Text
    kind: Literal[EVENT_KINDS]  # type: ignore[valid-type]
    at: When
    until: Until | None = None
    not_before_known: Instant | None = None
    probability: Annotated[Optional, Spec("1", "probability that it ever happens", low=0, high=1)] = None
    place: Text | None = None
    to: Text | None = None
    value: Any = None
    unit: Text | None = None
    on_road: Literal["wait", "turn_back"] = "wait"
    cohorts: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()


class ObservationRow(Row):
    """A count that somebody measured, at a place, over a region or over all places together."""

    key: ClassVar[tuple[str, ...]] = ("observation",)
    file: ClassVar[str] = "observations.csv"

    observation: Text
    kind: Literal["arrivals", "departures", "present", "registered", "accommodated", "vehicles", "stock"]
    place: Text | None
    value: Annotated[Optional, Spec("1", "the count", low=0)]
    unit: Text
    cumulative: Flag
    at: Instant | None = None
    not_before: Instant | None = None
    not_after: Instant | None = None
    precision: Literal["exact", "hour", "day", "unknown"]
    reporter: Text | None = None
    supersedes: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _everywhere(cls, content: Any) -> Any:
        """An empty cell means all places; the column itself must be there, so that none is meant by oversight."""
        return {"place": None, **content} if isinstance(content, dict) else content


class PlanningRow(Row):
    """A figure that planners used."""

    key: ClassVar[tuple[str, ...]] = ("figure",)
    file: ClassVar[str] = "planning.csv"

    figure: Text
    value: Any
    unit: Text
    target: Text
    agreed_by: Text


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
