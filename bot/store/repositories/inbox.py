"""The inbox in the database: an event is stored once, however often the channel sends it."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.services.records import InboxRecord
from bot.store.repositories.rows import columns, values
from bot.store.tables import inbox
from bot.store.transaction import Transaction


class SqlInbox:
    """Implements ``InboxRepository``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, item: InboxRecord) -> bool:
        # A plain insert that fails would end the unit on PostgreSQL.
        dialect = sqlite if self._transaction.dialect == "sqlite" else postgresql
        statement = dialect.insert(inbox).values(values(item))
        once = statement.on_conflict_do_nothing(index_elements=["channel", "event_id"]).returning(inbox.c.id)
        return self._transaction.run(once).first() is not None

    def get(self, inbox_id: str) -> Optional[InboxRecord]:
        return next(iter(self._find(1, inbox.c.id == inbox_id)), None)

    def by_event(self, channel: str, event_id: str) -> Optional[InboxRecord]:
        return next(iter(self._find(1, inbox.c.channel == channel, inbox.c.event_id == event_id)), None)

    def pending(self, *, limit: int = 100) -> List[InboxRecord]:
        return self._find(limit, inbox.c.state == "pending")

    def set_state(self, inbox_id: str, state: str, *, attempts: Optional[int] = None) -> None:
        changed: Dict[str, Any] = {"state": state}
        if attempts is not None:
            changed["attempts"] = attempts
        self._transaction.run(update(inbox).where(inbox.c.id == inbox_id).values(changed))

    def _find(self, limit: int, *conditions: ColumnElement[bool]) -> List[InboxRecord]:
        statement = select(*columns(inbox, InboxRecord)).where(*conditions)
        statement = statement.order_by(inbox.c.received_at, inbox.c.id).limit(limit)
        return [InboxRecord(**row._mapping) for row in self._transaction.run(statement)]
