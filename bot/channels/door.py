"""Where a messenger's events come in: stored, then answered in the background. Shared by all messengers."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Awaitable, Callable, Optional, Set, Union

from bot.channels.events import Blocked, ChannelEvent, Followed, Joined, Pressed, Told, Unsent
from bot.services.buttons import Buttons
from bot.services.channel_events import ChannelEvents
from bot.services.inbox import InboundMessage, Inbox

log = logging.getLogger(__name__)
# What a button stands as in the record when its label is not known.
_PRESSED = "（ボタン）"


class MessengerDoor:
    """Takes events of one channel. ``show_typing`` (address) is a courtesy and may fail."""

    def __init__(
        self,
        channel: str,
        *,
        inbox: Inbox,
        events: ChannelEvents,
        buttons: Buttons,
        start_turn: Callable[[str, str], None],
        show_typing: Callable[[str], Awaitable[None]],
    ) -> None:
        self._channel = channel
        self._inbox = inbox
        self._events = events
        self._buttons = buttons
        self._start_turn = start_turn
        self._show_typing = show_typing
        self._courtesies: "Set[asyncio.Task[Any]]" = set()

    async def accept(self, event: Optional[ChannelEvent]) -> None:
        """Store the event; returns once it is stored, the answer comes later."""
        if event is None:
            return
        if isinstance(event, Told):
            await self._told(event.message)
        elif isinstance(event, Pressed):
            await self._told(await asyncio.to_thread(self._of_button, event))
        else:
            await asyncio.to_thread(self._note, event)

    async def _told(self, message: InboundMessage) -> None:
        received = await asyncio.to_thread(self._inbox.receive, message)
        if not received.fresh:
            return
        self._start_turn(received.inbox_id, received.conversation_id)
        if received.answers:
            courtesy = asyncio.get_running_loop().create_task(self._courtesy(message.address))
            self._courtesies.add(courtesy)
            courtesy.add_done_callback(self._courtesies.discard)

    def _of_button(self, event: Pressed) -> InboundMessage:
        choice = self._buttons.resolve(self._channel, event.sender_id, event.data)
        return InboundMessage(
            channel=self._channel,
            sender_id=event.sender_id,
            event_id=event.event_id,
            text=choice[1] if choice else event.label or _PRESSED,
            kind="choice" if choice else "text",
            choice=choice[0] if choice else None,
            sent_at=event.at,
            address=event.address,
            standby=event.standby,
        )

    def _note(self, event: Union[Unsent, Followed, Blocked, Joined]) -> None:
        of = (self._channel, event.sender_id, event.event_id)
        if isinstance(event, Unsent):
            self._events.unsend(*of, event.external_id, address=event.address, at=event.at)
        elif isinstance(event, Followed):
            self._events.follow(*of, address=event.address, at=event.at)
        elif isinstance(event, Blocked):
            self._events.block(*of, address=event.address, at=event.at)
        else:
            self._events.join(*of, event.receipt, address=event.address, at=event.at)

    async def _courtesy(self, address: str) -> None:
        try:
            await self._show_typing(address)
        except Exception as error:  # noqa: BLE001  a typing sign is not worth a failure
            log.info("%s: no typing sign: %s", self._channel, type(error).__name__)
