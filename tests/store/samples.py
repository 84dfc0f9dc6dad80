"""Records for the tests of the store; all texts are invented."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, Callable

from bot.services import records
from bot.services.ports import UnitOfWork

NOW = datetime(2026, 5, 11, 1, 2, 3, 456789, tzinfo=timezone.utc)
TENANT = "minato-demo"
Unit = Callable[[], Any]


def minutes(count: float) -> datetime:
    return NOW + timedelta(minutes=count)


def case(case_id: str = "case-1", **changes: Any) -> records.CaseRecord:
    return records.CaseRecord(**{"id": case_id, "tenant": TENANT, "created_at": NOW, "updated_at": NOW, **changes})


def conversation(conversation_id: str = "talk-1", **changes: Any) -> records.ConversationRecord:
    content = {"id": conversation_id, "tenant": TENANT, "case_id": "case-1", "channel": "line", "created_at": NOW}
    return records.ConversationRecord(**{**content, "sender_key": f"key of {conversation_id}", **changes})


def message(message_id: str = "message-1", **changes: Any) -> records.MessageRecord:
    content = {"id": message_id, "case_id": "case-1", "conversation_id": "talk-1", "seq": 0, "author": "resident"}
    times = {"sent_at": NOW, "received_at": minutes(1)}
    return records.MessageRecord(**{**content, **times, "kind": "text", "text": "米がもうない", **changes})


def event(inbox_id: str = "inbox-1", **changes: Any) -> records.InboxRecord:
    content = {"id": inbox_id, "conversation_id": "talk-1", "channel": "line", "event_id": f"event of {inbox_id}"}
    rest = {"message_id": "message-1", "state": "pending", "attempts": 0, "received_at": NOW}
    return records.InboxRecord(**{**content, **rest, **changes})


def reading(**changes: Any) -> records.ReadingRecord:
    content = {"message_id": "message-1", "case_id": "case-1", "source": "extracted", "model": "m1", "created_at": NOW}
    return records.ReadingRecord(**{**content, "payload": {"concerns": [{"code": "no_food_money"}]}, **changes})


def alarm(alarm_id: str = "alarm-1", **changes: Any) -> records.AlarmRecord:
    content = {"id": alarm_id, "case_id": "case-1", "message_id": "message-1", "level": "now", "raised_at": NOW}
    return records.AlarmRecord(**{**content, "signals": ("self_harm", "no_food"), **changes})


def effect(outbox_id: str = "outbox-1", **changes: Any) -> records.OutboxRecord:
    content = {"id": outbox_id, "tenant": TENANT, "kind": "message", "target": "U123", "state": "pending"}
    rest = {"created_at": NOW, "next_at": NOW, "payload": {"text": "お話を読みました"}, "conversation_id": "talk-1"}
    return records.OutboxRecord(**{**content, **rest, **changes})


def attachment(attachment_id: str = "photo-1", **changes: Any) -> records.AttachmentRecord:
    content = {"id": attachment_id, "case_id": "case-1", "message_id": "message-1", "channel": "line", "kind": "image"}
    rest = {"ref": "468789577898262530", "state": "waiting", "created_at": NOW, "next_at": NOW}
    return records.AttachmentRecord(**{**content, **rest, **changes})


def staff(staff_id: str = "staff-1", **changes: Any) -> records.StaffRecord:
    content = {"id": staff_id, "tenant": TENANT, "login": f"login of {staff_id}", "name": "佐久間", "role": "counselor"}
    return records.StaffRecord(**{**content, "password_hash": "hash", **changes})


def open_case(unit: UnitOfWork, case_id: str = "case-1", conversation_id: str = "talk-1") -> None:
    """Add a case with one conversation to the unit."""
    unit.cases.add(case(case_id))
    unit.conversations.add(conversation(conversation_id, case_id=case_id))


def stored(unit: Unit, work: Callable[[Any], Any]) -> Any:
    """Do the work in a unit of its own and commit it."""
    with unit() as uow:
        result = work(uow)
        uow.commit()
    return result


def read(unit: Unit, work: Callable[[Any], Any]) -> Any:
    with unit() as uow:
        return work(uow)
