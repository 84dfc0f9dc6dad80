"""Of whom a concern is told when grammar alone does not say: dementia is seldom the writer's, truancy a child's."""

from __future__ import annotations

from typing import Callable, Dict, Optional, Sequence

from bot.domain.understanding import MemberMention
from bot.domain.vocabulary import ConcernCode, Experiencer, Kinship
from nlu.core.fields import OLDER_KIN, SMALL_KIN, is_minor, is_old
from nlu.core.household import Referent

C = ConcernCode
Fits = Callable[[MemberMention], bool]


def _old(member: MemberMention) -> bool:
    if member.kinship in OLDER_KIN:
        return member.alive is not False and not is_minor(member)
    return is_old(member)


def _young(member: MemberMention) -> bool:
    return is_minor(member) or (member.kinship in SMALL_KIN and member.age is None and member.age_band is None)


_ABOUT: Dict[ConcernCode, Fits] = {
    **dict.fromkeys(
        (C.ELDER_CARE, C.DEMENTIA, C.ELDER_FRAILTY, C.ELDER_ALONE, C.CARE_SERVICE, C.ELDER_MALTREATMENT), _old
    ),
    **dict.fromkeys(
        (
            C.CHILD_DEVELOPMENT,
            C.TRUANCY,
            C.BULLYING,
            C.CHILD_LONELINESS,
            C.CHILD_BEHAVIOR,
            C.CHILDCARE_PLACE,
            C.CHILD_MALTREATMENT,
            C.SCHOOL_COST,
        ),
        _young,
    ),
}


def subject_of(code: ConcernCode, referent: Referent, members: Sequence[MemberMention]) -> Referent:
    """Return whom the concern is about.

    The reading of the clause stands unless it gives the writer (or somebody it cannot be) and exactly one person named
    in the message fits the kind of concern.
    """
    if referent.experiencer in (Experiencer.OTHER_PERSON, Experiencer.NOBODY):
        return referent
    fits = _ABOUT.get(code)
    if fits is None:
        return referent
    meant = members[referent.member] if referent.member is not None else None
    if meant is not None and fits(meant):
        return referent
    candidates = [at for at, member in enumerate(members) if fits(member)]
    only = _only(candidates)
    if only is None:
        return referent
    experiencer = Experiencer.SELF if members[only].kinship is Kinship.SELF else Experiencer.MEMBER
    return Referent(only, experiencer)


def _only(candidates: Sequence[int]) -> Optional[int]:
    return candidates[0] if len(candidates) == 1 else None
