"""Draft claims of a text, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corridor.intake.texts import Draft

__all__ = ["draft_lines"]

_SHOWN = 100


def draft_lines(file: str, drafts: Sequence[Draft]) -> Iterator[str]:
    """Give each draft with its sentence, as far as there is room."""
    yield f"{file}: {len(drafts)} figures. Drafts only: check each in the text, then add it with 'corridor claims add'."
    for draft in drafts[:_SHOWN]:
        via = f", via {'; '.join(draft.via)}" if draft.via else ""
        at = ", ".join(part for part in (draft.place, draft.date) if part)
        yield ""
        yield f"  {_figure(draft)} {draft.unit}" + (f" ({draft.kind})" if draft.kind != draft.unit else "")
        yield f"    says: {draft.speaker or 'the author of the text'}{via}" + (f"; {at}" if at else "")
        yield f"    {draft.sentence}"
    if len(drafts) > _SHOWN:
        yield f"\n  and {len(drafts) - _SHOWN} more; --json gives all of them"


def _figure(draft: Draft) -> str:
    if draft.value is None:
        return f"{draft.low:,.10g} to {draft.high:,.10g}"
    return ("" if draft.quantifier == "exact" else f"{draft.quantifier} ") + f"{draft.value:,.10g}"
