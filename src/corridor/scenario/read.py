"""A scenario folder becomes a checked short scenario, or one error with every fault in it."""

from __future__ import annotations

import copy
import difflib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from corridor.base import facts
from corridor.base.errors import InputError, Problem, Problems, Survey, Where, require, shown
from corridor.base.fields import problem_words
from corridor.base.files import YamlFile, read_yaml
from corridor.base.quantity import Defaults, Quantity, Spec
from corridor.base.rows import read_rows, spec_of
from corridor.base.times import parse_zone, show
from corridor.ledger.claims import ClaimRow, DecisionRow
from corridor.scenario import values  # noqa: F401  # what the `value` of each kind of row measures
from corridor.scenario.outlines import FILE as OUTLINES
from corridor.scenario.outlines import Outline, read_outlines
from corridor.scenario.schema import ScenarioFile, Section
from corridor.scenario.tables import EventRow, ObservationRow, PlaceRow, PlanningRow, RouteRow, Tables

__all__ = ["Scenario", "load", "map_quantities", "survey"]

YAML = "scenario.yaml"


@dataclass(frozen=True)
class Scenario:
    """The short scenario: what people wrote, checked, with all its versions.

    Attributes
    ----------
    folder : str
        Name of the folder it was read from.
    file : ScenarioFile
        `scenario.yaml`.
    places, routes, events, observations, planning : tuple of rows
        In the order of their files; the same key may stand there in several versions.
    zone : ZoneInfo
        The zone in which times are shown and days are counted.
    outlines : tuple of Outline
        Lines for the map.
    claims, decisions : tuple of rows
        The ledger: who says what, and what was decided on it.
    without : tuple of str
        Names of claims that were left out of it.
    """

    folder: str
    file: ScenarioFile
    places: tuple[PlaceRow, ...]
    routes: tuple[RouteRow, ...]
    events: tuple[EventRow, ...]
    observations: tuple[ObservationRow, ...]
    planning: tuple[PlanningRow, ...]
    zone: ZoneInfo
    outlines: tuple[Outline, ...] = ()
    claims: tuple[ClaimRow, ...] = ()
    decisions: tuple[DecisionRow, ...] = ()
    without: tuple[str, ...] = ()

    def _facts(self) -> dict[str, str]:
        tables = ("places", "routes", "events", "observations", "claims")
        as_of = show(self.file.as_of, self.zone) if self.file.as_of else "no time"
        counts = {name: f"{len({row.name() for row in getattr(self, name)})}" for name in tables}
        return {"folder": self.folder, "as of": as_of, **counts}

    def __repr__(self) -> str:
        return facts.line("Scenario", self.file.name, self._facts())

    def _repr_html_(self) -> str:
        return facts.html("Scenario", self.file.name, self._facts())

    def leaving_out(self, names: Sequence[str]) -> Scenario:
        """Give the scenario without the claims of some names."""
        kept = tuple(row for row in self.claims if row.claim not in names)
        return replace(self, claims=kept, without=(*self.without, *names))


def load(folder: str | Path) -> Scenario:
    """Read and check a scenario folder.

    Parameters
    ----------
    folder : path
        Holds `scenario.yaml`, `places.csv` and `routes.csv`; `events.csv`, `observations.csv`, `planning.csv`,
        `claims.csv` and `claims_log.csv` where there is something to say.

    Raises
    ------
    InputError
        With every fault found in any of the files.
    """
    return survey(folder).complete()


def survey(folder: str | Path, observations: Path | None = None, claims: Path | None = None) -> Survey[Scenario]:
    """Give what of a scenario folder can be read, and every fault found in it.

    Parameters
    ----------
    folder : path
        As for `load`.
    observations, claims : Path, optional
        Other folders that `observations.csv`, and `claims.csv` with its log, are read from, to look at them before they
        take their place.

    Raises
    ------
    InputError
        It is no scenario folder at all.

    Returns
    -------
    Survey of Scenario
        The scenario without the rows and fields that are at fault; None where `scenario.yaml` cannot be used at all.
    """
    from corridor.scenario.checks import crosscheck

    require(folder, (str, os.PathLike), "folder", "the path of a scenario folder", "Give a text or a Path.")
    path = Path(folder)
    if not os.path.lexists(path / YAML):
        raise InputError([_no_scenario(path)])
    problems = Problems()
    _misnamed(path, problems)
    read = read_yaml(path / YAML, problems)
    zone = _zone(read)
    file = _validated(read, zone, problems) if read else None
    tables = Tables(
        read_rows(path, PlaceRow, zone, problems, required=True),
        read_rows(path, RouteRow, zone, problems, required=True),
        read_rows(path, EventRow, zone, problems),
        read_rows(observations or path, ObservationRow, zone, problems),
        read_rows(path, PlanningRow, zone, problems),
        read_rows(claims or path, ClaimRow, zone, problems),
        read_rows(claims or path, DecisionRow, zone, problems),
    )
    if file is not None and read is not None:
        file = _with_origins(file, read)
    crosscheck(file, read, tables, problems)
    outlines = read_outlines(path, problems)
    if file is None:
        return Survey(None, problems)
    return Survey(
        Scenario(
            path.resolve().name.encode("utf-8", "replace").decode("utf-8"),  # a name may hold bytes that are no text
            file,
            tables.places.rows,
            tables.routes.rows,
            tables.events.rows,
            tables.observations.rows,
            tables.planning.rows,
            ZoneInfo(file.time_zone),
            outlines,
            tables.claims.rows,
            tables.decisions.rows,
        ),
        problems,
    )


def _no_scenario(path: Path) -> Problem:
    try:
        found = "a folder without scenario.yaml" if path.is_dir() else "a file" if path.exists() else "no such folder"
    except OSError as error:
        found = (error.strerror or str(error)).lower()
    return Problem(
        "not-a-scenario",
        file=str(path),
        found=found,
        expected="a scenario folder with scenario.yaml, places.csv and routes.csv",
        remedy="Check the path, or begin one with 'corridor new DIR'.",
    )


TABLES = (PlaceRow, RouteRow, EventRow, ObservationRow, PlanningRow, ClaimRow, DecisionRow)
FILES = (YAML, *(kind.file for kind in TABLES), OUTLINES)


def _misnamed(folder: Path, problems: Problems) -> None:
    """A file whose name is nearly that of a file of the scenario would be overlooked in silence."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return  # the files themselves are still tried, each with its own message
    absent = [name for name in FILES if name not in names]
    for name in names:
        close = difflib.get_close_matches(name.lower(), absent, 1, 0.85)
        if name not in FILES and close:
            problems.note(
                "file-misnamed",
                Where(name),
                shown(name),
                close[0],
                f"Rename it to {close[0]}, or to something else if it is not meant.",
            )


def _zone(read: YamlFile | None) -> tzinfo:
    """The zone that days are counted in; UTC stands in while a missing or wrong one is being reported."""
    try:
        return parse_zone((read.content if read else {}).get("time_zone"))
    except ValueError:
        return UTC


# --- scenario.yaml --------------------------------------------------------------------------------------------


def _validated(read: YamlFile, zone: tzinfo, problems: Problems) -> ScenarioFile | None:
    """Give the checked file; where fields are at fault, the rest without them, if that can stand by itself."""
    context = {"zone": zone}
    try:
        return ScenarioFile.model_validate(read.content, context=context)
    except ValidationError as error:
        details = error.errors(include_url=False)
    for detail in details:
        loc = tuple(detail["loc"])
        words = problem_words(detail, ScenarioFile)
        problems.add(words.pop("code"), file=YAML, row=read.line(loc), field=".".join(map(str, loc)), **words)
    rest = copy.deepcopy(read.content)
    for detail in details:
        _cut(rest, tuple(detail["loc"]))
    try:
        return ScenarioFile.model_validate(rest, context=context)
    except ValidationError:
        return None


def _cut(content: dict[str, Any], loc: tuple[Any, ...]) -> None:
    """Take out what stands at `loc`; of a list with something wrong in it, the whole list."""
    here = content
    for part in loc[:-1]:
        if not isinstance(here.get(part), dict):
            break
        here = here[part]
    else:
        part = loc[-1]
    here.pop(part, None)


SectionType = TypeVar("SectionType", bound=Section)


def map_quantities(
    section: SectionType,
    change: Callable[[tuple[Any, ...], Spec, Quantity], Quantity | None],
    path: tuple[Any, ...] = (),
) -> SectionType:
    """Give a copy of a section in which every quantity below it is what `change(path, spec, quantity)` gives."""
    updates: dict[str, Any] = {}
    for name, path_to, spec, value in _parts(section, path):
        if isinstance(value, Quantity) and spec is not None:
            updates[name] = change(path_to, spec, value)
        elif isinstance(value, Section):
            updates[name] = map_quantities(value, change, path_to)
        elif isinstance(value, dict):
            changed = {
                key: change((*path_to, key), spec, item)
                if isinstance(item, Quantity) and spec is not None
                else map_quantities(item, change, (*path_to, key))
                if isinstance(item, Section)
                else item
                for key, item in value.items()
            }
            updates[name] = {key: item for key, item in changed.items() if item is not None}
        elif isinstance(value, list) and value and isinstance(value[0], Section):
            updates[name] = [map_quantities(item, change, (*path_to, i)) for i, item in enumerate(value)]
    return section.model_copy(update=updates)


def _parts(section: Section, path: tuple[Any, ...]) -> Iterator[tuple[str, tuple[Any, ...], Spec | None, Any]]:
    for name, field in type(section).model_fields.items():
        yield name, (*path, name), spec_of(field), getattr(section, name)


def _with_origins(file: ScenarioFile, read: YamlFile) -> ScenarioFile:
    """Give every number its line, and what its sections lend it of source, reason and known time."""

    def change(path: tuple[Any, ...], spec: Spec, quantity: Quantity) -> Quantity:
        placed = replace(quantity, file=YAML, row=read.line(path), field=".".join(map(str, path)))
        for section in _sections_above(file, path):
            placed = Defaults(section.source or "", section.reason or "", section.known).lend(placed)
        return placed

    return map_quantities(file, change)


def _sections_above(file: ScenarioFile, path: tuple[Any, ...]) -> list[Section]:
    """Give the sections that hold `path`, the innermost first."""
    found: list[Section] = []
    here: Any = file
    for part in path:
        if isinstance(here, Section):
            found.append(here)
            here = getattr(here, str(part))
        else:
            here = here[part]
    return found[::-1]
