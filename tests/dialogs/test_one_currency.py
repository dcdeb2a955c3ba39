"""A customer buys in pounds and in euros: each is a return of its own, and the clerk hears it at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.core.domain.catalogue import OrderLine, Product
from bot.core.domain.values import Money
from bot.core.usecases.submit_return import submit_return
from tests.support.builders import CAFE, ORDERED_AT, act, draft_return, inspect_all, pieces, restock, review
from tests.support.cast import ANN, BO
from tests.support.one_language import a_company_speaking
from tests.support.phones import Phone
from tests.support.running_desk import Company

LAMP = "47566"
SAID = {
    "en": {
        "go on": "^Go on$", "items": "your items", "add": "^Add another item$",
        "refused": "47566 was bought in EUR, the rest of this return in GBP",
        "what": "step 2 of 5", "credit": "Credit note CN-2026-00001, €16.00",
    },
    "zh": {
        "go on": "^继续$", "items": "商品清单", "add": "^再加一件商品$",
        "refused": "47566 是用 EUR 购买的，本次退货的其他商品是 GBP",
        "what": "第 2 步", "credit": "贷项单 CN-2026-00001，€16.00",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scene:
    company: Company
    bo: Phone
    said: dict[str, str]


@pytest.fixture(params=["en", "zh"])
async def scene(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Scene]:
    language = str(request.param)
    async with a_company_speaking(language, tmp_path, monkeypatch) as company:
        euros = Money.of("8", "EUR")
        lamp = Product(LAMP, "Desk lamp", "台灯", price=euros)
        sold = OrderLine("600001", 1, CAFE, LAMP, pieces(5), euros, ORDERED_AT)
        company.desk.database.write_now(lambda uow: uow.catalogue.save_products([lamp]))
        company.desk.database.write_now(lambda uow: uow.orders.save_lines([sold]))
        yield Scene(company, company.phone(BO), SAID[language])


async def test_goods_of_another_currency_are_refused_as_soon_as_they_are_named(scene: Scene) -> None:
    draft_return(scene.company.desk.database, quantity=2)
    bo = scene.bo
    await bo.say("/return")
    await bo.tap(scene.said["go on"])
    await bo.sees(scene.said["items"])
    await bo.tap(scene.said["add"])
    await bo.sees(scene.said["what"])
    await bo.say(LAMP)
    await bo.sees(scene.said["refused"])


async def test_a_return_in_euros_is_credited_in_euros(scene: Scene) -> None:
    desk, ann = scene.company.desk.database, scene.company.phone(ANN)
    draft_id = draft_return(desk, product=LAMP, quantity=2)
    act(desk, BO, submit_return, draft_id)
    await ann.sees("RR-2026-00001.*€16.00")
    await ann.tap("^✓ (Approve|同意)$")
    await scene.bo.sees("RR-2026-00001.*Ann")
    order = inspect_all(desk, draft_id)
    review(desk, order.id)
    restock(desk, order.id)
    await ann.say("/status RR-2026-00001")
    await ann.sees(scene.said["credit"])
