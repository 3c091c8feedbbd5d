"""What maps show: flows and queues on roads and people at places, at a number of times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from corridor.ensemble.disclosure import OTHERS
from corridor.ensemble.output_times import at_times, snapped
from corridor.model.world import RECEIVING
from corridor.report.findings.places import kind_of, labels, middle
from corridor.scenario.resolved import Resolved

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["MapPanel", "map_panels"]

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class MapPanel:
    """What a map shows at one time.

    Attributes
    ----------
    time : datetime
        The moment.
    routes : DataFrame
        `route` (the index), the two ends (`from`, `to`, `lon0`, `lat0`, `lon1`, `lat1`), `flow`: persons a day who came
        to its end in the day before, and `queue`: vehicles waiting there. Each direction is a row. Means.
    places : DataFrame
        `place` (the index), `label`, `lon`, `lat`, `kind`, `receives` and `people`: persons present. Means.
    """

    time: datetime
    routes: pd.DataFrame
    places: pd.DataFrame


def map_panels(result: xr.Dataset, resolved: Resolved, number: int = 4) -> list[MapPanel]:
    """Give maps at a number of times from the as-of time to the end, closer together at first.

    Places without a position are left out, and the roads that touch them; none at all: no panel.
    """
    where = _positions(result, resolved)
    if len(where) == 0:
        return []
    begin = resolved.as_of or resolved.start
    whole = resolved.end - begin
    wanted = [_half_day(begin + whole * 2.0 ** (k - number + 1), resolved) for k in range(number - 1)]
    times = snapped(resolved, [*(moment for moment in wanted if begin < moment < resolved.end), resolved.end])
    return [_panel(result, resolved, where, moment) for moment in times]


def _half_day(moment: datetime, resolved: Resolved) -> datetime:
    """Give the local midnight or noon nearest to a moment."""
    local = moment.astimezone(resolved.zone) + timedelta(hours=6)
    return local.replace(hour=12 * (local.hour // 12), minute=0, second=0, microsecond=0)


def _panel(result: xr.Dataset, resolved: Resolved, where: pd.DataFrame, moment: datetime) -> MapPanel:
    import pandas as pd

    begin = max(moment - _DAY, resolved.start)
    before, now = snapped(resolved, [begin])[0], snapped(resolved, [moment])[0]
    both = at_times(result[["crossed"]], [before, now])["crossed"].mean("member").values
    days = max((now - before) / _DAY, 1e-9)
    queue = at_times(result[["queue"]], [now])["queue"].mean("member").values[0]
    present = at_times(result[["present"]], [now])["present"].mean("member").to_series()
    at = dict(zip(where.index, where[["lon", "lat"]].itertuples(index=False), strict=True))
    there, rows = set(result["place"].values), {}
    for r, route in enumerate(result["route"].values):
        origin, to = (place if place in there else place + OTHERS for place in route.split(">"))
        if origin in at and to in at:
            rows[route] = (origin, to, *at[origin], *at[to], (both[1, r] - both[0, r]) / days, queue[r])
    columns = ["from", "to", "lon0", "lat0", "lon1", "lat1", "flow", "queue"]
    routes = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    here = present.droplevel("time") if "time" in present.index.names else present
    return MapPanel(moment, routes, where.assign(people=here.reindex(where.index)))


def _positions(result: xr.Dataset, resolved: Resolved) -> pd.DataFrame:
    """Give label and position of each place of a result that has one; a group stands where its host is."""
    import pandas as pd

    shown, rows = labels(resolved, True), {}
    for place in result["place"].values:
        at = [middle(resolved, f"places.{place.removesuffix(OTHERS)}.{axis}") for axis in ("lon", "lat")]
        if None not in at:
            kind = kind_of(resolved, place)
            rows[place] = (shown[place], *at, kind.name, kind in RECEIVING)
    found = pd.DataFrame.from_dict(rows, orient="index", columns=["label", "lon", "lat", "kind", "receives"])
    if len(found) and found["lon"].max() - found["lon"].min() > 180.0:  # round the back of the globe
        found["lon"] = found["lon"] % 360.0
    return found
