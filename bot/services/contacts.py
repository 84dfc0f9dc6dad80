"""Who writes on a channel: their conversation, made when there is none, and whether they can be reached."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Optional

from bot.services.ids import new_id
from bot.services.ports import LookupKeys, UnitOfWork
from bot.services.records import CaseRecord, ConversationRecord


class Contacts:
    """Finds and opens conversations of one tenant; the sender's id is stored as HMAC only."""

    def __init__(self, *, tenant: str, keys: LookupKeys) -> None:
        self._tenant = tenant
        self._keys = keys

    def known(self, unit: UnitOfWork, channel: str, sender_id: str) -> Optional[ConversationRecord]:
        """Return the sender's conversation on the channel, if there is one."""
        return unit.conversations.by_sender(self._tenant, channel, self._keys.sender(channel, sender_id))

    def opened(
        self,
        unit: UnitOfWork,
        channel: str,
        sender_id: str,
        now: datetime,
        *,
        address: str = "",
        at: datetime,
        case_id: Optional[str] = None,
    ) -> ConversationRecord:
        """Return the sender's conversation, with a new case when there was none; ``at`` is the sender's time.

        ``case_id``: the case that a new conversation belongs to, when it is known already.
        """
        known = self.known(unit, channel, sender_id)
        if known is not None:
            return self.seen(unit, known, address=address, at=at)
        if case_id is None:
            case_id = new_id()
            unit.cases.add(CaseRecord(case_id, self._tenant, now, now, waiting_since=now))
        return self.join(unit, channel, sender_id, case_id, now, address=address, at=at)

    def join(
        self,
        unit: UnitOfWork,
        channel: str,
        sender_id: str,
        case_id: str,
        now: datetime,
        *,
        address: str = "",
        at: datetime,
    ) -> ConversationRecord:
        """Add a conversation of the sender, who has none on this channel, to a case."""
        key = self._keys.sender(channel, sender_id)
        conversation = ConversationRecord(
            new_id(), self._tenant, case_id, channel, key, now, address=address, contact_at=at if address else None
        )
        unit.conversations.add(conversation)
        return conversation

    def seen(
        self,
        unit: UnitOfWork,
        conversation: ConversationRecord,
        *,
        address: str,
        at: datetime,
        blocked: bool = False,
    ) -> ConversationRecord:
        """Note a sign of life of the sender, or that they have blocked us; an older one than known changes nothing."""
        if not address or (conversation.contact_at is not None and at < conversation.contact_at):
            return conversation
        blocked_at = at if blocked else None
        unit.conversations.set_contact(conversation.id, address=address, blocked_at=blocked_at, contact_at=at)
        return replace(conversation, address=address, blocked_at=blocked_at, contact_at=at)
