"""One order line comes back in three returns: cent by cent no more is credited than was paid, and the journal
that bookkeeping gets is even document by document."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest

from bot.core.domain.catalogue import Product
from bot.core.usecases.undo_restock import undo_restock
from tests.support.builders import (
    act,
    an_approved_return,
    an_order_line,
    gbp,
    inspect_all,
    restock,
    review,
)
from tests.support.cast import ANN, BO
from tests.support.one_language import a_company_speaking
from tests.support.phones import Message, Phone
from tests.support.running_desk import Company

BADGE = "84029"
SAID = {
    "en": {
        "credit": "Credit note {note}, £{value}", "list": "3 credit notes to pay out, £0.38",
        "agree": "✓ Goods and money agree.*3 credit notes, £0.38",
        "what": "step 2 of 5", "none left": "at most 0: bought 3, 3 already came back",
        "march": "^March 2026$", "done": "5 documents",
    },
    "zh": {
        "credit": "贷项单 {note}，£{value}", "list": "待付款的贷项单 3 张，共 £0.38",
        "agree": "✓ 货款相符.*贷项单 3 张，£0.38",
        "what": "第 2 步", "none left": "最多可退 0：购买 3，已退 3",
        "march": "^2026年3月$", "done": "单据 5 张",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scene:
    company: Company
    ann: Phone
    said: dict[str, str]


@pytest.fixture(params=["en", "zh"])
async def scene(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Scene]:
    """Three badges were bought for 12.5 pence each: £0.38 were paid, and one by itself is £0.13."""
    language = str(request.param)
    async with a_company_speaking(language, tmp_path, monkeypatch) as company:
        badge = Product(BADGE, "Enamel badge", "珐琅徽章", price=gbp("0.125"))
        line = an_order_line(3, order_no="540001", product=BADGE, price="0.125")
        company.desk.database.write_now(lambda uow: uow.catalogue.save_products([badge]))
        company.desk.database.write_now(lambda uow: uow.orders.save_lines([line]))
        yield Scene(company, company.phone(ANN), SAID[language])


def one_comes_back(scene: Scene) -> int:
    desk = scene.company.desk.database
    order = inspect_all(desk, an_approved_return(desk, quantity=1, product=BADGE))
    review(desk, order.id)
    return restock(desk, order.id).order.id


async def sees_credit(scene: Scene, order: str, note: str, value: str) -> None:
    await scene.ann.say(f"/status {order}")
    await scene.ann.sees(scene.said["credit"].format(note=note, value=value))


async def journal_files(scene: Scene) -> dict[str, Message]:
    """By the end of their names; waits for both."""
    ann = scene.ann
    await ann.say("/journal")
    await ann.tap(scene.said["march"])
    await ann.sees(scene.said["done"])
    found: dict[str, Message] = {}
    for ending in ("xlsx", "csv"):
        found[ending] = await ann.sees_what(
            lambda m, e=ending: str(m.get("document", {}).get("file_name", "")).endswith(e),  # type: ignore[misc]
            f"the journal as {ending}",
        )
    return found


async def test_the_last_cent_is_not_credited_twice_and_the_journal_is_even(scene: Scene) -> None:
    first = one_comes_back(scene)
    one_comes_back(scene)
    await sees_credit(scene, "RO-2026-00001", "CN-2026-00001", "0.13")
    await sees_credit(scene, "RO-2026-00002", "CN-2026-00002", "0.13")
    act(scene.company.desk.database, ANN, undo_restock, first, "it was somebody else's")
    again = inspect_all(scene.company.desk.database, 1)
    review(scene.company.desk.database, again.id)
    restock(scene.company.desk.database, again.id)
    one_comes_back(scene)
    await sees_credit(scene, "RO-2026-00003", "CN-2026-00004", "0.13")
    await sees_credit(scene, "RO-2026-00004", "CN-2026-00005", "0.12")
    await scene.ann.say("/notes")
    await scene.ann.sees(scene.said["list"])
    await scene.ann.say("/money")
    await scene.ann.sees(scene.said["agree"])
    files = await journal_files(scene)
    rows = list(csv.DictReader(StringIO((await scene.ann.open_file(files["csv"])).decode("utf-8-sig"))))
    names = list(rows[0])
    evenness: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        evenness[row[names[0]]] += Decimal(row[names[8]] or 0) - Decimal(row[names[9]] or 0)
    assert evenness == {f"CN-2026-0000{n}": Decimal(0) for n in range(1, 6)}
    sheet = openpyxl.load_workbook(BytesIO(await scene.ann.open_file(files["xlsx"]))).active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in cells[1:]] == [row[names[0]] for row in rows]
    assert sum(Decimal(str(row[8] or 0)) for row in cells[1:]) == Decimal("0.64")


async def test_a_fourth_one_is_refused_with_the_arithmetic(scene: Scene) -> None:
    for _ in range(3):
        one_comes_back(scene)
    bo = scene.company.phone(BO)
    await bo.say("/return")
    await bo.tap("12583|Café Lumière")
    await bo.sees(scene.said["what"])
    await bo.say(BADGE)
    await bo.sees(scene.said["none left"])
