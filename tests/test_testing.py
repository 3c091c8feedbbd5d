"""The comparison that the guarantees of bits rest on sees every kind of difference, and none where there is none."""

import copy
import doctest
import math
from dataclasses import replace

import numpy as np
import pytest
from folders import TEMPLATE

import corridor
from corridor import testing
from corridor.testing import first_difference, same_bits


@pytest.fixture(scope="module")
def answer():
    return corridor.simulate(corridor.resolve(corridor.load(TEMPLATE)), 2, seed=4)


def test_examples():
    assert doctest.testmod(testing).failed == 0


def test_a_run_repeated_is_the_same(answer):
    again = corridor.simulate(answer.resolved, 2, seed=4, threads=2)
    assert first_difference(answer, again) is None


def test_another_seed_is_not(answer):
    other = corridor.simulate(answer.resolved, 2, seed=5)
    assert first_difference(answer, other).startswith(".dataset")


def _last_bit(dataset):
    values = dataset["present"].values
    values[1, 3, 2] = np.nextafter(values[1, 3, 2], np.float32(np.inf))


def _missing_elsewhere(dataset):
    values = dataset["food"].values
    values[0, 0, 0] = 1.0 if math.isnan(values[0, 0, 0]) else np.nan


def _sign_of_zero(dataset):
    values = dataset["arrivals"].values
    values[0, 0, :] = -0.0


CHANGES = {
    "the last bit of one number": (_last_bit, "['present'].values[1, 3, 2]"),
    "where a number is missing": (_missing_elsewhere, "['food'].values[0, 0, 0]"),
    "the sign of a zero": (_sign_of_zero, "['arrivals'].values[0, 0, 0]"),
    "a unit": (lambda d: d["queue"].attrs.update(units="cars"), "['queue']"),
    "an attribute": (lambda d: d.attrs.update(title="x"), ".attrs['title']"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_each_difference_is_seen_and_said(what, answer):
    change, where = CHANGES[what]
    changed = answer.dataset.copy(deep=True)
    changed.attrs = dict(changed.attrs)
    change(changed)
    assert where in first_difference(answer.dataset, changed)


def test_records_tables_and_sequences_are_looked_into(answer):
    table = answer.dataset["arrivals"].to_dataframe().reset_index()
    other = table.copy()
    assert same_bits(table, other)
    other.loc[3, "arrivals"] += 1.0
    assert not same_bits(table, other)
    assert not same_bits(table, table.rename(columns={"arrivals": "present"}))
    recipe = answer.recipe
    assert same_bits(recipe, copy.copy(recipe))
    assert first_difference(recipe, replace(recipe, seed=9)) == ".seed: 4 is not 9"
    assert not same_bits([1, 2], [1, 2, 3])
    assert not same_bits({"a": 1}, {"a": 1, "b": 2})
    assert not same_bits(1, 1.0)
    assert same_bits({"a": 1, "b": np.nan}, {"b": np.nan, "a": 1})
