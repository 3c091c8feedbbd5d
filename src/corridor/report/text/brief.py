"""A forecast in five lines: when it was made, how many came by when, the road, the queue, what is wanting."""

from __future__ import annotations

from corridor.base.times import show, zone_label
from corridor.report.findings import Findings
from corridor.report.findings.arrivals import at_moments
from corridor.report.text.summary import cannot_leave, event_lines, queue_lines
from corridor.report.text.words import people, people_span

__all__ = ["brief"]


def brief(findings: Findings) -> str:
    """Give a forecast in five lines."""
    known = findings.counts_known
    head = f"{findings.scenario}, {findings.members} possible futures, "
    if findings.as_of:
        now = f"{show(findings.as_of, findings.zone)} ({zone_label(findings.as_of, findings.zone)})"
        head += f"as of {now}; counts known by then: {known}" + (", not used." if known else ".")
    else:
        head += "simulated as written, no as-of time. Not a forecast."
    road = next(event_lines(findings), "Openings, closings and fleets: none in doubt any more.")
    queue = next(queue_lines(findings), "No roads.")
    return "\n".join([head, _arrivals(findings), road, queue, cannot_leave(findings)])


def _arrivals(findings: Findings) -> str:
    headline = findings.headline
    if headline is None:
        return "Arrivals: no place is reported on."
    parts = []
    for moment, row in at_moments(findings.arrivals, headline.place, [findings.soon, headline.time]):
        nine = people_span(row[0.05], row[0.95])
        parts.append(f"{people(row[0.5])} by {show(moment, findings.zone)} (9 of 10 futures: {nine})")
    return f"People arrived at {headline.label}, in all: {', '.join(dict.fromkeys(parts))}."
