"""An answer: a result with what it says, in the forms in which people and programs take it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from corridor.base import facts
from corridor.base.times import show
from corridor.base.write import write_files
from corridor.ensemble.disclosure import suppressed
from corridor.ensemble.results import Result
from corridor.report.exports import netcdf
from corridor.report.findings import Findings
from corridor.report.text.brief import brief as in_brief
from corridor.report.text.disputed import disputed_lines
from corridor.report.text.summary import summary
from corridor.report.text.words import spread

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

    @cached_property
    def findings(self) -> Findings:
        """What it says, as records and tables: worked out once, and right whatever becomes of the dataset after."""
        return Findings.of(self)

    def _facts(self) -> dict[str, str]:
        findings = self.findings
        as_of = show(findings.as_of, findings.zone) if findings.as_of else "no time, as written: no forecast"
        scope = "internal, do not hand on" if findings.internal else "public"
        found = {"as of": as_of, "futures": f"{findings.members}", "scope": scope}
        if (headline := findings.headline) is not None:
            found[f"arrived at {headline.label} by {show(headline.time, findings.zone)}"] = spread(headline.people)
        return found

    def __repr__(self) -> str:
        return facts.line("Answer", self.findings.scenario, self._facts())

    def _repr_html_(self) -> str:
        return facts.html("Answer", self.findings.scenario, self._facts())

    def summary(self, *, brief: bool = False) -> str:
        """Give the summary as text for people; `brief` in five lines."""
        if brief:
            return in_brief(self.findings)
        disputes = disputed_lines(self.findings)
        return "\n".join([summary(self.findings), *(["", *disputes] if disputes else [])])

    def to_netcdf(self, path: str | Path) -> Path:
        """Write the futures as NetCDF, small cells suppressed unless it is internal; an old file is replaced whole."""
        path = Path(path)
        shown = self.dataset if self.internal else suppressed(self.dataset)
        write_files(path.parent, {path.name: lambda beside: netcdf(shown, beside)}, str(path))
        return path
