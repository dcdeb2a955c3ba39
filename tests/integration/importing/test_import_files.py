"""The import command on both engines."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from bot.commands.import_files import import_files
from bot.core.domain.return_request import ReturnRequest
from bot.core.domain.values import Quantity
from bot.core.usecases.acting import acting
from bot.core.usecases.draft_return import add_item, choose_customer, set_quantity, set_reason, start_return
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.submit_return import submit_return
from bot.sample.company import write_sample_company
from storage import tables as t
from storage.database import Database

HEADER = "order_no,ordered_at,customer_code,product_code,quantity,unit_price\n"


def run(desk: Database, *paths: Path, language: str = "en", preview: bool = False) -> tuple[int, str]:
    said: list[str] = []
    code = import_files(desk, paths, language=language, echo=said.append, preview_only=preview)
    return code, "\n".join(said)


def rows(desk: Database, table: str) -> int:
    chosen = t.metadata.tables[table]
    return int(desk.look_now(lambda tx: tx.scalar(select(func.count()).select_from(chosen))))


def test_the_sample_company_from_its_folder(desk: Database, tmp_path: Path) -> None:
    files = write_sample_company(tmp_path / "sample", date(2026, 3, 2))
    code, said = run(desk, tmp_path / "sample", preview=True)
    assert code == 0
    assert "products: 120 to add" in said
    assert rows(desk, "products") == 0
    code, said = run(desk, *reversed(files))
    assert code == 0, said
    assert (rows(desk, "products"), rows(desk, "customers"), rows(desk, "suppliers")) == (120, 40, 12)
    log, lines, movements = rows(desk, "operation_log"), rows(desk, "order_lines"), rows(desk, "movements")
    code, said = run(desk, tmp_path / "sample")
    assert code == 0
    assert f"order lines: 0 added, 0 changed, {lines} unchanged" in said
    assert (rows(desk, "operation_log"), rows(desk, "movements")) == (log, movements)


def test_problems_are_told_in_both_languages_and_nothing_is_taken(desk: Database, tmp_path: Path) -> None:
    products = tmp_path / "products.csv"
    products.write_text("code,name,price\nP-1,Pen,1.20\nP-2,Ink,much\n", encoding="utf-8")
    orders = tmp_path / "orders.csv"
    orders.write_text(HEADER + "1,2026-01-01,C-1,P-1,1,1.20\n" * 25, encoding="utf-8")
    code, said = run(desk, orders, products)
    assert code == 1
    assert "products.csv, line 3, price: “much” is not a number that can be used" in said
    assert "orders.csv, line 2, customer_code: customer C-1 is not known" in said
    assert "… and 5 more like this" in said
    assert said.endswith("Nothing was imported.")
    code, said = run(desk, orders, products, language="zh")
    assert code == 1
    assert "products.csv 第 3 行，price: “much”不是可用的数字" in said
    assert rows(desk, "products") == 0


def test_a_workbook_with_chinese_headings(desk: Database, tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for cells in (
        ("商品编码", "名称", "价格", "币种"),
        (1001, "钢笔", 3.5, "CNY"),
        ("A-2", "墨水", 12, "CNY"),
    ):
        sheet.append(cells)
    data = io.BytesIO()
    workbook.save(data)
    file = tmp_path / "商品.xlsx"
    file.write_bytes(data.getvalue())
    code, said = run(desk, file, language="zh")
    assert code == 0, said
    pen = desk.read_now(lambda uow: uow.catalogue.product("1001"))
    assert (pen.name("zh"), str(pen.price)) == ("钢笔", "3.50 CNY")


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("gone.csv", None, "gone.csv is not there"),
        ("empty.csv", "", "empty.csv is empty"),
        ("odd.csv", "reason_id,reason\n1,Gouge\n", "these columns are not of a table the desk knows"),
        ("orders.csv", "order_no,ordered_at\n1,2026-01-01\n", "looks like order lines and lacks the column"),
    ],
)
def test_a_file_that_cannot_be_used(
    desk: Database, tmp_path: Path, name: str, text: str | None, sentence: str
) -> None:
    file = tmp_path / name
    if text is not None:
        file.write_text(text, encoding="utf-8")
    code, said = run(desk, file)
    assert code == 2
    assert sentence in said


def test_of_a_folder_other_tables_are_left_out(desk: Database, tmp_path: Path) -> None:
    assert run(desk, tmp_path)[0] == 2
    (tmp_path / "reasons.csv").write_text("reason_id,reason\n1,Gouge\n", encoding="utf-8")
    (tmp_path / "suppliers.csv").write_text("supplier_code,supplier_name\nS-1,Steel\n", encoding="utf-8")
    (tmp_path / "readme.txt").write_text("hello", encoding="utf-8")
    code, said = run(desk, tmp_path)
    assert code == 0
    assert "reasons.csv is left out" in said
    assert rows(desk, "suppliers") == 1


def test_sold_lines_with_returns_keep_quantity_and_price(desk: Database, tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text("code,name,price\nP-1,Pen,1.20\n", encoding="utf-8")
    (tmp_path / "customers.csv").write_text("code,name\nC-1,Café\n", encoding="utf-8")
    (tmp_path / "people.csv").write_text("telegram_id,name,roles\n7,Bo,clerk\n", encoding="utf-8")
    orders = tmp_path / "orders.csv"
    orders.write_text(HEADER + "1,2009-12-20,C-1,P-1,5,1.20\n", encoding="utf-8")
    assert run(desk, tmp_path)[0] == 0
    desk.write_now(_return_two)
    orders.write_text(HEADER + "1,2009-12-20,C-1,P-1,1,1.20\n", encoding="utf-8")
    code, said = run(desk, orders)
    assert code == 1
    assert "orders.csv, line 2, quantity: order line 1/1 has returns" in said


def _return_two(uow: UnitOfWork) -> ReturnRequest:
    bo = acting(uow, 7)
    draft = start_return(uow, bo)
    choose_customer(uow, bo, draft.id, "C-1")
    line = add_item(uow, bo, draft.id, "P-1")
    set_quantity(uow, bo, draft.id, line.line_no, Quantity.of(2))
    set_reason(uow, bo, draft.id, line.line_no, "ORDER_ERROR")
    return submit_return(uow, bo, draft.id).request
