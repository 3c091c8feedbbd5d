"""Places as a result names them, groups with sensitive ones included: which are reported on, and how they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.ensemble.disclosure import OTHERS
from corridor.model.world import RECEIVING, Kind
from corridor.scenario.resolved import Resolved

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["headline_places", "kind_of", "labels", "middle", "receiving"]


def labels(resolved: Resolved, internal: bool) -> dict[str, str]:
    """Give the name under which each place of a result is shown, public groups included."""
    shown = {place.name: place.label for place in resolved.places if internal or not place.sensitive}
    return {**shown, **{name + OTHERS: text + OTHERS for name, text in shown.items()}}


def headline_places(result: xr.Dataset, resolved: Resolved) -> list[str]:
    """Give the places the scenario reports on, under the names they have in the result."""
    there = set(result["place"].values)
    return [name for place in resolved.report for name in (place, place + OTHERS) if name in there]


def kind_of(resolved: Resolved, place: str) -> Kind:
    """Give the kind of a place of a result; of a group, that of the place that takes the others in."""
    return next(Kind[one.kind] for one in resolved.places if one.name == place.removesuffix(OTHERS))


def receiving(result: xr.Dataset, resolved: Resolved) -> list[bool]:
    """Say for each place of a result whether people are received there."""
    return [kind_of(resolved, place) in RECEIVING for place in result["place"].values]


def middle(resolved: Resolved, path: str) -> float | None:
    """Give a number of the scenario, the middle of what is known of it; None where there is none."""
    number = resolved.numbers.get(path)
    if number is None:
        return None
    return number.value if isinstance(number.value, float) else float(number.value.ppf(0.5))
