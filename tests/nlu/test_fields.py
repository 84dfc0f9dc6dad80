"""Fields asserted of the household: the table of ``docs/triage.md``, row by row."""

from __future__ import annotations

from typing import Optional, Sequence

import pytest

from bot.domain.evidence import Manner, Span
from bot.domain.understanding import ConcernMention, DangerReading, MemberMention, SignalMention
from bot.domain.vocabulary import (
    AgeBand,
    Assertion,
    ConcernCode,
    Experiencer,
    Field,
    Kinship,
    SignalCode,
    Urgency,
)
from nlu.core.fields import household_fields, mention_fields

C, K = ConcernCode, Kinship
HERE = Span(0, 1)
ELDERLY, DISABILITY, CHILD, POVERTY = Field.ELDERLY, Field.DISABILITY, Field.CHILD, Field.POVERTY


def person(kinship: Kinship, age: Optional[int] = None, band: Optional[AgeBand] = None, **told: bool) -> MemberMention:
    return MemberMention(kinship, HERE, age=age, age_band=band, alive=told.get("alive"))


MOTHER = person(K.MOTHER)
CASES = [
    # what the concern itself asserts
    (C.DEMENTIA, MOTHER, [MOTHER], [ELDERLY]),
    (C.SCHOOL_COST, None, [], [CHILD, POVERTY]),
    (C.MENTAL_ILLNESS, None, [], [DISABILITY]),
    (C.DEMENTIA, person(K.HUSBAND, 54), [], [ELDERLY]),
    # not yet
    (C.MENTAL_LOAD, None, [], []),
    (C.ADDICTION, person(K.HUSBAND), [], []),
    (C.ILLNESS, person(K.FATHER, 50), [], []),
    (C.PARTNER_VIOLENCE, None, [], []),
    (C.HIKIKOMORI, person(K.SON), [], []),
    (C.FAMILY_CONFLICT, person(K.FATHER, 70), [person(K.FATHER, 70)], []),
    # of the one cared for
    (C.CARER_EXHAUSTION, None, [MOTHER], [ELDERLY]),
    (C.CARER_EXHAUSTION, None, [person(K.MOTHER_IN_LAW)], [ELDERLY]),
    (C.CARER_EXHAUSTION, None, [person(K.HUSBAND)], []),
    (C.CARER_EXHAUSTION, None, [person(K.HUSBAND, 78)], [ELDERLY]),
    (C.CARER_EXHAUSTION, None, [person(K.MOTHER, 52)], []),
    (C.CARER_EXHAUSTION, None, [person(K.MOTHER, alive=False)], []),
    (C.WORK_AND_CARE, None, [person(K.GRANDMOTHER)], [ELDERLY]),
    (C.WORK_AND_CARE, None, [person(K.CHILD)], []),
    # need in old age
    (C.ILLNESS, person(K.FATHER, 81), [], [ELDERLY]),
    (C.SELF_NEGLECT, person(K.UNCLE, None, AgeBand.SEVENTIES), [], [ELDERLY]),
    (C.ISOLATION, None, [person(K.SELF, 76)], [ELDERLY]),
    (C.ISOLATION, None, [person(K.SELF, 46)], []),
    # under eighteen
    (C.MENTAL_LOAD, None, [person(K.SELF, 14)], [CHILD]),
    (C.MENTAL_LOAD, person(K.DAUGHTER, None, AgeBand.HIGH_SCHOOL), [], [CHILD]),
    (C.ILLNESS, person(K.SON, 30), [], []),
    (C.DEBT, person(K.SON, 17), [], [POVERTY]),
    # an aged parent with an adult child at home
    (C.HIKIKOMORI, person(K.SON, 52), [person(K.SON, 52), person(K.SELF, 80)], [ELDERLY]),
    (C.HIKIKOMORI, person(K.SON, 15), [person(K.SON, 15), person(K.GRANDMOTHER, 80)], [CHILD]),
]


@pytest.mark.parametrize(("code", "about", "members", "expected"), CASES)
def test_fields_of_a_concern(
    code: ConcernCode, about: Optional[MemberMention], members: Sequence[MemberMention], expected: Sequence[Field]
) -> None:
    assert list(mention_fields(code, Manner(), about, members)) == list(expected)


@pytest.mark.parametrize(
    ("code", "manner", "kin", "asserted"),
    [
        (C.DEBT, Manner(Assertion.PRESENT), True, True),
        (C.DEBT, Manner(Assertion.NEGATED), True, False),
        (C.DEBT, Manner(Assertion.PAST), True, False),
        (C.DEBT, Manner(Assertion.HYPOTHETICAL), True, False),
        (C.DEBT, Manner(Assertion.FIGURATIVE), True, False),
        (C.DEBT, Manner(Assertion.UNCERTAIN), True, False),
        (C.DEMENTIA, Manner(Assertion.UNCERTAIN), True, True),
        (C.CHILD_MALTREATMENT, Manner(Assertion.UNCERTAIN, Experiencer.OTHER_PERSON), True, True),
        (C.DEBT, Manner(Assertion.PRESENT, Experiencer.NOBODY), True, False),
        (C.DEBT, Manner(Assertion.PRESENT, Experiencer.OTHER_PERSON), True, False),
        (C.DEMENTIA, Manner(Assertion.PRESENT, Experiencer.OTHER_PERSON), False, True),
        (C.CHILD_MALTREATMENT, Manner(Assertion.NEGATED, Experiencer.OTHER_PERSON), True, False),
    ],
)
def test_only_what_holds_is_asserted(code: ConcernCode, manner: Manner, kin: bool, asserted: bool) -> None:
    assert bool(mention_fields(code, manner, None, [], writer_is_kin=kin)) is asserted


@pytest.mark.parametrize(
    ("signal", "members", "expected"),
    [
        (SignalCode.CHILD_ABUSE, [], [CHILD]),
        (SignalCode.ELDER_ABUSE, [], [ELDERLY]),
        (SignalCode.DISABILITY_ABUSE, [], [DISABILITY]),
        (SignalCode.NO_FOOD_MONEY, [], [POVERTY]),
        (SignalCode.DV, [], []),
        (SignalCode.DV, [person(K.CHILD)], [CHILD]),
        (SignalCode.SUICIDE, [], []),
        (SignalCode.SUICIDE, [person(K.SELF, 15)], [CHILD]),
        (SignalCode.MEDICAL, [person(K.FATHER, 85)], []),
    ],
)
def test_fields_of_a_danger(signal: SignalCode, members: Sequence[MemberMention], expected: Sequence[Field]) -> None:
    danger = DangerReading((SignalMention(signal, HERE, Urgency.TODAY, "r"),))
    assert list(household_fields((), danger, members)) == list(expected)


def test_the_household_has_each_field_once_in_the_order_of_the_list() -> None:
    concerns = [
        ConcernMention(C.DEBT, HERE, fields=(POVERTY,)),
        ConcernMention(C.DEMENTIA, HERE, fields=(ELDERLY,)),
        ConcernMention(C.ARREARS, HERE, fields=(POVERTY,)),
    ]
    assert household_fields(concerns, DangerReading(), []) == (ELDERLY, POVERTY)
