"""Sixty lines with names as long as they come: each card keeps its buttons and counts what it leaves out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from bot.core.domain.catalogue import Product
from bot.core.domain.reasons import Disposition
from bot.core.usecases.draft_return import (
    add_item,
    attach_photo,
    choose_customer,
    set_note,
    set_quantity,
    set_reason,
    start_return,
)
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.inspect_goods import claim_inspection
from tests.support import builders
from tests.support.builders import act, an_order_line, gbp, pieces, record_line, restock
from tests.support.cast import ANN, BO, CHEN, WEI
from tests.support.one_language import a_company_speaking
from tests.support.phones import Phone, labels_of, words_of
from tests.support.running_desk import Company

Said = Mapping[str, str]
ENGLISH: Said = {
    "language": "en",
    "offered": "unfinished return",
    "go on": "^Go on$",
    "items": "your items",
    "done": "^Done$",
    "confirm": "step 5 of 5",
    "change": "^Change$",
    "send": "^Send$",
    "sent": "RR-2026-00001 sent",
    "57 more": "… and 57 more items",
    "58 more": "… and 58 more items",
    "all": "^Show all 60 items$",
    "approve": "Approve",
    "approved": "Approved by Ann",
    "agree": "^✓ Agree$",
    "agreed": "Agreed by Ann",
    "posted": "Posted",
}
CHINESE: Said = {
    "language": "zh",
    "offered": "未完成的退货",
    "go on": "^继续$",
    "items": "商品清单",
    "done": "^完成$",
    "confirm": "第 5 步，共 5 步",
    "change": "^修改$",
    "send": "^提交$",
    "sent": "RR-2026-00001 已提交",
    "57 more": "……另有 57 件商品",
    "58 more": "……另有 58 件商品",
    "all": "^查看全部 60 项$",
    "approve": "同意|批准",
    "approved": "Ann 已同意",
    "agree": "^✓ 同意$",
    "agreed": "Ann 已审核",
    "posted": "已入库",
}
LONG = "with <a> rather & long name, in pieces, for the shelf over the counter 🎈 and then some more of it"


@pytest.fixture(params=[ENGLISH, CHINESE], ids=["en", "zh"])
def said(request: pytest.FixtureRequest) -> Said:
    found: Said = request.param
    return found


@pytest.fixture
async def desk(said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Company]:
    async with a_company_speaking(said["language"], tmp_path, monkeypatch) as company:
        yield company


def sixty_lines(desk: Company) -> int:
    """Bo's draft, each line with a note and a photo. Gives its id."""
    database = desk.desk.database
    products = [
        Product(f"P{n:03d}", f"Product {n} {LONG}", f"商品 {n} {LONG}", price=gbp("2"), returnable=n % 2 == 0)
        for n in range(1, 61)
    ]
    sold = [
        an_order_line(5, order_no="540000", line_no=n, product=product.code, price="2")
        for n, product in enumerate(products, 1)
    ]
    database.write_now(lambda uow: uow.catalogue.save_products(products))
    database.write_now(lambda uow: uow.orders.save_lines(sold))
    draft = act(database, BO, start_return)
    act(database, BO, choose_customer, draft.id, "12583")
    for product in products:
        line = act(database, BO, add_item, draft.id, product.code)
        act(database, BO, set_quantity, draft.id, line.line_no, pieces(2))
        act(database, BO, set_reason, draft.id, line.line_no, "TRANSIT_DAMAGE")
        act(database, BO, set_note, draft.id, line.line_no, "the box was open & wet <on one side> " * 9)
        act(database, BO, attach_photo, draft.id, line.line_no, builders.a_photo(f"line {line.line_no}"))
    return draft.id


def inspect_sixty(desk: Company, request_id: int) -> int:
    """One of each back on the shelf, one scrapped. Gives the order's id."""
    database = desk.desk.database
    inspection = act(database, CHEN, claim_inspection, request_id)
    for line in inspection.lines:
        split = {Disposition.RESTOCK: 1, Disposition.SCRAP: 1}
        record_line(database, inspection.id, line.line_no, counted=2, split=split)
    return act(database, CHEN, finish_inspection, inspection.id).id


async def through_all(phone: Phone, said: Said, last: str) -> None:
    """Opens the list of all lines and turns its pages to the end."""
    await phone.tap(said["all"])
    for page in range(1, 7):
        card = await phone.sees(f"P{page * 10:03d} ")
        if page < 6:
            assert f"{page}/6" in labels_of(card)
            await phone.tap("▶")
    await phone.sees(last)


async def test_sixty_lines_are_filed_decided_reviewed_and_posted(desk: Company, said: Said) -> None:
    request_id = sixty_lines(desk)
    bo, ann, wei = desk.phone(BO), desk.phone(ANN), desk.phone(WEI)
    await file_sixty(bo, said)
    card = await ann.sees(f"RR-2026-00001.*{said['58 more']}")
    assert len(words_of(card).splitlines()) <= 6
    assert [label for label in labels_of(card) if "60" in label]
    await through_all(ann, said, "P060 ")
    await ann.say("/approvals")
    await ann.sees(f"RR-2026-00001.*{said['58 more']}")
    await ann.tap(said["approve"])
    await bo.sees(f"RR-2026-00001.*{said['approved']}")
    order_id = inspect_sixty(desk, request_id)
    card = await ann.sees(f"RO-2026-00001.*{said['57 more']}")
    await wei.say("/review")
    await wei.sees(f"RO-2026-00001.*{said['57 more']}")
    await through_all(wei, said, "P060 ")
    await ann.tap(said["agree"])
    await ann.sees(f"RO-2026-00001.*{said['agreed']}")
    restock(desk.desk.database, order_id)
    await ann.say("/status RR-2026-00001")
    standing = await ann.sees("RR-2026-00001.*RO-2026-00001")
    assert len(words_of(standing)) < 4096
    await through_all(ann, said, "P060 ")


async def file_sixty(bo: Phone, said: Said) -> None:
    """From the offered draft on: changed on its last page, looked through, sent."""
    await bo.say("/return")
    await bo.sees(said["offered"])
    await bo.tap(said["go on"])
    await bo.sees(f"{said['items']}.*{said['57 more']}")
    await bo.tap(said["done"])
    card = await bo.sees(f"{said['confirm']}.*{said['57 more']}")
    assert len(words_of(card)) < 4096
    await bo.tap(said["change"])
    await bo.sees(f"{said['items']}.*P006 ")
    for page in range(2, 11):
        await bo.tap("▶")
        await bo.sees(f"{said['items']}.*P{page * 6:03d} ")
    await bo.button("^✎ P060$")
    await bo.tap(said["done"])
    await bo.sees(said["confirm"])
    await through_all(bo, said, "P060 ")
    await bo.tap(said["send"])
    await bo.sees(said["sent"])
