"""What was imported is found as the in-memory desk finds it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.domain.catalogue import Company, Product
from bot.core.domain.errors import (
    ImportRefused,
)
from tests.integration.storage.twins import Twins, ask
from tests.support.builders import (
    BAG,
    BAKERY,
    CAFE,
    CLOCK,
    ORDER,
    an_order_line,
    file_return,
    gbp,
)


@pytest.mark.parametrize(
    "words",
    ["22728", "2272", "alarm", "ALARM pink", "pink alarm clock", "闹钟", "boxes 4", "%", "_", "\\", "none"],
)
def test_products_and_customers_are_found_alike(twins: Twins, words: str) -> None:
    ask(
        twins,
        lambda uow: uow.catalogue.search_products(words, 5),
        lambda uow: uow.companies.search_customers(words, 5),
    )


def test_percent_and_underscore_are_plain_characters(twins: Twins) -> None:
    twins.write_now(
        lambda uow: uow.catalogue.save_products(
            [Product("A_1", "100% cotton", price=gbp("1")), Product("AX1", "1000 cotton", price=gbp("1"))]
        )
    )
    by_code = twins.read_now(lambda uow: uow.catalogue.search_products("A_", 9))
    by_name = twins.read_now(lambda uow: uow.catalogue.search_products("0%", 9))
    assert [product.code for product in by_code + by_name] == ["A_1", "A_1"]


@pytest.mark.parametrize("code", ["5012345678900", "05012345678900", "22326", " 22728 ", "", "90200x"])
def test_barcodes_are_read_alike(twins: Twins, code: str) -> None:
    ask(twins, lambda uow: uow.catalogue.by_barcode(code))


def test_a_upc_a_and_its_ean_13_are_the_same_label(twins: Twins) -> None:
    products = [
        Product("U", "By UPC", barcode="012345678905", price=gbp("1")),
        Product("E", "By EAN", barcode="0098765432109", price=gbp("1")),
    ]
    twins.write_now(lambda uow: uow.catalogue.save_products(products))
    found = ask(
        twins,
        lambda uow: uow.catalogue.by_barcode("0012345678905"),
        lambda uow: uow.catalogue.by_barcode("098765432109"),
    )
    assert found == products


def test_letter_case_does_not_matter_but_the_very_code_comes_first(twins: Twins) -> None:
    twins.write_now(
        lambda uow: uow.catalogue.save_products(
            [Product("85123a", "small", price=gbp("1")), Product("85123A", "large", price=gbp("1"))]
        )
    )
    small, large = ask(
        twins, lambda uow: uow.catalogue.product("85123a"), lambda uow: uow.catalogue.product("85123A")
    )
    assert (small, large) == (
        Product("85123a", "small", price=gbp("1")),
        Product("85123A", "large", price=gbp("1")),
    )
    ask(twins, lambda uow: uow.catalogue.product("post"), lambda uow: uow.companies.customer(CAFE.lower()))


def test_companies_are_replaced_by_code(twins: Twins) -> None:
    renamed = Company(CAFE, "Café Lumière SARL", country="France")
    twins.write_now(lambda uow: uow.companies.save_customers([renamed]))
    ask(
        twins,
        lambda uow: uow.companies.customers([CAFE, BAKERY, "nobody"]),
        lambda uow: uow.companies.suppliers(["S-01", "S-02"]),
        lambda uow: uow.companies.supplier("S-02"),
        lambda uow: uow.catalogue.places(),
        lambda uow: uow.catalogue.category("clocks"),
        lambda uow: uow.catalogue.category("none"),
        lambda uow: uow.catalogue.questions("clocks"),
        lambda uow: uow.catalogue.products([CLOCK, "nothing"]),
    )
    assert twins.read_now(lambda uow: uow.companies.customer(CAFE)) == renamed


def test_order_lines_are_added_changed_or_kept(twins: Twins) -> None:
    lines = [
        an_order_line(24),
        an_order_line(7, line_no=2, product=BAG, price="2.95"),
        an_order_line(1, line_no=9),
    ]
    counts = twins.write_now(lambda uow: uow.orders.save_lines(lines))
    assert counts == (1, 1, 1)
    ask(
        twins,
        lambda uow: uow.orders.bought(CAFE, until=uow.now, limit=2),
        lambda uow: uow.orders.bought(CAFE, until=uow.now, limit=2, offset=2),
        lambda uow: uow.orders.bought(CAFE, until=uow.now - timedelta(days=30), limit=2),
        lambda uow: uow.orders.count_bought(CAFE, until=uow.now),
        lambda uow: uow.orders.order_exists(ORDER),
        lambda uow: uow.orders.order_exists("0"),
        lambda uow: uow.orders.balances(CAFE, CLOCK, until=uow.now, order_no=ORDER),
        lambda uow: uow.orders.balances(CAFE, CLOCK, until=uow.now - timedelta(days=30)),
    )


def test_a_sold_line_with_returns_keeps_its_quantity_and_price(twins: Twins) -> None:
    file_return(twins)
    later = an_order_line(24, ordered_at=an_order_line(1).ordered_at + timedelta(hours=1))
    assert twins.write_now(lambda uow: uow.orders.save_lines([later])) == (0, 1, 0)
    with pytest.raises(ImportRefused):
        twins.write_now(lambda uow: uow.orders.save_lines([an_order_line(1, line_no=8), an_order_line(23)]))
    with pytest.raises(ImportRefused):
        twins.write_now(lambda uow: uow.orders.save_lines([an_order_line(24, price="3.70")]))
    assert twins.read_now(lambda uow: uow.orders.balances(CAFE, CLOCK, until=uow.now))[0].line == later
