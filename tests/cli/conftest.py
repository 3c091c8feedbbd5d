"""A small scenario to spoil, and the command line run inside the test."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from cli_tools import Answer
from folders import change

from corridor.cli import main


@pytest.fixture
def folder(tmp_path):
    """The template as a folder, three days long and with a place that is sensitive."""
    made = tmp_path / "case"
    shutil.copytree(Path(str(files("corridor.scenario") / "template")), made)
    change(made, "scenario.yaml", "end: 2030-01-08T00:00+00:00", "end: 2030-01-04T00:00+00:00")
    return made


@pytest.fixture
def run(capfd, monkeypatch, tmp_path):
    """Run a command as a person would, from an empty folder; what it prints is in the answer."""
    monkeypatch.chdir(tmp_path)

    def corridor(*words):
        capfd.readouterr()
        status = main([str(word) for word in words])
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return Answer(status, out, err)

    return corridor
