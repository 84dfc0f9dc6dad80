"""Messages in the database: the one place of the text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, List, Optional

from sqlalchemy import func, insert, select, update

from bot.services.records import MessageRecord
from bot.store.repositories.rows import values
from bot.store.tables import messages
from bot.store.transaction import Transaction
from bot.store.vault import Vault, from_json, to_json


class SqlMessages:
    """Implements ``MessageRepository``."""

    def __init__(self, transaction: Transaction, vault: Vault) -> None:
        self._transaction = transaction
        self._vault = vault

    def add(self, message: MessageRecord) -> MessageRecord:
        self._vault.lock(message.case_id)
        seq = self._highest(messages.c.seq, message.case_id, 0) + 1
        index = None
        if message.author == "resident":
            index = self._highest(messages.c.resident_index, message.case_id, -1) + 1
        numbered = replace(message, seq=seq, resident_index=index)
        row = {
            **values(numbered, without=("text", "extra")),
            "body": self._vault.seal("messages", "body", message.id, message.case_id, message.text),
            "extra": self._vault.seal("messages", "extra", message.id, message.case_id, to_json(message.extra)),
        }
        self._transaction.run(insert(messages).values(row))
        return numbered

    def get(self, message_id: str) -> Optional[MessageRecord]:
        row = self._transaction.run(select(messages).where(messages.c.id == message_id)).first()
        return None if row is None else self._record(row._asdict())

    def by_external(self, conversation_id: str, external_id: str) -> Optional[MessageRecord]:
        table = messages.c
        own = select(messages).where(table.conversation_id == conversation_id, table.external_id == external_id)
        row = self._transaction.run(own.order_by(table.seq).limit(1)).first()
        return None if row is None else self._record(row._asdict())

    def last_of_resident(self, case_id: str) -> Optional[MessageRecord]:
        table = messages.c
        own = select(messages).where(
            table.case_id == case_id, table.resident_index.is_not(None), table.staff_id.is_(None)
        )
        row = self._transaction.run(own.order_by(messages.c.resident_index.desc()).limit(1)).first()
        return None if row is None else self._record(row._asdict())

    def of_case(self, case_id: str, *, after_seq: int = 0, limit: Optional[int] = None) -> List[MessageRecord]:
        statement = select(messages).where(messages.c.case_id == case_id, messages.c.seq > after_seq)
        statement = statement.order_by(messages.c.seq).limit(limit)
        return [self._record(row._asdict()) for row in self._transaction.run(statement).all()]

    def erase(self, message_id: str) -> None:
        blank = {"body": None, "extra": None, "deleted": True}
        self._transaction.run(update(messages).where(messages.c.id == message_id).values(blank))

    def _highest(self, column: Any, case_id: str, default: int) -> int:
        statement = select(func.max(column)).where(messages.c.case_id == case_id)
        highest = self._transaction.run(statement).scalar()
        return default if highest is None else int(highest)

    def _record(self, content: Dict[str, Any]) -> MessageRecord:
        body, extra = content.pop("body"), content.pop("extra")
        text = self._vault.unseal("messages", "body", content["id"], content["case_id"], body)
        codes = from_json(self._vault.unseal("messages", "extra", content["id"], content["case_id"], extra))
        return MessageRecord(**content, text=text or "", extra=codes)
