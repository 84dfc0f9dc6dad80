"""The application with the messengers on, their platforms emulated on loopback."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest

from bot.settings import Secret
from tests.support import line_api, telegram_api
from tests.support.line_api import LineApi
from tests.support.local import Local, local
from tests.support.loopback import serving
from tests.support.platforms import LinePlatform, TelegramPlatform, WebPlatform
from tests.support.telegram_api import TelegramApi


@pytest.fixture()
def policy() -> str:
    """The content policy of the messengers in a test."""
    return "full"


@pytest.fixture()
def web(tmp_path: Path) -> Iterator[WebPlatform]:
    with local(tmp_path / "var") as site:
        yield WebPlatform(site)


@pytest.fixture()
def line(tmp_path: Path, policy: str) -> Iterator[LinePlatform]:
    with line_site(tmp_path, policy) as platform:
        yield platform


@pytest.fixture()
def telegram(tmp_path: Path, policy: str) -> Iterator[TelegramPlatform]:
    api = TelegramApi()
    settings = {
        "telegram_token": Secret(telegram_api.TOKEN),
        "telegram_secret": Secret(telegram_api.SECRET),
        "telegram_mode": "webhook",
    }
    with (
        serving(api.app()) as url,
        local(tmp_path / "var", policies={"telegram": policy}, telegram_api_url=url, **settings) as site,
    ):
        yield TelegramPlatform(site, api)


def line_site(tmp_path: Path, policy: str, **settings: str) -> "LineSite":
    return LineSite(tmp_path, policy, settings)


class LineSite:
    """An application with LINE on, for the time of a block."""

    def __init__(self, tmp_path: Path, policy: str, settings: "dict[str, str]") -> None:
        self._api = LineApi()
        self._serving = serving(self._api.app())
        self._var = tmp_path / "var"
        self._policy = policy
        self._settings = settings

    def __enter__(self) -> LinePlatform:
        url = self._serving.__enter__()
        self._local = local(
            self._var,
            policies={"line": self._policy},
            line_channel_secret=Secret(line_api.SECRET),
            line_access_token=Secret(line_api.TOKEN),
            line_api_url=url,
            line_data_url=url,
            **self._settings,
        )
        site: Local = self._local.__enter__()
        return LinePlatform(site, self._api)

    def __exit__(self, *error: object) -> None:
        self._local.__exit__(None, None, None)
        self._serving.__exit__(None, None, None)
