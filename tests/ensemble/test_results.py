"""What a result is: labelled, with units and recipe; its public form; its quantiles."""

import json
from datetime import UTC, datetime

import numpy as np
import pytest
import xarray as xr

import corridor
from corridor.base.errors import AnswerError
from corridor.ensemble.disclosure import OTHERS, SMALL, PublicForm, merged_names, public_attributes, suppressed
from corridor.ensemble.quantiles import LEVELS, TARGETS, at_times, quantile_table, table_times
from corridor.model.record import PEAKS, SERIES


@pytest.fixture(scope="module")
def resolved():
    from folders import TEMPLATE

    scenario = corridor.load(TEMPLATE)
    return corridor.resolve(scenario)


@pytest.fixture(scope="module")
def internal(resolved):
    return corridor.simulate(resolved, 12, seed=1, internal=True).dataset


@pytest.fixture(scope="module")
def open_to_all(resolved):
    return corridor.simulate(resolved, 12, seed=1).dataset


def test_every_variable_has_dims_units_and_a_meaning(internal):
    for name in SERIES:
        variable = internal[name]
        assert variable.dims[:2] == ("member", "time")
        assert variable.attrs["units"] == SERIES[name].unit
        assert variable.attrs["long_name"]
    assert internal.sizes["member"] == 12
    assert internal.attrs["scope"] == "internal"


def test_the_recipe_makes_the_result_again(internal, resolved):
    made = json.loads(internal.attrs["recipe"])
    assert (made["members"], made["seed"], made["hash"]) == (12, 1, resolved.hash())
    assert made["as_of"] == "2030-01-02T12:00:00+00:00"
    total = made["numbers"]["population.total"]
    assert total["unit"] == "persons" and total["source"] and total["known"] and "Mixture" in total["value"]
    again = corridor.simulate(resolved, made["members"], made["seed"], internal=True).dataset
    assert internal.equals(again)


def test_a_result_survives_the_disk(open_to_all, tmp_path):
    path = tmp_path / "r.nc"
    suppressed(open_to_all).to_netcdf(path, engine="h5netcdf")
    with xr.open_dataset(path, engine="h5netcdf") as back:
        assert np.array_equal(back["arrivals"].values, suppressed(open_to_all)["arrivals"].values, equal_nan=True)
        assert back["arrivals"].attrs["units"] == "persons"


# --- the public form --------------------------------------------------------------------------------------------


def test_sensitive_places_are_merged_and_named_nowhere(open_to_all, resolved):
    assert merged_names(resolved)["School"] == merged_names(resolved)["Town"] == "Town" + OTHERS
    assert "School" not in repr(open_to_all.to_dict(data=False)) + open_to_all.attrs["recipe"]
    assert not any(
        "School" in str(v) for dim in ("place", "route", "parameter", "event") for v in open_to_all[dim].values
    )
    assert "cohort" not in open_to_all.dims


def test_people_in_the_public_form_add_up_and_inner_movement_is_no_arrival(internal, open_to_all):
    town = "Town" + OTHERS
    both = internal["present"].sel(place=["Town", "School"]).sum("place")
    held = internal["people"].sel(place=["Town", "School"], status="held").sum("place")
    assert np.allclose(open_to_all["present"].sel(place=town), both - held)
    routes = internal["crossed"]
    from_outside = routes.sel(route=["Upper village>Town", "Lower village>Town"]).sum("route")
    assert np.allclose(open_to_all["arrivals"].sel(place=town), from_outside)
    inner = routes.sel(route=["Town>School", "School>Town"]).sum("route")
    assert float(inner.max()) > 0  # else this could not fail
    out = internal["entered"].sel(route=["Town>Border post", "Town>Upper village", "Town>Lower village"]).sum("route")
    assert np.allclose(open_to_all["departures"].sel(place=town), out)
    for place in ("Border town", "Coast"):
        assert np.array_equal(open_to_all["arrivals"].sel(place=place), internal["arrivals"].sel(place=place))


def test_nobody_held_is_shown(open_to_all):
    assert "held" not in open_to_all["status"].values


def test_small_cells_are_missing_and_nothing_else_is(open_to_all):
    safe = suppressed(open_to_all)
    for name, series in SERIES.items():
        before, after = open_to_all[name].values, safe[name].values
        small = (before > 0) & (before < SMALL) if series.cell else np.zeros(before.shape, bool)
        assert np.isnan(after[small]).all()
        assert np.array_equal(after[~small], before[~small], equal_nan=True), name
    assert np.isnan(safe["people"].values).any()


def test_internal_and_public_come_from_the_same_members(internal, open_to_all, resolved):
    form = PublicForm.of(resolved)
    arrays = form({name: internal[name].values for name in {**SERIES, **PEAKS}})
    bare = internal.drop_dims(["place", "route", "status", "cohort"])
    bare = bare.assign_coords(place=list(form.places), route=list(form.routes), status=list(form.statuses))
    whole = bare.assign({name: (internal[name].dims, values, internal[name].attrs) for name, values in arrays.items()})
    assert public_attributes(whole, resolved).equals(open_to_all)


def test_suppression_leaves_what_it_is_given_alone_unless_told_otherwise(open_to_all):
    shown = open_to_all.copy(deep=True)
    kept = suppressed(shown)
    assert shown.equals(open_to_all) and not kept.equals(open_to_all)
    assert suppressed(shown, consume=True).equals(kept)
    assert shown.equals(kept)  # no copy was made
    assert all(kept[name].attrs == open_to_all[name].attrs for name in SERIES)


def test_a_scenario_of_sensitive_places_only_has_no_public_form(small):
    path = small / "places.csv"
    path.write_text(path.read_text("utf-8").replace(",no,2029", ",yes,2029"), "utf-8")
    scenario = corridor.load(small)
    with pytest.raises(AnswerError, match="Every place is marked sensitive"):
        merged_names(corridor.resolve(scenario))


# --- quantiles --------------------------------------------------------------------------------------------------


def test_quantile_levels_and_columns_are_those_of_the_hubs(open_to_all, resolved):
    table = quantile_table(open_to_all, resolved)
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
    table = quantile_table(open_to_all, resolved)
    end = table[(table["target"] == "arrivals") & (table["location"] == "Coast")]
    last = end[end["horizon"] == end["horizon"].max()]
    values = open_to_all["arrivals"].sel(place="Coast").isel(time=-1).values.astype(float)
    expected = np.quantile(values, LEVELS)
    hidden = (expected > 0) & (expected < SMALL)
    assert np.allclose(last["value"].values[~hidden], expected[~hidden])
    assert np.isnan(last["value"].values[hidden]).all()


def test_a_shut_road_is_the_longest_wait_of_all(open_to_all, resolved):
    table = quantile_table(open_to_all, resolved)
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


def test_a_time_between_output_times_takes_the_one_before(open_to_all):
    between = [datetime(2030, 1, 3, 7, 59, tzinfo=UTC)]
    assert str(at_times(open_to_all[["present"]], between)["time"].values[0]).startswith("2030-01-03T06:00")
