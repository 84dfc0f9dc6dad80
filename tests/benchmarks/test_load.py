"""The load: what is counted, and that every mark of a growing conversation is told the same."""

from __future__ import annotations

import asyncio
from typing import List

from benchmarks.load import WINDOW, Turn, growing, together
from benchmarks.messages import MOST_CHARS, bench_texts


class FakeConversation:
    """Answers at once and keeps what it was told; turn n takes n seconds by its own clock."""

    def __init__(self) -> None:
        self.told: List[str] = []
        self.closed = False

    async def say(self, text: str) -> Turn:
        await asyncio.sleep(0.001)
        self.told.append(text)
        return Turn(None, float(len(self.told)))

    async def close(self) -> None:
        self.closed = True


def test_every_conversation_writes_and_is_closed() -> None:
    made: List[FakeConversation] = []

    def new() -> FakeConversation:
        made.append(FakeConversation())
        return made[-1]

    run = asyncio.run(together(new, ["あ", "い", "う", "え"], 2, 0.05))
    assert len(made) == 2 and all(one.closed for one in made)
    # The first turn of each is not counted.
    assert len(run.turns) == sum(len(one.told) for one in made) - 2 > 2
    assert run.per_second == round(len(run.turns) / run.seconds, 1)


def test_the_turns_at_each_mark_tell_the_same() -> None:
    conversation = FakeConversation()
    texts = [f"t{number}" for number in range(30)]
    found = asyncio.run(growing(conversation, texts, (10, 40)))
    assert len(conversation.told) == 40
    assert conversation.told[:WINDOW] == conversation.told[-WINDOW:] == texts[:WINDOW]
    assert set(conversation.told[WINDOW:-WINDOW]).isdisjoint(texts[:WINDOW])
    assert found == {"10": 5.5, "40": 35.5}


def test_the_messages_are_many_short_and_different() -> None:
    texts = bench_texts()
    assert len(texts) > 500 and len(set(texts)) == len(texts)
    assert max(len(text) for text in texts) <= MOST_CHARS
