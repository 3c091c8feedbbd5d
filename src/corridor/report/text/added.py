"""What adding rows changes, for people: counts, claims and decisions on claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo

from corridor.base.rows import RowType
from corridor.base.times import show
from corridor.intake.neighbours import Counts, Neighbour
from corridor.intake.rows import Entry
from corridor.intake.trial import Trial, known_counts, unchanged_before
from corridor.ledger.claims import ClaimRow, DecisionRow
from corridor.scenario.tables import ObservationRow

__all__ = ["change_words", "claim_lines", "count_lines", "decision_lines", "known_lines", "row_lines", "there_line"]

_RULES = {
    "known": "by rule",
    "unit": "of its kind",
    "cumulative": "of its kind",
    "precision": "as no other was given",
    "observation": "made of kind, place, time and who says so",
}


def row_lines(trial: Trial[RowType], file: str, dry_run: bool) -> Iterator[str]:
    """Give each row as it was written, or would be, and the columns that were added for them."""
    did = "Would be added to" if dry_run else "Added to"
    for line, row in zip(trial.made.lines, trial.made.rows, strict=True):
        yield f"{did} {file}, row {line}:"
        yield f"  {row}"
    if trial.made.columns:
        yield f"  columns added: {', '.join(trial.made.columns)}"


def claim_lines(trial: Trial[ClaimRow], file: str, dry_run: bool) -> Iterator[str]:
    """Give the lines about one added claim."""
    yield from row_lines(trial, file, dry_run)
    name = trial.rows[0].claim
    yield f"  '{name}' is a draft: it feeds no prior until 'corridor claims approve' says so."


def decision_lines(trial: Trial[DecisionRow], file: str, dry_run: bool, notes: Iterable[str]) -> Iterator[str]:
    """Give the lines about decisions."""
    yield from row_lines(trial, file, dry_run)
    yield from (f"  note: {note}" for note in notes)


# --- counts ---------------------------------------------------------------------------------------------------


def there_line(other: ObservationRow, file: str) -> str:
    """Say that a count is there already."""
    return f"Nothing was written: '{other.observation}' is there already, row {other.row} of {file}."


def count_lines(trial: Trial[ObservationRow], entry: Entry, file: str, dry_run: bool) -> Iterator[str]:
    """Give the lines about one added count: what stood in, its neighbours, what it contradicts, what is known now."""
    yield from row_lines(trial, file, dry_run)
    for column in entry.filled:
        yield f"  {column}: {entry.cells[column]} ({_RULES.get(column, 'by rule')})"
    row, zone = trial.rows[0], trial.after.zone
    near = Counts.of(trial.after).neighbours(row)
    yield _neighbour("Before it", near.before, row, zone)
    yield _neighbour("After it", near.after, row, zone)
    yield from (f"  Warning: {sentence}." for sentence in near.contradictions)
    yield from known_lines(trial)


def _neighbour(where: str, other: Neighbour | None, row: ObservationRow, zone: tzinfo) -> str:
    if other is None:
        return f"  {where}: no count of {row.kind} there."
    moment = other.row.at or (other.row.not_after if where == "Before it" else other.row.not_before)
    when = f", {show(moment, zone)}" if moment else ""
    return (
        f"  {where}: {other.value:,.10g}{when}, '{other.row.observation}' (row {other.row.row}): "
        f"{change_words(other.change, other.hours)}."
    )


def change_words(change: float, hours: float) -> str:
    """Give a difference and its rate.

    Examples
    --------
    >>> change_words(673.0, 4.0)
    '+673 in 4 h, +168 per hour'
    """
    words = f"{change:+,.10g} in {hours:,.4g} h"
    if hours <= 0:
        return words
    rate = change / hours
    return f"{words}, {rate:+,.0f} per hour" if abs(rate) >= 100 else f"{words}, {rate:+.3g} per hour"


def known_words(as_of: datetime | None, zone: tzinfo, before: int, now: int) -> str:
    """Give how many counts are known at the as-of time, before and now."""
    when = f"at the as-of time, {show(as_of, zone)} ({zone})" if as_of else "in the scenario as written"
    return f"Counts known {when}: {before} before, {now} now."


def unchanged_words(known: datetime, zone: tzinfo, looked: bool) -> str:
    """Give from when on forecasts may change."""
    stay = (
        "forecasts as of earlier times stay what they were" if looked else "no forecast is possible as of earlier times"
    )
    return f"Known from {show(known, zone)} on: {stay}."


def known_lines(trial: Trial[ObservationRow]) -> Iterator[str]:
    """Say how many counts are known now, and from when on forecasts may change."""
    zone, as_of = trial.after.zone, trial.before.file.as_of
    yield known_words(as_of, zone, known_counts(trial.before, as_of), known_counts(trial.after, as_of))
    first = min(row.known for row in trial.rows if row.known is not None)
    yield unchanged_words(first, zone, unchanged_before(trial) is not None)
