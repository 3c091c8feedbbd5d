"""How well claims are drawn from labelled texts: `python -m benchmarks.extraction FILE.yaml [--errors]`.

A file lists texts with the claims that a person found in them. A draft matches a label when the figures and the unit
agree; families and households count as one. Of the labels that name a speaker, a place or another quantifier than
'exact', the share is given that a matching draft has right; a label that was missed counts as wrong there.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from benchmarks.goals import judged_texts
from corridor.intake.texts import Draft, extract

Label = Mapping[str, Any]
_ALIKE = {"households": "families"}
_ARTICLES = {"the", "a", "an"}
TEXTS = Path(__file__).parent / "texts"


@dataclass
class Tally:
    """Counts over some texts."""

    drafts: int = 0
    labels: int = 0
    matched: int = 0
    right: dict[str, int] = field(default_factory=lambda: {"speaker": 0, "author": 0, "quantifier": 0, "place": 0})
    asked: dict[str, int] = field(default_factory=lambda: {"speaker": 0, "author": 0, "quantifier": 0, "place": 0})

    def add(self, other: Tally) -> None:
        self.drafts += other.drafts
        self.labels += other.labels
        self.matched += other.matched
        for name in self.right:
            self.right[name] += other.right[name]
            self.asked[name] += other.asked[name]

    def shares(self) -> dict[str, tuple[int, int]]:
        """Give each measure as a count of right ones and what it is out of."""
        own = {"precision": (self.matched, self.drafts), "recall": (self.matched, self.labels)}
        return own | {name: (self.right[name], self.asked[name]) for name in self.right}


def same_name(one: str | None, two: str | None) -> bool:
    """Whether two names agree: articles and case aside, one holds the words of the other in a row."""
    if one is None or two is None:
        return one is two
    a, b = sorted((_words(one), _words(two)), key=len)
    return bool(a) and any(b[at : at + len(a)] == a for at in range(len(b) - len(a) + 1))


def _words(name: str) -> list[str]:
    plain = re.sub(r"['’]s?(?=\s|$)", "", name.lower())
    return [word for word in re.findall(r"\w+", plain) if word not in _ARTICLES]


def agrees(draft: Draft, label: Label) -> bool:
    """Whether a draft and a label are about the same figure in the same unit."""
    unit = _ALIKE.get(draft.unit, draft.unit) == _ALIKE.get(label["unit"], label["unit"])
    figures = ((draft.value, label.get("value")), (draft.low, label.get("low")), (draft.high, label.get("high")))
    return unit and all(_equal(one, two) for one, two in figures)


def _equal(one: float | None, two: float | None) -> bool:
    return one is two if one is None or two is None else abs(one - two) <= 1e-6 * max(abs(one), abs(two), 1)


def pairs(drafts: Sequence[Draft], labels: Sequence[Label]) -> list[tuple[Draft | None, Label | None]]:
    """Pair drafts and labels, each once; what is left over stands alone.

    Of several labels that fit, a draft takes the first whose speaker agrees too, else the first.
    """
    free = list(labels)
    made: list[tuple[Draft | None, Label | None]] = []
    for draft in drafts:
        fitting = [label for label in free if agrees(draft, label)]
        best = next((label for label in fitting if same_name(draft.speaker, label.get("speaker"))), None)
        best = best if best is not None else (fitting[0] if fitting else None)
        if best is not None:
            free = [label for label in free if label is not best]
        made.append((draft, best))
    return made + [(None, label) for label in free]


def judged(made: Iterable[tuple[Draft | None, Label | None]]) -> Tally:
    """Count what is right."""
    tally = Tally()
    for draft, label in made:
        tally.drafts += draft is not None
        if label is None:
            continue
        tally.labels += 1
        tally.matched += draft is not None
        wanted = {"speaker" if label.get("speaker") is not None else "author": "speaker", "quantifier": "quantifier"}
        wanted |= {"place": "place"} if label.get("place") is not None else {}
        for name, key in wanted.items():
            tally.asked[name] += 1
            if draft is not None:
                have = getattr(draft, key)
                tally.right[name] += have == label[key] if key == "quantifier" else same_name(have, label.get(key))
    return tally


def faults(made: Iterable[tuple[Draft | None, Label | None]]) -> list[str]:
    """Describe every miss, false alarm and wrong attribute on a line."""
    lines = []
    for draft, label in made:
        if draft is None and label is not None:
            lines.append(f"missed   {dict(label)}")
        elif label is None and draft is not None:
            size = draft.value if draft.value is not None else (draft.low, draft.high)
            lines.append(f"alarm    {size} {draft.unit} ({draft.kind}): {_around(draft)}")
        elif draft is not None and label is not None:
            for key in ("speaker", "quantifier", "place"):
                have, want = getattr(draft, key), label.get(key)
                if key == "place" and want is None:
                    continue
                if not (have == want or (key != "quantifier" and same_name(have, want))):
                    size = draft.value if draft.value is not None else (draft.low, draft.high)
                    lines.append(f"{key:<9}{size} {draft.unit}: found {have!r}, label {want!r}: {_around(draft)}")
    return lines


def _around(draft: Draft) -> str:
    return draft.sentence if len(draft.sentence) <= 160 else draft.sentence[:160] + " ..."


def table(tallies: Mapping[str, Tally]) -> str:
    """Give the measures of several groups of texts as a table."""
    names = list(Tally().shares())
    rows = [f"{'texts':<14}" + "".join(f"{name:>20}" for name in names)]
    for group, tally in tallies.items():
        cells = [f"{n}/{of} {n / of:.3f}" if of else "-" for n, of in tally.shares().values()]
        rows.append(f"{group:<14}" + "".join(f"{cell:>20}" for cell in cells))
    return "\n".join(rows)


def measured(file: Path, errors: bool = False) -> dict[str, Tally]:
    """Give the tallies of a file of labelled texts, by style and in all; print every fault where asked to."""
    tallies: dict[str, Tally] = {}
    for item in yaml.safe_load(file.read_text("utf-8")):
        made = pairs(extract(item["text"]), item["claims"])
        for group in (item.get("style", "other"), "all"):
            tallies.setdefault(group, Tally()).add(judged(made))
        if errors and (lines := faults(made)):
            print(f"{item['id']}\n  " + "\n  ".join(lines))
    tallies["all"] = tallies.pop("all", Tally())
    return tallies


def measured_files() -> dict[str, Tally]:
    """Give the tally of each file of labelled texts, by its name."""
    return {path.stem: measured(path)["all"] for path in sorted(TEXTS.glob("*.yaml"))}


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge a file of labelled texts, and print a table; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extraction", description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="YAML list of texts: id, style, text, claims")
    parser.add_argument("--errors", action="store_true", help="print every miss and false alarm too")
    options = parser.parse_args(arguments)
    tallies = measured(options.file, options.errors)
    print(table(tallies))
    return int(any(goal["met"] is False for goal in judged_texts(tallies["all"].shares())))


if __name__ == "__main__":
    sys.exit(main())
