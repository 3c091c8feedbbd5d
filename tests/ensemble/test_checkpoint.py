"""A run that was stopped goes on to the same bits, and takes nothing that is not its own."""

import numpy as np
import pytest
from folders import RIVER, TEMPLATE

from corridor import load, resolve
from corridor.ensemble.checkpoint import BLOCK, Checkpoint, identity
from corridor.ensemble.run import run_members
from corridor.testing import same_bits

MEMBERS = 2 * BLOCK + 5


@pytest.fixture(scope="module", params=[TEMPLATE, RIVER], ids=lambda folder: folder.name)
def resolved(request):
    scenario = load(request.param)
    return resolve(scenario)


@pytest.fixture(scope="module")
def whole(resolved):
    return run_members(resolved, MEMBERS, 7)


def stopped_after(n):
    def progress(done, _):
        if done >= n:
            raise KeyboardInterrupt

    return progress


@pytest.mark.parametrize("threads", [1, 2])
def test_a_run_that_was_stopped_goes_on_to_the_same_bits(resolved, whole, tmp_path, threads):
    first = Checkpoint(tmp_path / "kept")
    with pytest.raises(KeyboardInterrupt):
        run_members(resolved, MEMBERS, 7, threads=threads, progress=stopped_after(BLOCK + 3), checkpoint=first)
    assert BLOCK + 3 <= first.on_disk < MEMBERS
    told = []
    second = Checkpoint(tmp_path / "kept")
    again = run_members(
        resolved, MEMBERS, 7, threads=threads, progress=lambda done, _: told.append(done), checkpoint=second
    )
    assert same_bits(whole, again)
    assert second.taken == MEMBERS - len(told) >= BLOCK + 3
    assert told[-1] == MEMBERS
    second.remove()
    assert not (tmp_path / "kept").exists()


def test_members_are_taken_as_they_stand_and_not_made_again(resolved, whole, tmp_path):
    kept = Checkpoint(tmp_path)
    run_members(resolved, MEMBERS, 7, checkpoint=kept)
    path = sorted(kept._folder().glob("members-*.npz"))[0]
    arrays = dict(np.load(path))
    arrays["numbers"][0] += 1.0
    np.savez(path, **arrays)
    again = run_members(resolved, MEMBERS, 7, checkpoint=Checkpoint(tmp_path))
    assert np.array_equal(again.numbers[0], whole.numbers[0] + 1.0)


def test_another_seed_takes_nothing(resolved, tmp_path):
    run_members(resolved, 3, 7, checkpoint=Checkpoint(tmp_path))
    other = Checkpoint(tmp_path)
    run_members(resolved, 3, 8, checkpoint=other)
    assert other.taken == 0


def test_more_members_take_those_that_are_there(resolved, whole, tmp_path):
    run_members(resolved, 10, 7, checkpoint=Checkpoint(tmp_path))
    more = Checkpoint(tmp_path)
    assert same_bits(whole, run_members(resolved, MEMBERS, 7, checkpoint=more))
    assert more.taken == 10


def test_a_file_that_cannot_be_read_is_made_again(resolved, whole, tmp_path):
    kept = Checkpoint(tmp_path)
    run_members(resolved, MEMBERS, 7, checkpoint=kept)
    for path in kept._folder().glob("members-*.npz"):
        path.write_bytes(path.read_bytes()[:200])
    again = Checkpoint(tmp_path)
    assert same_bits(whole, run_members(resolved, MEMBERS, 7, checkpoint=again))
    assert again.taken == 0


def test_before_it_is_open_nothing_is_on_disk(tmp_path):
    assert Checkpoint(tmp_path).on_disk == 0


def test_what_decides_the_bits_decides_the_name():
    assert identity("a", 1) == identity("a", 1)
    assert len({identity("a", 1), identity("a", 2), identity("a1"), identity("1", "a")}) == 4
