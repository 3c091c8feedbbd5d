"""Rooms depend one way only, and `import corridor` stays light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "src" / "corridor"
# down the line as data flows; a room may use those before it
ORDER = ("base", "ledger", "scenario", "intake", "model", "ensemble", "inference", "response", "report", "jobs")
ALONE = {
    "model": {"base"},  # arrays and numbers only
    "cli": {"base", "report", "jobs"},  # parse, call a job, print
    "web": {"base", "report", "jobs"},  # beside it, not above or below
    "testing": {"base"},  # for those outside; no room uses it
}


def may_use(room: str) -> set[str]:
    return {room, "_version"} | (ALONE[room] if room in ALONE else set(ORDER[: ORDER.index(room)]))


def room_of(path: Path) -> str:
    part = path.relative_to(ROOT).parts[0]
    return part.removesuffix(".py")


def imports(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            found.add(node.module or "")
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def rooms_used(source: str) -> set[str]:
    return {name.split(".")[1] for name in imports(ast.parse(source)) if name.startswith("corridor.")}


MODULES = sorted(p for p in ROOT.rglob("*.py") if room_of(p) not in ("__init__", "__main__", "_version"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_uses_only_rooms_before_its_own(path):
    assert rooms_used(path.read_text("utf-8")) <= may_use(room_of(path))


def test_the_check_sees_a_wrong_import():
    assert rooms_used("from corridor.cli.main import main\nimport corridor.web") == {"cli", "web"}
    assert not {"cli", "web"} & may_use("jobs")
    assert "scenario" not in may_use("cli") and "cli" not in may_use("web") and "ledger" not in may_use("model")
    assert {"base", "ledger", "scenario"} <= may_use("intake") and "intake" not in may_use("scenario")


def test_science_imports_no_plotting_web_or_command_line():
    for path in MODULES:
        if room_of(path) in ("base", "ledger", "scenario", "intake", "model", "ensemble", "inference", "response"):
            named = {name.split(".")[0] for name in imports(ast.parse(path.read_text("utf-8")))}
            assert not named & {"matplotlib", "rich", "argparse", "fastapi"}, path


def test_import_corridor_loads_no_plotting_web_or_compiler():
    code = "import corridor, sys; print(sorted(m for m in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for heavy in (
        "matplotlib",
        "numba",
        "llvmlite",
        "fastapi",
        "xarray",
        "pandas",
        "numpy",
        "scipy",
        "pydantic",
        "rich",
        "openpyxl",
    ):
        assert f"'{heavy}'" not in loaded


def test_the_public_names_are_there():
    import corridor

    for name in corridor.__all__:
        assert getattr(corridor, name) is not None
    assert set(corridor.__all__) == set(dir(corridor))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = corridor.nothing


def test_a_module_name_occurs_once_unless_it_says_the_same_thing():
    """A verb of `cli` and its job, a rule and its compiled form, the rows of files and of options say the same."""
    same = {("cli", "jobs"), ("cli", "ledger"), ("base", "intake"), ("model", "model")}
    same |= {("ensemble", "report"), ("report", "report")}  # what members say, the finding, and how it is shown
    places = {}
    for path in MODULES:
        if path.name != "__init__.py":
            places.setdefault(path.stem, []).append(room_of(path))
    twice = {name: tuple(sorted(rooms)) for name, rooms in places.items() if len(rooms) > 1}
    assert {name: rooms for name, rooms in twice.items() if rooms not in same} == {}
