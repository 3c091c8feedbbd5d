"""The member as the kernel passes it on: one pointer, since a tuple of arrays would be copied at each call."""

from __future__ import annotations

import hashlib
from typing import Any

from numba.core import types
from numba.experimental import structref

from corridor.model.compiled.jit import jit
from corridor.model.compiled.layout import Member

__all__ = ["handle_of"]


@structref.register
class _HandleType(types.StructRef):  # type: ignore[misc]
    """The compiler's type of a handle; its name is short, since it is part of the name of every function."""

    def __init__(self, fields: Any) -> None:
        super().__init__(fields)
        self.name = f"Handle{hashlib.blake2b(self.name.encode(), digest_size=8).hexdigest()}"

    def preprocess_fields(self, fields: Any) -> Any:
        return tuple((name, types.unliteral(of)) for name, of in fields)


class _Handle(structref.StructRefProxy):  # type: ignore[misc]
    """Made in compiled code only."""


structref.define_constructor(_Handle, _HandleType, list(Member._fields))
structref.define_attributes(_HandleType)


@jit
def handle_of(member: Any) -> Any:
    """Give the handle of a member: its fields, by name."""
    return _Handle(*member)
