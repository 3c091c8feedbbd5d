"""How the documentation is built: Sphinx with MyST Markdown; pages that follow the code are written first."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import generate  # noqa: E402 (it stands in this folder)

from corridor import __version__  # noqa: E402 (after the path is set)

generate.write(HERE / "_generated")

project = "corridor"
author = "The corridor developers"
copyright = "The corridor developers, Apache-2.0"
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["first-forecast.ipynb", "_build", "_generated", "Thumbs.db", ".DS_Store"]
myst_heading_anchors = 3
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = False

html_theme = "furo"
html_title = f"corridor {__version__}"
html_static_path = ["_static"]
html_css_files = ["corridor.css"]
html_copy_source = False
html_show_sphinx = False
