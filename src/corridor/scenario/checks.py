"""Checks across the files of a scenario: names that must exist, keys that must be single, times in order.

Each check is one small function over the whole short scenario (every version of every row) that notes problems.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from corridor.base.errors import Problems, Where, shown
from corridor.base.files import YamlFile, fold
from corridor.base.quantity import Quantity
from corridor.base.random import check_collisions, name_hash
from corridor.base.rows import Row, Table, value_spec
from corridor.base.times import iso
from corridor.ledger.claims import ClaimRow
from corridor.scenario.regions import CROSSINGS, covered, region_names
from corridor.scenario.schema import PLACE_KINDS, ScenarioFile
from corridor.scenario.tables import THREATENING, EventRow, ObservationRow, PlaceRow, RouteRow, Tables, UncertainTime
from corridor.scenario.values import NEEDS_VALUE

__all__ = ["crosscheck", "note_unknown_place"]

YAML = "scenario.yaml"
MAX_STEPS = 100_000


def crosscheck(file: ScenarioFile | None, read: YamlFile | None, tables: Tables, problems: Problems) -> None:
    """Note every fault that shows only when the files are read together.

    Parameters
    ----------
    file, read : ScenarioFile and YamlFile, or None
        `scenario.yaml`, without the fields that are at fault; None where it cannot be used.
    tables : Tables
        The other files. What hangs on a row that is at fault itself is not told as a second fault.
    """
    for table in (tables.places, tables.routes, tables.events, tables.observations, tables.planning, tables.claims):
        _versions(table.rows, problems)
    _decisions(tables, problems)
    _speakers(tables.claims.rows, problems)
    _place_names(tables.places.rows, problems)
    _region_names(tables.places.rows, problems)
    if tables.places.names is not None:
        _rows_name_places(tables, tables.places.names, problems)
        _counts_name_regions(tables, tables.places.names, problems)
    _routes(tables.routes.rows, problems)
    for event in tables.events.rows:
        _event(event, tables.routes, problems)
    _observations(tables.observations, problems)
    if file is not None and read is not None:
        further = Problems()
        _file(file, read, tables, further)
        noted = {problem.field for problem in problems.found if problem.file == YAML}
        for problem in further.found:
            if not any(field == problem.field or field.startswith(f"{problem.field}.") for field in noted):
                problems.found.append(problem)


def _file(file: ScenarioFile, read: YamlFile, tables: Tables, problems: Problems) -> None:
    """Note what is wrong in scenario.yaml beyond single fields."""
    _times(file, read, problems)
    _lists(file, read, problems)
    _driven(file, read, problems)
    _riders(file, tables.events.rows, problems)
    _definitions(file, read, problems)
    if tables.places.names is not None:
        _file_names_places(file, tables.places.names, read, problems)
    if tables.places.whole:
        _people(file, tables.places.rows, problems)
        _rooms(file, tables.places.rows, problems)


def _riders(file: ScenarioFile, events: Iterable[EventRow], problems: Problems) -> None:
    """Fleets may be for some cohorts only, which must be there; other events are for everybody."""
    for event in events:
        if event.cohorts and event.kind != "fleet":
            problems.note(
                "cohorts-unused",
                event.cell("cohorts"),
                shown("; ".join(event.cohorts)),
                f"nothing: an event of kind {event.kind} is for everybody",
                "Leave the cell cohorts empty, or make it a fleet.",
            )
        else:
            for name in event.cohorts:
                if name not in file.cohorts:
                    _unknown(event.cell("cohorts"), name, file.cohorts, "cohort", problems)


def _times(file: ScenarioFile, read: YamlFile, problems: Problems) -> None:
    if file.end <= file.start:
        problems.note(
            "times-order",
            read.cell("end"),
            iso(file.end),
            f"a time after the start, {iso(file.start)}",
            "Correct start or end.",
        )
        return
    if file.output_interval and not isinstance(file.output_interval.versions[-1].value, float):
        problems.note(
            "number-invalid",
            read.cell("output_interval"),
            "a distribution",
            "one plain number of hours",
            "Write a plain number of hours.",
        )
    _step(file, read, problems)
    if file.as_of is not None and file.as_of >= file.end:
        problems.note(
            "times-order",
            read.cell("as_of"),
            iso(file.as_of),
            f"a time before the end, {iso(file.end)}",
            "Correct as_of or end.",
        )


def _step(file: ScenarioFile, read: YamlFile, problems: Problems) -> None:
    step = file.step.versions[-1].value if file.step else 1.0
    if not isinstance(step, float):
        problems.note(
            "number-invalid",
            read.cell("step"),
            "a distribution",
            "one plain length of a step",
            "Write a plain number of hours.",
        )
    elif _remainder(file, step) > 1e-6:
        problems.note(
            "step-mismatch",
            read.cell("end"),
            f"{(file.end - file.start).total_seconds() / 3600:g} h from start to end",
            f"a whole number of steps of {step:g} h",
            "Move the end, or change the step.",
        )
    elif (file.end - file.start).total_seconds() / 3600 / step > MAX_STEPS:
        problems.note(
            "too-many-steps",
            read.cell("end"),
            iso(file.end),
            f"at most {MAX_STEPS:,} steps from the start",
            "Correct the end or lengthen the step.",
        )


def _remainder(file: ScenarioFile, step: float) -> float:
    """Give how far the span from start to end is from a whole number of steps, in steps."""
    n = (file.end - file.start).total_seconds() / 3600 / step
    return abs(n - round(n))


def _driven(file: ScenarioFile, read: YamlFile, problems: Problems) -> None:
    for index, item in enumerate(file.driven):
        if item.persons_per_day is None:
            problems.note(
                "field-missing",
                Where(YAML, read.line(("driven", index)), f"driven.{index}.persons_per_day"),
                "nothing",
                "persons per day from that time on; 0 ends an earlier rate",
                "Add persons_per_day, or remove the item.",
            )


def _lists(file: ScenarioFile, read: YamlFile, problems: Problems) -> None:
    profile = file.leaving.daily_profile
    odd = [value for value in profile or () if not 0 <= value < 1e6]
    if profile is not None and (len(profile) != 24 or odd):
        problems.note(
            "list-invalid",
            read.cell("leaving", "daily_profile"),
            shown(odd[0]) if odd else f"{len(profile)} number{'s' if len(profile) != 1 else ''}",
            "24 numbers of 0 or more, one for each hour of the day",
            "Write one number for each hour from 0 to 23.",
        )
    for kind in file.destination.alpha:
        if kind not in PLACE_KINDS:
            _unknown(read.cell("destination", "alpha", kind), kind, PLACE_KINDS, "kind", problems)
    if not file.cohorts:
        problems.note(
            "field-missing",
            read.cell("cohorts"),
            "no cohort",
            "at least one cohort",
            "Name one below 'cohorts'.",
        )
    for name, cohort in file.cohorts.items():
        if "+" in name or "." in name:
            problems.note(
                "name-invalid",
                read.cell("cohorts", name),
                shown(name),
                "a name without '+' and '.'",
                "Rename the cohort.",
            )
        if cohort.share is None and len(file.cohorts) > 1:
            problems.note(
                "field-missing",
                Where(YAML, read.line(("cohorts", name)), f"cohorts.{name}.share"),
                "nothing",
                "a share, as there is more than one cohort",
                "Add the share.",
            )


def _versions(rows: Iterable[Row], problems: Problems) -> None:
    seen: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = (*(getattr(row, part) for part in row.key), row.known)
        if key in seen:
            problems.note(
                "route-duplicate" if row.key[0] == "from_" else f"{row.key[0]}-duplicate",
                row.cell(row.key[0].rstrip("_")),
                f"{shown(row.name())} again, also in row {seen[key].row}",
                "one row for each name and known time",
                "Remove one, or give it the later time at which it became known.",
            )
        seen.setdefault(key, row)


def _decisions(tables: Tables, problems: Problems) -> None:
    """A decision is on a claim that is there."""
    names = tables.claims.names
    for row in tables.decisions.rows:
        if names is not None and row.claim not in names:
            close = difflib.get_close_matches(row.claim, names, 1)
            problems.note(
                "claim-unknown",
                row.cell("claim"),
                shown(row.claim),
                "the name of a claim in claims.csv",
                f"Did you mean {close[0]}?" if close else "Correct the name, or add the claim.",
            )


def _speakers(claims: Iterable[ClaimRow], problems: Problems) -> None:
    """A speaker speaks for one party, or would count twice."""
    first: dict[str, ClaimRow] = {}
    for row in claims:
        if row.party:
            other = first.setdefault(fold(row.speaker), row)
            if fold(other.party or "") != fold(row.party):
                whom = f"{shown(row.speaker)}, who speaks for {shown(other.party)} in row {other.row}"
                problems.note(
                    "speaker-two-parties",
                    row.cell("party"),
                    f"{shown(row.party)} for {whom}",
                    "one party for each speaker",
                    "Correct one of the two, or name the speakers apart.",
                )


def _definitions(file: ScenarioFile, read: YamlFile, problems: Problems) -> None:
    names = list(file.claims.definitions)
    for k, name in enumerate(names):
        if fold(name) in map(fold, names[:k]):
            problems.note(
                "name-ambiguous",
                read.cell("claims", "definitions", name),
                f"{shown(name)} a second time",
                "each quantity once",
                "Remove one of the two.",
            )


def _place_names(places: Iterable[PlaceRow], problems: Problems) -> None:
    first = {row.place: row for row in reversed(list(places))}
    alike: dict[str, PlaceRow] = {}
    for row in sorted(first.values(), key=lambda row: row.row):
        if ">" in row.place or "\x1f" in row.place:
            problems.note(
                "name-invalid", row.cell("place"), shown(row.place), "a name without '>'", "Rename the place."
            )
        twin = alike.setdefault(fold(row.place), row)
        if twin is not row:
            problems.note(
                "place-duplicate",
                row.cell("place"),
                f"{shown(row.place)}, nearly {shown(twin.place)} of row {twin.row}",
                "names that differ in more than capitals and invisible characters",
                "Write both alike if they are one place, or rename one.",
            )
        if (row.lat is None) != (row.lon is None):
            problems.note(
                "field-missing",
                row.cell("lat" if row.lat is None else "lon"),
                "nothing",
                "both lat and lon, or neither",
                "Add the other coordinate.",
            )
    try:
        check_collisions({name: name_hash(name) for name in first})
    except ValueError as error:
        problems.note(
            "name-collision",
            Where("places.csv", field="place"),
            str(error),
            "other names",
            "Rename one of the two places.",
        )


def _region_names(places: Iterable[PlaceRow], problems: Problems) -> None:
    """Two spellings of one region would be two regions, each with a part of its places."""
    alike: dict[str, PlaceRow] = {}
    for row in places:
        twin = alike.setdefault(fold(row.admin), row) if row.admin is not None else row
        if twin.admin != row.admin:
            problems.note(
                "region-duplicate",
                row.cell("admin"),
                f"{shown(row.admin)}, nearly {shown(twin.admin)} of row {twin.row}",
                "one spelling for each region",
                "Write both alike if they are one region, or rename one.",
            )


_WHERE = {"place": "a place of places.csv", "observation": "another observation of this file"}
_PLACE_OR_REGION = "a place or a region (admin) of places.csv, or an empty cell for all places together"


def _unknown(where: Where, name: str, known: Iterable[str], what: str, problems: Problems, expected: str = "") -> None:
    names = sorted(known)
    close = [other for other in names if fold(other) == fold(name)] or difflib.get_close_matches(name, names, 1)
    problems.note(
        f"{what}-unknown",
        where,
        shown(name),
        expected or _WHERE.get(what) or "one of " + ", ".join(names),
        f"Did you mean {close[0]}?" if close else f"Correct the name or add the {what}.",
    )


def _rows_name_places(tables: Tables, places: frozenset[str], problems: Problems) -> None:
    named: list[tuple[Row, str, str | None]] = []
    for route in tables.routes.rows:
        named += [(route, "from", route.from_), (route, "to", route.to)]
    for event in tables.events.rows:
        named += [(event, "place", event.place), (event, "to", event.to)]
    for row, field, place in named:
        if place is not None and place not in places:
            _unknown(row.cell(field), place, places, "place", problems)


def _counts_name_regions(tables: Tables, places: frozenset[str], problems: Problems) -> None:
    """A count is about a place, a region or all places; what passes a place needs an outside to come from."""
    rows = tables.places.rows
    everywhere = covered(None, rows)
    for count in tables.observations.rows:
        over = covered(count.place, rows)
        if not over and count.place not in places:
            if tables.places.whole:  # else the region may be that of a row at fault
                note_unknown_place(count.cell("place"), count.place, rows, problems)
        elif count.kind in CROSSINGS and over == everywhere and len(over) > 1 and tables.places.whole:
            problems.note(
                "place-needed",
                count.cell("place"),
                f"{shown(count.place)}, that is all places together",
                f"a place or a region, for a count of kind {count.kind}: those who cross into it or out of it",
                "Name the place where they were counted.",
            )


def note_unknown_place(where: Where, name: str | None, places: Iterable[PlaceRow], problems: Problems) -> None:
    """Note that a count is about what is neither a place nor a region, or do nothing."""
    places = tuple(places)
    if name is not None and not covered(name, places):
        names = {*(row.place for row in places), *region_names(places)}
        _unknown(where, name, names, "place", problems, _PLACE_OR_REGION)


def _file_names_places(file: ScenarioFile, places: frozenset[str], read: YamlFile, problems: Problems) -> None:
    named: list[tuple[tuple[Any, ...], str]] = []
    for cohort, content in file.cohorts.items():
        named += [(("cohorts", cohort, "kin", place), place) for place in content.kin]
        named += [(("cohorts", cohort, "places"), place) for place in content.places or ()]
    named += [(("supplies", "stocks", place), place) for place in file.supplies.stocks]
    named += [(("reception", "registration", place), place) for place in file.reception.registration]
    named += [(("tracing", "posts", place), place) for place in file.tracing.posts]
    named += [(("driven", i, "place"), item.place) for i, item in enumerate(file.driven) if item.place]
    named += [(("report",), place) for place in file.report or ()]
    for path, place in named:
        if place not in places:
            _unknown(read.cell(*path), place, places, "place", problems)


def _routes(routes: Iterable[RouteRow], problems: Problems) -> None:
    directions: dict[tuple[str, str, Any], RouteRow] = {}
    for row in routes:
        if row.from_ == row.to:
            problems.note(
                "route-loop",
                row.cell("to"),
                shown(row.to),
                "another place than the one it begins at",
                "Correct from or to.",
            )
        for field in ("length_km", "speed_kmh"):
            if getattr(row, field) is None:
                problems.note(
                    "field-missing",
                    row.cell(field),
                    "nothing",
                    "a number above 0",
                    "Add it, with its source; an estimate may be a distribution.",
                )
        ends = [(row.from_, row.to), (row.to, row.from_)] if row.both_ways else [(row.from_, row.to)]
        for start, to in ends:
            other = directions.setdefault((start, to, row.known), row)
            if other is not row and other.name() != row.name():
                problems.note(
                    "route-duplicate",
                    row.cell("both_ways"),
                    f"{shown(start)} to {shown(to)} again, also in row {other.row}",
                    "each direction once",
                    "Set both_ways to no in one of the two, or remove it.",
                )


_NEEDS_ROUTE = ("open", "close", "capacity")
_NEEDS_PLACE = ("open", "close", "capacity", "delivery", "loss", "site_open", "site_close", "fleet", *THREATENING)


def _event(event: EventRow, routes: Table[RouteRow], problems: Problems) -> None:
    def missing(field: str, expected: str) -> None:
        problems.note("field-missing", event.cell(field), "nothing", expected, f"Fill the cell {field}.")

    if event.kind in NEEDS_VALUE and event.value is None:
        missing("value", f"a value, for an event of kind {event.kind}")
    if event.kind in _NEEDS_PLACE and event.place is None:
        missing("place", f"a place, for an event of kind {event.kind}")
    if event.value is not None and value_spec(event) is None:
        problems.note(
            "value-unused",
            event.cell("value"),
            "a value",
            f"an empty cell, for an event of kind {event.kind}",
            "Empty the cell, or choose another kind; 'capacity' changes the capacity of a route.",
        )
    if event.kind in _NEEDS_ROUTE and event.place is not None and routes.whole:
        touching = [r for r in routes.rows if event.place in (r.from_, r.to) and event.to in (None, r.from_, r.to)]
        if not touching:
            problems.note(
                "route-unknown",
                event.cell("to"),
                shown(f"{event.place} > {event.to}"),
                "a route of routes.csv",
                "Correct place and to, or add the route.",
            )
    if isinstance(event.until, UncertainTime) and _last(event.until) < _first(event.at):
        problems.note(
            "times-order",
            event.cell("until"),
            iso(event.until.base),
            f"a time after its beginning, {iso(event.at.base)}",
            "Correct at or until.",
        )
    if event.not_before_known is not None and event.known is not None and event.not_before_known > event.known:
        problems.note(
            "times-order",
            event.cell("not_before_known"),
            iso(event.not_before_known),
            f"a time not after known, {iso(event.known)}",
            "Correct known or not_before_known.",
        )

    _never(event, problems)


def _never(event: EventRow, problems: Problems) -> None:
    """An event known not to have happened at any time its law allows is a contradiction."""
    if event.not_before_known is not None and event.not_before_known.timestamp() >= _last(event.at):
        problems.note(
            "times-order",
            event.cell("not_before_known"),
            iso(event.not_before_known),
            "a time before the last possible one of 'at'",
            "Correct at, or not_before_known.",
        )


def _first(when: UncertainTime) -> float:
    return when.base.timestamp() + (when.spread.support()[0] * 3600 if when.spread else 0.0)


def _last(when: UncertainTime) -> float:
    return when.base.timestamp() + (when.spread.support()[1] * 3600 if when.spread else 0.0)


def _people(file: ScenarioFile, places: tuple[PlaceRow, ...], problems: Problems) -> None:
    def may_be_positive(quantity: Quantity | None) -> bool:
        if quantity is None:
            return False
        return any(not isinstance(v.value, float) or v.value > 0 for v in quantity.versions)

    if not places:
        problems.note(
            "table-empty",
            Where("places.csv", 1),
            "a header without rows",
            "at least one place",
            "Add a row for each place.",
        )
    elif not file.driven and not any(may_be_positive(row.residents) for row in places):
        problems.note(
            "field-missing",
            Where("places.csv", field="residents"),
            "no place with residents",
            "people in at least one place",
            "Fill the column residents.",
        )


def _rooms(file: ScenarioFile, places: tuple[PlaceRow, ...], problems: Problems) -> None:
    """Where the room of all regions is given in total, each region needs its share."""
    if file.reception.room_total is None:
        return
    for row in places:
        if row.kind in ("host_region", "camp") and row.room is None:
            problems.note(
                "field-missing",
                row.cell("room"),
                "nothing",
                "a share of reception.room_total",
                "Fill the cell room, or remove room_total.",
            )


def _observations(table: Table[ObservationRow], problems: Problems) -> None:
    for row in table.rows:
        if row.precision in ("exact", "hour") and row.at is None:
            problems.note(
                "field-missing",
                row.cell("at"),
                "nothing",
                f"the time of the count, as its precision is {row.precision}",
                "Fill the cell at, or set precision to day or unknown.",
            )
        if row.not_before is not None and row.not_after is not None and row.not_after < row.not_before:
            problems.note(
                "times-order",
                row.cell("not_after"),
                iso(row.not_after),
                f"a time not before not_before, {iso(row.not_before)}",
                "Correct not_before or not_after.",
            )
        if row.at is not None and row.known is not None and row.known < row.at:
            problems.note(
                "times-order",
                row.cell("known"),
                iso(row.known),
                f"a time not before that of the count, {iso(row.at)}",
                "Correct at or known: nothing is known before it happens.",
            )
        if row.supersedes is not None and table.names is not None and row.supersedes not in table.names:
            _unknown(row.cell("supersedes"), row.supersedes, table.names, "observation", problems)
