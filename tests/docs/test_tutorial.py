"""The tutorial can be followed word for word: every file typed, every command run, every output as it is shown."""

import re
import sys
from pathlib import Path

import pytest

from corridor.cli.main import parser
from corridor.report.pictures import figures as pictures

DOCS = Path(__file__).parents[2] / "docs"
NAMES = [f"{name}.{suffix}" for name in ("arrivals", "map", "people", "accommodation") for suffix in ("png", "svg")]


@pytest.fixture(scope="module")
def shown():
    """The module of the documentation that runs what a page shows."""
    sys.path.insert(0, str(DOCS))
    try:
        import shown

        yield shown
    finally:
        sys.path.remove(str(DOCS))
        sys.modules.pop("shown", None)


@pytest.fixture
def no_drawing(monkeypatch):
    """Pictures take most of the time of a forecast and have tests of their own: here they are named and empty."""
    monkeypatch.setattr(pictures, "pictures", lambda findings: dict.fromkeys(NAMES, Path.touch))


def test_the_tutorial_prints_what_it_shows(shown, no_drawing, tmp_path):
    page = (DOCS / "tutorial.md").read_text("utf-8")
    steps = list(shown.follow(page, tmp_path))
    differ = [f"$ {one.command}\n{one.out}" for one in steps if not one.agrees]
    assert not differ, "\n".join(["run docs/shown.py for what follows", *differ])
    on_page = re.findall(r"^\$ (?!python3 |\. |pip |corridor warmup)(.*)$", page, re.MULTILINE)
    assert [one.command for one in steps] == on_page
    assert {one.status for one in steps} == {0, 2}
    told = [one.command.split()[1] for one in steps if one.command.startswith("corridor ")]
    assert set(told) == {"--version", "new", "check", "forecast", "compare", "observe", "claims"}
    own = tmp_path / "isle"
    assert sorted(path.name for path in own.iterdir()) == ["events.csv", "places.csv", "routes.csv", "scenario.yaml"]


def test_the_reader_is_told_of_every_command_but_those_for_others(shown):
    page = (DOCS / "tutorial.md").read_text("utf-8")
    (verbs,) = (action.choices for action in parser()._actions if action.choices)
    for verb in set(verbs) - {"simulate"}:
        assert f"corridor {verb}" in page, verb


def test_pictures_of_the_tutorial_are_there():
    page = (DOCS / "tutorial.md").read_text("utf-8")
    names = re.findall(r"\]\((pictures/[^)]+)\)", page)
    assert names == [f"pictures/tutorial-{name}.png" for name in ("arrivals", "map", "people", "accommodation")]
    assert all((DOCS / name).stat().st_size > 10_000 for name in names)


# --- what runs a page -----------------------------------------------------------------------------------------------

PAGE = """# Page

Type `a/b.py`:

```python
print("one")
print("two")
```

```console
$ python a/b.py
one
...
```

Here. Now

Replace in `a/b.py`:

```text
"two"
```

by

```text
"three"
```

```console
$ pip install nothing
$ python a/b.py
one
two
$ python a/b.py
...
three
```
"""


def test_files_are_typed_and_changed_and_outputs_compared(shown, tmp_path):
    steps = list(shown.follow(PAGE, tmp_path))
    assert [(one.status, one.out) for one in steps] == [(0, "one\ntwo\n"), *[(0, "one\nthree\n")] * 2]
    assert [one.agrees for one in steps] == [True, False, True]


def test_a_page_is_filled_with_what_is_printed_and_nothing_else_changes(shown):
    made = shown.filled(PAGE)
    assert made == PAGE.replace("one\ntwo\n$", "one\nthree\n$")
    assert shown.filled(made) == made


def test_lines_left_out_stay_left_out_where_only_numbers_change(shown):
    out = "People: 4,000 (likely (61 %))\nmore\nSun 09 Mar: 70 vehicles\nend\n"
    assert shown._trimmed("People: 90 (unlikely (8 %))\n...\nSun 02 Mar: under 10 vehicles\nend\n", out) == (
        "People: 4,000 (likely (61 %))\n...\nSun 09 Mar: 70 vehicles\nend\n"
    )
    assert shown._trimmed("Nobody\n...\n", out) == out


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"two"\n```\n\nby', '"four"\n```\n\nby'),
        ("Replace in `a/b.py`:", "Replace `a/b.py`:"),
        ("$ python a", "$ rm a"),
    ],
)
def test_a_page_that_cannot_be_followed_is_refused(shown, tmp_path, old, new):
    with pytest.raises(ValueError, match=r"times|nothing to replace|not a command"):
        list(shown.follow(PAGE.replace(old, new), tmp_path))


def test_seconds_are_no_difference(shown):
    one = shown.Printed("corridor x", "4.1 s. Files in a: b\n", 0, 0, 0, "12.0 s. Files in a: b\n")
    assert one.agrees
    assert not shown.Printed("corridor x", "4.1 s. Files in a: b\n", 0, 0, 0, "4.1 s. Files in a: c\n").agrees
