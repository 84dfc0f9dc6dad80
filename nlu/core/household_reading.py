"""What a message says of the household: members, people who are none, and whether the writer belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional, Tuple

from bot.domain.evidence import Span
from bot.domain.understanding import MemberMention
from bot.domain.vocabulary import Experiencer, Kinship


@dataclass(frozen=True)
class Outsider:
    """Somebody named who is no member: neighbour, friend, colleague, lover, client, professional, pet, media …."""

    role: str
    span: Span


@dataclass(frozen=True)
class HouseholdReading:
    """The people of one message. ``writer_is_kin`` is False when a neighbour or professional writes about somebody."""

    members: Tuple[MemberMention, ...] = ()
    outsiders: Tuple[Outsider, ...] = ()
    writer_is_kin: bool = True

    @property
    def self_index(self) -> Optional[int]:
        """Index of the member 本人, None when there is none."""
        return next((i for i, member in enumerate(self.members) if member.kinship is Kinship.SELF), None)


@dataclass(frozen=True)
class Referent:
    """Of whom a thing is said: an index into ``members`` (None when not listed) and the kind of person.

    ``named`` when the words themselves name that person as the one who feels or does it (``named_doer``).
    """

    member: Optional[int]
    experiencer: Experiencer
    named: bool = field(default=False, compare=False)
