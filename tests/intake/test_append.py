"""Rows appended to a CSV file: what is there stays byte for byte, what is added reads back as it was meant."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.intake.append import appended

ORDER = ("a", "b", "c", "d")
TEXT = st.text(st.sampled_from("ab ,\"#'\u0561\u0301x;="), max_size=6).map(lambda text: text.strip())
ENDS = ("\n", "\r\n", "\r")


def parsed(text):
    return [row for row in csv.reader(io.StringIO(text, newline="")) if any(cell.strip() for cell in row)]


@given(st.lists(st.tuples(TEXT, TEXT), max_size=4), st.lists(st.tuples(TEXT, TEXT), min_size=1), st.sampled_from(ENDS))
def test_new_rows_read_back_and_old_ones_stay(old, new, end):
    before = end.join(["a,b", *(f'"{x.replace(chr(34), chr(34) * 2)}",{len(y)}' for x, y in old)])
    end = end if old else "\n"  # of a header alone nobody can tell
    made = appended(before, [{"a": x, "b": y or "."} for x, y in new], ORDER, ())
    assert made.text.startswith(before + end)
    assert made.text.endswith(end)
    assert parsed(made.text)[-len(new) :] == [[x, y or "."] for x, y in new]
    assert made.columns == ()


def test_a_column_is_added_only_where_it_is_needed():
    text = 'a,b\r\n"one\r\ntwo",2\r\n\r\n  ,\r\nthree,"4"\r\n'
    made = appended(text, [{"a": "x", "d": "y"}], ORDER, ())
    assert made.text == 'a,b,d\r\n"one\r\ntwo",2,\r\n\r\n  ,\r\nthree,"4",\r\nx,,y\r\n'
    assert made.columns == ("d",)
    assert made.lines == (7,)
    assert made.rows == ("x,,y",)


def test_columns_in_any_order_keep_it():
    made = appended("c,a\n1,2\n", [{"a": "x", "c": "y"}, {"a": "z"}], ORDER, ("b",))
    assert made.text == "c,a\n1,2\ny,x\n,z\n"
    assert made.lines == (3, 4)


def test_a_new_file_has_the_usual_columns():
    made = appended("", [{"b": "x"}], ORDER, ("a",))
    assert made.text == "a,b\n,x\n"
    assert made.columns == ()
    assert made.lines == (2,)


@pytest.mark.parametrize("end", ENDS)
def test_a_file_without_a_last_line_end_gets_one(end):
    made = appended(f"\ufeffa,b{end}1,2", [{"a": "x"}], ORDER, ())
    assert made.text == f"\ufeffa,b{end}1,2{end}x,{end}"


def test_a_row_over_several_lines_is_counted_as_such():
    made = appended("a\n", [{"a": "x\ny"}, {"a": "z"}], ORDER, ())
    assert made.lines == (2, 4)


@pytest.mark.parametrize("cell", ["#x", "a,b", 'a"b', "a\nb"])
def test_cells_that_would_be_read_otherwise_are_quoted(cell):
    made = appended("a,b\n", [{"a": cell}], ORDER, ())
    assert made.rows[0].startswith('"')
    assert parsed(made.text)[1] == [cell, ""]
