"""How results are shown: lines for the terminal, and tables in Markdown for the documentation."""

from __future__ import annotations

from typing import Any

__all__ = ["HEAD", "goal_line", "limit_line", "line", "markdown", "ratio_line", "shown"]

HEAD = f"{'case':<34}{'CPU':>9}{'wall':>9}{'+-':>6}{'MB':>7}  what is measured; its ratio to a bare job"


def shown(seconds: float) -> str:
    """Give seconds with a fitting unit."""
    for unit, factor in (("s", 1.0), ("ms", 1e3)):
        if seconds * factor >= 1.0:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e6:.3g} us"


def line(row: dict[str, Any]) -> str:
    """Give a row of the table."""
    for word in ("unavailable", "failed"):
        if word in row:
            return f"{row['name']:<34}{word}: {row[word]}"
    ratio = f"; {row[row['clock']] / row['bare_s']:,.1f} x {row['bare']}" if row.get("bare_s") else ""
    times = f"{shown(row['cpu_s']):>9}{shown(row['wall_s']):>9}{_spread(row):>6}"
    return f"{row['name']:<34}{times}{_peak(row):>7}  {row['what']}{ratio}"


def _spread(row: dict[str, Any]) -> str:
    """Give the MAD of the clock that tells, relative to its median; nothing is known of fewer than three runs."""
    clock = row["clock"]
    if row["runs"] < 3 or not row[clock]:
        return "-"
    return f"{row[clock.replace('_s', '_mad_s')] / row[clock]:.0%}"


def _peak(row: dict[str, Any]) -> str:
    return f"{row['peak_mb']:.0f}" if row.get("peak_mb") else "-"


def ratio_line(ratio: dict[str, Any]) -> str:
    """Give a ratio."""
    value = "not measured" if ratio["value"] is None else f"{ratio['value']:.3g}"
    return f"{ratio['what']:<48}{value:>14}"


def goal_line(goal: dict[str, Any]) -> str:
    """Give a goal and whether it is met."""
    bound = f"{goal['sign']} {goal['limit']:g} {goal['unit']}"
    value = "-" if goal["value"] is None else f"{goal['value']:.3g} {goal['unit']}"
    return f"{goal['what']:<48}{value:>14}{bound:>12}  {_met(goal)}"


def _met(goal: dict[str, Any]) -> str:
    return {None: "not measured", True: "met", False: "MISSED"}[goal["met"]]


def limit_line(limit: dict[str, Any]) -> str:
    """Say how far the engine is from the machine's limit."""
    if "unavailable" in limit:
        return f"Distance from the machine's limit: not measured ({limit['unavailable']})."
    return (
        f"A member of {limit['size']} uses {limit['uniforms']:,} uniform numbers: {limit['engine_per_s'] / 1e6:.3g} "
        f"million a second, where the bare generator gives {limit['bare_per_s'] / 1e6:.3g} million "
        f"({1 / limit['share']:.3g} times as many)."
    )


def markdown(result: dict[str, Any]) -> str:
    """Give the whole result as tables in Markdown."""
    at = result["machine"]
    text = [
        f"Measured on {at['date'][:10]}: {at['processor']}, {at['cores']} cores, load {at['load'] or 0.0:.1f}, "
        f"Python {at['python']}, NumPy {at['versions']['numpy']}, Numba {at['versions']['numba']}, "
        f"corridor {at['corridor']}.",
        "",
        "| goal | measured | asked | |",
        "|---|---:|---:|---|",
    ]
    for goal in result["goals"]:
        value = "" if goal["value"] is None else f"{goal['value']:.3g} {goal['unit']}"
        text.append(f"| {goal['what']} | {value} | {goal['sign']} {goal['limit']:g} {goal['unit']} | {_met(goal)} |")
    text += ["", "| ratio | |", "|---|---:|"]
    for ratio in result["ratios"]:
        text.append(f"| {ratio['what']} | {'' if ratio['value'] is None else format(ratio['value'], '.3g')} |")
    text += ["", limit_line(result["limit"]), ""] if result["limit"] else [""]
    text += ["| case | what | CPU | wall | MAD | peak MB |", "|---|---|---:|---:|---:|---:|"]
    for row in result["cases"]:
        if row.get("runs"):
            times = f"{shown(row['cpu_s'])} | {shown(row['wall_s'])}"
            text.append(f"| `{row['name']}` | {row['what']} | {times} | {_spread(row)} | {_peak(row)} |")
        else:
            text.append(f"| `{row['name']}` | {row.get('unavailable') or row.get('failed')} | | | | |")
    text += _texts(result["texts"]) if result["texts"] else []
    return "\n".join(text) + "\n"


def _texts(texts: dict[str, dict[str, tuple[int, int]]]) -> list[str]:
    """Give what was drafted of each file of labelled texts: right ones out of all, by measure."""
    measures = list(next(iter(texts.values())))
    head = [f"| texts | {' | '.join(measures)} |", "|---|" + "---:|" * len(measures)]
    rows = []
    for name, shares in texts.items():
        cells = (f"{right} of {of}" + (f" ({100 * right / of:.0f} %)" if of else "") for right, of in shares.values())
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return ["", *head, *rows]
