"""Of whom a thing is said in a long message: the persons and words around it decide, not the whole message.

Asking over the whole text for each place would make a long message cost the square of its length.
"""

from __future__ import annotations

import dataclasses
from typing import List, Optional, Sequence, Tuple

from bot.domain.evidence import Span
from bot.domain.understanding import MemberMention
from bot.domain.vocabulary import Assertion, Experiencer, Kinship
from nlu.core.anatomy import Anatomy
from nlu.core.assertion import manner_at
from nlu.core.household import Referent, who_is_meant

SHORT = 500  # code points; a message no longer than this is read as a whole
_BACK = 250
_AHEAD = 50
_WIDEST = 300  # a clause without a mark may be as long as the message


def whom(anatomy: Anatomy, span: Span) -> Referent:
    """Return of whom the thing in ``span`` is said; ``member`` is a position in the message's members."""
    found = anatomy.referents.get(span)
    if found is None:
        found = anatomy.referents[span] = _whom(anatomy, span)
    return found


def manner_of(anatomy: Anatomy, span: Span) -> Tuple[Assertion, bool]:
    """Return how the thing in ``span`` is asserted, and whether in somebody's quoted words (``assertion.py``)."""
    found = anatomy.manners.get(span)
    if found is None:
        found = manner_at(anatomy.text, anatomy.morphemes, anatomy.clauses, span)
        anatomy.manners[span] = found
    return found


def _whom(anatomy: Anatomy, span: Span) -> Referent:
    text, household = anatomy.text, anatomy.household
    if len(text) <= SHORT:
        return who_is_meant(household, text, anatomy.morphemes, span, anatomy.own_namings)
    span = Span(span.start, min(span.end, span.start + _WIDEST))
    begin, end = max(0, span.start - _BACK), min(len(text), span.end + _AHEAD)
    numbers: List[int] = []
    members: List[MemberMention] = []
    for number, member in enumerate(household.members):
        mentions = [_moved(one, begin) for one in member.mentions or (member.span,) if begin <= one.start < end]
        if mentions:
            numbers.append(number)
            members.append(dataclasses.replace(member, span=mentions[0], mentions=tuple(mentions), age_span=None))
    outsiders = tuple(
        dataclasses.replace(one, span=_moved(one.span, begin))
        for one in household.outsiders
        if begin <= one.span.start < end
    )
    around = dataclasses.replace(household, members=tuple(members), outsiders=outsiders)
    own = [
        dataclasses.replace(one, start=one.start - begin, end=one.end - begin)
        for one in anatomy.own_namings
        if begin <= one.start and one.end <= end
    ]
    referent = who_is_meant(around, text[begin:end], (), _moved(span, begin), own)
    if referent.member is not None:
        return dataclasses.replace(referent, member=numbers[referent.member])
    if referent.experiencer is Experiencer.SELF:
        return dataclasses.replace(referent, member=_self(household.members))
    return referent


def _moved(span: Span, begin: int) -> Span:
    return Span(span.start - begin, span.end - begin)


def _self(members: Sequence[MemberMention]) -> Optional[int]:
    return next((number for number, one in enumerate(members) if one.kinship is Kinship.SELF), None)
