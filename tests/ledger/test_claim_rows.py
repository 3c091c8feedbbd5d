"""Rows of claims.csv and its log: what they may hold, and what is told where they may not."""

import pytest
from ledger.rows import claim

from corridor.ledger.claims import claim_words

WRONG = {
    "unknown source grade": ({"source_grade": "G"}, "choice-invalid", "source_grade"),
    "two grades in one cell": ({"source_grade": "B2"}, "choice-invalid", "source_grade"),
    "unknown information grade": ({"information_grade": "7"}, "choice-invalid", "information_grade"),
    "no speaker": ({"speaker": ""}, "field-missing", "speaker"),
    "low above high": ({"value": "", "low": "9", "high": "8", "quantifier": "between"}, "range-order", ""),
    "figure outside its ends": ({"low": "60", "high": "70"}, "range-order", ""),
    "no figure": ({"value": ""}, "claim-empty", ""),
    "half a range": ({"value": "", "low": "9"}, "claim-empty", ""),
    "between without ends": ({"quantifier": "between"}, "claim-empty", ""),
    "a range without between": ({"value": "", "low": "1", "high": "2", "quantifier": "about"}, "claim-empty", ""),
    "a unit in the figure": ({"value": "50%"}, "number-invalid", "value"),
    "a figure out of this world": ({"value": "1e308"}, "out-of-range", "value"),
    "a figure too small": ({"value": "1e-300"}, "out-of-range", "value"),
    "a distribution": ({"value": "uniform(1, 2)"}, "number-invalid", "value"),
    "thousands": ({"value": "50,000"}, "number-invalid", "value"),
    "negative": ({"value": "-5"}, "out-of-range", "value"),
    "unknown quantifier": ({"quantifier": "roughly"}, "choice-invalid", "quantifier"),
    "unknown stake": ({"stake": "high"}, "choice-invalid", "stake"),
    "unknown role": ({"role": "main"}, "choice-invalid", "role"),
    "a long quote": ({"quote": "word " * 26}, "quote-long", "quote"),
    "a day that is none": ({"known": "2030-02-30"}, "time-invalid", "known"),
    "no definition": ({"definition": ""}, "field-missing", "definition"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_claim_is_told(name):
    cells, code, field = WRONG[name]
    (problem,) = claim("a", **({"value": "50"} | cells))
    assert (problem.code, problem.field, problem.file, problem.row) == (code, field, "claims.csv", 2)
    assert problem.found and problem.expected and problem.remedy


def test_all_faults_of_a_row_are_told_together():
    assert {p.field for p in claim("a", "x", speaker="", source_grade="Z")} == {"value", "speaker", "source_grade"}


def test_what_is_not_graded_cannot_be_judged():
    row = claim("a", 5, source_grade="", information_grade="")
    assert (row.source_grade, row.information_grade, row.role, row.stake) == ("F", "6", "recommended", "none")


def test_choices_are_read_as_people_write_them():
    row = claim("a", 5, quantifier="At_Least", stake="gains_if_high", source_grade="b", via="Reuters; the Post ;")
    assert (row.quantifier, row.stake, row.source_grade) == ("at least", "gains if high", "B")
    assert row.via == ("Reuters", "the Post")


def test_units_are_read_in_any_case():
    assert claim("a", 5, unit="Families").unit == "families"
    assert claim("a", 5, unit="km/h").unit == "km/h"


def test_25_words_are_a_quote():
    assert claim("a", 5, quote="word " * 25).quote == " ".join(["word"] * 25)


def test_a_claim_in_words():
    assert claim_words(claim("a", 7000, quantifier="more than")) == "more than 7,000 persons"
    assert (
        claim_words(claim("a", low="8000", high="10000", quantifier="between", unit="families"))
        == "8,000 to 10,000 families"
    )
    assert claim_words(claim("a", 0.5, unit="percent", low="0.2", high="0.9")) == "0.5 (0.2 to 0.9) percent"
