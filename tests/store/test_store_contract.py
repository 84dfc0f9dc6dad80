"""What the services rely on, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any, Callable

import pytest
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import ConflictError, NotFoundError
from bot.services import ports, records
from bot.store.unit_of_work import UnitOfWork
from tests.store import samples
from tests.store.samples import NOW, TENANT, Unit, minutes, read, stored


@pytest.fixture(autouse=True)
def opened(unit: Unit) -> None:
    """One case with one conversation, which most rows refer to."""
    with unit() as uow:
        samples.open_case(uow)
        uow.commit()


class TestUnit:
    def test_is_the_unit_of_the_ports(self, unit: Callable[[], ports.UnitOfWork]) -> None:
        factory: ports.UnitOfWorkFactory = unit
        with factory() as uow:
            assert uow.cases.get("case-1") == samples.case()

    def test_without_commit_nothing_is_kept(self, unit: Unit) -> None:
        read(unit, lambda uow: uow.messages.add(samples.message()))
        assert read(unit, lambda uow: uow.messages.get("message-1")) is None

    def test_an_error_rolls_back(self, unit: Unit) -> None:
        with pytest.raises(ZeroDivisionError), unit() as uow:
            uow.messages.add(samples.message())
            raise ZeroDivisionError
        assert read(unit, lambda uow: uow.messages.get("message-1")) is None

    @pytest.mark.parametrize(
        "work",
        [
            lambda uow: uow.cases.add(samples.case()),
            lambda uow: uow.conversations.add(samples.conversation("talk-2", sender_key="key of talk-1")),
            lambda uow: [uow.staff.add(samples.staff(one, login="same")) for one in ("staff-1", "staff-2")],
        ],
    )
    def test_a_taken_value_is_a_conflict_that_quotes_nothing(self, unit: Unit, work: Callable[[Any], Any]) -> None:
        with pytest.raises(ConflictError) as caught, unit() as uow:
            work(uow)
        assert caught.value.__context__ is None and "key of" not in str(caught.value)

    @pytest.mark.parametrize(
        "work",
        [
            lambda uow: uow.messages.add(samples.message(case_id="nowhere")),
            lambda uow: uow.messages.add(samples.message(conversation_id="nowhere")),
            lambda uow: uow.outbox.add(samples.effect(conversation_id="nowhere")),
            lambda uow: uow.outbox.add(samples.effect(alarm_id="nowhere")),
            lambda uow: uow.alarms.save(samples.alarm("nowhere")),
            lambda uow: uow.outbox.save(samples.effect("nowhere")),
            lambda uow: uow.cases.set_receipt("nowhere", "hmac", NOW),
        ],
    )
    def test_what_is_not_there_is_not_found(self, unit: Unit, work: Callable[[Any], Any]) -> None:
        with pytest.raises(NotFoundError):
            stored(unit, work)

    def test_rows_of_a_unit_may_come_in_any_order(self, unit: Unit) -> None:
        def work(uow: Any) -> None:
            uow.conversations.add(samples.conversation("talk-2", case_id="case-2"))
            uow.cases.add(samples.case("case-2"))

        stored(unit, work)
        assert read(unit, lambda uow: uow.conversations.get("talk-2")).case_id == "case-2"

    def test_a_read_only_unit_cannot_write(self, database: Any, keyring: Any) -> None:
        with UnitOfWork(database.engine, keyring, read_only=True) as uow:
            assert uow.cases.count_open(TENANT) == 1
            with pytest.raises(DBAPIError):
                uow.conversations.set_quiet("talk-1", True)
        with UnitOfWork(database.engine, keyring) as uow:
            uow.conversations.set_quiet("talk-1", True)
            uow.commit()


class TestCases:
    def test_times_are_aware_utc_whatever_zone_came_in(self, unit: Unit) -> None:
        japan = timezone(timedelta(hours=9))
        stored(unit, lambda uow: uow.cases.add(samples.case("case-2", created_at=NOW.astimezone(japan))))
        created_at = read(unit, lambda uow: uow.cases.get("case-2")).created_at
        assert created_at == NOW and created_at.utcoffset() == timedelta(0)

    def test_save_needs_the_version_that_was_read(self, unit: Unit) -> None:
        changed = samples.case(urgency="today", fields=("elderly", "poverty"), waiting_since=NOW, resident_messages=3)
        stored(unit, lambda uow: uow.cases.save(changed, expected_version=0))
        assert read(unit, lambda uow: uow.cases.get("case-1")) == replace(changed, version=1)
        with pytest.raises(ConflictError):
            stored(unit, lambda uow: uow.cases.save(samples.case(), expected_version=0))

    def test_queue_is_urgency_then_waiting_then_age(self, unit: Unit) -> None:
        rows = [
            ("now-late", "now", 9, 0),
            ("now-early", "now", 1, 5),
            ("now-idle", "now", None, 0),
            ("today", "today", 0, 0),
            ("ordinary-old", "ordinary", 2, 0),
            ("ordinary-new", "ordinary", 2, 1),
        ]

        def work(uow: Any) -> None:
            for case_id, urgency, since, created in reversed(rows):
                waiting = None if since is None else minutes(since)
                uow.cases.add(
                    samples.case(case_id, urgency=urgency, waiting_since=waiting, created_at=minutes(created))
                )
            uow.cases.add(samples.case("elsewhere", tenant="other-town", urgency="now"))

        stored(unit, work)
        expected = ["now-early", "now-late", "now-idle", "today", "ordinary-old", "ordinary-new", "case-1"]
        listed = read(unit, lambda uow: uow.cases.queue(TENANT, limit=10))
        assert [case.id for case, _ in listed] == expected
        assert [control.case_id for _, control in listed] == expected
        assert [case.id for case, _ in read(unit, lambda uow: uow.cases.queue(TENANT, limit=2, offset=2))] == [
            "now-idle",
            "today",
        ]

    def test_closing_takes_a_case_out_of_the_queue_and_reopening_puts_it_back(self, unit: Unit) -> None:
        for epoch, state, count in [(0, "closed", 0), (1, "bot", 1), (2, "claimed", 1)]:
            new = records.ControlRecord(case_id="case-1", state=state, epoch=epoch + 1)
            assert stored(unit, lambda uow, new=new, epoch=epoch: uow.controls.swap(new, expected_epoch=epoch))
            assert read(unit, lambda uow: uow.cases.count_open(TENANT)) == count
            assert len(read(unit, lambda uow: uow.cases.queue(TENANT, limit=9))) == count

    def test_receipt_finds_the_case_of_its_tenant_only(self, unit: Unit) -> None:
        stored(unit, lambda uow: uow.cases.set_receipt("case-1", "hmac-1", NOW))
        assert read(unit, lambda uow: uow.cases.by_receipt(TENANT, "hmac-1")).id == "case-1"
        assert read(unit, lambda uow: uow.cases.by_receipt("other-town", "hmac-1")) is None
        stored(unit, lambda uow: uow.cases.set_receipt("case-1", "hmac-2", NOW))
        assert read(unit, lambda uow: uow.cases.by_receipt(TENANT, "hmac-1")) is None


class TestControls:
    def test_a_new_case_is_with_the_bot(self, unit: Unit) -> None:
        control = read(unit, lambda uow: uow.controls.get("case-1"))
        assert (control.state, control.epoch, control.holder) == ("bot", 0, None)
        assert read(unit, lambda uow: uow.controls.get_for_update("case-1")) == control

    def test_swap_needs_the_epoch_that_was_read(self, unit: Unit) -> None:
        new = records.ControlRecord("case-1", "claimed", 1, "staff-1", minutes(2), NOW)
        assert stored(unit, lambda uow: uow.controls.swap(new, expected_epoch=0)) is True
        assert stored(unit, lambda uow: uow.controls.swap(replace(new, holder="staff-2"), expected_epoch=0)) is False
        assert read(unit, lambda uow: uow.controls.get("case-1")) == new

    @pytest.mark.parametrize(
        ("state", "now", "lapsed"),
        [("claimed", 1, False), ("claimed", 2, True), ("claimed", 3, True), ("bot", 3, False)],
    )
    def test_lapsed_is_a_claim_whose_lease_has_ended(self, unit: Unit, state: str, now: int, lapsed: bool) -> None:
        new = records.ControlRecord("case-1", state, 1, "staff-1", minutes(2), NOW)
        stored(unit, lambda uow: uow.controls.swap(new, expected_epoch=0))
        assert read(unit, lambda uow: uow.controls.lapsed(minutes(now))) == ([new] if lapsed else [])


class TestMessages:
    def test_are_numbered_in_their_case_and_the_residents_own_apart(self, unit: Unit) -> None:
        stored(unit, lambda uow: samples.open_case(uow, "case-2", "talk-2"))
        numbers = []
        for place, author in enumerate(["resident", "bot", "resident", "staff", "resident"]):
            new = samples.message(f"message-{place}", author=author, seq=77, resident_index=77)
            added = stored(unit, lambda uow, new=new: uow.messages.add(new))
            numbers.append((added.seq, added.resident_index))
        assert numbers == [(1, 0), (2, None), (3, 1), (4, None), (5, 2)]
        other = samples.message("other", case_id="case-2", conversation_id="talk-2")
        assert stored(unit, lambda uow: uow.messages.add(other)).seq == 1
        listed = read(unit, lambda uow: uow.messages.of_case("case-1", after_seq=2, limit=2))
        assert [message.id for message in listed] == ["message-2", "message-3"]

    @pytest.mark.parametrize(
        "text", ["", "  ", "父が😭\nたおれた", "\x00ヌル", "\ud83d", "が", "𠮷野家でバイト", "あ" * 20000]
    )
    def test_any_text_comes_back_as_it_was(self, unit: Unit, text: str) -> None:
        new = samples.message(text=text, extra={"choice": "yes", "label": text}, staff_id="staff-1")
        added = stored(unit, lambda uow: uow.messages.add(new))
        assert read(unit, lambda uow: uow.messages.get("message-1")) == added == replace(new, seq=1, resident_index=0)

    def test_erasing_leaves_a_tombstone_and_its_number(self, unit: Unit) -> None:
        stored(unit, lambda uow: uow.messages.add(samples.message(extra={"choice": "yes"})))
        stored(unit, lambda uow: uow.messages.erase("message-1"))
        gone = read(unit, lambda uow: uow.messages.get("message-1"))
        assert (gone.text, dict(gone.extra), gone.deleted, gone.seq) == ("", {}, True, 1)
        assert stored(unit, lambda uow: uow.messages.add(samples.message("message-2"))).seq == 2


class TestConversations:
    def test_is_found_by_id_sender_and_case(self, unit: Unit) -> None:
        later = samples.conversation("talk-0", created_at=minutes(1), channel="web")
        stored(unit, lambda uow: uow.conversations.add(later))
        assert read(unit, lambda uow: uow.conversations.by_sender(TENANT, "web", "key of talk-0")) == later
        assert read(unit, lambda uow: uow.conversations.by_sender("other-town", "web", "key of talk-0")) is None
        assert [one.id for one in read(unit, lambda uow: uow.conversations.of_case("case-1"))] == ["talk-1", "talk-0"]

    def test_quiet_is_kept(self, unit: Unit) -> None:
        stored(unit, lambda uow: uow.conversations.set_quiet("talk-1", True))
        assert read(unit, lambda uow: uow.conversations.get("talk-1")).quiet is True
