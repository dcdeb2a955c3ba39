"""One unit of work is one transaction: all of it or nothing, durable, whoever stops waiting for it."""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
from typing import IO

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from bot.core.domain.errors import StatusForbids
from bot.core.domain.events import CatalogueImported
from bot.core.domain.notice import Notice, NoticeKind
from bot.core.domain.people import Person
from bot.core.domain.stock import OPENING, RECEIVING, make_movement
from bot.core.usecases.current_update import current_update
from bot.core.usecases.ports import UnitOfWork
from storage.database import Database
from storage.doctor import check
from storage.inbox import Inbox
from storage.photos import PhotoStore
from tests.support.builders import CLOCK, pieces
from tests.support.memory_ports import LOG_KEY


def record_everything(uow: UnitOfWork) -> int:
    """A number, a movement, a log entry, a notice: six rows and more in one commit."""
    number = uow.numbers.next("XX", 2026)
    movement = make_movement(
        CLOCK, pieces(1), OPENING, RECEIVING, cause=f"x:{number}", record="X", at=uow.now, by=0
    )
    uow.stock.post([movement])
    uow.log.append(
        CatalogueImported(record="X", actor_id=0, at=uow.now, kind="x", added=number, changed=0, unchanged=0)
    )
    uow.outbox.add(Notice(f"x/{number}", number, "en", NoticeKind.ACCESS_CARD, "x", 1, uow.now))
    return number


def recorded(desk: Database) -> tuple[int, int, int]:
    """How many movements, log entries and recipients there are."""
    return desk.read_now(
        lambda uow: (
            len(uow.stock.of_record("X")),
            len(uow.log.of_record("X", 10_000)),
            len(uow.outbox.chats_told("x")),
        )
    )


def refuse(uow: UnitOfWork) -> None:
    record_everything(uow)
    raise StatusForbids(number="X", status="", action="")


def fall_over(uow: UnitOfWork) -> None:
    record_everything(uow)
    raise ZeroDivisionError


@pytest.mark.parametrize(("work", "error"), [(refuse, StatusForbids), (fall_over, ZeroDivisionError)])
async def test_work_that_fails_leaves_nothing(desk: Database, work: object, error: type[Exception]) -> None:
    for _ in range(3):
        with pytest.raises(error):
            await desk.write(work)  # type: ignore[arg-type]
    assert recorded(desk) == (0, 0, 0)
    assert await desk.write(record_everything) == 1
    assert recorded(desk) == (1, 1, 1)


async def test_a_read_cannot_write(desk: Database) -> None:
    with pytest.raises(DBAPIError):
        await desk.read(record_everything)
    assert recorded(desk) == (0, 0, 0)


async def test_the_update_being_handled_is_marked_in_the_commit_of_its_effect(desk: Database) -> None:
    inbox = Inbox(desk)
    for update_id in (7, 8):
        await inbox.put(update_id, "{}")
    token = current_update.set(7)
    try:
        with pytest.raises(StatusForbids):
            await desk.write(refuse)
        assert [update.took_effect for update in await inbox.unfinished()] == [False, False]
        await desk.write(record_everything)
    finally:
        current_update.reset(token)
    await desk.write(record_everything)
    assert [(u.update_id, u.took_effect) for u in await inbox.unfinished()] == [(7, True), (8, False)]


async def test_who_listens_is_woken_after_a_commit_that_added_notices(desk: Database) -> None:
    seen: list[tuple[int, int, int]] = []
    desk.listen(lambda: seen.append(recorded(desk)))
    await desk.read(lambda uow: uow.people.all())
    await desk.write(lambda uow: uow.people.add(Person(0, 5, "Fay", "en")))
    with pytest.raises(StatusForbids):
        await desk.write(refuse)
    assert seen == []
    await desk.write(record_everything)
    assert seen == [(1, 1, 1)]  # it was committed by then


async def test_every_connection_is_set_to_lose_nothing(desk: Database) -> None:
    if desk.dialect == "postgresql":
        shown = await desk.transact(
            lambda tx: [
                tx.connection.exec_driver_sql(f"SHOW {name}").scalar()
                for name in ("synchronous_commit", "timezone", "transaction_isolation")
            ]
        )
        assert shown == ["on", "UTC", "read committed"]
        return
    names = ["journal_mode", "synchronous", "busy_timeout", "foreign_keys", "recursive_triggers"]
    names.append("query_only")
    for run, query_only in ((desk.transact, 0), (desk.look, 1)):
        values = await run(
            lambda tx: [tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
        )
        assert values == ["wal", 2, 30_000, 1, 1, query_only]  # 2 is FULL


async def test_a_write_waits_for_another_process_and_reads_go_on(desk: Database, raw: Engine) -> None:
    with raw.begin() as other:
        other.exec_driver_sql("UPDATE log_head SET id = 1")  # holds the lock that each writer needs
        waiting = asyncio.create_task(desk.write(record_everything))
        for _ in range(20):
            assert (await desk.read(lambda uow: uow.people.get(1))).name == "Ann"
        assert not waiting.done()
    assert await waiting == 1


@pytest.mark.parametrize("seed", [1, 2])
async def test_cancelled_tasks_leave_no_lock_and_nothing_half_done(
    desk: Database, photos: PhotoStore, seed: int
) -> None:
    chance = random.Random(seed)
    finished = 0

    async def impatient() -> None:
        nonlocal finished
        for _ in range(40):
            task = asyncio.create_task(desk.write(record_everything))
            for _ in range(chance.randrange(60)):
                await asyncio.sleep(0)
                if task.done():
                    break
            task.cancel()
            finished += not isinstance((await asyncio.gather(task, return_exceptions=True))[0], BaseException)

    await asyncio.gather(*(impatient() for _ in range(8)))
    await asyncio.wait_for(desk.write(record_everything), timeout=60)  # the lock is free
    movements, entries, told = recorded(desk)
    assert movements == entries == told
    assert finished + 1 <= movements <= 8 * 40 + 1  # some were kept although nobody waited for them
    assert check(desk, photos, LOG_KEY) == []


_WRITER = """
import sys
from tests.integration.storage.test_units_of_work import record_everything
from tests.support.clock import Clock
from tests.support.databases import open_database

desk = open_database(sys.argv[1], Clock())
while True:
    print(desk.write_now(record_everything), flush=True)
"""


def test_a_killed_writer_loses_nothing_it_had_reported(
    desk: Database, database_url: str, photos: PhotoStore
) -> None:
    chance = random.Random(3)
    for _ in range(4):
        command = [sys.executable, "-W", "ignore", "-c", _WRITER, database_url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            reported = _read_some(writer.stdout, chance.randrange(5, 60))
            writer.send_signal(signal.SIGKILL)
            reported += [int(line) for line in writer.stdout if line.endswith("\n")]
        numbers = desk.read_now(lambda uow: [int(m.cause[2:]) for m in uow.stock.of_record("X")])
        assert numbers == list(range(1, len(numbers) + 1))  # no gap, and one reported at least
        assert set(reported) <= set(numbers)
        assert len({*recorded(desk)}) == 1
        assert check(desk, photos, LOG_KEY) == []


def _read_some(lines: IO[str], count: int) -> list[int]:
    return [int(lines.readline()) for _ in range(count)]
