"""Members in the making: namings of one person brought together, generic words folded into specific ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, List, Optional, Sequence, Tuple

from bot.domain.evidence import Span
from bot.domain.understanding import MemberMention
from bot.domain.vocabulary import AgeBand, Kinship, Sex
from nlu.core.age import AgeReading, decade_band
from nlu.core.kinship_chain import CHILDREN, GRANDCHILDREN, SIBLINGS
from nlu.core.member_state import MemberState

_SEVERAL = CHILDREN | GRANDCHILDREN | SIBLINGS | {Kinship.NEPHEW, Kinship.NIECE, Kinship.COUSIN}
# A generic word says nothing new once one of the specific ones stands beside it.
_SPECIFIC: Dict[Kinship, Tuple[Kinship, ...]] = {
    Kinship.PARENT: (Kinship.MOTHER, Kinship.FATHER, Kinship.PARENTS),
    Kinship.PARENTS: (Kinship.MOTHER, Kinship.FATHER),
    Kinship.PARENTS_IN_LAW: (Kinship.MOTHER_IN_LAW, Kinship.FATHER_IN_LAW),
    Kinship.GRANDPARENTS: (Kinship.GRANDMOTHER, Kinship.GRANDFATHER),
    Kinship.CHILD: (Kinship.SON, Kinship.DAUGHTER, Kinship.CHILD),
    Kinship.GRANDCHILD: (Kinship.GRANDSON, Kinship.GRANDDAUGHTER),
    Kinship.SIBLING: tuple(SIBLINGS - {Kinship.SIBLING}),
}
_SCHOOL_AGES = {
    AgeBand.INFANT: range(3),
    AgeBand.PRESCHOOL: range(8),
    AgeBand.ELEMENTARY_SCHOOL: range(6, 13),
    AgeBand.JUNIOR_HIGH_SCHOOL: range(12, 16),
    AgeBand.HIGH_SCHOOL: range(15, 20),
}


def agree(age: Optional[int], band: Optional[AgeBand]) -> bool:
    """True when one person may have both the age and the band."""
    if age is None or band is None:
        return True
    if band in _SCHOOL_AGES:
        return age in _SCHOOL_AGES[band]
    if band is AgeBand.AGED:
        return age >= 60
    return age >= 18 if band is AgeBand.ADULT else decade_band(age) is band


@dataclass
class Draft:
    """One member while the message is read."""

    kinship: Kinship
    mentions: List[Span]
    ordinal: Optional[str] = None
    sex: Optional[Sex] = None
    age: Optional[int] = None
    band: Optional[AgeBand] = None
    age_span: Optional[Span] = None
    corrected: bool = False
    alive: Optional[bool] = None
    lives_together: Optional[bool] = None
    people: List[int] = field(default_factory=list)

    @property
    def aged(self) -> bool:
        """True when any age is known."""
        return self.age is not None or self.band is not None

    def take_age(self, reading: AgeReading, corrected: bool) -> None:
        """Add an age; a number is kept over an older one only when it corrects it."""
        if reading.age is not None and (self.age is None or corrected):
            self.age, self.age_span = reading.age, reading.span
        if reading.band is not None and (self.band is None or self.band is AgeBand.AGED or corrected):
            self.band = reading.band
            self.age_span = self.age_span or reading.span
        self.corrected = self.corrected or corrected

    def take_state(self, state: MemberState) -> None:
        self.alive = state.alive if self.alive is None else self.alive
        self.lives_together = state.lives_together if self.lives_together is None else self.lives_together

    def absorb(self, other: "Draft") -> None:
        """Take over what ``other``, the same person, has and this one lacks."""
        self.mentions += other.mentions
        self.people += other.people
        self.ordinal = self.ordinal or other.ordinal
        self.sex = self.sex or other.sex
        if self.age is None and other.age is not None:
            self.age, self.age_span = other.age, other.age_span
        self.band = self.band or other.band
        self.age_span = self.age_span or other.age_span
        self.corrected = self.corrected or other.corrected
        self.take_state(MemberState(other.alive, other.lives_together))

    def finished(self) -> MemberMention:
        """Return the member; a band (高齢, 中2) says nothing beside a number."""
        band = self.band if self.age is None else None
        mentions = tuple(sorted(set(self.mentions), key=lambda span: span.start))
        return MemberMention(
            kinship=self.kinship,
            span=mentions[0],
            age=self.age,
            age_band=band,
            sex=self.sex,
            alive=self.alive,
            lives_together=self.lives_together,
            ordinal=self.ordinal,
            mentions=mentions,
            age_span=self.age_span,
            age_corrected=self.corrected,
        )


def same_person(drafts: Sequence[Draft], new: Draft) -> Optional[Draft]:
    """Return the earlier draft that ``new`` names again, None when it is somebody else."""
    alike = [draft for draft in drafts if draft.kinship is new.kinship]
    exact = [draft for draft in alike if draft.ordinal == new.ordinal]
    loose = [draft for draft in alike if draft.ordinal is None or new.ordinal is None]
    for draft in reversed(exact or (loose if len(loose) == 1 and len(alike) == 1 else [])):
        if new.kinship not in _SEVERAL:
            return draft
        clash = (
            draft.aged
            and new.aged
            and (
                (draft.age is not None and new.age is not None and draft.age != new.age)
                or (draft.band is not None and new.band is not None and draft.band is not new.band)
                or not agree(draft.age, new.band)
                or not agree(new.age, draft.band)
            )
        )
        if not clash or new.corrected:
            return draft
    return None


def fold_generic(drafts: Sequence[Draft]) -> List[Draft]:
    """Fold generic words (両親, 子ども, きょうだい) into the specific members they stand for."""
    kept = list(drafts)
    for draft in drafts:
        specific_kinds = _SPECIFIC.get(draft.kinship)
        if specific_kinds is None:
            continue
        specific = [d for d in kept if d is not draft and d.kinship in specific_kinds]
        couple = [] if draft.age else specific
        target = _child_of(draft, specific) if draft.kinship is Kinship.CHILD else couple
        if not target:
            continue
        kept = [d for d in kept if d is not draft]
        for member in target:
            if len(target) == 1:
                member.absorb(draft)
            else:
                member.take_state(MemberState(draft.alive, draft.lives_together))
    return kept


def _child_of(draft: Draft, specific: Sequence[Draft]) -> List[Draft]:
    """Return the children that a 子ども draft stands for, none when it is one more."""
    if draft.ordinal is not None:
        same = [d for d in specific if d.kinship is not Kinship.CHILD and d.ordinal == draft.ordinal]
        return same if len(same) == 1 and not (same[0].aged and draft.aged) else []
    if not draft.aged:
        return [d for d in specific if d.ordinal is not None or d.kinship is not Kinship.CHILD or d.aged]
    if draft.band is AgeBand.INFANT and draft.age is None:
        small = [d for d in specific if d.aged and _same_age(d, draft)]
        return small if len(small) == 1 else []
    if len(specific) == 1 and not specific[0].aged and specific[0].kinship is not Kinship.CHILD:
        return list(specific)
    same = [d for d in specific if d.kinship is not Kinship.CHILD and d.aged and _same_age(d, draft)]
    return same if len(same) == 1 else []


def _same_age(first: Draft, second: Draft) -> bool:
    if first.age is not None and second.age is not None:
        return first.age == second.age
    if first.band is not None and second.band is not None:
        return first.band is second.band
    return agree(first.age, second.band) and agree(second.age, first.band)
