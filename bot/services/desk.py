"""What is to be seen at the desk: the queue, a case's handoff page, its transcript and its summary."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, FrozenSet, List, Mapping, Optional, Sequence, Tuple

from bot.catalog.loader import Catalog
from bot.domain.case import Case
from bot.domain.errors import NotFoundError
from bot.domain.summary import Surroundings, build_summary
from bot.domain.triage import triage
from bot.domain.vocabulary import Urgency
from bot.services.access import Actor, Need, access_case, check_desk
from bot.services.case_file import CaseFiles
from bot.services.case_rows import actor_name, control_of, staff_names
from bot.services.content_policy import may_be_said
from bot.services.local_time import LocalTime
from bot.services.ports import Clock, UnitOfWork, UnitOfWorkFactory
from bot.services.records import (
    AlarmRecord,
    AttachmentRecord,
    AuditRecord,
    CaseRecord,
    ControlRecord,
    ConversationRecord,
    MessageRecord,
    PromiseRecord,
    StaffRecord,
)


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue: codes and times, and a headline made of codes."""

    record: CaseRecord
    control: ControlRecord
    case: Case
    alarm: Optional[AlarmRecord]
    holder_name: Optional[str]


@dataclass(frozen=True)
class Beside:
    """What stands beside messages for the desk, by message id.

    What came with them, what did not arrive, and in whose place only a link went out to the messenger.
    """

    attachments: Mapping[str, Sequence[AttachmentRecord]] = field(default_factory=dict)
    undelivered: Mapping[str, str] = field(default_factory=dict)
    on_screen_only: FrozenSet[str] = frozenset()


@dataclass(frozen=True)
class CasePage:
    """Everything that the handoff page shows."""

    record: CaseRecord
    control: ControlRecord
    holder_name: Optional[str]
    summary: Mapping[str, Any]
    messages: Sequence[MessageRecord]
    alarms: Sequence[AlarmRecord]
    names: Mapping[str, str]
    beside: Beside
    conversations: Sequence[ConversationRecord]


@dataclass(frozen=True)
class Transcript:
    """Messages of a case and who speaks now."""

    messages: Sequence[MessageRecord]
    control: ControlRecord
    holder_name: Optional[str]
    names: Mapping[str, str]
    beside: Beside = Beside()


class Desk:
    """What counselors and coordinators look at; a resident may see their own transcript."""

    def __init__(
        self,
        *,
        units: UnitOfWorkFactory,
        catalog: Catalog,
        case_files: CaseFiles,
        local_time: LocalTime,
        clock: Clock,
    ) -> None:
        self._units = units
        self._catalog = catalog
        self._files = case_files
        self._time = local_time
        self._clock = clock

    # Looking

    def queue(self, *, acting_user: StaffRecord, limit: int = 100, offset: int = 0) -> List[QueueRow]:
        """Return open cases in which a resident has written, most urgent first, then longest waiting."""
        check_desk(acting_user, need=Need.READ)
        with self._units(read_only=True) as unit:
            names = staff_names(unit, acting_user.tenant)
            rows: List[QueueRow] = []
            for record, control in unit.cases.queue(acting_user.tenant, limit=limit, offset=offset):
                if record.resident_messages == 0:
                    continue
                access_case(unit, record.id, acting_user=acting_user, need=Need.READ)
                case, _, _ = self._files.read(unit, record)
                alarms = [alarm for alarm in unit.alarms.of_case(record.id) if alarm.acknowledged_at is None]
                alarm = max(alarms, key=lambda a: Urgency(a.level).rank, default=None)
                rows.append(QueueRow(record, control, case, alarm, names.get(control.holder or "")))
        return rows

    def page(self, case_id: str, *, acting_user: Actor, again: bool = False) -> CasePage:
        """Return the handoff page. Opening it is audited, refreshing an open one (``again``) is not."""
        with self._units() as unit:
            record = access_case(unit, case_id, acting_user=acting_user, need=Need.READ)
            control = control_of(unit, case_id)
            names = staff_names(unit, record.tenant)
            messages = unit.messages.of_case(case_id)
            page = CasePage(
                record=record,
                control=control,
                holder_name=names.get(control.holder or ""),
                summary=self._summary(unit, record, messages),
                # By the senders' time: a message that was delivered late stands where it was written.
                messages=sorted(messages, key=lambda message: (message.sent_at, message.seq)),
                alarms=unit.alarms.of_case(case_id),
                names=names,
                beside=self._beside(unit, case_id, messages),
                conversations=unit.conversations.of_case(case_id),
            )
            if not again:
                unit.audit.add(AuditRecord(self._clock.now(), actor_name(acting_user), "read_case", case_id))
                unit.commit()
        return page

    def summary(self, case_id: str, *, acting_user: Actor) -> Dict[str, Any]:
        """Return the IntakeSummary of a case."""
        with self._units(read_only=True) as unit:
            record = access_case(unit, case_id, acting_user=acting_user, need=Need.READ)
            return self._summary(unit, record, unit.messages.of_case(case_id))

    def transcript(self, case_id: str, *, after_seq: int = 0, acting_user: Actor) -> Transcript:
        """Return the messages after a number, and who speaks; for the resident's page and the counselor's."""
        with self._units(read_only=True) as unit:
            record = access_case(unit, case_id, acting_user=acting_user, need=Need.READ)
            control = control_of(unit, case_id)
            messages = unit.messages.of_case(case_id, after_seq=after_seq)
            somebody = control.holder is not None or any(message.staff_id for message in messages)
            names = staff_names(unit, record.tenant) if somebody else {}
            beside = self._beside(unit, case_id, messages) if isinstance(acting_user, StaffRecord) else Beside()
        return Transcript(messages, control, names.get(control.holder or ""), names, beside)

    def attachment(
        self, case_id: str, attachment_id: str, *, acting_user: StaffRecord
    ) -> Tuple[AttachmentRecord, bytes]:
        """Return what came with a message; opening it is audited.

        Raises:
            NotFoundError: the case has none of this id, or its bytes are not stored.
        """
        with self._units() as unit:
            access_case(unit, case_id, acting_user=acting_user, need=Need.READ)
            found = unit.attachments.get(attachment_id)
            content = unit.attachments.content(attachment_id)
            if found is None or found.case_id != case_id or content is None:
                raise NotFoundError(attachment_id)
            detail = {"attachment": attachment_id}
            unit.audit.add(AuditRecord(self._clock.now(), acting_user.id, "read_attachment", case_id, detail))
            unit.commit()
        return found, content

    def _summary(self, unit: UnitOfWork, record: CaseRecord, messages: Sequence[MessageRecord]) -> Dict[str, Any]:
        case, _, _ = self._files.read(unit, record)
        said = [message for message in messages if message.kind == "safety"]
        around = Surroundings(
            created_at=self._clock.now(),
            transcript_url=f"/console/cases/{record.id}#transcript",
            texts={m.resident_index: m.text for m in messages if m.resident_index is not None and not m.deleted},
            consent=[
                {
                    "recipient": c.recipient,
                    "items": list(c.items),
                    "purpose": c.purpose,
                    "state": c.state,
                    "at": c.at.isoformat(),
                }
                for c in unit.consents.of_case(record.id)
            ],
            promises=[self._promise(p) for p in unit.promises.of_case(record.id)],
            hotlines_said=list(dict.fromkeys(code for m in said for code in m.extra.get("hotlines", []))),
            said_at=said[-1].sent_at if said else None,
        )
        return build_summary(case, triage(case, self._catalog.triage_rules), self._catalog.national.labels, around)

    def _beside(self, unit: UnitOfWork, case_id: str, messages: Sequence[MessageRecord]) -> Beside:
        attachments: Dict[str, List[AttachmentRecord]] = {}
        for attachment in unit.attachments.of_case(case_id):
            attachments.setdefault(attachment.message_id, []).append(attachment)
        undelivered: Dict[str, str] = {}
        for item in unit.outbox.undelivered(case_id):
            for message_id in item.payload.get("of", (item.message_id,)):
                undelivered[message_id] = item.state
        policies = {
            conversation.id: self._catalog.tenant.policy(conversation.channel)
            for conversation in unit.conversations.of_case(case_id)
            if conversation.address
        }
        on_screen_only = frozenset(
            message.id
            for message in messages
            if message.author in ("bot", "staff")
            and message.conversation_id in policies
            and not may_be_said(message, policies[message.conversation_id])
        )
        return Beside(attachments, undelivered, on_screen_only)

    def _promise(self, promise: PromiseRecord) -> Dict[str, Any]:
        by = self._time.words(promise.due_at) if promise.due_at else ""
        text = self._catalog.national.labels.of("promise", promise.code).replace("{by}", by)
        return {
            "code": promise.code,
            "text": text,
            "owner": promise.owner,
            "due_at": promise.due_at.isoformat() if promise.due_at else None,
        }
