"""LINE's webhook: the signature is checked on the raw bytes before anything is read in them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from typing import Any, List, Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.bodies import bounded_body
from bot.channels.door import MessengerDoor
from bot.channels.line_events import read_event

log = logging.getLogger(__name__)
PATH = "/webhooks/line"
SIGNATURE_HEADER = "x-line-signature"


class LineWebhook:
    """The route. Also serves behind an account that forwards what it does not answer itself, signed alike."""

    def __init__(self, *, channel_secret: str, door: MessengerDoor, keep_reply_token: bool = False) -> None:
        self._secret = channel_secret.encode()
        self._door = door
        self._keep_reply_token = keep_reply_token

    def routes(self) -> List[BaseRoute]:
        """Return the routes."""
        return [Route(PATH, self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        """Store every event of the request, then answer 200; an event stored before is stored no second time."""
        body = await bounded_body(request)
        if body is None:
            return PlainTextResponse("too large\n", status_code=413)
        if not self._is_signed(body, request.headers.get(SIGNATURE_HEADER, "")):
            return PlainTextResponse("forged\n", status_code=403)
        try:
            events = json.loads(body)["events"]
            ordered = sorted(events, key=_timestamp)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return PlainTextResponse("not a webhook of LINE\n", status_code=400)
        for event in ordered:
            await self._accept(event)
        return PlainTextResponse("ok\n")

    async def _accept(self, event: Mapping[str, Any]) -> None:
        try:
            read = read_event(event, keep_reply_token=self._keep_reply_token)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            # LINE would send it again and again: what cannot be read now cannot be read then.
            log.warning("line: an event could not be read: %s", type(error).__name__)
            return
        await self._door.accept(read)

    def _is_signed(self, body: bytes, signature: str) -> bool:
        expected = base64.b64encode(hmac.new(self._secret, body, hashlib.sha256).digest())
        return hmac.compare_digest(expected, signature.encode("utf-8", "surrogateescape"))


def _timestamp(event: Mapping[str, Any]) -> int:
    at = event.get("timestamp")
    return at if isinstance(at, int) else 0
