"""The map: roads as wide as their flow, queues as tone, places as large as the people in them, at four times.

Drawn in the scenario's own coordinates, longitudes shortened by the cosine of the middle latitude; borders and coasts
are the scenario's outlines, where it has any.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from corridor.base.times import show
from corridor.report.drawing import finish
from corridor.report.prepared import MapPanel, map_panels
from corridor.report.summary import headline_places
from corridor.report.words import count
from corridor.scenario.outlines import Outline
from corridor.scenario.resolve import Resolved

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["DISCLAIMER", "flow_map"]

DISCLAIMER = (
    "Boundaries, names and designations shown do not imply any opinion on the legal status of any territory or on the "
    "delimitation of its boundaries."
)
_QUEUES = ((0.0, "#c6d6e5"), (1.0, "#e3a01f"), (100.0, "#c9541a"), (500.0, "#86190f"), (2000.0, "#200605"))
_LINES = {"border": ("#8a8a8a", 0.8, (0, (6, 2))), "coast": ("#5b7f99", 0.9, "-"), "river": ("#9cc3dc", 1.2, "-")}
_KM = 111.195  # of a degree of latitude, on a sphere of 6,371 km
_LABELS = 8
_TALL = 0.85  # width over height below which four maps stand side by side
Box = tuple[float, float, float, float]


def flow_map(result: xr.Dataset, resolved: Resolved) -> Figure | None:
    """Draw flows, queues and people at up to four times; None where no place has a position."""
    panels = map_panels(result, resolved)
    if not panels:
        return None
    frame = _Frame(panels[0].places)
    columns = min(len(panels), 4 if frame.shape < _TALL else 2)
    rows = math.ceil(len(panels) / columns)
    tall = frame.inches / max(frame.shape, 0.5)
    figure = Figure(figsize=(columns * (frame.inches + 0.3) + 0.3, 1.95 + rows * (tall + 0.2)))
    figure.set_layout_engine("constrained", h_pad=0.09)
    grid = figure.add_gridspec(rows + 1, columns, height_ratios=[*[tall] * rows, 0.55])
    cells = [figure.add_subplot(grid[k // columns, k % columns]) for k in range(len(panels))]
    widest = max(10.0, *(float(panel.routes["flow"].max()) if len(panel.routes) else 0.0 for panel in panels))
    crowd = max(10.0, *(float(panel.places["people"].max()) for panel in panels))
    named = _named(panels, headline_places(result, resolved))
    for axes, panel in zip(cells, panels, strict=True):
        _outlines(axes, resolved.outlines)
        _roads(axes, panel.routes, widest)
        _places(axes, panel.places, crowd)
        _names(axes, panel.places, named, frame, crowd)
        _scale_bar(axes, frame)
        frame.apply(axes)
        axes.set_title(show(panel.time, resolved.zone), fontsize=10, loc="left", pad=3)
    _legend(figure.add_subplot(grid[rows, :]), widest, crowd)
    finish(figure, result, resolved, _message(panels, resolved), f"Means over all futures. {DISCLAIMER}")
    return figure


class _Frame:
    """The window of a map: its edges with a margin, and how a degree east compares with one north."""

    def __init__(self, places: pd.DataFrame) -> None:
        west, east = places["lon"].min(), places["lon"].max()
        south, north = places["lat"].min(), places["lat"].max()
        self.squeeze = max(0.05, math.cos(math.radians((south + north) / 2)))
        size = max((east - west) * self.squeeze, north - south, 0.02)
        wide, high = max((east - west) * self.squeeze, 0.62 * size), max(north - south, 0.62 * size)
        middle, level = (west + east) / 2, (south + north) / 2
        self.west, self.east = (middle + side * 0.58 * wide / self.squeeze for side in (-1, 1))
        self.south, self.north = (level + side * 0.58 * high for side in (-1, 1))
        self.shape = wide / high
        self.inches = 3.3 if self.shape < _TALL else 5.3  # width of a map on paper

    def apply(self, axes: Any) -> None:
        axes.set_xlim(self.west, self.east)
        axes.set_ylim(self.south, self.north)
        axes.set_aspect(1 / self.squeeze)
        axes.set_xticks([])
        axes.set_yticks([])
        for spine in axes.spines.values():
            spine.set_color("#bbbbbb")

    def holds(self, box: Box) -> bool:
        return bool(self.west < box[0] and box[2] < self.east and self.south < box[1] and box[3] < self.north)

    @property
    def width_km(self) -> float:
        return float((self.east - self.west) * self.squeeze * _KM)


def _outlines(axes: Any, outlines: Sequence[Outline]) -> None:
    for outline in outlines:
        lon, lat = zip(*outline.points, strict=True)
        if outline.kind == "water":
            axes.fill(lon, lat, color="#e3eef5", linewidth=0, zorder=0)
            continue
        colour, width, style = _LINES[outline.kind]
        axes.plot(lon, lat, color=colour, linewidth=width, linestyle=style, zorder=1)


def _width(flow: float, widest: float) -> float:
    return 0.8 + 9.0 * math.sqrt(max(flow, 0.0) / widest)


def _tone(queue: float) -> str:
    return [colour for least, colour in _QUEUES if queue >= least][-1] if queue == queue else _QUEUES[0][1]


def _roads(axes: Any, routes: pd.DataFrame, widest: float) -> None:
    """Draw each road once, by the direction with more flow; the busiest on top."""
    road = [" ".join(sorted(pair)) for pair in routes[["from", "to"]].values]
    order = routes.assign(road=road).sort_values(["flow", "queue"])
    order = order.drop_duplicates("road", keep="last") if len(order) else order
    segments = order[["lon0", "lat0", "lon1", "lat1"]].to_numpy().reshape(-1, 2, 2)
    flows, queues = order["flow"].tolist(), order["queue"].tolist()
    used = [flow >= 1.0 or queue >= 1.0 for flow, queue in zip(flows, queues, strict=True)]
    axes.add_collection(
        LineCollection(
            list(segments),
            linewidths=[_width(flow, widest) if busy else 0.7 for flow, busy in zip(flows, used, strict=True)],
            colors=[_tone(queue) if busy else "#dddddd" for queue, busy in zip(queues, used, strict=True)],
            capstyle="round",
            zorder=2,
        )
    )


def _area(people: float, crowd: float) -> float:
    return 8.0 + 700.0 * max(people, 0.0) / crowd


def _places(axes: Any, places: pd.DataFrame, crowd: float) -> None:
    for receives, face in ((False, "#ffffff"), (True, "#b8b8b8")):
        some = places[places["receives"] == receives]
        sizes = [_area(people, crowd) for people in some["people"].fillna(0.0)]
        axes.scatter(
            some["lon"], some["lat"], s=sizes, c=face, alpha=0.75, edgecolors="black", linewidths=0.8, zorder=3
        )


def _named(panels: Sequence[MapPanel], reported: Sequence[str]) -> list[str]:
    """Choose the places to name: both ends of the longest queue, those reported on, and where most people are."""
    first, last = panels[0].places, panels[-1].places
    routes = pd.concat([panel.routes for panel in panels])
    chosen: list[str] = []
    if len(routes) and routes["queue"].max() >= 1.0:
        chosen += routes.sort_values("queue")[["from", "to"]].iloc[-1].tolist()
    chosen += [place for place in reported if place in first.index]
    chosen += first.sort_values("people", kind="stable").index[-1:].tolist()
    chosen += last[last["receives"]].sort_values("people", kind="stable").index[-3:].tolist()
    return list(dict.fromkeys(chosen))[:_LABELS]


def _names(axes: Any, places: pd.DataFrame, named: Sequence[str], frame: _Frame, crowd: float) -> None:
    """Write names beside their places, where they meet neither each other nor a circle; long ones in two lines."""
    point = (frame.north - frame.south) / (72 * frame.inches / max(frame.shape, 0.5))  # degrees of latitude, about
    circle = {
        str(place): (float(lon), float(lat), point * math.sqrt(_area(float(people), crowd) / math.pi))
        for place, lon, lat, people in zip(places.index, places["lon"], places["lat"], places["people"], strict=True)
    }
    taken = [(x - r / frame.squeeze, y - r, x + r / frame.squeeze, y + r) for x, y, r in circle.values()]
    for place in sorted(named, key=lambda place: -circle[place][1]):
        lon, lat, radius = circle[place]
        lines = _lines(str(places["label"][place]), int(0.5 * frame.inches * 72 / 4.4))
        wide, high = 4.4 * point * max(map(len, lines)) / frame.squeeze, 10.5 * point * len(lines)
        spots = list(_spots(lon, lat, radius + 4.0 * point, wide, high, frame.squeeze))
        inside = [spot for spot in spots if frame.holds(spot.box)] or spots
        spot = min(inside, key=lambda spot: 2.5 * sum(_meet(spot.box, other) for other in taken) + spot.far)
        taken.append(spot.box)
        axes.annotate(
            "\n".join(lines),
            (lon, lat),
            (spot.x, spot.y),
            ha=spot.side,
            va="center",
            fontsize=8,
            linespacing=1.05,
            zorder=6,
            path_effects=[withStroke(linewidth=2.5, foreground="white")],
            arrowprops={"arrowstyle": "-", "color": "#555555", "linewidth": 0.6} if spot.far >= 0.5 else None,
        )


def _lines(text: str, most: int) -> list[str]:
    """Break a name that is too long for its map."""
    return [text] if len(text) <= most else textwrap.wrap(text, max(most, len(text) // 2 + 2))


class _Spot(NamedTuple):
    """A place for a name: where it is anchored and how, how far off in lines, and the room it takes."""

    x: float
    y: float
    side: str
    far: float
    box: Box


def _spots(lon: float, lat: float, off: float, wide: float, high: float, squeeze: float) -> Iterator[_Spot]:
    """Give places for a name, the best first: beside its place, above or below it, then further off."""
    for shift in (0.0, 0.8, -0.8, 1.6, -1.6, 2.4, -2.4, 4.0, -4.0, 5.6, -5.6):
        y = lat + shift * high
        for side, x0 in (("left", lon + off / squeeze), ("right", lon - off / squeeze - wide)):
            x = x0 if side == "left" else x0 + wide
            yield _Spot(x, y, side, abs(shift), (x0, y - high / 2, x0 + wide, y + high / 2))
        if shift == 0.0:
            for y in (lat + off + high / 2, lat - off - high / 2):
                yield _Spot(lon, y, "center", 0.4, (lon - wide / 2, y - high / 2, lon + wide / 2, y + high / 2))


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _scale_bar(axes: Any, frame: _Frame) -> None:
    power = 10.0 ** math.floor(math.log10(frame.width_km / 4))
    length = max(k * power for k in (1, 2, 5) if k * power <= frame.width_km / 4)
    width = length / _KM / frame.squeeze
    x = frame.west + 0.03 * (frame.east - frame.west)
    y = frame.south + 0.04 * (frame.north - frame.south)
    axes.plot([x, x + width], [y, y], color="black", linewidth=2, solid_capstyle="butt", zorder=6)
    axes.annotate(f"{length:g} km", (x + width / 2, y), (0, 3), textcoords="offset points", ha="center", fontsize=7.5)


def _legend(axes: Any, widest: float, crowd: float) -> None:
    """Explain tone, width and area in a strip below the maps."""
    shown: list[tuple[Line2D, str]] = []
    steps = ("no queue", "queue of 1 to 99 vehicles", "100 to 499", "500 to 1,999", "2,000 and more")
    for (_, colour), step in zip(_QUEUES, steps, strict=True):
        shown.append((Line2D([], [], color=colour, linewidth=5), step))
    for part in (0.1, 1.0):
        line = Line2D([], [], color=_QUEUES[0][1], linewidth=_width(part * widest, widest))
        shown.append((line, f"{count(part * widest)} people a day"))
    for part, face, what in ((0.1, "#ffffff", "people there"), (0.1, "#b8b8b8", "at a place that receives")):
        size = 2 * math.sqrt(_area(part * crowd, crowd) / math.pi)
        dot = Line2D([], [], marker="o", color="none", markerfacecolor=face, markeredgecolor="black", markersize=size)
        shown.append((dot, f"{count(part * crowd)} {what}"))
    axes.axis("off")
    axes.legend(
        *zip(*shown, strict=True),
        loc="center left",
        bbox_to_anchor=(0.0, 0.5),
        ncols=5,
        frameon=False,
        fontsize=8,
        handlelength=2.2,
        columnspacing=1.6,
        borderaxespad=0.0,
    )


def _message(panels: Sequence[MapPanel], resolved: Resolved) -> str:
    """Say where the queue is longest and when, or that there is none."""
    worst = max(panels, key=lambda panel: float(panel.routes["queue"].max()) if len(panel.routes) else 0.0)
    if len(worst.routes) == 0 or not worst.routes["queue"].max() >= 1.0:
        return "No queue of note on any road on these days"
    row = worst.routes.sort_values("queue").iloc[-1]
    ends = " to ".join(str(worst.places["label"][str(row[end])]) for end in ("from", "to"))
    return (
        f"The queue stands from {ends}:\n"
        f"{count(float(row['queue']))} vehicles on {show(worst.time, resolved.zone)}, mean of all futures"
    )
