"""The ledger: claims drafted from a text, the first time in a process and then again, and a pool drawn from."""

from __future__ import annotations

from pathlib import Path

from benchmarks.registry import Job, case

WORDS = 2_000
DRAWS = 2_000
TEXTS = Path(__file__).parent / "texts" / "seen.yaml"


def text_of(n_words: int) -> str:
    """Give a text of so many words: the labelled ones, one after the other, from the beginning again where they end."""
    import yaml

    told = [item["text"].strip() for item in yaml.safe_load(TEXTS.read_text("utf-8"))]
    made, n = [], 0
    while n < n_words:
        for text in told:
            made.append(text)
            n += len(text.split())
            if n >= n_words:
                break
    return "\n\n".join(made)


def _extract() -> tuple[Job, Job | None]:
    from corridor.intake.texts import extract

    text = text_of(WORDS)
    return lambda: extract(text), None


case("text", "extract-first", f"draft the claims of {WORDS:,} words, words and rules loaded", warm_up=False, repeats=1)(
    _extract
)
case("text", "extract", f"draft the claims of {WORDS:,} words once more")(_extract)


@case("karabakh", "pool-draws", "one draw from the pool of the population", per=DRAWS)
def pool_draws() -> tuple[Job, Job | None]:
    import corridor
    from benchmarks import sizes
    from corridor.base.random import Stream, member_key

    scenario = corridor.load(sizes.folder("karabakh"))
    pool = corridor.resolve(scenario).numbers["population.total"].value
    stream = Stream(member_key(0, 0))

    def job() -> None:
        for k in range(DRAWS):
            pool.drawn(stream.at(k, 1, 5).uniform, 4.0)  # type: ignore[union-attr]

    return job, None
