"""What the services need from outside, as Protocols. Store, engine, pagers and clock implement them.

A unit of work is one short write or read transaction; no unit is open while the engine thinks.
"""

from __future__ import annotations

from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, List, Mapping, Optional, Protocol, Sequence, Tuple, Type

from bot.domain.understanding import DangerReading, Understanding
from bot.services.records import (
    AlarmRecord,
    AuditRecord,
    CaseRecord,
    ConsentRecord,
    ControlRecord,
    ConversationRecord,
    InboxRecord,
    MessageRecord,
    OutboxRecord,
    PromiseRecord,
    ReadingRecord,
    SessionRecord,
    StaffRecord,
)

if TYPE_CHECKING:
    from bot.services.turn_work import TurnWork


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class DangerReader(Protocol):
    """Pure code, before and without Rasa; must never raise."""

    def __call__(self, text: str, question: Optional[str] = None) -> DangerReading: ...


class DialogueEngine(Protocol):
    """The engine's port: understands, and runs one turn of the dialogue over a ``TurnWork``."""

    def understand(self, text: str, question: Optional[str] = None) -> Understanding: ...

    async def run_turn(self, work: "TurnWork") -> None:
        """Understand the message of ``work`` and add replies, decisions and tracker events to it."""
        ...

    def forget(self, conversation_id: str) -> None:
        """Drop the hot tracker, so that the next turn reads the stored one."""
        ...


class ConversationRepository(Protocol):
    def get(self, conversation_id: str) -> Optional[ConversationRecord]: ...

    def by_sender(self, tenant: str, channel: str, sender_key: str) -> Optional[ConversationRecord]: ...

    def of_case(self, case_id: str) -> List[ConversationRecord]: ...

    def add(self, conversation: ConversationRecord) -> None: ...

    def set_quiet(self, conversation_id: str, quiet: bool) -> None: ...


class CaseRepository(Protocol):
    def add(self, case: CaseRecord) -> None:
        """Insert the case with a fresh data key (wrapped by the master key) and a control row (bot, epoch 0)."""
        ...

    def get(self, case_id: str) -> Optional[CaseRecord]: ...

    def save(self, case: CaseRecord, *, expected_version: int) -> None:
        """Store the columns of ``case`` with version ``expected_version + 1``; raise ``ConflictError`` otherwise."""
        ...

    def queue(self, tenant: str, *, limit: int, offset: int = 0) -> List[Tuple[CaseRecord, ControlRecord]]:
        """Return open cases (control not closed), most urgent first, then longest waiting; one indexed query."""
        ...

    def count_open(self, tenant: str) -> int: ...

    def set_receipt(self, case_id: str, receipt_hmac: str, at: datetime) -> None: ...

    def by_receipt(self, tenant: str, receipt_hmac: str) -> Optional[CaseRecord]: ...

    def erase(self, case_id: str) -> None:
        """Destroy the case's data key and blank its encrypted columns; rows stay as tombstones."""
        ...


class ControlRepository(Protocol):
    def get(self, case_id: str) -> Optional[ControlRecord]: ...

    def get_for_update(self, case_id: str) -> Optional[ControlRecord]:
        """As ``get``, locking the row until the end of the unit where the database can (PostgreSQL)."""
        ...

    def swap(self, new: ControlRecord, *, expected_epoch: int) -> bool:
        """Store ``new`` if the row's epoch is still ``expected_epoch``; return whether it was."""
        ...

    def lapsed(self, now: datetime) -> List[ControlRecord]:
        """Return claimed rows whose lease has ended."""
        ...


class MessageRepository(Protocol):
    def add(self, message: MessageRecord) -> MessageRecord:
        """Insert, text encrypted, giving ``seq`` (and ``resident_index`` for a resident) their next values."""
        ...

    def get(self, message_id: str) -> Optional[MessageRecord]: ...

    def of_case(self, case_id: str, *, after_seq: int = 0, limit: Optional[int] = None) -> List[MessageRecord]: ...

    def erase(self, message_id: str) -> None:
        """Blank the body and leave a tombstone."""
        ...


class InboxRepository(Protocol):
    def add(self, item: InboxRecord) -> bool:
        """Insert; return False when (channel, event_id) is already there."""
        ...

    def get(self, inbox_id: str) -> Optional[InboxRecord]: ...

    def by_event(self, channel: str, event_id: str) -> Optional[InboxRecord]: ...

    def pending(self, *, limit: int = 100) -> List[InboxRecord]:
        """Return rows not done or parked, oldest first."""
        ...

    def set_state(self, inbox_id: str, state: str, *, attempts: Optional[int] = None) -> None: ...


class ReadingRepository(Protocol):
    def add(self, reading: ReadingRecord) -> None: ...

    def of_case(self, case_id: str) -> List[ReadingRecord]:
        """Return all readings in the order in which they were added."""
        ...


class AlarmRepository(Protocol):
    def add(self, alarm: AlarmRecord) -> None: ...

    def get(self, alarm_id: str) -> Optional[AlarmRecord]: ...

    def save(self, alarm: AlarmRecord) -> None: ...

    def of_case(self, case_id: str) -> List[AlarmRecord]: ...

    def due(self, now: datetime) -> List[AlarmRecord]:
        """Return unacknowledged, unexhausted alarms whose ``next_page_at`` has come."""
        ...


class OutboxRepository(Protocol):
    def add(self, item: OutboxRecord) -> None: ...

    def take_due(self, now: datetime, *, limit: int = 20) -> List[OutboxRecord]:
        """Mark due pending rows as sending (skipping rows others hold) and return them."""
        ...

    def save(self, item: OutboxRecord) -> None: ...

    def cancel_ordinary(self, conversation_ids: Sequence[str]) -> int:
        """Cancel pending messages that are not safety texts; return how many."""
        ...

    def of_alarm(self, alarm_id: str) -> List[OutboxRecord]: ...


class ConsentRepository(Protocol):
    def add(self, consent: ConsentRecord) -> None: ...

    def of_case(self, case_id: str) -> List[ConsentRecord]: ...


class PromiseRepository(Protocol):
    def add(self, promise: PromiseRecord) -> None: ...

    def of_case(self, case_id: str) -> List[PromiseRecord]: ...


class StaffRepository(Protocol):
    def add(self, staff: StaffRecord) -> None: ...

    def get(self, staff_id: str) -> Optional[StaffRecord]: ...

    def by_login(self, tenant: str, login: str) -> Optional[StaffRecord]: ...

    def all(self, tenant: str) -> List[StaffRecord]: ...


class SessionRepository(Protocol):
    def add(self, session: SessionRecord) -> None: ...

    def get(self, token_hmac: str) -> Optional[SessionRecord]: ...

    def remove(self, token_hmac: str) -> None: ...

    def remove_expired(self, now: datetime) -> int: ...


class AuditRepository(Protocol):
    def add(self, entry: AuditRecord) -> None: ...

    def of_case(self, case_id: str) -> List[AuditRecord]: ...


class TrackerEventRepository(Protocol):
    """Rasa's tracker, as JSON events without any text, appended with consecutive numbers."""

    def append(self, conversation_id: str, first_seq: int, events: Sequence[Mapping[str, Any]]) -> None:
        """Append; raise ``ConflictError`` when ``first_seq`` is not the next number."""
        ...

    def load(self, conversation_id: str) -> List[Mapping[str, Any]]: ...


class UnitOfWork(Protocol):
    """One transaction: commits when ``commit`` was called, rolls back otherwise."""

    conversations: ConversationRepository
    cases: CaseRepository
    controls: ControlRepository
    messages: MessageRepository
    inbox: InboxRepository
    readings: ReadingRepository
    alarms: AlarmRepository
    outbox: OutboxRepository
    consents: ConsentRepository
    promises: PromiseRepository
    staff: StaffRepository
    sessions: SessionRepository
    audit: AuditRepository
    tracker_events: TrackerEventRepository

    def __enter__(self) -> "UnitOfWork": ...

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None: ...

    def commit(self) -> None: ...


class UnitOfWorkFactory(Protocol):
    """Opens units. A ``read_only`` one waits for no writer and cannot write: for all that only looks."""

    def __call__(self, *, read_only: bool = False) -> UnitOfWork: ...


class LookupKeys(Protocol):
    """HMACs for look-ups, under a key apart from the encryption keys."""

    def sender(self, channel: str, sender_id: str) -> str: ...

    def receipt(self, receipt: str) -> str: ...

    def session(self, token: str) -> str: ...


class Broadcaster(Protocol):
    """Tells waiting pages that something changed. Carries ids only; never waits, never raises."""

    def publish(self, topic: str) -> None: ...


class Pager(Protocol):
    """Sends one content-free page to one recipient; raises ``DeliveryError`` when it did not go out."""

    def send(self, target: str, payload: Mapping[str, Any]) -> None: ...
