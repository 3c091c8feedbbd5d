"""The fan chart: arrivals over time with the as-of line, the median, and the bands of 5 and 9 futures of 10."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import xarray as xr
from matplotlib import dates as mdates
from matplotlib.figure import Figure

from corridor.base.times import show, zone_label
from corridor.report.summary import labels
from corridor.report.words import count, span
from corridor.scenario.resolve import Resolved

__all__ = ["fan_chart"]

_BANDS = (((0.05, 0.95), "#c6d4e1", "9 of 10 futures"), ((0.25, 0.75), "#7f9dba", "5 of 10 futures"))
_LINE, _AS_OF = "#16324f", "#a03c14"


def fan_chart(result: xr.Dataset, resolved: Resolved, place: str) -> Figure:
    """Draw arrivals at a place.

    Parameters
    ----------
    result : Dataset
        With `arrivals` (member, time, place), persons.
    place : str
        A place of the result.
    """
    values = result["arrivals"].sel(place=place).values
    times = [datetime.fromisoformat(str(t)[:19]).replace(tzinfo=UTC) for t in result["time"].values]
    figure = Figure(figsize=(9, 5.2), layout="constrained")
    axes = figure.add_subplot()
    for (low, high), colour, label in _BANDS:
        below, above = np.quantile(values, (low, high), axis=0)
        axes.fill_between(times, below, above, color=colour, label=label, linewidth=0)  # type: ignore[arg-type]
    axes.plot(times, np.quantile(values, 0.5, axis=0), color=_LINE, linewidth=2, label="median")  # type: ignore[arg-type]
    top = max(10.0, float(np.quantile(values, 0.95, axis=0).max()))
    axes.set_ylim(0, top * 1.12)
    axes.set_xlim(times[0], times[-1])  # type: ignore[arg-type]
    counts = _counts(resolved, place)
    if counts:
        axes.plot(*zip(*counts, strict=True), "o", color="black", markersize=4, label="counts known then (not used)")
    if resolved.as_of is not None:
        _as_of_line(axes, resolved, top)
    _label(figure, axes, result, resolved, place, values)
    return figure


def _counts(resolved: Resolved, place: str) -> list[tuple[datetime, float]]:
    """Give the counts of arrivals at a place that have an hour and were known at the as-of time."""
    observations = resolved.observations if resolved.as_of else ()
    return [
        (seen.at, seen.value)
        for seen in observations
        if seen.kind == "arrivals" and seen.places == (place,) and seen.at is not None and seen.value is not None
    ]


def _as_of_line(axes: Any, resolved: Resolved, top: float) -> None:
    axes.axvline(resolved.as_of, color=_AS_OF, linestyle="--", linewidth=1.5)
    axes.annotate(
        f" as of {show(resolved.as_of, resolved.zone)}",  # type: ignore[arg-type]
        (resolved.as_of, top * 1.06),
        color=_AS_OF,
        fontsize=9,
        va="center",
    )


def _label(figure: Figure, axes: Any, result: xr.Dataset, resolved: Resolved, place: str, values: Any) -> None:
    low, middle, high = np.quantile(values[:, -1], (0.05, 0.5, 0.95))
    figure.suptitle(
        f"{labels(resolved)[place]}: about {count(middle)} people by {show(resolved.end, resolved.zone)};\n"
        f"9 of 10 futures lie at {span(low, high)}",
        fontsize=12,
        x=0.02,
        ha="left",
        fontweight="bold",
    )
    axes.set_ylabel("people arrived, in all")
    axes.yaxis.set_major_formatter(matplotlib.ticker.FuncFormatter(lambda y, _: f"{y:,.0f}"))
    _date_axis(axes, resolved)
    axes.set_xlabel(f"local time ({zone_label(resolved.end, resolved.zone)})")
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=4, frameon=False, fontsize=9, borderaxespad=0.2)
    scope = "INTERNAL, do not hand on. " if result.attrs.get("scope") == "internal" else ""
    kind = "Forecast" if resolved.as_of else "Simulation, not a forecast"
    made = f"{scope}{kind} by corridor, {result.sizes['member']} futures; {resolved.name}. Sources: see the scenario."
    figure.supxlabel(made, fontsize=7.5, x=0.02, ha="left", color="#555555")


def _date_axis(axes: Any, resolved: Resolved) -> None:
    """Mark local midnights, at most about nine of them; hours where the whole is only days long."""
    days = (resolved.end - resolved.start).total_seconds() / 86400
    locator: Any
    if days > 4:
        locator = mdates.DayLocator(interval=max(1, round(days / 8)), tz=resolved.zone)  # type: ignore[no-untyped-call]
    else:
        locator = mdates.AutoDateLocator(tz=resolved.zone, minticks=4, maxticks=9)  # type: ignore[no-untyped-call]
    axes.tick_params(labelsize=9)
    axes.xaxis.set_major_locator(locator)
    pattern = "%a %d %b" if days > 4 else "%d %b\n%H:%M"
    axes.xaxis.set_major_formatter(mdates.DateFormatter(pattern, tz=resolved.zone))  # type: ignore[no-untyped-call]


def save(figure: Figure, path: Path) -> None:
    """Write a figure as PNG or SVG, by the suffix of the path; the same figure gives the same bytes."""
    with matplotlib.rc_context({"svg.hashsalt": "corridor", "svg.fonttype": "path"}):
        if path.suffix == ".svg":
            figure.savefig(path, format="svg", metadata={"Date": None})
        else:
            figure.savefig(path, format="png", dpi=150, metadata={"Software": None})
