"""Whose a concern is: the kind of concern decides where grammar names the wrong person or nobody."""

from __future__ import annotations

from typing import Optional, Sequence, Tuple

import pytest

from bot.domain.evidence import Manner, Span
from bot.domain.understanding import ConcernMention, DangerReading, MemberMention, SignalMention
from bot.domain.vocabulary import Assertion, ConcernCode, Experiencer, Kinship, SignalCode, Urgency
from nlu.core.concern_subject import subject_of
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


def test_a_neighbours_concern_stays_the_neighbours() -> None:
    said = Referent(None, E.OTHER_PERSON)
    assert subject_of(C.ISOLATION, said, [], writer_is_kin=False) == said


def _concern(assertion: Assertion, experiencer: Experiencer = E.SELF, at: int = 5) -> ConcernMention:
    return ConcernMention(C.DEBT, Span(at, at + 4), Manner(assertion, experiencer))


@pytest.mark.parametrize(
    ("concerns", "listed"),
    [
        ([_concern(Assertion.PRESENT)], True),
        ([_concern(Assertion.UNCERTAIN)], True),
        ([_concern(Assertion.NEGATED)], False),
        ([_concern(Assertion.PRESENT, E.MEMBER)], False),
        ([_concern(Assertion.PRESENT, E.OTHER_PERSON)], False),
        ([], False),
    ],
)
def test_the_writer_is_listed_when_a_trouble_is_their_own(concerns: Sequence[ConcernMention], listed: bool) -> None:
    members, told = with_writer([MOTHER], concerns, DangerReading())
    assert (members[-1].kinship is K.SELF) is listed
    assert all(one.member == (1 if listed else None) for one in told)


def test_the_first_thing_told_is_where_the_writer_stands() -> None:
    danger = DangerReading((SignalMention(SignalCode.SUICIDE, Span(1, 4), Urgency.TODAY, "r"),))
    members, _ = with_writer([], [_concern(Assertion.PRESENT, at=9)], danger)
    assert members[0].span == Span(1, 4)


def test_the_writer_is_listed_once() -> None:
    members, told = with_writer([SELF], [_concern(Assertion.PRESENT)], DangerReading())
    assert members == (SELF,) and told[0].member is None
