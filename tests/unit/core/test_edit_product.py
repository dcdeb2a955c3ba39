"""Managers change what changes daily of a product; two of them at once are told; the log has each change."""

from __future__ import annotations

import json

import pytest

from bot.core.domain.errors import ProductUnknown, SupplierUnknown, TextTooLong
from bot.core.domain.product_errors import ProductMovedOn, ProductUnchanged, ProductValueInvalid
from bot.core.usecases.edit_product import ProductField, change_product, find_products, see_product
from tests.support.builders import BAG, CLOCK, a_desk, act, gbp, refused
from tests.support.cast import ANN, WEI
from tests.support.memory_ports import MemoryDesk


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk()


def seen(desk: MemoryDesk, code: str = CLOCK) -> str:
    return act(desk, ANN, see_product, code).seen


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        (ProductField.STANDARD_EN, " Runs.\nNo scratches. ", "Runs.\nNo scratches."),
        (ProductField.STANDARD_ZH, "-", ""),
        (ProductField.SUPPLIER, "-", ""),
        (ProductField.COST, "1.10", gbp("1.10")),
        (ProductField.RETURNABLE, "no", False),
    ],
)
def test_one_field_is_changed_and_nothing_else(
    desk: MemoryDesk, field: ProductField, typed: str, kept: object
) -> None:
    before = desk.state.products[CLOCK]
    act(desk, ANN, change_product, CLOCK, seen(desk), field, typed)
    after = desk.state.products[CLOCK]
    assert getattr(after, field.value) == kept
    others = [name for name in ProductField if name is not field]
    assert [getattr(after, name.value) for name in others] == [getattr(before, name.value) for name in others]
    entry = desk.state.log[-1]
    assert (entry.event, entry.actor_id, entry.record) == ("ProductChanged", 1, f"product/{CLOCK}")
    assert list(json.loads(entry.facts)["changes"]) == [field.value]


@pytest.mark.parametrize("typed", ["abc", "-1", "1.234", "1e99"])
def test_what_is_no_price_is_refused(desk: MemoryDesk, typed: str) -> None:
    mark = seen(desk)
    with refused(desk, ProductValueInvalid):
        act(desk, ANN, change_product, CLOCK, mark, ProductField.COST, typed)


def test_a_supplier_has_to_be_known_and_a_text_to_fit(desk: MemoryDesk) -> None:
    mark = seen(desk)
    with refused(desk, SupplierUnknown) as refusal:
        act(desk, ANN, change_product, CLOCK, mark, ProductField.SUPPLIER, "S-99")
    assert refusal.facts == {"text": "S-99"}
    with refused(desk, TextTooLong):
        act(desk, ANN, change_product, CLOCK, mark, ProductField.STANDARD_EN, "x" * 1001)
    with refused(desk, ProductValueInvalid):
        act(desk, ANN, change_product, CLOCK, mark, ProductField.RETURNABLE, "maybe")


def test_of_two_managers_the_second_is_told(desk: MemoryDesk) -> None:
    mark = seen(desk)
    act(desk, WEI, change_product, CLOCK, mark, ProductField.COST, "1.00")
    with refused(desk, ProductMovedOn) as refusal:
        act(desk, ANN, change_product, CLOCK, mark, ProductField.COST, "2.00")
    assert refusal.facts == {"product_code": CLOCK}
    with refused(desk, ProductUnchanged):
        act(desk, ANN, change_product, CLOCK, seen(desk), ProductField.COST, "1.00")


def test_a_product_is_found_by_code_barcode_and_name(desk: MemoryDesk) -> None:
    assert act(desk, ANN, see_product, "5012345678900").product.code == CLOCK
    assert [p.code for p in act(desk, ANN, find_products, "零食", 9)] == [BAG]
    assert len(act(desk, ANN, find_products, "", 9)) == 4
    found = act(desk, ANN, see_product, CLOCK)
    assert found.supplier is not None
    assert found.supplier.name == "Horloge & Fils"
    with refused(desk, ProductUnknown):
        act(desk, ANN, see_product, "nothing")
