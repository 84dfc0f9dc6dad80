"""The receipt: shown once, opens the talk in another browser, and is not to be guessed."""

from __future__ import annotations

import json
import re

import pytest

from tests.support.local import Local, Resident


@pytest.fixture()
def told(fresh: Local) -> Resident:
    """A browser with a talk."""
    resident = fresh.resident()
    resident.send("続きはまた今度")
    resident.answered()
    return resident


def receipt_of(resident: Resident) -> str:
    return str(resident.http.post("/api/chat/receipt", json={}).json()["receipt"])


def test_a_receipt_opens_the_talk_in_another_browser(fresh: Local, told: Resident) -> None:
    receipt = receipt_of(told)
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", receipt)
    other = fresh.resident()
    resumed = other.http.post("/api/chat/resume", json={"receipt": receipt})
    assert resumed.status_code == 200 and "httponly" in resumed.headers["set-cookie"].lower()
    state = other.http.get("/api/chat").json()
    assert state["resumed"] is True
    assert state["messages"][0]["text"] == "続きはまた今度"
    other.send("別の端末から")
    other.answered(2)
    assert [m["text"] for m in told.messages() if m["author"] == "resident"] == ["続きはまた今度", "別の端末から"]


@pytest.mark.parametrize(
    "typed", [str.lower, lambda r: r.replace("-", ""), lambda r: f" {r} ", lambda r: r.replace("-", "ー")]
)
def test_a_receipt_written_otherwise_is_the_same(fresh: Local, told: Resident, typed: object) -> None:
    assert callable(typed)
    answer = fresh.resident().http.post("/api/chat/resume", json={"receipt": typed(receipt_of(told))})
    assert answer.status_code == 200


def test_it_is_shown_once_and_a_new_one_replaces_it(fresh: Local, told: Resident) -> None:
    first = receipt_of(told)
    assert first not in told.http.get("/api/chat").text
    second = receipt_of(told)
    assert second != first
    assert fresh.resident().http.post("/api/chat/resume", json={"receipt": first}).status_code == 404
    assert fresh.resident().http.post("/api/chat/resume", json={"receipt": second}).status_code == 200


def test_a_wrong_receipt_says_what_to_do(fresh: Local) -> None:
    answer = fresh.resident().http.post("/api/chat/resume", json={"receipt": "AAAA-AAAA-AAAA-AAAA"})
    assert answer.status_code == 404 and "もう一度入れて" in answer.json()["error"]["message"]


def test_without_a_talk_there_is_no_receipt(fresh: Local) -> None:
    assert fresh.resident().http.post("/api/chat/receipt", json={}).status_code == 404


def test_five_wrong_tries_are_the_last_for_an_hour(fresh: Local, told: Resident) -> None:
    receipt = receipt_of(told)
    guesser = fresh.resident()
    for _ in range(5):
        answer = guesser.http.post("/api/chat/resume", json={"receipt": "AAAA-BBBB-CCCC-DDDD"})
        assert answer.status_code == 404
        assert "set-cookie" not in answer.headers
    refused = guesser.http.post("/api/chat/resume", json={"receipt": receipt})
    assert refused.status_code == 429
    assert "1時間" in refused.json()["error"]["message"]
    fresh.clock.move(minutes=61)
    assert guesser.http.post("/api/chat/resume", json={"receipt": receipt}).status_code == 200


@pytest.mark.parametrize("typed", ["", "x", "1" * 500, None, 5, "\ud800" * 16, "０１２３"])
def test_what_is_no_receipt_is_not_found(fresh: Local, typed: object) -> None:
    body = json.dumps({"receipt": typed}).encode()
    assert fresh.resident().http.post("/api/chat/resume", content=body).status_code == 404
