"""Single draws of the plain model, each with a new address."""

from __future__ import annotations

import random

from benchmarks.registry import Job, case

DRAWS = 20_000


@case("draws", "uniform", "one keyed uniform number", per=DRAWS, bare="random.random() in a loop")
def uniform() -> tuple[Job, Job | None]:
    from corridor.base.random import Stream, member_key, name_hash

    stream, cell = Stream(member_key(0, 0)), name_hash("benchmark")

    def job() -> None:
        one = stream.at(0, 0, cell).uniform
        for _ in range(DRAWS):
            one()

    def bare() -> None:
        one = random.Random(0).random
        for _ in range(DRAWS):
            one()

    return job, bare


def _binomials(n: int, p: float) -> tuple[Job, Job | None]:
    import numpy as np

    from corridor.base.random import Stream, member_key, name_hash
    from corridor.base.samplers import binomial

    stream, cell = Stream(member_key(0, 0)), name_hash("benchmark")

    def job() -> None:
        for step in range(DRAWS):
            binomial(stream.at(step, 0, cell), n, p)

    def bare() -> None:
        one = np.random.default_rng(0).binomial
        for _ in range(DRAWS):
            one(n, p)

    return job, bare


@case("draws", "binomial-small", "one binomial draw of mean 1", per=DRAWS, bare="NumPy's, one at a time")
def binomial_small() -> tuple[Job, Job | None]:
    return _binomials(100, 0.01)


@case("draws", "binomial-large", "one binomial draw of mean 1,000", per=DRAWS, bare="NumPy's, one at a time")
def binomial_large() -> tuple[Job, Job | None]:
    return _binomials(10_000, 0.1)
