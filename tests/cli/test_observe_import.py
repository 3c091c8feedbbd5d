"""`corridor observe import`: sheets of many layouts become exactly the right rows, or are refused with their cell."""

import re
import zipfile
from textwrap import dedent

import pytest
import sheet_tools as tools
from cli_tools import everything_below
from openpyxl import Workbook

from corridor.scenario.read import load

EXTRA = {
    "Coast": ("fr: Côte (Coste)", "Seaside", "XX01"),
    "Hills": ("", "Seaside", "XX02"),
    "Town": ("kk: Қала (Qala)", "Inland", ""),
    "School": ("", "Inland", ""),
}


@pytest.fixture
def case(folder):
    """The small scenario with regions, P-codes and names in other languages."""
    rows = [line.split(",") for line in (folder / "places.csv").read_text("utf-8").splitlines()]
    made = [[*rows[0], "admin", "pcode"]]
    for row in rows[1:]:
        names, admin, pcode = EXTRA.get(row[0], ("", "", ""))
        tail = ",".join(row[2:])
        made.append([row[0], names, tail, admin, pcode])
    (folder / "places.csv").write_text("\n".join(",".join(row) for row in made) + "\n", "utf-8")
    return folder


@pytest.fixture
def take(run, case, tmp_path):
    """Import a sheet with a map given as text."""

    def importing(sheet, text, *flags, into=True):
        (tmp_path / "map.yaml").write_text(dedent(text), "utf-8")
        where = ("--into", case) if into else ()
        return run("observe", "import", sheet, "--map", tmp_path / "map.yaml", *where, *flags)

    return importing


def said(cells):
    when = cells.get("at") or f"{cells['not_before']}/{cells['not_after']}"
    return {**cells, "place": cells.get("place", ""), "value": int(cells["value"]), "when": when}


def codes(answer):
    assert answer.status == 2
    return {(fault["code"], fault["field"]) for fault in answer.json()["errors"]}


@pytest.mark.parametrize("name", tools.SHEETS)
def test_each_layout_becomes_exactly_its_rows(name, take, case, tmp_path):
    make, text, expected = tools.SHEETS[name]
    done = take(make(tmp_path), text, "--json")
    assert done.status == 0, done.out
    rows = [said(row["cells"]) for row in done.json()["rows"]]
    assert [{key: row.get(key) for key in want} for row, want in zip(rows, expected, strict=True)] == expected
    written = load(case).observations
    assert [(r.kind, r.place or "", r.value.versions[0].value) for r in written] == [
        (want["kind"], want["place"], float(want["value"])) for want in expected
    ]


@pytest.mark.parametrize("name", tools.SHEETS)
def test_the_same_sheet_twice_adds_nothing(name, take, case, tmp_path):
    make, text, expected = tools.SHEETS[name]
    take(make(tmp_path), text)
    before = (case / "observations.csv").read_bytes()
    again = take(make(tmp_path), text, "--json")
    assert again.status == 0, again.out
    assert again.json()["added"] == 0
    assert len(again.json()["there_already"]) == len(expected)
    assert (case / "observations.csv").read_bytes() == before


def test_what_was_left_out_is_told_with_the_reason(take, tmp_path):
    done = take(tools.long_with_titles(tmp_path), tools.LONG, "--json")
    told = {one["cell"]: one["reason"] for one in done.json()["skipped"]}
    assert told == {
        "A1": "above the header",
        "A2": "above the header",
        "A9": "left out by skip: Date and time: Total",
        "A10": "neither a time nor a count: taken for a note",
    }
    assert done.json()["columns_not_read"] == {"E": "Officer on duty"}
    assert done.json()["place_names"] == {"BORDER TOWN": "Border town", "Köste *": "Coast"}
    text = take(tools.wide_places(tmp_path), tools.WIDE).out
    assert "C2: '-', marked as missing" in text
    assert "D3: no count in the cell" in text
    text = take(tools.regions_on_pages(tmp_path), tools.PAGES).out
    assert "A7: 'Region | Day | People', the header again" in text


def test_what_stands_in_by_rule_is_told(take, tmp_path):
    done = take(tools.merged_labels(tmp_path), tools.MERGED)
    assert "Filled in by rule: known (4), unit (4), cumulative (4), observation (4)." in done.out


def test_a_dry_run_and_a_look_without_scenario_write_nothing(take, case, tmp_path):
    sheet = tools.words_and_digits(tmp_path)
    before = everything_below(case)
    assert "Would be added to" in take(sheet, tools.WORDS, "--dry-run").out
    looked = take(sheet, tools.WORDS.replace("Whole country: ", "Whole country: , inland: Nowhere"), into=False)
    assert looked.status == 0
    assert "Nothing was written" in looked.out
    assert "registered Nowhere" in looked.out
    assert everything_below(case) == before


def test_a_correction_is_a_version_where_it_is_known_later(take, case, tmp_path):
    make, text, _ = tools.SHEETS["day and hour in two columns"]
    take(make(tmp_path), text)
    corrected = tools.workbook(
        tmp_path / "hours.xlsx",
        [
            ["Bulletin", "Date", "Hour", "Entered since the beginning"],
            [2, "2 Jan 2030", 18, 21],
            [4, "3 Jan 2030", 9, 31],
        ],
    )
    before = (case / "observations.csv").read_bytes()
    assert codes(take(corrected, text, "--json")) == {("observation-taken", "D2")}
    assert (case / "observations.csv").read_bytes() == before
    done = take(corrected, text, "--json", "--known", "2030-01-03")
    assert done.json()["versions"] == ["2"]
    assert done.json()["added"] == 2
    assert (case / "observations.csv").read_bytes().startswith(before)


def test_two_counts_of_one_name_in_a_sheet(take, tmp_path):
    head = ["at", "place", "value"]
    same = tools.workbook(
        tmp_path / "a.xlsx", [head, ["2030-01-02 06:00", "Coast", 5], ["2030-01-02 06:00", "Coast", 5]]
    )
    done = take(same, PLAIN, "--json")
    assert done.json()["added"] == 1
    assert done.json()["there_already"][0]["where"] == "C2 of the sheet"
    other = tools.workbook(
        tmp_path / "b.xlsx", [head, ["2030-01-02 07:00", "Coast", 5], ["2030-01-02 07:00", "Coast", 6]]
    )
    assert codes(take(other, PLAIN, "--json")) == {("observation-taken", "C3")}


def test_contradictions_are_warnings(take, tmp_path):
    rows = [["at", "place", "value"], ["2030-01-02 06:00", "Coast", 5], ["2030-01-02 07:00", "Coast", 4]]
    done = take(tools.workbook(tmp_path / "a.xlsx", rows), PLAIN)
    assert done.status == 0
    assert "Warning: " in done.out
    assert "a cumulative count never falls" in done.out


PLAIN = """
    columns: {at: at, place: place, value: value}
    constants: {kind: arrivals, cumulative: yes, source: made up, known: by rule}
    zone: UTC
"""
GOOD = ["2030-01-02 06:00", "Coast", 5]


def plain(*rows, merges=(), head=("at", "place", "value"), **more):
    return lambda path: tools.workbook(path / "s.xlsx", [list(head), *rows], merges, **more)


def formula(path):
    made = plain(GOOD)(path)
    tools.with_formula(made, "C2")
    return made


def sheets(*names, hidden=()):
    def make(path):
        book = Workbook()
        book.remove(book.active)
        for name in names:
            sheet = book.create_sheet(name)
            tools.fill(sheet, [["at", "place", "value"], GOOD])
            sheet.sheet_state = "hidden" if name in hidden else "visible"
        book.save(path / "s.xlsx")
        return path / "s.xlsx"

    return make


def hide(row=None, column=None):
    def change(sheet):
        if row:
            sheet.row_dimensions[row].hidden = True
        else:
            sheet.column_dimensions[column].hidden = True

    return change


WRONG = {
    "two readings of a day": (
        plain(["03/04/2030 06:00", "Coast", 5]),
        PLAIN,
        "date-ambiguous",
        "A2",
        "03 Apr 2030 or 04 Mar",
    ),
    "one reading, but unstated": (plain(["25/01/2030 06:00", "Coast", 5]), PLAIN, "date-ambiguous", "A2", "dates"),
    "a day with a month's name": (plain(["2 Jan 2030 06:00", "Coast", 5]), PLAIN, "time-invalid", "A2", "dates"),
    "a number for a date": (plain([47484.25, "Coast", 5]), PLAIN, "time-invalid", "A2", "date format"),
    "a day for a time": (
        plain([tools.date(2030, 1, 2), "Coast", 5]),
        PLAIN,
        "time-invalid",
        "A2",
        "a day without an hour",
    ),
    "no zone": (plain(GOOD), PLAIN.replace("zone: UTC", ""), "time-naive", "A2", "zone: Asia"),
    "a time that clocks have twice": (
        plain(["2030-10-27 02:30", "Coast", 5]),
        PLAIN.replace("UTC", "Europe/Paris"),
        "time-ambiguous",
        "A2",
        "offset",
    ),
    "a time that no clock has": (
        plain([tools.datetime(2030, 3, 31, 2, 30), "Coast", 5]),
        PLAIN.replace("UTC", "Europe/Paris"),
        "time-ambiguous",
        "A2",
        "offset",
    ),
    "1.234 unstated": (plain([GOOD[0], "Coast", "1.234"]), PLAIN, "number-ambiguous", "C2", "thousands"),
    "a decimal for persons": (plain([GOOD[0], "Coast", 1.234]), PLAIN, "number-not-whole", "C2", "thousands sign"),
    "about": (plain([GOOD[0], "Coast", "about 500"]), PLAIN, "number-invalid", "C2", "missing"),
    "n/a not stated": (plain([GOOD[0], "Coast", "n/a"]), PLAIN, "number-invalid", "C2", "missing"),
    "12k not stated": (plain([GOOD[0], "Coast", "12k"]), PLAIN, "number-invalid", "C2", "missing"),
    "less than nothing": (plain([GOOD[0], "Coast", -5]), PLAIN, "out-of-range", "C2", "Correct"),
    "a date for a number": (
        plain([GOOD[0], "Coast", tools.date(2030, 1, 5)]),
        PLAIN,
        "number-invalid",
        "C2",
        "Correct",
    ),
    "yes for a number": (plain([GOOD[0], "Coast", True]), PLAIN, "number-invalid", "C2", "Correct"),
    "no such place": (plain([GOOD[0], "Coasts", 5]), PLAIN, "place-unknown", "B2", "Did you mean Coast?"),
    "an alias of nothing": (
        plain(GOOD),
        f"{PLAIN}    places: {{Coast: Cost}}",
        "place-unknown",
        "places.Coast",
        "Coast",
    ),
    "no place": (plain([GOOD[0], None, 5]), PLAIN, "cell-empty", "B2", "fill_down"),
    "no time": (plain([None, "Coast", 5]), PLAIN, "cell-empty", "A2", "Fill"),
    "a lost formula": (formula, PLAIN, "formula-without-result", "C2", "save it"),
    "an error": (plain([GOOD[0], "Coast", "#REF!"]), PLAIN, "cell-error", "C2", "Correct"),
    "merged over two meanings": (
        plain(GOOD, ["Coast", None, 5], merges=["A3:B3"]),
        PLAIN,
        "merge-spans",
        "A3",
        "Unmerge",
    ),
    "one count for two rows": (plain(GOOD, [*GOOD[:2], None], merges=["C2:C3"]), PLAIN, "merge-spans", "C2", "Unmerge"),
    "two headers alike": (
        plain([*GOOD, 6], head=("at", "place", "value", "Value*")),
        PLAIN.replace("value: value", "value: VALUE"),
        "header-ambiguous",
        "C1",
        "column: C",
    ),
    "no such header": (
        plain(GOOD, head=("at", "plaice", "value")),
        PLAIN,
        "header-missing",
        "1",
        "Did you mean plaice?",
    ),
    "no header at all": (plain(GOOD, head=("x", "y", "z")), PLAIN, "header-missing", "", "right sheet"),
    "the header again": (
        plain(GOOD, ["at", "place", "value"], ["2030-01-02 07:00", "Coast", 9]),
        PLAIN,
        "header-again",
        "C3",
        "again: yes",
    ),
    "a text between counts": (
        plain(GOOD, ["Departures"], ["2030-01-02 07:00", "Coast", 9]),
        PLAIN,
        "text-between",
        "A3",
        "skip",
    ),
    "two sheets": (sheets("Data", "Old"), PLAIN, "sheet-unstated", "sheet", "sheet: Data"),
    "a hidden sheet": (sheets("Data", "Raw", hidden=["Raw"]), PLAIN, "sheet-unstated", "sheet", "sheet: Data"),
    "no such sheet": (sheets("Data"), f"    sheet: Date\n{PLAIN}", "sheet-unknown", "sheet", "Correct"),
    "a hidden row": (
        plain(GOOD, ["2030-01-02 07:00", "Coast", 9], x=hide(row=3)),
        PLAIN,
        "cell-hidden",
        "C3",
        "hidden: read",
    ),
    "a hidden column": (plain(GOOD, x=hide(column="B")), PLAIN, "cell-hidden", "B2", "hidden: read"),
    "nothing below": (plain(), PLAIN, "no-counts", "", "right sheet"),
    "no such kind": (
        plain([*GOOD, "Zugang"], head=("at", "place", "value", "kind")),
        PLAIN.replace("kind: arrivals, ", "").replace("value: value", "value: value, kind: kind"),
        "choice-invalid",
        "D2",
        "kinds",
    ),
    "arrivals of everywhere": (plain(GOOD), f"{PLAIN}    places: {{Coast: }}", "place-needed", "B2", "Name the place"),
    "known before it was": (
        plain(GOOD),
        PLAIN.replace("by rule", "2030-01-01"),
        "times-order",
        "constants.known",
        "known",
    ),
    "supersedes nothing": (
        plain(GOOD),
        PLAIN.replace("source", "supersedes: x, source"),
        "observation-unknown",
        "constants.supersedes",
        "name",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_or_ambiguous_is_refused_with_its_cell(name, take, case, tmp_path):
    make, text, code, field, remedy = WRONG[name]
    before = everything_below(case)
    done = take(make(tmp_path), text, "--json")
    assert codes(done) == {(code, field)}
    (fault,) = done.json()["errors"]
    assert remedy in f"{fault['found']} {fault['expected']} {fault['remedy']}"
    assert everything_below(case) == before


def test_two_places_of_one_name_are_refused(take, case, tmp_path):
    text = (case / "places.csv").read_text("utf-8")
    (case / "places.csv").write_text(text.replace("Hills,,", "Hills,fr: Coste,"), "utf-8")
    sheet = tools.workbook(tmp_path / "s.xlsx", [["at", "place", "value"], [GOOD[0], "COSTE", 5]])
    done = take(sheet, PLAIN, "--json")
    assert codes(done) == {("place-ambiguous", "B2")}
    assert "Coast or Hills" in done.json()["errors"][0]["found"]
    assert take(sheet, f"{PLAIN}    places: {{coste: Hills}}", "--json").json()["rows"][0]["cells"]["place"] == "Hills"


def test_all_faults_are_told_at_once(take, case, tmp_path):
    rows = [["03/04/2030", "Coasts", "1.234"], ["2030-01-02 06:00", "Coast", "about 500"], [None, None, 5]]
    (case / "events.csv").write_text("event\n", "utf-8")
    done = take(plain(*rows)(tmp_path), PLAIN, "--json")
    assert codes(done) >= {
        ("date-ambiguous", "A2"), ("place-unknown", "B2"), ("number-ambiguous", "C2"), ("number-invalid", "C3"),
        ("cell-empty", "A4"), ("cell-empty", "B4"), ("column-missing", "kind"),
    }  # fmt: skip
    told = take(plain(*rows)(tmp_path), PLAIN).err
    assert re.search(r"s\.xlsx \[Sheet\], row 2, C2: found '1\.234'; expected .* \[number-ambiguous\]", told)


def test_choices_let_hidden_things_through(take, tmp_path):
    hidden = plain(GOOD, ["2030-01-02 07:00", "Coast", 9], x=hide(row=3))(tmp_path)
    assert take(hidden, f"{PLAIN}    hidden: skip", "--dry-run", "--json").json()["added"] == 1
    assert take(hidden, f"{PLAIN}    hidden: read", "--dry-run", "--json").json()["added"] == 2
    chosen = sheets("Data", "Raw", hidden=["Raw"])(tmp_path)
    assert take(chosen, f"    sheet: raw\n{PLAIN}", "--json").json()["sheet"] == "s.xlsx [Raw]"


def test_a_kept_result_of_a_formula_is_read(take, tmp_path):
    made = plain(GOOD)(tmp_path)
    tools.with_formula(made, "C2", 3)
    assert take(made, PLAIN, "--json").json()["rows"][0]["cells"]["value"] == "3"


def test_a_letter_tells_two_headers_apart(take, tmp_path):
    made = plain([*GOOD, 6], head=("at", "place", "value", "value"))(tmp_path)
    text = PLAIN.replace("value: value", "value: {header: value, column: D}")
    assert take(made, text, "--json").json()["rows"][0]["cells"]["value"] == "6"


def test_an_unmerged_upper_header_is_filled_only_where_the_map_says_so(take, tmp_path):
    content = "at,Coast,,Hills,\n,in,out,in,out\n2030-01-02 06:00,1,2,3,4\n"
    text = """
        header: {rows: 2, fill: yes}
        columns: {at: at}
        values: {Coast / out: {place: Coast}, Hills / in: {place: Hills}}
        constants: {kind: departures, cumulative: yes, source: made up, known: by rule}
        zone: UTC
        """
    made = tools.text(tmp_path / "s.csv", content)
    rows = take(made, text, "--json").json()["rows"]
    assert [(row["cell"], row["cells"]["value"]) for row in rows] == [("C3", "2"), ("D3", "3")]
    assert codes(take(made, text.replace(", fill: yes", ""), "--json")) == {("header-missing", "2")}


FILES = {
    "an empty file": (lambda p: p.write_bytes(b""), "s.xlsx", "sheet-unreadable", "an empty file"),
    "an empty text": (lambda p: p.write_bytes(b" \n"), "s.csv", "sheet-unreadable", "an empty file"),
    "no workbook": (lambda p: p.write_bytes(b"hello"), "s.xlsx", "sheet-unreadable", "cut off"),
    "a password": (
        lambda p: p.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 99),
        "s.xlsx",
        "sheet-unreadable",
        "encrypted",
    ),
    "another archive": (
        lambda p: zipfile.ZipFile(p, "w").writestr("a", "b"),
        "s.xlsx",
        "sheet-unreadable",
        "no workbook",
    ),
    "50 MB": (lambda p: p.write_bytes(b"x" * 50_000_000), "s.xlsx", "file-too-large", "10,000,000"),
    "a folder": (lambda p: p.mkdir(), "s.xlsx", "file-unreadable", "is a directory"),
    "nothing": (lambda p: None, "s.xlsx", "file-missing", "no such file"),
    "binary text": (lambda p: p.write_bytes(b"a,b\0c\n"), "s.csv", "file-binary", "binary"),
    "Latin text": (lambda p: p.write_bytes("at,Köste\n".encode("latin-1")), "s.csv", "encoding", "0xf6"),
    "other separators": (lambda p: p.write_text("at;place;value\n"), "s.csv", "csv-separator", "separator: ';'"),
    "an open quote": (lambda p: p.write_text('at,"place,value\n'), "s.csv", "csv-invalid", "quotes"),
}


@pytest.mark.parametrize("name", FILES)
def test_files_that_are_no_sheets(name, take, case, tmp_path):
    spoil, file, code, words = FILES[name]
    spoil(tmp_path / file)
    before = everything_below(case)
    done = take(tmp_path / file, PLAIN, "--json")
    assert done.status == 2
    faults = {fault["code"]: " ".join(map(str, fault.values())) for fault in done.json()["errors"]}
    assert words in faults[code]
    assert everything_below(case) == before


def test_a_workbook_that_was_cut_off(take, tmp_path):
    made = plain(GOOD)(tmp_path)
    made.write_bytes(made.read_bytes()[:3000])
    assert codes(take(made, PLAIN, "--json")) == {("sheet-unreadable", "")}


def test_a_workbook_that_unpacks_to_too_much(take, tmp_path):
    made = plain(GOOD)(tmp_path)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/picture.bin", b"0" * 70_000_000)
    assert made.stat().st_size < 1_000_000
    assert codes(take(made, PLAIN, "--json")) == {("file-too-large", "")}


def test_a_sheet_that_claims_a_million_rows(take, tmp_path):
    made = plain(GOOD, x=lambda sheet: setattr(sheet.cell(1_048_576, 3), "number_format", "0.0"))(tmp_path)
    assert codes(take(made, PLAIN, "--json")) == {("file-too-large", "")}


MAPS = {
    "unknown key": (f"{PLAIN}    colums: {{}}", "key-unknown", "colums"),
    "unknown field": (PLAIN.replace("at: at", "when: at"), "choice-invalid", "columns.when"),
    "no value": (PLAIN.replace(", value: value", ""), "map-value", "columns.value"),
    "value twice": (f"{PLAIN}    values: {{x: {{}}}}", "map-value", "columns.value"),
    "no kind": (PLAIN.replace("kind: arrivals, ", ""), "map-incomplete", "columns"),
    "no source": (PLAIN.replace(", source: made up", ""), "map-incomplete", "columns"),
    "no known": (PLAIN.replace(", known: by rule", ""), "map-incomplete", "columns"),
    "no cumulative": (PLAIN.replace("cumulative: yes, ", ""), "map-incomplete", "columns"),
    "no place": (PLAIN.replace("place: place, ", ""), "map-incomplete", "columns"),
    "no time": (PLAIN.replace("at: at, ", ""), "map-incomplete", "columns"),
    "an hour of no day": (PLAIN.replace("at: at", "hour: at"), "map-incomplete", "columns"),
    "a day of no zone": (PLAIN.replace("at: at", "day: at").replace("zone: UTC", ""), "map-incomplete", "zone"),
    "a field twice": (PLAIN.replace("kind: arrivals", "kind: arrivals, place: Coast"), "map-twice", "constants.place"),
    "signs alike": (f"{PLAIN}    numbers: {{thousands: '.', decimal: '.'}}", "map-numbers", "numbers.decimal"),
    "a form without year": (f"{PLAIN}    dates: {{at: '%d/%m %H:%M'}}", "map-form", "dates.at"),
    "a form without hour": (f"{PLAIN}    dates: {{at: '%d/%m/%Y'}}", "map-form", "dates.at"),
    "an odd form": (f"{PLAIN}    dates: {{at: 'DD/MM/YYYY'}}", "map-form", "dates.at"),
    "no such zone": (PLAIN.replace("UTC", "Mars"), "zone-unknown", "zone"),
    "no such encoding": (f"{PLAIN}    encoding: latin-99", "map-encoding", "encoding"),
    "fills no column": (f"{PLAIN}    fill_down: [kind]", "map-fill", "fill_down"),
    "not a mapping": ("- a", "yaml-not-mapping", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", MAPS)
def test_maps_that_are_wrong(name, take, case, tmp_path):
    text, code, field = MAPS[name]
    before = everything_below(case)
    done = take(plain(GOOD)(tmp_path), text, "--json")
    assert (code, field) in codes(done)
    assert {fault["file"] for fault in done.json()["errors"]} == {"map.yaml"}
    assert everything_below(case) == before


def test_options_say_what_is_of_one_sheet(take, tmp_path):
    made = plain(GOOD)(tmp_path)
    text = PLAIN.replace(", source: made up, known: by rule", "")
    for known, code in (("2030-01-01", "times-order"), ("yesterday", "time-invalid")):
        done = take(made, text, "--json", "--known", known, "--source", "Report 7")
        assert [(fault["code"], fault["file"]) for fault in done.json()["errors"]] == [(code, "--known")]
    done = take(made, text, "--json", "--known", "2030-01-02", "--source", "Report 7")
    cells = done.json()["rows"][0]["cells"]
    assert (cells["source"], cells["known"]) == ("Report 7", "2030-01-02T23:59+00:00")
    twice = text.replace("value: value", "value: value, known: at")
    done = take(made, twice, "--json", "--known", "2030-01-02", "--source", "Report 7")
    assert [(fault["code"], fault["file"]) for fault in done.json()["errors"]] == [("map-twice", "--known")]


def test_columns_of_one_kind_in_other_units_are_other_counts(take, tmp_path):
    made = plain([*GOOD[:2], 5, 2, 3], head=("at", "place", "people", "families", "today"))(tmp_path)
    text = """
        columns: {at: at, place: place}
        values:
          people: {unit: persons, cumulative: yes}
          families: {unit: households, cumulative: yes}
          today: {cumulative: no}
        constants: {kind: arrivals, source: us, known: by rule}
        zone: UTC
        """
    names = [row["cells"]["observation"] for row in take(made, text, "--json").json()["rows"]]
    assert names == [
        "arrivals Coast, 2030-01-02 06:00, us",
        "arrivals (households) Coast, 2030-01-02 06:00, us",
        "arrivals (not cumulative) Coast, 2030-01-02 06:00, us",
    ]


def test_a_missing_map_and_a_missing_sheet_are_told_together(run, tmp_path, case):
    done = run("observe", "import", tmp_path / "none.xlsx", "--map", tmp_path / "none.yaml", "--into", case, "--json")
    assert {(fault["code"], fault["file"]) for fault in done.json()["errors"]} == {
        ("file-missing", "none.yaml"),
        ("file-missing", str(tmp_path / "none.xlsx")),
    }
