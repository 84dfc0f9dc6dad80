"""A household member as the case knows them, and how mentions of later messages find the same person again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

from bot.domain.evidence import Quote
from bot.domain.understanding import MemberMention
from bot.domain.vocabulary import AgeBand, Kinship, Sex

# A general word and the particular ones that it may turn out to mean.
_REFINES: Dict[Kinship, Tuple[Kinship, ...]] = {
    Kinship.CHILD: (Kinship.DAUGHTER, Kinship.SON),
    Kinship.PARENT: (Kinship.MOTHER, Kinship.FATHER),
    Kinship.SIBLING: (
        Kinship.OLDER_BROTHER,
        Kinship.OLDER_SISTER,
        Kinship.YOUNGER_BROTHER,
        Kinship.YOUNGER_SISTER,
    ),
    Kinship.GRANDCHILD: (Kinship.GRANDSON, Kinship.GRANDDAUGHTER),
}
# Of these a household has one, so another age is a correction, not another person.
_ONE_OF_A_KIND = {
    Kinship.SELF,
    Kinship.HUSBAND,
    Kinship.WIFE,
    Kinship.PARTNER,
    Kinship.EX_HUSBAND,
    Kinship.EX_WIFE,
    Kinship.MOTHER,
    Kinship.FATHER,
    Kinship.PARENTS,
    Kinship.MOTHER_IN_LAW,
    Kinship.FATHER_IN_LAW,
    Kinship.PARENTS_IN_LAW,
}
PARENT_KINSHIPS = frozenset(
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
SPOUSE_KINSHIPS = frozenset({Kinship.HUSBAND, Kinship.WIFE, Kinship.PARTNER})
CHILD_KINSHIPS = frozenset({Kinship.CHILD, Kinship.DAUGHTER, Kinship.SON})
GRANDCHILD_KINSHIPS = frozenset({Kinship.GRANDCHILD, Kinship.GRANDSON, Kinship.GRANDDAUGHTER})

_AGED_BANDS = frozenset({AgeBand.SEVENTIES, AgeBand.EIGHTIES, AgeBand.NINETIES, AgeBand.HUNDREDS, AgeBand.AGED})
_MINOR_BANDS = frozenset(
    {
        AgeBand.INFANT,
        AgeBand.PRESCHOOL,
        AgeBand.ELEMENTARY_SCHOOL,
        AgeBand.JUNIOR_HIGH_SCHOOL,
        AgeBand.HIGH_SCHOOL,
    }
)
_GROWN_BANDS = frozenset({AgeBand.THIRTIES, AgeBand.FORTIES, AgeBand.FIFTIES, AgeBand.SIXTIES})
_YOUNG_BANDS = frozenset({AgeBand.TEENS, AgeBand.TWENTIES})
_SMALL_BANDS = frozenset({AgeBand.INFANT, AgeBand.PRESCHOOL})
# The ages that a band may mean, generously: two sayings that cannot meet are of two people.
_YEARS: Dict[AgeBand, Tuple[int, int]] = {
    AgeBand.INFANT: (0, 3),
    AgeBand.PRESCHOOL: (0, 6),
    AgeBand.ELEMENTARY_SCHOOL: (6, 12),
    AgeBand.JUNIOR_HIGH_SCHOOL: (12, 15),
    AgeBand.HIGH_SCHOOL: (15, 19),
    AgeBand.TEENS: (10, 19),
    AgeBand.TWENTIES: (20, 29),
    AgeBand.THIRTIES: (30, 39),
    AgeBand.FORTIES: (40, 49),
    AgeBand.FIFTIES: (50, 59),
    AgeBand.SIXTIES: (60, 69),
    AgeBand.SEVENTIES: (70, 79),
    AgeBand.EIGHTIES: (80, 89),
    AgeBand.NINETIES: (90, 99),
    AgeBand.HUNDREDS: (100, 130),
    AgeBand.ADULT: (18, 130),
    AgeBand.AGED: (60, 130),
}
AGED_FROM = 65
ADULT_FROM = 18
GROWN_FROM = 30
SMALL_UNTIL = 8


@dataclass(frozen=True)
class Member:
    """One person of the case. ``source`` is ``self`` when the person writes of themself, else ``other``."""

    id: str
    kinship: Kinship
    ordinal: Optional[str] = None
    age: Optional[int] = None
    age_band: Optional[AgeBand] = None
    sex: Optional[Sex] = None
    alive: Optional[bool] = None
    lives_together: Optional[bool] = None
    source: str = "other"
    quotes: Tuple[Quote, ...] = ()

    @property
    def is_aged(self) -> bool:
        """65 or older, as stated; a decade counts from the seventies."""
        return self.age >= AGED_FROM if self.age is not None else self.age_band in _AGED_BANDS

    @property
    def is_minor(self) -> bool:
        return self.age < ADULT_FROM if self.age is not None else self.age_band in _MINOR_BANDS

    @property
    def is_small_child(self) -> bool:
        """Before school or in its first years (``docs/triage.md``, double care)."""
        if self.kinship not in CHILD_KINSHIPS:
            return False
        return self.age <= SMALL_UNTIL if self.age is not None else self.age_band in _SMALL_BANDS

    @property
    def is_grown(self) -> bool:
        return self.age >= GROWN_FROM if self.age is not None else self.age_band in _GROWN_BANDS

    @property
    def is_young(self) -> bool:
        """A minor or in their twenties, as stated (子ども・若者: 子ども・若者育成支援推進大綱 counts to 29)."""
        return self.age < GROWN_FROM if self.age is not None else self.is_minor or self.age_band in _YOUNG_BANDS

    @property
    def age_is_known(self) -> bool:
        return self.age is not None or self.age_band is not None


def place_mentions(
    members: Sequence[Member],
    mentions: Sequence[MemberMention],
    quotes: Sequence[Quote],
    *,
    writer_is_kin: bool,
    known: Mapping[int, str] = MappingProxyType({}),
) -> Tuple[Tuple[Member, ...], Tuple[str, ...]]:
    """Find or make the member for each mention of one message.

    Args:
        members: those of the case so far.
        mentions: those of the message; two of one message are never the same person.
        quotes: the words of each mention, in the same order.
        writer_is_kin: False when the writer is no relative; the member ``self`` is then told of by another.
        known: ids of members whom mentions are about, by the place of the mention, where the talk and not the words
            tells it: the message answers a question of them, or goes on about them.

    Returns:
        The members of the case now, and the member id of each mention.
    """
    placed: List[Member] = list(members)
    ids: List[str] = []
    for place, (mention, quote) in enumerate(zip(mentions, quotes, strict=True)):
        told = next((index for index, member in enumerate(placed) if member.id == known.get(place)), None)
        found = told if told is not None else _find(placed, mention, taken=ids)
        if found is None:
            source = "self" if mention.kinship is Kinship.SELF and writer_is_kin else "other"
            member = Member(f"m{len(placed) + 1}", mention.kinship, source=source)
            placed.append(_told_more(member, mention, quote))
            ids.append(member.id)
        else:
            placed[found] = _told_more(placed[found], mention, quote)
            ids.append(placed[found].id)
    return tuple(placed), tuple(ids)


def _find(members: Sequence[Member], mention: MemberMention, taken: Sequence[str]) -> Optional[int]:
    candidates = [
        index
        for index, member in enumerate(members)
        if member.id not in taken and _same_kind(member.kinship, mention.kinship) and _compatible(member, mention)
    ]
    exact = [index for index in candidates if members[index].kinship is mention.kinship]
    if exact:
        by_age = [index for index in exact if mention.age is not None and members[index].age == mention.age]
        return (by_age or exact)[-1]
    # A general word (うちの子) means the only particular person there is, not one of several.
    return candidates[0] if len(candidates) == 1 else None


def _same_kind(known: Kinship, said: Kinship) -> bool:
    return known is said or said in _REFINES.get(known, ()) or known in _REFINES.get(said, ())


def _compatible(member: Member, mention: MemberMention) -> bool:
    if member.ordinal and mention.ordinal and member.ordinal != mention.ordinal:
        return False
    if member.kinship in _ONE_OF_A_KIND or mention.age_corrected:
        return True
    if member.age is not None and mention.age is not None:
        return member.age == mention.age
    known, said = _years(member.age, member.age_band), _years(mention.age, mention.age_band)
    return known is None or said is None or (known[0] <= said[1] and said[0] <= known[1])


def _years(age: Optional[int], band: Optional[AgeBand]) -> Optional[Tuple[int, int]]:
    if age is not None:
        return age, age
    return _YEARS[band] if band is not None else None


def _told_more(member: Member, mention: MemberMention, quote: Quote) -> Member:
    particular = mention.kinship if mention.kinship in _REFINES.get(member.kinship, ()) else member.kinship
    says_age = mention.age is not None or mention.age_band is not None
    if mention.age_corrected and says_age:
        # The corrected age replaces the old one wholly; otherwise number and band stand side by side.
        member = replace(member, age=None, age_band=None)
    return replace(
        member,
        kinship=particular,
        ordinal=mention.ordinal or member.ordinal,
        age=mention.age if mention.age is not None else member.age,
        age_band=mention.age_band or member.age_band,
        sex=mention.sex or member.sex,
        alive=mention.alive if mention.alive is not None else member.alive,
        lives_together=mention.lives_together if mention.lives_together is not None else member.lives_together,
        quotes=(*member.quotes, quote),
    )


def with_writer(members: Sequence[Member], quote: Quote) -> Tuple[Member, ...]:
    """Return the members with the writer among them: who tells a trouble of their own is one, named or not."""
    if any(member.kinship is Kinship.SELF for member in members):
        return tuple(members)
    return (*members, Member(f"m{len(members) + 1}", Kinship.SELF, source="self", quotes=(quote,)))
