"""The benchmarks stand at the top of the checkout, where only `python -m pytest` would look for them."""

import sys
from pathlib import Path

TOP = str(Path(__file__).parents[2])
if TOP not in sys.path:
    sys.path.append(TOP)
