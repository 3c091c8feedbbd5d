"""Drafts and labels are matched as stated, and the shares count what was missed."""

from dataclasses import replace

from benchmarks.extraction import agrees, faults, judged, pairs, same_name
from corridor.intake.texts import extract

DRAFT = extract("Some 300 families fled Tarn, said the mayor of Osk.")[0]
LABEL = {"value": 300, "unit": "households", "quantifier": "about", "speaker": "the mayor", "place": "Tarn"}


def test_a_draft_matches_a_label_of_the_same_figure_and_unit():
    assert agrees(DRAFT, LABEL)
    assert not agrees(DRAFT, LABEL | {"value": 301})
    assert not agrees(DRAFT, LABEL | {"unit": "persons"})
    assert not agrees(DRAFT, {"low": 200, "high": 300, "unit": "families"})
    assert agrees(replace(DRAFT, value=None, low=2.0, high=3.0), {"low": 2, "high": 3, "unit": "families"})


def test_names_agree_by_whole_words_without_articles_and_case():
    assert same_name("Ministry of Health", "the ministry of health of Tarnia")
    assert same_name("the UNHCR", "unhcr")
    assert not same_name("Mini", "Ministry")
    assert not same_name(None, "the mayor")
    assert same_name(None, None)


def test_each_label_is_matched_once_and_a_miss_counts_as_wrong():
    made = pairs([DRAFT, DRAFT], [LABEL, LABEL | {"value": 7}])
    tally = judged(made)
    assert (tally.drafts, tally.labels, tally.matched) == (2, 2, 1)
    assert tally.shares()["speaker"] == (1, 2)
    assert tally.shares()["quantifier"] == (1, 2)
    assert tally.shares()["place"] == (1, 2)
    assert [line.split()[0] for line in faults(made)] == ["alarm", "missed"]


def test_of_equal_figures_the_label_with_the_same_speaker_is_taken():
    made = pairs([DRAFT], [LABEL | {"speaker": None}, LABEL])
    assert made[0][1] == LABEL
