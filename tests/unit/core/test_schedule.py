"""When the next and the last time is, by the clock on the wall, over changes of the clocks and year ends."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from bot.core.domain.schedule import Daily, Hourly, Monthly, Weekly
from bot.jobs.clock import trigger_of

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY_NINE = Weekly(0, time(9))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def test_a_weekly_time_is_the_same_on_the_wall_before_and_after_the_clocks_change() -> None:
    for monday in ("2026-03-23T09:00", "2026-03-30T09:00", "2026-10-19T09:00", "2026-10-26T09:00"):
        assert MONDAY_NINE.last_due(at(monday), BERLIN) == at(monday)
    assert MONDAY_NINE.next_due(at("2026-03-23T09:00"), BERLIN) == at("2026-03-30T09:00")


def test_a_minute_before_it_the_week_before_is_the_last() -> None:
    assert MONDAY_NINE.last_due(at("2026-03-30T08:59"), BERLIN) == at("2026-03-23T09:00")
    assert MONDAY_NINE.next_due(at("2026-03-30T08:59"), BERLIN) == at("2026-03-30T09:00")


def test_the_period_of_a_week_is_its_iso_week_also_at_the_end_of_the_year() -> None:
    assert MONDAY_NINE.period(at("2026-12-28T09:00"), BERLIN) == "2026-W53"
    assert MONDAY_NINE.period(at("2027-01-04T09:00"), BERLIN) == "2027-W01"


def test_an_hour_that_comes_twice_is_one_day_and_one_that_is_missing_comes_an_hour_later() -> None:
    nightly = Daily(time(2, 30))
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert nightly.last_due(second, BERLIN) == first
    assert nightly.period(first, BERLIN) == nightly.period(second, BERLIN) == "2026-10-25"
    assert nightly.next_due(second, BERLIN) == at("2026-10-26T02:30")
    spring = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert nightly.last_due(spring, BERLIN) == spring
    assert spring.astimezone(BERLIN).hour == 3


def test_every_hour_has_a_period_of_its_own_also_the_doubled_one() -> None:
    hourly = Hourly(5)
    night = [datetime(2026, 10, 25, hour, 5, tzinfo=UTC) for hour in (0, 1, 2)]
    assert [hourly.last_due(moment, BERLIN) for moment in night] == night
    assert len({hourly.period(moment, BERLIN) for moment in night}) == 3
    assert hourly.next_due(night[0].replace(minute=4), BERLIN) == night[0]


def test_every_so_many_months_is_on_the_first_of_them_over_the_end_of_the_year() -> None:
    quarterly, yearly = Monthly(3, time(9, 45)), Monthly(12, time(9, 45))
    assert quarterly.last_due(at("2026-10-01T09:44"), BERLIN) == at("2026-07-01T09:45")
    assert quarterly.last_due(at("2026-12-31T12:00"), BERLIN) == at("2026-10-01T09:45")
    assert quarterly.next_due(at("2026-12-31T12:00"), BERLIN) == at("2027-01-01T09:45")
    assert quarterly.last_due(at("2027-01-01T00:30"), BERLIN) == at("2026-10-01T09:45")
    assert yearly.last_due(at("2027-01-01T00:30"), BERLIN) == at("2026-01-01T09:45")
    assert quarterly.period(at("2026-10-01T09:45"), BERLIN) == "2026-10"
    for months, fires in ((3, "2027-01-01T09:45"), (1, "2026-11-01T09:45")):
        trigger = trigger_of(Monthly(months, time(9, 45)), BERLIN)
        assert trigger.get_next_fire_time(None, at("2026-10-01T09:46")) == at(fires)
