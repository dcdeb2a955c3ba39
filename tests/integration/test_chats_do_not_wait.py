"""While a report's files are made, the event loop goes on: no chat waits for a picture or a workbook."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.core.domain.figures import Choice
from bot.core.domain.periods import week_of
from bot.core.usecases.compile_report import compile_report, counted_lines
from bot.core.usecases.ports import UnitOfWork
from bot.report_files import ReportFiles
from bot.views.rendered import FileKind, ReportFile
from tests.support.builders import a_desk
from tests.support.clock import Clock
from tests.support.told_weeks import tell_weeks

MOST = 0.5  # of the time that the file takes
TRIES = 5  # what other work on the machine holds up is not the file's doing
LINES = 4_000  # a busy week
WEEK = week_of(date(2026, 4, 8))


def a_busy_week(kind: FileKind) -> ReportFile:
    clock = Clock()
    desk = a_desk(clock=clock)
    tell_weeks(desk, clock)

    def read(uow: UnitOfWork) -> ReportFile:
        ann = uow.people.get(1)
        lines = counted_lines(uow, ann, WEEK, Choice())
        many = [replace(lines[n % len(lines)], line_no=n) for n in range(LINES)]
        return ReportFile(kind, "zh", compile_report(uow, ann, WEEK), many)

    return desk.read_now(read)


async def _longest_pause(maker: ReportFiles, file: ReportFile) -> float:
    """Between two turns of the loop while the file is made in a thread, as the desk makes it: the share of
    the time that all of it takes. The loop made it itself: 1."""
    making = asyncio.create_task(asyncio.to_thread(maker.make, file))
    began = time.perf_counter()
    longest, before = 0.0, began
    while not making.done():
        await asyncio.sleep(0)  # another turn at once: whatever holds the loop shows
        now = time.perf_counter()
        longest, before = max(longest, now - before), now
    await making
    return longest / (before - began)


@pytest.mark.parametrize("kind", FileKind)
async def test_no_turn_of_the_loop_waits_long_for_a_file(kind: FileKind) -> None:
    maker, file = ReportFiles("Returns desk", ZoneInfo("Europe/London")), a_busy_week(kind)
    pauses: list[float] = []
    while len(pauses) < TRIES and min(pauses, default=1) > MOST:
        pauses.append(await _longest_pause(maker, file))

    assert min(pauses) <= MOST
