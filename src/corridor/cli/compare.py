"""`corridor compare A B` and `corridor compare A --set PATH=VALUE`: what differs under the same luck."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from corridor.base.errors import InputError, Problem, Problems, Stopped
from corridor.base.times import file_stamp, iso
from corridor.base.write import Writer, check_writable, write_files
from corridor.cli.options import instant, opened, print_json, settings_of, whole
from corridor.cli.progress import Meter, say
from corridor.ensemble.disclosure import spoken
from corridor.ensemble.paired import Comparison, incomparable
from corridor.ensemble.warm import warm
from corridor.report.text.disputed import changes
from corridor.scenario.resolved import Resolved
from corridor.scenario.settings import with_settings

__all__ = ["main"]


def main(arguments: argparse.Namespace) -> int:
    """Compare two scenarios, or one with settings and without."""
    began = time.perf_counter()
    problems = Problems()
    numbers = whole(
        {
            "members": (arguments.members, 1, 100_000),
            "seed": (arguments.seed, 0, 2**63 - 1),
            "threads": (arguments.threads or str(os.cpu_count() or 1), 1, 256),
        },
        problems,
    )
    settings = settings_of(arguments.settings, problems)
    if arguments.other is None and not arguments.settings and not arguments.without:
        problems.add(
            "compare-alone",
            file="corridor compare",
            found="one scenario, no --set and no --without",
            expected="a second scenario, or what makes a variant of the first",
            remedy="Give another folder, --set PATH=VALUE or --without CLAIM.",
        )
    a, b = _both(arguments, settings, instant(arguments.as_of, problems), problems)
    name_b = b.folder + ("-set" if settings else "") + ("-without" if arguments.without else "")
    out = Path(arguments.out) if arguments.out else Path("corridor-results") / _result_name(a, name_b)
    check_writable(out)
    compared, files = _run(a, b, numbers, arguments, settings, out)
    label_b = _variant(b.folder, settings, spoken(arguments.without, b, arguments.internal), compared)
    changed = changes(a, b, compared.told)
    seconds = time.perf_counter() - began
    try:
        if arguments.json:
            print_json(_document(compared, (a, b), (a.folder, label_b), seconds, files, changed))
        else:
            from corridor.report.text.differences import differences

            print(differences(compared, a, a.folder, label_b))
            if changed:
                print("\n" + "\n".join(changed))
            print(f"\n{seconds:.1f} s. Files in {out}: {', '.join(path.name for path in files)}")
        sys.stdout.flush()
    except KeyboardInterrupt:
        raise Stopped(f"The results are complete, in {out}.") from None
    return 0


def _both(
    arguments: argparse.Namespace, settings: Mapping[str, str], as_of: datetime | None, problems: Problems
) -> tuple[Resolved, Resolved]:
    """Open A and B, the settings made; every fault of options, folders, settings and of their comparison at once."""
    a = _opened(arguments.folder, as_of, problems, arguments.other is not None)
    other = arguments.folder if arguments.other is None else arguments.other
    b = a
    if other != arguments.folder or arguments.without:
        b = _opened(other, as_of, problems, arguments.other is not None, arguments.without)
    variant = b
    if b is not None and settings:
        try:
            variant = with_settings(b, settings)
        except InputError as error:
            _note(error.problems, problems)
    if a is not None and variant is not None:
        _note(incomparable(a, variant, arguments.internal), problems)
    problems.raise_if_any()
    if a is None or variant is None:
        raise AssertionError("a scenario without a problem was not read")
    return a, variant


def _opened(
    folder: str, as_of: datetime | None, problems: Problems, named: bool, without: Sequence[str] = ()
) -> Resolved | None:
    """Open one of the scenarios; where there are two, its faults are told with the name of the folder."""
    try:
        return opened(folder, as_of, Problems(), without=without)[1]
    except InputError as error:
        faults = error.problems
        if named:
            faults = tuple(
                one
                if one.file.startswith("--") or one.file == str(Path(folder))
                else replace(one, file=f"{folder}/{one.file}")
                for one in faults
            )
        _note(faults, problems)
        return None


def _note(faults: Sequence[Problem], problems: Problems) -> None:
    problems.found += [fault for fault in faults if fault not in problems.found]


def _result_name(a: Resolved, name_b: str) -> str:
    stamp = file_stamp(a.as_of.astimezone(a.zone)) if a.as_of else "simulation"
    return f"{a.folder}_vs_{name_b}_{stamp}".replace(":", "-")


def _run(
    a: Resolved,
    b: Resolved,
    numbers: dict[str, int],
    arguments: argparse.Namespace,
    settings: Mapping[str, str],
    out: Path,
) -> tuple[Comparison, list[Path]]:
    from corridor.api import compare

    if arguments.engine == "compiled":
        warm(say)
    with Meter() as meter:
        compared = compare(a, b, **numbers, engine=arguments.engine, internal=arguments.internal, progress=meter)
        meter.stage("writing files")
        table = compared.table()
        made = {
            "kind": "comparison",
            "scope": compared.scope,
            "settings_b": _shown(settings, compared),
            "a": compared.recipe_a,
            "b": compared.recipe_b,
        }
        todo: dict[str, Writer] = {
            "differences.csv": lambda path: table.to_csv(
                path, index=False, float_format="%.6g", lineterminator="\n", encoding="utf-8"
            ),
            "recipe.json": lambda path: _write(made, path),
        }
        if arguments.internal:
            todo = {f"INTERNAL-{name}": writer for name, writer in todo.items()}
        return compared, write_files(out, todo)


def _write(made: Mapping[str, Any], path: Path) -> None:
    path.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def _shown(settings: Mapping[str, str], compared: Comparison) -> dict[str, str]:
    """Give the settings that a result of this scope may tell."""
    return {path: value for path, value in settings.items() if compared.scope == "internal" or path in compared.told}


def _variant(folder: str, settings: Mapping[str, str], without: Sequence[str], compared: Comparison) -> str:
    """Say what B is."""
    shown = _shown(settings, compared)
    parts = [f"{path}={value}" for path, value in shown.items()]
    hidden = len(settings) - len(shown)
    if hidden:
        parts.append(f"{hidden} setting{'s' * (hidden > 1)} not shown")
    text = f"{folder} with {', '.join(parts)}" if parts else folder
    return f"{text}, without the claim{'s' * (len(without) > 1)} {', '.join(without)}" if without else text


def _document(
    compared: Comparison,
    resolved: tuple[Resolved, Resolved],
    names: tuple[str, str],
    seconds: float,
    files: list[Path],
    changed: list[str],
) -> dict[str, Any]:
    a, b = resolved
    return {
        "a": names[0],
        "b": names[1],
        "as_of": iso(a.as_of) if a.as_of else None,
        "members": compared.members,
        "seed": compared.recipe_a["seed"],
        "hash_a": a.hash(),
        "hash_b": b.hash(),
        "seconds": round(seconds, 3),
        "files": [str(path) for path in files],
        "claims_changed": changed,
        "rows": [row.as_dict() for row in compared.rows],
    }
