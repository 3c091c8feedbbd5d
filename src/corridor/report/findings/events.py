"""What may or may not happen yet, and when what has begun will be over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from corridor.report.findings.statistics import Array
from corridor.scenario.resolved import Resolved

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["UncertainEvent", "uncertain_events"]

_KINDS = ("open", "close", "site_open", "fleet", "hazard", "fighting")


@dataclass(frozen=True)
class UncertainEvent:
    """An event that is in doubt.

    Attributes
    ----------
    name : str
        Its name.
    begun : bool
        Whether it has begun in every future, so that its end is in doubt; else its beginning is.
    chance : float
        Share of the futures in which it begins, or ends, before the forecast does.
    middle : datetime or None
        When it has in half of those.
    """

    name: str
    begun: bool
    chance: float
    middle: datetime | None


def uncertain_events(result: xr.Dataset, resolved: Resolved) -> Iterator[UncertainEvent]:
    """Give the events in doubt, by kind and name; what has happened or is certain is left out."""
    now = ((resolved.as_of or resolved.start) - resolved.start).total_seconds() / 3600
    shown = [event for event in resolved.events if event.kind in _KINDS and event.name in result["event"].values]
    for event in sorted(shown, key=lambda event: (_KINDS.index(event.kind), event.name)):
        at, end = (
            np.nan_to_num(result[name].sel(event=event.name).values, nan=np.inf)
            for name in ("event_hour", "event_end_hour")
        )
        begun = bool((at <= now).all())
        hours = end if begun else at
        if not ((hours <= now).all() or (hours == hours[0]).all()):
            yield UncertainEvent(event.name, begun, *_by_the_end(hours, resolved))


def _by_the_end(hours: Array, resolved: Resolved) -> tuple[float, datetime | None]:
    """Give how likely something happens before the forecast ends, and by when it has in half of those futures."""
    happened = hours[hours <= (resolved.end - resolved.start).total_seconds() / 3600]
    if not len(happened):
        return 0.0, None
    middle = resolved.start.astimezone(UTC) + timedelta(hours=round(float(np.median(happened))))
    return len(happened) / len(hours), middle
