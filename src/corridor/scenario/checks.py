"""Checks across the files of a scenario: names that must exist, keys that must be single, times in order.

Each check is one small function over the whole short scenario (every version of every row) that notes problems.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from corridor.base.errors import Problems, shown
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
        told = {problem.field for problem in problems.found if problem.file == YAML}
        for problem in further.found:
            if not any(field == problem.field or field.startswith(f"{problem.field}.") for field in told):
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
            problems.add(
                "cohorts-unused",
                file=event.file,
                row=event.row,
                field="cohorts",
                found=shown("; ".join(event.cohorts)),
                expected=f"nothing: an event of kind {event.kind} is for everybody",
                remedy="Leave the cell cohorts empty, or make it a fleet.",
            )
        else:
            for name in event.cohorts:
                if name not in file.cohorts:
                    _unknown(event.file, event.row, "cohorts", name, file.cohorts, "cohort", problems)


def _times(file: ScenarioFile, read: YamlFile, problems: Problems) -> None:
    if file.end <= file.start:
        problems.add(
            "times-order",
            file=YAML,
            row=read.line(("end",)),
            field="end",
            found=iso(file.end),
            expected=f"a time after the start, {iso(file.start)}",
            remedy="Correct start or end.",
        )
        return
    if file.output_interval and not isinstance(file.output_interval.versions[-1].value, float):
        problems.add(
            "number-invalid",
            file=YAML,
            row=read.line(("output_interval",)),
            field="output_interval",
            found="a distribution",
            expected="one plain number of hours",
            remedy="Write a plain number of hours.",
        )
    step = file.step.versions[-1].value if file.step else 1.0
    if not isinstance(step, float):
        problems.add(
            "number-invalid",
            file=YAML,
            row=read.line(("step",)),
            field="step",
            found="a distribution",
            expected="one plain length of a step",
            remedy="Write a plain number of hours.",
        )
    elif _remainder(file, step) > 1e-6:
        problems.add(
            "step-mismatch",
            file=YAML,
            row=read.line(("end",)),
            field="end",
            found=f"{(file.end - file.start).total_seconds() / 3600:g} h from start to end",
            expected=f"a whole number of steps of {step:g} h",
            remedy="Move the end, or change the step.",
        )
    elif (file.end - file.start).total_seconds() / 3600 / step > MAX_STEPS:
        problems.add(
            "too-many-steps",
            file=YAML,
            row=read.line(("end",)),
            field="end",
            found=iso(file.end),
            expected=f"at most {MAX_STEPS:,} steps from the start",
            remedy="Correct the end or lengthen the step.",
        )
    if file.as_of is not None and file.as_of >= file.end:
        problems.add(
            "times-order",
            file=YAML,
            row=read.line(("as_of",)),
            field="as_of",
            found=iso(file.as_of),
            expected=f"a time before the end, {iso(file.end)}",
            remedy="Correct as_of or end.",
        )


def _remainder(file: ScenarioFile, step: float) -> float:
    """Give how far the span from start to end is from a whole number of steps, in steps."""
    n = (file.end - file.start).total_seconds() / 3600 / step
    return abs(n - round(n))


def _driven(file: ScenarioFile, read: YamlFile, problems: Problems) -> None:
    for index, item in enumerate(file.driven):
        if item.persons_per_day is None:
            problems.add(
                "field-missing",
                file=YAML,
                row=read.line(("driven", index)),
                field=f"driven.{index}.persons_per_day",
                found="nothing",
                expected="persons per day from that time on; 0 ends an earlier rate",
                remedy="Add persons_per_day, or remove the item.",
            )


def _lists(file: ScenarioFile, read: YamlFile, problems: Problems) -> None:
    profile = file.leaving.daily_profile
    odd = [value for value in profile or () if not 0 <= value < 1e6]
    if profile is not None and (len(profile) != 24 or odd):
        problems.add(
            "list-invalid",
            file=YAML,
            row=read.line(("leaving", "daily_profile")),
            field="leaving.daily_profile",
            found=shown(odd[0]) if odd else f"{len(profile)} number{'s' if len(profile) != 1 else ''}",
            expected="24 numbers of 0 or more, one for each hour of the day",
            remedy="Write one number for each hour from 0 to 23.",
        )
    for kind in file.destination.alpha:
        if kind not in PLACE_KINDS:
            _unknown(
                YAML,
                read.line(("destination", "alpha", kind)),
                f"destination.alpha.{kind}",
                kind,
                PLACE_KINDS,
                "kind",
                problems,
            )
    if not file.cohorts:
        problems.add(
            "field-missing",
            file=YAML,
            row=read.line(("cohorts",)),
            field="cohorts",
            found="no cohort",
            expected="at least one cohort",
            remedy="Name one below 'cohorts'.",
        )
    for name, cohort in file.cohorts.items():
        if "+" in name or "." in name:
            problems.add(
                "name-invalid",
                file=YAML,
                row=read.line(("cohorts", name)),
                field=f"cohorts.{name}",
                found=shown(name),
                expected="a name without '+' and '.'",
                remedy="Rename the cohort.",
            )
        if cohort.share is None and len(file.cohorts) > 1:
            problems.add(
                "field-missing",
                file=YAML,
                row=read.line(("cohorts", name)),
                field=f"cohorts.{name}.share",
                found="nothing",
                expected="a share, as there is more than one cohort",
                remedy="Add the share.",
            )


def _versions(rows: Iterable[Row], problems: Problems) -> None:
    seen: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = (*(getattr(row, part) for part in row.key), row.known)
        if key in seen:
            problems.add(
                "route-duplicate" if row.key[0] == "from_" else f"{row.key[0]}-duplicate",
                file=row.file,
                row=row.row,
                field=row.key[0].rstrip("_"),
                found=f"{shown(row.name())} again, also in row {seen[key].row}",
                expected="one row for each name and known time",
                remedy="Remove one, or give it the later time at which it became known.",
            )
        seen.setdefault(key, row)


def _decisions(tables: Tables, problems: Problems) -> None:
    """A decision is on a claim that is there."""
    names = tables.claims.names
    for row in tables.decisions.rows:
        if names is not None and row.claim not in names:
            close = difflib.get_close_matches(row.claim, names, 1)
            problems.add(
                "claim-unknown",
                file=row.file,
                row=row.row,
                field="claim",
                found=shown(row.claim),
                expected="the name of a claim in claims.csv",
                remedy=f"Did you mean {close[0]}?" if close else "Correct the name, or add the claim.",
            )


def _speakers(claims: Iterable[ClaimRow], problems: Problems) -> None:
    """A speaker speaks for one party, or would count twice."""
    first: dict[str, ClaimRow] = {}
    for row in claims:
        if row.party:
            other = first.setdefault(fold(row.speaker), row)
            if fold(other.party or "") != fold(row.party):
                whom = f"{shown(row.speaker)}, who speaks for {shown(other.party)} in row {other.row}"
                problems.add(
                    "speaker-two-parties",
                    file=row.file,
                    row=row.row,
                    field="party",
                    found=f"{shown(row.party)} for {whom}",
                    expected="one party for each speaker",
                    remedy="Correct one of the two, or name the speakers apart.",
                )


def _definitions(file: ScenarioFile, read: YamlFile, problems: Problems) -> None:
    names = list(file.claims.definitions)
    for k, name in enumerate(names):
        if fold(name) in map(fold, names[:k]):
            problems.add(
                "name-ambiguous",
                file=YAML,
                row=read.line(("claims", "definitions", name)),
                field=f"claims.definitions.{name}",
                found=f"{shown(name)} a second time",
                expected="each quantity once",
                remedy="Remove one of the two.",
            )


def _place_names(places: Iterable[PlaceRow], problems: Problems) -> None:
    first = {row.place: row for row in reversed(list(places))}
    alike: dict[str, PlaceRow] = {}
    for row in sorted(first.values(), key=lambda row: row.row):
        if ">" in row.place or "\x1f" in row.place:
            problems.add(
                "name-invalid",
                file=row.file,
                row=row.row,
                field="place",
                found=shown(row.place),
                expected="a name without '>'",
                remedy="Rename the place.",
            )
        twin = alike.setdefault(fold(row.place), row)
        if twin is not row:
            problems.add(
                "place-duplicate",
                file=row.file,
                row=row.row,
                field="place",
                found=f"{shown(row.place)}, nearly {shown(twin.place)} of row {twin.row}",
                expected="names that differ in more than capitals and invisible characters",
                remedy="Write both alike if they are one place, or rename one.",
            )
        if (row.lat is None) != (row.lon is None):
            problems.add(
                "field-missing",
                file=row.file,
                row=row.row,
                field="lat" if row.lat is None else "lon",
                found="nothing",
                expected="both lat and lon, or neither",
                remedy="Add the other coordinate.",
            )
    try:
        check_collisions({name: name_hash(name) for name in first})
    except ValueError as error:
        problems.add(
            "name-collision",
            file="places.csv",
            field="place",
            found=str(error),
            expected="other names",
            remedy="Rename one of the two places.",
        )


def _region_names(places: Iterable[PlaceRow], problems: Problems) -> None:
    """Two spellings of one region would be two regions, each with a part of its places."""
    alike: dict[str, PlaceRow] = {}
    for row in places:
        twin = alike.setdefault(fold(row.admin), row) if row.admin is not None else row
        if twin.admin != row.admin:
            problems.add(
                "region-duplicate",
                file=row.file,
                row=row.row,
                field="admin",
                found=f"{shown(row.admin)}, nearly {shown(twin.admin)} of row {twin.row}",
                expected="one spelling for each region",
                remedy="Write both alike if they are one region, or rename one.",
            )


_WHERE = {"place": "a place of places.csv", "observation": "another observation of this file"}
_PLACE_OR_REGION = "a place or a region (admin) of places.csv, or an empty cell for all places together"


def _unknown(
    file: str,
    row: int | None,
    field: str,
    name: str,
    known: Iterable[str],
    what: str,
    problems: Problems,
    expected: str = "",
) -> None:
    names = sorted(known)
    close = [other for other in names if fold(other) == fold(name)] or difflib.get_close_matches(name, names, 1)
    problems.add(
        f"{what}-unknown",
        file=file,
        row=row,
        field=field,
        found=shown(name),
        expected=expected or _WHERE.get(what) or "one of " + ", ".join(names),
        remedy=f"Did you mean {close[0]}?" if close else f"Correct the name or add the {what}.",
    )


def _rows_name_places(tables: Tables, places: frozenset[str], problems: Problems) -> None:
    named: list[tuple[Row, str, str | None]] = []
    for route in tables.routes.rows:
        named += [(route, "from", route.from_), (route, "to", route.to)]
    for event in tables.events.rows:
        named += [(event, "place", event.place), (event, "to", event.to)]
    for row, field, place in named:
        if place is not None and place not in places:
            _unknown(row.file, row.row, field, place, places, "place", problems)


def _counts_name_regions(tables: Tables, places: frozenset[str], problems: Problems) -> None:
    """A count is about a place, a region or all places; what passes a place needs an outside to come from."""
    rows = tables.places.rows
    everywhere = covered(None, rows)
    for count in tables.observations.rows:
        over = covered(count.place, rows)
        if not over and count.place not in places:
            if tables.places.whole:  # else the region may be that of a row at fault
                note_unknown_place(count.file, count.row, "place", count.place, rows, problems)
        elif count.kind in CROSSINGS and over == everywhere and len(over) > 1 and tables.places.whole:
            problems.add(
                "place-needed",
                file=count.file,
                row=count.row,
                field="place",
                found=f"{shown(count.place)}, that is all places together",
                expected=f"a place or a region, for a count of kind {count.kind}: those who cross into it or out of it",
                remedy="Name the place where they were counted.",
            )


def note_unknown_place(
    file: str, row: int | None, field: str, name: str | None, places: Iterable[PlaceRow], problems: Problems
) -> None:
    """Note that a count is about what is neither a place nor a region, or do nothing."""
    places = tuple(places)
    if name is not None and not covered(name, places):
        names = {*(row.place for row in places), *region_names(places)}
        _unknown(file, row, field, name, names, "place", problems, _PLACE_OR_REGION)


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
            _unknown(YAML, read.line(path), ".".join(map(str, path)), place, places, "place", problems)


def _routes(routes: Iterable[RouteRow], problems: Problems) -> None:
    directions: dict[tuple[str, str, Any], RouteRow] = {}
    for row in routes:
        if row.from_ == row.to:
            problems.add(
                "route-loop",
                file=row.file,
                row=row.row,
                field="to",
                found=shown(row.to),
                expected="another place than the one it begins at",
                remedy="Correct from or to.",
            )
        for field in ("length_km", "speed_kmh"):
            if getattr(row, field) is None:
                problems.add(
                    "field-missing",
                    file=row.file,
                    row=row.row,
                    field=field,
                    found="nothing",
                    expected="a number above 0",
                    remedy="Add it, with its source; an estimate may be a distribution.",
                )
        ends = [(row.from_, row.to), (row.to, row.from_)] if row.both_ways else [(row.from_, row.to)]
        for start, to in ends:
            other = directions.setdefault((start, to, row.known), row)
            if other is not row and other.name() != row.name():
                problems.add(
                    "route-duplicate",
                    file=row.file,
                    row=row.row,
                    field="both_ways",
                    found=f"{shown(start)} to {shown(to)} again, also in row {other.row}",
                    expected="each direction once",
                    remedy="Set both_ways to no in one of the two, or remove it.",
                )


_NEEDS_ROUTE = ("open", "close", "capacity")
_NEEDS_PLACE = ("open", "close", "capacity", "delivery", "loss", "site_open", "site_close", "fleet", *THREATENING)


def _event(event: EventRow, routes: Table[RouteRow], problems: Problems) -> None:
    def missing(field: str, expected: str) -> None:
        problems.add(
            "field-missing",
            file=event.file,
            row=event.row,
            field=field,
            found="nothing",
            expected=expected,
            remedy=f"Fill the cell {field}.",
        )

    if event.kind in NEEDS_VALUE and event.value is None:
        missing("value", f"a value, for an event of kind {event.kind}")
    if event.kind in _NEEDS_PLACE and event.place is None:
        missing("place", f"a place, for an event of kind {event.kind}")
    if event.value is not None and value_spec(event) is None:
        problems.add(
            "value-unused",
            file=event.file,
            row=event.row,
            field="value",
            found="a value",
            expected=f"an empty cell, for an event of kind {event.kind}",
            remedy="Empty the cell, or choose another kind; 'capacity' changes the capacity of a route.",
        )
    if event.kind in _NEEDS_ROUTE and event.place is not None and routes.whole:
        touching = [r for r in routes.rows if event.place in (r.from_, r.to) and event.to in (None, r.from_, r.to)]
        if not touching:
            problems.add(
                "route-unknown",
                file=event.file,
                row=event.row,
                field="to",
                found=shown(f"{event.place} > {event.to}"),
                expected="a route of routes.csv",
                remedy="Correct place and to, or add the route.",
            )
    if isinstance(event.until, UncertainTime) and _last(event.until) < _first(event.at):
        problems.add(
            "times-order",
            file=event.file,
            row=event.row,
            field="until",
            found=iso(event.until.base),
            expected=f"a time after its beginning, {iso(event.at.base)}",
            remedy="Correct at or until.",
        )
    if event.not_before_known is not None and event.known is not None and event.not_before_known > event.known:
        problems.add(
            "times-order",
            file=event.file,
            row=event.row,
            field="not_before_known",
            found=iso(event.not_before_known),
            expected=f"a time not after known, {iso(event.known)}",
            remedy="Correct known or not_before_known.",
        )

    _never(event, problems)


def _never(event: EventRow, problems: Problems) -> None:
    """An event known not to have happened at any time its law allows is a contradiction."""
    if event.not_before_known is not None and event.not_before_known.timestamp() >= _last(event.at):
        problems.add(
            "times-order",
            file=event.file,
            row=event.row,
            field="not_before_known",
            found=iso(event.not_before_known),
            expected="a time before the last possible one of 'at'",
            remedy="Correct at, or not_before_known.",
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
        problems.add(
            "table-empty",
            file="places.csv",
            row=1,
            found="a header without rows",
            expected="at least one place",
            remedy="Add a row for each place.",
        )
    elif not file.driven and not any(may_be_positive(row.residents) for row in places):
        problems.add(
            "field-missing",
            file="places.csv",
            field="residents",
            found="no place with residents",
            expected="people in at least one place",
            remedy="Fill the column residents.",
        )


def _rooms(file: ScenarioFile, places: tuple[PlaceRow, ...], problems: Problems) -> None:
    """Where the room of all regions is given in total, each region needs its share."""
    if file.reception.room_total is None:
        return
    for row in places:
        if row.kind in ("host_region", "camp") and row.room is None:
            problems.add(
                "field-missing",
                file=row.file,
                row=row.row,
                field="room",
                found="nothing",
                expected="a share of reception.room_total",
                remedy="Fill the cell room, or remove room_total.",
            )


def _observations(table: Table[ObservationRow], problems: Problems) -> None:
    for row in table.rows:
        if row.precision in ("exact", "hour") and row.at is None:
            problems.add(
                "field-missing",
                file=row.file,
                row=row.row,
                field="at",
                found="nothing",
                expected=f"the time of the count, as its precision is {row.precision}",
                remedy="Fill the cell at, or set precision to day or unknown.",
            )
        if row.not_before is not None and row.not_after is not None and row.not_after < row.not_before:
            problems.add(
                "times-order",
                file=row.file,
                row=row.row,
                field="not_after",
                found=iso(row.not_after),
                expected=f"a time not before not_before, {iso(row.not_before)}",
                remedy="Correct not_before or not_after.",
            )
        if row.at is not None and row.known is not None and row.known < row.at:
            problems.add(
                "times-order",
                file=row.file,
                row=row.row,
                field="known",
                found=iso(row.known),
                expected=f"a time not before that of the count, {iso(row.at)}",
                remedy="Correct at or known: nothing is known before it happens.",
            )
        if row.supersedes is not None and table.names is not None and row.supersedes not in table.names:
            _unknown(row.file, row.row, "supersedes", row.supersedes, table.names, "observation", problems)
