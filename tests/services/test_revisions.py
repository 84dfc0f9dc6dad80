"""Corrections: the wording that its sender wrote last counts, whatever arrived last; the others stay in the record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, List

import pytest

from bot.domain.vocabulary import Kinship, Urgency
from bot.services.case_file import fold_case
from bot.services.inbox import Received
from tests.support.house import House
from tests.support.tellings import NOW, member, understood

FIRST, SECOND, THIRD = "母が転びました", "父が転びました", "祖父が転びました"


def told(house: House, text: str, at: float, **more: Any) -> Received:
    sent_at = NOW - timedelta(minutes=30 - at)
    received = house.receive(text, sent_at=sent_at, address="U1", **more)
    house.process(received)
    return received


def counting(house: House, case_id: str) -> List[str]:
    """Return of whom the folded case tells."""
    with house.units() as unit:
        record = unit.cases.get(case_id)
        assert record is not None
        case, _, _ = fold_case(record, unit.messages.of_case(case_id), unit.readings.of_case(case_id))
    return [str(member.kinship) for member in case.members]


@pytest.fixture(autouse=True)
def reads(house: House) -> None:
    for text, word, kinship in (
        (FIRST, "母", Kinship.MOTHER),
        (SECOND, "父", Kinship.FATHER),
        (THIRD, "祖父", Kinship.GRANDFATHER),
    ):
        house.engine.readings[text] = understood(members=[member(text, word, kinship)])


@pytest.mark.parametrize(
    "arrivals",
    [
        [(FIRST, 0, "first"), (SECOND, 1, "edit"), (THIRD, 2, "edit")],
        [(FIRST, 0, "first"), (THIRD, 2, "edit"), (SECOND, 1, "edit")],
        [(THIRD, 2, "edit"), (FIRST, 0, "first"), (SECOND, 1, "edit")],
        [(SECOND, 1, "edit"), (THIRD, 2, "edit"), (FIRST, 0, "first")],
    ],
    ids=["in order", "edits swapped", "last first", "message last"],
)
def test_the_wording_that_was_written_last_counts(house: House, arrivals: Any) -> None:
    received = None
    for text, at, kind in arrivals:
        how = {"external_id": "77"} if kind == "first" else {"revises": "77"}
        received = told(house, text, at, **how)
    assert received is not None
    assert counting(house, received.case_id) == ["grandfather"]
    assert {message.text for message in house.messages(received.case_id, "resident")} == {FIRST, SECOND, THIRD}


def test_a_correction_answers_the_question_that_its_message_answered(house: House) -> None:
    first = told(house, FIRST, 0, external_id="1")
    asked = house.messages(first.case_id, "bot")[-1].extra["question"]
    told(house, "八十二です", 1, external_id="2")
    told(house, "八十三です", 2, revises="2")
    by_text = dict(zip(house.engine.understood, house.engine.questions, strict=True))
    assert by_text["八十三です"] == by_text["八十二です"] == asked


def test_a_correction_leaves_the_open_question_open(house: House) -> None:
    first = told(house, FIRST, 0, external_id="1")
    asked = house.messages(first.case_id, "bot")[-1].extra["question"]
    told(house, SECOND, 1, revises="1")
    told(house, "それは八十二です", 2, external_id="2")
    assert house.engine.questions[-1] == asked


def test_danger_that_was_edited_away_stays_for_the_counselor(house: House) -> None:
    first = told(house, "もう死にたい", 0, external_id="1")
    told(house, SECOND, 1, revises="1")
    summary = house.desk.summary(first.case_id, acting_user=house.sato)
    assert summary["urgency"]["level"] == str(Urgency.TODAY)


def test_a_correction_raises_what_it_holds_of_danger(house: House) -> None:
    first = told(house, FIRST, 0, external_id="1")
    assert house.alarms(first.case_id) == []
    told(house, "やっぱり、死にたい", 1, revises="1")
    assert [alarm.level for alarm in house.alarms(first.case_id)] == [str(Urgency.TODAY)]
    assert house.messages(first.case_id, "bot")[-1].kind == "safety"
    told(house, "なんでもないです", 2, revises="1")
    assert house.record(first.case_id).urgency == str(Urgency.TODAY), "only a person lowers it"


def test_unsending_takes_every_wording(house: House) -> None:
    first = told(house, FIRST, 0, external_id="1")
    told(house, SECOND, 1, revises="1")
    house.events.unsend("web", "resident-1", "unsent-1", "1", address="U1", at=NOW)
    house.events.unsend("web", "resident-1", "unsent-1", "1", address="U1", at=NOW)
    assert all(message.deleted for message in house.messages(first.case_id, "resident"))
    assert counting(house, first.case_id) == []
    told(house, THIRD, 3, revises="1")
    assert counting(house, first.case_id) == [], "a correction of what was unsent brings nothing back"


def test_a_message_unsent_before_its_turn_is_not_answered(house: House) -> None:
    received = house.receive(FIRST, external_id="1", address="U1", sent_at=NOW)
    house.events.unsend("web", "resident-1", "unsent-1", "1", address="U1", at=NOW)
    house.process(received)
    assert house.messages(received.case_id, "bot") == []
    assert house.state_of(received) == "done"
    assert FIRST not in house.engine.understood


def test_asking_for_the_web_chat_leaves_the_open_question_open(house: House) -> None:
    first = told(house, FIRST, 0, external_id="1")
    asked = house.messages(first.case_id, "bot")[-1].extra["question"]
    told(house, "画面", 1, external_id="2")
    assert house.messages(first.case_id, "bot")[-1].kind == "link"
    told(house, "それは八十二です", 2, external_id="3")
    assert house.engine.questions[-1] == asked
