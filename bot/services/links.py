"""One-time links from a messenger to the web chat: a token of ten minutes that opens the case once.

Only its HMAC is stored. It stands behind ``#`` in the address, which a browser sends to no server and no preview of a
messenger fetches; the page hands it over in a request's body.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from bot.domain.errors import NotFoundError
from bot.services.ports import Clock, LookupKeys, UnitOfWorkFactory
from bot.services.records import SessionRecord

LINK = "link"
LINK_LASTS = timedelta(minutes=10)
ANCHOR = "#enter="


class OutdatedLinkError(NotFoundError):
    """The link was used, is too old, or never was."""

    code = "outdated_link"
    message_ja = "このリンクは、もう開けません。元のトークで「画面」と送ると、新しいリンクが届きます。"


class OneTimeLinks:
    """Makes links and takes them back; ``chat_url`` is the address of the web chat."""

    def __init__(self, *, units: UnitOfWorkFactory, keys: LookupKeys, clock: Clock, chat_url: str) -> None:
        self._units = units
        self._keys = keys
        self._clock = clock
        self._chat_url = chat_url.rstrip("/")

    def make(self, case_id: str) -> str:
        """Return a fresh link into the case."""
        token, now = secrets.token_urlsafe(24), self._clock.now()
        with self._units() as unit:
            unit.sessions.add(SessionRecord(self._keys.session(token), LINK, case_id, now, now + LINK_LASTS))
            unit.commit()
        return f"{self._chat_url}/{ANCHOR}{token}"

    def take(self, token: str) -> str:
        """Return the case of a token, which is worth nothing afterwards.

        Raises:
            OutdatedLinkError: used before, too old, or never given.
        """
        with self._units() as unit:
            session = unit.sessions.get(self._keys.session(token))
            if session is None or session.kind != LINK or not unit.sessions.remove(session.token_hmac):
                raise OutdatedLinkError(LINK)
            unit.commit()
        if session.expires_at <= self._clock.now():
            raise OutdatedLinkError(LINK)
        return session.subject_id
