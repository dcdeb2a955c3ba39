"""Several people press at once, or one person presses many times: one decision, one posting."""

from __future__ import annotations

import asyncio
import re

from bot.app import log_key, photo_store
from bot.core.usecases.restock import sellable
from storage.doctor import check
from tests.support.builders import CLOCK
from tests.support.cast import ANN, BO, CHEN, OLGA, WEI
from tests.support.running_desk import Company
from tests.support.ways import file_return, inspect


def _problems(company: Company) -> list[str]:
    key, photos = log_key(company.settings), photo_store(company.settings)
    return [f"{p.rule} {p.record} {p.detail}" for p in check(company.desk.database, photos, key)]


async def test_managers_who_approve_in_the_same_instant_make_one_decision(
    company: Company, dent: bytes
) -> None:
    number = await file_return(company.phone(BO), dent)
    managers = [company.phone(member) for member in (ANN, WEI, OLGA)]
    for manager in managers:
        await manager.sees(number)
    buttons = [await manager.button("Approve|✓ 同意") for manager in managers]
    seen = await asyncio.gather(
        *(manager.press(*button) for manager, button in zip(managers, buttons, strict=True))
    )
    won = [answer for answer in seen if answer["toast"] in ("Approved.", "已同意。")]
    lost = [answer["alert"] for answer in seen if answer not in won]
    assert len(won) == 1
    assert len(lost) == 2
    assert all(re.search("already approved this at|已于 .+ 同意", words) for words in lost)
    approved = [
        entry.event
        for entry in company.desk.database.read_now(lambda uow: uow.log.of_record(number))
        if entry.event == "ReturnApproved"
    ]
    assert approved == ["ReturnApproved"]
    decided = company.desk.database.read_now(lambda uow: uow.requests.by_number(number).decision)
    assert decided is not None
    name = company.desk.database.read_now(lambda uow: uow.people.get(decided.by)).name
    for manager in managers:
        await manager.sees(f"{number}.*({name} 已同意|Approved by {name})")
    assert _problems(company) == []


async def test_hammering_post_books_the_goods_once(company: Company, dent: bytes) -> None:
    number = await file_return(company.phone(BO), dent)
    await company.phone(ANN).sees(number)
    await company.phone(ANN).tap("Approve")
    order = await inspect(company.phone(CHEN), number, dent)
    wei, chen = company.phone(WEI), company.phone(CHEN)
    await wei.sees(f"{order} · 审核")
    agree = await wei.button("^✓ 同意$")
    await asyncio.gather(*(wei.press(*agree) for _ in range(5)))
    await chen.sees(f"{order} · 退货入库")
    post = await chen.button("^入库到 ")
    seen = await asyncio.gather(*(chen.press(*post) for _ in range(20)))
    assert [answer["toast"] for answer in seen].count("已入库。") == 1
    assert company.desk.database.read_now(lambda uow: sellable(uow, CLOCK)).amount == 104
    assert _problems(company) == []


async def test_every_update_twice_gives_the_same_result(shop: Company, dent: bytes) -> None:
    body = {"kind": "duplicate_update", "times": 1000}
    async with shop.http.post(f"{shop.sandbox.url}/api/faults", json=body) as answer:
        assert answer.status == 200, await answer.text()
    number = await file_return(shop.phone(BO), dent)
    await shop.phone(ANN).sees(number)
    await shop.phone(ANN).tap("Approve")
    order = await inspect(shop.phone(CHEN), number, dent)
    await shop.phone(WEI).sees(f"{order} · 审核")
    assert _problems(shop) == []
    numbers = shop.desk.database.read_now(lambda uow: uow.requests.of_person(2, 50))
    assert [request.number for request in numbers if request.number] == [number]
