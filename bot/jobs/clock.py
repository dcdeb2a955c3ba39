"""Runs what is due, through APScheduler, off the event loop; what was missed is caught up once.

A job fires at its time and every few minutes something looks whether anything is owed that did not get done:
after a pause of the machine, a database that was away, a start in the afternoon. Firing twice does no harm,
nor does a second process: a period is a row, and whoever writes it first does the work.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # has no types
from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]  # has no types
from apscheduler.triggers.interval import IntervalTrigger  # type: ignore[import-untyped]  # has no types

from bot.core.domain.schedule import Hourly, JobRun, Monthly, Weekly, When
from bot.core.usecases.ports import Desk
from bot.core.usecases.run_job import Job, is_owed, note_failure, prepared, run_owed

log = logging.getLogger(__name__)
LOOK_MINUTES = 5
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class DeskClock:
    """`start` and `stop` once each."""

    def __init__(self, desk: Desk, jobs: tuple[Job, ...], timezone: ZoneInfo) -> None:
        self._desk, self._jobs = desk, jobs
        self._scheduler = AsyncIOScheduler(timezone=timezone)
        self._one_at_a_time = asyncio.Lock()
        self._first: asyncio.Task[None] | None = None

    async def start(self) -> None:
        for job in self._jobs:
            self._add(partial(self.run, job), trigger_of(job.when, self._scheduler.timezone), job.name)
        self._add(self.catch_up, IntervalTrigger(minutes=LOOK_MINUTES), "catch_up")
        self._scheduler.start()
        self._first = asyncio.create_task(self.catch_up(), name="what was missed")

    async def stop(self) -> None:
        """What is being written ends by itself; nothing new begins."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        if self._first is not None:
            self._first.cancel()
            await asyncio.wait({self._first})

    async def catch_up(self) -> None:
        for job in self._jobs:
            await self.run(job)

    async def run(self, job: Job) -> JobRun | None:
        """What is owed of it, if anything is. A failure is noted and logged; the next look tries again."""
        async with self._one_at_a_time:
            try:
                if not await self._desk.read(partial(is_owed, job=job)):
                    return None
                ready = await asyncio.to_thread(prepared, self._desk, job)
                return await self._desk.write(partial(run_owed, job=ready))
            except Exception as error:
                log.exception("Job %s failed; it is tried again.", job.name)
                await self._note(job, f"{type(error).__name__}: {error}")
        return None

    async def _note(self, job: Job, error: str) -> None:
        try:
            await self._desk.write(partial(note_failure, job=job, error=error))
        except Exception as trouble:
            log.error("That job %s failed cannot be written: %s", job.name, trouble)

    def _add(self, work: Callable[[], object], trigger: object, name: str) -> None:
        # However late a wake-up comes, it runs; several missed ones are one.
        self._scheduler.add_job(
            work, trigger, id=name, coalesce=True, misfire_grace_time=None, max_instances=1
        )


def trigger_of(when: When, timezone: ZoneInfo) -> CronTrigger:
    if isinstance(when, Hourly):
        return CronTrigger(minute=when.minute, timezone=timezone)
    if isinstance(when, Monthly):
        months = ",".join(str(month) for month in range(1, 13, when.months))
        return CronTrigger(month=months, day=1, hour=when.at.hour, minute=when.at.minute, timezone=timezone)
    day = _DAYS[when.weekday] if isinstance(when, Weekly) else "*"
    return CronTrigger(day_of_week=day, hour=when.at.hour, minute=when.at.minute, timezone=timezone)
