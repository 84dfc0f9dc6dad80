"""``marugoto actions``: the same actions behind rasa-sdk's server, with a throw-away database."""

from __future__ import annotations

import atexit
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.bootstrap import build, open_store
from bot.services import current
from bot.settings import Settings


def serve_actions(settings: Settings, port: int) -> None:
    """Serve on 127.0.0.1 until stopped."""
    from rasa_sdk.endpoint import create_app

    folder = tempfile.TemporaryDirectory(prefix="marugoto-actions-")
    atexit.register(folder.cleanup)
    own = replace(settings.without_messengers(), var=Path(folder.name), database_url="", keys=None)
    store = open_store(own)
    current.provide(lambda: build(own, store, lambda services: _NoEngine()).services)
    server = create_app("actions")
    server.run(host="127.0.0.1", port=port, access_log=False)


class _NoEngine:
    """The dialogue runs in the Rasa that calls; here nothing is understood."""

    def understand(self, text: str, question: Any = None) -> Any:
        raise RuntimeError("no engine behind `marugoto actions`")

    async def run_turn(self, work: Any) -> None:
        raise RuntimeError("no engine behind `marugoto actions`")

    def forget(self, conversation_id: str) -> None:
        return None
