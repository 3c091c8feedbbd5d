"""Draft claims from harder prose: who speaks through titles, lists and asides, and what bare numbers count.

Every sentence is made up, and stands for a way of putting things rather than for itself.
"""

import pytest

from corridor.intake.texts import extract


def claims(text):
    return [(d.value if d.value is not None else (d.low, d.high), d.unit, d.speaker) for d in extract(text)]


NAMED = [
    (
        "Father Jon Pell keeps a list on the door: 71 missing, it said on Monday, and 23 dead.",
        [(71, "missing", "Jon Pell"), (23, "killed", "Jon Pell")],
    ),
    (
        ('The storm took what the mayor, Mira Osk, called "the best part of the town, 40 houses and 2 bridges".'),
        [(40, "houses", "Mira Osk"), (2, "facilities", "Mira Osk")],
    ),
    ("Nurse Mira Osk has treated 60 children since dawn, she told us.", [(60, "persons", "Mira Osk")]),
]


@pytest.mark.parametrize(("text", "expected"), NAMED)
def test_a_named_person_speaks_by_title_office_or_pronoun(text, expected):
    assert claims(text) == expected


BODIES = [
    (
        "Civil Defence had confirmed 19 deaths by dusk and was listing 52 people as missing.",
        [(19, "killed", "Civil Defence"), (52, "missing", "Civil Defence")],
    ),
    ("By Civil Defence's count, 310 houses are gone.", [(310, "houses", "Civil Defence")]),
    (
        ("By the enemy's own statements, which the ministry cites, the number of prisoners is not less than 2,500."),
        [(2500, "persons", "enemy")],
    ),
    (
        "- National Flood Office: 7 dead, 2 missing\n- Red Cross: 300 people in 4 schools",
        [
            (7, "killed", "National Flood Office"),
            (2, "missing", "National Flood Office"),
            (300, "persons", "Red Cross"),
            (4, "facilities", "Red Cross"),
        ],
    ),
    (
        (
            "Meanwhile the flight from the suburbs goes on: 5,500 people by bus since Friday, the "
            "drivers' syndicate estimates, and nobody knows how many on foot."
        ),
        [(5500, "persons", "drivers' syndicate")],
    ),
    (
        ("The District Magistrate, Sonvar, has telephoned that seven persons are feared drowned at the bridge."),
        [(7, "killed", "District Magistrate")],
    ),
    (
        "The Health Wing has logged 57 deaths from hunger since 1 February (children: 33).",
        [(57, "killed", "Health Wing"), (33, "killed", "Health Wing")],
    ),
    (
        (
            "The Voice of Arn has collected the names of five people, two of them infants, who are "
            "missing since the fire."
        ),
        [(5, "missing", "Voice of Arn"), (2, "missing", "Voice of Arn")],
    ),
    (
        (
            "There were 310,000 refugees, if the government in Tarn is to be believed, and 45,000 in "
            "the telling of the rebel cabinet."
        ),
        [(310000, "persons", "government in Tarn"), (45000, "persons", "rebel cabinet")],
    ),
    ("The council of Arn kept its count at 40 dead.", [(40, "killed", "council of Arn")]),
    (
        (
            "The rail operator Ferrolin has lowered from 240 to 212 the number of passengers it "
            "believes were on the train."
        ),
        [(240, "persons", "Ferrolin"), (212, "persons", "Ferrolin")],
    ),
    ("Figures of the Road Police show that 700 people a day now cross.", [(700, "persons", "Road Police")]),
    ("On the strength of what neighbours told it, Radio Arn spoke of a dozen bodies.", [(12, "killed", "neighbours")]),
    (
        (
            "The health department, in a post late at night, raised an earlier toll of 13 to 20 and "
            "added that 34 wounded lay in a clinic."
        ),
        [
            (13, "killed", "health department"),
            (20, "killed", "health department"),
            (34, "injured", "health department"),
        ],
    ),
    (
        "I am told by the agency COR that some 2,300 people in nine centres have no bed.",
        [(2300, "persons", "COR"), (9, "facilities", "COR")],
    ),
    (
        "The Association of Towns has stated that its members can offer at most 4,500 beds.",
        [(4500, "beds", "Association of Towns")],
    ),
    (
        ("She would not comment on a claim by the drivers' union that as many as 30 travellers had no ticket."),
        [(30, "persons", "drivers' union")],
    ),
    ("The figure of eleven boys missing from the camp goes back to the police.", [(11, "missing", "police")]),
    ("The harbour master's log puts the number of boats at 38.", [(38, "vehicles", "harbour master")]),
    (
        (
            "The prison had held 3,600 inmates the day before, says the Network of Jurists; one of "
            "its lawyers counted 98 who had stayed."
        ),
        [(3600, "persons", "Network of Jurists"), (98, "persons", "Network of Jurists")],
    ),
    (
        "A resident reached over the telephone said she had helped to carry away 22 bodies.",
        [(22, "killed", "resident")],
    ),
    (
        ("Seventy-four people were taken to hospitals; by Thursday, hospital managers said, 48 had gone home."),
        [(74, "persons", None), (48, "persons", "hospital managers")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), BODIES)
def test_a_body_speaks_through_its_lists_counts_and_people(text, expected):
    assert claims(text) == expected


UNITS = [
    (
        ("The ministry conceded that 21 pupils, and not 12 as it had announced, died when the roof came down."),
        [(21, "killed", "ministry"), (12, "killed", "ministry")],
    ),
    ("The police said that 30 villagers, not 20, were killed.", [(30, "killed", "police"), (20, "killed", "police")]),
    (
        "The company said thirteen had died and 75 were hurt, the youngest of them 22.",
        [(13, "killed", "company"), (75, "injured", "company")],
    ),
    ("The union had the dead at fifteen.", [(15, "killed", "union")]),
    (
        "The storm killed 12 people, and between 2,000 and 3,000 are sheltering in schools.",
        [(12, "killed", None), ((2000, 3000), "persons", None)],
    ),
    (
        ("The Staff lists a further 1,874 soldiers as prisoners and 3,312 as missing without trace."),
        [(1874, "persons", "Staff"), (3312, "missing", "Staff")],
    ),
    ("Turbidity at intake 2 was high, and pump 3 is broken.", []),
    ("Two lorries are on the way (ETA 23 Jan).", [(2, "vehicles", None)]),
    ("By noon 2,805 shelters had been reduced to ashes.", [(2805, "houses", None)]),
    (
        "Two of three clinics are without power; the hospital is running 18 of its 40 beds.",
        [(2, "facilities", None), (3, "facilities", None), (18, "beds", None), (40, "beds", None)],
    ),
    (
        "Zone | New cases | Deaths\nOboro | 214 | 6\nTile | 9 | -",
        [(214, "persons", None), (6, "killed", None), (9, "persons", None)],
    ),
    (
        "According to the Health Board:\nTown | Dead | Injured\nArn | 21 | 40\nPell | 7 | 12",
        [
            (21, "killed", "Health Board"),
            (40, "injured", "Health Board"),
            (7, "killed", "Health Board"),
            (12, "injured", "Health Board"),
        ],
    ),
    ("Chlorine: 4 t in stock.", [(4, "tonnes", None)]),
    (
        "The office housed 63,950 persons, of whom 16,800 hold a permit.",
        [(63950, "persons", None), (16800, "persons", None)],
    ),
    ("People have been arriving in Tessira at a rate of 150 to 200 a day.", [((150, 200), "persons", None)]),
    ("One borehole yields 6,000 litres a day.", [(1, "facilities", None), (6000, "litres", None)]),
    (
        ("A hundred houses fell. The mayor said that 28,000 of an estimated 120,000 inhabitants had left."),
        [(100, "houses", None), (28000, "persons", "mayor"), (120000, "persons", "mayor")],
    ),
    ("The town took in 300 refugees, 80-odd of them children.", [(300, "persons", None), (80, "persons", None)]),
    (
        ("105 are still unaccounted for, said the mayor, correcting the 125 he had given on Wednesday."),
        [(105, "missing", "mayor"), (125, "missing", "mayor")],
    ),
    (
        "1,204 contacts under follow-up, of whom 96% seen within a day (WHO)",
        [(1204, "persons", "WHO"), (96, "percent", "WHO")],
    ),
    ("Eleven minors are missing; nine have since been found.", [(11, "missing", None), (9, "persons", None)]),
    ("They come at night, three or four hundred of them, in boats.", [((300, 400), "persons", None)]),
    (
        "Update of 9 a.m. Evacuated: 6,830 residents (yesterday: 5,900).",
        [(6830, "persons", None), (5900, "persons", None)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), UNITS)
def test_a_number_takes_its_unit_from_what_is_said_of_it(text, expected):
    assert claims(text) == expected


PROSE = [
    (
        ("Anders Holm, who heads the port authority, told Radio Sund that 16 trawlers had not come back."),
        [(16, "vehicles", "Anders Holm")],
    ),
    (
        "Shelter: 4,300 families live in tents; 1,150 have been moved to prefabs.",
        [(4300, "families", None), (1150, "families", None)],
    ),
    (
        "The opposition spoke of more than 70 arrests, the police of 23.",
        [(70, "persons", "opposition"), (23, "persons", "police")],
    ),
    (
        "The Ministry of Health reports 12 confirmed and 43 suspected cases of cholera.",
        [(12, "persons", "Ministry of Health"), (43, "persons", "Ministry of Health")],
    ),
    (
        "Local residents say that more than 60 houses burned down; the mayor's office counts 48.",
        [(60, "houses", "Local residents"), (48, "houses", "mayor")],
    ),
    (
        "Two of the five bridges over the Sava are closed to lorries above 7.5 tonnes.",
        [(2, "facilities", None), (5, "facilities", None)],
    ),
    (
        ("As of 18:00, 56 settlements were without power; 14 crews with 42 electricians are at work."),
        [(42, "staff", None)],
    ),
    (
        (
            "SITUATION OVERVIEW. As of 4 May, 18,400 people (3,700 households) remain displaced in "
            "Norsk Province, the Provincial Crisis Cell reports."
        ),
        [(18400, "persons", "Provincial Crisis Cell"), (3700, "households", "Provincial Crisis Cell")],
    ),
    (
        (
            "Hotline 0800-112-333 is open from 8 to 20. Decree No. 45 of 3 March remains in force. "
            "Fines of up to 2,000 marks apply."
        ),
        [],
    ),
    (
        ('"There were about fifty of us in the cellar," recalls Nadja, 34. "Only nineteen came out."'),
        [(50, "persons", "Nadja"), (19, "persons", "Nadja")],
    ),
    (
        "Quoting the hospital's director, the agency Tarnpress gave the number of wounded as 64.",
        [(64, "injured", "hospital's director")],
    ),
    (
        ("The Health Ministry raised its count of cholera deaths to 71 on Friday, from 58 a week earlier."),
        [(71, "killed", "Health Ministry"), (58, "killed", "Health Ministry")],
    ),
    (
        "Seven years after the war, 1,611 people are still listed as missing, says the ICRC.",
        [(1611, "missing", "ICRC")],
    ),
    (
        (
            "Food security: 240,000 people (38% of the population) are in Phase 3 or worse, up from "
            "190,000 in May. WASH: 61 of 140 water points repaired; 4,200 hygiene kits distributed. "
            "Protection: 340 unaccompanied children registered by Save the Young."
        ),
        [
            (240000, "persons", None),
            (38, "percent", None),
            (190000, "persons", None),
            (61, "facilities", None),
            (140, "facilities", None),
            (4200, "items", None),
            (340, "persons", "Save the Young"),
        ],
    ),
    (
        (
            "Camp leaders say 700 shelters burned on Friday night. The fire service, which sent 6 "
            'engines, believes that 450 were lost. "We sleep under the trees, my five children and '
            'I," said Hawa Noor, 29.'
        ),
        [
            (700, "houses", "Camp leaders"),
            (6, "vehicles", None),
            (450, "houses", "fire service"),
            (5, "persons", "Hawa Noor"),
        ],
    ),
    (
        (
            "In a statement, the Ombudsman's Office put the number of people held without charge at "
            "412, of whom 57 are women. The Justice Ministry has acknowledged 298."
        ),
        [(412, "persons", "Office"), (57, "persons", "Office"), (298, "persons", "Justice Ministry")],
    ),
    (
        (
            "No one knows how many are dead. The imam of Darfa counted 38 graves; the militia admits "
            'to nine dead; and the ministry, three weeks on, still says "fewer than five".'
        ),
        [(9, "killed", "militia"), (5, "killed", "ministry")],
    ),
    (
        "Health authorities: 413 cholera cases, 9 deaths as of 6 May (Lake Region).",
        [(413, "persons", "Health authorities"), (9, "killed", "Health authorities")],
    ),
    ("The villagers of Osk, 340 in all, have been taken to a school.", [(340, "persons", None)]),
    (
        (
            "Some 1,300 people, or about 400 families, have nowhere to go, says Pastor Elia Noon, "
            "whose church has taken in 60."
        ),
        [(1300, "persons", "Elia Noon"), (400, "families", "Elia Noon"), (60, "persons", "Elia Noon")],
    ),
    (
        ("Most of the dead, at least 19 of the 27, were women, said a doctor who asked not to be named."),
        [(19, "killed", "doctor"), (27, "killed", "doctor")],
    ),
    (
        "In Ward 7, where 2,200 people live, 35 caught the fever, 4 of whom died.",
        [(2200, "persons", None), (35, "persons", None), (4, "killed", None)],
    ),
    (
        ("The Prosecutor General's Office is investigating the deaths of 6 prisoners; relatives' groups name 14."),
        [(6, "killed", None), (14, "killed", "relatives' groups")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), PROSE)
def test_prose_of_agencies_and_reports_is_read(text, expected):
    assert claims(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Hotline 0800-112-333 is open from 8 to 20. Decree No. 45 of 3 March remains in force. "
        "Fines of up to 2,000 marks apply.",
        "It is so in the news of the day: Group of Seven ministers agreed on 8 points; point 4 is the hardest.",
        "He is the second of three brothers and lives in the house of his father.",
        "Turbidity at intake 2 was high, and pump 3 is broken.",
        "In the news of the day: Reporters counted 14 explosions within an hour, five of them near the port.",
    ],
)
def test_numbers_that_name_things_are_no_claims(text):
    assert claims(text) == []


def test_a_pair_counts_what_its_heading_joins_and_nothing_without_one():
    text = "Of the cases and the deaths by zone (cases/deaths) we have these from the board: Oboro 214/6, Arn 40/2."
    found = [(214, "persons"), (6, "killed"), (40, "persons"), (2, "killed")]
    assert [claim[:2] for claim in claims(text)] == found
    assert claims("We have these from the board of the town: Oboro 214/6, Arn 40/2.") == []


def test_a_column_without_a_known_heading_is_no_claim():
    text = "We have it from there that it is so.\n\nTown | Score | Dead\nArn | 214 | 6\nTile | 9 | 2"
    assert claims(text) == [(6, "killed", None), (2, "killed", None)]


def test_a_terse_report_is_known_to_be_english():
    text = (
        "TARN AGENCY, update 7. Evacuees: 2,300. Casualties: no dead, 4 injured. Stocks: blankets 2,750; rice 35 "
        "tonnes. Personnel: 650 volunteers, 41 paramedics. Schools closed: 12. Bridges damaged: 3."
    )
    assert len(claims(text)) == 8
