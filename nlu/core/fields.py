"""Fields asserted of the household: those of a concern, and those that follow from whom it is about (docs/triage.md).

A tag, never a gate. What is only uncertain is asked about, not asserted, except where suspicion itself is the matter.
"""

from __future__ import annotations

from typing import Dict, FrozenSet, Iterable, Optional, Sequence, Set, Tuple

from bot.domain.evidence import Manner
from bot.domain.understanding import ConcernMention, DangerReading, MemberMention
from bot.domain.vocabulary import AgeBand, Assertion, ConcernCode, Experiencer, Field, Kinship, SignalCode
from nlu.core.labels import concern_fields

C = ConcernCode

OLD_BANDS = frozenset({AgeBand.SEVENTIES, AgeBand.EIGHTIES, AgeBand.NINETIES, AgeBand.HUNDREDS, AgeBand.AGED})
MINOR_BANDS = frozenset(
    {
        AgeBand.INFANT,
        AgeBand.PRESCHOOL,
        AgeBand.ELEMENTARY_SCHOOL,
        AgeBand.JUNIOR_HIGH_SCHOOL,
        AgeBand.HIGH_SCHOOL,
        AgeBand.TEENS,
    }
)
PARENTS = frozenset(
    {
        Kinship.MOTHER,
        Kinship.FATHER,
        Kinship.PARENTS,
        Kinship.PARENT,
        Kinship.MOTHER_IN_LAW,
        Kinship.FATHER_IN_LAW,
        Kinship.PARENTS_IN_LAW,
    }
)
GRANDPARENTS = frozenset({Kinship.GRANDMOTHER, Kinship.GRANDFATHER, Kinship.GRANDPARENTS})
OLDER_KIN = PARENTS | GRANDPARENTS
SMALL_KIN = frozenset({Kinship.DAUGHTER, Kinship.SON, Kinship.CHILD, Kinship.GRANDCHILD})

# Suspected is asserted: "diagnosed or suspected" (disability, dementia), "a suspicion is enough" (abuse).
SUSPICION_IS_ENOUGH: FrozenSet[ConcernCode] = frozenset(
    {
        C.DEMENTIA,
        C.INTELLECTUAL_DISABILITY,
        C.DEVELOPMENTAL_DISABILITY,
        C.CHILD_DEVELOPMENT,
        C.CHILD_MALTREATMENT,
        C.ELDER_MALTREATMENT,
        C.DISABILITY_MALTREATMENT,
    }
)
MALTREATMENT = frozenset({C.CHILD_MALTREATMENT, C.ELDER_MALTREATMENT, C.DISABILITY_MALTREATMENT})
# Told by whoever carries the care; the field is that of the one cared for.
OF_THE_CARER = frozenset({C.CARER_EXHAUSTION, C.WORK_AND_CARE})
# A need which, in an old person, brings in the counter for the elderly.
NEED_IN_OLD_AGE = frozenset(
    {C.ILLNESS, C.SELF_NEGLECT, C.ISOLATION, C.FRAUD_DAMAGE, C.NO_KIN, C.CARER_EXHAUSTION, C.HOUSING}
)
# Concerns that say nothing about a child even when the child's name stands beside them.
_ADULT_MATTERS = frozenset({C.DIVORCE, C.PARTNER_VIOLENCE, C.DEBT, C.JOB_SEARCH})

SIGNAL_FIELDS: Dict[SignalCode, Tuple[Field, ...]] = {
    SignalCode.CHILD_ABUSE: (Field.CHILD,),
    SignalCode.ELDER_ABUSE: (Field.ELDERLY,),
    SignalCode.DISABILITY_ABUSE: (Field.DISABILITY,),
    SignalCode.NO_FOOD_MONEY: (Field.POVERTY,),
}

# Dangers that a child in the home shares.
_TOUCHES_CHILDREN = frozenset({SignalCode.DV, SignalCode.NO_FOOD_MONEY, SignalCode.MISSING})


def is_old(member: MemberMention) -> bool:
    """True when the age told is 65 or more, or the word says aged."""
    return member.age >= 65 if member.age is not None else member.age_band in OLD_BANDS


def is_minor(member: MemberMention) -> bool:
    """True when the age or school told is under 18."""
    return member.age < 18 if member.age is not None else member.age_band in MINOR_BANDS


def holds(code: ConcernCode, manner: Manner, writer_is_kin: bool) -> bool:
    """True when a concern told in this manner is asserted of the household that the message is about."""
    if manner.assertion is Assertion.UNCERTAIN:
        if code not in SUSPICION_IS_ENOUGH:
            return False
    elif manner.assertion is not Assertion.PRESENT:
        return False
    if manner.experiencer is Experiencer.OTHER_PERSON:
        return code in MALTREATMENT or not writer_is_kin
    return manner.experiencer is not Experiencer.NOBODY


def mention_fields(
    code: ConcernCode,
    manner: Manner,
    member: Optional[MemberMention],
    members: Sequence[MemberMention],
    *,
    writer_is_kin: bool = True,
) -> Tuple[Field, ...]:
    """Return the fields that one mention of a concern asserts.

    Args:
        code: the concern.
        manner: how it is said, and of whom.
        member: the person it is about; None when nobody is named (then the writer).
        members: all persons of the message.
        writer_is_kin: False when a neighbour or professional writes about somebody else's household.
    """
    if not holds(code, manner, writer_is_kin):
        return ()
    found: Set[Field] = set(concern_fields()[code])
    about = member or next((one for one in members if one.kinship is Kinship.SELF), None)
    living = [one for one in members if one.alive is not False]
    if about is not None and is_minor(about) and code not in _ADULT_MATTERS:
        found.add(Field.CHILD)
    if code in NEED_IN_OLD_AGE and about is not None and is_old(about):
        found.add(Field.ELDERLY)
    if code in OF_THE_CARER and any(_is_cared_for(one) for one in living):
        found.add(Field.ELDERLY)
    if code is C.HIKIKOMORI and _is_grown(about) and any(is_old(one) for one in living):
        found.add(Field.ELDERLY)
    return _ordered(found)


def household_fields(
    concerns: Iterable[ConcernMention], danger: DangerReading, members: Sequence[MemberMention]
) -> Tuple[Field, ...]:
    """Return the fields of the whole message: of its concerns and of the dangers raised."""
    found: Set[Field] = {name for concern in concerns for name in concern.fields}
    for signal in danger.signals:
        found.update(SIGNAL_FIELDS.get(signal.code, ()))
        if signal.code in _TOUCHES_CHILDREN and any(_is_child(one) for one in members):
            found.add(Field.CHILD)
        if (
            signal.code is SignalCode.SUICIDE
            and signal.manner.experiencer is Experiencer.SELF
            and any(one.kinship is Kinship.SELF and is_minor(one) for one in members)
        ):
            found.add(Field.CHILD)
    return _ordered(found)


def _is_child(member: MemberMention) -> bool:
    grown = member.age is not None and member.age >= 18
    return is_minor(member) or (member.kinship in SMALL_KIN and not grown)


def _is_cared_for(member: MemberMention) -> bool:
    """An old parent, in-law or grandparent, or a spouse or other kin whose old age is told."""
    if member.kinship is Kinship.SELF:
        return False
    if member.kinship in OLDER_KIN:
        return member.age is None or member.age >= 60
    return is_old(member)


def _is_grown(member: Optional[MemberMention]) -> bool:
    return member is not None and not is_minor(member) and member.kinship is not Kinship.SELF


def _ordered(found: Set[Field]) -> Tuple[Field, ...]:
    return tuple(name for name in Field if name in found)
