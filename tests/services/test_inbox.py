"""An event is stored once, with its danger and alarm, before anything is done about it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any, Callable, List

import pytest

from bot.domain.errors import ConflictError
from bot.services.inbox import InboundMessage, Inbox
from tests.support.fakes import read_danger
from tests.support.house import RESIDENT, House
from tests.support.tellings import NOW


def test_the_same_event_twice_is_one_message(house: House) -> None:
    first = house.receive("米がない", event_id="e1")
    again = house.receive("米がない", event_id="e1")
    assert (first.fresh, again.fresh) == (True, False)
    assert (again.message.id, again.inbox_id) == (first.message.id, first.inbox_id)
    assert len(house.messages(first.case_id)) == 1
    assert house.record(first.case_id).resident_messages == 1


def test_the_same_event_many_times_at_once_is_one_message(house: House) -> None:
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: house.receive("米がない", event_id="e1"), range(8)))
    assert sum(result.fresh for result in results) == 1
    assert len({result.message.id for result in results}) == 1
    assert len(house.messages(results[0].case_id)) == 1


def test_one_sender_is_one_conversation_and_another_is_another(house: House) -> None:
    first, second = house.receive("あ"), house.receive("い")
    other = house.receive("う", sender="resident-2")
    assert first.case_id == second.case_id != other.case_id
    assert [m.resident_index for m in house.messages(first.case_id)] == [0, 1]


@pytest.mark.parametrize(
    ("text", "urgency", "levels"),
    [
        ("米がない", "ordinary", []),
        ("もう消えたい", "within_48h", []),
        ("もう死にたい", "today", ["today"]),
        ("いま殴られてる", "now", ["now"]),
        ("殴られてる 死にたい", "now", ["now"]),
    ],
)
def test_danger_is_read_at_storing(house: House, text: str, urgency: str, levels: List[str]) -> None:
    received = house.receive(text)
    assert house.record(received.case_id).urgency == urgency
    alarms = house.alarms(received.case_id)
    assert [alarm.level for alarm in alarms] == levels
    with house.units() as unit:
        pages = [page for alarm in alarms for page in unit.outbox.of_alarm(alarm.id)]
    assert [page.target for page in pages] == ["duty_counselor"] * len(levels)
    assert ("outbox" in house.broadcaster.topics) is (urgency != "ordinary")


def test_a_page_holds_no_word_of_the_resident(house: House) -> None:
    received = house.receive("もう死にたい 部屋にひとり")
    with house.units() as unit:
        (page,) = unit.outbox.of_alarm(house.alarms(received.case_id)[0].id)
    assert set(page.payload) == {"alarm", "case", "level", "rung"}
    assert page.safety and page.conversation_id is None


class Overlaid:
    """Something real with a few of its attributes replaced; works as a context manager like the real one."""

    def __init__(self, real: Any, **instead: Any) -> None:
        self._real = real
        self._instead = instead

    def __getattr__(self, name: str) -> Any:
        return self._instead[name] if name in self._instead else getattr(self._real, name)

    def __enter__(self) -> "Overlaid":
        self._real.__enter__()
        for name, make in self._instead.items():
            self._instead[name] = make(getattr(self._real, name))
        return self

    def __exit__(self, *how: Any) -> Any:
        return self._real.__exit__(*how)


def inbox_on(house: House, units: Callable[[], Any]) -> Inbox:
    return Inbox(
        units=units,
        tenant=house.catalog.tenant,
        read_danger=read_danger,
        contacts=house.inbox._contacts,
        case_files=house.files,
        clock=house.clock,
        broadcaster=house.broadcaster,
    )


def full_disk(*_: Any) -> None:
    raise OSError("disk")


def test_message_alarm_and_page_are_one_transaction(house: House) -> None:
    inbox = inbox_on(house, lambda: Overlaid(house.units(), alarms=lambda real: Overlaid(real, add=full_disk)))
    with pytest.raises(OSError):
        inbox.receive(InboundMessage("web", RESIDENT, "e1", "もう死にたい"))
    assert house.broadcaster.topics == []
    with house.units() as unit:
        assert unit.inbox.by_event("web", "e1") is None
        assert unit.cases.queue("demo", limit=10) == []
        assert unit.outbox.take_due(NOW) == []


def test_a_twin_that_came_between_the_look_and_the_insert_leaves_no_second_message(house: House) -> None:
    first = house.receive("米がない", event_id="e1")
    looks: List[str] = []

    def blind_at_first(real: Any) -> Any:
        def by_event(channel: str, event_id: str) -> Any:
            looks.append(event_id)
            return None if len(looks) == 1 else real.by_event(channel, event_id)

        return Overlaid(real, by_event=by_event)

    inbox = inbox_on(house, lambda: Overlaid(house.units(), inbox=blind_at_first))
    again = inbox.receive(InboundMessage("web", RESIDENT, "e1", "米がない"))
    assert (again.fresh, again.message.id) == (False, first.message.id)
    assert len(house.messages(first.case_id)) == 1


@pytest.mark.parametrize(("conflicts", "stored"), [(0, True), (1, True), (2, True), (3, False)])
def test_a_counselor_who_was_first_is_no_reason_to_lose_a_message(house: House, conflicts: int, stored: bool) -> None:
    left = [conflicts]

    def units() -> Any:
        if left[0]:
            left[0] -= 1
            raise ConflictError("somebody")
        return house.units()

    inbox = inbox_on(house, units)
    inbound = InboundMessage("web", RESIDENT, "e1", "米がない")
    if stored:
        assert inbox.receive(inbound).fresh
    else:
        with pytest.raises(ConflictError):
            inbox.receive(inbound)


def test_writing_again_reopens_a_closed_case(house: House) -> None:
    received, _ = house.tell("米がない")
    house.takeover.claim(received.case_id, acting_user=house.sato)
    house.takeover.close(received.case_id, acting_user=house.sato)
    assert house.control(received.case_id).state == "closed"
    epoch = house.control(received.case_id).epoch
    again = house.receive("また困って")
    control = house.control(received.case_id)
    assert again.case_id == received.case_id
    assert (control.state, control.holder, control.epoch) == ("bot", None, epoch + 1)


def test_waiting_begins_with_the_first_unanswered_message(house: House) -> None:
    received = house.receive("あ")
    house.clock.forward(minutes=5)
    house.receive("い")
    record = house.record(received.case_id)
    assert record.waiting_since == NOW
    assert record.last_resident_at == NOW + timedelta(minutes=5)


def test_what_is_pending_is_found_again(house: House) -> None:
    first, second = house.receive("あ"), house.receive("い")
    assert house.pending() == [first.inbox_id, second.inbox_id]
    house.process(first)
    assert house.pending() == [second.inbox_id]


def test_the_choice_travels_beside_the_text(house: House) -> None:
    received = house.receive("とばす", choice="skip")
    assert received.message.extra == {"choice": "skip"}
