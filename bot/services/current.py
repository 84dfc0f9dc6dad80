"""The services that actions work with, and the turn that they belong to.

Inside our process the composition root hands them to the actions and a turn is always going on. Behind
``marugoto actions`` (for ``rasa shell`` and ``rasa test``) no turn of ours is: one is made on a throw-away database.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any, Callable, Iterator, Mapping, Optional

from bot.services.ids import new_id
from bot.services.inbox import InboundMessage, Inbox
from bot.services.intake import Intake
from bot.services.turn_work import TurnWork, current_work
from bot.services.turns import Turns

SHELL = "shell"


@dataclass(frozen=True)
class Services:
    """What actions may call."""

    intake: Intake
    inbox: Inbox
    turns: Turns

    @contextlib.contextmanager
    def turn_of(self, sender_id: str, latest_message: Mapping[str, Any]) -> Iterator[TurnWork]:
        """Yield the turn that is going on, or a whole one of its own when an action is called from outside."""
        work = current_work()
        if work is not None:
            yield work
            return
        received = self.inbox.receive(
            InboundMessage(SHELL, sender_id, new_id(), str(latest_message.get("text") or "")),
        )
        with self.turns.whole(received.inbox_id) as alone:
            yield alone


_factory: Optional[Callable[[], Services]] = None
_built: Optional[Services] = None


def provide(factory: Callable[[], Services]) -> None:
    """Say how services are made for actions that were given none."""
    global _factory, _built
    _factory, _built = factory, None


def current() -> Services:
    """Return the services for actions that were given none.

    Raises:
        RuntimeError: nobody said how to make them.
    """
    global _built
    if _built is None:
        if _factory is None:
            raise RuntimeError("no services: run `marugoto actions` instead of `rasa run actions`")
        _built = _factory()
    return _built
