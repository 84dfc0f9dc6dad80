"""Writing down what was said elsewhere: a telephone call, a visit, a paper form; and a receipt to hand over."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone
from typing import Any, Callable, List, Optional
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.console.frame import Frame, done
from bot.domain.errors import InvalidInputError
from bot.services.desk import Desk
from bot.services.staff import SignedIn
from bot.services.staff_entry import WAYS, Entry, StaffEntry, fresh_client_id

CASE = "/console/cases/{case_id}"


class EntryViews:
    """The form for a new case and for one that is there, and the receipt."""

    def __init__(
        self, frame: Frame, entries: StaffEntry, desk: Desk, zone: str, start_turn: Callable[[str, str], None]
    ) -> None:
        self._frame = frame
        self._entries = entries
        self._desk = desk
        self._zone = ZoneInfo(zone)
        self._start_turn = start_turn

    def routes(self) -> List[BaseRoute]:
        """Return the routes."""
        route = self._frame.route
        return [
            route("/console/entry", self.show),
            route("/console/entry/add", self.add, post=True),
            route(f"{CASE}/entry", self.show),
            route(f"{CASE}/add", self.add, post=True),
            route(f"{CASE}/receipt", self.receipt, post=True),
        ]

    async def show(self, request: Request, signed_in: SignedIn) -> Response:
        """The form."""
        case_id = request.path_params.get("case_id")
        if case_id is not None:
            await asyncio.to_thread(self._desk.transcript, case_id, acting_user=signed_in.staff)
        labels = self._frame.labels
        context = {
            "case_id": case_id,
            "client_id": fresh_client_id(),
            "ways": [{"code": way, "ja": labels.of("way", way)} for way in WAYS],
        }
        return self._frame.page(request, "entry.html", signed_in, context)

    async def add(self, request: Request, signed_in: SignedIn) -> Response:
        """Store the entry and open its case."""
        form = await request.form()
        client_id = str(form.get("client_id", ""))
        if not 8 <= len(client_id) <= 64:
            raise InvalidInputError("画面を読み込みなおして、もう一度入れてください。")
        entry = Entry(
            text=str(form.get("text", "")),
            way=str(form.get("way", "")),
            client_id=client_id,
            told_at=self._moment(str(form.get("told_at", ""))),
        )
        loop = asyncio.get_running_loop()

        def start(inbox_id: str, conversation_id: str) -> None:
            loop.call_soon_threadsafe(self._start_turn, inbox_id, conversation_id)

        received = await asyncio.to_thread(
            self._entries.enter,
            entry,
            acting_user=signed_in.staff,
            case_id=request.path_params.get("case_id"),
            start_turn=start,
        )
        return done(request, f"/console/cases/{received.case_id}")

    async def receipt(self, request: Request, signed_in: SignedIn) -> Response:
        """Make a receipt and show it this once."""
        case_id = request.path_params["case_id"]
        number = await asyncio.to_thread(self._entries.issue_receipt, case_id, acting_user=signed_in.staff)
        context: Any = {"case_id": case_id, "receipt": number}
        return self._frame.page(request, "receipt.html", signed_in, context)

    def _moment(self, typed: str) -> Optional[datetime]:
        """Return when it was said, in UTC; None when that was left open."""
        if not typed:
            return None
        try:
            local = datetime.fromisoformat(typed)
        except ValueError:
            raise InvalidInputError("日時は、年月日と時刻で入れてください。") from None
        aware = local if local.tzinfo is not None else local.replace(tzinfo=self._zone)
        return aware.astimezone(timezone.utc)
