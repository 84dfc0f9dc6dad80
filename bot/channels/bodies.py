"""Request bodies of bounded size, read as raw bytes."""

from __future__ import annotations

from typing import Optional

from starlette.requests import Request

MOST_WEBHOOK_BYTES = 1_000_000


async def bounded_body(request: Request, most: int = MOST_WEBHOOK_BYTES) -> Optional[bytes]:
    """Return the body, or None when it is larger than ``most`` bytes, whatever it says of itself."""
    if int(request.headers.get("content-length") or 0) > most:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)
