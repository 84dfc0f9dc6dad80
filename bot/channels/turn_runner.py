"""Runs the turns of stored events in the background, those of one conversation in the order they came."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any, Deque, Dict, List, Set, Tuple

from bot.services.ports import UnitOfWorkFactory
from bot.services.turns import Turns

# From so many more that wait, a message is read and the answer left to a later one: nobody wants forty answers at once.
MERGE_FROM = 10
# From so many unanswered messages of a conversation, the next one is acknowledged later, for a while.
MOST_WAITING = 12
_LATER_SECONDS, _LATER_TIMES = 0.1, 50


class TurnRunner:
    """One task a conversation that has something to answer. Each event is started once."""

    def __init__(self, turns: Turns, units: UnitOfWorkFactory) -> None:
        self._turns = turns
        self._units = units
        self._known: Set[str] = set()
        self._waiting: Dict[str, Deque[str]] = {}
        self._tasks: "Set[asyncio.Task[Any]]" = set()

    def start(self, inbox_id: str, conversation_id: str) -> None:
        """Run a turn without waiting for it. Must be called on the event loop."""
        if inbox_id in self._known:
            return
        self._known.add(inbox_id)
        if conversation_id in self._waiting:
            self._waiting[conversation_id].append(inbox_id)
            return
        self._waiting[conversation_id] = deque((inbox_id,))
        task = asyncio.get_running_loop().create_task(self._run(conversation_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def breathe(self, conversation_id: str) -> None:
        """Wait while a conversation has many unanswered messages, five seconds at most: whoever floods is slowed."""
        for _ in range(_LATER_TIMES):
            if len(self._waiting.get(conversation_id, ())) < MOST_WAITING:
                return
            await asyncio.sleep(_LATER_SECONDS)

    async def run_pending(self) -> None:
        """Start every stored event whose turn is not running (after a restart, all that were interrupted)."""
        for inbox_id, conversation_id in await asyncio.to_thread(self._pending):
            self.start(inbox_id, conversation_id)

    async def _run(self, conversation_id: str) -> None:
        waiting = self._waiting[conversation_id]
        try:
            while waiting:
                inbox_id = waiting.popleft()
                try:
                    more_to_come = len(waiting) >= MERGE_FROM
                    await self._turns.process(inbox_id, conversation_id, more_to_come=more_to_come)
                finally:
                    self._known.discard(inbox_id)
        finally:
            # After a failure that even the fixed text did not survive, the rest is found pending and started anew.
            self._known.difference_update(waiting)
            del self._waiting[conversation_id]

    def _pending(self) -> List[Tuple[str, str]]:
        with self._units(read_only=True) as unit:
            return [(item.id, item.conversation_id) for item in unit.inbox.pending()]
