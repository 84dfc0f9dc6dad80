"""Messages in the database: the one place of the text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, List, Optional, Tuple

from sqlalchemy import bindparam, func, insert, select, update

from bot.services.records import MessageRecord
from bot.store.repositories.rows import values
from bot.store.tables import messages
from bot.store.transaction import Transaction
from bot.store.vault import Vault, from_json, to_json

_GET = select(messages).where(messages.c.id == bindparam("id"))
_AFTER = (
    select(messages)
    .where(messages.c.case_id == bindparam("case_id"), messages.c.seq > bindparam("after"))
    .order_by(messages.c.seq)
)
# Two small look-ups in their indexes; both maxima of one scan would read every message of the case.
_HIGHEST = select(
    *(
        select(func.max(column)).where(messages.c.case_id == bindparam("case_id")).scalar_subquery()
        for column in (messages.c.seq, messages.c.resident_index)
    )
)
_INSERT = insert(messages)


class SqlMessages:
    """Implements ``MessageRepository``."""

    def __init__(self, transaction: Transaction, vault: Vault) -> None:
        self._transaction = transaction
        self._vault = vault
        # The highest numbers of the cases that this unit holds: until its end nobody else adds to them.
        self._highest: Dict[str, Tuple[int, int]] = {}

    def add(self, message: MessageRecord) -> MessageRecord:
        self._vault.lock(message.case_id)
        highest, latest = self._highest.get(message.case_id) or self._numbers(message.case_id)
        seq = highest + 1
        index = latest + 1 if message.author == "resident" else None
        self._highest[message.case_id] = (seq, latest if index is None else index)
        numbered = replace(message, seq=seq, resident_index=index)
        row = {
            **values(numbered, without=("text", "extra")),
            "body": self._vault.seal("messages", "body", message.id, message.case_id, message.text),
            "extra": self._vault.seal("messages", "extra", message.id, message.case_id, to_json(message.extra)),
        }
        self._transaction.run(_INSERT, row)
        return numbered

    def get(self, message_id: str) -> Optional[MessageRecord]:
        row = self._transaction.run(_GET, {"id": message_id}).first()
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
        statement = _AFTER if limit is None else _AFTER.limit(limit)
        found = self._transaction.run(statement, {"case_id": case_id, "after": after_seq})
        return [self._record(row._asdict()) for row in found.all()]

    def erase(self, message_id: str) -> None:
        blank = {"body": None, "extra": None, "deleted": True}
        self._transaction.run(update(messages).where(messages.c.id == message_id).values(blank))

    def _numbers(self, case_id: str) -> Tuple[int, int]:
        seq, index = self._transaction.run(_HIGHEST, {"case_id": case_id}).one()
        return seq or 0, -1 if index is None else index

    def _record(self, content: Dict[str, Any]) -> MessageRecord:
        body, extra = content.pop("body"), content.pop("extra")
        text = self._vault.unseal("messages", "body", content["id"], content["case_id"], body)
        codes = from_json(self._vault.unseal("messages", "extra", content["id"], content["case_id"], extra))
        return MessageRecord(**content, text=text or "", extra=codes)
