"""Telegram's webhook and the storing of updates. Without the secret token nothing is read."""

from __future__ import annotations

import hmac
import json
import logging
from typing import Any, List, Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from telegram.error import TelegramError

from bot.channels.bodies import bounded_body
from bot.channels.door import MessengerDoor
from bot.channels.telegram_carrier import TelegramCarrier
from bot.channels.telegram_events import parse_update, read_update

log = logging.getLogger(__name__)
PATH = "/webhooks/telegram"
SECRET_HEADER = "x-telegram-bot-api-secret-token"


class TelegramWebhook:
    """The route; without ``secret`` there is none, and updates are asked for instead."""

    def __init__(self, *, secret: str, carrier: TelegramCarrier, door: MessengerDoor) -> None:
        self._secret = secret.encode()
        self._carrier = carrier
        self._door = door
        carrier.take = self.take

    def routes(self) -> List[BaseRoute]:
        """Return the routes."""
        return [Route(PATH, self.receive, methods=["POST"])] if self._secret else []

    async def receive(self, request: Request) -> Response:
        """Store the update, then answer 200; one stored before is stored no second time."""
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return PlainTextResponse("forged\n", status_code=403)
        body = await bounded_body(request)
        if body is None:
            return PlainTextResponse("too large\n", status_code=413)
        try:
            content = json.loads(body)
        except (ValueError, RecursionError):
            content = None
        if not isinstance(content, dict) or not isinstance(content.get("update_id"), int):
            return PlainTextResponse("not an update of Telegram\n", status_code=400)
        await self.take(content)
        return PlainTextResponse("ok\n")

    async def take(self, content: Mapping[str, Any]) -> None:
        """Store one update."""
        try:
            update = parse_update(content, self._carrier.bot)
            event = read_update(update, self._carrier.bot_id)
        except (AttributeError, KeyError, TypeError, ValueError, TelegramError) as error:
            # Telegram would send it again and again: what cannot be read now cannot be read then.
            log.warning("telegram: an update could not be read: %s", type(error).__name__)
            return
        await self._door.accept(event)
        if update.callback_query is not None:
            await self._carrier.release_button(update.callback_query.id)
