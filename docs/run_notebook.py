"""Run the notebook of the documentation and write into it what its cells give now: `python docs/run_notebook.py`.

A test runs it too, and compares texts and tables with those that stand in it; pictures only have to be there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).with_name("first-forecast.ipynb")


def executed(path: Path = NOTEBOOK) -> Any:
    """Give the notebook with the outputs of a fresh kernel; an error in a cell is raised."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    )
    client.execute()
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
        cell.metadata.clear()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def texts(notebook: Any) -> list[str]:
    """Give the texts that its cells print or show, in order."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "stream":
                found.append(output.text)
            elif "image/png" not in output.data:
                found.append(output.data["text/plain"])
    return found


def pictures(notebook: Any) -> int:
    """Count the pictures that its cells show."""
    return sum("image/png" in output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", ()))


if __name__ == "__main__":
    nbformat.write(executed(), NOTEBOOK)
