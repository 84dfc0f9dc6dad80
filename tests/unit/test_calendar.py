"""By when a person answers: by the clock in danger, in opening hours otherwise; holidays and the turn of the year."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Optional
from zoneinfo import ZoneInfo

import pytest

from bot.catalog.tenant_catalog import is_holiday, load_tenant
from bot.domain.calendar import clock_words
from bot.domain.vocabulary import Urgency
from bot.services.local_time import LocalTime

JAPAN = ZoneInfo("Asia/Tokyo")
TENANT = load_tenant("demo")
CALENDAR = TENANT.calendar


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JAPAN)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-24T08:29", False),
        ("2026-11-24T08:30", True),
        ("2026-11-24T17:14", True),
        ("2026-11-24T17:15", False),
        ("2026-11-23T10:00", False),
        ("2026-11-28T10:00", False),
        ("2026-12-28T10:00", True),
        ("2026-12-29T10:00", False),
        ("2027-01-04T10:00", True),
        ("2027-01-03T10:00", False),
    ],
)
def test_opening_hours(moment: str, is_open: bool) -> None:
    assert CALENDAR.is_open(at(moment)) is is_open


@pytest.mark.parametrize(
    ("urgency", "now", "due"),
    [
        (Urgency.NOW, "2026-11-22T03:00", "2026-11-22T03:10"),
        (Urgency.TODAY, "2026-11-22T23:30", "2026-11-23T01:30"),
        (Urgency.WITHIN_48H, "2026-12-31T23:00", "2027-01-01T23:00"),
        # 480 minutes of the office, which is open for 525 a day
        (Urgency.ORDINARY, "2026-11-24T08:30", "2026-11-24T16:30"),
        (Urgency.ORDINARY, "2026-11-24T06:00", "2026-11-24T16:30"),
        (Urgency.ORDINARY, "2026-11-24T10:00", "2026-11-25T09:15"),
        (Urgency.ORDINARY, "2026-11-20T17:00", "2026-11-24T16:15"),
        (Urgency.ORDINARY, "2026-11-21T12:00", "2026-11-24T16:30"),
        (Urgency.ORDINARY, "2026-12-28T17:15", "2027-01-04T16:30"),
    ],
)
def test_by_when_a_person_answers(urgency: Urgency, now: str, due: str) -> None:
    assert CALENDAR.answer_due(urgency, at(now)) == at(due)


@pytest.mark.parametrize(
    ("moment", "now", "words"),
    [
        ("2026-11-24T14:30", "2026-11-24T10:00", "今日 14時30分"),
        ("2026-11-24T14:00", "2026-11-24T10:00", "今日 14時"),
        ("2026-11-25T09:05", "2026-11-24T10:00", "明日 9時5分"),
        ("2026-11-27T09:00", "2026-11-24T10:00", "11月27日（金）9時"),
        ("2026-11-24T14:30", None, "11月24日（火）14時30分"),
    ],
)
def test_moments_in_words(moment: str, now: Optional[str], words: str) -> None:
    assert clock_words(at(moment), at(now) if now else None) == words


def test_utc_inside_japan_time_outside() -> None:
    local = LocalTime(TENANT)
    now = datetime(2026, 11, 24, 1, 2, 3, tzinfo=timezone.utc)
    due = local.answer_due(Urgency.TODAY, now)
    assert (due.hour, due.minute, due.second) == (12, 5, 0)
    assert local.words(due, now) == "今日 12時5分"
    assert local.is_open(now)
    # 15:30 UTC is half past midnight of the next day in Japan.
    assert local.is_holiday(datetime(2026, 11, 22, 15, 30, tzinfo=timezone.utc))


def test_public_holidays_are_known() -> None:
    assert is_holiday(at("2026-11-23T00:00").date())
    assert not is_holiday(at("2026-11-24T00:00").date())
