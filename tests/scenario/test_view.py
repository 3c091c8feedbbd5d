"""No hindsight: what became known later leaves no trace; the order of rows changes nothing; what is told is used."""

import csv
import random
from datetime import UTC, datetime, timedelta

import pytest
from folders import change

from corridor.base.distributions import Distribution, Lognormal, Triangular, Uniform
from corridor.base.errors import InputError
from corridor.base.quantity import Quantity, Spec
from corridor.base.rows import spec_of
from corridor.scenario.read import load, map_quantities
from corridor.scenario.resolve import resolve
from corridor.scenario.schema import ScenarioFile, Section
from corridor.scenario.settings import with_settings
from corridor.scenario.tables import EventRow, ObservationRow, PlaceRow, PlanningRow, RouteRow, UncertainTime
from corridor.scenario.view import view

AS_OF = datetime(2030, 1, 2, 12, tzinfo=UTC)
TABLES = ("places.csv", "routes.csv", "events.csv")


def add(folder, file, *rows):
    with (folder / file).open("a", encoding="utf-8") as stream:
        stream.writelines(f"{row}\n" for row in rows)


def seen(folder, as_of=AS_OF):
    return resolve(load(folder), as_of)


def same(a, b):
    """Whether two resolved scenarios agree in all but where their numbers were read from."""
    origins = lambda r: {path: (n.value, n.unit, n.source, n.reason, n.known) for path, n in r.numbers.items()}  # noqa: E731
    fields = [name for name in vars(a) if name != "numbers"]
    return origins(a) == origins(b) and all(getattr(a, name) == getattr(b, name) for name in fields)


LATER = {
    "a place": lambda f: add(f, "places.csv", "Isle,,camp,45,7,Seaside,,500,no,2030-01-03,x,x"),
    "a new version of a place": lambda f: add(f, "places.csv", "Coast,,host_region,44,7,Sea,,9,no,2030-01-03,x,x"),
    "a route": lambda f: add(f, "routes.csv", "Town,Coast,9,50,90,1,no,open,2030-01-02T12:01Z,x,x"),
    "a version of a route": lambda f: add(f, "routes.csv", "Town,School,9,5,9,1,no,open,2030-01-02T12:01Z,x,x"),
    "an event": lambda f: add(f, "events.csv", "quake,fighting,2030-01-01T00:00Z,,2030-01-02T12:01Z,,,Town,,1,1,x,x"),
    "a version of an event": lambda f: add(
        f, "events.csv", "border opens,open,2030-01-03T01:00Z,,2030-01-03,,1,Town,Border post,,,x,x"
    ),
    "a place, its route and its event": lambda f: (
        add(f, "places.csv", "Isle,,camp,45,7,Seaside,,500,no,2030-01-03,x,x"),
        add(f, "routes.csv", "Town,Isle,9,50,90,1,no,closed,2030-01-03,x,x"),
        add(f, "events.csv", "ferry,open,2030-01-03T01:00Z,,2030-01-03,,1,Town,Isle,,,x,x"),
    ),
    "a version of a number": lambda f: change(
        f, "scenario.yaml", "    vehicle_share: 0.2\n",
        "    vehicle_share: [{value: 0.2, known: 2029-06}, {value: 0.9, known: 2030-01-03}]\n",
    ),
    "a rate from outside": lambda f: add(
        f, "scenario.yaml", "driven:",
        "  - {since: 2030-01-03T00:00Z, persons_per_day: {value: 5, known: 2030-01-03, source: x, reason: x}}",
    ),
    "an observation": lambda f: (f / "observations.csv").write_text(
        "observation,kind,place,value,unit,cumulative,at,precision,known,source\n"
        "a,arrivals,Border town,5,persons,yes,2030-01-02T12:00Z,exact,2030-01-02T13:00Z,us\n"
    ),
    "a planning figure": lambda f: (f / "planning.csv").write_text(
        "figure,value,unit,target,agreed_by,known,source\nbeds,500,persons,room,us,2030-01-03,x\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", LATER)
def test_what_is_known_later_leaves_no_trace(what, small):
    before = seen(small)
    LATER[what](small)
    assert seen(small).hash() == before.hash()
    assert same(seen(small), before)


@pytest.mark.parametrize("what", [name for name in LATER if "planning" not in name])
def test_once_it_is_known_it_counts(what, small):
    later = AS_OF + timedelta(days=2)
    before = seen(small, later)
    LATER[what](small)
    assert seen(small, later).hash() != before.hash()


@pytest.mark.parametrize("minute", [-1, 0, 1])
def test_known_at_the_very_moment_counts(minute, small):
    known = (AS_OF + timedelta(minutes=minute)).isoformat()
    add(small, "events.csv", f"quake,fighting,2030-01-01T00:00Z,,{known},,,Town,,1,1,x,x")
    assert ("quake" in {event.name for event in seen(small).events}) == (minute <= 0)


def test_a_number_known_at_the_very_moment_counts(small):
    change(
        small,
        "scenario.yaml",
        "    vehicle_share: 0.2\n",
        "    vehicle_share: [{value: 0.2, known: 2029-06}, {value: 0.9, known: '2030-01-02T12:00Z'}]\n",
    )
    assert seen(small).numbers["cohorts.elders.vehicle_share"].value == 0.9
    assert seen(small, AS_OF - timedelta(minutes=1)).numbers["cohorts.elders.vehicle_share"].value == 0.2


def test_a_view_of_a_view_is_the_view(small):
    LATER["a version of a number"](small)
    scenario = load(small)
    once = view(scenario, AS_OF)
    assert view(once, AS_OF) == once
    assert resolve(once, AS_OF).hash() == resolve(scenario, AS_OF).hash()


def test_without_an_as_of_the_last_version_counts(small):
    LATER["a version of a number"](small)
    LATER["a version of an event"](small)
    whole = resolve(load(small), as_written=True)
    assert whole.numbers["cohorts.elders.vehicle_share"].value == 0.9
    assert {e.name: e.at.base.day for e in whole.events}["border opens"] == 3


@pytest.mark.parametrize("file", TABLES)
@pytest.mark.parametrize("luck", range(3))
def test_the_order_of_rows_changes_nothing(file, luck, small):
    LATER["a new version of a place"](small)
    LATER["a version of an event"](small)
    before = seen(small)
    with (small / file).open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    random.Random(luck).shuffle(rows)
    with (small / file).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    assert seen(small).hash() == before.hash()
    assert same(seen(small), before)


def test_the_order_of_sections_changes_nothing(small):
    before = seen(small)
    text = (small / "scenario.yaml").read_text("utf-8")
    tail = text[text.index("destination:") :]
    (small / "scenario.yaml").write_text(text.replace(tail, "").replace("population:", f"{tail}\npopulation:"), "utf-8")
    assert seen(small).hash() == before.hash()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("places.csv", "15000", "15001"),
        ("routes.csv", "8,50,600", "8,50,601"),
        ("events.csv", ",0.8,", ",0.81,"),
        ("scenario.yaml", "vehicle_share: 0.2", "vehicle_share: 0.21"),
        ("scenario.yaml", "end: 2030-01-08", "end: 2030-01-09"),
        ("places.csv", "School,,shelter,45.06,7.11,Inland,,1500,yes", "School,,shelter,45.06,7.11,Inland,,1500,no"),
    ],
)
def test_what_changes_a_number_changes_the_hash(file, old, new, small):
    before = seen(small).hash()
    change(small, file, old, new)
    assert seen(small).hash() != before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("scenario.yaml", "name: Example valley", "name: Another"),
        ("scenario.yaml", "vehicle_share: 0.2", "vehicle_share: 20 %"),
        ("scenario.yaml", "step: 1 h", "step: 60 min"),
        ("routes.csv", "valley road\nLower", "a road\nLower"),
        ("scenario.yaml", "start: 2030-01-01T00:00+00:00", "start: 2030-01-01T04:00+04:00"),
        ("scenario.yaml", "time_zone: UTC", "time_zone: Etc/UTC"),
    ],
)
def test_prose_and_other_ways_to_write_do_not(file, old, new, small):
    before = seen(small).hash()
    change(small, file, old, new)
    assert seen(small).hash() == before


def test_the_zone_counts_where_hours_of_the_day_do(small):
    add(small, "scenario.yaml", "leaving:", f"  daily_profile: {[1] * 12 + [2] * 12}")
    before = seen(small).hash()
    change(small, "scenario.yaml", "time_zone: UTC", "time_zone: Asia/Yerevan")
    assert seen(small).hash() != before


def test_a_place_known_later_may_not_be_named_before(small):
    change(small, "places.csv", "7.70,Seaside,,\"lognormal(median=2500, p90=5000)\",no,2029-12-01",
           "7.70,Seaside,,\"lognormal(median=2500, p90=5000)\",no,2030-01-03")  # fmt: skip
    with pytest.raises(InputError) as caught:
        seen(small)
    told = {(p.file, p.field, p.code) for p in caught.value.problems}
    assert told == {
        ("routes.csv", "to", "not-known-yet"),
        ("scenario.yaml", "cohorts.families.kin.Hills", "not-known-yet"),
    }


def test_reports_and_cohort_places_known_later_are_left_out(small):
    LATER["a place"](small)
    change(small, "scenario.yaml", "    attachment: 1.5", "    places: [Town, Isle]\n    attachment: 1.5")
    add(small, "scenario.yaml", "report: [Coast, Isle, Coast]")
    assert seen(small).report == ("Coast",)
    assert seen(small).cohort_places["elders"] == ("Town",)
    assert seen(small, AS_OF + timedelta(days=2)).cohort_places["elders"] == ("Isle", "Town")


def test_nobody_known_yet(small):
    path = small / "places.csv"
    path.write_text(path.read_text().replace("2029-12-01", "2030-01-03"))
    with pytest.raises(InputError, match="no place"):
        seen(small)


# --- events -------------------------------------------------------------------------------------------------------


def event(small, at, until=""):
    add(small, "events.csv", f'e,fighting,"{at}","{until}",2030-01-01,,,Town,,1,1,x,x')
    return next(row for row in load(small).events if row.event == "e")


BASE = datetime(2030, 1, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2030-01-02T12:00Z", UncertainTime(BASE)),
        ("2030-01-02T12:00Z + lognormal(median=30, p90=120)", UncertainTime(BASE, Lognormal(30.0, 120.0, 0.9))),
        ("2030-01-02T12:00Z + uniform(1, 2)", UncertainTime(BASE, Uniform(1.0, 2.0))),
        ("uniform(2030-01-02T12:00Z, 2030-01-03T12:00Z)", UncertainTime(BASE, Uniform(0.0, 24.0))),
        ("uniform(2030-01-02T12:00Z,2030-01-02T18:00+04:00)", UncertainTime(BASE, Uniform(0.0, 2.0))),
        (
            "triangular(2030-01-02T12:00Z, 2030-01-02T18:00Z, 2030-01-03T12:00Z)",
            UncertainTime(BASE, Triangular(0.0, 6.0, 24.0)),
        ),
    ],
)
def test_times_of_events(at, expected, small):
    assert event(small, at).at == expected


def test_ends_of_events(small):
    assert event(small, "2030-01-02T12:00Z").until is None
    change(small, "events.csv", 'e,fighting,"2030-01-02T12:00Z",""', "")
    (small / "events.csv").write_text("\n".join((small / "events.csv").read_text().splitlines()[:3]) + "\n")
    duration = event(small, "2030-01-02T12:00Z", "+ 1 d").until
    assert isinstance(duration, Quantity)
    assert (duration.versions[0].value, duration.versions[0].unit) == (24.0, "h")


@pytest.mark.parametrize(
    "at",
    [
        "2030-01-02",
        "2030-01-02T12:00",
        "2030-01-02T12:00Z + 5",
        "2030-01-02T12:00Z + normal(0, 5)",
        "2030-01-02T12:00Z + lognormal(median=1 d, p90=2)",
        "uniform(2030-01-02T12:00Z)",
        "uniform(2030-01-02T12:00Z, 2030-01-02T12:00Z)",
        "uniform(2030-01-03T12:00Z, 2030-01-02T12:00Z)",
        "normal(2030-01-02T12:00Z, 2030-01-03T12:00Z)",
        "soon",
    ],
)
def test_what_is_no_time_of_an_event(at, small):
    with pytest.raises(InputError) as caught:
        event(small, at)
    assert {(p.file, p.row, p.field) for p in caught.value.problems} == {("events.csv", 4, "at")}


# --- resolve ------------------------------------------------------------------------------------------------------


def test_defaults_fill_what_is_missing_and_say_so(small):
    numbers = seen(small).numbers
    given, default = numbers["cohorts.elders.attachment"], numbers["cohorts.families.attachment"]
    assert (given.value, given.source, given.origin) == (1.5, "made-up example", "scenario.yaml:36")
    assert (default.value, default.origin) == (0.0, "default")
    assert default.source
    assert default.reason


def test_provenance_is_lent_by_sections_and_rows(small):
    numbers = seen(small).numbers
    assert numbers["population.total"].reason == "the town hall says 20,000; a visiting agency counted 12,000"
    assert numbers["population.total"].source == "made-up example"
    assert numbers["routes.Lower village>Town.length_km"].reason == "valley road"
    assert all(n.source or n.reason for path, n in numbers.items() if path != "step")
    assert all(n.known for n in numbers.values() if n.origin != "scenario.yaml:12")


def test_both_ways_make_two_routes_of_one_row(small):
    routes = seen(small).routes
    assert [(r.origin, r.to) for r in routes] == sorted((r.origin, r.to) for r in routes)
    pair = [r for r in routes if {r.origin, r.to} == {"Town", "Lower village"}]
    assert {r.row for r in pair} == {"Lower village>Town"}
    assert len(pair) == 2


def test_settings(small):
    base = seen(small)
    made = with_settings(
        base,
        {
            "population.total": "5000 people",
            "routes.Town>Border post.capacity_vph": "uniform(100, 200)",
            "events.border opens.at": "2030-01-03T06:00+00:00",
            "cohorts.families.vehicle_share": "1",
        },
    )
    assert made.numbers["population.total"].value == 5000.0
    assert made.numbers["population.total"].known == base.numbers["population.total"].known
    assert made.numbers["routes.Town>Border post.capacity_vph"].value == Uniform(100.0, 200.0)
    assert next(e for e in made.events if e.name == "border opens").at == UncertainTime(
        datetime(2030, 1, 3, 6, tzinfo=UTC)
    )
    assert {c.name for c in made.cohorts} == {"families", "elders+vehicle", "elders+none"}
    assert base.numbers["population.total"].value != 5000.0
    assert with_settings(base, {}).hash() == base.hash()


def test_wrong_settings_are_told_together(small):
    with pytest.raises(InputError) as caught:
        with_settings(seen(small), {"population.totl": "5", "population.total": "-5", "events.border opens.at": "soon"})
    assert [p.code for p in caught.value.problems] == ["time-invalid", "out-of-range", "path-unknown"]


def test_the_demonstration_loads(karabakh):
    scenario = load(karabakh)
    resolved = resolve(scenario)
    assert resolved.places
    assert all(n.source or n.reason for n in resolved.numbers.values())


# --- what the reference page rests on -------------------------------------------------------------------------------


def specs(section, path=""):
    """Every spec of a section and those below it, by dotted path."""
    for name, field in section.model_fields.items():
        spec = spec_of(field)
        if spec is not None:
            yield f"{path}{name}", spec
        for kind in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(kind, type) and issubclass(kind, Section):
                yield from specs(kind, f"{path}{name}.")


ROWS = (PlaceRow, RouteRow, EventRow, ObservationRow, PlanningRow)
ALL = dict(specs(ScenarioFile)) | {f"{row.__name__}.{name}": spec for row in ROWS for name, spec in specs(row)}


def test_every_number_is_found():
    assert {"population.total", "leaving.half_life.home", "cohorts.share", "driven.persons_per_day"} <= set(ALL)
    assert {"PlaceRow.room", "RouteRow.length_km", "cohorts.kin", "supplies.stocks.food"} <= set(ALL)
    assert len(ALL) > 60


@pytest.mark.parametrize("path", ALL)
def test_every_number_has_a_unit_and_a_meaning(path):
    spec = ALL[path]
    assert spec.unit
    assert spec.meaning


@pytest.mark.parametrize("path", [path for path, spec in ALL.items() if spec.default is not None])
def test_every_default_is_in_range_and_says_where_it_comes_from(path):
    from corridor.base.quantity import parse_quantity
    from corridor.base.times import parse_known

    spec = ALL[path]
    assert spec.source
    assert spec.reason
    assert parse_known(spec.known, UTC) < datetime(2023, 9, 1, tzinfo=UTC)
    value = parse_quantity(spec.default, spec, UTC).versions[0].value
    assert isinstance(value, float | Distribution)


def test_numbers_of_a_file_are_changed_in_a_copy(small):
    file = load(small).file
    paths = []
    gone = map_quantities(file, lambda path, spec, quantity: paths.append((path, spec)))
    assert (("population", "total"), Spec) in [(path, type(spec)) for path, spec in paths]
    assert gone.population.total is None
    assert file.population.total is not None
