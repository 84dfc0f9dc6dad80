"""Drafts of the kin of one message: each naming with its ages and state, group words split by the ages given."""

from __future__ import annotations

from typing import Dict, List, Optional, Sequence, Set, Tuple

from bot.domain.evidence import Span
from bot.domain.vocabulary import AgeBand, Kinship
from nlu.core.age import AgeReading, decade_band
from nlu.core.age_attachment import DESCRIBED
from nlu.core.age_run import OwnedAges
from nlu.core.child_draft import children_of_role
from nlu.core.kinship_chain import CHILDREN, GRANDCHILDREN, PARENTS, SIBLINGS
from nlu.core.member_draft import Draft, agree, same_person
from nlu.core.member_state import MemberState
from nlu.core.person import Person

_MANY = CHILDREN | GRANDCHILDREN | SIBLINGS
_PAIRS = frozenset({Kinship.PARENTS, Kinship.PARENTS_IN_LAW, Kinship.GRANDPARENTS})
_STEP = {Kinship.SON_IN_LAW: Kinship.SON, Kinship.DAUGHTER_IN_LAW: Kinship.DAUGHTER}
_SCHOOL = frozenset(
    {AgeBand.INFANT, AgeBand.PRESCHOOL, AgeBand.ELEMENTARY_SCHOOL, AgeBand.JUNIOR_HIGH_SCHOOL, AgeBand.HIGH_SCHOOL}
)
_WEAK_RELATIVE = frozenset({"親戚", "親類", "親せき", "しんせき", "親族", "親戚の人", "親族の人"})


def _one_person(ages: Sequence[AgeReading]) -> bool:
    """True when several readings describe one person: a number and the school year that goes with it."""
    numbers = [age for age in ages if age.age is not None]
    bands = [age for age in ages if age.band is not None]
    if len(ages) == 1:
        return True
    return (
        len(numbers) <= 1 and len(bands) <= 1 and agree(numbers[0].age, bands[0].band) if numbers and bands else False
    )


def kin_drafts(
    folded: str,
    people: Sequence[Person],
    owned: Sequence[OwnedAges],
    states: Sequence[MemberState],
    corrected: Set[Span],
) -> List[Draft]:
    ages_of: Dict[int, List[Tuple[AgeReading, ...]]] = {}
    for item in owned:
        if item.person is not None and item.person != DESCRIBED:
            ages_of.setdefault(item.person, []).append(item.ages)
    drafts: List[Draft] = []
    for index, person in enumerate(people):
        runs = ages_of.get(index, [])
        if person.kind == "role" and person.kinship in PARENTS:
            drafts.extend(children_of_role(folded, person, runs))
        if not person.is_kin or person.kinship is None or _weak_relative(folded, person):
            continue
        groups = _age_groups(person, runs)
        for group in groups:
            draft = Draft(
                person.kinship,
                [Span(person.start, person.end)],
                ordinal=_side(folded, person) or person.ordinal,
                sex=person.sex,
                band=person.band if all(agree(age.age, person.band) for age in group) else None,
                people=[index],
            )
            for age in group:
                draft.take_age(age, age.span in corrected)
            draft.take_state(states[index])
            _minor_in_law(draft)
            earlier = None if len(groups) > 1 else same_person(_rivals(drafts, draft, person), draft)
            if earlier is None:
                drafts.append(draft)
            else:
                for age in group:
                    earlier.take_age(age, age.span in corrected)
                earlier.absorb(draft)
    return drafts


def _rivals(drafts: Sequence[Draft], new: Draft, person: Person) -> Sequence[Draft]:
    """Return those whom ``new`` may name again; 弟 of a child is not the child itself."""
    if person.kinship in CHILDREN and person.word.startswith(("弟", "妹", "兄", "姉", "お兄", "お姉")):
        return [draft for draft in drafts if draft.ordinal == new.ordinal]
    return drafts


def _minor_in_law(draft: Draft) -> None:
    """義理の息子 who is a minor is the spouse's child, not a child's spouse."""
    minor = draft.age < 18 if draft.age is not None else draft.band in _SCHOOL
    if minor and draft.kinship in _STEP:
        draft.kinship = _STEP[draft.kinship]


def _age_groups(person: Person, runs: Sequence[Tuple[AgeReading, ...]]) -> List[Tuple[AgeReading, ...]]:
    """Split the ages of a group word into persons; a word for one person keeps all of them."""
    if not runs:
        return [()]
    if person.kinship in _PAIRS and sum(len(run) for run in runs) > 1:
        return [_shared_decade([age for run in runs for age in run])]
    if person.kinship not in _MANY:
        return [tuple(age for run in runs for age in run)]
    groups: List[Tuple[AgeReading, ...]] = []
    for run in runs:
        groups.extend([run] if _one_person(run) else [(age,) for age in run])
    flat = [age for group in groups for age in group]
    return [tuple(flat)] if len(groups) > 1 and _one_person(flat) else groups


def _shared_decade(ages: Sequence[AgeReading]) -> Tuple[AgeReading, ...]:
    """Two ages of one couple (両親84と82) say a decade when it is the same for both."""
    bands = {age.band or decade_band(age.age or 0) for age in ages}
    band = bands.pop() if len(bands) == 1 else None
    return (AgeReading(Span(ages[0].span.start, ages[-1].span.end), None, band),) if band else ()


def _side(folded: str, person: Person) -> Optional[str]:
    before = folded[max(0, person.start - 3) : person.start]
    if person.kinship in (Kinship.GRANDMOTHER, Kinship.GRANDFATHER, Kinship.GRANDPARENTS, Kinship.UNCLE, Kinship.AUNT):
        whole = before + folded[person.start : person.end]
        if "母方" in whole or "ママの" in whole:
            return "maternal"
        if "父方" in whole:
            return "paternal"
    return None


def _weak_relative(folded: str, person: Person) -> bool:
    """True for 親戚 as a mere possibility (親戚に頼れない): no particular person is named."""
    return person.word in _WEAK_RELATIVE and not folded.startswith(("が", "は", "宅", "の人", "一同"), person.end)
