"""How drafts are judged against labels: what counts as right, on a small scale; and that the labels are sound."""

import re

import pytest
import yaml

from benchmarks.cases_ledger import text_of
from benchmarks.extraction import TEXTS, judged, main, measured_files, pairs
from benchmarks.goals import judged_texts
from corridor.intake.texts import Draft
from corridor.ledger.claims import QUANTIFIERS

UNITS = (
    "persons families households killed injured missing vehicles beds houses facilities tonnes litres items staff "
    "percent"
)


def draft(value=None, unit="persons", speaker=None, low=None, high=None, quantifier="exact", place=None):
    return Draft(value, low, high, unit, quantifier, speaker, (), place, None, "", 0, "", "", 1.0)


def test_misses_alarms_and_wrong_speakers_count():
    labels = [
        {"value": 1, "unit": "persons", "quantifier": "exact", "speaker": "Abel"},
        {"value": 2, "unit": "persons", "quantifier": "about", "speaker": "b"},
        {"value": 3, "unit": "persons", "quantifier": "exact", "speaker": None},
        {"value": 4, "unit": "persons", "quantifier": "exact", "speaker": "c"},
    ]
    drafts = [draft(1, speaker="Abel"), draft(2, speaker="x"), draft(3), draft(9)]
    shares = judged(pairs(drafts, labels)).shares()
    assert shares["precision"] == (3, 4) and shares["recall"] == (3, 4)
    assert shares["speaker"] == (1, 3) and shares["author"] == (1, 1)
    assert shares["quantifier"] == (2, 4)
    assert [goal["met"] for goal in judged_texts(shares)] == [False, False, False]


def test_a_file_below_the_goals_gives_an_exit_code(tmp_path, capsys):
    label = {"value": 7, "unit": "persons", "quantifier": "exact", "speaker": None}
    path = tmp_path / "texts.yaml"
    path.write_text(yaml.safe_dump([{"id": "x", "style": "agency", "text": "Nobody came.", "claims": [label]}]))
    assert main([str(path), "--errors"]) == 1
    assert "missed" in capsys.readouterr().out


FILES = sorted(TEXTS.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_labels_are_sound(path):
    texts = yaml.safe_load(path.read_text("utf-8"))
    assert len({text["id"] for text in texts}) == len(texts) >= 30
    for text in texts:
        for label in text["claims"]:
            assert set(label) <= {"value", "low", "high", "unit", "quantifier", "speaker", "via", "place"}, text["id"]
            assert label["unit"] in UNITS.split() and label["quantifier"] in QUANTIFIERS, (text["id"], label)
            assert ("value" in label) != ("low" in label and "high" in label), (text["id"], label)
            if label.get("speaker"):
                words = [re.escape(word) for word in label["speaker"].split()]
                assert re.search(r"\W+".join(words), text["text"], re.IGNORECASE), (text["id"], label)


def test_texts_on_which_the_rules_were_made_are_read_well():
    """Only those: the unseen half is looked at by `make bench`, not by whoever makes the tests pass."""
    shares = measured_files()["seen"].shares()
    assert [goal["met"] for goal in judged_texts(shares)] == [True, True, True]


def test_the_text_to_be_timed_has_its_words():
    assert 2000 <= len(text_of(2000).split()) < 2200
