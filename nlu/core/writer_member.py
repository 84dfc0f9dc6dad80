"""本人 becomes a member of the household when the writer tells a trouble of their own without naming themself."""

from __future__ import annotations

from dataclasses import replace
from typing import List, Sequence, Tuple

from bot.domain.evidence import Span
from bot.domain.understanding import ConcernMention, DangerReading, MemberMention
from bot.domain.vocabulary import Assertion, Experiencer, Kinship

_TOLD = frozenset({Assertion.PRESENT, Assertion.UNCERTAIN, Assertion.PAST, Assertion.HYPOTHETICAL})


def with_writer(
    members: Sequence[MemberMention], concerns: Sequence[ConcernMention], danger: DangerReading
) -> Tuple[Tuple[MemberMention, ...], Tuple[ConcernMention, ...]]:
    """Return members and concerns with the writer among the members, if a concern or danger is the writer's own.

    The mention's span is the first thing that the writer tells of themself; nothing else is known of them from it.
    Only for a writer who is kin: of a neighbour's or a professional's message 本人 is the one in need.
    """
    if any(member.kinship is Kinship.SELF for member in members):
        return tuple(members), tuple(concerns)
    own: List[Span] = [
        concern.span
        for concern in concerns
        if concern.manner.experiencer is Experiencer.SELF and concern.manner.assertion in _TOLD
    ]
    own.extend(signal.span for signal in danger.signals if signal.manner.experiencer is Experiencer.SELF)
    if not own:
        return tuple(members), tuple(concerns)
    first = min(own, key=lambda span: span.start)
    writer = MemberMention(Kinship.SELF, first, mentions=(first,))
    number = len(members)
    told = tuple(
        replace(concern, member=number)
        if concern.member is None and concern.manner.experiencer is Experiencer.SELF
        else concern
        for concern in concerns
    )
    return (*members, writer), told
