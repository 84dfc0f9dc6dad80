"""Alarms in the database."""

from __future__ import annotations

from datetime import datetime
from typing import List, Optional

from sqlalchemy import insert, select, update

from bot.domain.errors import NotFoundError
from bot.services.records import AlarmRecord
from bot.store.repositories.rows import columns, values
from bot.store.tables import alarms
from bot.store.transaction import Transaction


class SqlAlarms:
    """Implements ``AlarmRepository``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._select = select(*columns(alarms, AlarmRecord))

    def add(self, alarm: AlarmRecord) -> None:
        self._transaction.run(insert(alarms).values(values(alarm)))

    def get(self, alarm_id: str) -> Optional[AlarmRecord]:
        row = self._transaction.run(self._select.where(alarms.c.id == alarm_id)).first()
        return None if row is None else AlarmRecord(**row._mapping)

    def save(self, alarm: AlarmRecord) -> None:
        statement = update(alarms).where(alarms.c.id == alarm.id).values(values(alarm, without=("id",)))
        if self._transaction.run(statement).rowcount != 1:
            raise NotFoundError("There is no such alarm.")

    def of_case(self, case_id: str) -> List[AlarmRecord]:
        statement = self._select.where(alarms.c.case_id == case_id).order_by(alarms.c.raised_at, alarms.c.id)
        return [AlarmRecord(**row._mapping) for row in self._transaction.run(statement)]

    def due(self, now: datetime) -> List[AlarmRecord]:
        statement = self._select.where(
            alarms.c.next_page_at <= now, alarms.c.acknowledged_at.is_(None), alarms.c.exhausted_at.is_(None)
        )
        found = self._transaction.run(statement.order_by(alarms.c.next_page_at, alarms.c.id))
        return [AlarmRecord(**row._mapping) for row in found]
