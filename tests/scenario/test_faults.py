"""Every fault of a folder is found by reading or completing it, with code, file, row, field and what to do."""

import shutil

import pytest
from faults import DAYS, FOLDERS
from folders import TEMPLATE, change

import corridor
from corridor import InputError


@pytest.fixture
def folder(tmp_path):
    made = shutil.copytree(TEMPLATE, tmp_path / "case")
    change(made, "scenario.yaml", "end: 2030-01-08T00:00+00:00", "end: 2030-01-04T00:00+00:00")
    return made


def faults_of(folder):
    with pytest.raises(InputError) as caught:
        corridor.resolve(corridor.load(folder))
    return caught.value.problems


def assert_found(case, faults):
    found = [one for one in faults if (one.code, one.file) == (case.code, case.file or one.file)]
    assert found, faults
    assert any(
        case.remedy in one.remedy and case.field in one.field and case.row in (None, one.row) for one in found
    ), found
    assert all((one.file, one.expected, one.remedy) for one in faults)
    assert len(faults) == 1 or not case.alone, faults


def test_the_folders_are_good_before_they_are_spoilt(folder, river):
    for good in (folder, river):
        assert corridor.resolve(corridor.load(good)).numbers


@pytest.mark.parametrize("case", FOLDERS, ids=lambda case: case.name)
def test_a_fault_is_found(case, folder):
    case.spoil(folder)
    assert_found(case, faults_of(folder))


@pytest.mark.parametrize("case", DAYS, ids=lambda case: case.name)
def test_a_fault_in_a_case_of_days_is_found_too(case, river):
    case.spoil(river)
    assert_found(case, faults_of(river))
