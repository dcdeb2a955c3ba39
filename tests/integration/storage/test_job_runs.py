"""A period is begun once, also by two processes at the same instant; a failure is begun again."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from bot.core.domain.notice import NoticeKind
from bot.core.domain.schedule import JobRun, RunStatus, Weekly
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.run_job import Job, Owed, run_owed
from bot.core.usecases.send_summary import send_weekly_summary
from bot.jobs.clock import DeskClock
from storage.database import Database
from tests.integration.storage.conftest import Open
from tests.integration.storage.twins import Twins, ask
from tests.support.builders import furnish
from tests.support.clock import MORNING, Clock

SUMMARY = Job("weekly_summary", Weekly(0, time(9)), send_weekly_summary)
RUN = JobRun("weekly_summary", "2026-W11", MORNING, MORNING, RunStatus.DONE)
LONDON = ZoneInfo("Europe/London")
NEXT_MONDAY = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)


def test_runs_are_kept_alike_by_both(twins: Twins) -> None:
    failed = replace(RUN, status=RunStatus.FAILED, error="no paper")
    for run, begun in ((failed, True), (failed, True), (RUN, True), (RUN, False), (failed, False)):
        assert twins.write_now(partial(_begin, run=run)) is begun
    twins.write_now(lambda uow: uow.job_runs.end(replace(RUN, told=3)))
    later = replace(RUN, period="2026-W12", ran_at=NEXT_MONDAY)
    twins.write_now(partial(_begin, run=later))
    known = ask(
        twins,
        lambda uow: uow.job_runs.of("weekly_summary", "2026-W11"),
        lambda uow: uow.job_runs.of("weekly_summary", "2026-W13"),
        lambda uow: uow.job_runs.last("weekly_summary", 5),
        lambda uow: uow.job_runs.last("nothing"),
    )
    assert known[0] == replace(RUN, told=3, attempts=3)
    assert known[2] == [later, known[0]]


def _begin(uow: UnitOfWork, run: JobRun) -> bool:
    return uow.job_runs.begin(run)


async def test_two_processes_on_the_same_monday_send_one_summary(
    desk: Database, another: Open, clock: Clock
) -> None:
    await desk.write(lambda uow: run_owed(uow, SUMMARY))
    clock.now = NEXT_MONDAY
    clocks = [DeskClock(one, (SUMMARY,), LONDON) for one in (desk, another(), another(), another())]
    runs = await asyncio.gather(*(one.run(SUMMARY) for one in clocks))
    assert sum(run is not None for run in runs) == 1
    assert await desk.read(_summaries) == 3  # Ann, Wei, Olga


def _summaries(uow: UnitOfWork) -> int:
    held = [uow.outbox.chats_told(f"{NoticeKind.WEEKLY_SUMMARY.value}/202611")]
    return len(held[0])


async def test_what_breaks_is_undone_noted_and_done_at_the_next_look(
    desk: Database, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    tries = []

    def breaks_once(uow: UnitOfWork, period: Owed) -> int:
        told = send_weekly_summary(uow, period)
        tries.append(period)
        if len(tries) == 1:
            raise OSError("no paper")
        return told

    job = replace(SUMMARY, work=breaks_once)
    ticking = DeskClock(desk, (job,), LONDON)
    await ticking.catch_up()
    clock.now = NEXT_MONDAY
    await ticking.catch_up()
    assert await desk.read(_summaries) == 0
    failed = await desk.read(lambda uow: uow.job_runs.last("weekly_summary"))
    assert (failed[0].status, failed[0].error) == (RunStatus.FAILED, "OSError: no paper")
    assert "Job weekly_summary failed" in caplog.text
    clock.pass_time(minutes=5)
    await ticking.catch_up()
    await ticking.catch_up()
    assert await desk.read(_summaries) == 3
    assert len(tries) == 2


async def test_a_start_on_wednesday_sends_what_monday_owed(
    database: Database, another: Open, clock: Clock
) -> None:
    await database.write(furnish)
    first = DeskClock(database, (SUMMARY,), LONDON)
    await first.start()
    await first.stop()
    await first.catch_up()
    clock.now = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
    again = DeskClock(another(), (SUMMARY,), LONDON)
    await again.start()
    await again.catch_up()  # waits for the look at the start
    await again.stop()
    assert await database.read(_summaries) == 3
    runs = await database.read(lambda uow: uow.job_runs.last("weekly_summary", 9))
    assert [(run.period, run.status) for run in runs] == [
        ("2026-W12", RunStatus.DONE), ("2026-W11", RunStatus.FIRST),
    ]  # fmt: skip
