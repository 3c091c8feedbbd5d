"""The scenario: read and check its files, then fix what is known at the as-of time."""

from __future__ import annotations

import csv

from benchmarks import sizes
from benchmarks.registry import Job, case


def _load(size: str) -> tuple[Job, Job | None]:
    import yaml

    import corridor

    folder = sizes.folder(size)

    def bare() -> object:
        with (folder / "scenario.yaml").open(encoding="utf-8") as file:
            content = [yaml.load(file, yaml.BaseLoader)]
        for path in sorted(folder.glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                content.append(list(csv.reader(file)))
        return content

    return lambda: corridor.load(folder), bare


def _resolve(size: str) -> tuple[Job, Job | None]:
    import corridor

    scenario = corridor.load(sizes.folder(size))
    return lambda: corridor.resolve(scenario), None


for _size in ("small", "karabakh"):
    case(_size, "load", bare="PyYAML and csv alone")(lambda size=_size: _load(size))
    case(_size, "resolve")(lambda size=_size: _resolve(size))
