"""Where the scenarios are that many tests use."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
TEMPLATE = ROOT / "src" / "corridor" / "scenario" / "template"
KARABAKH = ROOT / "scenarios" / "karabakh-2023"
RIVER = ROOT / "scenarios" / "river-delta"  # made up; steps of a day
