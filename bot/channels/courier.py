"""Delivers what waits in the outbox to the messengers: in the order of a conversation, several conversations at once.

A row is taken in a transaction that looks once more who speaks; from then on the channel has it. A killed worker leaves
its rows in ``sending``: another takes them after the lease, the only process of an installation when it starts again.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Dict, List, Mapping, Optional, Set
from uuid import UUID, uuid5

from bot.channels.broadcast import Broadcast
from bot.channels.carrier import Carrier, LaterError, RefusedError, UnknownFateError, UnreachableError
from bot.domain.errors import DeliveryError
from bot.services.content_policy import LINK_MARK
from bot.services.links import OneTimeLinks
from bot.services.ports import Clock, UnitOfWork, UnitOfWorkFactory
from bot.services.records import MESSAGE, STAFF_MESSAGE, ConversationRecord, OutboxRecord

log = logging.getLogger(__name__)
EVERY_SECONDS = 2.0
MOST_AT_ONCE = 16
# LINE knows a retry key for 24 hours; after half of them an answer has no use either.
GIVE_UP_AFTER = timedelta(hours=12)
_FIRST_WAIT = timedelta(seconds=2)
_LONGEST_WAIT = timedelta(minutes=5)
_KEYS = UUID("5f0f5a3e-7c59-4b6e-9d3b-2f6f0c1f7a11")


def retry_key(outbox_id: str) -> str:
    """Return the key under which a row is sent, the same for every try."""
    return str(uuid5(_KEYS, outbox_id))


class Courier:
    """The worker; ``carriers`` by channel."""

    def __init__(
        self,
        *,
        units: UnitOfWorkFactory,
        carriers: Mapping[str, Carrier],
        links: OneTimeLinks,
        clock: Clock,
        broadcast: Broadcast,
    ) -> None:
        self._units = units
        self._carriers = carriers
        self._links = links
        self._clock = clock
        self._broadcast = broadcast
        self._busy: "Set[asyncio.Task[Any]]" = set()

    def release_left_behind(self) -> None:
        """Take up what a killed process was sending; at the start of an installation with one process only."""
        with self._units() as unit:
            unit.outbox.release()
            unit.commit()

    async def run(self) -> None:
        """Work until cancelled; no failure of one round ends the worker."""
        async with self._broadcast.subscribed("outbox") as waiting:
            while True:
                try:
                    await self.round()
                except asyncio.CancelledError:
                    raise
                except Exception as error:  # noqa: BLE001  the worker must outlive a database that is away
                    log.error("courier round failed: %s", type(error).__name__)
                await waiting.wait(EVERY_SECONDS)

    async def round(self) -> int:
        """Start sending what is due; return how many were taken."""
        free = MOST_AT_ONCE - len(self._busy)
        if not free or not self._carriers:
            return 0
        taken = await asyncio.to_thread(self._take, free)
        for item in taken:
            task = asyncio.get_running_loop().create_task(self._deliver(item))
            self._busy.add(task)
            task.add_done_callback(self._busy.discard)
        return len(taken)

    async def settle(self) -> None:
        """Wait until nothing is on its way."""
        while self._busy:
            await asyncio.gather(*self._busy, return_exceptions=True)

    def _take(self, limit: int) -> List[OutboxRecord]:
        now = self._clock.now()
        with self._units() as unit:
            due = unit.outbox.take_due(now, kinds=(MESSAGE, STAFF_MESSAGE), limit=limit)
            kept = [item for item in due if not self._is_overtaken(unit, item)]
            for item in due:
                if item not in kept:
                    unit.outbox.save(replace(item, state="cancelled"))
            unit.commit()
        return kept

    def _is_overtaken(self, unit: UnitOfWork, item: OutboxRecord) -> bool:
        """Tell whether a counselor has taken over since the bot said this."""
        if item.kind != MESSAGE or item.safety:
            return False
        conversation = self._conversation(unit, item)
        control = unit.controls.get(conversation.case_id) if conversation is not None else None
        return control is None or (control.state == "claimed" and control.epoch != item.epoch)

    def _conversation(self, unit: UnitOfWork, item: OutboxRecord) -> Optional[ConversationRecord]:
        return unit.conversations.get(item.conversation_id) if item.conversation_id else None

    async def _deliver(self, item: OutboxRecord) -> None:
        try:
            done = await self._sent(item)
            await asyncio.to_thread(self._save, done)
        except Exception as error:  # noqa: BLE001  the row stays in ``sending`` and is taken again after its lease
            log.error("delivery of %s was not noted: %s", item.id, type(error).__name__)
        self._broadcast.publish("outbox")

    async def _sent(self, item: OutboxRecord) -> OutboxRecord:
        now = self._clock.now()
        tried = replace(item, attempts=item.attempts + 1)
        with_links: Dict[str, Any] = {}
        try:
            with self._units() as unit:
                conversation = self._conversation(unit, item)
            carrier = self._carriers.get(conversation.channel) if conversation is not None else None
            if carrier is None or conversation is None or conversation.blocked_at is not None:
                return replace(tried, state="failed")
            with_links = await asyncio.to_thread(self._with_link, conversation.case_id, item.payload)
            await carrier.send(item.target, with_links, key=retry_key(item.id), again=item.attempts > 0)
        except UnknownFateError:
            return self._again(tried, now) if item.safety else replace(tried, state="unknown")
        except LaterError as error:
            wait = timedelta(seconds=error.seconds) if error.seconds is not None else None
            return self._again(replace(tried, attempts=item.attempts), now, wait)
        except UnreachableError:
            return replace(tried, state="unreachable")
        except RefusedError:
            log.error("delivery of %s was refused", item.id)
            return replace(tried, state="failed")
        except DeliveryError:
            return self._again(tried, now)
        return replace(tried, state="sent", sent_at=self._clock.now())

    def _again(self, item: OutboxRecord, now: datetime, wait: Optional[timedelta] = None) -> OutboxRecord:
        if now - item.created_at > GIVE_UP_AFTER:
            return replace(item, state="failed")
        wait = wait or min(_FIRST_WAIT * 2 ** min(item.attempts, 10), _LONGEST_WAIT)
        return replace(item, state="pending", next_at=now + wait)

    def _with_link(self, case_id: str, payload: Mapping[str, Any]) -> Dict[str, Any]:
        """Return the request with a fresh one-time link in it, so that its ten minutes begin when it is sent."""
        request = dict(payload)
        if request.pop("link", False):
            link = self._links.make(case_id)
            return {key: _replaced(value, link) for key, value in request.items()}
        return request

    def _save(self, item: OutboxRecord) -> None:
        with self._units() as unit:
            unit.outbox.save(replace(item, state="failed") if item.state == "unreachable" else item)
            conversation = self._conversation(unit, item)
            if item.state == "unreachable" and conversation is not None:
                now = self._clock.now()
                address = conversation.address
                unit.conversations.set_contact(conversation.id, address=address, blocked_at=now, contact_at=now)
                unit.outbox.cancel_ordinary([conversation.id])
            unit.commit()
        if item.state != "sent" and conversation is not None:
            self._broadcast.publish(f"case:{conversation.case_id}")


def _replaced(value: Any, link: str) -> Any:
    if isinstance(value, str):
        return value.replace(LINK_MARK, link)
    if isinstance(value, Mapping):
        return {key: _replaced(part, link) for key, part in value.items()}
    return [_replaced(part, link) for part in value] if isinstance(value, list) else value
