"""After a new master key was made current: wrap every data key under it. The texts themselves stay as they are."""

from __future__ import annotations

from typing import Any, List

from sqlalchemy import Connection, Engine, Row, select, update

from bot.store.keys import KeyRing
from bot.store.tables import cases, meta
from bot.store.vault import INSTALLATION_PLACE, case_key_place

_BATCH = 500


def rewrap(engine: Engine, keyring: KeyRing) -> int:
    """Wrap the data keys of all cases and of the installation under the current master key.

    Works in short transactions, may be stopped and run again, and runs beside the service.

    Returns:
        How many keys were wrapped anew.
    """
    with engine.begin() as connection:
        done = _rewrap_installation(connection, keyring)
    while True:
        with engine.begin() as connection:
            batch = _outdated(connection, keyring)
            for case_id, wrapped, key_id in batch:
                where = case_key_place(case_id)
                fresh = keyring.wrap(keyring.unwrap(key_id, wrapped, where), where)
                changed = {"data_key": fresh, "master_key_id": keyring.current}
                connection.execute(update(cases).where(cases.c.id == case_id).values(changed))
        done += len(batch)
        if not batch:
            return done


def _outdated(connection: Connection, keyring: KeyRing) -> List[Row[Any]]:
    # Erased cases have no master key id and so do not match.
    statement = (
        select(cases.c.id, cases.c.data_key, cases.c.master_key_id)
        .where(cases.c.master_key_id != keyring.current)
        .order_by(cases.c.id)
        .limit(_BATCH)
        .with_for_update(key_share=True)
    )
    return list(connection.execute(statement))


def _rewrap_installation(connection: Connection, keyring: KeyRing) -> int:
    statement = select(meta).where(meta.c.master_key_id.is_not(None), meta.c.master_key_id != keyring.current)
    rows = list(connection.execute(statement.with_for_update()))
    for row in rows:
        data_key = keyring.unwrap(row.master_key_id, row.value, INSTALLATION_PLACE)
        changed = {"value": keyring.wrap(data_key, INSTALLATION_PLACE), "master_key_id": keyring.current}
        connection.execute(update(meta).where(meta.c.name == row.name).values(changed))
    return len(rows)
