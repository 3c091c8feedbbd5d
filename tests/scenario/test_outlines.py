"""Outlines for the map are checked like everything else in a scenario, and told with place and remedy."""

import json

import pytest

import corridor
from corridor.base.errors import InputError


def feature(kind="coast", coordinates=((1.0, 2.0), (1.5, 2.5)), shape="LineString", **more):
    geometry = {"type": shape, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"kind": kind, **more}, "geometry": geometry}


def put(folder, content):
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / "outlines.geojson").write_text(text, "utf-8")


def collection(*features, source="drawn by hand"):
    return {"type": "FeatureCollection", "source": source, "features": list(features)}


def test_lines_and_polygons_are_read(small):
    ring = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]
    put(
        small,
        collection(
            feature(), feature("water", [ring], "Polygon"), feature("river", [[[3, 4], [5, 6, 7]]], "MultiLineString")
        ),
    )
    outlines = corridor.load(small).outlines
    assert [outline.kind for outline in outlines] == ["coast", "water", "river"]
    assert outlines[2].points == ((3.0, 4.0), (5.0, 6.0))


WRONG = {
    "no JSON": ("{", ""),
    "a list": ("[]", "type"),
    "no collection": ({"type": "Feature"}, "type"),
    "unknown kind": (collection(feature("wall")), "features.0.properties.kind"),
    "no kind": (collection(feature(None)), "features.0.properties.kind"),
    "no source": (collection(feature(), source=None), "features.0.properties.source"),
    "a point": (collection(feature(), feature(shape="Point")), "features.1.geometry.type"),
    "latitude first": (
        collection(feature(coordinates=((10.0, 120.0), (11.0, 121.0)))),
        "features.0.geometry.coordinates",
    ),
    "one position": (collection(feature(coordinates=((10.0, 20.0),))), "features.0.geometry.coordinates"),
    "text for a number": (collection(feature(coordinates=(("10", "20"), (1, 2)))), "features.0.geometry.coordinates"),
    "no feature": (collection("coast"), "features.0.properties.kind"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_its_field(small, name):
    content, field = WRONG[name]
    put(small, content)
    with pytest.raises(InputError) as caught:
        corridor.load(small)
    assert {problem.code for problem in caught.value.problems} == {"outline-invalid"}
    assert field in [problem.field for problem in caught.value.problems]
    assert all(problem.remedy and problem.expected for problem in caught.value.problems)


def test_all_faults_are_told_at_once(small):
    put(small, collection(feature("wall"), feature("ditch")))
    with pytest.raises(InputError) as caught:
        corridor.load(small)
    assert len(caught.value.problems) == 2


def test_a_large_file_and_a_nearly_right_name_are_refused(small):
    put(small, " " * 2_000_001)
    with pytest.raises(InputError) as caught:
        corridor.load(small)
    assert [problem.code for problem in caught.value.problems] == ["file-too-large"]
    (small / "outlines.geojson").rename(small / "outline.geojson")
    with pytest.raises(InputError) as caught:
        corridor.load(small)
    assert [problem.code for problem in caught.value.problems] == ["file-misnamed"]
