"""Fields that people fill in, in YAML and in tables: moments, known times, zones, texts, yes or no.

Each is a type for pydantic that raises a `Fault` saying what was found and expected; `problem_words` turns what
pydantic collects, its own complaints included, into the words of a `Problem`. Known times and days are counted in the
zone of the validation context.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, get_args

from pydantic import BaseModel, BeforeValidator, ValidationInfo

from corridor.base.errors import shown
from corridor.base.quantity import Fault
from corridor.base.times import parse_instant, parse_known, parse_zone

__all__ = ["Flag", "Instant", "Known", "Text", "Zone", "instant_of", "problem_words"]


def instant_of(raw: Any) -> datetime:
    """Give the instant that a field writes, or raise a `Fault`."""
    try:
        return parse_instant(raw)
    except ValueError as error:
        naive = "offset" in str(error)
        raise Fault(
            "time-naive" if naive else "time-invalid",
            f"{shown(raw)}: {error}",
            "an ISO 8601 time with its UTC offset, such as 2023-09-19T13:00+04:00",
            "Add the offset of the zone." if naive else "Correct the time.",
        ) from None


def _known(raw: Any, info: ValidationInfo) -> datetime:
    try:
        return parse_known(raw, (info.context or {})["zone"])
    except ValueError as error:
        raise Fault(
            "time-invalid",
            f"{shown(raw)}: {error}",
            "a time with its UTC offset, a day (2023-09-21), a month or a range of these",
            "Correct the known time.",
        ) from None


def _zone(raw: Any) -> str:
    try:
        return str(parse_zone(raw))
    except ValueError as error:
        raise Fault(
            "zone-unknown", f"{shown(raw)}: {error}", "an IANA time zone such as Asia/Yerevan", "Correct the zone."
        ) from None


def _text(raw: Any) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise Fault(
            "text-invalid", shown(raw), "a text", "Write a text; put quotes round a number, yes or no that is a name."
        )
    text = " ".join(raw.split())
    if any(unicodedata.category(ch) in ("Cc", "Cs") for ch in text):
        raise Fault(
            "text-invalid",
            shown(text),
            "a text without control characters",
            "Remove the characters shown as \N{REPLACEMENT CHARACTER}.",
        )
    return text


def _yes_no(raw: Any) -> bool:
    if isinstance(raw, str) and raw.strip().lower() in ("yes", "no"):
        return raw.strip().lower() == "yes"
    raise Fault("choice-invalid", shown(raw), "yes or no", "Write yes or no.")


Instant = Annotated[datetime, BeforeValidator(instant_of)]
Known = Annotated[datetime, BeforeValidator(_known)]
Zone = Annotated[str, BeforeValidator(_zone)]
Text = Annotated[str, BeforeValidator(_text)]
Flag = Annotated[bool, BeforeValidator(_yes_no)]


_BUILTIN = {
    "missing": ("field-missing", "a value", "Add it."),
    "extra_forbidden": ("key-unknown", "a key of this section", "Correct or remove the key."),
    "literal_error": ("choice-invalid", "", "Choose one of these."),
    "model_type": ("section-invalid", "keys with values", "Write keys below it, indented."),
    "model_attributes_type": ("section-invalid", "keys with values", "Write keys below it, indented."),
    "dict_type": ("section-invalid", "names with values", "Write names below it, indented."),
    "list_type": ("list-invalid", "a list", "Write items with '- ' before each."),
    "bool_type": ("choice-invalid", "true or false", "Write true or false."),
    "bool_parsing": ("choice-invalid", "true or false", "Write true or false."),
    "float_type": ("number-invalid", "a number", "Write a number."),
    "float_parsing": ("number-invalid", "a number", "Write a number."),
}


def problem_words(detail: Mapping[str, Any], model: type[BaseModel]) -> dict[str, str]:
    """Turn one pydantic error into the words of a `Problem`."""
    context = detail.get("ctx", {})
    if "remedy" in context:
        return {"code": detail["type"], **{key: str(context[key]) for key in ("found", "expected", "remedy")}}
    code, expected, remedy = _BUILTIN.get(
        detail["type"], ("value-invalid", detail["msg"].lower(), "Correct the value.")
    )
    if detail["type"] == "literal_error":
        expected = "one of " + str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
    found = "nothing" if detail["type"] == "missing" else shown(detail.get("input"))
    if detail["type"] == "extra_forbidden":
        key = str(detail["loc"][-1])
        found = f"the key {shown(key)}"
        known = _keys_at(model, tuple(detail["loc"][:-1]))
        close = difflib.get_close_matches(key, known, 1)
        expected = "one of " + ", ".join(known)
        remedy = f"Did you mean {close[0]}?" if close else "Correct or remove the key."
    return {"code": code, "found": found, "expected": expected, "remedy": remedy}


def _keys_at(model: type[BaseModel], loc: tuple[Any, ...]) -> list[str]:
    """Give the keys that the section at `loc` may have."""
    kind: Any = model
    for part in loc:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            kind = kind.model_fields[part].annotation if part in kind.model_fields else None
        else:
            kind = get_args(kind)[-1] if get_args(kind) else None
    return list(kind.model_fields) if isinstance(kind, type) and issubclass(kind, BaseModel) else []
