"""What residents said elsewhere, written down by staff: a telephone call, a visit, a paper form. The same record.

It is read for danger and understood like a message, and never answered by the bot. Who writes it down has seen it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Callable, Optional

from bot.domain.errors import InvalidInputError
from bot.services.access import Need, access_case, check_desk
from bot.services.ids import new_id
from bot.services.inbox import InboundMessage, Inbox, Received
from bot.services.ports import Clock, UnitOfWorkFactory
from bot.services.records import AuditRecord, StaffRecord
from bot.services.visitors import Visitors

STAFF = "staff"
WAYS = ("phone", "visit", "paper")
MOST_ENTRY_CHARS = 4_000
_NO_TEXT = "聞き取ったことを書いてください。"
_LONG = f"一度に入れられるのは{MOST_ENTRY_CHARS:,}文字までです。分けて入れてください。"


@dataclass(frozen=True)
class Entry:
    """What was written down: the words, how they came, and when they were said."""

    text: str
    way: str
    client_id: str
    told_at: Optional[datetime] = None


class StaffEntry:
    """Takes entries; ``start_turn`` is told of each stored one, so that it is understood."""

    def __init__(
        self,
        *,
        units: UnitOfWorkFactory,
        inbox: Inbox,
        visitors: Visitors,
        clock: Clock,
    ) -> None:
        self._units = units
        self._inbox = inbox
        self._visitors = visitors
        self._clock = clock

    def enter(
        self,
        entry: Entry,
        *,
        acting_user: StaffRecord,
        case_id: Optional[str] = None,
        start_turn: Callable[[str, str], None],
    ) -> Received:
        """Store an entry in a case, or in a new one; the same ``client_id`` twice is one entry.

        Raises:
            InvalidInputError: nothing is written, too much, or no known way.
            NotFoundError, DeniedError: the case is not theirs.
        """
        check_desk(acting_user, need=Need.ANSWER)
        if case_id is not None:
            with self._units() as unit:
                access_case(unit, case_id, acting_user=acting_user, need=Need.ANSWER)
        words = entry.text.strip()
        if not words:
            raise InvalidInputError(_NO_TEXT)
        if len(words) > MOST_ENTRY_CHARS:
            raise InvalidInputError(_LONG)
        if entry.way not in WAYS:
            raise InvalidInputError("電話・来所・書面のどれかを選んでください。")
        received = self._inbox.receive(
            InboundMessage(
                channel=STAFF,
                # One conversation a case; a new case has a name of its own until it has an id.
                sender_id=case_id or f"{acting_user.id}:{entry.client_id}",
                event_id=f"{acting_user.id}:{entry.client_id}",
                text=words,
                sent_at=entry.told_at,
                extra={"way": entry.way},
                entered_by=acting_user.id,
                case_id=case_id,
            )
        )
        if received.fresh:
            with self._units() as unit:
                detail = {"way": entry.way}
                unit.audit.add(AuditRecord(self._clock.now(), acting_user.id, "staff_entry", received.case_id, detail))
                unit.commit()
            start_turn(received.inbox_id, received.conversation_id)
        return received

    def issue_receipt(self, case_id: str, *, acting_user: StaffRecord) -> str:
        """Make a receipt to be read out or handed over, with which the resident goes on by themselves."""
        with self._units() as unit:
            access_case(unit, case_id, acting_user=acting_user, need=Need.ANSWER)
        return self._visitors.issue_receipt(case_id, actor=acting_user.id)


def fresh_client_id() -> str:
    """Return an id for a form that has not been sent yet."""
    return new_id()
