"""Which places a count is about: one place, the places of an administrative region, or all of them."""

from __future__ import annotations

from collections.abc import Iterable

from corridor.scenario.tables import PlaceRow

__all__ = ["CROSSINGS", "covered", "region_names"]

# counts of people or vehicles that pass a place: over several places they are those who came in, or went out
CROSSINGS = ("arrivals", "departures", "vehicles")


def covered(name: str | None, places: Iterable[PlaceRow]) -> tuple[str, ...]:
    """Give the places that a name stands for, sorted; none where it is the name of nothing.

    Parameters
    ----------
    name : str or None
        A place; else a region, that is a value of the column `admin`; None for all places together. Where a place
        and a region bear one name, the place is meant.
    places : iterable of PlaceRow
        Those that are known.
    """
    rows = tuple(places)
    if name is None:
        return tuple(sorted({row.place for row in rows}))
    if any(row.place == name for row in rows):
        return (name,)
    return tuple(sorted({row.place for row in rows if row.admin == name}))


def region_names(places: Iterable[PlaceRow]) -> frozenset[str]:
    """Give the names of all regions: the values of the column `admin`."""
    return frozenset(row.admin for row in places if row.admin is not None)
