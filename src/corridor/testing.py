"""For tests of those who build on corridor: whether two results are the same to the last bit, and where they part.

A forecast is promised to be the same bits for any number of threads, either engine and a run that was taken up again;
`==` hides what `same_bits` shows: it takes 0.0 and -0.0 for the same, and a missing number for different from itself.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import zip_longest
from typing import Any

import numpy as np

__all__ = ["first_difference", "same_bits"]


def same_bits(a: Any, b: Any) -> bool:
    """Say whether two things hold the same bits.

    Parameters
    ----------
    a, b : Answer, Ensemble, Dataset, DataFrame, ndarray, or records, mappings and sequences of these
        Keys of mappings may stand in any order.

    Returns
    -------
    bool
        Same types, names, dimensions, attributes and, bit by bit, numbers.
    """
    return first_difference(a, b) is None


def first_difference(a: Any, b: Any) -> str | None:
    """Give the path to the first thing in which two differ, or None where they hold the same bits.

    Examples
    --------
    >>> first_difference({"x": [1.0, 0.0]}, {"x": [1.0, -0.0]})
    "['x'][1]: 0.0 is not -0.0"
    >>> first_difference(float("nan"), float("nan"))
    """
    return next(_differences(a, b, ""), None)


def _differences(a: Any, b: Any, path: str) -> Iterator[str]:
    if type(a) is not type(b):
        yield f"{path or 'all'}: {type(a).__name__} is not {type(b).__name__}"
    elif isinstance(a, np.ndarray):
        yield from _arrays(a, b, path)
    elif isinstance(a, float):
        if struct.pack("d", a) != struct.pack("d", b):
            yield f"{path or 'all'}: {a!r} is not {b!r}"
    elif is_dataclass(a):
        for part in fields(a):
            yield from _differences(getattr(a, part.name), getattr(b, part.name), f"{path}.{part.name}")
    elif hasattr(a, "dims"):  # a dataset is a mapping too
        yield from _labelled(a, b, path)
    elif isinstance(a, Mapping):
        yield from _mappings(a, b, path)
    elif isinstance(a, list | tuple):
        for index, (one, other) in enumerate(zip_longest(a, b, fillvalue=_Nothing)):
            yield from _differences(one, other, f"{path}[{index}]")
    elif hasattr(a, "columns"):
        yield from _tables(a, b, path)
    elif a != b:
        yield f"{path or 'all'}: {a!r} is not {b!r}"


class _Nothing:
    """Stands where one of two sequences has ended."""


def _arrays(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any], path: str) -> Iterator[str]:
    here = path or "all"
    if (a.dtype, a.shape) != (b.dtype, b.shape):
        yield f"{here}: {a.dtype} {a.shape} is not {b.dtype} {b.shape}"
    elif a.dtype.hasobject:
        yield from _differences(a.tolist(), b.tolist(), path)
    elif a.tobytes() != b.tobytes():
        bits = f"V{a.dtype.itemsize}"
        where = np.argwhere(np.ascontiguousarray(a).view(bits) != np.ascontiguousarray(b).view(bits))[0].tolist()
        index = tuple(where[: a.ndim])
        yield f"{here}{list(index)}: {a[index]!r} is not {b[index]!r}"


def _mappings(a: Mapping[Any, Any], b: Mapping[Any, Any], path: str) -> Iterator[str]:
    for key in [*a, *(key for key in b if key not in a)]:
        yield from _differences(a.get(key, _Nothing), b.get(key, _Nothing), f"{path}[{key!r}]")


def _labelled(a: Any, b: Any, path: str) -> Iterator[str]:
    """Compare datasets or arrays with names: what they are made of, coordinates and attributes among it."""
    yield from _differences(dict(a.attrs), dict(b.attrs), f"{path}.attrs")
    yield from _differences([str(dim) for dim in a.dims], [str(dim) for dim in b.dims], f"{path}.dims")
    for part in ("coords", "data_vars"):
        if hasattr(a, part):
            of_a, of_b = ({name: one.variable for name, one in getattr(x, part).items()} for x in (a, b))
            yield from _differences(of_a, of_b, path if part == "data_vars" else f"{path}.coords")
    if not hasattr(a, "data_vars"):
        yield from _differences(a.values, b.values, f"{path}.values")


def _tables(a: Any, b: Any, path: str) -> Iterator[str]:
    yield from _differences(list(a.columns), list(b.columns), f"{path}.columns")
    yield from _differences(a.index.to_numpy(), b.index.to_numpy(), f"{path}.index")
    for name in a.columns:
        yield from _differences(a[name].to_numpy(), b[name].to_numpy(), f"{path}[{name!r}]")
