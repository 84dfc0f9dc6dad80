"""The member 本人: the writer, or the person in need of whom somebody writes who is no relative."""

from __future__ import annotations

from typing import List, Optional, Sequence, Set

from bot.domain.evidence import Span
from bot.domain.vocabulary import Kinship
from nlu.core.age import AgeReading
from nlu.core.age_attachment import DESCRIBED
from nlu.core.age_run import OwnedAges
from nlu.core.child_draft import ages_of_child
from nlu.core.member_draft import Draft
from nlu.core.own_state import own_state
from nlu.core.people_in_need import friend_in_earnest, is_needy, is_own_job, unnamed_stranger
from nlu.core.person import Person
from nlu.core.writer import person_in_need, quarrels_with_neighbor, self_statement
from nlu.core.writer_subject import speaks_of_self

_NEED_ROLES = ("neighbour", "client")


def strangers(people: Sequence[Person]) -> List[Person]:
    return [p for p in people if p.is_outsider and p.role in _NEED_ROLES]


def self_draft(
    folded: str, people: Sequence[Person], owned: Sequence[OwnedAges], corrected: Set[Span], foreign: bool
) -> Optional[Draft]:
    draft = Draft(Kinship.SELF, [])
    # A described person may be the writer only when nobody else is in view.
    described_is_self = not foreign and not strangers(people)
    for item in owned:
        mine = item.person is None or (item.person != DESCRIBED and _is_writer(folded, people[item.person], item.ages))
        if mine and (item.person is not None or described_is_self or item.sex is None):
            if item.person is not None:
                draft.mentions.append(Span(people[item.person].start, people[item.person].end))
            else:
                draft.mentions.append(Span(item.ages[0].span.start, item.ages[-1].span.end))
            draft.sex = draft.sex or item.sex
            for age in item.ages:
                draft.take_age(age, age.span in corrected)
    for person in people:
        if person.is_self and speaks_of_self(folded, person):
            draft.mentions.append(Span(person.start, person.end))
    stated = None if foreign else self_statement(folded)
    if stated is not None:
        span, sex = stated
        draft.sex = draft.sex or sex
        if not any(span.overlaps(mention) for mention in draft.mentions):
            draft.mentions.append(span)
    state = None if foreign or draft.mentions else own_state(folded, people)
    if state is not None:
        draft.mentions.append(state)
    draft.mentions = sorted(set(draft.mentions), key=lambda span: (span.start, span.end))
    return draft if draft.mentions else None


def _is_writer(folded: str, person: Person, ages: Sequence[AgeReading]) -> bool:
    return person.is_self or (person.kind == "role" and not ages_of_child(folded, person, ages))


def needed_draft(
    folded: str,
    people: Sequence[Person],
    owned: Sequence[OwnedAges],
    ages: Sequence[AgeReading],
    corrected: Set[Span],
    foreign: bool,
) -> Optional[Draft]:
    """Return 本人, the person in need of whom somebody writes who is no relative.

    Args:
        folded: width-folded text.
        people: resolved people, in order.
        owned: whose ages are known.
        ages: all ages; a stranger without a name may be known by an age alone (二歳児).
        corrected: spans of the ages that correct others.
        foreign: the writer tells of people who are not their own.
    """
    if (quarrels_with_neighbor(folded) or is_own_job(folded)) and not foreign:
        return None
    if is_own_job(folded) and not is_needy(folded):
        return None
    friend = None if foreign else friend_in_earnest(folded, people)
    if friend is not None:
        return Draft(
            Kinship.SELF, [Span(people[friend].start, people[friend].end)], sex=people[friend].sex, people=[friend]
        )
    aged = [item.person for item in owned if item.person is not None and item.person != DESCRIBED]
    index = person_in_need(people, aged, foreign)
    described = next((item for item in owned if item.person == DESCRIBED or item.person is None), None)
    if not foreign and (
        index is None or is_own_job(folded) or not (is_needy(folded) or _told_with_age(folded, people, owned, index))
    ):
        return None
    if index is None and described is None:
        return _unnamed(folded, ages, corrected) if foreign and is_needy(folded) else None
    if described is not None and index is not None and described.ages[0].span.start < people[index].start:
        # 「担当の88歳女性の長男さん(58)」: the one described first is the client.
        index = None
    draft = Draft(Kinship.SELF, [])
    items = [item for item in owned if index is not None and item.person == index]
    if described is not None and not items:
        items = [described]
    alone = foreign and not items and len(ages) == 1 and not ages[0].bare
    if alone and not any(ages[0] in item.ages for item in owned):
        # 「二歳児の骨折で受診した親子」: the one age of the message.
        draft.take_age(ages[0], ages[0].span in corrected)
    if index is not None:
        person = people[index]
        draft.mentions.append(Span(person.start, person.end))
        draft.sex, draft.band = person.sex, person.band
        draft.people = [index]
    for item in items:
        draft.sex = draft.sex or item.sex
        draft.take_age(item.ages[0], item.ages[0].span in corrected)
        if not draft.mentions:
            draft.mentions.append(Span(item.ages[0].span.start, item.ages[-1].span.end))
    return draft


def _told_with_age(folded: str, people: Sequence[Person], owned: Sequence[OwnedAges], index: int) -> bool:
    """True when an age is given and more is told: 近所の80くらいのおばあさんが毎日来る."""
    return people[index].role == "neighbour" and any(
        item.person == index and len(folded) > item.ages[-1].span.end + 8 for item in owned
    )


def _unnamed(folded: str, ages: Sequence[AgeReading], corrected: Set[Span]) -> Optional[Draft]:
    """Return a stranger known by an age or by a word such as 幼児 alone."""
    start, end = unnamed_stranger(folded)
    if ages:
        draft = Draft(Kinship.SELF, [ages[0].span])
        draft.take_age(ages[0], ages[0].span in corrected)
        return draft
    return Draft(Kinship.SELF, [Span(start, end)]) if start >= 0 else None
