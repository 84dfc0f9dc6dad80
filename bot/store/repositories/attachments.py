"""Attachments in the database: handle and bytes sealed under the key of the case."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Dict, List, Optional

from sqlalchemy import ColumnElement, insert, select, update

from bot.services.records import AttachmentRecord
from bot.store.repositories.rows import columns, values
from bot.store.tables import attachments
from bot.store.transaction import Transaction
from bot.store.vault import Vault

# A worker that was killed while fetching leaves its rows behind; after this time another one takes them.
FETCHING_LEASE = timedelta(minutes=2)


class SqlAttachments:
    """Implements ``AttachmentRepository``."""

    def __init__(self, transaction: Transaction, vault: Vault) -> None:
        self._transaction = transaction
        self._vault = vault
        self._select = select(*columns(attachments, AttachmentRecord))

    def add(self, attachment: AttachmentRecord) -> None:
        sealed = self._vault.seal("attachments", "ref", attachment.id, attachment.case_id, attachment.ref)
        self._transaction.run(insert(attachments).values({**values(attachment), "ref": sealed}))

    def get(self, attachment_id: str) -> Optional[AttachmentRecord]:
        return next(iter(self._find(attachments.c.id == attachment_id)), None)

    def of_case(self, case_id: str) -> List[AttachmentRecord]:
        return self._find(attachments.c.case_id == case_id)

    def due(self, now: datetime, *, limit: int = 5) -> List[AttachmentRecord]:
        table = attachments.c
        due = self._select.where(table.state == "waiting", table.next_at <= now).order_by(table.next_at, table.id)
        rows = self._transaction.run(due.limit(limit).with_for_update(skip_locked=True)).all()
        moved = update(attachments).where(table.id.in_([row.id for row in rows]))
        self._transaction.run(moved.values(next_at=now + FETCHING_LEASE))
        return [self._record(row._asdict()) for row in rows]

    def save(self, attachment: AttachmentRecord, *, content: Optional[bytes] = None) -> None:
        names = ("state", "next_at", "attempts", "media_type", "size")
        changed: Dict[str, Any] = {name: getattr(attachment, name) for name in names}
        if content is not None:
            place = ("attachments", "content", attachment.id, attachment.case_id)
            changed["content"] = self._vault.seal_bytes(*place, content)
        # What was erased while it was fetched stays erased.
        kept = (attachments.c.id == attachment.id, attachments.c.ref.is_not(None))
        self._transaction.run(update(attachments).where(*kept).values(changed))

    def content(self, attachment_id: str) -> Optional[bytes]:
        table = attachments.c
        row = self._transaction.run(select(table.case_id, table.content).where(table.id == attachment_id)).first()
        if row is None:
            return None
        return self._vault.unseal_bytes("attachments", "content", attachment_id, row.case_id, row.content)

    def erase(self, message_id: str) -> None:
        blank = {"ref": None, "content": None, "state": "erased"}
        self._transaction.run(update(attachments).where(attachments.c.message_id == message_id).values(blank))

    def _find(self, *conditions: ColumnElement[bool]) -> List[AttachmentRecord]:
        statement = self._select.where(*conditions).order_by(attachments.c.created_at, attachments.c.id)
        return [self._record(row._asdict()) for row in self._transaction.run(statement).all()]

    def _record(self, content: Dict[str, Any]) -> AttachmentRecord:
        ref = self._vault.unseal("attachments", "ref", content["id"], content["case_id"], content.pop("ref"))
        return AttachmentRecord(**content, ref=ref or "")
