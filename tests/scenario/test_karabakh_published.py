"""A second, independent entry of what was published on September 2023, against the demonstration case.

Every figure below was typed in from the published sources a second time, without looking at the scenario. A slip in
the case shows as a red row that bears the published value; where the sources differ, the reason stands beside it.
Nothing is read but the scenario.
"""

import heapq
import math
import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from folders import KARABAKH

import corridor
from corridor.ledger.pool import Pool
from corridor.scenario.view import view

AIRPORT = "Stepanakert airport base"
TURN = "Berdadzor turn"
BRIDGE = "Hakari bridge"
MARTUNI = "Martuni (NK)"


def moment(text):
    """Give a local time of 2023, `09-24 18:00`."""
    return datetime.fromisoformat(f"2023-{text.replace(' ', 'T')}:00+04:00")


NOON_22 = moment("09-22 12:00")


@pytest.fixture(scope="module")
def case():
    return corridor.load(KARABAKH)


@pytest.fixture(scope="module")
def written(case):
    """The case as written: the last version of everything."""
    return corridor.resolve(case, as_written=True)


@pytest.fixture(scope="module")
def noon_22(case):
    return corridor.resolve(case, NOON_22)


def quantile(value, share):
    return value if isinstance(value, float) else value.ppf(share)


def median(resolved, path):
    return quantile(resolved.numbers[path].value, 0.5)


# 1. Distances: from, to, km, by which places where the figure is a sum, least and most where sources differ, source.
# A row without these two is allowed 3 % or 1 km, whichever is more, at both ends of what the case gives.

DISTANCES = [
    ("Stepanakert", TURN, 36, (), None, "kilometre post: artsakhpress 12 Aug 2022, novostink Aug 2022"),
    (TURN, BRIDGE, 21.3, (), None, "novostink Aug 2022; artsakhpress: more than 21; Turan: km 22"),
    ("Stepanakert", BRIDGE, 57.3, (TURN,), None, "36 + 21.3"),
    (BRIDGE, "Tegh", 11.8, (), None, "Armenian Road Department, artsakhpress 12 Aug 2022; same text 11, News.am 10"),
    ("Tegh", "Goris", 16, (), None, "great circle 12.5 x 1.3; a published 8 is shorter than that and rejected"),
    (BRIDGE, "Kornidzor", None, (), (1.4, 7.0), "not published: great circle 1.4; within the 11.8, 4.8 of it beyond"),
    ("Kornidzor", "Tegh", None, (), (4.8, 10.4), "not published: great circle 4.8; 11.8 - 1.4; a 3 is rejected"),
    ("Kornidzor", "Goris", 22, (), (21, 26.4), "great circle 16.8 x 1.3; 16 is rejected; by Tegh up to 10.4 + 16"),
    ("Stepanakert", "Goris", 85, (TURN, BRIDGE, "Tegh"), None, "36 + 21.3 + 11.8 + 16, nothing published"),
    ("Stepanakert", AIRPORT, 10, (), None, "Wikipedia: Stepanakert Airport"),
    ("Stepanakert", "Shusha", 10, (), None, "kitchen0 2020: about ten"),
    ("Stepanakert", "Askeran", 18, (), None, "it.wikipedia: Askeran"),
    ("Stepanakert", "Martakert", 62, (), (60, 90), "lt.wikipedia; that of 2023 may be longer: great circle 44.8 x 2"),
    ("Stepanakert", MARTUNI, 41, (), None, "Wikipedia: Martuni, approximately"),
    ("Goris", "Sisian", 37, (), None, "254 - 217; with 240 for Yerevan-Goris 23, below the great circle: rejected"),
    ("Sisian", "Kapan", 115, ("Goris",), (103, 138), "traveltill; the parts give 37 + 67 = 104, or up to 37 + 100"),
    (
        "Goris",
        "Kapan",
        67,
        (),
        (66, 100),
        "enjoyarmenia, before 2021; Wikipedia 70; part replaced: at most half longer by judgement",
    ),
    ("Sisian", "Vayk", 78, (), None, "217 - 139"),
    ("Vayk", "Yeghegnadzor", 16, (), None, "fr.wikipedia: Vayk; 139 - 123"),
    ("Yerevan", "Vayk", 139, ("Yeghegnadzor",), None, "Wikipedia: Vayk; fr.wikipedia 135"),
    ("Yerevan", "Yeghegnadzor", 123, ("Artashat", "Ararat (town)"), None, "Wikipedia: Yeghegnadzor"),
    ("Yeghegnadzor", "Artashat", 94, ("Ararat (town)",), None, "123 - 29"),
    ("Artashat", "Ararat (town)", 24, (), None, "great circle 20.0 x 1.2"),
    ("Ararat (town)", "Yeghegnadzor", 70, (), None, "94 - 24"),
    ("Yerevan", "Artashat", 29, (), None, "barevarmenia"),
    ("Yerevan", "Goris", 254, ("Vayk", "Sisian"), None, "enjoyarmenia, TravelBlog Sep 2023; vivas 240"),
    ("Yerevan", "Sisian", 217, ("Vayk",), None, "traveltill"),
    ("Yerevan", "Abovyan", 17, (), None, "great circle 14.5 x 1.2"),
    ("Yerevan", "Gavar", 98, (), None, "Wikipedia: Gavar"),
    ("Gavar", "Martuni (Armenia)", 35, (), None, "great circle 28.9 x 1.2"),
    ("Martuni (Armenia)", "Yeghegnadzor", 62, (), None, "great circle 41.6 x 1.5"),
    ("Yerevan", "Ijevan", 141, (), None, "great circle 94.3 x 1.5"),
    ("Yerevan", "Vanadzor", 128, (), None, "chrisinbrnocr 2013: about 128"),
    ("Vanadzor", "Ijevan", 78, (), None, "great circle 55.7 x 1.4"),
    ("Vanadzor", "Gyumri", 71, (), None, "great circle 54.6 x 1.3"),
    ("Yerevan", "Gyumri", 126, (), None, "yerevanscope: Shirak"),
    ("Yerevan", "Ashtarak", 18, (), None, "barevarmenia, city edge to city edge"),
    ("Yerevan", "Armavir", 44, (), None, "barevarmenia"),
]


@pytest.fixture(scope="module", params=["as written", "09-22 12:00"])
def roads(case, request):
    """The lower and the upper end of the length of each directed road: {from: {to: (low, high)}}."""
    resolved = (
        corridor.resolve(case, as_written=True)
        if request.param == "as written"
        else corridor.resolve(case, moment(request.param))
    )
    net = defaultdict(dict)
    for route in resolved.routes:
        number = resolved.numbers[f"routes.{route.row}.length_km"]
        assert number.unit == "km"
        net[route.origin][route.to] = (quantile(number.value, 0.0), quantile(number.value, 1.0))
    return net


def shortest(net, origin, to, end, without=None):
    """Give the shortest way in km, each road at its lower (0) or upper (1) end; infinite where there is none."""
    reached, queue = {}, [(0.0, origin)]
    while queue and to not in reached:
        km, place = heapq.heappop(queue)
        if place not in reached:
            reached[place] = km
            for other, ends in net.get(place, {}).items():
                if (place, other) != without:
                    heapq.heappush(queue, (km + ends[end], other))
    return reached.get(to, math.inf)


def slack(km):
    return max(0.03 * km, 1.0)


@pytest.mark.parametrize(
    ("origin", "to", "km", "by", "between"), [pytest.param(*row[:5], id=f"{row[0]} > {row[1]}") for row in DISTANCES]
)
def test_the_roads_are_as_long_as_published(roads, origin, to, km, by, between):
    least, most = between or (km - slack(km), km + slack(km))
    stops = (origin, *by, to)
    ways = [stops, (origin, to)]  # the sum, and that no other way is shorter
    if shortest(roads, to, origin, 0) < math.inf:
        ways.append((to, origin))
    for way in ways:
        low, high = (sum(shortest(roads, *leg, end) for leg in pairwise(way)) for end in (0, 1))
        assert least <= low <= high <= most, f"{' > '.join(way)}: {low} to {high} km, published {km}"


def test_no_road_stands_twice(roads):
    """A road that is a row of its own and also the sum of others would carry twice what it can."""
    twice = {}
    for origin, others in roads.items():
        for to, (low, _) in others.items():
            around = shortest(roads, origin, to, 0, without=(origin, to))
            if abs(around - low) <= slack(low):
                twice[f"{origin} > {to}"] = (low, around)
    assert twice == {}


# 2. Positions, WGS84: latitude, longitude, source

POSITIONS = {
    "Stepanakert": (39.81528, 46.75194, "Wikipedia"),
    AIRPORT: (39.90139, 46.78694, "Wikipedia: Stepanakert Airport"),
    "Khojaly": (39.91297, 46.79028, "Countries-States-Cities"),
    "Askeran": (39.93667, 46.83278, "Wikipedia"),
    "Martakert": (40.21528, 46.81278, "Wikipedia"),
    MARTUNI: (39.79528, 47.11306, "Wikipedia"),
    "Shusha": (39.7583, 46.7483, "sco.wikipedia"),
    "Lachin": (39.64083, 46.54694, "Wikipedia"),
    "Zabukh": (39.58972, 46.54333, "Wikipedia: Zabux"),
    BRIDGE: (39.551, 46.547, "derived, Metbuat Apr 2023: 10 km south of Lachin; good to 3 km"),
    "Tegh": (39.55472, 46.47583, "Wikipedia"),
    "Kornidzor": (39.54806, 46.53111, "Wikipedia"),
    "Goris": (39.51111, 46.34168, "Countries-States-Cities"),
    "Sisian": (39.521, 46.031, "a public table of cities"),
    "Kapan": (39.20755, 46.40576, "Countries-States-Cities"),
    "Vayk": (39.69167, 45.46528, "Wikipedia"),
    "Yeghegnadzor": (39.76389, 45.33239, "Countries-States-Cities"),
    "Ararat (town)": (39.83069, 44.70569, "Countries-States-Cities"),
    "Artashat": (39.96144, 44.54447, "Countries-States-Cities"),
    "Yerevan": (40.18111, 44.51361, "Countries-States-Cities"),
    "Abovyan": (40.27368, 44.63348, "Countries-States-Cities"),
    "Gavar": (40.35889, 45.12667, "Wikipedia"),
    "Martuni (Armenia)": (40.1377, 45.3049, "a public table of cities"),
    "Ijevan": (40.87877, 45.14851, "Countries-States-Cities"),
    "Vanadzor": (40.80456, 44.4939, "Countries-States-Cities"),
    "Gyumri": (40.7942, 43.84528, "Countries-States-Cities"),
    "Ashtarak": (40.2991, 44.36204, "Countries-States-Cities"),
    "Armavir": (40.15446, 44.03815, "Countries-States-Cities"),
}
LEFT_OUT = {"Lachin", "Zabukh"}  # in other hands since August 2022: no road of this case leads there


@pytest.mark.parametrize("place", POSITIONS)
def test_the_places_stand_where_they_stand(written, place):
    if place in LEFT_OUT:
        assert place not in {p.name for p in written.places}
        return
    lat, lon, _ = POSITIONS[place]
    assert median(written, f"places.{place}.lat") == pytest.approx(lat, abs=0.01)
    assert median(written, f"places.{place}.lon") == pytest.approx(lon, abs=0.01)


# 3. Population: residents by region and town, the places of the case that make it up, source

RESIDENTS = {
    "Stepanakert": (58_300, ("Stepanakert",), "1 Jan 2020"),
    "Askeran region": (18_100, ("Askeran", "Khojaly", "Askeran villages"), "2015"),
    "Martakert region": (20_185, ("Martakert", "Martakert villages"), "2013"),
    "Martuni region": (23_157, (MARTUNI, "Martuni villages"), "2005 census, the last one found"),
    "Askeran town": (2_300, ("Askeran",), "2015"),
    "Khojaly": (908, ("Khojaly",), "Ivanyan, 2005 census; a database has an undated 5,810"),
    "Martakert town": (4_600, ("Martakert",), "2015"),
    "Martuni town": (5_700, (MARTUNI,), "2015"),
}


@pytest.mark.parametrize("region", RESIDENTS)
def test_residents_by_region(noon_22, region):
    persons, places, _ = RESIDENTS[region]
    assert {noon_22.numbers[f"places.{place}.residents"].unit for place in places} == {"persons"}
    found = sum(median(noon_22, f"places.{place}.residents") for place in places)
    assert found == pytest.approx(persons, rel=0.01)


DISPUTED = {
    # authorities 120,000; S. Sargsyan about 110,000 and Azerbaijan 50,000, all three in one news text of 21-22 Sep 2023
    "09-22 12:00": {120_000: 1 / 3, 110_000: 1 / 3, 50_000: 1 / 3},
    # authorities 120,000; I. Aliyev at most 25,000 (abc.az 23 Jul 2021)
    "09-20 12:00": {120_000: 1 / 2, 25_000: 1 / 2},
}


@pytest.mark.parametrize("as_of", DISPUTED)
def test_the_population_in_dispute(case, as_of):
    total = corridor.resolve(case, moment(as_of)).numbers["population.total"]
    assert isinstance(total.value, Pool)
    found = {one.claim.value: share for one, share in zip(total.value.components, total.value.shares(), strict=True)}
    assert total.unit == "persons"
    assert found == pytest.approx(DISPUTED[as_of])


@pytest.mark.parametrize(
    ("persons", "households", "size"),
    [
        pytest.param(24_456, 6_306, 3.88, id="15 Mar 2021, newpan 291357"),
        pytest.param(21_615, 5_448, 3.97, id="1 Jul 2021, News.am 654043"),
    ],
)
def test_the_size_of_households(noon_22, persons, households, size):
    assert round(persons / households, 2) == size
    number = noon_22.numbers["cohorts.families.persons_per_household"]
    assert number.unit == "persons/household"
    assert quantile(number.value, 0.25) <= size <= quantile(number.value, 0.75)


# 4. Capacity: 1 to 3 lanes at 30 to 60 s for each vehicle; two-lane mountain roads without a checkpoint, vehicles/h

CHECKPOINT = (1 * 3600 / 60, 3 * 3600 / 30)
ROAD = (600, 1200)


def test_the_capacity_of_the_checkpoint(noon_22):
    number = noon_22.numbers[f"routes.{TURN}>{BRIDGE}.capacity_vph"]
    assert number.unit == "vehicles/h"
    assert quantile(number.value, 0.1) == pytest.approx(CHECKPOINT[0], rel=0.01)
    assert quantile(number.value, 0.9) == pytest.approx(CHECKPOINT[1], rel=0.01)


def test_the_capacity_of_every_other_road(noon_22):
    roads = {route.row for route in noon_22.routes} - {f"{TURN}>{BRIDGE}"}
    found = {road: noon_22.numbers[f"routes.{road}.capacity_vph"] for road in roads}
    assert len(roads) > 30
    assert {number.unit for number in found.values()} == {"vehicles/h"}
    ends = {road: (quantile(number.value, 0.0), quantile(number.value, 1.0)) for road, number in found.items()}
    assert {road: pair for road, pair in ends.items() if pair != ROAD} == {}


def test_forty_thousand_families_were_said_to_find_room(noon_22):
    room = noon_22.numbers["reception.room_total"]  # N. Pashinyan, 21 Sep 2023 (Agenzia Nova 4555867)
    assert isinstance(room.value, Pool)
    (one,) = room.value.components
    assert (room.unit, one.households, one.claim.value) == ("persons", True, 40_000)


def test_then_more_than_forty_thousand_people_were(case):
    room = corridor.resolve(case, moment("09-23 12:00")).numbers["reception.room_total"]
    (one,) = room.value.components  # N. Pashinyan, Public Radio of Armenia, 22 Sep 2023: over 40,000 people
    assert (room.unit, one.households, one.claim.value, one.claim.quantifier) == ("persons", False, 40_000, "more than")


# fleet, buses, day on which it was told, source (that of the 30 was found in the case alone: no second entry)
BUSES = [
    ("local buses", 30, "09-24", "Public Radio of Armenia, for those who had lost their homes"),
    ("buses from Armenia", 35, "09-28", "N. Baghdasaryan: waiting in Goris at 14:00 (arabicradio 173095)"),
    ("buses from Armenia", 46, "09-29", "AG-68: over the bridge again by 18:40"),
]


@pytest.mark.parametrize(("fleet", "buses", "day"), [pytest.param(*row[:3], id=f"{row[0]} {row[1]}") for row in BUSES])
def test_the_buses(case, fleet, buses, day):
    rows = [row for row in view(case, moment(f"{day} 23:59")).events if row.event == fleet]
    assert [row.kind for row in rows] == ["fleet"]
    (version,) = rows[0].value.versions
    assert (version.unit, version.value) == ("buses", buses)
    before = [row for row in view(case, moment(f"{day} 00:00") - timedelta(hours=1)).events if row.event == fleet]
    assert [row.value.versions[-1].value for row in before] != [buses]


# 5. Counts: value, precision, hour, bounds (- where none was given), day of the source, source.
# Where no hour is known there is the day in its place, or the two days between which the sources leave it open.

ARRIVALS = [
    (30, "day", "09-24", "-", "09-24 18:00", "09-24", "AP via KTVZ: about 30"),
    (5_000, "day", "09-24", "-", "-", "09-28", "IFRC MDRAM012, in conflict with the bulletins"),
    (377, "exact", "09-24 18:00", "-", "-", "09-24", "TASS 1679727"),
    (1_050, "exact", "09-24 22:00", "-", "-", "09-24", "Taiwan News 5007317"),
    (1_510, "exact", "09-25 00:00", "-", "-", "09-25", "RT Arabic 1497801"),
    (2_906, "exact", "09-25 06:00", "-", "-", "09-25", "armenianclub"),
    (4_850, "exact", "09-25 12:00", "-", "-", "09-25", "Obozrevatel"),
    (6_650, "exact", "09-25 17:00", "-", "-", "09-25", "1lurer 1002069"),
    (9_000, "hour", "09-26 00:00", "-", "-", "09-28", "T. Khachatryan, Armenpress 1120710"),
    (13_350, "exact", "09-26 08:00", "-", "-", "09-26", "ILKHA 352830, a slip for 13,550"),
    (13_550, "exact", "09-26 08:00", "-", "-", "09-26", "TASS via hyetert"),
    (19_000, "day", "09-26", "09-26 08:00", "09-26 20:00", "09-26", "korrespondent 4626761"),
    (20_270, "day", "09-26", "09-26 12:00", "09-26 20:00", "09-26", "RIA via pasperevoz"),
    (28_120, "exact", "09-26 20:00", "-", "-", "09-26", "abakanews"),
    (31_800, "hour", "09-27 00:00", "-", "-", "09-28", "T. Khachatryan, Armenpress 1120710: 9,000 + 22,800"),
    (42_500, "exact", "09-27 08:00", "-", "-", "09-27", "agenpress 77254"),
    (47_115, "exact", "09-27 12:00", "-", "-", "09-27", "armlife 274713"),
    (53_629, "day", "09-27", "09-27 15:00", "09-28 00:00", "09-27", "RIA via business-gazeta 608546"),
    (50_243, "exact", "09-27 15:00", "-", "-", "09-27", "News.am 783649"),
    (58_400, "hour", "09-28 00:00", "-", "-", "09-28", "T. Khachatryan, Armenpress 1120710: 31,800 + 26,600"),
    (65_036, "exact", "09-28 08:00", "-", "-", "09-28", "TASS via hyetert"),
    (66_500, "exact", "09-28 10:00", "-", "-", "09-28", "T. Khachatryan, Armenpress 1120710"),
    (68_386, "day", "09-28", "09-28 10:00", "09-28 14:00", "09-28", "EFE via La Prensa Latina"),
    (70_500, "exact", "09-28 14:00", "-", "-", "09-28", "Armenpress 1120757"),
    (74_400, "exact", "09-28 18:00", "-", "-", "09-28", "Kavkazsky Uzel 392956"),
    (76_407, "exact", "09-28 20:00", "-", "-", "09-28", "AG-67"),
    (78_354, "exact", "09-28 22:00", "-", "-", "09-28", "RIA via pledgetimes"),
    (84_770, "exact", "09-29 06:00", "-", "-", "09-29", "gagrule"),
    (86_560, "exact", "09-29 08:00", "-", "-", "09-29", "gagrule"),
    (88_780, "exact", "09-29 10:00", "-", "-", "09-29", "gagrule"),
    (93_000, "day", "09-29", "09-29 10:00", "09-29 18:00", "09-29", "S. Dujarric via theworldnews"),
    (97_735, "exact", "09-29 18:00", "-", "-", "09-29", "nashvernisazh es 1275"),
    (98_625, "exact", "09-29 20:00", "-", "-", "09-29", "AG-68"),
    (100_417, "day", "09-30", "-", "-", "09-30", "RIA via Agenzia Nova 4573944"),
    (100_480, "unknown", "09-30/10-01", "-", "-", "09-30", "News.am 784308, between 100,417 and 100,490"),
    (100_490, "day", "10-01", "-", "-", "10-01", "AG-71"),
    (100_514, "day", "10-01/10-02", "10-01 15:00", "-", "10-02", "UNICEF SitRep 1; AP gives it for 2 Oct"),
    (100_520, "exact", "10-02 16:00", "-", "-", "10-02", "The Armenian Report"),
    (100_617, "day", "10-03", "-", "-", "2024-01", "Wikipedia of Jan 2024"),
    (100_625, "day", "10-03", "-", "-", "10-03", "AG-72"),
    (100_632, "hour", "10-04 16:00", "-", "-", "10-04", "arevelk"),
    (100_670, "day", "10-10", "-", "-", "10-11", "IOM update 5, AG-158"),
]
VEHICLES = [
    (10_985, "day", "09-27", "09-27 15:00", "09-28 00:00", "09-27", "RIA via business-gazeta 608546"),
    (15_914, "exact", "09-28 20:00", "-", "-", "09-28", "AG-67"),
    (18_756, "exact", "09-29 10:00", "-", "-", "09-29", "gagrule"),
    (20_609, "exact", "09-29 18:00", "-", "-", "09-29", "nashvernisazh es 1275"),
    (20_892, "exact", "09-29 20:00", "-", "-", "09-29", "AG-68"),
    (21_043, "day", "09-30", "-", "-", "09-30", "Agenzia Nova, Al Mayadeen"),
    (21_103, "day", "10-01", "-", "-", "10-01", "AG-71"),
    (21_107, "exact", "10-02 16:00", "-", "-", "10-02", "The Armenian Report"),
    (21_195, "day", "10-03", "-", "-", "10-03", "AG-72"),
]
REGISTERED = [
    (770, "exact", "09-24 22:00", "-", "-", "09-24", "RIA via rossaprimavera"),
    (1_060, "exact", "09-25 00:00", "-", "-", "09-25", "RT Arabic 1497801"),
    (2_100, "exact", "09-25 06:00", "-", "-", "09-25", "armenianclub"),
    (3_900, "exact", "09-25 12:00", "-", "-", "09-25", "Obozrevatel"),
    (5_580, "exact", "09-25 17:00", "-", "-", "09-25", "1lurer 1002069"),
    (11_000, "exact", "09-26 08:00", "-", "-", "09-26", "TASS via hyetert"),
    (20_800, "exact", "09-26 20:00", "-", "-", "09-26", "abakanews"),
    (50_866, "exact", "09-28 14:00", "-", "-", "09-28", "Armenpress 1120757"),
    (55_248, "exact", "09-28 19:00", "-", "-", "09-28", "AG-67"),
    (63_483, "exact", "09-29 10:00", "-", "-", "09-29", "gagrule"),
    (74_382, "exact", "09-29 18:00", "-", "-", "09-29", "nashvernisazh es 1275"),
    (81_139, "day", "09-30", "-", "-", "09-30", "RIA via Agenzia Nova"),
    (84_956, "day", "10-01", "-", "-", "10-01", "AG-71"),
    (89_167, "exact", "10-02 16:00", "-", "-", "10-02", "The Armenian Report"),
    (91_031, "day", "10-02", "10-02 16:00", "-", "10-02", "Massis Post, later the same day"),
    (91_924, "day", "10-03", "-", "-", "10-03", "AG-72"),
    (96_940, "exact", "10-04 16:00", "-", "-", "10-04", "arevelk"),
    (97_840, "day", "10-10", "-", "-", "10-11", "IOM update 5, AG-158"),
    (101_848, "day", "10-20", "-", "-", "10-20", "A. Ghazaryan, Alpha News"),
]

# State accommodation by marz: precision, hour, bounds, day of the source, source; 0 stands for no figure
MARZ = (
    *("Aragatsotn", "Ararat", "Armavir", "Gegharkunik", "Lori", "Kotayk"),
    *("Shirak", "Syunik", "Vayots Dzor", "Tavush", ""),  # the last is the total as stated
)
TABLES = [
    ("exact", "09-26 20:00", "-", "-", "09-26", "abakanews", (0, 0, 147, 833, 0, 0, 0, 1305, 700, 268, 3253)),
    ("exact", "09-27 08:00", "-", "-", "09-27", "agenpress", (30, 0, 200, 976, 0, 20, 203, 1465, 810, 298, 4002)),
    (
        *("day", "09-28", "-", "-", "09-28", "AG-67, evening; the total is 300 above its parts"),
        (988, 3665, 1231, 1542, 663, 4156, 783, 1958, 1070, 797, 17153),
    ),
    (
        *("exact", "09-29 10:00", "-", "-", "09-29", "gagrule"),
        (972, 4658, 1772, 1935, 921, 4622, 900, 2040, 1370, 1116, 20306),
    ),
    (
        *("exact", "09-29 20:00", "-", "-", "09-29", "AG-68"),
        (1617, 6139, 2749, 2398, 1404, 7078, 1067, 2094, 1613, 1237, 27396),
    ),
    (
        *("unknown", "09-30/10-01", "-", "-", "10-01", "News.am 784308, 30 Sep or 1 Oct: known at the last instant"),
        (2259, 8898, 3549, 3276, 1891, 10268, 1683, 2277, 1746, 1902, 37749),
    ),
    (
        *("exact", "10-01 15:00", "-", "-", "10-01", "AG-71; 47 % of 100,490"),
        (3848, 0, 0, 0, 2435, 11368, 2231, 4175, 1923, 2322, 47322),
    ),
    (
        *("exact", "10-02 16:00", "-", "-", "10-02", "The Armenian Report"),
        (2454, 13050, 5186, 4337, 3263, 13297, 2558, 5089, 2134, 2567, 53935),
    ),
]
# further totals told in passing
ACCOMMODATED = [
    (98, "exact", "09-24 18:00", "-", "-", "09-24", "TASS 1679727"),
    (360, "exact", "09-24 22:00", "-", "-", "09-24", "RIA via rossaprimavera"),
    (557, "exact", "09-25 00:00", "-", "-", "09-25", "RT Arabic 1497801"),
    (1_100, "exact", "09-25 06:00", "-", "-", "09-25", "armenianclub"),
    (2_500, "day", "09-26", "09-26 08:00", "09-26 20:00", "09-26", "korrespondent 4626761"),
    (2_850, "day", "09-26", "09-26 12:00", "09-26 20:00", "09-26", "RIA via pasperevoz"),
    (5_700, "exact", "09-27 15:00", "-", "-", "09-27", "News.am 783649"),
    (8_036, "day", "09-27", "-", "-", "09-28", "AG-67, evening before"),
    (10_967, "exact", "09-28 10:00", "-", "-", "09-28", "Armenpress 1120710"),
    (20_236, "day", "09-28", "-", "-", "09-29", "AG-68: the same time yesterday; contradicts 17,153"),
    (32_200, "day", "09-30", "-", "-", "09-30", "briefing, Agenzia Nova"),
    (48_000, "day", "10-01/10-02", "-", "-", "10-02", "UNICEF SitRep 1: almost; hour of the count not told"),
]
COUNTS = [
    *(("arrivals", "Kornidzor", *row) for row in ARRIVALS),
    *(("vehicles", BRIDGE, *row) for row in VEHICLES),
    *(("registered", "", *row) for row in REGISTERED),
    *(
        ("accommodated", marz, value, *row[:-1])
        for row in TABLES
        for marz, value in zip(MARZ, row[-1], strict=True)
        if value
    ),
    *(("accommodated", "", *row) for row in ACCOMMODATED),
    *(("accommodated", marz, value, *ACCOMMODATED[-1][1:]) for marz, value in (("Ararat", 12_445), ("Kotayk", 11_630))),
]
# T. Khachatryan spoke on 28 Sep at 10:00, as he gave the three midnights that had gone by
PUBLISHED = {("arrivals", value): "09-28 10:00" for value in (9_000, 31_800, 58_400)}


def known_by(precision, at, day, published=None):
    """Give the known time: of publication, else an hour after the count, else the end of the day of its source."""
    if published is not None:
        return moment(published)
    end = datetime(2024, 1, 31, 23, 59, tzinfo=NOON_22.tzinfo) if day == "2024-01" else moment(f"{day} 23:59")
    if precision not in ("exact", "hour"):
        return end
    later_day = end.date() > moment(at).date()
    return max(moment(at) + timedelta(hours=1), end) if later_day else moment(at) + timedelta(hours=1)


def bound_holds(found, text, days, known):
    """Whether a bound is the published one, at most the known time; where none was published, within the days."""
    if text != "-":
        return found == min(moment(text), known)
    first, last = (moment(f"{day} 00:00") for day in (days[:5], days[-5:]))
    return found is None or first <= found <= last + timedelta(days=1)


@pytest.fixture(scope="module")
def counts(written):
    found = defaultdict(list)
    for row in written.observations:
        found[row.kind, row.place, row.value].append(row)
    return found


@pytest.mark.parametrize(
    ("kind", "place", "value", "precision", "at", "not_before", "not_after", "day"),
    [pytest.param(*row[:8], id=f"{row[0]} {row[1]} {row[2]}") for row in COUNTS],
)
def test_each_published_count(counts, kind, place, value, precision, at, not_before, not_after, day):
    rows = counts[kind, place, float(value)]
    assert len(rows) == 1, f"{kind} {place} {value} stands {len(rows)} times in observations.csv"
    row = rows[0]
    assert row.precision == precision
    assert row.unit == ("vehicles" if kind == "vehicles" else "persons")
    assert row.known == known_by(precision, at, day, PUBLISHED.get((kind, value)))
    if precision in ("exact", "hour"):
        assert row.at == moment(at)
    else:
        assert row.at is None
        assert bound_holds(row.not_before, not_before, at, row.known)
        assert bound_holds(row.not_after, not_after, at, row.known)


def test_no_count_stands_in_the_case_that_was_not_published(counts):
    published = Counter((kind, place, float(value)) for kind, place, value, *_ in COUNTS)
    assert Counter({key: len(rows) for key, rows in counts.items()}) == published


def test_the_tables_are_whole():
    assert (len(ARRIVALS), len(VEHICLES), len(TABLES), len(DISTANCES), len(POSITIONS)) == (42, 9, 8, 38, 28)
    assert len(REGISTERED) == 18 + 1  # the second of 2 Oct stands in the row of the first
    parts = {row[-1][-1]: sum(row[-1][:-1]) for row in TABLES}
    apart = {total: found for total, found in parts.items() if total != found}
    assert apart == {17_153: 16_853, 47_322: 28_302}  # 300 above its parts; and three marzes not told


# 6. No hindsight

# final and late counts of arrivals, registered and vehicles
OUTCOME = ("97735", "98625", "100417", "100480", "100490", "100514", "100520", "100617", "100625", "100632", "100670")
OUTCOME += ("96940", "97840", "101848", "115183", "115366", "20892", "21195")


def spoken(figure):
    """Match a figure with or without a mark between its thousands."""
    return re.compile(r"(?<!\d)" + r"[\s.,'’_]?".join((figure[:-3], figure[-3:])) + r"(?!\d)")


def test_no_number_in_force_was_known_later(noon_22):
    lengths = ("step", "noise_interval", "output_interval")  # choices, not knowledge
    known = {path: number.known for path, number in noon_22.numbers.items() if path not in lengths}
    assert {path: at for path, at in known.items() if at is None or at > NOON_22} == {}
    assert noon_22.observations == ()  # the first count is of 24 September


def test_the_outcome_stands_nowhere_in_what_was_in_force(case, noon_22):
    said = {path: f"{n.value!r} | {n.source} | {n.reason}" for path, n in noon_22.numbers.items()}
    seen = view(case, NOON_22)
    for row in (*seen.places, *seen.routes, *seen.events, *seen.observations, *seen.planning):
        said[f"{row.file}:{row.row}"] = repr(row)
    assert [(path, figure) for path, text in said.items() for figure in OUTCOME if spoken(figure).search(text)] == []


@pytest.mark.parametrize("figure", [figure for figure in OUTCOME if not figure.startswith("115")])  # those are of 2024
def test_the_outcome_is_seen_where_it_stands(written, figure):
    assert any(spoken(figure).search(repr(row)) for row in written.observations)
