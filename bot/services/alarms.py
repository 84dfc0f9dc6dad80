"""Alarms: a danger that a person must see. Raised when the message is stored, paged up a ladder until acknowledged.

Pages are content-free: case id, level and a link, never a word of the resident. They go out through the outbox.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import List, Optional, Sequence

from bot.catalog.tenant_catalog import TenantCatalog
from bot.domain.vocabulary import SignalCode, Urgency
from bot.services.ids import new_id
from bot.services.ports import UnitOfWork
from bot.services.records import AlarmRecord, OutboxRecord
from bot.services.turn_work import TurnWork

PAGE = "page"
# ``within_48h`` calls for the queue, not for a page at night.
PAGED_LEVELS = frozenset((Urgency.NOW, Urgency.TODAY))


def raise_alarm(
    unit: UnitOfWork,
    tenant: TenantCatalog,
    *,
    case_id: str,
    message_id: str,
    level: Urgency,
    signals: Sequence[SignalCode],
    now: datetime,
    seen_by: Optional[str] = None,
) -> Optional[AlarmRecord]:
    """Store an alarm and its first page when the level calls for one.

    ``seen_by``: the staff member who wrote the message down; nobody else need be called to see it.
    """
    if level not in PAGED_LEVELS:
        return None
    alarm = AlarmRecord(
        id=new_id(),
        case_id=case_id,
        message_id=message_id,
        level=str(level),
        signals=tuple(str(code) for code in signals),
        raised_at=now,
    )
    if seen_by is not None:
        alarm = replace(alarm, acknowledged_at=now, acknowledged_by=seen_by)
    else:
        alarm = _page(unit, tenant, alarm, now)
    unit.alarms.add(alarm)
    return alarm


def raise_what_came_later(unit: UnitOfWork, tenant: TenantCatalog, work: TurnWork, now: datetime) -> bool:
    """Raise the alarm that the message alone did not: by its question, or by what a trained reader added."""
    if work.level not in PAGED_LEVELS:
        return False
    known = [alarm for alarm in unit.alarms.of_case(work.record.id) if alarm.message_id == work.message.id]
    if any(Urgency(alarm.level).rank >= work.level.rank for alarm in known) or work.understanding is None:
        return False
    signals = [signal.code for signal in work.understanding.danger.signals]
    alarm = raise_alarm(
        unit,
        tenant,
        case_id=work.record.id,
        message_id=work.message.id,
        level=work.level,
        signals=signals,
        now=now,
        seen_by=work.message.staff_id,
    )
    return alarm is not None


def climb(unit: UnitOfWork, tenant: TenantCatalog, now: datetime) -> List[AlarmRecord]:
    """Page the next rung of every alarm that is due; return those whose ladder is exhausted by this call.

    The caller tells the resident of an exhausted one honestly that nobody was reached.
    """
    exhausted: List[AlarmRecord] = []
    for alarm in unit.alarms.due(now):
        if alarm.rung >= len(tenant.on_call.rungs):
            ended = replace(alarm, next_page_at=None, exhausted_at=now)
            unit.alarms.save(ended)
            exhausted.append(ended)
        else:
            unit.alarms.save(_page(unit, tenant, alarm, now))
    return exhausted


def _page(unit: UnitOfWork, tenant: TenantCatalog, alarm: AlarmRecord, now: datetime) -> AlarmRecord:
    rung = tenant.on_call.rungs[alarm.rung]
    minutes = tenant.on_call.minutes_to_next[Urgency(alarm.level)]
    unit.outbox.add(
        OutboxRecord(
            id=new_id(),
            tenant=tenant.code,
            kind=PAGE,
            target=rung.target,
            state="pending",
            created_at=now,
            next_at=now,
            payload={"alarm": alarm.id, "case": alarm.case_id, "level": alarm.level, "rung": alarm.rung},
            alarm_id=alarm.id,
            safety=True,
        )
    )
    return replace(
        alarm,
        rung=alarm.rung + 1,
        paged_at=alarm.paged_at or now,
        next_page_at=now + timedelta(minutes=minutes),
    )
