"""Names of places: the several forms a place may have, and the one under which it is shown.

The column `names` holds forms by language, such as ``hy: Ստեփանակերտ (Stepanakert); az: Xankəndi (Khankendi)``: the
form in its own script, and in brackets the one in Latin letters. A place whose parties use different names is shown
under all of them, the name of the scenario first: ``Stepanakert / Khankendi``.
"""

from __future__ import annotations

import re

__all__ = ["label"]

_LATIN = re.compile(r"\(([^()]*)\)")


def label(place: str, names: str) -> str:
    """Give the name under which a place is shown.

    Parameters
    ----------
    place : str
        Its name in the scenario.
    names : str
        Its forms by language, separated by ``;``; may be empty.

    Examples
    --------
    >>> label("Stepanakert", "hy: Ստեփանակերտ (Stepanakert); az: Xankəndi (Khankendi)")
    'Stepanakert / Khankendi'
    >>> label("Goris", "hy: Գորիս (Goris)")
    'Goris'
    """
    shown = [place]
    for form in names.split(";"):
        latin = _LATIN.search(form)
        if latin and not any(latin[1].casefold() in name.casefold() for name in shown):
            shown.append(latin[1])
    return " / ".join(shown)
