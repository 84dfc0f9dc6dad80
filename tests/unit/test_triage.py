"""Urgency only rises with what is told; a person lowers it; fields and duties follow from the words."""

from __future__ import annotations

from datetime import datetime
from typing import List, Optional, Tuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.loader import load_catalog
from bot.domain.case import Case, UrgencyLowered
from bot.domain.evidence import Manner
from bot.domain.triage import judge_fields, judge_urgency, presenting_concern, triage
from bot.domain.vocabulary import (
    Act,
    Assertion,
    ConcernCode,
    Experiencer,
    Field,
    Kinship,
    QuestionCode,
    SignalCode,
    Urgency,
)
from tests.support.tellings import concern, empty_case, member, minutes, signal, tell, understood

Raise = Tuple[SignalCode, Urgency]
RULES = load_catalog("demo").triage_rules


def raising(case: Case, code: SignalCode, level: Urgency, at: Optional[datetime] = None) -> Case:
    text = "たすけて"
    return tell(case, text, understood(signals=[signal(text, text, code, level)]), at=at)


RAISES = st.tuples(st.sampled_from(list(SignalCode)), st.sampled_from(list(Urgency)))


@given(st.lists(RAISES, max_size=6), RAISES)
def test_urgency_never_falls_by_one_more_signal(before: List[Raise], one_more: Raise) -> None:
    case = empty_case()
    for code, level in before:
        case = raising(case, code, level)
    more = raising(case, *one_more)
    assert judge_urgency(more)[0].rank >= judge_urgency(case)[0].rank
    assert judge_urgency(more)[0] is Urgency.highest(*(level for _, level in before), one_more[1])


@given(st.lists(RAISES, max_size=4))
def test_harmless_messages_change_nothing(before: List[Raise]) -> None:
    case = empty_case()
    for code, level in before:
        case = raising(case, code, level)
    assert judge_urgency(tell(case, "ありがとう、もう大丈夫", understood(act=Act.THANK))) == judge_urgency(case)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (["now@0"], Urgency.NOW),
        (["now@0", "lower:within_48h@1"], Urgency.WITHIN_48H),
        (["now@0", "lower:ordinary@1", "today@2"], Urgency.TODAY),
        (["now@0", "lower:ordinary@1"], Urgency.ORDINARY),
        (["lower:today@1"], Urgency.TODAY),
        (["lower:today@1", "within_48h@2"], Urgency.TODAY),
        (["now@0", "lower:today@1", "lower:ordinary@2"], Urgency.ORDINARY),
        (["now@0", "lower:ordinary@1", "now@0.5"], Urgency.ORDINARY),
    ],
)
def test_only_a_person_lowers_and_only_later_messages_raise_again(history: List[str], expected: Urgency) -> None:
    case = empty_case()
    for entry in history:
        what, at = entry.split("@")
        if what.startswith("lower:"):
            level = Urgency(what.partition(":")[2])
            case = case.lower(UrgencyLowered(level, "電話で確かめた", "staff-1", minutes(float(at))))
        else:
            case = raising(case, SignalCode.SUICIDE, Urgency(what), minutes(float(at)))
    assert judge_urgency(case)[0] is expected


def test_reasons_stand_most_urgent_first_with_their_words() -> None:
    case = raising(raising(empty_case(), SignalCode.SUICIDE, Urgency.TODAY), SignalCode.DV, Urgency.NOW)
    reasons = judge_urgency(case)[1]
    assert [reason.level for reason in reasons] == [Urgency.NOW, Urgency.TODAY]
    assert all(reason.quote is not None and reason.quote.text == "たすけて" for reason in reasons)


@pytest.mark.parametrize(
    ("manner", "expected"),
    [
        (Manner(), (Field.POVERTY,)),
        (Manner(experiencer=Experiencer.OTHER_PERSON), ()),
        (Manner(experiencer=Experiencer.NOBODY), ()),
        (Manner(Assertion.NEGATED), ()),
        (Manner(Assertion.UNCERTAIN), ()),
    ],
)
def test_fields_follow_from_what_holds_in_the_household(manner: Manner, expected: Tuple[Field, ...]) -> None:
    text = "家賃の滞納"
    said = concern(text, "滞納", ConcernCode.ARREARS, fields=(Field.POVERTY,), manner=manner)
    assert judge_fields(tell(empty_case(), text, understood(concerns=[said]))) == expected


def test_fields_of_messages_add_up_in_the_order_of_the_list() -> None:
    case = tell(empty_case(), "a", understood(fields=[Field.POVERTY]))
    assert judge_fields(tell(case, "b", understood(fields=[Field.ELDERLY]))) == (Field.ELDERLY, Field.POVERTY)


@pytest.mark.parametrize(
    ("code", "law"),
    [
        (SignalCode.CHILD_ABUSE, "児童虐待の防止等に関する法律"),
        (SignalCode.ELDER_ABUSE, "高齢者虐待の防止、高齢者の養護者に対する支援等に関する法律"),
        (SignalCode.DISABILITY_ABUSE, "障害者虐待の防止、障害者の養護者に対する支援等に関する法律"),
        (SignalCode.DV, "配偶者からの暴力の防止及び被害者の保護等に関する法律"),
        (SignalCode.NO_FOOD_MONEY, "生活保護法"),
        (SignalCode.SUICIDE, None),
        (SignalCode.MEDICAL, None),
        (SignalCode.MISSING, None),
        (SignalCode.HARM_TO_OTHERS, None),
    ],
)
def test_duties_by_law_with_the_time_of_the_first_receipt(code: SignalCode, law: Optional[str]) -> None:
    case = raising(raising(empty_case(), code, Urgency.TODAY, minutes(3)), code, Urgency.NOW, minutes(9))
    due = triage(case, RULES).duties
    assert [(d.duty.law, d.received_at) for d in due] == ([(law, minutes(3))] if law else [])


def test_one_saying_may_bring_two_duties() -> None:
    text = "子どもの前で夫に殴られた"
    both = [
        signal(text, "殴られた", SignalCode.DV, Urgency.NOW, "dv.hit"),
        signal(text, "殴られた", SignalCode.CHILD_ABUSE, Urgency.NOW, "dv.hit"),
    ]
    case = tell(empty_case(), text, understood(signals=both))
    assert {due.duty.signal for due in triage(case, RULES).duties} == {SignalCode.DV, SignalCode.CHILD_ABUSE}


def test_the_chief_concern_is_what_was_named_when_asked() -> None:
    first = "母の介護と借金がたいへん"
    named = [member(first, "母", Kinship.MOTHER)]
    case = tell(
        empty_case(),
        first,
        understood(
            members=named,
            concerns=[
                concern(first, "介護", ConcernCode.ELDER_CARE, 0, confidence=0.99),
                concern(first, "借金", ConcernCode.DEBT, confidence=0.7),
            ],
        ),
    )
    found = presenting_concern(case)
    assert found is not None and found.code is ConcernCode.ELDER_CARE
    answer = "やっぱり借金かな"
    case = tell(
        case,
        answer,
        understood(concerns=[concern(answer, "借金", ConcernCode.DEBT, confidence=0.6)]),
        question=QuestionCode.WHAT_TROUBLES_MOST,
    )
    found = presenting_concern(case)
    assert found is not None and found.code is ConcernCode.DEBT


def test_the_chief_concern_is_rather_something_than_unclear() -> None:
    text = "もうよくわからない 家賃とか"
    concerns = [
        concern(text, "もうよくわからない", ConcernCode.UNCLEAR, confidence=0.99),
        concern(text, "家賃", ConcernCode.ARREARS, confidence=0.5),
    ]
    found = presenting_concern(tell(empty_case(), text, understood(concerns=concerns)))
    assert found is not None and found.code is ConcernCode.ARREARS
    assert presenting_concern(empty_case()) is None


def test_the_judgement_of_an_empty_case_has_a_lead_all_the_same() -> None:
    judged = triage(empty_case(), RULES)
    assert (judged.urgency, judged.fields, judged.patterns, judged.duties) == (Urgency.ORDINARY, (), (), ())
    assert judged.lead is not None and judged.lead.agency.kind == "hub"


def test_a_compound_pattern_points_at_both_its_words() -> None:
    text = "82の母と、部屋から出ない54の息子"
    case = tell(
        empty_case(),
        text,
        understood(
            members=[member(text, "母", Kinship.MOTHER, age=82), member(text, "息子", Kinship.OLDER_BROTHER, age=54)],
            concerns=[concern(text, "部屋から出ない", ConcernCode.HIKIKOMORI, 1)],
        ),
    )
    found = {p.code.value: [q.text for q in p.quotes] for p in triage(case, RULES).patterns}
    assert found["eighty_fifty"] == ["母", "部屋から出ない"]
