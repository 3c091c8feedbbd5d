"""Opening a scenario for a job: its files read, its claims left out, its view as of a time, its settings made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from corridor.base.errors import Problem, Problems, Where
from corridor.ledger.claims import ClaimRow, DecisionRow, note_unknown_claims
from corridor.scenario.read import Scenario, survey
from corridor.scenario.resolve import note_faults, resolve
from corridor.scenario.resolved import Resolved
from corridor.scenario.settings import with_settings

__all__ = ["Opened", "Opening"]


@dataclass(frozen=True)
class Opened:
    """A scenario and its complete view."""

    scenario: Scenario
    resolved: Resolved


@dataclass(frozen=True)
class Opening:
    """Which view of a scenario a job is about.

    Attributes
    ----------
    folder : str or Path
        The scenario folder.
    as_of : datetime or None
        Nothing known later is used; None takes `as_of` of the scenario.
    as_written : bool
        Take the scenario as written, without any as-of time.
    required : bool
        Whether there must be an as-of time.
    settings : mapping of str to str
        Numbers and event times that are replaced, by dotted path.
    without : sequence of str
        Claims that are left out.
    """

    folder: str | Path
    as_of: datetime | None = None
    as_written: bool = False
    required: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)
    without: Sequence[str] = ()

    def open(self, problems: Problems) -> Opened:
        """Read and complete the scenario.

        Parameters
        ----------
        problems : Problems
            Faults of the request so far; they are told together with those of the folder.

        Raises
        ------
        InputError
            With every fault of request, files and view; else with every fault of the settings.
        """
        read = survey(self.folder)
        problems.found += read.problems.found
        scenario, as_of = read.found, None
        if scenario is not None:
            scenario = self._left_out(scenario, problems)
            as_of = None if self.as_written else self.as_of or scenario.file.as_of
            self._note_view(scenario, as_of, problems)
        problems.raise_if_any()
        assert scenario is not None, "what has no problem was read"
        resolved = resolve(scenario, as_of, as_written=self.as_written)
        return Opened(scenario, with_settings(resolved, self.settings) if self.settings else resolved)

    def _left_out(self, scenario: Scenario, problems: Problems) -> Scenario:
        if not self.without:
            return scenario
        note_unknown_claims(self.without, scenario.claims, problems, "--without")
        return scenario.leaving_out(self.without)

    def _note_view(self, scenario: Scenario, as_of: datetime | None, problems: Problems) -> None:
        """Note what stands against the view, where it says more than what is noted already."""
        noted = any(problem.file == "--as-of" or problem.field == "as_of" for problem in problems.found)
        if as_of is None and self.required and not noted:
            problems.note(
                "as-of-missing",
                Where("scenario.yaml", field="as_of"),
                "nothing",
                "the time from which to forecast",
                "Add as_of, or give --as-of TIME.",
            )
        if problems.found:
            view = Problems()
            note_faults(scenario, as_of, view)
            problems.found += [fault for fault in view.found if not _follows(fault, problems.found)]


def _follows(fault: Problem, noted: Sequence[Problem]) -> bool:
    """Say whether a fault is only that of something noted already: of a section's known time, or of the ledger."""
    ledger = any(other.file in (ClaimRow.file, DecisionRow.file) for other in noted)
    return (fault.code in ("claims-none", "definition-needed") and ledger) or (
        fault.code == "known-missing"
        and any(other.file == fault.file and other.field.rpartition(".")[2] == "known" for other in noted)
    )
