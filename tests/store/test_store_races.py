"""Many units at once: one winner, no gap in the numbers, no row taken twice; on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, Callable, List

import pytest

from bot.domain.errors import ConflictError
from bot.services.ids import new_id
from bot.services.records import ControlRecord
from bot.store.unit_of_work import UnitOfWork
from tests.store import samples
from tests.store.samples import NOW

Unit = Callable[[], UnitOfWork]


@pytest.fixture(autouse=True)
def opened(unit: Unit) -> None:
    with unit() as uow:
        samples.open_case(uow)
        uow.commit()


def together(count: int, work: Callable[[int], Any]) -> List[Any]:
    """Run ``work(0) … work(count - 1)`` in threads that start at the same moment."""
    gate = Barrier(count)

    def start(number: int) -> Any:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(start, range(count)))


def test_of_200_simultaneous_claims_one_wins(unit: Unit) -> None:
    def claim(number: int) -> bool:
        with unit() as uow:
            new = ControlRecord("case-1", "claimed", 1, f"staff-{number}", NOW, NOW)
            won = uow.controls.swap(new, expected_epoch=0)
            uow.commit()
            return won

    results = together(200, claim)
    with unit() as uow:
        control = uow.controls.get("case-1")
    assert results.count(True) == 1
    assert control is not None and control.holder == f"staff-{results.index(True)}"


def test_messages_are_numbered_without_gap_or_double(unit: Unit) -> None:
    def write(number: int) -> int:
        with unit() as uow:
            added = uow.messages.add(samples.message(f"message-{number}"))
            uow.commit()
            return added.seq

    assert sorted(together(20, write)) == list(range(1, 21))
    with unit() as uow:
        assert [message.resident_index for message in uow.messages.of_case("case-1")] == list(range(20))


def test_an_event_that_comes_twenty_times_is_stored_once(unit: Unit) -> None:
    def receive(number: int) -> bool:
        with unit() as uow:
            added = uow.inbox.add(samples.event(f"inbox-{number}", event_id="same"))
            uow.commit()
            return added

    assert together(20, receive).count(True) == 1


def test_a_tracker_grows_by_one_of_the_turns_that_saw_the_same(unit: Unit) -> None:
    def turn(number: int) -> bool:
        try:
            with unit() as uow:
                uow.tracker_events.append("talk-1", 0, [{"event": "turn", "number": number}, {"event": "end"}])
                uow.commit()
        except ConflictError:
            return False
        return True

    results = together(20, turn)
    with unit() as uow:
        assert uow.tracker_events.load("talk-1")[0]["number"] == results.index(True)
    assert results.count(True) == 1


def test_every_due_row_is_taken_by_one_worker(unit: Unit) -> None:
    with unit() as uow:
        for number in range(30):
            uow.outbox.add(samples.effect(f"outbox-{number}"))
        uow.commit()

    def work(_number: int) -> List[str]:
        with unit() as uow:
            taken = [item.id for item in uow.outbox.take_due(NOW, limit=4)]
            uow.commit()
            return taken

    taken = [outbox_id for ids in together(10, work) for outbox_id in ids]
    assert len(taken) == len(set(taken)) == 30


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_locked_rows_are_skipped_not_waited_for(unit: Unit) -> None:
    with unit() as uow:
        for number in range(4):
            uow.outbox.add(samples.effect(f"outbox-{number}"))
        uow.commit()
    with unit() as first, unit() as second:
        assert [item.id for item in first.outbox.take_due(NOW, limit=2)] == ["outbox-0", "outbox-1"]
        assert [item.id for item in second.outbox.take_due(NOW, limit=2)] == ["outbox-2", "outbox-3"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_deadlock_is_a_conflict(unit: Unit) -> None:
    with unit() as uow:
        samples.open_case(uow, "case-2", "talk-2")
        uow.commit()
    both_hold = Barrier(2)

    def cross(number: int) -> bool:
        order = ["case-1", "case-2"] if number == 0 else ["case-2", "case-1"]
        try:
            with unit() as uow:
                uow.controls.get_for_update(order[0])
                both_hold.wait()
                uow.controls.get_for_update(order[1])
        except ConflictError:
            return False
        return True

    assert sorted(together(2, cross)) == [False, True]


def test_ids_are_unique_and_sort_by_time() -> None:
    ids = [new_id() for _ in range(5000)]
    assert len(set(ids)) == 5000 and {len(one) for one in ids} == {26}
    assert [one[:10] for one in ids] == sorted(one[:10] for one in ids)
    assert set("".join(ids)) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
