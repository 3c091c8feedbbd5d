"""Where the scenarios are that many tests use."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
TEMPLATE = ROOT / "src" / "corridor" / "scenario" / "template"
KARABAKH = ROOT / "scenarios" / "karabakh-2023"
RIVER = ROOT / "scenarios" / "river-delta"  # made up; steps of a day


def change(folder, file, old, new):
    """Replace what stands once in a file of a folder."""
    path = folder / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), "utf-8")
