"""An alarm climbs until a person acknowledges it; when nobody is reached, the resident is told so."""

from __future__ import annotations

from typing import List

import pytest

from bot.channels.paging import NoRecipientError
from bot.domain.errors import DeliveryError
from tests.support.house import House

LADDER = ["duty_counselor", "duty_coordinator", "fallback"]
NOBODY = "つながりませんでした"


def raised(house: House, text: str = "いま殴られてる") -> str:
    received, _ = house.tell(text)
    return received.case_id


def round_after(house: House, minutes: float = 0) -> None:
    house.clock.forward(minutes=minutes)
    house.delivery.round()


def honest(house: House, case_id: str) -> List[str]:
    return [m.text for m in house.messages(case_id, "system") if NOBODY in m.text]


@pytest.mark.parametrize(("text", "pace"), [("いま殴られてる", 5), ("もう死にたい", 15)])
def test_the_whole_ladder_to_nobody_reached(house: House, text: str, pace: int) -> None:
    case_id = raised(house, text)
    round_after(house)
    for reached in (LADDER[:1], LADDER[:2], LADDER):
        # A page taken by the outbox goes out in the same round that finds it due, the next rung's in the one after.
        round_after(house)
        assert house.pager.targets == reached
        assert not honest(house, case_id)
        round_after(house, pace)
        if reached != LADDER:
            round_after(house)
    (notice,) = honest(house, case_id)
    assert "110" in notice and "119" in notice and "{" not in notice
    (alarm,) = house.alarms(case_id)
    assert (alarm.exhausted_at, alarm.next_page_at, alarm.rung) == (house.clock.now(), None, len(LADDER))
    for _ in range(5):
        round_after(house, 30)
    assert house.pager.targets == LADDER
    assert len(honest(house, case_id)) == 1


def test_before_its_time_nobody_else_is_paged(house: House) -> None:
    raised(house)
    round_after(house)
    for _ in range(4):
        round_after(house, 1)
    assert house.pager.targets == LADDER[:1]


def test_acknowledged_stops(house: House) -> None:
    case_id = raised(house)
    round_after(house)
    house.takeover.acknowledge(case_id, acting_user=house.sato)
    for _ in range(10):
        round_after(house, 10)
    assert house.pager.targets == LADDER[:1]
    assert not honest(house, case_id)


@pytest.mark.parametrize("minutes", [0.5, 4])
def test_a_target_without_anybody_climbs_at_once(house: House, minutes: float) -> None:
    house.pager.dead, house.pager.error = {LADDER[0]}, NoRecipientError("nobody")
    raised(house)
    round_after(house)
    round_after(house, minutes)
    assert house.pager.targets == [LADDER[1]]


def test_nobody_at_all_is_told_within_seconds_and_not_within_the_hour(house: House) -> None:
    house.pager.dead, house.pager.error = set(LADDER), NoRecipientError("nobody")
    case_id = raised(house)
    for _ in range(6):
        round_after(house, 0.05)
    assert house.pager.targets == []
    assert len(honest(house, case_id)) == 1


def test_a_mail_server_that_is_away_is_tried_again_and_the_ladder_goes_on(house: House) -> None:
    house.pager.dead, house.pager.error = {LADDER[0]}, DeliveryError("away")
    raised(house)
    round_after(house)
    round_after(house, 5)
    round_after(house)
    assert house.pager.targets == [LADDER[1]]
    house.pager.dead = set()
    round_after(house, 1)
    assert house.pager.targets == [LADDER[1], LADDER[0]]


def test_each_danger_has_an_alarm_of_its_own(house: House) -> None:
    case_id = raised(house)
    raised(house, "もう死にたい")
    assert [alarm.level for alarm in house.alarms(case_id)] == ["now", "today"]
    round_after(house)
    assert [payload["level"] for _, payload in house.pager.sent] == ["now", "today"]


def test_what_can_wait_for_the_queue_pages_nobody(house: House) -> None:
    case_id = raised(house, "消えたい")
    round_after(house)
    assert (house.alarms(case_id), house.pager.sent) == ([], [])


def test_a_page_is_sent_once_by_two_workers(house: House) -> None:
    raised(house)
    house.delivery.round()
    house.delivery.round()
    assert house.pager.targets == LADDER[:1]


def test_a_page_names_case_level_and_rung(house: House) -> None:
    case_id = raised(house)
    round_after(house)
    ((_, payload),) = house.pager.sent
    assert (payload["case"], payload["level"], payload["rung"]) == (case_id, "now", 0)
    assert payload["alarm"] == house.alarms(case_id)[0].id
