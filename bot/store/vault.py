"""Sealed columns: which data key seals a row, and how its values are sealed and opened."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterable, Mapping, Optional, Set, Tuple

from sqlalchemy import bindparam, select

from bot.domain.errors import MasterKeyError, NotFoundError
from bot.store.crypto import new_key, place, seal, seal_text, unseal, unseal_text
from bot.store.keys import KeyRing
from bot.store.tables import cases, meta
from bot.store.transaction import Transaction

_KEYS = select(cases.c.id, cases.c.data_key, cases.c.master_key_id)
_KEY = _KEYS.where(cases.c.id == bindparam("case_id"))
# FOR NO KEY UPDATE on PostgreSQL: foreign keys to the case stay checkable meanwhile.
_LOCK = _KEY.with_for_update(key_share=True)
INSTALLATION_KEY = "installation_key"
INSTALLATION_PLACE = place("meta", "value", INSTALLATION_KEY)


def case_key_place(case_id: str) -> bytes:
    """Return where the wrapped data key of a case is stored."""
    return place("cases", "data_key", case_id, case_id)


class Vault:
    """Seals and opens values with the data key of their case, or of the installation for rows of no case."""

    def __init__(self, transaction: Transaction, keyring: KeyRing) -> None:
        self._transaction = transaction
        self._keyring = keyring
        self._keys: Dict[Optional[str], Optional[bytes]] = {}
        self._locked: Set[str] = set()

    def create(self, case_id: str) -> Tuple[bytes, str]:
        """Return a fresh data key for the case, wrapped, and the id of the master key that wraps it."""
        data_key = new_key()
        self._keys[case_id] = data_key
        return self._keyring.wrap(data_key, case_key_place(case_id)), self._keyring.current

    def lock(self, case_id: str) -> None:
        """Hold the case's row until the end of the unit, so that one writer at a time numbers its messages.

        Raises:
            NotFoundError: there is no such case.
        """
        if case_id in self._locked:
            return
        row = self._transaction.run(_LOCK, {"case_id": case_id}).first()
        if row is None:
            raise NotFoundError("There is no such case.")
        self._locked.add(case_id)
        self._open(*row)

    def load(self, case_ids: Iterable[str]) -> None:
        """Fetch the data keys of several cases in one query."""
        wanted = {case_id for case_id in case_ids if case_id not in self._keys}
        if not wanted:
            return
        for row in self._transaction.run(_KEYS.where(cases.c.id.in_(wanted))):
            self._open(*row)

    def destroy(self, case_id: str) -> None:
        """Forget the data key of a case in this unit and in the cache of the process."""
        wrapped = self._transaction.run(select(cases.c.data_key).where(cases.c.id == case_id)).scalar()
        if wrapped is not None:
            self._keyring.forget(wrapped, case_key_place(case_id))
        self._keys[case_id] = None

    def seal(self, table: str, column: str, row_id: str, case_id: Optional[str], text: str) -> bytes:
        """Seal a text for its place.

        Raises:
            NotFoundError: the case does not exist or is erased.
        """
        return seal_text(self._present_key(case_id), text, place(table, column, row_id, case_id or ""))

    def seal_bytes(self, table: str, column: str, row_id: str, case_id: str, content: bytes) -> bytes:
        """Seal bytes for their place; raises as ``seal`` does."""
        return seal(self._present_key(case_id), content, place(table, column, row_id, case_id))

    def unseal_bytes(
        self, table: str, column: str, row_id: str, case_id: str, sealed: Optional[bytes]
    ) -> Optional[bytes]:
        """Open sealed bytes; None when they were blanked or their case is erased."""
        key = None if sealed is None else self._key(case_id)
        return None if sealed is None or key is None else unseal(key, sealed, place(table, column, row_id, case_id))

    def unseal(
        self, table: str, column: str, row_id: str, case_id: Optional[str], sealed: Optional[bytes]
    ) -> Optional[str]:
        """Open a sealed text; None when it was blanked or its case is erased."""
        key = None if sealed is None else self._key(case_id)
        if sealed is None or key is None:
            return None
        return unseal_text(key, sealed, place(table, column, row_id, case_id or ""))

    def _present_key(self, case_id: Optional[str]) -> bytes:
        key = self._key(case_id)
        if key is None:
            raise NotFoundError("The case does not exist or is erased.")
        return key

    def _key(self, case_id: Optional[str]) -> Optional[bytes]:
        if case_id is None:
            return self._installation_key()
        if case_id not in self._keys:
            row = self._transaction.run(_KEY, {"case_id": case_id}).first()
            if row is not None:
                self._open(*row)
        return self._keys.get(case_id)

    def _open(self, case_id: str, wrapped: Optional[bytes], key_id: Optional[str]) -> None:
        opened = None
        if wrapped is not None and key_id is not None:
            opened = self._keyring.unwrap(key_id, wrapped, case_key_place(case_id))
        self._keys[case_id] = opened

    def _installation_key(self) -> bytes:
        key = self._keys.get(None)
        if key is None:
            statement = select(meta.c.value, meta.c.master_key_id).where(meta.c.name == INSTALLATION_KEY)
            row = self._transaction.run(statement).first()
            if row is None:
                raise MasterKeyError("The database has no installation key; open it with canary.open_keyring first.")
            key = self._keyring.unwrap(row.master_key_id, row.value, INSTALLATION_PLACE)
            self._keys[None] = key
        return key


def to_json(value: Mapping[str, Any]) -> str:
    """Return JSON in ASCII, which carries every string."""
    return json.dumps(dict(value))


def from_json(text: Optional[str]) -> Mapping[str, Any]:
    """Return the object, empty for a blanked column."""
    content: Mapping[str, Any] = {} if text is None else json.loads(text)
    return content
