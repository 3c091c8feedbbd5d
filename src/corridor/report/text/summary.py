"""What a duty officer needs from a forecast, as lines of text: how many by when, queues, shortages."""

from __future__ import annotations

from collections.abc import Iterator

from corridor.base.times import show, zone_label
from corridor.report.findings import Findings
from corridor.report.findings.arrivals import NOBODY, at_moments
from corridor.report.findings.events import UncertainEvent
from corridor.report.findings.stocks import ITEMS, Stock
from corridor.report.text.words import SCALE, chance, count, hours, people, people_span, span, spread

__all__ = ["cannot_leave", "event_lines", "queue_lines", "summary"]

_WIDTH = 100
_STOCKS = 3  # places named for each item; a night reader takes in no more


def summary(findings: Findings) -> str:
    """Give the summary of a forecast."""
    lines = [*_head(findings), ""]
    for place in findings.places:
        lines += [*_arrivals(findings, place), ""]
    lines += [*event_lines(findings), *queue_lines(findings), *_totals(findings), *_stock_lines(findings), ""]
    lines += _foot(findings)
    return "\n".join(lines)


def _head(findings: Findings) -> Iterator[str]:
    yield findings.scenario
    yield "=" * min(_WIDTH, len(findings.scenario))
    zone = zone_label(findings.as_of or findings.start, findings.zone)
    if findings.as_of:
        yield f"Forecast as of {show(findings.as_of, findings.zone)} ({zone}): nothing known later is used."
    else:
        yield f"Simulation of the whole scenario as written, no as-of time ({zone}). Not a forecast."
    yield f"{findings.members} possible futures; until {show(findings.end, findings.zone)}."
    if findings.counts_known:
        yield (
            f"Counts known by then: {findings.counts_known}. This version does not use counts: "
            "this is the forecast before them."
        )


def _arrivals(findings: Findings, place: str) -> Iterator[str]:
    yield f"People arrived at {findings.labels[place]}, in all (every entry counted), by (local time):"
    yield f"  {'':<22}{'median':>10}   {'5 of 10 futures':>20}   {'9 of 10 futures':>20}   {'nobody yet':>10}"
    for moment, row in at_moments(findings.arrivals, place, findings.nights):
        yield (
            f"  {show(moment, findings.zone):<22}{people(row[0.5]):>10}   {people_span(row[0.25], row[0.75]):>20}   "
            f"{people_span(row[0.05], row[0.95]):>20}   {100 * row[NOBODY]:>8.0f} %"
        )


def event_lines(findings: Findings) -> Iterator[str]:
    """Say what may or may not happen yet, and when what has begun will be over."""
    for event in findings.events:
        over, if_so = " over," if event.begun else "", _if_so(event, findings)
        yield f"{event.name[:1].upper()}{event.name[1:]}:{over} {chance(event.chance)} by the end{if_so}."


def _if_so(happens: UncertainEvent | Stock, findings: Findings) -> str:
    return f"; if so, half of the times by {show(happens.middle, findings.zone)}" if happens.middle else ""


def queue_lines(findings: Findings) -> Iterator[str]:
    """Say where the longest queue is; nothing where there are no roads."""
    queue = findings.queue
    if queue is None:
        return
    if queue.vehicles.high < 1.0:
        yield "Queues: none of note on any road."
        return
    vehicles, wait = queue.vehicles, queue.hours
    yield (
        f"Longest queue, {findings.labels[queue.origin]} to {findings.labels[queue.to]}: at its peak "
        f"{count(vehicles.middle)} vehicles (9 of 10 futures: {span(vehicles.low, vehicles.high)}), "
        f"a wait of {hours(wait.middle)} ({hours(wait.low)} to {hours(wait.high)})."
    )


def cannot_leave(findings: Findings) -> str:
    """Say how many want to leave at the end and cannot."""
    return f"Wanting to leave but without means or way at the end: {spread(findings.totals.cannot_leave)}."


def _totals(findings: Findings) -> Iterator[str]:
    totals = findings.totals
    yield cannot_leave(findings)
    yield f"Still at home at the end: {spread(totals.at_home)}."
    short, any_short = spread(totals.beds_short), chance(totals.beds_short_chance)
    yield f"Beds short at the worst moment (people without shelter): {short}; any short: {any_short}."
    yield f"In need of state accommodation by the end (repeated requests counted): {spread(totals.need_state)}."
    yield f"Households looking for a member, at the peak: {spread(totals.tracing)}."


def _stock_lines(findings: Findings) -> Iterator[str]:
    """Say where a stock runs out: the likeliest places; those where it hardly ever does are not counted."""
    for item in ITEMS:
        recorded = [stock for stock in findings.stocks if stock.item == item]
        lines = sorted(((stock.chance, _runs_out(stock, findings)) for stock in recorded), reverse=True)
        shown = [text for share, text in lines if share >= 0.05]
        yield from shown[:_STOCKS]
        more = len(shown) - _STOCKS
        if more > 0:
            yield f"{item.capitalize()} runs out less often at {more} other place{'s' * (more > 1)}; see forecast.nc."
        if recorded and not shown:
            yield f"{item.capitalize()}: runs out nowhere that has a record of it, in 19 of 20 futures or more."


def _runs_out(stock: Stock, findings: Findings) -> str:
    where = f"{stock.item.capitalize()} at {findings.labels[stock.place]}"
    return f"{where} runs out: {chance(stock.chance)}{_if_so(stock, findings)}."


def _foot(findings: Findings) -> Iterator[str]:
    yield f"{findings.uncertain_inputs} inputs are uncertain and drawn anew in each future. {SCALE}"
    yield "Ranges hold what the model knows of; what it leaves out is in the model description."
    if findings.internal:
        yield "INTERNAL: shows every place and cohort. Do not hand on."
    else:
        yield "Summed over cohorts; sensitive places merged with others; counts of people under 10 not shown."
