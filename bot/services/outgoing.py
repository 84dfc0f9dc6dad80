"""What goes out to messengers: chosen by the content policy, packed by the channel, put into the outbox.

Called inside the transaction that stores the message itself, so that a message and its delivery are stored together.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from typing import List, Mapping, Optional, Sequence

from bot.catalog.tenant_catalog import ENTRANCE, FULL
from bot.services.content_policy import Bubble, ContentPolicy
from bot.services.ids import new_id
from bot.services.ports import Messenger, UnitOfWork
from bot.services.records import MESSAGE, STAFF_MESSAGE, ControlRecord, ConversationRecord, MessageRecord, OutboxRecord

# Who wrote within this time is looking at the messenger; later, a text would arrive unasked.
TALKING = timedelta(minutes=15)
# Room for the requests that one message may become.
PLACES_A_MESSAGE = 100


class Outgoing:
    """Fills the outbox; ``messengers`` are the channels that deliver, by their code."""

    def __init__(self, *, messengers: Mapping[str, Messenger], policy: ContentPolicy) -> None:
        self._messengers = messengers
        self._policy = policy

    def answer(
        self,
        unit: UnitOfWork,
        conversation: ConversationRecord,
        control: ControlRecord,
        messages: Sequence[MessageRecord],
        now: datetime,
        *,
        reply_token: Optional[str] = None,
    ) -> bool:
        """Send the bot's answers of a turn where the resident wrote; return whether anything goes out."""
        messenger = self._messengers.get(conversation.channel)
        if messenger is None or not messages:
            return False
        bubbles = self._policy.answers(messages, messenger.policy)
        first = messages[0]
        return self._post(
            unit, conversation, bubbles, first, MESSAGE, now, epoch=control.epoch, reply_token=reply_token
        )

    def from_staff(self, unit: UnitOfWork, message: MessageRecord, now: datetime, *, safety: bool = False) -> bool:
        """Send what staff or the service say to the messengers of the case.

        Where the resident is writing now it arrives as the policy allows; elsewhere only that something is there, and
        nowhere when they are writing on the web.
        """
        last = unit.messages.last_of_resident(message.case_id)
        talking_in = last.conversation_id if last is not None and now - last.received_at <= TALKING else None
        posted = False
        for conversation in unit.conversations.of_case(message.case_id):
            messenger = self._messengers.get(conversation.channel)
            asked = talking_in == conversation.id
            if messenger is None or (talking_in is not None and not asked and not safety):
                continue
            if safety:
                bubbles = self._policy.safety_notice(message)
            else:
                bubbles = self._policy.from_staff(message, messenger.policy, asked=asked)
            posted |= self._post(unit, conversation, bubbles, message, STAFF_MESSAGE, now)
        return posted

    def greeting_words(self, channel: str) -> str:
        """Return the greeting as the record shows it."""
        messenger = self._messengers.get(channel)
        return self._policy.greeting_words(messenger.policy if messenger is not None else ENTRANCE)

    def greeting(self, unit: UnitOfWork, conversation: ConversationRecord, message: MessageRecord) -> bool:
        """Send the greeting of a new contact."""
        messenger = self._messengers.get(conversation.channel)
        if messenger is None:
            return False
        bubbles = self._policy.greeting(message, messenger.policy)
        return self._post(unit, conversation, bubbles, message, STAFF_MESSAGE, message.sent_at)

    def plain(self, unit: UnitOfWork, conversation: ConversationRecord, message: MessageRecord) -> bool:
        """Send a fixed text of the catalogue that the resident asked for."""
        bubbles = self._policy.answers([message], FULL)
        return self._post(unit, conversation, bubbles, message, STAFF_MESSAGE, message.sent_at)

    def _post(
        self,
        unit: UnitOfWork,
        conversation: ConversationRecord,
        bubbles: Sequence[Bubble],
        first: MessageRecord,
        kind: str,
        now: datetime,
        *,
        epoch: int = 0,
        reply_token: Optional[str] = None,
    ) -> bool:
        messenger = self._messengers.get(conversation.channel)
        if messenger is None or not conversation.address or conversation.blocked_at is not None:
            return False
        place = first.seq * PLACES_A_MESSAGE
        rows: List[OutboxRecord] = []
        # A safety text goes out in every state, what stands beside it does not: they never share a request.
        for safety, group in groupby(bubbles, key=lambda bubble: bubble.safety):
            for request in messenger.pack(list(group)):
                payload = dict(request)
                if reply_token and not rows:
                    payload["reply_token"] = reply_token
                rows.append(
                    OutboxRecord(
                        id=new_id(),
                        tenant=conversation.tenant,
                        kind=kind,
                        target=conversation.address,
                        state="pending",
                        created_at=now,
                        next_at=now,
                        payload=payload,
                        conversation_id=conversation.id,
                        message_id=request["of"][0],
                        epoch=epoch,
                        safety=safety,
                        place=place + len(rows),
                    )
                )
        for row in rows:
            unit.outbox.add(row)
        return bool(rows)
