"""The three channels as the contract sees them: how a resident writes there, and what they come to read."""

from __future__ import annotations

import copy
import json
import time
import zlib
from datetime import datetime
from pathlib import Path
from typing import Any, Dict, List, Optional, Protocol

import httpx

from tests.support.line_api import LineApi, signature
from tests.support.local import START, Local, Resident
from tests.support.telegram_api import SECRET, TelegramApi

PAYLOADS = Path(__file__).resolve().parents[1] / "payloads"


def payload(channel: str, name: str) -> Any:
    """Return a payload of ``tests/payloads``, a fresh copy."""
    return json.loads((PAYLOADS / channel / f"{name}.json").read_text(encoding="utf-8"))


class Platform(Protocol):
    """One resident on one channel."""

    channel: str
    site: Local
    tells_times: bool
    edits: bool
    unsends: bool
    longest: int

    def tell(self, text: str, *, event: Optional[str] = None, at: Optional[datetime] = None) -> str:
        """Write; returns the platform's id of the message. The same ``event`` twice is a redelivery."""
        ...

    def message_of(self, event: str) -> str:
        """Return the id of the message that ``tell`` sends with this event."""
        ...

    def raw(self, body: bytes, *, forged: bool = False) -> int:
        """Send bytes as the platform would, or as somebody else; returns the status."""
        ...

    def unknown(self) -> int: ...

    def edit(self, message: str, text: str, at: datetime) -> None: ...

    def unsend(self, message: str) -> None: ...

    def press(self, label: str) -> None:
        """Press a button that is shown now."""
        ...

    def read(self) -> List[str]:
        """Return what has arrived, in order."""
        ...


def wait_until(truth: Any, within: float = 15.0) -> Any:
    """Wait until something is true, and return it."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        found = truth()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it did not come true")


class WebPlatform:
    """The web chat: a browser."""

    channel, tells_times, edits, unsends, longest = "web", False, False, False, 10_000

    def __init__(self, site: Local) -> None:
        self.site = site
        self.browser: Resident = site.resident()

    def tell(self, text: str, *, event: Optional[str] = None, at: Optional[datetime] = None) -> str:
        answer = self.browser.send(text, client_id=event)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["message"]["id"])

    def raw(self, body: bytes, *, forged: bool = False) -> int:
        headers = {"Content-Type": "application/json", **({"X-Marugoto": ""} if forged else {})}
        return self.browser.http.post("/api/chat/messages", content=body, headers=headers).status_code

    def message_of(self, event: str) -> str:
        raise NotImplementedError

    def unknown(self) -> int:
        # A message with members that nobody knows is the message that it is.
        body = {"text": "知らない項目つき", "client_id": "unknown-0001", "something_new": {"x": 1}}
        return 200 if self.browser.http.post("/api/chat/messages", json=body).status_code == 202 else 500

    def edit(self, message: str, text: str, at: datetime) -> None:
        raise NotImplementedError

    def unsend(self, message: str) -> None:
        raise NotImplementedError

    def press(self, label: str) -> None:
        shown = self.browser.messages()[-1]["choices"]
        code = next(choice["code"] for choice in shown if choice["label"] == label)
        assert self.browser.send(label, choice=code).status_code == 202

    def read(self) -> List[str]:
        return [message["text"] for message in self.browser.messages() if message["author"] != "resident"]


class LinePlatform:
    """LINE: webhooks with a signature, answers at the emulated API."""

    channel, tells_times, edits, unsends, longest = "line", True, True, True, 5_000

    def __init__(self, site: Local, api: LineApi, user: str = "U4af4980629000000000000000000000a") -> None:
        self.site = site
        self.api = api
        self.user = user
        self._sent = 0

    def event(self, name: str, **changes: Any) -> Dict[str, Any]:
        """Return an event of ``tests/payloads/line`` of this user, with an id of its own."""
        self._sent += 1
        event = payload("line", name)["events"][0]
        event["webhookEventId"] = f"01HEVENT{self.user[-6:]}{self._sent:06d}"
        if event.get("source", {}).get("type") == "user":
            event["source"]["userId"] = self.user
        if "message" in event:
            event["message"]["id"] = f"5{self.user[-4:]}{self._sent:08d}"
        event.update(copy.deepcopy(changes))
        return dict(event)

    def post(self, *events: Dict[str, Any]) -> httpx.Response:
        """Send events as one webhook."""
        body = json.dumps({"destination": "U5338", "events": list(events)}, ensure_ascii=False).encode()
        return self._post(body, signature(body))

    def tell(self, text: str, *, event: Optional[str] = None, at: Optional[datetime] = None) -> str:
        told = self.event("text", timestamp=_milliseconds(at))
        told["message"]["text"] = text
        if event is not None:
            told["webhookEventId"], told["message"]["id"] = event, self.message_of(event)
        assert self.post(told).status_code == 200
        return str(told["message"]["id"])

    def raw(self, body: bytes, *, forged: bool = False) -> int:
        return self._post(body, signature(body, "another-secret") if forged else signature(body)).status_code

    def message_of(self, event: str) -> str:
        return f"5{event}"

    def unknown(self) -> int:
        return self.post(self.event("unknown_type")).status_code

    def edit(self, message: str, text: str, at: datetime) -> None:
        edited = self.event("edited", timestamp=_milliseconds(at))
        edited["message"].update(id=message, text=text)
        assert self.post(edited).status_code == 200

    def unsend(self, message: str) -> None:
        assert self.post(self.event("unsend", unsend={"messageId": message})).status_code == 200

    def press(self, label: str) -> None:
        last = [one for one in self.api.delivered if one.to == self.user][-1].messages[-1]
        actions = [item["action"] for item in last["quickReply"]["items"]]
        data = next(action["data"] for action in actions if action["label"] == label)
        assert self.post(self.event("postback", postback={"data": data})).status_code == 200

    def read(self) -> List[str]:
        return self.api.texts(self.user)

    def _post(self, body: bytes, signed: str) -> httpx.Response:
        headers = {"Content-Type": "application/json", "X-Line-Signature": signed}
        return httpx.post(f"{self.site.url}/webhooks/line", content=body, headers=headers, timeout=30)


class TelegramPlatform:
    """Telegram: webhooks with the secret token, answers at the emulated Bot API."""

    channel, tells_times, edits, unsends, longest = "telegram", True, True, False, 4_096

    def __init__(self, site: Local, api: TelegramApi, chat: int = 1111111) -> None:
        self.site = site
        self.api = api
        self.chat = chat
        # Each chat's updates have numbers of their own, which say nothing of the chat.
        self.first_update = zlib.crc32(str(chat).encode()) * 1000
        self._sent = 0

    def update(self, name: str, at: Optional[datetime] = None) -> Dict[str, Any]:
        """Return an update of ``tests/payloads/telegram`` of this chat, with an id of its own."""
        self._sent += 1
        update: Dict[str, Any] = payload("telegram", name)
        update["update_id"] = self.first_update + self._sent
        for part in ("message", "edited_message", "my_chat_member"):
            if part in update and update[part]["chat"]["type"] == "private":
                update[part]["chat"]["id"] = self.chat
        for part in ("message", "edited_message"):
            if part in update:
                update[part].update(message_id=self._sent, date=int((at or START).timestamp()))
        if "callback_query" in update:
            update["callback_query"]["message"]["chat"]["id"] = self.chat
        return update

    def post(self, update: Dict[str, Any], secret: str = SECRET) -> httpx.Response:
        """Send an update as a webhook."""
        return self._post(json.dumps(update, ensure_ascii=False).encode(), secret)

    def tell(self, text: str, *, event: Optional[str] = None, at: Optional[datetime] = None) -> str:
        update = self.update("text", at)
        update["message"]["text"] = text
        if event is not None:
            number = int(self.message_of(event))
            update["update_id"], update["message"]["message_id"] = number, number
        assert self.post(update).status_code == 200
        return str(update["message"]["message_id"])

    def raw(self, body: bytes, *, forged: bool = False) -> int:
        return self._post(body, "another-secret" if forged else SECRET).status_code

    def message_of(self, event: str) -> str:
        return str(900_000_000 + sum(event.encode()))

    def unknown(self) -> int:
        return self.post(self.update("unknown_kind")).status_code

    def edit(self, message: str, text: str, at: datetime) -> None:
        update = self.update("edited")
        update["edited_message"].update(message_id=int(message), text=text, edit_date=int(at.timestamp()))
        assert self.post(update).status_code == 200

    def unsend(self, message: str) -> None:
        raise NotImplementedError

    def press(self, label: str) -> None:
        last = [one for one in self.api.sent if one["chat"]["id"] == self.chat][-1]
        buttons = [button for row in last["reply_markup"]["inline_keyboard"] for button in row]
        data = next(button["callback_data"] for button in buttons if button["text"] == label)
        update = self.update("button")
        update["callback_query"]["data"] = data
        update["callback_query"]["message"].update(text=last["text"], reply_markup=last["reply_markup"])
        assert self.post(update).status_code == 200

    def read(self) -> List[str]:
        return self.api.texts(str(self.chat))

    def _post(self, body: bytes, secret: str) -> httpx.Response:
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret}
        return httpx.post(f"{self.site.url}/webhooks/telegram", content=body, headers=headers, timeout=30)


def _milliseconds(at: Optional[datetime]) -> int:
    return int((at or START).timestamp() * 1000)
