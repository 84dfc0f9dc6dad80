"""A look into the service's database from outside: its size, its newest case, and copies of cases by the thousand."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple

from sqlalchemy import Connection, Table, insert, select, text

from bot.bootstrap import Store, open_store
from bot.services.ids import new_id
from bot.settings import Settings
from bot.store.tables import cases, controls, conversations, messages, readings
from bot.store.transaction import Transaction
from bot.store.vault import Vault

_BATCH = 1000
_SEALED = {"messages": ("body", "extra"), "readings": ("payload",)}


@contextlib.contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """Open the database beside the running service."""
    store = open_store(settings, migrate_first=False)
    try:
        yield store
    finally:
        store.engine.dispose()


def size_in_bytes(store: Store, folder: Path) -> int:
    """Return how much the database takes; on SQLite everything is written into the main file first."""
    with store.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    driver = store.engine.raw_connection()
    try:
        driver.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        driver.close()
    return sum(path.stat().st_size for path in (folder / "database").iterdir())


def newest_case(store: Store) -> str:
    """Return the id of the case that was opened last."""
    statement = select(cases.c.id).order_by(cases.c.created_at.desc()).limit(1)
    with store.engine.connect() as connection:
        return str(connection.execute(statement).scalar_one())


def fill_up(store: Store, count: int, told: Optional[Callable[[int], None]] = None) -> None:
    """Copy the cases that are there, sealed anew under keys of their own, until there are ``count``."""
    with store.engine.connect() as connection:
        transaction = Transaction(connection)
        vault = Vault(transaction, store.keyring)
        originals = [_read(connection, vault, case_id) for case_id in connection.execute(select(cases.c.id)).scalars()]
    there = len(originals)
    while there < count:
        batch = min(_BATCH, count - there)
        with store.engine.connect() as connection:
            vault = Vault(Transaction(connection), store.keyring)
            rows: Dict[Table, List[Mapping[str, Any]]] = {}
            for number in range(batch):
                for table, row in _copied(originals[(there + number) % len(originals)], vault):
                    rows.setdefault(table, []).append(row)
            for table, content in rows.items():
                connection.execute(insert(table), content)
            connection.commit()
        there += batch
        if told:
            told(batch)


Case = List[Tuple[Table, Dict[str, Any]]]


def _read(connection: Connection, vault: Vault, case_id: str) -> Case:
    """Return the rows of a case, what is sealed in them opened."""
    found: Case = []
    for table in (cases, controls, conversations, messages, readings):
        key = table.c.id if table is cases else table.c.case_id
        for row in connection.execute(select(table).where(key == case_id)).mappings():
            content = dict(row)
            for column in _SEALED.get(table.name, ()):
                content[column] = vault.unseal(table.name, column, content["id"], case_id, content[column])
            found.append((table, content))
    return found


def _copied(rows: Sequence[Tuple[Table, Mapping[str, Any]]], vault: Vault) -> Iterator[Tuple[Table, Dict[str, Any]]]:
    case_id = new_id()
    wrapped, key_id = vault.create(case_id)
    conversation_id = new_id()
    told: Dict[str, str] = {}
    for table, original in rows:
        row = dict(original)
        if table is cases:
            row |= {"id": case_id, "data_key": wrapped, "master_key_id": key_id, "receipt_hmac": None}
        elif table is controls:
            row["case_id"] = case_id
        elif table is conversations:
            row |= {"id": conversation_id, "case_id": case_id, "sender_key": new_id()}
        else:
            row |= {"case_id": case_id, **_renewed(table, row, told)}
            if table is messages:
                row["conversation_id"] = conversation_id
            for column in _SEALED[table.name]:
                row[column] = vault.seal(table.name, column, row["id"], case_id, row[column])
            row.pop("position", None)
        yield table, row


def _renewed(table: Table, row: Mapping[str, Any], told: Dict[str, str]) -> Dict[str, str]:
    """Return new ids; a reading keeps pointing at its message."""
    renewed = new_id()
    if table is messages:
        told[row["id"]] = renewed
        return {"id": renewed}
    return {"id": renewed, "message_id": told[row["message_id"]]}
