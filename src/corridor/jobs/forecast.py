"""The job of a forecast: a scenario opened, its futures simulated, what they show said in text, tables and pictures."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corridor.base.errors import Problems, Stopped
from corridor.base.times import file_stamp, iso
from corridor.base.write import Writer, check_writable, write_files
from corridor.ensemble.checkpoint import Checkpoint
from corridor.ensemble.disclosure import suppressed
from corridor.ensemble.run import Engine
from corridor.jobs.open import Opening
from corridor.jobs.options import RunNumbers, instant, settings_of
from corridor.jobs.progress import Progress, Silent
from corridor.jobs.simulate import simulate
from corridor.jobs.warmup import warm
from corridor.report.answer import Answer
from corridor.report.exports import writers
from corridor.report.findings import Findings
from corridor.report.text.disputed import disputed_document
from corridor.scenario.resolved import Resolved

__all__ = ["RESULTS", "ForecastRequest", "Outcome", "forecast"]

RESULTS = Path("corridor-results")
"""Folder of results that nobody gave another one."""

INTERNAL = "INTERNAL-"
"""What the name of a file begins with that is not to be handed on: there it cannot be overlooked."""

_TARGETS = ("arrivals", "departures", "present", "registered", "accommodated", "vehicles", "food", "fuel")


@dataclass(frozen=True)
class ForecastRequest:
    """What to forecast and how, as a person or a program asks for it; nothing in it is checked yet.

    Attributes
    ----------
    folder : str or Path
        The scenario folder.
    as_of : str or None
        ISO 8601 with UTC offset; None takes that of the scenario.
    as_written : bool
        Simulate the whole scenario as written: no forecast.
    members, seed, threads : str or int
        Possible futures, seed, and futures simulated at a time (None: one for each core).
    engine : "compiled" or "plain"
        Both give the same bits.
    settings : sequence of str
        Each ``path=value``.
    without : sequence of str
        Claims that are left out.
    internal : bool
        Show every place and cohort.
    brief : bool
        Text in five lines.
    pictures : bool
        Whether to draw.
    out : str or Path or None
        Folder for the files; None makes one below `RESULTS`.
    resume : bool
        Keep finished futures on disk while running, and go on from those kept.
    """

    folder: str | Path
    as_of: str | None = None
    as_written: bool = False
    members: str | int = 100
    seed: str | int = 0
    threads: str | int | None = None
    engine: Engine = "compiled"
    settings: Sequence[str] = ()
    without: Sequence[str] = ()
    internal: bool = False
    brief: bool = False
    pictures: bool = True
    out: str | Path | None = None
    resume: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a forecast gives: text, a document for machines, and files.

    Attributes
    ----------
    answer : Answer
        Scenario, futures and recipe; `write` takes the small cells out of a public one.
    text : str
        The summary for people.
    folder : Path
        Where `write` puts the files.
    missing : mapping of str to str
        Pictures that are not there, each with the reason; empty where none was asked for.
    """

    answer: Answer
    text: str
    folder: Path
    missing: Mapping[str, str]
    _pictures: Mapping[str, Writer]
    _stale: Sequence[str]
    _checkpoint: Checkpoint | None
    _began: float
    _written: list[Path] = field(default_factory=list)

    def files(self) -> dict[str, Writer]:
        """Give a writer for each file by name; to be called once, as it takes the small cells out of the futures."""
        data, internal = self.answer.dataset, self.answer.internal
        todo = writers(
            data if internal else suppressed(data, consume=True), self.answer.findings.quantiles, self.answer.recipe
        )
        return {(INTERNAL if internal else "") + name: writer for name, writer in {**todo, **self._pictures}.items()}

    def write(self) -> list[Path]:
        """Write the files into the folder, all or none; futures that were kept for a next run are removed then."""
        self._written[:] = write_files(self.folder, self.files(), stale=self._stale)
        if self._checkpoint is not None:
            self._checkpoint.remove()
        return self._written

    def seconds(self) -> float:
        """Give the seconds since the job began."""
        return time.perf_counter() - self._began

    def document(self) -> dict[str, Any]:
        """Give the document for machines: quantiles by target and place at each local midnight and at the end."""
        findings, recipe = self.answer.findings, self.answer.recipe
        return {
            "scenario": findings.scenario,
            "as_of": iso(findings.as_of) if findings.as_of else None,
            "members": findings.members,
            "seed": recipe.seed,
            "hash": recipe.hash,
            "seconds": round(self.seconds(), 3),
            "files": [str(path) for path in self._written],
            "pictures_missing": dict(self.missing),
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
    numbers = RunNumbers.of(request.members, request.seed, request.threads or os.cpu_count() or 1, problems)
    settings = settings_of(request.settings, problems)
    as_of = None if request.as_written else instant(request.as_of, problems)
    opening = Opening(
        request.folder, as_of, request.as_written, not request.as_written, settings=settings, without=request.without
    )
    resolved = opening.open(problems).resolved
    folder = Path(request.out) if request.out else RESULTS / _folder_name(resolved)
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
    return _outcome(answer, request, folder, kept, began)


def _outcome(answer: Answer, request: ForecastRequest, folder: Path, kept: Checkpoint | None, began: float) -> Outcome:
    from corridor.report.pictures.figures import SUFFIXES, missing, pictures

    drawn = pictures(answer.findings) if request.pictures else {}
    absent = missing(drawn)
    mark = INTERNAL if answer.internal else ""
    return Outcome(
        answer,
        answer.summary(brief=request.brief),
        folder,
        absent if drawn else {},
        drawn,
        [f"{mark}{name}.{suffix}" for name in absent for suffix in SUFFIXES],
        kept,
        began,
    )


def _folder_name(resolved: Resolved) -> str:
    stamp = file_stamp(resolved.as_of.astimezone(resolved.zone)) if resolved.as_of else "simulation"
    return f"{resolved.folder.replace(':', '-')}_{stamp}"


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
