"""The channel contract on the LINE channel."""

from __future__ import annotations

import pytest

from tests.channels.contract import ChannelContract
from tests.support.platforms import LinePlatform


class TestContract(ChannelContract):
    @pytest.fixture()
    def platform(self, line: LinePlatform) -> LinePlatform:
        return line
