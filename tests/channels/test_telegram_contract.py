"""The channel contract on the Telegram channel."""

from __future__ import annotations

import pytest

from tests.channels.contract import ChannelContract
from tests.support.platforms import TelegramPlatform


class TestContract(ChannelContract):
    @pytest.fixture()
    def platform(self, telegram: TelegramPlatform) -> TelegramPlatform:
        return telegram
