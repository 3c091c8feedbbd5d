"""From the short scenario to the complete one: its view as of a time, defaults filled in, claims pooled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NoReturn
from zoneinfo import ZoneInfo

from corridor.base.distributions import Constant
from corridor.base.errors import InputError, Problem, Problems, Where, require, shown
from corridor.base.fields import instant_of
from corridor.base.quantity import ClaimsRef, Fault, Quantity, Spec, Version, parse_quantity
from corridor.base.rows import Row, spec_of, value_spec
from corridor.base.times import iso, parse_known
from corridor.scenario.pooling import Reference, note_grades, note_pools
from corridor.scenario.read import Scenario
from corridor.scenario.regions import covered, region_names
from corridor.scenario.resolved import (
    Resolved,
    ResolvedCohort,
    ResolvedDriven,
    ResolvedEvent,
    ResolvedNumber,
    ResolvedObservation,
    ResolvedPlace,
    ResolvedRoute,
)
from corridor.scenario.schema import Section
from corridor.scenario.tables import EventRow, ObservationRow, PlaceRow, RouteRow, UncertainTime
from corridor.scenario.view import note_view

__all__ = ["cohorts_of", "note_faults", "number_of", "resolve"]


def resolve(scenario: Scenario, as_of: datetime | str | None = None, *, as_written: bool = False) -> Resolved:
    """Give the complete scenario as of a time.

    Parameters
    ----------
    scenario : Scenario
        The short one, with all versions.
    as_of : datetime or str, optional
        Nothing known after it is in the complete scenario; with its UTC offset, text in ISO 8601. Without it, `as_of`
        of the scenario is taken, as the commands do; a scenario that has none is taken as written.
    as_written : bool
        Take the last version of everything, known or not: a simulation, no forecast.

    Raises
    ------
    InputError
        What `view` raises; claims that cannot be pooled; a default or a name of the file
        that was not known by then; an as-of time beside `as_written`.
    """
    require(scenario, Scenario, "scenario", "what corridor.load gives", "Load the folder first.")
    if as_written and as_of is not None:
        _refuse_as_of(as_of, "no as-of time, as the scenario is taken as written", "Leave out one of the two.")
    moment = _instant(as_of) if as_of is not None else None if as_written else scenario.file.as_of
    return _complete(scenario, moment)


def _instant(as_of: datetime | str) -> datetime:
    if isinstance(as_of, datetime) and as_of.tzinfo is not None:
        return as_of
    try:
        return instant_of(as_of.isoformat() if isinstance(as_of, datetime) else as_of)
    except Fault as fault:
        context = fault.context or {}
        _refuse_as_of(as_of, str(context["expected"]), str(context["remedy"]), fault.type)


def _refuse_as_of(as_of: object, expected: str, remedy: str, code: str = "time-invalid") -> NoReturn:
    raise InputError([Problem(code, file="as_of", found=shown(str(as_of)), expected=expected, remedy=remedy)])


def _complete(scenario: Scenario, as_of: datetime | None) -> Resolved:
    problems = Problems()
    seen, numbers = note_faults(scenario, as_of, problems)
    problems.raise_if_any()
    file = seen.file
    return Resolved(
        name=file.name,
        summary=file.summary,
        folder=seen.folder,
        zone=seen.zone,
        start=file.start,
        end=file.end,
        as_of=as_of,
        measure=file.destination.measure,
        spillback=file.travel.spillback,
        daily_profile=tuple(file.leaving.daily_profile or ()),
        places=_places(seen.places),
        routes=_routes(seen.routes),
        cohorts=cohorts_of({name: cohort.walks for name, cohort in file.cohorts.items()}, numbers),
        events=tuple(_event(row, numbers) for row in seen.events),
        driven=tuple(ResolvedDriven(item.since, item.place or "") for item in file.driven),
        report=_report(seen),
        cohort_places=_cohort_places(seen),
        numbers=dict(sorted(numbers.items())),
        observations=tuple(_observation(row, seen.places) for row in seen.observations),
        outlines=seen.outlines,
        without=seen.without,
    )


def note_faults(
    scenario: Scenario, as_of: datetime | None, problems: Problems
) -> tuple[Scenario, dict[str, ResolvedNumber]]:
    """Give the view as of a time and its numbers by path, with every fault noted that `resolve` would raise."""
    seen = note_view(scenario, as_of, problems)
    if as_of is not None and as_of != scenario.file.as_of and as_of >= scenario.file.end:
        problems.note(
            "times-order",
            Where("--as-of"),
            iso(as_of),
            f"a time before the end, {iso(scenario.file.end)}",
            "Choose an earlier as-of time.",
        )
    found = _Found({}, [])
    note_grades(seen, problems)
    _file_numbers(seen, as_of, found, problems)
    for rows, room in ((seen.places, "places"), (seen.routes, "routes"), (seen.events, "events")):
        for row in rows:
            _row_numbers(row, f"{room}.{row.name()}", found)
    numbers = found.numbers
    values = {path: number.value for path, number in numbers.items()}
    for path, one in note_pools(seen, as_of, found.references, values, problems).items():
        spec, origin = one.reference.wanted, _origin(one.reference.quantity)
        numbers[path] = ResolvedNumber(one.pool, spec.unit, one.source, one.reason, one.known, origin, spec)
    _known_names(scenario, seen, problems)
    _somewhere(scenario, seen, as_of, problems)
    return seen, numbers


# --- numbers --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Found:
    """The numbers of a view: those that stand by themselves, and those that refer to claims."""

    numbers: dict[str, ResolvedNumber]
    references: list[Reference]


def _file_numbers(seen: Scenario, as_of: datetime | None, found: _Found, problems: Problems) -> None:
    """Collect every number of scenario.yaml, with defaults where a field is missing."""

    def walk(section: Section, path: tuple[str, ...]) -> None:
        for name, info in type(section).model_fields.items():
            value, spec, here = getattr(section, name), spec_of(info), (*path, name)
            if isinstance(value, Quantity) and spec is not None:
                _note(".".join(here), value, spec, found)
            elif value is None and spec is not None and spec.default is not None:
                found.numbers[".".join(here)] = _default(".".join(here), spec, as_of, seen.zone, problems)
            elif isinstance(value, Section):
                walk(value, here)
            elif isinstance(value, dict):
                for key, item in value.items():
                    if isinstance(item, Section):
                        walk(item, (*here, str(key)))
                    elif spec is not None:
                        _note(".".join((*here, str(key))), item, spec, found)
            elif isinstance(value, list):
                for index, item in enumerate(value):
                    if isinstance(item, Section):
                        walk(item, (*here, str(index)))

    walk(seen.file, ())


def _row_numbers(row: Row, prefix: str, found: _Found) -> None:
    for name, info in type(row).model_fields.items():
        value = getattr(row, name)
        spec = value_spec(row) if name == "value" else spec_of(info)
        if isinstance(value, Quantity):
            _note(f"{prefix}.{name}", value, spec or Spec("h", low=0), found)


def _note(path: str, quantity: Quantity, spec: Spec, found: _Found) -> None:
    version = quantity.versions[-1]
    if isinstance(version.value, ClaimsRef) and not path.startswith("claims."):
        found.references.append(Reference(path, quantity, spec))
    elif not isinstance(version.value, ClaimsRef):
        found.numbers[path] = number_of(version, spec, _origin(quantity))


def _origin(quantity: Quantity) -> str:
    return f"{quantity.file}:{quantity.row}" if quantity.row else quantity.file


def number_of(version: Version, spec: Spec, origin: str) -> ResolvedNumber:
    """Give a version of a number as the complete scenario holds it."""
    value = version.value
    if isinstance(value, Constant):
        value = value.value
    if isinstance(value, ClaimsRef):
        raise TypeError("a claims reference is resolved before")
    return ResolvedNumber(value, version.unit, version.source, version.reason, version.known, origin, spec)


def _default(path: str, spec: Spec, as_of: datetime | None, zone: ZoneInfo, problems: Problems) -> ResolvedNumber:
    known = parse_known(spec.known, zone)
    if as_of is not None and known > as_of:
        problems.note(
            "not-known-yet",
            Where("scenario.yaml", field=path),
            f"a default known from {iso(known)}",
            f"a number known at the as-of time, {iso(as_of)}",
            "Write the number in scenario.yaml, or choose a later as-of time.",
        )
    quantity = parse_quantity(spec.default, spec, zone)
    version = replace(quantity.versions[0], source=spec.source, reason=spec.reason, known=known)
    return number_of(version, spec, "default")


# --- structure ------------------------------------------------------------------------------------------------

_DESTINATIONS = ("shelter", "protected_site", "reception", "camp")


def _places(rows: tuple[PlaceRow, ...]) -> tuple[ResolvedPlace, ...]:
    has_reception = any(row.kind == "reception" for row in rows)
    return tuple(
        ResolvedPlace(
            row.place,
            row.names or "",
            row.kind,
            row.country or "",
            row.admin or "",
            row.group or row.admin or row.place,
            row.sensitive,
            row.destination
            if row.destination is not None
            else row.kind in _DESTINATIONS or (row.kind == "host_region" and not has_reception),
        )
        for row in rows
    )


def _routes(rows: tuple[RouteRow, ...]) -> tuple[ResolvedRoute, ...]:
    routes = []
    for row in rows:
        routes.append(ResolvedRoute(row.from_, row.to, row.name(), row.status == "open"))
        if row.both_ways:
            routes.append(ResolvedRoute(row.to, row.from_, row.name(), row.status == "open"))
    return tuple(sorted(routes, key=lambda r: (r.origin, r.to)))


def cohorts_of(walks: Mapping[str, bool], numbers: Mapping[str, ResolvedNumber]) -> tuple[ResolvedCohort, ...]:
    """Give the cohorts of the model, by name; `walks` says of each of the scenario whether it sets out on foot."""
    made = []
    for name, on_foot in walks.items():
        share = numbers[f"cohorts.{name}.vehicle_share"].value
        if share == 1.0 or share == 0.0:
            made.append(ResolvedCohort(name, name, "vehicle" if share == 1.0 else "none", on_foot))
        else:
            made += [ResolvedCohort(f"{name}+{part}", name, part, on_foot) for part in ("vehicle", "none")]
    return tuple(sorted(made, key=lambda c: c.name))


def _event(row: EventRow, numbers: dict[str, ResolvedNumber]) -> ResolvedEvent:
    hours = isinstance(row.until, Quantity)
    until = row.until if isinstance(row.until, UncertainTime) else None
    return ResolvedEvent(
        row.event,
        row.kind,
        row.at,
        until,
        hours,
        row.not_before_known,
        row.place or "",
        row.to or "",
        row.on_road,
        row.cohorts,
    )


def _observation(row: ObservationRow, places: tuple[PlaceRow, ...]) -> ResolvedObservation:
    value = row.value.versions[-1].value if row.value else None
    return ResolvedObservation(
        row.observation,
        row.kind,
        row.place or "",
        covered(row.place, places),
        value if isinstance(value, float) else None,
        row.value.versions[-1].unit if row.value else row.unit,
        row.cumulative,
        row.at,
        row.not_before,
        row.not_after,
        row.precision,
        row.known,
        row.supersedes or "",
    )


def _report(seen: Scenario) -> tuple[str, ...]:
    if seen.file.report:
        known = {row.place for row in seen.places}
        return tuple(place for place in dict.fromkeys(seen.file.report) if place in known)
    for kind in ("reception", "camp", "host_region", "shelter", "settlement"):
        names = tuple(row.place for row in seen.places if row.kind == kind and not row.sensitive)
        if names:
            return names
    return ()


def _cohort_places(seen: Scenario) -> dict[str, tuple[str, ...]]:
    """Give the places each cohort is limited to, of those that are known by then."""
    known = {row.place for row in seen.places}
    return {
        name: tuple(sorted(known.intersection(cohort.places)))
        for name, cohort in seen.file.cohorts.items()
        if cohort.places is not None
    }


def _somewhere(scenario: Scenario, seen: Scenario, as_of: datetime | None, problems: Problems) -> None:
    """As of the time there must be places, and people in them or driven in."""
    if as_of is None or any(row.known is None for row in scenario.places):
        return
    ever = any(row.residents is not None for row in scenario.places)
    if seen.file.driven or not ever or any(row.residents is not None for row in seen.places):
        return
    problems.note(
        "not-known-yet",
        Where("places.csv", field="residents" if seen.places else "place"),
        "no place with residents" if seen.places else "no place",
        f"people in places known at the as-of time, {iso(as_of)}",
        "Correct 'known' of the places, or choose a later as-of time.",
    )


def _known_names(scenario: Scenario, seen: Scenario, problems: Problems) -> None:
    """What is known may name only places that were known too; names that are not known at all are told elsewhere."""
    places, undated = {row.place for row in seen.places}, {row.place for row in scenario.places if row.known is None}
    ever = {row.place for row in scenario.places} - undated
    for path, quantity in _place_numbers(seen):
        if path[-1] in ever - places:
            _not_a_place_yet(quantity.file, quantity.row, ".".join(path), path[-1], problems)
    for rows, columns in ((seen.routes, ("from_", "to")), (seen.events, ("place", "to"))):
        for row in rows:
            for column in columns:
                name = getattr(row, column)
                if name in ever - places:
                    _not_a_place_yet(row.file, row.row, column.rstrip("_"), name, problems)
    if not undated:
        _known_regions(scenario, seen, problems)
    later = _joined(scenario.routes) - _joined(seen.routes)
    for event in seen.events:
        if event.kind in ("open", "close", "capacity") and (event.place, event.to) in later:
            problems.note(
                "not-known-yet",
                event.cell("to"),
                shown(f"{event.place} > {event.to}"),
                "a route known at the as-of time",
                "Correct 'known' of the route or of this row.",
            )


def _known_regions(scenario: Scenario, seen: Scenario, problems: Problems) -> None:
    """What a count is about must have been known by then: its place, or at least one place of its region."""
    ever = {row.place for row in scenario.places} | region_names(scenario.places)
    for row in seen.observations:
        if row.place in ever and not covered(row.place, seen.places):
            problems.note(
                "not-known-yet",
                row.cell("place"),
                shown(row.place),
                "a place known at the as-of time, or a region with such places",
                "Correct 'known' of the places, or of this row.",
            )


def _joined(routes: tuple[RouteRow, ...]) -> set[tuple[str | None, str | None]]:
    return {ends for row in routes for ends in ((row.from_, row.to), (row.to, row.from_))}


def _place_numbers(seen: Scenario) -> list[tuple[tuple[str, ...], Quantity]]:
    """Give the numbers of scenario.yaml that are about a place, with paths that end in its name."""
    file = seen.file
    found: list[tuple[tuple[str, ...], Quantity]] = [
        (("cohorts", name, "kin", place), q) for name, c in file.cohorts.items() for place, q in c.kin.items()
    ]
    found += [(("tracing", "posts", place), quantity) for place, quantity in file.tracing.posts.items()]
    for place, desk in file.reception.registration.items():
        found += [(("reception", "registration", place), desk.desks)] if desk.desks else []
    found += [
        (("driven", str(index), item.place), item.persons_per_day)
        for index, item in enumerate(file.driven)
        if item.place and item.persons_per_day
    ]
    for place, stock in file.supplies.stocks.items():
        found += [(("supplies", "stocks", place), q) for q in (stock.food, stock.fuel, stock.pumps) if q]
    return found


def _not_a_place_yet(file: str, row: int | None, field: str, name: str, problems: Problems) -> None:
    problems.note(
        "not-known-yet",
        Where(file, row, field),
        shown(name),
        "a place known at the as-of time",
        "Correct 'known' of the place, or of what names it.",
    )
