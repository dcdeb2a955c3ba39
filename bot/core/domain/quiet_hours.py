"""Hours in which nobody's phone shall ring: over midnight, and right in the nights when the clocks change."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_TIME = r"([01]?\d|2[0-3])(?:[:：.]([0-5]\d)|[点时])?"  # the minutes may be left out
_WRITTEN = re.compile(_TIME + r"\s*(?:-|–|—|to|至|到)\s*" + _TIME)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end` on the clock on the wall; over midnight where `end` is not later."""

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    @classmethod
    def parse(cls, written: str) -> QuietHours | None:
        """ "22:00-07:00"; None for anything else, and where both ends are the same."""
        found = _WRITTEN.fullmatch(written.strip())
        if found is None:
            return None
        hour, minute, until_hour, until_minute = map(int, found.groups(default="0"))
        start, end = time(hour, minute), time(until_hour, until_minute)
        return None if start == end else cls(start, end)

    def ends_at(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the quiet hours that `now` is in are over (UTC); None where `now` is in none.

        A time that the clocks skip is the moment they jump; of one that comes twice, the night begins at
        the first and ends at the second.
        """
        today = now.astimezone(zone).date()
        for day in (today - timedelta(days=1), today):
            begin = _instant(datetime.combine(day, self.start), zone, last=False)
            end = _instant(datetime.combine(self._last_day(day), self.end), zone, last=True)
            if begin <= now < end:
                return end
        return None

    def _last_day(self, first: date) -> date:
        return first + timedelta(days=1) if self.end <= self.start else first


def _instant(wall: datetime, zone: ZoneInfo, *, last: bool) -> datetime:
    """The moment in UTC when the clock on the wall shows that."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= second:
        return second if last else first
    # Skipped: the offset of before (fold 0) gives the later moment; between the two it jumps.
    before = second.astimezone(zone).utcoffset()
    seconds = range(int((first - second).total_seconds()) + 1)
    jump = bisect_left(
        seconds, True, key=lambda s: (second + timedelta(seconds=s)).astimezone(zone).utcoffset() != before
    )
    return second + timedelta(seconds=jump)
