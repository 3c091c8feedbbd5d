"""Which pictures a result has, and how each is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from corridor.report.summary import headline_places
from corridor.scenario.resolve import Resolved

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

__all__ = ["figures", "pictures"]


def figures(result: xr.Dataset, resolved: Resolved) -> dict[str, Figure]:
    """Draw what there is to draw: arrivals, map, where people are, lodging.

    Parameters
    ----------
    result : Dataset
        Public before suppression of small cells, or internal. What is drawn is rounded, a mean or a quantile.
    """
    from corridor.report.drawing import fan_chart, lodging_chart, people_chart  # matplotlib takes its time
    from corridor.report.mapping import flow_map

    places = headline_places(result, resolved)
    drawn = {
        "arrivals": fan_chart(result, resolved, places[0]) if places else None,
        "map": flow_map(result, resolved),
        "people": people_chart(result, resolved),
        "accommodation": lodging_chart(result, resolved),
    }
    shown = {name: figure for name, figure in drawn.items() if figure is not None}
    for figure in shown.values():  # laid out once for both files
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
    return shown


def pictures(result: xr.Dataset, resolved: Resolved) -> dict[str, Callable[[Path], None]]:
    """Give a writer for each picture as PNG and as SVG; both are of one figure."""
    from corridor.report.drawing import save

    return {
        f"{name}.{suffix}": partial(save, figure)
        for name, figure in figures(result, resolved).items()
        for suffix in ("png", "svg")
    }
