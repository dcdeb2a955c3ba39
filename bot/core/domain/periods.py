"""The days that figures are told for: ISO weeks, months, or any two dates, in the desk's zone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.domain.report_errors import PeriodUnreadable

WEEKS_BEFORE = 4  # what a period is compared with: the mean of this many before it
MOST_DAYS = 1100  # three years and a little
FIRST_YEAR, LAST_YEAR = 2000, 2199
_DATE = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?")


class PeriodKind(StrEnum):
    WEEK = "W"
    MONTH = "M"
    DAYS = "D"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from `first` to `last`, both included. A week is an ISO week: Monday to Sunday."""

    kind: PeriodKind
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def week(self) -> int:
        """The ISO week of its first day: 1 to 53."""
        return self.first.isocalendar().week

    @property
    def token(self) -> str:
        """Short and absolute, for buttons and keys: W202648, M202611, D20261101-20261115."""
        if self.kind is PeriodKind.WEEK:
            year, week, _ = self.first.isocalendar()
            return f"W{year}{week:02}"
        if self.kind is PeriodKind.MONTH:
            return f"M{self.first:%Y%m}"
        return f"D{self.first:%Y%m%d}-{self.last:%Y%m%d}"

    def before(self, steps: int = 1) -> Period:
        """The one of the same kind and length that many steps earlier."""
        if self.kind is PeriodKind.MONTH:
            months = self.first.year * 12 + self.first.month - 1 - steps
            return month_of(date(months // 12, months % 12 + 1, 1))
        shift = timedelta(days=self.days * steps)
        return Period(self.kind, self.first - shift, self.last - shift)

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From the first midnight up to, not including, the one after the last day; UTC. A day on which
        the clocks change has 23 or 25 hours."""
        return _midnight(self.first, zone), _midnight(self.last + timedelta(days=1), zone)

    def has_ended(self, now: datetime, zone: ZoneInfo) -> bool:
        return self.bounds(zone)[1] <= now


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def week_of(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    return Period(PeriodKind.WEEK, monday, monday + timedelta(days=6))


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Period(PeriodKind.MONTH, first, following - timedelta(days=1))


def days_between(first: date, last: date) -> Period:
    """In either order. Raises PeriodUnreadable for more than three years."""
    first, last = min(first, last), max(first, last)
    if (last - first).days >= MOST_DAYS or not FIRST_YEAR <= first.year <= last.year <= LAST_YEAR:
        raise PeriodUnreadable(text=f"{first} – {last}")
    return Period(PeriodKind.DAYS, first, last)


def today(now: datetime, zone: ZoneInfo) -> date:
    return now.astimezone(zone).date()


def period_of_token(token: str) -> Period:
    """Raises PeriodUnreadable for whatever `Period.token` does not write."""
    try:
        if re.fullmatch(r"W[0-9]{6}", token):
            return _in_reach(week_of(date.fromisocalendar(int(token[1:5]), int(token[5:]), 1)))
        if re.fullmatch(r"M[0-9]{6}", token):
            return _in_reach(month_of(date(int(token[1:5]), int(token[5:]), 1)))
        if re.fullmatch(r"D[0-9]{8}-[0-9]{8}", token):
            return days_between(date.fromisoformat(token[1:9]), date.fromisoformat(token[10:]))
    except (ValueError, OverflowError):
        raise PeriodUnreadable(text=token[:40]) from None
    raise PeriodUnreadable(text=token[:40])


def _in_reach(period: Period) -> Period:
    if not FIRST_YEAR <= period.first.year <= period.last.year <= LAST_YEAR:
        raise PeriodUnreadable(text=period.token)
    return period


def period_of_words(words: str) -> Period:
    """Two dates as people type them, or one for a single day: "2026-11-01 to 2026-11-15", "2026年11月1日".
    A whole week or month is called by its name. Raises PeriodUnreadable."""
    try:
        found = [date(int(y), int(m), int(d)) for y, m, d in _DATE.findall(words)]
    except ValueError:
        raise PeriodUnreadable(text=words[:40]) from None
    if not 1 <= len(found) <= 2:
        raise PeriodUnreadable(text=words[:40])
    days = days_between(found[0], found[-1])
    named = (week_of(days.first), month_of(days.first))
    return next((each for each in named if (each.first, each.last) == (days.first, days.last)), days)


@dataclass(frozen=True, slots=True)
class Spans:
    """Neighbouring stretches of time: span n lasts from `edges[n]` up to, not including, `edges[n + 1]`."""

    edges: tuple[datetime, ...]

    @property
    def count(self) -> int:
        return len(self.edges) - 1

    def of(self, moment: datetime | None) -> int | None:
        """Which span it lies in; none outside all of them."""
        if moment is None or not self.edges[0] <= moment < self.edges[-1]:
            return None
        return max(n for n in range(self.count) if self.edges[n] <= moment)


def spans_of(periods: Sequence[Period], zone: ZoneInfo) -> Spans:
    """`periods` follow one another without a gap."""
    starts = [period.bounds(zone)[0] for period in periods]
    return Spans((*starts, periods[-1].bounds(zone)[1]))


def compared(period: Period) -> list[Period]:
    """The periods before it that it is compared with, the oldest first, and itself as the last."""
    return [period.before(steps) for steps in range(WEEKS_BEFORE, -1, -1)]
