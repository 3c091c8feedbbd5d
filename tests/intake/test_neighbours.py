"""A count beside those that are there: neighbours, rates, contradictions."""

import pytest

from corridor.intake.neighbours import Counts
from corridor.scenario.read import load

HEAD = "observation,kind,place,value,unit,cumulative,at,not_before,not_after,precision,known,supersedes,source\n"


def count(name, hour, value, *, kind="arrivals", place="Border town", cumulative="yes", unit="persons", more=""):
    known = "2030-01-02T23:00Z"
    return f"{name},{kind},{place},{value},{unit},{cumulative},2030-01-02T{hour}Z,,,exact,{known},{more},us\n"


def bounded(name, first, last, value):
    return (
        f"{name},arrivals,Border town,{value},persons,yes,,2030-01-02T{first}Z,2030-01-02T{last}Z,day,"
        "2030-01-02T23:59Z,,us\n"
    )


def set_beside(folder, *rows, name="new"):
    (folder / "observations.csv").write_text(HEAD + "".join(rows), "utf-8")
    scenario = load(folder)
    return Counts.of(scenario).neighbours(next(row for row in scenario.observations if row.observation == name))


def test_neighbours_with_difference_and_rate(small):
    found = set_beside(
        small,
        count("early", "02:00", 10),
        count("before", "04:00", 100),
        count("new", "08:00", 180),
        count("after", "10:30", 200),
        count("late", "20:00", 1000),
    )
    assert (found.before.row.observation, found.before.change, found.before.hours) == ("before", 80.0, 4.0)
    assert found.before.per_hour == 20.0
    assert (found.after.row.observation, found.after.change, found.after.hours) == ("after", 20.0, 2.5)
    assert found.after.per_hour == 8.0
    assert found.contradictions == ()


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "departures"},
        {"place": "Town"},
        {"cumulative": "no"},
        {"unit": "households"},
        {"place": "", "kind": "registered"},
    ],
)
def test_only_what_is_alike_is_compared(other, small):
    found = set_beside(small, count("before", "04:00", 999, **other), count("new", "08:00", 180))
    assert found.before is None
    assert found.contradictions == ()


def test_a_cumulative_count_never_falls(small):
    found = set_beside(
        small,
        count("high", "02:00", 300),
        count("higher", "04:00", 400),
        count("new", "08:00", 180),
        count("low", "20:00", 100),
    )
    above, below = found.contradictions
    assert "'higher' (row 3: 400 persons) was more" in above
    assert "'low' (row 5: 100 persons) is less" in below


def test_what_is_not_cumulative_may_fall(small):
    no = {"cumulative": "no", "kind": "present"}
    found = set_beside(small, count("a", "04:00", 400, **no), count("new", "08:00", 180, **no))
    assert found.before.change == -220.0
    assert found.contradictions == ()


def test_another_value_for_the_same_hour(small):
    found = set_beside(small, count("a", "08:00", 181), count("b", "08:30", 190), count("new", "08:00", 180))
    assert [text.split(" ")[0] for text in found.contradictions] == ["'a'"]
    rough = count("new", "08:00", 180).replace("exact", "hour")
    found = set_beside(small, count("a", "08:00", 180), count("b", "08:30", 190), rough)
    assert [text.split(" ")[0] for text in found.contradictions] == ["'b'"]


def test_what_is_superseded_counts_no_more(small):
    found = set_beside(small, count("wrong", "04:00", 999), count("new", "08:00", 180, more="wrong"))
    assert found.before is None
    assert found.contradictions == ()
    by_other = [count("wrong", "04:00", 999), count("right", "04:00", 99, more="wrong"), count("new", "08:00", 180)]
    assert set_beside(small, *by_other).before.row.observation == "right"


def test_bounds_stand_before_or_after_only_when_they_do_not_overlap(small):
    found = set_beside(
        small,
        bounded("before", "01:00", "05:00", 100),
        bounded("over", "07:00", "09:00", 999),
        count("new", "08:00", 180),
    )
    assert (found.before.row.observation, found.before.hours) == ("before", 3.0)
    assert found.after is None
    assert found.contradictions == ()
