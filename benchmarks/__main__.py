"""Measure, and print a table: `python -m benchmarks [--only NAME] [--list] [--scaling]`, `... compare OLD NEW`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from benchmarks import compare, extraction, limit, tables
from benchmarks.goals import judged, judged_texts, ratios
from benchmarks.machine import machine
from benchmarks.measure import in_own_process
from benchmarks.registry import ABSENT, PHASES, SIZES, Case, cases, chosen

RESULTS = Path(__file__).parent / "results"


def parser() -> argparse.ArgumentParser:
    """Give the options."""
    made = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the speed of corridor.")
    made.add_argument("--only", metavar="NAME", action="append", help="a case, or a pattern such as 'karabakh.*'")
    made.add_argument("--slow", action="store_true", help="also the cases that take minutes")
    made.add_argument("--list", action="store_true", help="list the cases and stop")
    made.add_argument("--scaling", action="store_true", help="measure curves instead, and draw them")
    made.add_argument("--out", metavar="FILE", type=Path, help="JSON file (default: benchmarks/results/latest.json)")
    made.add_argument("--markdown", metavar="FILE", type=Path, help="write the tables for the documentation too")
    commands = made.add_subparsers(dest="command")
    two = commands.add_parser("compare", help="compare two results; exit code 1 if anything got slower beyond noise")
    two.add_argument("old", metavar="OLD.json", type=Path)
    two.add_argument("new", metavar="NEW.json", type=Path)
    return made


def main(words: list[str] | None = None) -> int:
    """Do what is asked for."""
    arguments = parser().parse_args(words)
    if arguments.command == "compare":
        return compare.main(arguments.old, arguments.new)
    try:
        todo = chosen(arguments.only, arguments.slow)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    if arguments.list:
        return listed()
    if arguments.scaling:
        from benchmarks import scaling

        return scaling.main(arguments.out or RESULTS / "scaling.json")
    return run(todo, arguments.only is None, arguments.out or RESULTS / "latest.json", arguments.markdown)


def listed() -> int:
    """Print all cases, and what has none."""
    for name, one in cases().items():
        print(f"{name:<34}{one.what}{' (slow)' if one.slow else ''}")
    for (size, phase), reason in ABSENT.items():
        print(f"{f'{size}.{phase}':<34}none: {reason}")
    return 0


def run(todo: list[Case], everything: bool, out: Path, markdown: Path | None) -> int:
    """Measure and write; 1 if a case broke."""
    at = machine()
    # compiling the kernel is a case of its own: it must not count in the memory of another
    if any("compiled" in one.phase or "member" in one.phase or one.phase == "write" for one in todo):
        in_own_process("small.simulate-compiled")
    print(tables.HEAD)
    rows: list[dict[str, Any]] = []
    for one in todo:
        rows.append(in_own_process(one.name))
        print(tables.line(rows[-1]), flush=True)
    by_name = {row["name"]: row for row in rows}
    result: dict[str, Any] = {
        "machine": at,
        "sizes": SIZES,
        "phases": PHASES,
        "cases": rows,
        "ratios": ratios(by_name),
        "goals": judged(by_name),
        "limit": limit.in_own_process() if everything else None,
        "texts": None,
    }
    if everything:
        texts = extraction.measured_files()
        result["texts"] = {name: tally.shares() for name, tally in texts.items()}
        result["goals"] += judged_texts(texts["unseen"].shares()) if "unseen" in texts else []
        print("", extraction.table(texts), sep="\n")
    told = [tables.ratio_line(r) for r in result["ratios"] if everything or r["value"] is not None]
    told += [tables.goal_line(g) for g in result["goals"] if everything or g["met"] is not None]
    told += [tables.limit_line(result["limit"])] if result["limit"] else []
    print("", *told, sep="\n")
    write(out, json.dumps(result, indent=1) + "\n")
    if markdown:
        write(markdown, tables.markdown(result))
    print(f"\nWritten to {out}")
    return int(any("failed" in row for row in rows))


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8", newline="\n")
    os.replace(beside, path)


if __name__ == "__main__":
    sys.exit(main())
