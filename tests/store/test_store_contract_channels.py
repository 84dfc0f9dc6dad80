"""What messengers ask of the store, on both databases: addresses, the channels' own ids, order, attachments."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable, List

import pytest

from bot.services.records import STAFF_MESSAGE
from tests.store import samples
from tests.store.samples import NOW, minutes, read, stored

Unit = Callable[[], Any]
PHOTO = b"\xff\xd8" + bytes(range(256)) * 300


@pytest.fixture(autouse=True)
def case(unit: Unit) -> None:
    stored(unit, samples.open_case)


class TestConversations:
    def test_an_address_comes_back_and_lies_sealed(self, database: Any, unit: Unit) -> None:
        new = samples.conversation("talk-2", address="U4af4980629")
        stored(unit, lambda uow: uow.conversations.add(new))
        assert read(unit, lambda uow: uow.conversations.get("talk-2")) == new
        assert b"U4af4980629" not in database.content()

    def test_contact_is_kept(self, unit: Unit) -> None:
        contact = {"address": "U2", "blocked_at": minutes(1), "contact_at": minutes(1)}
        stored(unit, lambda uow: uow.conversations.set_contact("talk-1", **contact))
        assert read(unit, lambda uow: uow.conversations.get("talk-1")) == samples.conversation(**contact)

    def test_who_parts_is_a_stranger_and_the_messages_stay(self, unit: Unit) -> None:
        def work(uow: Any) -> None:
            uow.messages.add(samples.message())
            uow.conversations.part("talk-1")

        stored(unit, work)
        assert read(unit, lambda uow: uow.conversations.by_sender(samples.TENANT, "line", "key of talk-1")) is None
        assert len(read(unit, lambda uow: uow.messages.of_case("case-1"))) == 1


class TestMessages:
    def test_are_found_by_the_channels_own_id_in_their_conversation(self, unit: Unit) -> None:
        def work(uow: Any) -> None:
            uow.conversations.add(samples.conversation("talk-2"))
            uow.messages.add(samples.message("first", external_id="77"))
            uow.messages.add(samples.message("again", external_id="77"))
            uow.messages.add(samples.message("other", external_id="77", conversation_id="talk-2"))

        stored(unit, work)
        assert read(unit, lambda uow: uow.messages.by_external("talk-1", "77")).id == "first"
        assert read(unit, lambda uow: uow.messages.by_external("talk-2", "77")).id == "other"
        assert read(unit, lambda uow: uow.messages.by_external("talk-1", "78")) is None

    def test_the_last_of_the_resident(self, unit: Unit) -> None:
        assert read(unit, lambda uow: uow.messages.last_of_resident("case-1")) is None

        def work(uow: Any) -> None:
            uow.messages.add(samples.message("first"))
            uow.messages.add(samples.message("second"))
            uow.messages.add(samples.message("call", staff_id="staff-1"))
            uow.messages.add(samples.message("answer", author="bot"))

        stored(unit, work)
        assert read(unit, lambda uow: uow.messages.last_of_resident("case-1")).id == "second"


class TestOutboxOrder:
    def take(self, unit: Unit, at: float = 0, **more: Any) -> List[str]:
        return [item.id for item in stored(unit, lambda uow: uow.outbox.take_due(minutes(at), **more))]

    def add(self, unit: Unit, *items: Any) -> None:
        stored(unit, lambda uow: [uow.outbox.add(item) for item in items])

    def test_a_later_one_waits_for_the_earlier_of_its_conversation(self, unit: Unit) -> None:
        self.add(unit, samples.effect("b", place=200), samples.effect("a", place=100))
        assert self.take(unit) == ["a"]
        assert self.take(unit) == []
        (item,) = [i for i in read(unit, lambda uow: uow.outbox.undelivered("case-1")) if i.id == "a"]
        stored(unit, lambda uow: uow.outbox.save(replace(item, state="pending", next_at=minutes(1))))
        assert self.take(unit) == [], "the first is to be tried again: the second must not pass it"
        stored(unit, lambda uow: uow.outbox.save(replace(item, state="sent")))
        assert self.take(unit) == ["b"]

    def test_another_conversation_does_not_wait(self, unit: Unit) -> None:
        stored(unit, lambda uow: uow.conversations.add(samples.conversation("talk-2")))
        self.add(unit, samples.effect("a", place=100), samples.effect("b", place=200, conversation_id="talk-2"))
        assert self.take(unit) == ["a", "b"]

    def test_a_safety_text_passes_ordinary_ones_and_keeps_behind_its_like(self, unit: Unit) -> None:
        self.add(
            unit,
            samples.effect("stuck", place=100, next_at=minutes(5)),
            samples.effect("danger", place=200, safety=True),
            samples.effect("danger-too", place=300, safety=True),
        )
        assert self.take(unit) == ["danger"]

    def test_what_a_killed_process_was_sending_is_taken_up_again(self, unit: Unit) -> None:
        self.add(unit, samples.effect("a", place=100), samples.effect("b", place=200, state="sent"))
        assert self.take(unit) == ["a"]
        assert stored(unit, lambda uow: uow.outbox.release()) == 1
        assert self.take(unit) == ["a"]

    def test_kinds_are_taken_apart(self, unit: Unit) -> None:
        self.add(unit, samples.effect("a"), samples.effect("b", kind=STAFF_MESSAGE))
        assert self.take(unit, kinds=(STAFF_MESSAGE,)) == ["b"]

    def test_what_staff_wrote_is_not_cancelled_by_a_claim(self, unit: Unit) -> None:
        self.add(unit, samples.effect("a"), samples.effect("b", kind=STAFF_MESSAGE))
        assert stored(unit, lambda uow: uow.outbox.cancel_ordinary(["talk-1"])) == 1
        assert {(i.id, i.state) for i in read(unit, lambda uow: uow.outbox.undelivered("case-1"))} == {
            ("a", "cancelled"),
            ("b", "pending"),
        }
        assert read(unit, lambda uow: uow.outbox.waiting()) == {"cancelled": 1, "pending": 1}


class TestAttachments:
    @pytest.fixture(autouse=True)
    def photo(self, unit: Unit) -> None:
        stored(unit, lambda uow: [uow.messages.add(samples.message()), uow.attachments.add(samples.attachment())])

    def test_bytes_and_handle_come_back_and_lie_sealed(self, database: Any, unit: Unit) -> None:
        kept = samples.attachment(state="stored", media_type="image/jpeg", size=len(PHOTO))
        stored(unit, lambda uow: uow.attachments.save(kept, content=PHOTO))
        assert read(unit, lambda uow: uow.attachments.of_case("case-1")) == [kept]
        assert read(unit, lambda uow: uow.attachments.get("photo-1")) == kept
        assert read(unit, lambda uow: uow.attachments.content("photo-1")) == PHOTO
        content = database.content()
        assert PHOTO[100:200] not in content and PHOTO[100:200].hex().encode() not in content
        assert kept.ref.encode() not in content

    def test_are_fetched_by_one_worker_at_a_time(self, unit: Unit) -> None:
        assert len(stored(unit, lambda uow: uow.attachments.due(NOW))) == 1
        assert stored(unit, lambda uow: uow.attachments.due(minutes(1))) == []
        assert len(stored(unit, lambda uow: uow.attachments.due(minutes(2)))) == 1

    @pytest.mark.parametrize(
        "erase", [lambda uow: uow.attachments.erase("message-1"), lambda uow: uow.cases.erase("case-1")]
    )
    def test_what_was_erased_while_it_was_fetched_stays_erased(self, unit: Unit, erase: Callable[[Any], Any]) -> None:
        (taken,) = stored(unit, lambda uow: uow.attachments.due(NOW))
        stored(unit, erase)
        assert read(unit, lambda uow: uow.attachments.content("photo-1")) is None
        stored(unit, lambda uow: uow.attachments.save(replace(taken, state="failed")))
        (left,) = read(unit, lambda uow: uow.attachments.of_case("case-1"))
        assert (left.state, left.ref) == ("erased", "")
