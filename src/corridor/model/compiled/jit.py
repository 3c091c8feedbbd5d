"""How the kernel is compiled, and where the machine code is kept: the one place that sets either.

Compiled code is kept on disk in a folder whose name is a hash of the sources of this package and of the versions that
made it, because a compiler that looks at one file only would not see that a function in another has changed.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Intel's vector library rounds exp and log otherwise than the scalar functions that both engines are to use.
if "numba" not in sys.modules:
    os.environ.setdefault("NUMBA_DISABLE_INTEL_SVML", "1")

import llvmlite
import numba
import numpy as np

__all__ = ["CACHE", "entry", "inlined", "is_warm", "jit", "making"]


def _fingerprint() -> str:
    """Give a hash of everything that decides what the machine code is, and where the compiler looks for it again."""
    state = hashlib.blake2b(digest_size=8)
    for version in (numba.__version__, llvmlite.__version__, np.__version__, sys.version):
        state.update(version.encode())
    state.update(os.environ.get("NUMBA_BOUNDSCHECK", "").encode())
    # Numba takes code up again only for a file of the same path and time
    called = Path(__file__).with_name("engine.py").resolve()
    state.update(f"{called} {called.stat().st_mtime}".encode())
    model = Path(__file__).parents[1]  # constants and numbers of the plain rules are compiled in
    for path in sorted([*model.rglob("*.py"), *(model.parent / "base").glob("*.py")]):
        state.update(path.name.encode() + path.read_bytes())
    return state.hexdigest()


def _cache_folder() -> Path:
    """Give the folder for compiled code: `CORRIDOR_CACHE`, or the user's cache folder."""
    given = os.environ.get("CORRIDOR_CACHE")
    if given:
        return Path(given)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return base / "corridor"


def _usable(folder: Path) -> Path:
    """Give the folder, made if need be, or one for temporary files where it cannot be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix="corridor_kernel_"))


CACHE = _usable(_cache_folder() / f"kernel_{_fingerprint()}")
numba.config.CACHE_DIR = str(CACHE)


def is_warm() -> bool:
    """Say whether compiled code is there, so that the first run need not wait for the compiler."""
    return any(CACHE.glob("**/*.nbc"))


def jit(function: Callable[..., Any]) -> Any:
    """Compile a part of the kernel that makes no arrays; it becomes part of the entry that calls it.

    Without the compiler's runtime no references are counted, which would cost two atomic operations for each array that
    is named. That is safe where nothing is made or freed: the caller of the entry holds every array.
    """
    return numba.njit(nogil=True, error_model="numpy", _nrt=False)(function)


def inlined(function: Callable[..., Any]) -> Any:
    """Compile a small part of the kernel that makes no arrays into each place that calls it."""
    return numba.njit(nogil=True, error_model="numpy", _nrt=False, forceinline=True)(function)


def making(function: Callable[..., Any]) -> Any:
    """Compile a part of the kernel that makes arrays of its own."""
    return numba.njit(nogil=True, error_model="numpy", _nrt=True)(function)


def entry(function: Callable[..., Any]) -> Any:
    """Compile what Python calls, and keep the machine code."""
    return numba.njit(nogil=True, error_model="numpy", _nrt=True, cache=True)(function)
