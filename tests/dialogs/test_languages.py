"""The same way with the languages swapped: a Chinese clerk, an English inspector; and changing one's mind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.cast import ANN, BO, CHEN, WEI
from tests.support.databases import ENGINES
from tests.support.phones import labels_of, words_of
from tests.support.running_desk import Company, a_company
from tests.support.ways import number_in

SWAPPED = {ANN.telegram_id: "zh", BO.telegram_id: "zh", CHEN.telegram_id: "en", WEI.telegram_id: "en"}


@pytest.fixture(params=ENGINES)
async def swapped(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Company]:
    async with a_company(request.param, tmp_path, languages=SWAPPED, DESK_LANGUAGE="zh") as running:
        yield running


async def test_a_chinese_clerk_and_an_english_inspector(swapped: Company, dent: bytes, box: bytes) -> None:
    bo, chen, wei, ann = (swapped.phone(member) for member in (BO, CHEN, WEI, ANN))
    await bo.say("/return")
    await bo.sees("第 1 步，共 5 步")
    await bo.say("Lumière")
    await bo.sees("“Lumière”的搜索结果")
    await bo.tap("12583 Café Lumière")
    await bo.sees("第 2 步，共 5 步")
    await bo.say("闹钟")
    await bo.sees("“闹钟”的搜索结果")
    await bo.tap("^22728 ")
    await bo.sees("购买 24")
    await bo.tap("^全部 24$")
    await bo.tap("^物流损坏$")
    await bo.sees("目前 0 张")
    await bo.send_photos(dent, box)
    await bo.sees("2 张照片 ✓")
    await bo.tap("^完成$")
    await bo.sees("商品清单")
    await bo.tap("^完成$")
    await bo.sees("第 5 步，共 5 步")
    await bo.tap("^提交$")
    number = number_in(words_of(await bo.sees("已提交")))
    card = await wei.sees(f"{number}.*Damaged in transit")
    await wei.say("ok, the carrier pays", reply_to=card["message_id"])
    await wei.sees(f"{number}.*Approved by Wei.*“ok, the carrier pays”")
    await ann.sees(f"{number}.*Wei 已同意")
    await chen.say("/inspect")
    await chen.tap(number)
    await chen.sees("Expected 24")
    await chen.say("23")
    for _ in range(12):
        message = await chen.sees("What is it like|Is it as it should be|Type the number|Type what you see")
        if "What is it like" in words_of(message):
            break
        if "Is it as it should be" in words_of(message):
            await chen.tap("As it should")
        elif "Type the number" in words_of(message):
            await chen.say("1")
        else:
            await chen.tap("^Skip$")
        await chen.moves_on(message)
    await chen.tap("^A as new$")
    await chen.tap("^All 23 restock$")
    await chen.sees("all lines done")
    await chen.tap("^Finish$")
    await chen.sees("1 of 24 have not come")
    await chen.tap("^That is all$")
    order = number_in(words_of(await chen.sees(r"RO-\d{4}-\d{5} made")))
    await ann.sees(f"{order} · 审核")
    await ann.tap("^✓ 同意$")
    await chen.sees(f"{order} · restock")
    await chen.tap("^Post to A-03$")
    await chen.sees(f"{order}.*Posted.*22728: 100 → 123 sellable")
    await bo.sees(f"{order} 已入库.*贷项单 CN-2026-00001，£86.25")


async def test_a_person_changes_the_language_in_the_chat(shop: Company) -> None:
    bo = shop.phone(BO)
    await bo.say("/language")
    await bo.tap("^中文$")
    await bo.sees("Bo，欢迎使用退货台")
    await bo.say("/mine")
    empty = await bo.sees("你还没有退货")
    assert labels_of(empty) == ["新的退货"]
