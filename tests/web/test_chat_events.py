"""Live events of the chat: what comes, in which order, and where a broken line goes on."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, List, Optional, Tuple

import httpx
import pytest

from tests.support.local import Local, Resident

Event = Tuple[str, Dict[str, Any], Optional[str]]


def events(resident: Resident, *, last_id: Optional[str] = None, after: Optional[str] = None) -> Iterator[Event]:
    """Yield (name, data, id) of the stream; the caller stops reading."""
    headers = {"Last-Event-ID": last_id} if last_id is not None else {}
    params = {"after": after} if after is not None else {}
    with resident.http.stream("GET", "/api/chat/events", headers=headers, params=params, timeout=10) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        name, event_id = "", None
        for line in response.iter_lines():
            key, _, value = line.partition(": ")
            if key == "event":
                name = value
            elif key == "id":
                event_id = value
            elif key == "data":
                yield name, json.loads(value), event_id
                name, event_id = "", None


def take_messages(stream: Iterator[Event], count: int) -> List[Event]:
    """Return the next messages of a stream."""
    found: List[Event] = []
    for event in stream:
        if event[0] == "message":
            found.append(event)
        if len(found) == count:
            return found
    raise AssertionError("the stream ended")


def test_a_stream_begins_with_the_talk_and_goes_on_live(resident: Resident) -> None:
    resident.send("ひとつめ")
    stream = events(resident)
    first = take_messages(stream, 2)
    assert [data["author"] for _, data, _ in first] == ["resident", "bot"]
    assert [event_id for _, _, event_id in first] == ["1", "2"]
    resident.send("ふたつめ")
    second = take_messages(stream, 2)
    assert [(data["author"], event_id) for _, data, event_id in second] == [("resident", "3"), ("bot", "4")]


@pytest.mark.parametrize("how", ["last_id", "after"])
def test_a_broken_line_goes_on_where_it_broke(resident: Resident, how: str) -> None:
    for number in range(3):
        resident.send(f"話{number}")
    resident.answered(3)
    seen = take_messages(events(resident, **{how: "4"}), 2)
    assert [event_id for _, _, event_id in seen] == ["5", "6"]


@pytest.mark.parametrize("bad", ["²", "-1", "abc", "9" * 30, "٣", " ", "1.5"])
def test_a_number_that_is_none_begins_anew(resident: Resident, bad: str) -> None:
    resident.send("はじめから")
    resident.answered()
    assert take_messages(events(resident, after=bad), 1)[0][2] == "1"


def test_the_header_wins_over_the_address(resident: Resident) -> None:
    resident.send("a")
    resident.answered()
    assert take_messages(events(resident, last_id="1", after="0"), 1)[0][2] == "2"


def test_typing_is_shown_and_ends_with_the_answer(resident: Resident) -> None:
    resident.send("まず一言")
    resident.answered()
    stream = events(resident, after="2")
    next(stream)
    resident.send("返事を待ちます")
    names: List[Tuple[str, Any]] = []
    for name, data, _ in stream:
        names.append((name, data.get("on") if name == "typing" else data.get("author")))
        if names[-1] == ("typing", False):
            break
    assert ("message", "bot") in names
    assert names.index(("message", "bot")) < names.index(("typing", False))


def test_who_speaks_is_told(site: Local, resident: Resident) -> None:
    resident.send("人と話したい")
    resident.answered()
    stream = events(resident, after="2")
    name, data, _ = next(stream)
    assert (name, data["state"]) == ("control", "bot")
    case_id = site.case_of("人と話したい")
    assert site.staff("sato").post(f"/console/cases/{case_id}/claim").status_code == 200
    seen = {name: data for name, data, _ in (next(stream), next(stream))}
    assert seen["control"] == {"state": "claimed", "name": "佐藤"}
    assert "佐藤" in seen["message"]["text"]


def test_another_visitors_talk_does_not_come(site: Local) -> None:
    one, other = site.resident(), site.resident()
    for browser, words in ((one, "わたしの話"), (other, "べつの話")):
        browser.send(words)
        browser.answered()
    stream = events(one)
    texts = [data["text"] for _, data, _ in take_messages(stream, 2)]
    assert "わたしの話" in texts and "べつの話" not in texts


def test_a_stream_waits_for_the_first_message_of_a_known_browser(site: Local) -> None:
    """A browser that holds a cookie but has not written (its case began elsewhere) gets its stream, not an error."""
    token, _ = site.application.visitors.admit()
    resident = Resident(site.url)
    resident.http.cookies.set("marugoto_chat", token)
    writer = httpx.Client(base_url=site.url, headers={"X-Marugoto": "1"}, cookies={"marugoto_chat": token})
    with resident.http.stream("GET", "/api/chat/events", timeout=10) as response:
        assert response.status_code == 200
        writer.post("/api/chat/messages", json={"text": "やっと書けた", "client_id": "12345678"})
        assert any("やっと書けた" in line for line in response.iter_lines())
