"""What the `value` of a row measures: its unit and range by the kind of event or count."""

from __future__ import annotations

from corridor.base.quantity import Spec
from corridor.base.rows import value_spec
from corridor.scenario.tables import EventRow, ObservationRow, PlanningRow

__all__ = ["NEEDS_VALUE", "count_spec"]

_SHARE = "1"
_EVENT_VALUES = {
    "fighting": Spec(_SHARE, "intensity", low=0, high=1),
    "hazard": Spec(_SHARE, "intensity", low=0, high=1),
    "capacity": Spec("vehicles/h", "new capacity, or a factor on the usual one", low=0, units=("1",)),
    "delivery": Spec("person_days", "food or fuel brought", low=0, units=("litres",)),
    "loss": Spec("person_days", "food or fuel lost", low=0, units=("litres",)),
    "assurance": Spec(_SHARE, "share of the missing trust that it gives", low=0, high=1),
    "presence": Spec(_SHARE, "share of the missing trust while it lasts", low=0, high=1),
    "breach": Spec(_SHARE, "share of the trust that it takes", low=0, high=1),
    "site_open": Spec("persons", "room or desks that it adds", low=0, units=("desks",)),
    "fleet": Spec("buses", "buses", low=0),
}
NEEDS_VALUE = frozenset(_EVENT_VALUES) - {"site_open"}
_COUNTS = {
    "vehicles": Spec("vehicles", "vehicles counted", low=0),
    "stock": Spec("person_days", "stock counted", low=0, units=("litres",)),
}
_PERSONS = Spec("persons", "persons counted", low=0, units=("households",))


def count_spec(kind: str) -> Spec:
    """Give what a count of a kind is measured in."""
    return _COUNTS.get(kind, _PERSONS)


@value_spec.register
def _(row: EventRow) -> Spec | None:
    return _EVENT_VALUES.get(row.kind)


@value_spec.register
def _(row: ObservationRow) -> Spec | None:
    return count_spec(row.kind)


@value_spec.register
def _(row: PlanningRow) -> Spec | None:
    return Spec("persons", "figure", low=0, units=("households", "vehicles", "litres", "person_days", "persons/d"))
