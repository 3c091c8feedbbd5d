"""What importing a sheet of counts or claims did, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from corridor.intake.duplicates import Sorted
from corridor.intake.neighbours import Counts
from corridor.intake.rows import Entry
from corridor.intake.sheets.reading import Reading
from corridor.intake.trial import Trial
from corridor.report.text.added import known_lines
from corridor.scenario.tables import ObservationRow

__all__ = ["claims_lines", "contradictions", "counts_lines"]

_SHOWN = 20  # rows and skipped rows that are printed; all of them are in the JSON


def contradictions(trial: Trial[ObservationRow] | None) -> list[str]:
    """Give what the added counts contradict, each in a sentence."""
    if trial is None:
        return []
    counts = Counts.of(trial.after)
    return [
        f"'{row.observation}' (row {row.row}): {sentence}"
        for row in trial.rows
        for sentence in counts.neighbours(row).contradictions
    ]


def counts_lines(
    reading: Reading, found: Sorted, trial: Trial[ObservationRow] | None, file: str, dry_run: bool
) -> Iterator[str]:
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
    total = len(found.to_add) + len(found.there)
    yield f"{reading.label}: {total} counts below the header in row {reading.header_row}."
    yield from _added(found, trial, file, dry_run)
    for entry in found.versions:
        yield f"  A new version of '{entry.cells['observation']}' ({entry.whole.field})."
    yield from _few(f"  {e.whole.field}: left alone, it is in {where}" for e, where in found.there)
    if reading.skipped:
        yield f"Left out ({len(reading.skipped)}):"
        yield from _few(f"  {one.cell}: {_quoted(one.text)}{one.reason}" for one in reading.skipped)
    if reading.unread:
        yield "Columns not read: " + ", ".join(f"{letter} '{text}'" for letter, text in reading.unread.items()) + "."
    if reading.names:
        yield "Names read as: " + ", ".join(f"'{name}' as {place}" for name, place in reading.names.items()) + "."
    filled = Counter(column for entry in found.to_add for column in entry.filled)
    if filled:
        yield "Filled in by rule: " + ", ".join(f"{column} ({n})" for column, n in filled.items()) + "."
    yield from (f"Warning: {sentence}." for sentence in contradictions(trial))
    if trial is not None:
        yield from known_lines(trial)


def _added(found: Sorted, trial: Trial[ObservationRow] | None, file: str, dry_run: bool) -> Iterator[str]:
    if not found.to_add:
        yield "Nothing to add: every count is there already."
        return
    if trial is None:
        yield "Nothing was written, and names of places were not checked: give --into SCENARIO."
        yield from _few(f"  {_count_words(entry)}" for entry in found.to_add)
        return
    did = "Would be added to" if dry_run else "Added to"
    lines = trial.made.lines
    yield f"{did} {file}, rows {lines[0]} to {lines[-1]}:"
    yield from _few(f"  {row}" for row in trial.made.rows)
    if trial.made.columns:
        yield f"  columns added: {', '.join(trial.made.columns)}"


def _count_words(entry: Entry) -> str:
    cells = entry.cells
    when = cells.get("at") or f"{cells.get('not_before', '')} to {cells.get('not_after', '')}"
    where = cells.get("place") or "all places"
    return (
        f"{entry.whole.field}: {cells['kind']} {where} {when}: {cells['value']} {cells['unit']}, known {cells['known']}"
    )


def claims_lines(reading: Reading, found: Sorted, lines: Sequence[int], file: str, dry_run: bool) -> Iterator[str]:
    """Give what a person reads of a sheet of claims: what was added, left alone and left out.

    Parameters
    ----------
    lines : sequence of int
        The lines of `file` on which the added rows begin.
    """
    to_add, there = found.to_add, found.there
    yield f"{reading.label}: {len(to_add) + len(there)} claims below the header in row {reading.header_row}."
    did = "would be added to" if dry_run else "added to"
    yield f"{len(to_add)} {did} {file}, as drafts:" if to_add else "Nothing to add."
    for entry, line in list(zip(to_add, lines, strict=True))[:_SHOWN]:
        yield f"  row {line}: {entry.cells['claim']}"
    if len(to_add) > _SHOWN:
        yield f"  and {len(to_add) - _SHOWN} more"
    for entry, where in there[:_SHOWN]:
        yield f"  row {entry.whole.row} of the sheet: left alone, it is in {where}"
    for one in reading.skipped[:_SHOWN]:
        yield f"  row {one.row} of the sheet: left out, {one.reason}: {one.text}"
    if to_add:
        yield "Drafts feed no prior until 'corridor claims approve' says so."


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
