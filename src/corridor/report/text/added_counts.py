"""What adding a count changes, for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from corridor.base.times import show
from corridor.intake.neighbours import Beside, Neighbour
from corridor.intake.rows import Entry
from corridor.intake.trial import Trial, known_counts, unchanged_before
from corridor.scenario.tables import ObservationRow

__all__ = ["added_lines", "change_words", "said_known"]

_RULES = {
    "known": "by rule",
    "unit": "of its kind",
    "cumulative": "of its kind",
    "precision": "as no other was given",
    "observation": "made of kind, place, time and who says so",
}


def added_lines(entry: Entry, row: ObservationRow, next_to: Beside, zone: tzinfo) -> Iterator[str]:
    """Give the lines about one added count: what stood in, its neighbours, and what it contradicts."""
    for column in entry.filled:
        yield f"  {column}: {entry.cells[column]} ({_RULES.get(column, 'by rule')})"
    yield _neighbour("Before it", next_to.before, row, zone)
    yield _neighbour("After it", next_to.after, row, zone)
    for sentence in next_to.contradictions:
        yield f"  Warning: {sentence}."


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
    said = f"{change:+,.10g} in {hours:,.4g} h"
    if hours <= 0:
        return said
    rate = change / hours
    return f"{said}, {rate:+,.0f} per hour" if abs(rate) >= 100 else f"{said}, {rate:+.3g} per hour"


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


def said_known(trial: Trial) -> Iterator[str]:
    """Say how many counts are known now, and from when on forecasts may change."""
    zone, as_of = trial.after.zone, trial.before.file.as_of
    yield known_words(as_of, zone, known_counts(trial.before, as_of), known_counts(trial.after, as_of))
    first = min(row.known for row in trial.rows if row.known is not None)
    yield unchanged_words(first, zone, unchanged_before(trial) is not None)
