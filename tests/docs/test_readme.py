"""What the README shows is what its commands print."""

import re
import shlex
from datetime import datetime

import pytest
from folders import KARABAKH, ROOT

import corridor
from corridor.cli.main import main, parser

README = (ROOT / "README.md").read_text("utf-8")
TOUR = re.findall(r"```console\n\$ corridor (demo --brief .*)\n([^`]*)```", README)
DEMO = re.findall(r"`corridor demo` prints.*\n\n```text\n([^`]*)```", README)


def printed(command):
    """What a `corridor demo` command says of its forecast, without its files."""
    given = parser().parse_args(shlex.split(command))
    case = corridor.load(KARABAKH)
    as_of = datetime.fromisoformat(given.as_of) if given.as_of else case.file.as_of
    resolved = corridor.resolve(case, as_of)
    return corridor.simulate(resolved, int(given.members), int(given.seed), threads=2).summary(brief=given.brief)


def test_the_tour_has_five_days_of_five_lines_each_and_a_picture():
    assert [command[-22:] for command, _ in TOUR] == [f"2023-09-{day}T12:00+04:00" for day in (20, 22, 24, 26, 28)]
    for command, said in TOUR:
        assert len(said.splitlines()) == 5, command
        assert (ROOT / f"docs/pictures/tour-{command[-22:-12]}.png").is_file()
    assert len(DEMO) == 1


@pytest.mark.parametrize(("command", "said"), TOUR, ids=[command[-22:-12] for command, _ in TOUR])
def test_each_day_of_the_tour_is_what_its_command_prints(command, said):
    assert printed(command) == said.rstrip("\n")


def test_the_ledger_is_what_it_prints(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    (shown,) = re.findall(r"```console\n\$ corridor (claims show .*)\n([^`]*)```", README)
    assert main(shlex.split(shown[0])) == 0
    assert capsys.readouterr().out == shown[1]


def test_the_demonstration_is_what_it_prints():
    assert printed("demo") == DEMO[0].rstrip("\n")


def test_every_picture_shown_is_there():
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert len(shown) >= 7
    assert [path for path in shown if not (ROOT / path).is_file()] == []


def test_the_lines_of_python_print_what_stands_below_them(capsys, monkeypatch):
    ((code, printed_below),) = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", README, re.DOTALL)
    monkeypatch.chdir(ROOT)
    assert len(code.strip().splitlines()) <= 12
    exec(code, {})
    assert capsys.readouterr().out == printed_below
