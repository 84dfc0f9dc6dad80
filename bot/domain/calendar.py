"""Opening hours of a municipality and the promise by when a person answers. Pure: holidays are handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Callable, Mapping, Optional, Tuple

from bot.domain.hotline import OpenHours
from bot.domain.vocabulary import Urgency

_WEEKDAYS_JA = "月火水木金土日"
# Longer than any run of closed days; a search past it would be a mistake in the tenant's hours.
_SEARCH_DAYS = 60


@dataclass(frozen=True)
class AnswerTime:
    """Minutes within which a person answers, counted by the clock or in opening hours only."""

    minutes: int
    office_hours_only: bool


@dataclass(frozen=True)
class OfficeCalendar:
    """When the desk is open. ``is_closed_day`` knows holidays and the turn of the year."""

    hours: Tuple[OpenHours, ...]
    answer_within: Mapping[Urgency, AnswerTime]
    is_closed_day: Callable[[date], bool]

    def is_open(self, local: datetime) -> bool:
        day = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[local.weekday()]
        return not self.is_closed_day(local.date()) and any(h.has(day, local.time()) for h in self.hours)

    def answer_due(self, urgency: Urgency, local: datetime) -> datetime:
        """Return the moment (in the zone of ``local``) by which a person answers a case of this urgency."""
        within = self.answer_within[urgency]
        if not within.office_hours_only:
            return local + timedelta(minutes=within.minutes)
        left = timedelta(minutes=within.minutes)
        moment = local
        for _ in range(_SEARCH_DAYS):
            for start, end in self._openings(moment.date(), local):
                begin = max(start, moment)
                if begin >= end:
                    continue
                if end - begin >= left:
                    return begin + left
                left -= end - begin
            moment = datetime.combine(moment.date() + timedelta(days=1), time.min, tzinfo=local.tzinfo)
        return moment

    def _openings(self, day: date, local: datetime) -> Tuple[Tuple[datetime, datetime], ...]:
        if self.is_closed_day(day):
            return ()
        name = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day.weekday()]
        found = []
        for hours in self.hours:
            if name in hours.days:
                start = datetime.combine(day, hours.start, tzinfo=local.tzinfo)
                end = (
                    datetime.combine(day, hours.to, tzinfo=local.tzinfo)
                    if hours.to
                    else datetime.combine(day + timedelta(days=1), time.min, tzinfo=local.tzinfo)
                )
                found.append((start, end))
        return tuple(sorted(found))


def clock_words(moment: datetime, now: Optional[datetime] = None) -> str:
    """Return a moment as people say it: 今日 14時30分 / 11月25日（水）9時."""
    minute = f"{moment.minute}分" if moment.minute else ""
    clock = f"{moment.hour}時{minute}"
    if now is not None and moment.date() == now.date():
        return f"今日 {clock}"
    if now is not None and moment.date() == now.date() + timedelta(days=1):
        return f"明日 {clock}"
    return f"{moment.month}月{moment.day}日（{_WEEKDAYS_JA[moment.weekday()]}）{clock}"
