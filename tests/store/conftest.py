"""Fixtures of the store: every test that asks for ``database`` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterator, Optional

import pytest
from sqlalchemy import Engine

from bot.store.canary import open_keyring
from bot.store.database import open_engine
from bot.store.keys import KeyRing
from bot.store.migrate import upgrade
from bot.store.unit_of_work import UnitOfWork
from tests.support.postgres import Server, postgres_server

__all__ = ["postgres_server"]


@dataclass
class Database:
    """A database, migrated for ``database`` and empty for ``empty_database``."""

    url: str
    engine: Engine
    file: Optional[Path] = None
    server: Optional[Server] = None

    def content(self) -> bytes:
        """Return all bytes that a thief of the disk or of a dump would have."""
        if self.server is not None:
            return self.server.dump(str(self.engine.url.database))
        assert self.file is not None
        return b"".join(path.read_bytes() for path in sorted(self.file.parent.glob(self.file.name + "*")))


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "store.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: Server) -> str:
    name = postgres_server.new_database()
    upgrade(postgres_server.url(name))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        path = tmp_path / "store.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield from _opened(f"sqlite:///{path}", path, None)
    else:
        server = request.getfixturevalue("postgres_server")
        name = server.new_database(request.getfixturevalue("migrated_postgres"))
        yield from _opened(server.url(name), None, server)
        server.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        path = tmp_path / "store.db"
        yield from _opened(f"sqlite:///{path}", path, None)
    else:
        server = request.getfixturevalue("postgres_server")
        name = server.new_database()
        yield from _opened(server.url(name), None, server)
        server.drop_database(name)


@pytest.fixture()
def key_folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture()
def keyring(database: Database, key_folder: Path) -> KeyRing:
    return open_keyring(database.engine, key_folder)


@pytest.fixture()
def unit(database: Database, keyring: KeyRing) -> Callable[[], UnitOfWork]:
    return lambda: UnitOfWork(database.engine, keyring)


def _opened(url: str, file: Optional[Path], server: Optional[Server]) -> Iterator[Database]:
    engine = open_engine(url)
    yield Database(url, engine, file, server)
    engine.dispose()
