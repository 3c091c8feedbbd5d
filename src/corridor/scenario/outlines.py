"""Outlines for the map of a scenario: borders, coasts, rivers and water in `outlines.geojson`.

They are drawn and nothing else: no number rests on them, they are no part of the hash, and a scenario needs none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corridor.base.errors import Problems, Where, shown
from corridor.base.files import read_text

__all__ = ["FILE", "KINDS", "Outline", "read_outlines"]

FILE = "outlines.geojson"
KINDS = ("border", "coast", "river", "water")
MOST = 2_000_000  # bytes; more slows every map and belongs simplified
_LINES = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}  # levels of lists above a position
Point = tuple[float, float]


@dataclass(frozen=True)
class Outline:
    """A line, or the edge of a water.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    points : tuple of (float, float)
        Longitude and latitude, degrees (WGS84).
    """

    kind: str
    points: tuple[Point, ...]


def read_outlines(folder: Path, problems: Problems) -> tuple[Outline, ...]:
    """Give the outlines of a scenario folder, none where it has no such file; faults are noted."""
    path = folder / FILE
    if not path.exists():
        return ()
    text = read_text(path, problems, MOST)
    if text is None:
        return ()
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        row = error.lineno if isinstance(error, json.JSONDecodeError) else None
        _refuse(problems, row, "", "text that is no JSON", "GeoJSON", "Correct this line, or export the file again.")
        return ()
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") != "FeatureCollection":
        _refuse(problems, None, "type", shown(_kind_of(content)), "a FeatureCollection", "Export it as GeoJSON.")
        return ()
    found: list[Outline] = []
    for number, feature in enumerate(features):
        found += _feature(feature, f"features.{number}", content.get("source"), problems)
    return tuple(found)


def _refuse(problems: Problems, row: int | None, field: str, found: str, expected: str, remedy: str) -> None:
    problems.note("outline-invalid", Where(FILE, row, field), found, expected, remedy)


def _kind_of(content: Any) -> str:
    return str(content.get("type")) if isinstance(content, dict) else type(content).__name__


def _feature(feature: Any, field: str, source: Any, problems: Problems) -> list[Outline]:
    """Give the lines of a feature, or none with its faults noted."""
    before = len(problems.found)
    own = feature.get("properties") if isinstance(feature, dict) else None
    own = own if isinstance(own, dict) else {}
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    geometry = geometry if isinstance(geometry, dict) else {}
    kind = str(own.get("kind"))
    if kind not in KINDS:
        _refuse(problems, None, f"{field}.properties.kind", shown(kind), f"one of {', '.join(KINDS)}", "Name it.")
    if not (own.get("source") or source):
        _refuse(
            problems,
            None,
            f"{field}.properties.source",
            "nothing",
            "where the line comes from, here or as 'source' of the whole file",
            "Add the source and its licence.",
        )
    levels = _LINES.get(str(geometry.get("type")))
    if levels is None:
        expected = f"one of {', '.join(_LINES)}"
        _refuse(problems, None, f"{field}.geometry.type", shown(str(geometry.get("type"))), expected, "Leave it out.")
        return []
    lines = [line for line in _lines(geometry.get("coordinates"), levels)]
    for line in lines:
        if line is None or len(line) < 2:
            _refuse(
                problems,
                None,
                f"{field}.geometry.coordinates",
                "no line of longitudes and latitudes",
                "two positions or more, longitude -180 to 180 and then latitude -90 to 90",
                "Correct it; longitude comes first.",
            )
            break
    return [Outline(kind, line) for line in lines if line] if len(problems.found) == before else []


def _lines(value: Any, levels: int) -> Iterator[tuple[Point, ...] | None]:
    """Give each line below so many levels of lists; None for what is no line."""
    if not isinstance(value, list):
        yield None
    elif levels > 1:
        for part in value:
            yield from _lines(part, levels - 1)
    else:
        points = [_point(part) for part in value]
        yield None if None in points else tuple(point for point in points if point)


def _point(value: Any) -> Point | None:
    if not isinstance(value, list) or not 2 <= len(value) <= 3:
        return None
    if not all(isinstance(part, int | float) and not isinstance(part, bool) for part in value):
        return None
    lon, lat = float(value[0]), float(value[1])
    return (lon, lat) if -180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0 else None
