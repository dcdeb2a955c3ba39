"""Goods that no order explains: of somebody who walks in, and of a customer who never bought them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from bot.core.domain.return_request import ReturnRequest
from tests.support.builders import BAG, BAKERY
from tests.support.cast import ANN, BO
from tests.support.one_language import a_company_speaking
from tests.support.phones import Phone, labels_of
from tests.support.running_desk import Company

Said = Mapping[str, str]
ENGLISH: Said = {
    "language": "en",
    "who": "step 1 of 5",
    "what": "step 2 of 5",
    "walk-in": "^No order, walk-in$",
    "walks in": "step 2 of 5.* · Walk-in, no order",
    "no order": "^No order$",
    "never": "never bought 22326. If it came back all the same, choose “No order”, in a return of its own",
    "free": "step 2 of 5.* · Backhaus Nord.*Or pick",
    "will decide": "No order: a manager will decide",
    "why": "step 4 of 5 · why",
    "not needed": "^Not needed$",
    "done": "^Done$",
    "confirm": "step 5 of 5.*List value £5.90 · without an order, a manager decides",
    "send": "^Send$",
    "found": "no order: needs a manager",
}
CHINESE: Said = {
    "language": "zh",
    "who": "第 1 步，共 5 步",
    "what": "第 2 步，共 5 步",
    "walk-in": "^无订单，散客$",
    "walks in": "第 2 步，共 5 步.* · 散客，无订单",
    "no order": "^无订单$",
    "never": "没有购买过 22326。如确实退回，请点“无订单”，并单独提交",
    "free": "第 2 步，共 5 步.* · Backhaus Nord.*直接选择",
    "will decide": "无订单：由主管决定",
    "why": "第 4 步，共 5 步 · 原因",
    "not needed": "^客户需求变化$",
    "done": "^完成$",
    "confirm": "第 5 步，共 5 步.*标价 £5.90 · 无订单，由主管决定",
    "send": "^提交$",
    "found": "无订单：需主管",
}


@pytest.fixture(params=[ENGLISH, CHINESE], ids=["en", "zh"])
def said(request: pytest.FixtureRequest) -> Said:
    found: Said = request.param
    return found


@pytest.fixture
async def desk(said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Company]:
    async with a_company_speaking(said["language"], tmp_path, monkeypatch) as company:
        yield company


async def two_boxes(bo: Phone, said: Said) -> None:
    await bo.say(BAG)
    await bo.sees(said["will decide"])
    await bo.tap("^2$")
    await bo.sees(said["why"])
    await bo.tap(said["not needed"])
    await bo.tap(said["done"])
    await bo.sees(said["confirm"])
    await bo.tap(said["send"])


def stored(company: Company) -> ReturnRequest:
    return company.desk.database.read_now(lambda uow: uow.requests.by_number("RR-2026-00001"))


async def test_who_walks_in_is_for_a_manager_to_decide(desk: Company, said: Said) -> None:
    bo = desk.phone(BO)
    await bo.say("/return")
    await bo.tap(said["walk-in"])
    await bo.sees(said["walks in"])
    await two_boxes(bo, said)
    await desk.phone(ANN).sees(f"RR-2026-00001.*{said['found']}")
    request = stored(desk)
    assert (request.status.value, request.customer_code, request.without_order) == ("submitted", None, True)


async def test_a_customer_brings_back_what_no_order_explains(desk: Company, said: Said) -> None:
    """The bakery has ordered clocks only. Its return stays its own: it hears of it like of any other."""
    bo = desk.phone(BO)
    await bo.say("/return")
    await bo.sees(said["who"])
    await bo.say(BAKERY)
    await bo.sees(said["what"])
    await bo.say(BAG)
    await bo.sees(f"⚠ .*{said['never']}")
    await bo.tap(said["no order"])
    card = await bo.sees(said["free"])
    assert not [label for label in labels_of(card) if label in ("No order", "无订单")]
    await two_boxes(bo, said)
    await desk.phone(ANN).sees(f"RR-2026-00001 · Backhaus Nord.*{said['found']}")
    request = stored(desk)
    assert (request.status.value, request.customer_code, request.without_order) == ("submitted", BAKERY, True)
