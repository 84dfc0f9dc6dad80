"""Cases in the database: the queue, receipts, and erasing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, Dict, List, Optional, Tuple

from sqlalchemy import Select, bindparam, delete, func, insert, select, update

from bot.domain.errors import ConflictError, NotFoundError
from bot.domain.vocabulary import Urgency
from bot.services.records import CaseRecord, ControlRecord
from bot.store.repositories.rows import columns, values
from bot.store.tables import attachments, cases, controls, conversations, messages, outbox, readings, tracker_events
from bot.store.transaction import Transaction
from bot.store.vault import Vault

_SELECT = select(*columns(cases, CaseRecord))
_BY_ID = _SELECT.where(cases.c.id == bindparam("case_id"))
_BY_RECEIPT = _SELECT.where(cases.c.tenant == bindparam("tenant"), cases.c.receipt_hmac == bindparam("receipt_hmac"))
_INSERT, _INSERT_CONTROL = insert(cases), insert(controls)
_SAVE = update(cases).where(cases.c.id == bindparam("case_id"), cases.c.version == bindparam("expected_version"))
_NOT_WAITING = datetime(9999, 12, 31, tzinfo=timezone.utc)


class SqlCases:
    """Implements ``CaseRepository``."""

    def __init__(self, transaction: Transaction, vault: Vault) -> None:
        self._transaction = transaction
        self._vault = vault

    def add(self, case: CaseRecord) -> None:
        wrapped, key_id = self._vault.create(case.id)
        row = {**values(case), **_queue_order(case), "is_open": True, "data_key": wrapped, "master_key_id": key_id}
        self._transaction.run(_INSERT, row)
        control = ControlRecord(case_id=case.id, state="bot", epoch=0, changed_at=case.created_at)
        self._transaction.run(_INSERT_CONTROL, values(control))

    def get(self, case_id: str) -> Optional[CaseRecord]:
        return self._one(_BY_ID, case_id=case_id)

    def save(self, case: CaseRecord, *, expected_version: int) -> None:
        changed = replace(case, version=expected_version + 1)
        row = {**values(changed, without=("id", "tenant", "created_at")), **_queue_order(changed)}
        which = {"case_id": case.id, "expected_version": expected_version}
        if self._transaction.run(_SAVE, {**row, **which}).rowcount != 1:
            raise ConflictError("The case is not at the expected version.")

    def queue(self, tenant: str, *, limit: int, offset: int = 0) -> List[Tuple[CaseRecord, ControlRecord]]:
        table = cases.c
        control_columns = [column.label(f"control_{column.name}") for column in controls.c]
        statement = (
            select(*columns(cases, CaseRecord), *control_columns)
            .join(controls, controls.c.case_id == table.id)
            .where(table.tenant == tenant, table.is_open)
            .order_by(table.urgency_rank, table.queue_since, table.created_at, table.id)
            .limit(limit)
            .offset(offset)
        )
        result = []
        for row in self._transaction.run(statement):
            content = dict(row._mapping)
            control = {column.name: content.pop(f"control_{column.name}") for column in controls.c}
            result.append((CaseRecord(**content), ControlRecord(**control)))
        return result

    def count_open(self, tenant: str) -> int:
        statement = select(func.count()).select_from(cases).where(cases.c.tenant == tenant, cases.c.is_open)
        return int(self._transaction.run(statement).scalar_one())

    def set_receipt(self, case_id: str, receipt_hmac: str, at: datetime) -> None:
        statement = update(cases).where(cases.c.id == case_id).values(receipt_hmac=receipt_hmac, receipt_at=at)
        if self._transaction.run(statement).rowcount != 1:
            raise NotFoundError("There is no such case.")

    def by_receipt(self, tenant: str, receipt_hmac: str) -> Optional[CaseRecord]:
        return self._one(_BY_RECEIPT, tenant=tenant, receipt_hmac=receipt_hmac)

    def erase(self, case_id: str) -> None:
        """Destroy the data key, blank what it sealed, unlink the senders and drop the dialogue state.

        The case is closed by it. A page to staff on its way still goes out: it holds nothing of the case.
        """
        run = self._transaction.run
        # Control before case, the order of a turn, so that the two do not lock each other out.
        closed = {"state": "closed", "epoch": controls.c.epoch + 1, "holder": None, "lease_until": None}
        run(update(controls).where(controls.c.case_id == case_id).values(closed))
        self._vault.lock(case_id)
        self._vault.destroy(case_id)
        gone = {"data_key": None, "master_key_id": None, "receipt_hmac": None, "receipt_at": None, "is_open": False}
        run(update(cases).where(cases.c.id == case_id).values(gone))
        run(update(messages).where(messages.c.case_id == case_id).values(body=None, extra=None, deleted=True))
        run(update(readings).where(readings.c.case_id == case_id).values(payload=None))
        blank = {"ref": None, "content": None, "state": "erased"}
        run(update(attachments).where(attachments.c.case_id == case_id).values(blank))
        unsent = (outbox.c.case_id == case_id, outbox.c.state.in_(("pending", "sending")))
        run(update(outbox).where(*unsent).values(state="cancelled"))
        run(update(outbox).where(outbox.c.case_id == case_id).values(target=None, payload=None))
        own = select(conversations.c.id).where(conversations.c.case_id == case_id)
        run(delete(tracker_events).where(tracker_events.c.conversation_id.in_(own)))
        # Unique still, and no longer the HMAC of anybody: the same sender starts a new conversation.
        unlinked = {"sender_key": "erased:" + conversations.c.id, "address": None}
        run(update(conversations).where(conversations.c.case_id == case_id).values(unlinked))

    def _one(self, statement: Select[Any], **by: str) -> Optional[CaseRecord]:
        row = self._transaction.run(statement, by).first()
        return None if row is None else CaseRecord(**row._mapping)


def _queue_order(case: CaseRecord) -> Dict[str, Any]:
    most_urgent = Urgency.NOW.rank
    return {
        "urgency_rank": most_urgent - Urgency(case.urgency).rank,
        "queue_since": case.waiting_since or _NOT_WAITING,
    }
