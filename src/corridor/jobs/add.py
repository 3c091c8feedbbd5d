"""The job of adding rows to a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from corridor.base.times import iso
from corridor.base.write import write_over
from corridor.intake.trial import Trial, known_counts, unchanged_before
from corridor.scenario.tables import ObservationRow

__all__ = ["counts_known", "file_named", "written"]


def written(trial: Trial) -> None:
    """Put the file with the new rows in the place of the one that was read."""
    write_over(trial.path, trial.was, trial.made.text)


def file_named(folder: str) -> str:
    """Give the file of counts of a scenario, for messages."""
    return str(Path(folder) / ObservationRow.file)


def counts_known(trial: Trial) -> dict[str, Any]:
    """Give what the new counts change for forecasts: how many are known, and from when on."""
    as_of = trial.before.file.as_of
    return {
        "as_of": iso(as_of) if as_of else None,
        "known_before": known_counts(trial.before, as_of),
        "known_now": known_counts(trial.after, as_of),
        "unchanged_before": iso(first) if (first := unchanged_before(trial)) else None,
    }
