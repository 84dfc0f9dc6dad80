"""Fetches what came with messages (photos, voice, files) from the messengers and stores it sealed, after the answer."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from typing import Mapping

from bot.channels.broadcast import Broadcast
from bot.channels.carrier import MOST_MEDIA_BYTES, Carrier, RefusedError, TooLargeError
from bot.domain.errors import DeliveryError, NotFoundError
from bot.services.ports import Clock, UnitOfWorkFactory
from bot.services.records import AttachmentRecord

log = logging.getLogger(__name__)
EVERY_SECONDS = 5.0
MOST_TRIES = 8
_FIRST_WAIT = timedelta(seconds=5)


class Fetching:
    """The worker; ``carriers`` by channel."""

    def __init__(
        self, *, units: UnitOfWorkFactory, carriers: Mapping[str, Carrier], clock: Clock, broadcast: Broadcast
    ) -> None:
        self._units = units
        self._carriers = carriers
        self._clock = clock
        self._broadcast = broadcast

    async def run(self) -> None:
        """Work until cancelled; no failure of one round ends the worker."""
        async with self._broadcast.subscribed("queue") as waiting:
            while True:
                try:
                    while await self.round():
                        pass
                except asyncio.CancelledError:
                    raise
                except Exception as error:  # noqa: BLE001  the worker must outlive a database that is away
                    log.error("fetching round failed: %s", type(error).__name__)
                await waiting.wait(EVERY_SECONDS)

    async def round(self) -> int:
        """Fetch what is due, once; return how many there were."""
        if not self._carriers:
            return 0
        due = await asyncio.to_thread(self._due)
        for attachment in due:
            await self._fetch(attachment)
        return len(due)

    def _due(self) -> "list[AttachmentRecord]":
        with self._units() as unit:
            due = unit.attachments.due(self._clock.now())
            unit.commit()
        return due

    async def _fetch(self, attachment: AttachmentRecord) -> None:
        content = None
        tried = replace(attachment, attempts=attachment.attempts + 1)
        try:
            if attachment.size > MOST_MEDIA_BYTES:
                raise TooLargeError("media")
            carrier = self._carriers.get(attachment.channel)
            if carrier is None:
                raise RefusedError("channel")
            fetched = await carrier.fetch(attachment.ref)
            content = fetched.content
            done = replace(tried, state="stored", media_type=fetched.media_type, size=len(content))
        except TooLargeError:
            done = replace(tried, state="too_large")
        except RefusedError:
            done = replace(tried, state="failed")
        except DeliveryError:
            wait = _FIRST_WAIT * 2**tried.attempts
            state = "failed" if tried.attempts >= MOST_TRIES else "waiting"
            done = replace(tried, state=state, next_at=self._clock.now() + wait)
        await asyncio.to_thread(self._save, done, content)

    def _save(self, attachment: AttachmentRecord, content: "bytes | None") -> None:
        try:
            with self._units() as unit:
                unit.attachments.save(attachment, content=content)
                unit.commit()
        except NotFoundError:
            return  # the case was erased meanwhile
        self._broadcast.publish(f"case:{attachment.case_id}")
