"""Every picture can be drawn, whatever there is to draw, and shows what it must and nothing it may not."""

import json
import re
import warnings
from itertools import pairwise

import numpy as np
import pytest
from folders import KARABAKH, TEMPLATE

import corridor
from corridor.report.mapping import DISCLAIMER
from corridor.report.pictures import figures, pictures

NAMES = {"arrivals", "map", "people", "accommodation"}


def forecast(folder, members=6, written=False, **more):
    scenario = corridor.load(folder)
    resolved = corridor.resolve(scenario, None if written else scenario.file.as_of)
    return corridor.simulate(resolved, members, seed=3, **more), resolved


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
    assert set(pictures(*made)) == {f"{name}.{suffix}" for name in NAMES for suffix in ("png", "svg")}
    first = written(pictures(*made), tmp_path)
    assert first == written(pictures(*made), tmp_path)
    assert all(len(content) > 8_000 for content in first.values())


def test_titles_say_a_number_and_a_time(case):
    for name, figure in figures(*case).items():
        title = figure.get_suptitle()
        assert re.search(r"\d", title) or "No queue" in title, name
        assert "Fri 06 Oct 2023" in title or name == "map"
        assert any("Forecast as of Fri 22 Sep 2023 12:00 by corridor, 8 futures" in text for text in texts(figure)), (
            name
        )


def test_the_map_has_the_disclaimer_a_scale_and_both_names(case):
    said = texts(figures(*case)["map"])
    assert any(DISCLAIMER in text for text in said)
    assert any(re.fullmatch(r"\d+ km", text) for text in said)
    assert any("Stepanakert / Khankendi" in text for text in said)


def test_no_picture_names_a_sensitive_place(case):
    result, resolved = case
    hidden = [name for place in resolved.places if place.sensitive for name in (place.name, place.label)]
    for figure in figures(result, resolved).values():
        for text in texts(figure):
            assert not any(name in text for name in hidden), text


def test_tones_of_neighbours_differ_in_grey():
    """Lightness of areas that touch differs by a tenth of the whole, and so do the steps of the queue."""
    from matplotlib.colors import to_rgb

    from corridor.report.drawing import _TONES
    from corridor.report.mapping import _QUEUES

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
    name = "The very long name of a small place beyond the river and the hills Հայաստան ქართლი"
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
        todo = pictures(*made)
        for name, write in todo.items():
            write(tmp_path / name)
    assert ("map.png" in todo) == (change != "no positions")
    if as_written:
        assert any("Simulation, not a forecast" in text for text in texts(figures(*made)["people"]))


def test_a_result_of_all_zeros_can_be_drawn(small, tmp_path):
    result, resolved = forecast(small)
    empty = result.copy()
    for name in ("arrivals", "people", "present", "queue", "crossed", "accommodated", "on_route", "unsheltered"):
        empty[name] = 0.0 * result[name].fillna(0.0)
    drawn = figures(empty, resolved)
    assert set(drawn) == NAMES - {"accommodation"}
    assert drawn["map"].get_suptitle() == "No queue of note on any road on these days"
    for name, write in pictures(empty, resolved).items():
        write(tmp_path / name)


def test_internal_pictures_are_marked(small):
    for figure in figures(*forecast(small, internal=True)).values():
        assert any("INTERNAL, do not hand on." in text for text in texts(figure))


def test_outlines_are_drawn_and_move_no_number(small, tmp_path):
    before = corridor.load(small)
    line = {"type": "LineString", "coordinates": [[20.0, 50.0], [20.5, 50.2]]}
    feature = {"type": "Feature", "properties": {"kind": "river", "source": "drawn by hand"}, "geometry": line}
    (small / "outlines.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    after = corridor.load(small)
    as_of = before.file.as_of
    assert corridor.resolve(before, as_of).hash() == corridor.resolve(after, as_of).hash()
    assert [outline.kind for outline in corridor.resolve(after, as_of).outlines] == ["river"]
    axes = figures(*forecast(small))["map"].axes[0]
    assert any(list(drawn.get_xdata()) == [20.0, 20.5] for drawn in axes.lines)
