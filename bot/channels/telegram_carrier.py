"""Speaks to Telegram's Bot API. It knows no retry key: what may have arrived is repeated for safety texts only."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import mimetypes
from datetime import timedelta
from typing import Any, Awaitable, Callable, List, Mapping, Optional, Sequence

import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application

from bot.channels import telegram_rendering
from bot.channels.carrier import (
    MOST_MEDIA_BYTES,
    PATIENCE_SECONDS,
    Fetched,
    LaterError,
    RefusedError,
    TooLargeError,
    UnknownFateError,
    UnreachableError,
)
from bot.channels.telegram_events import ALLOWED_UPDATES
from bot.domain.errors import DeliveryError
from bot.services.content_policy import Bubble

log = logging.getLogger(__name__)
POLL_SECONDS = 25
_PAUSE_SECONDS = 3.0
_LONGEST_PAUSE_SECONDS = 60.0
# The request had not left when these were raised.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class TelegramCarrier:
    """Implements ``Carrier``. python-telegram-bot is a transport here: no handlers, no updater, no state.

    ``webhook`` is (address, secret) under which Telegram calls us; None polls, which needs no public address.
    ``take`` stores one update; set by the channel, because it needs the carrier itself.
    """

    def __init__(self, *, token: str, policy: str, api_url: str, webhook: "tuple[str, str] | None" = None) -> None:
        self._policy = policy
        self._webhook = webhook
        base = api_url.rstrip("/")
        self._application: "Application[Any, Any, Any, Any, Any, Any]" = (
            Application.builder()
            .token(token)
            .updater(None)
            .base_url(f"{base}/bot")
            .base_file_url(f"{base}/file/bot")
            .connection_pool_size(32)
            .connect_timeout(PATIENCE_SECONDS)
            .read_timeout(PATIENCE_SECONDS)
            .write_timeout(PATIENCE_SECONDS)
            .build()
        )
        self.take: Optional[Callable[[Mapping[str, Any]], Awaitable[None]]] = None

    @property
    def policy(self) -> str:
        return self._policy

    @property
    def bot(self) -> Bot:
        """The bot, for reading updates."""
        return self._application.bot

    @property
    def bot_id(self) -> str:
        """The public number in front of the token's secret half."""
        return str(self._application.bot.token).partition(":")[0]

    def pack(self, bubbles: Sequence[Bubble]) -> List[Mapping[str, Any]]:
        """Return the requests of the bubbles."""
        return telegram_rendering.pack(bubbles)

    async def send(self, address: str, request: Mapping[str, Any], *, key: str, again: bool) -> None:
        """Carry one request (see ``Carrier``)."""
        rows = [[InlineKeyboardButton(label, callback_data=data)] for label, data in request.get("buttons", ())]
        try:
            await self.bot.send_message(
                int(address),
                request["text"],
                reply_markup=InlineKeyboardMarkup(rows) if rows else None,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except TelegramError as error:
            raise _failure(error) from None

    async def show_typing(self, address: str) -> None:
        """Show that somebody types (see ``Carrier``)."""
        await self.bot.send_chat_action(int(address), ChatAction.TYPING)

    async def release_button(self, query_id: str) -> None:
        """End the waiting sign of a pressed button; one that is too old is none of our business."""
        with contextlib.suppress(TelegramError):
            await self.bot.answer_callback_query(query_id)

    async def fetch(self, ref: str) -> Fetched:
        """Fetch a file (see ``Carrier``)."""
        try:
            file = await self.bot.get_file(ref)
            if (file.file_size or 0) > MOST_MEDIA_BYTES:
                raise TooLargeError("file")
            media_type = mimetypes.guess_type(file.file_path or "")[0] or ""
            return Fetched(bytes(await file.download_as_bytearray()), media_type)
        except BadRequest as error:
            raise (TooLargeError if "too big" in str(error).lower() else RefusedError)("file") from None
        except TelegramError as error:
            raise _failure(error) from None

    async def run(self) -> None:
        """Tell Telegram where to call us, or ask it for updates, until cancelled."""
        if self._webhook is not None:
            await self._persist(self._announce)
        else:
            await self._persist(self._poll)

    async def close(self) -> None:
        """Give up connections."""
        with contextlib.suppress(TelegramError, RuntimeError):
            await self._application.shutdown()
        await self.bot.request.shutdown()

    async def _persist(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do the work again until it ends well: Telegram may be away, or come after us."""
        pause = _PAUSE_SECONDS
        while True:
            try:
                return await work()
            except InvalidToken:
                log.error("telegram: the token is not valid")
            except Exception as error:  # noqa: BLE001  the worker must outlive whatever the other side answers
                log.warning("telegram: %s", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def _announce(self) -> None:
        assert self._webhook is not None
        url, secret = self._webhook
        await self._application.initialize()
        await self.bot.set_webhook(url, secret_token=secret, allowed_updates=list(ALLOWED_UPDATES))

    async def _poll(self) -> None:
        await self._application.initialize()
        await self.bot.delete_webhook()
        offset = 0
        while True:
            # Raw: of a batch that the library reads, one update that it cannot read would keep back all.
            updates: Any = await self.bot.do_api_request(
                "getUpdates",
                {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": list(ALLOWED_UPDATES)},
                read_timeout=POLL_SECONDS + 5,
            )
            for update in updates:
                # Asking with a higher offset is the acknowledgement: only what is stored is acknowledged.
                await self._stored(update)
                offset = int(update["update_id"]) + 1

    async def _stored(self, update: Mapping[str, Any]) -> None:
        assert self.take is not None
        while True:
            try:
                return await self.take(update)
            except Exception as error:  # noqa: BLE001  the database may be away; the update must not be lost
                log.error("telegram: an update was not stored: %s", type(error).__name__)
                await asyncio.sleep(_PAUSE_SECONDS)


def _failure(error: TelegramError) -> DeliveryError:
    if isinstance(error, RetryAfter):
        after = error.retry_after
        return LaterError(after.total_seconds() if isinstance(after, timedelta) else float(after))
    if isinstance(error, Forbidden):
        return UnreachableError("blocked")
    if isinstance(error, (BadRequest, ChatMigrated)):
        return RefusedError(type(error).__name__)
    cause = error.__cause__
    if isinstance(error, NetworkError) and isinstance(cause, httpx.HTTPError) and not isinstance(cause, _NOT_SENT):
        return UnknownFateError(type(cause).__name__)
    return DeliveryError(type(error).__name__)
