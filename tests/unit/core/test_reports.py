"""Figures of five weeks, worked out by hand (see told_weeks); what stands out; who may ask."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.core.domain.errors import NotAllowed
from bot.core.domain.figures import WITHOUT, Choice, Dimension, Group, Tally, change_percent
from bot.core.domain.periods import Period, month_of, week_of
from bot.core.domain.process import Stage
from bot.core.domain.weekly_summary import Report, changed_most, share_of, share_points
from bot.core.usecases.compile_report import (
    compile_breakdown,
    compile_report,
    counted_lines,
    counted_orders,
)
from bot.core.usecases.decide_approval import approve_return
from tests.support.builders import (
    BAG,
    CLOCK,
    a_desk,
    act,
    an_approved_return,
    file_return,
    gbp,
    inspect_all,
    restock,
    review,
)
from tests.support.cast import ANN, BO, CHEN, OLGA, Member
from tests.support.clock import Clock
from tests.support.memory_ports import MemoryDesk
from tests.support.told_weeks import AFTER, tell_weeks

WEEK_15, WEEK_14 = week_of(date(2026, 4, 8)), week_of(date(2026, 4, 1))


@pytest.fixture(scope="module")
def desk() -> MemoryDesk:
    clock = Clock()
    told = a_desk(clock=clock)
    tell_weeks(told, clock)
    return told


def report_of(desk: MemoryDesk, period: Period, by: Member = ANN) -> Report:
    return act(desk, by, compile_report, period)


def test_the_week_is_counted_by_hand(desk: MemoryDesk) -> None:
    report = report_of(desk, WEEK_15)
    assert report.total.now == Tally(4, 4, {"pcs": Decimal(14)}, {"GBP": Decimal("50.10")})
    assert [tally.returns for tally in report.total.spans] == [2, 1, 1, 2, 4]
    assert [tally.values["GBP"] for tally in report.total.spans] == [
        Decimal("10.45"), Decimal("7.50"), Decimal("11.80"), Decimal("8.85"), Decimal("50.10"),
    ]  # fmt: skip
    assert report.total.now.money == [gbp("50.10")]


def test_reasons_stand_with_their_share_and_how_it_moved(desk: MemoryDesk) -> None:
    report = report_of(desk, WEEK_15)
    transit, quality = report.groups(Dimension.REASON)
    assert (transit.key, transit.now.lines, share_of(transit, report.total)) == (
        "TRANSIT_DAMAGE", 3, Decimal(75),
    )  # fmt: skip
    assert share_points(transit, report.total) == 42  # before: 2 of 6, the one taken back not counted
    assert (quality.key, share_points(quality, report.total)) == ("QUALITY_DEFECT", -8)


def test_an_order_taken_back_in_its_week_leaves_nothing_of_it(desk: MemoryDesk) -> None:
    report = report_of(desk, WEEK_14)
    assert report.total.now.returns == 2
    assert {g.key: g.now.lines for g in report.groups(Dimension.REASON)} == {
        "DEMAND_CHANGE": 1, "QUALITY_DEFECT": 1,
    }  # fmt: skip
    listed = act(desk, ANN, counted_orders, WEEK_14, Choice(reason="TRANSIT_DAMAGE"))
    assert [order.sign for order in listed] == [-1, 1]
    assert listed[0].order_number == listed[1].order_number


def test_every_way_of_telling_apart_adds_up_to_the_total(desk: MemoryDesk) -> None:
    for period in (WEEK_15, WEEK_14, month_of(date(2026, 3, 1))):
        report = report_of(desk, period)
        for dimension in (
            Dimension.REASON, Dimension.PRODUCT, Dimension.SUPPLIER, Dimension.CUSTOMER,
            Dimension.CATEGORY, Dimension.PERSON,
        ):  # fmt: skip
            added = Tally()
            for group in report.by[dimension]:
                added = added.plus(group.now)
            assert (added.lines, added.quantity, added.money) == (
                report.total.now.lines, report.total.now.quantity, report.total.now.money,
            )  # fmt: skip


def test_names_stand_beside_codes(desk: MemoryDesk) -> None:
    report = report_of(desk, WEEK_15)
    product, supplier = report.first(Dimension.PRODUCT), report.first(Dimension.SUPPLIER)
    assert product
    assert supplier
    assert (product.key, product.name("zh")) == (CLOCK, "粉色仿电木闹钟")
    assert supplier.name("en") == "Horloge & Fils"
    assert [(g.name("en"), g.now.lines) for g in report.groups(Dimension.PERSON)] == [("Bo", 3), ("Wei", 1)]


def test_what_changed_most_says_why(desk: MemoryDesk) -> None:
    highlight = report_of(desk, WEEK_15).highlight
    assert highlight
    assert (highlight.dimension, highlight.group.key, highlight.group.mean_lines()) == (
        Dimension.PRODUCT, CLOCK, Decimal("0.5"),
    )  # fmt: skip
    assert highlight.reason
    assert (highlight.reason.key, highlight.reason.now.lines) == ("TRANSIT_DAMAGE", 3)
    assert not highlight.is_new


def test_a_count_that_differs_is_a_discrepancy(desk: MemoryDesk) -> None:
    short = report_of(desk, WEEK_15).groups(Dimension.DISCREPANCY)
    assert [(g.key, g.now.lines, g.now.quantity) for g in short] == [("short", 1, Decimal(1))]


def test_the_process_names_its_bottleneck(desk: MemoryDesk) -> None:
    process = report_of(desk, WEEK_15).process
    review = process.stage(Stage.REVIEW)
    assert review.now
    assert (review.now.times, review.now.median_seconds) == (4, 2 * 3600)
    assert process.bottleneck(AFTER) is review
    assert process.stage(Stage.APPROVAL).waiting_count == 1
    assert process.decided.count == 4
    assert [(i.person_id, i.count) for i in process.inspected] == [(3, 4)]


def test_a_stage_that_nothing_leaves_while_returns_wait_too_long_is_the_bottleneck() -> None:
    clock = Clock()
    desk = a_desk(clock=clock)
    tell_weeks(desk, clock)
    clock.now = AFTER
    inspect_all(desk, an_approved_return(desk))  # nobody reviews it
    week = week_of(clock.now.date())
    clock.pass_time(hours=25)
    process = act(desk, ANN, compile_report, week).process
    stuck = process.bottleneck(clock.now)
    assert stuck
    assert (stuck.stage, stuck.now, stuck.waiting_count) == (Stage.REVIEW, None, 1)
    assert process.bottleneck(AFTER) is process.stage(Stage.APPROVAL)  # it was not too long then


def test_what_is_not_over_yet_falls_behind_nothing(desk: MemoryDesk) -> None:
    assert report_of(desk, WEEK_15).ended
    lasting = report_of(desk, week_of(AFTER.date()))
    assert not lasting.ended
    assert lasting.highlight is None
    fallen = {Dimension.PRODUCT: (Group("x", (Tally(9, 9), Tally(1, 1))),)}
    risen = {Dimension.PRODUCT: (Group("x", (Tally(1, 1), Tally(9, 9))),)}
    assert changed_most(fallen)
    assert changed_most(fallen, ended=False) is None
    assert changed_most(risen, ended=False)


def test_shares_moved_against_nothing_where_nothing_came_back_before() -> None:
    own, others = Group("a", (Tally(), Tally(2, 2))), Group("", (Tally(), Tally(3, 3)))
    assert share_points(own, others) == 0


def test_half_a_point_of_share_is_rounded_away_from_nothing() -> None:
    total = Group("", (Tally(8, 8), Tally(6, 6)))
    assert share_points(Group("a", (Tally(1, 1), Tally())), total) == -13  # from 12.5
    assert share_points(Group("b", (Tally(7, 7), Tally(6, 6))), total) == 13  # from 87.5 to 100


def test_what_has_no_customer_or_supplier_can_be_chosen_too() -> None:
    desk = a_desk(clock=Clock())
    today = week_of(desk.clock().date())
    for customer in (None, "12583"):
        request = file_return(desk, customer=customer, product=BAG, quantity=2).request
        if request.decision is None:
            act(desk, ANN, approve_return, request.id)
        order = inspect_all(desk, request.id)
        review(desk, order.id, ANN)
        restock(desk, order.id)
    for choice in (Choice(customer=WITHOUT), Choice(customer=WITHOUT, supplier=WITHOUT)):
        (found,) = act(desk, ANN, counted_orders, today, choice)
        assert (found.lines[0].customer, found.lines[0].supplier) == ("", "")
    assert len(act(desk, ANN, counted_orders, today, Choice(supplier=WITHOUT))) == 2


def test_deeper_is_a_choice_of_the_same_figures(desk: MemoryDesk) -> None:
    total, products = act(
        desk, ANN, compile_breakdown, WEEK_15, Dimension.PRODUCT, Choice(reason="QUALITY_DEFECT")
    )
    assert total.now.lines == 1
    assert [(g.key, g.now.quantity) for g in products] == [(BAG, Decimal(3))]


def test_lines_are_listed_newest_first_with_what_was_taken_back_below_zero(desk: MemoryDesk) -> None:
    lines = act(desk, OLGA, counted_lines, WEEK_14, Choice())
    assert [(x.product, x.sign) for x in lines] == [(BAG, 1), (CLOCK, -1), (BAG, 1), (CLOCK, 1)]
    assert sum(x.sign * x.value.amount for x in lines) == Decimal("8.85")


@pytest.mark.parametrize("member", [BO, CHEN])
def test_who_is_not_in_charge_sees_no_figures(desk: MemoryDesk, member: Member) -> None:
    for ask in (
        lambda: act(desk, member, compile_report, WEEK_15),
        lambda: act(desk, member, counted_lines, WEEK_15, Choice()),
        lambda: act(desk, member, compile_breakdown, WEEK_15, Dimension.REASON, Choice()),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_several_currencies_and_units_stand_apart() -> None:
    both = Tally(1, 1, {"pcs": Decimal(2)}, {"GBP": Decimal(3)}).plus(
        Tally(1, 1, {"kg": Decimal("1.5")}, {"EUR": Decimal(9)})
    )
    assert both.quantities == {"pcs": Decimal(2), "kg": Decimal("1.5")}
    assert [str(money) for money in both.money] == ["9 EUR", "3 GBP"]


def test_nothing_before_has_no_percent() -> None:
    assert change_percent(4, Decimal(0)) is None
    assert change_percent(0, Decimal(2)) == -100
    assert change_percent(3, Decimal("1.5")) == 100
    assert Group("x", (Tally(), Tally(1, 2))).risen_lines == 2
