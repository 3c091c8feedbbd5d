"""A sheet of counts read through its map, as entries for `observations.csv`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path

from corridor.base.errors import Problems, Where, shown
from corridor.base.quantity import Fault
from corridor.base.times import parse_known
from corridor.intake.rows import CUMULATIVE, Entry, completed, default_unit, note_at, written
from corridor.intake.sheets.columnmap import ReadMap
from corridor.intake.sheets.countmap import RULE, Constants, CountsMap
from corridor.intake.sheets.dates import placed, read_at, read_day, read_end_of_day, read_hour
from corridor.intake.sheets.grid import Cell
from corridor.intake.sheets.matching import matching_form, one_line
from corridor.intake.sheets.numerals import read_number
from corridor.intake.sheets.placenames import PlaceNames
from corridor.intake.sheets.reading import Reader, Reading
from corridor.intake.sheets.sheet_rows import CellFault, Skipped
from corridor.scenario.checks import note_unknown_place
from corridor.scenario.regions import covered
from corridor.scenario.tables import PlaceRow

__all__ = ["read_counts"]

_WHOLE = ("persons", "households", "vehicles")
_PLAIN = ("observation", "unit", "precision", "reporter", "source", "supersedes", "note")


def read_counts(
    path: Path, made: ReadMap[CountsMap], places: tuple[PlaceRow, ...] | None, zone: tzinfo, problems: Problems
) -> Reading | None:
    """Read a sheet of counts; None, with every fault noted, where it or some cell of it cannot be read.

    Parameters
    ----------
    places : tuple of PlaceRow or None
        Those of the scenario; None where names are taken as they stand.
    zone : tzinfo
        In which days are counted where the map states none.
    """
    return _CountReader(made, places, zone, problems).read(path)


class _CountReader(Reader[CountsMap]):
    """Reads counts: one in each column of counts of a row."""

    text_may_stand_between = False

    def __init__(
        self, made: ReadMap[CountsMap], places: tuple[PlaceRow, ...] | None, zone: tzinfo, problems: Problems
    ) -> None:
        super().__init__(made, zone, problems)
        self.places, self.place_names = places, PlaceNames.of(places, made.content.places)
        self.names = self.place_names.read

    def check_map(self) -> None:
        """What the map says that a name means must be in the scenario."""
        for alias, name in self.content.places.items():
            if self.places is not None and name is not None and not covered(name, self.places):
                origin = self.made.origin("places", alias)
                note_unknown_place(Where(origin.file, origin.row, origin.field), name, self.places, self.problems)

    def is_time(self, name: str, cell: Cell) -> bool:
        """Say whether a time can be read in a cell."""
        form = self.content.dates.get(name)
        try:
            if name == "day":
                read_day(cell, form)
            elif name == "hour":
                read_hour(cell, form)
            else:
                read_at(cell, form, self.content.zone_info or UTC)
        except Fault:
            return False
        return True

    def nothing(self) -> Fault:
        """Give the fault of a sheet without any count."""
        left_out = "; ".join(f"{one.cell} {one.reason}" for one in self.skipped[:5]) or "nothing"
        return Fault(
            "no-counts",
            "no row with a count below the header",
            "at least one count",
            f"Check that it is the right sheet; what was left out: {left_out}",
        )

    def entries_of(self, row: int) -> Iterator[Entry]:
        """Give the count in each column of counts."""
        for header, own in self.content.values.items() or [(None, {})]:
            entry = self._entry(row, header, own)
            if entry is not None:
                yield entry

    def _entry(self, row: int, header: str | None, own: Constants) -> Entry | None:
        """Give the entry of one count, or None where there is none or it has a fault."""
        before, column = len(self.problems.found), self.rows.values[header]
        try:
            cell, where = self.rows.cell(row, None, column)
        except CellFault as fault:
            self.note_cell(fault)
            return None
        if cell.empty:
            text = one_line(self.rows.grid.shown(row, column).text)
            reason = "marked as missing" if text else "no count in the cell"
            self.skipped.append(Skipped(row, where, text, reason))
            return None
        texts, origins = self._texts(row, header, own)
        whole = Where(self.rows.grid.label, row, where)
        origins["value"] = whole
        self._value(row, where, cell, texts)
        if len(self.problems.found) > before:
            return None
        return completed(Entry(texts, origins, whole), self.zone, self.problems)

    def _texts(self, row: int, header: str | None, own: Constants) -> tuple[dict[str, str], dict[str, Where]]:
        """Give what stands for each field but the value, as text for the file, and where it was given."""
        cells: dict[str, tuple[Cell, Where]] = {}
        for key, text in {**self.content.constants, **own}.items():
            path = ("values", header, key) if key in own else ("constants", key)
            cells[key] = (Cell(text), self.made.origin(*path))
        for name, column in self.rows.fields.items():
            try:
                cell, where = self.rows.cell(row, name, column)
                cells[name] = (cell, Where(self.rows.grid.label, row, where))
            except CellFault as fault:
                self.note_cell(fault)
        texts: dict[str, str] = {}
        for name, (cell, origin) in cells.items():
            try:
                texts.update(self._field(name, cell, cells))
            except Fault as fault:
                note_at(origin, fault, self.problems)
        origins = {name: origin for name, (_, origin) in cells.items()}
        if "day" in origins:
            origins.update(dict.fromkeys(("at", "not_before", "not_after"), origins["day"]))
        return texts, origins

    def _field(self, name: str, cell: Cell, cells: Mapping[str, tuple[Cell, Where]]) -> dict[str, str]:
        """Give the columns of the file that a field of the map fills."""
        form = self.content.dates.get(name)
        zone = self.content.zone_info
        if cell.empty:
            return self._nothing(name, cells)
        if name == "place":
            place = self.place_names.match(cell.text)
            return {"place": place} if place is not None else {}
        if name == "kind":
            return {"kind": self._kind(cell.text)}
        if name == "cumulative":
            return {"cumulative": _yes_no(cell)}
        if name == "known":
            return {} if matching_form(cell.text) == RULE else {"known": self._known(cell, form)}
        if name == "day":
            return self._day(cell, form, cells)
        if name == "hour":
            return {}  # read with its day
        if name in ("at", "not_before", "not_after"):
            return {name: written(read_at(cell, form, zone))}
        return {name: _plain(cell)}

    def _nothing(self, name: str, cells: Mapping[str, tuple[Cell, Where]]) -> dict[str, str]:
        """An empty cell is refused where a count needs it."""
        if name == "place" and name not in self.rows.fields:
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
        kinds = {matching_form(name): kind for name, kind in self.content.kinds.items()}
        kind = kinds.get(matching_form(text), matching_form(text))
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
        zone = self.zone
        if isinstance(cell.value, str) and form is None:
            try:
                return written(parse_known(cell.value, zone))
            except ValueError:
                return written(read_at(cell, form, zone))
        if (cell.day_only or (form is not None and "%H" not in form)) and not isinstance(cell.value, time):
            return written(read_end_of_day(cell, form, zone))
        return written(read_at(cell, form, zone))

    def _day(self, cell: Cell, form: str | None, cells: Mapping[str, tuple[Cell, Where]]) -> dict[str, str]:
        """Give the moment of a day and its hour, or the bounds of a day alone."""
        day = read_day(cell, form)
        hour = cells.get("hour")
        if hour is None:
            return self._bounds(day, cells)
        try:
            at = read_hour(hour[0], self.content.dates.get("hour")) if not hour[0].empty else None
            if at is None:
                return {}
            return {"at": written(placed(datetime.combine(day, at), self.content.zone_info))}
        except Fault as fault:
            note_at(hour[1], fault, self.problems)
            return {}

    def _bounds(self, day: date, cells: Mapping[str, tuple[Cell, Where]]) -> dict[str, str]:
        precision = cells["precision"][0].text if "precision" in cells else "day"
        if precision not in ("day", "unknown"):
            raise Fault(
                "time-invalid",
                f"a day without an hour, with precision {precision}",
                "an hour, or precision: day",
                "Add a column 'hour' to the map, or correct the precision.",
            )
        zone = self.content.zone_info
        first, last = (placed(datetime.combine(day, part), zone) for part in (time(), time(23, 59)))
        return {"precision": precision, "not_before": written(first), "not_after": written(last)}

    def _value(self, row: int, where: str, cell: Cell, texts: dict[str, str]) -> None:
        unit = texts.get("unit") or default_unit(texts.get("kind", "")) or ""
        try:
            texts["value"] = read_number(cell.value, self.content.convention, unit in _WHOLE)
        except Fault as fault:
            self.note_cell(CellFault(row, where, fault))


def _yes_no(cell: Cell) -> str:
    text = ("yes" if cell.value else "no") if isinstance(cell.value, bool) else matching_form(cell.text)
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
