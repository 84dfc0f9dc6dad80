"""The web chat: pages and API for a resident's browser. No login; a cookie or a receipt leads back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any, AsyncIterator, Awaitable, Callable, Dict, List, Mapping, Optional, Set, Tuple

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from bot.channels.broadcast import Broadcast
from bot.channels.crowd import Crowd
from bot.channels.message import message_json
from bot.channels.server_events import KEEP_ALIVE, KEEP_ALIVE_SECONDS, event, last_event_id, stream
from bot.channels.web_requests import MOST_CHARS, TOO_LONG, answered, read_json
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.services.access import Resident
from bot.services.desk import Desk
from bot.services.inbox import InboundMessage, Inbox, Received
from bot.services.links import OutdatedLinkError
from bot.services.records import MessageRecord
from bot.services.visitors import WEB, Visitor, Visitors

HERE = Path(__file__).parent
COOKIE = "marugoto_chat"
MOST_TOKEN_CHARS = 200
COOKIE_SECONDS = 180 * 24 * 3600


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
            Route("/api/chat", answered(self.state)),
            Route("/api/chat/messages", answered(self.post_message), methods=["POST"]),
            Route("/api/chat/events", answered(self.events)),
            Route("/api/chat/receipt", answered(self.receipt), methods=["POST"]),
            Route("/api/chat/resume", answered(self.resume), methods=["POST"]),
            Route("/api/chat/enter", answered(self.enter), methods=["POST"]),
            Route("/api/chat/forget", answered(self.forget), methods=["POST"]),
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
        data = await read_json(request)
        text = data.get("text")
        client_id = data.get("client_id")
        choice = data.get("choice")
        if not isinstance(text, str) or not text.strip():
            raise InvalidInputError("文章を入れてから送ってください。")
        if len(text) > MOST_CHARS:
            raise InvalidInputError(TOO_LONG)
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
        await read_json(request)
        visitor = await self._visitor(request)
        if visitor is None or visitor.conversation is None:
            raise NotFoundError("visitor")
        receipt = await asyncio.to_thread(self._visitors.issue_receipt, visitor.conversation.case_id)
        return JSONResponse({"receipt": receipt}, headers={"Cache-Control": "no-store"})

    async def resume(self, request: Request) -> Response:
        """Open the talk of a receipt in this browser."""
        data = await read_json(request)
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
        data = await read_json(request)
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
        await read_json(request)
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
