"""Tables are known by their headings."""

from __future__ import annotations

import pytest

from bot.core.domain.import_columns import COLUMNS, Layout, NotRecognised, TableKind, plain_heading, recognise
from bot.sample.company import HEADERS

WHOLESALER = (
    "invoice_no", "product_code", "product_name", "quantity", "invoice_at", "unit_price", "customer_id",
    "country",
)  # fmt: skip


def layout(*header: str, file: str = "") -> Layout:
    found = recognise(header, file)
    assert isinstance(found, Layout), found
    return found


def test_the_wholesalers_file_holds_orders() -> None:
    found = layout(*WHOLESALER)
    assert found.kind is TableKind.ORDERS
    assert not found.unknown
    assert found.places["order_no"] == 0
    assert found.places["ordered_at"] == 4
    assert found.places["customer_code"] == 6


@pytest.mark.parametrize("kind", list(TableKind))
def test_the_sample_companys_own_files(kind: TableKind) -> None:
    header = HEADERS[kind.value]
    found = layout(*header, file=f"{kind.value}.csv")
    assert (found.kind, found.unknown, found.doubled) == (kind, (), ())
    assert len(found.places) == len(header)


@pytest.mark.parametrize("kind", list(TableKind))
def test_every_heading_of_every_table_is_known_in_any_spelling(kind: TableKind) -> None:
    required = [column.name for column in COLUMNS[kind] if column.required]
    for column in COLUMNS[kind]:
        for heading in (column.name, *column.headings):
            spelt = heading.upper().replace("_", "  ")
            header = [name for name in required if name != column.name]
            found = layout(*header, f" {spelt} ", file=f"{kind.value}.csv")
            assert found.kind is kind
            assert column.name in found.places or plain_heading(heading) in map(plain_heading, header)


def test_chinese_headings() -> None:
    found = layout("订单编号", "下单时间", "客户编码", "商品编码", "数量", "单价", "币种")
    assert found.kind is TableKind.ORDERS
    assert set(found.places) == {
        "order_no", "ordered_at", "customer_code", "product_code", "quantity", "unit_price", "currency",
    }  # fmt: skip
    assert layout("商品编码", "名称", "条码", "价格").kind is TableKind.PRODUCTS
    assert layout("商品编码", "库位", "库存数量").kind is TableKind.STOCK


def test_a_published_supplier_file() -> None:
    found = layout("supplier_code", "supplier_name", "credit_rating", "preferred", "active")
    assert found.kind is TableKind.SUPPLIERS
    assert found.unknown == ("credit_rating", "preferred", "active")


def test_the_files_name_decides_between_equals() -> None:
    header = ("code", "name", "email")
    assert layout(*header, file="Customers 2026.xlsx").kind is TableKind.CUSTOMERS
    assert layout(*header, file="供应商.csv").kind is TableKind.SUPPLIERS


def test_purchasing_documents_are_neither_orders_nor_goods() -> None:
    header = ("po_id", "line_id", "product_code", "product_name", "order_qty", "unit_price")
    assert recognise(header, "purchase_orders.csv") == NotRecognised()


def test_what_is_missing_is_named() -> None:
    found = recognise(("order_no", "ordered_at", "customer_code", "product_code"), "orders.csv")
    assert found == NotRecognised(TableKind.ORDERS, ("quantity", "unit_price"))
    assert recognise(("reason_id", "reason")) == NotRecognised()
    assert recognise(()) == NotRecognised()


def test_a_column_twice_under_two_names() -> None:
    assert layout("code", "name", "Price", "price ", file="products.csv").doubled == ("price ",)
    both = layout("code", "name_en", "description", "price", file="products.csv")
    assert both.places["name_en"] == 1
