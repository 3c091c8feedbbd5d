"""The complete scenario: as of which time it is, what is filled in, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest

import corridor
from corridor import InputError

AS_OF = datetime(2030, 1, 2, 12, tzinfo=UTC)


@pytest.fixture
def scenario(small):
    return corridor.load(small)


def test_the_own_as_of_time_is_taken_as_the_commands_do(scenario):
    assert scenario.file.as_of == AS_OF
    assert corridor.resolve(scenario).as_of == AS_OF


def test_what_became_known_after_the_own_as_of_time_leaks_only_where_it_is_asked_for(small):
    with (small / "places.csv").open("a", encoding="utf-8") as file:
        file.write("Isle,,camp,45,7,Seaside,,500,no,2030-01-03,x,x\n")
    scenario = corridor.load(small)
    assert "Isle" not in {place.name for place in corridor.resolve(scenario).places}
    written = corridor.resolve(scenario, as_written=True)
    assert written.as_of is None
    assert "Isle" in {place.name for place in written.places}


@pytest.mark.parametrize("text", ["2030-01-02T12:00Z", "2030-01-02T16:00+04:00"])
def test_a_time_may_be_text(scenario, text):
    assert corridor.resolve(scenario, text).as_of == AS_OF
    assert corridor.resolve(scenario, text).hash() == corridor.resolve(scenario, AS_OF).hash()


def test_a_scenario_without_an_as_of_time_is_taken_as_written(small):
    path = small / "scenario.yaml"
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("as_of")]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    scenario = corridor.load(small)
    assert corridor.resolve(scenario).as_of is None
    assert corridor.resolve(scenario).hash() == corridor.resolve(scenario, as_written=True).hash()


@pytest.mark.parametrize(
    ("as_of", "code"),
    [
        ("soon", "time-invalid"),
        ("2030-01-02T12:00", "time-naive"),
        ("2030-01-02", "time-invalid"),
        (datetime(2030, 1, 2, 12), "time-naive"),
        (5, "time-invalid"),
        (AS_OF.date(), "time-invalid"),
    ],
)
def test_what_is_no_instant_is_refused(scenario, as_of, code):
    with pytest.raises(InputError) as caught:
        corridor.resolve(scenario, as_of)
    (problem,) = caught.value.problems
    assert (problem.code, problem.file) == (code, "as_of")
    assert problem.remedy


def test_as_of_a_time_and_as_written_exclude_each_other(scenario):
    with pytest.raises(InputError, match="no as-of time"):
        corridor.resolve(scenario, AS_OF, as_written=True)


def test_a_time_at_which_nothing_was_known_is_refused(scenario):
    with pytest.raises(InputError, match="not-known-yet"):
        corridor.resolve(scenario, AS_OF - timedelta(days=4000))
