"""An entry: a row that is to be added to a file, where each of its cells was given, and how a count is completed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo

from corridor.base.errors import Problem, Problems, Where, shown
from corridor.base.fields import instant_of
from corridor.base.quantity import Fault
from corridor.base.times import parse_known
from corridor.scenario.values import count_spec

__all__ = ["CUMULATIVE", "Entry", "at_origin", "completed", "default_unit", "note_at", "written"]

CUMULATIVE = {
    "arrivals": "yes",
    "departures": "yes",
    "vehicles": "yes",
    "registered": "yes",
    "present": "no",
    "stock": "no",
    "accommodated": "no",
}
_FROM_HOUR = ("exact", "hour")
_PRECISIONS = (*_FROM_HOUR, "day", "unknown")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Entry:
    """A row to be added.

    Attributes
    ----------
    cells : mapping
        Text by column; a column that is not there is an empty cell.
    where : mapping
        Where each cell was given, by column; `whole` stands for the others.
    whole : Where
        Where the entry as a whole was given.
    filled : tuple of str
        Columns whose cell stands in by a rule, as nothing was given.
    """

    cells: Mapping[str, str]
    where: Mapping[str, Where]
    whole: Where
    filled: tuple[str, ...] = field(default=())

    def origin(self, column: str) -> Where:
        """Give where a column was given."""
        return self.where.get(column, self.whole)


def completed(entry: Entry, zone: tzinfo, problems: Problems) -> Entry:
    """Give the entry with precision, times, known time, unit, cumulative and name filled in where they are missing.

    Parameters
    ----------
    zone : tzinfo
        Of the scenario; days are counted in it.
    problems : Problems
        Takes what cannot be filled in, told where it should have been given.
    """
    cells = {column: text for column, text in entry.cells.items() if text}
    filled: list[str] = []

    def fill(column: str, text: str | None) -> None:
        if column not in cells and text:
            cells[column] = text
            filled.append(column)

    fill("precision", "exact")
    moment, clear = None, cells["precision"] in _PRECISIONS
    try:
        moment = _moment(cells, zone) if clear else None
    except Fault as fault:
        clear = False
        note_at(
            entry.origin("at" if "at" in cells or cells["precision"] in _FROM_HOUR else "not_after"), fault, problems
        )
    if clear:
        fill("known", _known(entry, cells, moment, zone, problems))
    fill("unit", _unit(entry, cells, problems))
    fill("cumulative", CUMULATIVE.get(cells.get("kind", "")))
    fill("observation", _name(cells, moment, zone))
    return replace(entry, cells=cells, filled=tuple(filled))


def _moment(cells: dict[str, str], zone: tzinfo) -> datetime | None:
    """Give the last moment that the count may be about, or None; a day in `at` becomes its bounds."""
    precision = cells["precision"]
    if precision in _FROM_HOUR:
        if "at" not in cells:
            raise Fault(
                "field-missing",
                "nothing",
                f"the time of the count, as its precision is {precision}",
                "Give it; or set precision to day or unknown, and give not_before and not_after.",
            )
        return instant_of(cells["at"])
    if "at" in cells:
        if not _DAY.fullmatch(cells["at"]):
            raise Fault(
                "time-invalid",
                shown(cells["at"]),
                f"a day such as 2023-09-24, as the precision is {precision}",
                "Give the day alone, or set precision to hour or exact.",
            )
        last = _read(parse_known, cells["at"], zone)
        del cells["at"]
        cells.setdefault("not_before", written(last.replace(hour=0, minute=0)))
        cells.setdefault("not_after", written(last))
    return instant_of(cells["not_after"]) if "not_after" in cells else None


def _read(parse: Callable[..., datetime], text: str, *more: tzinfo) -> datetime:
    try:
        return parse(text, *more)
    except ValueError as error:
        raise Fault("time-invalid", f"{shown(text)}: {error}", "a day of the calendar", "Correct the day.") from None


def written(instant: datetime) -> str:
    """Give an instant as it stands in a cell: to the minute, where it is a whole one."""
    return instant.isoformat(timespec="seconds" if instant.second else "minutes")


def _known(
    entry: Entry, cells: Mapping[str, str], moment: datetime | None, zone: tzinfo, problems: Problems
) -> str | None:
    """Give the known time by rule: an hour after the count, or the end of the day where only a day is known."""
    if moment is None:
        if "known" not in cells:
            fault = Fault(
                "field-missing",
                "nothing, and no time of the count to take it from",
                "when the count became known",
                "Give known, or the time of the count.",
            )
            note_at(entry.origin("known"), fault, problems)
        return None
    if cells["precision"] in _FROM_HOUR:
        return written(moment + timedelta(hours=1))
    return written(moment.astimezone(zone).replace(hour=23, minute=59, second=0))


def default_unit(kind: str) -> str | None:
    """Give the unit in which a kind of count is given; none for a stock, which is food or fuel."""
    return count_spec(kind).unit if kind in CUMULATIVE and kind != "stock" else None


def _unit(entry: Entry, cells: Mapping[str, str], problems: Problems) -> str | None:
    if cells.get("kind") == "stock" and "unit" not in cells:
        fault = Fault(
            "field-missing",
            "nothing",
            "person_days for food or litres for fuel, as the count is of a stock",
            "Give the unit.",
        )
        note_at(entry.origin("unit"), fault, problems)
    return default_unit(cells.get("kind", ""))


def _name(cells: Mapping[str, str], moment: datetime | None, zone: tzinfo) -> str:
    """Give a name that the same count has whenever it is given: kind, place, time, and who says so."""
    kind, unit, cumulative = (cells.get(column, "") for column in ("kind", "unit", "cumulative"))
    odd = [unit] if unit != default_unit(kind) else []
    odd += [] if cumulative == CUMULATIVE.get(kind) else ["cumulative" if cumulative == "yes" else "not cumulative"]
    what = f"{kind}{' (' + ', '.join(odd) + ')' if odd else ''} {cells.get('place') or 'all places'}"
    if moment is not None:
        local = moment.astimezone(zone)
        exact = cells["precision"] in _FROM_HOUR
        what += f", {local:%Y-%m-%d %H:%M}" if exact else f", {local:%Y-%m-%d}"
    said_by = cells.get("reporter") or cells.get("source")
    return f"{what}, {said_by}" if said_by else what


def note_at(origin: Where, fault: Fault, problems: Problems) -> None:
    """Note a fault where something was given."""
    context = {key: str(value) for key, value in (fault.context or {}).items()}
    problems.add(fault.type, file=origin.file, row=origin.row, field=origin.field, **context)


def at_origin(problem: Problem, file: str, entries: Mapping[int, Entry]) -> Problem:
    """Give a problem of an added row as one of the option or cell that the row came from; others as they are.

    Parameters
    ----------
    file : str
        To which the rows are added.
    entries : mapping
        The added rows by the line they would have in the file.
    """
    entry = entries.get(problem.row) if problem.file == file and problem.row is not None else None
    if entry is None:
        return problem
    origin = entry.origin(problem.field)
    field = origin.field or ("" if problem.field in entry.where else problem.field)
    return replace(problem, file=origin.file, row=origin.row, field=field)
