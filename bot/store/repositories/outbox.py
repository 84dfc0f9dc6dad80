"""The outbox in the database: rows are taken by one worker at a time and never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Dict, List, Optional, Sequence

from sqlalchemy import ColumnElement, and_, exists, func, insert, or_, select, update

from bot.domain.errors import NotFoundError
from bot.services.records import MESSAGE, OutboxRecord
from bot.store.repositories.rows import columns, values
from bot.store.tables import conversations, outbox
from bot.store.transaction import Transaction
from bot.store.vault import Vault, from_json, to_json

# A worker that was killed while sending leaves its rows behind; after this time another one takes them.
SENDING_LEASE = timedelta(minutes=2)
_SEALED = ("target", "payload")
_SELECT = select(*columns(outbox, OutboxRecord), outbox.c.case_id)


class SqlOutbox:
    """Implements ``OutboxRepository``."""

    def __init__(self, transaction: Transaction, vault: Vault) -> None:
        self._transaction = transaction
        self._vault = vault

    def add(self, item: OutboxRecord) -> None:
        case_id = self._case_of(item)
        row = {**values(item, without=_SEALED), "case_id": case_id, **self._sealed(item, case_id)}
        self._transaction.run(insert(outbox).values(row))

    def take_due(self, now: datetime, *, kinds: Sequence[str] = (), limit: int = 20) -> List[OutboxRecord]:
        # SQLite ignores FOR UPDATE; there the unit holds the write lock from its start.
        table = outbox.c
        left_behind = and_(table.state == "sending", table.taken_at <= now - SENDING_LEASE)
        due = or_(and_(table.state == "pending", table.next_at <= now), left_behind)
        of_kinds = (table.kind.in_(kinds),) if kinds else ()
        statement = _SELECT.where(due, ~_has_to_wait(), *of_kinds)
        statement = statement.order_by(table.next_at, table.place, table.id).limit(limit)
        rows = self._transaction.run(statement.with_for_update(skip_locked=True)).all()
        taken = update(outbox).where(table.id.in_([row.id for row in rows])).values(state="sending", taken_at=now)
        self._transaction.run(taken)
        self._vault.load(row.case_id for row in rows if row.case_id is not None)
        return [replace(self._record(row._asdict()), state="sending") for row in rows]

    def save(self, item: OutboxRecord) -> None:
        statement = select(outbox.c.case_id, outbox.c.payload).where(outbox.c.id == item.id).with_for_update()
        stored = self._transaction.run(statement).first()
        if stored is None:
            raise NotFoundError("There is no such outbox row.")
        row = values(item, without=("id", "tenant", "conversation_id", "created_at", *_SEALED))
        # A row that was blanked with its case stays blank.
        sealed = {} if stored.payload is None else self._sealed(item, stored.case_id)
        self._transaction.run(update(outbox).where(outbox.c.id == item.id).values({**row, **sealed}))

    def release(self) -> int:
        statement = update(outbox).where(outbox.c.state == "sending").values(state="pending")
        return self._transaction.run(statement).rowcount

    def cancel_ordinary(self, conversation_ids: Sequence[str]) -> int:
        table = outbox.c
        ordinary = and_(
            table.kind == MESSAGE, table.state == "pending", table.safety.is_(False), table.alarm_id.is_(None)
        )
        statement = update(outbox).where(table.conversation_id.in_(conversation_ids), ordinary)
        return self._transaction.run(statement.values(state="cancelled")).rowcount

    def undelivered(self, case_id: str) -> List[OutboxRecord]:
        table = outbox.c
        open_rows = _SELECT.where(table.case_id == case_id, table.state != "sent", table.alarm_id.is_(None))
        ordered = open_rows.order_by(table.created_at, table.place, table.id)
        return [self._record(row._asdict()) for row in self._transaction.run(ordered).all()]

    def waiting(self) -> Dict[str, int]:
        statement = select(outbox.c.state, func.count()).where(outbox.c.state != "sent").group_by(outbox.c.state)
        return {state: int(count) for state, count in self._transaction.run(statement).all()}

    def of_alarm(self, alarm_id: str) -> List[OutboxRecord]:
        statement = _SELECT.where(outbox.c.alarm_id == alarm_id).order_by(outbox.c.created_at, outbox.c.id)
        return [self._record(row._asdict()) for row in self._transaction.run(statement).all()]

    def _case_of(self, item: OutboxRecord) -> Optional[str]:
        if item.conversation_id is None:
            return None
        statement = select(conversations.c.case_id).where(conversations.c.id == item.conversation_id)
        case_id = self._transaction.run(statement).scalar()
        if case_id is None:
            raise NotFoundError("There is no such conversation.")
        return str(case_id)

    def _sealed(self, item: OutboxRecord, case_id: Optional[str]) -> Dict[str, bytes]:
        return {
            "target": self._vault.seal("outbox", "target", item.id, case_id, item.target),
            "payload": self._vault.seal("outbox", "payload", item.id, case_id, to_json(item.payload)),
        }

    def _record(self, content: Dict[str, Any]) -> OutboxRecord:
        case_id = content.pop("case_id")
        target = self._vault.unseal("outbox", "target", content["id"], case_id, content.pop("target"))
        payload = self._vault.unseal("outbox", "payload", content["id"], case_id, content.pop("payload"))
        return OutboxRecord(**content, target=target or "", payload=from_json(payload))


def _has_to_wait() -> ColumnElement[bool]:
    """Return whether an earlier row of the same conversation is still on its way.

    Only what is as grave holds a row up: a safety text passes ordinary ones that are stuck.
    """
    earlier = outbox.alias("earlier")
    return exists().where(
        earlier.c.conversation_id == outbox.c.conversation_id,
        earlier.c.state.in_(("pending", "sending")),
        or_(earlier.c.safety, ~outbox.c.safety),
        earlier.c.place > 0,
        earlier.c.place < outbox.c.place,
    )
