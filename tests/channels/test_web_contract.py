"""The channel contract on the web chat channel."""

from __future__ import annotations

import pytest

from tests.channels.contract import ChannelContract
from tests.support.platforms import WebPlatform


class TestContract(ChannelContract):
    @pytest.fixture()
    def platform(self, web: WebPlatform) -> WebPlatform:
        return web
