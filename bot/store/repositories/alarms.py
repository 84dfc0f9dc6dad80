"""Alarms in the database."""

from __future__ import annotations

from datetime import datetime
from typing import List, Optional

from sqlalchemy import bindparam, insert, select, update

from bot.domain.errors import NotFoundError
from bot.services.records import AlarmRecord
from bot.store.repositories.rows import columns, values
from bot.store.tables import alarms
from bot.store.transaction import Transaction

_SELECT = select(*columns(alarms, AlarmRecord))
_OF_CASE = _SELECT.where(alarms.c.case_id == bindparam("case_id")).order_by(alarms.c.raised_at, alarms.c.id)
_DUE = _SELECT.where(
    alarms.c.next_page_at <= bindparam("now"), alarms.c.acknowledged_at.is_(None), alarms.c.exhausted_at.is_(None)
).order_by(alarms.c.next_page_at, alarms.c.id)


class SqlAlarms:
    """Implements ``AlarmRepository``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, alarm: AlarmRecord) -> None:
        self._transaction.run(insert(alarms).values(values(alarm)))

    def get(self, alarm_id: str) -> Optional[AlarmRecord]:
        row = self._transaction.run(_SELECT.where(alarms.c.id == alarm_id)).first()
        return None if row is None else AlarmRecord(**row._mapping)

    def save(self, alarm: AlarmRecord) -> None:
        statement = update(alarms).where(alarms.c.id == alarm.id).values(values(alarm, without=("id",)))
        if self._transaction.run(statement).rowcount != 1:
            raise NotFoundError("There is no such alarm.")

    def of_case(self, case_id: str) -> List[AlarmRecord]:
        return [AlarmRecord(**row._mapping) for row in self._transaction.run(_OF_CASE, {"case_id": case_id})]

    def due(self, now: datetime) -> List[AlarmRecord]:
        return [AlarmRecord(**row._mapping) for row in self._transaction.run(_DUE, {"now": now})]
