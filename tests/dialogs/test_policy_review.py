"""When a quarter is over managers are shown what their policy did, and go from a figure to its returns."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.jobs.table import job_named
from tests.support.cast import ANN, BO, OLGA, STAFF_MEMBERS, WEI
from tests.support.clock import Clock
from tests.support.half_year import DAY_AFTER, LAST_DAY, half_year_told
from tests.support.phones import labels_of, words_of
from tests.support.running_desk import Company, a_company

SAID: dict[str, dict[str, str]] = {
    "en": {
        "head": "Policy review · 1 Apr – 30 Jun 2026",
        "card": "3 decided: 0 % by the policy \\(was 67 %\\), 2 refused \\(was 1\\)"
        ".*Too late: 2 refused, 1 approved all the same \\(was 0 and 0\\)"
        ".*More than was bought: 0 refused by the policy itself \\(was 1\\)"
        ".*Near a limit: 1 at most a quarter over £20.00 \\(0 approved\\), 1 up to 7 days too late",
        "late": "^Too late · 3$", "line": "RR-2026-00005 · Café Lumière · £15.00 · approved",
        "back": "Back$",
        "record": "RR-2026-00004 · Café Lumière", "open": "^To the policy$",
        "policy": "Return policy, version 1",
        "figures": "^What it did$", "running": "^Jul 2026$",
        "nothing": "Nothing was decided in these months, nor in those before",
        "not yours": "You may not do that",
    },
    "zh": {
        "head": "政策回顾 · 2026年4月1日至6月30日",
        "card": "共决定 3 单：政策自动决定 0 %（此前 67 %），拒绝 2 单（此前 1）"
        ".*超过期限：拒绝 2 单，破例批准 1 单（此前 0 和 0）.*超过购买数量：政策直接拒绝 0 单（此前 1）"
        ".*接近界限：1 单超过 £20.00 不到四分之一（批准 0 单），1 单晚了不超过 7 天",
        "late": "^超过期限 · 3$", "line": "RR-2026-00005 · Café Lumière · £15.00 · 批准", "back": "返回$",
        "record": "RR-2026-00004 · Café Lumière", "open": "^查看政策$", "policy": "退货政策 第 1 版",
        "figures": "^执行效果$", "running": "^2026年7月$", "nothing": "这几个月和此前都没有作出决定",
        "not yours": "没有权限",
    },
}  # fmt: skip
Told = tuple[Company, dict[str, str]]


@pytest.fixture(params=["en", "zh"])
async def told(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Told]:
    """Half a year was told; it is the morning after."""
    speak, clock = {m.telegram_id: request.param for m in STAFF_MEMBERS}, Clock(LAST_DAY)
    async with a_company("sqlite", tmp_path, languages=speak, clock=clock, prepare=half_year_told) as company:
        clock.now = DAY_AFTER
        yield company, SAID[request.param]


async def test_the_review_comes_once_and_leads_to_the_returns_and_to_the_policy(told: Told) -> None:
    company, said = told
    desk = company.desk
    for _ in range(2):
        await desk.clock.run(job_named(desk.application.bot_data.jobs, "policy_review"))
    for member in (WEI, OLGA):
        await company.phone(member).sees(f"{said['head']}.*{said['card']}")
    ann = company.phone(ANN)
    card = await ann.sees(f"{said['head']}.*{said['card']}")
    assert len(words_of(card).splitlines()) == 5
    await ann.tap(said["late"])
    listed = await ann.sees(said["line"])
    assert listed["message_id"] == card["message_id"]
    assert [x for x in labels_of(listed) if x[:2] == "RR"] == [
        "RR-2026-00006", "RR-2026-00005", "RR-2026-00004",
    ]  # fmt: skip
    await ann.tap("^RR-2026-00004$")
    await ann.sees(said["record"])
    await ann.press(card["message_id"], (await ann.button(said["back"]))[1])
    await ann.sees(f"{said['head']}.*{said['card']}")
    await ann.tap(said["open"])
    await ann.sees(said["policy"])
    assert [m for m in await company.phone(BO).messages() if said["head"] in words_of(m)] == []


async def test_from_the_policy_it_is_looked_at_whenever_one_likes(told: Told) -> None:
    company, said = told
    ann, bo = company.phone(ANN), company.phone(BO)
    await ann.say("/policy")
    policy = await ann.sees(said["policy"])
    await ann.tap(said["figures"])
    card = await ann.sees(f"{said['head']}.*{said['card']}", after=policy["message_id"])
    await ann.tap(said["running"])
    await ann.sees(said["nothing"])
    forged = await bo.press(card["message_id"], (await ann.button(said["open"]))[1])
    assert said["head"] not in str(forged)
