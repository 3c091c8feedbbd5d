"""Prepared tables as pictures: the fan chart, where people are, lodging by region. The map has a module of its own.

Legible in grey: tones differ in lightness, and areas are labelled where they lie. Titles say the message.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib import dates as mdates
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from corridor.base.times import show, zone_label
from corridor.ensemble.disclosure import SMALL
from corridor.report.prepared import GROUPS, WITHOUT, counts, fan, lodging, people
from corridor.report.summary import labels
from corridor.report.words import count, span
from corridor.scenario.resolve import Resolved

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["AS_OF", "INK", "fan_chart", "finish", "lodging_chart", "people_chart", "save"]

INK, AS_OF = "#16324f", "#a03c14"
_WIDE, _NARROW = "#c6d4e1", "#7f9dba"
# dark and light by turns, so that neighbours differ in grey as in colour
_TONES = ("#f1ece2", "#b9a77c", "#8a3b12", "#e9b44c", "#d7e3ee", "#2f5d8a", "#8db4d6", "#1d1d1d")
_HATCHES = ("", "", "", "", "", "", "", "////")
_SIZE = (9.0, 5.2)


def fan_chart(result: xr.Dataset, resolved: Resolved, place: str) -> Figure:
    """Draw arrivals at a place over time, with the counts known at the as-of time."""
    table, seen = fan(result, place), counts(resolved, place)
    figure, axes = _canvas()
    for low, high, colour, label in ((0.05, 0.95, _WIDE, "9 of 10 futures"), (0.25, 0.75, _NARROW, "5 of 10 futures")):
        axes.fill_between(table.index, table[low], table[high], color=colour, label=label, linewidth=0)
    axes.plot(table.index, table[0.5], color=INK, linewidth=2, label="median")
    top = max(10.0, float(table[0.95].max()), float(seen["value"].max()) if len(seen) else 0.0)
    axes.set_ylim(0, top * 1.12)
    _counted(axes, seen)
    if resolved.as_of is not None:
        _as_of_line(axes, resolved, top)
    low, middle, high = table.iloc[-1][[0.05, 0.5, 0.95]]
    title = (
        f"{labels(resolved)[place]}: about {count(middle)} people by {show(resolved.end, resolved.zone)};\n"
        f"9 of 10 futures lie at {span(low, high)}"
    )
    axes.set_ylabel("people arrived, in all")
    _time_axis(axes, resolved, table.index)
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=4, frameon=False, fontsize=9, borderaxespad=0.2)
    finish(figure, result, resolved, title)
    return figure


def _counted(axes: Any, seen: pd.DataFrame) -> None:
    """Draw a dot for each count with an hour, a bar between its bounds for each other."""
    told = False
    for first, last, value in zip(seen["first"], seen["last"], seen["value"], strict=True):
        label = None if told else "counts known then (not used)"
        told = True
        style = {"color": "black", "markersize": 4, "label": label, "zorder": 5}
        if first == last:
            axes.plot([first], [value], "o", **style)
        else:
            axes.plot([first, last], [value, value], "|-", linewidth=1, **style)


def people_chart(result: xr.Dataset, resolved: Resolved) -> Figure:
    """Draw where people are over time, stacked: means over the futures."""
    table = people(result, resolved)
    figure, axes = _canvas((11.0, _SIZE[1]))
    areas = axes.stackplot(
        table.index, table.T.values, colors=_TONES, labels=GROUPS, edgecolor="white", linewidth=0.5, hatch=_HATCHES
    )
    top = max(10.0, float(table.sum(axis=1).max()))
    axes.set_ylim(0, top * 1.08)
    if resolved.as_of is not None:
        _as_of_line(axes, resolved, top)
    _time_axis(axes, resolved, table.index)
    axes.set_ylabel("people, mean of all futures")
    last = table.iloc[-1]
    order = sorted(range(len(GROUPS)), key=lambda k: -last.iloc[k])[:3]
    most = ", ".join(f"{count(last.iloc[k])} {GROUPS[k]}" for k in sorted(order))
    title = f"By {show(resolved.end, resolved.zone)}, on average over the futures:\n{most}"
    axes.legend(areas[::-1], GROUPS[::-1], loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False, fontsize=8.5)
    hidden = result.attrs.get("scope") != "internal"
    note = " People held at a checkpoint and on roads to places not shown are left out." if hidden else ""
    finish(figure, result, resolved, title, f"Means, as medians do not add up.{note}")
    return figure


def lodging_chart(result: xr.Dataset, resolved: Resolved) -> Figure | None:
    """Draw people in state accommodation at the end by region; None where nobody ever is."""
    table = lodging(result, resolved)
    if len(table) == 0:
        return None
    figure, axes = _canvas((_SIZE[0], max(2.8, 1.9 + 0.32 * len(table))))
    rows = np.arange(len(table))[::-1]
    for low, high, colour, label in ((0.05, 0.95, _WIDE, "9 of 10 futures"), (0.25, 0.75, _NARROW, "5 of 10 futures")):
        axes.barh(rows, table[high] - table[low], left=table[low], height=0.62, color=colour, label=label)
    axes.plot(table[0.5], rows, "|", color=INK, markersize=15, markeredgewidth=2.5, label="median")
    for y, (middle, high, without) in zip(rows, table[[0.5, 0.95, WITHOUT]].to_numpy(), strict=True):
        more = f"; without shelter up to {count(without)}" if without >= SMALL else ""
        axes.annotate(
            f"{count(middle)} (up to {count(high)}){more}",
            (high, y),
            (5, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
        )
    axes.set_yticks(rows, list(table.index))
    axes.set_xlim(0, max(10.0, float(table[0.95].max())) * 1.25)
    axes.set_xlabel("people in state accommodation")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.0f}"))
    axes.xaxis.set_major_locator(MaxNLocator(6))
    _plain(axes, "x")
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=3, frameon=False, fontsize=9, borderaxespad=0.2)
    usual, most = (count(float(table[level].iloc[0])) for level in (0.5, 0.95))
    title = (
        f"{table.index[0]} needs most beds: {usual} people in state accommodation\n"
        f"by {show(resolved.end, resolved.zone)}; {most} beds are enough in 19 futures of 20"
    )
    finish(figure, result, resolved, title, "Beside each bar: median, and what 19 futures of 20 do not exceed.")
    return figure


# --- what all have in common ------------------------------------------------------------------------------------


def _canvas(size: tuple[float, float] = _SIZE) -> tuple[Figure, Any]:
    figure = Figure(figsize=size, layout="constrained")
    return figure, figure.add_subplot()


def _plain(axes: Any, grid: str) -> None:
    axes.grid(axis=grid, color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=9)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _as_of_line(axes: Any, resolved: Resolved, top: float) -> None:
    axes.axvline(resolved.as_of, color=AS_OF, linestyle="--", linewidth=1.5)
    axes.annotate(
        f" as of {show(resolved.as_of, resolved.zone)}",  # type: ignore[arg-type]
        (resolved.as_of, top * 1.06),
        color=AS_OF,
        fontsize=9,
        va="center",
    )


def _time_axis(axes: Any, resolved: Resolved, times: Any) -> None:
    """Mark local midnights, at most about nine of them; hours where the whole is only days long."""
    axes.set_xlim(times[0], times[-1])
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:,.0f}"))
    days = (resolved.end - resolved.start).total_seconds() / 86400
    locator: Any
    if days > 4:
        locator = mdates.DayLocator(interval=max(1, math.ceil(days / 7)), tz=resolved.zone)  # type: ignore[no-untyped-call]
    else:
        locator = mdates.AutoDateLocator(tz=resolved.zone, minticks=4, maxticks=9)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    pattern = "%a %d %b" if days > 4 else "%d %b\n%H:%M"
    axes.xaxis.set_major_formatter(mdates.DateFormatter(pattern, tz=resolved.zone))  # type: ignore[no-untyped-call]
    axes.set_xlabel(f"local time ({zone_label(resolved.end, resolved.zone)})")
    _plain(axes, "y")


def finish(figure: Figure, result: xr.Dataset, resolved: Resolved, title: str, note: str = "") -> None:
    """Put the message above a picture, and below it what it is, from what and how far it may go."""
    figure.suptitle(title, fontsize=12, x=0.02, ha="left", fontweight="bold")
    scope = "INTERNAL, do not hand on. " if result.attrs.get("scope") == "internal" else ""
    kind = "Simulation, not a forecast,"
    if resolved.as_of:
        kind = f"Forecast as of {show(resolved.as_of, resolved.zone)}"
    made = f"{scope}{kind} by corridor, {result.sizes['member']} futures; {resolved.name}. Sources: see the scenario."
    figure.supxlabel("\n".join(filter(None, (note, made))), fontsize=7.5, x=0.02, ha="left", color="#555555")


def save(figure: Figure, path: Path) -> None:
    """Write a figure as PNG or SVG, by the suffix of the path; the same figure gives the same bytes."""
    with matplotlib.rc_context({"svg.hashsalt": "corridor", "svg.fonttype": "path"}):
        if path.suffix == ".svg":
            figure.savefig(path, format="svg", metadata={"Date": None})
        else:
            figure.savefig(path, format="png", dpi=150, metadata={"Software": None})
