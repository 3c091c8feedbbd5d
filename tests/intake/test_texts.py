"""Draft claims from prose: figures, units, quantifiers, who is said to say them. All sentences are made up."""

import string
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.intake.texts import extract, language_of
from corridor.intake.texts.numbers import value_of_digits


def figures(text):
    return [(d.value if d.value is not None else (d.low, d.high), d.unit) for d in extract(text)]


def speakers(text):
    return [d.speaker for d in extract(text)]


def only(text):
    drafts = extract(text)
    assert len(drafts) == 1, [(d.value, d.unit) for d in drafts]
    return drafts[0]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,234", 1234),
        ("1 234", 1234),
        ("1\u202f234", 1234),
        ("1\u2009234\u2009567", 1234567),
        ("1.234", 1234),
        ("19,58,362", 1958362),
        ("12k", 12000),
        ("1.2 million", 1200000),
        ("2.5m", 2500000),
        ("3 lakh", 300000),
        ("twelve thousand", 12000),
        ("two hundred and six", 206),
        ("half a million", 500000),
        ("a quarter of a million", 250000),
        ("one and a half million", 1500000),
        ("a dozen", 12),
        ("two dozen", 24),
        ("twenty-five", 25),
        ("a hundred", 100),
    ],
)
def test_numbers_are_read_as_they_are_written(written, value):
    draft = only(f"In the valley {written} people have lost what they had.")
    assert (draft.value, draft.unit) == (value, "persons")


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("between 8,000 and 10,000", 8000, 10000),
        ("3,000-4,000", 3000, 4000),
        ("3,000–4,000", 3000, 4000),
        ("20 to 25 thousand", 20000, 25000),
        ("two or three", 2, 3),
        ("8 to 10,000", 8000, 10000),
    ],
)
def test_ranges_have_two_ends_and_no_value(written, low, high):
    draft = only(f"It was said that {written} families are on the way.")
    assert (draft.value, draft.low, draft.high, draft.quantifier) == (None, low, high, "between")


def test_a_change_is_two_figures_and_no_range():
    assert figures("The number of refugees rose from 3,000 to 5,000 in June.") == [(3000, "persons"), (5000, "persons")]


@pytest.mark.parametrize(
    ("phrase", "quantifier"),
    [
        ("about 300", "about"),
        ("some 300", "about"),
        ("an estimated 300", "about"),
        ("nearly 300", "nearly"),
        ("just under 300", "nearly"),
        ("at least 300", "at least"),
        ("no fewer than 300", "at least"),
        ("more than 300", "more than"),
        ("over another 300", "more than"),
        ("up to 300", "up to"),
        ("as many as 300", "up to"),
        ("no more than 300", "at most"),
        ("fewer than 300", "less than"),
        ("only 300", "exact"),
        ("300", "exact"),
        ("300 or more", "at least"),
    ],
)
def test_quantifiers(phrase, quantifier):
    assert only(f"In the town {phrase} people are without water.").quantifier == quantifier


def test_a_word_of_the_verb_is_no_quantifier():
    assert only("The army will hand over its 300 prisoners.").quantifier == "exact"


@pytest.mark.parametrize(
    ("noun", "unit"),
    [
        ("refugees", "persons"),
        ("Russian peacekeepers", "persons"),
        ("ethnic Lurians", "persons"),
        ("suspected cases of cholera", "persons"),
        ("host families", "families"),
        ("households", "households"),
        ("army trucks", "vehicles"),
        ("hospital beds", "beds"),
        ("homes", "houses"),
        ("health posts", "facilities"),
        ("refugee camps", "facilities"),
        ("metric tons of rice", "tonnes"),
        ("litres of water", "litres"),
        ("family tents", "items"),
        ("aid workers", "staff"),
        ("deaths", "killed"),
        ("wounded", "injured"),
    ],
)
def test_the_head_of_the_phrase_gives_the_unit(noun, unit):
    assert only(f"There were 40 {noun} in the north.").unit == unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("In the blast 12 people were killed.", "killed"),
        ("The flood killed at least 12 villagers.", "killed"),
        ("In the flood 12 people, including three children, have died.", "killed"),
        ("The fire cost 12 lives.", "killed"),
        ("The death toll has risen to 12.", "killed"),
        ("Of the passengers 12 were badly hurt.", "injured"),
        ("After the storm 12 fishermen are still missing.", "missing"),
        ("It took 12 people to the coast after the mayor was killed.", "persons"),
    ],
)
def test_what_became_of_people_is_their_unit(text, unit):
    assert [d.unit for d in extract(text) if d.value == 12] == [unit]


def test_lives_that_were_saved_are_no_dead():
    assert extract("The new dam has saved 300 lives.") == []


@pytest.mark.parametrize(
    "text",
    [
        "The bridge was closed for 3 hours in 1998.",
        "On 26 September and on March 14 the shops were open until 18:30.",
        "The man, 45, and his 12-year-old son walked 30 km in the rain.",
        "It cost $300 or 400 euros, and 5,000 drams for the driver.",
        "They cited Resolution 2254, Article 7 and page 12 of the report.",
        "Route 12 and Highway 4 are open; call 116 for help.",
        "A quake of magnitude 6.4 shook the town, and it was 14 degrees.",
        "The house has 300 square metres and the plot 2 hectares.",
        "She came second in the 3rd round, for the fourth time.",
        "One of them said that the two sides would meet with two international groups from the two countries.",
        "Prices rose by 30 per cent, and 40 percent of buildings are damaged.",
        "The mill has belonged to one family since 1950, for 70 years.",
        "As the footnote says, it was so.[12] And so it was.3 Then it was over.",
        "One in five families has a car, and nine out of ten people walk.",
        "Each person gets 9 litres per person and 2 meals per day for every child.",
        "The children were under 5 and the men over 60.",
    ],
)
def test_no_claims(text):
    assert figures(text) == []


def test_a_share_of_people_is_a_claim_and_of_things_none():
    text = "Some 60% of the families have left, and 14 per cent are in camps; 30 percent of shops are shut."
    assert figures(text) == [(60, "percent"), (14, "percent")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The town took in 300 families. Another 12 came at night.", [(300, "families"), (12, "families")]),
        (
            "There are 900 refugees here, 4,000 in the north and 1,500 in the south.",
            [(900, "persons"), (4000, "persons"), (1500, "persons")],
        ),
        ("Some 700 have sought shelter in the old mill.", [(700, "persons")]),
        ("Of the injured, 160 went home and 43 stay.", [(160, "injured"), (43, "injured")]),
        ("We counted 33 deaths, 29 of them in the city.", [(33, "killed"), (29, "killed")]),
        ("Of 61,000 tents ordered, 48,700 have been put up.", [(61000, "items"), (48700, "items")]),
        (
            "By noon 22 dead and 60 wounded were counted. The governor later gave 19 and 58.",
            [(22, "killed"), (60, "injured"), (19, "killed"), (58, "injured")],
        ),
        ("The army counts 2,000 homes. The mayor speaks of 1,400 in his town.", [(2000, "houses"), (1400, "houses")]),
        ("There are 84 houses and one hospital in ruins.", [(84, "houses"), (1, "facilities")]),
        ("Families sheltered: 350", [(350, "families")]),
    ],
)
def test_a_number_without_a_noun_counts_what_it_repeats(text, expected):
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The interior ministry says 300 people are missing.", ["interior ministry"]),
        ("According to the Red Crescent, 300 people fled.", ["Red Crescent"]),
        ("Some 300 people fled, according to Lena Osk, the mayor of Tarn.", ["Lena Osk"]),
        ("Some 300 people have fled (IOM).", ["IOM"]),
        ("Some 300 people have fled (source: Ministry of Health).", ["Ministry of Health"]),
        ("UNHCR, which runs the camp, said that 300 people had left.", ["UNHCR"]),
        ("Tarnia's premier, Jon Pell, has drawn up plans to lodge 300 families.", ["Jon Pell"]),
        ("Jon Pell, the head of the relief office, puts the number of dead at 300.", ["Jon Pell"]),
        ("“We have food for 300 people,” said Jon Pell.", ["Jon Pell"]),
        ("Jon Pell was calm: “We have food for 300 people.” He told us so himself.", ["Jon Pell"]),
        ("She was tired. “There are 300 children here.” Mira Osk said it without tears.", ["Mira Osk"]),
        ("WHO warns that 300 people are ill.", ["WHO"]),
        ("By the council's estimate 300 families are without a roof.", ["council"]),
        ("A report by the Farmers' Union found that 300 families have no seed.", ["Farmers' Union"]),
        ("The rebels' claim that 300 people had died was not confirmed.", ["rebels"]),
        ("Workers who left on Thursday say 300 people remain.", ["Workers"]),
        ("There were 300 people in the hall.", [None]),
        ("The governor spoke. There were 300 people in the hall.", [None]),
    ],
)
def test_who_is_said_to_say_it(text, expected):
    assert speakers(text) == expected


def test_each_clause_has_its_own_speaker_and_takes_its_unit_from_the_first():
    text = (
        "Mira Osk has seen the shelters. While Tarnia insists that only 500 villagers are affected, Ms. Osk reckons "
        "the true number to be around 1,100."
    )
    first, second = extract(text)
    assert (first.value, first.unit, first.quantifier, first.speaker) == (500, "persons", "exact", "Tarnia")
    assert (second.value, second.unit, second.quantifier, second.speaker) == (1100, "persons", "about", "Mira Osk")


@pytest.mark.parametrize(
    ("text", "speaker", "via"),
    [
        (
            "Some 300 people fled, the mayor told Radio Tarn, citing the Red Cross.",
            "Red Cross",
            ("mayor", "Radio Tarn"),
        ),
        ("Radio Tarn quoted the mayor as saying that 300 people fled.", "mayor", ("Radio Tarn",)),
        ("Village elders reported 300 people missing, the Tarn Herald said.", "Village elders", ("Tarn Herald",)),
        ("The minister, citing police reports, said that 300 people had died.", "police", ("minister",)),
        ("According to a nurse quoted by the Tarn Herald, 300 people had died.", "nurse", ("Tarn Herald",)),
    ],
)
def test_the_origin_speaks_and_relays_pass_it_on(text, speaker, via):
    draft = only(text)
    assert (draft.speaker, draft.via) == (speaker, via)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mira Osk spoke first. She said 300 people fled.", "Mira Osk"),
        ("The ministry of labour was late. The ministry said 300 people fled.", "ministry of labour"),
        ("UNICEF opened a tent. The agency said 300 children came.", "UNICEF"),
        ("Camp officials deny it. They say 300 people fled.", "Camp officials"),
        ("The army held a briefing. It said 300 people fled.", "army"),
        ("Mayor Jon Pell met Mira Osk, a teacher. Mr Pell said 300 people fled.", "Jon Pell"),
    ],
)
def test_short_forms_stand_for_whoever_was_named(text, expected):
    assert only(text).speaker == expected


def test_place_and_date_are_those_named_beside_the_figure():
    draft = only("On 4 June some 300 people arrived in Upper Tarn.")
    assert (draft.place, draft.date) == ("Upper Tarn", "4 June")


def test_a_draft_has_the_keys_of_the_ledger():
    draft = only("Some 300 people fled, said the mayor.").as_dict()
    assert set(draft) == {
        "value", "low", "high", "unit", "quantifier", "speaker", "place", "date", "sentence", "position", "quantity",
        "confidence", "via", "kind",
    }  # fmt: skip
    assert 0 < draft["confidence"] <= 1
    assert draft["kind"] == "people"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Dr. A. Osk of the U.N. said 300 people fled. They walked.", 1),
        ("- 300 people fled\n- 12 houses burned\n- 40 tents arrived", 3),
        ("300 people\nfled over the hills and the water\nwas cold.", 1),
        ("The number is 3.5 million. In all 12 people left.", 2),
    ],
)
def test_sentences_end_where_they_end(text, count):
    assert len({d.sentence for d in extract(text)}) == count


def test_an_abbreviation_ends_no_sentence():
    text = "At dawn Dr. Osk and Mr. Pell of St. Ann counted approx. 300 people. They slept."
    assert only(text).sentence == "At dawn Dr. Osk and Mr. Pell of St. Ann counted approx. 300 people."


def test_the_language_is_told_by_its_function_words():
    assert language_of("The people of the town have gone to the hills because of the water.") == "en"
    assert language_of("Les habitants de la ville sont partis vers les collines à cause de 300 soldats.") is None
    assert language_of("In der Stadt sind 300 Menschen, und die Männer waren schon in den Bergen.") is None
    assert language_of("") is None
    assert extract("Il y a 300 personnes dans la salle et 40 enfants sont malades depuis hier.") == []


PIECES = (
    "the of in said told that 300 1,200 twelve half a million people families (IOM) “ ” \" ' . , ; : - – % $ who which",
    "according to between and killed Ms. Osk She it Red Cross another of them one in 5",
)
LIKE_A_TEXT = st.lists(
    st.sampled_from([*" ".join(PIECES).split(), "\n", "\n\n"]),
    max_size=60,
).map(" ".join)


@given(st.text() | LIKE_A_TEXT | st.text(string.printable))
@settings(deadline=None)
def test_any_text_is_read_and_offsets_point_at_numbers(text):
    for draft in extract(text):
        here = text[draft.position :].split(maxsplit=1)[0].lower()
        assert here[:1].isdigit() or here.split("-")[0].strip(".,;:") in (
            "twelve", "half", "a", "one", "million", "an", "two",
        )  # fmt: skip
        assert (draft.value is None) == (draft.low is not None and draft.high is not None)
        assert 0 <= draft.confidence <= 1


@given(st.integers(1, 999_999_999), st.sampled_from([",", " ", "\u202f", "\u2009", "."]))
def test_grouped_digits_mean_what_they_group(number, sign):
    written = f"{number:,}".replace(",", sign)
    assert value_of_digits(written) == number


@given(st.integers(101, 99_999_999))
@settings(deadline=None)
def test_digits_come_back_from_a_sentence(number):
    text = f"There were {number:,} refugees in the hall."
    draft = only(text)
    assert (draft.value, draft.unit) == (number, "persons")
    assert text[draft.position :].startswith(f"{number:,}")


@pytest.mark.parametrize(
    "piece",
    [
        "the 300 people and ",
        ", said the ",
        "“300 of the ",
        "the 1 ",
        "1,234,",
        "The Red ",
        "the ((",
        "of the head ",
        "He gave 300. ",
    ],
)
def test_time_grows_with_the_length_and_no_more(piece):
    def taken(size):
        text = "the of and to in " + piece * (size // len(piece))
        start = time.process_time()
        extract(text)
        return time.process_time() - start

    taken(1000)
    small, large = taken(20_000), taken(160_000)
    assert large < 8 * 4 * small + 0.2  # a square law would take 64 times as long


def test_a_long_report_is_read_in_a_fraction_of_a_second():
    text = "The mayor said on Monday that 300 people had fled to the hills, and 12 of them were hurt. " * 112
    extract("Load the words of the language first.")
    start = time.process_time()
    assert len(extract(text)) == 224
    assert time.process_time() - start < 0.5


def test_a_bare_number_behind_there_is_of_people():
    text = "The camp at Orn is full and nobody can leave. On Monday there were 4,000 and the road is closed."
    assert figures(text) == [(4000, "persons")]


def test_a_figure_told_otherwise_counts_what_the_last_sentence_did():
    assert figures("The governor said 19 people had been killed. The army spoke of 21 there.") == [
        (19, "killed"),
        (21, "killed"),
    ]
