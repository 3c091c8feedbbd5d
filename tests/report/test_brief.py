"""A forecast in five lines says what the long summary says."""

from datetime import timedelta

import numpy as np
import pytest
from answers import answer_of
from folders import TEMPLATE

import corridor
from corridor.report.text.words import count, span


@pytest.fixture(scope="module")
def made():
    scenario = corridor.load(TEMPLATE)
    resolved = corridor.resolve(scenario)
    return corridor.simulate(resolved, 20, seed=3).dataset, resolved


def test_five_lines_with_the_numbers_of_the_result(made):
    result, resolved = made
    lines = answer_of(result, resolved).summary(brief=True).splitlines()
    assert len(lines) == 5
    assert "20 possible futures, as of Wed 02 Jan 2030 12:00 (UTC, UTC+00:00); counts known by then: 0." in lines[0]
    soon = (resolved.as_of + timedelta(days=2)).replace(tzinfo=None)
    for moment in (np.datetime64(soon), result["time"].values[-1]):
        values = result["arrivals"].sel(place="Border town", time=moment).values
        low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
        assert f"{count(middle)} by" in lines[1]
        assert f"(9 of 10 futures: {span(low, high)})" in lines[1]
    long = answer_of(result, resolved).summary().splitlines()
    assert set(lines[2:]) <= set(long)
    assert lines[2].startswith("Border opens:")


def test_a_simulation_says_in_brief_too_that_it_is_no_forecast(small):
    resolved = corridor.resolve(corridor.load(small), as_written=True)
    text = corridor.simulate(resolved, 2).summary(brief=True)
    assert "no as-of time. Not a forecast." in text.splitlines()[0]


def test_counts_not_used_are_said_in_brief(small):
    (small / "observations.csv").write_text(
        "observation,kind,place,value,unit,cumulative,at,precision,known,source\n"
        "a,arrivals,Border town,5,persons,yes,2030-01-02T08:00Z,exact,2030-01-02T09:00Z,made up\n",
        "utf-8",
    )
    scenario = corridor.load(small)
    resolved = corridor.resolve(scenario)
    first = corridor.simulate(resolved, 2).summary(brief=True).splitlines()[0]
    assert first.endswith("counts known by then: 1, not used.")


def test_only_the_likeliest_places_to_run_out_are_named(made):
    """A reader at night is told three places for food and three for fuel, and how many more there are."""
    result, resolved = made
    places = result.sizes["place"]
    assert places > 4
    lines = answer_of(result.assign(food=0.0 * result["deprivation"]), resolved).summary().splitlines()
    assert sum(line.startswith("Food at ") for line in lines) == 3
    assert f"Food runs out less often at {places - 3} other places; see forecast.nc." in lines
