"""One case: the handoff page, its live events, and what a counselor does with it."""

from __future__ import annotations

import asyncio
from typing import Any, AsyncIterator, Callable, Dict, List, Mapping, Optional, Sequence, Set

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from bot.channels.broadcast import Broadcast
from bot.channels.server_events import KEEP_ALIVE, KEEP_ALIVE_SECONDS, event, last_event_id, stream
from bot.console.frame import Frame, done
from bot.console.lines import line_json
from bot.domain.errors import InvalidInputError
from bot.domain.vocabulary import Urgency
from bot.services.desk import CasePage, Desk
from bot.services.ports import Clock
from bot.services.records import ConversationRecord, StaffRecord
from bot.services.staff import SignedIn
from bot.services.staff_entry import STAFF
from bot.services.takeover import Takeover

BASE = "/console/cases/{case_id}"
# What a browser shows without running anything in it; everything else is downloaded.
SHOWN_TYPES = frozenset(("image/jpeg", "image/png", "image/gif", "image/webp", "audio/mpeg", "audio/ogg", "audio/mp4"))


class CaseViews:
    """The handoff page and its actions."""

    def __init__(self, frame: Frame, desk: Desk, takeover: Takeover, broadcast: Broadcast, clock: Clock) -> None:
        self._frame = frame
        self._desk = desk
        self._takeover = takeover
        self._broadcast = broadcast
        self._clock = clock

    def routes(self) -> List[BaseRoute]:
        """Return the routes."""
        route = self._frame.route
        return [
            route(BASE, self.show),
            route(f"{BASE}/summary", self.summary),
            route(f"{BASE}/summary.json", self.summary_json),
            route(f"{BASE}/events", self.events),
            route(f"{BASE}/attachments/{{attachment_id}}", self.attachment),
            route(f"{BASE}/claim", self._doing(self._takeover.claim), post=True),
            route(f"{BASE}/answer", self.answer, post=True),
            route(f"{BASE}/heartbeat", self._doing(self._takeover.heartbeat), post=True),
            route(f"{BASE}/hand-back", self._doing(self._takeover.hand_back), post=True),
            route(f"{BASE}/close", self._doing(self._takeover.close), post=True),
            route(f"{BASE}/acknowledge", self._doing(self._takeover.acknowledge), post=True),
            route(f"{BASE}/urgency", self.urgency, post=True),
        ]

    async def show(self, request: Request, signed_in: SignedIn) -> Response:
        """The whole page; opening it is audited."""
        page = await self._page(request, signed_in.staff)
        return self._frame.page(request, "case.html", signed_in, self._context(page, signed_in.staff))

    async def summary(self, request: Request, signed_in: SignedIn) -> Response:
        """The summary alone, for refreshing."""
        case_id = request.path_params["case_id"]
        summary = await asyncio.to_thread(self._desk.summary, case_id, acting_user=signed_in.staff)
        context = {"summary": summary, "labels": self._frame.labels.by_list}
        return self._frame.page(request, "_summary.html", signed_in, context)

    async def summary_json(self, request: Request, signed_in: SignedIn) -> Response:
        """The IntakeSummary as JSON (``docs/interfaces.md``)."""
        case_id = request.path_params["case_id"]
        summary = await asyncio.to_thread(self._desk.summary, case_id, acting_user=signed_in.staff)
        return JSONResponse(summary, headers={"Cache-Control": "no-store"})

    async def events(self, request: Request, signed_in: SignedIn) -> Response:
        """Stream new messages, changes of the summary and of who speaks."""
        case_id = request.path_params["case_id"]
        staff = signed_in.staff
        first = await asyncio.to_thread(self._desk.transcript, case_id, acting_user=staff)
        latest = first.messages[-1].seq if first.messages else 0
        since = last_event_id(request.headers.get("last-event-id")) or latest

        async def changes() -> AsyncIterator[str]:
            seq, state, labels = since, None, self._frame.labels
            async with self._broadcast.subscribed(f"case:{case_id}") as waiting:
                topics: Set[str] = {"first"}
                while True:
                    if topics:
                        found = await asyncio.to_thread(
                            self._desk.transcript, case_id, after_seq=seq, acting_user=staff
                        )
                        for message in found.messages:
                            seq = message.seq
                            line = line_json(message, found.names, found.beside, labels)
                            yield event("message", line, event_id=seq)
                        if (found.control, found.beside) != state:
                            state = (found.control, found.beside)
                            yield event("control", {"state": found.control.state})
                        yield event("summary", {})
                    topics = await waiting.wait(KEEP_ALIVE_SECONDS)
                    if not topics:
                        yield KEEP_ALIVE

        return stream(changes())

    async def attachment(self, request: Request, signed_in: SignedIn) -> Response:
        """What came with a message, as a file: never shown inside our own pages."""
        case_id, attachment_id = request.path_params["case_id"], request.path_params["attachment_id"]
        found, content = await asyncio.to_thread(
            self._desk.attachment, case_id, attachment_id, acting_user=signed_in.staff
        )
        shown = found.media_type if found.media_type in SHOWN_TYPES else "application/octet-stream"
        how = "inline" if found.media_type in SHOWN_TYPES else "attachment"
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": f'{how}; filename="{found.kind}-{found.id[-6:]}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
        }
        return Response(content, media_type=shown, headers=headers)

    async def answer(self, request: Request, signed_in: SignedIn) -> Response:
        """Send the counselor's words."""
        case_id = request.path_params["case_id"]
        form = await request.form()
        await asyncio.to_thread(
            self._takeover.answer,
            case_id,
            str(form.get("text", "")),
            acting_user=signed_in.staff,
            client_id=str(form.get("client_id", ""))[:64],
        )
        return done(request, f"/console/cases/{case_id}")

    async def urgency(self, request: Request, signed_in: SignedIn) -> Response:
        """Set the urgency by a person's judgement."""
        case_id = request.path_params["case_id"]
        form = await request.form()
        try:
            level = Urgency(str(form.get("level", "")))
        except ValueError:
            raise InvalidInputError("緊急度を選んでください。") from None
        reason = str(form.get("reason", ""))
        await asyncio.to_thread(self._takeover.set_urgency, case_id, level, reason, acting_user=signed_in.staff)
        return done(request, f"/console/cases/{case_id}")

    def _doing(self, act: Callable[..., Any]) -> Any:
        async def view(request: Request, signed_in: SignedIn) -> Response:
            case_id = request.path_params["case_id"]
            await asyncio.to_thread(act, case_id, acting_user=signed_in.staff)
            return done(request, f"/console/cases/{case_id}")

        return view

    async def _page(self, request: Request, staff: StaffRecord) -> CasePage:
        # Our script reads the page again when somebody else acts; a browser says so by the kind of request.
        again = request.headers.get("sec-fetch-dest") == "empty"
        case_id = request.path_params["case_id"]
        return await asyncio.to_thread(self._desk.page, case_id, acting_user=staff, again=again)

    def _context(self, page: CasePage, staff: StaffRecord) -> Dict[str, Any]:
        labels, record, control = self._frame.labels, page.record, page.control
        status = "waiting" if control.state == "bot" and record.handed_off_at else control.state
        lease = control.lease_until
        held = control.state == "claimed" and lease is not None and lease > self._clock.now()
        return {
            "case": {
                "id": record.id,
                "short_id": record.id[-6:],
                "created_at_ja": self._frame.jst(record.created_at),
                "status": status,
                "status_ja": labels.of("control", status),
                "holder_name": page.holder_name,
                "mine": control.state == "claimed" and control.holder == staff.id,
                "claimable": not held or control.holder == staff.id,
                "version": record.version,
            },
            "summary": page.summary,
            "labels": labels.by_list,
            "messages": [line_json(message, page.names, page.beside, labels) for message in page.messages],
            "channels": self._channels(page.conversations),
            "reachable": any(c.channel != STAFF and c.blocked_at is None for c in page.conversations),
            "alarms": [self._alarm(alarm, page.names) for alarm in page.alarms],
        }

    def _channels(self, conversations: Sequence[ConversationRecord]) -> List[Dict[str, Any]]:
        """Return by what way the resident is here, each once, and since when one of them is blocked."""
        found: Dict[str, Optional[str]] = {}
        for conversation in conversations:
            name = self._frame.labels.of("channel", conversation.channel)
            found[name] = self._frame.jst(conversation.blocked_at) or None
        return [{"name_ja": name, "blocked_ja": blocked} for name, blocked in found.items()]

    def _alarm(self, alarm: Any, names: Mapping[str, str]) -> Dict[str, Optional[str]]:
        jst = self._frame.jst
        return {
            "id": alarm.id,
            "level": alarm.level,
            "level_ja": self._frame.labels.of("urgency", alarm.level),
            "raised_at_ja": jst(alarm.raised_at),
            "paged_ja": f"{jst(alarm.paged_at)} に呼び出し" if alarm.paged_at else None,
            "acknowledged_at_ja": jst(alarm.acknowledged_at) or None,
            "acknowledged_by": names.get(alarm.acknowledged_by or ""),
        }
