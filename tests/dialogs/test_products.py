"""/products: a manager finds a product and changes its standard, its cost, and whether it is taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.core.domain.catalogue import Product
from bot.core.usecases.edit_product import ProductField, change_product, see_product
from tests.support.builders import CLOCK, act, gbp
from tests.support.cast import ANN, BO, WEI
from tests.support.phones import words_of
from tests.support.running_desk import Company, a_company


@dataclass(frozen=True, slots=True)
class Said:
    """What stands on the screen, in one language."""

    language: str
    ask: str
    none: str
    card: str
    standard: str
    ask_standard: str
    cost: str
    cost_line: str
    supplier: str
    no_supplier: str
    invalid: str
    not_back: str
    kept_out: str
    moved_on: str
    back: str
    close: str
    closed: str
    refused: str


ENGLISH = Said(
    language="en",
    ask="Type a code, a barcode or a part of the name",
    none="Nothing is called “spaceship”",
    card="22728 Alarm clock Bakelike pink.*Supplier: S-01 Horloge & Fils.*Returns: taken back",
    standard="^Standard, English$",
    ask_standard="the acceptance standard in English",
    cost="^Purchase price$",
    cost_line="Purchase price: £1.10",
    supplier="^Supplier$",
    no_supplier="S-99",
    invalid="“lots” does not fit here.",
    not_back="^No longer take it back$",
    kept_out="Returns: not taken back",
    moved_on="22728 has just been changed. Go back, look at it, then change it.",
    back="Back$",
    close="^Close$",
    closed="^Closed.$",
    refused="You may not do that here",
)
CHINESE = Said(
    language="zh",
    ask="请输入编码、条码或部分名称",
    none="没有“spaceship”",
    card="22728 .*粉色仿电木闹钟.*供应商：S-01 Horloge & Fils.*退货：可退",
    standard="^英文验收标准$",
    ask_standard="英文验收标准？",
    cost="^进价$",
    cost_line="进价：£1.10",
    supplier="^供应商$",
    no_supplier="S-99",
    invalid="“lots”不适用于此处。",
    not_back="^改为不可退$",
    kept_out="退货：不可退",
    moved_on="22728 刚刚被修改。请先返回看看，再修改。",
    back="返回$",
    close="^关闭$",
    closed="^已关闭。$",
    refused="当前角色没有权限进行此操作",
)


@pytest.fixture(params=[ENGLISH, CHINESE], ids=["en", "zh"])
def said(request: pytest.FixtureRequest) -> Said:
    found: Said = request.param
    return found


@pytest.fixture
async def desk(said: Said, tmp_path: Path) -> AsyncIterator[Company]:
    languages = {member.telegram_id: said.language for member in (ANN, BO, WEI)}
    async with a_company("sqlite", tmp_path, languages=languages, DESK_LANGUAGE=said.language) as running:
        yield running


def clock_of(company: Company) -> Product:
    return company.desk.database.read_now(lambda uow: uow.catalogue.product(CLOCK))


async def test_a_product_is_found_and_changed(desk: Company, said: Said) -> None:
    ann = desk.phone(ANN)
    await ann.say("/products")
    await ann.sees(said.ask)
    await ann.say("spaceship")
    await ann.sees(said.none)
    await ann.say("bakelike")
    await ann.tap("^22728 ")
    await ann.sees(said.card)
    await ann.tap(said.standard)
    await ann.sees(said.ask_standard)
    await ann.say("Runs <b>well</b> & =1+1")
    assert "Runs <b>well</b> & =1+1" in words_of(await ann.sees("Runs"))
    await desk.restart()
    await ann.tap(said.cost)
    await ann.say("lots")
    await ann.sees(said.invalid)
    await ann.say("1.10")
    await ann.sees(said.cost_line)
    await ann.tap(said.supplier)
    await ann.say("S-99")
    await ann.sees(said.no_supplier)
    await ann.tap(said.back)
    await ann.tap(said.not_back)
    await ann.sees(said.kept_out)
    kept = clock_of(desk)
    assert (kept.standard_en, kept.cost, kept.supplier_code) == (
        "Runs <b>well</b> & =1+1",
        gbp("1.10"),
        "S-01",
    )
    assert not kept.returnable
    await ann.tap(said.back)
    await ann.tap(said.close)
    await ann.sees(said.closed)


async def test_the_second_of_two_managers_is_told(desk: Company, said: Said) -> None:
    ann, database = desk.phone(ANN), desk.desk.database
    await ann.say("/products")
    await ann.say(CLOCK)
    await ann.button(said.not_back)
    mark = act(database, WEI, see_product, CLOCK).seen
    act(database, WEI, change_product, CLOCK, mark, ProductField.STANDARD_EN, "Clean.")
    late = await ann.tap(said.not_back)
    assert late["alert"] == said.moved_on
    assert clock_of(desk).returnable


async def test_a_clerk_does_not_see_them(desk: Company, said: Said) -> None:
    bo = desk.phone(BO)
    await bo.say("/products")
    await bo.sees(said.refused)
