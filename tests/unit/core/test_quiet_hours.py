"""Quiet hours across midnight and in the two nights when the clocks change."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.domain.quiet_hours import QuietHours

LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")
NIGHT = QuietHours(time(22), time(7))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text + "+00:00")


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-03-10T21:59:59", None),
        ("2026-03-10T22:00:00", "2026-03-11T07:00:00"),
        ("2026-03-10T23:59:59", "2026-03-11T07:00:00"),
        ("2026-03-11T00:00:00", "2026-03-11T07:00:00"),
        ("2026-03-11T06:59:59", "2026-03-11T07:00:00"),
        ("2026-03-11T07:00:00", None),
        ("2026-03-11T12:00:00", None),
    ],
)
def test_a_night_goes_over_midnight(now: str, end: str | None) -> None:
    assert NIGHT.ends_at(utc(now), LONDON) == (utc(end) if end else None)


def test_the_night_the_clocks_go_forward_is_an_hour_shorter() -> None:
    # On 29 March 2026 it is 07:00 in London at 06:00 UTC.
    assert NIGHT.ends_at(utc("2026-03-28T22:30:00"), LONDON) == utc("2026-03-29T06:00:00")
    assert NIGHT.ends_at(utc("2026-03-29T05:59:59"), LONDON) == utc("2026-03-29T06:00:00")
    assert NIGHT.ends_at(utc("2026-03-29T06:00:00"), LONDON) is None


def test_the_night_the_clocks_go_back_is_an_hour_longer() -> None:
    # On 25 October 2026 it is 07:00 in London at 07:00 UTC; the evening before was 22:00 at 21:00 UTC.
    assert NIGHT.ends_at(utc("2026-10-24T21:00:00"), LONDON) == utc("2026-10-25T07:00:00")
    assert NIGHT.ends_at(utc("2026-10-25T06:59:59"), LONDON) == utc("2026-10-25T07:00:00")
    assert NIGHT.ends_at(utc("2026-10-25T07:00:00"), LONDON) is None


def test_an_end_that_is_skipped_is_the_moment_of_the_jump() -> None:
    until = QuietHours.parse("22:00-01:30")  # 01:30 does not exist on 29 March 2026 in London
    assert until is not None
    assert until.ends_at(utc("2026-03-29T00:59:59"), LONDON) == utc("2026-03-29T01:00:00")
    assert until.ends_at(utc("2026-03-29T01:00:00"), LONDON) is None


def test_an_end_that_comes_twice_ends_the_night_at_the_second() -> None:
    until = QuietHours.parse("22:00-01:30")  # 01:30 comes at 00:30 and at 01:30 UTC on 25 October 2026
    assert until is not None
    for now in ("2026-10-25T00:29:00", "2026-10-25T00:45:00", "2026-10-25T01:29:59"):
        assert until.ends_at(utc(now), LONDON) == utc("2026-10-25T01:30:00")
    assert until.ends_at(utc("2026-10-25T01:30:00"), LONDON) is None


def test_a_start_that_is_skipped_or_comes_twice() -> None:
    from_half_past_two = QuietHours.parse("02:30-06:00")
    assert from_half_past_two is not None
    # New York jumps from 02:00 to 03:00 on 8 March 2026, at 07:00 UTC.
    assert from_half_past_two.ends_at(utc("2026-03-08T06:59:59"), NEW_YORK) is None
    assert from_half_past_two.ends_at(utc("2026-03-08T07:00:00"), NEW_YORK) == utc("2026-03-08T10:00:00")
    from_half_past_one = QuietHours.parse("01:30-06:00")
    assert from_half_past_one is not None
    # 01:30 comes at 05:30 and at 06:30 UTC on 1 November 2026: the night begins at the first.
    assert from_half_past_one.ends_at(utc("2026-11-01T05:30:00"), NEW_YORK) == utc("2026-11-01T11:00:00")


def test_every_minute_of_a_year_is_quiet_or_not_as_the_wall_says() -> None:
    """Outside the hour around a change the clock on the wall alone decides."""
    now = utc("2026-01-01T00:00:00")
    while now.year == 2026:
        wall = now.astimezone(LONDON)
        expected = wall.hour >= 22 or wall.hour < 7
        assert (NIGHT.ends_at(now, LONDON) is not None) == expected, wall
        now += timedelta(minutes=17)


@pytest.mark.parametrize(
    "written", ["22:00-07:00", "22:00 - 7:00", "22：00至07：00", "22.00–07.00", "22-7", "22点到7点"]
)
def test_hours_are_read_as_people_write_them(written: str) -> None:
    assert str(QuietHours.parse(written)) == "22:00-07:00"


@pytest.mark.parametrize(
    "written", ["", "22", "24:00-07:00", "22:00-22:00", "22:61-07:00", "always", "22:00-07:00x"]
)
def test_what_is_no_hours_is_none(written: str) -> None:
    assert QuietHours.parse(written) is None
