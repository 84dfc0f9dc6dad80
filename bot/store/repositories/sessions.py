"""Sessions in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Optional

from sqlalchemy import bindparam, delete, insert, select

from bot.services.records import SessionRecord
from bot.store.repositories.rows import columns, values
from bot.store.tables import sessions
from bot.store.transaction import Transaction

_GET = select(*columns(sessions, SessionRecord)).where(sessions.c.token_hmac == bindparam("token_hmac"))


class SqlSessions:
    """Implements ``SessionRepository``."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, session: SessionRecord) -> None:
        self._transaction.run(insert(sessions).values(values(session)))

    def get(self, token_hmac: str) -> Optional[SessionRecord]:
        row = self._transaction.run(_GET, {"token_hmac": token_hmac}).first()
        return None if row is None else SessionRecord(**row._mapping)

    def remove(self, token_hmac: str) -> bool:
        return self._transaction.run(delete(sessions).where(sessions.c.token_hmac == token_hmac)).rowcount == 1

    def remove_expired(self, now: datetime) -> int:
        return self._transaction.run(delete(sessions).where(sessions.c.expires_at <= now)).rowcount
