"""Taking a case over: claim, answer, hand back, close, and what a person decides about its urgency.

Taking over is one row with an epoch: after the claim commits, no turn that began before it can add an ordinary bot
text, and a lapsed lease returns the case to the queue.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import List, Mapping, Optional

from bot.domain.errors import AlreadyClaimedError, ConflictError, InvalidInputError, NotFoundError, NotHolderError
from bot.domain.vocabulary import Urgency
from bot.services.access import Need, access_case
from bot.services.case_file import CaseFiles
from bot.services.case_rows import control_of, lease_is_live
from bot.services.ids import new_id
from bot.services.outgoing import Outgoing
from bot.services.ports import Broadcaster, Clock, UnitOfWork, UnitOfWorkFactory
from bot.services.records import AuditRecord, CaseRecord, ControlRecord, MessageRecord, ReadingRecord, StaffRecord

LEASE = timedelta(minutes=2)
MOST_ANSWER_CHARS = 4000
LONGEST_REASON = 400


class Takeover:
    """What counselors and coordinators do; ``notices`` are the catalogue's fixed texts to the resident."""

    def __init__(
        self,
        *,
        units: UnitOfWorkFactory,
        notices: Mapping[str, str],
        case_files: CaseFiles,
        outgoing: Outgoing,
        clock: Clock,
        broadcaster: Broadcaster,
    ) -> None:
        self._units = units
        self._notices = notices
        self._files = case_files
        self._outgoing = outgoing
        self._clock = clock
        self._broadcaster = broadcaster

    def claim(self, case_id: str, *, acting_user: StaffRecord) -> ControlRecord:
        """Take the case over; the bot is silent from the commit on.

        Raises:
            AlreadyClaimedError: another counselor holds it with a live lease.
        """
        now = self._clock.now()
        with self._units() as unit:
            record = access_case(unit, case_id, acting_user=acting_user, need=Need.ANSWER)
            control = control_of(unit, case_id, for_update=True)
            if control.state == "claimed" and lease_is_live(control, now):
                if control.holder != acting_user.id:
                    raise AlreadyClaimedError(case_id)
                # Pressed twice, or in a second window: nothing changes but the lease.
                held = replace(control, lease_until=now + LEASE)
                unit.controls.swap(held, expected_epoch=control.epoch)
                unit.commit()
                return held
            claimed = replace(
                control,
                state="claimed",
                epoch=control.epoch + 1,
                holder=acting_user.id,
                lease_until=now + LEASE,
                changed_at=now,
            )
            if not unit.controls.swap(claimed, expected_epoch=control.epoch):
                raise AlreadyClaimedError(case_id)
            conversations = unit.conversations.of_case(case_id)
            unit.outbox.cancel_ordinary([conversation.id for conversation in conversations])
            self._notice(unit, record, "claimed", now, name=acting_user.name)
            self._acknowledge_all(unit, case_id, acting_user, now)
            unit.audit.add(AuditRecord(now, acting_user.id, "claim", case_id))
            unit.commit()
        self._tell(case_id)
        return claimed

    def heartbeat(self, case_id: str, *, acting_user: StaffRecord) -> None:
        """Prolong the lease of the counselor who holds the case."""
        now = self._clock.now()
        with self._units() as unit:
            control = self._held(unit, case_id, acting_user)
            unit.controls.swap(replace(control, lease_until=now + LEASE), expected_epoch=control.epoch)
            unit.commit()

    def answer(self, case_id: str, text: str, *, acting_user: StaffRecord, client_id: str = "") -> MessageRecord:
        """Send the counselor's words to the resident; the same ``client_id`` twice is one message.

        Who answers has seen the case: its alarms stop climbing.

        Raises:
            NotHolderError: the counselor has not claimed the case.
            InvalidInputError: nothing is written, or too much.
        """
        words = text.strip()
        if not words:
            raise InvalidInputError("文章を入れてから送ってください。")
        if len(words) > MOST_ANSWER_CHARS:
            raise InvalidInputError(f"一度に送れるのは{MOST_ANSWER_CHARS}文字までです。分けて送ってください。")
        now = self._clock.now()
        with self._units() as unit:
            control = self._held(unit, case_id, acting_user)
            record = access_case(unit, case_id, acting_user=acting_user, need=Need.ANSWER)
            sent = _sent_before(unit, case_id, client_id)
            if sent is not None:
                return sent
            extra = {"client_id": client_id} if client_id else {}
            message = self._message(unit, record, "staff", "text", words, now, staff_id=acting_user.id, extra=extra)
            unit.controls.swap(replace(control, lease_until=now + LEASE), expected_epoch=control.epoch)
            answered = replace(record, updated_at=now, waiting_since=None, answer_due_at=None)
            unit.cases.save(answered, expected_version=record.version)
            self._acknowledge_all(unit, case_id, acting_user, now)
            unit.commit()
        self._tell(case_id)
        return message

    def hand_back(self, case_id: str, *, acting_user: StaffRecord) -> None:
        """Give the talk back to the bot; it goes on knowing what was said."""
        self._leave(case_id, acting_user, state="bot", notice="handed_back")

    def close(self, case_id: str, *, acting_user: StaffRecord) -> None:
        """Close for now; writing again opens the case anew."""
        self._leave(case_id, acting_user, state="closed", notice="closed")

    def return_lapsed(self) -> int:
        """Return cases whose counselor has gone silent to the queue and tell the residents; return how many."""
        now = self._clock.now()
        returned: List[str] = []
        with self._units() as unit:
            for control in unit.controls.lapsed(now):
                free = replace(
                    control, state="bot", epoch=control.epoch + 1, holder=None, lease_until=None, changed_at=now
                )
                if not unit.controls.swap(free, expected_epoch=control.epoch):
                    continue
                record = unit.cases.get(control.case_id)
                if record is None:
                    continue
                self._notice(unit, record, "lease_lapsed", now)
                unit.cases.save(
                    replace(record, updated_at=now, waiting_since=record.waiting_since or now),
                    expected_version=record.version,
                )
                returned.append(control.case_id)
            unit.commit()
        for case_id in returned:
            self._tell(case_id)
        return len(returned)

    def acknowledge(self, case_id: str, *, acting_user: StaffRecord) -> int:
        """Note that a person has seen the alarms of the case; return how many were open."""
        now = self._clock.now()
        with self._units() as unit:
            access_case(unit, case_id, acting_user=acting_user, need=Need.READ)
            count = self._acknowledge_all(unit, case_id, acting_user, now)
            unit.audit.add(AuditRecord(now, acting_user.id, "acknowledge", case_id))
            unit.commit()
        self._tell(case_id)
        return count

    def set_urgency(self, case_id: str, level: Urgency, reason: str, *, acting_user: StaffRecord) -> None:
        """Set the urgency by a person's judgement, lower or higher, with the reason.

        Raises:
            InvalidInputError: no reason is given.
        """
        words = reason.strip()[:LONGEST_REASON]
        if not words:
            raise InvalidInputError("変更の理由を書いてください。")
        now = self._clock.now()
        with self._units() as unit:
            record = access_case(unit, case_id, acting_user=acting_user, need=Need.LOWER_URGENCY)
            messages = [m for m in unit.messages.of_case(case_id) if m.author == "resident"]
            if not messages:
                raise NotFoundError(case_id)
            payload = {
                "kind": "urgency",
                "level": str(level),
                "reason": words,
                "by": acting_user.id,
                "at": now.isoformat(),
            }
            unit.readings.add(ReadingRecord(messages[-1].id, case_id, "counselor", payload, "", now))
            unit.cases.save(
                replace(record, urgency=str(level), urgency_set_by=acting_user.id, updated_at=now),
                expected_version=record.version,
            )
            unit.audit.add(AuditRecord(now, acting_user.id, "set_urgency", case_id, {"level": str(level)}))
            unit.commit()
        self._files.forget(case_id)
        self._tell(case_id)

    # Inside

    def _leave(self, case_id: str, acting_user: StaffRecord, *, state: str, notice: str) -> None:
        now = self._clock.now()
        with self._units() as unit:
            control = self._held(unit, case_id, acting_user)
            record = access_case(unit, case_id, acting_user=acting_user, need=Need.ANSWER)
            left = replace(control, state=state, epoch=control.epoch + 1, holder=None, lease_until=None, changed_at=now)
            if not unit.controls.swap(left, expected_epoch=control.epoch):
                raise ConflictError(case_id)
            self._notice(unit, record, notice, now, name=acting_user.name)
            if state == "closed":
                self._acknowledge_all(unit, case_id, acting_user, now)
            unit.audit.add(AuditRecord(now, acting_user.id, "close" if state == "closed" else "hand_back", case_id))
            unit.commit()
        self._tell(case_id)

    def _held(self, unit: UnitOfWork, case_id: str, acting_user: StaffRecord) -> ControlRecord:
        access_case(unit, case_id, acting_user=acting_user, need=Need.ANSWER)
        control = control_of(unit, case_id, for_update=True)
        if control.state != "claimed" or control.holder != acting_user.id:
            raise NotHolderError(case_id)
        return control

    def _acknowledge_all(self, unit: UnitOfWork, case_id: str, acting_user: StaffRecord, now: datetime) -> int:
        waiting = [alarm for alarm in unit.alarms.of_case(case_id) if alarm.acknowledged_at is None]
        for alarm in waiting:
            unit.alarms.save(replace(alarm, acknowledged_at=now, acknowledged_by=acting_user.id, next_page_at=None))
        return len(waiting)

    def _notice(self, unit: UnitOfWork, record: CaseRecord, code: str, now: datetime, *, name: str = "") -> None:
        text = self._notices[code].replace("{name}", name)
        self._message(unit, record, "system", "notice", text, now)

    def _message(
        self,
        unit: UnitOfWork,
        record: CaseRecord,
        author: str,
        kind: str,
        text: str,
        now: datetime,
        *,
        staff_id: Optional[str] = None,
        extra: Optional[Mapping[str, str]] = None,
    ) -> MessageRecord:
        conversations = unit.conversations.of_case(record.id)
        if not conversations:
            raise NotFoundError(record.id)
        message = unit.messages.add(
            MessageRecord(
                id=new_id(),
                case_id=record.id,
                conversation_id=conversations[-1].id,
                seq=0,
                author=author,
                kind=kind,
                text=text,
                sent_at=now,
                received_at=now,
                staff_id=staff_id,
                extra=extra or {},
            )
        )
        self._outgoing.from_staff(unit, message, now)
        return message

    def _tell(self, case_id: str) -> None:
        for topic in (f"case:{case_id}", "queue", "outbox"):
            self._broadcaster.publish(topic)


def _sent_before(unit: UnitOfWork, case_id: str, client_id: str) -> Optional[MessageRecord]:
    """Return the counselor's message that a page sent before under this id."""
    if not client_id:
        return None
    staff = (message for message in unit.messages.of_case(case_id) if message.author == "staff")
    return next((message for message in staff if message.extra.get("client_id") == client_id), None)
