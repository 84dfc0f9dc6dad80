"""One visitor's flood: how long the others wait meanwhile, and that nothing of it stays unread."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Dict, List, Sequence

from benchmarks.figures import in_ms, percentile
from benchmarks.http_client import Connection
from benchmarks.load import NewConversation, together

OTHERS = 4
FLOODERS = 8


async def measure_flood(new: NewConversation, port: int, texts: Sequence[str], seconds: float) -> Dict[str, float]:
    """Return p95 of four residents' turns, alone and while a fifth sends over eight connections without a pause."""
    quiet = await together(new, texts, OTHERS, seconds)
    first = Connection(port)
    headers = {"X-Marugoto": "1"}
    known = await first.post("/api/chat/messages", {"text": texts[0], "client_id": "flood-first"}, headers)
    headers["Cookie"] = known.headers["set-cookie"].partition(";")[0]
    stored: List[int] = []
    flooders = [asyncio.ensure_future(_flood(port, headers, place, stored)) for place in range(FLOODERS)]
    started = time.perf_counter()
    flooded = await together(new, texts, OTHERS, seconds)
    spent = time.perf_counter() - started
    for flooder in flooders:
        flooder.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await flooder
    await first.close()
    return {
        "quiet_p95_ms": in_ms(percentile([turn.whole for turn in quiet.turns], 95)),
        "flooded_p95_ms": in_ms(percentile([turn.whole for turn in flooded.turns], 95)),
        "stored_of_the_flood_per_second": round(stored.count(202) / spent, 1),
    }


async def _flood(port: int, headers: Dict[str, str], place: int, stored: List[int]) -> None:
    connection, sent = Connection(port), 0
    try:
        while True:
            sent += 1
            body = {"text": f"困っています{sent}", "client_id": f"flood-{place}-{sent:06d}"}
            stored.append((await connection.post("/api/chat/messages", body, headers)).status)
    finally:
        await connection.close()
