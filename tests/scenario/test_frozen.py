"""The priors of the case are those that were committed before any forecast was scored."""

import re
from datetime import datetime

from folders import KARABAKH

import corridor

NOON = datetime.fromisoformat("2023-09-22T12:00+04:00")


def test_the_view_of_22_september_is_the_committed_one():
    """Another hash means that a prior of that view was changed: another case, for which no score of this one holds."""
    (written,) = re.findall(r"^([0-9a-f]{64})$", (KARABAKH / "README.md").read_text("utf-8"), re.MULTILINE)
    assert corridor.resolve(corridor.load(KARABAKH), NOON).hash() == written


def test_the_hash_sees_a_prior_a_grade_and_an_approval(tmp_path):
    import shutil

    def hashed(file, old, new):
        folder = tmp_path / f"{file}-{len(new)}"
        shutil.copytree(KARABAKH, folder)
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")
        return corridor.resolve(corridor.load(folder), NOON).hash()

    was = corridor.resolve(corridor.load(KARABAKH), NOON).hash()
    assert hashed("README.md", "disputed", "contested") == was
    assert hashed("scenario.yaml", "lognormal(median=60, p90=300)", "lognormal(median=61, p90=300)") != was
    resident = 'none,C,3,recommended,"One person'
    assert hashed("claims.csv", resident, resident.replace("C,3", "C,2")) != was
    assert hashed("claims.csv", "a journalist resident", "a reporter resident") == was  # a name, not a number
    approved = "population resident Sep 2023,approved"
    assert hashed("claims_log.csv", approved, approved.replace("approved", "rejected")) != was
