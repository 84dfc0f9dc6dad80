"""The canary: two rows of the database by which a wrong or lost key is noticed before anything is written."""

from __future__ import annotations

import contextlib
import hmac
from pathlib import Path

from sqlalchemy import Engine, insert, inspect, select
from sqlalchemy.exc import IntegrityError

from bot.domain.errors import MasterKeyError
from bot.store.crypto import new_key
from bot.store.keys import KeyRing, exists
from bot.store.tables import cases, meta, staff
from bot.store.vault import INSTALLATION_KEY, INSTALLATION_PLACE

LOOKUP_CHECK = "lookup_check"


def open_keyring(engine: Engine, folder: Path) -> KeyRing:
    """Return the key ring of a migrated database; the first time, make it and plant the canary.

    Raises:
        MasterKeyError: the keys are lost, damaged or belong to another database.
    """
    planted = _planted(engine)
    if exists(folder):
        keyring = KeyRing.load(folder)
    else:
        keyring = KeyRing.create(folder, database_has_data=planted or database_has_data(engine))
    if not planted:
        # Another process may have been first; what follows tells whether with the same keys.
        with contextlib.suppress(IntegrityError):
            plant_canary(engine, keyring)
    if not keyring_fits(engine, keyring):
        raise MasterKeyError(f"The keys in {folder} belong to another database; restore the right key folder.")
    return keyring


def database_has_data(engine: Engine) -> bool:
    """Return whether anything was ever stored: a case or a member of staff."""
    present = set(inspect(engine).get_table_names())
    with engine.connect() as connection:
        return any(
            table.name in present and connection.execute(select(table.c.id).limit(1)).first() is not None
            for table in (cases, staff)
        )


def plant_canary(engine: Engine, keyring: KeyRing) -> None:
    """Store the installation's own data key, wrapped, and the check of the look-up key.

    Raises:
        MasterKeyError: there are cases already, so this key ring cannot be the first.
    """
    if database_has_data(engine):
        raise MasterKeyError("The database has data but no canary; it is not from this program or was damaged.")
    wrapped = keyring.wrap(new_key(), INSTALLATION_PLACE)
    check = keyring.lookup.check().encode("ascii")
    with engine.begin() as connection:
        connection.execute(insert(meta).values(name=INSTALLATION_KEY, value=wrapped, master_key_id=keyring.current))
        connection.execute(insert(meta).values(name=LOOKUP_CHECK, value=check, master_key_id=None))


def keyring_fits(engine: Engine, keyring: KeyRing) -> bool:
    """Return whether the master keys and the look-up key are those of this database."""
    with engine.connect() as connection:
        rows = {row.name: row for row in connection.execute(select(meta))}
    if INSTALLATION_KEY not in rows or LOOKUP_CHECK not in rows:
        return False
    installation = rows[INSTALLATION_KEY]
    try:
        keyring.unwrap(installation.master_key_id, installation.value, INSTALLATION_PLACE)
    except MasterKeyError:
        return False
    return hmac.compare_digest(rows[LOOKUP_CHECK].value, keyring.lookup.check().encode("ascii"))


def _planted(engine: Engine) -> bool:
    with engine.connect() as connection:
        return connection.execute(select(meta.c.name).limit(1)).first() is not None
