"""The documentation keeps up with the code: every name stands in it, and the help it shows is the real one."""

import argparse
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from corridor.base.errors import Problems
from corridor.base.quantity import Spec
from corridor.base.rows import column_of, columns_of, spec_of
from corridor.cli.main import parser
from corridor.intake.sheets.columnmap import read_map
from corridor.intake.sheets.countmap import CountsMap
from corridor.model.record import COHORT_SERIES, PEAKS, SERIES, STATUSES
from corridor.scenario.schema import PLACE_KINDS, Section
from corridor.scenario.tables import EVENT_KINDS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def generate():
    """The module of the documentation that writes pages from the code."""
    sys.path.insert(0, str(DOCS))
    try:
        import generate

        yield generate
    finally:
        sys.path.remove(str(DOCS))
        sys.modules.pop("generate", None)


@pytest.fixture(scope="module")
def generated(generate, tmp_path_factory):
    """The generated pages, by name, written afresh."""
    folder = tmp_path_factory.mktemp("docs") / "_generated"
    generate.write(folder)
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


def page(name):
    return (DOCS / name).read_text("utf-8")


def coded(text):
    """What stands as inline code."""
    return set(re.findall(r"`([^`\n]+)`", text))


def first_cells(text):
    """What stands as inline code in the first cell of any row of a table."""
    return {name for line in text.splitlines() if line.startswith("|") for name in coded(line.split("|")[1])}


def sections(kind):
    yield kind
    for one in kind.__subclasses__():
        yield from sections(one)


def part(text, heading):
    """The text below a heading, up to the next one."""
    return re.split(r"^#+ ", text.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize(
    ("names", "heading"),
    [
        (STATUSES, "What people are doing"),
        ([*SERIES, *COHORT_SERIES, *PEAKS], "What is recorded"),
        (PLACE_KINDS, "Kinds of place"),
        (EVENT_KINDS, "Kinds of event"),
    ],
    ids=["statuses", "series", "place kinds", "event kinds"],
)
def test_the_glossary_has_every_name_and_no_other(names, heading):
    assert set(names) == first_cells(part(page("glossary.md"), heading))


def test_units_of_series_are_those_of_the_glossary():
    rows = {}
    for line in part(page("glossary.md"), "What is recorded").splitlines():
        if line.startswith("| `"):
            _, names, unit, *_ = line.split("|")
            rows.update(dict.fromkeys(coded(names), unit.strip()))
    same = {"person_days": "person-days", "1": "0 to 1"}
    for name, series in {**SERIES, **COHORT_SERIES, **PEAKS}.items():
        assert rows[name] == same.get(series.unit, series.unit), name


def test_every_field_of_the_schema_is_described(generated):
    """Key, unit and meaning of each field stand in one row of its own section."""
    for kind in sections(Section):
        for name, field in kind.model_fields.items():
            spec = spec_of(field)
            if spec is not None:
                assert isinstance(spec, Spec)
                rows = [
                    line
                    for line in generated["scenario_yaml.md"].splitlines()
                    if re.match(rf"\| `{name}(\.<\w+>)?` ", line)
                ]
                assert any(spec.meaning in line and f"`{spec.unit}`" in line for line in rows), (kind, name)


def test_every_default_is_in_the_table_of_priors(generate, generated):
    assert "{include} _generated/priors.md" in page("model.md")
    shown = first_cells(generated["priors.md"])
    assert {path for path, spec in generate.numbers() if spec.default is not None} <= shown
    assert {"step", "cohorts.<cohort>.p_kin", "leaving.b_prospect", "destination.inertia"} <= shown


def test_what_is_no_number_has_a_meaning_too(generate):
    for _, kind in generate.sections():
        for name, field in kind.model_fields.items():
            plain = spec_of(field) is None and generate.section_of(field.annotation) is None
            if plain and name not in generate.PROVENANCE:
                assert f"{kind.__name__}.{name}" in generate.MEANINGS
    for table in generate.TABLES:
        for column in columns_of(table):
            spec = spec_of(table.model_fields.get(column) or table.model_fields[f"{column}_"])
            assert spec is not None or column_of(table, column).meaning, (table.file, column)
    assert set(generate.EVENTS) == set(EVENT_KINDS)


def test_every_key_of_a_column_map_is_described(generate, generated):
    assert set(generate.map_keys()) == set(generate.MAP_KEYS)
    assert first_cells(generated["column_map.md"]) == set(generate.MAP_KEYS)


def test_the_column_map_shown_can_be_used(tmp_path):
    (text,) = re.findall(r"```yaml\n(.*?)```", page("observe.md"), re.DOTALL)
    (tmp_path / "bulletin.yaml").write_text(text, "utf-8")
    problems = Problems()
    assert read_map(tmp_path / "bulletin.yaml", CountsMap, problems) is not None
    assert problems.found == []


def test_every_generated_page_is_included_somewhere(generate):
    written = "".join(path.read_text("utf-8") for path in (*DOCS.glob("*.md"), *DOCS.glob("design/*.md")))
    assert [name for name in generate.pages() if f"_generated/{name}" not in written] == []


def test_error_codes_are_found_in_the_source(generate):
    codes = set(generate.error_codes())
    assert {
        "claims-unsupported",
        "event-duplicate",
        "no-answer",
        "place-unknown",
        "time-naive",
        "yaml-refused",
    } <= codes
    assert "each key once" in dict(generate.error_codes()["yaml-refused"])  # told by a call of its own kind
    source = "".join(path.read_text("utf-8") for path in generate.SOURCE.rglob("*.py"))
    built = {code for codes in generate.BUILT.values() for code in codes}
    for pattern in re.findall(r"""f["'](\{[^}]*\}-[a-z]+|[a-z]+-\{[^}]*\})["']""", source):
        assert any(pattern.endswith(known[1:]) for known in generate.BUILT), f"{pattern} is put together: enter it"
    for code in codes - built:
        assert f'"{code}"' in source


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("new",),
        ("check",),
        ("forecast",),
        ("simulate",),
        ("compare",),
        ("demo",),
        ("observe",),
        ("observe", "add"),
        ("observe", "import"),
    ],
    ids=" ".join,
)
def test_the_help_shown_is_the_real_help(command, generate, generated):
    environment = {**os.environ, "COLUMNS": str(generate.WIDTH), "NO_COLOR": "1"}
    said = subprocess.run(
        [sys.executable, "-m", "corridor", *command, "--help"],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env=environment,
    ).stdout
    title = " ".join(("corridor", *command))
    assert f"## {title}\n\n```text\n{said}```\n" in generated["commands.md"]


def test_no_command_is_left_out(generate):
    top = parser()
    verbs = {"new", "check", "forecast", "simulate", "demo", "warmup", "compare"}
    ledger = {f"claims {action}" for action in ("show", "add", "approve", "reject", "withdraw", "extract", "import")}
    assert set(generate.verbs(top)) == verbs | {"observe", "observe add", "observe import", "claims"} | ledger


def shown_commands():
    for path in sorted(DOCS.rglob("*.md")):
        if "_build" not in path.parts and "_generated" not in path.parts:
            for line in re.findall(r"^\$ corridor (.*)$", path.read_text("utf-8"), re.MULTILINE):
                yield pytest.param(line, id=f"{path.stem}: {line}")


@pytest.mark.parametrize("line", list(shown_commands()))
def test_commands_shown_can_be_parsed(line):
    words = shlex.split(line)
    if words == ["--version"]:
        return
    assert isinstance(parser().parse_args(words), argparse.Namespace)


def test_every_room_is_in_the_table_with_what_it_says_of_itself(generate, generated):
    source = ROOT / "src" / "corridor"
    assert {path.parent.name for path in source.glob("*/__init__.py")} == set(generate.ROOMS)
    for room in generate.ROOMS:
        line = next(line for line in generated["rooms.md"].splitlines() if line.startswith(f"| `{room}` |"))
        assert (source / room / "__init__.py").read_text("utf-8").startswith(f'"""{line.split(" | ")[1][:60]}')
