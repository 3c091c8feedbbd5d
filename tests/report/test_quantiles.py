"""The quantile table: columns and levels of the hubs, quantiles of the members, small cells left out."""

from datetime import UTC, datetime

import numpy as np
import pytest
from folders import TEMPLATE

import corridor
from corridor.ensemble.disclosure import SMALL
from corridor.report.findings.quantiles import LEVELS, TARGETS, quantile_table, table_times


@pytest.fixture(scope="module")
def resolved():
    return corridor.resolve(corridor.load(TEMPLATE))


@pytest.fixture(scope="module")
def open_to_all(resolved):
    return corridor.simulate(resolved, 12, seed=1).dataset


def test_quantile_levels_and_columns_are_those_of_the_hubs(open_to_all, resolved):
    table = quantile_table(open_to_all, resolved, internal=False)
    assert len(LEVELS) == 23 and sorted(LEVELS) == list(LEVELS) and {0.01, 0.025, 0.5, 0.975, 0.99} < set(LEVELS)
    assert list(table.columns) == [
        "model_id",
        "origin_date",
        "target",
        "horizon",
        "location",
        "target_end_date",
        "output_type",
        "output_type_id",
        "value",
        "unit",
    ]
    assert set(table["target"]) <= set(TARGETS)
    assert not table.duplicated(["target", "location", "horizon", "output_type_id"]).any()
    rows = table.groupby(["target", "location", "horizon"])["value"]
    assert rows.apply(lambda v: (np.diff(v.dropna()) >= 0).all()).all()


def test_quantiles_are_those_of_the_members(open_to_all, resolved):
    table = quantile_table(open_to_all, resolved, internal=False)
    end = table[(table["target"] == "arrivals") & (table["location"] == "Coast")]
    last = end[end["horizon"] == end["horizon"].max()]
    values = open_to_all["arrivals"].sel(place="Coast").isel(time=-1).values.astype(float)
    expected = np.quantile(values, LEVELS)
    hidden = (expected > 0) & (expected < SMALL)
    assert np.allclose(last["value"].values[~hidden], expected[~hidden])
    assert np.isnan(last["value"].values[hidden]).all()


def test_a_shut_road_is_the_longest_wait_of_all(open_to_all, resolved):
    table = quantile_table(open_to_all, resolved, internal=False)
    wait = table[(table["target"] == "waiting_time") & (table["location"] == "Town>Border post")]
    first = wait[wait["horizon"] == wait["horizon"].min()]
    assert first["value"].isna().all()  # shut in every future at the as-of time
    last = wait[wait["horizon"] == wait["horizon"].max()]
    assert 0 < last["value"].notna().sum() < 23


def test_table_times_are_local_and_begin_at_the_as_of_time(resolved):
    times = table_times(resolved)
    assert times[0] == datetime(2030, 1, 2, 12, tzinfo=UTC)
    assert times[-1] == resolved.end
    assert all(t.hour % 6 == 0 for t in times)
