"""Engines for the two databases: SQLite in WAL mode with one writer at a time, PostgreSQL through psycopg 3."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url

READ_ONLY = "marugoto_read_only"
_BUSY_TIMEOUT_MS = 20_000


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
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling is switched off; ``_begin_sqlite`` says BEGIN instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # Erased keys and texts are overwritten in the file, not only unlinked.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the write lock at once: a reader that starts to write later could only fail.
    read_only = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if read_only else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
