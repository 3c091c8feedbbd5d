"""`corridor forecast`, `simulate` and `demo`: run the ensemble, write the files, say what it shows."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corridor.base.errors import Problems, Stopped
from corridor.base.times import file_stamp, iso
from corridor.base.write import Writer, check_writable, write_files
from corridor.cli.options import instant, opened, print_json, settings_of, whole
from corridor.cli.progress import Meter, say
from corridor.cli.shipped import shipped
from corridor.ensemble.checkpoint import Checkpoint
from corridor.ensemble.warm import warm
from corridor.report.exports import writers
from corridor.scenario.resolved import Resolved
from corridor.scenario.settings import with_settings

__all__ = ["main"]

DEMO = "karabakh-2023"


def main(arguments: argparse.Namespace) -> int:
    """Run one of the three commands that run the model."""
    began = time.perf_counter()
    threads = arguments.threads or str(os.cpu_count() or 1)
    problems = Problems()
    numbers = whole(
        {
            "members": (arguments.members, 1, 100_000),
            "seed": (arguments.seed, 0, 2**63 - 1),
            "threads": (threads, 1, 256),
        },
        problems,
    )
    settings = settings_of(arguments.settings, problems)
    resolved = _resolved(arguments, problems)
    if settings:
        resolved = with_settings(resolved, settings)
    out = Path(arguments.out) if arguments.out else Path("corridor-results") / _result_name(resolved)
    check_writable(out)
    kept = Checkpoint(out / ".unfinished-futures") if arguments.resume else None
    done = _run(resolved, numbers, arguments, settings, out, kept)
    if kept is not None:
        kept.remove()
    seconds = time.perf_counter() - began
    try:
        if arguments.json:
            print_json(_document(resolved, numbers, done, seconds))
        else:
            print(done["text"])
            for name, reason in done["missing"].items():
                print(f"\nNo picture {name}: {reason}.")
            print(f"\n{seconds:.1f} s. Files in {out}: {', '.join(path.name for path in done['files'])}")
        sys.stdout.flush()
    except KeyboardInterrupt:
        raise Stopped(f"The results are complete, in {out}.") from None
    return 0


def _resolved(arguments: argparse.Namespace, problems: Problems) -> Resolved:
    if arguments.command == "simulate":
        return opened(arguments.folder, None, problems, written=True, without=arguments.without)[1]
    folder = shipped(DEMO) if arguments.command == "demo" else arguments.folder
    return opened(folder, instant(arguments.as_of, problems), problems, required=True, without=arguments.without)[1]


def _result_name(resolved: Resolved) -> str:
    stamp = file_stamp(resolved.as_of.astimezone(resolved.zone)) if resolved.as_of else "simulation"
    return f"{resolved.folder.replace(':', '-')}_{stamp}"


def _run(
    resolved: Resolved,
    numbers: dict[str, int],
    arguments: argparse.Namespace,
    settings: dict[str, str],
    out: Path,
    kept: Checkpoint | None,
) -> dict[str, Any]:
    """Simulate, tabulate, draw and write."""
    from corridor.api import simulate, summarise
    from corridor.ensemble.disclosure import spoken, suppressed
    from corridor.ensemble.quantiles import quantile_table
    from corridor.report.pictures.figures import SUFFIXES, missing
    from corridor.report.text.disputed import disputed_document

    internal: bool = arguments.internal
    if arguments.engine == "compiled":
        warm(say)
    with Meter() as meter:
        with _said_what_is_kept(kept, numbers["members"]):
            result = simulate(
                resolved, **numbers, engine=arguments.engine, internal=internal, progress=meter, checkpoint=kept
            )
        meter.stage("making tables and files")
        made = json.loads(result.attrs["recipe"])
        made["settings"] = settings if internal else _shown_settings(settings, made, result)
        made["without"] = spoken(arguments.without, resolved, internal)
        made["scope"] = result.attrs["scope"]
        result.attrs["recipe"] = json.dumps(made, ensure_ascii=False)
        table = quantile_table(result, resolved)
        disputed = disputed_document(result, resolved)
        text = summarise(result, resolved, brief=arguments.brief)
        pictures = _pictures(result, resolved) if arguments.pictures == "all" else {}
        # what is written comes last, for it takes the small cells out of the result itself
        todo = writers(result if internal else suppressed(result, consume=True), table, made)
        todo.update(pictures)
        absent = missing(pictures)
        stale = [f"{name}.{suffix}" for name in absent for suffix in SUFFIXES]
        if internal:
            # the mark is in the name too, where it cannot be overlooked when files are handed on
            todo = {f"INTERNAL-{name}": writer for name, writer in todo.items()}
            stale = [f"INTERNAL-{name}" for name in stale]
        written = write_files(out, todo, stale=stale)
    return {"files": written, "table": table, "text": text, "missing": absent if pictures else {}, "disputed": disputed}


@contextmanager
def _said_what_is_kept(kept: Checkpoint | None, members: int) -> Iterator[None]:
    """Say on an interrupt how many futures the next run need not simulate again."""
    try:
        yield
    except KeyboardInterrupt:
        if kept is None:
            raise
        raise Stopped(
            f"{min(kept.on_disk, members)} of {members} futures are kept; the same command, with --resume, goes on."
        ) from None


def _shown_settings(settings: dict[str, str], made: dict[str, Any], result: Any) -> dict[str, str]:
    """Give the settings that a public result may tell: those of numbers and events that it shows."""
    shown = {*made["numbers"], *(f"events.{event}.at" for event in result["event"].values)}
    return {path: value for path, value in settings.items() if path in shown}


def _pictures(result: Any, resolved: Resolved) -> dict[str, Writer]:
    from corridor.report.pictures.figures import pictures

    return pictures(result, resolved)


_JSON_TARGETS = ("arrivals", "departures", "present", "registered", "accommodated", "vehicles", "food", "fuel")


def _document(resolved: Resolved, numbers: dict[str, int], done: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Give the JSON document of a run: quantiles by target and place at each local midnight and at the end."""
    table = done["table"]
    midnight = table["target_end_date"].str.contains("T00:00:00") | (
        table["target_end_date"] == iso(resolved.end.astimezone(resolved.zone))
    )
    wanted = table[midnight & table["target"].isin(_JSON_TARGETS)]
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
    return {
        "scenario": resolved.name,
        "as_of": iso(resolved.as_of) if resolved.as_of else None,
        "members": numbers["members"],
        "seed": numbers["seed"],
        "hash": resolved.hash(),
        "seconds": round(seconds, 3),
        "files": [str(path) for path in done["files"]],
        "pictures_missing": done["missing"],
        "targets": targets,
        "disputed": done["disputed"],
    }
