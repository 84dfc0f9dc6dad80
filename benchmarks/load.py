"""The load, the same for both systems: conversations that write the next message when the answer has come."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass
from statistics import median
from typing import AsyncIterator, Callable, Dict, List, Optional, Protocol, Sequence

# What is told at the measured turns is the same at every mark.
WINDOW = 10


@dataclass(frozen=True)
class Turn:
    """Seconds until the message was acknowledged (None where there is no such thing) and until its answer was there."""

    ack: Optional[float]
    whole: float


class Conversation(Protocol):
    """One resident who writes."""

    async def say(self, text: str) -> Turn:
        """Send a message and wait for its answer."""
        ...

    async def close(self) -> None: ...


NewConversation = Callable[[], Conversation]


@dataclass(frozen=True)
class Throughput:
    """What many conversations at once got through."""

    turns: Sequence[Turn]
    seconds: float

    @property
    def per_second(self) -> float:
        return round(len(self.turns) / self.seconds, 1)


@contextlib.asynccontextmanager
async def open_conversations(new: NewConversation, count: int) -> AsyncIterator[List[Conversation]]:
    """Yield conversations and close them afterwards."""
    opened = [new() for _ in range(count)]
    try:
        yield opened
    finally:
        for conversation in opened:
            await conversation.close()


async def together(new: NewConversation, texts: Sequence[str], count: int, seconds: float) -> Throughput:
    """Let ``count`` conversations write for ``seconds``; the first turn of each is not counted."""
    turns: List[Turn] = []
    async with open_conversations(new, count) as conversations:
        # One after the other, as people come; opened all at once they would be measured waiting for each other.
        for conversation in conversations:
            await conversation.say(texts[0])
        started = time.perf_counter()

        async def write(conversation: Conversation, first: int) -> None:
            place = first
            while time.perf_counter() - started < seconds:
                turns.append(await conversation.say(texts[place % len(texts)]))
                place += 1

        step = max(1, len(texts) // count)
        await asyncio.gather(*(write(one, number * step) for number, one in enumerate(conversations)))
        return Throughput(turns, time.perf_counter() - started)


async def growing(
    conversation: Conversation,
    texts: Sequence[str],
    marks: Sequence[int],
    reached: Optional[Callable[[int], None]] = None,
) -> Dict[str, float]:
    """Return the median seconds of the ten turns that end at each mark, all of one conversation.

    Those ten turns tell the first ten of ``texts``, the turns between them the others.
    """
    found: Dict[str, float] = {}
    fixed, others = texts[:WINDOW], texts[WINDOW:]
    count = 0
    for mark in marks:
        while count < mark - WINDOW:
            await conversation.say(others[count % len(others)])
            count += 1
            if reached:
                reached(count)
        spent = [(await conversation.say(text)).whole for text in fixed]
        count += WINDOW
        if reached:
            reached(count)
        found[str(mark)] = median(spent)
    return found
