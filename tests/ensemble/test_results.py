"""What a result is: labelled, with units and recipe; its public form."""

import json
from datetime import UTC, datetime

import numpy as np
import pytest
import xarray as xr

import corridor
from corridor.base.errors import AnswerError
from corridor.ensemble.disclosure import OTHERS, SMALL, PublicForm, merged_names, public_attributes, suppressed
from corridor.ensemble.output_times import at_times
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


def test_a_time_between_output_times_takes_the_one_before(open_to_all):
    between = [datetime(2030, 1, 3, 7, 59, tzinfo=UTC)]
    assert str(at_times(open_to_all[["present"]], between)["time"].values[0]).startswith("2030-01-03T06:00")


# --- room -------------------------------------------------------------------------------------------------------


def with_row(path, **cells):
    head = path.read_text("utf-8").splitlines()[0].split(",")
    cells = {"known": "2029-12-01", "source": "made up", "reason": "made up", **cells}
    path.write_text(path.read_text("utf-8") + ",".join(cells.get(column, "") for column in head) + "\n", "utf-8")


def simulated(folder, members=6, **more):
    return corridor.simulate(corridor.resolve(corridor.load(folder)), members, seed=3, **more)


def test_room_grows_while_a_site_with_more_of_it_is_open(small):
    more = {"kind": "site_open", "place": "Coast", "value": "500", "unit": "persons"}
    with_row(small / "events.csv", event="tents", at="2030-01-03T00:00Z", until="2030-01-05T00:00Z", **more)
    room = simulated(small).dataset["room"].sel(place="Coast")
    for moment, persons in (("2030-01-02T21:00", 6000.0), ("2030-01-03T12:00", 6500.0), ("2030-01-05T12:00", 6000.0)):
        assert (room.sel(time=moment) == persons).all(), moment


def test_room_is_missing_where_it_is_no_matter_and_drawn_where_it_is_unknown(internal):
    room = internal["room"]
    assert room.sel(place=["Town", "Border town", "Upper village"]).isnull().all()
    drawn = internal["parameter_value"].sel(parameter="places.Hills.room").values
    assert len(set(drawn)) > 5
    assert np.array_equal(room.sel(place="Hills").isel(time=-1).values, drawn.astype(np.float32))


def with_total_room(folder):
    path = folder / "scenario.yaml"
    total = "{value: 1000, unit: households, source: made up, reason: made up, known: 2029-12-01}"
    path.write_text(path.read_text("utf-8").replace("reception:\n", f"reception:\n  room_total: {total}\n"), "utf-8")


def test_a_total_of_room_is_shared_out_by_the_shares_and_the_household_size_of_each_member(small):
    with_total_room(small)
    data = simulated(small, internal=True).dataset
    room = data["room"].sel(place=["Coast", "Hills"]).isel(time=0)
    drawn = data["parameter_value"].sel(parameter="places.Hills.room").values
    assert np.allclose(room.sel(place="Hills") / room.sum("place"), drawn / (6000.0 + drawn), rtol=1e-5)
    households = room.sum("place").values / 1000.0
    assert ((households > 2.0) & (households < 8.0)).all() and len(set(households.tolist())) > 5


def test_the_room_of_a_group_is_not_shown(open_to_all, internal):
    town = open_to_all["room"].sel(place="Town" + OTHERS)
    assert internal["room"].sel(place="School").notnull().all()  # the school, which is sensitive, has some
    assert town.isnull().all()
    for place in ("Coast", "Hills"):
        assert np.array_equal(open_to_all["room"].sel(place=place), internal["room"].sel(place=place))


def test_where_a_sensitive_place_has_a_share_of_a_total_no_region_shows_its_room(small):
    with_total_room(small)
    places = (small / "places.csv").read_text("utf-8")
    assert ",6000,no" in places
    (small / "places.csv").write_text(places.replace(",6000,no", ",6000,yes"), "utf-8")
    public, whole = simulated(small).dataset, simulated(small, internal=True).dataset
    assert whole["room"].sel(place="Hills").notnull().all()
    assert public["room"].sel(place=[p for p in public["place"].values if "Hills" in p]).isnull().all()
