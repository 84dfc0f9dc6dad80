"""A call, a visit or a paper form, written down by a counselor: the same record, read for danger, never answered."""

from __future__ import annotations

import re
import time

import pytest

from bot.services.staff_entry import MOST_ENTRY_CHARS
from tests.support.local import Local, Staff

CALL = "夫の介護で疲れた。娘も学校に行けていない。"


@pytest.fixture()
def sato(fresh: Local) -> Staff:
    return fresh.staff("sato")


def form_of(staff: Staff, path: str = "/console/entry") -> str:
    """Open the form; return its client id."""
    found = re.search(r'name="client_id" value="([^"]+)"', staff.http.get(path).text)
    assert found is not None
    return found.group(1)


def entered(staff: Staff, text: str = CALL, **more: str) -> str:
    """Write a call down; return the path of its case."""
    form = {"text": text, "way": "phone", "client_id": form_of(staff), "csrf": staff.csrf, **more}
    answer = staff.http.post("/console/entry/add", data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def settled(site: Local) -> None:
    deadline = time.monotonic() + 10
    while site.pending() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not site.pending()


def test_a_call_is_a_case_in_the_queue_and_nobody_answers_it(fresh: Local, sato: Staff) -> None:
    case = entered(sato)
    settled(fresh)
    page = sato.http.get(case).text
    assert CALL in page and "電話・佐藤が記録" in page
    assert "届け先がありません" in page
    assert case in sato.http.get("/console/queue/rows").text
    with fresh.application.store.units() as unit:
        messages = unit.messages.of_case(case.rpartition("/")[2])
    assert [(message.author, message.text) for message in messages] == [("resident", CALL)]
    assert messages[0].staff_id is not None


def test_it_is_understood_into_the_same_summary(fresh: Local, sato: Staff) -> None:
    case = entered(sato)
    settled(fresh)
    with fresh.application.store.units() as unit:
        readings = unit.readings.of_case(case.rpartition("/")[2])
    assert [reading.source for reading in readings] == ["extracted"]
    assert sato.http.get(f"{case}/summary.json").json()["schema_version"]


def test_danger_is_read_and_seen_by_who_wrote_it_down(fresh: Local, sato: Staff) -> None:
    case = entered(sato, "もう死にたいと電話で話された。わたしは死にたい、と。").rpartition("/")[2]
    settled(fresh)
    with fresh.application.store.units() as unit:
        record = unit.cases.get(case)
        (alarm,) = unit.alarms.of_case(case)
        assert unit.outbox.of_alarm(alarm.id) == [], "nobody is called to see what a counselor has just heard"
    assert alarm.acknowledged_by is not None
    assert record is not None and record.urgency in ("now", "today")


def test_sent_twice_it_is_one(fresh: Local, sato: Staff) -> None:
    client_id = form_of(sato)
    paths = {entered(sato, client_id=client_id) for _ in range(2)}
    assert len(paths) == 1
    with fresh.application.store.units() as unit:
        assert len(unit.messages.of_case(paths.pop().rpartition("/")[2])) == 1


def test_a_call_is_added_to_the_case_that_a_resident_began(fresh: Local, sato: Staff) -> None:
    resident = fresh.resident()
    resident.send("母のことで相談です")
    resident.answered()
    case = f"/console/cases/{fresh.case_of('母のことで相談です')}"
    for number in range(2):
        form = {"text": f"電話で聞いたこと{number}", "way": "visit", "client_id": form_of(sato, f"{case}/entry")}
        assert sato.post(f"{case}/add", **form).status_code == 200
    settled(fresh)
    page = sato.http.get(case).text
    assert "電話で聞いたこと1" in page and "来所・佐藤が記録" in page
    assert "届け先がありません" not in page
    assert [m["author"] for m in resident.messages()].count("bot") == 1, "the bot does not answer a call"


def test_when_it_was_said_is_kept(fresh: Local, sato: Staff) -> None:
    case = entered(sato, told_at="2026-11-24T16:30").rpartition("/")[2]
    with fresh.application.store.units() as unit:
        (message,) = unit.messages.of_case(case)
    assert message.sent_at.isoformat() == "2026-11-24T07:30:00+00:00"


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "　\n"},
        {"text": "あ" * (MOST_ENTRY_CHARS + 1)},
        {"way": "telepathy"},
        {"told_at": "きのう"},
        {"client_id": "x"},
    ],
    ids=str,
)
def test_what_cannot_be_taken_gets_a_sentence(fresh: Local, sato: Staff, wrong: "dict[str, str]") -> None:
    form = {"text": CALL, "way": "phone", "client_id": form_of(sato), **wrong}
    answer = sato.post("/console/entry/add", **form)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].endswith("。")
    assert "cases/" not in sato.http.get("/console/queue/rows").text


def test_a_receipt_is_handed_over_and_opens_the_talk_on_the_web(fresh: Local, sato: Staff) -> None:
    case = entered(sato)
    page = sato.http.post(f"{case}/receipt", data={"csrf": sato.csrf}).text
    found = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", page)
    assert found is not None
    resident = fresh.resident()
    assert resident.http.post("/api/chat/resume", json={"receipt": found.group()}).status_code == 200
    assert CALL in [message["text"] for message in resident.messages()]
    with fresh.application.store.units() as unit:
        entries = [entry for entry in unit.audit.of_case(case.rpartition("/")[2]) if entry.action == "receipt_issued"]
    assert entries and entries[0].actor != "resident"
