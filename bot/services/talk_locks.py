"""One turn at a time in a talk: locks that exist while somebody holds them or waits."""

from __future__ import annotations

import asyncio
import contextlib
from typing import AsyncIterator, Dict


class _Queue:
    """The lock of one talk and how many hold it or wait for it."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.users = 0


class TalkLocks:
    """The locks of one process, by the id of the talk; of one event loop only."""

    def __init__(self) -> None:
        self._queues: Dict[str, _Queue] = {}

    @contextlib.asynccontextmanager
    async def held(self, talk_id: str) -> AsyncIterator[None]:
        """Wait for one's turn in a talk and hold it within the block."""
        # Kept while anybody holds it or waits: one that is free for a moment may have somebody woken already.
        queue = self._queues.setdefault(talk_id, _Queue())
        queue.users += 1
        try:
            async with queue.lock:
                yield
        finally:
            queue.users -= 1
            if not queue.users:
                del self._queues[talk_id]
