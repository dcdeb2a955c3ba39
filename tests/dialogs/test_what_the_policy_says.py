"""Each rule of the policy names itself with its sums, to the clerk before sending and to the manager."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.domain.policy import Policy, WindowFrom
from bot.core.usecases.ports import UnitOfWork
from tests.support.builders import BAG, a_policy, an_order_line, gbp
from tests.support.cast import ANN, BO
from tests.support.clock import MORNING
from tests.support.one_language import a_company_speaking
from tests.support.phones import Phone, labels_of, words_of
from tests.support.running_desk import Company

Said = Mapping[str, str]
ENGLISH: Said = {
    "language": "en",
    "what": "step 2 of 5",
    "quantity": "step 3 of 5",
    "why": "step 4 of 5 · why",
    "not needed": "^Not needed$",
    "more": "^more ▾$",
    "other": "^Other$",
    "quality": "^Quality defect$",
    "done": "^Done$",
    "skip": "Skip",
    "confirm": "step 5 of 5",
    "send": "^Send$",
    "note needed": "step 4 of 5 · note",
    "photos needed": "0 photos so far",
    "items": "your items",
    "said": "“found in a drawer”",
    "serial button": "^Serial number$",
    "unknown": f"{BAG}: serial no. X77 is on no order",
    "refuse": "^✗ Refuse ▾$",
    "too late": "^Outside the window$",
    "refused": "Refused by Ann, .* – Outside the window",
    "sums": "22728: bought 7 days ago, the limit is 3",
    "correct": "^Correct and send again$",
    "judged": "filed by Bo, .* · policy v2",
}
CHINESE: Said = {
    "language": "zh",
    "what": "第 2 步，共 5 步",
    "quantity": "第 3 步，共 5 步",
    "why": "第 4 步，共 5 步 · 原因",
    "not needed": "^客户需求变化$",
    "more": "^更多 ▾$",
    "other": "^其他$",
    "quality": "^商品质量问题$",
    "done": "^完成$",
    "skip": "跳过",
    "confirm": "第 5 步，共 5 步",
    "send": "^提交$",
    "note needed": "第 4 步，共 5 步 · 备注",
    "photos needed": "目前 0 张",
    "items": "商品清单",
    "said": "“found in a drawer”",
    "serial button": "^序列号$",
    "unknown": f"{BAG}：序列号 X77 不在任何订单上",
    "refuse": "^✗ 拒绝 ▾$",
    "too late": "^超过期限$",
    "refused": "Ann 已拒绝，.* —— 超过期限",
    "sums": "22728：购买已 7 天，期限 3 天",
    "correct": "^修改后重新提交$",
    "judged": "Bo 提交，.* · 政策第 2 版",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A policy, what is sent back, and what both people read about it."""

    policy: Policy
    product: str
    en: str
    zh: str

    def says(self, language: str) -> str:
        return self.en if language == "en" else self.zh


NOW = replace(a_policy(2, limit="500"), effective_at=MORNING)
CASES = {
    "window": Case(
        replace(NOW, window_days=3),
        "22728",
        "22728: bought 7 days ago, the limit is 3",
        "22728：购买已 7 天，期限 3 天",
    ),
    "window of a category": Case(
        replace(NOW, category_windows={"clocks": 5}),
        "22728",
        "22728: bought 7 days ago, the limit is 5",
        "22728：购买已 7 天，期限 5 天",
    ),
    "window from delivery": Case(
        replace(NOW, window_days=4, window_from=WindowFrom.DELIVERY),
        f"{BAG} 530001",
        f"{BAG}: delivered 5 days ago, the limit is 4",
        f"{BAG}：5 天前送达，期限为 4 天",
    ),
    "window from delivery, where that day is not known": Case(
        replace(NOW, window_days=4, window_from=WindowFrom.DELIVERY),
        BAG,
        f"{BAG}: bought 7 days ago, the limit is 4",
        f"{BAG}：购买已 7 天，期限 4 天",
    ),
    "product not returnable": Case(NOW, "90200", "90200 is not returnable", "90200 不可退"),
    "category not returnable": Case(
        replace(NOW, non_returnable_categories=frozenset({"clocks"})),
        "22728",
        "22728 is not returnable",
        "22728 不可退",
    ),
    "limit for approval by the desk": Case(
        replace(NOW, auto_approval_limit=gbp("7")),
        "22728",
        r"needs a manager \(over £7.00\)",
        "需主管（超过 £7.00）",
    ),
}


@pytest.fixture(params=[ENGLISH, CHINESE], ids=["en", "zh"])
def said(request: pytest.FixtureRequest) -> Said:
    found: Said = request.param
    return found


@pytest.fixture
async def desk(said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Company]:
    async with a_company_speaking(said["language"], tmp_path, monkeypatch) as company:
        yield company


def delivered_boxes(uow: UnitOfWork) -> None:
    """Ordered long ago, delivered five days ago."""
    line = an_order_line(12, order_no="530001", product=BAG, ordered_at=MORNING - timedelta(days=50))
    uow.orders.save_lines([replace(line, delivered_at=MORNING - timedelta(days=5))])


async def begin(bo: Phone, said: Said, what: str) -> None:
    """Two pieces of that product, off that order where one is named."""
    product, _, order = what.partition(" ")
    await bo.say("/return")
    await bo.say("12583")
    await bo.sees(said["what"])
    await bo.say(product)
    await bo.tap(f"^{product} ")
    await bo.sees(said["quantity"])
    if order:
        await bo.tap(f"^{order} · ")
        await bo.button(f"^● {order} · ")
    await bo.say("2")
    await bo.sees(said["why"])


@pytest.mark.parametrize("name", CASES)
async def test_a_rule_names_itself_with_its_arithmetic(desk: Company, said: Said, name: str) -> None:
    case = CASES[name]
    desk.desk.database.write_now(lambda uow: uow.policies.add(case.policy))
    desk.desk.database.write_now(delivered_boxes)
    bo, ann = desk.phone(BO), desk.phone(ANN)
    await begin(bo, said, case.product)
    await bo.tap(said["not needed"])
    await bo.sees(said["items"])
    await bo.tap(said["done"])
    await bo.sees(f"{said['confirm']}.*{case.says(said['language'])}")
    await bo.tap(said["send"])
    await ann.sees(f"RR-2026-00001.*{case.says(said['language'])}")
    request = desk.desk.database.read_now(lambda uow: uow.requests.by_number("RR-2026-00001"))
    assert (request.status.value, request.policy_version) == ("submitted", 2)


async def test_a_reason_that_needs_a_note_gets_one_before_anything_else(desk: Company, said: Said) -> None:
    bo = desk.phone(BO)
    await begin(bo, said, "22728")
    await bo.tap(said["more"])
    await bo.tap(said["other"])
    asked = await bo.sees(said["note needed"])
    assert not [label for label in labels_of(asked) if said["skip"] in label]
    await bo.say("found in a drawer")
    await bo.sees(f"{said['items']}.*{said['said']}")


async def test_a_reason_that_needs_photos_has_no_way_around_them(desk: Company, said: Said) -> None:
    bo = desk.phone(BO)
    await begin(bo, said, "22728")
    await bo.tap(said["quality"])
    asked = await bo.sees(said["photos needed"])
    shown = labels_of(asked)
    assert not [label for label in shown if said["skip"] in label or label in ("Done", "完成")]
    await bo.say("no camera here")
    assert said["items"] not in words_of((await bo.messages())[-1])


async def test_a_serial_number_that_no_order_explains_is_for_a_manager(desk: Company, said: Said) -> None:
    """One box is worth less than the limit: only its number makes it a manager's."""
    bo, ann = desk.phone(BO), desk.phone(ANN)
    await begin(bo, said, BAG)
    await bo.tap(said["not needed"])
    await bo.sees(said["items"])
    await bo.tap(said["serial button"])
    await bo.say("x77")
    await bo.sees(f"{said['items']}.*X77")
    await bo.tap(said["done"])
    await bo.sees(said["confirm"])
    await bo.tap(said["send"])
    await ann.sees(f"RR-2026-00001.*{said['unknown']}")


async def test_a_refusal_names_its_rule_shows_the_sums_and_offers_the_way_on(
    desk: Company, said: Said
) -> None:
    desk.desk.database.write_now(lambda uow: uow.policies.add(CASES["window"].policy))
    bo, ann = desk.phone(BO), desk.phone(ANN)
    await begin(bo, said, "22728")
    await bo.tap(said["not needed"])
    await bo.tap(said["done"])
    await bo.tap(said["send"])
    await ann.sees(f"RR-2026-00001.*{said['judged']}")
    await ann.tap(said["refuse"])
    await ann.tap(said["too late"])
    await bo.sees(f"RR-2026-00001.*{said['refused']}\n{said['sums']}$")
    await bo.tap(said["correct"])
    await bo.sees(f"{said['items']}.*2 × 22728")
