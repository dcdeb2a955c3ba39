"""The admins hear when last night has no backup, and what the doctor found in it; nobody else does."""

from __future__ import annotations

from datetime import UTC, datetime, time
from functools import partial

import pytest

from bot.core.domain.notice import NoticeKind
from bot.core.domain.schedule import Daily
from bot.core.usecases.care import MOST_WORDS, tell_findings, watch_backups
from bot.core.usecases.run_job import Job, note_failure, nothing_to_do, run_owed
from tests.support.builders import a_desk
from tests.support.cast import OLGA
from tests.support.clock import Clock
from tests.support.memory_ports import MemoryDesk

BACKUP = Job("backup", Daily(time(3, 40)), nothing_to_do)
WATCH = Job("backup_watch", Daily(time(8)), watch_backups)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 3, 19, 12, 0, tzinfo=UTC))


@pytest.fixture
def desk(clock: Clock) -> MemoryDesk:
    """It ran for the first time at noon."""
    desk = a_desk(clock=clock)
    for job in (BACKUP, WATCH):
        desk.write_now(partial(run_owed, job=job))
    return desk


def told(desk: MemoryDesk) -> list[tuple[int, object, object]]:
    cards = [notice for notice in desk.state.notices if notice.kind is NoticeKind.CARE_CARD]
    return [(card.chat_id, card.facts["why"], card.facts["words"]) for card in cards]


def at(desk: MemoryDesk, clock: Clock, day: int, *jobs: Job) -> None:
    clock.now = datetime(2026, 3, day, 8, 0, tzinfo=UTC)
    for job in jobs:
        desk.write_now(partial(run_owed, job=job))


def test_after_a_good_night_nobody_is_told(desk: MemoryDesk, clock: Clock) -> None:
    at(desk, clock, 20, BACKUP, WATCH)
    at(desk, clock, 21, BACKUP, WATCH)
    assert told(desk) == []


def test_a_failed_night_is_told_with_the_reason_once(desk: MemoryDesk, clock: Clock) -> None:
    at(desk, clock, 20, BACKUP, WATCH)
    clock.now = datetime(2026, 3, 21, 3, 40, tzinfo=UTC)
    desk.write_now(lambda uow: note_failure(uow, BACKUP, "OSError: no space left on device"))
    at(desk, clock, 21, WATCH, WATCH)
    assert told(desk) == [(OLGA.telegram_id, "backup_missing", "OSError: no space left on device")]


def test_a_night_that_nothing_ran_in_is_told_too(desk: MemoryDesk, clock: Clock) -> None:
    at(desk, clock, 20, BACKUP, WATCH)
    at(desk, clock, 22, WATCH)
    assert told(desk) == [(OLGA.telegram_id, "backup_missing", "")]


def test_a_night_whose_backup_came_at_last_is_a_good_one(desk: MemoryDesk, clock: Clock) -> None:
    clock.now = datetime(2026, 3, 20, 3, 40, tzinfo=UTC)
    desk.write_now(lambda uow: note_failure(uow, BACKUP, "no space"))
    at(desk, clock, 20, BACKUP, WATCH)
    assert told(desk) == []


def test_a_desk_without_backups_has_nothing_to_watch(clock: Clock) -> None:
    desk = a_desk(clock=clock)
    desk.write_now(lambda uow: run_owed(uow, WATCH))
    clock.pass_time(days=1)
    desk.write_now(lambda uow: run_owed(uow, WATCH))
    assert told(desk) == []


def test_what_the_doctor_found_is_told_and_cut_where_it_is_long(desk: MemoryDesk) -> None:
    found = ["photos_are_there: RR-2026-00001: missing"]
    assert desk.write_now(lambda uow: tell_findings(uow, found)) == 1
    assert desk.write_now(lambda uow: tell_findings(uow, [])) == 0
    assert told(desk) == [(OLGA.telegram_id, "rules_broken", found[0])]
    assert desk.write_now(lambda uow: tell_findings(uow, ["x" * 999])) == 1
    assert len(str(told(desk)[-1][2])) == MOST_WORDS
