"""The channel contract on the LINE channel."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest

from tests.channels.conftest import line_site
from tests.channels.contract import ChannelContract
from tests.support.platforms import LinePlatform
from tests.support.postgres import Server, postgres_server

__all__ = ["postgres_server"]


class TestContract(ChannelContract):
    @pytest.fixture()
    def platform(self, line: LinePlatform) -> LinePlatform:
        return line


@pytest.mark.slow
class TestContractOnPostgres(ChannelContract):
    """The same on PostgreSQL, where rows are taken by skipping locked ones."""

    @pytest.fixture()
    def platform(self, tmp_path: Path, postgres_server: Server) -> Iterator[LinePlatform]:
        name = postgres_server.new_database()
        with line_site(tmp_path, "full", database_url=postgres_server.url(name)) as platform:
            yield platform
        postgres_server.drop_database(name)
