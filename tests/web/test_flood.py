"""Limits: one visitor's flood slows that visitor, drops nothing unread, and leaves the others their place."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, Dict, List, Optional
from urllib.parse import urlsplit

import pytest

from bot.channels import web_requests
from bot.channels.crowd import MOST_OF_A_VISITOR, MOST_OF_AN_ADDRESS, Crowd, TooManyAtOnceError
from bot.channels.turn_runner import MERGE_FROM
from bot.domain.understanding import Understanding
from bot.domain.vocabulary import Act
from tests.support.local import Local, Resident

FLOOD = 40


def flood(resident: Resident, texts: List[str], threads: int) -> List[int]:
    """Send all texts, several at once; return the statuses."""
    with ThreadPoolExecutor(threads) as pool:
        return [
            answer.status_code
            for answer in pool.map(lambda at: resident.send(texts[at], client_id=f"flood-{at:04d}"), range(len(texts)))
        ]


def until(condition: Callable[[], bool], within: float = 30.0) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)


def talk(resident: Resident) -> List[Dict[str, Any]]:
    return resident.messages()


@pytest.fixture()
def slow(fresh: Local) -> Local:
    """An engine that takes its time, so that messages pile up."""
    quick = fresh.engine.run_turn

    async def run_turn(work: Any) -> None:
        await asyncio.sleep(0.05)
        await quick(work)

    fresh.engine.run_turn = run_turn  # type: ignore[method-assign]
    return fresh


def test_a_flood_is_read_whole_and_answered_together(slow: Local) -> None:
    resident = slow.resident()
    resident.send("はじめまして")
    statuses = flood(resident, [f"困っています{number}" for number in range(FLOOD)], threads=8)
    assert set(statuses) == {202}
    until(lambda: not slow.pending())
    said = talk(resident)
    from_resident = [message for message in said if message["author"] == "resident"]
    answers = [message for message in said if message["author"] == "bot"]
    assert len(from_resident) == FLOOD + 1
    assert 1 <= len(answers) < FLOOD / 2
    assert said[-1]["author"] == "bot", "the last of it is answered"
    case_id = slow.case_of("はじめまして")
    with slow.application.store.units(read_only=True) as unit:
        assert len(unit.readings.of_case(case_id)) == FLOOD + 1


@pytest.mark.parametrize(
    ("text", "act", "expected"),
    [("もう死にたい", None, "safety"), ("ひとと話したい", Act.ASK_HUMAN, "text"), ("困っています", None, None)],
)
def test_in_a_flood_danger_and_wishes_are_answered_by_themselves(
    slow: Local, text: str, act: Optional[Act], expected: Optional[str]
) -> None:
    if act is not None:
        slow.engine.understandings[text] = Understanding(act=act, act_confidence=1.0)
    resident = slow.resident()
    resident.send("はじめまして")
    flood(resident, [f"前{number}" for number in range(2)], threads=2)
    resident.send(text)
    flood(resident, [f"後{number}" for number in range(MERGE_FROM + 6)], threads=8)
    until(lambda: not slow.pending())
    said = talk(resident)
    place = next(at for at, message in enumerate(said) if message["text"] == text)
    index = said[place]["message_index"]
    kinds = [message["kind"] for message in said if message["author"] == "bot"]
    thanked = any(f"（{index}）" in message["text"] for message in said if message["author"] == "bot")
    assert ("safety" in kinds) is (expected == "safety")
    assert thanked is (expected == "text")


def test_whoever_floods_is_acknowledged_later(slow: Local) -> None:
    resident, other = slow.resident(), slow.resident()
    resident.send("はじめまして")
    other.send("こんにちは")
    running = threading.Thread(target=flood, args=(resident, [f"あ{n}" for n in range(FLOOD)], 8))
    running.start()
    spent = []
    for number in range(10):
        started = time.monotonic()
        assert other.send(f"ほかの人{number}").status_code == 202
        spent.append(time.monotonic() - started)
    running.join()
    assert max(spent) < 2.0


def test_more_at_once_than_anybody_writes_is_told_so_and_not_stored(fresh: Local, monkeypatch: Any) -> None:
    monkeypatch.setattr("bot.channels.turn_runner.MOST_WAITING", 0)
    resident = fresh.resident()
    resident.http.cookies.update(resident.send("はじめまして").cookies)
    texts = [f"い{number}" for number in range(MOST_OF_A_VISITOR * 2)]
    statuses = flood(resident, texts, threads=len(texts))
    stored = sum(message["author"] == "resident" for message in talk(resident)) - 1
    assert statuses.count(429) > 0 and statuses.count(202) == stored == len(texts) - statuses.count(429)
    until(lambda: not fresh.pending())


def test_the_refusal_says_what_to_do() -> None:
    crowd = Crowd()
    with contextlib.ExitStack() as at_once:
        for _ in range(MOST_OF_A_VISITOR):
            at_once.enter_context(crowd.one_of("somebody", "192.0.2.1"))
        with pytest.raises(TooManyAtOnceError) as refused, crowd.one_of("somebody", "192.0.2.1"):
            pass
    assert "消えていません" in refused.value.message_ja


def test_an_address_has_room_for_many_visitors_and_a_proxy_for_all() -> None:
    crowd = Crowd()
    with contextlib.ExitStack() as at_once:
        for number in range(MOST_OF_AN_ADDRESS):
            at_once.enter_context(crowd.one_of(f"visitor-{number}", "192.0.2.1"))
            at_once.enter_context(crowd.one_of(f"proxied-{number}", "127.0.0.1"))
        with pytest.raises(TooManyAtOnceError), crowd.one_of("one more", "192.0.2.1"):
            pass
        with crowd.one_of("one more", "192.0.2.2"), crowd.one_of("one more", "127.0.0.1"):
            pass


def test_what_has_been_served_counts_no_longer() -> None:
    crowd = Crowd()
    for _ in range(MOST_OF_A_VISITOR * 3):
        with crowd.one_of("somebody", "192.0.2.1"):
            pass


def test_a_body_that_trickles_in_is_given_up(fresh: Local, monkeypatch: Any) -> None:
    monkeypatch.setattr(web_requests, "BODY_SECONDS", 0.3)
    where = urlsplit(fresh.url)
    head = "POST /api/chat/messages HTTP/1.1\r\nHost: x\r\nX-Marugoto: 1\r\nContent-Length: 500\r\n\r\n{"
    with socket.create_connection((where.hostname, where.port), timeout=10) as connection:
        connection.sendall(head.encode())
        answer = connection.recv(4096).decode("utf-8", "replace")
    assert " 408 " in answer.splitlines()[0]
