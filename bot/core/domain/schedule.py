"""When something is due by the clock on the desk's wall, and what became of each time it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class RunStatus(StrEnum):
    DONE = "done"
    FAILED = "failed"  # tried again until it is done or the next one is due
    FIRST = "first"  # it was due before the desk first ran: nothing was owed to anybody


@dataclass(frozen=True, slots=True)
class JobRun:
    """One period of one job: unique, so that whatever a period owes is done once."""

    job: str
    period: str  # 2026-W48, 2026-11-23, 2026-11-23T09
    due_at: datetime
    ran_at: datetime
    status: RunStatus
    told: int = 0  # how many notices it sent
    by: int = 0  # who asked for it; 0 is the clock
    attempts: int = 1
    error: str = ""


@dataclass(frozen=True, slots=True)
class Weekly:
    """`weekday` 0 is Monday."""

    weekday: int
    at: time

    def last_due(self, now: datetime, zone: ZoneInfo) -> datetime:
        today = now.astimezone(zone).date()
        day = today - timedelta(days=(today.weekday() - self.weekday) % 7)
        return _latest(day, 7, lambda d: _moment(d, self.at, zone), now)

    def next_due(self, now: datetime, zone: ZoneInfo) -> datetime:
        day = self.last_due(now, zone).astimezone(zone).date()
        return _moment(day + timedelta(days=7), self.at, zone)

    def period(self, due: datetime, zone: ZoneInfo) -> str:
        year, week, _ = due.astimezone(zone).isocalendar()
        return f"{year}-W{week:02}"


@dataclass(frozen=True, slots=True)
class Daily:
    at: time

    def last_due(self, now: datetime, zone: ZoneInfo) -> datetime:
        return _latest(now.astimezone(zone).date(), 1, lambda d: _moment(d, self.at, zone), now)

    def next_due(self, now: datetime, zone: ZoneInfo) -> datetime:
        day = self.last_due(now, zone).astimezone(zone).date()
        return _moment(day + timedelta(days=1), self.at, zone)

    def period(self, due: datetime, zone: ZoneInfo) -> str:
        return due.astimezone(zone).date().isoformat()


@dataclass(frozen=True, slots=True)
class Hourly:
    """At that minute of every hour, whatever the clocks on the wall do."""

    minute: int

    def last_due(self, now: datetime, zone: ZoneInfo) -> datetime:  # noqa: ARG002 - one shape for all
        due = now.astimezone(UTC).replace(minute=self.minute, second=0, microsecond=0)
        return due if due <= now else due - timedelta(hours=1)

    def next_due(self, now: datetime, zone: ZoneInfo) -> datetime:
        return self.last_due(now, zone) + timedelta(hours=1)

    def period(self, due: datetime, zone: ZoneInfo) -> str:  # noqa: ARG002 - one shape for all
        return f"{due.astimezone(UTC):%Y-%m-%dT%H}"


@dataclass(frozen=True, slots=True)
class Monthly:
    """On the first day of every so many months: 3 is January, April, July, October. 12 at most."""

    months: int
    at: time

    def last_due(self, now: datetime, zone: ZoneInfo) -> datetime:
        today = now.astimezone(zone).date()
        first = _first_of(today, -((today.month - 1) % self.months))
        due = _moment(first, self.at, zone)
        return due if due <= now else _moment(_first_of(first, -self.months), self.at, zone)

    def next_due(self, now: datetime, zone: ZoneInfo) -> datetime:
        first = self.last_due(now, zone).astimezone(zone).date()
        return _moment(_first_of(first, self.months), self.at, zone)

    def period(self, due: datetime, zone: ZoneInfo) -> str:
        return f"{due.astimezone(zone):%Y-%m}"


When = Weekly | Daily | Hourly | Monthly


def _first_of(day: date, months: int) -> date:
    """The first of the month so many months later."""
    counted = day.year * 12 + day.month - 1 + months
    return date(counted // 12, counted % 12 + 1, 1)


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """An hour that comes twice is meant the first time; one that does not come is an hour later."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def _latest(day: date, step_days: int, moment: Callable[[date], datetime], now: datetime) -> datetime:
    due = moment(day)
    return due if due <= now else moment(day - timedelta(days=step_days))
