"""What is kept of a return: by the policy the request was judged by, never below nothing, once for a line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.core.domain.policy import Fee, Policy
from bot.core.domain.reasons import Disposition, WantedOutcome
from bot.core.domain.restocking_fee import with_fees
from bot.core.domain.return_order import ReturnOrder, ReturnOrderLine
from bot.core.domain.return_request import Allocation
from bot.core.domain.values import Money
from bot.core.usecases.review_order import send_back_order
from tests.support.builders import (
    CLOCK,
    ORDER,
    a_desk,
    a_finished_return,
    a_policy,
    act,
    an_approved_return,
    gbp,
    inspect_all,
    pieces,
    restock,
    review,
)
from tests.support.cast import WEI
from tests.support.clock import MORNING
from tests.support.memory_ports import MemoryDesk

TEN_PERCENT = Fee(percent=Decimal(10))
TWO_POUNDS = Fee(amount=gbp("2"))


def judged_by(fee: Fee, reason: str = "TRANSIT_DAMAGE", version: int = 2) -> Policy:
    return replace(a_policy(version), fees={reason: fee})


def a_desk_with(fee: Fee, reason: str = "TRANSIT_DAMAGE") -> MemoryDesk:
    desk = a_desk()
    desk.write_now(lambda uow: uow.policies.add(judged_by(fee, reason)))
    return desk


def a_line(
    quantity: int, *, price: str = "3.75", line_no: int = 1, fee: Money | None = None
) -> ReturnOrderLine:
    part = Allocation(ORDER, 1, pieces(quantity), gbp(price))
    names = (CLOCK, "Clock", "钟", "")
    counted = pieces(quantity)
    return ReturnOrderLine(line_no, *names, "TRANSIT_DAMAGE", None, counted, counted, (), (part,), fee)


def an_order_of(*lines: ReturnOrderLine) -> ReturnOrder:
    return ReturnOrder("RO-2026-00009", 1, "RR-2026-00001", 1, 3, MORNING, "GBP", list(lines))


def test_a_percentage_is_kept_and_said_on_order_and_note() -> None:
    result = a_finished_return(a_desk_with(TEN_PERCENT))
    assert (result.order.value, result.order.fee, result.order.credit) == (
        gbp("22.50"),
        gbp("2.25"),
        gbp("20.25"),
    )
    assert result.credit_note is not None
    assert (result.credit_note.value, result.credit_note.fee, result.credit_note.gross) == (
        gbp("20.25"),
        gbp("2.25"),
        gbp("22.50"),
    )


def test_another_reason_costs_nothing() -> None:
    result = a_finished_return(a_desk_with(TEN_PERCENT, "ORDER_ERROR"))
    assert result.credit_note is not None
    assert (result.credit_note.value, result.credit_note.fee) == (gbp("22.50"), gbp("0"))


def test_a_fee_as_high_as_the_value_leaves_no_note_and_never_less_than_nothing() -> None:
    desk = a_desk_with(Fee(amount=gbp("50")))
    result = a_finished_return(desk)
    assert (result.order.fee, result.order.credit, result.order.credit_note) == (gbp("22.50"), gbp("0"), "")
    assert (result.credit_note, desk.state.credit_notes) == (None, {})


def test_the_version_the_request_was_judged_by_counts_not_a_later_one() -> None:
    desk = a_desk()
    request_id = an_approved_return(desk)
    desk.write_now(lambda uow: uow.policies.add(judged_by(TEN_PERCENT)))
    order = inspect_all(desk, request_id)
    assert (order.fee, order.credit) == (gbp("0"), gbp("22.50"))


def test_what_goes_back_to_the_customer_costs_nothing() -> None:
    desk = a_desk_with(TWO_POUNDS)
    order = inspect_all(desk, an_approved_return(desk), split={Disposition.RETURN_TO_CUSTOMER: 6})
    assert (order.value, order.fee, order.credit) == (gbp("0"), gbp("0"), gbp("0"))


def test_a_recount_gives_the_fee_anew() -> None:
    desk = a_desk_with(TEN_PERCENT)
    order = inspect_all(desk, an_approved_return(desk))
    act(desk, WEI, send_back_order, order.id, "count again")
    order = inspect_all(desk, order.request_id, counted=4)
    assert (order.value, order.fee) == (gbp("15.00"), gbp("1.50"))


@pytest.mark.parametrize("outcome", [WantedOutcome.REPLACEMENT, WantedOutcome.REPAIR])
def test_a_replacement_or_a_repair_gives_neither_credit_nor_fee(outcome: WantedOutcome) -> None:
    desk = a_desk_with(TEN_PERCENT)
    request_id = an_approved_return(desk)
    request = desk.read_now(lambda uow: uow.requests.get(request_id))
    request.outcome = outcome
    desk.write_now(lambda uow: uow.requests.save(request))
    order = inspect_all(desk, request_id)
    review(desk, order.id)
    result = restock(desk, order.id)
    assert (result.order.outcome, result.order.fee, result.order.credit) == (outcome, gbp("0"), gbp("0"))
    assert (result.order.value, result.credit_note) == (gbp("22.50"), None)


def test_an_amount_is_taken_once_of_goods_in_several_parcels() -> None:
    policy = judged_by(TWO_POUNDS)
    (first,) = with_fees([a_line(2)], WantedOutcome.CREDIT, policy, "GBP", [])
    assert first.fee == gbp("2.00")
    (second,) = with_fees([a_line(4)], WantedOutcome.CREDIT, policy, "GBP", [an_order_of(first)])
    assert second.fee is None


def test_what_a_first_small_parcel_could_not_carry_the_next_one_does() -> None:
    policy = judged_by(Fee(amount=gbp("5")))
    (first,) = with_fees([a_line(1)], WantedOutcome.CREDIT, policy, "GBP", [])
    assert first.fee == gbp("3.75")
    (second,) = with_fees([a_line(5)], WantedOutcome.CREDIT, policy, "GBP", [an_order_of(first)])
    assert second.fee == gbp("1.25")


def test_a_percentage_of_several_parcels_is_that_of_all_together() -> None:
    policy = judged_by(TEN_PERCENT)
    fees: list[Money | None] = []
    orders: list[ReturnOrder] = []
    for _ in range(3):
        (line,) = with_fees([a_line(1, price="0.15")], WantedOutcome.CREDIT, policy, "GBP", orders)
        fees.append(line.fee)
        orders.append(an_order_of(line))
    assert fees == [gbp("0.02"), gbp("0.01"), gbp("0.02")]


def test_lines_of_one_order_each_carry_their_own_fee() -> None:
    policy = judged_by(TWO_POUNDS)
    lines = [a_line(2), a_line(2, line_no=2)]
    assert an_order_of(*with_fees(lines, WantedOutcome.CREDIT, policy, "GBP", [])).fee == gbp("4.00")
