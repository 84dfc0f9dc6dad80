"""Whom a concern is about when the message itself names nobody: the case knows who was spoken of.

「このごろ学校も行ったり行かなかったりで」 of a mother is about the child she spoke of, not about herself.
"""

from __future__ import annotations

from typing import Callable, List, Optional, Sequence

from bot.domain.evidence import Manner
from bot.domain.member import CHILD_KINSHIPS, GRANDCHILD_KINSHIPS, PARENT_KINSHIPS, Member
from bot.domain.topic import may_be_of
from bot.domain.vocabulary import ConcernCode, Experiencer, Kinship

# Concerns that only a child can have; an adult who writes means a child of the household.
_OF_A_CHILD = frozenset(
    {
        ConcernCode.TRUANCY,
        ConcernCode.BULLYING,
        ConcernCode.CHILD_LONELINESS,
        ConcernCode.CHILD_BEHAVIOR,
        ConcernCode.CHILD_DEVELOPMENT,
        ConcernCode.YOUNG_CARING,
    }
)
# Concerns of an old person; somebody younger who writes means the old person spoken of.
_OF_THE_AGED = frozenset({ConcernCode.DEMENTIA, ConcernCode.ELDER_FRAILTY, ConcernCode.ELDER_ALONE})
# Care told of a relative whom the message does not name: the old person spoken of.
_OF_ONE_CARED_FOR = frozenset({ConcernCode.ELDER_CARE, ConcernCode.CARE_SERVICE})
_OLD_KINSHIPS = PARENT_KINSHIPS | {Kinship.GRANDMOTHER, Kinship.GRANDFATHER, Kinship.GRANDPARENTS}


def subject_of(
    code: ConcernCode,
    named: Optional[str],
    manner: Manner,
    members: Sequence[Member],
    message_index: int,
    topic: Optional[Member] = None,
) -> Optional[str]:
    """Return the id of the member whom a concern is about.

    Args:
        code: the concern.
        named: the member that the message itself points at, None when it names nobody.
        manner: how it is said; of somebody outside the household nobody is meant.
        members: those of the case, this message's included.
        message_index: where the talk is now; the person spoken of last is meant.
        topic: whom the talk is about, None when about nobody in particular or when the writer names themself.
    """
    if manner.experiencer in (Experiencer.OTHER_PERSON, Experiencer.NOBODY):
        return named
    writer = next((member for member in members if member.kinship is Kinship.SELF), None)
    if named is not None and (writer is None or named != writer.id):
        return named
    if topic is not None and named is None and may_be_of(code, topic):
        return topic.id
    by_default = writer.id if writer is not None and manner.experiencer is Experiencer.SELF else named
    if code in _OF_A_CHILD and not (writer is not None and writer.is_minor):
        return _spoken_of_last(members, _may_be_a_child, message_index) or by_default
    if code in _OF_ONE_CARED_FOR and named is None and manner.experiencer is Experiencer.MEMBER:
        return _spoken_of_last(members, _is_old, message_index) or by_default
    if code in _OF_THE_AGED and not (writer is not None and writer.is_aged):
        return _spoken_of_last(members, _is_old, message_index) or by_default
    return by_default


def _may_be_a_child(member: Member) -> bool:
    young = member.kinship in CHILD_KINSHIPS | GRANDCHILD_KINSHIPS and not member.is_grown
    return young or (member.is_minor and member.kinship is not Kinship.SELF)


def _is_old(member: Member) -> bool:
    return member.alive is not False and (member.is_aged or member.kinship in _OLD_KINSHIPS)


def _spoken_of_last(members: Sequence[Member], fits: Callable[[Member], bool], until: int) -> Optional[str]:
    found: List[Member] = [m for m in members if fits(m) and m.quotes and m.quotes[-1].message_index <= until]
    if not found:
        return None
    return max(found, key=lambda m: (m.quotes[-1].message_index, m.quotes[-1].start)).id
