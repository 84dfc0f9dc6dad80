"""Faults that an emulated platform commits on order, one a request."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Deque, Mapping, Optional


@dataclass(frozen=True)
class Fault:
    """``status`` is answered in place of success. ``accepts``: the request is carried out all the same."""

    status: int = 500
    accepts: bool = False
    hangs_seconds: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, object] = field(default_factory=dict)


class Faults:
    """The faults to come, in order."""

    def __init__(self) -> None:
        self._coming: Deque[Fault] = deque()

    def then(self, *faults: Fault) -> None:
        self._coming.extend(faults)

    async def next(self) -> Optional[Fault]:
        """Return the fault of this request, after its hanging."""
        fault = self._coming.popleft() if self._coming else None
        if fault is not None and fault.hangs_seconds and not fault.accepts:
            await asyncio.sleep(fault.hangs_seconds)
        return fault
