"""Killed while messengers are served: nothing is lost, LINE says nothing twice, Telegram at most one a kill."""

from __future__ import annotations

import contextlib
import json
import random
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any, Callable, Dict, List

import httpx
import pytest

from bot.bootstrap import open_store
from bot.settings import Settings
from bot.store.repositories.outbox import _SELECT as outbox_rows
from tests.support import line_api, telegram_api
from tests.support.line_api import LineApi, signature
from tests.support.loopback import serving
from tests.support.platforms import payload
from tests.support.serving import Served
from tests.support.telegram_api import TelegramApi

pytestmark = pytest.mark.slow

KILLS = 6
TEXTS = ["父の介護で疲れました", "家賃が払えません", "はい", "もう死にたい", "娘10歳が学校に行きません"]


class Writer(threading.Thread):
    """Sends webhooks until they are acknowledged, as the platform does; every fourth one twice."""

    def __init__(self, url: str, send: Callable[[str, int, str], httpx.Response], name: str) -> None:
        super().__init__(daemon=True)
        self._send = send
        self._url = url
        self._name = name
        self.stopping = threading.Event()
        self.acknowledged: List[str] = []

    def run(self) -> None:
        number = 0
        while not self.stopping.is_set():
            text = f"{TEXTS[number % len(TEXTS)]}（{self._name}の{number}）"
            for _ in range(2 if number % 4 == 3 else 1):
                with contextlib.suppress(httpx.HTTPError):
                    stored = self._send(self._url, number, text).status_code == 200
                    if stored and text not in self.acknowledged:
                        self.acknowledged.append(text)
            if text in self.acknowledged:
                number += 1
            time.sleep(0.1)


def to_line(user: str) -> Callable[[str, int, str], httpx.Response]:
    def send(url: str, number: int, text: str) -> httpx.Response:
        event: Dict[str, Any] = payload("line", "text")["events"][0]
        event.update(webhookEventId=f"01H{user}{number:06d}", source={"type": "user", "userId": user})
        event["message"].update(id=f"{number}{user[-4:]}", text=text)
        event["timestamp"] = int(time.time() * 1000)
        body = json.dumps({"destination": "U", "events": [event]}).encode()
        headers = {"X-Line-Signature": signature(body)}
        return httpx.post(f"{url}/webhooks/line", content=body, headers=headers, timeout=5)

    return send


def to_telegram(chat: int) -> Callable[[str, int, str], httpx.Response]:
    def send(url: str, number: int, text: str) -> httpx.Response:
        update: Dict[str, Any] = payload("telegram", "text")
        update["update_id"] = chat * 10_000 + number
        update["message"].update(message_id=number, text=text, date=int(time.time()))
        update["message"]["chat"]["id"] = chat
        headers = {"X-Telegram-Bot-Api-Secret-Token": telegram_api.SECRET}
        return httpx.post(f"{url}/webhooks/telegram", json=update, headers=headers, timeout=5)

    return send


@pytest.mark.timeout(600)
def test_nothing_is_lost_and_line_says_nothing_twice(serve: Callable[..., Served], tmp_path: Path) -> None:
    chance = random.Random(20261124)
    line, telegram = LineApi(), TelegramApi()
    with serving(line.app()) as line_url, serving(telegram.app()) as telegram_url:
        service = serve(
            tmp_path / "var",
            line_channel_secret=line_api.SECRET,
            line_access_token=line_api.TOKEN,
            line_api_url=line_url,
            line_data_url=line_url,
            telegram_token=telegram_api.TOKEN,
            telegram_secret=telegram_api.SECRET,
            telegram_mode="webhook",
            telegram_api_url=telegram_url,
        )
        service.start()
        users = ["Ua0000000000000000000000000000001", "Ua0000000000000000000000000000002"]
        writers = [Writer(service.url, to_line(user), f"L{user[-1]}") for user in users]
        writers += [Writer(service.url, to_telegram(chat), f"T{chat}") for chat in (101, 102)]
        for writer in writers:
            writer.start()
        try:
            for _ in range(KILLS):
                time.sleep(chance.uniform(0.5, 2.0))
                service.kill()
                service.start()
        finally:
            for writer in writers:
                writer.stopping.set()
            for writer in writers:
                writer.join(30)
        wait_until_delivered(tmp_path / "var", service)
        service.stop()
    check(tmp_path / "var", [text for writer in writers for text in writer.acknowledged])
    assert sum(len(writer.acknowledged) for writer in writers) > 3 * KILLS
    pushed = Counter(one.key for one in line.delivered)
    assert pushed and all(count == 1 for count in pushed.values()), "a push was carried out twice"
    check_sent(tmp_path / "var", line, telegram)


def wait_until_delivered(var: Path, service: Served, within: float = 120.0) -> None:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if "marugoto_pending_turns 0.0" in httpx.get(f"{service.url}/metrics", timeout=30).text and not open_rows(var):
            return
        time.sleep(0.5)
    raise AssertionError("there are still messages without an answer, or answers on their way")


def rows(var: Path) -> List[Any]:
    store = open_store(Settings(var=var), migrate_first=False)
    try:
        from bot.store.tables import outbox

        with store.units() as unit:
            repository: Any = unit.outbox
            found = repository._transaction.run(outbox_rows.where(outbox.c.kind != "page")).all()
            return [repository._record(row._asdict()) for row in found]
    finally:
        store.engine.dispose()


def open_rows(var: Path) -> List[Any]:
    return [row for row in rows(var) if row.state in ("pending", "sending")]


def check(var: Path, acknowledged: List[str]) -> None:
    """Every acknowledged message is stored once and answered."""
    store = open_store(Settings(var=var), migrate_first=False)
    stored: Counter[str] = Counter()
    with store.units() as unit:
        for record, _ in unit.cases.queue("demo", limit=100):
            for message in unit.messages.of_case(record.id):
                if message.author == "resident":
                    stored[message.text] += 1
    store.engine.dispose()
    assert not [text for text in acknowledged if stored[text] == 0], "a message was lost"
    assert not [text for text, count in stored.items() if count > 1], "a message was stored twice"


def check_sent(var: Path, line: LineApi, telegram: TelegramApi) -> None:
    """What the store calls sent was carried out: once on LINE, at most one more a kill on Telegram."""
    done = rows(var)
    assert {row.state for row in done} <= {"sent", "cancelled"}, Counter(row.state for row in done)
    sent = [row for row in done if row.state == "sent"]
    to_line_count = sum("messages" in row.payload for row in sent)
    to_telegram_count = len(sent) - to_line_count
    assert len(line.delivered) == to_line_count
    assert to_telegram_count <= len(telegram.sent) <= to_telegram_count + KILLS
