"""No word of a resident lies open in the files, in a dump, in an error or in a log; an erased case is gone."""

from __future__ import annotations

import base64
import logging
from pathlib import Path
from typing import Any, Callable, List

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import MasterKeyError, NotFoundError
from bot.store.keys import KeyRing
from bot.store.scrub import scrub
from bot.store.tables import cases, conversations, messages, outbox, readings
from bot.store.unit_of_work import UnitOfWork
from bot.store.vault import case_key_place
from tests.store import samples
from tests.store.samples import NOW, minutes

Unit = Callable[[], UnitOfWork]
SENTENCE = "ガスが止まって三日風呂に入れとらん"
ADDRESS = "U0a1b2c3d4e5f"


@pytest.fixture()
def planted(unit: Unit) -> None:
    """The sentence wherever a resident's words may go."""
    with unit() as uow:
        samples.open_case(uow)
        uow.cases.set_receipt("case-1", "receipt-hmac", NOW)
        uow.messages.add(samples.message(text=SENTENCE, extra={"label": SENTENCE}))
        uow.inbox.add(samples.event())
        uow.readings.add(samples.reading(payload={"span": SENTENCE}))
        uow.alarms.add(samples.alarm(next_page_at=NOW))
        uow.outbox.add(samples.effect(payload={"text": SENTENCE}, target=ADDRESS))
        uow.outbox.add(samples.effect("page", conversation_id=None, alarm_id="alarm-1", target="staff-1"))
        uow.tracker_events.append("talk-1", 0, [{"event": "slot", "name": "asked", "value": "income"}])
        uow.commit()


def spellings(sentence: str) -> List[bytes]:
    """Return how the sentence could appear in a file: in several encodings, each raw, as hex or as base64."""
    encodings = [
        sentence.encode("utf-8"),
        sentence.encode("ascii", "backslashreplace"),
        sentence.encode("utf-16-le"),
    ]
    return [form for raw in encodings for form in (raw, raw.hex().encode(), base64.b64encode(raw)[:-4])]


@pytest.mark.usefixtures("planted")
class TestAtRest:
    def test_the_sentence_is_in_no_file_and_no_dump(self, database: Any) -> None:
        content = database.content()
        assert b"receipt-hmac" in content, "the search sees what is stored openly"
        assert not [spelling for word in (SENTENCE, ADDRESS) for spelling in spellings(word) if spelling in content]

    def test_a_sealed_value_does_not_open_in_another_row(self, database: Any, unit: Unit) -> None:
        with unit() as uow:
            uow.messages.add(samples.message("message-2", text="はい"))
            uow.commit()
        with database.engine.begin() as connection:
            stolen = select(messages.c.body).where(messages.c.id == "message-1").scalar_subquery()
            connection.execute(update(messages).where(messages.c.id == "message-2").values(body=stolen))
        with pytest.raises(MasterKeyError), unit() as uow:
            uow.messages.get("message-2")

    def test_errors_and_logs_show_no_values(self, database: Any, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG, "sqlalchemy")
        with pytest.raises(DBAPIError) as caught, database.engine.begin() as connection:
            connection.execute(text("INSERT INTO nowhere VALUES (:word)"), {"word": SENTENCE})
        assert SENTENCE not in str(caught.value) and SENTENCE not in caplog.text


@pytest.mark.usefixtures("planted")
class TestErasing:
    def test_nothing_of_the_case_can_be_read_again(self, database: Any, unit: Unit) -> None:
        with unit() as uow:
            uow.messages.of_case("case-1")
            uow.cases.erase("case-1")
            uow.commit()
        with unit() as uow:
            (gone,) = uow.messages.of_case("case-1")
            assert (gone.text, dict(gone.extra), gone.deleted) == ("", {}, True)
            assert [dict(row.payload) for row in uow.readings.of_case("case-1")] == [{}]
            assert uow.tracker_events.load("talk-1") == []
            assert uow.cases.by_receipt(samples.TENANT, "receipt-hmac") is None
            assert uow.conversations.by_sender(samples.TENANT, "line", "key of talk-1") is None
        with database.engine.connect() as connection:
            for column in (messages.c.body, messages.c.extra, readings.c.payload, cases.c.data_key):
                assert connection.execute(select(column)).scalars().all() == [None]
            for column in (outbox.c.target, outbox.c.payload):
                assert connection.execute(select(column).where(outbox.c.case_id == "case-1")).scalars().all() == [None]

    def test_the_case_is_closed_and_only_the_page_to_staff_still_goes_out(self, unit: Unit) -> None:
        with unit() as uow:
            uow.cases.erase("case-1")
            uow.commit()
        with unit() as uow:
            control = uow.controls.get("case-1")
            assert control is not None and (control.state, control.epoch) == ("closed", 1)
            assert uow.cases.queue(samples.TENANT, limit=5) == []
            assert [(item.id, item.target) for item in uow.outbox.take_due(minutes(60))] == [("page", "staff-1")]

    def test_a_worker_that_was_sending_does_not_bring_the_words_back(self, database: Any, unit: Unit) -> None:
        with unit() as uow:
            held = next(item for item in uow.outbox.take_due(NOW) if item.id == "outbox-1")
            uow.commit()
        with unit() as uow:
            uow.cases.erase("case-1")
            uow.commit()
        with unit() as uow:
            uow.outbox.save(held)
            uow.commit()
        with database.engine.connect() as connection:
            stored = connection.execute(select(outbox.c.payload).where(outbox.c.id == "outbox-1")).scalar_one()
        assert stored is None

    @pytest.mark.parametrize(
        "work",
        [
            lambda uow: uow.messages.add(samples.message("message-2")),
            lambda uow: uow.readings.add(samples.reading()),
            lambda uow: uow.outbox.add(samples.effect("outbox-2")),
        ],
    )
    def test_nothing_is_added_to_an_erased_case(self, unit: Unit, work: Callable[[Any], Any]) -> None:
        with unit() as uow:
            uow.cases.erase("case-1")
            uow.commit()
        with pytest.raises(NotFoundError), unit() as uow:
            work(uow)

    def test_the_key_is_gone_from_the_unit_and_from_the_cache_of_the_process(
        self, database: Any, unit: Unit, keyring: KeyRing
    ) -> None:
        with database.engine.connect() as connection:
            wrapped = connection.execute(select(cases.c.data_key)).scalar_one()
        with unit() as uow:
            uow.messages.of_case("case-1")
            assert keyring.unwrap("missing", wrapped, case_key_place("case-1"))
            uow.cases.erase("case-1")
            with pytest.raises(NotFoundError):
                uow.messages.add(samples.message("message-2"))
        with pytest.raises(MasterKeyError):
            keyring.unwrap("missing", wrapped, case_key_place("case-1"))

    def test_the_same_sender_starts_anew(self, unit: Unit) -> None:
        with unit() as uow:
            uow.cases.erase("case-1")
            samples.open_case(uow, "case-2", "talk-2")
            uow.conversations.add(samples.conversation("talk-3", case_id="case-2", sender_key="key of talk-1"))
            uow.commit()
        with unit() as uow:
            found = uow.conversations.by_sender(samples.TENANT, "line", "key of talk-1")
            assert found is not None and found.case_id == "case-2"

    def test_another_process_cannot_open_it_from_its_cache(self, database: Any, unit: Unit, key_folder: Path) -> None:
        elsewhere = KeyRing.load(key_folder)
        with UnitOfWork(database.engine, elsewhere) as other:
            assert other.messages.of_case("case-1")[0].text == SENTENCE
        with unit() as uow:
            uow.cases.erase("case-1")
            uow.commit()
        with UnitOfWork(database.engine, elsewhere) as other, pytest.raises(NotFoundError):
            other.messages.add(samples.message("message-2"))

    @pytest.mark.parametrize("database", ["sqlite"], indirect=True)
    def test_scrubbing_takes_the_wrapped_key_out_of_the_files(self, database: Any, unit: Unit) -> None:
        with database.engine.connect() as connection:
            wrapped = connection.execute(select(cases.c.data_key)).scalar_one()
            sender = connection.execute(select(conversations.c.sender_key)).scalar_one().encode()
        assert wrapped in database.content() and sender in database.content()
        with unit() as uow:
            uow.cases.erase("case-1")
            uow.commit()
        assert scrub(database.engine)
        assert wrapped not in database.content() and sender not in database.content()

    def test_scrubbing_leaves_the_rest(self, database: Any, unit: Unit) -> None:
        assert scrub(database.engine)
        with unit() as uow:
            assert uow.messages.of_case("case-1")[0].text == SENTENCE
