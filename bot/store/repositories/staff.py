"""Staff in the database."""

from __future__ import annotations

from typing import Any, List, Optional

from sqlalchemy import Select, bindparam, insert, select

from bot.services.records import StaffRecord
from bot.store.repositories.rows import columns, values
from bot.store.tables import staff as _table
from bot.store.transaction import Transaction

_SELECT = select(*columns(_table, StaffRecord)).order_by(_table.c.login)
_BY_ID = _SELECT.where(_table.c.id == bindparam("id"))
_OF_TENANT = _SELECT.where(_table.c.tenant == bindparam("tenant"))
_BY_LOGIN = _OF_TENANT.where(_table.c.login == bindparam("login"))


class SqlStaff:
    """Implements ``StaffRepository``. Tenant and login together are unique."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, staff: StaffRecord) -> None:
        self._transaction.run(insert(_table).values(values(staff)))

    def get(self, staff_id: str) -> Optional[StaffRecord]:
        return next(iter(self._find(_BY_ID, id=staff_id)), None)

    def by_login(self, tenant: str, login: str) -> Optional[StaffRecord]:
        return next(iter(self._find(_BY_LOGIN, tenant=tenant, login=login)), None)

    def all(self, tenant: str) -> List[StaffRecord]:
        return self._find(_OF_TENANT, tenant=tenant)

    def _find(self, statement: Select[Any], **by: str) -> List[StaffRecord]:
        return [StaffRecord(**row._mapping) for row in self._transaction.run(statement, by)]
