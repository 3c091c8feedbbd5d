"""The recipe of a result: all that is needed to make the same bits again, encoded only on writing."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from typing import Any, Literal

from corridor._version import __version__
from corridor.base.times import iso
from corridor.ensemble.disputes import pool_components
from corridor.scenario.resolved import Resolved

__all__ = ["Recipe", "Scope"]

Scope = Literal["public", "internal"]


def _versions() -> dict[str, str]:
    return {"python": platform.python_version(), **{name: version(name) for name in ("numpy", "scipy")}}


@dataclass(frozen=True)
class Recipe:
    """What a result was made from.

    Attributes
    ----------
    kind : str
        "forecast" (a view as of a time) or "simulation" (the scenario as written).
    scenario, folder : str
        Name of the scenario, and of the folder it was read from.
    as_of : datetime or None
        Nothing known later was used; None for a simulation.
    start, end : datetime
        Of the simulated time.
    time_zone : str
        In which times are shown and days are counted.
    members, seed : int
        Possible futures, and the seed of all their randomness.
    hash, hash_without_observations : str
        Of all in the scenario that can change a number.
    numbers : mapping
        Every number by path, with unit, source, reason, known time and origin.
    claims : mapping
        For each pooled number, by path, what its components are.
    settings : mapping
        Numbers and event times that were replaced, by path.
    without : sequence of str
        Claims that were left out.
    scope : "public" or "internal"
        How far it may go.
    observations_used : int
        Counts that the result was bent to.
    corridor, versions : str, mapping
        Versions of the program and of what it computes with.
    """

    kind: str
    scenario: str
    folder: str
    as_of: datetime | None
    start: datetime
    end: datetime
    time_zone: str
    members: int
    seed: int
    hash: str
    hash_without_observations: str
    numbers: Mapping[str, Mapping[str, Any]] = field(repr=False)
    claims: Mapping[str, Sequence[Mapping[str, Any]]] = field(repr=False)
    settings: Mapping[str, str] = field(default_factory=dict)
    without: Sequence[str] = ()
    scope: Scope = "internal"
    observations_used: int = 0
    corridor: str = __version__
    versions: Mapping[str, str] = field(default_factory=_versions)

    @classmethod
    def of(cls, resolved: Resolved, members: int, seed: int) -> Recipe:
        """Give the recipe of a run with everything in it; `corridor.ensemble.disclosure` makes it public."""
        return cls(
            kind="forecast" if resolved.as_of else "simulation",
            scenario=resolved.name,
            folder=resolved.folder,
            as_of=resolved.as_of,
            start=resolved.start,
            end=resolved.end,
            time_zone=str(resolved.zone),
            members=members,
            seed=seed,
            hash=resolved.hash(),
            hash_without_observations=resolved.hash(observations=False),
            numbers={path: number.as_dict() for path, number in resolved.numbers.items()},
            claims=pool_components(resolved),
            settings=dict(resolved.settings),
            without=resolved.without,
        )

    def as_dict(self) -> dict[str, Any]:
        """Give what a machine reads: plain values, times as ISO 8601."""
        return {
            "corridor": self.corridor,
            "kind": self.kind,
            "scenario": self.scenario,
            "folder": self.folder,
            "as_of": iso(self.as_of) if self.as_of else None,
            "start": iso(self.start),
            "end": iso(self.end),
            "time_zone": self.time_zone,
            "members": self.members,
            "seed": self.seed,
            "hash": self.hash,
            "hash_without_observations": self.hash_without_observations,
            "observations_used": self.observations_used,
            "versions": dict(self.versions),
            "numbers": {path: dict(number) for path, number in self.numbers.items()},
            "claims": {path: [dict(one) for one in parts] for path, parts in self.claims.items()},
            "settings": dict(self.settings),
            "without": list(self.without),
            "scope": self.scope,
        }

    def to_json(self, indent: int | None = None) -> str:
        """Give it as a JSON document."""
        return json.dumps(self.as_dict(), indent=indent, ensure_ascii=False)
