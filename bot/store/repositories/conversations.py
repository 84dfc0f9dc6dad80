"""Conversations in the database."""

from __future__ import annotations

from typing import List, Optional

from sqlalchemy import ColumnElement, insert, select, update

from bot.services.records import ConversationRecord
from bot.store.repositories.rows import columns, values
from bot.store.tables import conversations
from bot.store.transaction import Transaction


class SqlConversations:
    """Implements ``ConversationRepository``. Tenant, channel and sender together are unique."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def get(self, conversation_id: str) -> Optional[ConversationRecord]:
        return next(iter(self._find(conversations.c.id == conversation_id)), None)

    def by_sender(self, tenant: str, channel: str, sender_key: str) -> Optional[ConversationRecord]:
        table = conversations.c
        found = self._find(table.tenant == tenant, table.channel == channel, table.sender_key == sender_key)
        return next(iter(found), None)

    def of_case(self, case_id: str) -> List[ConversationRecord]:
        return self._find(conversations.c.case_id == case_id)

    def add(self, conversation: ConversationRecord) -> None:
        self._transaction.run(insert(conversations).values(values(conversation)))

    def set_quiet(self, conversation_id: str, quiet: bool) -> None:
        self._transaction.run(update(conversations).where(conversations.c.id == conversation_id).values(quiet=quiet))

    def _find(self, *conditions: ColumnElement[bool]) -> List[ConversationRecord]:
        statement = select(*columns(conversations, ConversationRecord)).where(*conditions)
        statement = statement.order_by(conversations.c.created_at, conversations.c.id)
        return [ConversationRecord(**row._mapping) for row in self._transaction.run(statement)]
