"""Orders, pieces, lots, what is wanted, what is pointed out: the clerk's dialog in both languages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.core.domain.policy import Fee
from bot.core.domain.return_request import ReturnRequest
from bot.core.usecases.ports import UnitOfWork
from tests.support.builders import BAG, OLD_ORDER, ORDERED_AT, a_policy, an_order_line
from tests.support.cast import ANN, BO, CHEN, OLGA, WEI
from tests.support.clock import MORNING
from tests.support.phones import Phone, labels_of, words_of
from tests.support.pictures import a_picture, scaled
from tests.support.running_desk import Company, a_company
from tests.support.ways import number_in

Words = Mapping[str, str]
ENGLISH: Words = {
    "language": "en",
    "who": "step 1 of 5",
    "what": "step 2 of 5",
    "quantity": "step 3 of 5",
    "which": "step 3 of 5 · which piece",
    "why": "step 4 of 5 · why",
    "photos": "step 4 of 5 · photos",
    "items": "your items",
    "confirm": "step 5 of 5",
    "not needed": "^Not needed$",
    "damaged": "^Damaged in transit$",
    "done": "^Done$",
    "add": "^Add another item$",
    "send": "^Send$",
    "sent": "sent",
    "two orders": "2 orders · bought 36 · at most 36",
    "old order": "^531000 · .* · 12 left$",
    "old only": "Order 531000 · .* · bought 12 · at most 12",
    "newest": "^any order, newest first$",
    "here": "2 orders · 20 on this return · bought 36 · at most 16",
    "too many": "You can return at most 16: bought 36, 20 more are on this return already",
    "all 16": "^all 16$",
    "of order": "Order 536370: what comes back\\?",
    "all orders": "^All orders$",
    "twin": "RR-2026-00001 \\(6, waits for a manager\\) is on its way for this product",
    "open twin": "^Open RR-2026-00001$",
    "refund": "^Refund$",
    "chosen": "● Refund",
    "wants": "wants: refund",
    "fee": "restocking fee £3.38",
    "lot button": "^Lot number$",
    "lot ask": "Type the lot number",
    "lot": "lot L24-117",
    "no serial": "^Without a serial number$",
    "piece": "serial no. R2",
    "not sold": "Café Lumière did not buy 22326 with serial number R9",
    "returned": "Serial number R2 is already in RR-2026-00001",
    "seen": "A photo here was already used in RR-2026-00001",
    "alike": "A photo here looks like one in RR-2026-00001",
    "card seen": "photo seen before: RR-2026-00001",
    "correct": "^Correct to 4 and send again$",
    "sums": "22728: bought 24, already returned 20 \\(RR-2026-00001\\), so at most 4",
    "foreseen": "within 30 days ✓ · needs a manager \\(over £20.00\\)",
    "is approved": "sent and approved at once",
}
CHINESE: Words = {
    "language": "zh",
    "who": "第 1 步，共 5 步",
    "what": "第 2 步，共 5 步",
    "quantity": "第 3 步，共 5 步",
    "which": "第 3 步，共 5 步 · 哪一件",
    "why": "第 4 步，共 5 步 · 原因",
    "photos": "第 4 步，共 5 步 · 照片",
    "items": "商品清单",
    "confirm": "第 5 步，共 5 步",
    "not needed": "^客户需求变化$",
    "damaged": "^物流损坏$",
    "done": "^完成$",
    "add": "^再加一件商品$",
    "send": "^提交$",
    "sent": "已提交",
    "two orders": "2 个订单 · 购买 36 · 最多可退 36",
    "old order": "^531000 · .* · 剩 12$",
    "old only": "订单 531000 · .* · 购买 12 · 最多可退 12",
    "newest": "^任一订单，从最新的开始$",
    "here": "2 个订单 · 本次退货已有 20 · 购买 36 · 最多可退 16",
    "too many": "最多可退 16：购买 36，本次退货已有 20",
    "all 16": "^全部 16$",
    "of order": "订单 536370：退哪件商品",
    "all orders": "^所有订单$",
    "twin": "RR-2026-00001（6，待审批）已在退此商品",
    "open twin": "^查看 RR-2026-00001$",
    "refund": "^退款$",
    "chosen": "● 退款",
    "wants": "客户希望：退款",
    "fee": "退货手续费 £3.38",
    "lot button": "^批号$",
    "lot ask": "请输入批号",
    "lot": "批号 L24-117",
    "no serial": "^没有序列号$",
    "piece": "序列号 R2",
    "not sold": "Café Lumière 没有买过序列号为 R9 的 22326",
    "returned": "序列号 R2 已在 RR-2026-00001 中",
    "seen": "此处有照片已在 RR-2026-00001 中用过",
    "alike": "此处有照片与 RR-2026-00001 中的相似",
    "card seen": "照片曾用于：RR-2026-00001",
    "correct": "^改为 4 并重新提交$",
    "sums": "22728：购买 24，已退 20（RR-2026-00001），最多可退 4",
    "foreseen": "30 天.*✓ · 需主管（超过 £20.00）",
    "is approved": "已提交",
}


@pytest.fixture(params=[ENGLISH, CHINESE], ids=["en", "zh"])
def said(request: pytest.FixtureRequest) -> Words:
    found: Words = request.param
    return found


def more_orders(uow: UnitOfWork) -> None:
    """Café Lumière also has an older order of clocks, and three boxes with numbers on them."""
    old = an_order_line(12, order_no=OLD_ORDER, price="3.50", ordered_at=ORDERED_AT - timedelta(days=20))
    boxes = replace(
        an_order_line(3, order_no="537000", product=BAG, price="40"),
        serials=frozenset({"R1", "R2", "R3"}),
    )
    uow.orders.save_lines([old, boxes])


@pytest.fixture
async def desk(said: Words, tmp_path: Path) -> AsyncIterator[Company]:
    """Everybody speaks the language of the test."""
    language = said["language"]
    languages = {member.telegram_id: language for member in (ANN, BO, CHEN, WEI, OLGA)}
    async with a_company("sqlite", tmp_path, languages=languages, DESK_LANGUAGE=language) as running:
        yield running


async def begin(bo: Phone, said: Words) -> None:
    await bo.say("/return")
    await bo.sees(said["who"])
    await bo.say("12583")
    await bo.sees(said["what"])


async def finish(bo: Phone, said: Words) -> str:
    """From the reason on: not needed, nothing else to say."""
    await bo.sees(said["why"])
    await bo.tap(said["not needed"])
    await bo.sees(said["items"])
    await bo.tap(said["done"])
    await bo.sees(said["confirm"])
    await bo.tap(said["send"])
    return number_in(words_of(await bo.sees(f"RR-.*{said['sent']}")))


def stored(company: Company, number: str) -> ReturnRequest:
    return company.desk.database.read_now(lambda uow: uow.requests.by_number(number))


async def test_several_lines_over_several_orders(desk: Company, said: Words) -> None:
    desk.desk.database.write_now(more_orders)
    bo = desk.phone(BO)
    await begin(bo, said)
    await bo.tap("^22728 ")
    await bo.sees(said["two orders"])
    await bo.tap(said["old order"])
    card = await bo.sees(said["old only"])
    assert any(label.startswith("● 531000") for label in labels_of(card))
    await bo.tap(said["newest"])
    await bo.sees(said["two orders"])
    await bo.tap(said["old order"])
    await bo.sees(said["old only"])
    await bo.say("12")
    await bo.sees(said["why"])
    await bo.tap(said["not needed"])
    await bo.sees(said["items"])
    await bo.tap(said["add"])
    await bo.sees(said["what"])
    await bo.tap("^22728 ")
    await bo.say("8")
    number = await finish(bo, said)
    lines = stored(desk, number).lines
    assert [(str(line.quantity), line.order_no) for line in lines] == [("12", OLD_ORDER), ("8", "")]
    assert [[part.order_no for part in line.allocations] for line in lines] == [[OLD_ORDER], ["536370"]]


async def test_a_second_line_counts_what_the_first_takes(desk: Company, said: Words) -> None:
    desk.desk.database.write_now(more_orders)
    bo = desk.phone(BO)
    await begin(bo, said)
    await bo.tap("^22728 ")
    await bo.sees(said["two orders"])
    await bo.tap("^536370 · ")
    await bo.sees("536370")
    await bo.say("20")
    await bo.sees(said["why"])
    await bo.tap(said["not needed"])
    await bo.tap(said["add"])
    await bo.sees(said["what"])
    await bo.tap("^22728 ")
    await bo.sees(said["here"])
    await bo.say("17")
    refused = await bo.sees(said["too many"])
    assert any(label for label in labels_of(refused) if label in ("all 16", "全部 16"))
    await bo.tap(said["all 16"])
    await finish(bo, said)


async def test_an_order_number_shows_what_is_on_it(desk: Company, said: Words) -> None:
    desk.desk.database.write_now(more_orders)
    bo = desk.phone(BO)
    await bo.say("/return")
    await bo.sees(said["who"])
    await bo.say("536370")
    card = await bo.sees(said["of order"])
    assert [label[:5] for label in labels_of(card)[:3]] == ["22728", "22326", "90200"]
    await bo.tap(said["all orders"])
    await bo.sees(said["what"])
    await bo.say("536370")
    await bo.sees(said["of order"])
    await bo.tap("^22728 ")
    await bo.say("2")
    number = await finish(bo, said)
    assert stored(desk, number).lines[0].order_no == "536370"


async def test_a_piece_with_a_serial_number(desk: Company, said: Words) -> None:
    desk.desk.database.write_now(more_orders)
    bo = desk.phone(BO)
    await begin(bo, said)
    await bo.tap("^22326 ")
    card = await bo.sees(said["which"])
    assert labels_of(card)[:3] == ["R1", "R2", "R3"]
    await bo.say("R9")
    await bo.sees(said["not sold"])
    await bo.say("r2")
    await bo.sees(said["why"])
    await bo.tap(said["not needed"])
    await bo.sees(said["piece"])
    await bo.tap(said["done"])
    await bo.tap(said["send"])
    await bo.sees("RR-2026-00001")
    line = stored(desk, "RR-2026-00001").lines[0]
    assert (line.serial, str(line.quantity), line.order_no) == ("R2", "1", "537000")
    await begin(bo, said)
    await bo.tap("^22326 ")
    card = await bo.sees(said["which"])
    assert labels_of(card)[:2] == ["R1", "R3"]
    await bo.say("R2")
    await bo.sees(said["returned"])
    await bo.tap(said["no serial"])
    await bo.sees(said["quantity"])


async def test_a_lot_number_and_what_the_customer_wants(desk: Company, said: Words) -> None:
    fees = {"DEMAND_CHANGE": Fee(percent=Decimal(15))}
    desk.desk.database.write_now(
        lambda uow: uow.policies.add(replace(a_policy(2), fees=fees, effective_at=MORNING))
    )
    bo, ann = desk.phone(BO), desk.phone(ANN)
    await begin(bo, said)
    await bo.tap("^22728 ")
    await bo.say("6")
    await bo.sees(said["why"])
    await bo.tap(said["not needed"])
    await bo.sees(said["items"])
    await bo.tap(said["lot button"])
    await bo.sees(said["lot ask"])
    await bo.say("L24-117")
    await bo.sees(said["lot"])
    await bo.tap(said["done"])
    confirm = await bo.sees(said["confirm"])
    assert len(words_of(confirm).splitlines()) <= 6
    await bo.sees(f"{said['fee']}.*{said['foreseen']}")
    await bo.tap(said["refund"])
    await bo.button(said["chosen"])
    await bo.tap(said["send"])
    number = number_in(words_of(await bo.sees(f"RR-.*{said['sent']}")))
    await ann.sees(f"{number}.*{said['lot']}.*{said['wants']} · {said['fee']}")
    assert stored(desk, number).outcome.value == "REFUND"


async def test_another_return_of_the_same_product_is_shown_and_can_be_opened(
    desk: Company, said: Words
) -> None:
    bo = desk.phone(BO)
    await begin(bo, said)
    await bo.tap("^22728 ")
    await bo.say("6")
    number = await finish(bo, said)
    await begin(bo, said)
    await bo.tap("^22728 ")
    await bo.sees(said["twin"])
    await bo.tap(said["open twin"])
    await bo.sees(f"{number} · Café Lumière")
    await bo.say("2")
    second = await finish(bo, said)
    assert second != number
    assert "ALSO_OPEN" in [finding.code for finding in stored(desk, second).findings]


async def damaged(bo: Phone, said: Words, picture: bytes) -> None:
    await begin(bo, said)
    await bo.tap("^22728 ")
    await bo.say("6")
    await bo.sees(said["why"])
    await bo.tap(said["damaged"])
    await bo.sees(said["photos"])
    await bo.send_photos(picture)


async def test_a_photo_that_was_used_before_is_pointed_out_at_once_and_on_the_card(
    desk: Company, said: Words
) -> None:
    bo, ann = desk.phone(BO), desk.phone(ANN)
    await damaged(bo, said, a_picture(1))
    await bo.tap(said["done"])
    await bo.sees(said["items"])
    await bo.tap(said["done"])
    await bo.tap(said["send"])
    await bo.sees("RR-2026-00001")
    await damaged(bo, said, a_picture(1))
    await bo.sees(said["seen"])
    await bo.send_photos(scaled(a_picture(1), (480, 360)))
    await bo.sees(said["alike"])
    await bo.tap(said["done"])
    await bo.sees(said["items"])
    await bo.tap(said["done"])
    await bo.tap(said["send"])
    await ann.sees(f"RR-2026-00002.*{said['card seen']}")


async def test_what_was_refused_is_sent_again_with_what_is_possible(desk: Company, said: Words) -> None:
    bo, ann = desk.phone(BO), desk.phone(ANN)
    await begin(bo, said)
    await bo.tap("^22728 ")
    await bo.say("24")
    await bo.sees(said["why"])
    await bo.tap(said["not needed"])
    await bo.sees(said["items"])
    await bo.tap(said["done"])
    await bo.sees(said["confirm"])
    await begin(ann, said)
    await ann.tap("^22728 ")
    await ann.say("20")
    await finish(ann, said)
    await bo.tap(said["send"])
    await bo.sees(said["sums"])
    await bo.tap(said["correct"])
    await bo.sees(f"{said['items']}.*4 × 22728")
    await bo.tap(said["done"])
    await bo.tap(said["send"])
    await bo.sees(f"RR-2026-00003 {said['is approved']}")
    assert stored(desk, "RR-2026-00003").status.value == "approved"
