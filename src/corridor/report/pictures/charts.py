"""Findings as pictures: the fan chart, where people are, lodging by region. The map has a module of its own.

Legible in grey: tones differ in lightness, and areas are labelled where they lie. Titles say the message.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib import dates as mdates
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path
from matplotlib.ticker import FuncFormatter, MaxNLocator

from corridor.base.times import show, zone_label
from corridor.ensemble.disclosure import large_enough
from corridor.report.findings import Findings
from corridor.report.findings.lodging import MOST_NEED, NEED, ROOM, WITHOUT
from corridor.report.findings.whereabouts import GROUPS
from corridor.report.text.words import count, people, people_span

__all__ = ["AS_OF", "INK", "fan_chart", "finish", "legible", "lodging_chart", "people_chart", "save", "text_size"]

INK, AS_OF = "#16324f", "#a03c14"
_WIDE, _NARROW = "#c6d4e1", "#7f9dba"
# dark and light by turns, so that neighbours differ in grey as in colour
_TONES = ("#f1ece2", "#b9a77c", "#8a3b12", "#e9b44c", "#d7e3ee", "#2f5d8a", "#8db4d6", "#1d1d1d")
_HATCHES = ("", "", "", "", "", "", "", "////")
_SIZE = (9.0, 5.2)
_SMALL_TEXT, _TEXT = 8.0, 9.0


def fan_chart(findings: Findings) -> Figure:
    """Draw arrivals at a place over time, with the counts known at the as-of time."""
    table, seen, headline = findings.drawn.fan, findings.drawn.counts, findings.headline
    assert table is not None and seen is not None and headline is not None, "there is a place that is reported on"
    figure, axes = _canvas()
    for low, high, colour, label in ((0.05, 0.95, _WIDE, "9 of 10 futures"), (0.25, 0.75, _NARROW, "5 of 10 futures")):
        axes.fill_between(table.index, table[low], table[high], color=colour, label=label, linewidth=0)
    axes.plot(table.index, table[0.5], color=INK, linewidth=2, label="median")
    top = max(10.0, float(table[0.95].max()), float(seen["value"].max()) if len(seen) else 0.0)
    axes.set_ylim(0, top * 1.12)
    _counted(axes, seen)
    _as_of_line(axes, findings, top)
    number = headline.people
    title = (
        f"{legible(headline.label)}: about {people(number.middle)} people by {show(headline.time, findings.zone)};\n"
        f"9 of 10 futures lie at {people_span(number.low, number.high)}"
    )
    axes.set_ylabel("people arrived, in all")
    _time_axis(axes, findings, table.index)
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=5, frameon=False, fontsize=_TEXT, borderaxespad=0.2)
    note = "Counts known at the as-of time are shown beside the forecast; this version does not use them."
    finish(figure, findings, title, note if len(seen) else "")
    return figure


def _counted(axes: Any, seen: pd.DataFrame) -> None:
    """Draw a dot for each count with an hour, a bar between its bounds for each other."""
    exact = seen["first"] == seen["last"]
    dots, bars = seen[exact], seen[~exact]
    if len(dots):
        axes.plot(dots["first"], dots["value"], "o", color="black", markersize=4, label="counts (not used)", zorder=6)
    for k, (first, last, value) in enumerate(zip(bars["first"], bars["last"], bars["value"], strict=True)):
        label = "counts within bounds (not used)" if k == 0 else None
        axes.plot([first, last], [value, value], "|-", color="black", linewidth=1, markersize=5, label=label, zorder=5)


def people_chart(findings: Findings) -> Figure:
    """Draw where people are over time, stacked: means over the futures."""
    table = findings.drawn.people
    figure, axes = _canvas((11.0, _SIZE[1]))
    axes.stackplot(table.index, table.T.values, colors=_TONES, edgecolor="white", linewidth=0.5, hatch=_HATCHES)
    top = max(10.0, float(table.sum(axis=1).max()))
    axes.set_ylim(0, top * 1.08)
    _as_of_line(axes, findings, top)
    _time_axis(axes, findings, table.index)
    axes.set_ylabel("people, mean of all futures")
    last = table.iloc[-1]
    _named_areas(axes, last, table.max() >= 1.0, top * 1.08)
    order = sorted(range(len(GROUPS)), key=lambda k: -last.iloc[k])[:3]
    most = ", ".join(f"{count(last.iloc[k])} {GROUPS[k]}" for k in sorted(order) if last.iloc[k] >= 1.0)
    title = f"By {show(findings.end, findings.zone)}, on average over the futures:\n{most or 'nobody anywhere'}"
    hidden = " People held at a checkpoint and on roads to places not shown are left out."
    finish(figure, findings, title, f"Means, as medians do not add up.{'' if findings.internal else hidden}")
    return figure


def _named_areas(axes: Any, last: pd.Series[float], ever: pd.Series[bool], top: float) -> None:
    """Name each area there ever is beside its end, with its key and number then; names of thin ones move apart."""
    shown = [k for k, group in enumerate(GROUPS) if ever[group]]
    middles = (last.cumsum() - last / 2).iloc[shown].tolist()
    levels = _spread(middles, top / 15, top)
    for k, middle, level in zip(shown, np.array(middles) / top, np.array(levels) / top, strict=True):
        edge = "white" if _HATCHES[k] else "#777777"
        key = Rectangle((1.025, level - 0.018), 0.024, 0.036, facecolor=_TONES[k], edgecolor=edge)
        key.set(transform=axes.transAxes, hatch=_HATCHES[k], linewidth=0.5, clip_on=False)
        axes.add_artist(key)
        line = Line2D([1.002, 1.023], [middle, level], color="#777777", linewidth=0.6)
        line.set(transform=axes.transAxes, clip_on=False)
        axes.add_artist(line)
        axes.annotate(
            f"{GROUPS[k]}: {count(last.iloc[k])}",
            (1.054, level),
            xycoords="axes fraction",
            va="center",
            fontsize=_TEXT,
            annotation_clip=False,
        )


def _spread(wanted: Sequence[float], apart: float, top: float) -> list[float]:
    """Move rising levels as little as needed for each to be `apart` from the next, all below `top`."""
    levels = list(wanted)
    for k in range(1, len(levels)):
        levels[k] = max(levels[k], levels[k - 1] + apart)
    for k in range(len(levels)):
        levels[k] = min(levels[k], top - apart * (len(levels) - 1 - k))
    return levels


def lodging_chart(findings: Findings) -> Figure:
    """Draw people in state accommodation at the end by region, those without shelter, and the room there."""
    table = findings.drawn.lodging
    names = [legible(name) for name in table.index]
    figure, axes = _canvas((_SIZE[0] + 1.0, max(3.0, 2.1 + 0.34 * len(table))))
    rows = np.arange(len(table))[::-1]
    axes.set_xlim(0, _lodging_marks(axes, table, rows))
    axes.set_ylim(-0.8, len(table) - 0.3)
    axes.set_yticks(rows, [_wrapped(name, 26) for name in names])
    axes.set_xlabel("people in state accommodation")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.0f}"))
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    _plain(axes, "x")
    _figures_beside(axes, table, rows)
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=3,
        frameon=False,
        fontsize=_SMALL_TEXT,
        borderaxespad=0.2,
        columnspacing=1.2,
        handlelength=1.6,
        labelspacing=0.9,
    )
    note = (
        "Beds are needed by those accommodated and those without shelter. Up to: not exceeded in 19 futures of 20. "
        "Room: of the sites of the region at the end; - where it is not known."
    )
    finish(figure, findings, _lodging_title(findings, table, names), note)
    return figure


def _lodging_marks(axes: Any, table: pd.DataFrame, rows: npt.NDArray[Any]) -> float:
    """Draw the ranges of each region, those without shelter and the room; give how far the axis has to reach."""
    for low, high, colour, label in ((0.05, 0.95, _WIDE, "9 of 10 futures"), (0.25, 0.75, _NARROW, "5 of 10 futures")):
        axes.barh(rows, table[high] - table[low], left=table[low], height=0.6, color=colour, label=label)
    axes.plot(table[0.5], rows, "|", color=INK, markersize=14, markeredgewidth=2.5, label="median")
    if large_enough(table[WITHOUT]).any():
        axes.barh(
            rows - 0.38,
            table[WITHOUT],
            height=0.16,
            color="white",
            edgecolor="#86190f",
            hatch="//////",
            linewidth=0.8,
            label="without shelter, up to",
        )
    most = max(10.0, float(table[[0.95, WITHOUT]].max().max()))
    inside = table[ROOM] <= 1.6 * most
    if inside.any():
        axes.plot(
            table[ROOM][inside],
            rows[inside],
            "D",
            color="white",
            markeredgecolor="black",
            markersize=6,
            label="room there, median",
            zorder=5,
        )
    return 1.05 * max(most, float(table[ROOM][inside].max()) if inside.any() else 0.0)


def _lodging_title(findings: Findings, table: pd.DataFrame, names: Sequence[str]) -> str:
    """Say which region needs most beds, and where most are without shelter."""
    usual, often = (count(float(table[column].iloc[0])) for column in (NEED, MOST_NEED))
    worst = int(np.argmax(table[WITHOUT].to_numpy()))
    short = float(table[WITHOUT].iloc[worst])
    title = (
        f"{names[0]} needs most beds: {usual} people by {show(findings.end, findings.zone)},\n"
        f"up to {often} in 19 futures of 20"
    )
    return f"{title}; most without shelter: {names[worst]}, up to {count(short)}" if large_enough(short) else title


def _figures_beside(axes: Any, table: pd.DataFrame, rows: Iterable[int]) -> None:
    """Write the numbers of each row in columns at the right."""
    columns = (
        ("median", table[0.5]),
        ("up to", table[0.95]),
        ("without\nshelter,\nup to", table[WITHOUT]),
        ("room,\nmedian", table[ROOM]),
    )
    place = {"ha": "right", "annotation_clip": False}
    for k, (head, values) in enumerate(columns):
        aside = 44 + 50 * k  # points from the axes
        at = {"xytext": (aside, 4), "textcoords": "offset points", "xycoords": "axes fraction"}
        axes.annotate(head, (1.0, 1.0), va="bottom", fontsize=_SMALL_TEXT, color="#444444", **at, **place)
        for y, value in zip(rows, values, strict=True):
            text = "-" if math.isnan(value) else count(value)
            at = {"xytext": (aside, 0), "textcoords": "offset points", "xycoords": axes.get_yaxis_transform()}
            axes.annotate(text, (1.0, y), va="center", fontsize=_TEXT, **at, **place)


# --- what all have in common ------------------------------------------------------------------------------------


def _canvas(size: tuple[float, float] = _SIZE) -> tuple[Figure, Any]:
    figure = Figure(figsize=size, layout="constrained")
    return figure, figure.add_subplot()


def _plain(axes: Any, grid: str) -> None:
    axes.grid(axis=grid, color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=_TEXT)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _as_of_line(axes: Any, findings: Findings, top: float) -> None:
    if findings.as_of is None:
        return
    late = (findings.as_of - findings.start) / (findings.end - findings.start) > 0.6
    axes.axvline(findings.as_of, color=AS_OF, linestyle="--", linewidth=1.5)
    axes.annotate(
        f"as of {show(findings.as_of, findings.zone)}",
        (findings.as_of, top * 1.06),
        (-4 if late else 4, 0),
        textcoords="offset points",
        ha="right" if late else "left",
        color=AS_OF,
        fontsize=_TEXT,
        va="center",
    )


def _time_axis(axes: Any, findings: Findings, times: Any) -> None:
    """Mark local midnights, at most about nine of them; hours where the whole is only days long."""
    axes.set_xlim(times[0], times[-1])
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:,.0f}"))
    days = (findings.end - findings.start).total_seconds() / 86400
    locator: Any
    if days > 4:
        locator = mdates.DayLocator(interval=max(1, math.ceil(days / 7)), tz=findings.zone)  # type: ignore[no-untyped-call]
    else:
        locator = mdates.AutoDateLocator(tz=findings.zone, minticks=4, maxticks=9)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    pattern = "%a %d %b" if days > 4 else "%d %b\n%H:%M"
    axes.xaxis.set_major_formatter(mdates.DateFormatter(pattern, tz=findings.zone))  # type: ignore[no-untyped-call]
    axes.set_xlabel(f"local time ({zone_label(findings.end, findings.zone)})")
    _plain(axes, "y")


def finish(figure: Figure, findings: Findings, title: str, note: str = "") -> None:
    """Put the message above a picture, and below it what it is, from what and how far it may go."""
    wide = figure.get_figwidth() - 0.4
    figure.suptitle(_fitted(title, wide, 12, bold=True), fontsize=12, x=0.02, ha="left", fontweight="bold")
    scope = "INTERNAL, do not hand on. " if findings.internal else ""
    kind = "Simulation, not a forecast,"
    if findings.as_of:
        kind = f"Forecast as of {show(findings.as_of, findings.zone)}"
    futures = "1 future" if findings.members == 1 else f"{findings.members} futures"
    made = f"{scope}{kind} by corridor, {futures}; {legible(findings.scenario)}. Sources: see the scenario."
    small = "\n".join(_fitted(text, wide, 7.5) for text in (note, made) if text)
    figure.supxlabel(small, fontsize=7.5, x=0.02, ha="left", color="#555555")


def save(figure: Figure, path: Path) -> None:
    """Write a figure as PNG or SVG, by the suffix of the path; the same figure gives the same bytes."""
    with matplotlib.rc_context({"svg.hashsalt": "corridor", "svg.fonttype": "path"}):
        if path.suffix == ".svg":
            figure.savefig(path, format="svg", metadata={"Date": None})
        else:
            figure.savefig(path, format="png", dpi=150, metadata={"Software": None})


# --- letters ----------------------------------------------------------------------------------------------------


def legible(name: str) -> str:
    r"""Give a name in letters that the font has: of several forms those that it can write, else a mark for each letter.

    Examples
    --------
    >>> legible("Yangon / \u101b\u1014\u103a\u1000\u102f\u1014\u103a"), legible("\u5317")
    ('Yangon', '\ufffd')
    """
    letters = _letters()
    forms = [form for form in name.split(" / ") if all(ord(letter) in letters for letter in form)]
    if forms:
        return " / ".join(forms)
    return "".join(letter if ord(letter) in letters else "\N{REPLACEMENT CHARACTER}" for letter in name)


@cache
def _letters() -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties())).get_charmap())


def text_size(text: str, points: float, bold: bool = False) -> float:
    """Give the width of a line of text in points."""
    font = FontProperties(size=points, weight="bold" if bold else "normal")
    wide, _, _ = text_to_path.get_text_width_height_descent(text, font, False)
    return float(wide)


def _fitted(text: str, inches: float, points: float, bold: bool = False) -> str:
    """Break lines that are wider than the picture, between words."""
    lines = []
    for line in text.split("\n"):
        lines.append("")
        for word in line.split(" "):
            longer = f"{lines[-1]} {word}" if lines[-1] else word
            if lines[-1] and text_size(longer, points, bold) > 72 * inches:
                lines.append(word)
            else:
                lines[-1] = longer
    return "\n".join(lines)


def _wrapped(name: str, most: int) -> str:
    """Break a long name near its middle."""
    if len(name) <= most or " " not in name:
        return name
    middle = min((k for k, letter in enumerate(name) if letter == " "), key=lambda k: abs(k - len(name) / 2))
    return f"{name[:middle]}\n{name[middle + 1 :]}"
