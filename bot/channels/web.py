"""The web chat: pages and API for a resident's browser. No login; a cookie or a receipt leads back."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, AsyncIterator, Awaitable, Callable, Dict, List, Mapping, Optional, Set, Tuple

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from bot.channels.broadcast import Broadcast
from bot.channels.crowd import Crowd, TooManyAtOnceError
from bot.channels.message import message_json, whole
from bot.channels.server_events import KEEP_ALIVE, KEEP_ALIVE_SECONDS, event, last_event_id, stream
from bot.domain.errors import IntakeError, InvalidInputError, NotFoundError
from bot.services.access import Resident
from bot.services.desk import Desk
from bot.services.inbox import InboundMessage, Inbox, Received
from bot.services.links import OutdatedLinkError
from bot.services.records import MessageRecord
from bot.services.visitors import WEB, TooManyTriesError, Visitor, Visitors

HERE = Path(__file__).parent
COOKIE = "marugoto_chat"
MOST_TOKEN_CHARS = 200
COOKIE_SECONDS = 180 * 24 * 3600
MOST_CHARS = 10_000
# Four bytes a character, twice for JSON's escapes, and some room.
MOST_BYTES = MOST_CHARS * 12 + 2_000
# Ten thousand characters take a second on a slow telephone; who takes longer holds a place for nothing.
BODY_SECONDS = 20.0
_SLOW = "通信に時間がかかり、受け取れませんでした。書いた文は消えていません。もう一度送ってください。"
_LONG = f"一度に送れるのは{MOST_CHARS:,}文字までです。書いた文は消えていません。分けて送ってください。"


@dataclass(frozen=True)
class Page:
    """What the chat page shows before anything is said."""

    tenant_name: str
    desk_phone: str
    greeting: List[str]
    version: str


class WebChat:
    """Routes of the web chat.

    ``start_turn`` (inbox id, conversation id) runs a turn in the background, ``breathe`` waits while there are many.
    """

    def __init__(
        self,
        *,
        inbox: Inbox,
        visitors: Visitors,
        desk: Desk,
        broadcast: Broadcast,
        page: Page,
        start_turn: Callable[[str, str], None],
        breathe: Callable[[str], Awaitable[None]],
        secure_cookie: bool,
    ) -> None:
        self._inbox = inbox
        self._visitors = visitors
        self._desk = desk
        self._broadcast = broadcast
        self._page = page
        self._start_turn = start_turn
        self._breathe = breathe
        self._crowd = Crowd()
        self._secure = secure_cookie
        self._templates = Jinja2Templates(HERE / "templates")

    def routes(self) -> List[BaseRoute]:
        """Return the routes, static files included."""
        return [
            Route("/", self.chat_page),
            Route("/quiet", self.quiet_page),
            Route("/api/chat", _answered(self.state)),
            Route("/api/chat/messages", _answered(self.post_message), methods=["POST"]),
            Route("/api/chat/events", _answered(self.events)),
            Route("/api/chat/receipt", _answered(self.receipt), methods=["POST"]),
            Route("/api/chat/resume", _answered(self.resume), methods=["POST"]),
            Route("/api/chat/enter", _answered(self.enter), methods=["POST"]),
            Route("/api/chat/forget", _answered(self.forget), methods=["POST"]),
            Mount("/static/chat", StaticFiles(directory=HERE / "static")),
        ]

    async def chat_page(self, request: Request) -> Response:
        """The chat page itself; the talk is fetched by it."""
        context = {
            "tenant_name": self._page.tenant_name,
            "desk_phone": self._page.desk_phone,
            "version": self._page.version,
        }
        return self._templates.TemplateResponse(request, "chat.html", context)

    async def quiet_page(self, request: Request) -> Response:
        """A plain page to show in place of the chat when somebody looks over the shoulder."""
        return self._templates.TemplateResponse(request, "quiet.html", {"version": self._page.version})

    async def state(self, request: Request) -> Response:
        """What the page shows on opening: the greeting and the talk so far."""
        visitor = await self._visitor(request)
        messages: List[Dict[str, Any]] = []
        control: Mapping[str, Any] = {"state": "bot", "name": None}
        if visitor is not None and visitor.conversation is not None:
            case_id = visitor.conversation.case_id
            page = await asyncio.to_thread(self._desk.transcript, case_id, acting_user=Resident(case_id))
            messages = [message_json(message, page.names) for message in page.messages]
            control = {"state": page.control.state, "name": page.holder_name}
        return JSONResponse(
            {
                "tenant": {"name": self._page.tenant_name},
                "greeting": self._page.greeting,
                "choices": [{"code": "ask_human", "label": "ひとと話す"}],
                "messages": messages,
                "control": control,
                "resumed": bool(messages),
            },
            headers={"Cache-Control": "no-store"},
        )

    async def post_message(self, request: Request) -> Response:
        """Store a message; 202 once it is stored, the answer comes over the events."""
        data = await _json(request)
        text = data.get("text")
        client_id = data.get("client_id")
        choice = data.get("choice")
        if not isinstance(text, str) or not text.strip():
            raise InvalidInputError("文章を入れてから送ってください。")
        if len(text) > MOST_CHARS:
            raise InvalidInputError(_LONG)
        if not isinstance(client_id, str) or not 8 <= len(client_id) <= 64:
            raise InvalidInputError("画面を読み込みなおして、もう一度送ってください。")
        cookie = request.cookies.get(COOKIE)
        with self._crowd.one_of(cookie or "", request.client.host if request.client else ""):
            token, received = await asyncio.to_thread(self._receive, cookie, text, client_id, choice)
            if received.fresh:
                self._start_turn(received.inbox_id, received.conversation_id)
            await self._breathe(received.conversation_id)
        response = JSONResponse({"message": message_json(received.message, {})}, status_code=202)
        if token is not None:
            self._remember(response, token)
        return response

    def _receive(self, cookie: Optional[str], text: str, client_id: str, choice: Any) -> Tuple[Optional[str], Received]:
        """Store a message in one go; return the token of a browser that was not known, too."""
        token: Optional[str] = None
        visitor = self._visitors.known(cookie)
        if visitor is None:
            token, visitor = self._visitors.admit()
        inbound = InboundMessage(
            channel=WEB,
            sender_id=visitor.sender_id,
            event_id=f"{visitor.sender_id}:{client_id}",
            text=text,
            kind="choice" if choice else "text",
            choice=choice if isinstance(choice, str) else None,
            extra={"client_id": client_id},
        )
        received = self._inbox.receive(inbound)
        self._broadcast.publish(f"visitor:{visitor.sender_id}")
        return token, received

    async def events(self, request: Request) -> Response:
        """Stream new messages, typing signs and changes of who speaks."""
        visitor = await self._visitor(request)
        if visitor is None:
            raise NotFoundError("visitor")
        since = last_event_id(request.headers.get("last-event-id") or request.query_params.get("after"))
        return stream(self._events(request, visitor, since))

    async def _events(self, request: Request, visitor: Visitor, since: int) -> AsyncIterator[str]:
        async with self._broadcast.subscribed(f"visitor:{visitor.sender_id}") as waiting:
            while visitor.conversation is None:
                await waiting.wait(KEEP_ALIVE_SECONDS)
                found = await asyncio.to_thread(self._visitors.known, request.cookies.get(COOKIE))
                if found is None or await request.is_disconnected():
                    return
                visitor = found
                yield KEEP_ALIVE
        case_id = visitor.conversation.case_id
        actor = Resident(case_id)
        control: Optional[Mapping[str, Any]] = None
        async with self._broadcast.subscribed(f"case:{case_id}", f"typing:{case_id}") as waiting:
            topics: Set[str] = {f"case:{case_id}"}
            while True:
                # One write a wake, whatever there is to tell.
                told: List[str] = []
                if f"typing:{case_id}" in topics:
                    told.append(event("typing", {"on": True}))
                if f"case:{case_id}" in topics:
                    page = await asyncio.to_thread(self._desk.transcript, case_id, after_seq=since, acting_user=actor)
                    for message in page.messages:
                        since = message.seq
                        told.append(event("message", message_json(message, page.names), event_id=message.seq))
                    now = {"state": page.control.state, "name": page.holder_name}
                    if now != control:
                        control = now
                        told.append(event("control", control))
                    if any(_ends_typing(message) for message in page.messages):
                        told.append(event("typing", {"on": False}))
                yield "".join(told) or KEEP_ALIVE
                topics = await waiting.wait(KEEP_ALIVE_SECONDS)

    async def receipt(self, request: Request) -> Response:
        """Make a receipt and show it this once."""
        await _json(request)
        visitor = await self._visitor(request)
        if visitor is None or visitor.conversation is None:
            raise NotFoundError("visitor")
        receipt = await asyncio.to_thread(self._visitors.issue_receipt, visitor.conversation.case_id)
        return JSONResponse({"receipt": receipt}, headers={"Cache-Control": "no-store"})

    async def resume(self, request: Request) -> Response:
        """Open the talk of a receipt in this browser."""
        data = await _json(request)
        typed = data.get("receipt")
        address = request.client.host if request.client else ""
        if not isinstance(typed, str):
            raise NotFoundError("receipt")
        token, _ = await asyncio.to_thread(self._visitors.resume, typed, address=address)
        response = JSONResponse({"ok": True})
        self._remember(response, token)
        return response

    async def enter(self, request: Request) -> Response:
        """Open the talk of a one-time link in this browser."""
        data = await _json(request)
        token = data.get("token")
        if not isinstance(token, str) or len(token) > MOST_TOKEN_CHARS:
            raise OutdatedLinkError("link")
        visitor = await self._visitor(request)
        cookie = await asyncio.to_thread(self._visitors.enter, token, visitor)
        response = JSONResponse({"ok": True})
        if cookie is not None:
            self._remember(response, cookie)
        return response

    async def forget(self, request: Request) -> Response:
        """Forget this browser; the case stays with the desk."""
        await _json(request)
        token = request.cookies.get(COOKIE)
        if token:
            await asyncio.to_thread(self._visitors.forget, token)
        response = Response(status_code=204)
        response.delete_cookie(COOKIE)
        return response

    async def _visitor(self, request: Request) -> Optional[Visitor]:
        return await asyncio.to_thread(self._visitors.known, request.cookies.get(COOKIE))

    def _remember(self, response: Response, token: str) -> None:
        response.set_cookie(
            COOKIE, token, max_age=COOKIE_SECONDS, httponly=True, samesite="strict", secure=self._secure
        )


def _ends_typing(message: MessageRecord) -> bool:
    return message.author != "resident"


async def _json(request: Request) -> Dict[str, Any]:
    """Return the body of a request that our own page made.

    A foreign page cannot set the header, so the cookie alone does nothing.
    """
    if request.headers.get("x-marugoto") != "1":
        raise NotFoundError("header")
    if int(request.headers.get("content-length") or 0) > MOST_BYTES:
        raise InvalidInputError(_LONG)
    body = bytearray()
    with anyio.fail_after(BODY_SECONDS):
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                raise InvalidInputError(_LONG)
    try:
        data = json.loads(body.decode("utf-8") or "{}")
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise InvalidInputError("文字を読み取れませんでした。もう一度入力して送ってください。") from None
    if not isinstance(data, dict):
        raise InvalidInputError("文字を読み取れませんでした。もう一度入力して送ってください。")
    return {key: whole(value) if isinstance(value, str) else value for key, value in data.items()}


def _answered(view: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Turn the project's errors into answers with a sentence for the resident."""

    async def answer(request: Request) -> Response:
        try:
            return await view(request)
        except InvalidInputError as error:
            return _error(error, 413 if error.message_ja == _LONG else 400)
        except (TooManyTriesError, TooManyAtOnceError) as error:
            return _error(error, 429)
        except TimeoutError:
            return _error(InvalidInputError(_SLOW), 408)
        except NotFoundError as error:
            return _error(error, 404)

    return answer


def _error(error: IntakeError, status: int) -> JSONResponse:
    return JSONResponse({"error": {"code": error.code, "message": error.message_ja}}, status_code=status)
