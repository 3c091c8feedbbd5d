"""Paired what-ifs: the arithmetic by hand, the same luck in both, and what may not be compared or shown."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

import corridor
from corridor.base.errors import AnswerError, InputError
from corridor.ensemble.disclosure import OTHERS
from corridor.ensemble.paired import QUEUE_PEAK, TOTALS, Measure, incomparable, measures
from corridor.report.findings.differences import differences as paired
from corridor.report.text.differences import CAUTION, differences
from corridor.scenario.settings import with_settings

NOON = datetime(2030, 1, 3, 12, tzinfo=UTC)
A, B = [100.0, 200.0, 300.0, 400.0], [110.0, 190.0, 330.0, 400.0]
EARLY = {"events.border opens.at": "2030-01-03T06:00+00:00"}


def measure(values, cell=True, target="arrivals", place="Border town"):
    return Measure(target, place, NOON, "persons", cell, np.array(values, dtype=float))


def one(a, b, internal=False, cell=True):
    (row,) = paired([measure(a, cell)], [measure(b, cell)], internal)
    return row


@pytest.fixture(scope="module")
def resolved():
    from folders import TEMPLATE

    scenario = corridor.load(TEMPLATE)
    return corridor.resolve(scenario)


# --- by hand --------------------------------------------------------------------------------------------------------


def test_the_arithmetic_by_hand():
    # differences 10, -10, 30, 0: mean 7.5, squared deviations 6.25 + 306.25 + 506.25 + 56.25 = 875
    row = one(A, B, internal=True)
    assert (row.target, row.place, row.time, row.unit) == ("arrivals", "Border town", NOON, "persons")
    assert (row.mean_a, row.mean_b, row.difference) == (250.0, 257.5, 7.5)
    assert row.standard_error == pytest.approx(math.sqrt(875 / 3 / 4), rel=1e-12)
    # variances of A and B by themselves: 50,000 / 3 and 51,875 / 3
    assert row.unpaired_standard_error == pytest.approx(math.sqrt((50_000 + 51_875) / 3 / 4), rel=1e-12)
    assert (row.low, row.high) == pytest.approx((-8.5, 27.0), rel=1e-12)  # of -10, 0, 10, 30
    assert (row.p_higher, row.p_equal, row.p_lower) == (0.5, 0.25, 0.25)


def test_exchanging_the_two_turns_the_sign():
    there, back = one(A, B, internal=True), one(B, A, internal=True)
    assert back.difference == -there.difference
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low), rel=1e-12)
    assert (back.p_higher, back.p_lower) == (there.p_lower, there.p_higher)
    assert back.standard_error == there.standard_error


def test_with_one_member_the_standard_error_is_missing_and_not_zero():
    row = one([100.0], [130.0])
    assert math.isnan(row.standard_error) and math.isnan(row.unpaired_standard_error)
    told = row.as_dict()
    assert told["standard_error"] is None and told["unpaired_standard_error"] is None
    assert (told["difference"], told["low"], told["high"], told["p_higher"]) == (30.0, 30.0, 30.0, 1.0)
    assert told["time"] == "2030-01-03T12:00:00+00:00"


def test_what_is_unknown_stays_unknown():
    told = one([np.nan, np.nan], [np.nan, np.nan], cell=False).as_dict()
    numbers = {key: value for key, value in told.items() if key not in ("target", "place", "time", "unit")}
    assert set(numbers.values()) == {None}


def test_other_measures_or_members_are_not_paired():
    with pytest.raises(ValueError, match="cannot be paired"):
        paired([measure(A)], [measure(A[:3])])
    with pytest.raises(ValueError, match="cannot be paired"):
        paired([measure(A)], [measure(A, place="Coast")])


# --- small counts ---------------------------------------------------------------------------------------------------


def test_a_small_mean_takes_along_all_that_would_tell_it():
    row = one([4.0, 6.0], [500.0, 700.0])
    assert row.mean_b == 600.0
    for name in ("mean_a", "difference", "standard_error", "low", "high", "unpaired_standard_error"):
        assert math.isnan(getattr(row, name)), name
    assert row.p_higher == 1.0
    assert one([4.0, 6.0], [500.0, 700.0], internal=True).difference == 595.0
    assert one([4.0, 6.0], [500.0, 700.0], cell=False).difference == 595.0  # vehicles are no people


def test_a_small_end_of_the_range_is_not_shown_and_zero_is():
    assert math.isnan(one(A, B).low) and one(A, B).high == pytest.approx(27.0)
    row = one(A, A)
    assert (row.difference, row.standard_error, row.low, row.high) == (0.0, 0.0, 0.0, 0.0)
    assert one([0.0, 0.0], [0.0, 0.0]).mean_a == 0.0


# --- of results -----------------------------------------------------------------------------------------------------


def test_what_is_compared_is_what_the_result_holds(resolved):
    answer = corridor.simulate(resolved, 3, seed=2, internal=True)
    result = answer.dataset
    result["queue"].values[:, 0] = 1e6  # before the as-of time: known, and no part of the forecast
    found = {(m.target, m.place, m.time): m for m in measures(answer)}
    nights = [datetime(2030, 1, day, tzinfo=UTC) for day in range(3, 9)]
    assert [when for target, _, when in found if target == "arrivals"] == nights
    end = nights[-1]
    for moment in nights:
        instant = np.datetime64(moment.replace(tzinfo=None))
        values = result["arrivals"].sel(place="Border town", time=instant).values
        assert np.array_equal(found["arrivals", "Border town", moment].values, values)
    for name in TOTALS:
        total = result[name].isel(time=-1).values.astype(float).sum(axis=1)
        assert np.allclose(found[name, None, end].values, total, rtol=1e-12)
        assert found[name, None, end].cell
    peak = found[QUEUE_PEAK, None, end]
    assert np.array_equal(peak.values, result["queue_peak"].values.max(axis=1))
    assert (peak.unit, peak.cell) == ("vehicles", False)
    assert peak.values.max() > 0


def test_the_public_name_of_a_place_is_used(resolved):
    on_town = replace(resolved, report=("Town", "School"))
    compared = corridor.compare(on_town, on_town, 2)
    assert {row.place for row in compared.rows} == {"Town" + OTHERS, None}
    text = differences(compared, on_town, "a", "b")
    assert "School" not in text and "Town" + OTHERS in text


def test_the_same_scenario_twice_differs_by_exactly_nothing(resolved):
    compared = corridor.compare(resolved, resolved, 4, seed=3)
    assert compared.rows
    for row in compared.rows:
        if not math.isnan(row.difference):  # small counts are not shown
            assert (row.difference, row.standard_error, row.low, row.high) == (0.0, 0.0, 0.0, 0.0)
        assert (row.p_higher, row.p_equal, row.p_lower) == (0.0, 1.0, 0.0)
    assert any(row.mean_a > 0 and row.unpaired_standard_error > 0 for row in compared.rows)
    assert "Nothing that is compared differs in any future." in differences(compared, resolved, "a", "b")


def test_the_same_luck_makes_the_standard_error_small(resolved):
    """Would catch a B that meets other luck: then the two errors agree, but for the sampling of a correlation of 0.

    With 24 members that has a standard deviation of 1 / sqrt(23) = 0.21, so that the ratio, 1 / sqrt(1 - correlation)
    for equal variances, exceeds 1.5 (correlation 0.56) once in 250 rows or so; the median of five was measured at 3.5.
    """
    compared = corridor.compare(resolved, with_settings(resolved, EARLY), 24, seed=0, threads=2)
    rows = [row for row in compared.rows if row.target == "arrivals" and row.mean_a > 0 and row.mean_b > 0]
    ratios = [row.unpaired_standard_error / row.standard_error for row in rows]
    assert len(ratios) >= 4
    assert np.median(ratios) > 1.5


def test_the_rows_are_those_of_two_runs_by_themselves(resolved):
    variant = with_settings(resolved, EARLY)
    compared = corridor.compare(resolved, variant, 3, seed=5, internal=True)
    a, b = (corridor.simulate(r, 3, seed=5, internal=True).dataset["arrivals"] for r in (resolved, variant))
    d = (b - a).sel(place="Border town").isel(time=-1).values.astype(float)
    row = next(r for r in compared.rows if r.target == "arrivals" and r.time == resolved.end)
    assert row.difference == pytest.approx(d.mean(), rel=1e-9)
    assert row.standard_error == pytest.approx(d.std(ddof=1) / math.sqrt(3), rel=1e-9)
    assert (compared.recipe_a.hash, compared.recipe_b.hash) == (resolved.hash(), variant.hash())
    assert list(compared.table()["difference"]) == [r.as_dict()["difference"] for r in compared.rows]


def test_progress_runs_over_both(resolved):
    seen = []
    corridor.compare(resolved, resolved, 2, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


# --- what may not be compared ---------------------------------------------------------------------------------------


def test_what_has_to_agree_is_named_all_at_once(resolved):
    hour = timedelta(hours=1)
    step = replace(resolved.numbers["step"], value=0.5)
    output = replace(resolved.numbers["output_interval"], value=6.0)
    other = replace(
        resolved,
        zone=ZoneInfo("Asia/Yerevan"),
        start=resolved.start + hour,
        end=resolved.end - hour,
        as_of=None,
        report=("Coast",),
        numbers={**resolved.numbers, "step": step, "output_interval": output},
    )
    faults = incomparable(resolved, other)
    assert {fault.code for fault in faults} == {"compare-differs"}
    named = ["time_zone", "start", "end", "as_of", "step", "output_interval", "report"]
    assert [fault.field for fault in faults] == named
    assert all(fault.found and fault.expected and fault.remedy for fault in faults)
    with pytest.raises(InputError) as told:
        corridor.compare(resolved, other, 1)
    assert len(told.value.problems) == len(named)


def test_the_same_instant_in_another_zone_is_no_difference(resolved):
    turned = resolved.start.astimezone(ZoneInfo("Asia/Yerevan"))
    assert incomparable(resolved, replace(resolved, start=turned)) == []


def test_groups_that_would_show_a_sensitive_place_are_refused(resolved):
    bared = replace(resolved, places=tuple(replace(p, sensitive=False) for p in resolved.places))
    assert [fault.code for fault in incomparable(resolved, bared)] == ["compare-groups-differ"]
    assert incomparable(resolved, bared, internal=True) == []
    emptied = with_settings(resolved, {"places.Town.residents": "1"})  # another host, so Town would stand alone
    assert [fault.code for fault in incomparable(resolved, emptied)] == ["compare-groups-differ"]
    assert "School" not in str([fault.as_dict() for fault in incomparable(resolved, emptied)])


def test_nothing_is_compared_where_nothing_could_be_shown(resolved):
    hidden = replace(resolved, places=tuple(replace(p, sensitive=True) for p in resolved.places))
    with pytest.raises(AnswerError):
        corridor.compare(hidden, hidden, 1)


# --- as text --------------------------------------------------------------------------------------------------------


def test_the_text_says_what_a_difference_is(resolved):
    compared = corridor.compare(resolved, with_settings(resolved, EARLY), 1)
    text = differences(compared, resolved, "valley", "valley, early")
    assert CAUTION in text and "not a forecast" in CAUTION
    assert "A: valley\nB: valley, early\n" in text
    assert "1 possible future of each" in text and "One future has no standard error." in text
    rows = [line for line in text.splitlines() if line.startswith("  ") and "2030" in line]
    assert len(rows) == 6
    assert "INTERNAL" not in text
    inside = corridor.compare(resolved, resolved, 1, internal=True)
    assert "INTERNAL" in differences(inside, resolved, "a", "b")
    assert max(len(line) for line in text.splitlines()) <= 120
