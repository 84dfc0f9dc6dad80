"""Of whom a concern is told when grammar alone does not say: dementia is seldom the writer's, truancy a child's.

The clause says whom it names; the kind of concern says whose it can be. 「夫の帰りが遅くて子育てがつらい」 names the
husband and is the writer's.
"""

from __future__ import annotations

from typing import Callable, Dict, FrozenSet, Optional, Sequence

from bot.domain.understanding import MemberMention
from bot.domain.vocabulary import AgeBand, ConcernCode, Experiencer, Kinship
from nlu.core.fields import MALTREATMENT, OLD_BANDS, OLDER_KIN, SMALL_KIN, is_minor, is_old
from nlu.core.household import Referent

C, K = ConcernCode, Kinship
Fits = Callable[[MemberMention], bool]

_PARTNERS = frozenset({K.HUSBAND, K.WIFE, K.PARTNER, K.EX_HUSBAND, K.EX_WIFE})
_SIBLINGS = frozenset({K.OLDER_BROTHER, K.OLDER_SISTER, K.YOUNGER_BROTHER, K.YOUNGER_SISTER, K.SIBLING})
_CHILDREN = SMALL_KIN | frozenset({K.GRANDSON, K.GRANDDAUGHTER})


def _old(member: MemberMention) -> bool:
    if member.kinship in OLDER_KIN:
        return member.alive is not False and not is_minor(member)
    return is_old(member)


def _young(member: MemberMention) -> bool:
    return is_minor(member) or (member.kinship in _CHILDREN and member.age is None and member.age_band is None)


def _child_or_sibling(member: MemberMention) -> bool:
    return member.kinship in _CHILDREN | _SIBLINGS


_GROWN_BANDS = OLD_BANDS | {AgeBand.THIRTIES, AgeBand.FORTIES, AgeBand.FIFTIES, AgeBand.SIXTIES}
# A child who helps at home; a grown person who does is its carer or parent.
_GROWN_AT = 30


# Whose such a concern can be.
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
        ),
        _young,
    ),
    C.FUTURE_WITHOUT_PARENTS: _child_or_sibling,
}
# Somebody's of the family even when nobody is named.
_OF_A_MEMBER = frozenset(
    {C.ELDER_CARE, C.DEMENTIA, C.CARE_SERVICE, C.CHILD_DEVELOPMENT, C.CHILDCARE_PLACE, C.FUTURE_WITHOUT_PARENTS}
)
# The writer's, whomever of the family the clause names (those whom, for each, it stays with: see ``_stays``).
_OF_THE_WRITER = frozenset(
    {
        C.FAMILY_CONFLICT,
        C.CHILDREARING,
        C.YOUNG_CARING,
        C.CARER_EXHAUSTION,
        C.SINGLE_PARENT,
        C.WORK_AND_CARE,
        C.BEREAVEMENT,
        C.LIVING_COST,
        C.PARTNER_VIOLENCE,
        C.DIVORCE,
        C.SCHOOL_COST,
        C.POSTPARTUM_DISTRESS,
        C.PREGNANCY,
        C.NEIGHBOR_TROUBLE,
        C.SEXUAL_MINORITY,
        C.NO_KIN,
        C.ISOLATION,
    }
)
_STAYS: Dict[ConcernCode, FrozenSet[Kinship]] = {
    C.YOUNG_CARING: _CHILDREN,
    C.POSTPARTUM_DISTRESS: frozenset({K.WIFE, K.DAUGHTER, K.DAUGHTER_IN_LAW, K.OLDER_SISTER, K.YOUNGER_SISTER}),
    C.PREGNANCY: frozenset({K.WIFE, K.DAUGHTER, K.DAUGHTER_IN_LAW, K.OLDER_SISTER, K.YOUNGER_SISTER}),
    C.PARTNER_VIOLENCE: frozenset(K) - _PARTNERS,
    C.SEXUAL_MINORITY: _CHILDREN | _SIBLINGS,
}
# Other people belong to the matter (a landlord, a colleague, a lost friend); it is the writer's all the same.
_AMONG_OTHERS = _OF_THE_WRITER | frozenset(
    {C.WORK_TROUBLE, C.HOMELESSNESS, C.ARREARS, C.HOUSING, C.ILLNESS, C.FRAUD_DAMAGE, C.DEBT}
)


def is_of_none(code: ConcernCode, referent: Referent, members: Sequence[MemberMention]) -> bool:
    """Tell whether the concern can be nobody's of the message: no spouse, parent or grown writer is a young carer.

    Args:
        code: the concern.
        referent: whom the clause names, before ``subject_of``.
        members: the persons of the message.
    """
    if code is not C.YOUNG_CARING or referent.experiencer not in (Experiencer.SELF, Experiencer.MEMBER):
        return False
    meant = members[referent.member] if referent.member is not None else None
    if meant is not None and meant.kinship is not K.SELF:
        if _young(meant):
            return False
        if referent.named and not is_minor(meant):
            return meant.kinship in _PARTNERS | OLDER_KIN or _is_grown(meant)
    return _writer_is_grown(members)


def _is_grown(member: MemberMention) -> bool:
    return member.age >= _GROWN_AT if member.age is not None else member.age_band in _GROWN_BANDS


def _writer_is_grown(members: Sequence[MemberMention]) -> bool:
    """By age told, else by a spouse or a child of the writer's own."""
    own = next((member for member in members if member.kinship is K.SELF), None)
    if own is not None and (own.age is not None or own.age_band is not None):
        return _is_grown(own)
    return any(member.kinship in (K.HUSBAND, K.WIFE) or member.kinship in _CHILDREN for member in members)


def subject_of(
    code: ConcernCode,
    referent: Referent,
    members: Sequence[MemberMention],
    *,
    writer_is_kin: bool = True,
    at: Optional[int] = None,
) -> Referent:
    """Return whom the concern is about.

    Args:
        code: the concern.
        referent: whom the clause names.
        members: the persons of the message.
        writer_is_kin: False when a neighbour or professional writes: then what is told is another's.
        at: where it is told; of several children the one named last before is meant.
    """
    if referent.experiencer is Experiencer.NOBODY or not writer_is_kin:
        return referent
    meant = members[referent.member] if referent.member is not None else None
    fits = _ABOUT.get(code)
    if fits is None:
        return _writers(code, referent, meant, members)
    if referent.experiencer is Experiencer.OTHER_PERSON and code in MALTREATMENT:
        return referent
    if meant is not None and fits(meant):
        return _cared_for(referent, members) if code is C.ELDER_CARE and referent.named else referent
    candidates = [at for at, member in enumerate(members) if fits(member)]
    if len(candidates) == 1:
        own = members[candidates[0]].kinship is K.SELF
        return Referent(candidates[0], Experiencer.SELF if own else Experiencer.MEMBER)
    if len(candidates) > 1 and fits is _young and at is not None and _writer_is_grown(members):
        return Referent(_last_named(candidates, members, at), Experiencer.MEMBER)
    if not candidates and code in _OF_A_MEMBER:
        carer = code is C.ELDER_CARE and referent.named
        return Referent(None, Experiencer.MEMBER) if carer or meant is None or meant.kinship is K.SELF else referent
    if not candidates and referent.experiencer is Experiencer.OTHER_PERSON:
        # classmates and friends belong to the matter: told by the child, or of a child who is not named
        return Referent(None, Experiencer.MEMBER) if code is C.CHILD_BEHAVIOR else _self(members)
    if not candidates and code is C.CHILD_MALTREATMENT and meant is not None and meant.kinship in OLDER_KIN:
        return _self(members)  # the child who is hit writes of who hits
    return referent


def _writers(
    code: ConcernCode, referent: Referent, meant: Optional[MemberMention], members: Sequence[MemberMention]
) -> Referent:
    if referent.experiencer is Experiencer.OTHER_PERSON:
        return _self(members) if code in _AMONG_OTHERS else referent
    if meant is not None and referent.named and code is C.CARER_EXHAUSTION:
        return referent  # the husband who cares is worn out, and somebody says so of him
    if meant is None or code not in _OF_THE_WRITER or meant.kinship in _STAYS.get(code, frozenset()):
        return referent
    return _self(members)


def _cared_for(carer: Referent, members: Sequence[MemberMention]) -> Referent:
    """父が母の世話をしていて: the care is the mother's."""
    others = [at for at, member in enumerate(members) if at != carer.member and _old(member)]
    return Referent(others[0], Experiencer.MEMBER) if len(others) == 1 else carer


def _last_named(candidates: Sequence[int], members: Sequence[MemberMention], at: int) -> int:
    """The candidate named last before ``at``, else the first one."""
    before = [
        (span.start, number)
        for number in candidates
        for span in (members[number].mentions or (members[number].span,))
        if span.start <= at
    ]
    return max(before)[1] if before else candidates[0]


def _self(members: Sequence[MemberMention]) -> Referent:
    own = next((at for at, member in enumerate(members) if member.kinship is K.SELF), None)
    return Referent(own, Experiencer.SELF)
