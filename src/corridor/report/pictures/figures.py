"""Which pictures a result has, and how each is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corridor.report.answer import Answer
from corridor.report.findings import Findings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["SUFFIXES", "figures", "missing", "pictures"]

SUFFIXES = ("png", "svg")
_REASONS = {
    "arrivals": "the scenario reports on no place that is shown",
    "map": "no place that is shown has a position (lat and lon in places.csv)",
    "people": "",  # is always there
    "accommodation": "nobody needs state accommodation at the end in any future",
}


def figures(shown: Answer | Findings) -> dict[str, Figure]:
    """Draw what there is to draw of `arrivals`, `map`, `people` and `accommodation`.

    Parameters
    ----------
    shown : Answer or Findings
        What is drawn of it is rounded, a mean or a quantile.

    Returns
    -------
    dict
        Figures of matplotlib by name; save them with `corridor.report.pictures.charts.save`.
    """
    return _drawn(shown if isinstance(shown, Findings) else shown.findings)


def missing(names: Iterable[str]) -> dict[str, str]:
    """Give why a picture is not there, for each that is not, from the names of the files that are."""
    there = {name.partition(".")[0] for name in names}
    return {name: reason for name, reason in _REASONS.items() if name not in there}


def _there(findings: Findings) -> list[str]:
    drawn = findings.drawn
    there = {"arrivals": drawn.fan is not None, "map": bool(drawn.panels), "people": True}
    return [name for name, is_there in {**there, "accommodation": len(drawn.lodging) > 0}.items() if is_there]


def _drawn(findings: Findings) -> dict[str, Figure]:
    from matplotlib import rc_context

    from corridor.report.pictures.charts import (  # matplotlib takes its time and room
        fan_chart,
        lodging_chart,
        people_chart,
    )
    from corridor.report.pictures.maps import flow_map

    draw: dict[str, Callable[[Findings], Figure]]
    draw = {"arrivals": fan_chart, "map": flow_map, "people": people_chart, "accommodation": lodging_chart}
    with rc_context({"text.parse_math": False}):  # a name may hold a dollar
        shown = {name: draw[name](findings) for name in _there(findings)}
        for figure in shown.values():  # laid out once for both files
            figure.draw_without_rendering()
            figure.set_layout_engine("none")
    return shown


def pictures(findings: Findings) -> dict[str, Callable[[Path], None]]:
    """Give a writer for each picture as PNG and as SVG; both are of one figure, drawn when the first is written."""
    drawn = cache(lambda: _drawn(findings))

    def writer(name: str) -> Callable[[Path], None]:
        def write(path: Path) -> None:
            from corridor.report.pictures.charts import save

            save(drawn()[name], path)

        return write

    return {f"{name}.{suffix}": writer(name) for name in _there(findings) for suffix in SUFFIXES}
