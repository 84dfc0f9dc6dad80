"""The chat's API: what a browser may send, what is kept, who comes back, and what a bad body gets."""

from __future__ import annotations

import json
import time
from typing import Any, Dict

import httpx
import pytest

from bot.channels.turn_runner import MERGE_FROM
from tests.support.local import Local, Resident

TEN_THOUSAND = "あ" * 10_000
DEEP = "[" * 60_000


def test_the_first_message_brings_the_cookie_and_the_answer(site: Local, resident: Resident) -> None:
    assert resident.http.get("/api/chat").headers.get("set-cookie") is None
    sent = resident.send("夜になると眠れません")
    assert sent.status_code == 202
    cookie = sent.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "path=/" in cookie
    message = sent.json()["message"]
    assert message["author"] == "resident" and message["text"] == "夜になると眠れません"
    assert message["client_id"] == "message-000001" and message["seq"] == 1
    talk = resident.answered()
    assert [m["author"] for m in talk] == ["resident", "bot"]
    assert resident.send("続きです").headers.get("set-cookie") is None


def test_the_cookie_is_secure_behind_https(tmp_path: Any) -> None:
    from tests.support.local import local

    with local(tmp_path / "var", public_url="https://soudan.example") as running:
        assert "secure" in running.resident().send("こんにちは").headers["set-cookie"].lower()


def test_before_a_first_message_there_is_a_greeting_and_nothing_to_listen_to(resident: Resident) -> None:
    state = resident.http.get("/api/chat").json()
    assert any("自動応答" in line for line in state["greeting"])
    assert state["messages"] == [] and state["resumed"] is False
    assert state["control"] == {"state": "bot", "name": None}
    assert resident.http.get("/api/chat/events").status_code == 404


@pytest.mark.parametrize("path", ["messages", "receipt", "resume", "forget"])
def test_a_foreign_page_cannot_post(site: Local, path: str) -> None:
    body = {"text": "x", "client_id": "12345678"}
    assert httpx.post(f"{site.url}/api/chat/{path}", json=body).status_code == 404


@pytest.mark.parametrize(
    "text",
    [
        "母が転びました",
        "😭",
        "😭🙏💦",
        "👨‍👩‍👧",
        "I need help with my rent",
        "我丈夫病了",
        "Tôi không có tiền",
        "أحتاج مساعدة",
        "ㅠㅠ",
        "ＡＢＣ　ｱｲｳ",
        "\u202egnp.exe",
        "a\u0000b",
        "\u0001\u0008\u001b[31m赤",
        "一行目\n二行目\t三",
        '/tell{"a":1}',
        "/crisis",
        "/restart",
        '<script>alert(1)</script><img src=x onerror="alert(2)">',
        "{{ 7*7 }} {mirror} %s",
        "'; DROP TABLE messages; --",
        "。",
        TEN_THOUSAND,
        "𠮷" * 10_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_any_text_is_kept_as_it_is_and_answered(resident: Resident, text: str) -> None:
    sent = resident.send(text)
    assert sent.status_code == 202
    talk = resident.answered()
    assert talk[0]["text"] == text and talk[0]["kind"] == "text"


@pytest.mark.parametrize(
    "body, status",
    [
        ({"text": "", "client_id": "12345678"}, 400),
        ({"text": " \n　\t", "client_id": "12345678"}, 400),
        ({"text": TEN_THOUSAND + "あ", "client_id": "12345678"}, 413),
        ({"text": "a" * 200_000, "client_id": "12345678"}, 413),
        ({"text": None, "client_id": "12345678"}, 400),
        ({"text": 5, "client_id": "12345678"}, 400),
        ({"text": ["a"], "client_id": "12345678"}, 400),
        ({"text": "a"}, 400),
        ({"text": "a", "client_id": "short"}, 400),
        ({"text": "a", "client_id": "x" * 65}, 400),
        ({"text": "a", "client_id": 12345678}, 400),
        ([], 400),
        ("a", 400),
        (None, 400),
    ],
)
def test_what_cannot_be_stored_gets_a_japanese_sentence(resident: Resident, body: Any, status: int) -> None:
    answer = resident.http.post("/api/chat/messages", json=body)
    assert answer.status_code == status
    assert _japanese(answer.json()["error"]["message"])
    assert resident.messages() == []


@pytest.mark.parametrize(
    "raw, status",
    [
        (b"", 400),
        (b"{", 400),
        (b'{"text": "\xff\xfe", "client_id": "12345678"}', 400),
        (b'{"text": "\xed\xa0\x80", "client_id": "12345678"}', 400),
        ("{}".encode("utf-16"), 400),
        (b"\x00\x01\x02", 400),
        (DEEP.encode(), 400),
        (b"x" * 130_000, 413),
    ],
    ids=["empty", "half", "invalid utf-8", "surrogate bytes", "utf-16", "binary", "deep", "long"],
)
def test_a_body_that_is_no_message_gets_a_japanese_sentence(resident: Resident, raw: bytes, status: int) -> None:
    answer = resident.http.post("/api/chat/messages", content=raw, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert _japanese(answer.json()["error"]["message"])


def test_a_body_without_a_length_is_bounded_too(resident: Resident) -> None:
    def endless() -> Any:
        for _ in range(40):
            yield b"x" * 10_000

    answer = resident.http.post("/api/chat/messages", content=endless())
    assert answer.status_code == 413


@pytest.mark.parametrize("escape", ["\\ud800", "abc\\udfff", "\\ud83d", "\\udc00\\ud800"])
def test_half_a_surrogate_pair_is_answered_not_lost(resident: Resident, escape: str) -> None:
    raw = f'{{"text": "困っています{escape}", "client_id": "12345678"}}'
    assert resident.http.post("/api/chat/messages", content=raw.encode()).status_code == 202
    assert resident.answered()[0]["text"].startswith("困っています")


@pytest.mark.parametrize("field", ["client_id", "choice"])
def test_half_a_surrogate_pair_in_a_code_does_no_harm(resident: Resident, field: str) -> None:
    body: Dict[str, Any] = {"text": "はい", "client_id": "12345678", field: "x\ud800yyyyyyy"}
    answer = resident.http.post("/api/chat/messages", content=json.dumps(body).encode())
    assert answer.status_code in (202, 400)


@pytest.mark.parametrize("choice", [5, {"a": 1}, "", "x" * 5000, "drop:../../etc", "crisis", "no_such_choice"])
def test_an_invented_choice_is_only_a_message(resident: Resident, choice: Any) -> None:
    assert resident.send("はい", choice=choice).status_code == 202
    assert resident.answered()[1]["author"] == "bot"


def test_a_message_delivered_twice_is_stored_once(site: Local, resident: Resident) -> None:
    first = resident.send("一度だけ", client_id="same-client-id")
    again = resident.send("一度だけ", client_id="same-client-id")
    assert first.status_code == again.status_code == 202
    assert first.json()["message"]["id"] == again.json()["message"]["id"]
    resident.answered()
    resident.send("二つ目")
    talk = resident.answered(2)
    assert [m["text"] for m in talk if m["author"] == "resident"] == ["一度だけ", "二つ目"]
    assert sum(m["author"] == "bot" for m in talk) == 2


def test_two_browsers_may_use_the_same_client_id(site: Local) -> None:
    one, other = site.resident(), site.resident()
    ids = {browser.send("同じ番号", client_id="same-client-id").json()["message"]["id"] for browser in (one, other)}
    assert len(ids) == 2


def test_messages_sent_at_once_are_answered_in_their_order(fresh: Local) -> None:
    """More than ten that wait are answered together (``test_flood.py``)."""
    resident = fresh.resident()
    for number in range(MERGE_FROM):
        assert resident.send(f"{number}番目").status_code == 202
    talk = resident.answered(MERGE_FROM, within=60)
    answers = [m["text"] for m in talk if m["author"] == "bot"]
    assert answers == [f"受け取りました（{number}）" for number in range(MERGE_FROM)]
    assert len(fresh.engine.turns) == len(set(fresh.engine.turns)) == MERGE_FROM


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_thousand_messages_of_one_visitor_are_all_kept_and_answered(fresh: Local) -> None:
    resident = fresh.resident()
    for number in range(1000):
        assert resident.send(f"{number}").status_code == 202
    deadline = time.monotonic() + 500
    while fresh.pending() and time.monotonic() < deadline:
        time.sleep(0.2)
    talk = resident.messages()
    assert [m["text"] for m in talk if m["author"] == "resident"] == [str(number) for number in range(1000)]
    answers = [m["text"] for m in talk if m["author"] == "bot"]
    # In order; together where many waited; the last one always.
    assert answers == sorted(set(answers), key=lambda text: int(text.partition("（")[2][:-1]))
    assert answers[-1] == "受け取りました（999）"
    case_id = fresh.case_of("0")
    with fresh.application.store.units(read_only=True) as unit:
        assert len(unit.readings.of_case(case_id)) == 1000


def test_a_page_holds_no_resident_text_and_escapes_nothing_away(site: Local, resident: Resident) -> None:
    mark = "<b id=planted>"
    resident.send(mark)
    resident.answered()
    assert mark not in resident.http.get("/").text
    case_id = site.case_of(mark)
    page = site.staff("sato").http.get(f"/console/cases/{case_id}").text
    assert mark not in page and "&lt;b id=planted&gt;" in page


def test_forgetting_ends_the_browsers_hold_and_keeps_the_case(site: Local, resident: Resident) -> None:
    resident.send("この端末から消したい話")
    resident.answered()
    old = dict(resident.http.cookies)
    assert resident.http.post("/api/chat/forget", json={}).status_code == 204
    assert resident.messages() == []
    stolen = httpx.get(f"{site.url}/api/chat", cookies=old).json()
    assert stolen["messages"] == []
    assert site.case_of("この端末から消したい話")


def test_a_cookie_that_nobody_gave_is_a_new_visitor(site: Local) -> None:
    resident = Resident(site.url)
    resident.http.cookies.set("marugoto_chat", "invented")
    assert resident.messages() == []
    assert resident.http.get("/api/chat/events").status_code == 404
    assert "set-cookie" in resident.send("はじめまして").headers


@pytest.mark.parametrize(
    "path", ["/nowhere", "/api/chat/nowhere", "/static/chat/../web.py", "/static/chat/%2e%2e/web.py"]
)
def test_an_unknown_address_says_so_in_japanese(site: Local, path: str) -> None:
    answer = httpx.get(site.url + path)
    assert answer.status_code == 404 and _japanese(answer.text)


def test_the_quiet_page_is_plain(site: Local) -> None:
    page = httpx.get(f"{site.url}/quiet")
    assert page.status_code == 200 and "相談" not in page.text


def _japanese(text: str) -> bool:
    return any("ぁ" <= char <= "ん" for char in text)
