"""Stretches of the way that many dialog tests go, tapped as people tap them, in either language."""

from __future__ import annotations

import re

from tests.support.cast import ANN, BO, CHEN, WEI
from tests.support.phones import Phone, words_of
from tests.support.running_desk import Company

NUMBER = re.compile(r"R[RO]-\d{4}-\d{5}")


def number_in(words: str) -> str:
    found = NUMBER.search(words)
    assert found, words
    return found.group()


async def file_return(clerk: Phone, *photos: bytes, quantity: str = "6") -> str:
    """Bo files clocks of Café Lumière, damaged in transit, with photos; gives the number."""
    await clerk.say("/return")
    await clerk.sees("step 1 of 5")
    await clerk.say("12583")
    await clerk.sees("step 2 of 5.*Café Lumière")
    await clerk.tap("^22728 ")
    await clerk.sees("bought 24")
    await clerk.say(quantity)
    await clerk.sees("step 4 of 5 · why")
    await clerk.tap("Damaged in transit")
    await clerk.sees("0 photos so far")
    await clerk.send_photos(*photos)
    await clerk.sees(f"{len(photos)} photos? ✓")
    await clerk.tap("^Done$")
    await clerk.sees("your items")
    await clerk.tap("^Done$")
    await clerk.sees("step 5 of 5")
    await clerk.tap("^Send$")
    sent = await clerk.sees(r"RR-\d{4}-\d{5} sent")
    return number_in(words_of(sent))


async def inspect(inspector: Phone, number: str, *photos: bytes) -> str:
    """Chen (Chinese) counts 6: 4 back on the shelf, 2 to the vendor, with photos; gives the RO number."""
    await inspector.say("/inspect")
    await inspector.tap(number)
    await inspector.sees("应到 6")
    await inspector.tap("^6$")
    await answer_checklist(inspector)
    await inspector.tap("^C 损坏")
    for left in (6, 5):
        await inspector.sees(f"剩余 {left}")
        await inspector.tap(r"^\+ 退供应商$")
    await inspector.sees("剩余 4")
    await inspector.tap("余下 4 全部入库")
    await inspector.sees("请拍照")
    await inspector.send_photos(*photos)
    await inspector.sees(f"{len(photos)} 张照片 ✓")
    await inspector.tap("^完成$")
    await inspector.sees("全部验收完毕")
    await inspector.tap("完成验收")
    made = await inspector.sees(r"RO-\d{4}-\d{5} 已生成")
    return number_in(words_of(made))


async def answer_checklist(inspector: Phone) -> None:
    """Every question of the category, whatever it asks."""
    for _ in range(12):
        message = await inspector.sees("成色如何|是否合格|请输入数值|请描述")
        words = words_of(message)
        if "成色如何" in words:
            return
        if "是否合格" in words:
            await inspector.tap("^✓ 合格$")
        elif "请输入数值" in words:
            await inspector.say("1")
        else:
            await inspector.tap("^跳过$")
        await inspector.moves_on(message)


async def review_and_restock(company: Company, order_number: str) -> None:
    """Wei agrees, Chen posts."""
    wei, chen = company.phone(WEI), company.phone(CHEN)
    await wei.sees(f"{order_number} · 审核")
    await wei.tap("^✓ 同意$")
    await wei.sees(f"{order_number}.*已审核")
    await chen.sees(f"{order_number} · 退货入库")
    await chen.tap("^入库到 A-03$")
    await chen.sees(f"{order_number}.*已入库到 A-03")


async def whole_way(company: Company, *photos: bytes) -> tuple[str, str]:
    number = await file_return(company.phone(BO), *photos)
    ann = company.phone(ANN)
    await ann.sees(f"{number}.*Café Lumière")
    await ann.tap("Approve")
    await ann.sees(f"{number}.*Approved by Ann")
    order = await inspect(company.phone(CHEN), number, *photos)
    await review_and_restock(company, order)
    return number, order
