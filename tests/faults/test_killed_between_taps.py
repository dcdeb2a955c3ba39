"""The desk is killed between any two taps and started again: people go on, nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest

from bot.app import log_key, make_database, photo_store
from bot.core.domain.catalogue import OrderLine
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.values import Quantity
from bot.core.usecases.restock import sellable
from bot.sandbox.server import start_sandbox
from bot.sandbox.state import Settings as SandboxSettings
from storage.doctor import check
from tests.support.builders import CLOCK, furnish, gbp
from tests.support.cast import BO, CHEN, STAFF_MEMBERS, WEI, Member
from tests.support.databases import fresh_url
from tests.support.desk_process import DeskProcess
from tests.support.phones import Phone
from tests.support.pictures import a_picture
from tests.support.running_desk import settings_for
from tests.support.ways import answer_checklist

READY_SECONDS = 12.0  # on a machine that runs other tests beside; about 2 s alone
Step = Callable[[dict[int, Phone]], Awaitable[object]]


def _say(who: Member, words: str) -> Step:
    return lambda phones: phones[who.telegram_id].say(words)


def _tap(who: Member, label: str) -> Step:
    return lambda phones: phones[who.telegram_id].tap(label)


def _photo(who: Member, seed: int) -> Step:
    return lambda phones: phones[who.telegram_id].send_photos(a_picture(seed))


def _checklist(who: Member) -> Step:
    return lambda phones: answer_checklist(phones[who.telegram_id])


def _sees(who: Member, pattern: str) -> Step:
    return lambda phones: phones[who.telegram_id].sees(pattern)


# What a person does, and what they see before they do the next thing. The desk is killed after every line.
WAY: tuple[tuple[Step, Step], ...] = (
    (_say(BO, "/return"), _sees(BO, "step 1 of 5")),
    (_say(BO, "12583"), _sees(BO, "step 2 of 5")),
    (_tap(BO, "^22728 "), _sees(BO, "step 3 of 5")),
    (_tap(BO, "^6$"), _sees(BO, "step 4 of 5 · why")),
    (_tap(BO, "Damaged in transit"), _sees(BO, "0 photos so far")),
    (_photo(BO, 1), _sees(BO, "1 photo ✓")),
    (_tap(BO, "^Done$"), _sees(BO, "your items")),
    (_tap(BO, "^Done$"), _sees(BO, "step 5 of 5")),
    (_tap(BO, "^Send$"), _sees(WEI, "物流损坏")),
    (_tap(WEI, "^✓ 同意$"), _sees(WEI, "Wei 已同意")),
    (_say(CHEN, "/inspect"), _sees(CHEN, "待到货")),
    (_tap(CHEN, "^RR-"), _sees(CHEN, "应到 6")),
    (_tap(CHEN, "^6$"), _sees(CHEN, "是否合格|请输入数值|成色如何")),
    (_checklist(CHEN), _sees(CHEN, "成色如何")),
    (_tap(CHEN, "^C 损坏"), _sees(CHEN, "剩余 6")),
    (_tap(CHEN, r"^\+ 退供应商$"), _sees(CHEN, "剩余 5")),
    (_tap(CHEN, r"^\+ 退供应商$"), _sees(CHEN, "剩余 4")),
    (_tap(CHEN, "余下 4 全部入库"), _sees(CHEN, "请拍照")),
    (_photo(CHEN, 2), _sees(CHEN, "1 张照片 ✓")),
    (_tap(CHEN, "^完成$"), _sees(CHEN, "全部验收完毕")),
    (_tap(CHEN, "完成验收"), _sees(WEI, r"RO-\d{4}-00001.* · 审核")),
    (_tap(WEI, "^✓ 同意$"), _sees(CHEN, r"RO-\d{4}-00001.* · 退货入库")),
    (_tap(CHEN, "^入库到 "), _sees(CHEN, "已入库到")),
)


@pytest.fixture
async def killed_desk(tmp_path: Path) -> AsyncIterator[tuple[DeskProcess, dict[int, Phone]]]:
    sandbox = await start_sandbox(settings=SandboxSettings(repeat_pause_seconds=0.05))
    desk = DeskProcess(sandbox, fresh_url("sqlite", tmp_path), tmp_path)
    settings = settings_for(sandbox.url, desk.database_url, tmp_path)
    database = make_database(settings)
    database.start_now()
    database.write_now(furnish)
    bought = OrderLine(
        "536999", 1, "12583", CLOCK, Quantity.of(24), gbp("3.75"), database.read_now(lambda u: u.now)
    )
    database.write_now(lambda uow: uow.orders.save_lines([bought]))
    database.stop_now()
    async with aiohttp.ClientSession() as http:
        phones = {}
        for member in STAFF_MEMBERS:
            body = {"id": member.telegram_id, "name": member.name, "language_code": member.language}
            await http.post(f"{sandbox.url}/api/people", json=body)
            phones[member.telegram_id] = Phone(http, sandbox.url, member.telegram_id)
        await desk.start()
        for member in STAFF_MEMBERS:
            await phones[member.telegram_id].start()
            await phones[member.telegram_id].sees(member.name)
        try:
            yield desk, phones
        finally:
            await desk.stop()
            await sandbox.stop()


async def test_the_person_goes_on_after_every_kill(
    killed_desk: tuple[DeskProcess, dict[int, Phone]], tmp_path: Path
) -> None:
    desk, phones = killed_desk
    for do, see in WAY:
        await do(phones)
        await see(phones)
        await desk.kill()
        assert await desk.start() < READY_SECONDS
    assert await desk.stop() < 10.0
    settings = settings_for(desk.sandbox.url, desk.database_url, tmp_path)
    database = make_database(settings)
    database.start_now()
    try:
        problems = check(database, photo_store(settings), log_key(settings))
        assert [f"{p.rule} {p.record} {p.detail}" for p in problems] == []
        orders = database.read_now(lambda uow: uow.return_orders.in_status(*OrderStatus))
        assert [order.status for order in orders] == [OrderStatus.POSTED]
        assert database.read_now(lambda uow: sellable(uow, CLOCK)).amount == 104
    finally:
        database.stop_now()


async def test_a_tap_that_was_in_flight_at_the_kill_is_not_lost(
    killed_desk: tuple[DeskProcess, dict[int, Phone]],
) -> None:
    """What Telegram still holds, or the inbox already has, is answered by the desk that comes back."""
    desk, phones = killed_desk
    bo = phones[BO.telegram_id]
    await bo.say("/return")
    await bo.sees("step 1 of 5")
    await bo.say("12583")
    await desk.kill()
    await desk.start()
    await bo.sees("step 2 of 5")
    await desk.kill()
    await bo.say("22728")
    await desk.start()
    await bo.sees("step 3 of 5")
