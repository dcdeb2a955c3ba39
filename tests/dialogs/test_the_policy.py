"""Managers look at the rules and change them; two managers agree; a customer is blocked."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.core.domain.policy import Policy
from bot.core.usecases.ports import UnitOfWork
from tests.support.builders import a_policy, gbp
from tests.support.cast import ANN, BO, CHEN, OLGA, WEI
from tests.support.clock import MORNING
from tests.support.phones import Phone, labels_of, words_of
from tests.support.running_desk import Company, a_company
from tests.support.ways import number_in

STAFF = (ANN, BO, CHEN, WEI, OLGA)


@dataclass(frozen=True, slots=True)
class Said:
    """What stands on the screen, in one language."""

    language: str
    head: str
    window: str
    days_45: str
    fees: str
    not_needed: str
    percent_15: str
    now_three: str
    review: str
    force: str
    in_force: str
    versions: str
    version_line: str
    categories: str
    clocks_out: str
    products: str
    product_out: str
    back: str
    close: str
    closed: str
    invalid: str
    blocks: str
    nobody: str
    block: str
    who: str
    why: str
    blocked: str
    refusal: str
    lift: str
    step_one: str
    second: str
    from_button: str
    delivery: str
    line_delivery: str


ENGLISH = Said(
    language="en",
    head="Return policy, version 1",
    window="^Window$",
    days_45="^45 days$",
    fees="^Restocking fees",
    not_needed="^Not needed · no fee$",
    percent_15="^15 %$",
    now_three="3 changes, not in force yet",
    review="^Review 3 changes$",
    force="^Put into force$",
    in_force="Version 2 is in force",
    versions="^Earlier versions$",
    version_line=r"v2 · .*Ann: Return window: 45 days",
    categories="^Categories not taken",
    clocks_out="^Clocks · not taken back$",
    products="^Products not taken",
    product_out="^Product 22728 Alarm clock Bakelike p",
    back="Back$",
    close="^Close$",
    closed="Closed. Nothing was changed.",
    invalid="“lots” does not fit here",
    blocks="^Blocked customers$",
    nobody="No customer is blocked",
    block="^Block a customer$",
    who="Who\\? Type a name",
    why="Café Lumière: why\\?",
    blocked="Café Lumière: “three returns unpaid” \\(Ann",
    refusal="Returns of Café Lumière are blocked: “three returns unpaid”. Ask Ann",
    lift="^Lift: Café Lumière$",
    step_one="step 1 of 5",
    second="^Two managers$",
    from_button="^Counted from$",
    delivery="^from the day of delivery$",
    line_delivery="Window: 30 days from the day of delivery",
)
CHINESE = Said(
    language="zh",
    head="退货政策 第 1 版",
    window="^退货期限$",
    days_45="^45 天$",
    fees="^手续费",
    not_needed="^客户需求变化 · 不收$",
    percent_15="^15 %$",
    now_three="3 项修改尚未启用",
    review="^查看 3 项修改$",
    force="^启用$",
    in_force="第 2 版已启用",
    versions="^历史版本$",
    version_line=r"第 2 版 · .*Ann：退货期限：45 天",
    categories="^不可退类别",
    clocks_out="^钟表 · 不可退$",
    products="^不可退商品",
    product_out="^商品 22728 粉色仿电木闹钟",
    back="返回$",
    close="^关闭$",
    closed="已关闭，未作修改",
    invalid="“lots”不适用于此处",
    blocks="^停止受理名单$",
    nobody="没有停止受理的客户",
    block="^停止受理客户$",
    who="哪位客户？",
    why="Café Lumière：为什么？",
    blocked="Café Lumière：“three returns unpaid”（Ann",
    refusal="Café Lumière 的退货已被停止受理：“three returns unpaid”。请联系 Ann",
    lift="^解除：Café Lumière$",
    step_one="第 1 步，共 5 步",
    second="^两位主管$",
    from_button="^起算日$",
    delivery="^从送达日起算$",
    line_delivery="退货期限：送达日起 30 天",
)


@pytest.fixture(params=[ENGLISH, CHINESE], ids=["en", "zh"])
def said(request: pytest.FixtureRequest) -> Said:
    found: Said = request.param
    return found


@pytest.fixture
async def desk(said: Said, tmp_path: Path) -> AsyncIterator[Company]:
    """Everybody speaks the language of the test."""
    languages = {member.telegram_id: said.language for member in STAFF}
    async with a_company("sqlite", tmp_path, languages=languages, DESK_LANGUAGE=said.language) as running:
        yield running


def in_force(company: Company) -> Policy:
    return company.desk.database.read_now(lambda uow: uow.policies.current(uow.now))


async def test_a_manager_changes_three_rules_and_puts_them_into_force(desk: Company, said: Said) -> None:
    ann = desk.phone(ANN)
    await ann.say("/policy")
    await ann.sees(said.head)
    await ann.tap(said.window)
    await ann.tap(said.days_45)
    await ann.tap(said.fees)
    await ann.tap(said.not_needed)
    await ann.tap(said.percent_15)
    await ann.tap(said.second)
    await ann.say("500")
    card = await ann.sees(said.now_three)
    assert len(words_of(card).splitlines()) == 7
    await ann.tap(said.review)
    await ann.tap(said.force)
    await ann.sees(said.in_force)
    policy = in_force(desk)
    assert (policy.version, policy.window_days, policy.author_id) == (2, 45, 1)
    assert str(policy.fees["DEMAND_CHANGE"].percent) == "15"
    assert policy.second_approval_limit == gbp("500")
    await ann.say("/policy")
    await ann.tap(said.versions)
    await ann.sees(said.version_line)


async def test_what_is_not_a_value_is_asked_again_and_closing_changes_nothing(
    desk: Company, said: Said
) -> None:
    ann = desk.phone(ANN)
    await ann.say("/policy")
    await ann.tap(said.window)
    await ann.say("lots")
    await ann.sees(said.invalid)
    await ann.say("60")
    await ann.sees("60")
    await ann.tap(said.close)
    await ann.sees(said.closed)
    assert in_force(desk).version == 1


async def test_categories_and_products_change_sides(desk: Company, said: Said) -> None:
    ann = desk.phone(ANN)
    await ann.say("/policy")
    await ann.tap(said.categories)
    _, data = await ann.button("Clocks" if said.language == "en" else "钟表")
    await ann.press((await ann.sees("."))["message_id"], data)
    await ann.button(said.clocks_out)
    await ann.tap(said.back)
    await ann.tap(said.products)
    await ann.say("22728")
    await ann.button(said.product_out)
    await ann.say("nothing like this")
    await ann.sees("nothing like this")
    await ann.tap(said.product_out)
    await ann.tap(said.back)
    await ann.tap("1")
    await ann.tap(said.force)
    await ann.sees(said.in_force)
    policy = in_force(desk)
    assert policy.non_returnable_categories == frozenset({"clocks"})
    assert policy.non_returnable_products == frozenset()


async def test_the_changes_so_far_survive_a_restart(desk: Company, said: Said) -> None:
    ann = desk.phone(ANN)
    await ann.say("/policy")
    await ann.tap(said.from_button)
    await ann.tap(said.delivery)
    await ann.sees(said.line_delivery)
    await desk.restart()
    await ann.tap(said.window)
    await ann.tap(said.days_45)
    await ann.sees("45")
    await ann.tap("2")
    await ann.tap(said.force)
    await ann.sees(said.in_force)
    assert (in_force(desk).window_days, in_force(desk).window_from.value) == (45, "delivery")


async def test_a_clerk_does_not_see_the_rules(desk: Company, said: Said) -> None:
    bo = desk.phone(BO)
    await bo.say("/policy")
    await bo.sees("You may not do that here" if said.language == "en" else "当前角色没有权限进行此操作")
    assert in_force(desk).version == 1


async def test_a_blocked_customer_is_refused_with_the_reason_until_it_is_lifted(
    desk: Company, said: Said
) -> None:
    ann, bo = desk.phone(ANN), desk.phone(BO)
    await ann.say("/policy")
    await ann.tap(said.blocks)
    await ann.sees(said.nobody)
    await ann.tap(said.block)
    await ann.sees(said.who)
    await ann.say("Lumière")
    await ann.sees("“Lumière”")
    await ann.tap("12583 Café Lumière")
    await ann.sees(said.why)
    await ann.say("three returns unpaid")
    await ann.sees(said.blocked)
    await bo.say("/return")
    await bo.sees(said.step_one)
    await bo.say("12583")
    await bo.sees(said.refusal)
    await ann.tap(said.lift)
    await ann.sees(said.nobody)
    await bo.say("12583")
    await bo.sees("Café Lumière")


# ── two managers ──
TWO = {
    "en": {
        "steps": ("step 2 of 5", "why", "^Not needed$", "^Done$", "step 5 of 5", "^Send$"),
        "needs": "two managers must agree \\(over £50.00\\)",
        "approve": "Approve",
        "half": "Noted. One more manager must agree.",
        "card": "Approved by Ann, .*; one more must agree",
        "again": "You agreed to RR-.* already; one more manager must agree.",
        "done": "Approved by Ann and Wei",
    },
    "zh": {
        "steps": ("第 2 步，共 5 步", "第 4 步", "^客户需求变化$", "^完成$", "第 5 步，共 5 步", "^提交$"),
        "needs": "需两位主管同意（超过 £50.00）",
        "approve": "同意",
        "half": "已记录，还需另一位主管同意。",
        "card": "Ann 已同意.*还需一位主管同意",
        "again": "你已同意 RR-.*；还需另一位主管同意。",
        "done": "Ann、Wei 已同意",
    },
}


async def file_twenty(bo: Phone, language: str) -> str:
    what, why, reason, done, confirm, send = TWO[language]["steps"]
    await bo.say("/return")
    await bo.say("12583")
    await bo.sees(what)
    await bo.tap("^22728 ")
    await bo.say("20")
    await bo.sees(why)
    await bo.tap(reason)
    await bo.tap(done)
    await bo.sees(confirm)
    await bo.sees(str(TWO[language]["needs"]))
    await bo.tap(send)
    return number_in(words_of(await bo.sees("RR-")))


async def test_above_a_value_two_managers_must_agree(desk: Company, said: Said) -> None:
    strict = replace(a_policy(2), second_approval_limit=gbp("50"), effective_at=MORNING)

    def tighten(uow: UnitOfWork) -> None:
        uow.policies.add(strict)

    desk.desk.database.write_now(tighten)
    words = TWO[said.language]
    number = await file_twenty(desk.phone(BO), said.language)
    ann, wei = desk.phone(ANN), desk.phone(WEI)
    await ann.sees(f"{number}.*{words['needs']}")
    first = await ann.tap(str(words["approve"]))
    assert first["toast"] == words["half"]
    card = await wei.sees(f"{number}.*{words['card']}")
    assert any(str(words["approve"]) in label for label in labels_of(card))
    await ann.sees(f"{number}.*{words['card']}")
    again = await ann.tap(str(words["approve"]))
    assert re.fullmatch(str(words["again"]), again["alert"])
    await wei.tap(str(words["approve"]))
    await wei.sees(f"{number}.*({words['done']})")
    await desk.phone(BO).sees(f"{number}.*({words['done']})")
