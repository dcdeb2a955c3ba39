"""A clock that moves when it is told to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

# A Tuesday morning in London; the sample order 536370 was placed a week before.
MORNING = datetime(2026, 3, 10, 9, 41, tzinfo=UTC)


class Clock:
    """Calling it gives the time: it can be handed over wherever a function that tells the time is asked."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, *, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0) -> datetime:
        self.now += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return self.now
