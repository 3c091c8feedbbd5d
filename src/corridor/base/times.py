"""Times: instants with a zone, known times, and how they are shown.

Every instant in corridor is a timezone-aware `datetime`; a naive one is an error at the edge. A *known time* says
when something became known: where only a day, a month or a range is given, its last minute counts, so that
nothing is ever treated as known too early.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

__all__ = ["file_stamp", "iso", "parse_instant", "parse_known", "parse_zone", "show"]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\d{4}")
_FIRST, _LAST = 1900, 2200  # keeps every later shift inside what datetime can hold


def parse_instant(text: object) -> datetime:
    """Give the instant of an ISO 8601 text that carries a UTC offset.

    Parameters
    ----------
    text : object
        Such as ``2023-09-19T13:00+04:00`` or ``2023-09-19T09:00Z``.

    Raises
    ------
    ValueError
        Not a time, an impossible date, or no offset; the message says which.
    """
    if not isinstance(text, str):
        raise ValueError("not a text that holds a time")
    stripped = text.strip()
    if _DAY.fullmatch(stripped):
        raise ValueError("a day without an hour")
    try:
        instant = datetime.fromisoformat(stripped)
    except ValueError as error:
        odd = str(error).startswith("Invalid isoformat")  # the words of Python, for what is no time at all
        raise ValueError("not an ISO 8601 time" if odd else str(error)) from None
    if instant.tzinfo is None:
        raise ValueError("a time without a UTC offset")
    _within(instant.year)
    return instant


def _within(year: int) -> None:
    if not _FIRST <= year <= _LAST:
        raise ValueError(f"a year outside {_FIRST} to {_LAST}")


def parse_known(text: object, zone: tzinfo) -> datetime:
    """Give the moment from which something counts as known.

    A day counts at its 23:59 in `zone`; a month, a year or a range (``2023-09-21/2023-09-22``) at the last minute
    it holds.

    Raises
    ------
    ValueError
        Not a time, day, month, year or range of these.
    """
    if not isinstance(text, str | int) or isinstance(text, bool):
        raise ValueError("not a text that holds a time")
    first, stroke, last = (part.strip() for part in str(text).rpartition("/"))
    if stroke and parse_known(first, zone) > parse_known(last, zone):
        raise ValueError("a range whose end is before its beginning")
    if _DAY.fullmatch(last):
        return _end_of(date.fromisoformat(last), zone)
    month = _MONTH.fullmatch(last)
    if month:
        year, number = int(month[1]), int(month[2])
        if not 1 <= number <= 12:
            raise ValueError("month must be in 1..12")
        following = date(year + number // 12, number % 12 + 1, 1)
        return _end_of(following - timedelta(days=1), zone)
    if _YEAR.fullmatch(last):
        return _end_of(date(int(last), 12, 31), zone)
    return parse_instant(last)


def _end_of(day: date, zone: tzinfo) -> datetime:
    _within(day.year)
    return datetime.combine(day, time(23, 59), tzinfo=zone)


def parse_zone(name: object) -> ZoneInfo:
    """Give the time zone of an IANA name such as ``Asia/Yerevan``.

    Raises
    ------
    ValueError
        No such zone.
    """
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("no IANA time zone of that name") from None


def iso(instant: datetime) -> str:
    """Give an instant as ISO 8601 with its own offset, to the second."""
    return instant.isoformat(timespec="seconds")


def utc(instant: datetime) -> str:
    """Give an instant in the one form that is hashed: UTC, to the second."""
    return instant.astimezone(UTC).isoformat(timespec="seconds")


def file_stamp(instant: datetime) -> str:
    """Give an instant for a file name: no colon, sorts by time, the zone's offset kept."""
    return instant.strftime("%Y-%m-%dT%H%M%z")


def show(instant: datetime, zone: tzinfo) -> str:
    """Give an instant for people: ``Sun 24 Sep 2023 18:00``, in `zone`; name the zone beside it."""
    return instant.astimezone(zone).strftime("%a %d %b %Y %H:%M")


def zone_label(instant: datetime, zone: tzinfo) -> str:
    """Give the zone for people, with its offset at `instant`: ``Asia/Yerevan, UTC+04:00``."""
    offset = instant.astimezone(zone).strftime("%z")
    return f"{zone}, UTC{offset[:3]}:{offset[3:5]}"
