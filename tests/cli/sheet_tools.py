"""Sheets of counts as they come, and the maps they are read by; made here, so that what is in them can be seen."""

import io
import re
import zipfile
from datetime import date, datetime, time
from textwrap import dedent

from openpyxl import Workbook


def workbook(path, rows, merges=(), **more):
    """Write a workbook of one sheet; dates that are `date` are shown without hours."""
    book = Workbook()
    fill(book.active, rows, merges)
    for name, change in more.items():
        change(book if name == "book" else book.active)
    book.save(path)
    return path


def fill(sheet, rows, merges=()):
    for row in rows:
        sheet.append(row)
    for area in merges:
        sheet.merge_cells(area)


def with_formula(path, cell, result=None):
    """Turn a number in a cell into a formula, with the result that a program would have kept, or without."""
    parts = {}
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = "xl/worksheets/sheet1.xml"
    kept = f"<v>{result}</v>" if result is not None else "<v></v>"
    text, n = re.subn(
        rf'<c r="{cell}"([^>]*)><v>[^<]*</v></c>', rf'<c r="{cell}"\1><f>SUM(1,2)</f>{kept}</c>', parts[name].decode()
    )
    assert n == 1
    parts[name] = text.encode()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for part, content in parts.items():
            packed.writestr(part, content)
    path.write_bytes(held.getvalue())


def text(path, content, encoding="utf-8"):
    path.write_bytes(dedent(content).lstrip("\n").encode(encoding))
    return path


def count(kind, place, value, when, *, cumulative="yes", **more):
    """What a row must say."""
    return {"kind": kind, "place": place, "value": value, "when": when, "cumulative": cumulative, **more}


def long_with_titles(folder):
    rows = [
        ["Ministry of the Interior"],
        ["Situation report no. 5*", None, None, None, None],
        [],
        ["Date and\ntime", "Point  d'ENTRÉE ¹", "Persons (1)", "Remarks", "Officer on duty"],
        [datetime(2030, 1, 2, 6, 0), "BORDER TOWN", 377, "first bulletin", "x"],
        [datetime(2030, 1, 2, 12, 0), " Border  town", 1050, None, "x"],
        [],
        [datetime(2030, 1, 2, 18, 0), "Köste *", "1,510", None, "y"],
        ["Total", None, 2937, None, None],
        ["¹ as registered at the barrier; figures are provisional"],
    ]
    return workbook(folder / "long.xlsx", rows, ["A2:E2", "A10:E10"])


LONG = """
    columns:
      at: Date and time
      place: Point d'entree
      value: persons
      note: Remarks
    constants: {kind: arrivals, cumulative: yes, source: "Ministry of the Interior, report 5", known: by rule}
    numbers: {thousands: ","}
    zone: Asia/Yerevan
    places: {Köste: Coast}
    skip: {Date and time: [Total]}
"""
LONG_ROWS = [
    count("arrivals", "Border town", 377, "2030-01-02T06:00+04:00", note="first bulletin"),
    count("arrivals", "Border town", 1050, "2030-01-02T12:00+04:00", known="2030-01-02T13:00+04:00"),
    count("arrivals", "Coast", 1510, "2030-01-02T18:00+04:00"),
]


def two_row_header(folder):
    rows = [
        ["Day", "Hour", "Arrivals", None, "In shelters"],
        [None, None, "persons", "vehicles", "persons"],
        [date(2030, 1, 2), time(6, 0), 100, 20, 7],
        [date(2030, 1, 2), time(18, 30), 250, 55, "n/a"],
    ]
    return workbook(folder / "two-rows.xlsx", rows, ["A1:A2", "B1:B2", "C1:D1"])


TWO = """
    header: {rows: 2}
    columns: {day: Day, hour: Hour}
    values:
      Arrivals / persons: {kind: arrivals, place: Border town, cumulative: yes}
      Arrivals / vehicles: {kind: vehicles, place: Border post, cumulative: no}
      In shelters / persons: {kind: present, place: School}
    constants: {source: made up, precision: hour, known: by rule}
    zone: UTC
    missing: ["N/A"]
"""
TWO_ROWS = [
    count("arrivals", "Border town", 100, "2030-01-02T06:00+00:00", precision="hour"),
    count("vehicles", "Border post", 20, "2030-01-02T06:00+00:00", cumulative="no", unit="vehicles"),
    count("present", "School", 7, "2030-01-02T06:00+00:00", cumulative="no"),
    count("arrivals", "Border town", 250, "2030-01-02T18:30+00:00"),
    count("vehicles", "Border post", 55, "2030-01-02T18:30+00:00", cumulative="no"),
]


def wide_places(folder):
    rows = [
        ["", "Border town", "Coast", "Hills", "All"],
        ["2030-01-02 06:00", "1 234", "-", 5, "=B2+C2+D2"],
        ["2030-01-02 12:00", "12 345 678", "9 999", None, "=B3+C3+D3"],
    ]
    return workbook(folder / "wide.xlsx", rows, first=lambda sheet: sheet.__setitem__("A1", "As of"))


WIDE = """
    columns: {at: As of}
    values:
      Border town: {place: Border town}
      Coast: {place: Coast}
      Hills: {place: Hills}
    constants: {kind: registered, cumulative: yes, source: made up, known: by rule}
    numbers: {thousands: " "}
    zone: UTC
    missing: ["-"]
"""
WIDE_ROWS = [
    count("registered", "Border town", 1234, "2030-01-02T06:00+00:00"),
    count("registered", "Hills", 5, "2030-01-02T06:00+00:00"),
    count("registered", "Border town", 12345678, "2030-01-02T12:00+00:00"),
    count("registered", "Coast", 9999, "2030-01-02T12:00+00:00"),
]


def french_text(folder):
    content = """
        Préfecture;;;;
        Lieu;Jour;Heure;Nombre;Nature
        Ville frontière;02/01/2030;18h00;1.234;Entrées
        Côte;02/01/2030;18h30;2.000;Hébergés
        "Ville
        frontière";03/01/2030;06h00;12.500;ENTREES
        """
    return text(folder / "french.csv", content, "windows-1252")


FRENCH = """
    encoding: windows-1252
    separator: ";"
    columns: {place: Lieu, day: Jour, hour: Heure, value: Nombre, kind: Nature}
    constants: {cumulative: no, source: Préfecture, unit: persons, known: by rule}
    numbers: {thousands: ".", decimal: ","}
    dates: {day: "%d/%m/%Y", hour: "%Hh%M"}
    zone: Europe/Paris
    places: {Ville frontière: Border town, Côte: Coast}
    kinds: {Entrées: arrivals, Hébergés: accommodated}
"""
FRENCH_ROWS = [
    count("arrivals", "Border town", 1234, "2030-01-02T18:00+01:00", cumulative="no"),
    count("accommodated", "Coast", 2000, "2030-01-02T18:30+01:00", cumulative="no"),
    count("arrivals", "Border town", 12500, "2030-01-03T06:00+01:00", cumulative="no"),
]


def merged_labels(folder):
    rows = [
        ["Site", "Date", "Beds taken"],
        ["Coast", date(2030, 1, 2), 40],
        [None, date(2030, 1, 3), 60],
        ["Hills", date(2030, 1, 2), 7],
        [None, date(2030, 1, 3), 0],
        [None, None, None],
        ["Source: camp management", None, None],
    ]
    return workbook(folder / "merged.xlsx", rows, ["A2:A3", "A4:A5", "A7:C7"])


MERGED = """
    columns: {place: Site, day: Date, value: Beds taken}
    constants: {kind: accommodated, reporter: Camp management, source: weekly sheet, known: by rule}
    zone: Asia/Yerevan
"""
AT_NIGHT = {"precision": "day", "known": "2030-01-03T23:59+04:00"}
MERGED_ROWS = [
    count("accommodated", "Coast", 40, "2030-01-02T00:00+04:00/2030-01-02T23:59+04:00", cumulative="no"),
    count("accommodated", "Coast", 60, "2030-01-03T00:00+04:00/2030-01-03T23:59+04:00", cumulative="no"),
    count("accommodated", "Hills", 7, "2030-01-02T00:00+04:00/2030-01-02T23:59+04:00", cumulative="no"),
    count("accommodated", "Hills", 0, "2030-01-03T00:00+04:00/2030-01-03T23:59+04:00", cumulative="no", **AT_NIGHT),
]


def words_and_digits(folder):
    content = """
        when,where,how many,told by
        2030-01-02T06:00+04:00,Whole country,12k,Radio
        2030-01-02T08:00Z,Inland,1\u202f234,Radio
        2030-01-02T10:00Z,seaside,\u0661\u0662\u0663,Town hall
        """
    return text(folder / "words.csv", content)


WORDS = """
    columns: {at: when, place: where, value: how many, reporter: told by}
    constants: {kind: registered, cumulative: yes, source: broadcast, known: by rule}
    numbers: {thousands: " ", suffixes: {K: 1000}}
    places: {Whole country: }
"""
WORDS_ROWS = [
    count("registered", "", 12000, "2030-01-02T06:00+04:00", reporter="Radio"),
    count("registered", "Inland", 1234, "2030-01-02T08:00+00:00"),
    count("registered", "Seaside", 123, "2030-01-02T10:00+00:00", reporter="Town hall"),
]


def day_and_hour(folder):
    rows = [
        ["Bulletin", "Date", "Hour", "Entered since the beginning"],
        [1, "2 Jan 2030", 6, 10],
        [2, "2 Jan 2030", 18, 20.0],
        [3, "3 Jan 2030", "08", "30"],
    ]
    return workbook(folder / "hours.xlsx", rows)


HOURS = """
    header: {row: 1}
    columns: {day: Date, hour: Hour, value: Entered since the beginning, observation: Bulletin}
    constants: {kind: arrivals, place: Border town, cumulative: yes, source: bulletins, known: by rule}
    dates: {day: "%d %b %Y", hour: "%H"}
    zone: UTC
"""
HOURS_ROWS = [
    count("arrivals", "Border town", 10, "2030-01-02T06:00+00:00", observation="1"),
    count("arrivals", "Border town", 20, "2030-01-02T18:00+00:00", observation="2"),
    count("arrivals", "Border town", 30, "2030-01-03T08:00+00:00", observation="3"),
]


def regions_on_pages(folder):
    head = ["Region", "Day", "People"]
    rows = [
        ["Page 1"], head, ["Seaside", "2030-01-02", 100], [None, "2030-01-03", 150], ["Sub-total page 1", None, 250],
        ["Page 2"], head, ["Inland", "2030-01-02", 7], [None, "2030-01-03", 8], ["SUB-TOTAL page 2", None, 15],
    ]  # fmt: skip
    return workbook(folder / "pages.xlsx", rows)


PAGES = """
    header: {again: yes}
    columns: {place: Region, day: Day, value: People}
    constants: {kind: accommodated, source: regions, known: by rule}
    fill_down: [place]
    skip: {Region: ["Sub-total*"], "*": ["Page*"]}
    zone: UTC
"""
PAGES_ROWS = [
    count("accommodated", place, value, f"2030-01-0{day}T00:00+00:00/2030-01-0{day}T23:59+00:00", cumulative="no")
    for place, day, value in (("Seaside", 2, 100), ("Seaside", 3, 150), ("Inland", 2, 7), ("Inland", 3, 8))
]


def days_across(folder):
    rows = [
        ["Place", "P-code", date(2030, 1, 2), date(2030, 1, 3)],
        ["Coste", "XX01", 5, 6],
        ["unknown spelling", "xx02", 7, None],
    ]
    return workbook(folder / "across.xlsx", rows)


ACROSS = """
    columns: {place: P-code}
    values:
      "2030-01-02 00:00:00": {day: 2030-01-02}
      "2030-01-03 00:00:00": {day: 2030-01-03}
    constants: {kind: present, source: made up, known: by rule}
    zone: UTC
"""
ACROSS_ROWS = [
    count("present", "Coast", 5, "2030-01-02T00:00+00:00/2030-01-02T23:59+00:00", cumulative="no"),
    count("present", "Coast", 6, "2030-01-03T00:00+00:00/2030-01-03T23:59+00:00", cumulative="no"),
    count("present", "Hills", 7, "2030-01-02T00:00+00:00/2030-01-02T23:59+00:00", cumulative="no"),
]


def wide_encoding(folder):
    content = """
        "Number\n        of count"\tPlace\tTime\tTotal\tPublished
        a\tҚала\t02.01.2030 05:00\t1'234\t2030-01-02T07:00Z
        a\tҚала\t02.01.2030 05:00\t1’240\t2030-01-02T09:00Z
        b\tBorder town\t02.01.2030 06:00\t7\t02.01.2030 12:00
        """
    return text(folder / "wide-letters.csv", content.replace("02.01.2030 12:00", "2030-01-03"), "utf-16")


LETTERS = """
    separator: tab
    columns: {observation: Number of count, place: Place, at: Time, value: Total, known: Published}
    constants: {kind: departures, cumulative: yes, source: made up}
    numbers: {thousands: "'"}
    dates: {at: "%d.%m.%Y %H:%M"}
    zone: UTC
"""
LETTERS_ROWS = [
    count("departures", "Town", 1234, "2030-01-02T05:00+00:00", known="2030-01-02T07:00+00:00", observation="a"),
    count("departures", "Town", 1240, "2030-01-02T05:00+00:00", known="2030-01-02T09:00+00:00", observation="a"),
    count("departures", "Border town", 7, "2030-01-02T06:00+00:00", known="2030-01-03T23:59+00:00"),
]

SHEETS = {
    "long, with titles and notes": (long_with_titles, LONG, LONG_ROWS),
    "two rows of header": (two_row_header, TWO, TWO_ROWS),
    "one column for each place": (wide_places, WIDE, WIDE_ROWS),
    "French text": (french_text, FRENCH, FRENCH_ROWS),
    "merged labels and days": (merged_labels, MERGED, MERGED_ROWS),
    "words, suffixes and other digits": (words_and_digits, WORDS, WORDS_ROWS),
    "day and hour in two columns": (day_and_hour, HOURS, HOURS_ROWS),
    "regions on two pages": (regions_on_pages, PAGES, PAGES_ROWS),
    "one column for each day": (days_across, ACROSS, ACROSS_ROWS),
    "UTF-16, tabs and versions": (wide_encoding, LETTERS, LETTERS_ROWS),
}
