"""Control in the database: compare-and-swap on the epoch."""

from __future__ import annotations

from datetime import datetime
from typing import List, Optional

from sqlalchemy import bindparam, select, update

from bot.services.records import ControlRecord
from bot.store.repositories.rows import columns, values
from bot.store.tables import cases, controls
from bot.store.transaction import Transaction

_SELECT = select(*columns(controls, ControlRecord))
_GET = _SELECT.where(controls.c.case_id == bindparam("case_id"))
# SQLite ignores FOR UPDATE; there the unit holds the write lock from its start.
_GET_FOR_UPDATE = _GET.with_for_update()


class SqlControls:
    """Implements ``ControlRepository``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def get(self, case_id: str) -> Optional[ControlRecord]:
        row = self._transaction.run(_GET, {"case_id": case_id}).first()
        return None if row is None else ControlRecord(**row._mapping)

    def get_for_update(self, case_id: str) -> Optional[ControlRecord]:
        row = self._transaction.run(_GET_FOR_UPDATE, {"case_id": case_id}).first()
        return None if row is None else ControlRecord(**row._mapping)

    def swap(self, new: ControlRecord, *, expected_epoch: int) -> bool:
        statement = update(controls).where(controls.c.case_id == new.case_id, controls.c.epoch == expected_epoch)
        if self._transaction.run(statement.values(values(new))).rowcount != 1:
            return False
        # The queue reads openness from the case; its row is touched only when that changes.
        is_open = new.state != "closed"
        changed = update(cases).where(cases.c.id == new.case_id, cases.c.is_open != is_open)
        self._transaction.run(changed.values(is_open=is_open))
        return True

    def lapsed(self, now: datetime) -> List[ControlRecord]:
        statement = _SELECT.where(controls.c.state == "claimed", controls.c.lease_until <= now)
        found = self._transaction.run(statement.order_by(controls.c.lease_until))
        return [ControlRecord(**row._mapping) for row in found]
