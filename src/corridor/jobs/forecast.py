"""The job of a forecast: a scenario opened, its futures simulated, what they show said in text, tables and pictures."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corridor.base.errors import Problems, Stopped
from corridor.base.times import iso
from corridor.base.write import Writer, check_writable
from corridor.ensemble.checkpoint import Checkpoint
from corridor.ensemble.disclosure import suppressed
from corridor.jobs.open import Opening
from corridor.jobs.options import instant, settings_of
from corridor.jobs.progress import Progress, Silent
from corridor.jobs.running import INTERNAL, RunFiles, RunRequest
from corridor.jobs.simulate import simulate
from corridor.jobs.warmup import warm
from corridor.report.answer import Answer
from corridor.report.exports import writers
from corridor.report.findings import Findings
from corridor.report.pictures import figures
from corridor.report.text.disputed import disputed_document

__all__ = ["ForecastRequest", "Outcome", "forecast"]

_TARGETS = ("arrivals", "departures", "present", "registered", "accommodated", "vehicles", "food", "fuel")


@dataclass(frozen=True)
class ForecastRequest(RunRequest):
    """What to forecast and how, as a person or a program asks for it; nothing in it is checked yet.

    Attributes
    ----------
    as_written : bool
        Simulate the whole scenario as written: no forecast.
    brief : bool
        Text in five lines.
    pictures : bool
        Whether to draw.
    resume : bool
        Keep finished futures on disk while running, and go on from those kept.
    """

    as_written: bool = False
    brief: bool = False
    pictures: bool = True
    resume: bool = False


@dataclass(frozen=True)
class Outcome(RunFiles):
    """What a forecast gives: text, a document for machines, and files.

    Attributes
    ----------
    answer : Answer
        Scenario, futures and recipe; `write` takes the small cells out of a public one.
    findings : Findings
        What it says; right whatever becomes of the arrays.
    pictures : mapping of str to writer
        The pictures that were asked for, by file name.
    """

    answer: Answer
    findings: Findings
    pictures: Mapping[str, Writer]
    _brief: bool
    _checkpoint: Checkpoint | None

    @property
    def missing(self) -> dict[str, str]:
        """Pictures that are not there, each with the reason; empty where none was asked for."""
        return figures.missing(self.pictures) if self.pictures else {}

    def files(self) -> dict[str, Writer]:
        """Give a writer for each file by name; to be called once, as it takes the small cells out of the futures."""
        data, internal = self.answer.dataset, self.answer.internal
        shown = data if internal else suppressed(data, consume=True)
        todo = writers(shown, self.findings.quantiles, self.answer.recipe)
        return {(INTERNAL if internal else "") + name: writer for name, writer in {**todo, **self.pictures}.items()}

    def stale(self) -> list[str]:
        """Give the names of pictures of an earlier run that this one does not have."""
        mark = INTERNAL if self.answer.internal else ""
        return [f"{mark}{name}.{suffix}" for name in figures.missing(self.pictures) for suffix in figures.SUFFIXES]

    def write(self) -> list[Path]:
        """Write the files into the folder, all or none; futures that were kept for a next run are removed then."""
        written = super().write()
        if self._checkpoint is not None:
            self._checkpoint.remove()
        return written

    def text(self) -> str:
        """Give the summary for people, and what there is nothing to draw for."""
        lines = [self.answer.summary(brief=self._brief)]
        return "\n".join([*lines, *(f"\nNo picture {name}: {reason}." for name, reason in self.missing.items())])

    def document(self) -> dict[str, Any]:
        """Give the document for machines: quantiles by target and place at each local midnight and at the end."""
        findings, recipe = self.findings, self.answer.recipe
        return {
            "scenario": findings.scenario,
            "as_of": iso(findings.as_of) if findings.as_of else None,
            "members": findings.members,
            "seed": recipe.seed,
            "hash": recipe.hash,
            "seconds": round(self.seconds(), 3),
            "files": [str(path) for path in self.written],
            "pictures_missing": self.missing,
            "targets": _targets(findings),
            "disputed": disputed_document(findings),
        }


def forecast(request: ForecastRequest, progress: Progress | None = None) -> Outcome:
    """Forecast from what was known at a time, or simulate a scenario as written.

    Raises
    ------
    InputError
        With every fault of request and scenario; the folder for the files cannot be written to.
    AnswerError
        No answer can be given.
    Stopped
        Interrupted, with what was kept.
    """
    began, problems, watched = time.perf_counter(), Problems(), progress or Silent()
    numbers = request.numbers(problems)
    settings = settings_of(request.settings, problems)
    as_of = None if request.as_written else instant(request.as_of, problems)
    opening = Opening(
        request.folder, as_of, request.as_written, not request.as_written, settings=settings, without=request.without
    )
    resolved = opening.open(problems).resolved
    folder = request.results(resolved.folder, resolved)
    check_writable(folder)
    kept = Checkpoint(folder / ".unfinished-futures") if request.resume else None
    if request.engine == "compiled":
        warm(watched.announce)
    with _says_what_is_kept(kept, numbers.members):
        answer = simulate(
            resolved,
            numbers.members,
            numbers.seed,
            internal=request.internal,
            threads=numbers.threads,
            engine=request.engine,
            progress=watched,
            checkpoint=kept,
        )
    watched.stage("making tables and files")
    findings = answer.findings
    drawn = figures.pictures(findings) if request.pictures else {}
    return Outcome(folder, began, answer, findings, drawn, request.brief, kept)


@contextmanager
def _says_what_is_kept(kept: Checkpoint | None, members: int) -> Iterator[None]:
    """Say on an interrupt how many futures the next run need not simulate again."""
    try:
        yield
    except KeyboardInterrupt:
        if kept is None:
            raise
        raise Stopped(
            f"{min(kept.on_disk, members)} of {members} futures are kept; the same command, with --resume, goes on."
        ) from None


def _targets(findings: Findings) -> list[dict[str, Any]]:
    """Give the quantiles of a document; places and times at which none is known are left out."""
    table = findings.quantiles
    midnight = table["target_end_date"].str.contains("T00:00:00") | (
        table["target_end_date"] == iso(findings.end.astimezone(findings.zone))
    )
    wanted = table[midnight & table["target"].isin(_TARGETS)]
    targets = []
    for (target, place, moment), rows in wanted.groupby(["target", "location", "target_end_date"], sort=False):
        values = [None if value != value else round(value, 3) for value in rows["value"]]
        if any(value is not None for value in values):
            levels = (f"{level:g}" for level in rows["output_type_id"])
            targets.append(
                {
                    "target": target,
                    "place": place,
                    "time": moment,
                    "unit": rows["unit"].iloc[0],
                    "quantiles": dict(zip(levels, values, strict=True)),
                }
            )
    return targets
