"""How many persons a household has, by sizes and shares of the cohorts: what turns a figure in families into people.

Cohorts share out persons, so the mean over households is the harmonic one. Works on plain numbers by path: those of a
member, or the middles of a view.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["persons_per_household"]


def persons_per_household(
    numbers: Mapping[str, float],
    cohorts: Iterable[str],
    cohort_places: Mapping[str, tuple[str, ...]],
    places: Iterable[str],
) -> float:
    """Give the persons in a household, on average over all households that live at some places.

    Parameters
    ----------
    numbers : mapping
        Holds `cohorts.<name>.persons_per_household` and `.share`, and `places.<name>.residents` (persons, or shares).
    cohorts : iterable of str
        Names of the cohorts.
    cohort_places : mapping
        Where those live that do not live everywhere.
    places : iterable of str
        Where to look; where nobody is known to live, every cohort counts by its share.
    """
    cohorts = tuple(cohorts)
    people = households = 0.0
    for place in places:
        residents = numbers.get(f"places.{place}.residents", 0.0)
        here = [name for name in cohorts if name not in cohort_places or place in cohort_places[name]]
        size = _harmonic(numbers, here)
        if residents > 0.0 and size > 0.0:
            people += residents
            households += residents / size
    return people / households if households > 0.0 else _harmonic(numbers, cohorts) or 1.0


def _harmonic(numbers: Mapping[str, float], cohorts: Iterable[str]) -> float:
    people = households = 0.0
    for name in cohorts:
        share = numbers.get(f"cohorts.{name}.share", 1.0)
        people += share
        households += share / numbers[f"cohorts.{name}.persons_per_household"]
    return people / households if households > 0.0 else 0.0
