"""What a library user passes on by mistake is refused in words, not by a traceback of something else."""

import pytest
from folders import TEMPLATE

import corridor
from corridor import InputError
from corridor.scenario.settings import with_settings


@pytest.fixture(scope="module")
def scenario():
    return corridor.load(TEMPLATE)


@pytest.fixture(scope="module")
def resolved(scenario):
    return corridor.resolve(scenario)


WRONG = {
    "a number for a folder": lambda s, r: corridor.load(3),
    "nothing for a folder": lambda s, r: corridor.load(None),
    "a folder for a scenario": lambda s, r: corridor.resolve(str(TEMPLATE)),
    "a complete scenario for a short one": lambda s, r: corridor.resolve(r),
    "a text for the time of a view": lambda s, r: corridor.view(s, "2030-01-02T12:00Z"),
    "a short scenario to simulate": lambda s, r: corridor.simulate(s),
    "a text for members": lambda s, r: corridor.simulate(r, members="10"),
    "half a member": lambda s, r: corridor.simulate(r, members=2.5),
    "yes for a seed": lambda s, r: corridor.simulate(r, 1, seed=True),
    "a short scenario to compare": lambda s, r: corridor.compare(r, s),
    "nothing for a setting": lambda s, r: with_settings(r, {"population.total": None}),
    "settings of a short scenario": lambda s, r: with_settings(s, {}),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_type_is_refused_in_words(what, scenario, resolved):
    with pytest.raises(InputError) as caught:
        WRONG[what](scenario, resolved)
    (problem,) = caught.value.problems
    assert problem.code == "type-wrong"
    assert all((problem.file, problem.found, problem.expected, problem.remedy))


def test_a_setting_may_be_a_number(resolved):
    by_number, by_text = (with_settings(resolved, {"population.total": value}) for value in (5000, "5000"))
    assert by_number.hash() == by_text.hash() != resolved.hash()
    assert by_number.settings == by_text.settings == {"population.total": "5000"}
