"""Children named by nothing but their age: 「未就学児2人」「3歳と1歳がいます」「中2の母です」."""

from __future__ import annotations

import re
from typing import Dict, List, Optional, Sequence, Tuple

from bot.domain.evidence import Span
from bot.domain.vocabulary import AgeBand, Kinship, Sex
from nlu.core.age import AgeReading
from nlu.core.age_run import OwnedAges
from nlu.core.member_draft import Draft
from nlu.core.person import Person

_SCHOOL_BANDS = frozenset(
    {AgeBand.PRESCHOOL, AgeBand.ELEMENTARY_SCHOOL, AgeBand.JUNIOR_HIGH_SCHOOL, AgeBand.HIGH_SCHOOL}
)
_GROWN = 25
_JOINTS = ("と", "、", "・", "や")
_CHILD_NOUN = re.compile(
    r"(?:児)?(?:が|を|も)?(?:[0-9一二三四]人|ふたり)?(?:が|を|も|の)?(?:い(?:て|ます|"
    r"る)|おり|抱え|かかえ|育て|連れ|子育て|育児|ワンオペ|きょうだい|兄弟|姉妹|男子|女子|"
    r"[0-9一二三四]人)"
)


def _too_small(age: AgeReading) -> bool:
    """True for an age at which nobody writes."""
    return age.age is not None and age.age <= 6


def _child_of_sex(folded: str, end: int) -> Tuple[Kinship, Optional[Sex]]:
    if folded.startswith(("男子", "男児"), end):
        return Kinship.SON, Sex.MALE
    if folded.startswith(("女子", "女児"), end):
        return Kinship.DAUGHTER, Sex.FEMALE
    return Kinship.CHILD, None


def _small(age: AgeReading) -> bool:
    return not age.bare and ((age.age is not None and age.age < _GROWN) or age.band in _SCHOOL_BANDS)


def unnamed_children(
    folded: str,
    ages: Sequence[AgeReading],
    owned: Sequence[OwnedAges],
    replaced: Dict[Span, AgeReading],
    foreign: bool,
) -> List[Draft]:
    """Return children named by nothing but their age: 「未就学児2人」「1歳児ワンオペ」「3歳と1歳がいます」."""
    if foreign:
        return []
    taken = {age.span for item in owned for age in item.ages} | {new.span for new in replaced.values()} | set(replaced)
    drafts: List[Draft] = []
    tail: Optional[int] = None
    for place in range(len(ages) - 1, -1, -1):
        age = ages[place]
        small = _small(age)
        if age.span in taken or not small:
            tail = None
            continue
        whole = folded[age.span.start : age.span.end]
        joined = tail is not None and folded[age.span.end : tail] in _JOINTS
        before = ages[place - 1] if place else None
        if before is not None and _small(before) and before.span not in taken:
            joined = joined or folded[before.span.end : age.span.start] in _JOINTS
        if joined or whole.endswith("児") or _CHILD_NOUN.match(folded, age.span.end) or _too_small(age):
            kinship, sex = _child_of_sex(folded, age.span.end)
            draft = Draft(kinship, [age.span], sex=sex)
            draft.take_age(age, False)
            drafts.append(draft)
            tail = age.span.start
    return drafts[::-1]


def ages_of_child(folded: str, person: Person, ages: Sequence[AgeReading]) -> bool:
    """True when ages before the writer's own place are the child's (3歳の母です), not the writer's (24歳、1児の母)."""
    gap = folded[ages[-1].span.end : person.start]
    return ages[-1].span.end <= person.start and gap.startswith(("の", "児の", "を")) and (ages[0].age or 0) < _GROWN


def children_of_role(folded: str, person: Person, runs: Sequence[Tuple[AgeReading, ...]]) -> List[Draft]:
    """Return the children whose ages stand before the writer's own place: 「3歳と5歳の母です」."""
    found: List[Draft] = []
    for run in runs:
        for age in run:
            if ages_of_child(folded, person, run):
                draft = Draft(Kinship.CHILD, [age.span])
                draft.take_age(age, False)
                found.append(draft)
    return found
