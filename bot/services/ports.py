"""What the services need from outside, as Protocols. Store, engine, pagers and clock implement them.

A unit of work is one short write or read transaction; no unit is open while the engine thinks.
"""

from __future__ import annotations

from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, List, Mapping, Optional, Protocol, Sequence, Type

from bot.domain.understanding import DangerReading, Understanding
from bot.services.repositories import (
    AlarmRepository,
    AttachmentRepository,
    AuditRepository,
    CaseRepository,
    ConsentRepository,
    ControlRepository,
    ConversationRepository,
    InboxRepository,
    MessageRepository,
    OutboxRepository,
    PromiseRepository,
    ReadingRepository,
    SessionRepository,
    StaffRepository,
    TrackerEventRepository,
)

if TYPE_CHECKING:
    from bot.services.content_policy import Bubble
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
    attachments: AttachmentRepository
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


class Messenger(Protocol):
    """A channel that messages are sent to, as the services see it."""

    @property
    def policy(self) -> str:
        """Return what may be said there: ``full`` or ``entrance``."""
        ...

    def pack(self, bubbles: Sequence["Bubble"]) -> List[Mapping[str, Any]]:
        """Return the requests that carry the bubbles, in order; ``of`` in each lists the ids of their messages."""
        ...


class Pager(Protocol):
    """Sends one content-free page to one recipient; raises ``DeliveryError`` when it did not go out."""

    def send(self, target: str, payload: Mapping[str, Any]) -> None: ...
