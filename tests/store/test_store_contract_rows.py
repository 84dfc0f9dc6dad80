"""The contract of the rows around a case: inbox, outbox, readings, alarms, staff and the rest, on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.errors import ConflictError
from bot.services import records
from tests.store import samples
from tests.store.samples import NOW, TENANT, Unit, minutes, read, stored


@pytest.fixture(autouse=True)
def opened(unit: Unit) -> None:
    """One case with one conversation, which most rows refer to."""
    with unit() as uow:
        samples.open_case(uow)
        uow.commit()


class TestInbox:
    def test_the_same_event_is_stored_once_and_the_unit_goes_on(self, unit: Unit) -> None:
        with unit() as uow:
            assert uow.inbox.add(samples.event()) is True
            assert uow.inbox.add(samples.event("inbox-2", event_id="event of inbox-1")) is False
            assert uow.inbox.add(samples.event("inbox-3", event_id="event of inbox-1", channel="web")) is True
            uow.commit()
        assert read(unit, lambda uow: uow.inbox.by_event("line", "event of inbox-1")) == samples.event()

    def test_pending_are_the_oldest_first_until_done_or_parked(self, unit: Unit) -> None:
        def work(uow: Any) -> None:
            for place in (3, 1, 2, 4):
                uow.inbox.add(samples.event(f"inbox-{place}", received_at=minutes(place)))
            uow.inbox.set_state("inbox-2", "done")
            uow.inbox.set_state("inbox-3", "parked", attempts=2)
            uow.inbox.set_state("inbox-4", "pending", attempts=1)

        stored(unit, work)
        assert [item.id for item in read(unit, lambda uow: uow.inbox.pending())] == ["inbox-1", "inbox-4"]
        assert [item.id for item in read(unit, lambda uow: uow.inbox.pending(limit=1))] == ["inbox-1"]
        parked = read(unit, lambda uow: uow.inbox.get("inbox-3"))
        assert (parked.state, parked.attempts) == ("parked", 2)


class TestReadings:
    def test_come_back_in_the_order_of_adding(self, unit: Unit) -> None:
        rows = [
            samples.reading(created_at=minutes(5), question="income", about="m2"),
            samples.reading(created_at=minutes(1), source="counselor", message_id="", payload={"deep": [{"a": None}]}),
        ]
        stored(unit, lambda uow: [uow.readings.add(row) for row in rows])
        assert read(unit, lambda uow: uow.readings.of_case("case-1")) == rows


class TestAlarms:
    def test_is_kept_and_changed(self, unit: Unit) -> None:
        stored(unit, lambda uow: uow.alarms.add(samples.alarm(next_page_at=NOW)))
        seen = samples.alarm(rung=2, paged_at=NOW, acknowledged_at=minutes(3), acknowledged_by="staff-1")
        stored(unit, lambda uow: uow.alarms.save(seen))
        assert read(unit, lambda uow: uow.alarms.get("alarm-1")) == seen
        assert read(unit, lambda uow: uow.alarms.of_case("case-1")) == [seen]

    @pytest.mark.parametrize(
        ("changes", "due"),
        [
            ({"next_page_at": NOW}, True),
            ({"next_page_at": minutes(1)}, False),
            ({"next_page_at": None}, False),
            ({"next_page_at": NOW, "acknowledged_at": NOW}, False),
            ({"next_page_at": NOW, "exhausted_at": NOW}, False),
        ],
    )
    def test_due_is_not_seen_not_exhausted_and_its_time_has_come(self, unit: Unit, changes: Any, due: bool) -> None:
        stored(unit, lambda uow: uow.alarms.add(samples.alarm(**changes)))
        assert bool(read(unit, lambda uow: uow.alarms.due(NOW))) is due


class TestOutbox:
    def test_due_rows_are_taken_once_oldest_first(self, unit: Unit) -> None:
        def work(uow: Any) -> None:
            for place in (2, 0, 1, 9):
                uow.outbox.add(samples.effect(f"outbox-{place}", next_at=minutes(place)))

        stored(unit, work)
        first = stored(unit, lambda uow: uow.outbox.take_due(minutes(5), limit=2))
        assert [item.id for item in first] == ["outbox-0", "outbox-1"]
        assert first[0] == samples.effect("outbox-0", state="sending")
        assert [item.id for item in stored(unit, lambda uow: uow.outbox.take_due(minutes(5)))] == ["outbox-2"]

    def test_a_row_left_behind_while_sending_is_taken_again(self, unit: Unit) -> None:
        stored(unit, lambda uow: uow.outbox.add(samples.effect()))
        for now, count in [(0, 1), (1.9, 0), (2, 1), (3, 0)]:
            assert len(stored(unit, lambda uow, now=now: uow.outbox.take_due(minutes(now)))) == count

    def test_what_was_sent_is_not_taken_again(self, unit: Unit) -> None:
        stored(unit, lambda uow: uow.outbox.add(samples.effect()))
        (item,) = stored(unit, lambda uow: uow.outbox.take_due(NOW))
        stored(unit, lambda uow: uow.outbox.save(replace(item, state="sent", sent_at=NOW, attempts=1)))
        assert stored(unit, lambda uow: uow.outbox.take_due(minutes(60))) == []

    @pytest.mark.parametrize(
        ("changes", "cancelled"),
        [
            ({}, 1),
            ({"safety": True}, 0),
            ({"state": "sending"}, 0),
            ({"conversation_id": "talk-2"}, 0),
            ({"alarm_id": "alarm-1"}, 0),
        ],
    )
    def test_cancel_ordinary_spares_safety_pages_and_what_is_on_its_way(
        self, unit: Unit, changes: Any, cancelled: int
    ) -> None:
        def work(uow: Any) -> int:
            uow.conversations.add(samples.conversation("talk-2"))
            uow.alarms.add(samples.alarm())
            uow.outbox.add(samples.effect(**changes))
            return int(uow.outbox.cancel_ordinary(["talk-1", "talk-3"]))

        assert stored(unit, work) == cancelled
        assert (
            len(stored(unit, lambda uow: uow.outbox.take_due(NOW))) == (changes.get("state") != "sending") - cancelled
        )

    def test_a_page_belongs_to_its_alarm_and_to_no_case(self, unit: Unit) -> None:
        page = samples.effect(
            kind="page", conversation_id=None, alarm_id="alarm-1", target="staff-1", payload={"rung": 1}
        )

        def work(uow: Any) -> None:
            uow.alarms.add(samples.alarm())
            uow.outbox.add(page)

        stored(unit, work)
        assert read(unit, lambda uow: uow.outbox.of_alarm("alarm-1")) == [page]


class TestSmallRows:
    def test_consents_and_promises_keep_their_order(self, unit: Unit) -> None:
        consents = [
            records.ConsentRecord("case-1", "agency-b", ("household", "income"), "referral", "given", minutes(1)),
            records.ConsentRecord("case-1", "agency-b", ("income",), "referral", "revoked", NOW),
        ]
        promises = [
            records.PromiseRecord("case-1", "call_back", "staff-1", NOW, minutes(60)),
            records.PromiseRecord("case-1", "tell_receipt", "system", NOW, None, minutes(1)),
        ]
        stored(unit, lambda uow: [uow.consents.add(row) for row in consents])
        stored(unit, lambda uow: [uow.promises.add(row) for row in promises])
        assert read(unit, lambda uow: uow.consents.of_case("case-1")) == consents
        assert read(unit, lambda uow: uow.promises.of_case("case-1")) == promises

    def test_staff_are_found_by_login_in_their_tenant(self, unit: Unit) -> None:
        rows = [samples.staff("staff-2"), samples.staff("staff-1", active=False)]
        stored(unit, lambda uow: [uow.staff.add(row) for row in rows])
        assert read(unit, lambda uow: uow.staff.by_login(TENANT, "login of staff-1")) == rows[1]
        assert read(unit, lambda uow: uow.staff.by_login("other-town", "login of staff-1")) is None
        assert read(unit, lambda uow: uow.staff.all(TENANT)) == rows[::-1]
        assert read(unit, lambda uow: uow.staff.get("staff-2")) == rows[0]

    def test_sessions_end(self, unit: Unit) -> None:
        rows = [
            records.SessionRecord(f"hmac-{end}", "staff", "staff-1", NOW, minutes(end), "csrf") for end in (1, 2, 3)
        ]
        stored(unit, lambda uow: [uow.sessions.add(row) for row in rows])
        assert stored(unit, lambda uow: uow.sessions.remove_expired(minutes(1))) == 1
        stored(unit, lambda uow: uow.sessions.remove("hmac-2"))
        assert [read(unit, lambda uow, row=row: uow.sessions.get(row.token_hmac)) for row in rows] == [
            None,
            None,
            rows[2],
        ]

    def test_audit_outlives_what_it_speaks_of(self, unit: Unit) -> None:
        rows = [records.AuditRecord(NOW, "staff-1", action, "gone", {"page": 1}) for action in ("read", "claim")]
        stored(unit, lambda uow: [uow.audit.add(row) for row in [*rows, records.AuditRecord(NOW, "system", "start")]])
        assert read(unit, lambda uow: uow.audit.of_case("gone")) == rows


class TestTrackerEvents:
    def test_are_appended_without_a_gap_or_not_at_all(self, unit: Unit) -> None:
        events = [{"event": "action", "name": f"action_{place}", "timestamp": 1778461323.456789} for place in range(3)]
        stored(unit, lambda uow: uow.tracker_events.append("talk-1", 0, events[:2]))
        for wrong in (0, 1, 3):
            with pytest.raises(ConflictError):
                stored(unit, lambda uow, wrong=wrong: uow.tracker_events.append("talk-1", wrong, events[2:]))
        stored(unit, lambda uow: uow.tracker_events.append("talk-1", 2, events[2:]))
        stored(unit, lambda uow: uow.tracker_events.append("talk-1", 3, []))
        assert read(unit, lambda uow: uow.tracker_events.load("talk-1")) == events
