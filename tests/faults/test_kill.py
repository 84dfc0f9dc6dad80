"""Killed anywhere, nothing is lost: every stored message gets its answer, and none gets two."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Callable, Dict, List, Set

import httpx
import pytest

from bot.bootstrap import Store, open_store
from bot.settings import Settings
from tests.support.serving import Served

pytestmark = pytest.mark.slow

KILLS = 8
TEXTS = ["父の介護で疲れました", "娘10歳が学校に行きません", "家賃が払えません", "はい", "もう死にたい", "こんにちは"]


class Writer(threading.Thread):
    """A resident who goes on writing; what was not acknowledged is sent again under the same id, as the page does."""

    def __init__(self, url: str, name: str) -> None:
        super().__init__(daemon=True)
        self._http = httpx.Client(base_url=url, headers={"X-Marugoto": "1"}, timeout=5)
        self._name = name
        self.stopping = threading.Event()
        self.acknowledged: List[str] = []

    def run(self) -> None:
        number = 0
        while not self.stopping.is_set():
            text = f"{TEXTS[number % len(TEXTS)]}（{self._name}の{number}）"
            body = {"text": text, "client_id": f"{self._name}-message-{number:06d}"}
            with contextlib.suppress(httpx.HTTPError):
                answer = self._http.post("/api/chat/messages", json=body)
                if answer.status_code == 202:
                    self.acknowledged.append(text)
                    number += 1
            time.sleep(0.03)


@pytest.mark.timeout(600)
def test_nothing_is_lost_and_nothing_is_answered_twice(serve: Callable[..., Served], tmp_path: Path) -> None:
    chance = random.Random(20261124)
    service = serve(tmp_path / "var")
    service.start()
    writers = [Writer(service.url, name) for name in ("甲", "乙", "丙")]
    # The first message of each is acknowledged, so that every later one belongs to a known browser.
    for writer in writers:
        writer.start()
    while not all(writer.acknowledged for writer in writers):
        time.sleep(0.02)
    try:
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.05, 1.5))
            service.kill()
            service.start()
    finally:
        for writer in writers:
            writer.stopping.set()
        for writer in writers:
            writer.join(30)
    settings = Settings(var=tmp_path / "var")
    wait_until_answered(service)
    service.stop()
    store = open_store(settings, migrate_first=False)
    check(store, [text for writer in writers for text in writer.acknowledged])
    store.engine.dispose()
    assert sum(len(writer.acknowledged) for writer in writers) > 3 * KILLS


def wait_until_answered(service: Served, within: float = 120.0) -> None:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if "marugoto_pending_turns 0.0" in httpx.get(f"{service.url}/metrics", timeout=30).text:
            return
        time.sleep(0.3)
    raise AssertionError("there are still messages without an answer")


def check(store: Store, acknowledged: List[str]) -> None:
    """Compare what residents were told is stored with what is stored, and answers with messages."""
    stored: Counter[str] = Counter()
    with store.units() as unit:
        cases = [record for record, _ in unit.cases.queue("demo", limit=1000, offset=0)]
        for record in cases:
            messages = unit.messages.of_case(record.id)
            told = [message for message in messages if message.author == "resident"]
            stored.update(message.text for message in told)
            assert [message.resident_index for message in told] == list(range(len(told)))
            assert record.resident_messages == len(told)
            readings = Counter(r.message_id for r in unit.readings.of_case(record.id) if r.source == "extracted")
            assert readings == Counter(message.id for message in told), "each message is read once"
            answered: Set[str] = set()
            bubbles = 0
            for conversation in unit.conversations.of_case(record.id):
                events: List[Dict[str, object]] = [dict(e) for e in unit.tracker_events.load(conversation.id)]
                turns = [str(event["message_id"]) for event in events if event["event"] == "user"]
                assert len(turns) == len(set(turns)), "no message is answered twice"
                answered.update(turns)
                bubbles += sum(event["event"] == "bot" for event in events)
            assert answered <= {message.id for message in told}
            # After a kill many wait: what is only told is answered together with the last of it, never left open.
            assert told[-1].id in answered, "the last message is answered, and with it all that were told before"
            bot = [message for message in messages if message.author == "bot"]
            # A danger among what is answered together has its safety text all the same, once, from our own code.
            alone = [message for message in told if message.id not in answered and "死にたい" in message.text]
            assert len(bot) == bubbles + len(alone)
            for danger in (message for message in told if "死にたい" in message.text):
                assert any(message.kind == "safety" for message in messages if message.seq > danger.seq)
        assert unit.inbox.pending() == []
    missing = Counter(acknowledged) - stored
    assert not missing, "a message that was acknowledged is not there"
    assert all(count == 1 for count in stored.values()), "a message is stored twice"
