"""Control in the database: compare-and-swap on the epoch."""

from __future__ import annotations

from datetime import datetime
from typing import List, Optional

from sqlalchemy import select, update

from bot.services.records import ControlRecord
from bot.store.repositories.rows import columns, values
from bot.store.tables import cases, controls
from bot.store.transaction import Transaction


class SqlControls:
    """Implements ``ControlRepository``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._select = select(*columns(controls, ControlRecord))

    def get(self, case_id: str) -> Optional[ControlRecord]:
        row = self._transaction.run(self._select.where(controls.c.case_id == case_id)).first()
        return None if row is None else ControlRecord(**row._mapping)

    def get_for_update(self, case_id: str) -> Optional[ControlRecord]:
        # SQLite ignores FOR UPDATE; there the unit holds the write lock from its start.
        row = self._transaction.run(self._select.where(controls.c.case_id == case_id).with_for_update()).first()
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
        statement = self._select.where(controls.c.state == "claimed", controls.c.lease_until <= now)
        found = self._transaction.run(statement.order_by(controls.c.lease_until))
        return [ControlRecord(**row._mapping) for row in found]
