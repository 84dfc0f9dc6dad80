"""The member 本人: the writer, or the person in need of whom somebody writes who is no relative."""

from __future__ import annotations

from typing import List, Optional, Sequence, Set

from bot.domain.evidence import Span
from bot.domain.vocabulary import Kinship
from nlu.core.age import AgeReading
from nlu.core.age_attachment import DESCRIBED, OwnedAges
from nlu.core.child_draft import ages_of_child
from nlu.core.member_draft import Draft
from nlu.core.own_trouble import own_trouble
from nlu.core.person import Person
from nlu.core.writer import person_in_need, quarrels_with_neighbor, self_statement, speaks_of_self

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
    trouble = None if foreign or draft.mentions else own_trouble(folded, people)
    if trouble is not None:
        draft.mentions.append(trouble)
    draft.mentions = sorted(set(draft.mentions), key=lambda span: (span.start, span.end))
    return draft if draft.mentions else None


def _is_writer(folded: str, person: Person, ages: Sequence[AgeReading]) -> bool:
    return person.is_self or (person.kind == "role" and not ages_of_child(folded, person, ages))


def needed_draft(
    folded: str, people: Sequence[Person], owned: Sequence[OwnedAges], corrected: Set[Span], foreign: bool
) -> Optional[Draft]:
    """Return 本人, the person in need of whom somebody writes who is no relative."""
    if quarrels_with_neighbor(folded) and not foreign:
        return None
    aged = [item.person for item in owned if item.person is not None and item.person != DESCRIBED]
    index = person_in_need(people, aged, foreign)
    described = next((item for item in owned if item.person == DESCRIBED or (foreign and item.person is None)), None)
    if index is not None and people[index].role == "client" and not foreign:
        return None
    if index is None and not (described and foreign):
        return None
    draft = Draft(Kinship.SELF, [])
    items = [item for item in owned if index is not None and item.person == index]
    if described is not None and not items:
        items = [described]
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
