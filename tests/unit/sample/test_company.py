"""The sample company is whole, plausible and the same every time."""

from __future__ import annotations

import csv
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sample.company import HEADERS, write_sample_company
from bot.sample.goods import ean13, sample_goods, written_lines
from bot.sample.orders import RECENT_CUSTOMERS, sold_lines

TODAY = date(2026, 11, 24)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("company")
    write_sample_company(target, TODAY)
    return target


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_files_come_in_import_order_with_their_headers(tmp_path: Path) -> None:
    paths = write_sample_company(tmp_path / "new", TODAY)
    assert [path.name for path in paths] == [
        "categories.csv", "checklist.csv", "suppliers.csv", "products.csv",
        "customers.csv", "orders.csv", "stock.csv", "people.csv",
    ]  # fmt: skip
    for path in paths:
        assert path.read_text(encoding="utf-8").splitlines()[0] == ",".join(HEADERS[path.stem])


def test_the_same_day_and_seed_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = write_sample_company(tmp_path, TODAY)
    assert all(path.read_bytes() == (folder / path.name).read_bytes() for path in again)


def test_another_seed_gives_other_orders_and_the_same_goods(folder: Path, tmp_path: Path) -> None:
    write_sample_company(tmp_path, TODAY, seed=8)
    assert rows(tmp_path, "products") == rows(folder, "products")
    assert rows(tmp_path, "orders") != rows(folder, "orders")


def test_the_company_has_the_promised_size(folder: Path) -> None:
    counts = {name: len(rows(folder, name)) for name in HEADERS}
    orders = rows(folder, "orders")
    assert counts == {
        "categories": 6, "checklist": 24, "suppliers": 12, "products": 120,
        "customers": 40, "orders": len(orders), "stock": 120, "people": 10,
    }  # fmt: skip
    assert len({row["order_no"] for row in orders}) == 1500
    assert 4500 <= len(orders) <= 5500


def test_every_code_and_barcode_is_used_once(folder: Path) -> None:
    for name, column in [
        ("products", "code"), ("products", "barcode"), ("products", "name_en"), ("products", "name_zh"),
        ("suppliers", "code"), ("customers", "code"), ("people", "telegram_id"),
    ]:  # fmt: skip
        values = [row[column] for row in rows(folder, name)]
        assert len(values) == len(set(values)), (name, column)
    orders = rows(folder, "orders")
    assert len({(row["order_no"], row["product_code"]) for row in orders}) == len(orders)


def test_every_reference_leads_somewhere(folder: Path) -> None:
    codes = {
        name: {row["code"] for row in rows(folder, name)}
        for name in ("categories", "suppliers", "products", "customers")
    }
    assert {row["category"] for row in rows(folder, "products")} == codes["categories"]
    assert {row["category"] for row in rows(folder, "checklist")} == codes["categories"]
    assert {row["supplier_code"] for row in rows(folder, "products")} == codes["suppliers"]
    assert {row["product_code"] for row in rows(folder, "stock")} == codes["products"]
    assert {row["product_code"] for row in rows(folder, "orders")} <= codes["products"]
    assert {row["customer_code"] for row in rows(folder, "orders")} == codes["customers"]


def test_every_text_exists_in_both_languages(folder: Path) -> None:
    for name in ("categories", "checklist", "products"):
        for row in rows(folder, name):
            assert row["name_en"]
            assert CHINESE.search(row["name_zh"]), row
            assert not CHINESE.search(row["name_en"]), row
    for row in rows(folder, "products"):
        assert row["standard_en"].endswith(".")
        assert row["standard_zh"].endswith("。")


def test_barcodes_are_valid_and_from_the_range_for_own_use() -> None:
    for good in sample_goods():
        assert ean13(good.barcode[:12]) == good.barcode
        assert 200 <= int(good.barcode[:3]) <= 299


def test_a_known_ean_13_gets_its_check_digit() -> None:
    assert ean13("400638133393") == "4006381333931"


def test_a_few_goods_cannot_be_returned() -> None:
    assert [good.code for good in sample_goods() if not good.returnable] == [
        "32246", "32248", "32251", "33336", "33342", "34442", "38653",
    ]  # fmt: skip


def test_every_category_asks_for_looks_function_and_completeness(folder: Path) -> None:
    asked: dict[str, list[str]] = {}
    for row in rows(folder, "checklist"):
        asked.setdefault(row["category"], []).append(row["question_code"])
        assert row["kind"] in {"pass_fail", "number", "text"}
        assert (row["kind"] == "number") == bool(row["minimum"] and row["maximum"] and row["unit"])
    assert all(codes[:3] == ["appearance", "function", "complete"] for codes in asked.values())
    assert all(len(codes) == 4 for codes in asked.values())


def test_the_cast_is_as_agreed(folder: Path) -> None:
    cast = {
        row["telegram_id"]: (row["name"], row["language"], row["roles"]) for row in rows(folder, "people")
    }
    assert cast == {
        "1001": ("Ann", "en", "manager"),
        "1002": ("Bo", "en", "clerk"),
        "1003": ("Chen", "zh", "inspector"),
        "1004": ("Wei", "zh", "manager"),
        "1005": ("Olga", "en", "admin"),
        "1006": ("Hu", "zh", "clerk;inspector"),
        "1007": ("Ivo", "en", "inspector"),
        "1008": ("Lin", "zh", "supplier"),
        "1009": ("Eli", "en", "customer"),
        "1010": ("Dana", "en", "supplier"),
    }


def test_addresses_belong_to_nobody(folder: Path) -> None:
    for name in ("suppliers", "customers"):
        assert all(row["email"].endswith(".example") for row in rows(folder, name))


@settings(max_examples=15, deadline=None)
@given(st.dates(date(2024, 1, 1), date(2032, 12, 31)))
def test_on_any_day_the_history_ends_yesterday_at_the_latest_and_starts_18_months_ago(today: date) -> None:
    customers = [cells[0] for cells in written_lines("customers.txt")]
    lines = list(sold_lines(sample_goods(), customers, today, 7))
    moments = [line.ordered_at for line in lines]
    assert moments == sorted(moments)
    assert [int(line.order_no) for line in lines] == sorted(int(line.order_no) for line in lines)
    assert timedelta(days=1) <= today - moments[-1].date() <= timedelta(days=4)
    assert timedelta(days=530) <= today - moments[0].date() <= timedelta(days=548)
    assert all(moment.weekday() < 5 for moment in moments)


@settings(max_examples=15, deadline=None)
@given(st.dates(date(2024, 1, 1), date(2032, 12, 31)))
def test_on_any_day_each_of_the_first_customers_bought_something_lately(today: date) -> None:
    customers = [cells[0] for cells in written_lines("customers.txt")]
    since = datetime.combine(today - timedelta(days=25), datetime.min.time())
    lately: dict[str, set[str]] = {}
    for line in sold_lines(sample_goods(), customers, today, 7):
        if line.ordered_at >= since:
            lately.setdefault(line.customer_code, set()).add(line.order_no)
    assert all(len(lately[code]) >= 5 for code in customers[:RECENT_CUSTOMERS])


def test_amounts_are_whole_packs_at_a_price_above_zero() -> None:
    goods = {good.code: good for good in sample_goods()}
    customers = [cells[0] for cells in written_lines("customers.txt")]
    for line in sold_lines(list(goods.values()), customers, TODAY, 7):
        assert line.quantity > 0
        assert line.quantity % goods[line.product_code].pack == 0
        assert Decimal(0) < line.unit_price <= goods[line.product_code].price
