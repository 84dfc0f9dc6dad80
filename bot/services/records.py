"""Plain records that cross the border between services and store. Times are aware UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Mapping, Optional, Tuple


@dataclass(frozen=True)
class ConversationRecord:
    """One thread on one channel. ``sender_key`` is an HMAC of channel and sender id, never the id itself.

    ``address`` is where a messenger delivers to (stored sealed), empty for channels that nothing is sent to.
    ``blocked_at``: the sender has blocked us since then. ``contact_at``: the sender's time of the newest follow,
    unfollow or message, so that an older one that comes late changes nothing.
    """

    id: str
    tenant: str
    case_id: str
    channel: str
    sender_key: str
    created_at: datetime
    quiet: bool = False
    address: str = ""
    blocked_at: Optional[datetime] = None
    contact_at: Optional[datetime] = None


@dataclass(frozen=True)
class CaseRecord:
    """The queue's view of a case: codes and times only, nothing in the resident's words."""

    id: str
    tenant: str
    created_at: datetime
    updated_at: datetime
    urgency: str = "ordinary"
    urgency_set_by: str = "bot"
    fields: Tuple[str, ...] = ()
    waiting_since: Optional[datetime] = None
    handed_off_at: Optional[datetime] = None
    answer_due_at: Optional[datetime] = None
    last_resident_at: Optional[datetime] = None
    resident_messages: int = 0
    version: int = 0


@dataclass(frozen=True)
class ControlRecord:
    """Who speaks: ``bot``, ``claimed`` (a lease with heartbeat) or ``closed``. ``epoch`` grows with every change."""

    case_id: str
    state: str
    epoch: int
    holder: Optional[str] = None
    lease_until: Optional[datetime] = None
    changed_at: Optional[datetime] = None


@dataclass(frozen=True)
class MessageRecord:
    """One message of a case, decrypted. ``author`` is resident, bot, staff or system.

    ``seq`` counts all messages of the case from 1; ``resident_index`` the resident's own from 0 (None for others).
    ``kind`` is text, choice, sticker, image, video, audio, file, location, other, screen, safety, summary, receipt,
    received, link or notice. ``extra`` holds codes only (choices, question). ``external_id`` is the channel's own id.
    """

    id: str
    case_id: str
    conversation_id: str
    seq: int
    author: str
    kind: str
    text: str
    sent_at: datetime
    received_at: datetime
    resident_index: Optional[int] = None
    staff_id: Optional[str] = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    deleted: bool = False
    external_id: Optional[str] = None


@dataclass(frozen=True)
class InboxRecord:
    """A stored event and how far its turn has come: pending, done or parked."""

    id: str
    conversation_id: str
    channel: str
    event_id: str
    message_id: str
    state: str
    attempts: int
    received_at: datetime


@dataclass(frozen=True)
class ReadingRecord:
    """What was read from one resident message, or set by a person: codes and spans, no words.

    ``payload`` is the JSON form of an Understanding (source ``extracted``) or of a correction (``resident``,
    ``counselor``). ``question`` is the code that had been asked, ``about`` the member id it was about.
    """

    message_id: str
    case_id: str
    source: str
    payload: Mapping[str, Any]
    model: str
    created_at: datetime
    question: Optional[str] = None
    about: Optional[str] = None


@dataclass(frozen=True)
class AlarmRecord:
    """A danger that a person must see: raised, paged, acknowledged, with times and people."""

    id: str
    case_id: str
    message_id: str
    level: str
    signals: Tuple[str, ...]
    raised_at: datetime
    rung: int = 0
    paged_at: Optional[datetime] = None
    next_page_at: Optional[datetime] = None
    acknowledged_at: Optional[datetime] = None
    acknowledged_by: Optional[str] = None
    exhausted_at: Optional[datetime] = None


# Kinds of what goes out: what the bot says, what staff or the service say. A claim cancels the first only.
MESSAGE = "message"
STAFF_MESSAGE = "staff_message"


@dataclass(frozen=True)
class OutboxRecord:
    """An effect to be done after the commit: a message to a channel or a content-free page to staff.

    States: pending, sending, sent, failed, cancelled, unknown (it may have arrived). ``epoch`` is the control epoch at
    creation; an ordinary bot message whose epoch is old is cancelled, a ``safety`` one is not. ``place`` is the order
    within the conversation, 0 for what keeps none.
    """

    id: str
    tenant: str
    kind: str
    target: str
    state: str
    created_at: datetime
    next_at: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)
    conversation_id: Optional[str] = None
    message_id: Optional[str] = None
    alarm_id: Optional[str] = None
    epoch: int = 0
    safety: bool = False
    attempts: int = 0
    sent_at: Optional[datetime] = None
    place: int = 0


@dataclass(frozen=True)
class AttachmentRecord:
    """A photo, voice or file that came with a message; its bytes are stored sealed, apart from this record.

    ``ref`` is the channel's handle to fetch it by. States: waiting, stored, too_large, failed, erased.
    """

    id: str
    case_id: str
    message_id: str
    channel: str
    kind: str
    ref: str
    state: str
    created_at: datetime
    next_at: datetime
    attempts: int = 0
    media_type: str = ""
    size: int = 0


@dataclass(frozen=True)
class ConsentRecord:
    """One consent: recipient × items × purpose. ``state`` is given, not_yet, declined or revoked."""

    case_id: str
    recipient: str
    items: Tuple[str, ...]
    purpose: str
    state: str
    at: datetime


@dataclass(frozen=True)
class PromiseRecord:
    """What was promised to the resident: a code, its owner and when it is due."""

    case_id: str
    code: str
    owner: str
    made_at: datetime
    due_at: Optional[datetime]
    kept_at: Optional[datetime] = None


@dataclass(frozen=True)
class StaffRecord:
    """A person of the municipality: role is counselor, coordinator or administrator."""

    id: str
    tenant: str
    login: str
    name: str
    role: str
    password_hash: str
    active: bool = True


@dataclass(frozen=True)
class SessionRecord:
    """A signed-in staff member or a resident's browser; only the HMAC of the token is kept."""

    token_hmac: str
    kind: str
    subject_id: str
    created_at: datetime
    expires_at: datetime
    csrf: str = ""


@dataclass(frozen=True)
class AuditRecord:
    """Who did or read what, in codes."""

    at: datetime
    actor: str
    action: str
    case_id: Optional[str] = None
    detail: Mapping[str, Any] = field(default_factory=dict)
