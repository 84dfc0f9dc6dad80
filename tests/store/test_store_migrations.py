"""Migrations: from nothing to the tables of the code, down and up again, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from bot.store import migrate
from bot.store.database import open_engine
from bot.store.tables import metadata


def differences(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


def test_an_empty_database_reaches_head_with_the_tables_of_the_code(empty_database: Any) -> None:
    assert migrate.current(empty_database.url) is None and not migrate.is_at_head(empty_database.url)
    migrate.upgrade(empty_database.url)
    assert migrate.current(empty_database.url) is not None and migrate.is_at_head(empty_database.url)
    assert differences(empty_database.engine) == []


def test_the_comparison_sees_a_missing_index(empty_database: Any) -> None:
    migrate.upgrade(empty_database.url)
    with empty_database.engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_cases_queue"))
    assert [difference[0] for difference in differences(empty_database.engine)] == ["add_index"]


def test_down_and_up_again(empty_database: Any) -> None:
    migrate.upgrade(empty_database.url)
    migrate.downgrade(empty_database.url)
    assert set(inspect(empty_database.engine).get_table_names()) == {"alembic_version"}
    migrate.upgrade(empty_database.url)
    migrate.upgrade(empty_database.url)
    assert differences(empty_database.engine) == []


def test_foreign_keys_wait_for_the_commit_on_both_databases(database: Any) -> None:
    options = [key["options"] for key in inspect(database.engine).get_foreign_keys("messages")]
    assert options == [{"deferrable": True, "initially": "DEFERRED"}] * 2


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_sqlite_in_memory_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="needs a file"):
        open_engine(url)


def test_sqlite_is_durable_checked_and_for_its_owner_only(tmp_path: Any) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/deep/store.db")
    with engine.connect() as connection:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names]
    engine.dispose()
    assert found == ["wal", 2, 1, 1]
    assert (tmp_path / "deep" / "store.db").stat().st_mode & 0o777 == 0o600
