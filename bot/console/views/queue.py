"""The queue: open cases by urgency, then waiting time, live."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any, AsyncIterator, Dict, List, Optional

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot.channels.broadcast import Broadcast
from bot.channels.server_events import KEEP_ALIVE, KEEP_ALIVE_SECONDS, event, stream
from bot.console.frame import Frame
from bot.domain.case import Case
from bot.domain.summary import Labels
from bot.services.desk import Desk, QueueRow
from bot.services.ports import Clock
from bot.services.staff import SignedIn

MOST_PEOPLE_IN_HEADLINE = 4
MOST_CONCERNS_IN_HEADLINE = 3


class QueueViews:
    """The queue page, its rows alone, and its live events."""

    def __init__(self, frame: Frame, desk: Desk, broadcast: Broadcast, clock: Clock) -> None:
        self._frame = frame
        self._desk = desk
        self._broadcast = broadcast
        self._clock = clock

    def routes(self) -> List[BaseRoute]:
        """Return the routes."""
        return [
            self._frame.route("/console", self.show),
            self._frame.route("/console/queue/rows", self.rows),
            self._frame.route("/console/events", self.events),
        ]

    async def show(self, request: Request, signed_in: SignedIn) -> Response:
        """The whole page."""
        return self._frame.page(request, "queue.html", signed_in, {"rows": await self._rows(signed_in)})

    async def rows(self, request: Request, signed_in: SignedIn) -> Response:
        """The rows alone, for refreshing."""
        return self._frame.page(request, "_queue_rows.html", signed_in, {"rows": await self._rows(signed_in)})

    async def events(self, request: Request, signed_in: SignedIn) -> Response:
        """Say when the queue has changed."""

        async def changes() -> AsyncIterator[str]:
            async with self._broadcast.subscribed("queue") as waiting:
                yield event("queue", {})
                while True:
                    topics = await waiting.wait(KEEP_ALIVE_SECONDS)
                    yield event("queue", {}) if topics else KEEP_ALIVE

        return stream(changes())

    async def _rows(self, signed_in: SignedIn) -> List[Dict[str, Any]]:
        found = await asyncio.to_thread(self._desk.queue, acting_user=signed_in.staff)
        now = self._clock.now()
        return [self._row(row, now) for row in found]

    def _row(self, row: QueueRow, now: datetime) -> Dict[str, Any]:
        record, control, labels = row.record, row.control, self._frame.labels
        status = control.state
        if status == "bot" and record.handed_off_at is not None:
            status = "waiting"
        status_ja = labels.of("control", status)
        if status == "claimed" and row.holder_name:
            status_ja = f"{row.holder_name}が対応中"
        return {
            "id": record.id,
            "url": f"/console/cases/{record.id}",
            "urgency": record.urgency,
            "urgency_ja": labels.of("urgency", record.urgency),
            "waiting_since": record.waiting_since.isoformat() if record.waiting_since else None,
            "waiting_ja": _minutes(record.waiting_since, now),
            "fields": [{"code": code, "ja": labels.of("field", code)} for code in record.fields],
            "status": status,
            "status_ja": status_ja,
            "holder": row.holder_name,
            "headline": headline(row.case, labels),
            "messages": record.resident_messages,
            "last_at_ja": self._frame.jst(record.last_resident_at),
            "alarm": {"state": "open", "level": row.alarm.level} if row.alarm else None,
        }


def headline(case: Case, labels: Labels) -> str:
    """Return people and concerns in codes' words: 本人39・夫40・娘10｜難病・長い治療、不登校."""
    people = []
    for member in [m for m in case.members if m.alive is not False][:MOST_PEOPLE_IN_HEADLINE]:
        age = str(member.age) if member.age is not None else ""
        band = labels.of("age_band", member.age_band) if member.age_band and not age else ""
        people.append(f"{labels.of('kinship', member.kinship)}{age}{f'({band})' if band else ''}")
    concerns = list(dict.fromkeys(labels.of("concern", c.code) for c in case.present_concerns))
    signals = list(dict.fromkeys(labels.of("signal", s.code) for s in case.signals))
    told = "、".join([*signals, *concerns][:MOST_CONCERNS_IN_HEADLINE])
    return "｜".join(part for part in ("・".join(people), told) if part)


def _minutes(since: Optional[datetime], now: datetime) -> Optional[str]:
    if since is None:
        return None
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 60:
        return f"{minutes}分"
    hours, rest = divmod(minutes, 60)
    return f"{hours}時間{rest}分" if hours < 24 else f"{hours // 24}日{hours % 24}時間"
