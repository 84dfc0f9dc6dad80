"""What happens on a messenger beside messages: unsending, following, blocking, joining a case by its receipt.

Each event is stored once under its channel's id, like a message; none of them has a turn.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Callable, Mapping, Optional

from bot.domain.errors import IntakeError, NotFoundError
from bot.services.case_file import CaseFiles
from bot.services.case_rows import talk_of
from bot.services.contacts import Contacts
from bot.services.ids import new_id
from bot.services.outgoing import Outgoing
from bot.services.ports import Broadcaster, Clock, UnitOfWork, UnitOfWorkFactory
from bot.services.records import AuditRecord, ConversationRecord, InboxRecord, MessageRecord
from bot.services.visitors import Visitors


class ChannelEvents:
    """Stores them; ``forget_tracker`` drops what the engine keeps of a conversation in memory."""

    def __init__(
        self,
        *,
        units: UnitOfWorkFactory,
        contacts: Contacts,
        outgoing: Outgoing,
        visitors: Visitors,
        notices: Mapping[str, str],
        case_files: CaseFiles,
        clock: Clock,
        broadcaster: Broadcaster,
        forget_tracker: Callable[[str], None],
    ) -> None:
        self._units = units
        self._contacts = contacts
        self._outgoing = outgoing
        self._visitors = visitors
        self._notices = notices
        self._files = case_files
        self._clock = clock
        self._broadcaster = broadcaster
        self._forget_tracker = forget_tracker

    def unsend(
        self, channel: str, sender_id: str, event_id: str, external_id: str, *, address: str, at: datetime
    ) -> None:
        """Erase a message and what came with it; a tombstone stays, also for one that has not arrived yet."""
        now = self._clock.now()
        with self._units() as unit:
            if unit.inbox.by_event(channel, event_id) is not None:
                return
            conversation = self._contacts.opened(unit, channel, sender_id, now, address=address, at=at)
            message = unit.messages.by_external(conversation.id, external_id)
            if message is None:
                message = unit.messages.add(_empty(conversation, external_id, at, now))
            for one in unit.messages.of_case(conversation.case_id):
                if one.id == message.id or one.extra.get("revises") == message.id:
                    unit.messages.erase(one.id)
                    unit.attachments.erase(one.id)
            self._note(unit, conversation, channel, event_id, now, message_id=message.id)
            record = unit.cases.get(conversation.case_id)
            if record is None:
                raise NotFoundError(conversation.case_id)
            # A new version: every process folds the case anew, without what was read from the message.
            unit.cases.save(replace(record, updated_at=now), expected_version=record.version)
            talk_id = talk_of(unit, conversation.id)
            unit.commit()
        self._files.forget(conversation.case_id)
        self._forget_tracker(talk_id)
        self._tell(conversation.case_id)

    def follow(self, channel: str, sender_id: str, event_id: str, *, address: str, at: datetime) -> None:
        """Greet somebody who opened the contact; who had blocked us can be reached again."""
        now = self._clock.now()
        with self._units() as unit:
            if unit.inbox.by_event(channel, event_id) is not None:
                return
            conversation = self._contacts.opened(unit, channel, sender_id, now, address=address, at=at)
            self._note(unit, conversation, channel, event_id, now)
            words = self._outgoing.greeting_words(channel)
            message = unit.messages.add(_notice(conversation, words, now))
            self._outgoing.greeting(unit, conversation, message)
            unit.commit()
        self._tell(conversation.case_id)

    def block(self, channel: str, sender_id: str, event_id: str, *, address: str, at: datetime) -> None:
        """Note that nothing can be delivered any more; what waits to go out is cancelled."""
        now = self._clock.now()
        with self._units() as unit:
            if unit.inbox.by_event(channel, event_id) is not None:
                return
            known = self._contacts.known(unit, channel, sender_id)
            if known is None:
                return
            seen = self._contacts.seen(unit, known, address=address, at=at, blocked=True)
            self._note(unit, known, channel, event_id, now)
            if seen.blocked_at is not None:
                unit.outbox.cancel_ordinary([known.id])
            unit.commit()
        self._tell(known.case_id)

    def join(self, channel: str, sender_id: str, event_id: str, receipt: str, *, address: str, at: datetime) -> None:
        """Go on with the case of a receipt in this messenger; the receipt itself is not kept.

        A wrong one, and one too many, gets a sentence. What was written here before stays with its own case.
        """
        now = self._clock.now()
        with self._units() as unit:
            if unit.inbox.by_event(channel, event_id) is not None:
                return
        case_id = self._case_of(receipt, f"{channel}:{sender_id}")
        with self._units() as unit:
            known = self._contacts.known(unit, channel, sender_id)
            if case_id is not None and known is not None and known.case_id != case_id:
                unit.conversations.part(known.id)
                known = None
            if case_id is not None and known is None:
                conversation = self._contacts.join(unit, channel, sender_id, case_id, now, address=address, at=at)
                unit.audit.add(AuditRecord(now, "resident", "joined_by_receipt", case_id))
            else:
                conversation = self._contacts.opened(unit, channel, sender_id, now, address=address, at=at)
            self._note(unit, conversation, channel, event_id, now)
            words = self._notices["joined" if case_id is not None else "not_joined"]
            self._outgoing.plain(unit, conversation, unit.messages.add(_notice(conversation, words, now)))
            unit.commit()
        self._tell(conversation.case_id)

    def _case_of(self, receipt: str, sender: str) -> Optional[str]:
        try:
            return self._visitors.case_of_receipt(receipt, address=sender)
        except IntakeError:
            return None

    def _note(
        self,
        unit: UnitOfWork,
        conversation: ConversationRecord,
        channel: str,
        event_id: str,
        now: datetime,
        *,
        message_id: str = "",
    ) -> None:
        unit.inbox.add(InboxRecord(new_id(), conversation.id, channel, event_id, message_id, "done", 0, now))

    def _tell(self, case_id: str) -> None:
        for topic in (f"case:{case_id}", "queue", "outbox"):
            self._broadcaster.publish(topic)


def _notice(conversation: ConversationRecord, text: str, now: datetime) -> MessageRecord:
    return MessageRecord(new_id(), conversation.case_id, conversation.id, 0, "system", "notice", text, now, now)


def _empty(conversation: ConversationRecord, external_id: str, at: datetime, now: datetime) -> MessageRecord:
    return MessageRecord(
        new_id(), conversation.case_id, conversation.id, 0, "resident", "text", "", at, now, external_id=external_id
    )
