"""Every picture can be drawn, whatever there is to draw, and shows what it must and nothing it may not."""

import json
import re
import warnings
from itertools import pairwise

import numpy as np
import pytest
from answers import answer_of
from folders import KARABAKH, TEMPLATE

import corridor
from corridor.report.pictures.figures import figures, pictures
from corridor.report.pictures.maps import DISCLAIMER

NAMES = {"arrivals", "map", "people", "accommodation"}


def forecast(folder, members=6, written=False, **more):
    scenario = corridor.load(folder)
    resolved = corridor.resolve(scenario, as_written=written)
    return corridor.simulate(resolved, members, seed=3, **more)


def texts(figure):
    from matplotlib.text import Text

    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def written(figures, tmp_path):
    for name, write in figures.items():
        write(tmp_path / name)
    return {name: (tmp_path / name).read_bytes() for name in figures}


@pytest.fixture(scope="module")
def case():
    return forecast(KARABAKH, 8)


def test_there_are_four_pictures_each_as_png_and_svg_and_again_the_same_bytes(tmp_path):
    made = forecast(TEMPLATE)
    assert set(pictures(made.findings)) == {f"{name}.{suffix}" for name in NAMES for suffix in ("png", "svg")}
    first = written(pictures(made.findings), tmp_path)
    assert first == written(pictures(made.findings), tmp_path)
    assert all(len(content) > 8_000 for content in first.values())


def test_titles_say_a_number_and_a_time(case):
    for name, figure in figures(case).items():
        title = figure.get_suptitle()
        assert re.search(r"\d", title) or "No queue" in title, name
        assert "Fri 06 Oct 2023" in title or name == "map"
        assert any("Forecast as of Fri 22 Sep 2023 12:00 by corridor, 8 futures" in text for text in texts(figure)), (
            name
        )


def test_the_map_has_the_disclaimer_a_scale_and_both_names(case):
    said = texts(figures(case)["map"])
    assert any(DISCLAIMER in text for text in said)
    assert any(re.fullmatch(r"\d+ km", text) for text in said)
    assert any("Stepanakert / Khankendi" in text for text in said)


def test_no_picture_names_a_sensitive_place(case):
    hidden = [name for place in case.resolved.places if place.sensitive for name in (place.name, place.label)]
    for figure in figures(case).values():
        for text in texts(figure):
            assert not any(name in text for name in hidden), text


def test_tones_of_neighbours_differ_in_grey():
    """Lightness of areas that touch differs by a tenth of the whole, and so do the steps of the queue."""
    from matplotlib.colors import to_rgb

    from corridor.report.pictures.charts import _TONES
    from corridor.report.pictures.maps import _QUEUES

    for tones in (_TONES, [colour for _, colour in _QUEUES]):
        light = [np.dot(to_rgb(tone), (0.299, 0.587, 0.114)) for tone in tones]
        assert min(abs(a - b) for a, b in pairwise(light)) > 0.1


def rewrite(path, change):
    path.write_text(change(path.read_text("utf-8")), "utf-8")


def without_positions(folder):
    rewrite(folder / "places.csv", lambda text: re.sub(r",-?\d+\.\d+,-?\d+\.\d+,", ",,,", text))


def nobody_moves(folder):
    (folder / "events.csv").unlink()


def long_names(folder):
    name = "The very long name of a small place beyond the river and the hills at the crossing of Հայաստան ქართლი roads"
    for path in folder.glob("*.*"):
        rewrite(path, lambda text: text.replace("Border town", name))


CHANGES = {
    "as it is": lambda folder: None,
    "no positions": without_positions,
    "nobody moves": nobody_moves,
    "long names": long_names,
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("members", [1, 3])
@pytest.mark.parametrize("as_written", [False, True])
def test_whatever_there_is_can_be_drawn_without_a_warning(small, tmp_path, change, members, as_written):
    CHANGES[change](small)
    made = forecast(small, members, as_written)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        todo = pictures(made.findings)
        for name, write in todo.items():
            write(tmp_path / name)
    assert ("map.png" in todo) == (change != "no positions")
    if as_written:
        assert any("Simulation, not a forecast" in text for text in texts(figures(made)["people"]))


def test_a_result_of_all_zeros_can_be_drawn(small, tmp_path):
    answer = forecast(small)
    result, empty = answer.dataset, answer.dataset.copy()
    for name in ("arrivals", "people", "present", "queue", "crossed", "accommodated", "on_route", "unsheltered"):
        empty[name] = 0.0 * result[name].fillna(0.0)
    made = answer_of(empty, answer.resolved)
    drawn = figures(made)
    assert set(drawn) == NAMES - {"accommodation"}
    assert drawn["map"].get_suptitle() == "No queue of note on any road on these days"
    for name, write in pictures(made.findings).items():
        write(tmp_path / name)


def test_internal_pictures_are_marked(small):
    for figure in figures(forecast(small, internal=True)).values():
        assert any("INTERNAL, do not hand on." in text for text in texts(figure))


def test_outlines_are_drawn_and_move_no_number(small, tmp_path):
    before = corridor.load(small)
    line = {"type": "LineString", "coordinates": [[7.0, 45.0], [7.1, 45.1]]}
    feature = {"type": "Feature", "properties": {"kind": "river", "source": "drawn by hand"}, "geometry": line}
    (small / "outlines.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    after = corridor.load(small)
    as_of = before.file.as_of
    assert corridor.resolve(before, as_of).hash() == corridor.resolve(after, as_of).hash()
    assert [outline.kind for outline in corridor.resolve(after, as_of).outlines] == ["river"]
    axes = figures(forecast(small))["map"].axes[0]
    assert any(list(drawn.get_xdata()) == [7.0, 7.1] for drawn in axes.lines)


# --- whoever looks at them must not be misled -----------------------------------------------------------------------


def svg_texts(path):
    """The texts of an SVG: matplotlib writes each as a comment beside its outlines."""
    return re.findall(r"<!-- (.*?) -->", path.read_text("utf-8"))


def test_no_svg_names_a_sensitive_place_or_its_roads(case, tmp_path):
    hidden = [
        name for place in case.resolved.places if place.sensitive for name in (place.name, *place.label.split(" / "))
    ]
    shown = [place.name for place in case.resolved.places if not place.sensitive]
    hidden = [name for name in hidden if not any(name in other for other in shown)]
    assert hidden
    for name, write in pictures(case.findings).items():
        write(tmp_path / name)
        if name.endswith(".svg"):
            said = svg_texts(tmp_path / name)
            assert any("by corridor" in text for text in said)  # texts are found at all
            assert not [text for text in said for name in hidden if name in text]


def plain(small, places, routes, days=6, extra="", step="1 h"):
    """A made-up scenario of one kind of people and nothing else."""
    for name in ("events.csv", "observations.csv", "planning.csv"):
        (small / name).unlink(missing_ok=True)
    (small / "scenario.yaml").write_text(
        "corridor: 1\nname: made up\nsummary: made up\ntime_zone: UTC\nstart: 2030-01-01T00:00Z\n"
        f"end: 2030-01-{1 + days:02}T00:00Z\nstep: {step}\n"
        "cohorts:\n  all: {persons_per_household: 4, vehicle_share: 1}\nsupplies: {}\n" + extra,
        "utf-8",
    )
    (small / "places.csv").write_text(
        "place,names,kind,lat,lon,residents,room,sensitive\n" + "\n".join([*places, ""]), "utf-8"
    )
    (small / "routes.csv").write_text(
        "from,to,length_km,speed_kmh,capacity_vph,both_ways\n" + "\n".join([*routes, ""]), "utf-8"
    )
    return small


def chain(n):
    """Places one after the other, the last ones receiving."""
    names = [f"Place number {k}" for k in range(n)]
    kinds = ["settlement"] * (n - 3) + ["reception", "host_region", "camp"]
    places = [
        f"{name},,{kind},{10 + 0.1 * (k % 8)},{20 + 0.1 * (k // 8)},{500 if kind == 'settlement' else ''},"
        f"{1000 if kind in ('host_region', 'camp') else ''},no"
        for k, (name, kind) in enumerate(zip(names, kinds, strict=True))
    ]
    return places, [f"{a},{b},10,50,300,yes" for a, b in pairwise(names)]


def one_place(small):
    return plain(small, ["Town,,settlement,10,20,1000,,no"], [])


def sixty_places(small):
    return plain(small, *chain(60), days=4)


def crowded(small):
    """Eight villages on one spot, and a town far off."""
    names = [f"The village of the {k} brothers" for k in range(8)]
    places = [f"{name},,settlement,10,{20 + 0.001 * k},{500 + k},,no" for k, name in enumerate(names)]
    hosts = [f"{name} hall,,host_region,10.001,{20 + 0.001 * k},,500,no" for k, name in enumerate(names)]
    roads = [f"{name},{name} hall,5,50,300,yes" for name in names]
    return plain(
        small, [*places, *hosts, "Town,,settlement,12,22,9000,,no"], [*roads, f"Town,{names[0]},50,50,900,yes"]
    )


def daily_steps(small):
    return plain(small, *chain(6), days=28, step="24 h")


def no_reception(small):
    places = ["Town,,settlement,10,20,1000,,no", "School,,shelter,10.1,20.1,,200,no"]
    return plain(small, places, ["Town,School,5,30,300,yes"])


def other_letters(small):
    places = [
        "بيروت,ar: بيروت (Beirut),settlement,33.89,35.50,1000,,no",
        "Ախալքալաք,hy: Ախալքալաք; ka: ახალქალაქი (Akhalkalaki),reception,33.5,35.4,,,no",
        "北京,zh: 北京 (Beijing),host_region,33.2,35.2,,500,no",
        "Hall $^{ or $2,,host_region,33.2,35.6,,500,no",
    ]
    return plain(
        small,
        places,
        ["بيروت,Ախալքալաք,40,50,300,yes", "Ախալքալաք,北京,30,50,300,yes", "Ախալքալաք,Hall $^{ or $2,30,50,300,yes"],
    )


def round_the_globe(small):
    places = [
        "West,,settlement,-17,179.5,1000,,no",
        "East,,reception,-17.2,-179.6,,,no",
        "Far,,host_region,-17.6,-179,,9,no",
    ]
    return plain(small, places, ["West,East,80,50,300,yes", "East,Far,90,50,300,yes"])


SHAPES = {
    "one place": (one_place, {"arrivals", "map", "people"}),
    "sixty places": (sixty_places, NAMES),
    "daily steps": (daily_steps, NAMES),
    "crowded": (crowded, NAMES),
    "no reception": (no_reception, {"arrivals", "map", "people"}),
    "other letters": (other_letters, NAMES),
    "round the globe": (round_the_globe, NAMES),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_scenarios_of_every_shape_are_drawn_without_a_warning(small, tmp_path, shape):
    make, names = SHAPES[shape]
    made = forecast(make(small), 3, True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = written(pictures(made.findings), tmp_path)
    assert {name.partition(".")[0] for name in drawn} == names
    for figure in figures(made).values():
        assert all(text.get_fontsize() >= 7.0 for text in figure.findobj(lambda a: hasattr(a, "get_fontsize")))
        assert figure.get_figwidth() <= 11.7  # as it is printed on A4
        assert figure.get_figheight() <= 11.7


def test_names_in_letters_that_the_font_does_not_have_are_shown_in_another_form(small):
    drawn = figures(forecast(other_letters(small), 3, True))
    said = " ".join(text for figure in drawn.values() for text in texts(figure))
    assert "Beijing" in said
    assert "北京" not in said
    assert "بيروت" in said


def test_round_the_back_of_the_globe_places_stand_beside_each_other(small):
    axes = figures(forecast(round_the_globe(small), 2, True))["map"].axes[0]
    west, east = axes.get_xlim()
    assert 179 < west < 179.5
    assert 180.4 < east < 182


def test_where_homes_and_reception_are_near_each_other_they_have_maps_of_their_own(case, small):
    axes = [axes for axes in figures(case)["map"].axes if axes.get_title(loc="left")]
    assert len(axes) == 8
    near, whole = axes[0], axes[4]
    assert [near.get_title(loc="left") == whole.get_title(loc="left")] == [True]
    assert whole.get_xlim()[0] < near.get_xlim()[0] < near.get_xlim()[1] < whole.get_xlim()[1]
    assert near.get_xlim()[1] - near.get_xlim()[0] < 0.55 * (whole.get_xlim()[1] - whole.get_xlim()[0])
    frame = next(patch for patch in whole.patches if not patch.get_fill())
    assert frame.get_x() == near.get_xlim()[0]
    alone = figures(forecast(no_reception(small), 2, True))["map"].axes
    assert len(alone) == 4


def boxes(figure, axes):
    """The boxes of the texts of a map, without the lines that lead from them to their places."""
    from matplotlib.text import Text

    figure.draw_without_rendering()
    return [Text.get_window_extent(text) for text in axes.texts if text.get_text()]


def test_names_on_a_map_do_not_meet(case, small):
    template, crowd = forecast(TEMPLATE, 6), forecast(crowded(small), 3, True)
    for made in (case, template, crowd):
        figure = figures(made)["map"]
        for axes in figure.axes:
            inside = [box.padded(-1) for box in boxes(figure, axes)]
            assert len(inside) > 1
            assert not [(a, b) for k, a in enumerate(inside) for b in inside[:k] if a.overlaps(b)]
    first = {text.get_text() for text in figures(template)["map"].axes[0].texts}
    assert first >= {"Upper village", "Lower village", "Town and other places", "Border post", "Border town"}
    in_the_crowd = [text.get_text() for text in figures(crowd)["map"].axes[0].texts]
    assert len([text for text in in_the_crowd if "brothers" in text.replace("\n", " ")]) >= 2


def test_nothing_stands_outside_its_picture(case, small):
    """What is cut off at the edge of the sheet is not told."""
    long_names(small)
    made_long = forecast(small, 3)
    for made in (case, made_long, forecast(sixty_places(small), 3, True)):
        for name, figure in figures(made).items():
            drawn, wide, high = figure.get_tightbbox(), figure.get_figwidth(), figure.get_figheight()
            assert -0.02 <= drawn.x0 < drawn.x1 <= wide + 0.02, name
            assert -0.02 <= drawn.y0 < drawn.y1 <= high + 0.02, name


def test_a_road_has_the_longer_queue_of_its_two_directions():
    """People wait before a shut road while a few go the other way on it."""
    import pandas as pd
    from matplotlib.figure import Figure

    from corridor.report.findings.maps import MapPanel
    from corridor.report.pictures.maps import _QUEUES, _roads, _Scales

    places = pd.DataFrame(
        {"label": ["A", "B"], "lon": [0.0, 1.0], "lat": 0.0, "kind": "junction", "receives": False, "people": 5.0},
        index=["A", "B"],
    )
    ends = {"lon0": [0.0, 1.0], "lat0": 0.0, "lon1": [1.0, 0.0], "lat1": 0.0}
    routes = pd.DataFrame(
        {"from": ["A", "B"], "to": ["B", "A"], **ends, "flow": [0.0, 9.0], "queue": [600.0, 0.0]}, index=["A>B", "B>A"]
    )
    axes = Figure().add_subplot()
    _roads(axes, routes, _Scales([MapPanel(None, routes, places)], 3.0))
    (lines,) = axes.collections
    assert len(lines.get_segments()) == 1
    from matplotlib.colors import to_hex

    assert to_hex(lines.get_colors()[0]) == _QUEUES[3][1]
