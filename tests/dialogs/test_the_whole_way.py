"""One return from a phone to the shelf, as people play it."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.app import log_key, photo_store
from bot.core.usecases.restock import sellable
from storage.doctor import check
from tests.support.builders import CLOCK
from tests.support.cast import ANN, BO, CHEN, OLGA, STRANGER, WEI
from tests.support.phones import labels_of, words_of
from tests.support.running_desk import Company
from tests.support.ways import file_return, inspect, review_and_restock, whole_way


def _stock(company: Company) -> Decimal:
    return company.desk.database.read_now(lambda uow: sellable(uow, CLOCK)).amount


def _problems(company: Company) -> list[str]:
    key, photos = log_key(company.settings), photo_store(company.settings)
    return [f"{p.rule} {p.record} {p.detail}" for p in check(company.desk.database, photos, key)]


async def test_a_return_goes_from_the_phone_to_the_shelf(company: Company, dent: bytes, box: bytes) -> None:
    before = _stock(company)
    number, order = await whole_way(company, dent, box)
    assert _stock(company) == before + 4
    assert _problems(company) == []
    bo = company.phone(BO)
    await bo.sees(f"{number}.*Approved by Ann")
    await bo.sees(f"{order} posted.*Credit note CN-2026-00001, £22.50")
    await bo.say("/stock 22728")
    shown = await bo.sees("104 sellable")
    assert "vendor hold 2" in words_of(shown)
    await bo.say(f"/status {number}")
    await bo.sees(f"{number}.*{order}: posted")
    await bo.tap(f"📄 {order}")
    paper = await bo.sees(f"^{order}$")
    assert paper["document"]["file_name"] == f"{order}.pdf"


async def test_a_manager_approves_by_replying_in_chinese(company: Company, dent: bytes) -> None:
    number = await file_return(company.phone(BO), dent)
    wei = company.phone(WEI)
    card = await wei.sees(f"{number}.*物流损坏")
    await wei.say("同意，让快递赔", reply_to=card["message_id"])
    decided = await wei.sees(f"{number}.*✓ Wei 已同意.*“同意，让快递赔”")
    assert decided["message_id"] == card["message_id"]
    assert labels_of(decided) == []
    other = await company.phone(ANN).sees(f"{number}.*Approved by Wei")
    assert labels_of(other) == []


async def test_a_manager_refuses_by_replying_with_a_reason(shop: Company, dent: bytes) -> None:
    number = await file_return(shop.phone(BO), dent)
    ann = shop.phone(ANN)
    card = await ann.sees(number)
    await ann.say("no, the box was fine", reply_to=card["message_id"])
    await shop.phone(BO).sees(f"{number}.*Refused by Ann.*the box was fine")


async def test_a_manager_asks_back_and_the_clerk_answers(shop: Company, dent: bytes) -> None:
    number = await file_return(shop.phone(BO), dent)
    ann, bo = shop.phone(ANN), shop.phone(BO)
    await ann.sees(number)
    await ann.tap("Ask")
    await ann.sees("what would you like to know")
    await ann.say("Which carrier was it?")
    await bo.sees(f"{number}.*Asked back by Ann.*Which carrier was it")
    await bo.tap("^Answer$")
    await bo.sees("Type your answer")
    await bo.say("DPD, on Monday")
    await ann.sees(f"{number}.*DPD, on Monday")
    await ann.tap("Approve")
    await bo.sees(f"{number}.*Approved by Ann")


async def test_whoever_filed_or_inspected_cannot_decide(shop: Company, dent: bytes) -> None:
    ann, chen, wei = shop.phone(ANN), shop.phone(CHEN), shop.phone(WEI)
    number = await file_return(ann, dent)
    await wei.sees(number)
    message_id, data = await wei.button("^✓ 同意$")
    seen = await ann.press(message_id, data)
    assert seen["alert"] == f"You worked on {number} yourself; somebody else has to decide."
    await wei.tap("^✓ 同意$")
    order = await inspect(chen, number, dent)
    await wei.sees(f"{order} · 审核")
    _, agree = await wei.button("^✓ 同意$")
    assert order in (await chen.press(1, agree))["alert"]
    await review_and_restock(shop, order)


async def test_a_second_tap_hears_who_was_first(company: Company, dent: bytes) -> None:
    number = await file_return(company.phone(BO), dent)
    ann, olga = company.phone(ANN), company.phone(OLGA)
    await ann.sees(number)
    await olga.sees(number)
    message_id, data = await olga.button("Approve")
    assert (await ann.tap("Approve"))["toast"] == "Approved."
    late = await olga.press(message_id, data)
    assert re.fullmatch(r"Ann already approved this at .+\.", late["alert"])
    await olga.sees(f"{number}.*Approved by Ann")


async def test_a_stranger_gets_nothing_but_the_way_to_ask(company: Company, dent: bytes) -> None:
    number = await file_return(company.phone(BO), dent)
    sam = company.phone(STRANGER)
    await sam.start(number)
    welcome = await sam.sees("private returns desk")
    assert labels_of(welcome) == ["Ask for access"]
    assert number not in words_of(welcome)
    _, data = await company.phone(ANN).button("Approve")
    assert (await sam.press(1, data))["alert"] == "This button isn't for you."
    status = company.desk.database.read_now(lambda uow: uow.requests.by_number(number).status.value)
    assert status == "submitted"
    await sam.tap("Ask for access")
    await sam.sees("The managers have your request")
    await company.phone(ANN).sees("Sam.*asks for access")
    await company.phone(ANN).tap("^Clerk$")
    await sam.sees("Welcome! You are clerk")
    await sam.say("/return")
    await sam.sees("step 1 of 5")
