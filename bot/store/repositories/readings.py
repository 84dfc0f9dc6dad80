"""Readings in the database, payload sealed."""

from __future__ import annotations

from typing import Any, Dict, List

from sqlalchemy import bindparam, insert, select

from bot.services.ids import new_id
from bot.services.records import ReadingRecord
from bot.store.repositories.rows import values
from bot.store.tables import readings
from bot.store.transaction import Transaction
from bot.store.vault import Vault, from_json, to_json

_OF_CASE = select(readings).where(readings.c.case_id == bindparam("case_id")).order_by(readings.c.position)
_INSERT = insert(readings)


class SqlReadings:
    """Implements ``ReadingRepository``."""

    def __init__(self, transaction: Transaction, vault: Vault) -> None:
        self._transaction = transaction
        self._vault = vault

    def add(self, reading: ReadingRecord) -> None:
        row_id = new_id()
        payload = self._vault.seal("readings", "payload", row_id, reading.case_id, to_json(reading.payload))
        row = {**values(reading, without=("payload",)), "id": row_id, "payload": payload}
        self._transaction.run(_INSERT, row)

    def of_case(self, case_id: str) -> List[ReadingRecord]:
        return [self._record(row._asdict()) for row in self._transaction.run(_OF_CASE, {"case_id": case_id}).all()]

    def _record(self, row: Dict[str, Any]) -> ReadingRecord:
        content = {name: value for name, value in row.items() if name not in ("position", "id", "payload")}
        opened = self._vault.unseal("readings", "payload", row["id"], row["case_id"], row["payload"])
        return ReadingRecord(**content, payload=from_json(opened))
