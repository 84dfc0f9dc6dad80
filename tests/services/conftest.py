"""One migrated database and one set of keys, copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Iterator

import pytest

from bot.store.canary import open_keyring
from bot.store.database import open_engine
from bot.store.migrate import upgrade
from tests.support.house import House, build_house


@pytest.fixture(scope="session")
def empty_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    url = f"sqlite:///{folder / 'town.db'}"
    upgrade(url)
    engine = open_engine(url)
    open_keyring(engine, folder / "keys")
    engine.dispose()
    return folder


@pytest.fixture()
def house(empty_town: Path, tmp_path: Path) -> Iterator[House]:
    shutil.copytree(empty_town, tmp_path / "town")
    yield from build_house(tmp_path / "town" / "town.db", tmp_path / "town" / "keys")
