"""What is worked out once: quantiles in the findings, and what counts as small in disclosure."""

import ast

import numpy as np
from test_rooms import MODULES, ROOT

from corridor.ensemble.disclosure import large_enough, small, without_small

QUANTILES = {f"{nan}{name}" for nan in ("", "nan") for name in ("quantile", "median", "percentile")}


def modules(holds):
    """The modules of which the source holds something, by their paths in the package."""
    return {path.relative_to(ROOT).as_posix() for path in MODULES if holds(ast.parse(path.read_text("utf-8")))}


def works_out_quantiles(tree):
    """Whether there is a call of, or an import of, what gives quantiles of an array or a table."""
    called = {getattr(node.func, "attr", "") for node in ast.walk(tree) if isinstance(node, ast.Call)}
    imported = {
        name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module for name in node.names
    }
    return bool(QUANTILES & (called | imported))


def test_quantiles_over_the_futures_are_worked_out_in_the_findings_only():
    for fault in ("np.quantile(x, 0.5)", "table.median()", "from numpy import nanpercentile", "f(a.b.quantile(q=1))"):
        assert works_out_quantiles(ast.parse(fault))
    assert not works_out_quantiles(ast.parse("findings.quantiles; spread.middle; quantile_table(x)"))
    found = modules(works_out_quantiles)
    assert found, "the findings at least"
    assert not [name for name in found if not name.startswith("report/findings/")]


def names_the_limit(tree):
    parts = [(getattr(node, "id", ""), getattr(node, "attr", ""), getattr(node, "name", "")) for node in ast.walk(tree)]
    return any("SMALL" in names for names in parts)


def test_the_limit_of_small_cells_is_compared_in_disclosure_only():
    for fault in ("from a import SMALL", "x = 0 < y < SMALL", "d.SMALL"):
        assert names_the_limit(ast.parse(fault))
    assert modules(names_the_limit) == {"ensemble/disclosure.py"}


def test_small_is_what_is_neither_nothing_nor_ten():
    counts = np.array([0.0, 0.5, 9.99, 10.0, -9.99, -10.0, np.nan])
    assert small(counts).tolist() == [False, True, True, False, True, False, False]
    assert large_enough(counts).tolist() == [False, False, False, True, False, False, False]
    assert np.array_equal(without_small(counts), [0.0, np.nan, np.nan, 10.0, np.nan, -10.0, np.nan], equal_nan=True)
    assert without_small(counts.astype(np.float32)).dtype == np.float32
