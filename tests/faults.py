"""What goes wrong in a scenario folder: what is done to a good one, and the fault that has to be found."""

import os
import random
from dataclasses import dataclass
from pathlib import Path

from folders import change


@dataclass(frozen=True)
class Case:
    """What is done to a good folder or added to the command, and the fault that must be told for it."""

    name: str
    spoil: object  # a function of the folder, or a list of words for the command line
    code: str
    file: str = "scenario.yaml"
    row: int | None = None
    field: str = ""
    remedy: str = ""
    only: str = ""  # a command, where it is not for both
    alone: bool = True  # whether it is the only fault told


def swap(file, old, new):
    return lambda folder: change(folder, file, old, new)


def write(file, content):
    return lambda folder: (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())


def add(file, *rows):
    def spoil(folder):
        with (folder / file).open("a", encoding="utf-8") as stream:
            stream.writelines(f"{row}\n" for row in rows)

    return spoil


def recode(file, encoding, old="Coast", new="Köste"):
    def spoil(folder):
        text = (folder / file).read_text("utf-8").replace(old, new)
        (folder / file).write_bytes(text.encode(encoding))

    return spoil


def instead(file, make):
    def spoil(folder):
        (folder / file).unlink()
        make(folder / file)

    return spoil


def loop(path):
    path.symlink_to(path.name)


NOISE = random.Random(1).randbytes(10_000_000)
TEXT_NOISE = NOISE.replace(b"\0", b"\1")
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
PLACES, ROUTES, EVENTS, YAML = "places.csv", "routes.csv", "events.csv", "scenario.yaml"
TOWN = "Town,,settlement,45.05,7.10,Inland,15000,,no"
LOWER = "Lower village,Town,8,50,600,1"
SHARE = "    share: 0.85\n"
HALL = "  reason: told by the town hall\n"
OBSERVED = (
    "observation,kind,place,value,unit,cumulative,at,not_before,not_after,precision,known,reporter,source,supersedes"
)
COUNT = "a,arrivals,Border town,5,persons,yes,2030-01-02T05:00Z,,,exact,2030-01-02T06:00Z,us,us,"


def length(text):
    """The length of the road from the lower village, in row 3 of routes.csv."""
    quoted = f'"{text}"' if "," in text else text
    return swap(ROUTES, LOWER, LOWER.replace("8", quoted, 1))


def total(text):
    """The population, on line 18 of scenario.yaml."""
    old = "mixture(lognormal(median=20000, p90=23000), lognormal(median=12000, p90=14000), weights=(2, 1))"
    return swap(YAML, f"value: {old}", f"value: {text}")


def observed(*rows):
    return write("observations.csv", "\n".join([OBSERVED, *rows, ""]))


FILES = [
    Case("missing scenario.yaml", lambda f: (f / YAML).unlink(), "not-a-scenario", "", remedy="corridor new"),
    Case("missing places", lambda f: (f / PLACES).unlink(), "file-missing", PLACES, remedy="Add the file"),
    Case("missing routes", lambda f: (f / ROUTES).unlink(), "file-missing", ROUTES, remedy="Add the file"),
    Case("junk as yaml", write(YAML, NOISE), "file-too-large", remedy="right file"),
    Case("small junk as yaml", write(YAML, NOISE[:10_000]), "file-binary", row=1, remedy="right file", alone=False),
    Case("junk as places", write(PLACES, NOISE), "file-binary", PLACES, 1, remedy="right file"),
    Case("junk as events", write(EVENTS, NOISE), "file-binary", EVENTS, 1, remedy="right file"),
    Case("junk without zero bytes", write(PLACES, TEXT_NOISE), "encoding", PLACES, 1, remedy="UTF-8"),
    Case("UTF-16 table", recode(PLACES, "utf-16"), "encoding", PLACES, 1, remedy="Save the file as UTF-8"),
    Case("UTF-16 yaml", recode(YAML, "utf-16"), "encoding", row=1, remedy="Save the file as UTF-8"),
    Case("Latin-1 table", recode(PLACES, "latin-1"), "encoding", PLACES, 8, remedy="Save the file as UTF-8"),
    Case("Latin-1 yaml", recode(YAML, "latin-1"), "encoding", row=28, remedy="Save the file as UTF-8"),
    Case("folder for places", instead(PLACES, Path.mkdir), "file-unreadable", PLACES, remedy="plain file"),
    Case("folder for yaml", instead(YAML, Path.mkdir), "file-unreadable", remedy="plain file"),
    Case("folder for events", instead(EVENTS, Path.mkdir), "file-unreadable", EVENTS, remedy="plain file"),
    Case("pipe for events", instead(EVENTS, os.mkfifo), "file-unreadable", EVENTS, remedy="plain file"),
    Case("link to itself, places", instead(PLACES, loop), "file-unreadable", PLACES, remedy="plain file"),
    Case("link to itself, events", instead(EVENTS, loop), "file-unreadable", EVENTS, remedy="plain file"),
    Case("link to itself, yaml", instead(YAML, loop), "file-unreadable", remedy="plain file"),
    Case("dead link", instead(EVENTS, lambda p: p.symlink_to("gone")), "file-missing", EVENTS, remedy="Add the file"),
    Case(
        "nearly the name", lambda f: (f / EVENTS).rename(f / "Event.csv"), "file-misnamed", "Event.csv", remedy="ename"
    ),
]
YAMLS = [
    Case("bomb", write(YAML, BOMB), "yaml-refused", row=2, remedy="Write the value out"),
    Case("list", write(YAML, "- a\n- b\n"), "yaml-not-mapping", row=1, remedy="corridor new"),
    Case("empty", write(YAML, ""), "yaml-not-mapping", row=1, remedy="corridor new"),
    Case("only a comment", write(YAML, "# nothing\n"), "yaml-not-mapping", row=1, remedy="corridor new"),
    Case("deep", write(YAML, "a: " + "[" * 50_000), "yaml-invalid", remedy="Check"),
    Case("rather deep", write(YAML, "a: " + "[" * 60 + "]" * 60), "yaml-refused", row=1, remedy="brackets"),
    Case("huge", write(YAML, "a: b\n" * 200_000), "file-too-large", remedy="right file"),
    Case("tab", swap(YAML, SHARE, "\tshare: 0.85\n"), "yaml-invalid", row=25, remedy="spaces instead of tabs"),
    Case("control character", swap(YAML, "name: Ex", "name: \aEx"), "yaml-invalid", row=5, remedy="Remove"),
    Case("python tag", swap(YAML, "step: 1 h", "step: !!python/object:os.x 1"), "yaml-refused", row=12, remedy="tag"),
    Case("tag on a list", swap(YAML, "step: 1 h", "step: !!set [1]"), "yaml-refused", row=12, remedy="tag"),
    Case(
        "same key twice", swap(YAML, "step: 1 h", "step: 1 h\nstep: 2 h"), "yaml-refused", row=13, remedy="Remove one"
    ),
    Case("unclosed quote", swap(YAML, "UTC", "'UTC"), "yaml-invalid", remedy="quotes"),
    Case("two documents", add(YAML, "---", "a: 1"), "yaml-invalid", row=60, remedy="Check"),
    Case("list as key", add(YAML, "? [a]", ": b"), "yaml-refused", row=60, remedy="key"),
    Case(
        "unknown key", swap(YAML, "step: 1 h", "stepp: 1 h"), "key-unknown", row=12, field="stepp", remedy="mean step?"
    ),
    Case(
        "unknown nested key",
        swap(YAML, SHARE, "    shore: 1\n"),
        "key-unknown",
        row=25,
        field="cohorts.families.shore",
        remedy="mean share?",
        alone=False,
    ),
    Case("section without content", add(YAML, "threat:"), "section-invalid", row=60, field="threat", remedy="indented"),
    Case(
        "name that is a number",
        swap(YAML, "name: Example valley", "name: 2023"),
        "text-invalid",
        row=5,
        field="name",
        remedy="quotes",
    ),
    Case(
        "letters that steer a terminal",
        swap(YAML, "name: Example valley", 'name: "\\e[2J"'),
        "text-invalid",
        row=5,
        field="name",
        remedy="Remove",
    ),
    Case("no name", swap(YAML, "name: Example valley\n", ""), "field-missing", field="name", remedy="Add it"),
    Case(
        "other version",
        swap(YAML, "corridor: 1", "corridor: 2"),
        "choice-invalid",
        row=4,
        field="corridor",
        remedy="Choose",
    ),
    Case(
        "unknown zone",
        swap(YAML, "time_zone: UTC", "time_zone: Mars/Base"),
        "zone-unknown",
        row=8,
        field="time_zone",
        remedy="Correct",
    ),
    Case(
        "impossible date",
        swap(YAML, "start: 2030-01-01", "start: 2030-02-30"),
        "time-invalid",
        row=9,
        field="start",
        remedy="Correct",
    ),
    Case(
        "naive time",
        swap(YAML, "start: 2030-01-01T00:00+00:00", "start: 2030-01-01T00:00"),
        "time-naive",
        row=9,
        field="start",
        remedy="Add the offset",
    ),
    Case(
        "day without hour",
        swap(YAML, "start: 2030-01-01T00:00+00:00", "start: 2030-01-01"),
        "time-invalid",
        row=9,
        field="start",
        remedy="Correct",
    ),
    Case(
        "end before start",
        swap(YAML, "end: 2030-01-04", "end: 2029-12-31"),
        "times-order",
        row=10,
        field="end",
        remedy="start or end",
    ),
    Case(
        "as_of after end",
        swap(YAML, "as_of: 2030-01-02", "as_of: 2030-03-02"),
        "times-order",
        row=11,
        field="as_of",
        remedy="as_of",
        alone=False,
    ),
    Case(
        "too many steps",
        swap(YAML, "step: 1 h", "step: 0.0001 h"),
        "too-many-steps",
        row=10,
        field="end",
        remedy="step",
    ),
    Case("step of nothing", swap(YAML, "step: 1 h", "step: 0"), "out-of-range", row=12, field="step", remedy="Correct"),
    Case(
        "uncertain step",
        swap(YAML, "step: 1 h", "step: uniform(1, 2)"),
        "number-invalid",
        row=12,
        field="step",
        remedy="plain",
    ),
    Case(
        "23 hours",
        add(YAML, "leaving:", f"  daily_profile: {[1] * 23}"),
        "list-invalid",
        row=61,
        field="leaving.daily_profile",
        remedy="each hour",
    ),
    Case(
        "NaN hour",
        add(YAML, "leaving:", f"  daily_profile: [.nan, {', '.join('1' * 23)}]"),
        "list-invalid",
        row=61,
        field="leaving.daily_profile",
        remedy="each hour",
    ),
    Case(
        "share missing", swap(YAML, SHARE, ""), "field-missing", row=24, field="cohorts.families.share", remedy="share"
    ),
    Case(
        "no cohort",
        lambda f: change(
            f,
            YAML,
            (f / YAML).read_text()[(t := (f / YAML).read_text()).index("cohorts:") : t.index("destination:")],
            "cohorts: {}\n",
        ),
        "field-missing",
        row=23,
        field="cohorts",
        remedy="Name one",
    ),
    Case(
        "unknown kind in alpha",
        swap(YAML, "reception: 0}", "receptoin: 0}"),
        "kind-unknown",
        row=42,
        field="destination.alpha.receptoin",
        remedy="mean reception?",
    ),
    Case(
        "unknown kin",
        swap(YAML, "Hills: 1", "Hilsl: 1"),
        "place-unknown",
        row=28,
        field="cohorts.families.kin.Hilsl",
        remedy="mean Hills?",
    ),
    Case(
        "known missing",
        swap(YAML, f"{HALL}  known: 2029-12-31\n", HALL),
        "known-missing",
        row=51,
        field="supplies.stocks.Town.food",
        remedy="Add 'known'",
        alone=False,
    ),
    Case(
        "known too late",
        swap(
            YAML,
            "  source: made-up example\n  known: 2029-12-01\n  total",
            "  source: made-up example\n  known: 2030-01-03\n  total",
        ),
        "not-known-yet",
        row=18,
        field="population.total",
        remedy="later as-of",
    ),
    Case(
        "thirteenth month",
        swap(YAML, f"{HALL}  known: 2029-12-31", f"{HALL}  known: 2029-13"),
        "time-invalid",
        row=50,
        field="supplies.known",
        remedy="Correct",
    ),
    Case(
        "known backwards",
        swap(YAML, f"{HALL}  known: 2029-12-31", f"{HALL}  known: 2029-12/2029-11"),
        "time-invalid",
        row=50,
        field="supplies.known",
        remedy="Correct",
    ),
    Case(
        "two versions of one time",
        total("5\n  x:"),
        "key-unknown",
        row=20,
        field="population.x",
        remedy="Correct",
        alone=False,
    ),
]
NUMBERS = [
    Case(
        "negative capacity", swap(ROUTES, "8,50,600", "8,50,-600"), "out-of-range", ROUTES, 3, "capacity_vph", "Correct"
    ),
    Case("NaN", length("nan"), "not-finite", ROUTES, 3, "length_km", "Write a number"),
    Case("infinite", length("inf"), "not-finite", ROUTES, 3, "length_km", "Write a number"),
    Case("too great", length("1e999"), "not-finite", ROUTES, 3, "length_km", "Write a number"),
    Case(
        "too great in yaml", total("9" * 1000), "not-finite", field="population.total", row=18, remedy="Write a number"
    ),
    Case("infinite in yaml", total(".inf"), "not-finite", field="population.total", row=18, remedy="Write a number"),
    Case(
        "thousands separator", length("1,200"), "number-invalid", ROUTES, 3, "length_km", "without thousands separators"
    ),
    Case(
        "thousands with a space",
        length("1 200"),
        "number-invalid",
        ROUTES,
        3,
        "length_km",
        "without thousands separators",
    ),
    Case(
        "thousands with points",
        length("1.200.000"),
        "number-invalid",
        ROUTES,
        3,
        "length_km",
        "without thousands separators",
    ),
    Case("underscore", length("1_200"), "number-invalid", ROUTES, 3, "length_km", "without thousands separators"),
    Case("decimal comma", length("8,5"), "number-invalid", ROUTES, 3, "length_km", "'.' for decimals"),
    Case("range", length("8-9"), "number-invalid", ROUTES, 3, "length_km", "uniform(low, high)"),
    Case("word", length("many"), "number-invalid", ROUTES, 3, "length_km", "Correct the value"),
    Case("code", length("__import__('os').getcwd()"), "number-invalid", ROUTES, 3, "length_km", "Correct the value"),
    Case(
        "what Python only warns of",
        length("uniform(1if 2 else 3)"),
        "number-invalid",
        ROUTES,
        3,
        "length_km",
        "Correct",
    ),
    Case("octal", total("0x10"), "number-invalid", field="population.total", row=18, remedy="Correct"),
    Case("base sixty", total("1:30"), "number-invalid", field="population.total", row=18, remedy="Correct"),
    Case(
        "p90 below median",
        length("lognormal(median=8, p90=4)"),
        "distribution-invalid",
        ROUTES,
        3,
        "length_km",
        "arguments",
    ),
    Case("median missing", length("lognormal(p90=4)"), "distribution-invalid", ROUTES, 3, "length_km", "arguments"),
    Case(
        "argument twice",
        length("normal(mean=8, mean=9, sd=1, low=1)"),
        "distribution-invalid",
        ROUTES,
        3,
        "length_km",
        "twice",
    ),
    Case(
        "argument in two ways",
        length("uniform(8, 9, low=1)"),
        "distribution-invalid",
        ROUTES,
        3,
        "length_km",
        "arguments",
    ),
    Case(
        "unknown argument",
        length("uniform(8, 9, middle=1)"),
        "distribution-invalid",
        ROUTES,
        3,
        "length_km",
        "arguments",
    ),
    Case(
        "unknown law", length("lognoraml(8, p90=9)"), "distribution-unknown", ROUTES, 3, "length_km", "mean lognormal?"
    ),
    Case(
        "negative weight",
        length("mixture(8, 9, weights=(1, -1))"),
        "distribution-invalid",
        ROUTES,
        3,
        "length_km",
        "arguments",
    ),
    Case(
        "weights missing",
        length("mixture(8, 9, weights=(1))"),
        "distribution-invalid",
        ROUTES,
        3,
        "length_km",
        "arguments",
    ),
    Case(
        "part that is excluded",
        length("mixture(0, 9)"),
        "out-of-range",
        ROUTES,
        3,
        "length_km",
        "bound the distribution",
    ),
    Case("tail out of range", length("normal(8, 5)"), "out-of-range", ROUTES, 3, "length_km", "bound the distribution"),
    Case(
        "unit inside a law",
        total("{lognormal: {median: 9 families, p90: 20 families}}"),
        "distribution-invalid",
        field="population.total",
        row=18,
        remedy="arguments",
    ),
    Case(
        "unit inside a mixture",
        total("{mixture: [{weight: 1, value: 9 families}]}"),
        "distribution-invalid",
        field="population.total",
        row=18,
        remedy="unit",
    ),
    Case(
        "two units",
        total("5 households"),
        "unit-mismatch",
        field="population.total",
        row=18,
        remedy="Give the unit once",
    ),
    Case(
        "unit mismatch",
        swap(YAML, "    unit: persons\n", "    unit: households\n"),
        "unit-mismatch",
        field="population.total",
        row=18,
        remedy="Give it in persons",
    ),
    Case("unit that is a sum", length("8 (9**9**9**9)"), "number-invalid", ROUTES, 3, "length_km", "Correct"),
    Case("unit mismatch in a cell", length("8 h"), "unit-mismatch", ROUTES, 3, "length_km", "Give it in km"),
    Case(
        "unit mismatch in a column",
        swap(EVENTS, "0.9,1,", "0.9,km,"),
        "unit-mismatch",
        EVENTS,
        2,
        "value",
        "Give it in 1",
    ),
    Case("claims", length("claims(roads.length)"), "claims-none", ROUTES, 3, "length_km", "claims add"),
    Case(
        "probability above 1",
        swap(EVENTS, "00:00,0.8,", "00:00,1.2,"),
        "out-of-range",
        EVENTS,
        3,
        "probability",
        "Correct",
    ),
    Case(
        "share above 1",
        swap(YAML, "vehicle_share: 0.2", "vehicle_share: 20"),
        "out-of-range",
        row=35,
        field="cohorts.elders.vehicle_share",
        remedy="Correct",
    ),
    Case(
        "percent is a unit",
        swap(YAML, "vehicle_share: 0.2", "vehicle_share: 120 %"),
        "out-of-range",
        row=35,
        field="cohorts.elders.vehicle_share",
        remedy="Correct",
    ),
    Case("latitude", swap(PLACES, "45.05,7.10", "95.05,7.10"), "out-of-range", PLACES, 4, "lat", "Correct"),
    Case("one coordinate", swap(PLACES, "45.05,7.10", "45.05,"), "field-missing", PLACES, 4, "lon", "Add the other"),
]
TABLES = [
    Case("no bytes", write(PLACES, ""), "csv-empty", PLACES, 1, remedy="Write the header"),
    Case(
        "header only",
        lambda f: write(PLACES, (f / PLACES).read_text().splitlines()[0])(f),
        "table-empty",
        PLACES,
        1,
        remedy="Add a row",
        alone=False,
    ),
    Case(
        "semicolons",
        lambda f: write(PLACES, (f / PLACES).read_text().replace(",", ";"))(f),
        "csv-separator",
        PLACES,
        1,
        remedy="Save the table with commas",
    ),
    Case(
        "tabs",
        lambda f: write(PLACES, (f / PLACES).read_text().replace(",", "\t"))(f),
        "csv-separator",
        PLACES,
        1,
        remedy="Save the table with commas",
    ),
    Case(
        "column twice",
        swap(PLACES, "place,names", "place,place"),
        "column-duplicate",
        PLACES,
        1,
        "place",
        "Remove or rename",
    ),
    Case(
        "column missing",
        swap(PLACES, "place,names", "x_place,names"),
        "column-missing",
        PLACES,
        1,
        "place",
        "Add the column",
    ),
    Case(
        "column unknown", swap(PLACES, "place,names", "place,nammes"), "key-unknown", PLACES, 1, "nammes", "mean names?"
    ),
    Case(
        "short row",
        swap(PLACES, f"{TOWN},2029-12-01,made-up example,share of the total", TOWN),
        "row-short",
        PLACES,
        4,
        remedy="Add the missing commas",
    ),
    Case(
        "long row",
        swap(PLACES, TOWN, TOWN.replace("Inland", "Inland,lowland")),
        "row-long",
        PLACES,
        4,
        remedy="quotes round a cell",
    ),
    Case(
        "unclosed quote in a cell",
        swap(ROUTES, "Border town,Hills", '"Border town,Hills'),
        "csv-invalid",
        ROUTES,
        8,
        remedy="Close the quote",
    ),
    Case("quote inside", swap(PLACES, TOWN, '"To"wn' + TOWN[4:]), "csv-invalid", PLACES, 4, remedy="written twice"),
    Case("comment line", add(PLACES, "# more to come"), "csv-comment", PLACES, 10, remedy="Remove the line"),
    Case(
        "row commented out",
        swap(PLACES, "Hills,,", "#Hills,,"),
        "csv-comment",
        PLACES,
        9,
        remedy="Remove the line",
        alone=False,
    ),
    Case("zero byte", swap(PLACES, "Town,,", "To\0wn,,"), "file-binary", PLACES, 4, remedy="right file"),
    Case(
        "duplicate place", add(PLACES, f"{TOWN},2029-12-01,x,x"), "place-duplicate", PLACES, 10, "place", "Remove one"
    ),
    Case(
        "place by case only",
        add(PLACES, f"{TOWN.upper()},2029-12-01,x,x".replace("SETTLEMENT", "settlement").replace("NO", "no")),
        "place-duplicate",
        PLACES,
        10,
        "place",
        "one place",
    ),
    Case(
        "place by joiner only",
        add(PLACES, f"To\u200dwn{TOWN[4:]},2029-12-01,x,x"),
        "place-duplicate",
        PLACES,
        10,
        "place",
        "one place",
    ),
    Case(
        "place by space only",
        add(PLACES, f" To\u200bwn\u00a0 {TOWN[4:]},2029-12-01,x,x"),
        "place-duplicate",
        PLACES,
        10,
        "place",
        "Remove one",
    ),
    Case(
        "unknown kind of place",
        swap(PLACES, "Town,,settlement", "Town,,city"),
        "choice-invalid",
        PLACES,
        4,
        "kind",
        "Choose one",
    ),
    Case("sensitive missing", swap(PLACES, TOWN, TOWN[:-2]), "field-missing", PLACES, 4, "sensitive", "Add it"),
    Case(
        "sensitive maybe",
        swap(PLACES, TOWN, TOWN[:-2] + "maybe"),
        "choice-invalid",
        PLACES,
        4,
        "sensitive",
        "yes or no",
    ),
    Case(
        "stroke in a name",
        swap(PLACES, "Hills,,", "Hills>North,,"),
        "name-invalid",
        PLACES,
        9,
        "place",
        "Rename",
        alone=False,
    ),
    Case(
        "known missing in a row",
        swap(PLACES, f"{TOWN},2029-12-01", f"{TOWN},"),
        "known-missing",
        PLACES,
        4,
        "known",
        "Fill the cell",
        alone=False,
    ),
    Case(
        "nobody lives anywhere",
        lambda f: write(
            PLACES,
            (f / PLACES)
            .read_text()
            .replace("Inland,3000", "Inland,")
            .replace("Inland,2000", "Inland,")
            .replace("Inland,15000", "Inland,"),
        )(f),
        "field-missing",
        PLACES,
        None,
        "residents",
        "residents",
    ),
    Case(
        "unknown place in a route",
        swap(ROUTES, "Upper village,", "Uper village,"),
        "place-unknown",
        ROUTES,
        2,
        "from",
        "mean Upper village?",
    ),
    Case(
        "place in other case",
        swap(ROUTES, "Upper village,", "UPPER VILLAGE,"),
        "place-unknown",
        ROUTES,
        2,
        "from",
        "mean Upper village?",
    ),
    Case(
        "route from a place to itself",
        swap(ROUTES, "Upper village,Town", "Town,Town"),
        "route-loop",
        ROUTES,
        2,
        "to",
        "from or to",
    ),
    Case(
        "route twice",
        add(ROUTES, "Town,School,3,30,,,no,open,2029-12-01,x,x"),
        "route-duplicate",
        ROUTES,
        9,
        "from",
        "Remove one",
    ),
    Case(
        "route back twice",
        add(ROUTES, "School,Town,3,30,,,no,open,2029-12-01,x,x"),
        "route-duplicate",
        ROUTES,
        9,
        "both_ways",
        "both_ways",
    ),
    Case("no length", length(""), "field-missing", ROUTES, 3, "length_km", "Add it"),
    Case(
        "unknown kind of event",
        swap(EVENTS, "valley,fighting", "valley,war"),
        "choice-invalid",
        EVENTS,
        2,
        "kind",
        "Choose one",
    ),
    Case(
        "hazard without a place",
        add(EVENTS, "flood,hazard,2030-01-03T00:00Z,,2030-01-01,,,,,0.5,1,x,x"),
        "field-missing",
        EVENTS,
        4,
        "place",
        "Fill the cell",
    ),
    Case(
        "hazard without an intensity",
        add(EVENTS, "flood,hazard,2030-01-03T00:00Z,,2030-01-01,,,Town,,,1,x,x"),
        "field-missing",
        EVENTS,
        4,
        "value",
        "Fill the cell",
    ),
    Case(
        "hazard beyond 1",
        add(EVENTS, "flood,hazard,2030-01-03T00:00Z,,2030-01-01,,,Town,,1.5,1,x,x"),
        "out-of-range",
        EVENTS,
        4,
        "value",
        "Correct the number",
    ),
    Case(
        "naive event",
        swap(EVENTS, "2030-01-01T06:00+00:00", "2030-01-01T06:00"),
        "time-naive",
        EVENTS,
        2,
        "at",
        "Add the offset",
    ),
    Case(
        "impossible day of an event",
        swap(EVENTS, "2030-01-01T06:00", "2030-01-32T06:00"),
        "time-invalid",
        EVENTS,
        2,
        "at",
        "Correct",
    ),
    Case(
        "until before at",
        swap(EVENTS, "+ 24 h", "2029-12-31T00:00+00:00"),
        "times-order",
        EVENTS,
        2,
        "until",
        "at or until",
    ),
    Case("negative duration", swap(EVENTS, "+ 24 h", "+ -24 h"), "out-of-range", EVENTS, 2, "until", "Correct"),
    Case(
        "times out of order",
        swap(EVENTS, "2030-01-01T06:00+00:00", '"uniform(2030-01-02T00:00Z, 2030-01-01T00:00Z)"'),
        "time-invalid",
        EVENTS,
        2,
        "at",
        "between the brackets",
    ),
    Case(
        "not_before after known",
        swap(EVENTS, "2030-01-02T10:00+00:00,0.8", "2030-01-02T11:00+00:00,0.8"),
        "times-order",
        EVENTS,
        3,
        "not_before_known",
        "known",
    ),
    Case(
        "it cannot happen any more",
        swap(EVENTS, "2030-01-02T12:00+00:00 + lognormal(median=30, p90=120)", "2030-01-02T09:00+00:00"),
        "times-order",
        EVENTS,
        3,
        "not_before_known",
        "at, or not_before_known",
    ),
    Case(
        "two versions known at once",
        add(EVENTS, "border opens,open,2030-01-03T00:00Z,,2030-01-02T10:00+00:00,,,Town,Border post,,,x,x"),
        "event-duplicate",
        EVENTS,
        4,
        "event",
        "later time",
    ),
    Case("value missing", swap(EVENTS, ",0.9,1,", ",,1,"), "field-missing", EVENTS, 2, "value", "Fill the cell"),
    Case(
        "value without use",
        swap(EVENTS, "Town,Border post,,", "Town,Border post,5,"),
        "value-unused",
        EVENTS,
        3,
        "value",
        "Empty the cell",
    ),
    Case(
        "place missing",
        swap(EVENTS, ",Upper village,,0.9", ",,,0.9"),
        "field-missing",
        EVENTS,
        2,
        "place",
        "Fill the cell",
    ),
    Case(
        "unknown place of an event",
        swap(EVENTS, ",Upper village,,0.9", ",Uper village,,0.9"),
        "place-unknown",
        EVENTS,
        2,
        "place",
        "mean Upper village?",
    ),
    Case(
        "no such route",
        swap(EVENTS, "Town,Border post", "Town,Coast"),
        "route-unknown",
        EVENTS,
        3,
        "to",
        "add the route",
    ),
    Case(
        "cumulative missing",
        observed(COUNT.replace("yes", "")),
        "field-missing",
        "observations.csv",
        2,
        "cumulative",
        "Add it",
    ),
    Case(
        "count in wrong unit",
        observed(COUNT.replace("persons", "km")),
        "unit-mismatch",
        "observations.csv",
        2,
        "value",
        "Give it in persons",
    ),
    Case(
        "exact without time",
        observed(COUNT.replace("2030-01-02T05:00Z", "")),
        "field-missing",
        "observations.csv",
        2,
        "at",
        "precision",
    ),
    Case(
        "known before it was",
        observed(COUNT.replace("T06", "T04")),
        "times-order",
        "observations.csv",
        2,
        "known",
        "at or known",
    ),
    Case(
        "supersedes nothing",
        observed(COUNT + "bb"),
        "observation-unknown",
        "observations.csv",
        2,
        "supersedes",
        "Correct",
    ),
    Case(
        "bounds crossed",
        observed(COUNT.replace("05:00Z,,", "05:00Z,2030-01-02T05:00Z,2030-01-02T04:00Z")),
        "times-order",
        "observations.csv",
        2,
        "not_after",
        "not_before or not_after",
    ),
]
COUNTS = "observations.csv"
DAYS = [  # in a case with steps of a day
    Case("no whole number of days", swap(YAML, "end: 2031-04-26T00", "end: 2031-04-26T12"), "step-mismatch", row=13),
    Case(
        "crests in the wrong order",
        swap(EVENTS, "triangular(2031-03-20T00:00+00:00, 2031-03-24", "triangular(2031-03-25T00:00+00:00, 2031-03-24"),
        "time-invalid",
        EVENTS,
        12,
        "at",
    ),
    Case(
        "a second ship on no route",
        swap(EVENTS, "0.5,West Landing,Kessel Landing,2", "0.5,West Landing,Arrel,2"),
        "route-unknown",
        EVENTS,
        26,
        "to",
    ),
    Case(
        "a correction of nothing", swap(COUNTS, ",Arrel 10 Mar,", ",Arrel 32 Mar,"), "observation-unknown", COUNTS, 17
    ),
    Case(
        "two known at once",
        swap(EVENTS, ",2031-03-21T10:00+00:00,", ",2031-03-17T09:00+00:00,"),
        "event-duplicate",
        EVENTS,
    ),
]
FOLDERS = FILES + YAMLS + NUMBERS + TABLES
