"""Output times: which steps are kept, by the clock of the place, and that every consumer finds its own."""

from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

import corridor
from corridor.base.errors import InputError
from corridor.base.times import show
from corridor.ensemble.output_times import at_times, first_row, moment_of, output_rows, snapped
from corridor.ensemble.run import run_members
from corridor.model.record import PEAKS, SERIES
from corridor.report.findings.quantiles import table_times

ZONE = "America/New_York"  # clocks go forward in the night to 10 March 2030


def changed(folder, **fields):
    """The scenario with some lines of its file replaced or added."""
    path = folder / "scenario.yaml"
    lines = path.read_text("utf-8").splitlines()
    for name, value in fields.items():
        lines = [line for line in lines if not line.startswith(f"{name}:")]
        at = next(k for k, line in enumerate(lines) if line.startswith("start:"))
        lines.insert(at, f"{name}: {value}")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    scenario = corridor.load(folder)
    return corridor.resolve(scenario)


def hours_of(resolved):
    return [moment_of(resolved, int(row)) for row in output_rows(resolved)]


def test_every_third_hour_of_the_clock_is_kept_by_default(small):
    resolved = corridor.resolve(corridor.load(small))
    assert output_rows(resolved).tolist() == list(range(0, resolved.n_steps + 1, 3))


def test_hours_are_those_of_the_local_clock_with_midnight_and_noon_always(small):
    resolved = changed(small, output_interval="5 h", time_zone="Asia/Kolkata", as_of="2030-01-02T12:47+00:00")
    kept = hours_of(resolved)
    # half past five east of UTC: steps end at half past each local hour, so those just before the full hour are kept
    clock = {(t.hour, t.minute) for t in kept[1:-1]}
    now = {(17, 30), (18, 30)}  # round the as-of time, 18:17 by the local clock
    assert clock == {(23, 30), (4, 30), (9, 30), (11, 30), (14, 30), (19, 30)} | now
    assert kept[0] == resolved.start and kept[-1] == resolved.end
    assert moment_of(resolved, 36).hour == 17
    assert {36, 37} <= set(output_rows(resolved).tolist())


def test_a_change_of_the_clock_moves_no_midnight(small):
    resolved = changed(small, time_zone=ZONE, end="2030-03-12T05:00+00:00")
    kept = [t for t in hours_of(resolved) if t.date() >= datetime(2030, 3, 9).date()]
    assert {t.hour for t in kept} == {0, 3, 6, 9, 12, 15, 18, 21, 1}  # the end stands at one o'clock
    assert [t.hour for t in kept if t.day == 10] == [0, 3, 6, 9, 12, 15, 18, 21]
    gap = [b.timestamp() - a.timestamp() for a, b in pairwise(kept) if a.day == 10]
    assert gap[0] == 2 * 3600  # from midnight to three: two hours that night


@pytest.mark.parametrize(("step", "interval"), [("6 h", "3 h"), ("3 h", "3 h"), ("1 h", "1 h"), ("12 h", "8 h")])
def test_with_a_step_as_long_as_the_interval_every_step_is_kept(small, step, interval):
    resolved = changed(small, step=step, output_interval=interval)
    assert output_rows(resolved).tolist() == list(range(resolved.n_steps + 1))


@pytest.mark.parametrize("wrong", ["0 h", "25 h", "uniform(1, 3)"])
def test_an_interval_that_is_none_is_refused(small, wrong):
    with pytest.raises(InputError, match="output_interval"):
        changed(small, output_interval=wrong)


def test_peaks_are_of_every_step_from_the_as_of_time_on_whatever_is_recorded(small):
    fine = changed(small, output_interval="1 h")
    hourly, daily = run_members(fine, 6, 5), run_members(changed(small, output_interval="24 h"), 6, 5)
    since = first_row(fine)
    assert fine.start + timedelta(hours=since) == fine.as_of
    for name in PEAKS:
        assert np.array_equal(hourly.series[name], daily.series[name], equal_nan=True), name
    assert np.array_equal(hourly.series["queue_peak"], hourly.series["queue"][:, since:].max(axis=1))
    waits = np.nanmax(np.nan_to_num(hourly.series["waiting_time"][:, since:], nan=-1.0), axis=1)
    assert np.array_equal(np.nan_to_num(hourly.series["waiting_time_peak"], nan=-1.0), waits)
    sums = hourly.series["unsheltered"][:, since:].sum(axis=2, dtype=float).max(axis=1)
    assert np.allclose(hourly.series["unsheltered_peak"], sums, rtol=1e-6)
    assert (daily.series["queue_peak"] > daily.series["queue"].max(axis=1)).any()  # what the output times would miss


def test_a_coarser_record_is_a_part_of_the_finer_one(small):
    fine = run_members(changed(small, output_interval="1 h"), 3, 5)
    coarse = run_members(changed(small, output_interval="24 h"), 3, 5)
    assert len(coarse.rows) < len(fine.rows) / 8
    assert np.array_equal(fine.rows, np.arange(len(fine.rows)))
    for name in SERIES:
        assert np.array_equal(coarse.series[name], fine.series[name][:, coarse.rows], equal_nan=True), name
    assert coarse.numbers[:, [p != "output_interval" for p in coarse.paths]].tolist() == (
        fine.numbers[:, [p != "output_interval" for p in fine.paths]].tolist()
    )


def test_a_dataset_carries_its_own_times(small):
    resolved = changed(small, output_interval="5 h")
    result = corridor.simulate(resolved, 2).dataset
    told = [datetime.fromisoformat(f"{str(t)[:19]}+00:00") for t in result["time"].values]
    assert told == hours_of(resolved)
    assert len({b - a for a, b in pairwise(told)}) > 1  # else a regular axis would do as well


def test_tables_and_summary_do_not_depend_on_what_else_is_kept(small):
    """Quantiles and arrivals at midnights and noons are the same whether kept with every hour or few."""
    told = {}
    for interval in ("1 h", "5 h", "24 h"):
        resolved = changed(small, output_interval=interval)
        answer = corridor.simulate(resolved, 8, seed=2)
        result, arrivals = answer.dataset, answer.summary().partition("People arrived at")[2].partition("\n\n")[0]
        told[interval] = (answer.findings.quantiles, arrivals)
        assert show(resolved.end, resolved.zone) in arrivals
        wanted = table_times(resolved)
        assert len(wanted) == len(at_times(result, wanted)["time"]) == len(np.unique(at_times(result, wanted)["time"]))
    for interval in ("5 h", "24 h"):
        # a place that was never but between output times anything but zero has no rows in either
        assert told[interval][0].equals(told["1 h"][0])
        assert told[interval][1] == told["1 h"][1]


def test_a_moment_takes_the_output_time_before_it_and_none_before_the_start(small):
    resolved = changed(small, output_interval="24 h")
    start = resolved.start
    times = [start - timedelta(hours=1), start + timedelta(hours=23, minutes=59), start + timedelta(hours=24)]
    assert snapped(resolved, times) == [start, start + timedelta(hours=12), start + timedelta(hours=24)]
