"""Bring a database to the present tables; Alembic's configuration is built here, there is no alembic.ini."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.store.database import open_engine

_FOLDER = Path(__file__).parent / "migrations"
# Any fixed number: processes that start together upgrade one after another.
_UPGRADE_LOCK = 7_203_114


def upgrade(url: str) -> None:
    """Upgrade to the newest revision, in one transaction."""
    _move(url, "head", down=False)


def downgrade(url: str, revision: str = "base") -> None:
    """Go back to a revision; ``base`` drops all tables and everything in them."""
    _move(url, revision, down=True)


def current(url: str) -> Optional[str]:
    """Return the revision of the database, None when it was never upgraded."""
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def is_at_head(url: str) -> bool:
    """Return whether the database has exactly the present tables."""
    return current(url) == ScriptDirectory.from_config(_config()).get_current_head()


def _config(connection: Optional[Connection] = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _move(url: str, revision: str, *, down: bool) -> None:
    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})
            if down:
                command.downgrade(_config(connection), revision)
            else:
                command.upgrade(_config(connection), revision)
    finally:
        engine.dispose()
