"""The job of a comparison: two scenarios, or one with settings and without, under the same luck."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from corridor.base.errors import InputError, Problem, Problems, Where
from corridor.base.times import iso
from corridor.base.write import Writer, check_writable, write_text
from corridor.ensemble.disclosure import public_names
from corridor.ensemble.paired import incomparable
from corridor.jobs.open import Opening
from corridor.jobs.options import instant, settings_of
from corridor.jobs.progress import Progress, Silent
from corridor.jobs.running import INTERNAL, RunFiles, RunRequest
from corridor.jobs.simulate import compare
from corridor.jobs.warmup import warm
from corridor.report.findings.differences import Comparison
from corridor.report.text.differences import differences
from corridor.report.text.disputed import changes
from corridor.scenario.resolved import Resolved
from corridor.scenario.settings import with_settings

__all__ = ["CompareRequest", "Compared", "compare_folders"]


@dataclass(frozen=True)
class CompareRequest(RunRequest):
    """What to compare and how, as a person or a program asks for it; nothing in it is checked yet.

    Attributes
    ----------
    folder : str or Path
        Scenario A.
    other : str or Path or None
        Scenario B; None is A, with `settings` and `without`, which are of B.
    """

    other: str | Path | None = None


@dataclass(frozen=True)
class Compared(RunFiles):
    """What a comparison gives: text, a document for machines, and files.

    Attributes
    ----------
    comparison : Comparison
        The differences, future by future.
    a, b : Resolved
        The two scenarios, complete.
    changes : sequence of str
        What differs in the claims behind the numbers.
    """

    comparison: Comparison
    a: Resolved
    b: Resolved
    changes: Sequence[str]
    _name_b: str
    _settings: Mapping[str, str]

    def files(self) -> dict[str, Writer]:
        """Give a writer for each file by name."""
        table, recipe = self.comparison.table(), self._recipe()
        mark = INTERNAL if self.comparison.scope == "internal" else ""
        return {
            f"{mark}differences.csv": lambda path: table.to_csv(
                path, index=False, float_format="%.6g", lineterminator="\n", encoding="utf-8"
            ),
            f"{mark}recipe.json": lambda path: write_text(recipe, path),
        }

    def _recipe(self) -> str:
        made = {
            "kind": "comparison",
            "scope": self.comparison.scope,
            "settings_b": dict(self._settings),
            "a": self.comparison.recipe_a.as_dict(),
            "b": self.comparison.recipe_b.as_dict(),
        }
        return json.dumps(made, indent=1, ensure_ascii=False) + "\n"

    def text(self) -> str:
        """Give the differences for people."""
        lines = [differences(self.comparison, self.a, self.a.folder, self._name_b)]
        return "\n".join([*lines, *(["", *self.changes] if self.changes else [])])

    def document(self) -> dict[str, Any]:
        """Give the document for machines."""
        return {
            "a": self.a.folder,
            "b": self._name_b,
            "as_of": iso(self.a.as_of) if self.a.as_of else None,
            "members": self.comparison.members,
            "seed": self.comparison.recipe_a.seed,
            "hash_a": self.a.hash(),
            "hash_b": self.b.hash(),
            "seconds": round(self.seconds(), 3),
            "files": [str(path) for path in self.written],
            "claims_changed": list(self.changes),
            "rows": [row.as_dict() for row in self.comparison.rows],
        }


def compare_folders(request: CompareRequest, progress: Progress | None = None) -> Compared:
    """Compare two scenarios, or one with settings and without.

    Raises
    ------
    InputError
        With every fault of request and scenarios, and all that stands against comparing them.
    """
    began, problems, watched = time.perf_counter(), Problems(), progress or Silent()
    numbers = request.numbers(problems)
    settings = settings_of(request.settings, problems)
    if request.other is None and not request.settings and not request.without:
        problems.note(
            "compare-alone",
            Where("corridor compare"),
            "one scenario, no --set and no --without",
            "a second scenario, or what makes a variant of the first",
            "Give another folder, --set PATH=VALUE or --without CLAIM.",
        )
    a, b = _both(request, settings, instant(request.as_of, problems), problems)
    variant = ("-set" if settings else "") + ("-without" if request.without else "")
    folder = request.results(f"{a.folder}_vs_{b.folder}{variant}", a)
    check_writable(folder)
    if request.engine == "compiled":
        warm(watched.announce)
    made = compare(
        a,
        b,
        numbers.members,
        numbers.seed,
        internal=request.internal,
        threads=numbers.threads,
        engine=request.engine,
        progress=watched,
    )
    watched.stage("writing files")
    shown = {path: text for path, text in settings.items() if request.internal or path in made.public_paths}
    without = request.without if request.internal else public_names(request.without, b)
    name_b = _variant(b.folder, shown, len(settings) - len(shown), without)
    return Compared(folder, began, made, a, b, changes(a, b, made.public_paths), name_b, shown)


def _both(
    request: CompareRequest, settings: Mapping[str, str], as_of: datetime | None, problems: Problems
) -> tuple[Resolved, Resolved]:
    """Open A and B, the settings made; every fault of options, folders, settings and of their comparison at once."""
    named = request.other is not None
    a = _opened(Opening(request.folder, as_of), problems, named)
    other = request.folder if request.other is None else request.other
    b = a
    if other != request.folder or request.without:
        b = _opened(Opening(other, as_of, without=request.without), problems, named)
    variant = b
    if b is not None and settings:
        try:
            variant = with_settings(b, settings)
        except InputError as error:
            _note(error.problems, problems)
    if a is not None and variant is not None:
        _note(incomparable(a, variant, request.internal), problems)
    problems.raise_if_any()
    assert a is not None and variant is not None, "what has no problem was read"
    return a, variant


def _opened(opening: Opening, problems: Problems, named: bool) -> Resolved | None:
    """Open one of the scenarios; where there are two, its faults are noted with the name of the folder."""
    try:
        return opening.open(Problems()).resolved
    except InputError as error:
        faults = error.problems
        if named:
            faults = tuple(
                one
                if one.file.startswith("--") or one.file == str(Path(opening.folder))
                else replace(one, file=f"{opening.folder}/{one.file}")
                for one in faults
            )
        _note(faults, problems)
        return None


def _note(faults: Sequence[Problem], problems: Problems) -> None:
    problems.found += [fault for fault in faults if fault not in problems.found]


def _variant(folder: str, shown: Mapping[str, str], hidden: int, without: Sequence[str]) -> str:
    """Say what B is."""
    parts = [f"{path}={value}" for path, value in shown.items()]
    if hidden:
        parts.append(f"{hidden} setting{'s' * (hidden > 1)} not shown")
    text = f"{folder} with {', '.join(parts)}" if parts else folder
    return f"{text}, without the claim{'s' * (len(without) > 1)} {', '.join(without)}" if without else text
