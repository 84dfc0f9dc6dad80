"""Staff in the database."""

from __future__ import annotations

from typing import List, Optional

from sqlalchemy import ColumnElement, insert, select

from bot.services.records import StaffRecord
from bot.store.repositories.rows import columns, values
from bot.store.tables import staff as _table
from bot.store.transaction import Transaction


class SqlStaff:
    """Implements ``StaffRepository``. Tenant and login together are unique."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, staff: StaffRecord) -> None:
        self._transaction.run(insert(_table).values(values(staff)))

    def get(self, staff_id: str) -> Optional[StaffRecord]:
        return next(iter(self._find(_table.c.id == staff_id)), None)

    def by_login(self, tenant: str, login: str) -> Optional[StaffRecord]:
        return next(iter(self._find(_table.c.tenant == tenant, _table.c.login == login)), None)

    def all(self, tenant: str) -> List[StaffRecord]:
        return self._find(_table.c.tenant == tenant)

    def _find(self, *conditions: ColumnElement[bool]) -> List[StaffRecord]:
        statement = select(*columns(_table, StaffRecord)).where(*conditions).order_by(_table.c.login)
        return [StaffRecord(**row._mapping) for row in self._transaction.run(statement)]
