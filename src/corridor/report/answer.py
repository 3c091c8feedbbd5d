"""An answer: a result with what it says, in the forms in which people and programs take it."""

from __future__ import annotations

from pathlib import Path

from corridor.base.write import write_files
from corridor.ensemble.disclosure import suppressed
from corridor.ensemble.results import Result
from corridor.report.exports import netcdf
from corridor.report.text.brief import brief as in_brief
from corridor.report.text.disputed import disputed_lines
from corridor.report.text.summary import summary

__all__ = ["Answer"]


class Answer(Result):
    """Scenario, possible futures and recipe of a run, bound together; `corridor.simulate` gives it.

    Attributes
    ----------
    resolved : Resolved
        The complete scenario.
    dataset : xarray.Dataset
        Dims (member, time, place, route, status, ...), units on every variable, the recipe in its attributes. Small
        cells are not yet suppressed: `to_netcdf` writes it as it may be handed on.
    recipe : Recipe
        What makes the same bits again.
    """

    def summary(self, *, brief: bool = False) -> str:
        """Give the summary as text for people; `brief` in five lines."""
        known = len(self.resolved.observations) if self.resolved.as_of else 0
        if brief:
            return in_brief(self.dataset, self.resolved, known)
        disputes = disputed_lines(self.dataset, self.resolved)
        return "\n".join([summary(self.dataset, self.resolved, known), *(["", *disputes] if disputes else [])])

    def to_netcdf(self, path: str | Path) -> Path:
        """Write the futures as NetCDF, small cells suppressed unless it is internal; an old file is replaced whole."""
        path = Path(path)
        shown = self.dataset if self.internal else suppressed(self.dataset)
        write_files(path.parent, {path.name: lambda beside: netcdf(shown, beside)}, str(path))
        return path
