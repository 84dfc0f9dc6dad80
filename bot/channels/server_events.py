"""Server-sent events: the frame, and a response that ends when the page goes away."""

from __future__ import annotations

import json
from typing import Any, AsyncIterator, Optional

from starlette.responses import StreamingResponse

# Proxies cut silent connections after a minute.
KEEP_ALIVE_SECONDS = 15.0
KEEP_ALIVE = ": \n\n"
# What a database's integer holds; more was not made by us.
MOST_DIGITS = 18


def event(name: str, data: Any, *, event_id: Optional[int] = None) -> str:
    """Return one event as text."""
    head = f"id: {event_id}\n" if event_id is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def stream(events: AsyncIterator[str]) -> StreamingResponse:
    """Return the response for an endless stream of events."""
    return StreamingResponse(
        events,
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def last_event_id(value: Optional[str]) -> int:
    """Return the sequence number from which a page goes on; 0 when it has none."""
    fits = value is not None and value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS
    return int(value) if value and fits else 0
