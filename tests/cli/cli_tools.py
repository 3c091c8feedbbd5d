"""What the tests of the command line share."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import corridor

COMMAND = [sys.executable, "-m", "corridor"]
ENV = {**os.environ, "PYTHONPATH": str(Path(corridor.__file__).parent.parent)}  # whatever folder it runs from


@dataclass
class Answer:
    status: int
    out: str
    err: str

    def json(self):
        return json.loads(self.out)


def everything_below(path):
    return sorted(str(p.relative_to(path)) for p in path.rglob("*"))
