"""Not everything comes in pieces: what is sold by the metre comes back by the metre."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from bot.core.domain.catalogue import Product
from bot.core.domain.stock import LocationKind
from bot.core.domain.values import Quantity
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.restock import held_by_kind
from tests.support.builders import an_order_line, gbp, restock, review
from tests.support.cast import ANN, BO, CHEN
from tests.support.one_language import a_company_speaking
from tests.support.pictures import a_picture
from tests.support.running_desk import Company

Said = Mapping[str, str]
ENGLISH: Said = {
    "language": "en",
    "what": "step 2 of 5",
    "most": "bought 2.5 · at most 2.5",
    "too many": "You can return at most 2.5: 2.5 were bought",
    "all": "^all 2.5$",
    "why": "step 4 of 5 · why",
    "not needed": "^Not needed$",
    "done": "^Done$",
    "send": "^Send$",
    "sent": "RR-2026-00001 sent and approved at once",
    "expected": "Expected 2.5",
    "B": "^B opened",
    "left": "left {}\\b",
    "rest": "^All 1 to vendor$",
    "photos": "Photos of these",
    "finish": "^Finish$",
    "review": "RO-2026-00001.*asked 2.5 · counted 2.5 · restock 1.5 · vendor 1",
}
CHINESE: Said = {
    "language": "zh",
    "what": "第 2 步，共 5 步",
    "most": "购买 2.5 · 最多可退 2.5",
    "too many": "最多可退 2.5：购买了 2.5",
    "all": "^全部 2.5$",
    "why": "第 4 步，共 5 步 · 原因",
    "not needed": "^客户需求变化$",
    "done": "^完成$",
    "send": "^提交$",
    "sent": "RR-2026-00001 已提交并自动通过",
    "expected": "应到 2.5",
    "B": "^B ",
    "left": "剩余 {}\\b",
    "rest": "余下 1 .*退供应商",
    "photos": "请拍照",
    "finish": "^完成验收$",
    "review": "RO-2026-00001.*申请 2.5 · 实收 2.5 · 入库 1.5 · 退供应商 1",
}


@pytest.fixture(params=[ENGLISH, CHINESE], ids=["en", "zh"])
def said(request: pytest.FixtureRequest) -> Said:
    found: Said = request.param
    return found


@pytest.fixture
async def desk(said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Company]:
    async with a_company_speaking(said["language"], tmp_path, monkeypatch) as company:
        yield company


def cloth(uow: UnitOfWork) -> None:
    """Two metres and a half of it were sold."""
    uow.catalogue.save_products([Product("CLOTH", "Linen", "亚麻布", unit="m", price=gbp("4"))])
    line = an_order_line(1, order_no="541000", product="CLOTH", price="4")
    uow.orders.save_lines([replace(line, quantity=Quantity(Decimal("2.5"), "m"))])


async def test_two_and_a_half_metres_come_back_and_are_split(desk: Company, said: Said) -> None:
    database = desk.desk.database
    database.write_now(cloth)
    bo, chen = desk.phone(BO), desk.phone(CHEN)
    await bo.say("/return")
    await bo.say("12583")
    await bo.sees(said["what"])
    await bo.say("CLOTH")
    await bo.sees(said["most"])
    await bo.say("2.6")
    await bo.sees(said["too many"])
    await bo.tap(said["all"])
    await bo.sees(said["why"])
    await bo.tap(said["not needed"])
    await bo.tap(said["done"])
    await bo.tap(said["send"])
    await bo.sees(said["sent"])
    await chen.say("/inspect")
    await chen.tap("RR-2026-00001")
    await chen.sees(said["expected"])
    await chen.tap("^2.5$")
    await chen.tap(said["B"])
    await chen.sees(said["left"].format("2.5"))
    await chen.say("1.5")
    await chen.sees(said["left"].format("1"))
    await chen.tap(said["rest"])
    await chen.sees(said["photos"])
    await chen.send_photos(a_picture(4))
    await chen.tap(said["done"])
    await chen.tap(said["finish"])
    await desk.phone(ANN).sees(said["review"])
    review(database, 1)
    restock(database, 1)
    held = database.read_now(lambda uow: held_by_kind(uow, "CLOTH"))
    assert held == {
        LocationKind.SELLABLE: Quantity(Decimal("1.5"), "m"),
        LocationKind.VENDOR_HOLD: Quantity(Decimal(1), "m"),
    }
