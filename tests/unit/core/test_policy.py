"""What may still be returned, from which order lines it comes, and what the policy says to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.domain.catalogue import OrderLineBalance, Product, Taken
from bot.core.domain.errors import QuantityExceedsDelivered
from bot.core.domain.policy import (
    LineFacts,
    Policy,
    Returnable,
    Verdict,
    allocate,
    ensure_returnable,
    judge,
    less,
    returnable,
)
from bot.core.domain.return_request import Allocation, Finding, ReturnLine, ReturnRequest
from bot.core.domain.values import Money, Quantity
from tests.support.builders import (
    CAFE,
    CLOCK,
    OLD_ORDER,
    ORDER,
    ORDERED_AT,
    PRODUCTS,
    a_policy,
    an_order_line,
    gbp,
    pieces,
)
from tests.support.clock import MORNING

CLOCK_PRODUCT = PRODUCTS[0]


def a_balance(
    sold: int, *taken: tuple[str, int], order_no: str = ORDER, price: str = "3.75", days_later: int = 0
) -> OrderLineBalance:
    line = an_order_line(
        sold, order_no=order_no, price=price, ordered_at=ORDERED_AT + timedelta(days=days_later)
    )
    return OrderLineBalance(line, tuple(Taken(number, pieces(amount)) for number, amount in taken))


def a_line(quantity: int, order_no: str = "") -> ReturnLine:
    return ReturnLine(1, CLOCK, order_no, pieces(quantity), "OVERSTOCK")


def judged(
    *lines: tuple[ReturnLine, Returnable | None],
    policy: Policy | None = None,
    product: Product = CLOCK_PRODUCT,
    without_order: bool = False,
    currency: str = "GBP",
) -> tuple[ReturnRequest, Verdict]:
    request = ReturnRequest(2, MORNING, customer_code=CAFE, without_order=without_order, currency=currency)
    request.lines = [line for line, _ in lines]
    facts = [LineFacts(product, possible) for _, possible in lines]
    verdict = judge(policy or a_policy(), request, facts, MORNING)
    return request, verdict


# ── the arithmetic ──
def test_sold_ten_returned_six_leaves_at_most_four_and_names_both_requests() -> None:
    possible = returnable([a_balance(10, ("RR-2026-00002", 4), ("RR-2026-00001", 2))], "pcs")
    assert (possible.sold, possible.taken, possible.most) == (pieces(10), pieces(6), pieces(4))
    assert possible.numbers == ["RR-2026-00001", "RR-2026-00002"]


def test_the_refusal_carries_the_whole_sum() -> None:
    possible = returnable([a_balance(10, ("RR-2026-00001", 6))], "pcs")
    ensure_returnable(CLOCK, pieces(4), possible)
    with pytest.raises(QuantityExceedsDelivered) as caught:
        ensure_returnable(CLOCK, pieces(5), possible)
    assert caught.value.facts == {
        "product_code": CLOCK,
        "sold": "10",
        "taken": "6",
        "most": "4",
        "numbers": ["RR-2026-00001"],
    }


def test_a_request_that_took_of_two_orders_is_named_once() -> None:
    balances = [a_balance(5, ("RR-2026-00001", 1)), a_balance(5, ("RR-2026-00001", 2), order_no=OLD_ORDER)]
    possible = returnable(balances, "pcs")
    assert (possible.sold, possible.taken, possible.most) == (pieces(10), pieces(3), pieces(7))
    assert possible.numbers == ["RR-2026-00001"]


def test_what_was_never_sold_cannot_be_returned() -> None:
    possible = returnable([], "pcs")
    assert (possible.sold, possible.taken, possible.most) == (pieces(0), pieces(0), pieces(0))
    with pytest.raises(QuantityExceedsDelivered):
        ensure_returnable(CLOCK, pieces(1), possible)


# ── allocation ──
def test_the_newest_order_gives_first_at_its_own_price() -> None:
    old = a_balance(10, order_no=OLD_ORDER, price="3.50", days_later=-20)
    new = a_balance(4, ("RR-2026-00001", 1))
    assert allocate(a_line(5), returnable([old, new], "pcs")) == [
        Allocation(ORDER, 1, pieces(3), gbp("3.75")),
        Allocation(OLD_ORDER, 1, pieces(2), gbp("3.50")),
    ]


def test_an_order_with_nothing_left_gives_nothing() -> None:
    full = a_balance(4, ("RR-2026-00001", 4))
    old = a_balance(10, order_no=OLD_ORDER, days_later=-20)
    assert allocate(a_line(2), returnable([full, old], "pcs")) == [
        Allocation(OLD_ORDER, 1, pieces(2), gbp("3.75"))
    ]


@given(
    sold=st.lists(st.tuples(st.integers(1, 20), st.integers(0, 20)), min_size=1, max_size=4),
    wanted=st.integers(1, 60),
)
def test_an_allocation_is_the_wanted_quantity_and_never_above_what_is_left(
    sold: list[tuple[int, int]], wanted: int
) -> None:
    balances = [
        a_balance(amount, ("RR-2026-00001", min(taken, amount)), order_no=f"{n}", days_later=n)
        for n, (amount, taken) in enumerate(sold)
    ]
    possible = returnable(balances, "pcs")
    if pieces(wanted) > possible.most:
        with pytest.raises(QuantityExceedsDelivered):
            allocate(a_line(wanted), possible)
        return
    allocated = {part.order_no: part.quantity for part in allocate(a_line(wanted), possible)}
    assert sum((q.amount for q in allocated.values()), Decimal(0)) == wanted
    assert all(allocated.get(b.line.order_no, pieces(0)) <= b.left for b in balances)


def test_what_another_line_of_the_request_took_is_no_longer_left() -> None:
    possible = returnable([a_balance(10, ("RR-2026-00001", 1))], "pcs")
    rest = less(possible, [Allocation(ORDER, 1, pieces(6), gbp("3.75"))])
    assert (rest.sold, rest.taken, rest.most) == (pieces(10), pieces(7), pieces(3))
    assert rest.numbers == ["RR-2026-00001"]


# ── the verdict ──
def test_a_small_return_in_time_is_nobodys_business() -> None:
    request, verdict = judged((a_line(5), returnable([a_balance(24)], "pcs")))
    assert verdict == Verdict((Finding("WITHIN_WINDOW", "inform", {"days": 30}),))
    assert (verdict.refuses, verdict.needs_manager) == (False, False)
    assert request.value == gbp("18.75")


def test_a_value_above_the_limit_asks_a_manager_and_exactly_the_limit_does_not() -> None:
    possible = returnable([a_balance(24, price="4.00")], "pcs")
    _, at_limit = judged((a_line(5), possible))
    _, above = judged((a_line(6), possible))
    assert at_limit.needs_manager is False
    assert above.needs_manager is True
    assert above.findings[-1] == Finding("OVER_AUTO_LIMIT", "ask", {"limit": "20", "currency": "GBP"})


def test_a_value_in_another_currency_than_the_limit_asks_a_manager() -> None:
    line = replace(an_order_line(24), unit_price=Money.of("0.10", "EUR"))
    euros = OrderLineBalance(line)
    _, verdict = judged((a_line(1), returnable([euros], "pcs")), currency="EUR")
    assert [finding.code for finding in verdict.findings] == ["WITHIN_WINDOW", "OVER_AUTO_LIMIT"]
    assert verdict.needs_manager is True


def test_the_last_day_of_the_window_counts_to_its_end() -> None:
    """Whoever reads "bought 30 days ago" and "the limit is 30" expects it to be taken."""
    possible = returnable([a_balance(24)], "pcs")  # bought on 3 March
    request = ReturnRequest(2, MORNING, customer_code=CAFE, lines=[a_line(1)])
    facts = [LineFacts(CLOCK_PRODUCT, possible)]
    london = ZoneInfo("Europe/London")  # in summer time since 29 March
    inside = judge(a_policy(), request, facts, datetime(2026, 4, 2, 23, 59, tzinfo=london))
    outside = judge(a_policy(), request, facts, datetime(2026, 4, 3, 0, 0, tzinfo=london))
    assert inside.findings == (Finding("WITHIN_WINDOW", "inform", {"days": 30}),)
    assert outside.findings == (
        Finding("OUTSIDE_WINDOW", "ask", {"product_code": CLOCK, "days": 30, "age_days": 31}),
    )


def test_only_the_orders_that_give_decide_about_the_window() -> None:
    old = a_balance(10, order_no=OLD_ORDER, days_later=-90)
    possible = returnable([old, a_balance(4)], "pcs")
    _, from_new = judged((a_line(4), possible))
    _, from_both = judged((a_line(5), possible))
    assert [f.code for f in from_new.findings] == ["WITHIN_WINDOW"]
    assert from_both.findings[0] == Finding(
        "OUTSIDE_WINDOW", "ask", {"product_code": CLOCK, "days": 30, "age_days": 97}
    )


def test_more_than_was_sold_refuses_the_whole_request_and_says_the_sum() -> None:
    possible = returnable([a_balance(10, ("RR-2026-00001", 6))], "pcs")
    request, verdict = judged((a_line(5), possible))
    assert verdict.refuses is True
    assert verdict.findings == (
        Finding(
            "OVER_RETURN",
            "refuse",
            {"product_code": CLOCK, "sold": "10", "taken": "6", "most": "4", "numbers": ["RR-2026-00001"]},
        ),
    )
    assert request.lines[0].allocations == []


def test_two_lines_over_the_same_order_line_are_judged_together() -> None:
    possible = returnable([a_balance(10)], "pcs")
    any_order, named = a_line(6), a_line(6, ORDER)
    request, verdict = judged((any_order, possible), (named, possible))
    assert verdict.refuses is True
    [over] = [finding for finding in verdict.findings if finding.decides == "refuse"]
    assert over.facts == {
        "product_code": CLOCK,
        "sold": "10",
        "taken": "6",
        "most": "4",
        "numbers": [],
        "here": "6",
    }
    assert named.allocations == [Allocation(ORDER, 1, pieces(6), gbp("3.75"))]
    assert request.lines == [any_order, named]


def test_a_line_that_names_its_order_is_served_before_one_that_may_take_any() -> None:
    new, old = a_balance(5), a_balance(5, order_no=OLD_ORDER, days_later=-20)
    any_order, named = a_line(5), a_line(5, ORDER)
    _, verdict = judged((any_order, returnable([new, old], "pcs")), (named, returnable([new], "pcs")))
    assert verdict.refuses is False
    assert any_order.allocations == [Allocation(OLD_ORDER, 1, pieces(5), gbp("3.75"))]
    assert named.allocations == [Allocation(ORDER, 1, pieces(5), gbp("3.75"))]


def test_goods_without_an_order_always_ask_a_manager_and_are_worth_nothing_yet() -> None:
    request, verdict = judged((a_line(1), None), without_order=True)
    assert verdict == Verdict((Finding("NO_ORDER", "ask"),))
    assert verdict.needs_manager is True
    assert request.value == gbp("0")


def test_a_product_that_is_not_returnable_asks_a_manager() -> None:
    earrings = PRODUCTS[2]
    _, verdict = judged((a_line(1), returnable([a_balance(24)], "pcs")), product=earrings)
    assert verdict.findings[0] == Finding("NOT_RETURNABLE", "ask", {"product_code": earrings.code})
    assert verdict.needs_manager is True


def test_a_category_the_policy_excludes_asks_a_manager() -> None:
    policy = Policy(2, 30, gbp("20"), MORNING, non_returnable_categories=frozenset({"clocks"}))
    _, verdict = judged((a_line(1), returnable([a_balance(24)], "pcs")), policy=policy)
    assert [finding.code for finding in verdict.findings] == ["NOT_RETURNABLE", "WITHIN_WINDOW"]


def test_judging_again_replaces_the_allocations() -> None:
    line = a_line(2)
    line.allocations = [Allocation("999", 9, Quantity.of(9), gbp("9"))]
    judged((line, returnable([a_balance(24)], "pcs")))
    assert line.allocations == [Allocation(ORDER, 1, pieces(2), gbp("3.75"))]
