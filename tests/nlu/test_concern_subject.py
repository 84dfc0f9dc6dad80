"""Whose a concern is: the kind of concern decides where grammar names the wrong person or nobody."""

from __future__ import annotations

from typing import Optional, Sequence, Tuple

import pytest

from bot.domain.evidence import Manner, Span
from bot.domain.understanding import ConcernMention, DangerReading, MemberMention, SignalMention
from bot.domain.vocabulary import Assertion, ConcernCode, Experiencer, Kinship, SignalCode, Urgency
from nlu.core.concern_subject import is_of_none, subject_of
from nlu.core.household import Referent
from nlu.core.writer_member import with_writer

C, K, E = ConcernCode, Kinship, Experiencer
HERE = Span(0, 2)
Said = Tuple[Optional[int], Experiencer]


def person(kinship: Kinship, age: Optional[int] = None) -> MemberMention:
    return MemberMention(kinship, HERE, age=age)


MOTHER, HUSBAND, SON, DAUGHTER, SELF = (person(k) for k in (K.MOTHER, K.HUSBAND, K.SON, K.DAUGHTER, K.SELF))
CASES = [
    # grammar gives the writer, the concern can only be another's
    (C.DEMENTIA, (None, E.SELF), [MOTHER], (0, E.MEMBER)),
    (C.TRUANCY, (None, E.SELF), [HUSBAND, DAUGHTER], (1, E.MEMBER)),
    (C.TRUANCY, (0, E.SELF), [person(K.SELF, 14)], (0, E.SELF)),
    (C.DEMENTIA, (None, E.SELF), [MOTHER, person(K.FATHER)], (None, E.SELF)),
    (C.DEMENTIA, (None, E.SELF), [], (None, E.MEMBER)),
    (C.CHILDCARE_PLACE, (None, E.SELF), [], (None, E.MEMBER)),
    (C.FUTURE_WITHOUT_PARENTS, (None, E.SELF), [person(K.SON, 41)], (0, E.MEMBER)),
    # grammar names somebody, the concern is the writer's
    (C.FAMILY_CONFLICT, (0, E.MEMBER), [MOTHER], (None, E.SELF)),
    (C.CARER_EXHAUSTION, (0, E.MEMBER), [MOTHER, SELF], (1, E.SELF)),
    (C.PARTNER_VIOLENCE, (0, E.MEMBER), [HUSBAND], (None, E.SELF)),
    (C.PARTNER_VIOLENCE, (0, E.MEMBER), [DAUGHTER], (0, E.MEMBER)),
    (C.YOUNG_CARING, (0, E.MEMBER), [MOTHER], (None, E.SELF)),
    (C.YOUNG_CARING, (0, E.MEMBER), [DAUGHTER], (0, E.MEMBER)),
    (C.PREGNANCY, (0, E.MEMBER), [DAUGHTER], (0, E.MEMBER)),
    (C.CHILD_MALTREATMENT, (0, E.MEMBER), [person(K.FATHER)], (None, E.SELF)),
    (C.ISOLATION, (None, E.OTHER_PERSON), [], (None, E.SELF)),
    (C.WORK_TROUBLE, (None, E.OTHER_PERSON), [SELF], (0, E.SELF)),
    (C.BULLYING, (None, E.OTHER_PERSON), [], (None, E.SELF)),
    (C.CHILD_BEHAVIOR, (None, E.OTHER_PERSON), [], (None, E.MEMBER)),
    # grammar stands
    (C.DEBT, (0, E.MEMBER), [HUSBAND], (0, E.MEMBER)),
    (C.ILLNESS, (0, E.MEMBER), [MOTHER], (0, E.MEMBER)),
    (C.DEMENTIA, (0, E.MEMBER), [MOTHER, person(K.GRANDMOTHER)], (0, E.MEMBER)),
    (C.CHILD_MALTREATMENT, (None, E.OTHER_PERSON), [SON], (None, E.OTHER_PERSON)),
    (C.DEBT, (None, E.NOBODY), [HUSBAND], (None, E.NOBODY)),
]


@pytest.mark.parametrize(("code", "said", "members", "expected"), CASES)
def test_subject(code: ConcernCode, said: Said, members: Sequence[MemberMention], expected: Said) -> None:
    assert subject_of(code, Referent(*said), members) == Referent(*expected)


BROTHER, GRANDMOTHER, WIFE = (person(k) for k in (K.YOUNGER_BROTHER, K.GRANDMOTHER, K.WIFE))


@pytest.mark.parametrize(
    ("said", "named", "members", "dropped"),
    [
        ((0, E.MEMBER), True, [WIFE, BROTHER], True),
        ((0, E.MEMBER), True, [MOTHER, GRANDMOTHER], True),
        ((0, E.MEMBER), True, [DAUGHTER], False),
        ((0, E.MEMBER), True, [person(K.OLDER_SISTER, 41)], True),
        ((0, E.MEMBER), True, [person(K.OLDER_SISTER, 15)], False),
        ((0, E.MEMBER), False, [MOTHER], False),  # 母の世話: the writer's
        ((None, E.SELF), False, [BROTHER], False),
        ((None, E.SELF), False, [HUSBAND], True),
        ((None, E.SELF), False, [HUSBAND, SON], True),
        ((0, E.SELF), False, [person(K.SELF, 38), MOTHER], True),
        ((0, E.SELF), False, [person(K.SELF, 16), MOTHER], False),
        ((1, E.MEMBER), True, [person(K.SELF, 44), DAUGHTER], False),
        ((None, E.OTHER_PERSON), False, [HUSBAND], False),
    ],
)
def test_no_grown_person_is_a_young_carer(
    said: Said, named: bool, members: Sequence[MemberMention], dropped: bool
) -> None:
    assert is_of_none(C.YOUNG_CARING, Referent(*said, named=named), members) is dropped


def test_a_grown_person_may_be_a_worn_out_carer() -> None:
    assert not is_of_none(C.CARER_EXHAUSTION, Referent(0, E.MEMBER, named=True), [HUSBAND])
    assert subject_of(C.CARER_EXHAUSTION, Referent(0, E.MEMBER, named=True), [HUSBAND]) == Referent(0, E.MEMBER)


def test_care_is_of_who_is_cared_for() -> None:
    carer = Referent(0, E.MEMBER, named=True)
    assert subject_of(C.ELDER_CARE, carer, [person(K.FATHER), MOTHER]) == Referent(1, E.MEMBER)
    assert subject_of(C.ELDER_CARE, carer, [WIFE]) == Referent(None, E.MEMBER)


@pytest.mark.parametrize(("at", "meant"), [(12, 1), (30, 2), (0, 1)])
def test_of_several_children_the_last_named_before(at: int, meant: int) -> None:
    son, daughter = (MemberMention(k, Span(start, start + 2)) for k, start in ((K.SON, 8), (K.DAUGHTER, 20)))
    members = [person(K.SELF, 41), son, daughter]
    assert subject_of(C.TRUANCY, Referent(0, E.SELF), members, at=at) == Referent(meant, E.MEMBER)


def test_a_neighbours_concern_stays_the_neighbours() -> None:
    said = Referent(None, E.OTHER_PERSON)
    assert subject_of(C.ISOLATION, said, [], writer_is_kin=False) == said


def _concern(assertion: Assertion, experiencer: Experiencer = E.SELF, at: int = 5) -> ConcernMention:
    return ConcernMention(C.DEBT, Span(at, at + 4), Manner(assertion, experiencer))


@pytest.mark.parametrize(
    ("assertion", "experiencer", "pointed"),
    [
        (Assertion.PRESENT, E.SELF, True),
        (Assertion.NEGATED, E.SELF, True),
        (Assertion.PRESENT, E.MEMBER, False),
        (Assertion.PRESENT, E.OTHER_PERSON, False),
    ],
)
def test_the_writers_own_concern_points_at_the_writer(
    assertion: Assertion, experiencer: Experiencer, pointed: bool
) -> None:
    members, told = with_writer([MOTHER, SELF], [_concern(assertion, experiencer)], DangerReading())
    assert members == (MOTHER, SELF)
    assert told[0].member == (1 if pointed else None)


def test_a_trouble_alone_lists_nobody() -> None:
    danger = DangerReading((SignalMention(SignalCode.SUICIDE, Span(1, 4), Urgency.TODAY, "r"),))
    members, told = with_writer([MOTHER], [_concern(Assertion.PRESENT)], danger)
    assert members == (MOTHER,) and told[0].member is None


def test_a_concern_of_a_member_keeps_its_member() -> None:
    concern = ConcernMention(C.DEBT, Span(0, 2), Manner(), member=0)
    assert with_writer([MOTHER, SELF], [concern], DangerReading())[1] == (concern,)
