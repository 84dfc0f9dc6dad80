"""What happens after the commit: pages go out, alarms climb, interrupted turns are run, lapsed cases return.

One worker a process; it wakes when something was stored and every two seconds. Rows are taken with a lock, so several
workers do not send one page twice.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Awaitable, Callable, List

from bot.catalog.loader import Catalog
from bot.channels.broadcast import Broadcast
from bot.channels.paging import NoRecipientError
from bot.domain.errors import DeliveryError
from bot.domain.vocabulary import Urgency
from bot.services.alarms import PAGE, climb
from bot.services.ids import new_id
from bot.services.local_time import LocalTime
from bot.services.outgoing import Outgoing
from bot.services.ports import Clock, Pager, UnitOfWork, UnitOfWorkFactory
from bot.services.records import AlarmRecord, MessageRecord, OutboxRecord
from bot.services.takeover import Takeover

log = logging.getLogger(__name__)
EVERY_SECONDS = 2.0
MOST_TRIES = 8
_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(minutes=5)


class Delivery:
    """The worker. ``run_pending`` runs the turns of stored events that nobody ran yet."""

    def __init__(
        self,
        *,
        units: UnitOfWorkFactory,
        catalog: Catalog,
        local_time: LocalTime,
        clock: Clock,
        broadcast: Broadcast,
        pager: Pager,
        takeover: Takeover,
        outgoing: Outgoing,
        run_pending: Callable[[], Awaitable[None]],
    ) -> None:
        self._units = units
        self._catalog = catalog
        self._time = local_time
        self._clock = clock
        self._broadcast = broadcast
        self._pager = pager
        self._takeover = takeover
        self._outgoing = outgoing
        self._run_pending = run_pending

    async def run(self) -> None:
        """Work until cancelled; no failure of one round ends the worker."""
        async with self._broadcast.subscribed("outbox") as waiting:
            while True:
                try:
                    await self._run_pending()
                    await asyncio.to_thread(self.round)
                except asyncio.CancelledError:
                    raise
                except Exception as error:  # noqa: BLE001  the worker must outlive a database that is away
                    log.error("delivery round failed: %s", type(error).__name__)
                await waiting.wait(EVERY_SECONDS)

    def round(self) -> None:
        """Do everything that is due now, once."""
        now = self._clock.now()
        with self._units() as unit:
            due = unit.outbox.take_due(now, kinds=(PAGE,))
            unit.commit()
        for item in due:
            self._deliver(item, now)
        self._climb(now)
        self._takeover.return_lapsed()

    def _deliver(self, item: OutboxRecord, now: datetime) -> None:
        try:
            self._pager.send(item.target, item.payload)
            done = replace(item, state="sent", sent_at=self._clock.now(), attempts=item.attempts + 1)
        except NoRecipientError:
            done = replace(item, state="failed", attempts=item.attempts + 1)
        except DeliveryError:
            attempts = item.attempts + 1
            wait = min(_FIRST_WAIT * 2**attempts, _LONGEST_WAIT)
            state = "failed" if attempts >= MOST_TRIES else "pending"
            done = replace(item, state=state, attempts=attempts, next_at=now + wait)
        with self._units() as unit:
            unit.outbox.save(done)
            if done.state == "failed" and item.alarm_id:
                self._climb_at_once(unit, item.alarm_id, now)
            unit.commit()

    def _climb_at_once(self, unit: UnitOfWork, alarm_id: str, now: datetime) -> None:
        alarm = unit.alarms.get(alarm_id)
        if alarm is not None and alarm.acknowledged_at is None and alarm.exhausted_at is None:
            unit.alarms.save(replace(alarm, next_page_at=now))

    def _climb(self, now: datetime) -> None:
        told: List[str] = []
        with self._units() as unit:
            for alarm in climb(unit, self._catalog.tenant, now):
                self._say_nobody_was_reached(unit, alarm, now)
                told.append(alarm.case_id)
            unit.commit()
        for case_id in told:
            for topic in (f"case:{case_id}", "queue", "outbox"):
                self._broadcast.publish(topic)

    def _say_nobody_was_reached(self, unit: UnitOfWork, alarm: AlarmRecord, now: datetime) -> None:
        conversations = unit.conversations.of_case(alarm.case_id)
        if not conversations:
            return
        due = self._time.answer_due(Urgency(alarm.level), alarm.raised_at)
        opening = self._time.answer_due(Urgency.ORDINARY, now)
        by = due if due > now else opening
        text = self._catalog.national.notices["nobody_reached"].replace("{by}", self._time.words(by, now))
        message = unit.messages.add(
            MessageRecord(
                id=new_id(),
                case_id=alarm.case_id,
                conversation_id=conversations[-1].id,
                seq=0,
                author="system",
                kind="notice",
                text=text,
                sent_at=now,
                received_at=now,
            )
        )
        # It names no danger and no subject, but where help is to be had: it goes out under every policy.
        self._outgoing.from_staff(unit, message, now, safety=True)
