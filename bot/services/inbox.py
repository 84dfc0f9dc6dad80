"""A resident's event, stored before anything is done about it.

``receive`` keeps the message, reads danger and raises the alarm in one transaction, so that whatever happens later
nothing is lost.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Dict, Mapping, Optional, Tuple

from bot.catalog.tenant_catalog import TenantCatalog
from bot.domain.errors import ConflictError, NotFoundError
from bot.domain.understanding import DangerReading
from bot.domain.vocabulary import Urgency
from bot.services.alarms import raise_alarm
from bot.services.case_file import CaseFiles
from bot.services.contacts import Contacts
from bot.services.content_policy import SCREEN, SCREEN_KIND, SCREEN_WORDS
from bot.services.ids import new_id
from bot.services.ports import Broadcaster, Clock, DangerReader, UnitOfWork, UnitOfWorkFactory
from bot.services.records import AttachmentRecord, ControlRecord, ConversationRecord, InboxRecord, MessageRecord

MOST_TRIES = 3


@dataclass(frozen=True)
class Handle:
    """How a channel hands out what came with a message."""

    ref: str
    size: int = 0


@dataclass(frozen=True)
class InboundMessage:
    """An event of a channel, already authenticated. ``sent_at`` is the sender's time where the channel tells it.

    ``external_id`` is the channel's own id of the message, ``revises`` that of the one which it corrects, ``address``
    where answers go. ``standby``: another service has the talk, we only listen. ``entered_by``: the staff member who
    wrote down what a resident said elsewhere, ``case_id`` the case it is added to.
    """

    channel: str
    sender_id: str
    event_id: str
    text: str
    kind: str = "text"
    choice: Optional[str] = None
    sent_at: Optional[datetime] = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    external_id: Optional[str] = None
    revises: Optional[str] = None
    address: str = ""
    standby: bool = False
    handle: Optional[Handle] = None
    entered_by: Optional[str] = None
    case_id: Optional[str] = None


@dataclass(frozen=True)
class Received:
    """A stored event; ``fresh`` is False when it had been stored before, ``answers`` tells whether the bot will."""

    inbox_id: str
    conversation_id: str
    case_id: str
    message: MessageRecord
    fresh: bool
    answers: bool = False


class Inbox:
    """Stores what residents send; shared by all channels."""

    def __init__(
        self,
        *,
        units: UnitOfWorkFactory,
        tenant: TenantCatalog,
        read_danger: DangerReader,
        contacts: Contacts,
        case_files: CaseFiles,
        clock: Clock,
        broadcaster: Broadcaster,
    ) -> None:
        self._units = units
        self._tenant = tenant
        self._read_danger = read_danger
        self._contacts = contacts
        self._files = case_files
        self._clock = clock
        self._broadcaster = broadcaster

    def receive(self, inbound: InboundMessage) -> Received:
        """Store the event and everything that must not be lost of it; idempotent by (channel, event_id).

        Raises:
            ConflictError: others wrote first again and again; the channel sends the event once more.
        """
        danger = self._read_danger(inbound.text).outright
        received = self._store(inbound, danger)
        if received.fresh:
            self._broadcaster.publish(f"case:{received.case_id}")
            self._broadcaster.publish("queue")
            if danger.signals:
                self._broadcaster.publish("outbox")
        return received

    def _store(self, inbound: InboundMessage, danger: DangerReading) -> Received:
        """Store in one transaction; a counselor or a twin of the event that was first is no reason to lose it."""
        for _ in range(MOST_TRIES - 1):
            with contextlib.suppress(ConflictError):
                return self._store_once(inbound, danger)
        return self._store_once(inbound, danger)

    def _store_once(self, inbound: InboundMessage, danger: DangerReading) -> Received:
        now = self._clock.now()
        with self._units() as unit:
            known = unit.inbox.by_event(inbound.channel, inbound.event_id)
            if known is not None:
                return self._received(unit, known, fresh=False)
            sent_at = min(inbound.sent_at or now, now)
            conversation = self._contacts.opened(
                unit,
                inbound.channel,
                inbound.sender_id,
                now,
                address=inbound.address,
                at=sent_at,
                case_id=inbound.case_id,
            )
            control = unit.controls.get_for_update(conversation.case_id)
            if control is not None and control.state == "closed":
                self._reopen(unit, control, now)
            extra, external_id, unsent = self._in_the_light_of_others(unit, conversation, inbound)
            message = unit.messages.add(
                MessageRecord(
                    id=new_id(),
                    case_id=conversation.case_id,
                    conversation_id=conversation.id,
                    seq=0,
                    author="resident",
                    kind=_kind(inbound),
                    text=inbound.text,
                    sent_at=sent_at,
                    received_at=now,
                    extra=extra,
                    external_id=external_id,
                    staff_id=inbound.entered_by,
                )
            )
            if unsent:
                unit.messages.erase(message.id)
            elif inbound.handle is not None:
                unit.attachments.add(_attachment(message, inbound, inbound.handle, now))
            item = InboxRecord(
                new_id(), conversation.id, inbound.channel, inbound.event_id, message.id, "pending", 0, now
            )
            if not unit.inbox.add(item):
                # The twin came between the look and the insert: nothing of this one may stay.
                raise ConflictError(item.id)
            version = self._note_message(unit, conversation.case_id, message, danger, now)
            unit.commit()
        # The fold takes in a message with its reading, which the turn will write: the hot case still holds.
        self._files.carry(conversation.case_id, version)
        answers = "silent" not in extra and not unsent and (control is None or control.state != "claimed")
        return Received(item.id, conversation.id, conversation.case_id, message, fresh=True, answers=answers)

    def _received(self, unit: UnitOfWork, item: InboxRecord, *, fresh: bool) -> Received:
        message = unit.messages.get(item.message_id)
        if message is None:
            raise NotFoundError(item.message_id)
        return Received(item.id, item.conversation_id, message.case_id, message, fresh=fresh)

    def _in_the_light_of_others(
        self, unit: UnitOfWork, conversation: ConversationRecord, inbound: InboundMessage
    ) -> Tuple[Dict[str, Any], Optional[str], bool]:
        """Return what is stored beside the text, under which id of the channel, and whether it was unsent before.

        A channel may bring the correction before the message, and the unsending before both.
        """
        extra = dict(inbound.extra)
        if inbound.choice:
            extra["choice"] = inbound.choice
        if inbound.standby:
            extra["silent"] = "standby"
        if inbound.entered_by is not None:
            extra["silent"] = "entered"
        known_as = inbound.revises or inbound.external_id
        if known_as is None:
            return extra, None, False
        first = unit.messages.by_external(conversation.id, known_as)
        if first is None:
            return extra, known_as, False
        if inbound.revises is not None:
            return {**extra, "revises": first.id, "silent": "revision"}, None, first.deleted
        # The correction was here first: what comes now is the old wording.
        return {**extra, "revised_by": first.id, "silent": "revised"}, None, first.deleted

    def _reopen(self, unit: UnitOfWork, control: ControlRecord, now: datetime) -> None:
        opened = replace(control, state="bot", epoch=control.epoch + 1, holder=None, lease_until=None, changed_at=now)
        unit.controls.swap(opened, expected_epoch=control.epoch)

    def _note_message(
        self, unit: UnitOfWork, case_id: str, message: MessageRecord, danger: DangerReading, now: datetime
    ) -> int:
        """Note the message in the queue's columns and raise its alarm; return the version that was saved over."""
        record = unit.cases.get(case_id)
        if record is None:
            raise NotFoundError(case_id)
        level = danger.urgency
        urgency = Urgency.highest(Urgency(record.urgency), level)
        unit.cases.save(
            replace(
                record,
                updated_at=now,
                last_resident_at=now,
                waiting_since=record.waiting_since or now,
                resident_messages=(message.resident_index or 0) + 1,
                urgency=str(urgency),
                urgency_set_by="bot" if level.rank > Urgency(record.urgency).rank else record.urgency_set_by,
            ),
            expected_version=record.version,
        )
        raise_alarm(
            unit,
            self._tenant,
            case_id=case_id,
            message_id=message.id,
            level=level,
            signals=[signal.code for signal in danger.signals],
            now=now,
            seen_by=message.staff_id,
        )
        return record.version


def _kind(inbound: InboundMessage) -> str:
    """Return the kind; in a messenger one may ask for the web chat."""
    asks = inbound.choice == SCREEN[0] or inbound.text.strip() in SCREEN_WORDS
    return SCREEN_KIND if inbound.address and asks else inbound.kind


def _attachment(message: MessageRecord, inbound: InboundMessage, handle: Handle, now: datetime) -> AttachmentRecord:
    return AttachmentRecord(
        id=new_id(),
        case_id=message.case_id,
        message_id=message.id,
        channel=inbound.channel,
        kind=inbound.kind,
        ref=handle.ref,
        state="waiting",
        created_at=now,
        next_at=now,
        size=handle.size,
    )
