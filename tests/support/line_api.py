"""LINE's Messaging API on loopback, as its documentation describes it: what we use of it, limits and retry keys too.

Requests are read with the SDK's own models, so that what we send is what LINE takes.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional
from uuid import UUID

from linebot.v3.messaging import PushMessageRequest, ReplyMessageRequest, ShowLoadingAnimationRequest
from pydantic.v1 import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.faults import Fault, Faults

SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
TOKEN = "emulated-access-token"


def signature(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


@dataclass
class Delivered:
    """One accepted request: how, to whom, and the messages as JSON."""

    how: str
    to: str
    messages: List[Dict[str, Any]]
    key: Optional[str] = None


@dataclass
class LineApi:
    """The emulator's state. ``media`` are contents by message id."""

    faults: Faults = field(default_factory=Faults)
    media_faults: Faults = field(default_factory=Faults)
    delivered: List[Delivered] = field(default_factory=list)
    requests: List[str] = field(default_factory=list)
    loading: List[str] = field(default_factory=list)
    media: Dict[str, bytes] = field(default_factory=dict)
    reply_tokens: Dict[str, str] = field(default_factory=dict)
    _keys: Dict[str, str] = field(default_factory=dict)

    def texts(self, to: str) -> List[str]:
        """Return what somebody has read, in order."""
        return [message["text"] for one in self.delivered if one.to == to for message in one.messages]

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v2/bot/message/push", self.push, methods=["POST"]),
                Route("/v2/bot/message/reply", self.reply, methods=["POST"]),
                Route("/v2/bot/chat/loading/start", self.show_loading, methods=["POST"]),
                Route("/v2/bot/message/{message_id}/content", self.content),
            ]
        )

    async def push(self, request: Request) -> Response:
        self.requests.append("push")
        key = request.headers.get("x-line-retry-key")
        body, refusal = await self._read(request, PushMessageRequest)
        if refusal is not None:
            return refusal
        if key is not None:
            UUID(key)
        fault = await self.faults.next()
        if key in self._keys:
            accepted = {"x-line-accepted-request-id": self._keys[str(key)]}
            return JSONResponse({"message": "The retry key is already accepted"}, 409, headers=accepted)
        if fault is None or fault.accepts:
            self.delivered.append(Delivered("push", body["to"], body["messages"], key))
            if key is not None:
                self._keys[key] = f"request-{len(self.delivered)}"
        return await _answer(fault, {"sentMessages": [{"id": str(len(self.delivered))}]})

    async def reply(self, request: Request) -> Response:
        self.requests.append("reply")
        assert "x-line-retry-key" not in request.headers, "reply takes no retry key"
        body, refusal = await self._read(request, ReplyMessageRequest)
        if refusal is not None:
            return refusal
        fault = await self.faults.next()
        to = None
        if fault is None or fault.accepts:
            to = self.reply_tokens.pop(body["replyToken"], None)
            if to is None:
                return JSONResponse({"message": "Invalid reply token"}, 400)
            self.delivered.append(Delivered("reply", to, body["messages"]))
        return await _answer(fault, {"sentMessages": [{"id": str(len(self.delivered))}]})

    async def show_loading(self, request: Request) -> Response:
        body, refusal = await self._read(request, ShowLoadingAnimationRequest)
        if refusal is not None:
            return refusal
        if body["loadingSeconds"] % 5:
            return JSONResponse({"message": "loadingSeconds"}, 400)
        self.loading.append(body["chatId"])
        return JSONResponse({}, 202)

    async def content(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return JSONResponse({"message": "Authentication failed"}, 401)
        fault = await self.media_faults.next()
        if fault is not None:
            return await _answer(fault, {})
        found = self.media.get(request.path_params["message_id"])
        return Response(found, media_type="image/jpeg") if found is not None else JSONResponse({}, 404)

    async def _read(self, request: Request, model: Any) -> "tuple[Dict[str, Any], Optional[Response]]":
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return {}, JSONResponse({"message": "Authentication failed"}, 401)
        body = json.loads(await request.body())
        try:
            model.from_dict(body)
            for message in body.get("messages", ()):
                assert 0 < len(message["text"].encode("utf-16-le")) // 2 <= 5_000
                for item in message.get("quickReply", {}).get("items", ()):
                    assert len(item["action"]["label"]) <= 20
        except (ValidationError, AssertionError, ValueError) as error:
            return {}, JSONResponse({"message": str(error)}, 400)
        return body, None


async def _answer(fault: Optional[Fault], success: Dict[str, Any]) -> Response:
    if fault is None:
        return JSONResponse(success, headers={"x-line-request-id": "emulated"})
    if fault.accepts and fault.hangs_seconds:
        await asyncio.sleep(fault.hangs_seconds)
    return JSONResponse({"message": "fault"}, fault.status, headers=dict(fault.headers))
