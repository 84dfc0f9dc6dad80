"""The application with a fake engine: one for a module's tests, and a fresh one for tests that change its state."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest

from tests.support.local import Local, Resident, local


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    with local(tmp_path_factory.mktemp("var")) as running:
        yield running


@pytest.fixture()
def fresh(tmp_path: Path) -> Iterator[Local]:
    with local(tmp_path / "var") as running:
        yield running


@pytest.fixture()
def resident(site: Local) -> Resident:
    return site.resident()
