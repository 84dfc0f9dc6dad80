"""MurmurHash64A (Austin Appleby, public domain), the key of a word in the wheel's vector table."""

from __future__ import annotations

_MASK = 0xFFFFFFFFFFFFFFFF
_M = 0xC6A4A7935BD1E995
_R = 47


def murmur64(data: bytes, seed: int = 1) -> int:
    """Return the 64-bit hash of ``data``; the table was written with seed 1."""
    h = (seed ^ (len(data) * _M)) & _MASK
    whole = len(data) & ~7
    for at in range(0, whole, 8):
        k = int.from_bytes(data[at : at + 8], "little") * _M & _MASK
        k = (k ^ (k >> _R)) * _M & _MASK
        h = (h ^ k) * _M & _MASK
    if whole != len(data):
        h = (h ^ int.from_bytes(data[whole:], "little")) * _M & _MASK
    h = (h ^ (h >> _R)) * _M & _MASK
    return h ^ (h >> _R)
