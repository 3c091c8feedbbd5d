"""Rounding and probability words."""

import doctest

import pytest

from corridor.base import names, units
from corridor.intake.sheets import grid, matching
from corridor.report.text import added, words
from corridor.report.text.added import change_words


@pytest.mark.parametrize("module", [words, names, units, added, grid, matching])
def test_examples_in_docstrings(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.0, "very unlikely (0 %)"),
        (0.004, "very unlikely (under 1 %)"),
        (0.2, "very unlikely (20 %)"),
        (0.21, "unlikely (21 %)"),
        (0.4, "unlikely (40 %)"),
        (0.6, "moderately likely (60 %)"),
        (0.8, "likely (80 %)"),
        (0.81, "very likely (81 %)"),
        (0.999, "very likely (over 99 %)"),
        (1.0, "very likely (100 %)"),
    ],
)
def test_probability_words_follow_the_preparedness_scale(p, text):
    assert words.chance(p) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (3, "under 10"),
        (10, "10"),
        (994, "990"),
        (996, "1,000"),
        (1049, "1,000"),
        (1051, "1,100"),
        (9_960, "10,000"),
        (100_632, "101,000"),
        (float("nan"), "not known"),
    ],
)
def test_counts_are_rounded_to_what_a_forecast_can_mean(value, text):
    assert words.count(value) == text


def test_names_show_all_forms():
    assert names.label("Martuni (NK)", "hy: Մարտունի (Martuni); az: Xocavənd (Khojavend)") == "Martuni (NK) / Khojavend"
    assert names.label("Town", "") == "Town"


@pytest.mark.parametrize(
    ("change", "hours", "said"),
    [
        (673.0, 4.0, "+673 in 4 h, +168 per hour"),
        (-77.0, 2.0, "-77 in 2 h, -38.5 per hour"),
        (123456.0, 1.5, "+123,456 in 1.5 h, +82,304 per hour"),
        (5.0, 0.0, "+5 in 0 h"),
    ],
)
def test_a_change_and_its_rate(change, hours, said):
    assert change_words(change, hours) == said
