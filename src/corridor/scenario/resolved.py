"""The complete, frozen scenario that machines use: a view with every default filled and every number by its path.

All numbers stand in one mapping from dotted path (`population.total`, `routes.Goris>Sisian.length_km`,
`events.opening.value`) to a `ResolvedNumber` with value, unit, source, reason, known time and origin. Places,
routes, cohorts and events are sorted by name, so that the order of rows in a file changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from corridor.base import facts
from corridor.base.distributions import Distribution
from corridor.base.names import label
from corridor.base.quantity import Spec
from corridor.base.times import iso, show, utc
from corridor.scenario.outlines import Outline
from corridor.scenario.tables import UncertainTime

__all__ = [
    "Resolved",
    "ResolvedCohort",
    "ResolvedDriven",
    "ResolvedEvent",
    "ResolvedNumber",
    "ResolvedObservation",
    "ResolvedPlace",
    "ResolvedRoute",
]


@dataclass(frozen=True)
class ResolvedNumber:
    """A number of the complete scenario.

    Attributes
    ----------
    value : float or Distribution
        In `unit`.
    unit : str
        Its canonical unit.
    source, reason : str
        Provenance; for a default that of the default.
    known : datetime or None
        When it became known; None only without an as-of time.
    origin : str
        ``file:row`` it was read from, ``default`` or ``--set``.
    """

    value: float | Distribution
    unit: str
    source: str
    reason: str
    known: datetime | None
    origin: str
    spec: Spec = field(repr=False, compare=False, default=Spec("1"))

    def as_dict(self) -> dict[str, Any]:
        """Give what a machine reads: plain values, a distribution as text."""
        return {
            "value": repr(self.value) if isinstance(self.value, Distribution) else self.value,
            "unit": self.unit,
            "source": self.source,
            "reason": self.reason,
            "known": iso(self.known) if self.known else None,
            "origin": self.origin,
        }


@dataclass(frozen=True)
class ResolvedPlace:
    """A place, its kind and names; its numbers are `places.<name>.*`."""

    name: str
    names: str
    kind: str
    country: str
    admin: str
    group: str
    sensitive: bool
    destination: bool

    @property
    def label(self) -> str:
        """The name under which it is shown, with the forms that other parties use."""
        return label(self.name, self.names)


@dataclass(frozen=True)
class ResolvedRoute:
    """A directed route; its numbers are `routes.<row>.*`, shared by the two directions of one row."""

    origin: str
    to: str
    row: str
    open: bool


@dataclass(frozen=True)
class ResolvedCohort:
    """A cohort as the model uses it; its numbers are `cohorts.<base>.*`."""

    name: str
    base: str
    part: str  # "all", or "vehicle" / "none" where a vehicle share splits it
    walks: bool = True


@dataclass(frozen=True)
class ResolvedEvent:
    """An event; its numbers are `events.<name>.*`; `until_hours` says that its end is a number of hours."""

    name: str
    kind: str
    at: UncertainTime
    until: UncertainTime | None
    until_hours: bool
    not_before_known: datetime | None
    place: str
    to: str
    on_road: str
    cohorts: tuple[str, ...] = ()  # who may ride in a fleet; none named: everybody


@dataclass(frozen=True)
class ResolvedObservation:
    """A count known at the as-of time. Not used by the forecast yet.

    Attributes
    ----------
    place : str
        The place or region as written; empty for all places together.
    places : tuple of str
        The places it covers, of those known at the as-of time.
    at : datetime or None
        None where only bounds are known.
    """

    name: str
    kind: str
    place: str
    places: tuple[str, ...]
    value: float | None
    unit: str
    cumulative: bool
    at: datetime | None
    not_before: datetime | None
    not_after: datetime | None
    precision: str
    known: datetime | None
    supersedes: str


@dataclass(frozen=True)
class ResolvedDriven:
    """A rate of driven entries from `since` on; its number is `driven.<index>.persons_per_day`."""

    since: datetime
    place: str


@dataclass(frozen=True)
class Resolved:
    """The complete scenario as of a time: nothing missing but what is stated to be missing.

    `settings` and `without` say what of it was replaced or left out, for the recipe; they are in the numbers already.
    """

    name: str
    summary: str
    folder: str
    zone: ZoneInfo
    start: datetime
    end: datetime
    as_of: datetime | None
    measure: str
    spillback: bool
    daily_profile: tuple[float, ...]
    places: tuple[ResolvedPlace, ...]
    routes: tuple[ResolvedRoute, ...]
    cohorts: tuple[ResolvedCohort, ...]
    events: tuple[ResolvedEvent, ...]
    driven: tuple[ResolvedDriven, ...]
    report: tuple[str, ...]
    cohort_places: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, ResolvedNumber]
    observations: tuple[ResolvedObservation, ...] = ()
    outlines: tuple[Outline, ...] = field(default=(), repr=False)
    settings: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()

    def _facts(self) -> dict[str, str]:
        tables = ("places", "routes", "cohorts", "events", "numbers", "observations")
        as_of = show(self.as_of, self.zone) if self.as_of else "no time, as written"
        counts = {name: f"{len(getattr(self, name))}" for name in tables}
        return {"folder": self.folder, "as of": as_of, "until": show(self.end, self.zone), **counts}

    def __repr__(self) -> str:
        return facts.line("Resolved", self.name, self._facts())

    def _repr_html_(self) -> str:
        return facts.html("Resolved", self.name, self._facts())

    @property
    def step_h(self) -> float:
        """Length of a step in hours."""
        return self._plain("step")

    @property
    def output_h(self) -> float:
        """Hours of the clock whose multiples are kept in results."""
        return self._plain("output_interval")

    def _plain(self, path: str) -> float:
        value = self.numbers[path].value
        return value if isinstance(value, float) else value.ppf(0.5)

    @property
    def n_steps(self) -> int:
        """Number of steps from start to end, the last one whole."""
        return math.ceil((self.end - self.start).total_seconds() / 3600 / self.step_h - 1e-9)

    def hash(self, observations: bool = True) -> str:
        """Give the SHA-256 of all that can change a number: values, units, names, times; not prose.

        The as-of time itself is left out: two as-of times at which the same was known have the same hash.

        Parameters
        ----------
        observations : bool
            Whether the observations known at the as-of time are part of it.
        """
        skip = set() if observations else {"observations"}
        content = {f.name: _canonical(getattr(self, f.name)) for f in fields(self) if f.name not in _PROSE | skip}
        if self.daily_profile:  # then it matters which hour it is where the people are
            content["zone"] = str(self.zone)
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()


_PROSE = {"name", "summary", "folder", "zone", "report", "as_of", "outlines", "settings", "without"}
_NUMBER_PROSE = {"source", "reason", "known", "origin", "spec", "names"}


def _canonical(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc(value)
    if isinstance(value, float):
        return repr(value)
    if is_dataclass(value) and not isinstance(value, type):
        hashed = [f.name for f in fields(value) if f.compare and f.name not in _NUMBER_PROSE]
        named = {name: _canonical(getattr(value, name)) for name in hashed}
        return [type(value).__name__, named]
    if isinstance(value, Mapping):
        return {str(key): _canonical(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_canonical(item) for item in value]
    return value
