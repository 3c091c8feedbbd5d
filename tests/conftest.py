"""What many tests share: a fresh copy of the small scenario, and the folder of the case."""

import shutil
from pathlib import Path

import pytest
from folders import KARABAKH, RIVER, TEMPLATE


@pytest.fixture
def small(tmp_path):
    """A copy of the scenario that `corridor new` writes."""
    return Path(shutil.copytree(TEMPLATE, tmp_path / "small"))


@pytest.fixture
def karabakh(tmp_path):
    """A copy of the demonstration case."""
    return Path(shutil.copytree(KARABAKH, tmp_path / "karabakh-2023"))


@pytest.fixture
def river(tmp_path):
    """A copy of the made-up case with steps of a day."""
    return Path(shutil.copytree(RIVER, tmp_path / "river-delta"))
