"""One member: its world drawn and built, then simulated by the plain and by the compiled engine."""

from __future__ import annotations

from benchmarks import sizes
from benchmarks.registry import SIZES, Job, case


def _draw(size: str) -> tuple[Job, Job | None]:
    if size == "medium":
        from benchmarks.synthetic import synthetic_world

        return synthetic_world, None
    from corridor.base.distributions import Distribution
    from corridor.ensemble.build import draw_member, world_of

    frame = sizes.frame(size)
    laws = [n.value for n in frame.resolved.numbers.values() if isinstance(n.value, Distribution)]
    return lambda: world_of(frame, draw_member(frame, 0, 0)), lambda: [law.ppf(0.3) for law in laws]


def _plain(size: str) -> tuple[Job, Job | None]:
    from corridor.model.step import run

    world = sizes.world(size)

    def bare() -> float:
        total = 0.0
        for _ in range(world.n_steps):
            for p in range(world.n_places):
                total += world.distance_km[p][p]
            for r in range(world.n_routes):
                total += world.length_km[r]
        return total

    return lambda: run(world), bare


def _compiled(size: str) -> tuple[Job, Job | None]:
    engine, world, rows = sizes.compiled_engine(), sizes.world(size), sizes.rows(size)
    return lambda: engine.run(world, rows), None


for _size in SIZES:
    _bare = "" if _size == "medium" else "invert each distribution once, in a loop"
    case(_size, "draw", bare=_bare)(lambda size=_size: _draw(size))
    if _size != "medium":
        case(_size, "simulate-plain", bare="visit each place and route in each step", share_s=10.0)(
            lambda size=_size: _plain(size)
        )
    case(_size, "simulate-compiled")(lambda size=_size: _compiled(size))
