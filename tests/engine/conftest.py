"""The real engine with the trained model, in this process and on a database of its own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest

from bot.bootstrap import Application, build, load_rasa, open_store
from bot.services.inbox import InboundMessage
from bot.services.say import Reply
from bot.settings import Settings


@dataclass
class Talk:
    """A resident's talk with the application."""

    application: Application
    engine: Any
    sender: str = "engine-test"
    count: int = 0
    conversation_id: str = ""
    case_id: str = ""

    def say(self, text: str, **more: Any) -> List[Reply]:
        """Send a message through inbox, engine and store; return the bot's replies."""
        self.count += 1
        inbound = InboundMessage("web", self.sender, f"{self.sender}:{self.count}", text, **more)
        received = self.application.services.inbox.receive(inbound)
        self.conversation_id, self.case_id = received.conversation_id, received.case_id
        return list(asyncio.run(self.application.services.turns.process(received.inbox_id)))

    def events(self) -> List[Dict[str, Any]]:
        """Return the stored tracker events."""
        with self.application.store.units() as unit:
            return [dict(event) for event in unit.tracker_events.load(self.conversation_id)]

    def slot(self, name: str) -> Any:
        """Return a slot as the tracker rebuilt for the next turn has it."""
        tracker = asyncio.run(self.engine._store.retrieve(self.conversation_id))
        return tracker.get_slot(name)


@pytest.fixture(scope="session")
def real(model_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    settings = Settings(var=tmp_path_factory.mktemp("var"))
    store = open_store(settings)
    yield build(settings, store, lambda services: load_rasa(model_path, services, store.units))
    store.engine.dispose()


@pytest.fixture()
def talk(real: Application, request: pytest.FixtureRequest) -> Talk:
    engine = real.engine.real  # type: ignore[attr-defined]
    return Talk(real, engine, sender=request.node.name)
