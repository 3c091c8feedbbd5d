"""Units: the few that corridor speaks, and conversion between them.

The registry is pint's, loaded with our own short list in `units.txt`. Persons, households and vehicles are
dimensions of their own, so that a figure in families is never read as a figure in people: households become
persons only through a household size that the scenario states.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pint

__all__ = ["convert_factor"]

# words joined by a space, a stroke, a star or a hyphen: pint itself would also work out sums such as 9**9**9
_UNIT = re.compile(r"(?:1\s*/\s*)?[^\W\d]+(?:[\s/*-]+[^\W\d]+)*|[1%]")
_LONGEST = 60


@cache
def _registry() -> pint.UnitRegistry[float]:
    import pint  # slow to load, and most figures are in the unit that is wanted

    lines = files("corridor.base").joinpath("units.txt").read_text("utf-8").splitlines()
    registry: pint.UnitRegistry[float] = pint.UnitRegistry(None, preprocessors=[_spoken])
    registry.load_definitions([line for line in lines if line and not line.startswith("#")])
    return registry


def _spoken(text: str) -> str:
    return text.replace("%", "percent").replace("person-days", "person_days").replace("person-day", "person_days")


@cache
def convert_factor(unit: str, to: str) -> float:
    """Give the factor by which a figure in `unit` is multiplied to be in unit `to`.

    Raises
    ------
    ValueError
        `unit` is unknown, or measures something else than `to`.

    Examples
    --------
    >>> convert_factor("d", "h")
    24.0
    """
    if _spoken(unit.strip()) == _spoken(to):
        return 1.0
    if len(unit) > _LONGEST or not _UNIT.fullmatch(unit.strip()):
        raise ValueError("no such unit")
    import pint

    registry = _registry()
    try:
        found = registry.parse_units(_spoken(unit.strip()) if unit.strip() != "1" else "")
    except Exception:  # pint raises its own errors, tokenizer errors and AttributeError for odd text
        raise ValueError("no such unit") from None
    try:
        return float(registry.Quantity(1.0, found).to("" if to == "1" else _spoken(to)).magnitude)
    except pint.DimensionalityError:
        raise ValueError(f"a unit that cannot become {to}") from None
    except pint.UndefinedUnitError:
        raise ValueError(f"{to} is no unit") from None
