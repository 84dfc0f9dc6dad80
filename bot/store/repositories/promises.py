"""Promises in the database, in the order in which they were added."""

from __future__ import annotations

from typing import List

from sqlalchemy import insert, select

from bot.services.records import PromiseRecord
from bot.store.repositories.rows import columns, values
from bot.store.tables import promises
from bot.store.transaction import Transaction


class SqlPromises:
    """Implements ``PromiseRepository``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, promise: PromiseRecord) -> None:
        self._transaction.run(insert(promises).values(values(promise)))

    def of_case(self, case_id: str) -> List[PromiseRecord]:
        statement = (
            select(*columns(promises, PromiseRecord)).where(promises.c.case_id == case_id).order_by(promises.c.position)
        )
        return [PromiseRecord(**row._mapping) for row in self._transaction.run(statement)]
