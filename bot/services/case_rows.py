"""Rows that several use cases of the desk read in the same way."""

from __future__ import annotations

from datetime import datetime
from typing import Dict

from bot.domain.errors import NotFoundError
from bot.services.access import Actor, System
from bot.services.ports import UnitOfWork
from bot.services.records import ControlRecord, StaffRecord


def control_of(unit: UnitOfWork, case_id: str, *, for_update: bool = False) -> ControlRecord:
    """Return who speaks in a case.

    Raises:
        NotFoundError: there is no such case.
    """
    control = unit.controls.get_for_update(case_id) if for_update else unit.controls.get(case_id)
    if control is None:
        raise NotFoundError(case_id)
    return control


def talk_of(unit: UnitOfWork, conversation_id: str) -> str:
    """Return the first conversation of the case, under whose id the dialogue of all of them is kept.

    Raises:
        NotFoundError: there is no such conversation.
    """
    conversation = unit.conversations.get(conversation_id)
    if conversation is None:
        raise NotFoundError(conversation_id)
    return unit.conversations.of_case(conversation.case_id)[0].id


def lease_is_live(control: ControlRecord, now: datetime) -> bool:
    """Tell whether the counselor who claimed the case has been heard of within the lease."""
    return control.state == "claimed" and control.lease_until is not None and control.lease_until > now


def staff_names(unit: UnitOfWork, tenant: str) -> Dict[str, str]:
    return {staff.id: staff.name for staff in unit.staff.all(tenant)}


def actor_name(actor: Actor) -> str:
    """Return the actor as the audit names them."""
    if isinstance(actor, StaffRecord):
        return actor.id
    return actor.name if isinstance(actor, System) else "resident"
