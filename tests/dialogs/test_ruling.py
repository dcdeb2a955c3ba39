"""Every rule is changed by its button, two managers at once see each other, and no list ends too early."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.domain.catalogue import Block
from bot.core.domain.catalogue import Company as Firm
from bot.core.domain.policy import Fee, Policy
from bot.core.usecases.ports import UnitOfWork
from tests.support.builders import a_policy, gbp
from tests.support.cast import ANN, WEI
from tests.support.clock import MORNING
from tests.support.one_language import a_company_speaking
from tests.support.phones import words_of
from tests.support.running_desk import Company

Said = Mapping[str, str]
ENGLISH: Said = {
    "language": "en",
    "by category": "^Window by category",
    "clocks": "^Clocks · as the rest$",
    "14 days": "^14 days$",
    "fees": "^Restocking fees",
    "order error": "^Ordered by mistake · no fee$",
    "at once": "^Approved at once$",
    "scrap": "^Two for scrap$",
    "review": "^Review \\d changes?$",
    "four": "Window for Clocks: as the rest → 14 days.*up to £20.00 → up to £50.00.*"
    "never → above £100.00.*no fee → £2.50",
    "force": "^Put into force$",
    "in force": "Version {} is in force",
    "card": "from the day of the order, Clocks 14.*up to £50.00.*two people for scrap: above £100.00.*"
    "Ordered by mistake £2.50",
    "window": "^Window$",
    "45": "^45 days$",
    "60": "^60 days$",
    "moved on": "Wei has just put version 2 into force",
    "more": "^Change more$",
    "against": "Changes to version 2.*Return window: 60 days → 45 days",
    "blocks": "^Blocked customers$",
    "lift": "^Lift: Firm 1$",
    "versions": "^Earlier versions$",
    "first": "v1 · .* 2025 · .*: the first",
    "counted": "v8 · .*Ann: .*\\+2",
}
CHINESE: Said = {
    "language": "zh",
    "by category": "^按类别的期限",
    "clocks": "^钟表 · 与其他相同$",
    "14 days": "^14 天$",
    "fees": "^手续费",
    "order error": "^下错单 · 不收$",
    "at once": "^自动同意$",
    "scrap": "^报废两人$",
    "review": "^查看 \\d 项修改$",
    "four": "钟表.*：与其他相同 → 14 天.*不超过 £20.00 → 不超过 £50.00.*从不 → 超过 £100.00.*不收 → £2.50",
    "force": "^启用$",
    "in force": "第 {} 版已启用",
    "card": "钟表 14 天.*不超过 £50.00.*报废两人同意：超过 £100.00.*下错单：£2.50",
    "window": "^退货期限$",
    "45": "^45 天$",
    "60": "^60 天$",
    "moved on": "Wei 刚启用了第 2 版",
    "more": "^继续修改$",
    "against": "对第 2 版的修改.*退货期限：60 天 → 45 天",
    "blocks": "^停止受理名单$",
    "lift": "^解除：Firm 1$",
    "versions": "^历史版本$",
    "first": "第 1 版 · 2025.*：首版",
    "counted": "第 8 版 · .*Ann：.*\\+2",
}


@pytest.fixture(params=[ENGLISH, CHINESE], ids=["en", "zh"])
def said(request: pytest.FixtureRequest) -> Said:
    found: Said = request.param
    return found


@pytest.fixture
async def desk(said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Company]:
    async with a_company_speaking(said["language"], tmp_path, monkeypatch) as company:
        yield company


def in_force(company: Company) -> Policy:
    return company.desk.database.read_now(lambda uow: uow.policies.current(uow.now))


async def test_windows_fees_and_limits_are_changed_and_stand_on_the_card(desk: Company, said: Said) -> None:
    ann = desk.phone(ANN)
    await ann.say("/policy")
    await ann.tap(said["by category"])
    await ann.tap(said["clocks"])
    await ann.tap(said["14 days"])
    await ann.tap(said["fees"])
    await ann.tap(said["order error"])
    await ann.say("2.50")
    await ann.tap(said["at once"])
    await ann.say("50")
    await ann.tap(said["scrap"])
    await ann.say("100")
    await ann.tap(said["review"])
    await ann.sees(said["four"])
    await ann.tap(said["force"])
    await ann.sees(said["in force"].format(2))
    policy = in_force(desk)
    assert policy.category_windows == {"clocks": 14}
    assert policy.fees == {"ORDER_ERROR": Fee(amount=gbp("2.50"))}
    assert (policy.auto_approval_limit, policy.scrap_limit) == (gbp("50"), gbp("100"))
    await ann.say("/policy")
    await ann.sees(said["card"])


async def test_what_another_manager_put_into_force_is_seen_before_it_is_changed(
    desk: Company, said: Said
) -> None:
    ann, wei = desk.phone(ANN), desk.phone(WEI)
    for manager, days in ((ann, "45"), (wei, "60")):
        await manager.say("/policy")
        await manager.tap(said["window"])
        await manager.tap(said[days])
        await manager.tap(said["review"])
        await manager.button(said["force"])
    await wei.tap(said["force"])
    await wei.sees(said["in force"].format(2))
    refused = await ann.tap(said["force"])
    assert said["moved on"] in refused["alert"]
    assert in_force(desk).window_days == 60
    await ann.tap(said["more"])
    await ann.tap(said["review"])
    await ann.sees(said["against"])
    await ann.tap(said["force"])
    await ann.sees(said["in force"].format(3))
    assert in_force(desk).window_days == 45


async def test_the_first_of_many_blocked_customers_can_still_be_lifted(desk: Company, said: Said) -> None:
    def block_nine(uow: UnitOfWork) -> None:
        uow.companies.save_customers([Firm(f"B{n}", f"Firm {n}") for n in range(1, 10)])
        for n in range(1, 10):
            uow.companies.put_block(Block(f"B{n}", "unpaid", 1, MORNING + timedelta(minutes=n)))

    desk.desk.database.write_now(block_nine)
    ann = desk.phone(ANN)
    await ann.say("/policy")
    await ann.tap(said["blocks"])
    card = await ann.sees("Firm 9")
    assert "Firm 1:" not in words_of(card).replace("：", ":")
    await ann.tap("^▶$")
    await ann.tap(said["lift"])
    await ann.sees("Firm 9")
    left = desk.desk.database.read_now(lambda uow: [block.customer_code for block in uow.companies.blocks()])
    assert left == [f"B{n}" for n in range(9, 1, -1)]


async def test_every_version_is_there_with_its_date_and_author(desk: Company, said: Said) -> None:
    def eight_versions(uow: UnitOfWork) -> None:
        for version in range(2, 8):
            rules = a_policy(version, days=30 + version, effective_at=MORNING)
            uow.policies.add(replace(rules, author_id=1))
        fees = {code: Fee(amount=gbp("1")) for code in ("OVERSTOCK", "ORDER_ERROR")}
        last = replace(a_policy(8, days=60, effective_at=MORNING), author_id=1, fees=fees)
        uow.policies.add(replace(last, second_approval_limit=gbp("500"), scrap_limit=gbp("90")))

    desk.desk.database.write_now(eight_versions)
    ann = desk.phone(ANN)
    await ann.say("/policy")
    await ann.tap(said["versions"])
    await ann.sees(said["counted"])
    await ann.tap("^▶$")
    await ann.sees(said["first"])
