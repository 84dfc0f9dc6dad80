"""What the services need of a store, as Protocols: one repository a noun. A unit of work holds them all."""

from __future__ import annotations

from datetime import datetime
from typing import Any, List, Mapping, Optional, Protocol, Sequence, Tuple

from bot.services.records import (
    AlarmRecord,
    AttachmentRecord,
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


class ConversationRepository(Protocol):
    def get(self, conversation_id: str) -> Optional[ConversationRecord]: ...

    def by_sender(self, tenant: str, channel: str, sender_key: str) -> Optional[ConversationRecord]: ...

    def of_case(self, case_id: str) -> List[ConversationRecord]: ...

    def add(self, conversation: ConversationRecord) -> None: ...

    def set_quiet(self, conversation_id: str, quiet: bool) -> None: ...

    def set_contact(
        self, conversation_id: str, *, address: str, blocked_at: Optional[datetime], contact_at: datetime
    ) -> None:
        """Store where the sender is reached, and whether they can be."""
        ...

    def part(self, conversation_id: str) -> None:
        """Unlink the sender, who starts or joins another conversation; this one keeps its messages."""
        ...


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

    def by_external(self, conversation_id: str, external_id: str) -> Optional[MessageRecord]:
        """Return the first message that the channel knows under this id."""
        ...

    def of_case(self, case_id: str, *, after_seq: int = 0, limit: Optional[int] = None) -> List[MessageRecord]: ...

    def last_of_resident(self, case_id: str) -> Optional[MessageRecord]:
        """Return what the resident wrote last; what staff wrote down for them does not count."""
        ...

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

    def take_due(self, now: datetime, *, kinds: Sequence[str] = (), limit: int = 20) -> List[OutboxRecord]:
        """Mark due pending rows as sending (skipping rows others hold) and return them; all kinds when none is named.

        Of a conversation the earliest row only: a later one waits for it, except that a safety text passes ordinary
        ones.
        """
        ...

    def save(self, item: OutboxRecord) -> None: ...

    def release(self) -> int:
        """Make what a killed process was sending pending again; only where no other process is sending."""
        ...

    def cancel_ordinary(self, conversation_ids: Sequence[str]) -> int:
        """Cancel pending bot messages that are not safety texts; return how many."""
        ...

    def undelivered(self, case_id: str) -> List[OutboxRecord]:
        """Return the messages to the case's resident that are not known to have arrived."""
        ...

    def waiting(self) -> Mapping[str, int]:
        """Return by state how many rows are not sent."""
        ...

    def of_alarm(self, alarm_id: str) -> List[OutboxRecord]: ...


class AttachmentRepository(Protocol):
    def add(self, attachment: AttachmentRecord) -> None: ...

    def get(self, attachment_id: str) -> Optional[AttachmentRecord]: ...

    def of_case(self, case_id: str) -> List[AttachmentRecord]: ...

    def due(self, now: datetime, *, limit: int = 5) -> List[AttachmentRecord]:
        """Return waiting attachments whose time has come, moving it on so that no other worker takes them too."""
        ...

    def save(self, attachment: AttachmentRecord, *, content: Optional[bytes] = None) -> None:
        """Store the state, and the bytes sealed under the case's key when given."""
        ...

    def content(self, attachment_id: str) -> Optional[bytes]:
        """Return the bytes; None when they are not stored or erased."""
        ...

    def erase(self, message_id: str) -> None:
        """Blank what came with an unsent message."""
        ...


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

    def remove(self, token_hmac: str) -> bool:
        """Remove; return whether it was there, which is true for one of several at once."""
        ...

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
