"""A real process is killed with SIGKILL in a dialog, over a posting and while it sends: people go on.

That it may die at any moment of any way is tried in this process (test_killed_at_any_moment.py), which is
cheaper by far; here the operating system takes everything away at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.app import log_key, make_database, paper_archive, photo_store
from bot.core.domain.return_order import OrderStatus
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.restock import sellable
from bot.sandbox.server import start_sandbox
from bot.sandbox.state import Settings as SandboxSettings
from storage.database import Database
from storage.doctor import check
from tests.dialogs.test_undoing import stored_photo
from tests.support import builders
from tests.support.builders import (
    CLOCK,
    an_approved_return,
    an_order_line,
    furnish,
    inspect_all,
    review,
)
from tests.support.cast import BO, CHEN, STAFF_MEMBERS
from tests.support.databases import fresh_url
from tests.support.desk_process import DeskProcess
from tests.support.phones import Phone
from tests.support.running_desk import settings_for

SENDING_SECONDS = 60.0
STOP_SECONDS = 20.0  # it does not wait for the end of a poll, which is 25 s long


def furnished_today(database: Database) -> None:
    """The company, with an order of this very day: the process has the real time. One return is agreed to
    and waits to be posted."""

    def work(uow: UnitOfWork) -> None:
        furnish(uow)
        uow.orders.save_lines([an_order_line(24, order_no="536999", ordered_at=uow.now)])

    database.write_now(work)
    order = inspect_all(database, an_approved_return(database))
    review(database, order.id)


@pytest.fixture
async def killed_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[DeskProcess, dict[int, Phone]]]:
    sandbox = await start_sandbox(settings=SandboxSettings(repeat_pause_seconds=0.05))
    desk = DeskProcess(sandbox, fresh_url("sqlite", tmp_path), tmp_path)
    settings = settings_for(sandbox.url, desk.database_url, tmp_path)
    store = photo_store(settings)
    monkeypatch.setattr(builders, "a_photo", lambda name="dent": stored_photo(store, name))
    database = make_database(settings)
    database.start_now()
    furnished_today(database)
    database.stop_now()
    async with aiohttp.ClientSession() as http:
        bot = {"token": settings.bot_token.get_secret_value(), "first_name": settings.desk_name}
        await http.post(f"{sandbox.url}/api/bots", json=bot)
        phones = {}
        for member in STAFF_MEMBERS:
            body = {"id": member.telegram_id, "name": member.name, "language_code": member.language}
            await http.post(f"{sandbox.url}/api/people", json=body)
            phones[member.telegram_id] = Phone(http, sandbox.url, member.telegram_id)
            await phones[member.telegram_id].start()  # before the desk is up: it greets them when it comes
        try:
            yield desk, phones
        finally:
            await desk.stop()
            await sandbox.stop()


async def its_first_message_after(desk: DeskProcess, calls: int) -> None:
    """Returns as soon as the desk has begun to tell people about what was done since."""
    until, journal = time.monotonic() + SENDING_SECONDS, desk.sandbox.state.journal
    while not any(call.method == "sendMessage" for call in list(journal.calls)[calls:]):
        assert time.monotonic() < until, "nobody was told"
        await asyncio.sleep(0.005)


async def test_people_go_on_after_sigkill_in_a_dialog_over_a_posting_and_while_it_sends(
    killed_desk: tuple[DeskProcess, dict[int, Phone]], tmp_path: Path
) -> None:
    desk, phones = killed_desk
    bo, chen = phones[BO.telegram_id], phones[CHEN.telegram_id]
    await desk.start()
    await bo.say("/return")
    await bo.sees("step 1 of 5")
    message_id, post = await chen.button("^入库到 ")
    await desk.kill()
    await bo.say("12583")  # while nobody is there
    await desk.start()
    await bo.sees("step 2 of 5")
    posting = asyncio.ensure_future(chen.press(message_id, post))
    calls = len(desk.sandbox.state.journal.calls)
    await asyncio.sleep(0.03)  # somewhere between the tap and its answer
    await desk.kill()
    await desk.start()
    await its_first_message_after(desk, calls)
    await desk.kill()
    await desk.start()
    await chen.sees("已入库到")
    await bo.say("22728")
    await bo.sees("step 3 of 5")
    posting.cancel()
    assert await desk.stop() < STOP_SECONDS
    nothing_is_lost_or_doubled(desk, tmp_path)


def nothing_is_lost_or_doubled(desk: DeskProcess, folder: Path) -> None:
    settings = settings_for(desk.sandbox.url, desk.database_url, folder)
    database = make_database(settings)
    database.start_now()
    try:
        assert check(database, photo_store(settings), log_key(settings), paper_archive(settings)) == []
        orders = database.read_now(lambda uow: uow.return_orders.in_status(*OrderStatus))
        assert [order.status for order in orders] == [OrderStatus.POSTED]
        assert database.read_now(lambda uow: sellable(uow, CLOCK)).amount == 106
    finally:
        database.stop_now()
