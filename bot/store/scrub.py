"""After erasing: take what the database no longer shows out of its files too. Run by the nightly retention job."""

from __future__ import annotations

from sqlalchemy import Engine, text

from bot.store.tables import attachments, cases, conversations, messages, outbox, readings, tracker_events

_HOLD_ERASED = (attachments, cases, conversations, messages, outbox, readings, tracker_events)


def scrub(engine: Engine) -> bool:
    """Overwrite or free the old versions of erased rows; return False when readers were in the way: run it again.

    SQLite empties its write-ahead log into the file, where freed bytes are zeroed (``secure_delete``); PostgreSQL
    frees dead rows. Backups and the archives of PostgreSQL's own log keep theirs until they expire.
    """
    if engine.dialect.name == "sqlite":
        return _emptied_log(engine)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in _HOLD_ERASED:
            connection.execute(text(f'VACUUM "{table.name}"'))
    return True


def _emptied_log(engine: Engine) -> bool:
    # Below SQLAlchemy, which would begin a transaction; the log cannot be emptied inside one.
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        # One row: whether it was kept from finishing, pages in the log, pages moved.
        (row,) = cursor.fetchall()
        cursor.close()
        return bool(row[0] == 0)
    finally:
        connection.close()
