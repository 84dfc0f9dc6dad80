"""Keeps one visitor, or one address, from taking the place of the others: how much of theirs is served at once.

Nothing here drops a message: what is let in is stored and read; what is not is told so and may be sent again.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from typing import Iterator

from bot.domain.errors import IntakeError

# A person types one message at a time; a page that was offline sends its few together.
MOST_OF_A_VISITOR = 16
# A town hall, a school or a library behind one address.
MOST_OF_AN_ADDRESS = 200
# A proxy in front has this address for everybody, and counts by itself.
_LOOPBACK = frozenset(("127.0.0.1", "::1", ""))


class TooManyAtOnceError(IntakeError):
    """More is being sent at once than a person writes."""

    code = "too_many_at_once"
    message_ja = "いちどにたくさん届いています。書いた文は消えていません。少し待って、もう一度送ってください。"


class Crowd:
    """Counts the messages that are being stored; to be used on the event loop."""

    def __init__(self) -> None:
        self._visitors: Counter[str] = Counter()
        self._addresses: Counter[str] = Counter()

    @contextlib.contextmanager
    def one_of(self, visitor: str, address: str) -> Iterator[None]:
        """Count one message of a visitor (empty: not known yet) and an address for the time of the block.

        Raises:
            TooManyAtOnceError: there are too many of them already.
        """
        counted = [(self._visitors, visitor, MOST_OF_A_VISITOR)] if visitor else []
        if address not in _LOOPBACK:
            counted.append((self._addresses, address, MOST_OF_AN_ADDRESS))
        if any(counter[key] >= most for counter, key, most in counted):
            raise TooManyAtOnceError(visitor)
        for counter, key, _ in counted:
            counter[key] += 1
        try:
            yield
        finally:
            for counter, key, _ in counted:
                counter[key] -= 1
                if not counter[key]:
                    del counter[key]
