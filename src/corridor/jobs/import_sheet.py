"""The jobs of importing a sheet of counts or of claims through a saved column map: what is new is added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any, Generic

from corridor.base.errors import Problems, Survey, Where
from corridor.base.rows import RowType
from corridor.intake.duplicates import Sorted, sort_claims, sort_counts
from corridor.intake.sheets.claimmap import ClaimsMap
from corridor.intake.sheets.claimsheet import read_claims
from corridor.intake.sheets.columnmap import read_map
from corridor.intake.sheets.countmap import CountsMap
from corridor.intake.sheets.countsheet import read_counts
from corridor.intake.sheets.reading import Reading
from corridor.intake.trial import CLAIMS, COUNTS, Trial, tried
from corridor.jobs.add import counts_known, file_named, put
from corridor.jobs.progress import Announce, silent
from corridor.ledger.claims import ClaimRow
from corridor.report.text.imported import claims_lines, contradictions, counts_lines
from corridor.scenario.read import Scenario, survey
from corridor.scenario.tables import ObservationRow

__all__ = [
    "ClaimsImported",
    "CountsImported",
    "ImportClaimsRequest",
    "ImportCountsRequest",
    "import_claims",
    "import_counts",
]

_LARGE = 500_000  # bytes of a sheet that takes a while
_MANY = 1000  # counts, likewise


@dataclass(frozen=True)
class Imported(Generic[RowType]):
    """What importing a sheet did.

    Attributes
    ----------
    reading : Reading
        What the sheet holds.
    found : Sorted
        What of it is new.
    trial : Trial or None
        The scenario with it; None where nothing was to be added, or no scenario was named.
    """

    reading: Reading
    found: Sorted
    trial: Trial[RowType] | None

    @property
    def lines(self) -> list[int]:
        """The lines of the file on which the new rows begin."""
        return list(self.trial.made.lines) if self.trial else []


# --- counts ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ImportCountsRequest:
    """A sheet of counts to import, as a person or a program names it; nothing in it is checked yet.

    Attributes
    ----------
    sheet, map : str or Path
        The workbook or text, and the column map.
    into : str or Path or None
        The scenario folder; None where the sheet is only read and shown.
    known, source : str or None
        When the sheet became known and where it comes from, if its map does not say.
    dry_run : bool
        Whether everything is checked and nothing written.
    """

    sheet: str | Path
    map: str | Path
    into: str | Path | None = None
    known: str | None = None
    source: str | None = None
    dry_run: bool = False


@dataclass(frozen=True)
class CountsImported(Imported[ObservationRow]):
    """What importing a sheet of counts did."""

    request: ImportCountsRequest

    def text(self) -> str:
        """Give what a person reads."""
        file = file_named(self.request.into, ObservationRow) if self.request.into else ""
        return "\n".join(counts_lines(self.reading, self.found, self.trial, file, self.request.dry_run))

    def document(self) -> dict[str, Any]:
        """Give the document for machines."""
        request, reading, found, trial = self.request, self.reading, self.found, self.trial
        return {
            "sheet": reading.label,
            "header_row": reading.header_row,
            "file": file_named(request.into, ObservationRow) if request.into else None,
            "dry_run": request.dry_run or request.into is None,
            "added": len(found.to_add),
            "lines": self.lines,
            "columns_added": list(trial.made.columns) if trial else [],
            "rows": [
                {"cell": entry.whole.field, "cells": dict(entry.cells), "filled": list(entry.filled)}
                for entry in found.to_add
            ],
            "versions": [entry.cells["observation"] for entry in found.versions],
            "there_already": [
                {"cell": entry.whole.field, "observation": entry.cells["observation"], "where": where}
                for entry, where in found.there
            ],
            "skipped": [one.as_dict() for one in reading.skipped],
            "columns_not_read": dict(reading.unread),
            "place_names": dict(reading.names),
            "warnings": contradictions(trial),
            **(counts_known(trial) if trial else {}),
        }


def import_counts(request: ImportCountsRequest, announce: Announce = silent) -> CountsImported:
    """Read a sheet of counts; add what is new.

    Raises
    ------
    InputError
        With every fault of map, sheet and scenario; nothing is written then.
    """
    problems = Problems()
    scenario = None
    if request.into is not None:
        read = survey(request.into)
        scenario, problems = read.found, read.problems
    reading, found = _read_counts(request, scenario, problems, announce)
    reading = Survey(reading, problems).complete()
    trial = None
    if len(found.to_add) > _MANY:
        announce(f"checking {len(found.to_add):,} counts")
    if request.into is not None and scenario is not None and found.to_add:
        trial = tried(request.into, scenario, COUNTS, found.to_add, problems)
        put(trial, request.dry_run)
    return CountsImported(reading, found, trial, request)


def _read_counts(
    request: ImportCountsRequest, scenario: Scenario | None, problems: Problems, announce: Announce
) -> tuple[Reading | None, Sorted]:
    """Read map and sheet, and sort out what is new; faults are noted."""
    sheet = Path(request.sheet)
    made = read_map(Path(request.map), CountsMap, problems, {"known": request.known, "source": request.source})
    if made is None:
        if not sheet.is_file():
            _note_no_sheet(sheet, problems)
        return None, Sorted()
    if sheet.is_file() and sheet.stat().st_size > _LARGE:
        announce("reading the sheet")
    zone: tzinfo = made.content.zone_info or (scenario.zone if scenario else UTC)
    reading = read_counts(sheet, made, scenario.places if scenario else None, zone, problems)
    if reading is None:
        return None, Sorted()
    return reading, sort_counts(reading.entries, scenario.observations if scenario else (), zone, problems)


def _note_no_sheet(sheet: Path, problems: Problems) -> None:
    problems.note(
        "file-unreadable" if sheet.exists() else "file-missing",
        Where(str(sheet)),
        "is a directory" if sheet.is_dir() else "no such file or directory",
        "a sheet: an .xlsx workbook, or a .csv file",
        "Check the path.",
    )


# --- claims ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ImportClaimsRequest:
    """A sheet of claims to import, as a person or a program names it; nothing in it is checked yet.

    Attributes
    ----------
    sheet, map, into : str or Path
        The workbook or text, the column map and the scenario folder.
    known : str or None
        When the sheet became known, if its map does not say.
    dry_run : bool
        Whether everything is checked and nothing written.
    """

    sheet: str | Path
    map: str | Path
    into: str | Path
    known: str | None = None
    dry_run: bool = False


@dataclass(frozen=True)
class ClaimsImported(Imported[ClaimRow]):
    """What importing a sheet of claims did."""

    request: ImportClaimsRequest

    def text(self) -> str:
        """Give what a person reads."""
        file = file_named(self.request.into, ClaimRow)
        return "\n".join(claims_lines(self.reading, self.found, self.lines, file, self.request.dry_run))

    def document(self) -> dict[str, Any]:
        """Give the document for machines."""
        found = self.found
        return {
            "sheet": self.reading.label,
            "header_row": self.reading.header_row,
            "file": file_named(self.request.into, ClaimRow),
            "dry_run": self.request.dry_run,
            "added": len(found.to_add),
            "lines": self.lines,
            "rows": [{"row": entry.whole.row, "cells": dict(entry.cells)} for entry in found.to_add],
            "there_already": [{"row": entry.whole.row, "where": where} for entry, where in found.there],
            "skipped": [one.as_dict() for one in self.reading.skipped],
        }


def import_claims(request: ImportClaimsRequest) -> ClaimsImported:
    """Read a sheet of claims; add what is new to a scenario, as drafts.

    Raises
    ------
    InputError
        With every fault of map, sheet and scenario; nothing is written then.
    """
    read = survey(request.into)
    before, problems, found = read.found, read.problems, Sorted()
    zone: tzinfo = before.zone if before else UTC
    made = read_map(Path(request.map), ClaimsMap, problems, {"known": request.known})
    reading = read_claims(Path(request.sheet), made, zone, problems) if made else None
    if reading is not None and before is not None:
        found = sort_claims(reading.entries, before.claims, zone, problems)
    before, reading = read.complete(), Survey(reading, problems).complete()
    trial = tried(request.into, before, CLAIMS, found.to_add, problems) if found.to_add else None
    if trial is not None:
        put(trial, request.dry_run)
    return ClaimsImported(reading, found, trial, request)
