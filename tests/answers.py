"""Answers for tests that change what is in a result."""

from corridor.ensemble.recipe import Recipe
from corridor.report.answer import Answer


def answer_of(dataset, resolved):
    """The answer of a dataset that a test has changed."""
    return Answer(resolved, dataset, Recipe.of(resolved, dataset.sizes["member"], 0))
