"""The audit log in the database: only added to."""

from __future__ import annotations

from typing import List

from sqlalchemy import insert, select

from bot.services.records import AuditRecord
from bot.store.repositories.rows import columns, values
from bot.store.tables import audit
from bot.store.transaction import Transaction

_INSERT = insert(audit)


class SqlAudit:
    """Implements ``AuditRepository``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, entry: AuditRecord) -> None:
        self._transaction.run(_INSERT, values(entry))

    def of_case(self, case_id: str) -> List[AuditRecord]:
        statement = select(*columns(audit, AuditRecord)).where(audit.c.case_id == case_id).order_by(audit.c.position)
        return [AuditRecord(**row._mapping) for row in self._transaction.run(statement)]
