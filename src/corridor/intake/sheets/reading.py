"""A sheet read through its map: entries for `observations.csv`, what was left out, and every fault with its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path

from corridor.base.errors import Problems, Where, shown
from corridor.base.quantity import Fault
from corridor.base.times import parse_known
from corridor.intake.rows import CUMULATIVE, Entry, Origin, completed, default_unit, written
from corridor.intake.sheets.columnmap import RULE, Column, Constants, ReadMap
from corridor.intake.sheets.dates import placed, read_at, read_day, read_hour
from corridor.intake.sheets.grid import Cell, Grid, letters
from corridor.intake.sheets.header import Found, find_header
from corridor.intake.sheets.matching import loose, one_line
from corridor.intake.sheets.numerals import read_number
from corridor.intake.sheets.open_file import opened_sheet
from corridor.intake.sheets.placenames import PlaceNames
from corridor.intake.sheets.rows import ANYWHERE, NOTE, Body, Skipped, Told
from corridor.scenario.checks import note_unknown_place
from corridor.scenario.regions import covered
from corridor.scenario.tables import PlaceRow

__all__ = ["Reading", "read_sheet"]

_WHOLE = ("persons", "households", "vehicles")
_PLAIN = ("observation", "unit", "precision", "reporter", "source", "supersedes", "note")


@dataclass(frozen=True)
class Reading:
    """What a sheet holds.

    Attributes
    ----------
    label : str
        File and sheet.
    header_row : int
        The last row of its header.
    entries : tuple of Entry
        Complete rows for `observations.csv`.
    skipped : tuple of Skipped
        What became no count, with the reason; empty rows are not told.
    unread : mapping
        Header by letter of each column that the map does not name.
    names : mapping
        Names of places that were taken for others.
    """

    label: str
    header_row: int
    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...]
    unread: Mapping[str, str]
    names: Mapping[str, str]


def read_sheet(
    path: Path, made: ReadMap, places: tuple[PlaceRow, ...] | None, zone: tzinfo, problems: Problems
) -> Reading | None:
    """Read a sheet; None, with every fault noted, where it or some cell of it cannot be read.

    Parameters
    ----------
    places : tuple of PlaceRow or None
        Those of the scenario; None where names are taken as they stand.
    zone : tzinfo
        In which days are counted where the map states none.
    """
    before = len(problems.found)
    _aliases(made, places, problems)
    grid = opened_sheet(path, made.content, problems)
    header = find_header(grid, made.content.header, _wanted(made), problems) if grid else None
    if grid is None or header is None:
        return None
    names = PlaceNames.of(places, made.content.places)
    reader = _Reader(made, _body(grid, made, header), names, zone, problems)
    entries = reader.entries()
    if not entries and len(problems.found) == before:
        problems.add(
            "no-counts",
            file=grid.label,
            row=header.last,
            found="no row with a count below the header",
            expected="at least one count",
            remedy="Check that it is the right sheet; what was left out: "
            + ("; ".join(f"{s.cell} {s.reason}" for s in reader.skipped[:5]) or "nothing"),
        )
    if len(problems.found) > before:
        return None
    mapped = {*reader.body.fields.values(), *reader.body.values.values(), *reader.body.skips.values()}
    unread = {letters(k): text for k, text in header.texts.items() if k not in mapped}
    return Reading(grid.label, header.last, tuple(entries), tuple(reader.skipped), unread, dict(names.read))


def _aliases(made: ReadMap, places: tuple[PlaceRow, ...] | None, problems: Problems) -> None:
    """What the map says that a name means must be in the scenario."""
    for alias, name in made.content.places.items():
        if places is not None and name is not None and not covered(name, places):
            origin = made.origin("places", alias)
            note_unknown_place(Where(origin.file, origin.row, origin.field), name, places, problems)


def _wanted(made: ReadMap) -> dict[str, Column]:
    """Give the columns to look for; those of `skip` may be the same as others."""
    content = made.content
    wanted = {f"columns.{name}": column for name, column in content.columns.items()}
    wanted.update({f"values.{header}": Column(header=header) for header in content.values})
    named = {loose(column.header, header=True) for column in wanted.values()}
    others = [header for header in content.skip if header != ANYWHERE and loose(header, header=True) not in named]
    return {**wanted, **{f"skip.{header}": Column(header=header) for header in others}}


def _body(grid: Grid, made: ReadMap, header: Found) -> Body:
    content, columns = made.content, header.columns
    by_header = {loose(column.header, header=True): columns[key] for key, column in _wanted(made).items()}
    return Body(
        grid,
        content,
        header,
        {name: columns[f"columns.{name}"] for name in content.columns if name != "value"},
        {name: columns[f"values.{name}" if name else "columns.value"] for name, _ in made.value_columns},
        {name: by_header[loose(name, header=True)] for name in content.skip if name != ANYWHERE},
        lambda name, cell: _is_time(made, name, cell),
    )


def _is_time(made: ReadMap, name: str, cell: Cell) -> bool:
    form = made.content.dates.get(name)  # type: ignore[call-overload]
    try:
        if name == "day":
            read_day(cell, form)
        elif name == "hour":
            read_hour(cell, form)
        else:
            read_at(cell, form, made.content.zone_info or UTC)
    except Fault:
        return False
    return True


@dataclass
class _Reader:
    """Reads the rows of one body."""

    made: ReadMap
    body: Body
    names: PlaceNames
    zone: tzinfo
    problems: Problems
    skipped: list[Skipped] = field(default_factory=list)

    def entries(self) -> list[Entry]:
        """Give the entries of all rows; faults are noted."""
        found, notes = [], []
        for told in self.body.again():
            self._tell(told)
        for row in self.body.rows():
            if isinstance(row, Skipped):
                self.skipped.append(row)
                notes += [row] if row.reason == NOTE else []
                continue
            while notes:
                self._tell(_between(notes.pop()))
            for header, own in self.made.value_columns:
                entry = self._entry(row, header, own)
                if entry is not None:
                    found.append(entry)
        return found

    def _entry(self, row: int, header: str | None, own: Constants) -> Entry | None:
        """Give the entry of one count, or None where there is none or it has a fault."""
        before, column = len(self.problems.found), self.body.values[header]
        try:
            cell, where = self.body.cell(row, None, column)
        except Told as told:
            self._tell(told)
            return None
        if cell.empty:
            text = one_line(self.body.grid.shown(row, column).text)
            reason = "marked as missing" if text else "no count in the cell"
            self.skipped.append(Skipped(row, where, text, reason))
            return None
        texts, origins = self._texts(row, header, own)
        whole = Origin(self.body.grid.label, row, where)
        origins["value"] = whole
        self._value(row, where, cell, texts)
        if len(self.problems.found) > before:
            return None
        zone = self.made.content.zone_info or self.zone
        return completed(Entry(texts, origins, whole), zone, self.problems)

    def _texts(self, row: int, header: str | None, own: Constants) -> tuple[dict[str, str], dict[str, Origin]]:
        """Give what stands for each field but the value, as text for the file, and where it was given."""
        cells: dict[str, tuple[Cell, Origin]] = {}
        for key, text in {**self.made.content.constants, **own}.items():
            path = ("values", header, key) if key in own else ("constants", key)
            cells[key] = (Cell(text), self.made.origin(*path))
        for name, column in self.body.fields.items():
            try:
                cell, where = self.body.cell(row, name, column)
                cells[name] = (cell, Origin(self.body.grid.label, row, where))
            except Told as told:
                self._tell(told)
        texts: dict[str, str] = {}
        for name, (cell, origin) in cells.items():
            try:
                texts.update(self._field(name, cell, cells))
            except Fault as fault:
                self._tell_at(origin, fault)
        origins = {name: origin for name, (_, origin) in cells.items()}
        if "day" in origins:
            origins.update(dict.fromkeys(("at", "not_before", "not_after"), origins["day"]))
        return texts, origins

    def _field(self, name: str, cell: Cell, cells: Mapping[str, tuple[Cell, Origin]]) -> dict[str, str]:
        """Give the columns of the file that a field of the map fills."""
        form = self.made.content.dates.get(name)  # type: ignore[call-overload]
        zone = self.made.content.zone_info
        if cell.empty:
            return self._nothing(name, cells)
        if name == "place":
            place = self.names.match(cell.text)
            return {"place": place} if place is not None else {}
        if name == "kind":
            return {"kind": self._kind(cell.text)}
        if name == "cumulative":
            return {"cumulative": _yes_no(cell)}
        if name == "known":
            return {} if loose(cell.text) == RULE else {"known": self._known(cell, form)}
        if name == "day":
            return self._day(cell, form, cells)
        if name == "hour":
            return {}  # read with its day
        if name in ("at", "not_before", "not_after"):
            return {name: written(read_at(cell, form, zone))}
        return {name: _plain(cell)}

    def _nothing(self, name: str, cells: Mapping[str, tuple[Cell, Origin]]) -> dict[str, str]:
        """An empty cell is refused where a count needs it."""
        if name == "place" and name not in self.body.fields:
            return {}  # the map says so: all places together
        if name in ("place", "kind", "at", "day", "hour", "cumulative", "source"):
            raise Fault(
                "cell-empty",
                "an empty cell",
                f"the {name} of the count",
                "Fill the cell; if it goes on from the row above, add the field to 'fill_down' in the map.",
            )
        return {}

    def _kind(self, text: str) -> str:
        kinds = {loose(name): kind for name, kind in self.made.content.kinds.items()}
        kind = kinds.get(loose(text), loose(text))
        if kind not in CUMULATIVE:
            raise Fault(
                "choice-invalid",
                shown(text),
                "one of " + ", ".join(CUMULATIVE),
                "Correct the cell, or say what it means in 'kinds' in the map.",
            )
        return kind

    def _known(self, cell: Cell, form: str | None) -> str:
        """Give a known time; a day counts at its end in the zone of the sheet."""
        zone = self.made.content.zone_info or self.zone
        if isinstance(cell.value, str) and form is None:
            try:
                return written(parse_known(cell.value, zone))
            except ValueError:
                return written(read_at(cell, form, zone))
        if (cell.day_only or (form is not None and "%H" not in form)) and not isinstance(cell.value, time):
            day = read_day(cell, form)
            return written(parse_known(day.isoformat(), zone))
        return written(read_at(cell, form, zone))

    def _day(self, cell: Cell, form: str | None, cells: Mapping[str, tuple[Cell, Origin]]) -> dict[str, str]:
        """Give the moment of a day and its hour, or the bounds of a day alone."""
        day = read_day(cell, form)
        hour = cells.get("hour")
        if hour is None:
            return self._bounds(day, cells)
        try:
            at = read_hour(hour[0], self.made.content.dates.get("hour")) if not hour[0].empty else None
            if at is None:
                return {}
            return {"at": written(placed(datetime.combine(day, at), self.made.content.zone_info))}
        except Fault as fault:
            self._tell_at(hour[1], fault)
            return {}

    def _bounds(self, day: date, cells: Mapping[str, tuple[Cell, Origin]]) -> dict[str, str]:
        precision = cells["precision"][0].text if "precision" in cells else "day"
        if precision not in ("day", "unknown"):
            raise Fault(
                "time-invalid",
                f"a day without an hour, with precision {precision}",
                "an hour, or precision: day",
                "Add a column 'hour' to the map, or correct the precision.",
            )
        zone = self.made.content.zone_info
        first, last = (placed(datetime.combine(day, part), zone) for part in (time(), time(23, 59)))
        return {"precision": precision, "not_before": written(first), "not_after": written(last)}

    def _value(self, row: int, where: str, cell: Cell, texts: dict[str, str]) -> None:
        unit = texts.get("unit") or default_unit(texts.get("kind", "")) or ""
        try:
            texts["value"] = read_number(cell.value, self.made.content.convention, unit in _WHOLE)
        except Fault as fault:
            self._tell(Told(row, where, fault))

    def _tell(self, told: Told) -> None:
        self._tell_at(Origin(self.body.grid.label, told.row, told.cell), told.fault)

    def _tell_at(self, origin: Origin, fault: Fault) -> None:
        context = {key: str(value) for key, value in (fault.context or {}).items()}
        self.problems.add(fault.type, file=origin.file, row=origin.row, field=origin.field, **context)


def _between(note: Skipped) -> Told:
    """A text between counts may say what those below it are; nobody may pass it over."""
    fault = Fault(
        "text-between",
        shown(note.text),
        "no text between counts, or one that the map leaves out",
        "If the counts below it are the same, name it in 'skip' in the map; else split the sheet.",
    )
    return Told(note.row, note.cell, fault)


def _yes_no(cell: Cell) -> str:
    text = ("yes" if cell.value else "no") if isinstance(cell.value, bool) else loose(cell.text)
    if text not in ("yes", "no"):
        raise Fault("choice-invalid", shown(cell.text), "yes or no", "Correct the cell, or state it in the map.")
    return text


def _plain(cell: Cell) -> str:
    value = cell.value
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    if isinstance(value, datetime) and cell.day_only:
        return str(value.date())
    return one_line(cell.text)
