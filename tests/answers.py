"""Answers for tests that change what is in a result."""

from dataclasses import replace

from corridor.ensemble.recipe import Recipe
from corridor.report.answer import Answer


def answer_of(dataset, resolved):
    """The answer of a dataset that a test has changed."""
    recipe = replace(Recipe.of(resolved, dataset.sizes["member"], 0), scope=dataset.attrs["scope"])
    return Answer(resolved, dataset, recipe)
