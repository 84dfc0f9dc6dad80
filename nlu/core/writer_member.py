"""Concerns of the writer's own point at 本人 where 本人 is among the members.

本人 is a member only when the message names the writer or states who they are (``writer_draft``): a bare complaint
(眠れない, 払えない) lists nobody, its experiencer is enough.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Sequence, Tuple

from bot.domain.understanding import ConcernMention, DangerReading, MemberMention
from bot.domain.vocabulary import Experiencer, Kinship


def with_writer(
    members: Sequence[MemberMention], concerns: Sequence[ConcernMention], danger: DangerReading
) -> Tuple[Tuple[MemberMention, ...], Tuple[ConcernMention, ...]]:
    """Return members unchanged and the writer's own concerns with the number of 本人, if 本人 is a member.

    Args:
        members: the persons of the message.
        concerns: what it tells.
        danger: kept for callers; a danger of the writer's own names nobody either.
    """
    own = next((number for number, member in enumerate(members) if member.kinship is Kinship.SELF), None)
    if own is None:
        return tuple(members), tuple(concerns)
    told = tuple(
        replace(concern, member=own)
        if concern.member is None and concern.manner.experiencer is Experiencer.SELF
        else concern
        for concern in concerns
    )
    return tuple(members), told
