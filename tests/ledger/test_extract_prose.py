"""Draft claims from harder prose: who speaks through titles, lists and asides, and what bare numbers count.

Every sentence is made up, and stands for a way of putting things rather than for itself.
"""

import pytest

from corridor.ledger.extract import extract


def claims(text):
    return [(d.value if d.value is not None else (d.low, d.high), d.unit, d.speaker) for d in extract(text)]


NAMED = [
    ("Its director, Dr Lena Osk, believes the number of dead to be over a hundred.", [(100, "killed", "Lena Osk")]),
    (
        "Town officials met on Monday. Their spokesman, Captain Jon Pell, reported 40 dead.",
        [(40, "killed", "Jon Pell")],
    ),
    (
        "Father Jon Pell keeps a list on the door: 71 missing, it said on Monday, and 23 dead.",
        [(71, "missing", "Jon Pell"), (23, "killed", "Jon Pell")],
    ),
    ("At the clinic, surgeon Mira Osk had operated on 44 people in two days, she said.", [(44, "persons", "Mira Osk")]),
    (
        'The storm took what the mayor, Mira Osk, called "the best part of the town, 40 houses and 2 bridges".',
        [(40, "houses", "Mira Osk"), (2, "facilities", "Mira Osk")],
    ),
    (
        "Jon Pell, the region's ombudsman, said that 200 people were in the hall. 105 are still missing, said the ombudsman.",
        [(200, "persons", "Jon Pell"), (105, "missing", "Jon Pell")],
    ),
    (
        'The union, whose secretary, Jon Pell, went down with the rescuers, protested. "I counted 81 hurt," he told Shaft Radio.',
        [(81, "injured", "Jon Pell")],
    ),
    (
        "Sister Agnes Pell, who runs the kitchen, has written down the names of 30 missing children.",
        [(30, "missing", "Agnes Pell")],
    ),
    ("Mayor Jon Pell's office counts 300 families without a roof.", [(300, "families", "Mayor Jon Pell's office")]),
    ("Nurse Mira Osk has treated 60 children since dawn, she told us.", [(60, "persons", "Mira Osk")]),
    (
        "The police, through their spokesman, Jon Pell, admitted that 50 people had been hurt.",
        [(50, "injured", "Jon Pell")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), NAMED)
def test_a_named_person_speaks_by_title_office_or_pronoun(text, expected):
    assert claims(text) == expected


BODIES = [
    (
        "Civil Defence had confirmed 19 deaths by dusk and was listing 52 people as missing.",
        [(19, "killed", "Civil Defence"), (52, "missing", "Civil Defence")],
    ),
    (
        "Civil Defence, whose count lags behind the town's, had confirmed 19 deaths by dusk.",
        [(19, "killed", "Civil Defence")],
    ),
    ("By Civil Defence's count, 310 houses are gone.", [(310, "houses", "Civil Defence")]),
    (
        "By the enemy's own statements, which the ministry cites, the number of prisoners is not less than 2,500.",
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
        "Tarn Provincial Hospital: 12 dead and 40 injured were brought in.",
        [(12, "killed", "Tarn Provincial Hospital"), (40, "injured", "Tarn Provincial Hospital")],
    ),
    (
        "Meanwhile the flight from the suburbs goes on: 5,500 people by bus since Friday, the drivers' syndicate estimates, and nobody knows how many on foot.",
        [(5500, "persons", "drivers' syndicate")],
    ),
    (
        "Some 900 houses are under water, the rice growers' guild reckons, while the council will say nothing.",
        [(900, "houses", "rice growers' guild")],
    ),
    (
        "The District Magistrate, Sonvar, has telephoned that seven persons are feared drowned at the bridge.",
        [(7, "killed", "District Magistrate")],
    ),
    ("The Canal Wing anticipates that a further 90,000 persons will be affected.", [(90000, "persons", "Canal Wing")]),
    (
        "The Health Wing has logged 57 deaths from hunger since 1 February (children: 33).",
        [(57, "killed", "Health Wing"), (33, "killed", "Health Wing")],
    ),
    (
        "The Voice of Arn has collected the names of five people, two of them infants, who are missing since the fire.",
        [(5, "missing", "Voice of Arn"), (2, "missing", "Voice of Arn")],
    ),
    (
        "There were 310,000 refugees, if the government in Tarn is to be believed, and 45,000 in the telling of the rebel cabinet.",
        [(310000, "persons", "government in Tarn"), (45000, "persons", "rebel cabinet")],
    ),
    ("The council of Arn kept its count at 40 dead.", [(40, "killed", "council of Arn")]),
    ("Figures of the Road Police show that 700 people a day now cross.", [(700, "persons", "Road Police")]),
    ("On the strength of what neighbours told it, Radio Arn spoke of a dozen bodies.", [(12, "killed", "neighbours")]),
    (
        "The health department, in a post late at night, raised an earlier toll of 13 to 20 and added that 34 wounded lay in a clinic.",
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
        "She would not comment on a claim by the drivers' union that as many as 30 travellers had no ticket.",
        [(30, "persons", "drivers' union")],
    ),
    ("The figure of eleven boys missing from the camp goes back to the police.", [(11, "missing", "police")]),
    ("The harbour master's log puts the number of boats at 38.", [(38, "vehicles", "harbour master")]),
    ("The Teachers' League listed 60 schools as closed in a bulletin.", [(60, "facilities", "Teachers' League")]),
    (
        "Housing: 612 homes flattened, per the Town Councils' assessment of 19 January",
        [(612, "houses", "Town Councils")],
    ),
    (
        "The prison had held 3,600 inmates the day before, says the Network of Jurists; one of its lawyers counted 98 who had stayed.",
        [(3600, "persons", "Network of Jurists"), (98, "persons", "Network of Jurists")],
    ),
    (
        "A resident reached over the telephone said she had helped to carry away 22 bodies.",
        [(22, "killed", "resident")],
    ),
    (
        "Seventy-four people were taken to hospitals; by Thursday, hospital managers said, 48 had gone home.",
        [(74, "persons", None), (48, "persons", "hospital managers")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), BODIES)
def test_a_body_speaks_through_its_lists_counts_and_people(text, expected):
    assert claims(text) == expected


UNITS = [
    (
        "The ministry conceded that 21 pupils, and not 12 as it had announced, died when the roof came down.",
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
        "The Staff lists a further 1,874 soldiers as prisoners and 3,312 as missing without trace.",
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
        "A hundred houses fell. The mayor said that 28,000 of an estimated 120,000 inhabitants had left.",
        [(100, "houses", None), (28000, "persons", "mayor"), (120000, "persons", "mayor")],
    ),
    ("The town took in 300 refugees, 80-odd of them children.", [(300, "persons", None), (80, "persons", None)]),
    (
        "105 are still unaccounted for, said the mayor, correcting the 125 he had given on Wednesday.",
        [(105, "missing", "mayor"), (125, "missing", "mayor")],
    ),
    (
        "1,204 contacts under follow-up, of whom 96% seen within a day (WHO)",
        [(1204, "persons", "WHO"), (96, "percent", "WHO")],
    ),
    ("Eleven minors are missing; nine have since been found.", [(11, "missing", None), (9, "persons", None)]),
    ("They come at night, three or four hundred of them, in boats.", [((300, 400), "persons", None)]),
    (
        "The health board has logged 57 deaths (women: 33).",
        [(57, "killed", "health board"), (33, "killed", "health board")],
    ),
    ("The bus carried 50 pilgrims, c. 20 of them children.", [(50, "persons", None), (20, "persons", None)]),
    ("In all 17 miners, most of them young, are feared dead.", [(17, "killed", None)]),
    ("Nineteen fishermen are presumed drowned.", [(19, "killed", None)]),
    ("Doctors treated 60 for burns.", [(60, "persons", None)]),
    ("Three climbers have not been heard from since.", [(3, "missing", None)]),
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
        "The Interior Ministry's latest bulletin lists 214 dead, 1,030 injured and 46 missing.",
        [
            (214, "killed", "Interior Ministry"),
            (1030, "injured", "Interior Ministry"),
            (46, "missing", "Interior Ministry"),
        ],
    ),
    (
        "Anders Holm, who heads the port authority, told Radio Sund that 16 trawlers had not come back.",
        [(16, "vehicles", "Anders Holm")],
    ),
    (
        "We have received 3,200 blankets and 410 tents so far, wrote the deputy prefect, Amina Kole, in a letter to the Red Crescent.",
        [(3200, "items", "Amina Kole"), (410, "items", "Amina Kole")],
    ),
    (
        "UNICEF estimates that 1.2 million children need help; the government puts the figure at 800,000.",
        [(1200000, "persons", "UNICEF"), (800000, "persons", "government")],
    ),
    (
        "Police in Velmark, the neighbouring town, registered 600 new arrivals on Sunday, 240 of them minors.",
        [(600, "persons", "Police"), (240, "persons", "Police")],
    ),
    (
        "At least 12 civilians, among them a nurse, were killed and some 30 wounded in the shelling, regional governor Oleh Marun said on Telegram.",
        [(12, "killed", "Oleh Marun"), (30, "injured", "Oleh Marun")],
    ),
    (
        "Shelter: 4,300 families live in tents; 1,150 have been moved to prefabs.",
        [(4300, "families", None), (1150, "families", None)],
    ),
    (
        "The convoy of 24 trucks carried 310 tonnes of flour and 18,000 litres of fuel.",
        [(24, "vehicles", None), (310, "tonnes", None), (18000, "litres", None)],
    ),
    (
        "Since Monday 7,410 people have crossed into Harun, up from 5,200 the week before, the Border Service reported.",
        [(7410, "persons", "Border Service"), (5200, "persons", "Border Service")],
    ),
    (
        "The ministry has sent 35 doctors, 60 nurses and two field hospitals to the region.",
        [(35, "staff", None), (60, "staff", None), (2, "facilities", None)],
    ),
    (
        "According to Colonel Pavel Rusk of the rescue service, 83 people were pulled alive from the rubble.",
        [(83, "persons", "Pavel Rusk")],
    ),
    ("About 40% of the households surveyed had no income, the assessment by REACT found.", [(40, "percent", "REACT")]),
    (
        "In the district of Lam, 312 houses were destroyed and 1,945 damaged (Disaster Committee, 14 May).",
        [(312, "houses", "Disaster Committee"), (1945, "houses", "Disaster Committee")],
    ),
    (
        "The opposition spoke of more than 70 arrests, the police of 23.",
        [(70, "persons", "opposition"), (23, "persons", "police")],
    ),
    (
        "MSF said its teams had treated 158 patients for cholera, of whom seven died.",
        [(158, "persons", "MSF"), (7, "killed", "MSF")],
    ),
    (
        "The army lost 14 soldiers and 3 tanks in the ambush, a military source told Reuters.",
        [(14, "killed", "military source"), (3, "vehicles", "military source")],
    ),
    (
        "Authorities in Kresh admitted that the death toll, first given as 9, had climbed to 31.",
        [(9, "killed", "Authorities in Kresh"), (31, "killed", "Authorities in Kresh")],
    ),
    (
        "The camp was built for 2,000; today it holds 7,600, says camp manager Yusuf Adan.",
        [(2000, "persons", "Yusuf Adan"), (7600, "persons", "Yusuf Adan")],
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
        "A spokesman for the coast guard said 96 migrants had been rescued and three bodies found.",
        [(96, "persons", "spokesman for the coast guard"), (3, "killed", "spokesman for the coast guard")],
    ),
    (
        "On board were 37 crew and 212 passengers, said Nordline, the owner.",
        [(37, "persons", "Nordline"), (212, "persons", "Nordline")],
    ),
    (
        "Twenty schools serve as shelters for 8,900 people, most of them from Old Town.",
        [(20, "facilities", None), (8900, "persons", None)],
    ),
    (
        "As of 18:00, 56 settlements were without power; 14 crews with 42 electricians are at work.",
        [(42, "staff", None)],
    ),
    (
        "Of 380 children examined, 61 were acutely malnourished, Doctors Abroad writes.",
        [(380, "persons", "Doctors Abroad"), (61, "persons", "Doctors Abroad")],
    ),
    ("It was the third attack in 10 days, and 5 km from the front; 8 people were hurt.", [(8, "injured", None)]),
    (
        "Nobody was hurt, though 3 of the 9 workers on shift had to be taken to hospital for observation, the plant said.",
        [(3, "persons", "plant"), (9, "persons", "plant")],
    ),
    (
        "The regional council's head, Tomas Rell, put material losses at 14 houses, two schools and a bridge.",
        [(14, "houses", "Tomas Rell"), (2, "facilities", "Tomas Rell")],
    ),
    (
        "A further 150 volunteers from Norland will join the 400 already in the valley.",
        [(150, "staff", None), (400, "staff", None)],
    ),
    (
        "The earthquake has left 52,000 homeless and killed no fewer than 1,900, Prime Minister Ana Soria said in a televised speech.",
        [(52000, "persons", "Ana Soria"), (1900, "killed", "Ana Soria")],
    ),
    ("Women and children make up 78 per cent of the displaced, according to OCHA.", [(78, "percent", "OCHA")]),
    ("The Red Cross, quoting hospital lists, spoke of 33 dead.", [(33, "killed", "hospital")]),
    (
        "SITUATION OVERVIEW. As of 4 May, 18,400 people (3,700 households) remain displaced in Norsk Province, the Provincial Crisis Cell reports.",
        [(18400, "persons", "Provincial Crisis Cell"), (3700, "households", "Provincial Crisis Cell")],
    ),
    (
        "Of 58 health posts, 21 are destroyed and 9 function only in part.",
        [(58, "facilities", None), (21, "facilities", None), (9, "facilities", None)],
    ),
    (
        "The Ministry informs that from 1 to 7 June, 1,284 citizens returned via the Belo crossing, of whom 311 were children.",
        [(1284, "persons", "Ministry"), (311, "persons", "Ministry")],
    ),
    (
        "Hotline 0800-112-333 is open from 8 to 20. Decree No. 45 of 3 March remains in force. Fines of up to 2,000 marks apply.",
        [],
    ),
    (
        "Pumps: 14 requested, 6 installed. Generators: 22. Fuel: 9,500 litres.",
        [(14, "items", None), (6, "items", None), (22, "items", None), (9500, "litres", None)],
    ),
    ("Three in four pupils in class 6b were absent. Page 14 of the report shows a map at 1:50,000.", []),
    (
        '"There were about fifty of us in the cellar," recalls Nadja, 34. "Only nineteen came out."',
        [(50, "persons", "Nadja"), (19, "persons", "Nadja")],
    ),
    (
        "The Catholic aid agency Caritas Mirna has fed 2,500 people a day, its director, Sister Ruth Amsel, says.",
        [(2500, "persons", "Ruth Amsel")],
    ),
    (
        "Eyewitnesses told the newspaper Vest that up to 20 houses had collapsed in Lower Street.",
        [(20, "houses", "Eyewitnesses")],
    ),
    (
        "Quoting the hospital's director, the agency Tarnpress gave the number of wounded as 64.",
        [(64, "injured", "hospital's director")],
    ),
    (
        "According to preliminary data of the Emergencies Department, the flood has damaged 1,730 houses and 11 bridges and killed 3 people.",
        [
            (1730, "houses", "Emergencies Department"),
            (11, "facilities", "Emergencies Department"),
            (3, "killed", "Emergencies Department"),
        ],
    ),
    (
        "The number of internally displaced has nearly doubled since spring, from 44,000 to 86,000.",
        [(44000, "persons", None), (86000, "persons", None)],
    ),
    (
        "Rescuers are still looking for 17 miners; the bodies of four were brought up at dawn.",
        [(17, "missing", None), (4, "killed", None)],
    ),
    ("In Ostrel alone, 90 per cent of all buildings are damaged, and one in three residents has left.", []),
    (
        "The Prime Minister thanked the 1,200 volunteers and promised every family 3,000 crowns.",
        [(1200, "staff", None)],
    ),
    (
        "The flight from Kessa with 140 evacuees on board landed at 16:40; a second, with 155, is due tomorrow.",
        [(140, "persons", None), (155, "persons", None)],
    ),
    (
        "Officials at the Harbour Authority said on condition of anonymity that 300 containers and 45 trucks were stuck.",
        [(300, "items", "Officials at the Harbour Authority"), (45, "vehicles", "Officials at the Harbour Authority")],
    ),
    (
        "Some 600 detainees were freed, the rebels claim; the government speaks of 180.",
        [(600, "persons", "rebels"), (180, "persons", "government")],
    ),
    (
        "The Health Ministry raised its count of cholera deaths to 71 on Friday, from 58 a week earlier.",
        [(71, "killed", "Health Ministry"), (58, "killed", "Health Ministry")],
    ),
    (
        "Aid worth $4.2 million, including 12,000 food parcels and 900 tents, has been delivered, UNHCR spokeswoman Lina Dahl told a briefing in Geneva.",
        [(12000, "items", "Lina Dahl"), (900, "items", "Lina Dahl")],
    ),
    (
        "More than half of the 8,000 inhabitants have fled, Mayor Petr Salo said, and 40 have died.",
        [(8000, "persons", "Petr Salo"), (40, "killed", "Petr Salo")],
    ),
    (
        "A total of 460 soldiers and 35 officers were exchanged, the Defence Ministry announced; Velia gave no number.",
        [(460, "persons", "Defence Ministry"), (35, "persons", "Defence Ministry")],
    ),
    (
        "Around 30 trucks a day cross at Rafin, down from 500 before the war, the Chamber of Commerce says.",
        [(30, "vehicles", "Chamber of Commerce"), (500, "vehicles", "Chamber of Commerce")],
    ),
    (
        "The bus, carrying 52 schoolchildren and 4 teachers, fell 30 metres; 6 died and all others were injured.",
        [(52, "persons", None), (4, "staff", None), (6, "killed", None)],
    ),
    (
        "By contrast, Human Aid Watch documented 212 cases of torture and the disappearance of 38 activists.",
        [(38, "missing", "Human Aid Watch")],
    ),
    (
        "Seven years after the war, 1,611 people are still listed as missing, says the ICRC.",
        [(1611, "missing", "ICRC")],
    ),
    (
        "Vaccination reached 84% of children under five (47,300 children) in 12 districts.",
        [(84, "percent", None), (47300, "persons", None)],
    ),
    (
        "Ten villages with a combined population of 6,200 are cut off, civil protection chief Ron Vega said.",
        [(6200, "persons", "Ron Vega")],
    ),
    (
        "In the morning 11 wounded had been brought in, and by evening their number had grown to 27.",
        [(11, "injured", None), (27, "injured", None)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), PROSE)
def test_plain_reports_are_read_whole(text, expected):
    assert claims(text) == expected
