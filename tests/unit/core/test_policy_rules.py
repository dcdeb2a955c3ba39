"""Fees, windows and limits; and the rules as people type them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.domain.errors import PolicyValueInvalid
from bot.core.domain.policy import (
    Fee,
    LineFacts,
    Policy,
    Returnable,
    WindowFrom,
    allocate,
    judge,
    left_beside,
    less,
    named_orders_first,
    of_order,
    returnable,
)
from bot.core.domain.policy_rules import differences, edited, said
from bot.core.domain.reasons import REASONS
from bot.core.domain.return_request import Allocation, Finding, ReturnLine
from bot.core.domain.values import Money
from tests.support.builders import CLOCK, OLD_ORDER, ORDER, ORDERED_AT, a_policy, gbp, pieces
from tests.support.clock import MORNING
from tests.unit.core.test_policy import CLOCK_PRODUCT, a_balance, a_line, judged

amounts = st.decimals(0, 100_000, places=4)


# ── the fee ──
def test_a_fee_of_percent_is_rounded_to_the_cent_half_up() -> None:
    policy = replace(a_policy(), fees={"DEMAND_CHANGE": Fee(percent=Decimal(15))})
    assert policy.fee_for("DEMAND_CHANGE", gbp("22.50")) == gbp("3.38")
    assert policy.fee_for("DEMAND_CHANGE", gbp("0.03")) == gbp("0.00")


def test_a_reason_without_a_fee_costs_nothing() -> None:
    policy = replace(a_policy(), fees={"DEMAND_CHANGE": Fee(percent=Decimal(15))})
    assert policy.fee_for("QUALITY_DEFECT", gbp("22.50")) == gbp("0")


def test_an_amount_is_taken_for_each_line_and_never_more_than_its_value() -> None:
    policy = replace(a_policy(), fees={"ORDER_ERROR": Fee(amount=gbp("2.50"))})
    assert policy.fee_for("ORDER_ERROR", gbp("22.50")) == gbp("2.50")
    assert policy.fee_for("ORDER_ERROR", gbp("1.20")) == gbp("1.20")
    assert policy.fee_for("ORDER_ERROR", gbp("0")) == gbp("0")


def test_an_amount_in_another_currency_counts_as_nothing() -> None:
    policy = replace(a_policy(), fees={"ORDER_ERROR": Fee(amount=gbp("2.50"))})
    assert policy.fee_for("ORDER_ERROR", Money.of("20", "EUR")) == Money.of("0", "EUR")


@given(value=amounts, percent=st.decimals(0, 100, places=2), amount=st.none() | st.decimals(0, 500, places=2))
def test_a_fee_is_whole_cents_and_between_nothing_and_the_value(
    value: Decimal, percent: Decimal, amount: Decimal | None
) -> None:
    worth = Money(value, "GBP")
    fee = Fee(percent, None if amount is None else Money(amount, "GBP")).of(worth)
    assert fee == fee.rounded()
    assert gbp("0") <= fee <= worth.rounded()


# ── the window ──
def test_a_category_may_have_a_window_of_its_own() -> None:
    policy = replace(a_policy(days=30), category_windows={"clocks": 5})
    _, verdict = judged((a_line(1), returnable([a_balance(24)], "pcs")), policy=policy)
    assert verdict.findings == (
        Finding("OUTSIDE_WINDOW", "ask", {"product_code": CLOCK, "days": 5, "age_days": 7}),
    )


def test_the_window_may_be_counted_from_the_delivery() -> None:
    policy = replace(a_policy(days=5), window_from=WindowFrom.DELIVERY)
    balance = a_balance(24)
    late = replace(balance, line=replace(balance.line, delivered_at=ORDERED_AT + timedelta(days=4)))
    _, inside = judged((a_line(1), returnable([late], "pcs")), policy=policy)
    assert inside.findings == (Finding("WITHIN_WINDOW", "inform", {"days": 5, "since": "delivery"}),)
    _, unknown = judged((a_line(1), returnable([balance], "pcs")), policy=policy)
    of_order = {"product_code": CLOCK, "days": 5, "age_days": 7}  # nobody may read "delivered 7 days ago"
    assert unknown.findings == (Finding("OUTSIDE_WINDOW", "ask", of_order),)


def test_the_delivery_says_nothing_where_the_order_counts() -> None:
    balance = a_balance(24)
    late = replace(balance, line=replace(balance.line, delivered_at=MORNING))
    _, verdict = judged((a_line(1), returnable([late], "pcs")), policy=a_policy(days=5))
    assert verdict.findings[0].code == "OUTSIDE_WINDOW"


# ── what is not taken back, and what needs two ──
def test_a_product_the_policy_excludes_asks_a_manager() -> None:
    policy = replace(a_policy(), non_returnable_products=frozenset({CLOCK}))
    _, verdict = judged((a_line(1), returnable([a_balance(24)], "pcs")), policy=policy)
    assert [finding.code for finding in verdict.findings] == ["NOT_RETURNABLE", "WITHIN_WINDOW"]


def test_above_the_second_limit_two_managers_are_needed_and_exactly_at_it_one() -> None:
    policy = replace(a_policy(), second_approval_limit=gbp("22.50"))
    possible = returnable([a_balance(24)], "pcs")
    _, at = judged((a_line(6), possible), policy=policy)
    _, above = judged((a_line(7), possible), policy=policy)
    assert [finding.code for finding in at.findings] == ["WITHIN_WINDOW", "OVER_AUTO_LIMIT"]
    assert above.findings[-1] == Finding("NEEDS_TWO", "ask", {"limit": "22.50", "currency": "GBP"})


def test_goods_without_an_order_are_weighed_at_list_prices() -> None:
    policy = replace(a_policy(), second_approval_limit=gbp("20"))
    request, _ = judged((a_line(5), None), policy=policy, without_order=True)
    assert [f.code for f in judge(policy, request, _facts(), MORNING).findings] == ["NO_ORDER"]
    request.lines[0].quantity = pieces(6)
    assert [f.code for f in judge(policy, request, _facts(), MORNING).findings] == ["NO_ORDER", "NEEDS_TWO"]


def _facts() -> list[LineFacts]:
    return [LineFacts(CLOCK_PRODUCT, None)]


# ── several lines of one return ──
def lines_of(*wanted: tuple[int, str]) -> list[ReturnLine]:
    return [
        ReturnLine(number, CLOCK, order_no, pieces(amount) if amount else None, "OVERSTOCK")
        for number, (amount, order_no) in enumerate(wanted, start=1)
    ]


def test_what_other_lines_of_the_return_take_is_not_left() -> None:
    possible = returnable([a_balance(10, ("RR-2026-00001", 2))], "pcs")
    first, second = lines_of((5, ""), (0, ""))
    left = left_beside(possible, second, [first])
    assert (left.sold, left.taken, left.here, left.most) == (pieces(10), pieces(7), pieces(5), pieces(3))
    assert left.numbers == ["RR-2026-00001"]


def test_a_line_that_may_take_any_order_leaves_the_named_one_alone() -> None:
    possible = returnable([a_balance(5), a_balance(5, order_no=OLD_ORDER, days_later=-20)], "pcs")
    anywhere, named = lines_of((5, ""), (0, ORDER))
    assert left_beside(possible, named, [anywhere]).most == pieces(5)
    anywhere.quantity = pieces(7)
    assert left_beside(possible, named, [anywhere]).most == pieces(3)


def test_lines_of_other_products_take_nothing() -> None:
    other, line = lines_of((5, ""), (0, ""))
    other.product_code = "another"
    assert left_beside(returnable([a_balance(10)], "pcs"), line, [other]).most == pieces(10)


@given(
    sold=st.lists(st.integers(1, 12), min_size=1, max_size=3),
    wanted=st.lists(st.tuples(st.integers(1, 12), st.integers(-1, 2)), min_size=1, max_size=4),
)
def test_as_much_as_is_left_can_be_allocated_with_all_lines_and_one_more_cannot(
    sold: list[int], wanted: list[tuple[int, int]]
) -> None:
    possible = returnable(
        [a_balance(amount, order_no=f"{n}", days_later=-n) for n, amount in enumerate(sold)], "pcs"
    )
    lines = lines_of(*((amount, f"{n}" if 0 <= n < len(sold) else "") for amount, n in wanted))
    kept: list[ReturnLine] = []
    for line in lines:
        most = left_beside(possible, line, kept).most
        line.quantity = min(line.asked, most)
        if line.quantity:
            kept.append(line)
            assert all_fit(possible, kept)
            whole, line.quantity = line.quantity, most + pieces(1)
            assert not all_fit(possible, kept)
            line.quantity = whole


def all_fit(possible: Returnable, lines: list[ReturnLine]) -> bool:
    """As the judge goes: lines that name an order first, each off what those before it left."""
    allocated: list[Allocation] = []
    for line in sorted(lines, key=named_orders_first):
        fitting = of_order(less(possible, allocated), line.order_no)
        if line.asked > fitting.most:
            return False
        allocated += allocate(line, fitting)
    return True


# ── rules as typed ──
@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("window", " 45 ", "45"),
        ("window", "０", None),
        ("window", "3651", None),
        ("window", "-1", None),
        ("from", "delivery", "delivery"),
        ("from", "moon", None),
        ("days:clocks", "14", "14"),
        ("days:clocks", "", ""),
        ("auto", "£50", "50.00"),
        ("auto", "1,250.5", "1250.50"),
        ("auto", "0.005", None),
        ("auto", "-1", None),
        ("auto", "lots", None),
        ("second", "500", "500.00"),
        ("second", "never", ""),
        ("scrap", "从不", ""),
        ("scrap", "100", "100.00"),
        ("fee:DEMAND_CHANGE", "15 %", "15%"),
        ("fee:DEMAND_CHANGE", "12.5％", "12.5%"),
        ("fee:DEMAND_CHANGE", "2.50", "2.50"),
        ("fee:DEMAND_CHANGE", "0%", ""),
        ("fee:DEMAND_CHANGE", "101%", None),
        ("fee:DEMAND_CHANGE", "a little", None),
        ("category:clocks", "no", "no"),
        ("category:clocks", "yes", ""),
        ("product:22728", "no", "no"),
        ("product", "no", None),
        ("colour", "red", None),
    ],
)
def test_a_rule_reads_what_is_typed(field: str, typed: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(PolicyValueInvalid):
            edited(a_policy(), field, typed)
    else:
        assert said(edited(a_policy(), field, typed), field) == kept


@given(
    st.builds(
        Policy,
        st.just(3),
        window_days=st.integers(0, 3650),
        auto_approval_limit=st.decimals(0, 10_000, places=2).map(lambda amount: Money(amount, "GBP")),
        effective_at=st.just(MORNING),
        non_returnable_categories=st.frozensets(st.sampled_from(["clocks", "boxes"])),
        non_returnable_products=st.frozensets(st.sampled_from([CLOCK, "22326"])),
        window_from=st.sampled_from(WindowFrom),
        category_windows=st.dictionaries(st.sampled_from(["clocks", "boxes"]), st.integers(0, 3650)),
        fees=st.dictionaries(
            st.sampled_from([reason.code for reason in REASONS]),
            st.decimals("0.01", 100, places=2).map(lambda percent: Fee(percent=percent))
            | st.decimals("0.01", 99, places=2).map(lambda amount: Fee(amount=Money(amount, "GBP"))),
        ),
        second_approval_limit=st.none()
        | st.decimals("0.01", 10_000, places=2).map(lambda amount: Money(amount, "GBP")),
        scrap_limit=st.none()
        | st.decimals("0.01", 10_000, places=2).map(lambda amount: Money(amount, "GBP")),
    )
)
def test_any_policy_can_be_typed_rule_by_rule(policy: Policy) -> None:
    typed = a_policy(3, effective_at=MORNING)
    for field in differences(typed, policy):
        typed = edited(typed, field, said(policy, field))
    assert typed == policy
    assert differences(typed, policy) == []
