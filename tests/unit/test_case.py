"""Folding: every message only adds, corrections stand on top, answers belong to their question."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Dict, Optional

import pytest

from bot.domain.case import ResidentEdit, line_id
from bot.domain.evidence import Manner
from bot.domain.triage import judge_urgency
from bot.domain.vocabulary import (
    Act,
    Assertion,
    ConcernCode,
    CueKind,
    Experiencer,
    Kinship,
    QuestionCode,
    SignalCode,
    Urgency,
)
from tests.support.tellings import (
    NOW,
    concern,
    cue,
    empty_case,
    member,
    minutes,
    set_aside,
    signal,
    span,
    tell,
    understood,
)

MOTHER = "母の物忘れがひどくて"


def mother_forgets() -> Any:
    named = [member(MOTHER, "母", Kinship.MOTHER)]
    return understood(members=named, concerns=[concern(MOTHER, "物忘れがひどくて", ConcernCode.DEMENTIA, 0)])


def test_a_fold_keeps_words_and_places() -> None:
    case = tell(empty_case(), MOTHER, mother_forgets())
    (only,) = case.concerns
    assert (only.code, only.member_id, only.quote.text) == (ConcernCode.DEMENTIA, "m1", "物忘れがひどくて")
    assert (only.quote.message_id, only.quote.message_index) == ("message-0", 0)
    assert MOTHER[only.quote.start : only.quote.end] == only.quote.text
    assert (case.messages, case.last_message_at) == (1, NOW)


def test_a_later_denial_stands_beside_the_statement() -> None:
    text = "認知症ではないです"
    denied = concern(text, "認知症", ConcernCode.DEMENTIA, manner=Manner(Assertion.NEGATED))
    case = tell(tell(empty_case(), MOTHER, mother_forgets()), text, understood(concerns=[denied]))
    assert [c.manner.assertion for c in case.concerns] == [Assertion.PRESENT, Assertion.NEGATED]
    assert len(case.present_concerns) == 1


@pytest.mark.parametrize(
    ("manner", "present", "of_household"),
    [
        (Manner(), True, True),
        (Manner(experiencer=Experiencer.OTHER_PERSON), True, False),
        (Manner(experiencer=Experiencer.NOBODY), False, False),
        (Manner(Assertion.PAST), False, False),
        (Manner(Assertion.HYPOTHETICAL), False, False),
        (Manner(Assertion.UNCERTAIN), False, False),
        (Manner(Assertion.FIGURATIVE), False, False),
    ],
)
def test_what_counts_as_present(manner: Manner, present: bool, of_household: bool) -> None:
    case = tell(empty_case(), "借金", understood(concerns=[concern("借金", "借金", ConcernCode.DEBT, manner=manner)]))
    assert (bool(case.present_concerns), bool(case.household_concerns)) == (present, of_household)


def test_a_deleted_line_is_gone_and_the_reading_stays() -> None:
    case = tell(empty_case(), MOTHER, mother_forgets())
    edited = case.edit(ResidentEdit(line_id(case.concerns[0]), "deleted", NOW))
    assert edited.present_concerns == ()
    assert edited.concerns == case.concerns
    assert edited.edits[0].action == "deleted"


def test_a_deleted_line_that_is_told_again_stands_again() -> None:
    case = tell(empty_case(), MOTHER, mother_forgets())
    case = case.edit(ResidentEdit(line_id(case.concerns[0]), "deleted", minutes(0.5)))
    case = tell(case, MOTHER, mother_forgets())
    assert [c.quote.message_index for c in case.present_concerns] == [1]


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (Act.TELL, "answered"),
        (Act.AFFIRM, "answered"),
        (Act.DENY, "answered"),
        (Act.SKIP, "declined"),
        (Act.DONT_KNOW, "not_known"),
        (Act.ASK_HUMAN, None),
        (Act.OFF_TOPIC, None),
        (Act.GREET, None),
        (Act.COMPLAIN, None),
        (Act.UNREADABLE, None),
    ],
)
def test_how_a_question_ends(act: Act, state: Optional[str]) -> None:
    case = tell(empty_case(), "うん", understood(act=act), question=QuestionCode.MONEY)
    assert case.answer_states().get(QuestionCode.MONEY) == state


def test_the_opening_and_no_question_are_no_answers() -> None:
    case = tell(empty_case(), "こまってて", understood(), question=QuestionCode.OPENING)
    assert tell(case, "それで", understood()).answers == ()


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [(Act.SKIP, Act.TELL, "answered"), (Act.TELL, Act.SKIP, "answered"), (Act.SKIP, Act.DONT_KNOW, "not_known")],
)
def test_a_real_answer_wins_over_a_refusal(first: Act, second: Act, expected: str) -> None:
    case = tell(empty_case(), "あ", understood(act=first), question=QuestionCode.WISH)
    case = tell(case, "い", understood(act=second), question=QuestionCode.WISH)
    assert case.answer_states()[QuestionCode.WISH] == expected


def asked_age_of_mother() -> Any:
    return tell(empty_case(), MOTHER, mother_forgets()).ask(QuestionCode.AGE, "m1", minutes(1))


ANSWERS: Dict[str, Dict[str, Any]] = {
    "bare": {"text": "82です", "word": "82", "age_word": "82", "kinship": Kinship.SELF, "ages": {"mother": 82}},
    "of oneself": {
        "text": "わたしは45です",
        "word": "わたし",
        "age_word": "45",
        "kinship": Kinship.SELF,
        "ages": {"mother": None, "self": 45},
    },
    "named": {"text": "母は82", "word": "母", "age_word": "82", "kinship": Kinship.MOTHER, "ages": {"mother": 82}},
    "of another": {
        "text": "父は85",
        "word": "父",
        "age_word": "85",
        "kinship": Kinship.FATHER,
        "ages": {"mother": None, "father": 85},
    },
}


@pytest.mark.parametrize("name", ANSWERS)
def test_the_answer_to_an_age(name: str) -> None:
    row = ANSWERS[name]
    text = row["text"]
    age = int(row["age_word"])
    mention = member(text, row["word"], row["kinship"], age=age, age_span=span(text, row["age_word"]))
    case = tell(asked_age_of_mother(), text, understood(members=[mention]), question=QuestionCode.AGE, about="m1")
    assert {str(m.kinship): m.age for m in case.members} == row["ages"]


def test_the_writer_named_without_an_age_is_not_the_one_asked_about() -> None:
    text = "私も眠れてなくて"
    case = tell(
        asked_age_of_mother(),
        text,
        understood(
            members=[member(text, "私", Kinship.SELF)],
            concerns=[concern(text, "眠れてなくて", ConcernCode.MENTAL_LOAD, 0)],
        ),
        question=QuestionCode.AGE,
        about="m1",
    )
    assert [str(m.kinship) for m in case.members] == ["mother", "self"]
    assert case.concerns[-1].member_id == "m2"


def test_signals_and_what_was_set_aside() -> None:
    text = "死にたいとは思わない 疲れたけど"
    reading = understood(aside=[set_aside(text, "死にたい", SignalCode.SUICIDE, "negated")], soft_look=True)
    case = tell(empty_case(), text, reading)
    assert (case.signals, case.set_aside[0].quote.text) == ((), "死にたい")
    (raised,) = case.raised
    assert (raised.level, raised.rule, raised.signal) == (Urgency.WITHIN_48H, "denial_with_exhaustion", None)


def test_a_raised_signal_names_itself_and_its_words() -> None:
    text = "ガスが止まった"
    case = tell(empty_case(), text, understood(signals=[signal(text, text, SignalCode.NO_FOOD_MONEY, Urgency.TODAY)]))
    assert (case.raised[0].signal, case.raised[0].quote.text if case.raised[0].quote else "") == (
        SignalCode.NO_FOOD_MONEY,
        text,
    )
    assert judge_urgency(case)[0] is Urgency.TODAY


def test_an_outsider_once_stays_an_outsider() -> None:
    case = tell(empty_case(), "民生委員です", understood(writer_is_kin=False))
    assert tell(case, "その方が", understood()).writer_is_kin is False


@pytest.mark.parametrize(("hours", "expected"), [((0, 1, 2), 3), ((0, 1, 8), 1), ((0, 7, 8), 2), ((0, 6), 2)])
def test_questions_since_the_last_pause(hours: Any, expected: int) -> None:
    case = empty_case()
    for hour in hours:
        case = case.ask(QuestionCode.MONEY, None, NOW + timedelta(hours=hour))
    assert case.questions_since_pause == expected


def test_a_mention_index_out_of_range_is_nobody() -> None:
    text = "役所に行けない"
    case = tell(empty_case(), text, understood(cues=[cue(text, "役所", CueKind.PLACE)]))
    assert case.cues[0].member_id is None
    assert case.member("m9") is None
