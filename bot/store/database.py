"""Engines for the two databases: SQLite in WAL mode with one writer at a time, PostgreSQL through psycopg 3."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError

READ_ONLY = "marugoto_read_only"
_BUSY_TIMEOUT_MS = 20_000
# What a pooled connection remembers of itself.
_QUERY_ONLY, _WRITING = "query_only", "writing"


def open_engine(url: str, *, pool_size: int = 8, max_overflow: int = 8) -> Engine:
    """Return an engine for ``sqlite:///file`` or ``postgresql://…``; no statement is sent yet.

    The values bound to statements never appear in logs or errors (``hide_parameters``).
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, pool_size, max_overflow)
    return create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 5, "application_name": "marugoto"},
    )


def _sqlite(url: URL, pool_size: int, max_overflow: int) -> Engine:
    if not url.database or url.database == ":memory:":
        raise ValueError("SQLite needs a file: WAL and several connections do not work in memory.")
    path = Path(url.database)
    path.parent.mkdir(parents=True, exist_ok=True)
    # SQLite gives its -wal and -shm files the mode of the database file.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    engine = create_engine(url, hide_parameters=True, pool_size=pool_size, max_overflow=max_overflow)
    event.listen(engine, "connect", _prepare_sqlite)
    turns = _Turns()
    event.listen(engine, "begin", turns.begin)
    event.listen(engine, "checkin", turns.give_back)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling is switched off; ``_Turns`` says BEGIN instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # Erased keys and texts are overwritten in the file, not only unlinked.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


class _Turns:
    """Lets the writers of this process take turns, and says BEGIN for each transaction.

    SQLite lets a writer who finds another one at work sleep, longer each time; here the next one goes on at once.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def begin(self, connection: Connection) -> None:
        """Begin; a writer takes the write lock at once: a reader that starts to write later could only fail."""
        info = connection.info
        read_only = bool(connection.get_execution_options().get(READ_ONLY, False))
        if not read_only and not info.get(_WRITING):
            # When the wait is too long, SQLite's own refusal tells so.
            info[_WRITING] = self._lock.acquire(timeout=_BUSY_TIMEOUT_MS / 1000)
        # On the driver's own connection: SQLAlchemy's way costs ten times as much, for each transaction.
        driver: Any = connection.connection.dbapi_connection
        try:
            if info.get(_QUERY_ONLY) is not read_only:
                driver.execute(f"PRAGMA query_only={'ON' if read_only else 'OFF'}")
                info[_QUERY_ONLY] = read_only
            driver.execute("BEGIN" if read_only else "BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise OperationalError("BEGIN", None, error) from error

    def give_back(self, _driver: Any, record: Any) -> None:
        """Let the next writer go on, when a connection has come back to the pool."""
        if record.info.pop(_WRITING, False):
            self._lock.release()
