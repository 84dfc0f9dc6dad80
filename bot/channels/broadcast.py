"""Live updates inside one process: topics are ids, never words. Safe to publish from any thread."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import AsyncIterator, Dict, Optional, Set, Tuple


class Subscription:
    """Wakes when one of its topics was published since it last looked."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._event = asyncio.Event()
        self._topics: Set[str] = set()
        self._lock = threading.Lock()

    def note(self, topic: str) -> None:
        with self._lock:
            self._topics.add(topic)
        with contextlib.suppress(RuntimeError):  # the loop is closing
            self.loop.call_soon_threadsafe(self._event.set)

    async def wait(self, seconds: float) -> Set[str]:
        """Return the topics published since the last call, waiting at most ``seconds`` for one."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._event.wait(), seconds)
        self._event.clear()
        with self._lock:
            found, self._topics = self._topics, set()
        return found


class Broadcast:
    """Implements the ``Broadcaster`` port."""

    def __init__(self) -> None:
        self._subscribers: Dict[str, Set[Subscription]] = {}
        self._lock = threading.Lock()

    def publish(self, topic: str) -> None:
        """Wake everybody who waits for ``topic``."""
        with self._lock:
            waiting: Tuple[Subscription, ...] = tuple(self._subscribers.get(topic, ()))
        for subscription in waiting:
            subscription.note(topic)

    def watchers(self, topic: str) -> int:
        """Return how many wait for ``topic`` now."""
        with self._lock:
            return len(self._subscribers.get(topic, ()))

    @contextlib.asynccontextmanager
    async def subscribed(self, *topics: str, to: Optional[Subscription] = None) -> AsyncIterator[Subscription]:
        """Yield a subscription to the topics for the time of the block."""
        subscription = to or Subscription(asyncio.get_running_loop())
        with self._lock:
            for topic in topics:
                self._subscribers.setdefault(topic, set()).add(subscription)
        try:
            yield subscription
        finally:
            with self._lock:
                for topic in topics:
                    left = self._subscribers.get(topic, set())
                    left.discard(subscription)
                    if not left:
                        self._subscribers.pop(topic, None)
