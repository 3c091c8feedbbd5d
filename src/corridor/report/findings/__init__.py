"""What a result says: every number that is shown, worked out here and nowhere else, once, and as it may be shown.

Findings hold nothing of the arrays they were worked out from, so that these may be overwritten. Text, documents for
machines, tables and pictures only render them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from corridor.ensemble.output_times import midnights, snapped
from corridor.ensemble.results import Result
from corridor.report.findings.arrivals import Headline, counts, disclosed, fan
from corridor.report.findings.disputes import DisputedInput, disputed_inputs
from corridor.report.findings.events import UncertainEvent, uncertain_events
from corridor.report.findings.lodging import lodging
from corridor.report.findings.maps import MapPanel, map_panels
from corridor.report.findings.places import headline_places, labels
from corridor.report.findings.quantiles import quantile_table
from corridor.report.findings.queues import LongestQueue, longest_queue
from corridor.report.findings.statistics import Spread
from corridor.report.findings.stocks import Stock, stocks
from corridor.report.findings.totals import Totals, totals
from corridor.report.findings.whereabouts import people
from corridor.scenario.outlines import Outline
from corridor.scenario.resolved import Resolved

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Drawn", "Findings"]

_NIGHTS = 16
_SOON = timedelta(days=2)


@dataclass(frozen=True, eq=False)
class Drawn:
    """What pictures draw: means and quantiles, small ones too, as a picture shows a number by the length of a line.

    Attributes
    ----------
    fan, counts : DataFrame or None
        Arrivals at the headline place over time, and the counts of them that were known, from the functions of these
        names; None where there is no such place.
    people, lodging : DataFrame
        From the functions of these names.
    panels : tuple of MapPanel
        From `map_panels`.
    outlines : tuple of Outline
        Lines for the map.
    """

    fan: pd.DataFrame | None
    counts: pd.DataFrame | None
    people: pd.DataFrame
    lodging: pd.DataFrame
    panels: tuple[MapPanel, ...]
    outlines: tuple[Outline, ...]


@dataclass(frozen=True, eq=False)
class Findings:
    """What a result says, as it may be handed on; small counts are missing, unless it is internal.

    Attributes
    ----------
    scenario : str
        Its name.
    as_of : datetime or None
        Nothing known later was used; None for a simulation as written.
    start, end, zone
        Of the simulated time, and in which zone times are shown.
    nights, soon
        The times by which arrivals are shown: local midnights after the as-of time, at most 16, and the end; and two
        days after it.
    members : int
        Possible futures.
    internal : bool
        Whether every place and cohort is shown.
    uncertain_inputs : int
        Numbers drawn anew in each future.
    counts_known, counts_used : int
        Counts known at the as-of time, and those that the result was bent to.
    labels : mapping
        The name under which each place is shown, by its name in the result; of a sensitive one only if it is internal.
    places : tuple of str
        The places reported on; the first one is that of the headline.
    headline : Headline or None
        The number that stands for all; None where no place is reported on.
    arrivals : DataFrame
        Persons arrived by `place` and `time` (UTC): quantiles, and the share of the futures with nobody yet.
    events : tuple of UncertainEvent
        What may or may not happen yet.
    queue : LongestQueue or None
        The longest one; None where there are no roads.
    totals : Totals
        All places together.
    stocks : tuple of Stock
        Where food and fuel run out.
    disputes : tuple of DisputedInput
        On what parties do not agree, and the forecast under each side.
    quantiles : DataFrame
        Every target by place and time, in the columns of the forecast hubs.
    drawn : Drawn
        What pictures draw.
    """

    scenario: str
    as_of: datetime | None
    start: datetime
    end: datetime
    zone: ZoneInfo
    nights: tuple[datetime, ...] = field(repr=False)
    soon: datetime = field(repr=False)
    members: int
    internal: bool
    uncertain_inputs: int
    counts_known: int
    counts_used: int
    labels: Mapping[str, str] = field(repr=False)
    places: tuple[str, ...]
    headline: Headline | None
    arrivals: pd.DataFrame = field(repr=False)
    events: tuple[UncertainEvent, ...] = field(repr=False)
    queue: LongestQueue | None
    totals: Totals
    stocks: tuple[Stock, ...] = field(repr=False)
    disputes: tuple[DisputedInput, ...] = field(repr=False)
    quantiles: pd.DataFrame = field(repr=False)
    drawn: Drawn = field(repr=False)

    @classmethod
    def of(cls, result: Result) -> Findings:
        """Work out all that a result says, before small cells are taken out of its dataset."""
        data, resolved, internal = result.dataset, result.resolved, result.internal
        shown, places = labels(resolved, internal), headline_places(data, resolved)
        fans = {place: fan(data, place) for place in places}
        arrivals = disclosed(fans, internal)
        first = next(iter(places), None)
        at_end = None if first is None else data["arrivals"].sel(place=first).isel(time=-1).values
        return cls(
            scenario=resolved.name,
            as_of=resolved.as_of,
            start=resolved.start,
            end=resolved.end,
            zone=resolved.zone,
            nights=_nights(resolved),
            soon=snapped(resolved, [min((resolved.as_of or resolved.start) + _SOON, resolved.end)])[0],
            members=result.members,
            internal=internal,
            uncertain_inputs=sum(not isinstance(number.value, float) for number in resolved.numbers.values()),
            counts_known=len(resolved.observations) if resolved.as_of else 0,
            counts_used=result.recipe.observations_used,
            labels=shown,
            places=tuple(places),
            headline=None if first is None else _headline(first, shown[first], resolved, arrivals.loc[[first]]),
            arrivals=arrivals,
            events=tuple(uncertain_events(data, resolved)),
            queue=longest_queue(data),
            totals=totals(data, resolved, internal),
            stocks=tuple(stocks(data, resolved)),
            disputes=disputed_inputs(data, resolved, at_end, internal),
            quantiles=quantile_table(data, resolved, internal),
            drawn=Drawn(
                None if first is None else fans[first],
                None if first is None else counts(resolved, first),
                people(data, resolved),
                lodging(data, resolved),
                tuple(map_panels(data, resolved)),
                resolved.outlines,
            ),
        )


def _headline(place: str, label: str, resolved: Resolved, arrivals: pd.DataFrame) -> Headline:
    last = arrivals.iloc[-1]
    return Headline(place, label, resolved.end, Spread(*(float(last[level]) for level in (0.05, 0.5, 0.95))))


def _nights(resolved: Resolved) -> tuple[datetime, ...]:
    nights = midnights(resolved)
    every = max(1, -(-len(nights) // _NIGHTS))
    return tuple(snapped(resolved, [*nights[::every], resolved.end]))
