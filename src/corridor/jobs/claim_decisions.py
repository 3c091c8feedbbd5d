"""The job of deciding on claims: appended to their log with who, when and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corridor.base.errors import Problems, Survey, Where, shown
from corridor.base.times import iso, parse_known
from corridor.intake.rows import Entry
from corridor.intake.trial import DECISIONS, Trial, tried
from corridor.jobs.add import put
from corridor.jobs.options import instant
from corridor.ledger.claims import Decision, DecisionRow, note_unknown_claims
from corridor.report.text.added import decision_lines
from corridor.scenario.read import Scenario, survey

__all__ = ["DecideRequest", "Decided", "decide"]

_COMMANDS: dict[Decision, str] = {"approved": "approve", "rejected": "reject", "withdrawn": "withdraw"}


@dataclass(frozen=True)
class DecideRequest:
    """What to decide, as a person or a program gives it; nothing in it is checked yet.

    Attributes
    ----------
    folder : str or Path
        The scenario folder.
    decision : str
        approved, rejected or withdrawn.
    claims : sequence of str
        The claims, by name.
    who, reason : str
        Who decides, and why.
    at : str or None
        When it was decided; None is now.
    known : str or None
        By when all that it rests on was known; None is when it was decided.
    dry_run : bool
        Whether everything is checked and nothing written.
    """

    folder: str | Path
    decision: Decision
    claims: Sequence[str]
    who: str
    reason: str
    at: str | None = None
    known: str | None = None
    dry_run: bool = False


@dataclass(frozen=True)
class Decided:
    """Decisions that were appended to the log."""

    request: DecideRequest
    trial: Trial[DecisionRow]

    def notes(self) -> list[str]:
        """Say what the decisions leave undone, and where they are too late for the scenario's own forecast."""
        trial = self.trial
        as_of = trial.after.file.as_of
        notes = [f"nothing is left to forecast from: {problem.text()}" for problem in trial.left_open]
        if as_of is not None and any(row.rests > as_of for row in trial.rows):
            notes.append(
                f"made after the as-of time of the scenario, {iso(as_of)}, so a forecast as of then does not follow "
                "it; --known says by when all that it rests on was known"
            )
        return notes

    def text(self) -> str:
        """Give what a person reads."""
        file = str(Path(self.request.folder) / self.trial.path.name)
        return "\n".join(decision_lines(self.trial, file, self.request.dry_run, self.notes()))

    def document(self) -> dict[str, Any]:
        """Give the document for machines."""
        return {
            "dry_run": self.request.dry_run,
            "file": str(self.trial.path),
            "added": len(self.trial.rows),
            "lines": list(self.trial.made.lines),
            "decision": self.request.decision,
            "claims": list(dict.fromkeys(self.request.claims)),
            "notes": self.notes(),
        }


def decide(request: DecideRequest) -> Decided:
    """Decide on claims.

    Raises
    ------
    InputError
        With every fault of the decisions and of the scenario with them; nothing is written then.
    """
    read = survey(request.folder)
    before, problems = read.found, read.problems
    made = instant(request.at, problems, "--at") if request.at else datetime.now(UTC).replace(microsecond=0)
    if before is not None:
        note_unknown_claims(request.claims, before.claims, problems)
        if made is not None:
            _note_too_early(request.claims, made, before, problems)
        if request.known is not None:
            _note_known(request.known, before, problems)
    before, made = read.complete(), Survey(made, problems).complete()
    trial = tried(request.folder, before, DECISIONS, _entries(request, made), problems)
    put(trial, request.dry_run)
    return Decided(request, trial)


def _entries(request: DecideRequest, made: datetime) -> list[Entry]:
    cells = {"at": iso(made), "decision": request.decision, "who": request.who, "reason": request.reason}
    if request.known:
        cells["known"] = request.known
    where = {column: Where(f"--{column}") for column in ("who", "reason", "at", "known")}
    command = Where(f"corridor claims {_COMMANDS[request.decision]}")
    return [Entry({**cells, "claim": name}, where, command) for name in dict.fromkeys(request.claims)]


def _note_too_early(names: Sequence[str], made: datetime, before: Scenario, problems: Problems) -> None:
    """A decision on what nobody could know of yet would not count."""
    for row in before.claims:
        decision = DecisionRow(row=0, at=iso(made), claim=row.claim, decision="approved", who="-", reason="-")
        if row.claim in names and row.known is not None and not decision.covers(row):
            problems.note(
                "decision-too-early",
                Where("--at"),
                f"{iso(made)}, before {shown(row.claim)} became known on {iso(row.known)}",
                "a decision on what is known",
                "Give --at, the time of the decision in the scenario's own days.",
            )


def _note_known(text: str, before: Scenario, problems: Problems) -> None:
    try:
        parse_known(text, before.zone)
    except ValueError as error:
        problems.note(
            "time-invalid",
            Where("--known"),
            f"{shown(text)}: {error}",
            "a time with its UTC offset, or a day",
            "Correct the time.",
        )
