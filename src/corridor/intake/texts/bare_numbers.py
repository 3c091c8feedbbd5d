"""The unit of a bare number, which no noun follows.

Each rule looks for one way in which English lets the noun out: a repeat ('another 12'), 'the number of ...', a verb
that people do, a second account of one thing ('the governor gave 19'). They are asked in turn, the surest first.
"""

from __future__ import annotations

from corridor.intake.texts.casualties import casualty_before, casualty_behind
from corridor.intake.texts.context import Context, Counted
from corridor.intake.texts.ellipsis import (
    ahead,
    exception,
    existential,
    given,
    of_opening,
    of_the,
    out_of,
    parallel,
    passive,
    peaks,
    repeat,
    restated,
)
from corridor.intake.texts.numbers import Figure
from corridor.intake.texts.preceding_nouns import entry, labelled, number_behind, number_of, risen
from corridor.intake.texts.predicates import apposition, owned, predicate, rate_of, relative_clause, taken

__all__ = ["unit_of_bare"]


def unit_of_bare(figure: Figure, context: Context) -> Counted | None:
    """The unit of a number that no noun follows."""
    cut, words, sentence = context.cut, context.words, context.sentence
    harm = casualty_before(cut, sentence, context.opening, words)
    harm = harm or casualty_behind(cut, figure.last, sentence, context.starts, words)
    if harm:
        return Counted(harm, harm, 0.85)
    if figure.form == "one":
        return None
    rules = (
        exception, apposition, of_opening, out_of, of_the, number_of, number_behind, rate_of, labelled, risen, entry,
        given, peaks, repeat, predicate, restated, passive, taken, existential, ahead, parallel, owned, relative_clause,
    )  # fmt: skip
    for rule in rules:
        found = rule(figure, context)
        if found is not None:
            return found if found.unit else None
    return None
