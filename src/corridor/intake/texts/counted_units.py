"""The unit a figure is counted in: its noun, what became of the people, or what an earlier figure counted.

The noun behind the number comes first. People of whom it is said that they died, were hurt or are missing are counted
as such. A number without a noun is left to the rules for bare ones.
"""

from __future__ import annotations

from corridor.intake.texts.bare_numbers import unit_of_bare
from corridor.intake.texts.casualties import CASUALTIES, casualty_before, casualty_behind, lives_ended
from corridor.intake.texts.context import BACK, PEOPLE_UNITS, Context, Counted
from corridor.intake.texts.noun_heads import Head
from corridor.intake.texts.numbers import Figure
from corridor.intake.texts.percentages import share_of

__all__ = ["counted"]

_PEOPLE = ("persons", "staff")
_THINGS = ("facilities", "vehicles", "beds")  # of which 'one' is a count


def counted(figure: Figure, head: Head, context: Context) -> Counted | None:
    """Give what a figure counts, None where it counts nothing that the ledger holds."""
    if not head.found:
        return unit_of_bare(figure, context)
    if head.unit is None:
        return None
    cut, words, sentence = context.cut, context.words, context.sentence
    if head.unit == "percent":
        before = next((p for p in reversed(context.past[-1:]) if context.number - p.number <= BACK), None)
        ours = before is not None and before.what.unit in (*PEOPLE_UNITS, "percent")
        share = share_of(cut, figure, head.last, sentence, ours, words)
        return None if share is None else Counted("percent", *share)
    if head.kind in words.set("events", "lives"):
        ended = lives_ended(cut, figure.first, head.last, sentence, words)
        return Counted("killed", head.kind, 1.0) if ended else None
    unit = head.unit
    if unit in _PEOPLE:
        harm = casualty_before(cut, sentence, context.opening, words)
        if not harm and not _whole(context):
            harm = casualty_behind(cut, head.last, sentence, context.starts, words) or _among(context)
        unit = harm or unit
    if unit == "tonnes" and context.quantified and _of_vehicle(context):
        return None
    if unit == "facilities" and head.kind.endswith(("shelter", "shelters")) and _ruined(figure, head, context):
        unit = "houses"
    if figure.form == "one" and context.low(context.opening - 1) in ("not", "no", "nor", "even", "any"):
        return None
    counts = context.quantified or unit in CASUALTIES or _joined(figure, context)
    counts = counts or (unit in _THINGS and head.last - figure.last < 3 and context.low(head.last) not in words.verbs)
    if figure.form == "one" and not counts:
        return None
    return Counted(unit, head.kind, head.sure)


def _whole(context: Context) -> bool:
    """Whether a figure is the whole of a part before it: of 'nine of the 120 rescuers' who are hurt."""
    before = range(context.opening - 4, context.opening - 1)
    return context.low(context.opening - 1) == "of" and any(step in context.starts for step in before)


def _of_vehicle(context: Context) -> bool:
    """Whether a weight is the limit for a vehicle: 'lorries above 7.5 tonnes'."""
    noun = context.words.nouns.get(context.low(context.opening - 1))
    return noun is not None and noun.unit == "vehicles"


def _ruined(figure: Figure, head: Head, context: Context) -> bool:
    """Whether shelters are told to have burned or fallen: homes then, and no places of refuge."""
    near = context.lows(figure.first - 5, figure.first) + context.lows(head.last, head.last + 8)
    return bool(set(near) & context.words.set("ruin words"))


def _among(context: Context) -> str | None:
    """'27 deaths, including 11 children': those counted apart are dead as well."""
    before = context.low(context.opening - 1)
    if before not in ("including", "them", "whom", "includes", "were", "are") or not context.past:
        return None
    last = context.past[-1]
    if before in ("were", "are") and context.low(context.opening - 2) not in (
        "them",
        "whom",
        "dead",
        "killed",
        "victims",
    ):
        return None
    return last.what.unit if last.what.unit in CASUALTIES and last.number == context.number else None


def _joined(figure: Figure, context: Context) -> bool:
    """Whether 'one' stands in a list with other figures, where it is a count: '84 houses and one hospital'."""
    if context.low(figure.first - 1) in ("and", "or", "plus"):
        return any(
            step in context.starts for step in range(max(context.sentence.first, figure.first - 9), figure.first)
        )
    return context.low(figure.last + 1) == "and" and figure.last + 2 in context.starts
