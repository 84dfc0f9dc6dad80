"""The next question: never twice, never what was volunteered, never too many, after danger only safety and place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Dict, List, Optional, Tuple

import pytest

from bot.domain.agenda import MOST_QUESTIONS, next_question, not_asked, ranked
from bot.domain.case import Case, UrgencyLowered
from bot.domain.vocabulary import Act, ConcernCode, CueKind, Field, Kinship, QuestionCode, SignalCode, Urgency
from tests.support.tellings import NOW, concern, cue, empty_case, member, minutes, signal, tell, understood

Q = QuestionCode


def caring() -> Case:
    text = "母の介護がたいへん"
    return tell(
        empty_case(),
        text,
        understood(
            members=[member(text, "母", Kinship.MOTHER)],
            concerns=[concern(text, "介護", ConcernCode.ELDER_CARE, 0, fields=(Field.ELDERLY,))],
        ),
    )


def in_danger(code: SignalCode, level: Urgency = Urgency.NOW) -> Case:
    text = "いまこわい"
    return tell(caring(), text, understood(signals=[signal(text, text, code, level)]))


def talk(case: Case, at: Any = NOW, most: int = 40) -> List[Tuple[QuestionCode, Optional[str]]]:
    """Ask until nothing is left to ask; every answer is passed over."""
    asked: List[Tuple[QuestionCode, Optional[str]]] = []
    for _ in range(most):
        question = next_question(case, at)
        if question is None:
            break
        asked.append((question.code, question.about))
        case = case.ask(question.code, question.about, at)
        case = tell(case, "とばす", understood(act=Act.SKIP), question=question.code, about=question.about)
    return asked


def test_no_question_comes_twice() -> None:
    asked = talk(caring())
    assert len(asked) == len(set(asked))
    assert asked[0][0] is Q.EXISTING_SUPPORT


def test_at_most_eight_between_two_pauses() -> None:
    text = "母と父と義母と息子14と娘、夫と、介護と借金と失業とDVみたいなことと"
    kin = [
        ("母", Kinship.MOTHER),
        ("父", Kinship.FATHER),
        ("義母", Kinship.MOTHER_IN_LAW),
        ("娘", Kinship.DAUGHTER),
        ("夫", Kinship.HUSBAND),
    ]
    codes = [
        ("介護", ConcernCode.ELDER_CARE, (Field.ELDERLY,)),
        ("失業", ConcernCode.JOB_LOSS, ()),
        ("DV", ConcernCode.PARTNER_VIOLENCE, ()),
        ("借金", ConcernCode.DEBT, ()),
    ]
    case = tell(
        empty_case(),
        text,
        understood(
            members=[*(member(text, w, k) for w, k in kin), member(text, "息子", Kinship.SON, age=14)],
            concerns=[concern(text, w, c, fields=f) for w, c, f in codes],
        ),
    )
    assert len(ranked(case)) > 6
    asked = talk(case)
    assert len(asked) == MOST_QUESTIONS
    # The same after a pause: counting starts anew, and nothing that was asked comes again.
    for code, about in asked:
        case = case.ask(code, about, NOW)
    later = talk(case, NOW + timedelta(hours=7))
    assert later and not set(later) & set(asked)
    assert next_question(case, NOW + timedelta(hours=5)) is None


VOLUNTEERED: Dict[QuestionCode, Dict[str, Any]] = {
    Q.WHO: {"members": [("母", Kinship.MOTHER, {})]},
    Q.EXISTING_SUPPORT: {"cues": [("ケアマネさん", CueKind.SUPPORT)]},
    Q.AGE: {"members": [("母", Kinship.MOTHER, {"age": 82})]},
    Q.LIVES_WITH: {"members": [("母", Kinship.MOTHER, {"lives_together": True})]},
    Q.SINCE_WHEN: {"cues": [("三年前から", CueKind.DURATION)]},
    Q.WISH: {"cues": [("休みたい", CueKind.WISH)]},
    Q.AREA: {"cues": [("若葉町", CueKind.PLACE)]},
    Q.CARE_LOAD: {"concerns": [("へとへと", ConcernCode.CARER_EXHAUSTION)]},
    Q.MONEY: {"concerns": [("家賃が払えない", ConcernCode.ARREARS)]},
}
TELLING = "母 介護 難病 ケアマネさん 三年前から 休みたい 若葉町 へとへと 家賃が払えない"


def telling(extra: Dict[str, Any], *, with_mother: bool = True) -> Case:
    members = [member(TELLING, w, k, **f) for w, k, f in extra.get("members", [])]
    if with_mother and not members:
        members = [member(TELLING, "母", Kinship.MOTHER)]
    base = [
        concern(TELLING, "介護", ConcernCode.ELDER_CARE, fields=(Field.ELDERLY,)),
        concern(TELLING, "難病", ConcernCode.INTRACTABLE_DISEASE),
    ]
    more = [
        concern(TELLING, w, c, fields=(Field.POVERTY,) if c is ConcernCode.ARREARS else ())
        for w, c in extra.get("concerns", [])
    ]
    cues = [cue(TELLING, w, k) for w, k in extra.get("cues", [])]
    return tell(empty_case(), TELLING, understood(members=members, concerns=[*base, *more], cues=cues))


@pytest.mark.parametrize("code", VOLUNTEERED)
def test_what_was_volunteered_is_not_asked(code: QuestionCode) -> None:
    without = {question.code for question in ranked(telling({}, with_mother=code is not Q.WHO))}
    told = {question.code for question in ranked(telling(VOLUNTEERED[code]))}
    assert code in without, "the row must be able to fail"
    assert code not in told


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        (SignalCode.SUICIDE, [Q.SAFETY_NOW]),
        (SignalCode.NO_FOOD_MONEY, [Q.SAFETY_NOW]),
        (SignalCode.DV, [Q.SAFETY_NOW, Q.PLACE_NOW]),
        (SignalCode.CHILD_ABUSE, [Q.SAFETY_NOW, Q.PLACE_NOW]),
        (SignalCode.ELDER_ABUSE, [Q.SAFETY_NOW, Q.PLACE_NOW]),
        (SignalCode.DISABILITY_ABUSE, [Q.SAFETY_NOW, Q.PLACE_NOW]),
    ],
)
@pytest.mark.parametrize("level", [Urgency.NOW, Urgency.TODAY])
def test_after_danger_only_safety_and_place(code: SignalCode, level: Urgency, asked: List[QuestionCode]) -> None:
    assert [question for question, _ in talk(in_danger(code, level))] == asked


def test_after_a_person_lowered_the_level_the_talk_goes_on() -> None:
    case = in_danger(SignalCode.SUICIDE).lower(UrgencyLowered(Urgency.ORDINARY, "電話で話した", "s", minutes(30)))
    question = next_question(case, minutes(31))
    assert question is not None and question.code is Q.EXISTING_SUPPORT


def test_nothing_is_asked_of_somebody_who_told_nothing() -> None:
    assert next_question(tell(empty_case(), "こんにちは", understood(act=Act.GREET)), NOW) is None


@pytest.mark.parametrize(
    ("kin", "expected"),
    [
        ([("娘", Kinship.DAUGHTER), ("母", Kinship.MOTHER)], "m2"),
        ([("夫", Kinship.HUSBAND), ("娘", Kinship.DAUGHTER)], "m1"),
        ([("いとこ", Kinship.COUSIN)], None),
    ],
)
def test_whose_age_is_asked(kin: List[Tuple[str, Kinship]], expected: Optional[str]) -> None:
    text = "".join(word for word, _ in kin)
    case = tell(empty_case(), text, understood(members=[member(text, w, k) for w, k in kin]))
    found = next((question.about for question in ranked(case) if question.code is Q.AGE), None)
    assert found == expected


def test_the_age_of_the_dead_is_not_asked() -> None:
    text = "父は去年"
    case = tell(empty_case(), text, understood(members=[member(text, "父", Kinship.FATHER, alive=False)]))
    assert Q.AGE not in not_asked(case)


def test_ages_are_asked_member_by_member() -> None:
    text = "母と父"
    case = tell(
        empty_case(),
        text,
        understood(members=[member(text, "母", Kinship.MOTHER), member(text, "父", Kinship.FATHER)]),
    )
    asked = [about for code, about in talk(case) if code is Q.AGE]
    assert sorted(str(about) for about in asked) == ["m1", "m2"]
