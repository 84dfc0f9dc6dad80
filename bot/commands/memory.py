"""Keeps the served process small: what loading used and no longer needs goes back to the system."""

from __future__ import annotations

import contextlib
import ctypes
import gc
from typing import Final

_M_ARENA_MAX: Final = -8
_ARENAS: Final = 2


def settle() -> None:
    """Call once when everything is loaded and before the first request.

    What was loaded stays for good, so the collector need not walk it again and again (a full walk stops all for a
    third of a second). glibc would keep an own heap for each thread, and what loading freed; elsewhere that part does
    nothing.
    """
    gc.collect()
    gc.freeze()
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_ARENA_MAX, _ARENAS)
        libc.malloc_trim(0)
