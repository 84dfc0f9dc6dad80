"""The inbox in the database: an event is stored once, however often the channel sends it."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from sqlalchemy import Select, bindparam, select, text, update

from bot.services.records import InboxRecord
from bot.store.repositories.rows import columns, values
from bot.store.tables import inbox
from bot.store.transaction import Transaction

_SELECT = select(*columns(inbox, InboxRecord)).order_by(inbox.c.received_at, inbox.c.id).limit(bindparam("most"))
_BY_ID = _SELECT.where(inbox.c.id == bindparam("id"))
_BY_EVENT = _SELECT.where(inbox.c.channel == bindparam("channel"), inbox.c.event_id == bindparam("event_id"))
_PENDING = _SELECT.where(inbox.c.state == bindparam("state"))
_SET_STATE = update(inbox).where(inbox.c.id == bindparam("inbox_id"))
_NAMES = [column.name for column in columns(inbox, InboxRecord)]
# A plain insert that fails would end the unit on PostgreSQL; SQLAlchemy compiles its own ON CONFLICT anew each time.
_ADD_ONCE = text(
    f"INSERT INTO inbox ({', '.join(_NAMES)}) VALUES ({', '.join(f':{name}' for name in _NAMES)})"
    " ON CONFLICT (channel, event_id) DO NOTHING RETURNING id"
).bindparams(*(bindparam(name, type_=inbox.c[name].type) for name in _NAMES))


class SqlInbox:
    """Implements ``InboxRepository``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, item: InboxRecord) -> bool:
        return self._transaction.run(_ADD_ONCE, values(item)).first() is not None

    def get(self, inbox_id: str) -> Optional[InboxRecord]:
        return next(iter(self._find(1, _BY_ID, id=inbox_id)), None)

    def by_event(self, channel: str, event_id: str) -> Optional[InboxRecord]:
        return next(iter(self._find(1, _BY_EVENT, channel=channel, event_id=event_id)), None)

    def pending(self, *, limit: int = 100) -> List[InboxRecord]:
        return self._find(limit, _PENDING, state="pending")

    def set_state(self, inbox_id: str, state: str, *, attempts: Optional[int] = None) -> None:
        changed: Dict[str, Any] = {"inbox_id": inbox_id, "state": state}
        if attempts is not None:
            changed["attempts"] = attempts
        self._transaction.run(_SET_STATE, changed)

    def _find(self, most: int, statement: Select[Any], **by: str) -> List[InboxRecord]:
        return [InboxRecord(**row._mapping) for row in self._transaction.run(statement, {"most": most, **by})]
