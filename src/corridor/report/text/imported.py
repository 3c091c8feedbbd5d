"""What importing a sheet of counts did, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from corridor.intake.neighbours import Counts
from corridor.intake.rows import Entry
from corridor.intake.sheets.reading import Reading
from corridor.intake.sorting import Intake
from corridor.intake.trial import Trial
from corridor.report.text.added_counts import said_known

__all__ = ["contradictions", "import_lines"]

_SHOWN = 20  # rows and skipped rows that are printed; all of them are in the JSON


def contradictions(trial: Trial | None) -> list[str]:
    """Give what the added counts contradict, each in a sentence."""
    if trial is None:
        return []
    counts = Counts.of(trial.after)
    return [
        f"'{row.observation}' (row {row.row}): {sentence}"
        for row in trial.rows
        for sentence in counts.beside(row).contradictions
    ]


def import_lines(reading: Reading, intake: Intake, trial: Trial | None, file: str, dry_run: bool) -> Iterator[str]:
    """Give what a person reads: what was added, left alone, left out, not read, filled in, and what contradicts.

    Parameters
    ----------
    trial : Trial or None
        None where nothing was to be added, or no scenario was named.
    file : str
        The file of counts; empty without a scenario.
    dry_run : bool
        Whether nothing was written.
    """
    total = len(intake.to_add) + len(intake.there)
    yield f"{reading.label}: {total} counts below the header in row {reading.header_row}."
    yield from _added(intake, trial, file, dry_run)
    for entry in intake.versions:
        yield f"  A new version of '{entry.cells['observation']}' ({entry.whole.field})."
    yield from _few(f"  {e.whole.field}: left alone, it is in {where}" for e, where in intake.there)
    if reading.skipped:
        yield f"Left out ({len(reading.skipped)}):"
        yield from _few(f"  {one.cell}: {_quoted(one.text)}{one.reason}" for one in reading.skipped)
    if reading.unread:
        yield "Columns not read: " + ", ".join(f"{letter} '{text}'" for letter, text in reading.unread.items()) + "."
    if reading.names:
        yield "Names read as: " + ", ".join(f"'{name}' as {place}" for name, place in reading.names.items()) + "."
    filled = Counter(column for entry in intake.to_add for column in entry.filled)
    if filled:
        yield "Filled in by rule: " + ", ".join(f"{column} ({n})" for column, n in filled.items()) + "."
    yield from (f"Warning: {sentence}." for sentence in contradictions(trial))
    if trial is not None:
        yield from said_known(trial)


def _added(intake: Intake, trial: Trial | None, file: str, dry_run: bool) -> Iterator[str]:
    if not intake.to_add:
        yield "Nothing to add: every count is there already."
        return
    if trial is None:
        yield "Nothing was written, and names of places were not checked: give --into SCENARIO."
        yield from _few(f"  {_told(entry)}" for entry in intake.to_add)
        return
    did = "Would be added to" if dry_run else "Added to"
    lines = trial.made.lines
    yield f"{did} {file}, rows {lines[0]} to {lines[-1]}:"
    yield from _few(f"  {row}" for row in trial.made.rows)
    if trial.made.columns:
        yield f"  columns added: {', '.join(trial.made.columns)}"


def _told(entry: Entry) -> str:
    cells = entry.cells
    when = cells.get("at") or f"{cells.get('not_before', '')} to {cells.get('not_after', '')}"
    where = cells.get("place") or "all places"
    return (
        f"{entry.whole.field}: {cells['kind']} {where} {when}: {cells['value']} {cells['unit']}, known {cells['known']}"
    )


def _few(lines: Iterator[str]) -> Iterator[str]:
    """Give the first lines, and how many more there are."""
    more = 0
    for k, line in enumerate(lines):
        if k < _SHOWN:
            yield line
        else:
            more += 1
    if more:
        yield f"  ... and {more} more; --json lists all"


def _quoted(text: str) -> str:
    return f"'{text[:60]}{'...' if len(text) > 60 else ''}', " if text else ""
