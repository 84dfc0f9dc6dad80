"""Telephone lines as dated facts, and which of them to show now: open, fitting, unexpired, at most three."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import FrozenSet, List, Optional, Sequence, Tuple

from bot.domain.vocabulary import SignalCode

MOST_LINES = 3
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class OpenHours:
    """Opening on some weekdays; ``to`` at midnight is ``None``."""

    days: FrozenSet[str]
    start: time
    to: Optional[time]

    def has(self, day: str, at: time) -> bool:
        return day in self.days and self.start <= at and (self.to is None or at < self.to)


@dataclass(frozen=True)
class Hotline:
    """One line. ``hours`` empty means always open. ``expires_on`` None with ``never_expires`` for 110 and 119."""

    code: str
    name_ja: str
    number: str
    hours_ja: str
    hours: Tuple[OpenHours, ...]
    cost_ja: str
    signals: FrozenSet[SignalCode]
    for_children: bool
    never_expires: bool
    expires_on: Optional[date]
    verified_by: Optional[str]
    verified_on: Optional[date]
    source: str
    read_at_source: str

    def is_fresh(self, today: date) -> bool:
        return self.never_expires or (self.expires_on is not None and today <= self.expires_on)

    def is_open(self, local: datetime, *, is_holiday: bool) -> bool:
        """Tell whether somebody answers at ``local`` (Japan time). A holiday counts as such for weekday-only lines."""
        if not self.hours:
            return True
        day = _DAYS[local.weekday()]
        closed_today = is_holiday and all(not hours.days & {"sat", "sun"} for hours in self.hours)
        return not closed_today and any(hours.has(day, local.time()) for hours in self.hours)


def fitting_lines(
    lines: Sequence[Hotline],
    signals: Sequence[SignalCode],
    local: datetime,
    *,
    is_holiday: bool,
    for_child: bool = False,
) -> Tuple[Hotline, ...]:
    """Return at most three fresh lines that answer now for these signals, children's lines first for a child."""
    wanted = set(signals)
    found: List[Hotline] = [
        line
        for line in lines
        if wanted & line.signals
        and line.is_fresh(local.date())
        and line.is_open(local, is_holiday=is_holiday)
        and (for_child or not line.for_children)
    ]
    found.sort(key=lambda line: (for_child and not line.for_children, bool(line.hours)))
    return tuple(found[:MOST_LINES])


def expired(lines: Sequence[Hotline], today: date) -> Tuple[Hotline, ...]:
    return tuple(line for line in lines if not line.is_fresh(today))
