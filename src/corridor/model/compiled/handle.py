"""The member as the kernel passes it on: one pointer, since a tuple of arrays would be copied at each call.

A `handle` points to the arrays of a `Member` that lie on the stack of the entry; naming a field loads what is needed of
one array. Nothing is owned and no references are counted: who calls the entry holds every array while it runs.
"""

from __future__ import annotations

import hashlib
from typing import Any

from numba.core import cgutils, types
from numba.core.imputils import impl_ret_borrowed
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, intrinsic, lower_getattr_generic, models, register_model

__all__ = ["handle_of"]


class _Handle(types.Type):
    """The compiler's type of a handle; its name is short, since it is part of the name of every function."""

    def __init__(self, member: Any) -> None:
        self.member = member
        super().__init__(name=f"Handle{hashlib.blake2b(str(member).encode(), digest_size=8).hexdigest()}")


@register_model(_Handle)
class _Model(models.OpaqueModel):
    """An address."""


@infer_getattr
class _Fields(AttributeTemplate):
    """The type of each field."""

    key = _Handle

    def generic_resolve(self, handle: Any, name: str) -> Any:
        member = handle.member
        return member.types[member.fields.index(name)] if name in member.fields else None


@lower_getattr_generic(_Handle)
def _load(context: Any, builder: Any, handle: Any, value: Any, name: str) -> Any:
    member = handle.member
    index = member.fields.index(name)
    arrays = builder.bitcast(value, context.get_value_type(member).as_pointer())
    field = builder.load(cgutils.gep_inbounds(builder, arrays, 0, index))
    return impl_ret_borrowed(context, builder, member.types[index], field)


@intrinsic
def handle_of(_: Any, member: Any) -> Any:
    """Give the handle of a member, good until the function that asked for it returns."""

    def point(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        lies = cgutils.alloca_once_value(builder, arguments[0])
        return builder.bitcast(lies, cgutils.voidptr_t)

    return _Handle(member)(member), point
