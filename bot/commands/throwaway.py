"""An application on a database that is gone afterwards, for the terminal and for scripts."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Iterator

from bot.bootstrap import Application, build, load_rasa, open_store
from bot.settings import Settings


@contextlib.contextmanager
def throwaway_application(settings: Settings, model: Path) -> Iterator[Application]:
    """Yield an application with the real model on an empty database and fresh keys."""
    with tempfile.TemporaryDirectory(prefix="marugoto-") as folder:
        own = replace(settings.without_messengers(), var=Path(folder), database_url="", keys=None)
        store = open_store(own)
        try:
            yield build(own, store, lambda services: load_rasa(model, services, store.units))
        finally:
            store.engine.dispose()
