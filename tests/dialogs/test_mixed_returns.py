"""One customer brings several things back for several reasons: what is open is asked, nothing is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.domain.return_request import ReturnRequest
from tests.support.builders import BAG, an_approved_return, an_order_line
from tests.support.cast import ANN, BO
from tests.support.one_language import a_company_speaking
from tests.support.phones import Phone, labels_of, words_of
from tests.support.pictures import a_picture
from tests.support.running_desk import Company

Said = Mapping[str, str]
ENGLISH: Said = {
    "language": "en",
    "what": "step 2 of 5",
    "quantity": "step 3 of 5",
    "why": "step 4 of 5 · why",
    "photos": "step 4 of 5 · photos",
    "which": "step 3 of 5 · which piece",
    "twice": "Serial number R1 is on this return already",
    "stays one": "Serial number R1 is of one piece: the quantity stays 1",
    "change": "^Change$",
    "note": "step 4 of 5 · note",
    "items": "your items",
    "confirm": "step 5 of 5",
    "not needed": "^Not needed$",
    "damaged": "^Damaged in transit$",
    "more": "^more ▾$",
    "other": "^Other$",
    "back": "Back$",
    "add": "^Add another item$",
    "so far": "^▶ Go on with 1 item$",
    "done": "^Done$",
    "send": "^Send$",
    "note button": "^Add a note$",
    "correct": "^Correct to 4 and send again$",
    "before": "bought 24 · returned 6 \\(RR-2026-00001\\) · at most 18",
    "too many": "You can return at most 18: bought 24, 6 already came back in RR-2026-00001",
    "here and before": "You can return at most 8: bought 24, 6 already came back in RR-2026-00001, 10 are on",
    "all 18": "^all 18$",
    "first": "10 × 22728 .*: Not needed",
    "second": "2 × 22728 .*: Damaged in transit, 1 photo",
}
CHINESE: Said = {
    "language": "zh",
    "what": "第 2 步，共 5 步",
    "quantity": "第 3 步，共 5 步",
    "why": "第 4 步，共 5 步 · 原因",
    "photos": "第 4 步，共 5 步 · 照片",
    "which": "第 3 步，共 5 步 · 哪一件",
    "twice": "序列号 R1 已在本次退货中",
    "stays one": "序列号 R1 只对应一件：数量只能是 1",
    "change": "^修改$",
    "note": "第 4 步，共 5 步 · 备注",
    "items": "商品清单",
    "confirm": "第 5 步，共 5 步",
    "not needed": "^客户需求变化$",
    "damaged": "^物流损坏$",
    "more": "^更多 ▾$",
    "other": "^其他$",
    "back": "返回$",
    "add": "^再加一件商品$",
    "so far": "^▶ 继续（1 件商品）$",
    "done": "^完成$",
    "send": "^提交$",
    "note button": "^添加备注$",
    "correct": "^改为 4 并重新提交$",
    "before": "购买 24 · 已退 6（RR-2026-00001）· 最多可退 18",
    "too many": "最多可退 18：购买 24，已退 6（RR-2026-00001）",
    "here and before": "最多可退 8：购买 24，RR-2026-00001 已退 6，本次退货已有 10",
    "all 18": "^全部 18$",
    "first": "10 × 22728 .*：客户需求变化",
    "second": "2 × 22728 .*：物流损坏，1 张照片",
}


@pytest.fixture(params=[ENGLISH, CHINESE], ids=["en", "zh"])
def said(request: pytest.FixtureRequest) -> Said:
    found: Said = request.param
    return found


@pytest.fixture
async def desk(said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Company]:
    async with a_company_speaking(said["language"], tmp_path, monkeypatch) as company:
        yield company


async def begin(bo: Phone, said: Said) -> None:
    await bo.say("/return")
    await bo.say("12583")
    await bo.sees(said["what"])


async def item(bo: Phone, said: Said, product: str, quantity: str) -> None:
    await bo.tap(f"^{product} ")
    await bo.sees(f"{said['quantity']}.*{product}")
    await bo.say(quantity)
    await bo.sees(f"{said['why']}.*{quantity} × {product}")


def stored(company: Company, number: str) -> ReturnRequest:
    return company.desk.database.read_now(lambda uow: uow.requests.by_number(number))


async def test_what_came_back_before_is_counted_and_the_maximum_shown(desk: Company, said: Said) -> None:
    an_approved_return(desk.desk.database)
    bo = desk.phone(BO)
    await begin(bo, said)
    await bo.tap("^22728 ")
    await bo.sees(said["before"])
    await bo.say("20")
    refused = await bo.sees(f"⚠ {said['too many']}")
    assert any(label.endswith(" 18") for label in labels_of(refused))
    await bo.tap(said["all 18"])
    await bo.sees(said["why"])


async def test_the_same_goods_come_back_for_two_reasons(desk: Company, said: Said) -> None:
    an_approved_return(desk.desk.database)
    bo = desk.phone(BO)
    await begin(bo, said)
    await item(bo, said, "22728", "10")
    await bo.tap(said["not needed"])
    await bo.tap(said["add"])
    await bo.tap("^22728 ")
    await bo.sees(said["quantity"])
    await bo.say("9")
    await bo.sees(said["here and before"])
    await bo.say("2")
    await bo.sees(said["why"])
    await bo.tap(said["damaged"])
    await bo.sees(said["photos"])
    await bo.send_photos(a_picture(1))
    await bo.tap(said["done"])
    await bo.sees(f"{said['items']}.*{said['first']}.*{said['second']}")
    await bo.tap(said["done"])
    await bo.tap(said["send"])
    await bo.sees("RR-2026-00002")
    lines = stored(desk, "RR-2026-00002").lines
    assert [(str(line.quantity), line.reason, len(line.photos)) for line in lines] == [
        ("10", "DEMAND_CHANGE", 0),
        ("2", "TRANSIT_DAMAGE", 1),
    ]


async def test_a_numbered_piece_is_one_and_comes_back_once(desk: Company, said: Said) -> None:
    """Two boxes with numbers are two items; neither number is taken twice, nor for more than one."""
    line = replace(
        an_order_line(2, order_no="537000", product=BAG, price="2"), serials=frozenset({"R1", "R2"})
    )
    desk.desk.database.write_now(lambda uow: uow.orders.save_lines([line]))
    bo = desk.phone(BO)
    await begin(bo, said)
    for number in ("R1", "R2"):
        await bo.tap(f"^{BAG} ")
        await bo.sees(said["which"])
        await bo.button("^R2$")
        if number == "R2":
            await bo.say("r1")
            await bo.sees(f"⚠ .*{said['twice']}")
        await bo.tap(f"^{number}$")
        await bo.sees(said["why"])
        await bo.tap(said["not needed"])
        await bo.sees(f"{said['items']}.*{number}")
        if number == "R1":
            await bo.tap(said["add"])
            await bo.sees(said["what"])
    await bo.tap(said["done"])
    await bo.tap(said["change"])
    await bo.tap(f"^✎ {BAG}$")
    await bo.sees(said["quantity"])
    await bo.say("2")
    await bo.sees(f"⚠ .*{said['stays one']}")
    await bo.tap("^(1|all 1|全部 1)$")
    await bo.tap(said["not needed"])
    await bo.tap(said["done"])
    await bo.tap(said["send"])
    await bo.sees("RR-2026-00001")
    lines = stored(desk, "RR-2026-00001").lines
    assert [(line.serial, str(line.quantity)) for line in lines] == [("R1", "1"), ("R2", "1")]


async def test_what_was_left_open_is_asked_before_it_is_sent(desk: Company, said: Said) -> None:
    """Bo turns to the boxes before the clocks' photos are made, then thinks that is all."""
    bo = desk.phone(BO)
    await begin(bo, said)
    await item(bo, said, "22728", "6")
    await bo.tap(said["damaged"])
    for question in ("photos", "why", "quantity"):
        await bo.sees(said[question])
        await bo.tap(said["back"])
    await bo.sees(said["what"])
    await item(bo, said, BAG, "2")
    await bo.tap(said["more"])
    await bo.tap(said["other"])
    await bo.sees(said["note"])
    await bo.say("/cancel")
    await bo.say("/return")
    await bo.tap("^(Go on|继续)$")
    await bo.sees(f"{said['photos']}.*6 × 22728")
    await bo.send_photos(a_picture(1))
    await bo.tap(said["done"])
    await bo.sees(said["items"])
    await bo.tap(said["done"])
    await bo.sees(f"{said['note']}.*2 × {BAG}")
    await bo.say("too small")
    await bo.sees(f"{said['items']}.*too small")
    await bo.tap(said["done"])
    await bo.sees(said["confirm"])


async def test_a_line_that_was_not_begun_leaves_the_others_as_they_were(desk: Company, said: Said) -> None:
    bo = desk.phone(BO)
    await begin(bo, said)
    await item(bo, said, "22728", "2")
    await bo.tap(said["not needed"])
    await bo.tap(said["add"])
    await bo.tap(f"^{BAG} ")
    await bo.sees(said["quantity"])
    await bo.tap(said["back"])
    await bo.sees(said["what"])
    await bo.tap(said["so far"])
    await bo.sees(f"{said['items']}.*2 × 22728")
    await bo.tap(said["note button"])
    await bo.sees(f"{said['note']}.*2 × 22728")
    await bo.say("unopened")
    await bo.sees(f"{said['items']}.*unopened")


async def test_what_is_corrected_takes_notes_and_photos(desk: Company, said: Said) -> None:
    """Ann was quicker: of Bo's 24 clocks only 4 are left, and the card that is left takes another photo."""
    bo, ann = desk.phone(BO), desk.phone(ANN)
    await begin(bo, said)
    await item(bo, said, "22728", "24")
    await bo.tap(said["not needed"])
    await bo.sees(said["items"])
    await bo.tap(said["done"])
    await bo.sees(said["confirm"])
    await begin(ann, said)
    await item(ann, said, "22728", "20")
    await ann.tap(said["not needed"])
    await ann.tap(said["done"])
    await ann.tap(said["send"])
    await ann.sees("RR-2026-00001")
    await bo.tap(said["send"])
    await bo.tap(said["correct"])
    await bo.sees(f"{said['items']}.*4 × 22728")
    await bo.send_photos(a_picture(1))
    await bo.sees(f"{said['photos']}.*4 × 22728")
    await bo.tap(said["done"])
    await bo.tap(said["note button"])
    await bo.say("unopened")
    card = await bo.sees(f"{said['items']}.*unopened")
    assert "4 × 22728" in words_of(card)
