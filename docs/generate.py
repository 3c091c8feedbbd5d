"""Pages that follow the code: command help, fields of a scenario, default priors, series, statuses and error codes.

`conf.py` calls `write` before each build; the pages that people write include what it makes. Nothing here is kept in
version control, so it cannot grow stale. Texts that the code does not hold (what a column that is no number means, what
an event does) stand in the tables below; a test asks for one for each.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import corridor
from corridor.base.quantity import Spec
from corridor.base.rows import Row, column_of, columns_of, spec_of
from corridor.base.units import __file__ as units_file
from corridor.cli.main import parser
from corridor.intake.sheets.claimmap import ClaimsMap
from corridor.intake.sheets.columnmap import Part
from corridor.intake.sheets.countmap import CountsMap
from corridor.ledger.claims import ClaimRow, DecisionRow
from corridor.ledger.grades import standard_tables
from corridor.model.record import COHORT_SERIES, PEAKS, SERIES
from corridor.report.findings.quantiles import LEVELS, TARGETS
from corridor.scenario import values
from corridor.scenario.schema import JUDGED, MODEL, PLACE_KINDS, WIDE, ScenarioFile, Section
from corridor.scenario.tables import EVENT_KINDS, EventRow, ObservationRow, PlaceRow, PlanningRow, RouteRow

SOURCE = Path(corridor.__file__).parent
WIDTH = 100  # columns of a printed help
TABLES: tuple[type[Row], ...] = (PlaceRow, RouteRow, EventRow, ObservationRow, PlanningRow, ClaimRow, DecisionRow)
PROVENANCE = ("source", "reason", "known")


def pages() -> dict[str, Callable[[], str]]:
    """Give the maker of each generated page, by file name."""
    return {
        "commands.md": commands,
        "scenario_yaml.md": scenario_yaml,
        "tables.md": tables,
        "events.md": events,
        "priors.md": priors,
        "series.md": series,
        "levels.md": levels,
        "errors.md": errors,
        "units.md": units,
        "column_map.md": column_map,
        "claims_map.md": claims_map,
        "grades.md": grades,
        "rooms.md": rooms,
    }


def write(folder: Path) -> None:
    """Write every generated page into `folder`; a page that has not changed is left alone."""
    folder.mkdir(exist_ok=True)
    for name, make in pages().items():
        path, text = folder / name, make()
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Give a Markdown table."""
    head = list(header)
    lines = [head, ["---"] * len(head), *([cell.replace("|", r"\|") or " " for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def code(text: str) -> str:
    """Give text as inline code."""
    return f"`{text}`"


# --- commands -------------------------------------------------------------------------------------------------


def help_text(top: argparse.ArgumentParser) -> str:
    """Give the help of a parser as it prints on a terminal of `WIDTH` columns."""
    before = {name: os.environ.get(name) for name in ("COLUMNS", "NO_COLOR")}
    os.environ.update(COLUMNS=str(WIDTH), NO_COLOR="1")
    try:
        return top.format_help()
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


def verbs(top: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Give the parser of each command, and of those below it, by the words that call it."""
    found = {}
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, verb in action.choices.items():
                found[name] = verb
                found.update({f"{name} {below}": one for below, one in verbs(verb).items()})
    return found


def commands() -> str:
    top = parser()
    parts = [("corridor", top), *((f"corridor {name}", verb) for name, verb in verbs(top).items())]
    return "\n".join(f"## {title}\n\n```text\n{help_text(one)}```\n" for title, one in parts)


# --- scenario.yaml --------------------------------------------------------------------------------------------

NAMED = {"cohorts": "<cohort>", "alpha": "<kind>"}  # what the keys of a mapping name; places elsewhere

MEANINGS = {
    "ScenarioFile.corridor": ("1", "version of this format"),
    "ScenarioFile.name": ("text", "name for people; it heads the summary and the picture"),
    "ScenarioFile.summary": ("text", "what the scenario is about, in a few sentences"),
    "ScenarioFile.time_zone": ("IANA name", "zone in which days are counted and times are shown"),
    "ScenarioFile.start": ("time with offset", "first moment of the simulation"),
    "ScenarioFile.end": ("time with offset", "last moment; the last step is a whole one"),
    "ScenarioFile.as_of": ("time with offset", "nothing known later is used; `--as-of` stands in for it"),
    "ScenarioFile.report": (
        "list of places",
        "places whose arrivals the summary and the picture show; default: the reception places that are not sensitive, "
        "else camps, host regions, shelters or settlements, the first kind there is",
    ),
    "Cohort.places": ("list of places", "where the cohort lives; default: everywhere"),
    "Leaving.daily_profile": ("24 numbers", "factors on the leaving rate, one for each local hour from 0 to 23"),
    "Destination.measure": ("time / distance", "what the cost of a destination is: hours on the way, or km"),
    "Cohort.walks": ("true / false", "whether it ever sets out on foot; default true"),
    "Travel.spillback": ("true / false", "whether a full route lets nobody in"),
    "ClaimsSection.definitions": (
        "quantity: text",
        "what the pooled claims of a quantity count; needed where approved claims of it have several definitions",
    ),
    "Driven.since": ("time with offset", "the rate holds from then on, until a later item for the same place"),
    "Driven.place": (
        "place",
        "where they set out; default: shared over all places by households at the start times threat",
    ),
}


def kinds_of(annotation: Any) -> Iterator[Any]:
    """Give the plain types inside an annotation."""
    if get_origin(annotation) in (Union, UnionType, Annotated, list, dict):
        for part in get_args(annotation):
            yield from kinds_of(part)
    else:
        yield annotation


def section_of(annotation: Any) -> type[Section] | None:
    """Give the section that a field holds, by itself, by name or in a list."""
    found = [kind for kind in kinds_of(annotation) if isinstance(kind, type) and issubclass(kind, Section)]
    return found[0] if found else None


def below(name: str, annotation: Any) -> str:
    """Give how a path goes on below a field: by name for a mapping, by number for a list."""
    origin = get_origin(annotation)
    return f".{NAMED.get(name, '<place>')}" if origin is dict else ".<n>" if origin is list else ""


def sections(kind: type[Section] = ScenarioFile, path: str = "") -> Iterator[tuple[str, type[Section]]]:
    """Give every section of the file with its dotted path, outermost first."""
    yield path, kind
    for name, field in kind.model_fields.items():
        inner = section_of(field.annotation)
        if inner is not None:
            start = f"{path}.{name}" if path else name
            yield from sections(inner, start + below(name, field.annotation))


def numbers() -> Iterator[tuple[str, Spec]]:
    """Give every number of `scenario.yaml` with its dotted path."""
    for path, kind in sections():
        for name, field in kind.model_fields.items():
            spec = spec_of(field)
            if spec is not None:
                yield f"{path}.{name}".lstrip(".") + below(name, field.annotation), spec


def unit_of(spec: Spec) -> str:
    return " or ".join(code(unit) for unit in (spec.unit, *spec.units))


def default_of(spec: Spec, required: bool) -> str:
    if required:
        return "required"
    if spec.default is None:
        return "none"
    return code(f"{spec.default:g}" if isinstance(spec.default, float) else str(spec.default))


def plain_default(field: Any) -> str:
    if field.is_required():
        return "required"
    value = field.default
    if isinstance(value, bool):
        return code(str(value).lower())
    return code(value) if isinstance(value, str) else "none"


def scenario_yaml() -> str:
    parts = []
    for path, kind in sections():
        rows = []
        for name, field in kind.model_fields.items():
            if name in PROVENANCE or section_of(field.annotation) is not None:
                continue
            spec = spec_of(field)
            key = code(name + below(name, field.annotation)) if spec is not None else code(name)
            if spec is not None:
                default = default_of(spec, field.is_required())
                rows.append([key, unit_of(spec), spec.within(), default, spec.meaning])
            else:
                form, meaning = MEANINGS.get(f"{kind.__name__}.{name}", ("text", ""))
                rows.append([key, "", form, plain_default(field), meaning])
        title = f"### `{path}`" if path else "### Top level"
        head = ("key", "unit", "range or form", "default", "meaning")
        parts.append(f"{title}\n\n{kind.__doc__}\n\n{table(head, rows)}" if rows else f"{title}\n\n{kind.__doc__}\n")
    return "\n".join(parts)


def rests_on(spec: Spec) -> str:
    """Give source and reason of a default; the general ones in two words, as the page explains them."""
    source = "" if spec.source in (JUDGED, MODEL) else spec.source
    if spec.reason == WIDE:
        return source or ("order of magnitude" if spec.source == MODEL else "wide default")
    return "; ".join(part for part in (source, spec.reason) if part)


def priors() -> str:
    rows = [
        [code(path), default_of(spec, False), code(spec.unit), rests_on(spec)]
        for path, spec in numbers()
        if spec.default is not None
    ]
    return table(("path", "default", "unit", "rests on"), rows)


# --- tables ---------------------------------------------------------------------------------------------------


def choices_of(annotation: Any) -> str:
    """Give the values of a closed list, or nothing."""
    for part in (annotation, *get_args(annotation)):
        if get_origin(part) is Literal:
            return ", ".join(code(str(choice)) for choice in get_args(part))
    return ""


def tables() -> str:
    parts = []
    for kind in TABLES:
        rows = []
        fields = {name.rstrip("_"): field for name, field in kind.model_fields.items()}
        columns = columns_of(kind)
        shared = [column for column in columns if column in (*PROVENANCE, "note")]
        for column in [*(c for c in columns if c not in shared), *shared]:
            field = fields[column]
            spec, needed = spec_of(field), "yes" if columns[column] else ""
            if spec is None:
                about = column_of(kind, column)
                rows.append([code(column), needed, choices_of(field.annotation) or about.form, about.meaning])
            else:
                unit = "number" if column == "value" else unit_of(spec)  # the unit of a value has a column of its own
                rows.append([code(column), needed, f"{unit}, {spec.within()}", spec.meaning])
        keys = " and ".join(code(part.rstrip("_")) for part in kind.key)
        head = ("column", "required", "form", "meaning")
        parts.append(f"### {code(kind.file)}\n\n{kind.__doc__} Key: {keys}.\n\n{table(head, rows)}")
    return "\n".join(parts)


# --- column map -----------------------------------------------------------------------------------------------

MAP_KEYS = {
    "sheet": ("name", "the sheet of a workbook; needed where more than one has something in it, or it is hidden"),
    "encoding": ("name", "of a text that is not UTF-8, such as `windows-1252`; UTF-16 is seen by its mark"),
    "separator": ("`,` `;` `tab` `|`", "of a text; default `,`"),
    "hidden": ("`read` / `skip`", "what to do with hidden rows and columns; default: they are refused"),
    "header.row": ("number", "first row of the header; default: the first in which all columns are found"),
    "header.rows": ("1 to 5", "rows of the header, one below the other; default 1"),
    "header.fill": ("yes / no", "an empty cell of an upper header row takes the text to its left; default no"),
    "header.again": ("yes / no", "where the header stands again, the table goes on; default: it is refused"),
    "columns": (
        "field: header",
        "the column in which a field of each count stands; `{header: ..., column: D}` tells two of one header apart",
    ),
    "values": (
        "header: {field: text}",
        "columns of counts, one for each place, kind or day, with what holds for it alone; instead of `columns.value`",
    ),
    "constants": ("field: text", "what holds for every count of the sheet"),
    "numbers.thousands": ("`,` `.` `' '` `'`", "sign between groups of three digits, in numbers kept as text"),
    "numbers.decimal": ("`.` `,`", "sign before a fraction, in numbers kept as text"),
    "numbers.suffixes": ("text: factor", "what may stand behind a number, as `{k: 1000}`"),
    "dates": ("field: form", "how `at`, `day`, `hour`, `not_before`, `not_after`, `known` are written as text"),
    "zone": ("IANA name", "zone of all times that carry none, and in which days are counted"),
    "places": ("name: place", "what a name in the sheet means; nothing behind it: all places together"),
    "kinds": ("word: kind", "what a word in the column of kinds means"),
    "fill_down": ("list of fields", "columns in which an empty cell goes on from the one above"),
    "skip": (
        "header: list of texts",
        "rows to leave out, by what stands in that column, or in any for `'*'`; `Total*` is any text so begun",
    ),
    "missing": ("list of texts", "marks for a count that is missing"),
}


def map_keys(kind: type[Part] = CountsMap) -> list[str]:
    """Give every key that a column map may have, with those of its parts."""
    found = []
    for name, one in kind.model_fields.items():
        part = one.annotation
        inner = isinstance(part, type) and issubclass(part, Part)
        found += [f"{name}.{key}" for key in part.model_fields] if inner else [name]
    return found


def claims_map() -> str:
    own = {
        "columns": ("field: header", "which column holds what: a column of claims.csv, or `grade` for both, as in B2"),
        "constants": ("field: text", "what holds for every row"),
        "dates": ("known, valid: form", "how days or times are written, in the signs of strptime"),
        "words": ("field: word: meaning", "what the sheet's own words mean, as in `quantifier: {min.: at least}`"),
        "fill_down": ("list of fields", MAP_KEYS["fill_down"][1]),
        "zone": MAP_KEYS["zone"],
    }
    keys = [key for key in map_keys(ClaimsMap) if key.partition(".")[0] not in {"header", "numbers"}]
    rows = [[code(key), *own.get(key, MAP_KEYS.get(key, ("", "")))] for key in keys]
    rows.append([code("header") + ", " + code("numbers"), "", "as in a map of counts"])
    return table(("key", "form", "meaning"), rows)


def grades() -> str:
    titles = {
        "source_grades": "Reliability of a source, between 0 and 1",
        "information_grades": "Spread: standard deviation of the logarithm of the figure",
        "quantifiers": "What the words beside a figure add to the spread, as squares",
        "rules": "Factors",
    }
    return "\n".join(
        f"### {titles[name]} ({code('claims.' + name)})\n\n"
        + table(
            ("", "value", "reason"), [[code(key), f"{entry.value:g}", entry.reason] for key, entry in entries.items()]
        )
        for name, entries in standard_tables().items()
    )


def column_map() -> str:
    rows = [[code(key), *MAP_KEYS.get(key, ("", ""))] for key in map_keys()]
    return table(("key", "form", "meaning"), rows)


EVENTS = {
    "fighting": ("place", "threat at and around the place", "threat fades from then on"),
    "hazard": ("place", "flood, storm or eruption: threat as by fighting", "threat fades from then on"),
    "close": (
        "place; `to` for one route",
        "the route is shut; without `to` every route that touches the place",
        "it opens",
    ),
    "open": (
        "place; `to` for one route",
        "the route is open; without `to` every route that touches the place",
        "it is shut",
    ),
    "capacity": (
        "place; `to` for one route",
        "new capacity, or a factor on the usual one (unit `1`)",
        "back to the usual",
    ),
    "delivery": ("place", "food or fuel is added to the stock; starts a record where there was none", ""),
    "loss": ("place", "food or fuel is taken from the stock, never below 0", ""),
    "assurance": ("place, or none for everywhere", "trust rises by a share of what is missing to 1", ""),
    "presence": ("place, or none for everywhere", "trust is higher while it lasts", "no longer"),
    "breach": ("place, or none for everywhere", "trust falls by a share", ""),
    "site_open": (
        "place",
        "without value: the site opens, and is shut until then; with a value: room or desks are added",
        "the site shuts, or the room or desks are gone",
    ),
    "site_close": ("place", "the site is shut; those in it are without shelter", "it opens again"),
    "fleet": ("place; `to` for one place served", "buses stand ready there", "they are gone"),
}


def events() -> str:
    rows = []
    for kind in EVENT_KINDS:
        where, begin, end = EVENTS.get(kind, ("", "", ""))
        spec = values._EVENT_VALUES.get(kind)
        if spec is None:
            value = "none"
        else:
            need = "required" if kind in values.NEEDS_VALUE else "may be empty"
            value = f"{spec.meaning}: {unit_of(spec)}, {spec.within()}; {need}"
        rows.append([code(kind), where, value, begin, end])
    return table(("kind", "where", "`value`", "when it begins", "when it ends (`until`)"), rows)


# --- results --------------------------------------------------------------------------------------------------


def series() -> str:
    rows = [
        [
            code(name),
            ", ".join(("member", *(() if name in PEAKS else ("time",)), *one.dims)),
            code(one.unit),
            "yes" if one.cumulative else "",
            "yes" if one.cell else "",
            one.meaning,
        ]
        for name, one in {**SERIES, **COHORT_SERIES, **PEAKS}.items()
    ]
    return table(("variable", "dimensions", "unit", "cumulative", "small cells suppressed", "meaning"), rows)


def levels() -> str:
    shown = ", ".join(f"{level:g}" for level in LEVELS)
    targets = ", ".join(map(code, TARGETS))
    return f"The {len(LEVELS)} levels are {shown}.\n\nThe targets are {targets}.\n"


def units() -> str:
    lines = Path(units_file).with_name("units.txt").read_text("utf-8").splitlines()
    rows = []
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        name, *rest = (part.strip() for part in line.split("="))
        means = rest[0] if rest else ""
        rows.append(
            [code(name), means.strip("[]") if means.startswith("[") else code(means), ", ".join(map(code, rest[1:]))]
        )
    return table(("unit", "means", "also written"), rows)


# --- rooms ----------------------------------------------------------------------------------------------------

ROOMS = ("base", "ledger", "scenario", "intake", "model", "ensemble", "report", "jobs", "cli")  # down the line


def rooms() -> str:
    """Give each room with what it says of itself, the packages inside it below it."""
    rows = []
    for room in ROOMS:
        below = sorted(path.parent for path in (SOURCE / room).glob("*/__init__.py"))
        for folder in (SOURCE / room, *below):
            text = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or ""
            rows.append((code(folder.relative_to(SOURCE).as_posix()), text.partition("\n\n")[0].replace("\n", " ")))
    return table(("room", "what it holds"), rows)


# --- error codes ----------------------------------------------------------------------------------------------

BUILT = {  # codes that are put together: the pattern in the source, and what may stand in it
    "\N{HORIZONTAL ELLIPSIS}-unknown": ("cohort-unknown", "kind-unknown", "observation-unknown", "place-unknown"),
    "\N{HORIZONTAL ELLIPSIS}-duplicate": tuple(f"{kind.key[0].rstrip('_')}-duplicate" for kind in TABLES),
}
_RAISING = ("add", "note", "Problem", "Fault", "_Refused")
_CODE = re.compile(r"[a-z{}]+(-[a-z]+)+|encoding|usage")
_FILLED = "\N{HORIZONTAL ELLIPSIS}"


def _texts(node: ast.expr | None) -> list[str]:
    """Give the texts that an expression may be; what is filled in at run time is shown as an ellipsis."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(part.value) if isinstance(part, ast.Constant) else _FILLED for part in node.values)]
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body), *_texts(node.orelse)]
    if isinstance(node, ast.BinOp):
        right = (_texts(node.right) or [_FILLED])[0]
        return [left + right for left in _texts(node.left)]
    return []


Told = tuple[list[str], list[str], list[str]]


def _told_by_call(node: ast.Call) -> Told | None:
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if name not in _RAISING or not node.args:
        return None
    if name == "_Refused":  # line, found, expected, remedy; the code is given where it is caught
        return ["yaml-refused"], *(_texts(part) for part in node.args[2:4])
    words = {word.arg or "": word.value for word in node.keywords}
    if name in ("Fault", "note"):  # code, found, expected, remedy; between code and found a note says where
        words.update(zip(("remedy", "expected", "found"), reversed(node.args), strict=False))
    return _texts(node.args[0]), _texts(words.get("expected")), _texts(words.get("remedy"))


def _told(tree: ast.Module) -> Iterator[Told]:
    """Give (codes, expected, remedy) of every place in a module that tells a problem."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            told = _told_by_call(node)
            if told is not None:
                yield told
        elif isinstance(node, ast.Tuple) and len(node.elts) == 3:  # what errors of the checking library become
            yield _texts(node.elts[0]), _texts(node.elts[1]), _texts(node.elts[2])
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "code":
                    yield _texts(value), ["see the message"], []


def error_codes() -> dict[str, list[tuple[str, str]]]:
    """Give every error code with what was expected and what to do, as far as the source says it in one piece."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for codes, expected, remedy in _told(ast.parse(path.read_text("utf-8"))):
            for pattern in codes:
                for one in BUILT.get(pattern, (pattern,)):
                    if _CODE.fullmatch(one):
                        told = " / ".join(expected), " / ".join(remedy)
                        if told not in found.setdefault(one, []):
                            found[one].append(told)
    return dict(sorted(found.items()))


def errors() -> str:
    rows = []
    for one, told in error_codes().items():
        name = code(one)
        for expected, remedy in told:
            rows.append([name, *(part.replace("<", "&lt;").replace("*", r"\*") for part in (expected, remedy))])
            name = ""
    return table(("code", "expected", "what to do"), rows)


__all__ = ["PLACE_KINDS", "pages", "write"]
