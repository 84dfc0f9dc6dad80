"""Which lines are shown: unexpired, open now, fitting, at most three."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, List
from zoneinfo import ZoneInfo

import pytest

from bot.catalog.national_catalog import load_national
from bot.domain.hotline import MOST_LINES, Hotline, OpenHours, expired, fitting_lines
from bot.domain.vocabulary import SignalCode

JAPAN = ZoneInfo("Asia/Tokyo")
WEEKDAYS = frozenset(("mon", "tue", "wed", "thu", "fri"))
ALL_DAYS = WEEKDAYS | {"sat", "sun"}
OFFICE = OpenHours(WEEKDAYS, time(9), time(17))
EVENING = OpenHours(ALL_DAYS, time(16), time(21))
TO_MIDNIGHT = OpenHours(frozenset(("sat",)), time(22), None)
TUESDAY, MONDAY_HOLIDAY, SATURDAY = 24, 23, 28


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=JAPAN)


def line(code: str, *hours: OpenHours, **changes: Any) -> Hotline:
    made = Hotline(
        code=code,
        name_ja=code,
        number="0120-000-000",
        hours_ja="",
        hours=hours,
        cost_ja="無料",
        signals=frozenset({SignalCode.SUICIDE}),
        for_children=False,
        never_expires=False,
        expires_on=date(2026, 12, 31),
        verified_by=None,
        verified_on=None,
        source="invented",
        read_at_source="2026-11",
    )
    return replace(made, **changes)


@pytest.mark.parametrize(
    ("hours", "moment", "holiday", "is_open"),
    [
        ((), at(TUESDAY, 3), False, True),
        ((OFFICE,), at(TUESDAY, 9), False, True),
        ((OFFICE,), at(TUESDAY, 8, 59), False, False),
        ((OFFICE,), at(TUESDAY, 16, 59), False, True),
        ((OFFICE,), at(TUESDAY, 17), False, False),
        ((OFFICE,), at(SATURDAY, 12), False, False),
        ((OFFICE,), at(MONDAY_HOLIDAY, 12), True, False),
        ((EVENING,), at(MONDAY_HOLIDAY, 17), True, True),
        ((EVENING,), at(MONDAY_HOLIDAY, 21), True, False),
        ((TO_MIDNIGHT,), at(SATURDAY, 23, 59), False, True),
        ((TO_MIDNIGHT,), at(29, 0), False, False),
        ((OFFICE, EVENING), at(SATURDAY, 20), False, True),
    ],
)
def test_open_by_hour_day_and_holiday(hours: Any, moment: datetime, holiday: bool, is_open: bool) -> None:
    assert line("a", *hours).is_open(moment, is_holiday=holiday) is is_open


@pytest.mark.parametrize(
    ("changes", "fresh"),
    [
        ({"expires_on": date(2026, 11, 24)}, True),
        ({"expires_on": date(2026, 11, 23)}, False),
        ({"expires_on": None}, False),
        ({"expires_on": None, "never_expires": True}, True),
    ],
)
def test_expiry(changes: Any, fresh: bool) -> None:
    one = line("a", **changes)
    assert one.is_fresh(date(2026, 11, 24)) is fresh
    assert bool(expired([one], date(2026, 11, 24))) is not fresh


def shown(lines: List[Hotline], **facts: Any) -> List[str]:
    signals = facts.pop("signals", [SignalCode.SUICIDE])
    return [found.code for found in fitting_lines(lines, signals, at(TUESDAY, 12), is_holiday=False, **facts)]


def test_expired_closed_and_unfitting_lines_are_left_out() -> None:
    lines = [
        line("expired", expires_on=date(2026, 11, 1)),
        line("closed", EVENING),
        line("other", signals=frozenset({SignalCode.DV})),
        line("child", for_children=True),
        line("open"),
    ]
    assert shown(lines) == ["open"]
    assert shown(lines, signals=[]) == []


def test_at_most_three_and_those_that_never_sleep_first() -> None:
    lines = [line("office", OFFICE), line("a"), line("b"), line("c")]
    assert shown(lines) == ["a", "b", "c"]
    assert shown(lines[:2]) == ["a", "office"]
    assert MOST_LINES == 3


def test_a_child_is_shown_the_lines_for_children_first() -> None:
    lines = [line("a"), line("b"), line("child", OFFICE, for_children=True)]
    assert shown(lines, for_child=True) == ["child", "a", "b"]


def test_police_and_ambulance_never_expire() -> None:
    lines = load_national().hotlines
    far = date(2099, 1, 1)
    assert {one.number for one in lines if one.is_fresh(far)} == {"110", "119"}
    assert not expired([one for one in lines if one.number in ("110", "119")], far)


def test_the_catalogue_is_dated_and_unverified_until_somebody_signs() -> None:
    lines = load_national().hotlines
    assert all(one.source for one in lines)
    assert all(one.never_expires or one.expires_on for one in lines)
    assert all((one.verified_by is None) == (one.verified_on is None) for one in lines)
    assert len({one.code for one in lines}) == len(lines)


@pytest.mark.parametrize("code", [SignalCode.SUICIDE, SignalCode.DV, SignalCode.CHILD_ABUSE])
@pytest.mark.parametrize("hour", [3, 10, 17, 23])
def test_somebody_answers_at_every_hour(code: SignalCode, hour: int) -> None:
    assert fitting_lines(load_national().hotlines, [code], at(TUESDAY, hour), is_holiday=False)
