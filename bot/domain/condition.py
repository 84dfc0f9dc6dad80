"""The small language of the catalogue's rules: one condition, one word, checked against a case.

``concern:CODE``            the concern is said to hold in the household
``concern:CODE@ROLE``       … of a member in that role
``cue:CODE``                a pattern cue that holds
``support:CODE``            an existing support
``signal:CODE``             a raised signal
``field:CODE``              an asserted field
``member:ROLE``             somebody of the household is in that role
``count:concerns>=N``       at least N different concerns hold

Every condition that holds points at the words that it rests on.
"""

from __future__ import annotations

import re
from typing import Callable, Dict, Iterable, Optional, Sequence, Tuple

from bot.domain.case import Case, CaseCue
from bot.domain.evidence import Quote
from bot.domain.member import CHILD_KINSHIPS, GRANDCHILD_KINSHIPS, PARENT_KINSHIPS, SPOUSE_KINSHIPS, Member
from bot.domain.vocabulary import ConcernCode, CueKind, Field, Kinship, SignalCode

ROLES: Dict[str, Callable[[Member], bool]] = {
    "self": lambda m: m.kinship is Kinship.SELF,
    "aged_self": lambda m: m.kinship is Kinship.SELF and m.is_aged,
    "minor_self": lambda m: m.kinship is Kinship.SELF and m.is_minor,
    "parent": lambda m: m.kinship in PARENT_KINSHIPS and m.alive is not False,
    "aged_parent": lambda m: m.kinship in PARENT_KINSHIPS and m.is_aged and m.alive is not False,
    "spouse": lambda m: m.kinship in SPOUSE_KINSHIPS and m.alive is not False,
    "aged_spouse": lambda m: m.kinship in SPOUSE_KINSHIPS and m.is_aged and m.alive is not False,
    "child": lambda m: m.kinship in CHILD_KINSHIPS,
    "minor_child": lambda m: m.kinship in CHILD_KINSHIPS and m.is_minor,
    "small_child": lambda m: m.is_small_child,
    "grown_child": lambda m: m.kinship in CHILD_KINSHIPS and m.is_grown,
    "young_self": lambda m: m.kinship is Kinship.SELF and m.is_young,
    "grown_self": lambda m: m.kinship is Kinship.SELF and m.is_grown,
    "minor": lambda m: m.is_minor,
    "young": lambda m: not m.is_grown and m.kinship not in PARENT_KINSHIPS and m.kinship not in SPOUSE_KINSHIPS,
    "grandchild": lambda m: m.kinship in GRANDCHILD_KINSHIPS,
    "grown_sibling": lambda m: (
        m.kinship
        in (
            Kinship.SIBLING,
            Kinship.OLDER_BROTHER,
            Kinship.OLDER_SISTER,
            Kinship.YOUNGER_BROTHER,
            Kinship.YOUNGER_SISTER,
        )
        and (m.is_grown or not m.age_is_known)
    ),
}


_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_COUNT = re.compile(r"concerns>=[1-9][0-9]*\Z")


def validate(condition: str) -> None:
    """Raise ValueError unless the condition is of the language and every code in it is of its closed list."""
    kind, _, rest = condition.partition(":")
    code, at, role = rest.partition("@")
    known = {
        "concern": code in ConcernCode._value2member_map_ and (not at or role in ROLES),
        "cue": _NAME.match(rest) is not None,
        "support": _NAME.match(rest) is not None,
        "signal": rest in SignalCode._value2member_map_,
        "field": rest in Field._value2member_map_,
        "member": rest in ROLES,
        "count": _COUNT.match(rest) is not None,
    }
    if not known.get(kind, False):
        raise ValueError(f"no condition of the language: {condition}")


def check(condition: str, case: Case, fields: Sequence[Field]) -> Optional[Tuple[Quote, ...]]:
    """Return the words on which the condition rests when it holds, else None.

    Raises:
        ValueError: the condition is not of the language; the catalogue is checked by ``validate`` when it is read.
    """
    kind, _, rest = condition.partition(":")
    if kind == "concern":
        return _concern(rest, case)
    if kind == "cue":
        return _quotes(c.quote for c in case.cues if c.kind is CueKind.PATTERN and c.code == rest and _holds(c))
    if kind == "support":
        return _quotes(c.quote for c in case.cues if c.kind is CueKind.SUPPORT and c.code == rest and _holds(c))
    if kind == "signal":
        return _quotes(s.quote for s in case.signals if s.code == rest)
    if kind == "field":
        if Field(rest) not in fields:
            return None
        return _quotes(c.quote for c in case.household_concerns if Field(rest) in c.fields) or ()
    if kind == "member":
        return _quotes(m.quotes[-1] for m in case.members if ROLES[rest](m) and m.quotes)
    if kind == "count":
        wanted = int(rest.removeprefix("concerns>="))
        found = {c.code: c.quote for c in case.household_concerns}
        return tuple(found.values()) if len(found) >= wanted else None
    raise ValueError(f"unknown condition: {condition}")


def check_all(conditions: Sequence[str], case: Case, fields: Sequence[Field]) -> Optional[Tuple[Quote, ...]]:
    """Return the joined words when all conditions hold, else None."""
    found: Tuple[Quote, ...] = ()
    for condition in conditions:
        quotes = check(condition, case, fields)
        if quotes is None:
            return None
        found = (*found, *quotes[:2])
    return tuple(dict.fromkeys(found))


def _concern(rest: str, case: Case) -> Optional[Tuple[Quote, ...]]:
    code, _, role = rest.partition("@")
    return _quotes(
        c.quote
        for c in case.household_concerns
        if c.code == code and (not role or _is_in_role(case, c.member_id, role))
    )


def _is_in_role(case: Case, member_id: Optional[str], role: str) -> bool:
    member = case.member(member_id)
    return member is not None and ROLES[role](member)


def _holds(cue: CaseCue) -> bool:
    return cue.manner.holds_in_household


def _quotes(found: Iterable[Quote]) -> Optional[Tuple[Quote, ...]]:
    return tuple(found) or None
