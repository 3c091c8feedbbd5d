"""The tables behind the pictures: every number worked out by hand from the result."""

from datetime import UTC

import numpy as np
import pytest
from folders import KARABAKH, TEMPLATE

import corridor
from corridor.ensemble.disclosure import OTHERS
from corridor.report.findings.arrivals import NOBODY, counts, fan
from corridor.report.findings.lodging import MOST_NEED, NEED, ROOM, WITHOUT, lodging
from corridor.report.findings.maps import map_panels
from corridor.report.findings.statistics import BANDS
from corridor.report.findings.whereabouts import GROUPS, people

RECEIVING_KINDS = ("reception", "camp", "host_region")


def forecast(folder, members=20, **more):
    scenario = corridor.load(folder)
    resolved = corridor.resolve(scenario)
    return corridor.simulate(resolved, members, seed=3, **more).dataset, resolved


@pytest.fixture(scope="module")
def made():
    return forecast(TEMPLATE, internal=True)


def test_the_fan_has_the_quantiles_of_arrivals(made):
    result, resolved = made
    table = fan(result, "Border town")
    values = result["arrivals"].sel(place="Border town").values
    assert list(table.columns) == [*BANDS, NOBODY]
    for row in (0, 10, -1):
        assert table.iloc[row].tolist() == [*np.quantile(values[:, row], BANDS), np.mean(values[:, row] == 0)]
    assert table.index[-1] == resolved.end


def test_people_are_counted_once_and_nobody_is_lost(made):
    """All groups together are the people of the start, at each time: households do not come or go in this scenario."""
    result, resolved = made
    table = people(result, resolved)
    assert list(table.columns) == list(GROUPS)
    total = table.sum(axis=1).values
    assert np.allclose(total, total[0], rtol=1e-5)
    assert total[0] == pytest.approx(float(result["people"].isel(time=0).sum(("place", "status")).mean()), rel=1e-6)


def test_each_group_is_what_its_name_says(made):
    result, resolved = made
    table = people(result, resolved).iloc[-1]
    last = result["people"].isel(time=-1).mean("member")
    inside = last.sel(place=[p for p in last["place"].values if resolved_kind(resolved, p) not in RECEIVING_KINDS])
    outside = last.sel(place=[p for p in last["place"].values if resolved_kind(resolved, p) in RECEIVING_KINDS])
    assert table["at home"] == pytest.approx(float(last.sel(status="home").sum()), rel=1e-5)
    assert table["displaced inside"] == pytest.approx(float(inside.sel(status="displaced").sum()), rel=1e-5)
    assert table["with kin"] == pytest.approx(float(last.sel(status="settled_kin").sum()), rel=1e-5)
    assert table["without shelter"] == pytest.approx(float(last.sel(status="unsheltered").sum()), abs=1e-3)
    on_road = float(result["on_route"].isel(time=-1).mean("member").sum())
    assert table["on the road"] == pytest.approx(on_road, rel=1e-5)
    waiting = outside.sel(status=["ready", "stranded", "registering", "held", "displaced"]).sum()
    assert table["received, waiting or travelling on"] == pytest.approx(float(waiting), rel=1e-5)


def resolved_kind(resolved, place):
    return next(p.kind for p in resolved.places if p.name == place)


def test_lodging_is_by_region_and_the_most_needed_comes_first(small):
    text = (small / "places.csv").read_text("utf-8").splitlines()
    admin = {"Coast": "Lowland", "Hills": "Lowland"}
    rows = [f"{text[0]},admin", *(f"{line},{admin.get(line.partition(',')[0], 'Inland')}" for line in text[1:])]
    (small / "places.csv").write_text("\n".join([*rows, ""]), "utf-8")
    result, resolved = forecast(small)
    table = lodging(result, resolved)
    both = result["accommodated"].isel(time=-1).sel(place=["Coast", "Hills"]).sum("place").values
    without = result["unsheltered"].isel(time=-1).sel(place=["Coast", "Hills"]).sum("place").values
    assert table.loc["Lowland", list(BANDS)].tolist() == pytest.approx(np.quantile(both, BANDS).tolist())
    assert table.loc["Lowland", WITHOUT] == pytest.approx(np.quantile(without, 0.95))
    assert table.loc["Lowland", [NEED, MOST_NEED]].tolist() == pytest.approx(
        np.quantile(both + without, (0.5, 0.95)).tolist()
    )
    assert table[NEED].is_monotonic_decreasing


def end(result, by_place):
    """A result in which so many are accommodated and without shelter at the end, by place, in every member."""
    changed = result.copy(deep=True)
    for name, k in (("accommodated", 0), ("unsheltered", 1)):
        changed[name][:] = 0.0
        for place, both in by_place.items():
            changed[name].loc[{"place": place, "time": changed["time"].values[-1]}] = both[k]
    return changed


def test_those_without_shelter_need_beds_too_and_decide_the_order(made):
    result, resolved = made
    table = lodging(end(result, {"Coast": (100.0, 0.0), "Hills": (40.0, 90.0)}), resolved)
    assert table.index.tolist() == ["Hills", "Coast"]
    assert table[0.5].tolist() == [40.0, 100.0]
    assert table[WITHOUT].tolist() == [90.0, 0.0]
    assert table[NEED].tolist() == table[MOST_NEED].tolist() == [130.0, 100.0]
    only_without = lodging(end(result, {"Hills": (0.0, 20.0)}), resolved)
    assert only_without.index.tolist() == ["Hills"]


def test_more_regions_than_fit_are_one_row_together(made):
    result, resolved = made
    places = {"Coast": (100.0, 0.0), "Hills": (40.0, 10.0), "Border town": (0.0, 30.0)}
    assert len(lodging(end(result, places), resolved, most=3)) == 3
    table = lodging(end(result, places), resolved, most=2)
    assert table.index.tolist() == ["Coast", "2 other regions"]
    last = table.loc["2 other regions"]
    assert last[[0.5, WITHOUT, NEED]].tolist() == [40.0, 40.0, 80.0]
    hills = lodging(end(result, places), resolved).loc["Hills", ROOM]
    assert last[ROOM] == pytest.approx(hills)


def test_room_is_that_of_the_members_with_what_opens_by_the_end(small):
    """6,000 beds at the coast, and 500 more in those members in which the site is open at the end."""
    path = small / "events.csv"
    head = path.read_text("utf-8").splitlines()[0]
    columns = {
        "event": "barracks",
        "kind": "site_open",
        "at": "2030-01-03T00:00+00:00",
        "probability": "0.5",
        "not_before_known": "2030-01-01T12:00+00:00",
        "place": "Coast",
        "value": "500",
        "unit": "persons",
        "known": "2030-01-01",
        "source": "made up",
        "reason": "made up",
    }
    before = path.read_text("utf-8")
    row = ",".join(columns.get(column, "") for column in head.split(","))
    path.write_text(before + row + "\n", "utf-8")
    result, resolved = forecast(small)
    places = {"Coast": (10.0, 0.0), "Hills": (20.0, 0.0)}
    table = lodging(end(result, places), resolved)
    opens = ~np.isnan(result["event_hour"].sel(event="barracks").values)
    assert 0 < opens.sum() < len(opens)
    assert table.loc["Coast", ROOM] == np.median(6000.0 + 500.0 * opens)
    drawn = result["parameter_value"].sel(parameter="places.Hills.room").values
    assert len(set(drawn)) > 5
    assert table.loc["Hills", ROOM] == pytest.approx(np.median(drawn))
    columns["until"] = "2030-01-03T12:00+00:00"
    row = ",".join(columns.get(column, "") for column in head.split(","))
    path.write_text(before + row + "\n", "utf-8")
    shut, resolved = forecast(small)
    assert lodging(end(shut, places), resolved).loc["Coast", ROOM] == 6000.0


def with_total_room(folder):
    text = (folder / "scenario.yaml").read_text("utf-8")
    assert "reception:\n" in text
    total = '{value: "uniform(900, 1100)", unit: households, source: made up, reason: made up, known: 2029-12-01}'
    (folder / "scenario.yaml").write_text(text.replace("reception:\n", f"reception:\n  room_total: {total}\n"), "utf-8")


def test_a_total_room_is_shared_by_the_shares_of_each_member(small):
    with_total_room(small)
    result, resolved = forecast(small, internal=True)
    table = lodging(end(result, {"Coast": (10.0, 0.0), "Hills": (20.0, 0.0)}), resolved)
    drawn = {path: result["parameter_value"].sel(parameter=path).values for path in result["parameter"].values}
    share = drawn["places.Hills.room"] / (6000.0 + drawn["places.Hills.room"])

    def of_member(path):
        number = resolved.numbers.get(path)
        return drawn[path] if path in drawn else np.full(len(share), number.value if number else 1.0)

    cohorts = {cohort.base for cohort in resolved.cohorts}
    size = {name: of_member(f"cohorts.{name}.persons_per_household") for name in cohorts}
    weight = {name: of_member(f"cohorts.{name}.share") for name in cohorts}
    household = sum(weight.values()) / sum(weight[name] / size[name] for name in cohorts)
    assert ((household > 2.0) & (household < 8.0)).all() and len(set(household)) > 5
    assert table.loc["Hills", ROOM] == pytest.approx(np.median(drawn["reception.room_total"] * household * share))


def test_room_that_takes_a_number_that_is_not_shown_is_not_known(small):
    """The share of a sensitive place would follow from the total and the shares of the others."""
    with_total_room(small)
    places = (small / "places.csv").read_text("utf-8")
    assert ",6000,no" in places
    (small / "places.csv").write_text(places.replace(",6000,no", ",6000,yes"), "utf-8")
    for internal in (False, True):
        result, resolved = forecast(small, internal=internal)
        table = lodging(end(result, {"Hills": (20.0, 0.0)}), resolved)
        assert np.isnan(table.loc["Hills", ROOM]) == (not internal)


def test_in_public_form_those_not_shown_are_all_that_is_missing_from_the_sum(small):
    """Sensitive places stay in their groups, so that only people on roads left out and those held are missing."""
    inside, resolved = forecast(small, internal=True)
    shown, _ = forecast(small)
    whole, part = people(inside, resolved), people(shown, resolved)
    roads = [route for route in inside["route"].values if route not in shown["route"].values]
    missing = inside["on_route"].sel(route=roads).sum("route") + inside["people"].sel(status="held").sum("place")
    difference = whole.sum(axis=1).to_numpy() - part.sum(axis=1).to_numpy()
    assert roads
    assert difference == pytest.approx(missing.mean("member").values, abs=0.01)


def test_a_panel_has_the_mean_flow_of_the_day_before_and_the_mean_queue(made):
    result, resolved = made
    panels = map_panels(result, resolved)
    assert len(panels) == 4
    assert resolved.as_of < panels[0].time
    assert panels[-1].time == resolved.end
    last = panels[-1]
    mean = result.mean("member")
    for route in last.routes.index:
        crossed = mean["crossed"].sel(route=route)
        day = crossed.sel(time=np.datetime64(resolved.end.astimezone(UTC).replace(tzinfo=None))) - crossed.sel(
            time=np.datetime64(resolved.end.astimezone(UTC).replace(tzinfo=None)) - np.timedelta64(24, "h")
        )
        assert last.routes["flow"][route] == pytest.approx(float(day), rel=1e-5, abs=1e-3)
        assert last.routes["queue"][route] == pytest.approx(
            float(mean["queue"].sel(route=route).isel(time=-1)), abs=1e-3
        )
    for place in last.places.index:
        assert last.places["people"][place] == pytest.approx(
            float(mean["present"].sel(place=place).isel(time=-1)), rel=1e-5
        )


def test_in_public_form_sensitive_places_are_on_no_map():
    result, resolved = forecast(KARABAKH, 3)
    hidden = {place.name for place in resolved.places if place.sensitive}
    assert hidden
    for panel in map_panels(result, resolved):
        assert not hidden & {name.removesuffix(OTHERS) for name in panel.places.index}
        assert not hidden & set(panel.routes[["from", "to"]].values.flat)
        assert f"Stepanakert{OTHERS}" in panel.places.index
        assert any(route.startswith("Stepanakert>") for route in panel.routes.index)  # drawn where the group stands


def test_counts_with_bounds_are_bars_and_later_ones_are_not_there(small):
    (small / "observations.csv").write_text(
        "observation,kind,place,value,unit,cumulative,at,not_before,not_after,precision,known,source\n"
        "a,arrivals,Border town,5,persons,yes,2030-01-02T08:00Z,,,exact,2030-01-02T09:00Z,made up\n"
        "b,arrivals,Border town,7,persons,yes,,2030-01-02T08:00Z,2030-01-02T11:00Z,day,2030-01-02T11:30Z,made up\n"
        "d,arrivals,Border town,3,persons,no,2030-01-02T08:00Z,,,exact,2030-01-02T09:00Z,made up\n"
        "c,arrivals,Border town,9,persons,yes,2030-01-03T08:00Z,,,exact,2030-01-03T09:00Z,made up\n",
        "utf-8",
    )
    scenario = corridor.load(small)
    seen = counts(corridor.resolve(scenario), "Border town")
    assert seen["value"].tolist() == [5.0, 7.0]
    assert (seen["first"] == seen["last"]).tolist() == [True, False]
    assert len(counts(corridor.resolve(scenario, as_written=True), "Border town")) == 0


def test_a_count_that_another_has_corrected_by_then_is_not_shown(small):
    (small / "observations.csv").write_text(
        "observation,kind,place,value,unit,cumulative,at,precision,known,source,supersedes\n"
        "a,arrivals,Border town,5,persons,yes,2030-01-02T08:00Z,exact,2030-01-02T09:00Z,made up,\n"
        "b,arrivals,Border town,7,persons,yes,2030-01-02T08:00Z,exact,2030-01-02T10:00Z,made up,a\n"
        "c,arrivals,Border town,9,persons,yes,2030-01-02T08:00Z,exact,2030-01-03T10:00Z,made up,b\n",
        "utf-8",
    )
    scenario = corridor.load(small)
    assert counts(corridor.resolve(scenario), "Border town")["value"].tolist() == [7.0]
