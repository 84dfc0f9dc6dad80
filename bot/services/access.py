"""The one door to a case. A wrong id and a foreign id are the same ``NotFoundError``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Union

from bot.domain.errors import DeniedError, NotFoundError
from bot.services.ports import UnitOfWork
from bot.services.records import CaseRecord, StaffRecord


class Need(str, Enum):
    """What somebody wants of a case."""

    READ = "read"
    ANSWER = "answer"
    LOWER_URGENCY = "lower_urgency"


@dataclass(frozen=True)
class Resident:
    """A resident through one of their conversations."""

    case_id: str


@dataclass(frozen=True)
class System:
    """The service itself, by the name of the work it does."""

    name: str


Actor = Union[Resident, StaffRecord, System]
# Administrators tune the intents; they have no business in a household's case.
_ROLES = {
    Need.READ: frozenset(("counselor", "coordinator")),
    Need.ANSWER: frozenset(("counselor", "coordinator")),
    Need.LOWER_URGENCY: frozenset(("counselor", "coordinator")),
}


def check_desk(acting_user: StaffRecord, *, need: Need) -> None:
    """Raise DeniedError unless the staff member's role may do this with the cases of their town."""
    if not acting_user.active or acting_user.role not in _ROLES[need]:
        raise DeniedError(acting_user.id)


def access_case(unit: UnitOfWork, case_id: str, *, acting_user: Actor, need: Need) -> CaseRecord:
    """Return the case if the actor may do this with it.

    Raises:
        NotFoundError: there is no such case, or it belongs to another tenant or resident.
        DeniedError: the staff member's role does not allow it.
    """
    record = unit.cases.get(case_id)
    if record is None:
        raise NotFoundError(case_id)
    if isinstance(acting_user, Resident):
        if acting_user.case_id != case_id or need is not Need.READ:
            raise NotFoundError(case_id)
    elif isinstance(acting_user, StaffRecord):
        if acting_user.tenant != record.tenant or not acting_user.active:
            raise NotFoundError(case_id)
        if acting_user.role not in _ROLES[need]:
            raise DeniedError(case_id)
    return record
