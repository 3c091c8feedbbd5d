"""The tables behind the pictures: every number worked out by hand from the result."""

from datetime import UTC

import numpy as np
import pytest
from folders import KARABAKH, TEMPLATE

import corridor
from corridor.ensemble.disclosure import OTHERS
from corridor.report.prepared import GROUPS, LEVELS, WITHOUT, counts, fan, lodging, map_panels, people

RECEIVING_KINDS = ("reception", "camp", "host_region")


def forecast(folder, members=20, **more):
    scenario = corridor.load(folder)
    resolved = corridor.resolve(scenario, scenario.file.as_of)
    return corridor.simulate(resolved, members, seed=3, **more), resolved


@pytest.fixture(scope="module")
def made():
    return forecast(TEMPLATE, internal=True)


def test_the_fan_has_the_quantiles_of_arrivals(made):
    result, resolved = made
    table = fan(result, "Border town")
    values = result["arrivals"].sel(place="Border town").values
    assert list(table.columns) == list(LEVELS)
    for row in (0, 10, -1):
        assert table.iloc[row].tolist() == np.quantile(values[:, row], LEVELS).tolist()
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
    assert table.loc["Lowland", list(LEVELS)].tolist() == pytest.approx(np.quantile(both, LEVELS).tolist())
    assert table.loc["Lowland", WITHOUT] == pytest.approx(np.quantile(without, 0.95))
    assert table[0.5].is_monotonic_decreasing


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
        "c,arrivals,Border town,9,persons,yes,2030-01-03T08:00Z,,,exact,2030-01-03T09:00Z,made up\n",
        "utf-8",
    )
    scenario = corridor.load(small)
    seen = counts(corridor.resolve(scenario, scenario.file.as_of), "Border town")
    assert seen["value"].tolist() == [5.0, 7.0]
    assert (seen["first"] == seen["last"]).tolist() == [True, False]
    assert len(counts(corridor.resolve(scenario), "Border town")) == 0


def test_a_count_that_another_has_corrected_by_then_is_not_shown(small):
    (small / "observations.csv").write_text(
        "observation,kind,place,value,unit,cumulative,at,precision,known,source,supersedes\n"
        "a,arrivals,Border town,5,persons,yes,2030-01-02T08:00Z,exact,2030-01-02T09:00Z,made up,\n"
        "b,arrivals,Border town,7,persons,yes,2030-01-02T08:00Z,exact,2030-01-02T10:00Z,made up,a\n"
        "c,arrivals,Border town,9,persons,yes,2030-01-02T08:00Z,exact,2030-01-03T10:00Z,made up,b\n",
        "utf-8",
    )
    scenario = corridor.load(small)
    assert counts(corridor.resolve(scenario, scenario.file.as_of), "Border town")["value"].tolist() == [7.0]
