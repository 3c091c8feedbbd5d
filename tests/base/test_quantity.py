"""Numbers as people write them: every form, its unit, its range, its versions."""

import contextlib
import math
import warnings
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.base import distributions as d
from corridor.base.quantity import ClaimsRef, Fault, Spec, parse_quantity
from corridor.base.times import parse_instant, parse_known
from corridor.base.units import convert_factor

LOGNORMAL = d.Lognormal(250.0, 500.0, 0.9)
PERSONS = Spec("persons", low=0, units=("households",))


def value(raw, spec=PERSONS):
    return parse_quantity(raw, spec, UTC).versions[-1].value


def code(raw, spec=PERSONS):
    with pytest.raises(Fault) as caught:
        parse_quantity(raw, spec, UTC)
    return caught.value.type


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (250, 250.0),
        (2.5, 2.5),
        ("250", 250.0),
        ("2.5e3", 2500.0),
        ("250 persons", 250.0),
        ("250persons", 250.0),
        ("0010", 10.0),
        ("lognormal(median=250, p90=500)", LOGNORMAL),
        ("lognormal(250, p90=500)", LOGNORMAL),
        ("lognormal( median = 250 , p90 = 500 )", LOGNORMAL),
        ({"lognormal": {"median": 250, "p90": 500}}, LOGNORMAL),
        ({"value": "lognormal(median=250, p90=500)", "unit": "persons"}, LOGNORMAL),
        ({"lognormal": {"median": 250, "p90": 500, "low": 9, "high": 900}}, d.Truncated(LOGNORMAL, 9.0, 900.0)),
        ("uniform(40, 60)", d.Uniform(40.0, 60.0)),
        ("triangular(1, 2, 4)", d.Triangular(1.0, 2.0, 4.0)),
        ("normal(100, 5)", d.Truncated(d.Normal(100.0, 5.0), 0.0, math.inf)),  # the tail below 0 is cut
        ("normal(mean=1, sd=5, low=0)", d.Truncated(d.Normal(1.0, 5.0), 0.0)),
        ("beta(2, 3)", d.Beta(2.0, 3.0)),
        ("constant(5)", d.Constant(5.0)),
        ("mixture(uniform(1, 2), 50)", d.Mixture((d.Uniform(1.0, 2.0), d.Constant(50.0)), (1.0, 1.0))),
        (
            "mixture(uniform(1, 2), 50, weights=(2, 1))",
            d.Mixture((d.Uniform(1.0, 2.0), d.Constant(50.0)), (2.0, 1.0)),
        ),
        (
            {"mixture": [{"weight": 2, "value": "uniform(1, 2)", "party": "a"}, {"weight": 1, "value": 50}]},
            d.Mixture((d.Uniform(1.0, 2.0), d.Constant(50.0)), (2.0, 1.0)),
        ),
        ("claims(population.total)", ClaimsRef("population.total")),
        ({"claims": "population.total"}, ClaimsRef("population.total")),
    ],
    ids=str,
)
def test_forms(raw, expected):
    assert value(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (None, "number-invalid"),
        (True, "number-invalid"),
        ("", "number-invalid"),
        ([], "number-invalid"),
        ({}, "number-invalid"),
        ("1_000", "number-invalid"),
        ("-uniform(1, 2)", "number-invalid"),
        ("uniform", "number-invalid"),
        ("uniform(1, 2) + 3", "number-invalid"),
        ("uniform(*(1, 2))", "number-invalid"),
        ("uniform(**{'low': 1})", "number-invalid"),
        ("uniform(True, 2)", "number-invalid"),
        ("(1, 2)", "number-invalid"),
        ("0x10", "number-invalid"),
        (float("nan"), "not-finite"),
        (10**400, "not-finite"),
        ("1e999 persons", "not-finite"),
        ("5 km", "unit-mismatch"),
        ("5 9**9", "number-invalid"),
        ({"value": 5, "unit": "9**9**9"}, "unit-mismatch"),
        ({"value": "5 households", "unit": "persons"}, "unit-mismatch"),
        ({"value": 5, "unit": ["persons"]}, "unit-mismatch"),
        ({"value": 5, "colour": "red"}, "key-unknown"),
        ({"value": 5, "known": "soon"}, "time-invalid"),
        ({"value": 5, "source": 7}, "text-invalid"),
        ({"a": 1, "b": 2}, "number-invalid"),
        ({"mixture": [{"value": 5}]}, "distribution-invalid"),
        ({"mixture": [{"weight": 1, "value": 5, "colour": 1}]}, "key-unknown"),
        ({"mixture": [{"weight": 1, "value": "5 households"}]}, "distribution-invalid"),
        ({"uniform": {"low": "1 household", "high": 2}}, "distribution-invalid"),
        ({"mixture": [{"weight": 1, "value": "claims(a)"}]}, "distribution-invalid"),
        ("uniform(2, 1)", "distribution-invalid"),
        ("triangular(1, 5, 4)", "distribution-invalid"),
        ("normal(1, 0)", "distribution-invalid"),
        ("beta(0, 1)", "distribution-invalid"),
        ("lognormal(5, p90=4)", "distribution-invalid"),
        ("lognormal(5, p50=5)", "distribution-invalid"),
        ("lognormal(5, p90=9, p10=2)", "distribution-invalid"),
        ("mixture(1, 2, weights=(0, 0))", "distribution-invalid"),
        ("uniform(1, 2, low=0)", "distribution-invalid"),
        ("normal(mean=1, mean=2, sd=1)", "distribution-invalid"),
        ("normal(5, 1, low=90)", "distribution-invalid"),
        ("cauchy(1, 2)", "distribution-unknown"),
        (-1, "out-of-range"),
        ("normal(5, 5)", "out-of-range"),
    ],
    ids=str,
)
def test_what_is_no_number(raw, expected):
    assert code(raw) == expected


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_a_fault(text):
    with contextlib.suppress(Fault):
        parse_quantity(text, PERSONS, UTC)


@given(st.text(alphabet="0123456789.,()=*_-+ eEuniformxl%'if or", max_size=40))
def test_nearly_numbers_are_numbers_or_faults(text):
    with contextlib.suppress(Fault):
        parse_quantity(text, PERSONS, UTC)


@given(st.floats(min_value=0, max_value=1e12))
def test_a_number_written_out_comes_back(number):
    assert value(repr(number)) == number


def test_what_python_warns_of_is_a_fault_without_a_warning():
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert code("uniform(1if 2 else 3)") == "number-invalid"
    assert told == []


def test_a_field_left_empty_is_told_in_words():
    with pytest.raises(Fault) as caught:
        parse_quantity(None, PERSONS, UTC)
    assert caught.value.context["found"] == "nothing"


def test_bounds_that_are_excluded():
    above = Spec("h", low=0, above=True)
    assert code(0, above) == "out-of-range"
    assert code("mixture(0, 5)", above) == "out-of-range"
    assert code("mixture(uniform(0, 1), 0, weights=(9, 1))", above) == "out-of-range"
    assert value("uniform(0, 1)", above) == d.Uniform(0.0, 1.0)


def test_units_are_converted_and_others_refused():
    hours = Spec("h")
    assert value("2 d", hours) == 48.0
    assert value({"value": "uniform(1, 2)", "unit": "d"}, hours).support() == (24.0, 48.0)
    assert value("50 %", Spec("1")) == 0.5
    assert value("90 km/h", Spec("km/h")) == 90.0
    assert parse_quantity("7 families", PERSONS, UTC).versions[0].unit == "households"
    assert parse_quantity("7", PERSONS, UTC).versions[0].unit == "persons"


@pytest.mark.parametrize(
    ("unit", "to", "factor"),
    [
        ("d", "h", 24.0),
        ("min", "h", 1 / 60),
        ("m", "km", 0.001),
        ("%", "1", 0.01),
        ("1", "1", 1.0),
        ("person-days", "person_days", 1.0),
        ("people/day", "persons/d", 1.0),
        ("1/d/post", "1/h/post", 1 / 24),
        ("vehicles per hour", "vehicles/h", 1.0),
    ],
)
def test_factors(unit, to, factor):
    assert convert_factor(unit, to) == pytest.approx(factor, rel=1e-15)


@pytest.mark.parametrize("unit", ["km", "furlong", "", "9**9**9", "(h)", "h\n", "h" * 100, "h; km", "persons", "1e5 h"])
def test_no_such_factor(unit):
    if unit != "h\n":
        with pytest.raises(ValueError, match="unit"):
            convert_factor(unit, "h")


# --- versions and known times -----------------------------------------------------------------------------------


def test_versions_are_ordered_by_the_time_they_became_known():
    made = parse_quantity([{"value": 2, "known": "2023-09-22"}, {"value": 1, "known": "2023-09-21"}], PERSONS, UTC)
    assert [version.value for version in made.versions] == [1.0, 2.0]


def test_versions_need_a_known_time_each_and_not_the_same():
    assert code([{"value": 2, "known": "2023-09-22"}, 1]) == "known-missing"
    assert code([{"value": 2, "known": "2023-09"}, {"value": 1, "known": "2023-09-30T23:59Z"}]) == "version-duplicate"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-09-21", "2023-09-21T23:59+04:00"),
        ("2023-09", "2023-09-30T23:59+04:00"),
        ("2023-12", "2023-12-31T23:59+04:00"),
        ("2024-02", "2024-02-29T23:59+04:00"),
        ("2023", "2023-12-31T23:59+04:00"),
        (2023, "2023-12-31T23:59+04:00"),
        ("2023-09-21/2023-09-22", "2023-09-22T23:59+04:00"),
        ("2023-09/2023-10", "2023-10-31T23:59+04:00"),
        ("2023-09-21T10:00Z", "2023-09-21T10:00+00:00"),
        (" 2023-09-21T10:00+04:00 ", "2023-09-21T10:00+04:00"),
    ],
)
def test_a_known_time_is_the_last_minute_it_may_mean(text, expected):
    assert parse_known(text, timezone(timedelta(hours=4))) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2023-13", "2023-00", "2023-02-30", "1066-10-14", "9999", "2023-09-22/2023-09-21", "/2023", "2023/",
     "2023-09-21T10:00", True, 20230921, None, 1.5],
)  # fmt: skip
def test_what_is_no_known_time(text):
    with pytest.raises(ValueError, match=r"\w"):
        parse_known(text, UTC)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2023-09-21", "a day without an hour"),
        ("2023-09-21T10:00", "offset"),
        ("2023-09-31T10:00Z", "day is out of range"),
        ("2023-09-21T25:00Z", "hour"),
        ("1023-09-21T10:00Z", "year outside"),
        ("tomorrow", "not an ISO 8601 time"),
        (5, "not a text"),
    ],
)
def test_what_is_no_instant(text, why):
    with pytest.raises(ValueError, match=why):
        parse_instant(text)
