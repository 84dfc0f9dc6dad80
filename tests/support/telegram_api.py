"""Telegram's Bot API on loopback, as its documentation describes it: what we use of it, limits included."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any, Awaitable, Callable, Dict, List, Mapping, Optional, Set
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.faults import Faults

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
SECRET = "emulated_secret-token"
MOST_CHARS, MOST_DATA_BYTES = 4096, 64


@dataclass
class TelegramApi:
    """The emulator's state. ``updates`` wait to be asked for; ``files`` are contents by file id."""

    faults: Faults = field(default_factory=Faults)
    sent: List[Dict[str, Any]] = field(default_factory=list)
    calls: List[str] = field(default_factory=list)
    typing: List[str] = field(default_factory=list)
    released: List[str] = field(default_factory=list)
    blocked_by: Set[str] = field(default_factory=set)
    updates: List[Mapping[str, Any]] = field(default_factory=list)
    files: Dict[str, bytes] = field(default_factory=dict)
    webhook: Optional[Mapping[str, str]] = None

    def texts(self, to: str) -> List[str]:
        """Return what somebody has read, in order."""
        return [str(message["text"]) for message in self.sent if str(message["chat"]["id"]) == to]

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/bot{token}/{method}", self.call, methods=["GET", "POST"]),
                Route("/file/bot{token}/{path:path}", self.file),
            ]
        )

    async def call(self, request: Request) -> Response:
        if request.path_params["token"] != TOKEN:
            return _error(401, "Unauthorized")
        method = request.path_params["method"]
        self.calls.append(method)
        form = parse_qs((await request.body()).decode(), keep_blank_values=True)
        given = {name: values[0] for name, values in form.items()}
        methods: Dict[str, Callable[[Dict[str, str]], Awaitable[Response]]] = {
            "getMe": self._me,
            "sendMessage": self._send_message,
            "sendChatAction": self._send_chat_action,
            "answerCallbackQuery": self._answer_callback_query,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getFile": self._get_file,
        }
        return await methods[method](given) if method in methods else _error(404, "Not Found")

    async def file(self, request: Request) -> Response:
        found = self.files.get(request.path_params["path"].rpartition("/")[2].partition(".")[0])
        return Response(found) if found is not None else Response(status_code=404)

    async def _me(self, given: Dict[str, str]) -> Response:
        return _result({"id": 110201543, "is_bot": True, "first_name": "相談", "username": "soudan_bot"})

    async def _send_message(self, given: Dict[str, str]) -> Response:
        fault = await self.faults.next()
        if given["chat_id"] in self.blocked_by:
            return _error(403, "Forbidden: bot was blocked by the user")
        if not 0 < len(given["text"].encode("utf-16-le")) // 2 <= MOST_CHARS:
            return _error(400, "Bad Request: message is too long")
        markup = json.loads(given.get("reply_markup", "{}"))
        for row in markup.get("inline_keyboard", ()):
            for button in row:
                if not 1 <= len(button["callback_data"].encode()) <= MOST_DATA_BYTES:
                    return _error(400, "Bad Request: BUTTON_DATA_INVALID")
        message: Dict[str, Any] = {
            "message_id": len(self.sent) + 1,
            "date": 1795568400,
            "chat": {"id": int(given["chat_id"]), "type": "private"},
            "text": given["text"],
        }
        if markup:
            message["reply_markup"] = markup
        if fault is None or fault.accepts:
            self.sent.append(message)
        if fault is not None:
            if fault.accepts and fault.hangs_seconds:
                await asyncio.sleep(fault.hangs_seconds)
            return _error(fault.status, "fault", fault.parameters)
        return _result(message)

    async def _send_chat_action(self, given: Dict[str, str]) -> Response:
        self.typing.append(given["chat_id"])
        return _result(True)

    async def _answer_callback_query(self, given: Dict[str, str]) -> Response:
        self.released.append(given["callback_query_id"])
        return _result(True)

    async def _get_updates(self, given: Dict[str, str]) -> Response:
        if self.webhook:
            return _error(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = int(given.get("offset", 0))
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        if not self.updates:
            await asyncio.sleep(0.05)
        return _result(self.updates)

    async def _set_webhook(self, given: Dict[str, str]) -> Response:
        self.webhook = given
        return _result(True)

    async def _delete_webhook(self, given: Dict[str, str]) -> Response:
        self.webhook = None
        return _result(True)

    async def _get_file(self, given: Dict[str, str]) -> Response:
        found = self.files.get(given["file_id"])
        if found is None:
            return _error(400, "Bad Request: file is too big")
        path = f"photos/{given['file_id']}.jpg"
        answer = {"file_id": given["file_id"], "file_unique_id": "u", "file_size": len(found), "file_path": path}
        return _result(answer)


def _result(result: Any) -> Response:
    return JSONResponse({"ok": True, "result": result})


def _error(status: int, description: str, parameters: Optional[Mapping[str, object]] = None) -> Response:
    body: Dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = dict(parameters)
    return JSONResponse(body, status)
