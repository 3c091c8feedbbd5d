"""The notebook of the documentation runs, and shows what stands in it."""

import sys
from pathlib import Path

import nbformat
import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def notebook():
    """The module of the documentation that runs the notebook."""
    sys.path.insert(0, str(DOCS))
    try:
        import run_notebook

        yield run_notebook
    finally:
        sys.path.remove(str(DOCS))
        sys.modules.pop("run_notebook", None)


def test_the_notebook_shows_what_stands_in_it(notebook):
    written = nbformat.read(notebook.NOTEBOOK, as_version=4)
    again = notebook.executed()
    assert notebook.texts(again) == notebook.texts(written)
    assert notebook.pictures(again) == notebook.pictures(written) == 2
