"""What the desk shows: the queue in order, the page with everything, the transcript to those it belongs to."""

from __future__ import annotations

from typing import Any, Mapping

import pytest

from bot.domain.errors import DeniedError, NotFoundError
from bot.domain.vocabulary import ConcernCode, Field, Kinship
from bot.services.access import Resident
from bot.services.records import ConsentRecord, PromiseRecord
from bot.services.turn_work import TurnWork
from tests.support.house import House
from tests.support.summary_schema import evidence, valid
from tests.support.tellings import concern, member, understood

CARE = "82の母の介護がたいへん"
CARE_READ = understood(
    members=[member(CARE, "母", Kinship.MOTHER, age=82)],
    concerns=[concern(CARE, "介護", ConcernCode.ELDER_CARE, 0, fields=(Field.ELDERLY,), confidence=0.95)],
)


def told(house: House, sender: str = "r1") -> str:
    house.engine.readings[CARE] = CARE_READ
    return house.tell(CARE, sender)[0].case_id


def summary(house: House, case_id: str) -> Mapping[str, Any]:
    return valid(house.desk.summary(case_id, acting_user=house.sato))


def test_the_queue_is_by_urgency_then_by_waiting_time(house: House) -> None:
    expected = {}
    for sender, text in [
        ("r1", "米がない"),
        ("r2", "もう死にたい"),
        ("r3", "いま殴られてる"),
        ("r4", "消えたい"),
        ("r5", "死にたい"),
        ("r6", "あの"),
    ]:
        expected[sender] = house.tell(text, sender)[0].case_id
        house.clock.forward(minutes=1)
    rows = house.desk.queue(acting_user=house.sato)
    assert [row.record.id for row in rows] == [expected[s] for s in ("r3", "r2", "r5", "r4", "r1", "r6")]
    assert [row.alarm.level if row.alarm else None for row in rows] == ["now", "today", "today", None, None, None]
    assert [row.record.id for row in house.desk.queue(acting_user=house.sato, limit=2, offset=1)] == [
        expected["r2"],
        expected["r5"],
    ]


def test_a_row_names_its_holder_and_only_open_alarms(house: House) -> None:
    case_id = house.tell("もう死にたい")[0].case_id
    house.takeover.claim(case_id, acting_user=house.sato)
    (row,) = house.desk.queue(acting_user=house.suzuki)
    assert (row.holder_name, row.control.state, row.alarm) == ("佐藤", "claimed", None)


def test_the_queue_is_the_desks(house: House) -> None:
    with pytest.raises(DeniedError):
        house.desk.queue(acting_user=house.tanaka)
    told(house)
    with pytest.raises(DeniedError):
        house.desk.queue(acting_user=house.tanaka)


def test_the_page_has_summary_transcript_and_alarms(house: House) -> None:
    case_id = told(house)
    house.tell("もう死にたい", "r1")
    page = house.desk.page(case_id, acting_user=house.sato)
    valid(page.summary)
    assert [m.author for m in page.messages][0] == "resident"
    assert [alarm.level for alarm in page.alarms] == ["today"]
    assert page.names[house.sato.id] == "佐藤"


@pytest.mark.parametrize(("again", "reads"), [(False, 1), (True, 0)])
def test_opening_a_page_is_audited_refreshing_it_is_not(house: House, again: bool, reads: int) -> None:
    case_id = told(house)
    house.desk.page(case_id, acting_user=house.sato, again=again)
    with house.units() as unit:
        entries = [entry for entry in unit.audit.of_case(case_id) if entry.action == "read_case"]
    assert [entry.actor for entry in entries] == [house.sato.id] * reads


def test_the_summary_points_at_stored_words(house: House) -> None:
    case_id = told(house)
    house.tell("もう死にたい", "r1")
    page = summary(house, case_id)
    texts = {m.id: m.text for m in house.messages(case_id, "resident")}
    found = list(evidence(page))
    assert found
    for row in found:
        assert texts[row["message_id"]][row["start"] : row["end"]] == row["text"]
    assert page["household"][0]["age"] == 82
    assert page["urgency"]["level"] == "today"
    assert page["chief_complaint"]["quote"] == CARE


def test_what_was_said_in_danger_is_on_the_page(house: House) -> None:
    case_id = house.tell("もう死にたい")[0].case_id
    said = summary(house, case_id)["said_to_resident"]
    assert said["at"] == house.clock.now().isoformat()
    assert 1 <= len(said["hotlines"]) <= 3
    assert all(row["label"] != row["code"] for row in said["hotlines"])


def test_consents_and_promises_are_on_the_page(house: House) -> None:
    def agree(work: TurnWork) -> None:
        now = work.now
        work.consents.append(ConsentRecord(work.record.id, "関係機関", ("相談の内容",), "連携", "given", now))
        work.promises.append(PromiseRecord(work.record.id, "counselor_answers", "相談員", now, now))

    house.engine.meanwhile = agree
    page = summary(house, house.tell("お願いします")[0].case_id)
    assert page["consent"][0]["state"] == "given"
    (promise,) = page["promises"]
    assert promise["owner"] == "相談員" and "{" not in promise["text"] and "返事" in promise["text"]


def test_an_erased_message_takes_what_was_read_from_it_along(house: House) -> None:
    case_id = told(house)
    (message,) = house.messages(case_id, "resident")
    with house.units() as unit:
        unit.messages.erase(message.id)
        unit.commit()
    house.files.forget(case_id)
    page = summary(house, case_id)
    assert (page["household"], page["concerns"]) == ([], [])
    assert CARE not in str(page) and "介護" not in str(page["chief_complaint"])


def test_a_resident_sees_their_own_transcript_only(house: House) -> None:
    mine, other = told(house, "r1"), told(house, "r2")
    transcript = house.desk.transcript(mine, acting_user=Resident(mine))
    assert transcript.messages[0].text == CARE
    assert transcript.control.state == "bot"
    with pytest.raises(NotFoundError):
        house.desk.transcript(other, acting_user=Resident(mine))


def test_a_transcript_goes_on_after_a_number(house: House) -> None:
    case_id = told(house)
    everything = house.desk.transcript(case_id, acting_user=house.sato).messages
    later = house.desk.transcript(case_id, after_seq=everything[0].seq, acting_user=house.sato).messages
    assert later == everything[1:]


def test_every_summary_of_a_long_talk_is_valid(house: House) -> None:
    case_id = told(house)
    for text in ("とばす", "わからない", "もう死にたい", "いいえ", "殴られてる", "ありがとう"):
        house.clock.forward(minutes=1)
        house.tell(text, "r1")
        summary(house, case_id)
