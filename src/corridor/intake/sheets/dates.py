"""Days, hours and moments in cells: as dates of the workbook, as ISO text, or as text in a stated form.

What could be two days is refused, and so is a time of the clock that a zone has twice or not at all.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo

from corridor.base.errors import shown
from corridor.base.quantity import Fault
from corridor.base.times import parse_instant, parse_known
from corridor.intake.sheets.grid import Cell, Value

__all__ = ["PARTS", "read_at", "read_day", "read_end_of_day", "read_hour", "wrong_form"]

# what a form must hold, by what it is the form of: each of these sets of signs, one of each set
_DAY, _HOUR = (("d", "j"), ("m", "b", "B", "j"), ("Y", "y")), (("H", "I"),)
PARTS = {"day": _DAY, "hour": _HOUR, "at": _DAY + _HOUR, "not_before": _DAY + _HOUR, "not_after": _DAY + _HOUR}
_KNOWN_SIGNS = frozenset("dmYyHIMSpbBjz%")
_SAMPLE = datetime(2023, 9, 24, 18, 5, 7)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_NUMERIC = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})\b.*")


def wrong_form(form: str, part: str) -> str:
    """Give what is wrong with a stated form, or nothing."""
    signs = re.findall(r"%(.?)", form)
    odd = [f"%{sign}" for sign in signs if sign not in _KNOWN_SIGNS]
    if odd:
        return f"{odd[0]}, which is no sign of a form"
    if any(not set(one).intersection(signs) for one in PARTS[part]):
        return "a form without " + (
            "an hour" if part == "hour" or not set("HI") & set(signs) else "day, month and year"
        )
    if part == "day" and set("HIMSpz") & set(signs):
        return "a form with an hour, for a day"
    if "I" in signs and "p" not in signs:
        return "an hour of twelve (%I) without %p"
    try:
        datetime.strptime(_SAMPLE.strftime(form).replace("%z", "+0000"), form.replace("%z", ""))
    except ValueError as error:
        return str(error)
    return ""


def read_day(cell: Cell, form: str | None) -> date:
    """Give the day that stands in a cell.

    Raises
    ------
    Fault
        No day, one with an hour, or text that could be two days.
    """
    value = cell.value
    if isinstance(value, datetime):
        rounded = _rounded(value)
        if rounded.time() != time():
            raise Fault(
                "time-invalid", shown(str(value)), "a day without an hour", "Use 'at' instead of 'day' in the map."
            )
        return rounded.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise _no_date(value)
    text = " ".join(value.split())
    if form is not None:
        return _by_form(text, form).date()
    if _ISO_DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise Fault("time-invalid", f"{shown(text)}: {error}", "a day", "Correct the cell.") from None
    raise _unstated(text, "day")


def read_end_of_day(cell: Cell, form: str | None, zone: tzinfo) -> datetime:
    """Give the end of the day that stands in a cell, in a zone.

    Raises
    ------
    Fault
        No day, or one beyond all calendars of these formats.
    """
    day = read_day(cell, form)
    try:
        return parse_known(day.isoformat(), zone)
    except ValueError as error:
        raise Fault("time-invalid", f"{shown(cell.text)}: {error}", "a day", "Correct the cell.") from None


def read_hour(cell: Cell, form: str | None) -> time:
    """Give the hour that stands in a cell.

    Raises
    ------
    Fault
        No time of day.
    """
    value = cell.value
    if isinstance(value, datetime) and value.year in (1899, 1900):  # how some programs keep an hour alone
        return _rounded(value).time()
    if isinstance(value, time):
        return _rounded(datetime.combine(date(2000, 1, 1), value)).time()
    if isinstance(value, timedelta) and timedelta() <= value < timedelta(days=1):
        return (datetime(2000, 1, 1) + value).time()
    if isinstance(value, int) and not isinstance(value, bool) and form == "%H":
        value = str(value)
    if isinstance(value, str):
        text = " ".join(value.split())
        if form is not None:
            return _by_form(text, form).time()
        clock = _CLOCK.fullmatch(text)
        if clock and int(clock[1]) < 24 and int(clock[2]) < 60 and int(clock[3] or 0) < 60:
            return time(int(clock[1]), int(clock[2]), int(clock[3] or 0))
    raise Fault(
        "time-invalid",
        shown(str(value)),
        "an hour such as 18:00",
        "Correct the cell, or state how hours are written in 'dates' in the map, as in hour: '%Hh%M'.",
    )


def read_at(cell: Cell, form: str | None, zone: tzinfo | None) -> datetime:
    """Give the moment that stands in a cell.

    Raises
    ------
    Fault
        No moment, a day alone, text that could be two days, or a time without a zone.
    """
    value = cell.value
    if isinstance(value, datetime) and not cell.day_only:
        return placed(_rounded(value), zone)
    if isinstance(value, date):
        raise Fault(
            "time-invalid",
            f"{shown(str(value)[:10])}, a day without an hour",
            "a day and an hour",
            "Use 'day' instead of 'at' in the map, with a column 'hour' or with precision: day.",
        )
    if not isinstance(value, str):
        raise _no_date(value)
    text = " ".join(value.split())
    if form is not None:
        return placed(_by_form(text, form), zone)
    try:
        return parse_instant(text)
    except ValueError:
        if re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}", text):
            return placed(_iso(text), zone)
    raise _unstated(text, "at")


def placed(moment: datetime, zone: tzinfo | None) -> datetime:
    """Give a time of the clock in the zone of the map.

    Raises
    ------
    Fault
        No zone is stated, or the zone has that time twice or not at all.
    """
    if moment.tzinfo is not None:
        return moment
    if zone is None:
        raise Fault(
            "time-naive",
            shown(moment.isoformat(" ")),
            "a time whose zone is stated",
            "State the zone in the map, as in zone: Asia/Yerevan.",
        )
    first, second = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        raise Fault(
            "time-ambiguous",
            f"{shown(moment.isoformat(' '))}, when clocks are changed in {zone}",
            "a time that the zone has once",
            "Give the time with its offset, as in 2023-10-29T01:30+02:00.",
        )
    return first


def _rounded(moment: datetime) -> datetime:
    """Give a moment to the second: a workbook keeps times as fractions of a day."""
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def _iso(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Fault("time-invalid", f"{shown(text)}: {error}", "a time", "Correct the cell.") from None


def _by_form(text: str, form: str) -> datetime:
    try:
        return datetime.strptime(text, form)
    except ValueError:
        raise Fault(
            "time-invalid",
            shown(text),
            f"a text of the form {form}, as in {_SAMPLE.strftime(form)}",
            "Correct the cell, or 'dates' in the map.",
        ) from None


def _unstated(text: str, part: str) -> Fault:
    numeric = _NUMERIC.fullmatch(text)
    example = "%d/%m/%Y" + ("" if part == "day" else " %H:%M")
    remedy = f"State how it is written in 'dates' in the map, as in {part}: '{example}'."
    if numeric:
        readings = _readings(numeric)
        either = f", which is {' or '.join(readings)}" if len(readings) > 1 else ""
        return Fault("date-ambiguous", f"{shown(text)}{either}", "a date in a stated order, or YYYY-MM-DD", remedy)
    return Fault("time-invalid", shown(text), "a date of the workbook, YYYY-MM-DD, or a stated form", remedy)


def _readings(numeric: re.Match[str]) -> list[str]:
    first, second, third = (int(part) for part in numeric.groups())
    found = []
    for day, month, year in ((first, second, third), (second, first, third)):
        try:
            found.append(f"{date(year if year > 99 else 2000 + year, month, day):%d %b %Y}")
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _no_date(value: Value) -> Fault:
    return Fault(
        "time-invalid",
        f"{shown(str(value))}, which is no date",
        "a date of the workbook, YYYY-MM-DD, or text in a stated form",
        "Give the cell a date format in the sheet, or correct it.",
    )
