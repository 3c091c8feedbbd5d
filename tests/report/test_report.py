"""The summary and the fan chart say what the members say."""

from datetime import timedelta

import numpy as np
import pytest
from answers import answer_of

import corridor
from corridor.base.times import show
from corridor.report.findings.arrivals import counts
from corridor.report.pictures.charts import save
from corridor.report.pictures.figures import figures
from corridor.report.text.words import chance, count, span


@pytest.fixture(scope="module")
def made():
    from folders import TEMPLATE

    scenario = corridor.load(TEMPLATE)
    resolved = corridor.resolve(scenario)
    return corridor.simulate(resolved, 20, seed=3).dataset, resolved


def test_the_summary_gives_median_and_ranges_of_arrivals(made):
    result, resolved = made
    text = answer_of(result, resolved).summary()
    values = result["arrivals"].sel(place="Border town").isel(time=-1).values
    low, quarter, middle, three, high = np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95))
    row = next(line for line in text.splitlines() if line.strip().startswith("Tue 08 Jan 2030 00:00"))
    for part in (count(middle), span(quarter, three), span(low, high)):
        assert part in row
    assert "as of Wed 02 Jan 2030 12:00 (UTC, UTC+00:00)" in text
    assert "School" not in text


def test_the_summary_says_how_likely_the_opening_is(made):
    result, resolved = made
    at = result["event_hour"].sel(event="border opens").values
    length = (resolved.end - resolved.start).total_seconds() / 3600
    share = float(np.mean(np.nan_to_num(at, nan=np.inf) <= length))
    assert f"Border opens: {chance(share)} by the end" in answer_of(result, resolved).summary()


def test_the_summary_has_what_an_officer_asks_for(made):
    text = answer_of(*made).summary()
    for words in (
        "Longest queue",
        "a wait of",
        "without means or way",
        "Beds short",
        "In need of state accommodation",
        "looking for a member",
        "Food at",
        "Probability words",
        "possible futures",
    ):
        assert words in text


@pytest.fixture(scope="module")
def flood():
    from folders import RIVER

    scenario = corridor.load(RIVER)
    resolved = corridor.resolve(scenario)
    return corridor.simulate(resolved, 20, seed=3).dataset, resolved


def test_the_summary_says_when_what_has_begun_will_be_over(flood):
    result, resolved = flood
    hours = result["event_end_hour"].sel(event="causeway under water").values
    assert (result["event_hour"].sel(event="causeway under water") == 231.0).all()  # 10 March 15:00
    assert not np.isnan(hours).any()
    length = (resolved.end - resolved.start).total_seconds() / 3600
    (row,) = [
        line for line in answer_of(result, resolved).summary().splitlines() if line.startswith("Causeway under water:")
    ]
    assert row.startswith(
        f"Causeway under water: over, {chance(float(np.mean(hours <= length)))} by the end; if so, half"
    )
    middle = resolved.start + timedelta(hours=round(float(np.median(hours[hours <= length]))))
    assert row.endswith(f"by {show(middle, resolved.zone)}.")


def test_what_may_begin_is_told_whatever_its_kind_and_what_is_certain_is_not(flood):
    result, resolved = flood
    lines = [line.partition(":")[0] for line in answer_of(result, resolved).summary().splitlines()]
    told = [
        "Causeway under water again",
        "Second crest at Sande",
        "Fighting flares up near Tarvo",
        "Camp extension opens",
    ]
    assert set(told) <= set(lines)
    assert not {"Attack on Pellar", "First crest at Sande", "Ferry breaks down", "Boats of Quellin"} & set(lines)


def test_a_summary_of_weeks_by_the_day_stays_readable(flood):
    """Two places, at most 17 rows each, local midnights only, both names of the contested place, no line too long."""
    result, resolved = flood
    text = answer_of(result, resolved).summary()
    rows = [line for line in text.splitlines() if line.startswith("  ") and " 2031 " in line]
    assert len(rows) == 2 * 14
    assert all(
        row[2:].startswith(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")) and " 00:00 " in row for row in rows
    )
    assert "Tarvo / Tarreva" in text
    assert max(map(len, text.splitlines())) < 170


def test_the_summary_of_a_simulation_says_that_it_is_no_forecast(small):
    resolved = corridor.resolve(corridor.load(small), as_written=True)
    assert "Not a forecast" in corridor.simulate(resolved, 2).summary()


def test_counts_not_used_are_said(small):
    (small / "observations.csv").write_text(
        "observation,kind,place,value,unit,cumulative,at,precision,known,source\n"
        "b1,arrivals,Border town,5,persons,yes,2030-01-02T10:00+00:00,exact,2030-01-02T11:00+00:00,made up\n",
        "utf-8",
    )
    scenario = corridor.load(small)
    resolved = corridor.resolve(scenario)
    assert "Counts known by then: 1." in corridor.simulate(resolved, 2).summary()


def test_the_fan_chart_shows_counts_of_its_place_only(small):
    places = (small / "places.csv").read_text("utf-8").splitlines()
    admin = {"Border town": "Seashore", "Coast": "Seashore", "Hills": "Hills"}
    made = [f"{line},{admin.get(line.partition(',')[0], 'Inland')}" for line in places[1:]]
    (small / "places.csv").write_text("\n".join([f"{places[0]},admin", *made, ""]), "utf-8")
    (small / "observations.csv").write_text(
        "observation,kind,place,value,unit,cumulative,at,precision,known,source\n"
        + "".join(
            f"{place} {value},arrivals,{place},{value},persons,yes,"
            "2030-01-02T10:00+00:00,exact,2030-01-02T11:00+00:00,made up\n"
            for place, value in (("Border town", 5), ("Seashore", 7), ("Hills", 9))
        ),
        "utf-8",
    )
    scenario = corridor.load(small)
    resolved = corridor.resolve(scenario)
    assert counts(resolved, "Border town")["value"].tolist() == [5.0]
    assert counts(resolved, "Hills")["value"].tolist() == [9.0]
    assert len(counts(resolved, "Coast")) == 0


def test_the_fan_chart_draws_the_quantiles_and_the_as_of_line(made, tmp_path):
    result, resolved = made
    answer = answer_of(result, resolved)
    figure = figures(answer)["arrivals"]
    axes = figure.axes[0]
    median = axes.lines[0].get_ydata()
    assert np.allclose(
        median, np.quantile(result["arrivals"].sel(place=answer.findings.headline.place).values, 0.5, axis=0)
    )
    assert axes.lines[1].get_xdata()[0] == resolved.as_of
    assert count(median[-1]) in figure.get_suptitle()
    for suffix in ("png", "svg"):
        for name in ("a", "b"):
            save(figures(answer)["arrivals"], tmp_path / f"{name}.{suffix}")
        assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()
    assert (tmp_path / "a.png").stat().st_size > 20_000
