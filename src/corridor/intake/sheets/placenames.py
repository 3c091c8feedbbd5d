"""Names of places as they stand in a sheet, matched to those of the scenario; one that fits two is refused."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from corridor.base.errors import shown
from corridor.base.quantity import Fault
from corridor.intake.sheets.matching import matching_form, one_line
from corridor.scenario.regions import region_names
from corridor.scenario.tables import PlaceRow

__all__ = ["PlaceNames"]

_FORM = re.compile(r"\s*(?:\w+\s*:)?\s*([^()]*?)\s*(?:\(([^()]*)\))?\s*")


@dataclass
class PlaceNames:
    """The names that a sheet may use.

    Attributes
    ----------
    known : mapping
        Names of the scenario by the matching form of each of theirs; empty where no scenario is at hand.
    aliases : mapping
        What the map says that a name means; None for all places together.
    read : dict
        What was taken for another name, as it stands in the sheet.
    """

    known: Mapping[str, frozenset[str]]
    aliases: Mapping[str, str | None]
    read: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, places: Iterable[PlaceRow] | None, aliases: Mapping[str, str | None]) -> PlaceNames:
        """Give the names of a scenario, and those of a map."""
        forms: dict[str, set[str]] = {}
        rows = tuple(places or ())
        for row in rows:
            for form in (row.place, row.pcode or "", *_forms(row.names or "")):
                if form:
                    forms.setdefault(matching_form(form), set()).add(row.place)
        for region in region_names(rows):
            forms.setdefault(matching_form(region), set()).add(region)
        return cls({form: frozenset(names) for form, names in forms.items()}, aliases)

    def match(self, text: str) -> str | None:
        """Give the name in the scenario, or None for all places together.

        Raises
        ------
        Fault
            It is the name of nothing, or could be that of two.
        """
        written = one_line(text)
        alias = [name for name in self.aliases if matching_form(name) == matching_form(written)]
        if alias:
            name = self.aliases[written if written in alias else alias[0]]
            self._noted(written, name if name is not None else "all places together")
            return name
        if not self.known:
            return written
        found = self.known.get(matching_form(written), frozenset())
        name = written if written in found else next(iter(found), None)
        if name is None or (len(found) > 1 and written not in found):
            raise self._fault(written, found)
        self._noted(written, name)
        return name

    def _noted(self, written: str, name: str) -> None:
        if written != name:
            self.read[written] = name

    def _fault(self, written: str, found: frozenset[str]) -> Fault:
        if found:
            return Fault(
                "place-ambiguous",
                f"{shown(written)}, which may be {' or '.join(sorted(found))}",
                "the name of one place or region",
                "Say which in 'places' in the map.",
            )
        close = difflib.get_close_matches(matching_form(written), self.known, 1)
        near = " or ".join(sorted(self.known[close[0]])) if close else ""
        meant = f"Did you mean {near}? " if near else ""
        return Fault(
            "place-unknown",
            shown(written),
            "a place or a region of the scenario",
            f"{meant}Say what it means in 'places' in the map.",
        )


def _forms(names: str) -> Iterable[str]:
    """Give the forms by language: each in its script, and in Latin letters."""
    for part in names.split(";"):
        match = _FORM.fullmatch(part)
        if match:
            yield from (form for form in match.groups() if form)
