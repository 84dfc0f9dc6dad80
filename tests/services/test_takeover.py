"""Taking over: one winner, one voice, nothing sent twice, nobody left waiting unseen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any, Callable, Dict, List

import pytest

from bot.domain.errors import AlreadyClaimedError, InvalidInputError, NotFoundError, NotHolderError
from bot.domain.vocabulary import Urgency
from bot.services.ids import new_id
from bot.services.records import OutboxRecord
from bot.services.takeover import MOST_ANSWER_CHARS
from tests.support.house import House


@pytest.fixture()
def case_id(house: House) -> str:
    return house.tell("米がない")[0].case_id


def notices(house: House, case_id: str) -> List[str]:
    return [message.text for message in house.messages(case_id, "system")]


def test_of_200_simultaneous_claims_one_wins(house: House, case_id: str) -> None:
    staff = [replace(house.sato, id=f"staff-{number}") for number in range(200)]
    gate = Barrier(20)

    def claim(number: int) -> bool:
        if number < 20:
            gate.wait()
        try:
            house.takeover.claim(case_id, acting_user=staff[number])
        except AlreadyClaimedError:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        won = list(pool.map(claim, range(200)))
    assert won.count(True) == 1
    control = house.control(case_id)
    assert (control.state, control.holder, control.epoch) == ("claimed", f"staff-{won.index(True)}", 1)
    assert len(notices(house, case_id)) == 1


def test_a_claim_tells_the_resident_who_speaks(house: House, case_id: str) -> None:
    house.takeover.claim(case_id, acting_user=house.sato)
    (notice,) = notices(house, case_id)
    assert "佐藤" in notice and "{" not in notice


def test_claiming_twice_changes_nothing_but_the_lease(house: House, case_id: str) -> None:
    first = house.takeover.claim(case_id, acting_user=house.sato)
    house.clock.forward(seconds=90)
    again = house.takeover.claim(case_id, acting_user=house.sato)
    assert (again.epoch, again.holder) == (first.epoch, house.sato.id)
    assert again.lease_until is not None and first.lease_until is not None and again.lease_until > first.lease_until
    assert house.control(case_id).lease_until == again.lease_until
    assert len(notices(house, case_id)) == 1


def test_a_claim_cancels_what_no_channel_has_taken_yet(house: House, case_id: str) -> None:
    now = house.clock.now()
    conversation = house.messages(case_id)[0].conversation_id
    with house.units() as unit:
        for safety in (False, True):
            unit.outbox.add(
                OutboxRecord(
                    new_id(), "demo", "message", "r", "pending", now, now, conversation_id=conversation, safety=safety
                )
            )
        unit.commit()
    house.takeover.claim(case_id, acting_user=house.sato)
    with house.units() as unit:
        assert [item.safety for item in unit.outbox.take_due(now)] == [True]


def test_a_lapsed_lease_may_be_taken_by_another(house: House, case_id: str) -> None:
    house.takeover.claim(case_id, acting_user=house.sato)
    with pytest.raises(AlreadyClaimedError):
        house.takeover.claim(case_id, acting_user=house.suzuki)
    house.clock.forward(minutes=2, seconds=1)
    house.takeover.claim(case_id, acting_user=house.suzuki)
    assert house.control(case_id).holder == house.suzuki.id
    with pytest.raises(NotHolderError):
        house.takeover.answer(case_id, "もしもし", acting_user=house.sato)


def test_a_heartbeat_keeps_the_lease(house: House, case_id: str) -> None:
    house.takeover.claim(case_id, acting_user=house.sato)
    for _ in range(5):
        house.clock.forward(seconds=100)
        house.takeover.heartbeat(case_id, acting_user=house.sato)
    assert house.takeover.return_lapsed() == 0
    assert house.control(case_id).holder == house.sato.id


def test_a_lapsed_lease_returns_to_the_queue_and_tells(house: House, case_id: str) -> None:
    house.takeover.claim(case_id, acting_user=house.sato)
    house.takeover.answer(case_id, "お待ちください", acting_user=house.sato)
    assert house.record(case_id).waiting_since is None
    epoch = house.control(case_id).epoch
    house.clock.forward(minutes=3)
    house.broadcaster.topics.clear()
    assert house.takeover.return_lapsed() == 1
    control = house.control(case_id)
    assert (control.state, control.holder, control.epoch) == ("bot", None, epoch + 1)
    assert house.record(case_id).waiting_since == house.clock.now()
    assert notices(house, case_id)[-1] == house.catalog.national.notices["lease_lapsed"]
    assert {f"case:{case_id}", "queue"} <= set(house.broadcaster.topics)
    assert house.takeover.return_lapsed() == 0


def test_an_answer_is_sent_once_by_its_client_id(house: House, case_id: str) -> None:
    house.takeover.claim(case_id, acting_user=house.sato)
    first = house.takeover.answer(case_id, " どうされましたか ", acting_user=house.sato, client_id="c1")
    again = house.takeover.answer(case_id, "どうされましたか", acting_user=house.sato, client_id="c1")
    other = house.takeover.answer(case_id, "どうされましたか", acting_user=house.sato, client_id="c2")
    assert first.id == again.id != other.id
    sent = house.messages(case_id, "staff")
    assert [m.text for m in sent] == ["どうされましたか"] * 2
    assert all(m.staff_id == house.sato.id for m in sent)


def test_an_answer_ends_the_wait(house: House, case_id: str) -> None:
    assert house.record(case_id).answer_due_at is not None
    house.takeover.claim(case_id, acting_user=house.sato)
    house.takeover.answer(case_id, "うかがいます", acting_user=house.sato)
    record = house.record(case_id)
    assert (record.waiting_since, record.answer_due_at) == (None, None)
    house.clock.forward(minutes=1)
    house.tell("おねがいします")
    record = house.record(case_id)
    assert record.waiting_since == house.clock.now()
    assert record.answer_due_at is not None and record.answer_due_at > house.clock.now()


@pytest.mark.parametrize("text", ["", "  \n", "あ" * (MOST_ANSWER_CHARS + 1)])
def test_what_cannot_be_sent(house: House, case_id: str, text: str) -> None:
    house.takeover.claim(case_id, acting_user=house.sato)
    with pytest.raises(InvalidInputError):
        house.takeover.answer(case_id, text, acting_user=house.sato)
    assert house.messages(case_id, "staff") == []


ONLY_THE_HOLDER: Dict[str, Callable[[House, str], Any]] = {
    "answer": lambda house, case_id: house.takeover.answer(case_id, "もしもし", acting_user=house.suzuki),
    "heartbeat": lambda house, case_id: house.takeover.heartbeat(case_id, acting_user=house.suzuki),
    "hand_back": lambda house, case_id: house.takeover.hand_back(case_id, acting_user=house.suzuki),
    "close": lambda house, case_id: house.takeover.close(case_id, acting_user=house.suzuki),
}


@pytest.mark.parametrize("name", ONLY_THE_HOLDER)
@pytest.mark.parametrize("held", [False, True])
def test_only_the_holder_speaks(house: House, case_id: str, name: str, held: bool) -> None:
    if held:
        house.takeover.claim(case_id, acting_user=house.sato)
    before = (house.control(case_id), len(house.messages(case_id)))
    with pytest.raises(NotHolderError):
        ONLY_THE_HOLDER[name](house, case_id)
    assert (house.control(case_id), len(house.messages(case_id))) == before


def test_after_handing_back_the_bot_goes_on(house: House, case_id: str) -> None:
    house.takeover.claim(case_id, acting_user=house.sato)
    house.takeover.hand_back(case_id, acting_user=house.sato)
    assert (house.control(case_id).state, house.control(case_id).holder) == ("bot", None)
    assert "佐藤" in notices(house, case_id)[-1]
    _, replies = house.tell("つづきです")
    assert replies


def test_closing_and_writing_again(house: House, case_id: str) -> None:
    house.takeover.claim(case_id, acting_user=house.sato)
    house.takeover.close(case_id, acting_user=house.sato)
    assert house.control(case_id).state == "closed"
    assert house.desk.queue(acting_user=house.sato) == []
    house.tell("またいいですか")
    assert house.control(case_id).state == "bot"
    assert [row.record.id for row in house.desk.queue(acting_user=house.sato)] == [case_id]


def test_a_closed_case_may_be_claimed_again(house: House, case_id: str) -> None:
    house.takeover.claim(case_id, acting_user=house.sato)
    house.takeover.close(case_id, acting_user=house.sato)
    house.takeover.claim(case_id, acting_user=house.suzuki)
    assert house.control(case_id).holder == house.suzuki.id


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_urgency_needs_a_reason(house: House, case_id: str, reason: str) -> None:
    with pytest.raises(InvalidInputError):
        house.takeover.set_urgency(case_id, Urgency.ORDINARY, reason, acting_user=house.sato)
    assert house.record(case_id).urgency_set_by == "bot"


@pytest.mark.parametrize("level", list(Urgency))
def test_a_person_sets_the_urgency_up_and_down(house: House, level: Urgency) -> None:
    case_id = house.tell("もう死にたい")[0].case_id
    house.clock.forward(minutes=1)
    house.takeover.set_urgency(case_id, level, "電話で話した", acting_user=house.sato)
    record = house.record(case_id)
    assert (record.urgency, record.urgency_set_by) == (str(level), house.sato.id)
    assert house.desk.summary(case_id, acting_user=house.sato)["urgency"]["level"] == str(level)
    with house.units() as unit:
        entry = unit.audit.of_case(case_id)[-1]
    assert (entry.action, entry.detail) == ("set_urgency", {"level": str(level)})


def test_the_reason_stays_out_of_the_audit(house: House, case_id: str) -> None:
    house.takeover.set_urgency(case_id, Urgency.TODAY, "声がふるえていた", acting_user=house.sato)
    with house.units() as unit:
        assert all("声" not in str(entry) for entry in unit.audit.of_case(case_id))


ACKNOWLEDGING: Dict[str, Callable[[House, str], Any]] = {
    "acknowledge": lambda house, case_id: house.takeover.acknowledge(case_id, acting_user=house.suzuki),
    "claim": lambda house, case_id: house.takeover.claim(case_id, acting_user=house.suzuki),
}


@pytest.mark.parametrize("name", ACKNOWLEDGING)
def test_a_person_who_has_seen_the_alarm(house: House, name: str) -> None:
    case_id = house.tell("もう死にたい")[0].case_id
    ACKNOWLEDGING[name](house, case_id)
    (alarm,) = house.alarms(case_id)
    assert (alarm.acknowledged_by, alarm.acknowledged_at) == (house.suzuki.id, house.clock.now())
    assert house.takeover.acknowledge(case_id, acting_user=house.suzuki) == 0


@pytest.mark.parametrize("how", ["answer", "close"])
def test_danger_told_to_a_live_counselor_stops_paging_with_the_answer(house: House, how: str) -> None:
    case_id = house.tell("米がない")[0].case_id
    house.takeover.claim(case_id, acting_user=house.sato)
    house.tell("もう死にたい")
    assert house.alarms(case_id)[0].acknowledged_at is None
    if how == "answer":
        house.takeover.answer(case_id, "いまどこにいますか", acting_user=house.sato)
    else:
        house.takeover.close(case_id, acting_user=house.sato)
    assert house.alarms(case_id)[0].acknowledged_by == house.sato.id


@pytest.mark.parametrize(
    "use",
    [
        lambda house, who: house.takeover.claim("no-such-case", acting_user=who),
        lambda house, who: house.takeover.answer("no-such-case", "あ", acting_user=who),
        lambda house, who: house.takeover.close("no-such-case", acting_user=who),
        lambda house, who: house.takeover.acknowledge("no-such-case", acting_user=who),
        lambda house, who: house.takeover.set_urgency("no-such-case", Urgency.NOW, "あ", acting_user=who),
    ],
)
def test_no_such_case(house: House, use: Callable[[House, Any], Any]) -> None:
    with pytest.raises(NotFoundError):
        use(house, house.sato)


def test_everything_done_is_in_the_audit(house: House, case_id: str) -> None:
    house.takeover.claim(case_id, acting_user=house.sato)
    house.takeover.hand_back(case_id, acting_user=house.sato)
    house.takeover.claim(case_id, acting_user=house.sato)
    house.takeover.close(case_id, acting_user=house.sato)
    with house.units() as unit:
        done = [(entry.actor, entry.action) for entry in unit.audit.of_case(case_id)]
    assert done == [(house.sato.id, action) for action in ("claim", "hand_back", "claim", "close")]
