"""Credited is never more than was paid, over all returns of an order line, to the last cent."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.domain.values import Money
from tests.support.builders import (
    BAG,
    CAFE,
    a_desk,
    an_approved_return,
    an_order_line,
    inspect_all,
    restock,
    review,
)
from tests.support.memory_ports import MemoryDesk


def a_desk_that_sold(quantity: int, price: str) -> MemoryDesk:
    """Snack boxes of an order of their own."""
    desk = a_desk()
    line = an_order_line(quantity, order_no="540000", product=BAG, price=price)
    desk.write_now(lambda uow: uow.orders.save_lines([line]))
    return desk


def credits_of(desk: MemoryDesk, *quantities: int) -> list[Decimal]:
    """Each returned and posted one after another; what the customer was credited for each."""
    credited = []
    for quantity in quantities:
        order = inspect_all(desk, an_approved_return(desk, product=BAG, quantity=quantity))
        review(desk, order.id)
        note = restock(desk, order.id).credit_note
        credited.append(note.value.amount if note else Decimal(0))
    return credited


def test_single_pieces_never_add_up_to_more_than_was_paid() -> None:
    assert credits_of(a_desk_that_sold(3, "0.125"), 1, 1, 1) == [Decimal(n) for n in ("0.13", "0.13", "0.12")]


def test_a_cent_that_is_not_left_is_not_credited() -> None:
    assert credits_of(a_desk_that_sold(3, "0.003"), 1, 1, 1) == [0, 0, 0]
    assert credits_of(a_desk_that_sold(2, "0.005"), 1, 1) == [Decimal("0.01"), 0]


@settings(max_examples=40, deadline=None)
@given(
    price=st.decimals("0.0001", "9.9999", places=4),
    parts=st.lists(st.integers(1, 4), min_size=1, max_size=5),
    kept=st.integers(0, 3),
)
def test_whatever_the_price_and_the_parts(price: Decimal, parts: list[int], kept: int) -> None:
    sold = sum(parts) + kept
    desk = a_desk_that_sold(sold, str(price))
    paid = Money(price * sold, "GBP").rounded().amount
    assert sum(credits_of(desk, *parts)) <= paid
    notes = desk.state.credit_notes.values()
    assert all(note.customer_code == CAFE and note.value.amount > 0 for note in notes)
