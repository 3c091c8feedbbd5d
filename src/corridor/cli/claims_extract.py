"""`corridor claims extract FILE`: draft claims from a text, for a person to check. Drafts never feed a prior."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from corridor.base.errors import Problems, Survey
from corridor.base.files import read_text
from corridor.cli.output import print_json
from corridor.cli.progress import announce
from corridor.intake.texts import LANGUAGES, Draft, extract, language_of

__all__ = ["draft"]

_LARGEST = 1_000_000
_SHOWN = 100
_LONG = 200_000  # characters that take more than a moment


def draft(arguments: argparse.Namespace) -> int:
    """Read the text and print what it claims."""
    text = _read(Path(arguments.file))
    if len(text) > _LONG:
        announce("reading the text")
    drafts = [draft for draft in extract(text) if arguments.unit in (None, draft.unit)]
    known = language_of(text) is not None
    if not known:
        spoken = ", ".join(file.partition(".")[0].capitalize() for file in LANGUAGES.values())
        print(
            f"No claim is drafted: the text is in none of the languages that can be read ({spoken}).", file=sys.stderr
        )
    if arguments.json:
        print_json([draft.as_dict() for draft in drafts], indent=1)
    elif known:
        _print(arguments.file, drafts)
    return 0


def _read(path: Path) -> str:
    problems = Problems()
    text = read_text(path, problems, _LARGEST, "a text file in UTF-8, at most 1 MB", "Check the path.")
    if text is not None and not text.strip():
        problems.add(
            "text-empty",
            file=path.name,
            found="nothing",
            expected="a text with figures",
            remedy="Check that it is the right file.",
        )
    return Survey(text, problems).complete()


def _print(file: str, drafts: Sequence[Draft]) -> None:
    print(
        f"{file}: {len(drafts)} figures. Drafts only: check each in the text, then add it with 'corridor claims add'."
    )
    for draft in drafts[:_SHOWN]:
        via = f", via {'; '.join(draft.via)}" if draft.via else ""
        at = ", ".join(part for part in (draft.place, draft.date) if part)
        print(f"\n  {_figure(draft)} {draft.unit}" + (f" ({draft.kind})" if draft.kind != draft.unit else ""))
        print(f"    says: {draft.speaker or 'the author of the text'}{via}" + (f"; {at}" if at else ""))
        print(f"    {draft.sentence}")
    if len(drafts) > _SHOWN:
        print(f"\n  and {len(drafts) - _SHOWN} more; --json gives all of them")


def _figure(draft: Draft) -> str:
    if draft.value is None:
        return f"{draft.low:,.10g} to {draft.high:,.10g}"
    return ("" if draft.quantifier == "exact" else f"{draft.quantifier} ") + f"{draft.value:,.10g}"
