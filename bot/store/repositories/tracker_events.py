"""Rasa's tracker events in the database, numbered from 0 without a gap."""

from __future__ import annotations

from typing import Any, List, Mapping, Sequence

from sqlalchemy import bindparam, func, insert, select

from bot.domain.errors import ConflictError
from bot.store.tables import tracker_events
from bot.store.transaction import Transaction

_LAST = select(func.max(tracker_events.c.seq)).where(tracker_events.c.conversation_id == bindparam("conversation_id"))
_INSERT = insert(tracker_events)


class SqlTrackerEvents:
    """Implements ``TrackerEventRepository``. The next number is how many events there are already."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def append(self, conversation_id: str, first_seq: int, events: Sequence[Mapping[str, Any]]) -> None:
        last = self._transaction.run(_LAST, {"conversation_id": conversation_id}).scalar()
        if first_seq != (0 if last is None else last + 1):
            raise ConflictError("The tracker has other events than expected.")
        # Two units that saw the same last number collide on the primary key, which is a ConflictError too.
        rows = [
            {"conversation_id": conversation_id, "seq": first_seq + offset, "event": event}
            for offset, event in enumerate(events)
        ]
        if rows:
            self._transaction.run(_INSERT, rows)

    def load(self, conversation_id: str) -> List[Mapping[str, Any]]:
        statement = select(tracker_events.c.event).where(tracker_events.c.conversation_id == conversation_id)
        return list(self._transaction.run(statement.order_by(tracker_events.c.seq)).scalars())
