"""What a thing is, in a few facts: one line where Python shows it, a small table in a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

__all__ = ["html", "line"]


def line(kind: str, name: str, facts: Mapping[str, str]) -> str:
    """Give facts as one line.

    Examples
    --------
    >>> line("Scenario", "My crisis", {"places": "7", "as of": "Wed 02 Jan 2030"})
    "<Scenario 'My crisis': places 7; as of Wed 02 Jan 2030>"
    """
    return f"<{kind} {name!r}: {'; '.join(f'{what} {fact}' for what, fact in facts.items())}>"


def html(kind: str, name: str, facts: Mapping[str, str]) -> str:
    """Give facts as a table in HTML, everything escaped.

    Examples
    --------
    >>> html("Scenario", "A & B", {"places": "7"})
    '<table><caption>Scenario: A &amp; B</caption><tr><th>places</th><td>7</td></tr></table>'
    """
    rows = "".join(f"<tr><th>{escape(what)}</th><td>{escape(fact)}</td></tr>" for what, fact in facts.items())
    return f"<table><caption>{escape(kind)}: {escape(name)}</caption>{rows}</table>"
