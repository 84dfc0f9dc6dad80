"""Conversations in the database; the address is sealed under the key of the case."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Dict, List, Optional

from sqlalchemy import Select, bindparam, insert, select, update

from bot.services.records import ConversationRecord
from bot.store.repositories.rows import columns, values
from bot.store.tables import conversations
from bot.store.transaction import Transaction
from bot.store.vault import Vault

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

    def __init__(self, transaction: Transaction, vault: Vault) -> None:
        self._transaction = transaction
        self._vault = vault

    def get(self, conversation_id: str) -> Optional[ConversationRecord]:
        return next(iter(self._find(_BY_ID, id=conversation_id)), None)

    def by_sender(self, tenant: str, channel: str, sender_key: str) -> Optional[ConversationRecord]:
        found = self._find(_BY_SENDER, tenant=tenant, channel=channel, sender_key=sender_key)
        return next(iter(found), None)

    def of_case(self, case_id: str) -> List[ConversationRecord]:
        return self._find(_OF_CASE, case_id=case_id)

    def add(self, conversation: ConversationRecord) -> None:
        sealed = self._sealed(conversation.id, conversation.case_id, conversation.address)
        self._transaction.run(_INSERT, {**values(conversation), "address": sealed})

    def set_quiet(self, conversation_id: str, quiet: bool) -> None:
        self._change(conversation_id, {"quiet": quiet})

    def set_contact(
        self, conversation_id: str, *, address: str, blocked_at: Optional[datetime], contact_at: datetime
    ) -> None:
        statement = select(conversations.c.case_id).where(conversations.c.id == conversation_id)
        case_id = self._transaction.run(statement).scalar_one()
        sealed = self._sealed(conversation_id, case_id, address)
        self._change(conversation_id, {"address": sealed, "blocked_at": blocked_at, "contact_at": contact_at})

    def part(self, conversation_id: str) -> None:
        self._change(conversation_id, {"sender_key": "parted:" + conversations.c.id, "address": None})

    def _change(self, conversation_id: str, changed: Dict[str, Any]) -> None:
        self._transaction.run(update(conversations).where(conversations.c.id == conversation_id).values(changed))

    def _sealed(self, conversation_id: str, case_id: str, address: str) -> Optional[bytes]:
        return self._vault.seal("conversations", "address", conversation_id, case_id, address) if address else None

    def _find(self, statement: Select[Any], **by: str) -> List[ConversationRecord]:
        return [self._record(row._asdict()) for row in self._transaction.run(statement, by).all()]

    def _record(self, content: Dict[str, Any]) -> ConversationRecord:
        sealed = content.pop("address")
        address = self._vault.unseal("conversations", "address", content["id"], content["case_id"], sealed)
        return ConversationRecord(**content, address=address or "")
