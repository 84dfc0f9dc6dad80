"""What carries messages to a messenger, and how it may fail. One implementation a channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, List, Mapping, Optional, Protocol, Sequence

from bot.domain.errors import DeliveryError
from bot.services.content_policy import Bubble

# What a request waits for the other side before its fate is unknown.
PATIENCE_SECONDS = 10.0
# Telegram hands bots no larger file; a larger one of LINE is left there too.
MOST_MEDIA_BYTES = 20 * 1024 * 1024


class LaterError(DeliveryError):
    """The other side asks us to wait (429); ``seconds`` as it said, None when it did not."""

    code = "later"

    def __init__(self, seconds: Optional[float]) -> None:
        super().__init__(self.code)
        self.seconds = seconds


class UnknownFateError(DeliveryError):
    """The request may have been carried out, and repeating it might say it twice."""

    code = "unknown_fate"


class RefusedError(DeliveryError):
    """The other side will never take this request."""

    code = "refused"


class UnreachableError(RefusedError):
    """The resident has blocked us or is gone."""

    code = "unreachable"


class TooLargeError(RefusedError):
    """What came with a message is larger than we keep."""

    code = "too_large"


@dataclass(frozen=True)
class Fetched:
    """The bytes that came with a message."""

    content: bytes
    media_type: str


class Carrier(Protocol):
    """A messenger's side that we speak to."""

    @property
    def policy(self) -> str: ...

    def pack(self, bubbles: Sequence[Bubble]) -> List[Mapping[str, Any]]: ...

    async def send(self, address: str, request: Mapping[str, Any], *, key: str, again: bool) -> None:
        """Carry one request; ``key`` is the same for every try of it, ``again`` is True from the second on.

        Raises:
            DeliveryError: it did not arrive and may be tried again, or one of the kinds above.
        """
        ...

    async def show_typing(self, address: str) -> None:
        """Show that an answer is being written."""
        ...

    async def fetch(self, ref: str) -> Fetched:
        """Fetch what came with a message.

        Raises:
            TooLargeError, RefusedError: never to be had. DeliveryError: not now.
        """
        ...

    async def run(self) -> None:
        """Do what the channel needs beside requests, until cancelled."""
        ...

    async def close(self) -> None:
        """Give up connections."""
        ...
