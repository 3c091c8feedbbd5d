"""The map: roads as wide as their flow, queues as tone, places as large as the people in them, at four times.

Drawn in the scenario's own coordinates, longitudes shortened by the cosine of the middle latitude; borders and coasts
are the scenario's outlines, where it has any. Where the way from home to reception is small beside the whole, it has a
row of maps of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from corridor.base.times import show
from corridor.model.world import REGIONS
from corridor.report.findings import Findings
from corridor.report.findings.maps import MapPanel
from corridor.report.pictures.charts import finish, legible, text_size
from corridor.report.text.words import count
from corridor.scenario.outlines import Outline

__all__ = ["DISCLAIMER", "flow_map"]

DISCLAIMER = (
    "Boundaries, names and designations shown do not imply any opinion on the legal status of any territory or on the "
    "delimitation of its boundaries."
)
_QUEUES = ((0.0, "#b3c7da"), (1.0, "#e3a01f"), (100.0, "#c9541a"), (500.0, "#86190f"), (2000.0, "#200605"))
_LINES = {"border": ("#8a8a8a", 0.7, (0, (6, 2))), "coast": ("#5b7f99", 0.8, "-"), "river": ("#9cc3dc", 1.0, "-")}
_KM = 111.195  # of a degree of latitude, on a sphere of 6,371 km
_LABELS = 12
_LETTERS = 7.0  # points
_NEAR = 8.0  # points: a name that is further off its circle has a line to it
_OVER = 1000.0  # what it costs a name to stand on another or on a circle: none does
_SURE, _DEAR = 4, 55.0  # so many names stand wherever they can, more of them only where they mislead nobody
_LEADER = {"arrowstyle": "-", "color": "#444444", "linewidth": 0.6, "shrinkA": 0}
_UPRIGHT = 0.85  # width over height of a map below which a sheet across takes four better than one upright
_ZOOM = 0.55  # part of the whole below which the way to reception has maps of its own
_EDGE, _GAP, _HEAD, _TITLE = 0.3, 0.12, 0.72, 0.24  # inches: at the sides, between maps, above all, above each
Box = tuple[float, float, float, float]


def flow_map(findings: Findings) -> Figure:
    """Draw flows, queues and people at up to four times, on the whole and on the way to reception."""
    panels = findings.drawn.panels
    frames = _frames(panels)
    paper = _Paper(len(frames), len(panels), frames[0].shape)
    columns, inches, wide = paper.columns, paper.inches, paper.wide
    rows = [(frame, panels[k : k + columns]) for frame in frames for k in range(0, len(panels), columns)]
    heights = [inches / frame.shape for frame, _ in rows]
    high = _HEAD + sum(heights) + _TITLE * len(rows) + paper.foot
    figure = Figure(figsize=(wide, high))
    scales = _Scales(panels, inches)
    top = high - _HEAD
    for (frame, row), tall in zip(rows, heights, strict=True):
        named = _named(panels, findings)
        shown = named[frame.has(named) & ~(frames[0].has(named) if frame is not frames[0] else False)]
        names = _set(shown, panels[0].routes, frame, scales)
        top -= _TITLE + tall
        for k, panel in enumerate(row):
            left = _EDGE + k * (inches + _GAP)
            axes = figure.add_axes((left / wide, top / high, inches / wide, tall / high))
            _draw(axes, panel, frame, scales, findings.drawn.outlines)
            _write(axes, names)
            if frame is not frames[0]:
                axes.add_patch(Rectangle(*frames[0].corner, fill=False, edgecolor="black", linewidth=0.9, zorder=5))
            axes.set_title(show(panel.time, findings.zone), fontsize=9, loc="left", pad=3)
            if k == 0 and frame.name:
                axes.set_ylabel(frame.name, fontsize=9, labelpad=3)
    _legend(figure, scales, paper, high)
    finish(figure, findings, _message(findings), f"Means over all futures. {DISCLAIMER}")
    return figure


class _Paper:
    """How maps stand on a sheet that prints at its size: A4 across with all in a row, or upright with two in a row."""

    def __init__(self, rows: int, maps: int, shape: float) -> None:
        across = rows > 1 or (maps > 2 and shape < _UPRIGHT)
        self.columns = maps if across else min(maps, 2)
        self.wide = 11.7 if across else 8.3
        self.inches = min(5.2, (self.wide - 2 * _EDGE - (self.columns - 1) * _GAP) / self.columns)
        self.foot = 1.22 if across else 1.72
        # where each part of the legend stands: inches from the left, and below the maps
        self.parts = ((0.0, 0.1), (3.85, 0.1), (7.45, 0.1)) if across else ((0.0, 0.1), (4.2, 0.1), (0.0, 0.72))


# --- what is in view --------------------------------------------------------------------------------------------


class _Frame:
    """The window of a map: its edges with a margin, and how a degree east compares with one north.

    `narrow` is the least width over height that it may have.
    """

    def __init__(self, places: pd.DataFrame, narrow: float = 0.55) -> None:
        west, east = places["lon"].min(), places["lon"].max()
        south, north = places["lat"].min(), places["lat"].max()
        self.name = ""
        self.squeeze = max(0.05, math.cos(math.radians((south + north) / 2)))
        self.size = max((east - west) * self.squeeze, north - south, 0.02)
        wide, high = max((east - west) * self.squeeze, narrow * self.size), max(north - south, 0.62 * self.size)
        middle, level = (west + east) / 2, (south + north) / 2
        self.west, self.east = (middle + side * 0.6 * wide / self.squeeze for side in (-1, 1))
        self.south, self.north = (level + side * 0.6 * high for side in (-1, 1))
        self.shape = wide / high  # width over height
        self.bar_right = False  # where the scale bar stands

    @property
    def corner(self) -> tuple[tuple[float, float], float, float]:
        return (self.west, self.south), self.east - self.west, self.north - self.south

    @property
    def width_km(self) -> float:
        return float((self.east - self.west) * self.squeeze * _KM)

    def has(self, places: pd.DataFrame) -> pd.Series[bool]:
        return places["lon"].between(self.west, self.east) & places["lat"].between(self.south, self.north)

    def on_paper(self, lon: Any, lat: Any, inches: float) -> tuple[Any, Any]:
        """Give points from the lower left corner of a map that is so wide."""
        point = 72 * inches / (self.east - self.west)
        return (lon - self.west) * point, (lat - self.south) * point / self.squeeze

    def apply(self, axes: Any) -> None:
        axes.set_xlim(self.west, self.east)
        axes.set_ylim(self.south, self.north)
        axes.set_xticks([])
        axes.set_yticks([])
        for spine in axes.spines.values():
            spine.set_color("#bbbbbb")


def _frames(panels: Sequence[MapPanel]) -> list[_Frame]:
    """Give the windows: the way to reception where it is small beside the whole, and the whole."""
    whole = _Frame(panels[0].places)
    way = _way_out(panels)
    if len(way) > 1:
        near, whole_below = _Frame(way, 0.93), _Frame(panels[0].places, 0.93)
        if near.size < _ZOOM * whole.size:
            near.name, whole_below.name = "from home to reception", "all places (frame: above)"
            return [near, whole_below]
    return [whole]


def _way_out(panels: Sequence[MapPanel]) -> pd.DataFrame:
    """Give the places that people at home can come to before they are where they are accommodated."""
    places, routes = panels[0].places, panels[0].routes
    beyond = set(places.index[places["kind"].isin([kind.name for kind in REGIONS])])
    inside = places[~places["receives"] & (places["people"] >= 1.0)]
    reached, edge = set(inside.index), list(inside.index)
    while edge:
        ahead = set(routes["to"][routes["from"].isin(edge)]) - reached - beyond
        reached |= ahead
        edge = sorted(ahead)
    return places[places.index.isin(reached)]


class _Scales:
    """What a width, an area and a length on paper stand for, the same in every map of a picture."""

    def __init__(self, panels: Sequence[MapPanel], inches: float) -> None:
        flows = [float(panel.routes["flow"].max()) for panel in panels if len(panel.routes)]
        self.widest = max(10.0, *flows, 0.0)
        self.flows = pd.concat([panel.routes["flow"] for panel in panels], axis=1).max(axis=1).clip(lower=0.0)
        self.crowd = max(10.0, *(float(panel.places["people"].max()) for panel in panels))
        self.inches = inches
        self._big = 520.0 if inches < 4.0 else 800.0  # area of the largest circle, square points
        most = pd.concat([panel.places["people"] for panel in panels], axis=1).max(axis=1).fillna(0.0)
        self.places = panels[0].places.assign(most=most)

    def width(self, flow: float) -> float:
        """Give the width of a road in points; its root, so that a tenth of the largest can still be seen."""
        return 0.9 + 7.0 * math.sqrt(max(flow, 0.0) / self.widest)

    def area(self, people: float) -> float:
        return 7.0 + self._big * max(people, 0.0) / self.crowd

    def radius(self, people: float) -> float:
        return math.sqrt(self.area(people) / math.pi)


# --- what is drawn ----------------------------------------------------------------------------------------------


def _draw(axes: Any, panel: MapPanel, frame: _Frame, scales: _Scales, outlines: Sequence[Outline]) -> None:
    _outlines(axes, outlines, frame)
    _roads(axes, panel.routes, scales)
    some = panel.places.fillna({"people": 0.0}).sort_values("people", ascending=False, kind="stable")
    axes.scatter(  # the small ones last, so that none lies under another
        some["lon"],
        some["lat"],
        s=[scales.area(people) for people in some["people"]],
        c=["#b8b8b8" if receives else "#ffffff" for receives in some["receives"]],
        edgecolors="black",
        linewidths=0.8,
        zorder=3,
    )
    _scale_bar(axes, frame)
    frame.apply(axes)


def _outlines(axes: Any, outlines: Sequence[Outline], frame: _Frame) -> None:
    turn = frame.east > 180.0  # places stand round the back of the globe
    for outline in outlines:
        lon, lat = zip(*outline.points, strict=True)
        lon = tuple(x % 360.0 for x in lon) if turn else lon
        if max(lon) < frame.west or min(lon) > frame.east or max(lat) < frame.south or min(lat) > frame.north:
            continue
        if outline.kind == "water":
            axes.fill(lon, lat, color="#e3eef5", linewidth=0, zorder=0)
            continue
        colour, width, style = _LINES[outline.kind]
        axes.plot(lon, lat, color=colour, linewidth=width, linestyle=style, zorder=1)


def _tone(queue: float) -> str:
    return [colour for least, colour in _QUEUES if queue >= least][-1] if queue == queue else _QUEUES[0][1]


def _roads(axes: Any, routes: pd.DataFrame, scales: _Scales) -> None:
    """Draw each road once, by the larger flow and the longer queue of its directions; the busiest on top."""
    if len(routes) == 0:
        return
    road = [" ".join(sorted(pair)) for pair in routes[["from", "to"]].values]
    both = routes.groupby(road).agg({"lon0": "first", "lat0": "first", "lon1": "first", "lat1": "first", "flow": "max"})
    both["queue"] = routes.groupby(road)["queue"].max()
    both = both.sort_values(["queue", "flow"], kind="stable")
    used = ((both["flow"] >= 1.0) | (both["queue"] >= 1.0)).tolist()
    flows, queues = both["flow"].tolist(), both["queue"].tolist()
    axes.add_collection(
        LineCollection(
            list(both[["lon0", "lat0", "lon1", "lat1"]].to_numpy().reshape(-1, 2, 2)),
            linewidths=[scales.width(flow) if busy else 0.7 for flow, busy in zip(flows, used, strict=True)],
            colors=[_tone(queue) if busy else "#cfcfcf" for queue, busy in zip(queues, used, strict=True)],
            capstyle="round",
            zorder=2,
        )
    )


def _scale_bar(axes: Any, frame: _Frame) -> None:
    power = 10.0 ** math.floor(math.log10(frame.width_km / 4))
    length = max(k * power for k in (1, 2, 5) if k * power <= frame.width_km / 4)
    width = length / _KM / frame.squeeze
    x = frame.west + 0.04 * (frame.east - frame.west)
    if frame.bar_right:
        x = frame.east - 0.04 * (frame.east - frame.west) - width
    y = frame.south + 0.05 * (frame.north - frame.south)
    axes.plot([x, x + width], [y, y], color="black", linewidth=2, solid_capstyle="butt", zorder=6)
    axes.annotate(
        f"{length:g} km", (x, y), (0, 4), textcoords="offset points", fontsize=7.5, zorder=6, path_effects=[_halo()]
    )


def _halo() -> withStroke:
    return withStroke(linewidth=2.2, foreground="white")


# --- names ------------------------------------------------------------------------------------------------------


def _named(panels: Sequence[MapPanel], findings: Findings) -> pd.DataFrame:
    """Choose the places to name: the ends of the longest queue, those reported on, and where most people are."""
    first, last = panels[0].places, panels[-1].places
    routes = pd.concat([panel.routes for panel in panels])
    chosen: list[str] = []
    if len(routes) and routes["queue"].max() >= 1.0:
        chosen += routes.sort_values("queue", kind="stable")[["to", "from"]].iloc[-1].tolist()
    chosen += [place for place in first.index if findings.headline and first["label"][place] == findings.headline.label]
    chosen += _most(first[~first["receives"]], 3) + _most(last[last["receives"]], 5)
    return first.loc[list(dict.fromkeys(chosen))[:_LABELS]]


def _most(places: pd.DataFrame, number: int) -> list[str]:
    """Give the places with most people, but none that has less than a fiftieth of the first."""
    some = places.sort_values("people", ascending=False, kind="stable").iloc[:number]
    return [str(place) for place in some.index[some["people"] >= 0.02 * some["people"].max()]]


class _Spot(NamedTuple):
    """How a name may stand: broken so, its middle, how far off its circle, and the room it takes; points on the map."""

    text: str
    x: float
    y: float
    far: float
    box: Box


class _Name(NamedTuple):
    """A name, its place (in degrees), the radius of the circle there (in points) and where the name stands."""

    text: str
    lon: float
    lat: float
    radius: float
    spot: _Spot


def _set(named: pd.DataFrame, routes: pd.DataFrame, frame: _Frame, scales: _Scales) -> list[_Name]:
    """Find where names meet neither each other nor a circle nor a road, as far as there is room for that."""
    at = scales.places[frame.has(scales.places)]
    x, y = frame.on_paper(at["lon"], at["lat"], scales.inches)
    radii = [scales.radius(people) for people in at["most"]]
    circles = {str(place): (px, py, r) for place, px, py, r in zip(at.index, x, y, radii, strict=True)}
    taken = [(px - r, py - r, px + r, py + r) for px, py, r in circles.values()]
    roads = _along(routes, frame, scales)
    whole = (72 * scales.inches, 72 * scales.inches / frame.shape)
    frame.bar_right = _covered((0.0, 0.0, 0.3 * whole[0], 24.0), roads) > _covered(
        (0.7 * whole[0], 0.0, whole[0], 24.0), roads
    )
    taken.append(
        (0.7 * whole[0] if frame.bar_right else 0.0, 0.0, whole[0] if frame.bar_right else 0.3 * whole[0], 24.0)
    )
    names: list[_Name] = []
    for place in named.index:
        label = legible(str(named["label"][place]))
        px, py, radius = circles[str(place)]
        texts = dict.fromkeys(_broken(label, part * whole[0]) for part in (0.62, 0.4))
        spots = [spot for text in texts for spot in _spots(text, px, py, radius, whole[0])]
        inside = [spot for spot in spots if _within(spot.box, whole)] or spots
        cost, best = min(((_cost(spot, (px, py), taken, roads), spot) for spot in inside), key=lambda pair: pair[0])
        if cost < (_OVER if len(names) < _SURE else _DEAR):  # else there is no good room for it
            taken += [best.box, *_line(px, py, best)]
            names.append(_Name(best.text, float(named["lon"][place]), float(named["lat"][place]), radius, best))
    return names


def _along(routes: pd.DataFrame, frame: _Frame, scales: _Scales) -> npt.NDArray[np.float64]:
    """Give points along the roads, in points on the map, and how far each should stay free: (3, n)."""
    part = np.linspace(0.0, 1.0, 17)[:, None]
    ends = [
        frame.on_paper(routes[lon].to_numpy(), routes[lat].to_numpy(), scales.inches)
        for lon, lat in (("lon0", "lat0"), ("lon1", "lat1"))
    ]
    busy = np.sqrt(scales.flows.reindex(routes.index).to_numpy() / scales.widest)
    weights = np.broadcast_to(1.0 + 5.0 * busy, (len(part), len(routes)))
    return np.array([*((a + part * (b - a)).ravel() for a, b in zip(*ends, strict=True)), weights.ravel()])


def _spots(text: str, x: float, y: float, radius: float, whole: float) -> Iterator[_Spot]:
    """Give places for a name round its circle, near ones first; above and below it the name may be moved inwards."""
    wide = max(text_size(line, _LETTERS) for line in text.split("\n"))
    high = 1.2 * _LETTERS * (text.count("\n") + 1)
    for off in (3.0, 7.0, 12.0, 18.0, 26.0, 38.0, 54.0):
        for angle in (0, 180, 90, 270, 30, 330, 150, 210, 60, 300, 120, 240):
            across, up = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            mx = x + across * (radius + off) + (wide / 2 if across > 0.1 else -wide / 2 if across < -0.1 else 0.0)
            if angle in (90, 270):
                mx = min(max(mx, wide / 2 + 3.0), max(whole - wide / 2 - 3.0, wide / 2 + 3.0))
            my = y + up * (radius + off) + (high / 2 if up > 0.6 else -high / 2 if up < -0.6 else 0.0)
            yield _Spot(text, mx, my, off, (mx - wide / 2, my - high / 2, mx + wide / 2, my + high / 2))


def _line(x: float, y: float, spot: _Spot) -> list[Box]:
    """Give the room that the line of a name takes, if it has one: small boxes along it."""
    if spot.far <= _NEAR:
        return []
    at = [(x + part * (spot.x - x), y + part * (spot.y - y)) for part in np.linspace(0.1, 0.9, 9)]
    return [(px - 1.5, py - 1.5, px + 1.5, py + 1.5) for px, py in at]


def _within(box: Box, whole: tuple[float, float]) -> bool:
    return box[0] > 2.0 and box[1] > 2.0 and box[2] < whole[0] - 2.0 and box[3] < whole[1] - 2.0


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _cost(spot: _Spot, at: tuple[float, float], taken: Sequence[Box], roads: npt.NDArray[np.float64]) -> float:
    """Say how bad a place for a name is: on another name or a circle, on roads, far off, or its line is."""
    meets = sum(_meet(spot.box, other) for other in taken)
    line = _line(*at, spot)
    through = sum(_meet(part, other) for other in taken for part in line[3:])  # its beginning lies in its own circle
    under = _covered(spot.box, roads) + sum(_covered(part, roads) for part in line[3:])
    return 5.0 * spot.text.count("\n") + _OVER * meets + 3.0 * under + 12.0 * through + spot.far


def _covered(box: Box, roads: npt.NDArray[np.float64]) -> float:
    """Say how much of the roads lies under a box, by what `_along` gives."""
    left, low, right, high = box
    x, y, weight = roads
    return float(weight[(x > left) & (x < right) & (y > low) & (y < high)].sum())


def _write(axes: Any, names: Sequence[_Name]) -> None:
    for name in names:
        axes.annotate(
            name.text,
            (name.lon, name.lat),
            (name.spot.x, name.spot.y),
            textcoords="axes points",
            ha="center",
            va="center",
            fontsize=_LETTERS,
            linespacing=1.05,
            zorder=6,
            path_effects=[_halo()],
            arrowprops={**_LEADER, "shrinkB": name.radius} if name.spot.far > _NEAR else None,
        )


def _broken(text: str, most: float) -> str:
    """Break a name that is wider than so many points into lines of about the same width, between words."""
    wide = text_size(text, _LETTERS)
    number = math.ceil(wide / most)
    lines: list[str] = []
    for stretch in (1.0, 1.1, 1.2, 1.35, 1.5, 2.0):
        lines = [""]
        for word in text.replace(" / ", " /\N{NO-BREAK SPACE}").split(" "):
            longer = f"{lines[-1]} {word}" if lines[-1] else word
            if lines[-1] and text_size(longer, _LETTERS) > stretch * wide / number:
                lines.append(word)
            else:
                lines[-1] = longer
        if len(lines) <= number:
            break
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")


# --- words ------------------------------------------------------------------------------------------------------


def _legend(figure: Figure, scales: _Scales, paper: _Paper, high: float) -> None:
    """Explain tone, width and area in a strip below the maps."""
    steps = ("none", "1 to 99", "100 to 499", "500 to 1,999", "2,000 and more")
    tones = [
        (Line2D([], [], color=colour, linewidth=5), step) for (_, colour), step in zip(_QUEUES, steps, strict=True)
    ]
    widths = [
        (Line2D([], [], color="#777777", linewidth=scales.width(part * scales.widest)), count(part * scales.widest))
        for part in (0.1, 0.4, 1.0)
    ]
    areas = []
    for part, face in ((0.02, "#ffffff"), (0.2, "#ffffff"), (0.02, "#b8b8b8")):
        size = 2 * scales.radius(part * scales.crowd)
        dot = Line2D([], [], marker="o", color="none", markerfacecolor=face, markeredgecolor="black", markersize=size)
        areas.append((dot, count(part * scales.crowd) if face == "#ffffff" else "where they are received"))
    widths = list({text: (line, text) for line, text in widths}.values())  # few people: fewer steps
    areas = list({text: (dot, text) for dot, text in areas}.values())
    heads = (
        ("Vehicles waiting at the end of a road", tones),
        ("People a day at the end of a road, the day before", widths),
        ("People at a place", areas),
    )
    for (head, entries), (left, below) in zip(heads, paper.parts, strict=True):
        legend = figure.legend(
            *zip(*entries, strict=True),
            title=head,
            loc="upper left",
            bbox_to_anchor=((_EDGE + left) / paper.wide, (paper.foot - below) / high),
            ncols=3,
            frameon=False,
            fontsize=8,
            title_fontsize=8.5,
            alignment="left",
            handlelength=2.2,
            columnspacing=1.4,
            labelspacing=0.6,
            borderpad=0.0,
            borderaxespad=0.0,
        )
        legend.get_title().set_fontweight("bold")


def _message(findings: Findings) -> str:
    """Say where the queue is longest and when, or that there is none."""
    worst = max(
        findings.drawn.panels, key=lambda panel: float(panel.routes["queue"].max()) if len(panel.routes) else 0.0
    )
    if len(worst.routes) == 0 or not worst.routes["queue"].max() >= 1.0:
        return "No queue of note on any road on these days"
    row = worst.routes.sort_values("queue", kind="stable").iloc[-1]
    ends = " to ".join(legible(str(worst.places["label"][str(row[end])])) for end in ("from", "to"))
    return (
        f"The queue stands from {ends}:\n"
        f"{count(float(row['queue']))} vehicles on {show(worst.time, findings.zone)}, mean of all futures"
    )
