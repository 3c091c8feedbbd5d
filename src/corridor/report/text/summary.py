"""What a duty officer needs from a forecast, as lines of text: how many by when, queues, shortages.

Works on a result by place (public or internal). Every number comes from the members alone; nothing is simulated here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from corridor.base.times import show, zone_label
from corridor.ensemble.disclosure import OTHERS
from corridor.ensemble.output_times import snapped
from corridor.ensemble.quantiles import at_times
from corridor.model.world import RECEIVING, Kind
from corridor.report.text.words import SCALE, chance, count, hours, span
from corridor.scenario.resolved import Resolved

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["events", "headline_places", "labels", "queues", "summary", "wanting"]

_WIDTH = 100
_TOLD = ("open", "close", "site_open", "fleet", "hazard", "fighting")
_STOCKS = 3  # places named for each item; a night reader takes in no more
FLOAT = npt.NDArray[np.float64]


def labels(resolved: Resolved) -> dict[str, str]:
    """Give the name under which each place of a result is shown, public groups included."""
    shown = {place.name: place.label for place in resolved.places}
    return {**shown, **{name + OTHERS: text + OTHERS for name, text in shown.items()}}


def headline_places(result: xr.Dataset, resolved: Resolved) -> list[str]:
    """Give the places the scenario reports on, under the names they have in the result."""
    shown = []
    for name in resolved.report:
        for candidate in (name, f"{name}{OTHERS}"):
            if candidate in result["place"].values:
                shown.append(candidate)
    return shown


def summary(result: xr.Dataset, resolved: Resolved, n_observations: int) -> str:
    """Give the summary of a forecast.

    Parameters
    ----------
    result : Dataset
        Public before suppression of small cells, or internal.
    n_observations : int
        Observations known at the as-of time, which this version does not use.
    """
    lines = [*_head(result, resolved, n_observations), ""]
    for place in headline_places(result, resolved):
        lines += [*_arrivals(result, resolved, place), ""]
    lines += [*events(result, resolved), *queues(result, resolved), *_shortages(result, resolved), ""]
    lines += _foot(result, resolved)
    return "\n".join(lines)


def _head(result: xr.Dataset, resolved: Resolved, n_observations: int) -> Iterator[str]:
    yield resolved.name
    yield "=" * min(_WIDTH, len(resolved.name))
    zone = zone_label(resolved.as_of or resolved.start, resolved.zone)
    if resolved.as_of:
        yield f"Forecast as of {show(resolved.as_of, resolved.zone)} ({zone}): nothing known later is used."
    else:
        yield f"Simulation of the whole scenario as written, no as-of time ({zone}). Not a forecast."
    yield f"{result.sizes['member']} possible futures; until {show(resolved.end, resolved.zone)}."
    if n_observations:
        yield (
            f"Counts known by then: {n_observations}. This version does not use counts: "
            "this is the forecast before them."
        )


def _days(resolved: Resolved) -> list[datetime]:
    """Give the local midnights after the as-of time, thinned to at most 16, and the end."""
    first = resolved.as_of or resolved.start
    local = first.astimezone(resolved.zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    nights = []
    while midnight < resolved.end:
        nights.append(midnight)
        midnight += timedelta(days=1)
    every = max(1, -(-len(nights) // 16))
    return snapped(resolved, [*nights[::every], resolved.end])


def _arrivals(result: xr.Dataset, resolved: Resolved, place: str) -> Iterator[str]:
    times = _days(resolved)
    values = at_times(result[["arrivals"]], times)["arrivals"].sel(place=place).values
    yield f"People arrived at {labels(resolved)[place]}, in all (every entry counted), by (local time):"
    yield f"  {'':<22}{'median':>10}   {'5 of 10 futures':>20}   {'9 of 10 futures':>20}   {'nobody yet':>10}"
    for k, moment in enumerate(times):
        low, quarter, middle, three, high = np.quantile(values[:, k], (0.05, 0.25, 0.5, 0.75, 0.95))
        nobody = float(np.mean(values[:, k] == 0))
        yield (
            f"  {show(moment, resolved.zone):<22}{count(middle):>10}   {span(quarter, three):>20}   "
            f"{span(low, high):>20}   {100 * nobody:>8.0f} %"
        )


def events(result: xr.Dataset, resolved: Resolved) -> Iterator[str]:
    """Say what may or may not happen yet, and when what has begun will be over."""
    now = ((resolved.as_of or resolved.start) - resolved.start).total_seconds() / 3600
    shown = [e for e in resolved.events if e.kind in _TOLD and e.name in result["event"].values]
    for event in sorted(shown, key=lambda e: (_TOLD.index(e.kind), e.name)):
        at, end = (
            np.nan_to_num(result[name].sel(event=event.name).values, nan=np.inf)
            for name in ("event_hour", "event_end_hour")
        )
        begun = (at <= now).all()
        hours = end if begun else at
        if (hours <= now).all() or (hours == hours[0]).all():
            continue  # has happened, or is certain
        over = " over," if begun else ""
        yield f"{event.name[:1].upper()}{event.name[1:]}:{over} {_by_the_end(hours, resolved)}."


def _by_the_end(hours: FLOAT, resolved: Resolved) -> str:
    """Say how likely something happens before the forecast ends, and when."""
    happened = hours[hours <= (resolved.end - resolved.start).total_seconds() / 3600]
    text = f"{chance(len(happened) / len(hours))} by the end"
    if not len(happened):
        return text
    middle = _moment(resolved, float(np.median(happened)))
    return f"{text}; if so, half of the times by {show(middle, resolved.zone)}"


def _moment(resolved: Resolved, hour: float) -> datetime:
    return resolved.start.astimezone(UTC) + timedelta(hours=round(hour))


def _after(result: xr.Dataset, resolved: Resolved) -> xr.Dataset:
    """Give the part of a result from the as-of time on."""
    first = (resolved.as_of or resolved.start).astimezone(UTC).replace(tzinfo=None)
    later: xr.Dataset = result.sel(time=slice(np.datetime64(first), None))
    return later


def queues(result: xr.Dataset, resolved: Resolved) -> Iterator[str]:
    """Say where the longest queue is; nothing where there are no roads."""
    if result.sizes["route"] == 0:
        return
    peak = result["queue_peak"].values  # (member, route)
    worst = int(np.argmax(np.median(peak, axis=0) + 1e-6 * peak.mean(axis=0)))
    if np.quantile(peak[:, worst], 0.95) < 1.0:
        yield "Queues: none of note on any road."
        return
    wait = result["waiting_time_peak"].isel(route=worst).fillna(0.0).values
    shown = labels(resolved)
    route = " to ".join(shown[place] for place in str(result["route"].values[worst]).split(">"))
    q = np.quantile(peak[:, worst], (0.05, 0.5, 0.95))
    w = np.quantile(wait, (0.05, 0.5, 0.95))
    yield (
        f"Longest queue, {route}: at its peak {count(q[1])} vehicles (9 of 10 futures: {span(q[0], q[2])}), "
        f"a wait of {hours(w[1])} ({hours(w[0])} to {hours(w[2])})."
    )


def _shortages(result: xr.Dataset, resolved: Resolved) -> Iterator[str]:
    later = _after(result, resolved)
    yield wanting(result, resolved)
    stayed = later["people"].sel(status="home").sum("place").isel(time=-1).values
    yield f"Still at home at the end: {_three(stayed)}."
    short = result["unsheltered_peak"].values
    yield f"Beds short at the worst moment (people without shelter): {_three(short)}; any short: {_share(short >= 10)}."
    need = later["need_state"].sum("place").isel(time=-1).values
    yield f"In need of state accommodation by the end (repeated requests counted): {_three(need)}."
    cases = result["tracing_cases_peak"].values
    yield f"Households looking for a member, at the peak: {_three(cases)}."
    for item in ("food", "fuel"):
        yield from _stocks(later, resolved, item)


def wanting(result: xr.Dataset, resolved: Resolved) -> str:
    """Say how many want to leave at the end and cannot."""
    before = _not_received(result, resolved)
    waiting = before["people"].sel(status=["ready", "stranded"]).sum(("place", "status")).isel(time=-1).values
    return f"Wanting to leave but without means or way at the end: {_three(waiting)}."


def _not_received(result: xr.Dataset, resolved: Resolved) -> xr.Dataset:
    """Give the part of a result at places where people are not received yet."""
    received = {place.name for place in resolved.places if Kind[place.kind] in RECEIVING}
    places = [place for place in result["place"].values if place.removesuffix(OTHERS) not in received]
    part: xr.Dataset = result.sel(place=places)
    return part


def _stocks(later: xr.Dataset, resolved: Resolved, item: str) -> Iterator[str]:
    """Where a stock runs out: the likeliest places; those where it hardly ever does are not counted."""
    lines = []
    for place in later["place"].values:
        values = later[item].sel(place=place).values
        if not np.isnan(values[:, 0]).all():
            share, text = _runs_out(values, later, resolved)
            lines.append((share, f"{item.capitalize()} at {labels(resolved)[place]} {text}."))
    told = [text for share, text in sorted(lines, reverse=True) if share >= 0.05]
    yield from told[:_STOCKS]
    more = len(told) - _STOCKS
    if more > 0:
        yield f"{item.capitalize()} runs out less often at {more} other place{'s' * (more > 1)}; see forecast.nc."
    if lines and not told:
        yield f"{item.capitalize()}: runs out nowhere that has a record of it, in 19 of 20 futures or more."


def _three(values: FLOAT) -> str:
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
    return f"{count(middle)} (9 of 10 futures: {span(low, high)})"


def _share(happens: Any) -> str:
    return chance(float(np.mean(happens)))


def _runs_out(values: FLOAT, later: xr.Dataset, resolved: Resolved) -> tuple[float, str]:
    """Give the chance that a stock falls to a hundredth of what it was at the as-of time, and when it does."""
    out = values <= np.maximum(1.0, 0.01 * values[:, :1])
    share = float(out.any(axis=1).mean())
    if share == 0.0:
        return share, ""
    step = int(np.median(out.argmax(axis=1)[out.any(axis=1)]))
    when = datetime.fromisoformat(str(later["time"].values[step])[:19]).replace(tzinfo=UTC)
    return share, f"runs out: {chance(share)}; if so, half of the times by {show(when, resolved.zone)}"


def _foot(result: xr.Dataset, resolved: Resolved) -> Iterator[str]:
    uncertain = sum(1 for n in resolved.numbers.values() if not isinstance(n.value, float))
    yield f"{uncertain} inputs are uncertain and drawn anew in each future. {SCALE}"
    yield "Ranges hold what the model knows of; what it leaves out is in the model description."
    if result.attrs.get("scope") == "internal":
        yield "INTERNAL: shows every place and cohort. Do not hand on."
    else:
        yield "Summed over cohorts; sensitive places merged with others; counts of people under 10 not shown."
