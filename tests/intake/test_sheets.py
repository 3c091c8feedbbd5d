"""Numbers, days and names in cells: every convention reads back what was written, what is ambiguous is refused."""

import csv
import io
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corridor.base.errors import Problems
from corridor.base.files import clean
from corridor.base.quantity import Fault
from corridor.intake.sheets.columnmap import Column, Header
from corridor.intake.sheets.dates import read_at, read_day, read_hour, wrong_form
from corridor.intake.sheets.delimited import delimited
from corridor.intake.sheets.grid import Cell, Grid, Merge, address
from corridor.intake.sheets.header import find_header
from corridor.intake.sheets.matching import matching_form
from corridor.intake.sheets.numerals import Convention, read_number
from corridor.intake.sheets.placenames import PlaceNames
from corridor.scenario.tables import PlaceRow

COUNTS = st.integers(0, 10**11)
THOUSANDS = (",", ".", " ", "'")
LOOKS = {",": ",", ".": ".", " ": " \u00a0\u202f\u2009", "'": "'\u2019"}
SIGNS = [(t, d) for t in (None, *THOUSANDS) for d in (None, ".", ",") if t != d]
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)).map(lambda m: m.replace(microsecond=0, second=0))
DAY_FORMS = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y%m%d", "%d %b %Y", "%B %d, %Y", "%Y-%m-%d", "%d-%m-%y")
HOUR_FORMS = ("%H:%M", "%Hh%M", "%H.%M", "%I:%M %p", "%H%M")


def code(read, *given):
    with pytest.raises(Fault) as fault:
        read(*given)
    return fault.value.type


def grouped(number, sign):
    return f"{number:,}".replace(",", sign)


# --- numbers --------------------------------------------------------------------------------------------------


@given(COUNTS, st.sampled_from(SIGNS), st.data())
def test_a_count_reads_back_in_every_convention(number, signs, data):
    thousands, decimal = signs
    convention = Convention(thousands, decimal)
    written = str(number)
    if thousands is not None and data.draw(st.booleans()):
        written = grouped(number, data.draw(st.sampled_from(LOOKS[thousands])))
    if decimal is not None and data.draw(st.booleans()):
        written += decimal + "0" * data.draw(st.integers(1, 4))
    assert read_number(f" {written}\u00a0", convention, True) == str(number)


@given(COUNTS, st.integers(1, 999), st.sampled_from([pair for pair in SIGNS if pair[1]]))
def test_a_fraction_reads_back_and_is_no_count_of_persons(number, thousandths, signs):
    thousands, decimal = signs
    text = f"{number}{decimal}{thousandths:03}"
    assert float(read_number(text, Convention(thousands, decimal), False)) == pytest.approx(number + thousandths / 1000)
    assert code(read_number, text, Convention(thousands, decimal), True) == "number-not-whole"


@given(st.integers(1000, 10**11), st.sampled_from(THOUSANDS), st.sampled_from(SIGNS))
def test_a_sign_that_was_not_stated_is_refused(number, sign, signs):
    assume(sign not in signs)
    assert code(read_number, grouped(number, sign), Convention(*signs), True) == "number-ambiguous"


@given(st.integers(1000, 999_999), st.sampled_from([".", ","]))
def test_a_thousands_sign_stated_as_decimal_makes_no_count(number, sign):
    assume(number % 1000)
    assert code(read_number, grouped(number, sign), Convention(None, sign), True) == "number-not-whole"


@given(COUNTS)
def test_numbers_of_the_workbook_are_what_they_are(number):
    assert read_number(number, Convention(), True) == str(number)
    assert read_number(float(number), Convention(), True) == str(number)


@pytest.mark.parametrize("text", ["1,23", "12,34,567", "1,2345", ",123", "1,", "1 2", "1.2.3", "1,000 000"])
def test_groups_of_other_lengths_are_refused(text):
    for convention in (Convention(","), Convention(",", "."), Convention(" ")):
        assert code(read_number, text, convention, True) in ("number-ambiguous", "number-invalid", "number-not-whole")


@pytest.mark.parametrize(
    "value",
    ["about 500", "500+", ">500", "~5", "5-6", "n/a", "-", "five", "1e3", "0x10", "5 persons", "(5)", "+5", "", "½",
     True, None, datetime(2030, 1, 1), time(1), timedelta(1), "12k"],
)  # fmt: skip
def test_what_is_no_number_is_refused(value):
    assert code(read_number, value, Convention(",", "."), False) == "number-invalid"


@pytest.mark.parametrize("value", [-1, -0.5, float("nan"), float("inf"), 10**12, "9" * 30])
def test_numbers_out_of_range_are_refused(value):
    assert code(read_number, value, Convention(), False) == "out-of-range"


@given(st.integers(0, 99_999), st.sampled_from(["k", "K", " k", "\u00a0k"]))
def test_suffixes_count_only_where_they_are_stated(number, suffix):
    stated = Convention(",", ".", {"K": 1000})
    assert read_number(f"{number}.5{suffix}", stated, True) == str(number * 1000 + 500)
    assert code(read_number, f"{number}{suffix}", Convention(","), True) == "number-invalid"
    assert code(read_number, f"{number}m", stated, True) == "number-invalid"


# --- days and hours -------------------------------------------------------------------------------------------


@given(DAYS, st.sampled_from(DAY_FORMS))
def test_a_day_reads_back_in_every_form(day, form):
    assume("%y" not in form or 1990 <= day.year <= 2060)
    assert read_day(Cell(f" {day.strftime(form)} "), form) == day
    assert wrong_form(form, "day") == ""


@given(DAYS, st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%d-%m-%Y", "%Y/%m/%d"]))
def test_a_day_in_no_stated_order_is_refused(day, form):
    assert code(read_day, Cell(day.strftime(form)), None) == "date-ambiguous"
    assert code(read_at, Cell(f"{day.strftime(form)} 18:00"), None, UTC) == "date-ambiguous"


@given(DAYS)
def test_dates_of_the_workbook_and_iso_text_need_no_form(day):
    midnight = datetime.combine(day, time())
    for value in (day, midnight, day.isoformat()):
        assert read_day(Cell(value), None) == day
    assert code(read_day, Cell(midnight.replace(hour=18)), None) == "time-invalid"


@given(MOMENTS, st.sampled_from(DAY_FORMS), st.sampled_from(HOUR_FORMS))
def test_a_moment_reads_back_in_every_form(moment, day, hour):
    form = f"{day} {hour}"
    assert read_at(Cell(moment.strftime(form)), form, UTC) == moment.replace(tzinfo=UTC)
    assert read_hour(Cell(moment.strftime(hour)), hour) == moment.time()
    assert wrong_form(form, "at") == ""
    assert wrong_form(form, "day") != ""
    assert wrong_form(day, "at") != ""


@given(MOMENTS)
def test_a_moment_has_the_zone_of_the_map_or_its_own(moment):
    zone = ZoneInfo("Asia/Yerevan")
    summer = moment.replace(tzinfo=zone, fold=0).utcoffset() == moment.replace(tzinfo=zone, fold=1).utcoffset()
    assume(summer)
    for value in (moment, moment.isoformat(" "), moment.isoformat()):
        assert read_at(Cell(value), None, zone) == moment.replace(tzinfo=zone)
        assert code(read_at, Cell(value), None, None) == "time-naive"
    assert read_at(Cell(f"{moment.isoformat()}-05:00"), None, zone).utcoffset() == timedelta(hours=-5)


@pytest.mark.parametrize(("zone", "twice", "never"), [
    ("Europe/Paris", datetime(2023, 10, 29, 2, 30), datetime(2023, 3, 26, 2, 30)),
    ("America/New_York", datetime(2023, 11, 5, 1, 0), datetime(2023, 3, 12, 2, 0)),
])  # fmt: skip
def test_times_that_a_zone_has_twice_or_never_are_refused(zone, twice, never):
    for moment in (twice, never):
        assert code(read_at, Cell(moment), None, ZoneInfo(zone)) == "time-ambiguous"
    assert read_at(Cell(twice - timedelta(hours=2)), None, ZoneInfo(zone)).hour == (twice.hour - 2) % 24


@given(st.times().map(lambda t: t.replace(microsecond=0)))
def test_hours_of_the_workbook(hour):
    near = (datetime.combine(date(1899, 12, 30), hour) - timedelta(microseconds=400)).replace(year=1899)
    for value in (hour, datetime.combine(date(1899, 12, 31), hour), near, hour.isoformat()):
        assert read_hour(Cell(value), None) == hour
    assert read_hour(Cell(timedelta(hours=hour.hour, minutes=hour.minute)), None) == hour.replace(second=0)


@pytest.mark.parametrize(
    "value", ["24:00", "18", 18, 0.75, "18h00", "6 pm", "18.00", True, timedelta(days=1), date(2030, 1, 1)]
)
def test_what_is_no_hour_is_refused(value):
    assert code(read_hour, Cell(value), None) == "time-invalid"


@pytest.mark.parametrize("value", [45193, 45193.75, True, "soon", "2023-02-30", "24 Sep 2023", timedelta(1), time(1)])
def test_what_is_no_day_is_refused(value):
    assert code(read_day, Cell(value), None) == "time-invalid"


def test_a_day_shown_without_hours_is_no_moment():
    assert code(read_at, Cell(datetime(2030, 1, 2), day_only=True), None, UTC) == "time-invalid"
    assert read_at(Cell(datetime(2030, 1, 2)), None, UTC) == datetime(2030, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(("form", "part"), [
    ("%d/%m", "day"), ("%d/%m/%Y %H", "day"), ("%Q", "day"), ("", "hour"), ("%I:%M", "hour"), ("%M", "hour"),
    ("DD.MM.YYYY", "day"), ("%", "hour"),
])  # fmt: skip
def test_forms_that_leave_something_open_are_refused(form, part):
    assert wrong_form(form, part) != ""


# --- headers and names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "other"), [
    ("Entrées\n(personnes) *", "ENTREES (personnes)"), ("Total\u00b9", "total"), ("Total [a]", "TOTAL"),
    ("  Date\u00a0and   time ", "date and time"), ("Straße", "STRASSE"),
])  # fmt: skip
def test_headers_that_a_reader_takes_for_the_same(one, other):
    assert matching_form(one, header=True) == matching_form(other, header=True)


@pytest.mark.parametrize(("one", "other"), [("Camp (1)", "Camp (2)"), ("Camp¹", "Camp"), ("कु", "क"), ("A b", "Ab")])
def test_names_that_may_be_two_stay_two(one, other):
    assert matching_form(one) != matching_form(other)


def grid(*rows, merges=()):
    made = {(r, c): m for m in merges for r in range(m.top, m.bottom + 1) for c in range(m.left, m.right + 1)}
    return Grid("s", [[Cell(value) for value in row] for row in rows], made)


def found(sheet, *headers, **where):
    problems = Problems()
    header = find_header(sheet, Header(**where), {name: Column(header=name) for name in headers}, problems)
    return header, [problem.code for problem in problems.found]


def test_the_first_row_with_all_columns_is_the_header():
    sheet = grid(["a title with a"], ["a", "x"], ["a", "b"], ["a", "b"])
    header, _ = found(sheet, "a", "b")
    assert (header.first, header.last, dict(header.columns)) == (3, 3, {"a": 1, "b": 2})
    assert found(sheet, "a", "b", row=2)[1] == ["header-missing"]
    assert found(sheet, "a", "b", row=99)[1] == ["header-missing"]


def test_as_written_goes_before_alike():
    header, _ = found(grid(["A", "a", "a*"]), "a")
    assert header.columns["a"] == 2
    assert found(grid(["A", "a*", "b"]), "a")[1] == ["header-ambiguous"]


def test_merged_headers():
    over = grid(["x", "y", None], [None, "in", "out"], merges=[Merge(1, 1, 2, 1), Merge(1, 2, 1, 3)])
    header, _ = found(over, "x", "y / in", "y / out", rows=2)
    assert dict(header.columns) == {"x": 1, "y / in": 2, "y / out": 3}
    side = grid(["place", None, "n"], merges=[Merge(1, 1, 1, 2)])
    assert dict(found(side, "place", "n")[0].columns) == {"place": 1, "n": 3}


def place(name, **more):
    return PlaceRow(row=1, place=name, kind="settlement", sensitive="no", **more)


def test_names_are_matched_by_any_of_their_forms():
    places = [
        place("Stepanakert", names="hy: Ստեփանակերտ (Stepanakert); az: Xankəndi (Khankendi)", admin="NK", pcode="P1"),
        place("Goris", admin="Syunik"),
    ]
    names = PlaceNames.of(places, {"Capital": "Stepanakert", "All": None})
    for text in ("Stepanakert", "STEPANAKERT *", "Ստեփանակերտ", "Xankəndi", "khankendi", "p1", "capital"):
        assert names.match(text) == "Stepanakert"
    assert names.match("syunik") == "Syunik"
    assert names.match("ALL") is None
    assert "Stepanakert" not in names.read
    assert names.read["khankendi"] == "Stepanakert"
    assert code(names.match, "Gori") == "place-unknown"


def test_a_name_that_two_places_have_is_refused_unless_it_is_written_as_one():
    names = PlaceNames.of([place("Béla"), place("Bela"), place("X", names="en: Y (Z)"), place("Y")], {})
    assert names.match("Bela") == "Bela"
    assert code(names.match, "BELA") == "place-ambiguous"
    assert names.match("Y") == "Y"
    assert names.match("z") == "X"


@pytest.mark.parametrize(("row", "column", "text"), [(7, 3, "C7"), (1, 26, "Z1"), (2, 27, "AA2"), (1, 16384, "XFD1")])
def test_addresses(row, column, text):
    assert address(row, column) == text


SEEN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf"]), max_size=5)
TABLE = st.lists(st.lists(SEEN, min_size=2, max_size=4), min_size=1)


@given(TABLE, st.sampled_from([",", ";", "tab", "|"]))
def test_text_reads_back_with_every_separator(rows, separator):
    held = io.StringIO()
    csv.writer(held, delimiter={"tab": "\t"}.get(separator, separator)).writerows(rows)
    problems = Problems()
    made = delimited("s", held.getvalue().encode("utf-16"), None, separator, problems)
    assert problems.found == []
    assert [[cell.text for cell in row] for row in made.rows] == [[clean(text) for text in row] for row in rows]
