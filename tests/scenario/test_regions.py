"""Counts over regions and over all places: what they cover, as of when, and what is refused."""

from datetime import datetime

import pytest

from corridor.base.errors import InputError
from corridor.scenario.read import load
from corridor.scenario.regions import covered
from corridor.scenario.resolve import resolve

HEAD = "observation,kind,place,value,unit,cumulative,at,precision,known,supersedes,source\n"
AT = "2030-01-02T10:00Z,exact,2030-01-02T11:00Z"
AS_OF = datetime.fromisoformat("2030-01-02T12:00+00:00")


@pytest.fixture
def regions(small):
    """The small scenario with regions: Seashore of two places, Hills of one, Town of several."""
    text = (small / "places.csv").read_text("utf-8").splitlines()
    admin = {"Border post": "South", "Border town": "Seashore", "Coast": "Seashore", "Hills": "Hills", "Town": "Town"}
    rows = [line.split(",") for line in text[1:]]
    made = [f"{line},{admin.get(row[0], 'Town')}" for line, row in zip(text[1:], rows, strict=True)]
    (small / "places.csv").write_text("\n".join([text[0] + ",admin", *made, ""]), "utf-8")
    return small


def counts(folder, *rows, head=HEAD):
    (folder / "observations.csv").write_text(head + "".join(f"{row}\n" for row in rows), "utf-8")


def seen(folder, as_of=AS_OF):
    return {count.name: count for count in resolve(load(folder), as_of).observations}


def refused(folder):
    with pytest.raises(InputError) as error:
        load(folder)
    (problem,) = error.value.problems
    return problem


def test_a_count_covers_a_place_a_region_or_everything(regions):
    counts(
        regions,
        f"one,present,Coast,5,persons,no,{AT},,us",
        f"region,accommodated,Seashore,5,persons,no,{AT},,us",
        f"all,registered,,5,persons,yes,{AT},,us",
    )
    found = seen(regions)
    assert found["one"].places == ("Coast",)
    assert found["region"].places == ("Border town", "Coast")
    assert found["region"].place == "Seashore"
    assert found["all"].places == tuple(sorted(row.place for row in load(regions).places))
    assert found["all"].place == ""


def test_a_place_goes_before_a_region_of_its_name(regions):
    counts(regions, f"town,present,Town,5,persons,no,{AT},,us", f"hills,present,Hills,5,persons,no,{AT},,us")
    found = seen(regions)
    assert found["town"].places == ("Town",)
    assert found["hills"].places == ("Hills",)
    assert "School" in {row.place for row in load(regions).places if row.admin == "Town"}


def test_a_region_has_the_places_known_by_then(regions):
    counts(regions, f"region,accommodated,Seashore,5,persons,no,{AT},,us")
    before = resolve(load(regions), AS_OF)
    with (regions / "places.csv").open("a", encoding="utf-8") as stream:
        stream.write("Isle,,camp,45,7,Seaside,,500,no,2030-01-03,x,x,Seashore\n")
        stream.write("Coast,,host_region,44,7,Seaside,,9,no,2030-01-03,x,x,South\n")
    after = resolve(load(regions), AS_OF)
    assert after.hash() == before.hash()
    assert after.observations == before.observations
    later = seen(regions, datetime.fromisoformat("2030-01-04T00:00Z"))
    assert later["region"].places == ("Border town", "Isle")


def test_what_a_count_is_about_is_in_the_hash(regions):
    hashes = set()
    for place in ("Coast", "Seashore", "South", ""):
        counts(regions, f"region,accommodated,{place},5,persons,no,{AT},,us")
        hashes.add(resolve(load(regions), AS_OF).hash())
    assert len(hashes) == 4


def test_versions_and_supersedes_hold_for_regions(regions):
    counts(
        regions,
        f"a,registered,Seashore,5,persons,yes,{AT},,us",
        "a,registered,,7,persons,yes,2030-01-02T10:00Z,exact,2030-01-02T13:00Z,,us",
        f"b,registered,,6,persons,yes,{AT},a,us",
    )
    now = seen(regions)
    assert (now["a"].place, now["a"].value) == ("Seashore", 5.0)
    assert now["b"].supersedes == "a"
    later = seen(regions, datetime.fromisoformat("2030-01-02T13:00Z"))["a"]
    assert (later.place, later.value) == ("", 7.0)
    assert len(later.places) == 8


def test_an_unknown_region_is_refused_with_the_nearest(regions):
    counts(regions, f"a,present,Seashor,5,persons,no,{AT},,us")
    fault = refused(regions)
    assert (fault.code, fault.row, fault.field) == ("place-unknown", 2, "place")
    assert fault.remedy == "Did you mean Seashore?"
    assert "admin" in fault.expected


def test_a_region_that_nobody_knew_yet_is_refused(regions):
    counts(regions, f"a,present,Isles,5,persons,no,{AT},,us")
    with (regions / "places.csv").open("a", encoding="utf-8") as stream:
        stream.write("Isle,,camp,45,7,Seaside,,500,no,2030-01-03,x,x,Isles\n")
    with pytest.raises(InputError, match="not-known-yet") as error:
        resolve(load(regions), AS_OF)
    assert [(p.file, p.row, p.field) for p in error.value.problems] == [("observations.csv", 2, "place")]


@pytest.mark.parametrize("kind", ["arrivals", "departures", "vehicles"])
def test_what_crosses_needs_an_outside(kind, regions):
    unit = "vehicles" if kind == "vehicles" else "persons"
    counts(regions, f"a,{kind},Seashore,5,{unit},yes,{AT},,us")
    assert seen(regions)["a"].places == ("Border town", "Coast")
    counts(regions, f"a,{kind},,5,{unit},yes,{AT},,us")
    fault = refused(regions)
    assert (fault.code, fault.row, fault.field) == ("place-needed", 2, "place")


def test_the_column_place_must_be_there(regions):
    head = HEAD.replace("place,", "")
    counts(regions, f"a,registered,5,persons,yes,{AT},,us", head=head)
    assert refused(regions).code == "column-missing"


def test_two_spellings_of_a_region_are_refused(regions):
    text = (regions / "places.csv").read_text("utf-8")
    (regions / "places.csv").write_text(text.replace("Seashore", "seashore", 1), "utf-8")
    fault = refused(regions)
    assert (fault.code, fault.field) == ("region-duplicate", "admin")


def test_nothing_covers_nothing(regions):
    rows = load(regions).places
    assert covered("Nowhere", rows) == ()
    assert covered(None, ()) == ()
