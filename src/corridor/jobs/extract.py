"""The job of drafting claims from a text, for a person to check. Drafts never feed a prior."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corridor.base.errors import Problems, Survey, Where
from corridor.base.files import read_text
from corridor.intake.texts import LANGUAGES, Draft, extract, language_of
from corridor.jobs.progress import Announce, silent
from corridor.report.text.drafted import draft_lines

__all__ = ["Drafted", "ExtractRequest", "draft_claims"]

_LARGEST = 1_000_000
_LONG = 200_000  # characters that take more than a moment


@dataclass(frozen=True)
class ExtractRequest:
    """Which text to read, and the unit of the figures that are wanted; None for all."""

    file: str | Path
    unit: str | None = None


@dataclass(frozen=True)
class Drafted:
    """The draft claims of a text.

    Attributes
    ----------
    request : ExtractRequest
        What was asked for.
    drafts : tuple of Draft
        In the order of the text.
    language : str or None
        None where it is none that can be read.
    """

    request: ExtractRequest
    drafts: tuple[Draft, ...]
    language: str | None

    def note(self) -> str:
        """Say why no claim is drafted, where the language is the reason; else nothing."""
        if self.language is not None:
            return ""
        readable = ", ".join(file.partition(".")[0].capitalize() for file in LANGUAGES.values())
        return f"No claim is drafted: the text is in none of the languages that can be read ({readable})."

    def text(self) -> str:
        """Give what a person reads."""
        return "\n".join(draft_lines(str(self.request.file), self.drafts))

    def document(self) -> list[Any]:
        """Give the document for machines."""
        return [draft.as_dict() for draft in self.drafts]


def draft_claims(request: ExtractRequest, announce: Announce = silent) -> Drafted:
    """Read a text and draft what it claims.

    Raises
    ------
    InputError
        It cannot be read as a text, or is empty.
    """
    text = _read(Path(request.file))
    if len(text) > _LONG:
        announce("reading the text")
    drafts = tuple(draft for draft in extract(text) if request.unit in (None, draft.unit))
    return Drafted(request, drafts, language_of(text))


def _read(path: Path) -> str:
    problems = Problems()
    text = read_text(path, problems, _LARGEST, "a text file in UTF-8, at most 1 MB", "Check the path.")
    if text is not None and not text.strip():
        problems.note(
            "text-empty", Where(path.name), "nothing", "a text with figures", "Check that it is the right file."
        )
    return Survey(text, problems).complete()
