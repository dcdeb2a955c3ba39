"""Weeks, months and days as the wall calendar of the desk has them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.domain.periods import (
    Period,
    compared,
    days_between,
    month_of,
    period_of_token,
    period_of_words,
    spans_of,
    week_of,
)
from bot.core.domain.report_errors import PeriodUnreadable

LONDON, SHANGHAI, NEW_YORK = (
    ZoneInfo("Europe/London"),
    ZoneInfo("Asia/Shanghai"),
    ZoneInfo("America/New_York"),
)


def test_a_week_is_monday_to_sunday_and_has_its_iso_number() -> None:
    week = week_of(date(2026, 11, 29))
    assert (week.first, week.last, week.week) == (date(2026, 11, 23), date(2026, 11, 29), 48)
    assert week.token == "W202648"


def test_the_week_of_new_year_belongs_to_the_year_of_its_thursday() -> None:
    assert week_of(date(2027, 1, 1)).token == "W202653"
    assert week_of(date(2026, 12, 31)).before(-1).token == "W202701"
    assert week_of(date(2025, 12, 29)).token == "W202601"
    assert [p.token for p in compared(week_of(date(2026, 1, 1)))] == [
        "W202549", "W202550", "W202551", "W202552", "W202601",
    ]  # fmt: skip


def test_months_are_as_long_as_they_are() -> None:
    assert month_of(date(2028, 2, 10)).days == 29
    assert [p.token for p in compared(month_of(date(2026, 2, 3)))] == [
        "M202510", "M202511", "M202512", "M202601", "M202602",
    ]  # fmt: skip


def test_any_days_are_compared_with_as_many_days_before() -> None:
    period = days_between(date(2026, 11, 10), date(2026, 11, 1))
    assert (period.first, period.last, period.days) == (date(2026, 11, 1), date(2026, 11, 10), 10)
    assert period.before(2).token == "D20261012-20261021"


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2026, 3, 29), LONDON, 7 * 24 - 1),  # the clocks go forward on the Sunday
        (date(2026, 10, 25), LONDON, 7 * 24 + 1),
        (date(2026, 3, 8), NEW_YORK, 7 * 24 - 1),
        (date(2026, 3, 29), SHANGHAI, 7 * 24),
    ],
)
def test_a_week_with_a_change_of_the_clocks_is_whole(day: date, zone: ZoneInfo, hours: int) -> None:
    week = week_of(day)
    since, until = week.bounds(zone)
    assert until - since == timedelta(hours=hours)
    assert since == week.before().bounds(zone)[1]
    assert (since.astimezone(zone).hour, until.astimezone(zone).hour) == (0, 0)


def test_the_day_is_the_desks_not_utcs() -> None:
    spans = spans_of([week_of(date(2026, 11, 23))], SHANGHAI)
    assert spans.of(datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC)) is None
    assert spans.of(datetime(2026, 11, 22, 16, 0, tzinfo=UTC)) == 0
    assert spans.of(None) is None


@pytest.mark.parametrize(
    "period",
    [
        week_of(date(2027, 1, 1)),
        month_of(date(2026, 12, 5)),
        days_between(date(2026, 1, 2), date(2026, 3, 4)),
    ],
)
def test_a_token_reads_back(period: Period) -> None:
    assert period_of_token(period.token) == period
    assert len(period.token) <= 18


@pytest.mark.parametrize(
    "token",
    ["", "W202660", "W000001", "M202613", "D20261301-20261302", "D20200101-20260101", "X1", "W20264８"],
)
def test_a_forged_token_is_refused(token: str) -> None:
    with pytest.raises(PeriodUnreadable):
        period_of_token(token)


@pytest.mark.parametrize(
    ("words", "token"),
    [
        ("2026-11-01 2026-11-15", "D20261101-20261115"),
        ("2026/11/15 to 2026/11/1", "D20261101-20261115"),
        ("2026年11月1日到2026年11月15日", "D20261101-20261115"),
        ("20261101-20261115", "D20261101-20261115"),
        ("2026.11.1", "D20261101-20261101"),
        ("2026-11-23 2026-11-29", "W202648"),
        ("2026-11-30 2026-11-01", "M202611"),
    ],
)
def test_two_dates_are_read_as_people_write_them(words: str, token: str) -> None:
    assert period_of_words(words).token == token


@pytest.mark.parametrize(
    "words", ["", "last year", "2026-02-30", "2020-01-01 2026-01-01", "2026-1-1 2026-1-2 2026-1-3"]
)
def test_what_is_no_period_is_refused(words: str) -> None:
    with pytest.raises(PeriodUnreadable):
        period_of_words(words)
