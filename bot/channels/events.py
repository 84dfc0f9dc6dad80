"""What a messenger reports, in our words. One event of a webhook is one of these, or nothing that concerns us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Union

from bot.services.inbox import InboundMessage


@dataclass(frozen=True)
class Told:
    """A message, or a correction of one."""

    message: InboundMessage


@dataclass(frozen=True)
class _Of:
    """Whose event it is, under which id, and when it happened at the sender's."""

    sender_id: str
    event_id: str
    address: str
    at: datetime


@dataclass(frozen=True)
class Pressed(_Of):
    """A button, by its data; ``standby``: another service has the talk."""

    data: str
    label: str = ""
    standby: bool = False


@dataclass(frozen=True)
class Unsent(_Of):
    """A message was taken back."""

    external_id: str


@dataclass(frozen=True)
class Followed(_Of):
    """The contact was opened."""


@dataclass(frozen=True)
class Blocked(_Of):
    """The contact was ended; nothing can be delivered any more."""


@dataclass(frozen=True)
class Joined(_Of):
    """The contact was opened with a receipt."""

    receipt: str


ChannelEvent = Union[Told, Pressed, Unsent, Followed, Blocked, Joined]
