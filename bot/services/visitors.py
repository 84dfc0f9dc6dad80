"""A resident's browser and receipt: how somebody without a login comes back to their own conversation.

The browser holds a random token in an HttpOnly cookie; only its HMAC is stored. A receipt is a secret of 80 bits with
a check character, shown once, stored as HMAC; it never stands in a URL, a message or a log.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Dict, List, Optional, Tuple

from bot.domain.errors import IntakeError, NotFoundError
from bot.services.ids import new_id
from bot.services.links import OneTimeLinks
from bot.services.ports import Clock, LookupKeys, UnitOfWorkFactory
from bot.services.records import AuditRecord, ConversationRecord, SessionRecord

WEB = "web"
BROWSER = "browser"
BROWSER_DAYS = 180
RECEIPT_CHARS = 16
GROUP = 4
# Crockford's base 32: no I, L, O, U, so that a number written down by hand can be read again.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
# Whatever a keyboard offers between the groups: dashes of all widths and a long vowel mark.
_BETWEEN = frozenset("-‐‑‒–—―−ー－_")
TRIES_AN_HOUR = 5


class TooManyTriesError(IntakeError):
    """Somebody guesses receipts."""

    code = "too_many_tries"
    message_ja = "まちがいが続いたため、しばらく受け付けられません。1時間ほどおいて、もう一度おためしください。"


class UnknownReceiptError(NotFoundError):
    """No case has this receipt; whether it is wrong or outdated is not told."""

    message_ja = "その番号は見つかりませんでした。番号を確かめて、もう一度入れてください。"


def new_receipt() -> str:
    """Return a fresh receipt in groups of four; the last character checks the others."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(RECEIPT_CHARS - 1))
    whole = body + _check(body)
    return "-".join(whole[i : i + GROUP] for i in range(0, len(whole), GROUP))


def normalize_receipt(typed: str) -> Optional[str]:
    """Return the receipt without its dashes, common misreadings mended; None when it cannot be one."""
    written = (c for c in typed if not c.isspace() and c not in _BETWEEN)
    folded = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in written).upper().translate(_MISREAD)
    if len(folded) != RECEIPT_CHARS or any(char not in _ALPHABET for char in folded):
        return None
    return folded if folded[-1] == _check(folded[:-1]) else None


def _check(body: str) -> str:
    # Weights make a swap of neighbours visible too.
    return _ALPHABET[sum((place + 1) * _ALPHABET.index(char) for place, char in enumerate(body)) % 31]


@dataclass(frozen=True)
class Visitor:
    """A browser that is known: its conversation, and the sender id that its channel uses."""

    sender_id: str
    conversation: Optional[ConversationRecord]


class Visitors:
    """Knows browsers by token and cases by receipt."""

    def __init__(
        self, *, units: UnitOfWorkFactory, tenant: str, keys: LookupKeys, clock: Clock, links: OneTimeLinks
    ) -> None:
        self._units = units
        self._tenant = tenant
        self._keys = keys
        self._clock = clock
        self._links = links
        self._tries: Dict[str, List[datetime]] = {}
        self._lock = threading.Lock()

    def admit(self) -> Tuple[str, Visitor]:
        """Return a new browser's token (for its cookie) and its sender id."""
        token, sender_id = secrets.token_urlsafe(32), new_id()
        self._remember(token, sender_id)
        return token, Visitor(sender_id, None)

    def known(self, token: Optional[str]) -> Optional[Visitor]:
        """Return who holds the token, or None when nobody does any more."""
        if not token:
            return None
        with self._units(read_only=True) as unit:
            session = unit.sessions.get(self._keys.session(token))
            if session is None or session.kind != BROWSER or session.expires_at < self._clock.now():
                return None
            sender_key = self._keys.sender(WEB, session.subject_id)
            return Visitor(session.subject_id, unit.conversations.by_sender(self._tenant, WEB, sender_key))

    def forget(self, token: str) -> None:
        """End the browser's hold (「この端末から消す」); the case stays with the desk."""
        with self._units() as unit:
            unit.sessions.remove(self._keys.session(token))
            unit.commit()

    def issue_receipt(self, case_id: str, *, actor: str = "resident") -> str:
        """Make a receipt for the case; an older one stops working."""
        receipt = new_receipt()
        now = self._clock.now()
        with self._units() as unit:
            unit.cases.set_receipt(case_id, self._keys.receipt(receipt.replace("-", "")), now)
            unit.audit.add(AuditRecord(now, actor, "receipt_issued", case_id))
            unit.commit()
        return receipt

    def resume(self, typed: str, *, address: str) -> Tuple[str, Visitor]:
        """Open the case of a receipt in a new browser.

        Raises:
            UnknownReceiptError: no such receipt.
            TooManyTriesError: five wrong ones within an hour from this address.
        """
        return self._open(self.case_of_receipt(typed, address=address), "resumed_by_receipt")

    def enter(self, token: str, visitor: Optional[Visitor] = None) -> Optional[str]:
        """Open the case of a one-time link; return the browser's token, None when it had the case open already.

        Raises:
            OutdatedLinkError: the link was used, is too old, or never was.
        """
        case_id = self._links.take(token)
        if visitor is not None and visitor.conversation is not None and visitor.conversation.case_id == case_id:
            return None
        return self._open(case_id, "entered_by_link")[0]

    def case_of_receipt(self, typed: str, *, address: str) -> str:
        """Return the case of a receipt; raises as ``resume`` does."""
        self._count_try(address)
        receipt = normalize_receipt(typed)
        with self._units() as unit:
            record = unit.cases.by_receipt(self._tenant, self._keys.receipt(receipt)) if receipt else None
        if record is None:
            raise UnknownReceiptError("receipt")
        with self._lock:
            self._tries.pop(address, None)
        return record.id

    def _open(self, case_id: str, how: str) -> Tuple[str, Visitor]:
        now = self._clock.now()
        token, sender_id = secrets.token_urlsafe(32), new_id()
        conversation = ConversationRecord(new_id(), self._tenant, case_id, WEB, self._keys.sender(WEB, sender_id), now)
        with self._units() as unit:
            unit.conversations.add(conversation)
            unit.sessions.add(self._session(token, sender_id, now))
            unit.audit.add(AuditRecord(now, "resident", how, case_id))
            unit.commit()
        return token, Visitor(sender_id, conversation)

    def _remember(self, token: str, sender_id: str) -> None:
        now = self._clock.now()
        with self._units() as unit:
            unit.sessions.add(self._session(token, sender_id, now))
            unit.commit()

    def _session(self, token: str, sender_id: str, now: datetime) -> SessionRecord:
        return SessionRecord(self._keys.session(token), BROWSER, sender_id, now, now + timedelta(days=BROWSER_DAYS))

    def _count_try(self, address: str) -> None:
        now = self._clock.now()
        with self._lock:
            recent = [at for at in self._tries.get(address, []) if now - at < timedelta(hours=1)]
            if len(recent) >= TRIES_AN_HOUR:
                self._tries[address] = recent
                raise TooManyTriesError(self._tenant)
            self._tries[address] = [*recent, now]
