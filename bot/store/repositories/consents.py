"""Consents in the database, in the order in which they were added."""

from __future__ import annotations

from typing import List

from sqlalchemy import insert, select

from bot.services.records import ConsentRecord
from bot.store.repositories.rows import columns, values
from bot.store.tables import consents
from bot.store.transaction import Transaction


class SqlConsents:
    """Implements ``ConsentRepository``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, consent: ConsentRecord) -> None:
        self._transaction.run(insert(consents).values(values(consent)))

    def of_case(self, case_id: str) -> List[ConsentRecord]:
        statement = (
            select(*columns(consents, ConsentRecord)).where(consents.c.case_id == case_id).order_by(consents.c.position)
        )
        return [ConsentRecord(**row._mapping) for row in self._transaction.run(statement)]
