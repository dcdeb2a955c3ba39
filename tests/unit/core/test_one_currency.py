"""A customer may buy in several currencies; one return has one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.domain.catalogue import OrderLine, Product
from bot.core.domain.money_errors import AnotherCurrency
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.values import Money
from bot.core.usecases.draft_return import (
    add_item,
    choose_customer,
    choose_no_order,
    set_quantity,
    set_reason,
    start_return,
)
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.restocking_fee import estimated_value
from bot.core.usecases.return_details import choose_order, set_serial
from bot.core.usecases.submit_return import submit_return
from bot.core.usecases.undo_restock import undo_restock
from tests.support.builders import (
    CAFE,
    CLOCK,
    ORDERED_AT,
    a_desk,
    a_request,
    act,
    approve,
    gbp,
    inspect_all,
    pieces,
    refused,
    restock,
    review,
)
from tests.support.cast import ANN, BO
from tests.support.memory_ports import MemoryDesk

LAMP, EUROPE, OLDER = "47566", "600001", "600000"


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


@pytest.fixture
def desk() -> MemoryDesk:
    """Café Lumière bought 24 clocks in pounds, before that 3 in euros; and 5 lamps in euros only."""
    made = a_desk()

    def work(uow: UnitOfWork) -> None:
        uow.catalogue.save_products([Product(LAMP, "Desk lamp", "台灯", price=eur("8"))])
        uow.orders.save_lines(
            [
                OrderLine(EUROPE, 1, CAFE, LAMP, pieces(5), eur("8"), ORDERED_AT),
                OrderLine(
                    OLDER,
                    1,
                    CAFE,
                    CLOCK,
                    pieces(3),
                    eur("4.50"),
                    ORDERED_AT - timedelta(days=3),
                    serials=frozenset({"E1"}),
                ),
            ]
        )

    made.write_now(work)
    return made


def a_draft(desk: MemoryDesk, product: str, quantity: int, order_no: str = "") -> int:
    draft = act(desk, BO, start_return)
    act(desk, BO, choose_customer, draft.id, CAFE)
    take(desk, draft.id, product, quantity, order_no)
    return draft.id


def take(desk: MemoryDesk, draft_id: int, product: str, quantity: int, order_no: str = "") -> None:
    line = act(desk, BO, add_item, draft_id, product, order_no)
    act(desk, BO, set_quantity, draft_id, line.line_no, pieces(quantity))
    act(desk, BO, set_reason, draft_id, line.line_no, "ORDER_ERROR")


def finished(desk: MemoryDesk, draft_id: int) -> int:
    """Sent and brought to the shelf. Gives the id of the return order."""
    if act(desk, BO, submit_return, draft_id).verdict.needs_manager:
        approve(desk, draft_id)
    order = inspect_all(desk, draft_id)
    review(desk, order.id)
    return restock(desk, order.id).order.id


def note_of(desk: MemoryDesk, number: str) -> Money:
    return desk.read_now(lambda uow: uow.credit_notes.get(number)).value


def test_goods_of_another_currency_are_refused_when_they_are_named_not_when_everything_is_typed(
    desk: MemoryDesk,
) -> None:
    draft_id = a_draft(desk, CLOCK, 2)
    with refused(desk, AnotherCurrency) as refusal:
        act(desk, BO, add_item, draft_id, LAMP)
    assert refusal.facts == {"product_code": LAMP, "currency": "EUR", "here": "GBP"}
    with refused(desk, AnotherCurrency):
        act(desk, BO, add_item, draft_id, CLOCK, OLDER)
    assert desk.read_now(lambda uow: estimated_value(uow, a_request(desk, draft_id))) == gbp("7.50")


def test_each_currency_has_its_own_return_and_its_own_note(desk: MemoryDesk) -> None:
    finished(desk, a_draft(desk, CLOCK, 2))
    finished(desk, a_draft(desk, LAMP, 2))
    assert (note_of(desk, "CN-2026-00001"), note_of(desk, "CN-2026-00002")) == (gbp("7.50"), eur("16.00"))


def test_what_is_left_in_an_older_currency_can_be_returned_once_the_newer_is_used_up(
    desk: MemoryDesk,
) -> None:
    finished(desk, a_draft(desk, CLOCK, 24))
    draft_id = a_draft(desk, CLOCK, 3)
    finished(desk, draft_id)
    request = a_request(desk, draft_id)
    assert (request.status, request.currency) == (ReturnStatus.CLOSED, "EUR")
    assert note_of(desk, "CN-2026-00002") == eur("13.50")


def test_no_more_is_offered_than_the_orders_of_one_currency_hold(desk: MemoryDesk) -> None:
    draft_id = a_draft(desk, CLOCK, 24)
    with refused(desk, AnotherCurrency):
        act(desk, BO, add_item, draft_id, CLOCK, OLDER)
    assert a_request(desk, draft_id).currency == "GBP"


def test_an_order_that_is_named_at_the_start_says_the_currency(desk: MemoryDesk) -> None:
    draft_id = a_draft(desk, CLOCK, 3, OLDER)
    assert a_request(desk, draft_id).currency == "EUR"
    finished(desk, draft_id)
    assert note_of(desk, "CN-2026-00001") == eur("13.50")


def test_the_only_line_follows_the_order_that_is_chosen_for_it(desk: MemoryDesk) -> None:
    draft_id = a_draft(desk, CLOCK, 2)
    act(desk, BO, choose_order, draft_id, 1, OLDER)
    assert a_request(desk, draft_id).currency == "EUR"
    take(desk, draft_id, LAMP, 1)
    order_id = finished(desk, draft_id)
    assert note_of(desk, "CN-2026-00001") == eur("17.00")
    act(desk, ANN, undo_restock, order_id, "wrong shelf")
    assert [part.unit_price for line in a_request(desk, draft_id).lines for part in line.allocations] == [
        eur("4.50"),
        eur("8"),
    ]


def test_beside_another_line_an_order_of_another_currency_cannot_be_chosen(desk: MemoryDesk) -> None:
    draft_id = a_draft(desk, LAMP, 1)
    take(desk, draft_id, CLOCK, 2)
    assert a_request(desk, draft_id).currency == "EUR"
    with refused(desk, AnotherCurrency) as refusal:
        act(desk, BO, choose_order, draft_id, 2, "536370")
    assert refusal.facts == {"product_code": CLOCK, "currency": "GBP", "here": "EUR"}


def test_a_serial_number_brings_the_currency_of_its_sale(desk: MemoryDesk) -> None:
    draft_id = a_draft(desk, CLOCK, 1)
    act(desk, BO, set_serial, draft_id, 1, "E1")
    request = a_request(desk, draft_id)
    assert (request.currency, request.lines[0].order_no) == ("EUR", OLDER)
    finished(desk, draft_id)
    assert note_of(desk, "CN-2026-00001") == eur("4.50")


def test_goods_without_an_order_are_of_one_currency_too(desk: MemoryDesk) -> None:
    draft = act(desk, BO, start_return)
    act(desk, BO, choose_no_order, draft.id)
    take(desk, draft.id, CLOCK, 2)
    with refused(desk, AnotherCurrency):
        act(desk, BO, add_item, draft.id, LAMP)
