"""Conversations in the database."""

from __future__ import annotations

from typing import Any, List, Optional

from sqlalchemy import Select, bindparam, insert, select, update

from bot.services.records import ConversationRecord
from bot.store.repositories.rows import columns, values
from bot.store.tables import conversations
from bot.store.transaction import Transaction

_SELECT = select(*columns(conversations, ConversationRecord)).order_by(conversations.c.created_at, conversations.c.id)
_BY_ID = _SELECT.where(conversations.c.id == bindparam("id"))
_BY_SENDER = _SELECT.where(
    conversations.c.tenant == bindparam("tenant"),
    conversations.c.channel == bindparam("channel"),
    conversations.c.sender_key == bindparam("sender_key"),
)
_OF_CASE = _SELECT.where(conversations.c.case_id == bindparam("case_id"))
_INSERT = insert(conversations)


class SqlConversations:
    """Implements ``ConversationRepository``. Tenant, channel and sender together are unique."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def get(self, conversation_id: str) -> Optional[ConversationRecord]:
        return next(iter(self._find(_BY_ID, id=conversation_id)), None)

    def by_sender(self, tenant: str, channel: str, sender_key: str) -> Optional[ConversationRecord]:
        found = self._find(_BY_SENDER, tenant=tenant, channel=channel, sender_key=sender_key)
        return next(iter(found), None)

    def of_case(self, case_id: str) -> List[ConversationRecord]:
        return self._find(_OF_CASE, case_id=case_id)

    def add(self, conversation: ConversationRecord) -> None:
        self._transaction.run(_INSERT, values(conversation))

    def set_quiet(self, conversation_id: str, quiet: bool) -> None:
        self._transaction.run(update(conversations).where(conversations.c.id == conversation_id).values(quiet=quiet))

    def _find(self, statement: Select[Any], **by: str) -> List[ConversationRecord]:
        return [ConversationRecord(**row._mapping) for row in self._transaction.run(statement, by)]
