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
        self._waiter: "Optional[asyncio.Future[None]]" = None
        self._topics: Set[str] = set()
        self._lock = threading.Lock()

    def note(self, topic: str) -> None:
        with self._lock:
            first = not self._topics
            self._topics.add(topic)
        if first:
            with contextlib.suppress(RuntimeError):  # the loop is closing
                self.loop.call_soon_threadsafe(self._wake)

    async def wait(self, seconds: float) -> Set[str]:
        """Return the topics published since the last call, waiting at most ``seconds`` for one."""
        if not self._topics:
            # A future and a timer: ``wait_for`` would make a task, several times a turn.
            self._waiter = self.loop.create_future()
            timer = self.loop.call_later(seconds, self._wake)
            try:
                await self._waiter
            finally:
                timer.cancel()
                self._waiter = None
        with self._lock:
            found, self._topics = self._topics, set()
        return found

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


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
