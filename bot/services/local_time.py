"""The tenant's wall clock: Japan time on screens, aware UTC inside."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Optional
from zoneinfo import ZoneInfo

from bot.catalog.tenant_catalog import TenantCatalog, is_holiday
from bot.domain.calendar import clock_words
from bot.domain.vocabulary import Urgency


class LocalTime:
    """Turns moments into what people read, by the tenant's zone and calendar."""

    def __init__(self, tenant: TenantCatalog) -> None:
        self._zone = ZoneInfo(tenant.timezone)
        self._calendar = tenant.calendar

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self._zone)

    def answer_due(self, urgency: Urgency, at: datetime) -> datetime:
        """Return by when a person answers, as aware time in the tenant's zone, to the next five minutes."""
        due = self._calendar.answer_due(urgency, self.local(at))
        over = timedelta(minutes=due.minute % 5, seconds=due.second, microseconds=due.microsecond)
        return due - over + timedelta(minutes=5) if over else due

    def words(self, moment: datetime, now: Optional[datetime] = None) -> str:
        """Return a moment in words, the day left out when it is today."""
        return clock_words(self.local(moment), self.local(now) if now else None)

    def is_holiday(self, at: datetime) -> bool:
        return is_holiday(self.local(at).date())

    def is_open(self, at: datetime) -> bool:
        return self._calendar.is_open(self.local(at))
